"""Conversations as data: read with every mistake at its line, played, and compared side by side."""

# ruff: noqa: E501 - a script or a conversation in one line reads best

from datetime import datetime

import pytest
from test_stage import TEXT as SCRIPT
from test_stage import Echo

from bot.rehearsal.conversation import read_rehearsals
from bot.rehearsal.play import languages_of, plain, play, side_by_side
from bot.script.parse import parse
from bot.source import SourceError, WinbackError
from bot.spoken import Interval, Money

MORE = SCRIPT.replace("languages: [en]", "languages: [en, uk]").replace("{en: ", "{uk: слово, en: ").replace(
    "answers: {yes: thanks, no: never, operator: desk}",
    "answers: {yes: ask, no: never, operator: desk, question_detail: {say: {en: Well., uk: Ну.}, back: true}}",
).replace("  listed:", """  ask:
    say: {en: "How many?", uk: "Скільки?"}
    capture: {score: {type: score}}
    next: thanks
    answers: {no: thanks}
  listed:""").replace("goal: completed\n", """goal: completed
contact: {name: {type: name}, due: {type: date}}
objections:
  too_dear: {say: {en: "It is cheap.", uk: "Дешево."}}
phrases: {too_dear: {en: [dear], uk: [dear]}}
""")  # fmt: skip

HEAD = "rehearsals: a\nscript: a\nconversations:\n"


def script():
    parsed = parse("a.yaml", {"a.yaml": MORE})
    assert parsed.script, parsed.problems
    return parsed.script


def read(lines, head=HEAD, **options):
    given = "".join(f"    {key}: {value}\n" for key, value in options.items())
    body = "".join(f"      - {{{line}}}\n" for line in lines)
    return read_rehearsals(f"{head}  - name: one\n{given}    lines:\n{body}", "a.yaml")


def played(*lines, language="en", **options):
    return play(script(), read(lines, **options).conversations[0], language, Echo())


def mistakes(*lines, **options):
    with pytest.raises(SourceError) as raised:
        read(lines, **options)
    return [f"{problem.span.line}:{problem.span.column} {problem.rule}" for problem in raised.value.problems]


END = "ends: {disposition: completed, outcome: thanks}"


# --- reading ------------------------------------------------------------------------------------------------------


def test_a_file_gives_its_conversations_what_they_share_and_each_its_own():
    found = read([END], head="rehearsals: a\nscript: s\nas_of: 2026-05-04T09:30\ncontact: {name: Anna, due: today}\nconversations:\n",
        contact="{name: Eva}", arm="bold", seed=7, attempt=2, keypad_only="yes", languages="[uk]")  # fmt: skip
    one = found.conversations[0]
    assert (found.name, found.script) == ("a", "s")
    assert (one.name, one.arm, one.seed, one.attempt, one.keypad_only) == ("one", "bold", 7, 2, True)
    assert dict(one.contact) == {"name": "Eva", "due": "today"}
    assert one.as_of == datetime(2026, 5, 4, 9, 30)
    assert one.languages == ("uk",)


def test_a_conversation_may_have_its_own_day():
    assert read([END], as_of="2026-05-04").conversations[0].as_of == datetime(2026, 5, 4)


def test_the_languages_are_those_of_the_words():
    one = read(["hears: {uk: так, en: yes}", END]).conversations[0]
    assert one.languages == ("en", "uk")
    assert languages_of(one, script()) == ("en", "uk")
    assert languages_of(read([END]).conversations[0], script()) == ("en", "uk")
    assert languages_of(read([END], languages="[en, fr]").conversations[0], script()) == ("en",)


@pytest.mark.parametrize(
    ("lines", "options", "expected"),
    [
        ((), {}, ["4:5 missing-key"]),
        (["waits: yes"], {}, ["6:7 no-end"]),
        ([END, "waits: yes", END], {}, ["6:7 no-end"]),
        (["says: hello, waits: yes", END], {}, ["6:9 one-thing"]),
        (["sings: hello", END], {}, ["6:10 unknown-key"]),
        (["waits: yes", "picks_up: {en: hi}", END], {}, ["7:10 picks-up-first"]),
        (["hears: {en: yes}", "hears: {en: yes, uk: так}", END], {}, ["7:10 missing-language"]),
        (["means: {intent: yes, action: perhaps}", END], {}, ["6:39 bad-value"]),
        (["waits: 99", END], {}, ["6:17 bad-value"]),
        (["ends: {disposition: splendid}"], {}, ["6:30 bad-value"]),
        (["ends: {outcome: x}"], {}, ["6:10 missing-key"]),
        ([END], {"as_of": "noon"}, ["5:12 bad-value"]),
    ],
)
def test_every_mistake_has_its_line_and_its_rule(lines, options, expected):
    assert mistakes(*lines, **options) == expected


def test_a_name_stands_once():
    with pytest.raises(SourceError, match="two conversations"):
        read_rehearsals(f"{HEAD}  - name: x\n    lines: [{{{END}}}]\n  - name: x\n    lines: [{{{END}}}]\n", "a.yaml")


def test_a_file_that_is_no_yaml_is_refused_once():
    with pytest.raises(SourceError) as raised:
        read_rehearsals("rehearsals: [", "a.yaml")
    assert len(raised.value.problems) == 1


def test_a_line_that_is_no_group_is_refused():
    with pytest.raises(SourceError, match="one thing that happens"):
        read_rehearsals(f"{HEAD}  - name: x\n    lines: [waits]\n", "a.yaml")


# --- playing ------------------------------------------------------------------------------------------------------


def test_a_conversation_that_goes_as_written_passes_in_each_of_its_languages():
    lines = ["says: first", "hears: {en: yes, uk: yes}", "says: ask", 'presses: "7#"', "says: thanks",
             "ends: {disposition: completed, outcome: thanks, slots: {score: 7}}"]  # fmt: skip
    for language in ("en", "uk"):
        result = played(*lines, language=language)
        assert result.passed, side_by_side(result)
        assert (result.disposition, result.outcome) == ("completed", "thanks")
        assert result.prompts == {"first.say", "ask.say", "thanks.say"}


@pytest.mark.parametrize(
    "lines",
    [
        ["picks_up: {en: hello}", "says: first.say", "hangs_up: yes", "ends: {disposition: hung_up, outcome: ''}"],
        ["machine: unbroken", "ends: {disposition: machine_message}"],
        ["says: first", "machine: unbroken", "ends: {disposition: machine_message}"],
        ["waits: 2", "says: [..., first.say]", "ends: {disposition: no_input}"],
        ["waits: yes", "says: [still_there, ...]", "waits: yes", "ends: {disposition: no_input}"],
        ["means: too_dear", "says: [too_dear, first]", "hangs_up: yes", "ends: {disposition: hung_up}"],
        ["means: too_dear", "says: [objections.too_dear.say, first]", "hangs_up: over_bot", "ends: {disposition: hung_up}"],
        ["interrupts: {en: yes}", "says: ask", "noise: yes", "says: []", "interrupts: no", "says: thanks", END],
        ["noise: over_bot", "says: [first]", "murmurs: backchannel", "says: []", "means: yes", "hears: {en: no}", END],
        ["means: no", "ends: {disposition: do_not_call, opted_out: yes}"],
        ["means: {intent: opt_out, action: ask}", "ends: {disposition: do_not_call}"],
        ["means: yes", "means: no", "says: thanks", "interrupts: {intent: opt_out}", "ends: {disposition: completed, opted_out: yes}"],
    ],
)  # fmt: skip
def test_what_a_callee_can_do_can_be_written(lines):
    result = played(*lines)
    assert result.passed, side_by_side(result)


@pytest.mark.parametrize(
    ("lines", "differs"),
    [
        (["says: ask", "hangs_up: yes", "ends: {disposition: hung_up}"], "says ask | says first.say"),
        (["says: [first, ask]", "hangs_up: yes", "ends: {disposition: hung_up}"], "says first, ask | says first.say"),
        (["says: []", "hangs_up: yes", "ends: {disposition: hung_up}"], "says | says first.say"),
        (["means: yes", END], "ends completed thanks | (still asking ask)"),
        (["hangs_up: yes", END], "ends completed thanks | ends hung_up"),
        (["hangs_up: yes", "waits: 2", "ends: {disposition: hung_up}"], "waits 2 times | (the call is over)"),
        (["means: no", "ends: {disposition: do_not_call, opted_out: no}"], "opted out: False | opted out: True"),
        (["means: yes", "means: no", "says: thanks", "ends: {disposition: completed, slots: {score: 3}}"], "slot score = 3 | slot score = (none)"),
        (["means: yes", 'presses: "8#"', "ends: {disposition: completed, slots: {score: {en: 9, uk: 8}}}"], "slot score = 9 | slot score = 8"),
        (["means: yes", 'presses: "8#"', "ends: {disposition: completed, slots: {}}"], "slot score = (none) | slot score = 8"),
    ],
)  # fmt: skip
def test_what_went_otherwise_stands_beside_what_was_expected(lines, differs):
    result = played(*lines)
    assert not result.passed
    assert [f"{row.expected} | {row.came}" for row in result.rows if row.differs] == [differs]


def test_both_scripts_are_shown_side_by_side_with_the_bot_s_reasons():
    shown = side_by_side(played("says: ask", "hears: {en: too_dear}", "means: {intent: opt_out, action: ask}", END))
    assert (
        shown
        == """\
one [en]
    expected                                                   came
  ! says ask                                                   says first.say
                                                               “Good morning to you, shall I begin?”
    hears “too_dear”                                           too_dear
    means opt_out (ask)                                        opt_out
  ! ends completed thanks                                      ends do_not_call never
  ! opted out: False                                           opted out: True
  why:
    note   objection: too_dear (1)
    note   opt_out_doubt: “opt_out” may be an opt-out (rehearsal)
    note   opt_out: written"""
    )


def test_a_long_line_is_wrapped_in_its_column():
    shown = side_by_side(
        played(f"says: [{', '.join(['first'] * 12)}]", "hangs_up: yes", "ends: {disposition: hung_up}")
    )
    assert max(len(line) for line in shown.splitlines()) < 125


def test_contact_fields_that_cannot_be_used_are_named():
    with pytest.raises(WinbackError, match="one: column “due”"):
        played(END, contact="{due: someday}")


def test_values_are_written_plainly():
    moment = datetime(2026, 11, 23, 18)
    assert plain(Interval(moment, moment.replace(hour=21))) == "2026-11-23T18:00/2026-11-23T21:00"
    assert plain(Money(2000, "UAH")) == "2000 UAH"
    assert plain("word") == "word"


def test_a_question_to_nobody_is_told_when_the_call_has_not_begun():
    result = played("picks_up: {en: hello}", "ends: {disposition: hung_up}")
    assert [row.came for row in result.rows if row.differs] == ["(still asking first)"]
