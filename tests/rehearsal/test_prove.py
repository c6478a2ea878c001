"""The prover: every property holds of a sound little script, and each is shown to fail where it is planted to."""

from datetime import date, datetime
from functools import partial

import pytest

from bot.dialogue.state import Setup
from bot.rehearsal.deeds import deeds_at
from bot.rehearsal.prove import PROPERTIES, judged, prove
from bot.rehearsal.values_to_try import setups_to_try, values_to_try
from bot.rehearsal.virtual_call import Moment
from bot.script.parse import parse
from bot.spoken import Interval, Money
from bot.understanding.model import SlotSpec

NOON = datetime(2026, 11, 23, 12)

SOUND = """\
script: sound
languages: [en]
goal: interested
start: greeting
contact:
  first_name: {type: name}
steps:
  greeting:
    discloses: true
    say: {en: "Hello{, first_name}. This is the automatic assistant of the shop. May I tell you about an offer?"}
    answers: {yes: offer, no: goodbye}
  offer:
    offers: true
    say: {en: "There is ten percent off for you. Shall I text you the code?"}
    answers: {yes: code, no: ask_score, call_later: ask_when}
  ask_score:
    say: {en: "From zero to ten, how do you like us?"}
    capture: {score: {type: score}}
    next: thanks
  thanks:
    branch:
      - {if: {score: {at_least: 9}}, go: goodbye}
      - {go: regrets}
  ask_when:
    say: {en: "When shall I call?"}
    capture: {callback_at: {type: callback_time, confirm: {en: "So {callback_at:when}?"}}}
    next: later
asides:
  not_understood: {en: "Sorry?"}
  still_there: {en: "Hello?"}
  opt_out_check: {en: "Could you say that again?"}
  confirm_yes: {en: "Is that a yes?"}
  wait: {en: "Of course."}
objections:
  too_expensive: {say: {en: "It is cheap now."}, again: {en: "It really is."}, limit: 2, beyond: goodbye}
  wait: {waits_s: 10, limit: 1, beyond: goodbye}
  repeat: {repeats: true, limit: 1, beyond: goodbye}
machine: {finish: machine}
no_input: {after_s: 4, reprompt: 1, then: goodbye}
no_match: {reprompt: 1, then: goodbye}
outcomes:
  code: {disposition: interested, promises: [code], actions: [{sms: code}], say: {en: "It is on its way. Goodbye."}}
  goodbye: {disposition: not_interested, say: {en: "Goodbye."}}
  regrets: {disposition: completed, say: {en: "We are sorry. Goodbye."}}
  later: {disposition: callback, say: {en: "Until then."}}
  never: {disposition: do_not_call, say: {en: "You will not be called again."}}
  machine: {disposition: machine_message}
"""


def script(text):
    parsed = parse("sound.yaml", {"sound.yaml": text})
    assert parsed.script is not None, parsed.problems
    return parsed.script


def planted(old, new):
    assert SOUND.count(old) == 1, old
    return SOUND.replace(old, new)


def proof_of(text):
    return prove(Setup(script(text), "en", {}, NOON))


def told(fault):
    """A fault's call as people read it: what the callee does, and the ids of what the bot says to it."""
    return [(way.deed.shown, [moment.what for moment in way.moments if moment.who == "bot"]) for way in fault.call]


def test_everything_holds_of_a_sound_script():
    proof = proof_of(SOUND)
    assert proof.faults == ()
    assert proof.whole
    assert {*proof.straight} >= {"code", "goodbye", "regrets", "later", "never", "machine", "hung_up", "wrong_person"}
    assert proof.straight["code"][0] == 2
    assert 10 < proof.longest_s < proof.latest_s == 200


PLANTED = {
    "silence that asks for ever": (
        "    answers: {yes: offer, no: goodbye}\n",
        "    answers: {yes: offer, no: goodbye}\n    no_input: {after_s: 4, reprompt: 0, then: greeting}\n",
        "ends", "silence goes round for ever",
    ),
    "nonsense that asks for ever": (
        "    answers: {yes: code, no: ask_score, call_later: ask_when}\n",
        "    answers: {yes: code, no: ask_score, call_later: ask_when}\n    no_match: {reprompt: 1, then: offer}\n",
        "ends", "not being understood goes round for ever",
    ),
    "answers that lead in a circle": (
        "answers: {yes: code, no: ask_score, call_later: ask_when}",
        "answers: {yes: code, no: greeting, call_later: ask_when}",
        "circle", "greeting -> offer -> greeting",
    ),
    "a goodbye that cannot be said": (
        'say: {en: "We are sorry. Goodbye."}', 'say: {en: "We are sorry, {callback_at:when}. Goodbye."}',
        "outcome", "the goodbye of “regrets” cannot be said",
    ),
    "a question that cannot be asked": (
        'say: {en: "From zero to ten, how do you like us?"}', 'say: {en: "At {callback_at:when}, how was it?"}',
        "outcome", "the call breaks",
    ),
    "an opt-out that is none": (
        "machine: {finish: machine}\n", "machine: {finish: machine}\nopt_out: goodbye\n",
        "opt-out", "it is not honoured when the callee picks up: “never call again”",
    ),
    "an offer by nobody knows whom": (
        "    discloses: true\n", "", "disclosure", "“offer” offers before it was said who calls",
    ),
    "a promise that nobody keeps": (
        "actions: [{sms: code}]", "actions: [{sms: link}]", "promise", "“code” promises code, and nothing does it",
    ),
    "a text message to the silent": (
        "    answers: {yes: code, no: ask_score, call_later: ask_when}\n",
        "    answers: {yes: code, no: ask_score, call_later: ask_when}\n"
        "    no_input: {after_s: 4, reprompt: 1, then: code}\n",
        "consent", "“code” sends code to somebody who did not ask for it",
    ),
    "a step nobody comes to": (
        "  ask_when:\n", "  lost: {say: {en: Hm.}, next: later}\n  ask_when:\n",
        "reached", "no call comes to the step “lost”",
    ),
    "an outcome nobody comes to": (
        "  machine: {disposition: machine_message}\n",
        "  machine: {disposition: machine_message}\n  lost: {disposition: completed}\n",
        "reached", "no call ends in “lost”",
    ),
    "a call that is cut off though all goes well": (
        "languages: [en]\n", "languages: [en]\nmax_duration_s: 15\n", "in-time", "and is ended after 15 s",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(fault):
    old, new, rule, message = PLANTED[fault]
    faults = [each for each in proof_of(planted(old, new)).faults if each.rule == rule]
    assert any(message in each.message for each in faults), faults


def test_every_property_has_a_planted_fault():
    assert {rule for *_, rule, _ in PLANTED.values()} == {*PROPERTIES}


def test_a_fault_is_shown_by_a_shortest_call():
    old, new, *_ = PLANTED["a text message to the silent"]
    (fault, *_) = [each for each in proof_of(planted(old, new)).faults if each.rule == "consent"]
    assert told(fault) == [
        ("picks up and says nothing", ["greeting.say"]),
        ("says yes", ["offer.say"]),
        ("is silent", ["asides.still_there", "offer.say"]),
        ("is silent", ["code.say"]),
    ]


def test_who_agreed_to_the_offer_may_be_sent_it_though_silent_later():
    text = planted("answers: {yes: code, no: ask_score, call_later: ask_when}", "answers: {yes: sure, no: ask_score}")
    text = text.replace(
        "  ask_score:\n",
        '  sure:\n    say: {en: "By text?"}\n    answers: {yes: code}\n'
        "    no_input: {after_s: 4, reprompt: 0, then: code}\n    no_match: {reprompt: 0, then: code}\n  ask_score:\n",
    )
    assert [fault for fault in proof_of(text).faults if fault.rule == "consent"] == []


def doctored(which, **changed):
    """An exploration of the sound script in which the engine did something that it never does."""
    (explored,) = proof_of(SOUND).explored
    way = next(each for each in explored.ways if which(each))
    explored.ways[explored.ways.index(way)] = way._replace(**changed)
    return [(fault.rule, fault.message) for fault in judged(explored, script(SOUND))]


def test_an_engine_that_ends_a_call_twice_would_be_found():
    twice = (Moment("end", "interested", "code"), Moment("end", "hung_up"))
    assert doctored(lambda way: way.finish is not None, moments=twice)[0] == ("outcome", "the call has 2 endings")


def test_an_engine_that_leaves_a_doubt_open_would_be_found():
    def gives_up(way):
        return way.finish is not None and way.finish.why.startswith("perhaps an opt-out, and silence")

    assert ("opt-out", "a doubt that nobody cleared up is not honoured") in doctored(gives_up, opted_out=False)


def test_a_bot_that_speaks_at_once_is_proved_as_well():
    assert proof_of(planted("languages: [en]\n", "languages: [en]\nopening_s: 0\n")).faults == ()


def test_what_is_too_large_to_be_proved_says_so():
    assert not prove(Setup(script(SOUND), "en", {}, NOON), most=20).whole


def test_positions_that_differ_in_what_was_counted_leave_the_callee_the_same_deeds():
    (explored,) = proof_of(SOUND).explored
    values = partial(values_to_try, script=script(SOUND))
    shown = [[deed.shown for deed in deeds_at(call, values)] for call in explored.calls[1:]]
    assert len({*explored.like}) < len(explored.like)
    assert shown == [shown[like - 1] for like in explored.like[1:]]


# --- what is tried ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slot", "values"),
    [
        (SlotSpec("score", "score"), (0, 8, 9, 10)),
        (SlotSpec("rooms", "number", low=1, high=5), (1, 5)),
        (SlotSpec("reason", "choice", ("price", "service")), ("price", "service")),
        (SlotSpec("budget", "money"), (Money(100, "UAH"),)),
        (SlotSpec("number", "phone"), ("0671234567",)),
        (SlotSpec("why", "free_text"), ("something of their own",)),
        (SlotSpec("when", "callback_time"), (Interval(datetime(2026, 11, 24, 18), datetime(2026, 11, 24, 21)),)),
    ],
)
def test_a_slot_is_tried_at_its_ends_and_on_both_sides_of_every_condition(slot, values):
    assert values_to_try(slot, script(SOUND)) == values


BRANCH = """\
yes: which, no: goodbye}
  which:
    branch:
      - {if: {arm: bold}, go: offer}
      - {if: {TESTS}, go: offer}
      - {go: ask_score}
"""


def branching(tests, columns="town: {type: text}", arms="[bold, shy]"):
    """The sound script in arms, with more columns, whose first answer leads to a branch with these tests."""
    text = planted("  first_name: {type: name}\n", f"  first_name: {{type: name}}\n  {columns}\n")
    text = text.replace("languages: [en]\n", f"languages: [en]\narms: {arms}\n")
    return text.replace("yes: offer, no: goodbye}\n", BRANCH.replace("TESTS", tests))


def contacts(*arguments, **options):
    return list(setups_to_try(Setup(script(branching(*arguments, **options)), "en", {}, NOON)))


def test_contacts_are_tried_on_both_sides_of_every_condition_and_without_the_cell():
    found = [
        (each.arm, each.values.get("balance"))
        for each in contacts("balance: {at_least: 10}", "balance: {type: number}")
    ]
    assert found == [(arm, balance) for arm in ("bold", "shy") for balance in (7, None, 9, 10, 11)]


def test_a_column_that_must_be_there_is_not_tried_without():
    found = contacts("balance: {at_least: 10}", "balance: {type: number, required: true}", "[bold]")
    assert [each.values["balance"] for each in found] == [7, 9, 10, 11]


def test_conditions_on_the_attempt_and_on_words_are_tried():
    found = contacts("attempt: {at_least: 3}, first_name: [Anna, Olha]", arms="[bold]")
    told = {(each.attempt, each.values.get("first_name")) for each in found}
    assert told == {(attempt, name) for attempt in (1, 2, 3, 4) for name in ("Anna", "Olha", None)}


def test_more_variants_than_were_looked_at_are_said_to_be_missing():
    base = Setup(script(branching("arm: shy")), "en", {}, NOON)
    assert [prove(base, most_setups=most).whole for most in (1, 2)] == [False, True]


def test_money_is_compared_on_both_sides():
    found = contacts("discount: {at_least: 500 UAH}", "discount: {type: money}", "[bold]")
    assert len({str(each.values.get("discount")) for each in found}) == 5


def test_halves_are_compared_on_both_sides():
    found = contacts("balance: {at_least: 9.5}", "balance: {type: number, required: true}", "[bold]")
    assert [each.values["balance"] for each in found] == [7, 9, 10]


def test_days_are_compared_on_both_sides():
    found = contacts("expires: {at_most: 2026-12-01}", "expires: {type: date, required: true}", "[bold]")
    assert {date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)} <= {each.values["expires"] for each in found}


def test_whether_something_is_known_is_no_word_to_try():
    found = contacts("town: {known: yes}", "town: {type: text}", "[bold]")
    assert {each.values.get("town") for each in found} == {"something", None}


def test_a_branch_that_one_arm_takes_is_proved_for_each():
    proof = proof_of(branching("arm: shy"))
    assert proof.faults == ()
    assert {each.setup.arm for each in proof.explored} == {"bold", "shy"}
