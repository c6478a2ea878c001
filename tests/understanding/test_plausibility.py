"""What people are likelier to say, by the phrases of the library."""

from hypothesis import given
from hypothesis import strategies as st
from listening import YES_NO, understander

from bot.understanding.model import Hypothesis
from bot.understanding.plausibility import learn_plausibility

SAID = [tuple(phrase.split()) for phrase in ("yes please send it over", "send it to me please", "no thank you", "sure")]
MODEL = learn_plausibility(SAID)
WORDS = sorted({word for phrase in SAID for word in phrase})


def test_a_wording_somebody_wrote_down_beats_one_that_only_sounds_like_it():
    assert MODEL.score(("send", "it", "over")) > MODEL.score(("sand", "it", "over"))
    assert MODEL.score(("sure",)) > MODEL.score(("cheers",))


def test_the_words_before_count():
    assert MODEL.score(("send", "it")) > MODEL.score(("it", "send"))


def test_unknown_words_are_all_alike():
    assert MODEL.score(("snubber",)) == MODEL.score(("grove",))


def test_without_any_phrase_nothing_is_likelier():
    empty = learn_plausibility(())
    assert empty.score(("yes",)) == empty.score(("purple",))


@given(st.lists(st.sampled_from(WORDS), max_size=2).map(tuple))
def test_what_may_follow_adds_up_to_less_than_one(before):
    following = sum(MODEL._p(before, word) for word in [*WORDS, "</s>"])
    assert 0.0 < following <= 1.0 + 1e-9


def test_of_readings_that_sound_nearly_alike_the_likelier_saying_is_understood():
    told = (Hypothesis("no i don't want to call", 0.5), Hypothesis("no i don't want a discount", 0.45))
    understood = understander("en").parse(told, YES_NO)
    assert understood.text == "no i don't want a discount"


def test_an_opt_out_that_sounded_likeliest_is_never_talked_away():
    told = (Hypothesis("delete my details from your ledger", 0.5), Hypothesis("yes please send it over", 0.45))
    understood = understander("en").parse(told, YES_NO)
    assert (understood.intent, understood.action) == ("opt_out", "ask")


def test_readings_that_differ_in_case_and_punctuation_are_one():
    told = (Hypothesis("Cheese", 0.3), Hypothesis("Yes.", 0.25), Hypothesis("yes", 0.2))
    understood = understander("en").parse(told, YES_NO)
    assert (understood.intent, understood.action) == ("yes", "act")
