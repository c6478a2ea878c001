"""What must hold at every question of every shipped script, found by walking them."""

from collections import deque
from functools import cache
from pathlib import Path

import pytest
from little_script import NOON, at, heard, said

from bot.dialogue.state import Setup
from bot.rehearsal.stage import Stage
from bot.script.model import BACK
from bot.script.parse import parse
from bot.script.values import typed_values
from bot.spoken import seconds_to_say

SCRIPTS = Path(__file__).parents[2] / "scripts"
NAMES = sorted(path.stem for path in SCRIPTS.glob("*.yaml"))
ROW = {
    "first_name": "Anna", "last_purchase_on": "2025-05-04", "balance": "340", "expires_on": "2026-12-24",
    "worth": "340 UAH",
}  # fmt: skip
VALUES = {"score": 7, "callback_time": at(18), "free_text": "better shoes"}
MOST_STEPS = 6


@cache
def loaded(name):
    sources = {str(path): path.read_text(encoding="utf-8") for path in SCRIPTS.rglob("*.yaml")}
    found = parse(str(SCRIPTS / f"{name}.yaml"), sources).script
    assert found is not None
    return found


def on_stage(name, path, arm="", language="en", row=ROW):
    script = loaded(name)
    values, messages = typed_values(script, row, language, NOON.date())
    assert not messages
    played = Stage(Setup(script, language, values, NOON, arm=arm))
    played.begin()
    for meaning in path:
        played.mean(meaning)
    return played


def ways_on(script, expecting):
    """What a callee may say here, a value of every kind and every answer."""
    slot = expecting.slot
    if slot is not None and slot.type in VALUES:
        yield heard("slot", slots={slot.name: VALUES[slot.type]})
        if slot.type == "score":
            yield heard("slot", slots={slot.name: 10})
    yield from expecting.answers


@cache
def questions(name):
    """Every question that can be reached, confirmations included: (step, confirming) -> (arm, path)."""
    script = loaded(name)
    found = {}
    for arm in script.arms or ("",):
        waiting, seen = deque([()]), set()
        while waiting:
            path = waiting.popleft()
            played = on_stage(name, path, arm)
            expecting = played.call.dialogue.expecting
            if expecting is None or not expecting.turn or (expecting.step, expecting.confirming) in seen:
                continue
            seen.add((expecting.step, expecting.confirming))
            found.setdefault((expecting.step, expecting.confirming), (arm, path))
            if len(path) < MOST_STEPS:
                waiting += [(*path, meaning) for meaning in ways_on(script, expecting)]
    return found


EVERY_QUESTION = [(name, key) for name in NAMES for key in questions(name)]


def id_of(value):
    return ":".join(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("name", NAMES)
def test_every_question_of_a_script_can_be_reached(name):
    script = loaded(name)
    asked = {step for step, _ in questions(name)}
    assert {step.id for step in script.steps.values() if step.listens} == asked


@pytest.mark.parametrize(("name", "question"), EVERY_QUESTION, ids=id_of)
def test_an_opt_out_by_voice_is_honoured_there(name, question):
    arm, path = questions(name)[question]
    played = on_stage(name, path, arm)
    played.mean("opt_out")
    played.end()
    assert (played.call.opted_out, played.call.finish.disposition) == (True, "do_not_call")


@pytest.mark.parametrize(("name", "question"), EVERY_QUESTION, ids=id_of)
def test_an_opt_out_by_key_nine_is_honoured_there(name, question):
    arm, path = questions(name)[question]
    played = on_stage(name, path, arm)
    played.press("9")
    if not played.call.opted_out:
        assert played.call.dialogue.expecting.slot.type == "score"
        played.wait()
    played.end()
    assert (played.call.opted_out, played.call.finish.disposition) == (True, "do_not_call")


@pytest.mark.parametrize(("name", "question"), EVERY_QUESTION, ids=id_of)
def test_an_opt_out_that_is_not_sure_is_asked_about_once_there(name, question):
    arm, path = questions(name)[question]
    played = on_stage(name, path, arm)
    unsure = heard("opt_out", "ask", p=0.4)
    played.mean(unsure)
    assert said(played)[-1] == "asides.opt_out_check"
    played.mean(unsure)
    assert played.call.opted_out


@pytest.mark.parametrize(("name", "question"), EVERY_QUESTION, ids=id_of)
def test_every_objection_comes_back_to_that_question_or_leaves_for_good(name, question):
    script = loaded(name)
    arm, path = questions(name)[question]
    step, confirming = question
    for intent, objection in script.objections.items():
        answered = on_stage(name, path, arm).call.dialogue.expecting
        if intent in answered.answers:
            continue
        played = on_stage(name, path, arm)
        played.mean(intent)
        if objection.then != BACK:
            assert played.call.finish is not None or played.call.dialogue.expecting.step == objection.then.name
            continue
        now_open = played.call.dialogue.expecting
        assert now_open.step == step
        assert now_open.confirming == (confirming if played.call.dialogue.expecting.slot else "")
        if not objection.repeats and not objection.waits_s:
            assert said(played)[-2] == f"objections.{intent}.say"


@pytest.mark.parametrize(("name", "question"), EVERY_QUESTION, ids=id_of)
def test_a_callee_who_says_nothing_there_is_let_go(name, question):
    arm, path = questions(name)[question]
    played = on_stage(name, path, arm)
    for _ in range(12):
        played.wait()
    assert played.call.hung_up


@pytest.mark.parametrize("name", NAMES)
def test_objections_have_a_second_answer(name):
    for intent, objection in loaded(name).objections.items():
        speaks = objection.say is not None and objection.then == BACK
        assert not speaks or objection.again is not None, intent


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "uk", "ru", "fr"])
@pytest.mark.parametrize(
    "row", [ROW, {key: ROW[key] for key in ("balance", "expires_on", "worth")}], ids=["full", "bare"]
)
def test_robot_and_company_are_named_in_the_part_of_the_greeting_that_counts_as_heard(name, language, row):
    from bot.dialogue.disclosure import HEARD_SHARE

    greeting = next(
        moment.text for moment in on_stage(name, (), language=language, row=row).call.moments if moment.who == "bot"
    )
    disclosed = greeting[: greeting.index("Prego") + len("Prego")]
    assert any(word in disclosed.casefold() for word in ("automatic assistant", "робот", "assistant automatique"))
    assert seconds_to_say(disclosed, language) <= HEARD_SHARE * seconds_to_say(greeting, language)
