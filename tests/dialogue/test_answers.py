"""A script walked from its greeting to its endings: answers, branches, conditions, counters, wording."""

# ruff: noqa: E501 - a script or a conversation in one line reads best

import pytest
from little_script import (
    NOON,
    NOTHING,
    TEXT,
    Hand,
    ended,
    heard,
    notes,
    of,
    prompts,
    said,
    script,
    setup,
    slot,
    stage,
)

from bot.dialogue.engine import Dialogue
from bot.dialogue.events import Answered, Finish, HangUp, Listen, Note, Say
from bot.dialogue.state import Plan


def test_the_bot_waits_for_a_hello_and_then_greets_by_name():
    hand = Hand()
    assert [type(action) for action in hand.do(Answered())] == [Listen]
    assert hand.dialogue.deadline == 1.2
    greeting = of(hand.tick(), Say)[0]
    assert greeting.text == "Hello, Anna. This is the automatic assistant of Prego. Do you have a minute for me?"
    assert greeting.step == "greeting"


def test_without_an_opening_the_bot_greets_at_once():
    hand = Hand(script(TEXT.replace("start: greeting", "opening_s: 0\nstart: greeting")))
    assert prompts(hand.do(Answered())) == ["greeting.say"]
    assert hand.do(Answered()) == ()


def test_ticks_that_come_early_change_nothing():
    hand = Hand()
    hand.do(Answered())
    assert hand.dialogue.tick(0.5) == ()
    assert hand.dialogue.deadline == 1.2


@pytest.mark.parametrize(("arm", "way"), [("bold", ["offer.say"]), ("shy", ["sale.say", "offer.say"])])
def test_the_arm_chooses_the_branch_and_silent_steps_are_walked_through(arm, way):
    played = stage(arm=arm)
    played.begin()
    played.mean("yes")
    assert said(played)[1:] == way


def test_a_whole_survey_keeps_what_was_said_and_set():
    played = stage()
    played.begin()
    for meaning in ("yes", "yes", slot(score=9), slot(praise="the colours")):
        played.mean(meaning)
    assert ended(played) == ("completed", "thanks")
    assert played.call.finish.slots == {"wants": "code", "score": 9, "praise": "the colours"}
    assert said(played)[-1] == "thanks.say"
    assert played.call.moments[-1].text == "Thank you, Anna. Goodbye."


def test_counters_count_and_conditions_read_them():
    played = stage()
    played.begin()
    for meaning in ("yes", "no", heard("too_expensive", slots={"reason": "too_expensive"}), slot(score=3)):
        played.mean(meaning)
    assert ended(played) == ("not_interested", "no_interest")
    assert played.call.finish.slots == {"refusals": 1, "reason": "too_expensive", "score": 3}


def test_a_choice_is_written_down_also_when_only_its_intent_is_known():
    played = stage()
    played.begin()
    for meaning in ("yes", "no", "too_expensive"):
        played.mean(meaning)
    assert played.call.dialogue.expecting.step == "ask_score"
    assert notes(played, "slot") == ["reason = too_expensive"]


def test_words_that_are_none_of_the_answers_are_kept_where_the_step_takes_them():
    played = stage()
    played.begin()
    for meaning in ("yes", "no", heard(None, "ask", p=0.3), slot(score=5)):
        played.mean(meaning)
    played.end()
    assert played.call.finish.slots == {"refusals": 1, "reason": "other", "reason_words": "blah", "score": 5}


@pytest.mark.parametrize(
    "unfit", [heard(None, "ask", layer="noise"), heard(None, "ask", layer="exact"), heard(None, "ask", rival=0.45)]
)
def test_noise_and_half_understood_answers_are_asked_again_before_they_count_as_other(unfit):
    played = stage()
    played.begin()
    for meaning in ("yes", "no", unfit):
        played.mean(meaning)
    assert said(played)[-2:] == ["asides.not_understood", "ask_reason.say"]


def test_words_at_a_step_without_a_slot_need_no_place_to_be_kept():
    text = TEXT.replace("    no_match: {reprompt: 1, then: no_interest}\n", "").replace(
        "      no: {set: {refusals: +1}, go: ask_reason}", "      no: ask_reason\n      other: no_interest"
    )
    played = stage(script(text))
    played.begin()
    played.mean("yes")
    played.mean(NOTHING)
    assert ended(played) == ("not_interested", "no_interest")
    assert played.call.finish.slots == {}


def test_an_answer_can_say_something_and_ask_again():
    played = stage()
    played.begin()
    played.mean("question_detail")
    assert said(played)[1:] == ["greeting.question_detail.say", "greeting.reprompt"]


def test_an_answer_can_say_something_and_go_on():
    played = stage()
    played.begin()
    played.mean("send_text")
    assert said(played)[1:] == ["greeting.send_text.say", "offer.say"]


def test_the_seed_chooses_the_wording_and_asking_again_moves_to_the_next():
    texts = set()
    for seed in (1, 2):
        played = stage(script(TEXT.replace('    reprompt: {en: "Shall I send the ten percent?"}\n', "")), seed=seed)
        played.begin()
        played.mean("yes")
        played.mean(NOTHING)
        offers = [moment.text for moment in played.call.moments if moment.what == "offer.say"]
        assert len(set(offers)) == 2
        texts.add(offers[0])
    assert len(texts) == 2


def test_dates_are_reckoned_from_the_day_of_the_call():
    text = TEXT.replace("There is a sale.", "There is a sale until {ends_on:weekday}.")
    played = stage(script(text), arm="shy")
    played.begin()
    played.mean("yes")
    assert played.call.moments[-2].text == "There is a sale until Sunday."


def test_the_ear_is_told_the_wall_time_of_the_moment():
    hand = Hand()
    hand.greet()
    assert (hand.dialogue.expecting.now - NOON).total_seconds() == pytest.approx(1.2)


def test_a_step_that_only_finishes_may_be_the_first():
    text = "script: a\nlanguages: [en]\ngoal: completed\nstart: a\nsteps: {a: {say: {en: Hi.}, next: b}}\noutcomes: {b: {disposition: completed}}"
    hand = Hand(script(text))
    actions = hand.greet()
    assert [type(action) for action in actions] == [Say, Finish]


def test_a_silent_circle_ends_as_a_fault_of_ours():
    text = "script: a\nlanguages: [en]\ngoal: completed\nstart: a\nsteps: {a: {next: a}}\noutcomes: {b: {disposition: completed}}"
    hand = Hand(script(text))
    finish, hangup = hand.greet()
    assert (finish.disposition, finish.decided_by, type(hangup)) == ("technical_failure", "line", HangUp)


@pytest.mark.parametrize(
    "step", ["a: {branch: [{if: {arm: nowhere}, go: b}]}", "a: {next: back}", "a: {answers: {yes: b}, say: {en: Hi.}}"]
)
def test_where_a_script_leads_nowhere_the_call_ends_and_says_so(step):
    head = "script: a\nlanguages: [en]\ngoal: completed\nstart: a\nno_match: {reprompt: 0}\nno_input: {reprompt: 0}\n"
    hand = Hand(script(f"{head}steps: {{{step}}}\noutcomes: {{b: {{disposition: completed}}}}"))
    hand.greet()
    if not hand.dialogue.done:
        hand.reply(NOTHING)
    finish = of(hand.actions, Finish)[0]
    assert finish.disposition in ("technical_failure", "no_match")
    assert finish.outcome == ""
    assert finish.why


def test_a_text_that_cannot_be_said_ends_the_call_and_keeps_what_was_decided():
    text = TEXT.replace("Never again. Goodbye.", "Never again, {missing}.").replace(
        "  first_name: {type: name}", "  first_name: {type: name}\n  missing: {type: name}"
    )
    played = stage(script(text))
    played.begin()
    played.mean("opt_out")
    assert played.call.opted_out
    assert played.call.hung_up
    assert played.call.finish.disposition == "do_not_call"


def test_a_question_that_cannot_be_said_is_a_fault_with_its_reason():
    hand = Hand(script(TEXT.replace("Ten percent off", "{missing} off").replace("You save", "{missing} save").replace(
        "  first_name: {type: name}", "  first_name: {type: name}\n  missing: {type: name}")))  # fmt: skip
    hand.greet()
    hand.reply("no")  # to the callback step, which can be said
    hand.reply("send_text")
    finish = of(hand.actions, Finish)[0]
    assert finish.disposition == "technical_failure"
    assert "missing" in finish.why


def test_putting_through_is_an_action_after_the_last_words():
    played = stage()
    played.begin()
    for meaning in ("yes", "no", heard("bad_experience", slots={"reason": "bad_experience"}), "yes"):
        played.mean(meaning)
    assert ended(played) == ("transferred", "put_through")
    assert notes(played, "transfer") == ["desk"]


def test_an_outcome_without_words_hangs_up_at_once():
    played = stage()
    played.begin()
    played.wait()
    played.wait()
    assert played.call.hung_up
    assert played.call.finish.disposition == "no_input"


def test_every_call_of_a_script_shares_what_was_worked_out_about_it():
    plan = Plan()
    for _ in range(2):
        Hand(plan=plan).greet()
    assert set(plan.live) == {("greeting", False)}


def test_answers_that_lead_to_the_same_place_are_told_to_the_ear_as_alike():
    text = TEXT.replace(
        "answers: {no: no_interest, send_text: offer}", "answers: {no: no_interest, send_text: no_interest}"
    )
    hand = Hand(script(text))
    hand.greet()
    hand.reply("no")
    assert hand.dialogue.expecting.alike == (("no", "send_text"),)


def test_a_wrong_yes_is_dear_where_it_commits_somebody_and_cheap_where_it_only_lets_us_go_on():
    hand = Hand()
    hand.greet()
    going_on = hand.dialogue.expecting.costs
    hand.reply("yes")
    committing = hand.dialogue.expecting.costs
    assert committing.wrong_agree == 15 > going_on.wrong_agree


@pytest.mark.parametrize(
    ("answer", "dear"),
    [
        ("go: thanks", True),  # ends the call
        ("go: which_offer", False),  # leads to questions
        ("go: settles", True),  # a silent step writes something down
        ("go: silent", True),  # a silent step ends the call
        ("back: true, say: {en: x}", False),
    ],
)
def test_a_yes_commits_when_no_other_question_stands_between(answer, dear):
    text = TEXT.replace("      yes: which_offer\n", f"      yes: {{{answer}}}\n").replace(
        "  sale:\n", "  settles: {set: {wants: it}, next: offer}\n  silent: {say: {en: x}, next: twice}\n"
        "  twice: {branch: [{if: {arm: shy}, go: silent}, {go: thanks}]}\n  sale:\n",
    )  # fmt: skip
    hand = Hand(script(text))
    hand.greet()
    assert (hand.dialogue.expecting.costs.wrong_agree == 15) == hand.dialogue.expecting.commits == dear


def test_nothing_is_expected_before_the_call_and_after_it():
    dialogue = Dialogue(setup())
    assert dialogue.expecting is None
    hand = Hand()
    hand.greet()
    hand.reply("wrong_person")
    assert hand.dialogue.done
    assert hand.dialogue.expecting is None
    assert hand.dialogue.deadline is None
    assert hand.dialogue.tick(99.0) == ()


def test_a_wrong_person_ends_the_call_also_where_the_script_has_no_word_for_it():
    hand = Hand()
    hand.greet()
    finish = of(hand.reply("wrong_person"), Finish)[0]
    assert (finish.disposition, finish.outcome) == ("wrong_person", "")


def test_who_asks_for_a_human_where_there_is_none_is_asked_again_and_it_is_noted():
    played = stage()
    played.begin()
    played.mean("operator")
    assert said(played)[1:] == ["asides.not_understood", "greeting.reprompt"]
    assert notes(played, "operator")


def test_an_intent_that_nobody_answers_is_not_understood():
    played = stage()
    played.begin()
    played.mean("abuse")
    assert notes(played, "no_match")


def test_a_prompt_of_nothing_but_unknown_values_is_not_said():
    text = TEXT.replace("There is a sale.", "{, missing}").replace(
        "  first_name: {type: name}", "  first_name: {type: name}\n  missing: {type: name}"
    )
    played = stage(script(text), arm="shy")
    played.begin()
    played.mean("yes")
    assert said(played) == ["greeting.say", "offer.say"]


def test_a_script_without_words_for_trouble_asks_again_without_them():
    asides = ("not_understood", "still_there")
    text = "".join(line for line in TEXT.splitlines(keepends=True) if not line.strip().startswith(asides))
    played = stage(script(text))
    played.begin()
    played.mean(NOTHING)
    played.wait()
    assert said(played) == ["greeting.say", "greeting.reprompt", "greeting.reprompt"]


def test_every_note_names_its_step():
    hand = Hand()
    hand.greet()
    hand.reply("too_dear")
    assert [note.step for note in of(hand.actions, Note)] == ["greeting"]
