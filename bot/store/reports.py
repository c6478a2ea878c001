"""What came of a campaign, in figures: aggregated by SQL, fast at 100,000 calls. Draws nothing, words nothing.

Every function takes a Reader and a Campaign and answers with frozen rows. Shares are 0..1; 0 where nothing was counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final

from bot.store.model import Campaign
from bot.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running campaign is. `endings` counts dispositions of calls, `unanswered` dial_results of the rest."""

    contacts: int
    left: int
    calling: int
    done: int
    interrupted: int
    opted_out: int
    leads: int
    endings: Mapping[str, int]
    unanswered: Mapping[str, int]


def progress(reader: Reader, campaign: Campaign) -> Progress:
    """Counts for a live table."""
    states = {row["state"]: row["contacts"] for row in reader.rows("contact_states", campaign=campaign.id)}
    endings: dict[str, int] = {}
    unanswered: dict[str, int] = {}
    for row in reader.rows("endings", campaign=campaign.id):
        counts, word = (unanswered, row["dial_result"]) if row["disposition"] is None else (endings, row["disposition"])
        counts[word] = counts.get(word, 0) + row["count"]
    return Progress(
        contacts=sum(states.values()), left=states.get("due", 0), calling=states.get("calling", 0),
        done=states.get("done", 0), interrupted=states.get("interrupted", 0), opted_out=states.get("opted_out", 0),
        leads=reader.one("lead_count", campaign=campaign.id)["leads"], endings=endings, unanswered=unanswered,
    )  # fmt: skip


def contacts_left(reader: Reader, campaign: Campaign) -> int:
    """How many contacts are still to be called."""
    states = {row["state"]: row["contacts"] for row in reader.rows("contact_states", campaign=campaign.id)}
    return int(states.get("due", 0))


@dataclass(frozen=True, slots=True)
class Funnel:
    """Each number is part of the one before: contacts listed, attempts made, answered, the callee said or keyed
    something, heard the offer, interested (leads). A lead that came without an offer step is still a lead, so
    `interested` may pass `offered` where a script marks no step with `offers`."""

    contacts: int
    attempts: int
    answered: int
    talked: int
    offered: int
    interested: int
    opted_out: int


def funnel(reader: Reader, campaign: Campaign) -> Funnel:
    """From the list to the leads."""
    contacts = sum(row["contacts"] for row in reader.rows("contact_states", campaign=campaign.id))
    attempts = reader.one("attempt_count", campaign=campaign.id)
    calls = reader.one("call_counts", campaign=campaign.id)
    leads = reader.one("lead_count", campaign=campaign.id)["leads"]
    return Funnel(
        contacts, attempts["attempts"], attempts["answered"], calls["talked"], calls["offered"], leads,
        calls["opted_out"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DialResult:
    dial_result: str
    attempts: int


def dial_results(reader: Reader, campaign: Campaign) -> tuple[DialResult, ...]:
    """What the network said, of every finished attempt, most frequent first."""
    counts: dict[str, int] = {}
    for row in reader.rows("endings", campaign=campaign.id):
        counts[row["dial_result"]] = counts.get(row["dial_result"], 0) + row["count"]
    return tuple(DialResult(*pair) for pair in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


@dataclass(frozen=True, slots=True)
class Disposition:
    disposition: str
    decided_by: str
    calls: int


def dispositions(reader: Reader, campaign: Campaign) -> tuple[Disposition, ...]:
    """What the conversations came to and who decided that, most frequent first."""
    return tuple(
        Disposition(row["disposition"], row["decided_by"], row["count"])
        for row in reader.rows("endings", campaign=campaign.id)
        if row["disposition"] is not None
    )


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """The author's name for an ending ("" where the house or the line decided), under its disposition."""

    script: str
    outcome: str
    disposition: str
    calls: int


def outcomes(reader: Reader, campaign: Campaign) -> tuple[OutcomeCount, ...]:
    """Authors' endings, most frequent first."""
    return tuple(OutcomeCount(*row) for row in reader.rows("outcomes", campaign=campaign.id))


@dataclass(frozen=True, slots=True)
class ObjectionCount:
    """`raised` times in `calls` distinct calls, of which `leads` became leads all the same."""

    intent: str
    raised: int
    calls: int
    leads: int

    @property
    def won(self) -> float:
        return self.leads / self.calls


def objections(reader: Reader, campaign: Campaign) -> tuple[ObjectionCount, ...]:
    """Objections, most frequent first."""
    return tuple(ObjectionCount(*row) for row in reader.rows("objections", campaign=campaign.id))


@dataclass(frozen=True, slots=True)
class Arm:
    """One variant of a script: answered `calls`, those in which the callee `talked`, `leads`."""

    script: str
    arm: str
    calls: int
    talked: int
    leads: int

    @property
    def share(self) -> float:
        """Leads of answered calls."""
        return self.leads / self.calls


def arms(reader: Reader, campaign: Campaign) -> tuple[Arm, ...]:
    """Arms by script; a script without arms is one arm named ""."""
    return tuple(Arm(*row) for row in reader.rows("arms", campaign=campaign.id))


@dataclass(frozen=True, slots=True)
class SlotValue:
    value: str
    calls: int


@dataclass(frozen=True, slots=True)
class SlotName:
    script: str
    slot: str
    calls: int


def slot_names(reader: Reader, campaign: Campaign) -> tuple[SlotName, ...]:
    """Which values were captured, and in how many calls."""
    return tuple(SlotName(*row) for row in reader.rows("slot_names", campaign=campaign.id))


def slot_values(reader: Reader, campaign: Campaign, slot: str, limit: int = 50) -> tuple[SlotValue, ...]:
    """The values of one slot, most frequent first."""
    rows = reader.rows("slot_values", campaign=campaign.id, name=slot, limit=limit)
    return tuple(SlotValue(*row) for row in rows)


SCORES: Final = 11
"""0 to 10."""


@dataclass(frozen=True, slots=True)
class Nps:
    """The net promoter score (mission.md): `scores[i]` calls answered i; 9-10 promote, 7-8 are passive."""

    scores: tuple[int, ...]

    @property
    def answers(self) -> int:
        return sum(self.scores)

    @property
    def promoters(self) -> int:
        return sum(self.scores[9:])

    @property
    def passives(self) -> int:
        return sum(self.scores[7:9])

    @property
    def detractors(self) -> int:
        return sum(self.scores[:7])

    @property
    def index(self) -> float:
        """-100..100: share of promoters minus share of detractors, in points; 0 without answers."""
        return 100 * (self.promoters - self.detractors) / self.answers if self.answers else 0.0


def nps(reader: Reader, campaign: Campaign, slot: str = "score") -> Nps:
    """Counted over the slot that scripts capture with type score. Values that are no score are left out."""
    scores = [0] * SCORES
    for found in slot_values(reader, campaign, slot, limit=-1):
        if found.value.isdecimal() and int(found.value) < SCORES:
            scores[int(found.value)] += found.calls
    return Nps(tuple(scores))


PERCENTILES: Final = (50, 90, 95, 99)


@dataclass(frozen=True, slots=True)
class Durations:
    """Seconds on the line. `percentiles` by nearest rank; `buckets[i]` calls took i*width_s to (i+1)*width_s."""

    calls: int
    total_s: float
    longest_s: float
    percentiles: Mapping[int, float]
    width_s: float
    buckets: tuple[int, ...]

    @property
    def mean_s(self) -> float:
        return self.total_s / self.calls if self.calls else 0.0


def durations(reader: Reader, campaign: Campaign, width_s: float = 10.0) -> Durations:
    """How long the calls were."""
    total = reader.one("duration_total", campaign=campaign.id)
    ranks = {p: ceil(total["calls"] * p / 100) for p in PERCENTILES} if total["calls"] else {}
    found = {p: reader.one("duration_at_rank", campaign=campaign.id, rank=rank)[0] for p, rank in ranks.items()}
    rows = reader.rows("duration_buckets", campaign=campaign.id, width_s=width_s)
    counts = {row["bucket"]: row["calls"] for row in rows}
    buckets = tuple(counts.get(bucket, 0) for bucket in range(max(counts, default=-1) + 1))
    return Durations(total["calls"], total["total_s"], total["longest_s"], found, width_s, buckets)


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of one day, UTC: `at` is its first instant. Whoever shows hours of the day moves it to their zone."""

    at: str
    attempts: int
    answered: int
    leads: int


def hours(reader: Reader, campaign: Campaign) -> tuple[Hour, ...]:
    """Attempts by the hour they were dialled in, in order of time; hours without attempts are left out."""
    return tuple(Hour(f"{row[0]}:00:00.000Z", *row[1:]) for row in reader.rows("hours", campaign=campaign.id))
