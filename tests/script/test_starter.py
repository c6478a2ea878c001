"""The starters an author begins with: each in every choice of languages passes what shipped scripts pass.

Their words are understood here without the learnt classifier: they stand in the phrase libraries.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from itertools import chain, combinations, permutations
from pathlib import Path

import pytest

from bot.assemble.starters import templates
from bot.cli.starters import KINDS, LANGUAGES, TRIED_WITH
from bot.dialogue.state import Setup
from bot.edge.lexicon import load_lexicon
from bot.rehearsal.conversation import read_rehearsals
from bot.rehearsal.coverage import coverage_of
from bot.rehearsal.mutate import Remembering, caught, mutants, rehearsed
from bot.rehearsal.play import play, side_by_side
from bot.rehearsal.prove import prove
from bot.script.check import review
from bot.script.model import PhraseLibrary, Script
from bot.script.parse import parse_phrases
from bot.script.starter import starter
from bot.script.values import typed_values
from bot.source import SourceError, laid_out
from bot.source.layout import comments
from bot.understanding.understander import compile_understander

ROOT = Path(__file__).parents[2]
SUBSETS = list(chain.from_iterable(combinations(LANGUAGES, many) for many in range(1, 5)))
REHEARSALS = "scripts/rehearsals/spring.yaml"
PIECES = ("begin", "another_time", "begin.rehearsals", "any_time.rehearsals")
"""What templates have in common."""


@cache
def library(language: str) -> PhraseLibrary:
    text = (ROOT / f"scripts/common/phrases/{language}.yaml").read_text(encoding="utf-8")
    found, _ = parse_phrases(text, f"{language}.yaml")
    assert found is not None
    return found


@cache
def made(kind: str, languages: tuple[str, ...]) -> str:
    return starter(templates(kind)[0], kind, ("spring", REHEARSALS), languages)


@cache
def script(kind: str, languages: tuple[str, ...]) -> Script:
    common = {f"scripts/common/{name}.yaml": (ROOT / f"scripts/common/{name}.yaml").read_text(encoding="utf-8")
              for name in ("house", "objections", "callback")}  # fmt: skip
    phrases = {language: library(language) for language in languages}
    reviewed = review("scripts/spring.yaml", {"scripts/spring.yaml": made(kind, languages), **common}, phrases=phrases)
    assert reviewed.problems == ()
    assert reviewed.script is not None
    return reviewed.script


def test_there_is_a_template_for_every_kind() -> None:
    found = {path.name for path in (ROOT / "bot/script/starters").iterdir()}
    own = {f"{kind}{end}" for kind in KINDS for end in (".yaml", ".rehearsals.yaml")}
    assert found == {*(f"{piece}.yaml" for piece in PIECES), *own}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("languages", SUBSETS, ids="-".join)
def test_a_starter_is_right_in_every_choice_of_languages(kind: str, languages: tuple[str, ...]) -> None:
    told = script(kind, languages)
    assert (told.id, told.languages) == ("spring", languages)
    assert {language for prompt in told.prompts() for language in prompt.texts} >= {*languages}
    assert laid_out(made(kind, languages), "spring.yaml") == made(kind, languages)
    assert len(comments(made(kind, languages))) == len(comments(made(kind, LANGUAGES)))
    others = {*LANGUAGES} - {*languages}
    assert not any(f"{language}:" in line.split() for language in others for line in made(kind, languages).splitlines())


def test_languages_stand_in_the_order_asked_for() -> None:
    for languages in permutations(("uk", "en")):
        assert f"languages: [{', '.join(languages)}]" in made("offer", languages)
        first, second = (made("offer", languages).index(f"      {language}: ") for language in languages)
        assert first < second


@pytest.mark.parametrize("kind", KINDS)
def test_a_starter_can_go_wrong_in_no_way(kind: str) -> None:
    proof = prove(Setup(script(kind, LANGUAGES), "uk", {}, datetime(2026, 11, 22, 12)))
    assert (proof.faults, proof.whole) == ((), True)


@pytest.mark.parametrize("kind", KINDS)
def test_it_can_be_tried_with_the_columns_that_are_proposed(kind: str) -> None:
    told = script(kind, LANGUAGES)
    columns = TRIED_WITH.get(kind, {})
    assert typed_values(told, columns, "uk", date(2026, 11, 22))[1] == ()
    assert {*columns} == {name for name, column in told.contact.items() if column.required}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_its_rehearsals_go_as_written_cover_it_and_notice_slips(kind: str, language: str) -> None:
    told = script(kind, (language,))
    text = starter(templates(kind)[1], kind, ("spring", REHEARSALS), (language,))
    assert laid_out(text, REHEARSALS) == text
    conversations = read_rehearsals(text, REHEARSALS).conversations
    mind = Remembering(compile_understander(library(language), told, language, load_lexicon(language), None))
    played = [play(told, each, language, mind) for each in conversations]
    assert [side_by_side(each) for each in played if not each.passed] == []
    assert coverage_of(told, language, played).missing == ()
    own = [rehearsed(each, mind) for each in played]
    broken = list(mutants(told))
    assert sum(caught(mutant, own) for mutant in broken) / len(broken) >= 0.9


def test_what_is_cut_out_and_what_stays() -> None:
    template = (
        'script: STARTER  # see REHEARSALS\nlanguages: [en, uk, fr]\nsay:\n  en: ["one", "two"]\n  uk: "раз"\n  fr:\n'
        '    - "un"\n    - "deux"\n# the end\nunit: {en: [a, b], uk: [c], fr: [d]}\nempty: []\n'
    )
    assert starter(template, "t.yaml", ("spring", "r.yaml"), ("fr", "en")) == (
        'script: spring  # see r.yaml\nlanguages: [fr, en]\nsay:\n  fr:\n    - "un"\n    - "deux"\n'
        '  en: ["one", "two"]\n'
        "# the end\nunit: {fr: [d], en: [a, b]}\nempty: []\n"
    )


def test_a_template_that_cannot_be_read_is_told_by_its_place() -> None:
    with pytest.raises(SourceError, match=r"t\.yaml:2:1"):
        starter("a: [", "t.yaml", ("a", "b"), ("en",))
