"""The summary page: what came of the campaigns at one look, with links to the lists and pages of calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.insight import charts, figures, labels, markup, tables
from bot.insight.call_list import LEAD_HEADS, lead_cells
from bot.insight.charts import Bin
from bot.insight.choice import Shown
from bot.insight.figures import count, many, percent, points, share
from bot.insight.findings import Findings, Report, SlotFindings
from bot.insight.interval import wilson
from bot.insight.markup import Safe, el, join
from bot.insight.parts import Look, card, grid, key
from bot.store import reports


@dataclass(frozen=True, slots=True)
class Links:
    """Where a campaign's lists begin: by disposition ("" is every call), and its leads; and what has pages."""

    calls: Mapping[str, str]
    leads: str
    shown: Shown


def page(report: Report, links: Sequence[Links], look: Look, as_of: str) -> str:
    """The whole document; `as_of` is the instant of the last call."""
    title = tables.title(report)
    known = f"Up to the call that ended {figures.moment(as_of, look.zone)}" if as_of else "No call has ended yet"
    several = len(report.campaigns) > 1
    sections = [
        _campaign(found, link, look, place if several else 0)
        for place, (found, link) in enumerate(zip(report.campaigns, links, strict=True), start=1)
    ]
    body = join(
        el("header", el("h1", f"What came of {title[0].lower()}{title[1:]}"),
           el("p", f"{known}; times in {figures.zone_name(look.zone)}.", cls="soft")),
        el("main", _tiles(report), _compared(report) if several else "", sections), _foot(look),
    )  # fmt: skip
    return markup.page(f"{title}: summary", body)


def _tiles(report: Report) -> Safe:
    f = report.funnel
    sure = wilson(f.interested, f.answered)
    of = f"{share(f.interested, f.answered)} of conversations"
    known = f"; 95 % sure of {percent(sure.low)} to {percent(sure.high)}" if f.answered else ""
    tiles = [
        _tile("contacts", count(f.contacts), f"{count(f.attempts)} dialled"),
        _tile("conversations", count(f.answered), f"{share(f.answered, f.attempts)} of attempts"),
        _tile("leads", count(f.interested), f"{of}{known}", good=f.interested > 0),
        _tile("asked never to be called", count(f.opted_out), f"{share(f.opted_out, f.answered)} of conversations"),
    ]
    if len(report.campaigns) == 1 and (nps := report.campaigns[0].nps).counts.answers:
        sure_of = f"95 % sure of {points(nps.interval.low)} to {points(nps.interval.high)}"
        few = f"{many(nps.counts.answers, 'answer')}; {sure_of}"
        tiles.append(_tile("net promoter score", points(nps.counts.index), few))
    if report.ask.cost is not None:
        each = report.cost_per_lead
        spent = f"{report.ask.cost.amount:,} {report.ask.cost.currency} altogether"
        figure = f"{each:,.2f}" if each is not None else figures.NONE
        tiles.append(_tile(f"{report.ask.cost.currency} a lead", figure, spent))
    return el("div", tiles, cls="tiles")


def _tile(what: str, figure: str, small: str, good: bool = False) -> Safe:
    return el("div", el("b", figure), el("span", what), el("small", small), cls="tile good" if good else "tile")


def _compared(report: Report) -> Safe:
    (table, *_) = tables.overview(report)
    anchors = [f"#campaign-{place}" for place in range(1, len(report.campaigns) + 1)] + [""]
    funnels = [found.funnel for found in report.campaigns] + [report.funnel]
    bars = [charts.bar(f.interested / f.answered if f.answered else 0.0, "lead") for f in funnels]
    return el("div", card("Campaigns side by side", grid(table, bars, anchors, frozenset({1})), wide=True), cls="cards")


def _campaign(found: Findings, links: Links, look: Look, place: int) -> Safe:
    """One campaign; with a heading when it is one of several (`place` from 1)."""
    head = el("h2", labels_of(found), id=f"campaign-{place}") if place else Safe("")
    notes = [el("p", note, cls="soft") for note in tables.state(found)]
    cards = [_funnel(found)]
    if found.calls:
        cards.append(_endings(found, links))
    cards.append(_leads(found, links, look))
    if found.calls:
        cards.append(_arms(found))
    if found.objections:
        cards.append(_objections(found))
    cards += _answers(found)
    if found.dial_results:
        cards += [_dial_results(found), _hours(found, look)]
    if found.calls:
        cards += [_durations(found), _lengths(found), _outcomes(found), _lists(found, links)]
    return el("section", head, notes, el("div", cards, cls="cards"))


def _answers(found: Findings) -> list[Safe]:
    """What callees answered: why they left, how they would recommend us, and whatever else was kept."""
    slots = [_slot(slot) for slot in found.slots if tables.tells(slot)]
    scores = [_promoters(found)] if found.nps.counts.answers else []
    return slots[:1] + scores + slots[1:]


def labels_of(found: Findings) -> str:
    return f"Campaign {found.campaign.name}"


def _funnel(found: Findings) -> Safe:
    table = tables.funnel(found)
    plain = tables.Table(table.title, table.columns, table.rows)
    last = len(table.rows) - 1
    bars = [charts.bar(width, "lead" if place == last else "fill") for place, width in enumerate(table.bars)]
    return card(table.title, grid(plain, bars, less=frozenset({3})), wide=True)


def _dial_results(found: Findings) -> Safe:
    table = tables.dial_results(found)
    return card(table.title, grid(table, [charts.bar(width) for width in table.bars]))


def _endings(found: Findings, links: Links) -> Safe:
    table = tables.endings(found)
    kinds = [
        "lead" if e.disposition == "interested" else "bad" if e.disposition in labels.FAULTS else "fill"
        for e in found.endings
    ]
    bars = [charts.bar(width, kind) for width, kind in zip(table.bars, kinds, strict=True)]
    to = [links.calls.get(ending.disposition, "") for ending in found.endings]
    return card(table.title, grid(table, bars, to, frozenset({3})), wide=True)


def _arms(found: Findings) -> Safe:
    table = tables.arms(found)
    arms = [arm for contest in found.contests for arm in contest.arms]
    top = max(arm.interval.high for arm in arms)
    drawn = [charts.whisker(arm.share, arm.interval.low, arm.interval.high, top) for arm in arms]
    said = f"Dot: share of calls that became leads. Line: 95 % interval. The scale goes from 0 to {percent(top)}."
    return card(table.title, grid(table, drawn, less=frozenset({2, 5})), el("p", said, cls="note"), wide=True)


def _objections(found: Findings) -> Safe:
    table = tables.objections(found)
    top = max(one.calls for one in found.objections)
    bars = [charts.bar(one.calls / top, "pale", one.leads / top) for one in found.objections]
    colours = key(("pale", "calls with this objection"), ("lead", "of them leads all the same"))
    return card(table.title, grid(table, bars, less=frozenset({1, 4})), colours, wide=True)


def _slot(slot: SlotFindings) -> Safe:
    table = tables.slot(slot)
    return card(table.title, grid(table, [charts.bar(width) for width in table.bars]))


def _promoters(found: Findings) -> Safe:
    counts = found.nps.counts
    parts = (("bad", counts.detractors), ("pale", counts.passives), ("lead", counts.promoters))
    names = ("detractors (0-6)", "passives (7-8)", "promoters (9-10)")
    said = [f"{share(n, counts.answers)} {name}" for (_, n), name in zip(parts, names, strict=True)]
    group = ("bad",) * 7 + ("pale",) * 2 + ("lead",) * 2
    bins = [Bin(str(n), f"{n}: {many(calls, 'answer')}", ((group[n], calls),)) for n, calls in enumerate(counts.scores)]
    label = "Answers from 0 to 10: " + ", ".join(f"{n}: {calls}" for n, calls in enumerate(counts.scores))
    return card(
        "Net promoter score", charts.stack(parts, ", ".join(said)),
        key(*((kind, words) for (kind, _), words in zip(parts, said, strict=True))),
        el("p", tables.promoter_note(found.nps), cls="note"), charts.columns(bins, label),
    )  # fmt: skip


def _hours(found: Findings, look: Look) -> Safe:
    used = [hour for hour, parts in enumerate(found.hours) if any(parts)]
    first = min(used[0], 24 - LEAST_BINS)
    span = range(first, max(used[-1] + 1, first + LEAST_BINS))
    every = 1 if len(span) <= 6 else 2 if len(span) <= 12 else 4
    bins, rows = [], []
    for hour in span:
        attempts, answered, leads = found.hours[hour]
        words = f"{hour:02d}:00 to {hour + 1:02d}:00: {attempts} attempts, {answered} answered, {leads} leads"
        mark = f"{hour:02d}:00" if (hour - span.start) % every == 0 else ""
        bins.append(Bin(mark, words, (("pale", attempts), ("fill", answered), ("lead", leads))))
        rows.append((f"{hour:02d}:00", count(attempts), count(answered), count(leads), share(answered, attempts)))
    columns = (tables.text("From"), *(tables.number(name) for name in ("Attempts", "Answered", "Leads", "Answered of")))
    label = f"Attempts, answered calls and leads by the hour of the day in {figures.zone_name(look.zone)}"
    colours = key(("pale", "attempts"), ("fill", "answered"), ("lead", "leads"))
    figures_ = el("details", el("summary", "Figures"), grid(tables.Table("", columns, tuple(rows))))
    return card(f"Calls by the hour ({figures.zone_name(look.zone)})", charts.columns(bins, label), colours, figures_)


def _durations(found: Findings) -> Safe:
    bins, rows = [], []
    for place, calls in enumerate(_folded(found.durations)):
        low, high = place * found.durations.width_s, (place + 1) * found.durations.width_s
        last = place == LAST_BIN
        words = f"{low:.0f} s and longer" if last else f"{low:.0f} to {high:.0f} s"
        mark = f"{low:.0f}+" if last else f"{low:.0f}" if place % 3 == 0 else ""
        bins.append(Bin(mark, f"{words}: {many(calls, 'call')}", (("fill", calls),)))
        rows.append((words, count(calls)))
    table = tables.Table("", (tables.text("Length"), tables.number("Calls")), tuple(rows))
    figures_ = el("details", el("summary", "Figures"), grid(table))
    return card("How long calls were (s)", charts.columns(bins, "Calls by length in steps of ten seconds"), figures_)


FIRST_LEADS: Final = 8

LEAST_BINS: Final = 8
"""Fewer columns would look like walls."""

LAST_BIN: Final = 18
"""Longer calls than 180 s, the longest a script may last, share one column."""


def _folded(durations: reports.Durations) -> list[int]:
    buckets = list(durations.buckets) + [0] * (LEAST_BINS - len(durations.buckets))
    return [*buckets[:LAST_BIN], sum(buckets[LAST_BIN:])] if len(buckets) > LAST_BIN else buckets


def _lengths(found: Findings) -> Safe:
    table = tables.lengths(found)
    return card(table.title, el("dl", [join(el("dt", name), el("dd", said)) for name, said in table.rows]))


def _outcomes(found: Findings) -> Safe:
    table = tables.outcomes(found)
    return card(table.title, grid(table), wide=True)


def _leads(found: Findings, links: Links, look: Look) -> Safe:
    if not found.leads:
        return card("Leads", el("p", "None yet." if found.progress.left else "None.", cls="soft"), wide=True)
    pages = {picked.attempt_id for picked in links.shown.picked}
    rows = []
    for lead in found.leads[:FIRST_LEADS]:
        link = el("a", "open", href=f"call/{lead.attempt_id}.html") if lead.attempt_id in pages else figures.NONE
        rows.append(lead_cells(lead, el("td", link, cls="n"), look))
    head = el("thead", el("tr", [el("th", name, scope="col", cls=cls or None) for name, cls in LEAD_HEADS]))
    table = el("div", el("table", head, el("tbody", rows), cls="leads"), cls="scroll")
    more = el("p", el("a", "All " + many(found.funnel.interested, "lead"), href=links.leads), cls="note")
    return card("Leads", table, more, wide=True)


def _lists(found: Findings, links: Links) -> Safe:
    items = [el("li", el("a", "All " + many(found.calls, "call"), href=links.calls[""]))]
    for ending in found.endings:
        words = f"{labels.disposition(ending.disposition)} ({count(ending.calls)})"
        items.append(el("li", el("a", words, href=links.calls[ending.disposition])))
    return card(
        "The calls themselves", el("ul", items, cls="key"), el("p", what_has_pages(links.shown), cls="note"), wide=True
    )


def what_has_pages(shown: Shown) -> str:
    """Which calls can be opened, and which cannot."""
    pages = len(shown.picked)
    if pages == shown.calls:
        return "Every call has a page of its own."
    kinds = [f"{count(n)} of {count(calls)} {kind}" for kind, (n, calls) in shown.counts.items() if calls]
    listed = ", ".join(kinds[:-1]) + f" and {kinds[-1]}" if len(kinds) > 1 else kinds[0]
    return (
        f"{count(pages)} of {count(shown.calls)} calls have a page of their own: {listed}, picked by chance from the"
        " campaign's seed. All are in the lists and in the database."
    )


def _foot(look: Look) -> Safe:
    hidden = "" if look.full_numbers else " Telephone numbers are masked."
    return el(
        "p",
        f"A conversation is an answered call; a lead is one that reached the goal of its script.{hidden}",
        cls="note",
    )
