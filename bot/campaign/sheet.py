"""A CSV file as people's programs write them: any of three separators, with or without a byte order mark, quoted.

Knows text tables only: lines, cells, encodings. Refuses to know what a contact is. A row is named by the line it
begins on, counted as editors count. Cells come out without the apostrophe that keeps a spreadsheet from running them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.source import WinbackError

SEPARATORS: Final = ",;\t"
MAX_BYTES: Final = 256 * 2**20
MAX_COLUMNS: Final = 200
MAX_CELL: Final = 10_000
"""Characters; a whole list in one cell is a quote that was never closed."""

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""

_MARKS: Final = {
    b"\xff\xfe": "UTF-16 (“Unicode text”)",
    b"\xfe\xff": "UTF-16 (“Unicode text”)",
    b"PK\x03\x04": "an Excel or LibreOffice workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
}
_SAVE_AS: Final = "open it in a spreadsheet and save it as “CSV UTF-8”"


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one record; `line` is where it begins."""

    line: int
    cells: tuple[str, ...]


def read_sheet(path: Path) -> Iterator[Row]:
    """The records of a CSV file one after another, the header first; empty lines are left out.

    Raises WinbackError for a file that is none: missing, another encoding, a quote that is never closed.
    """
    text = _decoded(path)
    lines = text.splitlines(keepends=True)
    first = 1
    separator = ""
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        separator, first = lines[0].strip()[4], 2  # Excel's own note about the separator
    header = next((line for line in lines[first - 1 :] if line.strip()), "")
    reader = csv.reader(lines[first - 1 :], delimiter=separator or _separator(header), strict=True)
    begins = first
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(begins, _checked(path, begins, cells))
            begins = first + reader.line_num
    except csv.Error as error:
        raise WinbackError(
            f"{path}:{begins}: the quotes of this row do not fit together ({error});"
            " a quote inside a quoted cell is written twice"
        ) from error


def _decoded(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise WinbackError(f"{path}: is larger than {MAX_BYTES // 2**20} MB; cut the list into parts")
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WinbackError(f"{path}: cannot be read ({reason}); check the path and its rights") from error
    for mark, kind in _MARKS.items():
        if data.startswith(mark):
            raise WinbackError(f"{path}: is {kind}, not CSV in UTF-8; {_SAVE_AS}")
    if b"\0" in data:
        raise WinbackError(f"{path}: is not a text file; {_SAVE_AS}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise WinbackError(f"{path}:{line}: is not UTF-8, so letters would be misread; {_SAVE_AS}") from error


def _separator(header: str) -> str:
    """The separator that stands most often outside quotes in the header; a comma where there is none."""
    bare = "".join(header.split('"')[::2])
    return max(SEPARATORS, key=bare.count)


def _checked(path: Path, line: int, cells: list[str]) -> tuple[str, ...]:
    if len(cells) > MAX_COLUMNS:
        raise WinbackError(f"{path}:{line}: has {len(cells)} columns; {MAX_COLUMNS} is the most that can be read")
    if any(len(cell) > MAX_CELL for cell in cells):
        raise WinbackError(f"{path}:{line}: has a cell of more than {MAX_CELL} characters; is a quote never closed?")
    return tuple(plain_cell(cell) for cell in cells)


def plain_cell(cell: str) -> str:
    """A cell's content: without the blanks around it and without what keeps it from being a formula."""
    cell = cell.strip(" \u00a0\u200b\ufeff")
    if cell[:1] == "'" and cell[1:].startswith(FORMULA):
        return cell[1:]
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 3:  # Excel's way to keep leading zeros
        return cell[2:-1]
    return cell
