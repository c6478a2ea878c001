"""Leads for other programs: rows, CSV and JSON. Numbers are in full: an export is made to call people back.

CSV and spreadsheets (reliability.md section 5, threat 14): a cell that a spreadsheet would take for a formula gets a
leading apostrophe. A whole telephone number in E.164 form (+380671234567) is left as it is, so that other programs
can dial it: a plus and digits can do nothing but lose the plus when a spreadsheet opens the file as numbers.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from bot.insight import figures
from bot.store import Campaign, Reader, calls
from bot.store.hearing import one_moment
from bot.store.model import NUMBER

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # full-width ones too
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""

EMPTY: Final = ("campaign", "at", "name", "number", "outcome", "promises")
"""The header of a file without leads."""

NESTED: Final = ("promises", "slots", "contact")


class Out(Protocol):
    """An open text file; for CSV opened with newline=""."""

    def write(self, text: str, /) -> object: ...


def lead_rows(reader: Reader, campaign: Campaign) -> Iterator[Mapping[str, Any]]:
    """Every lead in the order of the calls: plain values, and `promises` (a list), `slots` and `contact` (mappings of
    text, the contact's whole row)."""
    for lead in calls.leads(reader, campaign):
        yield {
            "campaign": campaign.name, "at": lead.at, "name": figures.name(lead.fields), "number": lead.number,
            "outcome": lead.outcome,
            "promises": [{"kind": made.kind, "what": made.what, **made.options} for made in lead.promises],
            "slots": dict(lead.slots), "script": lead.script, "language": lead.language, "arm": lead.arm,
            "row": lead.row, "external_id": lead.external_id, "attempt_id": lead.attempt_id,
            "recording": lead.recording, "contact": dict(lead.fields),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leads:
    """The leads of some campaigns, ready to be written; each writer answers with how many there were."""

    reader: Reader
    campaigns: Sequence[Campaign]

    def _rows(self) -> Iterator[Mapping[str, Any]]:
        for campaign in self.campaigns:
            yield from lead_rows(self.reader, campaign)

    def write_csv(self, out: Out) -> int:
        """With a header line; slots become columns `slot_NAME`, the contact's columns `contact_NAME`. Two walks: one
        to learn the columns, one to write."""
        with one_moment(self.reader):
            columns = list(dict.fromkeys(column for row in self._rows() for column in flat(row))) or list(EMPTY)
            writer = csv.writer(out)
            writer.writerow(map(cell, columns))
            count = 0
            for row in map(flat, self._rows()):
                writer.writerow(cell(row.get(column, "")) for column in columns)
                count += 1
        return count

    def write_json(self, out: Out) -> int:
        """One array, a lead a line."""
        count = 0
        with one_moment(self.reader):
            for row in self._rows():
                out.write((",\n" if count else "[\n") + json.dumps(row, ensure_ascii=False))
                count += 1
        out.write("\n]\n" if count else "[]\n")
        return count

    def write_json_lines(self, out: Out) -> int:
        """A lead a line."""
        count = 0
        with one_moment(self.reader):
            for row in self._rows():
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
                count += 1
        return count


def flat(row: Mapping[str, Any]) -> dict[str, str]:
    """A lead as one line of columns."""
    plain = {name: str(value) for name, value in row.items() if name not in NESTED}
    plain["promises"] = "; ".join(f"{made['kind']} {made['what']}".strip() for made in row["promises"])
    plain |= {f"slot_{name}": value for name, value in row["slots"].items()}
    return plain | {f"contact_{name}": value for name, value in row["contact"].items()}


def cell(text: str) -> str:
    """Text that no spreadsheet runs; blanks before a formula do not hide it."""
    runs = text.startswith(FORMULA) or text.lstrip().lstrip("\u200b\ufeff").startswith(FORMULA)
    return f"'{text}" if runs and not NUMBER.fullmatch(text) else text
