"""Text on its way to a voice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.edge.tts_text import clean, ends_sentence, has_words, same_words, sentences, speakable
from bot.source import WinbackError


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Hello, Anna. Do you have a minute?", ("Hello, Anna.", "Do you have a minute?")),
        ("Good day, Mr. Smith! It is us.", ("Good day, Mr. Smith!", "It is us.")),
        ("Вул. Садова, 5. До зустрічі!", ("Вул. Садова, 5.", "До зустрічі!")),
        ("Обувь, сумки и т. д. Приходите.", ("Обувь, сумки и т. д. Приходите.",)),
        ("Avez-vous une minute ? Merci.", ("Avez-vous une minute ?", "Merci.")),
        ("Well... maybe. He said “no.” Fine.", ("Well... maybe.", "He said “no.”", "Fine.")),
        ("Three point 3.5 is one. ...", ("Three point 3.5 is one. ...",)),
        ("... Hello.", ("... Hello.",)),
        ("  ", ()),
    ],
)
def test_a_text_is_cut_where_its_sentences_end(text: str, pieces: tuple[str, ...]) -> None:
    assert sentences(text) == pieces


@given(st.text(st.sampled_from("aBя.!?… ,\n\t’“”«»5[{"), max_size=60))
def test_sentences_lose_nothing_and_none_is_without_words(text: str) -> None:
    pieces = sentences(text)
    assert " ".join(pieces) == clean(text)
    assert len(pieces) <= 1 or all(has_words(piece) for piece in pieces)


@given(st.text(max_size=60))
def test_cleaning_changes_no_words_and_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert same_words(text, f" {clean(text)}\n")


def test_words_and_stops_make_a_wording_not_the_look_of_quotes_and_spaces() -> None:
    assert same_words("It’s  a “sale”", 'It\'s a "sale"')
    assert not same_words("A sale.", "A sale?")
    assert not same_words("{first_name}, a sale.", "{last_name}, a sale.")


def test_a_variable_nobody_filled_in_is_never_spoken() -> None:
    with pytest.raises(WinbackError, match=r"\{, first_name\}"):
        speakable("Hello{, first_name}.")


def test_markup_that_engines_read_aloud_or_obey_is_dropped() -> None:
    assert speakable("Call [[now]] *today* {} at 5 <b>") == "Call now today at 5 b"


def test_a_sentence_knows_its_end() -> None:
    assert ends_sentence("Really?”")
    assert not ends_sentence("Hello, Anna")
    assert not ends_sentence("")
