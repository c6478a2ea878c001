"""Truths about whole scripts that the broken files do not show: what is right, and how the course of a call is seen."""

import time
from pathlib import Path

import pytest

from bot.script.check import check, prompt_hash, recordable, recording_id, review
from bot.script.check_text import Recordable
from bot.script.graph import Way, certainly_known, cycles, reachable, ways
from bot.script.model import Outcome, PhraseLibrary, Script, Step, Target
from bot.script.parse import Parsed, parse_phrases
from bot.script.rules import MOST, RULES, Notes
from bot.script.variable import known_at_start, possible_values, variable_types
from bot.source import NOWHERE

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(ROOT.glob("scripts/*.yaml"))
HOUSE = (Path(__file__).parent / "broken/common/house.yaml").read_text()
HEAD = "script: shop\nlanguages: [en]\ngoal: interested\ninclude: [house.yaml]\nstart: greeting\n"
END = "outcomes: {bought: {disposition: interested}}\n"


def reviewed(steps: str, head: str = "") -> Parsed:
    return review("shop.yaml", {"shop.yaml": f"{HEAD}{head}steps:\n{steps}{END}", "house.yaml": HOUSE})


def script_of(steps: str, head: str = "") -> Script:
    found = reviewed(steps, head)
    assert found.problems == ()
    assert found.script is not None
    return found.script


def rules(steps: str, head: str = "") -> list[str]:
    return [problem.rule for problem in reviewed(steps, head).problems]


# --- the shipped scripts ------------------------------------------------------------------------------------------


def shipped_sources() -> dict[str, str]:
    files = [*SHIPPED, *ROOT.glob("scripts/common/*.yaml")]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in files}


def shipped_phrases() -> dict[str, PhraseLibrary]:
    found = [
        parse_phrases(path.read_text(encoding="utf-8"), str(path))[0]
        for path in ROOT.glob("scripts/common/phrases/*.yaml")
    ]
    return {library.language: library for library in found if library is not None}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_script_is_without_problems(path: Path) -> None:
    found = review(str(path.relative_to(ROOT)), shipped_sources(), phrases=shipped_phrases(), recordings={})
    assert found.problems == ()
    assert found.script is not None
    assert found.script.id == path.stem


def test_the_shipped_scripts_are_read_and_checked_in_half_a_second() -> None:
    sources = shipped_sources()
    start = time.process_time()
    for path in SHIPPED:
        review(str(path.relative_to(ROOT)), sources)
    assert time.process_time() - start < 0.5 * len(SHIPPED)


# --- twelve mistakes ----------------------------------------------------------------------------------------------


def test_a_file_with_twelve_mistakes_shows_all_twelve_in_their_places() -> None:
    here = Path(__file__).parent / "broken"
    sources = {"twelve.yaml": (here / "twelve.yaml").read_text(), "common/house.yaml": HOUSE}
    found = {
        (problem.rule, problem.span.line, problem.span.column) for problem in review("twelve.yaml", sources).problems
    }
    planted = {
        ("unknown-disposition", 4, 7), ("bad-value", 7, 22), ("bad-default", 8, 3), ("bad-value", 12, 16),
        ("unknown-variable", 14, 17), ("unknown-target", 16, 12), ("unknown-intent", 18, 7), ("double-brace", 21, 18),
        ("bad-value", 22, 17), ("unknown-key", 23, 5), ("option-without-target", 27, 7),
        ("promise-without-action", 30, 3),
    }  # fmt: skip
    assert len(planted) == 12
    assert planted <= found


# --- what is right ------------------------------------------------------------------------------------------------

ASK = '  greeting: {discloses: true, say: {en: "A robot."}, answers: {yes: %s, no: not_interested}}\n'


def test_a_counter_may_lead_a_silent_callee_round_a_few_times() -> None:
    steps = (
        "  greeting: {discloses: true, say: {en: A robot.}, answers: {yes: bought}, no_input: {then: round}}\n"
        "  round: {set: {rounds: +1}, next: enough}\n"
        "  enough: {branch: [{if: {rounds: {at_most: 2}}, go: greeting}, {go: not_interested}]}\n"
    )
    assert rules(steps, "counters: {rounds: 0}\n") == []
    assert "silence-loop" in rules(steps.replace("set: {rounds: +1}, ", ""), "counters: {rounds: 0}\n")


def test_what_every_way_has_learned_may_be_said() -> None:
    steps = (
        ASK % "ask"
        + "  ask: {say: {en: How much?}, capture: {score: score}, next: tell, answers: {no: not_interested}}\n"
        + '  tell: {say: {en: "{score}!"}, next: bought}\n'
    )
    assert rules(steps) == []
    assert rules(steps.replace("answers: {no: not_interested}}\n  tell", "answers: {no: tell}}\n  tell")) == [
        "maybe-missing"
    ]


def test_a_branch_that_tests_a_value_proves_that_it_is_known() -> None:
    steps = (
        ASK % "fork"
        + "  fork: {branch: [{if: {age: {known: yes}}, go: tell}, {if: {age: {not: 3}}, go: bought}, {go: bought}]}\n"
        + '  tell: {say: {en: "{age}!"}, next: bought}\n'
    )
    assert rules(steps, "contact: {age: {type: number}}\n") == []
    assert rules(steps.replace("known: yes", "known: no"), "contact: {age: {type: number}}\n") == ["maybe-missing"]


def test_a_chosen_option_and_a_setting_are_known_where_they_lead() -> None:
    steps = (
        ASK % "ask"
        + "  ask:\n    say: {en: Why?}\n"
        + "    capture: {reason: {type: choice, options: [yes, no], confirm: {en: 'So {reason}?'}}}\n"
        + '    answers: {yes: {set: {wants: code}, say: {en: "{wants} {reason}"}, go: tell}, no: bought}\n'
        + '  tell: {set: {more: x}, say: {en: "{reason} {wants} {more}"}, next: bought}\n'
    )
    assert rules(steps) == []


def test_an_action_may_use_what_is_known() -> None:
    script = f"{HEAD}contact: {{mail: {{type: text, required: yes}}}}\nsteps:\n{ASK % 'bought'}" + END.replace(
        "interested}", 'interested, actions: [{email: code, to: "{mail}"}]}'
    )
    assert review("shop.yaml", {"shop.yaml": script, "house.yaml": HOUSE}).problems == ()


def test_without_phrases_every_global_intent_counts_as_known() -> None:
    assert rules(ASK % "bought, abuse: bought") == []


def test_a_script_made_by_hand_without_texts_is_judged_too() -> None:
    script = Script(
        "x", "", (), "interested", "a", {"a": Step("a", then=Target("finish", "o"))}, {"o": Outcome("o", "")}
    )
    assert {problem.rule for problem in check(script)} == {
        "no-opt-out",
        "missing-aside",
        "no-disclosure",
        "goal-unreachable",
    }


def test_checking_stops_when_more_is_wrong_than_anybody_reads() -> None:
    steps = "".join(f"  s{n}: {{next: gone{n}}}\n" for n in range(2 * MOST))
    assert len(reviewed(ASK % "bought" + steps).problems) == MOST


def test_a_long_chain_of_steps_is_walked_without_recursion() -> None:
    steps = "".join(f"  s{n}: {{next: s{n + 1}}}\n" for n in range(1500)) + "  s1500: {next: bought}\n"
    assert rules(ASK % "s0" + steps) == []


# --- graph --------------------------------------------------------------------------------------------------------


def test_every_way_onwards_is_listed_with_what_it_teaches() -> None:
    script = script_of(
        ASK
        % "ask"
        + "  ask:\n    say: {en: Why?}\n    capture: {reason: {type: choice, options: [yes, no]}}\n    next: bought\n"
        "    answers: {yes: bought, wait: back}\n    set: {seen: ask}\n",
        "objections: {robot: {say: {en: Yes.}}, operator: {then: bought}, yes: {say: {en: Yes?}}, "
        "abuse: {say: {en: Oh.}, beyond: not_interested}}\n",
    )
    found = [(way.kind, way.label, way.target.name, way.learns) for way in ways(script, script.steps["ask"])]
    seen = frozenset({"seen"})
    assert found == [
        ("answer", "yes", "bought", seen | {"reason"}),
        ("next", "", "bought", seen | {"reason"}),
        ("no_input", "", "nobody_there", seen),
        ("no_match", "", "not_understood", seen),
        ("beyond", "robot", "not_understood", seen),
        ("objection", "operator", "bought", seen),
        ("beyond", "abuse", "not_interested", seen),
        ("opt_out", "", "do_not_call", seen),
    ]


def test_a_call_comes_only_where_ways_lead() -> None:
    script = script_of(ASK % "tell" + "  tell: {say: {en: Oh.}, next: bought}\n")
    assert reachable(script)[0] == {"greeting", "tell"}
    steps, outcomes = reachable(script, leave=lambda step: step.id != "greeting")
    assert steps == {"greeting"}
    assert outcomes == {"nobody_there"}, "a machine may answer every call"
    assert Way("tell", "next", Target("finish", "bought")) in ways(script, script.steps["tell"])


def test_circles_are_found_once_each() -> None:
    graph = {"a": ["b"], "b": ["c", "d"], "c": ["a"], "d": ["d"], "e": ["a"]}
    assert cycles(graph, lambda name: graph[name]) == [("a", "b", "c"), ("d",)]


def test_nothing_is_reached_from_a_start_that_does_not_exist() -> None:
    script = Script("x", "", (), "", "gone", {}, {})
    assert reachable(script) == (frozenset(), frozenset())
    assert certainly_known(script, frozenset({"a"})) == ({}, frozenset({"a"}))


# --- variables ----------------------------------------------------------------------------------------------------


def test_variables_have_types_and_some_have_only_so_many_values() -> None:
    script = script_of(
        ASK % "ask"
        + "  ask: {say: {en: Why?}, capture: {reason: {type: choice, options: [yes, no]}}, next: mark}\n"
        + "  mark: {say: {en: How?}, set: {wants: code, rounds: +1}, capture: {score: score}, next: bought}\n",
        "counters: {rounds: 0}\narms: [bold]\ncontact: {age: {type: number, required: yes}, price: {type: money}, "
        "on: {type: date, default: today}}\nvalues: {company: {type: text, default: Shop}}\n",
    )
    types = variable_types(script)
    assert types == {
        "wants": "text", "rounds": "number", "reason": "text", "score": "number", "age": "number", "price": "money",
        "on": "date", "company": "text", "arm": "text", "language": "text", "attempt": "number",
    }  # fmt: skip
    assert known_at_start(script) == {"age", "on", "company", "rounds", "arm", "language", "attempt"}
    assert possible_values(script) == {
        "arm": {"bold"}, "language": {"en"}, "reason": {"yes", "no"}, "wants": {"code"},
    }  # fmt: skip


# --- recordings ---------------------------------------------------------------------------------------------------


def test_texts_without_variables_can_be_recorded() -> None:
    script = script_of(
        '  greeting: {discloses: true, say: {en: [A  robot., "{company} calls.", Hi.]}, answers: {yes: bought}}\n',
        "values: {company: {type: text, default: Shop}}\n",
    )
    found = [text for text in recordable(script) if text.id.startswith("greeting")]
    assert [(text.id, text.language, text.text) for text in found] == [
        ("greeting.say.en.1", "en", "A robot."),
        ("greeting.say.en.3", "en", "Hi."),
    ]
    assert recording_id("greeting.say", "en", 1, 1) == "greeting.say.en"


def test_a_recording_is_known_by_the_words_it_speaks() -> None:
    assert prompt_hash("A  robot.") == prompt_hash("A robot. ")
    assert prompt_hash("A robot.") != prompt_hash("A robot!")
    assert len(prompt_hash("")) == 12


def test_sound_recordings_give_no_problems() -> None:
    script = script_of(ASK % "bought")
    recordings = {text.id: prompt_hash(text.text) for text in recordable(script)}
    assert check(script, recordings=recordings) == ()
    assert all(isinstance(text, Recordable) for text in recordable(script))


# --- rules --------------------------------------------------------------------------------------------------------


def test_a_note_has_the_severity_of_its_rule() -> None:
    notes = Notes()
    notes.add("unreachable-step", "x", NOWHERE)
    notes.add("dead-end", "x", NOWHERE)
    assert [problem.severity for problem in notes.problems] == ["warning", "error"]


def test_every_rule_says_why_in_whole_sentences() -> None:
    for rule in RULES.values():
        assert rule.about.endswith("."), rule.id
        assert rule.id == rule.id.lower()
