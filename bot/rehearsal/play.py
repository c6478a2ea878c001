"""Plays conversations on the stage and sets what was expected beside what came.

Pure: the script and the understander are handed in. A Played knows what it covered, for whoever sums that up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final

from bot.rehearsal.acts import act, opened
from bot.rehearsal.conversation import ANYTHING, Conversation, Ending, Line
from bot.rehearsal.stage import Stage
from bot.rehearsal.virtual_call import Moment
from bot.script.model import Script
from bot.spoken import Interval, Money, Value
from bot.understanding.model import Understander

COLUMN: Final = 58
"""Characters of each side of a comparison."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison: expected, what came, and whether they differ."""

    expected: str
    came: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Played:
    """A conversation as it went in one language. `prompts` are the ids of everything the bot said."""

    conversation: Conversation
    language: str
    rows: tuple[Row, ...]
    moments: tuple[Moment, ...]
    prompts: frozenset[str]
    disposition: str
    outcome: str

    @property
    def passed(self) -> bool:
        return not any(row.differs for row in self.rows)


def languages_of(conversation: Conversation, script: Script) -> tuple[str, ...]:
    """In which languages of the script a conversation can be played."""
    wanted = conversation.languages or script.languages
    return tuple(language for language in wanted if language in script.languages)


def play(script: Script, conversation: Conversation, language: str, understander: Understander) -> Played:
    """Play one conversation. Raises WinbackError for contact fields that cannot be used."""
    performance = _Performance(opened(script, conversation, language, understander), language)
    for line in conversation.lines:
        performance.perform(line)
    moments, finish = performance.stage.call.moments, performance.stage.call.finish
    return Played(
        conversation, language, tuple(performance.rows), tuple(moments),
        frozenset(moment.what for moment in moments if moment.who == "bot"),
        finish.disposition if finish else "", finish.outcome if finish else "",
    )  # fmt: skip


@dataclass(slots=True)
class _Performance:
    """One conversation under way. `seen` counts the moments that earlier lines account for."""

    stage: Stage
    language: str
    rows: list[Row] = field(default_factory=list)
    seen: int = 0

    def perform(self, line: Line) -> None:
        if line.kind == "says":
            self._says(line)
        elif line.ending is not None:
            self._ends(line, line.ending)
        elif self.stage.call.hung_up:
            self.rows.append(Row(line.shown(self.language), "(the call is over)", differs=True))
        else:
            self._act(line)

    def _act(self, line: Line) -> None:
        """The callee's turn; what the bot says to it is the next line's affair."""
        self.seen = len(self.stage.call.moments)
        act(self.stage, line, self.language)
        done = [moment for moment in self.stage.call.moments[self.seen :] if moment.who == "callee"]
        came = " ".join(moment.what for moment in done) or "(nobody listened)"
        self.rows.append(Row(line.shown(self.language), came))

    def _says(self, line: Line) -> None:
        said = [moment for moment in self.stage.call.moments[self.seen :] if moment.who == "bot"]
        came = tuple(moment.what for moment in said)
        self.seen = len(self.stage.call.moments)
        differs = not _fits(line.names, came)
        self.rows.append(Row(line.shown(self.language), f"says {', '.join(came)}", differs))
        if differs:
            self.rows += [Row("", f"  “{moment.text}”") for moment in said]

    def _ends(self, line: Line, expected: Ending) -> None:
        finish = self.stage.end()
        if finish is None:
            asking = self.stage.call.dialogue.expecting
            came = f"(still asking {asking.step if asking else 'nothing'})"
            self.rows.append(Row(line.shown(self.language), came, differs=True))
            return
        right = finish.disposition == expected.disposition and expected.outcome in (None, finish.outcome)
        came = f"ends {finish.disposition} {finish.outcome}".rstrip()
        self.rows.append(Row(line.shown(self.language), came, not right))
        if expected.slots is not None:
            wanted_slots = {name: texts.get(self.language, texts.get("", "")) for name, texts in expected.slots.items()}
            self._slots(wanted_slots, {name: plain(value) for name, value in finish.slots.items()})
        wanted = expected.disposition == "do_not_call" if expected.opted_out is None else expected.opted_out
        if wanted != self.stage.call.opted_out:
            self.rows.append(Row(f"opted out: {wanted}", f"opted out: {self.stage.call.opted_out}", differs=True))

    def _slots(self, expected: Mapping[str, str], came: Mapping[str, str]) -> None:
        for name in sorted({*expected, *came}):
            wanted, got = expected.get(name, "(none)"), came.get(name, "(none)")
            right = got == wanted or got.partition("/")[0] == wanted  # of an interval the earliest moment is enough
            self.rows.append(Row(f"slot {name} = {wanted}", f"slot {name} = {got}", not right))


def _fits(wanted: tuple[str, ...], came: tuple[str, ...]) -> bool:
    """Whether prompts came as listed; `...` stands for any number of them."""
    if not wanted:
        return not came
    if wanted[0] == ANYTHING:
        return any(_fits(wanted[1:], came[skipped:]) for skipped in range(len(came) + 1))
    return bool(came) and _named(wanted[0], came[0]) and _fits(wanted[1:], came[1:])


def _named(name: str, prompt: str) -> bool:
    """`offer_bold` is offer_bold.say, `too_expensive` objections.too_expensive.say, `wait` asides.wait."""
    return prompt in (
        name, f"{name}.say", f"objections.{name}", f"objections.{name}.say", f"asides.{name}",
    )  # fmt: skip


def plain(value: Value) -> str:
    """A value as a rehearsal writes it: "2026-11-23T18:00/2026-11-23T21:00", "2000 UAH", text as it is."""
    if isinstance(value, Interval):
        return f"{value.earliest.isoformat(timespec='minutes')}/{value.latest.isoformat(timespec='minutes')}"
    if isinstance(value, Money):
        return f"{value.amount} {value.currency}"
    return str(value)


def side_by_side(played: Played) -> str:
    """Both scripts: expected on the left, what came on the right, `!` before what differs; then the bot's reasons."""
    head = f"{played.conversation.name} [{played.language}]"
    lines = [head, f"    {'expected':<{COLUMN}} came"]
    for row in played.rows:
        mark = "!" if row.differs else " "
        pairs = zip_longest(_wrapped(row.expected), _wrapped(row.came), fillvalue="")
        lines += [f"  {mark} {left:<{COLUMN}} {right}".rstrip() for left, right in pairs]
    notes = [f"    {moment}" for moment in played.moments if moment.who == "note"]
    return "\n".join([*lines, "  why:", *notes])


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > COLUMN - 2:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
