"""The stage: virtual time, and who speaks when."""

from datetime import datetime

import pytest

from bot.dialogue.state import Setup
from bot.rehearsal.question import question_at
from bot.rehearsal.stage import Stage
from bot.rehearsal.virtual_call import Moment
from bot.script.parse import parse
from bot.source import WinbackError
from bot.understanding.model import Understanding, Why

TEXT = """\
script: a
languages: [en]
goal: completed
start: first
steps:
  first:
    say: {en: "Good morning to you, shall I begin?"}
    answers: {yes: thanks, no: never, operator: desk}
  listed: {say: {en: "Well?"}, next: thanks}
asides: {still_there: {en: "Hello?"}}
outcomes:
  thanks: {disposition: completed, say: {en: "Thank you very much indeed, goodbye."}}
  never: {disposition: do_not_call}
  desk: {disposition: transferred, actions: [{transfer: desk}]}
"""
NOON = datetime(2026, 11, 22, 12)


class Echo:
    """ports.Understander that takes the words for the intent."""

    digest = "echo"

    def parse(self, hypotheses, expecting):
        return Understanding(hypotheses[0].text, 1.0, "act", Why("echo"), hypotheses[0].text)

    def hints(self, expecting):
        return ()


def script():
    parsed = parse("a.yaml", {"a.yaml": TEXT})
    assert parsed.script, parsed.problems
    return parsed.script


def stage(text=TEXT):
    return Stage(Setup(parse("a.yaml", {"a.yaml": text}).script, "en", {}, NOON), Echo())


def test_words_are_understood_and_everything_is_noted_in_order():
    played = stage()
    played.begin()
    assert played.hear("yes").intent == "yes"
    assert played.end().outcome == "thanks"
    assert [str(moment) for moment in played.call.moments] == [
        "bot    first.say: Good morning to you, shall I begin?",
        "callee yes: yes",
        "end    completed: thanks",
        "bot    thanks.say: Thank you very much indeed, goodbye.",
    ]
    assert str(Moment("callee", "hangs_up")) == "callee hangs_up"


def test_time_is_reckoned_by_what_is_spoken():
    played = stage()
    played.begin()
    begun = played.call.now
    played.wait()
    assert played.call.now > begun + 5.0


def test_an_interruption_falls_into_the_prompt():
    played = stage()
    played.begin()
    begun = played.call.now
    played.hear("yes", over_bot=True)
    assert 0 < played.call.now - begun < 4
    assert (
        Moment("note", "barge_in", "the callee spoke over the bot, which fell silent", "first") in played.call.moments
    )


def test_over_a_bot_that_is_silent_already_nothing_is_interrupted():
    played = stage()
    played.begin()
    played.wait()
    played.wait()
    assert played.call.hung_up
    played.cough(over_bot=True)
    assert played.call.finish.disposition == "no_input"


def test_first_words_come_before_the_greeting():
    played = stage()
    played.begin("hello")
    assert [moment.who for moment in played.call.moments][:2] == ["callee", "bot"]


def test_words_need_an_understander():
    played = Stage(Setup(script(), "en", {}, NOON))
    played.begin()
    with pytest.raises(AssertionError, match="mean"):
        played.hear("yes")


def test_after_the_end_nobody_listens_or_waits():
    played = stage()
    played.begin()
    played.hang_up()
    before = list(played.call.moments)
    assert played.hear("yes") is None
    played.wait()
    assert played.call.moments == before


def test_opt_outs_and_transfers_are_seen():
    played = stage()
    played.begin()
    played.mean("no")
    assert played.call.opted_out
    assert played.call.hung_up
    played = stage()
    played.begin()
    played.mean("operator")
    assert Moment("note", "transfer", "desk") in played.call.moments


def test_without_an_opening_the_bot_speaks_as_soon_as_it_is_answered():
    played = stage(TEXT.replace("start: first", "opening_s: 0\nstart: first"))
    played.begin()
    assert played.call.now == 0.0
    played.press("1", over_bot=True)
    assert played.end().outcome == "thanks"


def test_a_question_can_be_taken_out_of_its_conversation():
    expecting = question_at(script(), "en", "first", NOON)
    assert expecting.answers == ("yes", "no", "operator")
    assert not expecting.opening


@pytest.mark.parametrize(
    ("step", "hint"), [("frist", "did you mean “first”"), ("listed", "these ask something: first")]
)
def test_a_step_that_asks_nothing_is_refused_with_the_nearest_that_does(step, hint):
    with pytest.raises(WinbackError, match=hint):
        question_at(script(), "en", step, NOON)
