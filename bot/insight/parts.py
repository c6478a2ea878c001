"""Pieces that several pages share: tables as HTML, cards, links between pages, the marks of dispositions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from bot.insight import labels
from bot.insight.markup import STYLE, Safe, el, join, text
from bot.insight.tables import Table
from bot.store.secret import mask


@dataclass(frozen=True, slots=True)
class Look:
    """How pages show instants and telephone numbers."""

    zone: tzinfo = UTC
    full_numbers: bool = False

    def number(self, number: str) -> str:
        return number if self.full_numbers else mask(number)


UP = f"../{STYLE}"
"""Where pages in folders find the style sheet."""


def card(title: str, *body: Safe, wide: bool = False) -> Safe:
    return el("section", el("h3", title), *body, cls="card wide" if wide else "card")


def grid(
    table: Table, drawings: Sequence[Safe] = (), links: Sequence[str] = (), less: frozenset[int] = frozenset()
) -> Safe:
    """A table with a drawing at the end of each row; `links` lead away from first cells; columns in `less` are left
    out on phones."""
    heads = [
        el("th", column.head, scope="col", cls=_kind(place, column.right, less))
        for place, column in enumerate(table.columns)
    ]
    head = (
        el("thead", el("tr", heads, el("th", el("span", "")) if drawings else ""))
        if any(c.head for c in table.columns)
        else ""
    )
    rows = [
        el(
            "tr",
            _cells(table, place, links[place] if links else "", less),
            el("td", drawings[place], cls="draw") if drawings else "",
        )
        for place in range(len(table.rows))
    ]
    body = el("div", el("table", head, el("tbody", rows)), cls="scroll")
    return join(body, [el("p", note, cls="note") for note in table.notes])


def _cells(table: Table, place: int, link: str, less: frozenset[int]) -> list[Safe]:
    cells = []
    for column, words in enumerate(table.rows[place]):
        kind = _kind(column, table.columns[column].right, less)
        if column == 0:
            cells.append(el("th", el("a", words, href=link) if link else text(words), scope="row", cls=kind))
        else:
            cells.append(el("td", words, cls=kind))
    return cells


def _kind(place: int, right: bool, less: frozenset[int]) -> str | None:
    return " ".join(name for name, on in (("n", right), ("less", place in less)) if on) or None


def disposition(word: str, lead: bool) -> Safe:
    """A disposition as a word, marked when it is a lead or a fault."""
    kind = "tag lead" if lead else "tag bad" if word in labels.FAULTS else "tag"
    return el("span", labels.disposition(word), cls=kind)


def key(*entries: tuple[str, str]) -> Safe:
    """What the colours mean, each (class, words)."""
    return el("ul", [el("li", el("i", cls=kind), words) for kind, words in entries], cls="key")


def way(*steps: tuple[str, str]) -> Safe:
    """Where this page stands: (words, link), the last without a link."""
    items = [el("li", el("a", words, href=link) if link else text(words)) for words, link in steps]
    return el("nav", el("ol", items), aria_label="Where you are")
