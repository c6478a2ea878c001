"""Two wordings word by word."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insight.word_diff import marked, word_diff

TEXTS = st.text("ab '{}.-\u00e9ї", max_size=24)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Good bye.", "Good bye.", "Good bye."),
        ("", "", ""),
        ("", "New.", "{+New.+}"),
        ("Old.", "", "[-Old.-]"),
        ("Shall I text you the code?", "Shall I e-mail you the code?", "Shall I [-text-]{+e-mail+} you the code?"),
        ("We have {discount} for you.", "We have {gift} for you.", "We have [-{discount}-]{+{gift}+} for you."),
        # A space between two differences is theirs; one between a difference and a word that stayed is not.
        ("two small words, as it is", "one big thing, as it is", "[-two small words-]{+one big thing+}, as it is"),
        ("Надіслати код?", "Надіслати Вам код?", "Надіслати{+ Вам+} код?"),
        # With hardly a word in common both are shown whole.
        ("So which is it?", "The price, or the service?", "[-So which is it?-]{+The price, or the service?+}"),
    ],
)  # fmt: skip
def test_what_stayed_went_and_came(old: str, new: str, shown: str) -> None:
    assert marked(word_diff(old, new)) == shown


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_it(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "old") == new
    assert all(piece.text for piece in pieces)
    assert all(one.kind != other.kind for one, other in pairwise(pieces))
