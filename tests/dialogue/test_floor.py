"""Whose turn it is: barge-in, listening noises, late answers, silence and noise on real lines."""

# ruff: noqa: E501 - a script or a conversation in one line reads best

import pytest
from little_script import NOTHING, TEXT, Hand, at, ended, heard, notes, of, prompts, said, script, slot, stage

from bot.dialogue.events import (
    Answered,
    BargedIn,
    Finish,
    HangUp,
    Keyed,
    Listen,
    Note,
    PromptEnded,
    SpeechEnded,
    SpeechStarted,
    StopSaying,
    Understood,
    Unheard,
)


def greeted(**options):
    played = stage(**options)
    played.begin()
    return played


def understood(hand, meaning):
    open_now = hand.dialogue.expecting
    return Understood(open_now.step, open_now.turn, meaning)


# --- barge-in -----------------------------------------------------------------------------------------------------


def test_who_talks_over_the_bot_is_listened_to():
    hand = Hand()
    hand.greet()
    hand.do(SpeechStarted(), after=5.0)
    assert isinstance(hand.do(BargedIn(), after=0.6)[-1], StopSaying)
    hand.do(SpeechEnded(), after=1.0)
    assert prompts(hand.do(understood(hand, heard("no")))) == ["ask_when.say"]


@pytest.mark.parametrize("noise", ["backchannel", "yes", NOTHING, heard("no", "confirm", p=0.6)])
def test_a_listening_noise_lets_the_bot_speak_on(noise):
    played = greeted()
    played.murmur(noise)
    assert len(said(played)) == 1
    assert not notes(played, "no_match")


def test_a_short_no_over_the_bot_is_a_no():
    played = greeted()
    played.murmur("no")
    assert said(played)[-1] == "ask_when.say"


def test_a_step_that_is_spoken_to_its_end_keeps_the_reply_until_then():
    hand = Hand()
    hand.greet()
    for meaning in ("yes", "no", heard("bad_experience", slots={"reason": "bad_experience"})):
        hand.reply(meaning)
    hand.do(SpeechStarted(), after=1.0)
    assert [note.kind for note in of(hand.do(BargedIn(), after=0.6), Note)] == ["barge_in"]
    hand.do(SpeechEnded(), after=0.5)
    assert [note.kind for note in of(hand.do(understood(hand, heard("no"))), Note)] == ["held"]
    assert prompts(hand.do(PromptEnded(), after=3.0)) == ["no_interest.say"]


def test_a_reply_kept_for_later_gives_way_to_a_key():
    hand = Hand()
    hand.greet()
    for meaning in ("yes", "no", heard("bad_experience", slots={"reason": "bad_experience"})):
        hand.reply(meaning)
    hand.do(SpeechStarted(), after=1.0)
    hand.do(SpeechEnded(), after=0.5)
    hand.do(understood(hand, heard("no")))
    assert prompts(hand.do(Keyed("1"))) == ["put_through.say"]


def test_barging_in_where_nobody_speaks_or_nothing_is_asked_changes_nothing():
    hand = Hand()
    assert hand.do(BargedIn()) == ()
    hand.do(Answered())
    assert hand.do(BargedIn()) == ()
    hand.tick()
    hand.do(PromptEnded())
    assert hand.do(BargedIn()) == ()


def test_a_goodbye_is_not_interrupted():
    played = greeted()
    played.mean("no")
    played.mean("no")
    played.mean("yes", over_bot=True)
    assert ended(played) == ("not_interested", "no_interest")


def test_interrupted_by_something_that_means_nothing_the_bot_asks_again():
    played = greeted()
    played.mean(NOTHING, over_bot=True)
    assert said(played)[1:] == ["asides.not_understood", "greeting.reprompt"]


def test_interrupted_by_coughs_the_bot_does_not_start_over_for_ever():
    played = greeted()
    for _ in range(3):
        played.cough(over_bot=True)
    assert ended(played) == ("no_match", "lost")


# --- silence and noise --------------------------------------------------------------------------------------------


def test_silence_is_asked_about_and_then_given_up():
    played = greeted()
    played.wait()
    assert said(played)[1:] == ["asides.still_there", "greeting.reprompt"]
    played.wait()
    assert ended(played) == ("no_input", "nobody")


def test_the_clock_of_silence_starts_when_the_bot_has_finished():
    hand = Hand()
    hand.greet()
    assert hand.dialogue.deadline == 120
    hand.do(PromptEnded(), after=4.0)
    assert hand.dialogue.deadline == pytest.approx(hand.now + 5)


def test_noises_do_not_set_the_clock_back_so_a_noisy_line_ends_too():
    hand = Hand()
    hand.greet()
    hand.do(PromptEnded(), after=4.0)
    silent_by = hand.dialogue.deadline
    for _ in range(4):
        hand.do(SpeechStarted(), after=0.8)
        assert hand.dialogue.deadline == 120
        hand.do(SpeechEnded(), after=0.4)
        hand.do(Unheard(), after=0.1)
        assert hand.dialogue.deadline == pytest.approx(silent_by)
    hand.do(SpeechStarted(), after=0.1)
    hand.do(SpeechEnded(), after=0.4)
    hand.do(understood(hand, heard("backchannel")), after=0.1)
    assert prompts(hand.tick()) == ["asides.still_there", "greeting.reprompt"]


def test_while_the_callee_speaks_or_is_being_understood_nothing_runs():
    hand = Hand()
    hand.greet()
    hand.do(PromptEnded(), after=4.0)
    hand.do(SpeechStarted(), after=1.0)
    hand.do(SpeechStarted(), after=1.0)
    hand.do(SpeechEnded(), after=1.0)
    hand.do(SpeechEnded(), after=1.0)
    hand.do(Unheard())
    assert hand.dialogue.deadline == 120
    hand.do(Unheard())
    assert hand.dialogue.deadline < 120


def test_a_reply_starts_the_count_of_silences_anew_and_a_listening_noise_does_not():
    played = greeted()
    played.wait()
    played.mean("too_dear")
    played.wait()
    assert not played.call.hung_up
    played.mean("backchannel")
    played.wait()
    assert played.call.hung_up


def test_not_understood_three_times_takes_the_way_out():
    played = greeted()
    for _ in range(3):
        played.mean(NOTHING)
    assert ended(played) == ("no_match", "lost")
    assert notes(played, "no_match") == 3 * ["“blah” fits nothing here (test)"]


def test_a_step_has_its_own_patience_with_trouble():
    played = greeted()
    played.mean("yes")
    played.mean(NOTHING)
    played.mean(NOTHING)
    assert ended(played) == ("not_interested", "no_interest")


def test_a_new_question_starts_the_count_of_misunderstandings_anew():
    played = greeted()
    played.mean(NOTHING)
    played.mean(NOTHING)
    played.mean("yes")
    played.mean(NOTHING)
    assert not played.call.hung_up


def test_a_noise_before_the_greeting_is_a_hello():
    hand = Hand()
    hand.do(Answered())
    hand.do(SpeechStarted(), after=0.3)
    assert hand.dialogue.deadline == 120
    hand.do(SpeechEnded(), after=0.5)
    assert prompts(hand.do(Unheard())) == ["greeting.say"]


def test_a_hello_is_answered_by_the_greeting():
    played = stage()
    played.begin(heard("yes"))
    assert said(played) == ["greeting.say"]


# --- late and early -----------------------------------------------------------------------------------------------


def test_an_answer_to_a_question_already_left_is_dropped_with_a_reason():
    hand = Hand()
    hand.greet()
    stale = hand.dialogue.expecting
    hand.reply("yes")
    hand.do(PromptEnded(), after=3.0)
    late = hand.do(Understood(stale.step, stale.turn, heard("no")))
    assert [note.text for note in of(late, Note)] == ["“no” answered an earlier question and is dropped"]
    assert hand.dialogue.expecting.step == "offer"
    assert hand.dialogue.deadline < 120


def test_asking_again_does_not_make_an_answer_late():
    hand = Hand()
    hand.greet()
    hand.do(PromptEnded(), after=3.0)
    first = hand.dialogue.expecting
    hand.reply(NOTHING)
    hand.do(PromptEnded(), after=3.0)
    assert prompts(hand.do(Understood(first.step, first.turn, heard("yes")))) == ["offer.say"]


def test_words_before_the_greeting_understood_after_it_are_dropped():
    hand = Hand()
    hand.greet()
    late = hand.do(Understood("", 0, heard("yes")))
    assert [note.text for note in of(late, Note)] == ["“yes” was said before the greeting and is dropped"]


def test_a_yes_begun_before_the_question_is_no_answer_to_it():
    """ "Yes ... yes": the second one overlaps the answer to the first, and must not accept the offer."""
    hand = Hand()
    hand.greet()
    hand.do(PromptEnded(), after=4.0)
    hand.do(SpeechStarted(), after=0.5)
    asked = hand.dialogue.expecting
    hand.do(SpeechEnded(), after=0.8)
    hand.do(SpeechStarted(), after=0.1)
    assert prompts(hand.do(Understood(asked.step, asked.turn, heard("yes")), after=0.1)) == ["offer.say"]
    hand.do(BargedIn(), after=0.6)
    hand.do(SpeechEnded(), after=0.5)
    second = hand.do(understood(hand, heard("yes")), after=0.2)
    assert [note.text for note in of(second, Note)] == ["“yes” was begun before the question was asked"]
    assert hand.dialogue.expecting.step == "offer"
    assert hand.dialogue.deadline < 120


def test_an_objection_begun_before_the_question_counts():
    hand = Hand()
    hand.greet()
    hand.do(PromptEnded(), after=4.0)
    hand.do(SpeechStarted(), after=0.5)
    asked = hand.dialogue.expecting
    hand.do(SpeechEnded(), after=0.8)
    hand.do(SpeechStarted(), after=0.1)
    hand.do(Understood(asked.step, asked.turn, heard("yes")), after=0.1)
    hand.do(SpeechEnded(), after=0.5)
    assert prompts(hand.do(understood(hand, heard("too_dear")))) == ["objections.too_dear.say", "offer.reprompt"]


def test_an_answer_begun_in_silence_counts_though_the_bot_has_begun_to_ask_again():
    hand = Hand()
    hand.greet()
    hand.do(PromptEnded(), after=4.0)
    hand.do(SpeechStarted(), after=0.5)
    asked = hand.dialogue.expecting
    hand.do(SpeechEnded(), after=0.8)
    hand.do(SpeechStarted(), after=0.1)
    assert prompts(hand.do(Understood(asked.step, asked.turn, NOTHING), after=0.1)) == [
        "asides.not_understood", "greeting.reprompt",
    ]  # fmt: skip
    hand.do(SpeechEnded(), after=0.3)
    assert prompts(hand.do(understood(hand, heard("yes")))) == ["offer.say"]


def test_speech_over_an_answer_to_an_objection_may_be_the_answer_to_the_question():
    played = greeted()
    played.mean("too_dear")
    played.mean("yes", over_bot=True)
    assert said(played)[-1] == "offer.say"


def test_a_backchannel_in_silence_waits_on():
    played = greeted()
    played.mean("backchannel")
    assert said(played) == ["greeting.say"]
    assert notes(played, "backchannel")


# --- machines -----------------------------------------------------------------------------------------------------


def test_a_greeting_only_machines_use_ends_the_call():
    played = stage()
    played.begin(heard("machine_greeting"))
    assert ended(played) == ("machine_message", "machine")
    assert said(played) == []


def test_it_is_known_over_our_own_greeting_too():
    played = greeted()
    played.murmur("machine_greeting")
    assert ended(played) == ("machine_message", "machine")


def test_unbroken_speech_is_a_machine_before_the_first_words_of_a_human():
    played = stage()
    played.pick_up()
    assert played.call.dialogue.opening
    played.machine()
    assert ended(played) == ("machine_message", "machine")


@pytest.mark.parametrize("human", ["hello", "reply", "key"])
def test_after_a_human_was_heard_nothing_is_a_machine(human):
    played = stage()
    played.begin(heard("yes") if human == "hello" else "")
    if human == "reply":
        played.mean("too_dear")
    if human == "key":
        played.press("*")
    assert not played.call.dialogue.opening
    played.machine()
    assert not played.call.hung_up


def test_words_like_a_machine_s_from_somebody_who_has_answered_are_not_understood():
    played = greeted()
    played.mean("too_dear")
    played.mean("machine_greeting")
    assert notes(played, "no_match")


def test_without_an_ending_for_machines_the_house_has_one():
    played = stage(script(TEXT.replace("machine: {finish: machine, unbroken_s: 6}\n", "")))
    played.begin()
    played.machine()
    assert ended(played) == ("machine_message", "")


# --- the end ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("phase", ["new", "opening", "greeting", "question", "confirmation", "goodbye", "done"])
@pytest.mark.parametrize("how", ["hangs up", "faults"])
def test_the_line_may_end_at_any_moment(phase, how):
    from bot.dialogue.events import Faulted, HungUp

    hand = Hand()
    if phase != "new":
        hand.do(Answered())
    if phase not in ("new", "opening"):
        hand.tick()
    if phase in ("question", "confirmation"):
        hand.reply("no")
    if phase == "confirmation":
        hand.reply(slot(callback_at=at(18)))
    if phase in ("goodbye", "done"):
        hand.reply("no")
        hand.reply("no")
    if phase == "done":
        hand.do(PromptEnded())
    hand.do(HungUp() if how == "hangs up" else Faulted("the wire broke"))
    finishes = of(hand.actions, Finish)
    assert len(finishes) == 1
    expected = "hung_up" if how == "hangs up" else "technical_failure"
    assert finishes[0].disposition == (expected if phase not in ("goodbye", "done") else "not_interested")
    assert isinstance(hand.actions[-1], HangUp)
    assert hand.dialogue.done


def test_a_call_ends_at_its_longest_duration():
    hand = Hand()
    hand.greet()
    hand.now = 120.0
    finish = of(hand.dialogue.tick(120.0), Finish)[0]
    assert finish.disposition == "max_duration"


def test_a_goodbye_may_outlast_the_longest_duration_but_not_for_ever():
    hand = Hand()
    hand.greet()
    hand.reply("no")
    hand.now = 118.0
    hand.reply("no")
    assert hand.dialogue.deadline > 120
    assert isinstance(hand.tick()[-1], HangUp)
    assert [finish.disposition for finish in of(hand.actions, Finish)] == ["not_interested"]


def test_a_call_ends_after_the_most_replies_a_script_allows():
    loaded = script(
        TEXT.replace("max_turns: 40", "max_turns: 4").replace("limit: 2, beyond: no_interest}", "limit: 9}")
    )
    played = stage(loaded)
    played.begin()
    for _ in range(5):
        played.mean("too_dear")
    assert ended(played) == ("max_duration", "")
    played = stage(loaded)
    played.begin()
    played.press("*****")
    assert played.call.finish.disposition in ("max_duration", "not_interested")


def test_keys_count_as_replies_and_the_digits_of_a_number_as_one():
    loaded = script(TEXT.replace("max_turns: 40", "max_turns: 3"))
    played = stage(loaded)
    played.begin()
    played.mean("yes")
    played.mean("yes")
    played.press("10#")
    assert said(played)[-1] == "ask_praise.say"
    played.press("7")
    assert ended(played) == ("max_duration", "")


def test_after_the_end_nothing_happens_any_more():
    hand = Hand()
    hand.greet()
    hand.reply("wrong_person")
    for event in (SpeechStarted(), SpeechEnded(), Unheard(), PromptEnded(), Keyed("1"), Answered(), BargedIn()):
        assert hand.do(event) == ()


def test_the_patience_of_the_opening_is_told_to_the_ear():
    hand = Hand()
    listen = hand.do(Answered())[0]
    assert isinstance(listen, Listen)
    assert listen.expecting.opening
    assert "opt_out" in listen.expecting.asides


# --- who calls, before anything is offered ------------------------------------------------------------------------


def test_a_yes_that_cuts_off_who_calls_hears_it_first():
    hand = Hand()
    hand.greet()
    hand.do(SpeechStarted(), after=0.3)
    hand.do(BargedIn(), after=0.6)
    hand.do(SpeechEnded(), after=0.3)
    again = hand.do(understood(hand, heard("yes")))
    assert prompts(again) == ["greeting.say"]
    assert [note.kind for note in of(again, Note)] == ["disclosure"]
    hand.do(PromptEnded(), after=6.0)
    assert prompts(hand.reply("yes")) == ["offer.say"]


def test_a_yes_that_cuts_off_only_the_question_is_taken():
    hand = Hand()
    hand.greet()
    hand.do(SpeechStarted(), after=4.0)
    hand.do(BargedIn(), after=0.6)
    hand.do(SpeechEnded(), after=0.3)
    assert prompts(hand.do(understood(hand, heard("yes")))) == ["offer.say"]


def test_a_key_that_cuts_off_who_calls_hears_it_first():
    hand = Hand()
    hand.greet()
    assert prompts(hand.do(Keyed("1"), after=0.5)) == ["greeting.say"]
    assert prompts(hand.do(Keyed("1"), after=0.5)) == ["greeting.say"]
    assert prompts(hand.do(Keyed("1"), after=5.0)) == ["offer.say"]


def test_who_declines_need_not_hear_who_calls():
    hand = Hand(script(TEXT.replace("answers: {no: no_interest, send_text: offer}", "answers: {no: no_interest}").replace(
        "no_time: {say: {en: \"I am quick.\"}, again: {en: \"You are busy.\"}, limit: 1, beyond: ask_when}", "no_time: {say: {en: x}}")))  # fmt: skip
    hand.greet()
    assert prompts(hand.do(Keyed("2"), after=0.5)) == ["ask_when.say"]


def test_who_asks_who_calls_over_the_greeting_is_answered_by_it():
    hand = Hand()
    hand.greet()
    hand.do(SpeechStarted(), after=0.3)
    hand.do(BargedIn(), after=0.6)
    hand.do(SpeechEnded(), after=0.3)
    assert prompts(hand.do(understood(hand, heard("who_is_this")))) == ["greeting.say"]
    hand.do(PromptEnded(), after=6.0)
    hand.reply("no_time")
    assert prompts(hand.actions)[-2:] == ["objections.no_time.say", "greeting.reprompt"]


def test_an_answer_before_the_repeated_greeting_was_heard_still_hears_who_calls():
    hand = Hand()
    hand.greet()
    hand.do(Keyed("*"), after=0.5)
    assert prompts(hand.do(Keyed("1"), after=0.5)) == ["greeting.say"]


def test_what_is_queued_before_the_disclosure_has_to_be_heard_too():
    loaded = script(TEXT.replace("start: greeting\n", "start: before\n").replace("steps:\n", "steps:\n  before: {say: {en: \"Good day to you, dear customer of many years, good day.\"}, next: greeting}\n", 1))  # fmt: skip
    hand = Hand(loaded)
    hand.greet()
    assert prompts(hand.do(Keyed("1"), after=3.5)) == ["greeting.say"]


def test_a_cut_off_disclosure_is_reckoned_in_korean_too():
    from datetime import datetime

    from bot.dialogue.engine import Dialogue
    from bot.dialogue.state import Setup

    text = "script: a\nlanguages: [ko]\ngoal: interested\nstart: a\nsteps:\n  a: {discloses: true, say: {ko: \"자동 안내입니다. 시간 있으세요?\"}, answers: {yes: b, no: d}}\n  b: {offers: true, say: {ko: \"할인입니다.\"}, answers: {yes: d}}\noutcomes: {d: {disposition: interested}}"  # fmt: skip
    dialogue = Dialogue(Setup(script(text), "ko", {}, datetime(2026, 11, 22)))
    dialogue.handle(Answered(), 0.0)
    dialogue.tick(1.2)
    assert prompts(dialogue.handle(Keyed("1"), 1.5)) == ["a.say"]
    assert prompts(dialogue.handle(Keyed("1"), 5.5)) == ["b.say"]
