"""A call that is being tried: played move by move, played again, compared, and written down as a rehearsal."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rehearsal.acts import opened
from bot.rehearsal.conversation import Conversation, Line, read_rehearsals
from bot.rehearsal.play import play, side_by_side
from bot.rehearsal.reason import rule_of
from bot.rehearsal.tryout import Change, Tryout, changes, short
from bot.rehearsal.typed import DIRECTIONS, HANGS_UP, MACHINE, Order, as_typed, read_typed
from bot.rehearsal.written import file_text, item_text, with_one_more
from bot.script.model import Script
from bot.script.parse import parse
from bot.source import WinbackError
from bot.understanding.model import Understanding, Why

NOON = datetime(2026, 11, 22, 12)

TEXT = """\
script: a
languages: [en]
goal: completed
contact: {name: {type: name, required: true}}
start: first
steps:
  first:
    discloses: true
    say: {en: "Good morning {name}, this is the assistant of Prego. Shall I begin?"}
    answers:
      yes: score
      no: {go: never, confirm: {en: "Really not?"}}
      operator: desk
      other: listed
    keys: {5: yes}
    no_match: {reprompt: 1, then: never}
  listed: {say: {en: "Well?"}, next: score}
  score:
    say: {en: "How many points?"}
    capture: {points: {type: score, confirm: {en: "So {points}?"}}}
    next: thanks
    answers: {no: never, call_later: score}
objections:
  too_dear: {say: {en: "It is cheap."}, confirm: {en: "Is it the price?"}}
asides:
  still_there: {en: "Hello?"}
  not_understood: {en: "Pardon?"}
  confirm_yes: {en: "Is that a yes?"}
  opt_out_check: {en: "Once more?"}
phrases: {too_dear: {en: [dear]}}
outcomes:
  thanks: {disposition: completed, say: {en: "Thank you very much indeed, goodbye."}}
  never: {disposition: not_interested}
  gone: {disposition: do_not_call}
  desk: {disposition: transferred, actions: [{transfer: desk}]}
"""
CALL = Conversation("", (), ("en",), contact={"name": "Ann"}, as_of=NOON)


class Echo:
    """ports.Understander that takes the words for the intent; "maybe X" is to be confirmed, "hm X" to be asked again,
    a number is the value asked for."""

    digest = "echo"

    def parse(self, hypotheses, expecting):
        text = hypotheses[0].text
        if expecting.slot and text.isdecimal():
            return Understanding("slot", 0.98, "act", Why("slot", text), text, {expecting.slot.name: int(text)})
        doubt, _, intent = text.rpartition(" ")
        action = {"maybe": "confirm", "hm": "ask"}.get(doubt, "act")
        return Understanding(intent if intent != "nothing" else None, 0.9, action, Why("classifier", text), text)

    def hints(self, expecting):
        return ("yes",)


def script(text: str = TEXT) -> Script:
    parsed = parse("a.yaml", {"a.yaml": text})
    assert parsed.script, parsed.problems
    return parsed.script


def tried(*typed: str, text: str = TEXT, call: Conversation = CALL) -> Tryout:
    tryout = Tryout(script(text), call, "en", Echo())
    for line in typed:
        tryout.do(read_typed(line, "en"))
    return tryout


def prompts(tryout: Tryout) -> list[list[str]]:
    return [[short(moment.what) for moment in exchange.said] for exchange in tryout.exchanges]


# --- trying ---------------------------------------------------------------------------------------------------------


def test_every_move_has_what_came_of_it():
    tryout = tried("yes", "8", "yes")
    assert prompts(tryout) == [["first"], ["score"], ["score.confirm"], ["thanks"]]
    assert tryout.exchanges[2].asked.step == "score"
    assert tryout.exchanges[2].meant.slots == {"points": 8}
    assert tryout.finish.outcome == "thanks"


def test_nobody_listens_after_the_end_but_to_words_over_the_goodbye():
    tryout = tried("yes", "8", "yes")
    assert not tryout.takes(read_typed("yes", "en"))
    assert not tryout.takes(HANGS_UP)
    assert tryout.takes(read_typed("(interrupts) opt_out", "en"))
    tryout.do(read_typed("(interrupts) opt_out", "en"))
    assert tryout.opted_out


def test_first_words_and_machines_come_before_the_greeting():
    hello = Line("picks_up", texts={"en": "hello"})
    assert prompts(tried(call=replace(CALL, lines=(hello,)))) == [["first"]]
    machine = tried(call=replace(CALL, lines=(MACHINE,)))
    assert (machine.finish.disposition, machine.lines) == ("machine_message", (MACHINE,))


def test_a_contact_that_lacks_a_name_is_no_call():
    with pytest.raises(WinbackError, match=r"^column “name” is empty"):
        tried(call=replace(CALL, contact={}))
    with pytest.raises(WinbackError, match=r"^one: column “name” is empty"):
        opened(script(), replace(CALL, name="one", contact={}), "en", Echo())


def test_the_ear_is_the_one_given():
    tryout = tried()
    assert tryout._ear.digest == "echo"
    assert tryout._ear.hints(tryout.exchanges[0].asks) == ("yes",)


# --- playing again --------------------------------------------------------------------------------------------------


def again(before: Tryout, text: str) -> Tryout:
    return Tryout(script(text), replace(CALL, lines=before.lines), "en", Echo())


def test_a_reworded_prompt_is_the_only_thing_that_differs():
    before = tried("yes", "8")
    now = again(before, TEXT.replace("How many points?", "How many, please?"))
    assert list(changes(before.exchanges, now.exchanges)) == [Change(1, parted=False)]


def test_a_call_that_goes_another_way_differs_from_there_on():
    before = tried("yes", "8", "yes")
    now = again(before, TEXT.replace("yes: score", "yes: desk"))
    assert list(changes(before.exchanges, now.exchanges)) == [Change(1, parted=True)]
    assert len(now.lines) == 1, "nobody hears what comes after the end"


def test_a_comment_changes_nothing():
    before = tried("yes", "8", "yes")
    assert list(changes(before.exchanges, again(before, f"# note\n{TEXT}").exchanges)) == []


# --- which line of the script decided -------------------------------------------------------------------------------


def line_of(part: str, text: str = TEXT) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


@pytest.mark.parametrize(
    ("typed", "name", "part"),
    [
        (["yes"], "first.answers.yes", "yes: score"),
        (["no"], "first.answers.no", "no: {go"),
        (["maybe no"], "first.answers.no.confirm", "no: {go"),
        (["maybe yes"], "asides.confirm_yes", "confirm_yes:"),
        (["maybe yes", "yes"], "first.answers.yes", "yes: score"),
        (["maybe yes", "no"], "first.answers.no", "no: {go"),
        (["hm strange"], "first.answers.other", "other: listed"),
        (["too_dear"], "objections.too_dear", "too_dear: {say"),
        (["maybe too_dear"], "objections.too_dear.confirm", "too_dear: {say"),
        (["maybe too_dear", "yes"], "objections.too_dear", "too_dear: {say"),
        (["hm opt_out"], "asides.opt_out_check", "opt_out_check:"),
        (["opt_out"], "outcomes.gone", "gone:"),
        (["(presses 9)"], "outcomes.gone", "gone:"),
        (["(presses 5)"], "first.keys.5", "keys:"),
        (["maybe no", "hm strange"], "first.no_match", "reprompt: 1"),
        (["(presses 7)"], "first.no_match", "reprompt: 1"),
        (["yes", "hm strange"], "no_match", ""),
        ([""], "no_input", ""),
        (["yes", "8"], "score.capture.points", "points:"),
        (["yes", "8", "yes"], "score.capture.points", "points:"),
        (["repeat"], "repeat, heard at every question", ""),
    ],
)
def test_the_rule_is_the_entry_that_was_followed(typed, name, part):
    tryout = tried(*typed)
    rule = rule_of(tryout.script, tryout.exchanges[-1])
    assert rule is not None
    assert rule.name == name
    assert rule.span.line == (line_of(part) if part else 0)


@pytest.mark.parametrize(
    "typed",
    [
        [],  # picking up
        ["(noise)"],
        ["(hangs up)"],
        ["backchannel"],  # heard, and nothing comes of it
        ["yes", "(presses 9)"],  # perhaps the first digit of a number
        ["yes", "8", "no"],  # a value that was not meant
    ],
)
def test_where_no_entry_was_followed_none_is_named(typed):
    tryout = tried(*typed)
    rule = rule_of(tryout.script, tryout.exchanges[-1])
    assert rule is None


# --- what is typed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("well, yes ", Line("hears", texts={"en": "well, yes"})),
        ("", Line("waits")),
        ("(silence)", Line("waits")),
        ("/silence", Line("waits")),
        ("/key 9", Line("presses", names=("9",))),
        ("( presses 1 0 # )", Line("presses", names=("10#",))),
        ("/over stop it", Line("interrupts", texts={"en": "stop it"})),
        ("(interrupts) stop it", Line("interrupts", texts={"en": "stop it"})),
        ("(noise)", Line("noise", names=("yes",))),
        ("/hangup", HANGS_UP),
        ("(hangs up)", HANGS_UP),
        ("?", Order("/help")),
        ("/save a.yaml my call", Order("/save", "a.yaml my call")),
    ],
)
def test_what_is_typed_is_a_move_or_an_order(typed, line):
    assert read_typed(typed, "en") == line


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("/bak", "“/bak” is not known here; did you mean “/back”?"),
        ("/xyzzy", "“/xyzzy” is not known here; ? lists what there is"),
        ("(silenc)", "“(silenc)” is not known here; did you mean “silence”?"),
        ("(xyzzy) yes", "“(xyzzy)” is not known here; there are: (silence), (presses)"),
        ("/key", "“” are no telephone keys"),
        ("/key five", "“five” are no telephone keys"),
        ("/over", "what does the callee say over the bot?"),
    ],
)
def test_what_is_not_known_is_told_with_the_nearest_right_name(typed, message):
    with pytest.raises(WinbackError) as told:
        read_typed(typed, "en")
    assert message in str(told.value)


MOVES = ["yes", "no", "8", "maybe yes", "hm strange", "too_dear", "opt_out", "hm opt_out", "nothing", "repeat", "",
         "(noise)", "(presses 9)", "(presses 10#)", "(interrupts) no", "call_later", "(hangs up)"]  # fmt: skip


@pytest.mark.parametrize("typed", [move for move in MOVES if move])
def test_moves_are_shown_as_they_are_typed(typed):
    assert as_typed(read_typed(typed, "en"), "en") == typed


def test_moves_that_begin_a_call_are_shown_too():
    assert as_typed(Line("picks_up", texts={"en": "hello"}), "en") == "(picks up) hello"
    assert as_typed(MACHINE, "en") == "(an answering machine picks up)"
    assert as_typed(Line("waits"), "en") == "(silence)"
    assert set(DIRECTIONS.values()) == {"/silence", "/key", "/over", "/noise", "/hangup"}


# --- writing it down ------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(moves=st.lists(st.sampled_from(MOVES), max_size=7), opener=st.sampled_from(["", "hello", "opt_out", "machine"]))
def test_whatever_was_tried_passes_as_a_rehearsal(moves, opener):
    opening = {"": (), "machine": (MACHINE,)}.get(opener, (Line("picks_up", texts={"en": opener}),))
    tryout = tried(call=replace(CALL, lines=opening))
    for move in moves:
        line = read_typed(move, "en")
        if tryout.takes(line):
            tryout.do(line)
    kept = tryout.written("as it went")
    text = file_text("tried", "a", [kept])
    read = read_rehearsals(text, "tried.yaml")
    assert read.conversations == (kept,)
    played = play(script(), kept, "en", Echo())
    assert played.passed, side_by_side(played)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).map(str.strip).filter(bool)
LINES = st.one_of(
    st.builds(lambda text: Line("hears", texts={"en": text}), TEXTS),
    st.builds(lambda text: Line("interrupts", names=(text,), action="ask"), TEXTS),
    st.builds(lambda text: Line("says", names=(text,)), TEXTS),
    st.builds(lambda texts: Line("says", names=tuple(texts)), st.lists(TEXTS, min_size=2, max_size=3)),
    st.builds(lambda times: Line("waits", times=times), st.integers(1, 20)),
)


@settings(deadline=None, max_examples=60)
@given(
    lines=st.lists(LINES, min_size=1, max_size=5), name=TEXTS, contact=st.dictionaries(TEXTS, TEXTS, max_size=2),
    seed=st.integers(0, 9), attempt=st.integers(1, 9), keypad_only=st.booleans(),
)  # fmt: skip
def test_what_is_written_reads_the_same(lines, name, contact, seed, attempt, keypad_only):
    conversation = Conversation(
        name, tuple(lines), ("en",) if any(line.texts for line in lines) else ("uk", "fr"), "bold", seed, attempt,
        keypad_only, contact, NOON,
    )  # fmt: skip
    ends = read_rehearsals(file_text("b", "a", [replace(conversation, lines=(*lines, *ENDS))]), "b.yaml")
    assert ends.conversations == (replace(conversation, lines=(*lines, *ENDS)),)


ENDS = tried("yes", "8", "yes").written("").lines[-1:]


def test_an_ending_is_written_with_what_was_kept_and_who_opted_out():
    late = tried("yes", "8", "yes", "(interrupts) opt_out").written("late")
    assert '{disposition: completed, outcome: thanks, slots: {points: "8"}, opted_out: yes}' in item_text(late)
    by_language = replace(late.lines[-1].ending, outcome=None, slots={"why": {"en": "so"}}, opted_out=False)
    told = item_text(replace(late, lines=(Line("ends", ending=by_language),)))
    assert '{disposition: completed, slots: {why: {en: "so"}}, opted_out: no}' in told
    plain = item_text(replace(late, lines=(Line("ends", ending=replace(by_language, slots=None, opted_out=None)),)))
    assert "ends: {disposition: completed}" in plain


def test_what_cannot_be_printed_is_written_by_its_number():
    told = item_text(replace(CALL, name="tab\there, \U000e0001 and “\\”", lines=ENDS))
    assert 'name: "tab\\u0009here, \\U000e0001 and “\\\\”"' in told


def test_a_call_under_way_is_written_as_hung_up():
    kept = tried("yes").written("short")
    assert [line.kind for line in kept.lines] == ["says", "hears", "says", "hangs_up", "ends"]


@pytest.mark.parametrize("margin", ["  ", "", "      "])
def test_one_more_goes_under_the_last_one(margin):
    first, second = tried("yes").written("first"), tried("no").written("second")
    text = "rehearsals: b\nscript: a\nconversations:\n" + item_text(first, len(margin))
    more = with_one_more(text, read_rehearsals(text, "b.yaml"), second)
    assert more.startswith(text)
    assert read_rehearsals(more, "b.yaml").conversations == (first, second)


def test_the_first_one_goes_into_an_empty_list():
    text = "rehearsals: b\nscript: a\nconversations:\n"
    kept = tried("yes").written("first")
    assert read_rehearsals(with_one_more(text, _none(), kept), "b.yaml").conversations == (kept,)


def _none():
    return replace(read_rehearsals(file_text("b", "a", [tried("no").written("x")]), "b.yaml"), conversations=())
