"""CSV as people's programs write it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.campaign.sheet import MAX_CELL, MAX_COLUMNS, plain_cell, read_sheet
from bot.insight.export import cell
from bot.source import WinbackError


def cells_of(folder: Path, data: str | bytes) -> list[tuple[str, ...]]:
    path = folder / "list.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return [row.cells for row in read_sheet(path)]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_separator_line_end_and_mark_gives_the_same_cells(
    tmp_path: Path, separator: str, mark: bytes, end: str
) -> None:
    text = end.join(separator.join(cells) for cells in (["number", "first_name"], ["+380671234567", '"Їжак, О."']))
    assert cells_of(tmp_path, mark + text.encode()) == [("number", "first_name"), ("+380671234567", "Їжак, О.")]


def test_excels_note_about_the_separator_is_followed(tmp_path: Path) -> None:
    assert cells_of(tmp_path, "sep=;\nnumber;name, given\n1;Anna\n") == [("number", "name, given"), ("1", "Anna")]


def test_a_separator_inside_quotes_in_the_header_does_not_count(tmp_path: Path) -> None:
    assert cells_of(tmp_path, '"a,b,c";number\n1;2\n')[0] == ("a,b,c", "number")


def test_rows_are_named_by_the_line_they_begin_on(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('a,b\n\n1,"two\nlines"\n3,4\n')
    assert [row.line for row in read_sheet(path)] == [1, 3, 5]


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30))
def test_a_cell_survives_export_and_import(text: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerow([cell(text)])
    (row,) = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert plain_cell(row[0]) == plain_cell(text)


def test_cells_lose_what_keeps_them_from_being_formulas() -> None:
    assert [plain_cell(text) for text in ("'+380671234567", "'=1+1", '="0671234567"', " Anna ", "'t Hart")] == [
        "+380671234567", "=1+1", "0671234567", "Anna", "'t Hart",
    ]  # fmt: skip


def test_too_many_columns_and_endless_cells_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WinbackError, match="201 columns"):
        cells_of(tmp_path, "a," * MAX_COLUMNS)
    with pytest.raises(WinbackError, match="never closed"):
        cells_of(tmp_path, "a,b\n" + "x" * (MAX_CELL + 1) + ",y\n")
