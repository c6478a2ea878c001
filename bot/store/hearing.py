"""How well the callees were heard: answers understood at once, and how long recognition took. Aggregated by SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil

from bot.store.model import Campaign
from bot.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Hearing:
    """Spoken answers of a campaign's calls. `judged` fell to an open question; of these the bot acted on `at_once`,
    asked `confirmed` back by name and had to ask `again`. `by_ms` counts answers by the wall time (ms) that
    recognising and understanding them took; answers that took no time (typed ones) are left out of it."""

    judged: int
    at_once: int
    confirmed: int
    by_ms: Mapping[int, int]

    @property
    def again(self) -> int:
        return self.judged - self.at_once - self.confirmed

    @property
    def timed(self) -> int:
        return sum(self.by_ms.values())

    def within_ms(self, percentile: int) -> int:
        """The time (ms) within which `percentile` of 100 answers were recognised, by nearest rank; 0 without any."""
        rank, passed = ceil(self.timed * percentile / 100), 0
        for ms in sorted(self.by_ms):
            passed += self.by_ms[ms]
            if passed >= rank:
                return ms
        return 0


def hearing(reader: Reader, campaign: Campaign) -> Hearing:
    """One walk over the campaign's turns."""
    judged = at_once = confirmed = 0
    by_ms: dict[int, int] = {}
    for row in reader.rows("hearing", campaign=campaign.id):
        count: int = row["answers"]
        if row["action"]:
            judged += count
            at_once += count if row["action"] == "act" and row["meant"] else 0
            confirmed += count if row["action"] == "confirm" else 0
        if row["ms"] is not None:
            by_ms[row["ms"]] = by_ms.get(row["ms"], 0) + count
    return Hearing(judged, at_once, confirmed, by_ms)


@contextmanager
def one_moment(reader: Reader) -> Iterator[None]:
    """Everything read inside is of the same moment, however many calls end meanwhile. Keep it to seconds: the WAL
    cannot shrink before it is over (reliability.md 2.6). Inside another one it changes nothing."""
    if reader.connection.in_transaction:
        yield
        return
    reader.connection.execute("BEGIN")
    try:
        yield
    finally:
        reader.connection.execute("COMMIT")
