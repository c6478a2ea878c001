"""Objections: an answer, a second answer, a limit, and always the way back to what was open."""

import pytest
from little_script import NOTHING, TEXT, Hand, at, ended, heard, notes, prompts, said, script, slot, stage


def greeted(**options):
    played = stage(**options)
    played.begin()
    return played


def test_an_objection_is_answered_and_the_open_question_asked_again_in_short():
    played = greeted()
    played.mean("too_dear")
    assert said(played)[1:] == ["objections.too_dear.say", "greeting.reprompt"]
    assert played.call.dialogue.expecting.step == "greeting"
    assert notes(played, "objection") == ["too_dear (1)"]


def test_raised_again_it_gets_its_second_answer_and_beyond_its_limit_the_way_out():
    played = greeted()
    for _ in range(3):
        played.mean("too_dear")
    assert said(played)[3:] == ["objections.too_dear.again", "greeting.reprompt", "no_interest.say"]
    assert ended(played) == ("not_interested", "no_interest")
    assert notes(played, "limit") == ["too_dear was answered 2 times"]


def test_with_a_limit_of_one_the_second_answer_is_said_on_the_way_out():
    played = greeted()
    played.mean("no_time")
    played.mean("no_time")
    assert said(played)[3:] == ["objections.no_time.again", "ask_when.say"]


def test_without_a_second_answer_the_first_is_said_again():
    played = stage(script(TEXT.replace("You are busy", "x").replace(', again: {en: "It is really cheap."}', "")))
    played.begin()
    played.mean("too_dear")
    played.mean("too_dear")
    assert said(played)[1:] == 2 * ["objections.too_dear.say", "greeting.reprompt"]


def test_without_a_way_beyond_the_policy_for_no_match_decides():
    played = greeted()
    played.mean("who_is_this")
    played.mean("who_is_this")
    assert ended(played) == ("no_match", "lost")


def test_limits_hold_for_the_whole_call_not_for_a_step():
    played = greeted()
    played.mean("too_dear")
    played.mean("yes")
    played.mean("too_dear")
    played.mean("too_dear")
    assert ended(played) == ("not_interested", "no_interest")


def test_an_objection_may_leave_for_another_step_at_once_with_its_words():
    played = greeted()
    played.mean("call_later")
    assert said(played)[1:] == ["objections.call_later.say", "ask_when.say"]


def test_an_objection_may_leave_without_a_word():
    played = stage(script(TEXT.replace('say: {en: "All right."}, then: ask_when', "then: ask_when")))
    played.begin()
    played.mean("call_later")
    assert said(played)[1:] == ["ask_when.say"]


def test_with_a_value_half_agreed_upon_the_confirmation_is_asked_again_and_the_value_kept():
    played = greeted()
    played.mean("no")
    played.mean(slot(callback_at=at(18)))
    played.mean("too_dear")
    assert said(played)[-2:] == ["objections.too_dear.say", "ask_when.confirm"]
    played.mean("yes")
    assert ended(played) == ("callback", "booked")
    assert played.call.finish.slots == {"callback_at": at(18)}


def test_an_objection_to_is_that_a_yes_opens_the_real_question_again():
    played = greeted()
    played.mean(heard("yes", "confirm", p=0.6))
    assert said(played)[-1] == "asides.confirm_yes"
    played.mean("too_dear")
    assert said(played)[-2:] == ["objections.too_dear.say", "greeting.reprompt"]
    assert played.call.dialogue.expecting.confirming == ""


# --- repeat -------------------------------------------------------------------------------------------------------


def test_repeat_says_the_last_words_to_the_letter_also_after_a_repeat():
    played = greeted()
    played.mean("yes")
    played.mean("too_dear")
    before = [moment.text for moment in played.call.moments if moment.who == "bot"][-2:]
    for _ in range(2):
        played.mean("repeat")
        assert [moment.text for moment in played.call.moments if moment.who == "bot"][-2:] == before
    played.mean("repeat")
    assert ended(played) == ("not_interested", "no_interest")


def test_the_house_repeats_where_a_script_says_nothing_about_it():
    played = stage(
        script(TEXT.replace("  repeat: {repeats: true, limit: 2, beyond: no_interest, counts: false}\n", ""))
    )
    played.begin()
    played.mean("repeat")
    assert said(played) == 2 * ["greeting.say"]


def test_where_nothing_was_said_nothing_is_repeated_and_the_question_stays_open():
    text = TEXT.replace('    say: {en: "From zero to ten?"}\n', "")
    played = stage(script(text))
    played.begin()
    played.mean("yes")
    played.mean("yes")
    played.mean("repeat")
    assert said(played)[-1] == "offer.say"
    assert played.call.dialogue.expecting.step == "ask_score"
    played.mean(slot(score=9))
    assert said(played)[-1] == "ask_praise.say"


def test_a_repetition_is_no_objection_in_the_reports():
    played = greeted()
    played.mean("repeat")
    assert notes(played, "objection") == []


# --- wait ---------------------------------------------------------------------------------------------------------


def test_one_moment_is_granted_and_its_words_are_not_repeated():
    played = greeted()
    played.mean("wait")
    played.mean("repeat")
    assert said(played)[1:] == ["asides.wait", "greeting.say"]


def test_after_the_moment_the_bot_asks_whether_anybody_is_there():
    hand = Hand()
    hand.greet()
    hand.reply("wait")
    said_until = hand.now
    assert hand.dialogue.deadline == 120  # while "take your time" is spoken nothing runs
    from bot.dialogue.events import PromptEnded

    hand.do(PromptEnded(), after=1.0)
    assert hand.dialogue.deadline == pytest.approx(said_until + 10)
    assert prompts(hand.tick()) == ["asides.still_there", "greeting.reprompt"]


def test_what_is_said_to_somebody_else_meanwhile_is_not_answered():
    played = greeted()
    played.mean("wait")
    played.mean(NOTHING)
    played.cough()
    assert said(played)[1:] == ["asides.wait"]
    assert notes(played, "ignored")
    played.wait()
    assert said(played)[-2:] == ["asides.still_there", "greeting.reprompt"]


def test_an_answer_ends_the_waiting():
    played = greeted()
    played.mean("wait")
    played.mean("yes")
    assert said(played)[-1] == "offer.say"


def test_asking_for_another_moment_goes_beyond():
    played = greeted()
    played.mean("wait")
    played.mean("wait")
    assert said(played)[-1] == "ask_when.say"


def test_a_script_without_words_for_it_waits_in_silence():
    played = stage(script(TEXT.replace('  wait: {en: "Take your time."}\n', "")))
    played.begin()
    played.mean("wait")
    assert said(played) == ["greeting.say"]
    played.wait()
    assert said(played)[-2:] == ["asides.still_there", "greeting.reprompt"]
