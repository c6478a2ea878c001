"""Lists of calls and of leads, so many a page. Rows go by one at a time; a page is written as soon as it is full."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.insight import figures, labels, markup
from bot.insight.findings import Lead
from bot.insight.markup import Safe, el, join
from bot.insight.parts import UP, Look, disposition, way
from bot.store.calls import CallRow

PER_PAGE: Final = 200

CALL_HEADS: Final = (
    ("Call", ""), ("When", ""), ("Number", "less"), ("Script", "less"), ("Language", "less"), ("Came to", ""),
    ("Ending", "less"), ("Length", "n"),
)  # fmt: skip
LEAD_HEADS: Final = (("Name", ""), ("Number", ""), ("Promised", ""), ("When", ""), ("Call", "n"))


@dataclass(frozen=True, slots=True)
class Kind:
    """A list: `slug` begins its files' names (folder/slug-001.html), `total` rows are to come, `about` stands above."""

    folder: str
    slug: str
    title: str
    total: int
    heads: tuple[tuple[str, str], ...]
    about: Safe

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))

    def name(self, page: int) -> str:
        return f"{self.slug}-{page:03d}.html"

    @property
    def first(self) -> str:
        return f"{self.folder}/{self.name(1)}"


@dataclass(slots=True)
class Pager:
    """Takes the rows of one list and hands over whole pages. Rows beyond the announced total are left out."""

    kind: Kind
    write: Callable[[str, str], None]
    rows: list[Safe] = field(default_factory=list)
    page: int = 1

    def add(self, row: Safe) -> None:
        self.rows.append(row)
        if len(self.rows) == PER_PAGE and self.page < self.kind.pages:
            self._turn()

    def close(self) -> None:
        self._turn()

    def _turn(self) -> None:
        self.write(f"{self.kind.folder}/{self.kind.name(self.page)}", self._text())
        self.rows.clear()
        self.page += 1

    def _text(self) -> str:
        kind = self.kind
        first = (self.page - 1) * PER_PAGE
        if kind.total:
            range_ = (
                f"{figures.count(first + 1)} to {figures.count(first + len(self.rows))} of {figures.count(kind.total)}"
            )
        else:
            range_ = "none yet"
        head = el("thead", el("tr", [el("th", name, scope="col", cls=cls or None) for name, cls in kind.heads]))
        rows = el("table", head, el("tbody", self.rows), cls=kind.folder)
        table = el("div", rows, cls="card wide scroll")
        steps = self._steps()
        body = join(
            way(("Summary", "../index.html"), (kind.title, "")), el("h1", kind.title), el("p", range_, cls="soft"),
            kind.about, steps, el("main", table), el("div", steps),
        )  # fmt: skip
        return markup.page(f"{kind.title}, {range_}", body, style_at=UP)

    def _steps(self) -> Safe:
        """To the first, previous, next and last page."""
        wanted = (("First", 1), ("Previous", self.page - 1), ("Next", self.page + 1), ("Last", self.kind.pages))
        links = [
            el("a", words, href=self.kind.name(page))
            for words, page in wanted
            if 1 <= page <= self.kind.pages and page != self.page
        ]
        if not links:
            return Safe("")
        where = el("span", f"Page {self.page} of {self.kind.pages}", cls="soft")
        return el("nav", links, where, aria_label="Pages of this list")


def call_rows(call: CallRow, place: int, has_page: bool, look: Look) -> Safe:
    """One call as a row."""
    name = f"{figures.count(place)}"
    script = labels.words(call.script) + (f", {labels.words(call.arm)}" if call.arm else "")
    return el(
        "tr", el("td", el("a", name, href=f"../call/{call.attempt_id}.html") if has_page else name),
        _when(call.answered_at, look), el("td", look.number(call.number), cls="less nowrap"),
        el("td", script, cls="less"), el("td", labels.language(call.language), cls="less"),
        el("td", disposition(call.disposition, call.lead)),
        el("td", labels.outcome(call.outcome) if call.outcome else "", cls="less"),
        el("td", figures.seconds(call.duration_s), cls="n"),
    )  # fmt: skip


def _when(at: str, look: Look) -> Safe:
    """An instant in a cell; on a phone the time goes below the day."""
    day, _, time = figures.moment(at, look.zone).partition(", ")
    return el("td", el("span", f"{day}, " if time else day, cls="nowrap"), el("span", time, cls="nowrap"))


def lead_row(lead: Lead, has_page: bool, look: Look) -> Safe:
    """One lead as a row."""
    link = el("a", "open", href=f"../call/{lead.attempt_id}.html") if has_page else figures.NONE
    return lead_cells(lead, el("td", link, cls="n"), look)


def lead_cells(lead: Lead, last: Safe, look: Look) -> Safe:
    """The row of a lead, with what the page at hand puts last."""
    return el(
        "tr", el("td", el("bdi", lead.name or figures.NONE)), el("td", lead.number, cls="nowrap"),
        el("td", "; ".join(lead.promises) or labels.outcome(lead.outcome)),
        _when(lead.at, look), last,
    )  # fmt: skip


def call_kinds(prefix: str, name: str, counts: Mapping[str, int], about: Safe) -> Iterator[tuple[str, Kind]]:
    """The lists of one campaign: "" is every call, then one for each disposition that occurs."""
    total = sum(counts.values())
    yield "", Kind("calls", f"{prefix}all", f"All calls of {name}", total, CALL_HEADS, about)
    for word, calls in counts.items():
        title = f"{labels.disposition(word)}: calls of {name}"
        slug = f"{prefix}{word.replace('_', '-')}"
        yield word, Kind("calls", slug, title, calls, CALL_HEADS, about)
