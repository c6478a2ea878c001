"""Whole calls by answers alone, and how long they are reckoned to take."""

import pytest

from bot.insight.route import Lasting, Pace, Route, lasting, routes
from bot.spoken import seconds_to_say
from tests.dialogue.little_script import LITTLE, TEXT, script

ROUND = """\
script: round
languages: [en]
goal: interested
start: a
steps:
  a: {say: {en: "One two."}, answers: {yes: {say: {en: "Three."}, go: b}, no: a, other: nowhere, repeat: {back: true}}}
  b: {say: {en: "Four five six."}, answers: {yes: won, no: a}}
outcomes:
  won: {disposition: interested, say: {en: "Seven."}}
"""


def told(text):
    return [str(route) for route in routes(script(text)).routes]


def test_routes_come_nowhere_twice_and_lead_to_an_ending():
    assert told(ROUND) == ["a: yes -> b: yes -> won"]


def test_arms_are_not_mixed_and_answers_that_lead_the_same_way_stand_together():
    found = routes(LITTLE)
    assert found.whole
    shown = [str(route) for route in found.routes]
    assert "greeting: yes -> which_offer: arm is bold -> offer: yes -> ask_score: no -> thanks" in shown
    assert "greeting: yes -> which_offer: otherwise -> sale -> offer: yes -> ask_score: no -> thanks" in shown
    assert any("ask_reason: too_expensive, other -> ask_score: {score} -> after_score" in each for each in shown)
    assert len({route.places for route in found.routes}) == len(shown)


def test_of_many_answers_two_are_named():
    labels = ("yes, send_text, operator", "yes, no, maybe, later")
    assert str(Route(("a", "b", "c"), labels)) == "a: yes, send_text, operator -> b: yes, no and 2 more -> c"


def test_there_may_be_too_many_to_look_at():
    found = routes(LITTLE, most_tried=5)
    assert not found.whole
    assert len(found.routes) < len(routes(LITTLE).routes)


def test_a_script_that_starts_nowhere_has_none():
    lost = script(ROUND.replace("start: a", "start: z"))
    assert routes(lost).routes == ()
    assert lasting(lost, (), "en") == Lasting(None, None)


def test_seconds_are_those_of_the_words_and_one_for_each_reply():
    loaded = script(ROUND)
    (route,) = routes(loaded).routes
    words = sum(seconds_to_say(text, "en") for text in ("One two.", "Three.", "Four five six.", "Seven."))
    assert Pace(loaded, "en").seconds(route) == pytest.approx(words + 2)
    assert lasting(loaded, (route,), "en") == Lasting(words + 2, words + 2)
    assert Pace(loaded, "uk").seconds(route) == 2


def test_a_captured_value_that_is_read_back_takes_its_time():
    plain = script(TEXT.replace(', confirm: {en: "So I call {callback_at}, right?"}', ""))
    route = Route(("greeting", "ask_when", "booked"))
    more = Pace(LITTLE, "en").seconds(route) - Pace(plain, "en").seconds(route)
    assert more == pytest.approx(1 + seconds_to_say("So I call tomorrow at six in the evening, right?", "en"))


def test_a_value_that_cannot_be_spoken_is_reckoned_by_its_name():
    # No amount is spoken in Korean, and the column's name is.
    text = ROUND.replace("[en]", "[ko]").replace("en:", "ko:").replace('"One two."', '"하나 {price} 둘"')
    priced = script(text.replace("start: a", "contact: {price: {type: money}}\nstart: a"))
    assert Pace(priced, "ko").seconds(Route(("a",))) == 1 + seconds_to_say("하나 {price} 둘", "ko")
