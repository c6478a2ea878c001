"""Each layer by itself."""

from datetime import datetime

import pytest
from listening import (
    CALLBACK,
    FREE,
    SCORE,
    YES_NO,
    Certain,
    heard,
    library,
    question,
    script,
    understander,
    with_classifier,
)

from bot.edge.lexicon import load_lexicon
from bot.script.model import PhraseLibrary
from bot.source import WinbackError
from bot.spoken import Money
from bot.understanding.callback import read_callback
from bot.understanding.clauses import Told, weighed_in
from bot.understanding.decision import OTHER, allowed, decide, mask
from bot.understanding.exact import build_index, pick
from bot.understanding.machine import machine_greeting
from bot.understanding.model import Costs, Expecting, Hypothesis, SlotSpec, Why
from bot.understanding.normalise import tokens
from bot.understanding.number import numbers_in
from bot.understanding.patterns import PhraseTable, compile_patterns, expand, found
from bot.understanding.polarity import after_correction, read_polarity
from bot.understanding.slots import Asked, read_slot
from bot.understanding.understander import compile_understander
from bot.understanding.vocabulary import compile_vocabulary
from bot.understanding.weighing import Weighing, implied

EN, UK, RU, FR = (compile_vocabulary(load_lexicon(language)) for language in ("en", "uk", "ru", "fr"))
NOW = datetime(2026, 11, 23, 10, 2)


# --- normal forms -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("vocabulary", "text", "normal"),
    [
        (EN, "Um, I DON'T mind!", "i do not mind"),
        (EN, "well, 10 of 21", "ten of twenty one"),
        (EN, "uh", "uh"),
        (FR, "D'accord, j’arrive aujourd'hui à 18 h 30", "d accord j arrive aujourdhui à 18:30"),
        (UK, "п’ять ёлок", "пять елок"),
        (FR, "71", "septante un"),
    ],
)
def test_one_written_form_for_everything(vocabulary, text, normal):
    assert vocabulary.normal(text) == normal


def test_a_language_without_a_lexicon_is_refused_by_name():
    with pytest.raises(WinbackError, match="'xx'"):
        load_lexicon("xx")


def test_tokens_keep_phone_digits_and_clock_times():
    assert tokens("+380 67 at 12:30, 2,000") == ["+380", "67", "at", "12:30", "2,000"]


# --- patterns, exact, polarity ------------------------------------------------------------------------------------


def test_patterns_know_options_gaps_beginnings_and_any_word():
    pattern = compile_patterns(["stop [please] ... call*", "leave _ alone"])
    assert found(pattern, "now stop please all these calls") == "stop please all these calls"
    assert found(pattern, "leave us alone") == "leave us alone"
    assert found(pattern, "stop one two three four calls") == ""
    assert found(compile_patterns([]), "anything") == ""
    assert PhraseTable([((), "nothing")]).at(("a",), 0) == (frozenset(), 0)
    assert expand("a [b] c|d") == (("a", "b", "c"), ("a", "b", "d"), ("a", "c"), ("a", "d"))


def test_exact_match_takes_the_intent_that_is_asked_for():
    index = build_index(({"b": ["fine", "..."]}, {"a": ["fine", "other thing"]}), EN)
    assert pick(index, ("fine",), ("a", "b")) == ("b", "fine")
    assert pick(index, ("fine",), ("a",)) == ("a", "fine")
    assert pick(index, ("fine",), ()) == ("b", "fine")
    assert pick(index, ("unknown",), ("a",)) == ("", "")


@pytest.mark.parametrize(
    ("vocabulary", "text", "verdict", "negated"),
    [
        (EN, "why not", "yes", False),
        (EN, "no yes", "mixed", True),
        (EN, "yes no", "no", True),
        (EN, "yes not", "mixed", True),
        (EN, "not sure", "unsure", True),
        (EN, "purple", "", False),
        (UK, "та ні", "no", True),
        (RU, "не против", "yes", False),
        (FR, "pas de souci", "yes", False),
    ],
)
def test_polarity_reads_idioms_doubts_and_mixtures(vocabulary, text, verdict, negated):
    told = read_polarity(tuple(text.split()), vocabulary)
    assert (told.verdict, told.negated) == (verdict, negated)


def test_only_what_follows_a_correction_counts():
    assert after_correction(("yes", "i", "mean", "no"), EN) == ("no",)
    assert after_correction(("yes", "i", "mean"), EN) == ("yes", "i", "mean")


# --- numbers and slots --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("vocabulary", "text", "values"),
    [
        (EN, "two thousand five hundred and twenty one", [2521]),
        (EN, "2000 thousand 300", [2_000_000, 300]),
        (EN, "nine ten", [9, 10]),
        (EN, "a thousand", [1000]),
        (EN, "thousand six", [1006]),
        (EN, "twenty hundred", [20, 100]),
        (EN, "two hundred and shoes", [200]),
        (RU, "двести сорок семь", [247]),
        (FR, "quatre vingt dix sept", [97]),
        (FR, "soixante quinze", [75]),
        (FR, "un bon sept", [7]),
        (FR, "un", [1]),
        (FR, "un une", [1, 1]),
    ],
)
def test_number_words_add_up(vocabulary, text, values):
    assert [each.value for each in numbers_in(tuple(text.split()), vocabulary.numbers)] == values


def asked(kind, text, vocabulary=EN, **slot):
    return read_slot(Asked(vocabulary.words(text), SlotSpec("value", kind, **slot), vocabulary, NOW))


@pytest.mark.parametrize(
    ("vocabulary", "text", "value", "refused"),
    [
        (EN, "two thousand hryvnias", Money(2000, "UAH"), ""),
        (UK, "двісті п'ятдесят гривень", Money(250, "UAH"), ""),
        (FR, "cent euros", Money(100, "EUR"), ""),
        (EN, "about fifty", None, "no currency"),
        (EN, "ten euros or twenty euros", None, "several amounts"),
        (EN, "nothing", None, ""),
    ],
)
def test_money_needs_one_amount_and_a_currency(vocabulary, text, value, refused):
    reading = asked("money", text, vocabulary)
    assert (reading.value, reading.refused) == (value, refused)


@pytest.mark.parametrize(
    ("vocabulary", "text", "value", "refused"),
    [
        (EN, "oh six seven one two three four five six seven", "0671234567", ""),
        (EN, "my number is zero double six one two three four five six seven", "0661234567", ""),
        (EN, "+380671234567", "380671234567", ""),
        (UK, "нуль шістдесят сім сто двадцять три сорок п'ять шістдесят сім", "0671234567", ""),
        (EN, "one two three", None, "3 digits"),
        (EN, "one two bananas", None, "other words among the digits"),
        (EN, "bananas", None, ""),
        (EN, "my number", None, ""),
    ],
)
def test_phone_digits_are_read_singly_in_pairs_and_in_hundreds(vocabulary, text, value, refused):
    reading = asked("phone", text, vocabulary)
    assert (reading.value, reading.refused) == (value, refused)


@pytest.mark.parametrize(
    ("text", "value", "refused"),
    [
        ("seven I mean nothing", None, "corrected without a number"),
        ("yes I mean nothing", None, ""),
        ("seven of nine", None, "measured on another scale"),
        ("from zero to ten seven or eight", None, "several numbers"),
        ("zero ten seven five", None, "several numbers"),
        ("eight out of ten", 8, ""),
        ("eight to ten", None, "several numbers"),
        ("purple orange green seven", None, "a number among other talk"),
        ("one two three", None, "several numbers"),
        ("seven shops", None, "a number of something else"),
        ("full marks ten", 10, ""),
        ("the lowest", 0, ""),
        ("hello there purple seven", 7, ""),
        ("ten is that the best or the worst", None, "a number of something else"),
    ],
)
def test_scores_are_clean_or_refused(text, value, refused):
    reading = asked("score", text)
    assert (reading.value, reading.refused) == (value, refused)


@pytest.mark.parametrize(
    ("vocabulary", "text", "expected"),
    [
        (EN, "in twenty minutes", "2026-11-23 10:25..10:25"),
        (EN, "in twenty minutes tomorrow", "two times"),
        (EN, "in two days on monday", "two days"),
        (EN, "in fourteen hours", "outside the hours we may call"),
        (EN, "two hours ago", "not a time to come"),
        (EN, "two days", ""),
        (EN, "twenty minutes", ""),
        (EN, "on a weekday", "2026-11-24 08:00..21:00"),
        (EN, "this week", "2026-11-24..2026-11-27"),
        (EN, "next month", "no day was named"),
        (EN, "the weekend", "2026-11-28..2026-11-29"),
        (EN, "the weekend in the morning", "2026-11-28 09:00..12:00"),
        (EN, "tomorrow morning or evening", "several parts of the day"),
        (EN, "before six", "2026-11-23 10:15..18:00"),
        (EN, "six or seven", "2026-11-23 18:00..19:00"),
        (EN, "six seven eight", "several times"),
        (EN, "between six", "two hours were named, but not understood"),
        (EN, "the thirty first of february", "no such date to come"),
        (EN, "the thirty first", "2026-12-31 08:00..21:00"),
        (EN, "december fifteenth", "2026-12-15 08:00..21:00"),
        (EN, "the 3rd of december", "2026-12-03 08:00..21:00"),
        (EN, "the third of december", "2026-12-03 08:00..21:00"),
        (EN, "the 15th", "2026-12-15 08:00..21:00"),
        (EN, "tomorrow on tuesday", "2026-11-24 08:00..21:00"),
        (EN, "this morning", "2026-11-23 10:15..12:00"),
        (EN, "today before nine", "already past"),
        (EN, "before noon", "2026-11-23 10:15..12:00"),
        (EN, "tonight", "2026-11-23 18:00..21:00"),
        (EN, "not tomorrow", "a day was only ruled out"),
        (EN, "not tomorrow after six", "a day was only ruled out"),
        (EN, "not on a tuesday", "a day was only ruled out"),
        (EN, "maybe tomorrow or maybe not tomorrow", "a day both said and denied"),
        (EN, "wednersday morning", "a word like a day's name"),
        (EN, "wensday morning", "2026-11-25 09:00..12:00"),
        (EN, "tomorrow same time", "2026-11-24 10:05..10:05"),
        (RU, "в суботу утром", "2026-11-28 09:00..12:00"),
        (EN, "in two minutes", "a moment, not a time"),
        (EN, "at six or later", "2026-11-23 18:00..21:00"),
        (EN, "tomorrow at six or before", "2026-11-24 08:00..18:00"),
        (EN, "in an hour two", "not a time to come"),
        (EN, "not at six", "a day was only ruled out"),
        (EN, "by friday", "not a time to come"),
        (EN, "not in the morning", "a day was only ruled out"),
        (EN, "at 25:10", ""),
        (EN, "at 23:30", "outside the hours we may call"),
        (EN, "tomorrow I mean maybe", "corrected without a time"),
        (EN, "maybe I mean purple", ""),
        (EN, "purple", ""),
        (EN, "next week", "2026-11-30..2026-12-04"),
        (EN, "any time", "2026-11-24 08:00..21:00"),
        (EN, "half past six oclock", "2026-11-23 18:30..18:30"),
        (EN, "tomorrow during the day at two", "2026-11-24 14:00..14:00"),
        (EN, "tomorrow during the day at eleven", "2026-11-24 11:00..11:00"),
        (EN, "tomorrow seven in the evening", "2026-11-24 19:00..19:00"),
        (EN, "after the evening", "2026-11-23 20:00..21:00"),
        (EN, "a quarter to five", "2026-11-23 16:45..16:45"),
        (EN, "at six oclock", "2026-11-23 18:00..18:00"),
        (RU, "полседьмого", "2026-11-23 18:30..18:30"),
        (RU, "четверть седьмого", "2026-11-23 18:15..18:15"),
        (FR, "à dix heures et quart", "2026-11-23 10:15..10:15"),
        (FR, "à dix heures vingt", "2026-11-23 10:20..10:20"),
        (FR, "le quinze", "2026-12-15 08:00..21:00"),
        (FR, "quinze minutes", ""),
    ],
)
def test_times_become_intervals_or_reasons(vocabulary, text, expected):
    reading = read_callback(vocabulary.bare(vocabulary.words(text)), vocabulary, NOW)
    told = reading.refused
    if reading.value is not None:
        first, last = reading.value.earliest, reading.value.latest
        same = first.date() == last.date()
        told = f"{first:%Y-%m-%d %H:%M}..{last:%H:%M}" if same else f"{first:%Y-%m-%d}..{last:%Y-%m-%d}"
    assert told == expected


def test_a_correction_keeps_what_it_does_not_name():
    held = asked("callback_time", "tomorrow after six").value
    for text, expected in (("no at five", (24, 17)), ("no on friday", (27, 18)), ("no friday at two", (27, 14))):
        corrected = asked("callback_time", text, held=held).value
        assert (corrected.earliest.day, corrected.earliest.hour) == expected


def test_late_in_the_week_and_on_a_sunday():
    friday, sunday = datetime(2026, 11, 27, 20, 50), datetime(2026, 11, 29, 12, 0)
    words = EN.words
    assert read_callback(words("this week"), EN, friday).refused == "no day was named"
    assert read_callback(words("on a weekday"), EN, friday).value.earliest.day == 30
    assert read_callback(words("the weekend"), EN, sunday).value.earliest.day == 5
    assert read_callback(words("in the evening"), EN, friday).value.earliest.day == 28


# --- machine, mask, decision --------------------------------------------------------------------------------------


def test_a_machine_is_known_by_most_of_its_words_in_order():
    greetings = tuple(EN.words(each) for each in library("en").machine_greetings)
    assert machine_greeting(EN.words("hi please leave your message after the tone thanks"), greetings)
    assert machine_greeting(EN.words("please leave message after the beep"), greetings)
    assert machine_greeting(EN.words("the person you are trying reach is unavailable"), greetings)
    assert machine_greeting(EN.words("hello who is this"), greetings) == ""


def test_a_machine_is_heard_only_while_the_call_opens():
    text = "leave a message after the tone"
    opening = question("yes", "no", opening=True)
    assert heard(understander("en"), text, opening).intent == "machine_greeting"
    assert heard(understander("en"), text, YES_NO).intent != "machine_greeting"


def test_unexpected_mass_goes_to_other():
    expecting = Expecting("s", 1, ("yes", "no"))
    masked = mask({"yes": 0.5, "abuse": 0.3, "other": 0.2}, allowed(expecting))
    assert masked == {"yes": 0.5, OTHER: 0.5}
    assert implied({"not_interested": 0.6, "no": 0.1}, ("no",)) == {"no": 0.7}
    assert implied({"not_interested": 0.6}, ("no", "not_interested")) == {"not_interested": 0.6}


@pytest.mark.parametrize(
    ("p", "intent", "action"),
    [
        ({"yes": 0.98, "other": 0.02}, "yes", "act"),
        ({"yes": 0.9, "no": 0.1}, "yes", "confirm"),
        ({"no": 0.8, "other": 0.2}, "no", "act"),
        ({"no": 0.6, "other": 0.4}, None, "ask"),
        ({"opt_out": 0.9, "other": 0.1}, "opt_out", "act"),
        ({"opt_out": 0.4, "no": 0.2, "other": 0.4}, "opt_out", "ask"),
        ({"other": 1.0}, None, "ask"),
    ],
)
def test_the_cheapest_action_is_taken(p, intent, action):
    decision = decide(p, Expecting("s", 1, ("yes", "no"), confirmable=frozenset({"yes"})))
    assert (decision.intent, decision.action) == (intent, action)


def test_answers_alike_are_one_answer():
    p = {"yes": 0.5, "send_text": 0.49, "other": 0.01}
    apart = decide(p, Expecting("s", 1, ("yes", "send_text")))
    joined = decide(p, Expecting("s", 1, ("yes", "send_text"), alike=(("yes", "send_text"), ("no",))))
    assert (apart.action, joined.intent, joined.action) == ("ask", "yes", "act")


# --- weighing -----------------------------------------------------------------------------------------------------


def test_without_a_classifier_a_leading_yes_is_confirmed_at_most():
    assert heard(understander("en"), "yes purple", YES_NO).action != "act"
    assert heard(understander("en"), "purple orange", YES_NO).intent is None
    assert heard(understander("en"), "perhaps maybe it depends", YES_NO).action == "ask"


def weighed(text, classifier, vocabulary=EN):
    from bot.understanding.evidence import hear

    return Weighing(vocabulary, classifier).slow(hear(text, vocabulary)).p


def test_a_negation_leaves_nothing_of_a_yes():
    assert "yes" not in weighed("purple not orange", Certain("yes"))
    assert weighed("no purple orange", Certain("yes")) == {"no": 1.0, "other": 0.0}


def test_a_leading_no_and_a_question_move_the_odds():
    assert weighed("no purple", Certain("no", 0.5))["no"] == pytest.approx(0.8)
    assert weighed("who purple", Certain("yes", 0.5))["yes"] < 0.3


def test_a_particle_loses_its_yes_to_what_the_rest_means():
    class Particle(Certain):
        def probabilities(self, text):
            return {"yes": 0.9, "abuse": 0.1} if text.startswith("yeah") else {"abuse": 0.9, "yes": 0.1}

    assert weighed("yeah purple orange green", Particle("yes"))["abuse"] > 0.8
    assert weighed("yeah purple", Particle("yes"))["yes"] > 0.9
    assert weighed("yeah purple orange", Certain("yes"))["yes"] == 1.0


def test_a_half_sure_pattern_raises_its_intent():
    assert weighed("do not ring me", Certain("no", 0.9))["opt_out"] == 0.5
    assert weighed("do not ring me", Certain("opt_out"))["opt_out"] == 1.0
    assert weighed("purple purple operator please orange", Certain("operator", 0.5))["operator"] > 0.8


# --- the whole ----------------------------------------------------------------------------------------------------


def test_the_reason_can_be_read():
    assert str(Why("exact", "yeah", "no", 0.1, "sure")) == "exact, like “yeah”, next no 0.10, sure"
    assert str(Why("nothing")) == "nothing"


def test_a_scripts_own_phrase_goes_first_and_a_choice_fills_its_slot():
    mind = compile_understander(
        library("en"), script("en", {"moved_away": ("it is a long way", "yes")}), "en", load_lexicon("en"), None
    )
    choice = question("moved_away", "no", slot="choice", options=("moved_away",))
    understood = heard(mind, "It's a long way.", choice)
    assert (understood.intent, understood.slots["value"]) == ("moved_away", "moved_away")
    assert heard(mind, "yes", choice).intent == "moved_away"
    assert heard(mind, "no", choice).slots == {}


def test_yes_and_no_speak_about_what_is_being_confirmed():
    confirming = question("send_text", confirming="send_text")
    assert heard(understander("en"), "yeah", confirming).intent == "yes"
    assert heard(understander("en"), "nope", confirming).intent == "no"
    assert heard(understander("en"), "text me", confirming).intent == "yes"


def test_uh_huh_is_nothing_where_no_yes_is_expected():
    assert heard(understander("en"), "uh huh", question("call_later")).action == "ask"


def test_a_clause_that_is_sure_weighs_in():
    text = "Oh, purple orange those. Yes please."
    from listening import with_classifier

    torn = with_classifier("en", Certain("yes", 0.8))
    assert heard(torn, text).action == "act"
    assert heard(torn, "Purple orange those. Yes please. No.").intent != "yes"


def test_a_number_with_strange_words_is_left_to_a_likely_aside():
    from listening import with_classifier

    assert heard(with_classifier("en", Certain("abuse", 0.9)), "purple seven", SCORE).intent == "abuse"
    assert heard(with_classifier("en", Certain("abuse", 0.3)), "purple seven", SCORE).slots == {"value": 7}
    assert heard(with_classifier("en", Certain("other")), "purple seven", SCORE).slots == {"value": 7}


def test_free_text_is_interrupted_only_by_what_surely_is_no_answer():
    from listening import with_classifier

    assert heard(with_classifier("en", Certain("robot", 0.95)), "purple", FREE).intent == "robot"
    assert heard(with_classifier("en", Certain("robot", 0.6)), "purple", FREE).slots == {"value": "purple"}
    assert heard(with_classifier("en", Certain("opt_out", 0.6)), "purple", FREE).intent == "opt_out"
    assert heard(with_classifier("en", Certain("too_expensive")), "purple", FREE).slots == {"value": "purple"}


def test_an_opt_out_goes_before_any_value():
    assert heard(understander("en"), "never call me again at seven", CALLBACK).intent == "opt_out"


@pytest.mark.parametrize("kind", ["score", "callback_time", "money", "phone", "free_text", ""])
def test_hints_hold_the_answers_and_stay_bounded(kind):
    hints = understander("en").hints(question("yes", "no", "send_text", slot=kind))
    assert hints[:2] == ("yes", "no")
    assert "text me" in hints
    assert len(hints) <= 300
    assert len(set(hints)) == len(hints)


def test_hints_hold_yes_and_no_while_confirming():
    assert "nope" in understander("en").hints(question("send_text", confirming="send_text"))
    assert "nope" not in understander("en").hints(question("send_text"))


def test_a_minimal_lexicon_understands_yes_and_no():
    korean = PhraseLibrary("ko", {})
    mind = compile_understander(korean, script("ko"), "ko", load_lexicon("ko"), None)
    assert (heard(mind, "네").intent, heard(mind, "아니요").intent) == ("yes", "no")
    assert heard(mind, "칠 점", SCORE).slots == {"value": 7}
    assert heard(mind, "내일", CALLBACK).action == "ask"


def test_a_digest_changes_with_what_is_understood():
    other = compile_understander(library("en"), script("en", {"x": ("y",)}), "en", load_lexicon("en"), Certain("yes"))
    assert other.digest != understander("en").digest
    assert len(understander("en").digest) == 64


@pytest.mark.parametrize(
    ("language", "said"), [("en", "I'm listening."), ("uk", "Слухаю вас"), ("ru", "слушаю"), ("fr", "je vous écoute")]
)
def test_an_invitation_to_speak_agrees_only_where_agreeing_commits_nobody(language, said):
    light = Expecting("greeting", 1, ("yes", "no"), costs=Costs(wrong_agree=2.0), commits=False)
    heavy = Expecting("offer", 1, ("yes", "no"))
    own = understander(language)
    assert own.parse((Hypothesis(said),), light).intent == "yes"
    assert own.parse((Hypothesis(said),), heavy).intent == "backchannel"


def test_an_explicit_yes_beside_words_that_mean_nothing_here_is_a_yes():
    p = weighed_in({"yes": 0.5, "other": 0.4, "no": 0.1}, Told("yes"), ("yes", "no", "no_time"))
    assert p["yes"] >= 0.97
    against = weighed_in({"yes": 0.2, "no_time": 0.7, "other": 0.1}, Told("yes"), ("yes", "no", "no_time"))
    assert against["yes"] < 0.9
    on_terms = weighed_in(
        {"yes": 0.2, "no_time": 0.7, "other": 0.1}, Told("yes", decides=True), ("yes", "no", "no_time")
    )
    assert on_terms["yes"] >= 0.97


@pytest.mark.parametrize(
    ("said", "intent", "action"),
    [
        ("If it's cheaper that way, then yes.", "yes", "act"),
        ("i was meaning to buy boots so yes", "yes", "act"),
        ("I'm just making dinner, but go on.", "yes", "act"),
        ("i'd have loved to but no", "no", "act"),
        ("I don't have much time, but okay.", None, "ask"),
        ("i'd sooner discuss that with a human being if you don't mind", "operator", "act"),
    ],
)
def test_what_a_reply_turns_to_counts(said, intent, action):
    meant = heard(with_classifier("en", Certain("bad_experience", 0.5)), said)
    assert (meant.intent, meant.action) == (intent, action)


def test_homophones_of_too_are_no_numbers():
    heard = understander("en").parse((Hypothesis("Two expensive."),), Expecting("q", 1, ("too_expensive", "yes")))
    assert (heard.intent, heard.action) == ("too_expensive", "act")


def test_an_option_that_only_the_classifier_knows_is_the_value_too():
    asked = question("too_expensive", "no_need", slot="choice", options=("too_expensive", "no_need"))
    meant = heard(with_classifier("en", Certain("no_need")), "purple cats orange", asked)
    assert (meant.intent, meant.action, dict(meant.slots)) == ("no_need", "act", {"value": "no_need"})


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "i promise you nothing at all text me"),
        ("uk", "нічого такого я не обіцяю надсилайте"),
        ("ru", "ничего такого я не обещаю присылайте"),
        ("fr", "je ne promets rien du tout envoyez"),
    ],
)
def test_a_reply_that_ends_in_a_request_means_the_request_whatever_went_before(language, reply):
    mind = with_classifier(language, Certain("not_interested", 0.95))
    understood = heard(mind, reply)
    assert (understood.intent, understood.action) in (("send_text", "act"), (None, "ask"))


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "there is really no need to text me"),
        ("en", "i said do not send it"),
        ("uk", "я ж казала не надсилайте"),
        ("ru", "я же сказал не присылайте"),
    ],
)
def test_a_request_that_is_denied_is_none(language, reply):
    mind = with_classifier(language, Certain("not_interested", 0.95))
    assert heard(mind, reply).intent != "send_text"


@pytest.mark.parametrize(
    ("language", "refusing", "for_good"),
    [
        ("en", "you need not ring me", "you need not ring me ever again"),
        ("uk", "та дзвонити не треба", "та дзвонити більше не треба"),
        ("ru", "да звонить не надо", "да звонить больше никогда не надо"),
        ("fr", "pas la peine de me rappeler", "pas la peine de me rappeler jamais"),
    ],
)
def test_no_need_for_the_call_on_offer_is_not_yet_an_opt_out(language, refusing, for_good):
    mind = with_classifier(language, Certain("opt_out", 0.97))
    offered = question("yes", "no", "operator")
    assert heard(mind, refusing).action == "act", "elsewhere it is one"
    assert (heard(mind, refusing, offered).intent, heard(mind, refusing, offered).action) == ("opt_out", "ask")
    assert (heard(mind, for_good, offered).intent, heard(mind, for_good, offered).action) == ("opt_out", "act")


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "yes certainly once the kids sleep"),
        ("uk", "так звісно щойно діти поснуть"),
        ("ru", "да конечно как дети уснут"),
        ("fr", "oui certes quand les petits dorment"),
    ],
)
def test_a_yes_with_a_time_where_a_call_is_offered_is_a_yes_to_that_call(language, reply):
    mind = with_classifier(language, Certain("call_later", 0.97))
    offered = question("yes", "no", "operator", alike=(("yes", "operator"),), confirmable=frozenset())
    beside_a_link = question("yes", "send_text", "no", "operator", alike=(("yes", "send_text"),))
    assert heard(mind, reply).intent == "call_later", "elsewhere it is put off"
    assert heard(mind, reply, beside_a_link).intent == "call_later", "there a yes would be to the link"
    assert (heard(mind, reply, offered).intent, heard(mind, reply, offered).action) == ("yes", "act")


@pytest.mark.parametrize(
    ("language", "asked_for"),
    [("en", "put me through to a manager"), ("ru", "надо мне ваших менеджеров"), ("fr", "passez moi un conseiller")],
)
def test_a_person_who_is_declined_is_not_asked_for(language, asked_for):
    mind = with_classifier(language, Certain("no", 0.9))
    declined = f"{'ne' if language == 'fr' else 'не' if language == 'ru' else 'not'} {asked_for}"
    assert heard(mind, asked_for).intent == "operator"
    assert heard(mind, declined).intent != "operator"


def test_what_is_said_after_a_listening_noise_takes_its_yes_away():
    class OnlyTheNoiseAgrees(Certain):
        def probabilities(self, text):
            return {"yes": 0.9, "other": 0.1} if text.startswith("mhm") else {"yes": 0.05, "other": 0.95}

    mind = with_classifier("en", OnlyTheNoiseAgrees("yes"))
    assert heard(mind, "mhm purple trains boil pudding").action == "ask"


def test_a_wish_that_leads_where_a_yes_leads_is_confirmed_as_one():
    asked = question("yes", "send_text", "no", alike=(("yes", "send_text"),), costs=Costs(wrong_agree=8.0))
    meant = heard(with_classifier("en", Certain("send_text", 0.75)), "purple cats orange", asked)
    assert (meant.intent, meant.action, meant.p) == ("yes", "confirm", 0.75)


@pytest.mark.parametrize(
    ("reply", "value"),
    [("un", 1), ("je mets un", 1), ("un parce que", 1), ("un sur dix", 1), ("une bonne note", None), ("un bon", None)],
)
def test_a_french_article_is_a_score_only_where_it_stands_alone(reply, value):
    meant = heard(understander("fr"), reply, SCORE)
    assert meant.slots.get("value") == value


@pytest.mark.parametrize("language", ["en", "uk", "ru", "fr"])
def test_looking_for_words_first_loses_no_match(language):
    vocabulary = compile_vocabulary(load_lexicon(language))
    told = [vocabulary.normal(text) for texts in library(language).intents.values() for text in texts[::5]]
    for patterns in (*vocabulary.intents.values(), vocabulary.maybe_opt_out, vocabulary.later, vocabulary.question):
        assert all(patterns.possible(text.split()) for text in told if patterns.expression.search(text + " "))


def test_a_pattern_without_a_word_of_its_own_is_always_looked_for():
    assert found(compile_patterns(["_ ... [now]", "stop"]), "anything at all")
    assert not found(compile_patterns(["stop", "call*"]), "anything at all")
    assert found(compile_patterns(["stop", "call*"]), "stop calling") == "stop"


def test_a_scale_is_passed_over_only_where_it_is_the_one_asked_about():
    few = Asked(EN.words("from zero to ten four"), SlotSpec("value", "number", low=1, high=5), EN, NOW)
    assert read_slot(few).value is None
    many = Asked(EN.words("from zero to ten four"), SlotSpec("value", "score"), EN, NOW)
    assert read_slot(many).value == 4


def test_mere_politeness_asks_for_nothing():
    for politeness in ("please thank you please", "well now then please", "so much then"):
        assert heard(with_classifier("en", Certain("other")), politeness).intent != "send_text"


@pytest.mark.parametrize(
    ("language", "reply", "value"),
    [
        ("fr", "si sur dix le magasin est trop loin", None), ("fr", "sur dix je dirais huit", 8),
        ("fr", "dix sur dix", 10), ("en", "half of ten", None), ("uk", "рівно половину від десяти", None),
        ("ru", "половину", None), ("fr", "la moitié de dix", None), ("en", "out of ten nine", 9),
    ],
)  # fmt: skip
def test_a_scale_without_its_score_and_half_of_one_are_no_score(language, reply, value):
    assert heard(understander(language), reply, SCORE).slots.get("value") == value


@pytest.mark.parametrize(
    ("language", "reply", "value"),
    [
        ("en", "the delivery was late so a four", 4), ("en", "around six or so", 6), ("en", "not so good so two", 2),
        ("en", "so", None), ("en", "i would not send my worst enemy so zero", 0), ("en", "so seven so eight", 8),
        ("uk", "кур'єр запізнився тож чотири", 4), ("ru", "девять потому что мне всё понравилось у вас очень", 9),
        ("fr", "le livreur est arrivé en retard donc quatre", 4), ("fr", "car", None),
    ],
)  # fmt: skip
def test_a_score_is_what_the_reply_comes_to_not_what_led_to_it(language, reply, value):
    assert heard(understander(language), reply, SCORE).slots.get("value") == value


@pytest.mark.parametrize(
    ("language", "reply", "days"),
    [
        ("en", "thursday week around ten", "12-03 09:30..12-03 10:30"),
        ("en", "thursday next week", "12-03 08:00..12-03 21:00"),
        ("fr", "jeudi en huit", "12-03 08:00..12-03 21:00"), ("fr", "jeudi en quinze", "12-10 08:00..12-10 21:00"),
        ("uk", "у четвер після обіда", "11-26 13:00..11-26 18:00"),
        ("uk", "я до шостої на роботі потім дзвоніть", "11-23 18:00..11-23 21:00"),
        ("en", "i have the kids in the mornings so tomorrow afternoon", "11-24 13:00..11-24 18:00"),
        ("ru", "вечером потому что днем я на смене", "11-23 18:00..11-23 21:00"), ("fr", "en fin de semaine", ""),
    ],
)  # fmt: skip
def test_a_time_is_the_one_asked_for_not_the_one_told(language, reply, days):
    value = heard(understander(language), reply, CALLBACK).slots.get("value")
    assert (f"{value.earliest:%m-%d %H:%M}..{value.latest:%m-%d %H:%M}" if value else "") == days


@pytest.mark.parametrize(
    ("language", "reply", "intent"),
    [
        ("en", "never", "opt_out"), ("en", "how about never", "opt_out"), ("en", "never mind", None),
        ("en", "i have never been free before ten", None), ("uk", "ніколи", "opt_out"), ("ru", "да никогда", "opt_out"),
        ("fr", "ben jamais en fait", "opt_out"), ("fr", "si jamais", None),
    ],
)  # fmt: skip
def test_never_said_to_when_shall_i_call_is_asked_for_once_more(language, reply, intent):
    understood = heard(understander(language), reply, CALLBACK)
    assert understood.action == "ask" or intent is None
    assert (understood.intent == "opt_out") == (intent == "opt_out")


@pytest.mark.parametrize(
    ("language", "reply", "money"),
    [
        ("uk", "тисяч п'ять гривень", Money(5000, "UAH")), ("uk", "тисяча п'ять гривень", Money(1005, "UAH")),
        ("ru", "тысяч двадцать пять рублей", Money(25000, "RUB")), ("ru", "тысяч рублей", Money(1000, "RUB")),
        ("ru", "баксов двести", Money(200, "USD")), ("uk", "п'ять тисяч двісті гривень", Money(5200, "UAH")),
        ("ru", "двадцать тысяч тенге", Money(20000, "KZT")), ("uk", "тисяч дві тисячі", None),
    ],
)  # fmt: skip
def test_slavic_amounts_turned_round_are_some_so_many(language, reply, money):
    assert heard(understander(language), reply, question(slot="money")).slots.get("value") == money


@pytest.mark.parametrize("reply", ["i would not send my worst enemy there zero", "two suppose no more than two people"])
def test_a_number_spoken_of_makes_other_meanings_doubtful(reply):
    assert heard(with_classifier("en", Certain("no", 0.86)), reply, SCORE).action == "ask"
    assert heard(with_classifier("en", Certain("call_later", 0.86)), reply, SCORE).intent == "call_later"
    assert heard(with_classifier("en", Certain("opt_out", 0.96)), reply, SCORE).intent == "opt_out"


@pytest.mark.parametrize(
    ("language", "reply", "hours"),
    [
        ("ru", "завтра в три дня", (15, 15)), ("ru", "в четверг часа в три дня", (14, 15)),
        ("ru", "завтра в час дня", (13, 13)), ("ru", "через три дня", (8, 21)),
        ("ru", "на три дня уезжаю", None), ("uk", "сьодні вечером", (18, 21)),
        ("uk", "завтра з утра", (9, 12)), ("en", "tomorrow arvo", (13, 18)), ("en", "on second thoughts no", None),
    ],
)  # fmt: skip
def test_an_hour_before_a_word_for_a_part_of_the_day_is_that_hour(language, reply, hours):
    vocabulary = compile_vocabulary(load_lexicon(language))
    value = read_slot(Asked(vocabulary.words(reply), SlotSpec("when", "callback_time"), vocabulary, NOW)).value
    assert (value and (value.earliest.hour, value.latest.hour)) == hours


def test_a_question_for_one_of_several_things_is_hardly_agreed_to():
    mind = understander("en")
    which = question("no", "yes", "too_expensive", slot="choice", options=("too_expensive",))
    offered = question("no", "yes", "too_expensive")
    said = "yeah of course i would be glad to i guess"
    assert heard(mind, said, offered).why.runner_up_p > 0.5 > heard(mind, said, which).why.runner_up_p
    assert heard(mind, "yes", which).intent == "yes"  # it was said, whatever it means here
