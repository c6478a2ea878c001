"""Telephone keys: answers, choices, numbers, nine, and a call that nobody can hear."""

import pytest
from little_script import TEXT, Hand, ended, notes, of, prompts, said, script, slot, stage

from bot.dialogue.events import Answered, Keyed, Say, SpeechEnded, SpeechStarted, StopSaying, Understood


def at_step(*meanings, **options):
    played = stage(**options)
    played.begin()
    for meaning in meanings:
        played.mean(meaning)
    return played


def test_one_is_yes_and_two_is_no():
    played = at_step()
    played.press("1")
    assert said(played)[-1] == "offer.say"
    played.press("2")
    assert said(played)[-1] == "ask_reason.say"


def test_a_key_silences_the_bot():
    hand = Hand()
    hand.greet()
    assert isinstance(hand.do(Keyed("2"))[0], StopSaying)


def test_star_repeats_and_nothing_else_fits():
    played = at_step()
    played.press("*")
    played.press("7")
    assert said(played) == ["greeting.say", "greeting.say", "asides.not_understood", "greeting.reprompt"]


def test_keys_count_options_of_a_choice():
    played = at_step("yes", "no")
    played.press("2")
    assert notes(played, "slot") == ["reason = bad_experience"]
    assert said(played)[-1] == "ask_person.say"


def test_a_step_may_give_keys_its_own_meaning():
    text = TEXT.replace('    reprompt: {en: "Do you have a minute?"}\n', "    keys: {5: send_text, '#': no}\n")
    played = stage(script(text))
    played.begin()
    played.press("#")
    assert said(played)[-1] == "ask_when.say"
    played = stage(script(text))
    played.begin()
    played.press("5")
    assert said(played)[-1] == "offer.say"


@pytest.mark.parametrize(("typed", "score"), [("7#", 7), ("10#", 10), ("0#", 0), ("9#", 9)])
def test_a_number_is_typed_and_ended_with_hash(typed, score):
    played = at_step("yes", "yes")
    played.press(typed)
    assert notes(played, "slot") == [f"score = {score}"]


def test_a_number_is_ended_by_a_pause_too():
    played = at_step("yes", "yes")
    played.press("7")
    assert notes(played, "slot") == []
    played.wait()
    assert notes(played, "slot") == ["score = 7"]


def test_nine_alone_is_an_opt_out_also_where_a_number_is_asked():
    played = at_step("yes", "yes")
    played.press("9")
    played.wait()
    assert ended(played) == ("do_not_call", "never")


@pytest.mark.parametrize("meanings", [(), ("yes",), ("yes", "no"), ("no",)])
def test_nine_is_an_opt_out_at_every_other_question(meanings):
    played = at_step(*meanings)
    played.press("9", over_bot=True)
    assert ended(played) == ("do_not_call", "never")


def test_nine_before_the_greeting_is_an_opt_out():
    hand = Hand()
    hand.do(Answered())
    hand.do(Keyed("9"))
    assert prompts(hand.actions) == ["never.say"]


def test_other_keys_before_the_greeting_mean_nothing():
    hand = Hand()
    hand.do(Answered())
    assert hand.do(Keyed("1")) == ()


def test_a_number_out_of_range_is_asked_again():
    played = at_step("yes", "yes")
    played.press("11#")
    assert notes(played, "no_match") == ["keys 11: not between 0 and 10"]


def test_a_number_without_end_is_one_out_of_range():
    played = at_step("yes", "yes")
    played.press("1" * 5000 + "#")
    assert said(played)[-2:] == ["asides.not_understood", "ask_score.say"]


def test_star_repeats_also_where_a_number_is_asked():
    played = at_step("yes", "yes")
    played.press("*")
    assert said(played)[-2:] == ["ask_score.say", "ask_score.say"]


def test_a_lone_hash_is_not_held_against_anybody():
    played = at_step("yes", "yes")
    played.press("7")
    played.wait()
    before = said(played)
    played.press("#")
    assert said(played) == before


def test_a_telephone_number_is_typed_as_digits():
    text = TEXT.replace("score: {type: score}", "number: {type: phone}").replace(
        "{score: {at_least: 9}}", "{number: 0441234567}"
    )
    played = stage(script(text))
    played.begin()
    played.mean("yes")
    played.mean("yes")
    played.press("0441234567#")
    assert notes(played, "slot") == ["number = 0441234567"]


def test_while_a_number_is_being_confirmed_one_and_two_mean_yes_and_no():
    text = TEXT.replace("score: {type: score}", "score: {type: score, confirm: {en: '{score}, right?'}}")
    played = stage(script(text))
    played.begin()
    for meaning in ("yes", "yes", slot(score=7)):
        played.mean(meaning)
    played.press("2")
    assert said(played)[-1] == "ask_score.say"
    played.press("8#")
    assert said(played)[-1] == "ask_score.confirm"
    played.press("1")
    assert ended(played) == ("completed", "thanks")
    assert played.call.finish.slots["score"] == 8


def test_while_a_number_is_being_confirmed_nine_is_an_opt_out_at_once():
    text = TEXT.replace("score: {type: score}", "score: {type: score, confirm: {en: '{score}, right?'}}")
    played = stage(script(text))
    played.begin()
    for meaning in ("yes", "yes", slot(score=7)):
        played.mean(meaning)
    played.press("9")
    assert ended(played) == ("do_not_call", "never")


def test_a_noise_while_typing_does_not_lose_the_nine():
    hand = Hand()
    hand.greet()
    hand.reply("yes")
    hand.reply("yes")
    hand.do(Keyed("9"), after=3.0)
    hand.do(SpeechStarted(), after=0.5)
    assert hand.dialogue.deadline == pytest.approx(hand.now - 0.5 + 2.0)
    hand.do(SpeechEnded(), after=1.0)
    open_now = hand.dialogue.expecting
    from little_script import heard

    hand.do(Understood(open_now.step, open_now.turn, heard("yes")))
    assert "while a number is being typed" in hand.actions[-1].text
    hand.tick()
    assert prompts(hand.actions)[-1] == "never.say"


def test_a_number_said_while_one_is_being_typed_is_taken():
    played = at_step("yes", "yes")
    played.press("1")
    played.mean(slot(score=8))
    assert notes(played, "slot") == ["score = 8"]


# --- where nothing can be recognised ------------------------------------------------------------------------------


def deaf(*keys, loaded=None, **options):
    played = stage(*([loaded] if loaded else []), keypad_only=True, **options)
    played.begin()
    for key in keys:
        played.press(key)
    return played


def test_the_keys_are_told_after_every_question_and_nine_once():
    assert said(deaf("1")) == ["greeting.say", "asides.keypad", "asides.keypad_opt_out", "offer.say", "asides.keypad"]


def test_they_are_told_again_with_the_question():
    played = deaf()
    played.wait()
    assert said(played)[3:] == ["asides.still_there", "greeting.reprompt", "asides.keypad"]


def test_a_number_has_its_own_words():
    assert said(deaf("1", "1"))[-2:] == ["ask_score.say", "asides.keypad_number"]


def test_a_choice_has_the_words_its_author_gave_it():
    text = TEXT.replace(
        '    say: {en: "Price or service?"}\n',
        '    say: {en: "Price or service?"}\n    keypad: {en: "One is price."}\n',
    )
    assert said(deaf("1", "2", loaded=script(text)))[-2:] == ["ask_reason.say", "ask_reason.keypad"]
    assert said(deaf("1", "2"))[-1] == "ask_reason.say"


def test_a_confirmation_is_answered_by_yes_and_no():
    text = TEXT.replace("score: {type: score}", "score: {type: score, confirm: {en: '{score}, right?'}}")
    assert said(deaf("1", "1", "7#", loaded=script(text)))[-2:] == ["ask_score.confirm", "asides.keypad"]


def test_what_no_key_can_answer_is_not_asked():
    played = deaf("2")
    assert ended(played) == ("not_interested", "no_interest")
    assert notes(played, "keypad") == ["no key answers ask_when, so it is not asked"]


def test_it_is_asked_where_the_author_gave_it_keys():
    text = TEXT.replace(
        "    next: booked\n    answers: {no: no_interest,",
        "    next: booked\n    keys: {3: no}\n    answers: {no: no_interest,",
    )
    assert said(deaf("2", loaded=script(text)))[-1] == "ask_when.say"


def test_a_script_without_words_for_the_keys_says_none():
    text = "".join(line for line in TEXT.splitlines(keepends=True) if not line.startswith("  keypad"))
    assert said(deaf("1", loaded=script(text))) == ["greeting.say", "offer.say"]
    assert not of([], Say)
