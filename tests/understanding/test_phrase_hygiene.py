"""What phrase hygiene says of whole scripts beyond the goldens in tests/script/broken: what is right, and what is not
looked at. The warnings themselves, word for word, are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assemble.files import check_script
from bot.assemble.hygiene import MOST_KEPT, Hygiene
from bot.config import read_config
from bot.edge.lexicon import load_lexicon, load_telling
from bot.script.model import Answer, Script, Slot, Step, Target
from bot.script.rules import Notes
from bot.understanding.decision import ALWAYS_LIVE
from bot.understanding.examined import Examined, examine
from bot.understanding.hygiene import FEWEST, Lists, check_phrases, questions
from bot.understanding.normalise import ManyTexts, words_of
from bot.understanding.tongues import Tongues
from bot.understanding.vocabulary import compile_vocabulary
from tests.cli.shop import ROOT, Shop

TONGUES = Tongues(load_telling())
VOCABULARY = compile_vocabulary(load_lexicon("en"))
FRENCH = compile_vocabulary(load_lexicon("fr"))
END = Target("finish", "end")
GREEK = ("alpha", "beta", "gamma", "delta", "kappa", "lambda", "sigma", "omega", "zeta", "theta")
MANY = [f"number {word} of the list" for word in GREEK]


def listed(told: Mapping[str, Sequence[str]]) -> Examined:
    return examine(told, {}, VOCABULARY, TONGUES)


def asking(*answers: str, slot: Slot | None = None) -> Step:
    return Step("ask", answers={intent: Answer(intent, END) for intent in answers}, slot=slot)


def found(own: Mapping[str, Sequence[str]], library: Mapping[str, Sequence[str]], *steps: Step) -> list[str]:
    """The rules broken at these questions, short lists aside."""
    script = Script("x", "", ("en",), "", "ask", {f"{at}": step for at, step in enumerate(steps)}, {})
    notes = Notes()
    check_phrases(script, "en", Lists(listed(own), listed(library)), notes)
    return [problem.rule for problem in notes.problems if problem.rule != "few-phrases"]


def test_questions_with_the_same_answers_count_once() -> None:
    choice = Slot("why", "choice", ("price", "service"))
    steps = {"a": asking("yes", "other"), "b": asking("yes"), "c": asking(slot=choice), "d": Step("d", then=END)}
    script = Script("x", "", (), "", "a", steps, {})
    assert [sorted(live - {*ALWAYS_LIVE}) for live in questions(script)] == [["yes"], ["price", "service"]]


def test_a_phrase_of_two_intents_is_stolen_only_where_both_may_be_answered() -> None:
    both = {"price": ["the first one"], "service": ["the first one"]}
    assert found({}, both, asking("price"), asking("service")) == []
    assert found({}, both, asking("price", "service")) == ["stolen-phrase"]


def test_the_scripts_own_phrase_covers_a_librarys_even_where_its_intent_is_not_expected() -> None:
    own, library = {"price": ["well, the first one"]}, {"service": ["the first one"]}
    assert found(own, library, asking("service"), asking("price")) == ["stolen-phrase"]
    assert found(own, {"price": ["the first one"]}, asking("price")) == []


def test_an_opt_out_goes_first_wherever_it_is_listed() -> None:
    assert found({}, {"rude": ["stop calling me"]}, asking("rude")) == ["stolen-phrase"]
    assert found({}, {"opt_out": ["stop calling me"], "other": ["stop calling me"]}, asking("yes")) == []
    assert found({"rude": ["stop calling me"]}, {}, asking("rude")) == [], "the script's own words come first"


def test_a_listening_noise_stands_under_yes_or_under_itself() -> None:
    assert found({}, {"backchannel": ["uh huh"]}, asking("yes")) == []
    assert found({}, {"repeat": ["uh huh"]}, asking("yes")) == ["stolen-phrase"]
    assert found({}, {"repeat": ["uh huh"]}, asking("price")) == ["stolen-phrase"]


def test_a_yes_that_is_a_no_to_the_word_lists_is_noted_for_either() -> None:
    assert found({}, {"yes": ["no way"], "no": ["of course"]}, asking("yes", "no")) == ["stolen-phrase"] * 2
    assert found({}, {"yes": ["no problem at all"], "no": ["definitely not"]}, asking("yes", "no")) == []


def test_neighbours_matter_where_both_may_be_answered() -> None:
    own, library = {"price": ["too expensive for me"]}, {"service": ["too expansive for me"]}
    assert found(own, library, asking("price"), asking("service")) == []
    assert found(own, library, asking("price", "service")) == ["near-phrase"]
    assert found({}, {**own, **library}, asking("price", "service")) == ["near-phrase"]
    assert found({**own, **library}, {}, asking("price", "service")) == ["near-phrase"]
    assert found({}, {**own, "other": ["too expansive for me"]}, asking("price")) == []


def test_ten_phrases_are_enough_and_those_of_script_and_library_count_together() -> None:
    script = Script("x", "", ("en",), "", "a", {"a": asking("price")}, {})

    def noted(own: int, library: int) -> list[str]:
        notes = Notes()
        check_phrases(
            script, "en", Lists(listed({"price": MANY[:own]}), listed({"price": MANY[own : own + library]})), notes
        )
        return [problem.rule for problem in notes.problems]

    assert noted(FEWEST, 0) == noted(4, FEWEST - 4) == []
    assert noted(4, FEWEST - 5) == ["few-phrases"]
    assert noted(0, 0) == [], "an intent nobody knows how to say is an error of its own"


def test_lists_nobody_listens_to_may_be_in_any_language() -> None:
    russian = {"price": ["это очень дорого"], "other": ["это не мне"]}
    assert found({}, russian, asking("service")) == []
    assert found({}, russian, asking("price")) == ["wrong-language"]


@given(st.text("abcабвё'’ 019h:.,-éç\u0301\n", max_size=40))
def test_many_texts_are_taken_apart_as_single_ones(text: str) -> None:
    for spelling in (VOCABULARY.spelling, FRENCH.spelling):
        assert ManyTexts(spelling).words(text) == words_of(text, spelling)


# --- what was clean is remembered -------------------------------------------------------------------------------------


def test_the_shipped_scripts_are_clean_and_remembered_until_something_changes(shop: Shop) -> None:
    config = read_config(shop.folder / "config.yaml")
    shipped = read_config(ROOT / "config.yaml")
    names = sorted(path.stem for path in shipped.scripts_dir.glob("*.yaml"))
    checked = [check_script(shipped, name) for name in names]
    kept = config.data_dir / "cache" / "check" / "clean"
    hygiene = Hygiene(config)
    assert [problem for each in checked for problem in hygiene.problems(each)] == []
    known = kept.read_text("utf-8")
    assert len(known.split()) == 4 * len(names)
    assert [problem for each in checked for problem in Hygiene(config).problems(each)] == []
    assert kept.read_text("utf-8") == known


def test_only_so_much_is_remembered_and_nonsense_is_nothing(shop: Shop) -> None:
    config = read_config(shop.folder / "config.yaml")
    kept = config.data_dir / "cache" / "check" / "clean"
    kept.parent.mkdir(parents=True)
    kept.write_text("\n".join(f"{number}" for number in range(2 * MOST_KEPT)))
    full = shop.folder / "scripts" / "common" / "phrases" / "en.yaml"
    lines = [f'  {intent}: ["{intent}", {", ".join(MANY)}]' for intent in ("yes",)]
    full.write_text("library: phrases\nlanguage: en\nintents:\n" + "\n".join([*lines, '  no: ["no"]']) + "\n")
    assert {problem.rule for problem in Hygiene(config).problems(check_script(config, "small"))} == {"few-phrases"}
    kept.write_bytes(b"\xff\xfe")
    assert {problem.rule for problem in Hygiene(config).problems(check_script(config, "small"))} == {"few-phrases"}


@pytest.fixture
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("shop"))
