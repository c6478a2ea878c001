"""The sheet somebody with a microphone reads from: every text to be recorded, when it is said, and its file's name.

Pure. Knows a reading list and what of it is recorded; as a page to print, or as CSV.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.insight import labels
from bot.insight.export import cell
from bot.insight.figures import many, seconds
from bot.insight.markup import Safe, el, join, page
from bot.insight.occasion import Occasion, occasions
from bot.script.model import Script
from bot.script.to_read import Entry, ReadingList, State, ToRead, aloud
from bot.spoken import seconds_to_say

COLUMNS: Final = ("number", "file", "words", "when", "may be interrupted", "seconds", "state", "remark")

SYNTHETIC: Final = "synthetic voice"
"""The state of what cannot be recorded, in the CSV."""

REMARKS: Final = (
    "A quiet room with soft things in it; windows shut, telephone and fan off.",
    "The same microphone at the same distance (a hand's breadth or two), the same voice and tempo, all in one day.",
    "Each text in one breath, as if to one person; exactly these words. Numbers are written as they are said.",
    "One text, one file, saved under the name beside it. Half a second of silence before and after.",
    "WAV, 16 bits or more, 16,000 Hz or more, mono or stereo. No music, effects or noise gate; loudness is evened out.",
    "Hoarse, stumbled, a door slammed: say it again, and save the good one only.",
)

GAP: Final = (
    "In these texts a synthetic voice says a name, a date or an amount in the middle. Record them only if your voice "
    "goes with it. What is before the gap ends as if you went on; what is after it begins as if you had not stopped."
)
LEFT: Final = (
    "Nobody needs to read these. To have one recorded, put what changes from call to call into a text of its own."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sheet; the texts are for people."""

    number: int
    file: str
    words: str
    when: str
    may_be_interrupted: bool
    seconds: float
    state: State
    remark: str = ""


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A text that nobody can record, and `why`."""

    text: str
    when: str
    why: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` are whole texts, `parts` those around a gap."""

    title: str
    script: str
    language: str
    rows: tuple[Row, ...]
    parts: tuple[Row, ...]
    left: tuple[LeftRow, ...]


def sheet_of(script: Script, found: ReadingList, states: Mapping[int, State], missing: bool = False) -> Sheet:
    """`states` by the number of a line; with `missing` only what is still to be recorded, under the same numbers."""
    told = occasions(script)
    lines = [line for line in found.lines if not (missing and states[line.number] == "recorded")]
    rows = [(bool(line.entries[0].gap), _row(line, found.language, states[line.number], told)) for line in lines]
    return Sheet(
        script.title or script.id, script.id, found.language, tuple(row for part, row in rows if not part),
        tuple(row for part, row in rows if part),
        tuple(LeftRow(left.text, told[left.prompt].when, left.why) for left in found.left),
    )  # fmt: skip


def csv_of(sheet: Sheet) -> str:
    """With a header; what the voice says stands at the end, without number and file."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(COLUMNS)
    for row in (*sheet.rows, *sheet.parts):
        may = "yes" if row.may_be_interrupted else "no"
        texts = (row.file, row.words, row.when, may, f"{row.seconds:.1f}", row.state, row.remark)
        write.writerow((row.number, *map(cell, texts)))
    for left in sheet.left:
        write.writerow(("", "", *map(cell, (left.text, left.when, "", "", SYNTHETIC, left.why))))
    return out.getvalue()


def html_of(sheet: Sheet) -> str:
    """A page to print on A4; it works from a disk and loads nothing."""
    body = join(
        el("h1", f"To be recorded: {sheet.title}"),
        el("p", summary(sheet), cls="soft"),
        el("h2", "How to record"),
        el("ul", [el("li", remark) for remark in REMARKS]),
        _section("Texts", "", sheet.rows, sheet.language),
        _section("Around a gap", GAP, sheet.parts, sheet.language),
        _left(sheet),
    )
    return page(f"To be recorded: {sheet.title} ({labels.language(sheet.language)})", body, look="sheet.css")


def summary(sheet: Sheet) -> str:
    """ "English, discount_offer: 60 texts, 3 min 10 s; 58 to be recorded, 2 recorded. 14 parts …"."""
    told = f"{labels.language(sheet.language)}, {sheet.script}: "
    told += _counted(sheet.rows, "text") if sheet.rows or sheet.parts else "nothing to be recorded"
    if sheet.parts:
        told += f"; around a gap {_counted(sheet.parts, 'part')}"
    return f"{told}. With the synthetic voice stay {many(len(sheet.left), 'text')}." if sheet.left else f"{told}."


def _counted(rows: Sequence[Row], thing: str) -> str:
    if not rows:
        return f"no {thing}s"
    states = Counter(row.state for row in rows)
    order: tuple[State, ...] = ("to be recorded", "changed since recorded", "recorded")
    kinds = ", ".join(f"{states[state]} {state}" for state in order if states[state])
    return f"{many(len(rows), thing)}, {seconds(sum(row.seconds for row in rows))} ({kinds})"


def _row(line: ToRead, language: str, state: State, told: Mapping[str, Occasion]) -> Row:
    first = line.entries[0]
    said = [told[entry.prompt] for entry in line.entries]
    when = "; also ".join(dict.fromkeys(each.when for each in said))
    may = any(each.may_be_interrupted for each in said)
    words = line.piece.words
    return Row(
        line.number, line.piece.file, aloud(words, language), when, may, seconds_to_say(words, language), state,
        _remark(line, first),
    )  # fmt: skip


def _remark(line: ToRead, entry: Entry) -> str:
    if line.piece.side == "whole":
        return ""
    if line.piece.side == "before":
        return f"the voice goes on with {labels.words(entry.gap)}"
    return f"the voice has just said {labels.words(entry.gap)}"


def _section(head: str, note: str, rows: Iterable[Row], language: str) -> Safe:
    lines = [_line(row, language) for row in rows]
    if not lines:
        return Safe("")
    heads = el("tr", el("th", "No.", cls="number"), el("th", "Say"), el("th", "Save as", cls="file"))
    table = el("table", el("thead", heads), el("tbody", lines))
    return join(el("h2", head), el("p", note, cls="soft") if note else "", table)


def _line(row: Row, language: str) -> Safe:
    may = "" if row.may_be_interrupted else "; nobody can talk into it"
    kind = {"recorded": "recorded", "changed since recorded": "changed"}.get(row.state, "")
    return el(
        "tr",
        el("td", str(row.number), el("span", cls="tick"), cls="number"),
        el("td", el("p", row.words, cls="say", lang=language), el("small", row.when, may),
           el("small", row.remark) if row.remark else ""),
        el("td", el("code", _breakable(row.file)),
           el("small", f"about {row.seconds:.1f} s; ", el("span", row.state, cls=kind or None)), cls="file"),
    )  # fmt: skip


def _breakable(file: str) -> Safe:
    """A long name, broken at its dots where it must be."""
    first, *rest = file.split(".")
    return join(first, [join(el("wbr"), f".{part}") for part in rest])


def _left(sheet: Sheet) -> Safe:
    if not sheet.left:
        return Safe("")
    lines = [
        el("tr", el("td", el("p", left.text, lang=sheet.language), el("small", left.when)), el("td", left.why))
        for left in sheet.left
    ]
    return join(
        el("h2", "Stays with the synthetic voice"),
        el("p", LEFT, cls="soft"),
        el("table", el("tbody", lines)),
    )
