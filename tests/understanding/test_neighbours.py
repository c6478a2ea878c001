"""Phrases all but the same are found among thousands, and others are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.edge.lexicon import load_lexicon
from bot.understanding.neighbours import MOST_COMPARED, Neighbours
from bot.understanding.vocabulary import compile_vocabulary

ENGLISH = compile_vocabulary(load_lexicon("en"))
UKRAINIAN = compile_vocabulary(load_lexicon("uk"))


def near(one: str, other: str) -> bool:
    """Whether the second is the first one's neighbour, whichever comes first."""
    found = []
    for first, second in ((one, other), (other, one)):
        neighbours: Neighbours[str] = Neighbours(ENGLISH)
        assert neighbours.met(tuple(first.split()), first) == []
        found.append(bool(neighbours.of(tuple(second.split()))))
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("customer services", "customerservices"),
        ("any more", "anymore"),
        ("leave me alone", "leave me al one"),
        ("too expensive", "too expansive"),
        ("it is a bargain", "it is a bargian"),
        ("wild horses would not drag me back", "wild horses would not drag me back in"),
        ("get me a person in your shop", "get me a real person in your shop"),
    ],
)
def test_these_are_all_but_the_same(one: str, other: str) -> None:
    assert near(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("it is fine", "it is nine"),  # short words are often a letter apart
        ("customer service", "customer services"),  # grammar
        ("i want to talk to your boss", "i want not to talk to your boss"),  # a negation is no small word
        ("that is not me", "that is not for me"),  # one word of few says much
        ("text me the code", "send me the code"),
        ("expensive", "expansive"),  # a single word has no company to go by
        ("i have nothing left", "i have notting else"),
        ("i have neither of them", "i have nexther of them"),  # a slip in a word of refusal
    ],
)
def test_these_are_not(one: str, other: str) -> None:
    assert not near(one, other)


def test_the_very_same_words_are_no_neighbours() -> None:
    neighbours: Neighbours[int] = Neighbours(ENGLISH)
    assert neighbours.met(("go", "away"), 1) == neighbours.met(("go", "away"), 2) == neighbours.met((), 3) == []


def test_grammar_is_told_from_slips_in_other_languages_too() -> None:
    neighbours: Neighbours[int] = Neighbours(UKRAINIAN)
    neighbours.met(("я", "купила", "взуття"), 1)
    assert neighbours.of(("я", "купили", "взуття")) == []
    assert neighbours.of(("я", "кукила", "взуття")) == [1]


def test_a_list_of_thousands_alike_is_compared_a_few_at_a_time() -> None:
    neighbours: Neighbours[int] = Neighbours(ENGLISH)
    for number in range(1000):
        neighbours.met(("buy", f"abc{number:03d}xyz"), number)
    assert len(neighbours.of(("buy", "abc0q0xyz"))) <= MOST_COMPARED


@given(st.lists(st.lists(st.sampled_from(["one", "twoof", "three", "fourx", "five"]), max_size=9).map(tuple)))
def test_what_has_been_met_is_found_again_from_both_sides(phrases: list[tuple[str, ...]]) -> None:
    forwards, backwards = Neighbours[int](ENGLISH), Neighbours[int](ENGLISH)
    pairs = {frozenset((at, other)) for at, words in enumerate(phrases) for other in forwards.met(words, at)}
    count = len(phrases)
    again = {
        frozenset((count - 1 - at, other))
        for at, words in enumerate(reversed(phrases))
        for other in backwards.met(words, count - 1 - at)
    }
    assert pairs == again
