"""A report as tables in words: the same for a terminal, a file and (by its own layout) a page. Draws nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from bot.insight import figures, labels
from bot.insight.figures import count, many, percent, points, seconds, share
from bot.insight.findings import FEW, REASON, Contest, Findings, Promoters, Report, SlotFindings
from bot.store import reports

SCORE: Final = "score"
"""The slot shown as net promoter score."""

FEW_VALUES: Final = 5
"""So many different values are worth a table of their own."""


@dataclass(frozen=True, slots=True)
class Column:
    """`right` sets figures flush right."""

    head: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`bars` (0..1), one for each row, or none at all; `notes` are sentences below."""

    title: str
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    bars: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()


def text(head: str) -> Column:
    return Column(head)


def number(head: str) -> Column:
    return Column(head, right=True)


def title(report: Report) -> str:
    """ "Campaign demo_discount" or "3 campaigns"."""
    if len(report.campaigns) == 1:
        return f"Campaign {report.campaigns[0].campaign.name}"
    return f"{len(report.campaigns)} campaigns" if report.campaigns else "No campaigns yet"


def overview(report: Report) -> tuple[Table, ...]:
    """What several campaigns came to, side by side; and the cost, if one was given."""
    return tuple(table for table in (_side_by_side(report), cost(report)) if table is not None)


def _side_by_side(report: Report) -> Table | None:
    if len(report.campaigns) < 2:
        return None
    named = [(found.campaign.name, found.funnel) for found in report.campaigns] + [("All together", report.funnel)]
    columns = (text("Campaign"), number("Contacts"), number("Conversations"), number("Leads"), number("Leads of conv."))
    rows = tuple(
        (name, count(f.contacts), count(f.answered), count(f.interested), share(f.interested, f.answered))
        for name, f in named
    )
    return Table("Campaigns", columns, rows)


def cost(report: Report) -> Table | None:
    """Money per lead and per conversation."""
    spent = report.ask.cost
    if spent is None:
        return None
    ways = (("All together", 1), ("Per conversation", report.funnel.answered), ("Per lead", report.funnel.interested))
    rows = tuple((name, f"{spent.amount / n:,.2f} {spent.currency}" if n else figures.NONE) for name, n in ways)
    return Table("Cost", (text(""), number("")), rows)


def campaign_tables(found: Findings, zone: tzinfo) -> Iterator[Table]:
    """Everything about one campaign, in the order people ask."""
    yield funnel(found)
    if found.dial_results:
        yield dial_results(found)
    if found.calls:
        yield endings(found)
        yield outcomes(found)
        yield arms(found)
    if found.objections:
        yield objections(found)
    if found.nps.counts.answers:
        yield promoters(found.nps)
    yield from (slot(one) for one in found.slots if tells(one))
    if found.calls:
        yield lengths(found)
    if found.leads:
        yield leads(found, zone)


def state(found: Findings) -> tuple[str, ...]:
    """How far the campaign is and what to know before reading its figures."""
    p = found.progress
    parts = [many(p.contacts, "contact"), f"{count(p.done)} done"]
    more = ((p.left, "still to be called"), (p.calling, "on the line now"), (p.interrupted, "interrupted"))
    parts += [f"{count(n)} {what}" for n, what in (*more, (p.opted_out, "asked never to be called")) if n]
    notes = [", ".join(parts) + "."]
    if found.campaign.changed:
        notes.append("Scripts or settings were changed while it ran: the figures mix several wordings.")
    return tuple(notes)


def funnel_steps(funnel: reports.Funnel) -> tuple[tuple[str, int], ...]:
    """The funnel from the list to the leads."""
    return (
        ("Contacts on the list", funnel.contacts), ("Dialled", funnel.attempts), ("Answered", funnel.answered),
        ("Talked with the bot", funnel.talked), ("Heard the offer", funnel.offered), ("Interested", funnel.interested),
    )  # fmt: skip


def funnel(found: Findings) -> Table:
    steps = funnel_steps(found.funnel)
    before = (0, *(n for _, n in steps))
    whole = max(found.funnel.contacts, found.funnel.attempts)
    rows = tuple(
        (name, count(n), share(n, found.funnel.contacts), share(n, last) if place else "")
        for place, ((name, n), last) in enumerate(zip(steps, before, strict=False))
    )
    columns = (text(""), number("Count"), number("of contacts"), number("of the step before"))
    bars = tuple(n / whole if whole else 0.0 for _, n in steps)
    return Table("From the list to the leads", columns, rows, bars, state(found))


def dial_results(found: Findings) -> Table:
    whole = sum(one.attempts for one in found.dial_results)
    rows = tuple(
        (labels.dial_result(one.dial_result), count(one.attempts), share(one.attempts, whole))
        for one in found.dial_results
    )
    bars = tuple(one.attempts / whole for one in found.dial_results)
    return Table("How dialling ended", (text(""), number("Attempts"), number("Share")), rows, bars)


def endings(found: Findings) -> Table:
    rows = tuple(
        (labels.disposition(one.disposition), count(one.calls), share(one.calls, found.calls), deciders(one.deciders))
        for one in found.endings
    )
    columns = (text(""), number("Calls"), number("Share"), text("Decided by"))
    return Table(
        "What the conversations came to", columns, rows, tuple(one.calls / found.calls for one in found.endings)
    )


def deciders(who: tuple[tuple[str, int], ...]) -> str:
    """ "the script" or "the script 34, the line 2"."""
    if len(who) == 1:
        return labels.decided_by(who[0][0])
    return ", ".join(f"{labels.decided_by(word)} {count(n)}" for word, n in who)


def outcomes(found: Findings) -> Table:
    """Endings that authors named; where the house or the line decided, there is none."""
    named = [one for one in found.outcomes if one.outcome]
    rows = tuple(
        (labels.words(one.script), labels.outcome(one.outcome), labels.disposition(one.disposition), count(one.calls))
        for one in named
    )
    rest = found.calls - sum(one.calls for one in named)
    notes = (f"{many(rest, 'call')} ended outside the script's own endings: see above.",) if rest else ()
    columns = (text("Script"), text("Ending"), text("Counts as"), number("Calls"))
    return Table("Endings of the scripts", columns, rows, notes=notes)


def objections(found: Findings) -> Table:
    rows = tuple(
        (labels.intent(one.intent), count(one.raised), count(one.calls), count(one.leads), percent(one.won))
        for one in found.objections
    )
    columns = (text(""), number("Raised"), number("in calls"), number("still leads"), number("Share won"))
    return Table("Objections", columns, rows, tuple(one.won for one in found.objections))


def arms(found: Findings) -> Table:
    rows = tuple(
        (
            labels.words(one.script), arm_name(arm.arm), count(arm.calls), count(arm.leads), percent(arm.share),
            f"{percent(arm.interval.low)} to {percent(arm.interval.high)}",
        )
        for one in found.contests for arm in one.arms
    )  # fmt: skip
    columns = (
        text("Script"), text("Arm"), number("Calls"), number("Leads"), number("Share"), number("95 % sure of"),
    )  # fmt: skip
    return Table("Scripts and arms", columns, rows, notes=tuple(verdict(c) for c in found.contests if len(c.arms) > 1))


def arm_name(arm: str) -> str:
    return labels.words(arm) if arm else "no arms"


def verdict(contest: Contest) -> str:
    """Whether the best arm may be called the better one, in plain words."""
    best, second = contest.arms[:2]
    names = f"{labels.words(contest.script)}: {arm_name(best.arm)}", arm_name(second.arm)
    advice = ""
    if contest.needed > max(best.calls, second.calls):
        advice = f" To tell shares like these apart takes about {count(contest.needed)} calls an arm."
    if contest.gap is None:
        few = min((best, second), key=lambda arm: arm.calls)
        return (
            f"{names[0]} against {names[1]}: too few to tell, {arm_name(few.arm)} has {many(few.calls, 'call')}"
            f" and {FEW} is the least.{advice}"
        )
    low, high = 100 * contest.gap.low, 100 * contest.gap.high
    if contest.decided:
        return f"{names[0]} does better than {names[1]}, by {low:.0f} to {high:.0f} points (95 % sure)."
    return (
        f"{names[0]} and {names[1]} cannot be told apart yet: the difference may be anything from {points(low)} to"
        f" {points(high)} points.{advice}"
    )


def promoters(nps: Promoters) -> Table:
    counts = nps.counts
    groups = (
        ("Promoters (9-10)", counts.promoters),
        ("Passives (7-8)", counts.passives),
        ("Detractors (0-6)", counts.detractors),
    )
    rows = tuple((name, count(n), share(n, counts.answers)) for name, n in groups)
    note = promoter_note(nps)
    bars = tuple(n / counts.answers for _, n in groups)
    return Table("Net promoter score", (text(""), number("Answers"), number("Share")), rows, bars, (note,))


def promoter_note(nps: Promoters) -> str:
    """The index with its interval."""
    low, high = nps.interval.low, nps.interval.high
    few = "" if nps.counts.answers >= FEW else " Too few answers to rely on."
    return (
        f"Index {points(nps.counts.index)} from {many(nps.counts.answers, 'answer')}"
        f" (95 % sure of {points(low)} to {points(high)}).{few}"
    )


def tells(found: SlotFindings) -> bool:
    """Whether its values make a table: some repeat, or there are few. Scores have the index instead."""
    return found.slot != SCORE and (found.values[0].calls > 1 or found.calls <= FEW_VALUES)


def slot_title(found: SlotFindings) -> str:
    name = labels.words(found.slot)
    return "Why customers left" if found.slot == REASON else f"Answers kept as “{name}”"


def slot(found: SlotFindings) -> Table:
    rows = tuple((figures.value(v.value), count(v.calls), share(v.calls, found.calls)) for v in found.values)
    rest = found.calls - sum(v.calls for v in found.values)
    notes = (f"And {count(rest)} more with other values.",) if rest else ()
    bars = tuple(v.calls / found.calls for v in found.values)
    return Table(slot_title(found), (text(""), number("Calls"), number("Share")), rows, bars, notes)


def lengths(found: Findings) -> Table:
    d, h = found.durations, found.hearing
    rows = [
        ("Length of a call, half are shorter than", seconds(d.percentiles[50])),
        ("Shortest and longest call", f"{seconds(found.shortest_s)} and {seconds(d.longest_s)}"),
        ("Talked altogether", seconds(d.total_s)),
    ]
    if h.judged:
        rows += [
            ("Answers understood at once", f"{share(h.at_once, h.judged)} of {count(h.judged)}"),
            ("Asked to confirm, asked again", f"{share(h.confirmed, h.judged)}, {share(h.again, h.judged)}"),
        ]
    if h.timed:
        rows.append(("Recognising an answer took", f"{h.within_ms(50)} ms; 95 % within {h.within_ms(95)} ms"))
    return Table("Calls and hearing", (text(""), number("")), tuple(rows))


def leads(found: Findings, zone: tzinfo) -> Table:
    """The first leads, by the clock of `zone`."""
    rows = tuple(
        (
            lead.name or figures.NONE, lead.number, "; ".join(lead.promises) or labels.outcome(lead.outcome),
            figures.moment(lead.at, zone),
        )
        for lead in found.leads
    )  # fmt: skip
    rest = found.funnel.interested - len(found.leads)
    notes = (f"And {count(rest)} more; `winback export leads` writes them all.",) if rest > 0 else ()
    columns = (text("Name"), text("Number"), text("Promised"), text(f"When ({figures.zone_name(zone)})"))
    return Table("Leads", columns, rows, notes=notes)
