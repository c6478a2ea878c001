"""What came of campaigns, as frozen data: the store's counts put together, with shares, intervals and verdicts.

Knows no wording and no layout (report and the pages have those), writes nothing, asks no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from itertools import islice
from typing import Final

from bot.insight import figures
from bot.insight.interval import CONFIDENCE, Interval, difference, needed, promoter_score, wilson
from bot.store import Campaign, Reader, calls, reports
from bot.store.hearing import Hearing, hearing, one_moment
from bot.store.secret import mask

FEW: Final = 30
"""Conversations an arm must have before its share is compared at all: below, one call moves it by 3 points or more."""

REASON: Final = "reason"
"""The slot in which scripts keep why a customer left."""

SLOT_VALUES: Final = 10


@dataclass(frozen=True, slots=True)
class Cost:
    """What the campaigns cost altogether."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Ask:
    """How the reader wants it. `full_numbers` shows telephone numbers unmasked; `leads` is how many are listed (of
    each campaign); `zone` is the one for hours and instants; `cost` is of all campaigns asked for together."""

    full_numbers: bool = False
    leads: int = 20
    zone: tzinfo = UTC
    cost: Cost | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """A disposition: `calls` came to it, `deciders` says who decided that, most frequent first."""

    disposition: str
    calls: int
    deciders: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ArmResult:
    """One arm with the interval of its share of leads among answered calls."""

    arm: str
    calls: int
    leads: int
    interval: Interval

    @property
    def share(self) -> float:
        return self.leads / self.calls if self.calls else 0.0


@dataclass(frozen=True, slots=True)
class Contest:
    """A script's arms, best first. `gap` is the interval of best minus next (0..1 scale), None where the arms have
    too few calls or there is but one; `needed` calls an arm would tell their shares apart (0: they are equal)."""

    script: str
    arms: tuple[ArmResult, ...]
    gap: Interval | None = None
    needed: int = 0

    @property
    def decided(self) -> bool:
        return self.gap is not None and self.gap.low > 0


@dataclass(frozen=True, slots=True)
class Promoters:
    """The net promoter score with its interval in points."""

    counts: reports.Nps
    interval: Interval


@dataclass(frozen=True, slots=True)
class SlotFindings:
    """A captured value: in how many calls, and the most frequent values."""

    slot: str
    calls: int
    values: tuple[reports.SlotValue, ...]


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead in a list; `number` is masked unless asked for in full."""

    attempt_id: str
    at: str
    name: str
    number: str
    script: str
    outcome: str
    promises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """All about one campaign. `hours` counts (attempts, answered, leads) for each of the day's 24 hours in the zone
    asked for; `shortest_s` is 0 without calls; `leads` are the first few of `funnel.interested`."""

    campaign: Campaign
    progress: reports.Progress
    funnel: reports.Funnel
    dial_results: tuple[reports.DialResult, ...]
    endings: tuple[Ending, ...]
    outcomes: tuple[reports.OutcomeCount, ...]
    objections: tuple[reports.ObjectionCount, ...]
    contests: tuple[Contest, ...]
    nps: Promoters
    slots: tuple[SlotFindings, ...]
    durations: reports.Durations
    shortest_s: float
    hours: tuple[tuple[int, int, int], ...]
    hearing: Hearing
    leads: tuple[Lead, ...]

    @property
    def calls(self) -> int:
        return self.durations.calls


@dataclass(frozen=True, slots=True)
class Report:
    """One or several campaigns, in the order asked for."""

    campaigns: tuple[Findings, ...]
    ask: Ask = field(default_factory=Ask)

    @property
    def funnel(self) -> reports.Funnel:
        """Of all campaigns together."""
        funnels = [found.funnel for found in self.campaigns]
        return reports.Funnel(*(sum(getattr(one, name) for one in funnels) for name in reports.Funnel.__slots__))

    @property
    def calls(self) -> int:
        return sum(found.calls for found in self.campaigns)

    @property
    def cost_per_lead(self) -> Decimal | None:
        """None without a cost or without leads."""
        leads = self.funnel.interested
        return self.ask.cost.amount / leads if self.ask.cost is not None and leads else None


def gather(reader: Reader, campaigns: Sequence[Campaign], ask: Ask = Ask()) -> Report:
    """Read everything, as of one moment. Raises WinbackError when the file refuses."""
    with one_moment(reader):
        return Report(tuple(_findings(reader, campaign, ask) for campaign in campaigns), ask)


def _findings(reader: Reader, campaign: Campaign, ask: Ask) -> Findings:
    durations = reports.durations(reader, campaign)
    shortest = reader.rows("duration_at_rank", campaign=campaign.id, rank=1)
    counts = reports.nps(reader, campaign)
    return Findings(
        campaign=campaign, progress=reports.progress(reader, campaign), funnel=reports.funnel(reader, campaign),
        dial_results=reports.dial_results(reader, campaign), endings=_endings(reports.dispositions(reader, campaign)),
        outcomes=reports.outcomes(reader, campaign), objections=reports.objections(reader, campaign),
        contests=_contests(reports.arms(reader, campaign)),
        nps=Promoters(counts, promoter_score(counts.promoters, counts.detractors, counts.answers)),
        slots=_slots(reader, campaign), durations=durations, shortest_s=shortest[0][0] if shortest else 0.0,
        hours=_hours(reports.hours(reader, campaign), ask.zone), hearing=hearing(reader, campaign),
        leads=tuple(lead_of(lead, ask) for lead in islice(calls.leads(reader, campaign), ask.leads)),
    )  # fmt: skip


def lead_of(lead: calls.Lead, ask: Ask) -> Lead:
    """A lead as it is listed."""
    return Lead(
        lead.attempt_id, lead.at, figures.name(lead.fields), lead.number if ask.full_numbers else mask(lead.number),
        lead.script, lead.outcome, tuple(figures.promise(promise) for promise in lead.promises),
    )  # fmt: skip


def _endings(found: Sequence[reports.Disposition]) -> tuple[Ending, ...]:
    """The same disposition by different deciders, put together; most frequent first."""
    together: dict[str, list[tuple[str, int]]] = {}
    for one in found:
        together.setdefault(one.disposition, []).append((one.decided_by, one.calls))
    endings = (Ending(word, sum(n for _, n in who), tuple(who)) for word, who in together.items())
    return tuple(sorted(endings, key=lambda ending: (-ending.calls, ending.disposition)))


def _contests(found: Sequence[reports.Arm]) -> tuple[Contest, ...]:
    scripts: dict[str, list[ArmResult]] = {}
    for arm in found:
        result = ArmResult(arm.arm, arm.calls, arm.leads, wilson(arm.leads, arm.calls))
        scripts.setdefault(arm.script, []).append(result)
    return tuple(contest(script, arms) for script, arms in scripts.items())


def contest(script: str, arms: Sequence[ArmResult]) -> Contest:
    """Best against next. With more than two arms the confidence is raised for all pairs (Bonferroni), because the
    best of many looks better than it is."""
    ranked = tuple(sorted(arms, key=lambda arm: (-arm.share, arm.arm)))
    if len(ranked) < 2:
        return Contest(script, ranked)
    best, second = ranked[:2]
    confidence = 1 - (1 - CONFIDENCE) / (len(ranked) * (len(ranked) - 1) / 2)
    advice = needed(best.share, second.share, confidence) if best.share != second.share else 0
    if min(best.calls, second.calls) < FEW:
        return Contest(script, ranked, None, advice)
    gap = difference((best.leads, best.calls), (second.leads, second.calls), confidence)
    return Contest(script, ranked, gap, advice)


def _slots(reader: Reader, campaign: Campaign) -> tuple[SlotFindings, ...]:
    """Every slot of every script, the reason for leaving first; the same name in two scripts is one slot."""
    names: dict[str, int] = {}
    for one in reports.slot_names(reader, campaign):
        names[one.slot] = names.get(one.slot, 0) + one.calls
    ranked = sorted(names, key=lambda name: (name != REASON, -names[name], name))
    return tuple(
        SlotFindings(name, names[name], reports.slot_values(reader, campaign, name, limit=SLOT_VALUES))
        for name in ranked
    )


def _hours(found: Sequence[reports.Hour], zone: tzinfo) -> tuple[tuple[int, int, int], ...]:
    day = [[0, 0, 0] for _ in range(24)]
    for one in found:
        hour = day[datetime.fromisoformat(one.at).astimezone(zone).hour]
        for place, number in enumerate((one.attempts, one.answered, one.leads)):
            hour[place] += number
    return tuple((attempts, answered, leads) for attempts, answered, leads in day)
