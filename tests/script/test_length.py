"""How long a callee is talked to: one text, and what is said from a question to the end of the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.script.check import review

HOUSE = (Path(__file__).parent / "broken/common/house.yaml").read_text()
HEAD = "script: shop\nlanguages: [en]\ngoal: interested\ninclude: [house.yaml]\nstart: greeting\n"
GREETING = "  greeting: {discloses: true, say: {en: A robot.}, answers: {yes: %s}}\n"
TEN_S = " ".join(["banana"] * 18) + "."
"""What TEN stands for in the scripts here: fifty-four syllables, 10.4 s."""


def notes(steps: str, head: str = "", end: str = "") -> list[str]:
    text = f"{HEAD}{head}steps:\n{steps}outcomes:\n  bought: {{disposition: interested{end}}}\n".replace("TEN", TEN_S)
    problems = review("shop.yaml", {"shop.yaml": text, "house.yaml": HOUSE}).problems
    return [f"{problem.span.line} {problem.message}" for problem in problems]


def test_a_text_longer_than_people_listen_to_is_noted() -> None:
    step = "  tell: {say: {en: %s}, next: bought}\n"
    assert notes(GREETING % "tell" + step % "TEN") == []
    assert notes(GREETING % "tell" + step % "TEN TEN") == ["8 “tell.say” takes about 21 s to say in en"]


def test_the_longest_wording_counts() -> None:
    step = "  tell: {say: {en: [Oh., %s]}, next: bought}\n"
    assert len(notes(GREETING % "tell" + step % "TEN TEN")) == 1


def test_a_menu_of_keys_may_take_longer() -> None:
    step = "  ask: {say: {en: Which?}, answers: {yes: bought}, keypad: {en: %s}}\n"
    assert notes(GREETING % "ask" + step % "TEN banana banana") == []
    assert notes(GREETING % "ask" + step % "TEN TEN TEN") == ["8 “ask.keypad” takes about 31 s to say in en"]


def test_variables_count_with_a_usual_value_and_constants_with_their_own() -> None:
    step = '  tell: {say: {en: "TEN {name}"}, next: bought}\n'
    assert notes(GREETING % "tell" + step, "contact: {name: {type: name, required: yes}}\n") == []
    assert notes(GREETING % "tell" + step, "values: {name: {type: text, default: TEN}}\n") == [
        "9 “tell.say” takes about 21 s to say in en"
    ]


CHAIN = "  one: {say: {en: TEN}, next: two}\n  two: {say: {en: TEN}, next: %s}\n"


def test_a_stretch_of_several_texts_is_noted_where_it_begins() -> None:
    assert notes(GREETING % "one" + CHAIN % "bought", end=", say: {en: Bye.}") == [
        "8 the bot speaks for about 21 s in en without asking: one → two → bought"
    ]
    ask = "  ask: {say: {en: Which of them?}, answers: {yes: bought}}\n"
    assert notes(GREETING % "one" + CHAIN % "ask" + ask) == [
        "8 the bot speaks for about 22 s in en without asking: one → two → ask"
    ]
    assert notes(GREETING % "one" + CHAIN.replace("TEN", "Right.") % "ask" + ask) == []


def test_what_is_said_to_an_answer_or_an_objection_belongs_to_the_stretch() -> None:
    told = "  greeting: {discloses: true, say: {en: A robot.}, answers: {yes: {say: {en: TEN}, go: ask}}}\n"
    ask = "  ask: {say: {en: TEN}, capture: {much: {type: score}}, next: bought}\n"
    end = ", say: {en: Goodbye then.}"
    assert notes(told + ask, end=end) == [
        "8 the bot speaks for about 21 s in en without asking: greeting.yes.say → ask"
    ]
    robot = "objections: {robot: {say: {en: TEN}, then: ask}}\n"
    assert notes(GREETING % "ask" + ask, robot) == [
        "9 the bot speaks for about 21 s in en without asking: objections.robot.say → ask"
    ]


def test_an_ending_can_be_what_makes_it_long() -> None:
    told = "  greeting: {discloses: true, say: {en: A robot.}, answers: {yes: {say: {en: TEN}, go: bought}}}\n"
    assert notes(told, end=", say: {en: TEN}") == [
        "9 the bot speaks for about 21 s in en without asking: greeting.yes.say → bought"
    ]


def test_the_longest_way_of_a_branch_counts() -> None:
    fork = "  fork: {branch: [{if: {arm: bold}, go: one}, {go: bought}]}\n"
    assert notes(GREETING % "fork" + fork + CHAIN % "bought", "arms: [bold]\n", ", say: {en: Bye.}") == [
        "9 the bot speaks for about 21 s in en without asking: one → two → bought"
    ]


@pytest.mark.parametrize("target", ["gone", "back", "one"])
def test_ways_that_lead_nowhere_or_round_end_there(target: str) -> None:
    found = notes(GREETING % "one" + CHAIN % target)
    assert "8 the bot speaks for about 21 s in en without asking: one → two" in found


def test_a_long_way_is_told_by_its_beginning_and_its_end() -> None:
    steps = "".join(f"  s{at}: {{say: {{en: banana banana banana.}}, next: s{at + 1}}}\n" for at in range(800))
    found = notes(GREETING % "s0" + steps + "  s800: {next: bought}\n")
    assert len(found) == 1
    assert found[0].endswith("s in en without asking: s0 → s1 → s2 → s3 → s4 → … → s799")
