"""Values: taken, read back, corrected, denied, and never kept when nobody confirmed them."""

# ruff: noqa: E501 - a script or a conversation in one line reads best

from dataclasses import replace
from datetime import datetime

import pytest
from little_script import NOTHING, TEXT, Hand, at, ended, heard, notes, said, script, slot, stage

SURE_OF = (
    TEXT.replace(
        'too_dear: {say: {en: "It is cheap."}',
        'too_dear: {confirm: {en: "Is it the price?"}, say: {en: "It is cheap."}',
    )
    .replace("no_time: {say", 'no_time: {confirm: {en: "Are you busy?"}, say')
    .replace("call_later: {say", 'call_later: {confirm: {en: "Another time?"}, say')
    .replace(
        "objections:\n", 'objections:\n  bad_experience: {confirm: {en: "Was something wrong?"}, say: {en: "Sorry."}}\n'
    )
)
"""The little script with words to make sure of objections."""


def asked_when(**options):
    played = stage(**options)
    played.begin()
    played.mean("no")
    return played


def test_a_value_is_read_back_and_taken_after_yes():
    played = asked_when()
    played.mean(slot(callback_at=at(18)))
    assert played.call.moments[-1].text == "So I call tomorrow at six in the evening, right?"
    played.mean("yes")
    assert ended(played) == ("callback", "booked")


def test_a_denied_value_is_forgotten_and_the_question_asked_again():
    played = asked_when()
    played.mean(slot(callback_at=at(18)))
    played.mean("no")
    assert said(played)[-1] == "ask_when.reprompt"
    assert notes(played, "corrected")
    played.wait()
    assert ended(played) == ("not_interested", "no_interest")
    assert played.call.finish.slots == {}


def test_a_new_value_in_place_of_yes_or_no_is_read_back_in_turn():
    played = asked_when()
    played.mean(slot(callback_at=at(18)))
    played.mean(slot(callback_at=at(19)))
    assert played.call.moments[-1].text == "So I call tomorrow at seven in the evening, right?"
    played.mean("yes")
    played.end()
    assert played.call.finish.slots == {"callback_at": at(19)}


def test_the_same_value_again_agrees():
    played = asked_when()
    played.mean(slot(callback_at=at(18)))
    played.mean(slot(callback_at=at(18)))
    assert ended(played) == ("callback", "booked")


def test_the_ear_is_told_the_value_being_confirmed():
    played = asked_when()
    assert played.call.dialogue.expecting.slot.held is None
    played.mean(slot(callback_at=at(18)))
    assert played.call.dialogue.expecting.slot.held == at(18)
    assert played.call.dialogue.expecting.answers[:2] == ("yes", "no")


def test_too_many_denials_take_the_way_out():
    played = asked_when()
    for _ in range(3):
        played.mean(slot(callback_at=at(18)))
        played.mean("no")
    assert ended(played) == ("no_match", "lost")
    assert played.call.finish.slots == {}


def test_a_value_half_agreed_upon_does_not_outlive_a_hang_up():
    played = asked_when()
    played.mean(slot(callback_at=at(18)))
    played.hang_up()
    assert played.call.finish.slots == {}


def test_another_answer_of_the_step_may_be_given_instead_of_a_confirmation():
    played = asked_when()
    played.mean(slot(callback_at=at(18)))
    played.mean("send_text")
    assert said(played)[-1] == "offer.say"
    played.hang_up()
    assert played.call.finish.slots == {}


def test_an_unconfirmed_value_gives_way_to_what_was_known_before():
    text = TEXT.replace("  first_name: {type: name}\n", "  first_name: {type: name}\n  callback_at: {type: datetime}\n")
    text = text.replace("I see. Goodbye.", "I see. As agreed {callback_at}. Goodbye.")
    played = stage(script(text), values={"callback_at": datetime(2026, 11, 24, 9)})
    played.begin()
    played.mean("no")
    played.mean(slot(callback_at=at(18)))
    played.mean("too_dear")
    played.mean("too_dear")
    played.mean("too_dear")
    assert played.call.moments[-1].text.startswith("I see. As agreed the day after tomorrow")


def test_nothing_understood_asks_for_the_confirmation_again():
    played = asked_when()
    played.mean(slot(callback_at=at(18)))
    played.mean(NOTHING)
    assert said(played)[-2:] == ["asides.not_understood", "ask_when.confirm"]


def test_silence_asks_for_the_confirmation_again_or_takes_the_way_out():
    played = asked_when()
    played.mean(slot(callback_at=at(18)))
    played.wait()
    assert ended(played) == ("not_interested", "no_interest")


# --- unsure answers -----------------------------------------------------------------------------------------------


def test_an_unsure_yes_is_asked_about_and_taken():
    played = stage()
    played.begin()
    played.mean(heard("yes", "confirm", p=0.7))
    assert said(played)[-1] == "asides.confirm_yes"
    assert notes(played, "confirm") == ["yes is not sure enough (p 0.70), so ask"]
    played.mean("yes")
    assert said(played)[-1] == "offer.say"


def test_no_to_is_that_a_yes_is_a_no():
    played = stage()
    played.begin()
    played.mean(heard("yes", "confirm", p=0.7))
    played.mean("no")
    assert said(played)[-1] == "ask_when.say"


def test_a_step_without_no_asks_again():
    played = stage(script(TEXT.replace("      no: ask_when\n", "")))
    played.begin()
    played.mean(heard("yes", "confirm", p=0.7))
    played.mean("no")
    assert said(played)[-1] == "greeting.reprompt"


def test_an_answer_brings_its_own_confirming_question():
    played = stage()
    played.begin()
    assert played.call.dialogue.expecting.confirmable == {"send_text"}
    played.mean(heard("send_text", "confirm", p=0.7))
    assert said(played)[-1] == "greeting.send_text.confirm"
    assert played.call.dialogue.expecting.confirmable == frozenset()
    played.mean("no")
    assert said(played)[-1] == "greeting.reprompt"


def asked_about(intent, *, at="greeting", **more):
    """What may have been meant is asked about, at that step of the little script."""
    played = stage(script(SURE_OF))
    played.begin()
    for meaning in {"greeting": (), "ask_reason": ("yes", "no"), "ask_when": ("no",)}[at]:
        played.mean(meaning)
    assert intent in played.call.dialogue.expecting.confirmable
    played.mean(replace(heard(intent, "confirm", p=0.6), **more))
    return played


def test_an_objection_that_may_be_meant_is_asked_about_and_answered_after_yes():
    played = asked_about("too_dear")
    assert played.call.moments[-1].text == "Is it the price?"
    assert not notes(played, "objection"), "nobody has objected yet"
    played.mean("yes")
    assert said(played)[-2:] == ["objections.too_dear.say", "greeting.reprompt"]
    assert notes(played, "objection") == ["too_dear (1)"]
    played.mean("too_dear")
    assert said(played)[-2:] == ["objections.too_dear.again", "greeting.reprompt"]


def test_an_objection_that_was_not_meant_is_none():
    played = asked_about("too_dear")
    played.mean("no")
    assert said(played)[-1] == "greeting.reprompt"
    assert not notes(played, "objection")


def test_a_time_said_with_what_was_doubted_is_not_asked_for_again():
    played = asked_about("call_later", callback_time=at(18))
    played.mean("yes")
    assert said(played)[-2:] == ["objections.call_later.say", "ask_when.confirm"]


def test_an_option_that_may_be_meant_is_taken_after_yes():
    played = asked_about("bad_experience", at="ask_reason")
    played.mean("yes")
    assert played.call.dialogue.expecting.step == "ask_person"
    assert notes(played, "slot") == ["reason = bad_experience"]


@pytest.mark.parametrize("meaning", ["too_dear", "call_later", "send_text", "question_detail", "operator", "no_time"])
def test_what_is_said_instead_counts_as_if_nothing_had_been_asked(meaning):
    plain, doubted = asked_about("no_time"), asked_about("no_time")
    plain.mean("no")
    for played in (plain, doubted):
        before = len(said(played))
        played.mean(meaning)
        played.told = said(played)[before:]
    assert doubted.told == plain.told
    assert doubted.call.dialogue.expecting.confirming == ""


def test_a_value_is_heard_while_we_ask_about_something_else():
    played = asked_about("too_dear", at="ask_when")
    played.mean(slot(callback_at=at(18)))
    assert said(played)[-1] == "ask_when.confirm"


@pytest.mark.parametrize("meaning", ["repeat", "wait", "backchannel", NOTHING])
def test_what_moves_nothing_leaves_that_question_open(meaning):
    played = asked_about("too_dear")
    played.mean(meaning)
    assert played.call.dialogue.expecting.confirming == "too_dear"
    played.mean("yes")
    assert said(played)[-2] == "objections.too_dear.say"


def test_silence_asks_about_it_again():
    played = asked_about("too_dear")
    played.wait()
    assert said(played)[-2:] == ["asides.still_there", "objections.too_dear.confirm"]


def test_an_opt_out_is_never_confirmed():
    played = stage(script(SURE_OF.replace("too_dear:", "opt_out:")))
    played.begin()
    assert "opt_out" not in played.call.dialogue.expecting.confirmable


def test_what_cannot_be_confirmed_is_asked_again():
    played = stage()
    played.begin()
    played.mean(heard("too_dear", "confirm", p=0.7))
    assert said(played)[-2:] == ["asides.not_understood", "greeting.reprompt"]


def test_a_confirmation_is_not_confirmed():
    played = stage()
    played.begin()
    played.mean(heard("yes", "confirm", p=0.7))
    played.mean(heard("yes", "confirm", p=0.7))
    assert said(played)[-2:] == ["asides.not_understood", "asides.confirm_yes"]


def test_a_script_without_words_for_it_asks_again():
    played = stage(script(TEXT.replace('  confirm_yes: {en: "Is that a yes?"}\n', "")))
    played.begin()
    played.mean(heard("yes", "confirm", p=0.7))
    assert said(played)[-1] == "greeting.reprompt"


def test_the_patience_of_a_confirmation_is_short_and_that_of_free_speech_its_own():
    from bot.dialogue.events import Listen

    hand = Hand()
    hand.greet()
    for meaning in ("yes", "yes", slot(score=9)):
        actions = hand.reply(meaning)
    assert [action.patience_s for action in actions if isinstance(action, Listen)] == [1.2]


def test_a_choice_without_a_next_step_and_without_an_answer_is_a_fault_that_is_told():
    head = "script: a\nlanguages: [en]\ngoal: completed\nstart: a\n"
    text = f"{head}steps: {{a: {{say: {{en: Which?}}, capture: {{x: {{type: choice, options: [p, q]}}}}, answers: {{p: b}}}}}}\n"
    hand = Hand(script(f"{text}outcomes: {{b: {{disposition: completed}}}}"))
    hand.greet()
    hand.reply(heard("q", slots={"x": "q"}))
    assert hand.actions[-2].disposition == "technical_failure"
