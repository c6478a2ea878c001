"""Suites of recorded callees: what each call must come to, what it came to, and how the two differ.

Pure: a suite is text, a call is an `Actual`; who plays the recording is not known here. Words that were heard wrong are
counted, not failed, unless `strict`: a call that comes to the right end over a misheard word is a good call.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from types import MappingProxyType
from typing import Final, Literal

from bot.script.model import DISPOSITIONS, LANGUAGES
from bot.source import Node, Range, Reader, is_empty
from bot.understanding.word_error import distance

SEED: Final[Range] = (0, 2**31 - 1)
OPT_OUT: Final = "do_not_call"
_WORD: Final = re.compile(r"[\w']+")

Text = Mapping[str, str]
Status = Literal["passed", "failed", "known_failure", "passes_now"]


def _nothing() -> Text:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a call must come to; None where the suite does not say. `words` are the callee's answers in order."""

    disposition: str
    outcome: str | None = None
    steps: tuple[str, ...] | None = None
    slots: Text | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One callee. `part` groups figures that must not be mixed; `known_failure` says why it is expected to fail."""

    callee: str
    script: str
    language: str
    expect: Expectation
    arm: str = ""
    part: str = "main"
    contact: Text = field(default_factory=_nothing)
    known_failure: str = ""


@dataclass(frozen=True, slots=True)
class Suite:
    """`as_of` None means now; `seed` chooses among wordings."""

    name: str
    cases: tuple[Case, ...]
    as_of: datetime | None = None
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Actual:
    """What a call came to. `steps` are those in which the bot spoke, `words` what was heard, utterance by utterance.

    `goal` is the disposition that makes a lead; `free` names the slots that hold free text.
    """

    disposition: str
    outcome: str
    steps: tuple[str, ...]
    slots: Text
    words: tuple[str, ...]
    goal: str = "interested"
    free: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Difference:
    what: str
    expected: str
    actual: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A case beside its call. `differences` decide; `misheard` of `spoken` words are only reported."""

    case: Case
    actual: Actual
    differences: tuple[Difference, ...]
    spoken: int
    misheard: int

    @property
    def status(self) -> Status:
        if self.differences:
            return "known_failure" if self.case.known_failure else "failed"
        return "passes_now" if self.case.known_failure else "passed"

    @property
    def disposition_right(self) -> bool:
        return self.actual.disposition == self.case.expect.disposition

    @property
    def wrong_lead(self) -> bool:
        """A lead that is none: somebody would be sent what they did not ask for."""
        return self.actual.disposition == self.actual.goal != self.case.expect.disposition

    @property
    def missed_opt_out(self) -> bool:
        return self.case.expect.disposition == OPT_OUT != self.actual.disposition


@dataclass(frozen=True, slots=True)
class Part:
    """Figures of one part of a suite."""

    name: str
    cases: int
    passed: int
    dispositions_right: int
    wrong_leads: int
    missed_opt_outs: int
    spoken: int
    misheard: int

    @property
    def disposition_share(self) -> float:
        return self.dispositions_right / self.cases

    @property
    def heard_share(self) -> float:
        """1 minus the word error rate; 1 where nothing was said."""
        return 1 - self.misheard / self.spoken if self.spoken else 1.0


# --- reading --------------------------------------------------------------------------------------------------------

_SUITE_KEYS: Final = ("suite", "script", "language", "as_of", "seed", "cases")
_CASE_KEYS: Final = ("callee", "script", "language", "arm", "contact", "part", "expect", "known_failure")
_EXPECT_KEYS: Final = ("disposition", "outcome", "steps", "slots", "words")


def read_suite(text: str, path: str) -> Suite:
    """Raises SourceError with every mistake."""
    reader = Reader()
    root = reader.open(text, path)
    if root is None:
        reader.finish()  # a text that is no YAML lacks everything; once is enough
    top = reader.mapping(root, _SUITE_KEYS, ("suite", "cases"))
    language = reader.choice(top.get("language"), LANGUAGES, "en")
    shared = (reader.text(top.get("script")), language)
    cases = tuple(_case(reader, node, shared) for node in reader.items(top.get("cases")))
    seen: set[str] = set()
    for case, node in zip(cases, reader.items(top.get("cases")), strict=True):
        if case.callee in seen:
            reader.problem("twice", f"the callee “{case.callee}” is listed twice", node)
        seen.add(case.callee)
    suite = Suite(
        reader.text(top.get("suite")), cases, _as_of(reader, top.get("as_of")), reader.integer(top.get("seed"), 1, SEED)
    )
    reader.finish()
    return suite


def _case(reader: Reader, node: Node, shared: tuple[str, str]) -> Case:
    script, language = shared
    required = ("callee", "expect") if script else ("callee", "script", "expect")
    found = reader.mapping(node, _CASE_KEYS, required)
    contact = {key.text: reader.text(value) for key, value in reader.entries(found.get("contact"))}
    return Case(
        callee=reader.text(found.get("callee")), script=reader.text(found.get("script"), script),
        language=reader.choice(found.get("language"), LANGUAGES, language),
        expect=_expectation(reader, found.get("expect")), arm=reader.text(found.get("arm")),
        part=reader.text(found.get("part"), "main"), contact=MappingProxyType(contact),
        known_failure=reader.text(found.get("known_failure")),
    )  # fmt: skip


def _expectation(reader: Reader, node: Node | None) -> Expectation:
    if node is None:
        return Expectation("")
    found = reader.mapping(node, _EXPECT_KEYS, ("disposition",))
    there = {key.text: value for key, value in reader.entries(node)}  # `outcome: ""` and `slots: {}` say something
    slots = {key.text: reader.text(value) for key, value in reader.entries(there.get("slots"))}
    outcome = there.get("outcome")
    return Expectation(
        disposition=reader.choice(found.get("disposition"), DISPOSITIONS),
        outcome=None if is_empty(outcome) else reader.text(outcome),
        steps=reader.texts(there["steps"]) if "steps" in there else None,
        slots=MappingProxyType(slots) if "slots" in there else None,
        words=reader.texts(there.get("words")),
    )


def _as_of(reader: Reader, node: Node | None) -> datetime | None:
    if node is None:
        return None
    text = reader.text(node)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        reader.problem("bad-value", f"“{text}” is no date and time such as 2026-11-22T12:00", node)
        return None


# --- comparing ------------------------------------------------------------------------------------------------------


def judge(case: Case, actual: Actual, strict: bool = False) -> Verdict:
    """The call beside its expectation; `strict`: every word must be heard right."""
    expect = case.expect
    differences = [
        *_differs("disposition", expect.disposition, actual.disposition),
        *_differs("outcome", expect.outcome, actual.outcome),
        *_differs("steps", _listed(expect.steps), _listed(actual.steps)),
        *_slot_differences(expect.slots, actual),
    ]
    if strict:
        said = " | ".join(" ".join(words_of(text)) for text in expect.words)
        differences += _differs("words", said, " | ".join(" ".join(words_of(text)) for text in actual.words))
    spoken = [word for text in expect.words for word in words_of(text)]
    heard = [word for text in actual.words for word in words_of(text)]
    return Verdict(case, actual, tuple(differences), len(spoken), distance(spoken, heard))


def _listed(names: Sequence[str] | None) -> str | None:
    return None if names is None else ", ".join(names)


def _differs(what: str, expected: str | None, actual: str | None) -> list[Difference]:
    if expected is None or expected == actual:
        return []
    return [Difference(what, expected, actual or "")]


def _slot_differences(expected: Text | None, actual: Actual) -> list[Difference]:
    if expected is None:
        return []
    found: list[Difference] = []
    for name in sorted({*expected, *actual.slots}):
        wanted, got = expected.get(name, ""), actual.slots.get(name, "")
        if name in actual.free and wanted and got:  # what was said is judged as words, and they are counted
            continue
        if got != wanted and got.partition("/")[0] != wanted:  # of a callback's interval the earliest moment counts
            found.append(Difference(f"slot {name}", wanted, got))
    return found


def words_of(text: str) -> list[str]:
    """Words without case and punctuation."""
    return _WORD.findall(text.casefold().replace("’", "'"))


def parts_of(verdicts: Iterable[Verdict]) -> tuple[Part, ...]:
    """Figures part by part, in the order in which the suite names them."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(verdict.case.part, []).append(verdict)
    return tuple(_part(name, group) for name, group in groups.items())


def _part(name: str, group: Sequence[Verdict]) -> Part:
    return Part(
        name=name, cases=len(group), passed=sum(not verdict.differences for verdict in group),
        dispositions_right=sum(verdict.disposition_right for verdict in group),
        wrong_leads=sum(verdict.wrong_lead for verdict in group),
        missed_opt_outs=sum(verdict.missed_opt_out for verdict in group),
        spoken=sum(verdict.spoken for verdict in group), misheard=sum(verdict.misheard for verdict in group),
    )  # fmt: skip


# --- showing --------------------------------------------------------------------------------------------------------

COLUMN: Final = 46
"""Characters of each side of a diff; longer texts go on in the next line."""


def side_by_side(verdict: Verdict) -> list[str]:
    """Expected on the left, what came of it on the right, `!` before every line that differs; then the words."""
    expect, actual = verdict.case.expect, verdict.actual
    wrong = {difference.what: difference for difference in verdict.differences}
    pairs = [
        ("disposition", expect.disposition, actual.disposition),
        ("outcome", expect.outcome, actual.outcome),
        ("steps", _listed(expect.steps), ", ".join(actual.steps)),
        *((f"slot {name}", (expect.slots or {}).get(name, ""), actual.slots.get(name, "")) for name in _slots(verdict)),
        *((f"words {n}", *pair) for n, pair in enumerate(zip_longest(expect.words, actual.words, fillvalue=""), 1)),
    ]
    lines = [f"    {'':<18} {'expected':<{COLUMN}} came"]
    for what, left, right in pairs:
        mark = "!" if what in wrong or (what.startswith("words") and words_of(left or "") != words_of(right)) else " "
        lines += _columns(mark, what, "(not said)" if left is None else left, right)
    return lines


def _slots(verdict: Verdict) -> list[str]:
    return sorted({*(verdict.case.expect.slots or {}), *verdict.actual.slots})


def _columns(mark: str, what: str, left: str, right: str) -> list[str]:
    rows = list(zip_longest(_wrapped(left), _wrapped(right), fillvalue=""))
    return [
        f"  {mark if n == 0 else ' '} {what if n == 0 else '':<18} {a:<{COLUMN}} {b}".rstrip()
        for n, (a, b) in enumerate(rows)
    ]


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for word in text.split() or ["-"]:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > COLUMN - 2:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
