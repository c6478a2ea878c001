"""What holds for every test."""

from hypothesis import settings

# These machines are noisy: a property is right or wrong, however long it takes.
settings.register_profile("winback", deadline=None, derandomize=True, database=None)
settings.load_profile("winback")
