"""Never call again: heard everywhere, acted on at once, written once, never confirmed, never lost."""

import pytest
from little_script import TEXT, Hand, at, ended, heard, notes, of, said, script, slot, stage

from bot.dialogue.events import (
    Answered,
    BargedIn,
    HangUp,
    HonourOptOut,
    HungUp,
    Keyed,
    PromptEnded,
    SpeechEnded,
    SpeechStarted,
    Understood,
    Unheard,
)

UNSURE = heard("opt_out", "ask", p=0.4)


def greeted(**options):
    played = stage(**options)
    played.begin()
    return played


def test_it_is_written_before_a_word_is_said():
    hand = Hand()
    hand.greet()
    actions = hand.reply("opt_out")
    kinds = [type(action).__name__ for action in actions]
    assert kinds.index("HonourOptOut") < kinds.index("Finish") < kinds.index("Say")


@pytest.mark.parametrize(
    "silent", [TEXT, TEXT.replace("  never: {disposition: do_not_call, say", "  gone: {disposition: completed, say")]
)
def test_it_is_honoured_also_where_a_script_has_no_ending_for_it(silent):
    played = stage(script(silent))
    played.begin()
    played.mean("opt_out")
    assert played.call.opted_out
    assert ended(played)[0] == "do_not_call"


def test_over_the_bot_it_needs_no_barge_in():
    played = greeted()
    played.murmur("opt_out")
    assert played.call.opted_out


def test_unsure_over_the_bot_is_asked_about_not_taken_for_a_listening_noise():
    played = greeted()
    played.murmur(UNSURE)
    assert said(played)[-1] == "asides.opt_out_check"


def test_unsure_is_asked_once_in_neutral_words_and_then_honoured():
    played = greeted()
    played.mean(UNSURE)
    assert said(played)[-1] == "asides.opt_out_check"
    assert not played.call.opted_out
    played.mean(UNSURE)
    assert ended(played) == ("do_not_call", "never")


def test_unsure_and_then_something_else_goes_on():
    played = greeted()
    played.mean(UNSURE)
    played.mean("yes")
    assert said(played)[-1] == "offer.say"


def test_unsure_and_then_silence_is_honoured():
    played = greeted()
    played.mean(UNSURE)
    played.wait()
    assert ended(played) == ("do_not_call", "never")


def test_unsure_and_then_hung_up_is_honoured():
    played = greeted()
    played.mean(UNSURE)
    played.hang_up()
    assert played.call.opted_out
    assert ended(played) == ("do_not_call", "")


def test_a_doubt_that_was_answered_is_over():
    played = greeted()
    played.mean(UNSURE)
    played.mean("yes")
    played.wait()
    assert not played.call.opted_out


def test_the_neutral_words_are_not_what_is_repeated():
    played = greeted()
    played.mean(UNSURE)
    played.mean("repeat")
    assert said(played)[1:] == ["asides.opt_out_check", "greeting.say"]


def test_without_neutral_words_a_doubt_is_an_opt_out():
    played = stage(script(TEXT.replace('  opt_out_check: {en: "Once more, please?"}\n', "")))
    played.begin()
    played.mean(UNSURE)
    assert ended(played) == ("do_not_call", "never")


@pytest.mark.parametrize("first", ["opt_out", heard("opt_out")])
def test_in_the_first_words_before_our_greeting_it_counts(first):
    played = stage()
    played.begin(heard("opt_out") if first == "opt_out" else first)
    assert ended(played) == ("do_not_call", "never")
    assert said(played) == ["never.say"]


def test_unsure_before_our_greeting_is_remembered():
    played = stage()
    played.begin(UNSURE)
    assert said(played) == ["greeting.say"]
    played.mean(UNSURE)
    assert ended(played) == ("do_not_call", "never")


def test_a_late_answer_to_an_earlier_question_may_still_be_an_opt_out():
    hand = Hand()
    hand.greet()
    stale = hand.dialogue.expecting
    hand.reply("yes")
    hand.do(Understood(stale.step, stale.turn, heard("opt_out")))
    assert of(hand.actions, HonourOptOut)


def test_while_a_value_is_being_confirmed_it_is_not_confirmed():
    played = greeted()
    played.mean("no")
    played.mean(slot(callback_at=at(18)))
    played.mean("opt_out")
    assert ended(played) == ("do_not_call", "never")


def test_while_a_number_is_being_typed_the_voice_counts():
    played = greeted()
    for meaning in ("yes", "yes"):
        played.mean(meaning)
    played.press("1")
    played.mean("opt_out")
    assert ended(played) == ("do_not_call", "never")


# --- during and after the goodbye ---------------------------------------------------------------------------------


def goodbye():
    hand = Hand()
    hand.greet()
    hand.reply("no")
    hand.reply("no")
    hand.actions.clear()
    return hand


def test_in_the_goodbye_it_is_written_and_the_goodbye_goes_on():
    hand = goodbye()
    hand.do(SpeechStarted())
    hand.do(BargedIn(), after=0.7)
    hand.do(SpeechEnded(), after=1.0)
    hand.do(Understood("", 0, heard("opt_out")))
    assert [type(action).__name__ for action in hand.actions] == ["HonourOptOut", "Note"]
    assert [type(action) for action in hand.do(PromptEnded(), after=1.0)] == [HangUp]


@pytest.mark.parametrize("resolved", [Understood("", 0, heard("opt_out")), Understood("", 0, heard("yes")), Unheard()])
def test_who_still_speaks_when_the_goodbye_ends_is_heard_out(resolved):
    hand = goodbye()
    hand.do(SpeechStarted())
    assert hand.do(PromptEnded(), after=1.0) == ()
    assert not hand.dialogue.done
    hand.do(SpeechEnded(), after=1.0)
    hand.do(resolved)
    assert hand.dialogue.done
    assert bool(of(hand.actions, HonourOptOut)) == (
        isinstance(resolved, Understood) and resolved.understanding.intent == "opt_out"
    )
    assert isinstance(hand.actions[-1], HangUp)


def test_heard_only_after_we_hung_up_it_is_honoured_still():
    hand = goodbye()
    hand.do(HungUp())
    actions = hand.do(Understood("", 0, heard("opt_out")))
    assert [type(action).__name__ for action in actions] == ["HonourOptOut", "Note"]


def test_unsure_in_the_goodbye_counts_only_as_the_second_doubt():
    hand = goodbye()
    assert not of(hand.do(Understood("", 0, UNSURE)), HonourOptOut)
    assert of(hand.do(Understood("", 0, UNSURE)), HonourOptOut)


def test_anything_else_in_the_goodbye_changes_nothing():
    hand = goodbye()
    assert hand.do(Understood("", 0, heard("yes"))) == ()


@pytest.mark.parametrize("closed", [False, True])
def test_key_nine_in_the_goodbye_counts(closed):
    hand = goodbye()
    if closed:
        hand.do(HungUp())
    hand.do(Keyed("1"))
    hand.do(Keyed("9"))
    hand.do(Keyed("9"))
    assert len(of(hand.actions, HonourOptOut)) == 1


def test_it_is_written_once_however_often_it_is_said():
    hand = Hand()
    hand.greet()
    hand.reply("opt_out")
    hand.do(Understood("", 0, heard("opt_out")))
    assert len(of(hand.actions, HonourOptOut)) == 1


def test_understood_before_the_call_was_answered_means_nothing():
    hand = Hand()
    assert hand.do(Understood("", 0, heard("opt_out"))) == ()
    assert hand.do(Answered())


def test_the_doubt_is_written_down():
    played = greeted()
    played.mean(UNSURE)
    assert notes(played, "opt_out_doubt")
