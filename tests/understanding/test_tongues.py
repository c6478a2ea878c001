"""Which language a text is in: what the letters and words of data/telling.yaml tell, and how often they do.

The figures are of replies written by people who did not see the lists: tests/phrases and tests/phrases/by_step.
"""

from __future__ import annotations

from functools import cache

import pytest
import yaml

from bot.edge.lexicon import load_telling
from bot.script.phrase import parse_phrases
from bot.understanding.tongues import Tongues
from tests.cli.shop import ROOT

TONGUES = Tongues(load_telling())
LANGUAGES = ("en", "uk", "ru", "fr")

CAUGHT = {
    ("en", "fr"): 0.94, ("fr", "en"): 0.97, ("uk", "ru"): 0.89, ("ru", "uk"): 0.73,
    ("uk", "en"): 1.0, ("ru", "fr"): 1.0, ("en", "ko"): 0.94, ("fr", "uk"): 0.97,
}  # fmt: skip
"""(language of the replies, language they are put under) -> least share that is noticed."""
MISTAKEN = {"en": 0, "uk": 6, "ru": 4, "fr": 0}
"""Replies in the right language that are doubted, of some 2,400: Ukrainian ones with only Russian words to tell by, and
four Russian ones with a Ukrainian word ("слухаю")."""


@cache
def replies(language: str) -> tuple[str, ...]:
    told = yaml.load((ROOT / f"tests/phrases/{language}.yaml").read_text("utf-8"), yaml.BaseLoader)["replies"]
    files = sorted((ROOT / "tests/phrases/by_step").rglob(f"{language}.tsv"))
    lines = [line for file in files for line in file.read_text("utf-8").splitlines() if line]
    return (*(text for texts in told.values() for text in texts), *(line.split("\t")[-1] for line in lines))


@pytest.mark.parametrize(("language", "under"), CAUGHT)
def test_most_replies_are_noticed_in_another_languages_list(language: str, under: str) -> None:
    noticed = sum(TONGUES.instead(text, under) != "" for text in replies(language))
    assert noticed / len(replies(language)) >= CAUGHT[language, under]


@pytest.mark.parametrize("language", LANGUAGES)
def test_hardly_any_reply_is_doubted_in_its_own(language: str) -> None:
    assert len([text for text in replies(language) if TONGUES.instead(text, language)]) <= MISTAKEN[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_of_the_shipped_libraries_is_doubted(language: str) -> None:
    text = (ROOT / f"scripts/common/phrases/{language}.yaml").read_text("utf-8")
    library, _ = parse_phrases(text, "x.yaml")
    assert library is not None
    told = [phrase for phrases in library.intents.values() for phrase in phrases]
    assert [phrase for phrase in told if TONGUES.instead(phrase, language)] == []


@pytest.mark.parametrize(
    ("text", "language", "instead"),
    [
        ("где вы находитесь", "uk", "ru"),
        ("Это нам не нужно.", "en", "ru"),
        ("де ви є", "ru", "uk"),
        ("п’ять хвилин", "ru", "uk"),
        ("j'ai déménagé", "en", "fr"),
        ("we don't need it", "fr", "en"),
        ("we don't need it", "uk", "en"),
        ("номер", "fr", "Cyrillic"),
        ("안녕하세요", "en", "Korean"),
        ("여보세요", "uk", "Korean"),
    ],
)
def test_letters_and_words_tell(text: str, language: str, instead: str) -> None:
    assert TONGUES.instead(text, language) == instead


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("номер", "uk"),  # said in both
        ("Viber, Prego", "uk"),  # brands
        ("кто это", "uk"),  # surzhyk: said by people who speak Ukrainian
        ("та я не знаю где він живёт", "uk"),  # one word of its own is enough
        ("OK", "ru"),
        ("chez Nike the best", "fr"),  # both languages at once
        ("12 345", "en"),
        ("", "en"),
        ("где вы", "xx"),  # a language nobody described
    ],
)
def test_where_nothing_is_sure_nothing_is_said(text: str, language: str) -> None:
    assert TONGUES.instead(text, language) == ""
