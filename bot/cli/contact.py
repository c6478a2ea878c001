"""The contact a script is tried with: from a file, from a row of a list, and columns set by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.script.model import Script

Fields = Mapping[str, str]
"""Cells by column, as they are written."""

DIGITS_TOLD: Final = 7
"""So many digits of a telephone number tell whose it is; fewer may be the end of many."""

_SETTING: Final = re.compile(r"(?:^|\s)([^\s=]+)\s*=")


@dataclass(frozen=True, slots=True)
class Contact:
    """`path` is the file it comes from, `row` its place in a list, from 1 (0: in none), `changed` what was set here."""

    fields: Fields
    path: Path | None = None
    row: int = 0
    changed: tuple[str, ...] = ()


def read_contact(path: Path | None, row: int = 1) -> dict[str, str]:
    """One contact's fields: a YAML file of `column: value` lines, or a row (from 1) of a contact list, a CSV file.

    Raises WinbackError or SourceError.
    """
    from bot.source import Reader, WinbackError
    from bot.textfile import is_file, read_text

    if path is None:
        return {}
    if not is_file(path):
        raise WinbackError(f"{path}: there is no such file; a contact file has lines such as “first_name: Anna”")
    if is_list(path):
        return _in_row(path, read_list(path), row)
    reader = Reader()
    root = reader.open(read_text(path), str(path))
    fields = {key.text: reader.text(node) for key, node in reader.entries(root)}
    reader.finish()
    return fields


def is_list(path: Path | None) -> bool:
    return path is not None and path.suffix.lower() == ".csv"


def read_list(path: Path) -> list[dict[str, str]]:
    """Every contact of a list. Raises WinbackError."""
    from bot.campaign.sheet import read_sheet

    header, *contacts = [each.cells for each in read_sheet(path)] or [()]
    names = [name.casefold() for name in header]
    return [dict(zip(names, cells, strict=False)) for cells in contacts]


def read_columns(settings: Iterable[tuple[str, str]], contact: Contact, script: Script) -> Contact:
    """The contact with columns set by hand, (column, value) each. Raises WinbackError for one the script has not."""
    from bot.source import WinbackError, did_you_mean

    fields, changed = dict(contact.fields), dict.fromkeys(contact.changed)
    for told, value in settings:
        name = told.casefold()
        if name not in script.contact:
            hint = did_you_mean(name, script.contact) or f"{script.id} has: {', '.join(script.contact) or 'none'}"
            raise WinbackError(f"the column “{told}” is not known here; {hint}")
        fields[name] = value.strip().strip('"')
        changed[name] = None
    return replace(contact, fields=fields, changed=tuple(changed))


def other_contact(contact: Contact, text: str, script: Script) -> Contact:
    """What an author asks for: another one of the same list by its row, number or id, and columns to set, `a=b c=d`.

    Raises WinbackError where there is none, or more than one.
    """
    asked, *cells = _SETTING.split(text)
    if asked.strip():
        contact = _another(contact.path, asked.strip())
    return read_columns(zip(cells[::2], cells[1::2], strict=True), contact, script)


def _another(path: Path | None, asked: str) -> Contact:
    from bot.source import WinbackError

    if path is None or not is_list(path):
        here = "no contact list was given" if path is None else f"{path}: holds one contact"
        raise WinbackError(
            f"{here}; with --contact LIST.csv there are others to take, and /contact COLUMN=VALUE changes this one"
        )
    contacts = read_list(path)
    row = _row_of(path, contacts, asked)
    return Contact(_in_row(path, contacts, row), path, row)


def _row_of(path: Path, contacts: Sequence[Fields], asked: str) -> int:
    """A short number is a row where there is one; else it is somebody's id, or a telephone number."""
    from bot.source import WinbackError

    number = int(asked) if asked.isdecimal() and len(asked) < DIGITS_TOLD else 0
    if 1 <= number <= len(contacts):
        return number
    rows = [row for row, fields in enumerate(contacts, 1) if _is_of(asked, fields)]
    if len(rows) > 1:
        both = " and ".join(map(str, rows))
        raise WinbackError(f"{path}: “{asked}” belongs to contacts {both}; take one by its row: /contact {rows[0]}")
    if not rows and not number:
        raise WinbackError(f"{path}: no contact in it has the number or the id “{asked}”")
    return rows[0] if rows else number


def _is_of(asked: str, fields: Fields) -> bool:
    from bot.campaign.contacts import NUMBER_NAMES

    numbers = (cell for name, cell in fields.items() if name == "number" or name in NUMBER_NAMES)
    return fields.get("id", "").casefold() == asked.casefold() or any(_same_number(asked, cell) for cell in numbers)


def _same_number(one: str, other: str) -> bool:
    """With or without the country's code, and however it is parted: 067 123-45-67 and +380671234567."""
    short, long = sorted(("".join(filter(str.isdecimal, each)).lstrip("0") for each in (one, other)), key=len)
    return len(short) >= DIGITS_TOLD and long.endswith(short)


def _in_row(path: Path, contacts: Sequence[dict[str, str]], row: int) -> dict[str, str]:
    """The first below the header is 1. Raises WinbackError."""
    from bot.insight.figures import many
    from bot.source import WinbackError

    if not 1 <= row <= len(contacts):
        raise WinbackError(f"{path}: there is no contact {row} in it; it has {many(len(contacts), 'contact')}")
    return contacts[row - 1]
