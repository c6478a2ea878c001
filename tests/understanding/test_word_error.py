"""How far apart two rows of words are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.word_error import distance

WORDS = st.lists(st.sampled_from(["yes", "no", "perhaps"]), max_size=6)


@given(WORDS, WORDS)
def test_the_distance_of_words_is_a_distance(left: list[str], right: list[str]) -> None:
    assert distance(left, right) == distance(right, left)
    assert abs(len(left) - len(right)) <= distance(left, right) <= max(len(left), len(right))
    assert (distance(left, right) == 0) == (left == right)


@pytest.mark.parametrize(
    ("expected", "actual", "wrong"),
    [("a b c", "a b c", 0), ("a b c", "a c", 1), ("a b c", "a x b c", 1), ("a b c", "x b", 2), ("a b", "", 2)],
)
def test_words_changed_added_and_left_out_count_one_each(expected: str, actual: str, wrong: int) -> None:
    assert distance(expected.split(), actual.split()) == wrong
