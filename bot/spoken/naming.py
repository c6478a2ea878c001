"""Names out of a contact list: trimmed, with capitals where people write them.

Lists shout ("ОЛЕНА"), whisper ("jean-luc") and mix alphabets (a Latin O in
"Oлена"); a name already in mixed case is its owner's and stays.
"""

import re
from typing import Final

from bot.spoken.tongue import listed
from bot.spoken.value import SpokenError

_NAME: Final = re.compile(r"[^\W\d_][^\W\d_'’ʼ`.\- ]*(?:[ '’ʼ`.\-]+[^\W\d_]+)*[.']?")
_PARTICLES: Final = frozenset(listed("de du des da di la le van von der den ter bin ibn al el"))
_CYRILLIC: Final = re.compile("[а-яёґєії]", re.IGNORECASE)
_LATIN: Final = re.compile("[a-z]", re.IGNORECASE)
_LOOK_ALIKES: Final = str.maketrans("aceiopxyABCEHIKMOPTX", "асеіорхуАВСЕНІКМОРТХ")


def name_of(text: str) -> str:
    """A name as it should be spoken; raises SpokenError for what is no name."""
    if not _NAME.fullmatch(text):
        raise SpokenError(f"{text!r} is not a name; accepted: letters, spaces, hyphens, apostrophes")
    words = [_one_alphabet(word) for word in re.sub("[’ʼ`]", "'", text).split(" ")]
    return " ".join(
        word if place and word in _PARTICLES else "-".join(map(_capital, word.split("-")))
        for place, word in enumerate(words)
    )


def _one_alphabet(word: str) -> str:
    """Latin letters that look Cyrillic, made Cyrillic in a word that mixes the two."""
    if _CYRILLIC.search(word) and _LATIN.search(word):
        return word.translate(_LOOK_ALIKES)
    return word


def _capital(word: str) -> str:
    if not (word.isupper() or word.islower()) or (len(word) == 1 and word.isupper()):
        return word
    head, mark, tail = word.partition("'")
    if len(head) == 1 and mark and _LATIN.match(head):  # O'Neil, D'Artagnan, not М'яч
        return f"{head.upper()}{mark}{tail[:1].upper()}{tail[1:].lower()}"
    return word[:1].upper() + word[1:].lower()
