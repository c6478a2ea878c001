"""The report of one or several campaigns in a terminal: `gather` the findings, then `lines` (plain) or `renderables`.

Plain lines are for files and pipes; renderables are rich's, for a terminal with colours. Nothing here prints.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import RenderableType
from rich.table import Table as Grid
from rich.text import Text

from bot.insight import tables
from bot.insight.figures import printable
from bot.insight.findings import Ask, Cost, Findings, Report, gather
from bot.insight.tables import Column, Table

WIDTH: Final = 80
BAR: Final = 20
"""Characters of a whole bar, where there is room."""

GAP: Final = "  "


def lines(report: Report, width: int = WIDTH) -> list[str]:
    """The whole report as plain text, no line longer than `width` characters (at least 60)."""
    width = max(width, 60)
    said = [tables.title(report), "=" * len(tables.title(report)), ""]
    for heading, table in _all(report):
        if heading:
            said += [heading, "=" * len(heading), ""]
        said += [*_table_lines(table, width), ""]
    return [line.rstrip() for line in said]


def renderables(report: Report) -> Iterator[RenderableType]:
    """The same for rich's console; names from the contact list are shown, never read as markup."""
    yield Text(f"{tables.title(report)}\n", style="bold")
    for heading, table in _all(report):
        if heading:
            yield Text(f"{heading}\n", style="bold")
        yield _rich_table(table)
        yield from (Text(f"  {printable(note)}", style="dim") for note in table.notes)
        yield Text("")


def _all(report: Report) -> Iterator[tuple[str, Table]]:
    """Every table, with a heading before the first of each of several campaigns."""
    for table in tables.overview(report):
        yield "", table
    several = len(report.campaigns) > 1
    for found in report.campaigns:
        for place, table in enumerate(tables.campaign_tables(found, report.ask.zone)):
            yield printable(f"Campaign {found.campaign.name}") if several and place == 0 else "", table


def _table_lines(table: Table, width: int) -> Iterator[str]:
    yield table.title
    cells = [[printable(cell) for cell in row] for row in table.rows]
    if any(column.head for column in table.columns):
        cells = [[column.head for column in table.columns], *cells]
    spans = _spans(cells, width)
    room = min(BAR, width - sum(spans) - len(GAP) * (len(spans) + 1)) if table.bars else 0
    shown = iter(table.bars)
    for place, row in enumerate(cells):
        heads = len(cells) > len(table.rows) and place == 0
        bar = GAP + "█" * round(next(shown) * room) if table.bars and not heads and room > 4 else ""
        yield GAP + GAP.join(map(_cell, row, spans, table.columns)) + bar
    for note in table.notes:
        yield from (GAP + part for part in wrap(printable(note), width - len(GAP)))


def _spans(cells: Sequence[Sequence[str]], width: int) -> list[int]:
    """Width of each column; the widest are cut down until a row fits."""
    spans = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    while sum(spans) + len(GAP) * len(spans) > width:
        spans[spans.index(max(spans))] -= 1
    return spans


def _cell(text: str, span: int, column: Column) -> str:
    """`text` in exactly `span` cells; Chinese and Korean letters take two."""
    if cell_len(text) > span:
        return set_cell_size(text, span - 1) + "…"
    fill = " " * (span - cell_len(text))
    return fill + text if column.right else text + fill


def _rich_table(table: Table) -> RenderableType:
    heads = any(column.head for column in table.columns)
    grid = Grid(title=table.title, title_justify="left", title_style="bold cyan", box=box.SIMPLE, show_header=heads)
    for column in table.columns:
        grid.add_column(column.head, justify="right" if column.right else "left")
    if table.bars:
        grid.add_column("", style="cyan", no_wrap=True)
    for place, row in enumerate(table.rows):
        bar = [Text("█" * round(table.bars[place] * BAR))] if table.bars else []
        grid.add_row(*(Text(printable(cell)) for cell in row), *bar)
    return grid


__all__ = ["Ask", "Cost", "Findings", "Report", "gather", "lines", "renderables"]
