"""Contact lists: rows of a CSV file into contacts a script can talk to; every row that cannot be called, and why.

Knows which columns a campaign needs and how cells become values; refuses to know who may be called when.
The first row of a number counts, further ones are reported: nobody is called twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from bot.campaign.number import NumberError, e164
from bot.campaign.plan import CampaignFile, arm_of
from bot.campaign.sheet import Row, read_sheet
from bot.script.model import Script
from bot.script.values import typed_values
from bot.source import WinbackError, did_you_mean
from bot.store import NewContact

OWN_COLUMNS: Final = ("number", "recording", "arm", "language", "id")
"""What a list may say beside what the script asks for."""

NUMBER_NAMES: Final = frozenset(
    {"phone", "phone_number", "phonenumber", "telephone", "tel", "mobile", "msisdn", "телефон"}
)
"""What lists call the column `number` otherwise."""

SHOWN: Final = 40
"""Bad rows named one by one; the rest are counted."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row nobody can be called by; `line` is where it stands in the file."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class ContactList:
    path: Path
    contacts: tuple[NewContact, ...]
    bad: tuple[BadRow, ...]

    def refuse_empty(self) -> None:
        """Raises WinbackError where no row is left to call."""
        if not self.contacts:
            raise WinbackError(f"{self.told()}\n{self.path}: no row can be called, so there is nobody to call.")

    def refuse_bad(self) -> None:
        """Raises WinbackError naming every bad row, as long as there are not too many to read."""
        if self.bad:
            fate = "nobody was called. Mend them, or leave them out with --skip-bad-rows"
            raise WinbackError(f"{self.told()}\n{_rows(len(self.bad))} cannot be called, so {fate}.")

    def told(self) -> str:
        """The bad rows, a line each."""
        lines = [f"{self.path}:{row.line}: {row.message}" for row in self.bad[:SHOWN]]
        if len(self.bad) > SHOWN:
            lines.append(f"… and {_rows(len(self.bad) - SHOWN)} more")
        return "\n".join(lines)


def read_contacts(plan: CampaignFile, script: Script, as_of: date) -> ContactList:
    """The list of a campaign; dates in it are reckoned from `as_of`.

    Raises WinbackError for a file that is no list for this script: unreadable, columns unknown or missing, empty.
    """
    rows = read_sheet(plan.contacts)
    header = next(rows, None)
    if header is None:
        raise WinbackError(f"{plan.contacts}: is empty; its first line names the columns: {_wanted(plan, script)}")
    desk = _Desk(plan, script, as_of, _columns(plan, script, header))
    contacts = tuple(desk.taken(rows))
    if not contacts and not desk.bad:
        raise WinbackError(f"{plan.contacts}: has a header and no contacts; there is nobody to call")
    return ContactList(plan.contacts, contacts, tuple(desk.bad))


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"


def _wanted(plan: CampaignFile, script: Script) -> str:
    return ", ".join([*_of_the_line(plan), *script.contact])


def _of_the_line(plan: CampaignFile) -> list[str]:
    """The columns a line cannot do without: a telephone answers by itself."""
    return ["number", "recording"] if plan.line == "recorded" else ["number"]


def _columns(plan: CampaignFile, script: Script, header: Row) -> tuple[str, ...]:
    """The columns' names, "" for one without name; every mistake in the header at once."""
    known = {name.casefold(): name for name in (*OWN_COLUMNS, *script.contact, *plan.other_columns)}
    columns = tuple(known.get(cell.casefold(), cell) for cell in header.cells)
    wrong = [
        f"the column “{name}” is not known here; {_hint(name, known)}"
        for name in dict.fromkeys(columns)
        if name and name.casefold() not in known
    ]
    wrong += [
        f"the column “{name}” is there twice" for name in dict.fromkeys(columns) if name and columns.count(name) > 1
    ]
    required = [*_of_the_line(plan), *(name for name, about in script.contact.items() if _needed(about))]
    wrong += [
        f"the column “{name}” is missing; {script_or_line(name, script)}" for name in required if name not in columns
    ]
    if wrong:
        raise WinbackError("\n".join(f"{plan.contacts}:{header.line}: {message}" for message in wrong))
    return columns


def script_or_line(column: str, script: Script) -> str:
    """Who needs a column."""
    needs = {
        "number": "it holds the telephone numbers",
        "recording": "on the recorded line it names the file that answers (a WAV)",
    }
    return needs.get(column, f"{script.id} cannot do without it")


def _needed(variable: object) -> bool:
    return bool(getattr(variable, "required", False)) and getattr(variable, "default", None) is None


def _hint(name: str, known: Mapping[str, str]) -> str:
    if name.casefold() in NUMBER_NAMES:
        return "did you mean “number”?"
    near = did_you_mean(name, known.values())
    return near or "leave it out, or list it under `other_columns` of the campaign to keep it with the contact"


@dataclass(slots=True)
class _Desk:
    """Takes rows in, one by one; `bad` grows."""

    plan: CampaignFile
    script: Script
    as_of: date
    columns: tuple[str, ...]
    bad: list[BadRow] = field(default_factory=list)
    _lines: dict[str, int] = field(default_factory=dict)

    def taken(self, rows: Iterator[Row]) -> Iterator[NewContact]:
        for row in rows:
            try:
                yield self._contact(row)
            except WinbackError as error:
                self.bad.append(BadRow(row.line, str(error)))

    def _contact(self, row: Row) -> NewContact:
        """Raises WinbackError with everything that is wrong with the row."""
        cells = self._cells(row)
        wrong: list[str] = []
        number = self._number(cells.get("number", ""), row.line, wrong)
        language = cells.get("language") or self.plan.language
        arm = cells.get("arm", "")
        if language not in self.script.languages:
            wrong.append(f"{self.script.id} is not written in “{language}”")
        elif fault := typed_values(self.script, cells, language, self.as_of)[1]:
            wrong += fault
        if arm and arm not in self.script.arms:
            wrong.append(f"{self.script.id} has no arm “{arm}”{self._arms()}")
        if self.plan.line == "recorded" and not cells.get("recording"):
            wrong.append("column “recording” is empty, so nobody would answer")
        if wrong:
            raise WinbackError("; ".join(wrong))
        fields = {name: text for name, text in cells.items() if text and name not in OWN_COLUMNS}
        return NewContact(
            row.line, number, self.script.id, language, arm or arm_of(self.plan, self.script, number),
            cells.get("recording", ""), cells.get("id", ""), fields,
        )  # fmt: skip

    def _cells(self, row: Row) -> dict[str, str]:
        """Cells by column. Raises WinbackError when there are too many or too few."""
        width = len(self.columns)
        if len(row.cells) != width and (len(row.cells) < width or any(row.cells[width:])):
            raise WinbackError(f"has {len(row.cells)} cells, and the header names {width} columns")
        stray = [cell for name, cell in zip(self.columns, row.cells, strict=False) if cell and not name]
        if stray:
            raise WinbackError(f"“{stray[0]}” stands in a column without a name")
        return {name: cell for name, cell in zip(self.columns, row.cells, strict=False) if name}

    def _number(self, text: str, line: int, wrong: list[str]) -> str:
        if not text:
            wrong.append("column “number” is empty")
            return ""
        try:
            number = e164(text, self.plan.region)
        except NumberError as error:
            wrong.append(f"column “number”: {error}")
            return ""
        first = self._lines.setdefault(number, line)
        if first != line:
            wrong.append(f"“{text}” is the number of line {first} again ({number})")
        return number

    def _arms(self) -> str:
        return f"; it has: {', '.join(self.script.arms)}" if self.script.arms else ""
