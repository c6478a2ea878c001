""" "Call me tomorrow after six": the time said with the wish is read back at once, not asked for."""

from dataclasses import replace

from little_script import TEXT, Hand, at, ended, heard, notes, of, prompts, said, script, slot, stage

from bot.dialogue.events import BargedIn, Note, SpeechEnded, SpeechStarted, Understood

LATER = replace(heard("call_later"), callback_time=at(18))
OF_THE_STEP = "      no: ask_when\n      call_later: {say: {en: Gladly.}, go: ask_when}\n"
AS_AN_ANSWER = TEXT.replace("      no: ask_when\n", OF_THE_STEP)
UNCONFIRMED = TEXT.replace(', confirm: {en: "So I call {callback_at}, right?"}', "")
LEADS_ELSEWHERE = TEXT.replace('call_later: {say: {en: "All right."}, then: ask_when}', "call_later: {then: booked}")


def begun(text=TEXT):
    played = stage(script(text))
    played.begin()
    return played


def test_the_time_is_read_back_without_asking_for_it():
    played = begun()
    played.mean(LATER)
    assert said(played) == ["greeting.say", "objections.call_later.say", "ask_when.confirm"]
    assert played.call.moments[-1].text == "So I call tomorrow at six in the evening, right?"
    played.mean("yes")
    assert ended(played) == ("callback", "booked")
    assert played.call.finish.slots == {"callback_at": at(18)}


def test_without_a_time_it_is_asked_for():
    played = begun()
    played.mean("call_later")
    assert said(played) == ["greeting.say", "objections.call_later.say", "ask_when.say"]


def test_a_time_that_was_not_meant_is_asked_for_after_all():
    played = begun()
    played.mean(LATER)
    played.mean("no")
    assert said(played)[-1] == "ask_when.reprompt"
    played.wait()
    assert ended(played) == ("not_interested", "no_interest")
    assert played.call.finish.slots == {}


def test_the_hour_read_back_may_be_corrected():
    played = begun()
    played.mean(LATER)
    assert played.call.dialogue.expecting.slot.held == at(18)
    played.mean(slot(callback_at=at(19)))
    assert played.call.moments[-1].text == "So I call tomorrow at seven in the evening, right?"
    played.mean("yes")
    assert ended(played) == ("callback", "booked")


def test_a_time_that_nobody_confirmed_is_not_kept():
    played = begun()
    played.mean(LATER)
    played.hang_up()
    assert played.call.finish.slots == {}


def test_the_objection_counts_as_raised():
    played = begun()
    played.mean(LATER)
    assert notes(played, "objection") == ["call_later (1)"]


def test_an_answer_of_the_step_takes_the_time_too_and_its_words_are_said_first():
    played = begun(AS_AN_ANSWER)
    played.mean(LATER)
    assert said(played) == ["greeting.say", "greeting.call_later.say", "ask_when.confirm"]
    played.mean("yes")
    assert ended(played) == ("callback", "booked")


def test_an_answer_without_words_of_its_own_reads_the_time_back_too():
    played = begun(TEXT.replace("      no: ask_when\n", "      no: ask_when\n      call_later: ask_when\n"))
    played.mean(LATER)
    assert said(played) == ["greeting.say", "ask_when.confirm"]


def test_where_the_author_confirms_nothing_the_call_is_booked_at_once():
    played = begun(UNCONFIRMED)
    played.mean(LATER)
    assert ended(played) == ("callback", "booked")
    assert played.call.finish.slots == {"callback_at": at(18)}
    assert notes(played, "slot")


def test_where_call_later_leads_to_no_such_question_the_time_changes_nothing():
    played = begun(LEADS_ELSEWHERE)
    played.mean(LATER)
    assert ended(played) == ("callback", "booked")
    assert played.call.finish.slots == {}


def test_who_calls_is_said_first_when_the_callee_cut_that_off():
    hand = Hand()
    hand.greet()
    hand.do(SpeechStarted(), after=0.3)
    hand.do(BargedIn(), after=0.6)
    hand.do(SpeechEnded(), after=0.3)
    open_now = hand.dialogue.expecting
    again = hand.do(Understood(open_now.step, open_now.turn, LATER), after=0.2)
    assert prompts(again) == ["objections.call_later.say", "greeting.say"]
    assert [note.kind for note in of(again, Note)] == ["objection", "disclosure"]


def test_asked_again_while_a_time_is_half_agreed_upon_the_new_one_is_read_back():
    played = begun()
    played.mean(LATER)
    played.mean(replace(LATER, callback_time=at(9, 24)))
    assert played.call.moments[-1].text == "So I call the day after tomorrow at nine in the morning, right?"
