"""Which calls get a page of their own when there are too many: faults and leads first, the rest by seeded chance.

Keeps no more than the limit of each kind in memory, however many calls pass by; the order they come in means nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from heapq import heappush, heappushpop
from typing import Final, Literal

from bot.insight.labels import FAULTS
from bot.store.calls import CallRow

Kind = Literal["faults", "leads", "others"]

SHARES: Final[Mapping[Kind, float]] = {"faults": 0.25, "leads": 0.5, "others": 0.25}
"""How the pages are divided when there are too many of each; what one kind leaves over goes to the next."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A call with a page: `place` counts the campaign's calls from 1."""

    place: int
    attempt_id: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What was picked (by place), and `counts`: of each kind (pages, calls)."""

    picked: tuple[Picked, ...]
    counts: Mapping[Kind, tuple[int, int]]

    @property
    def calls(self) -> int:
        return sum(calls for _, calls in self.counts.values())


class Choice:
    """Hand it every call with `add`, then ask `shown`."""

    __slots__ = ("_heaps", "_limit", "_seed", "_seen")

    def __init__(self, limit: int, seed: int) -> None:
        self._limit = limit
        self._seed = seed
        self._seen: dict[Kind, int] = dict.fromkeys(SHARES, 0)
        self._heaps: dict[Kind, list[tuple[int, int, str]]] = {kind: [] for kind in SHARES}

    def add(self, place: int, call: CallRow) -> None:
        kind: Kind = "leads" if call.lead else "faults" if call.disposition in FAULTS else "others"
        self._seen[kind] += 1
        heap, entry = self._heaps[kind], (-self._rank(call), place, call.attempt_id)
        if len(heap) < self._limit:
            heappush(heap, entry)
        else:
            heappushpop(heap, entry)

    def _rank(self, call: CallRow) -> int:
        """Chance that belongs to the contact, so that the same campaign picks the same calls again."""
        name = f"{self._seed} {call.number} {call.n}".encode()
        return int.from_bytes(blake2b(name, digest_size=8).digest(), "big")

    def shown(self) -> Shown:
        picked: list[Picked] = []
        counts: dict[Kind, tuple[int, int]] = {}
        for kind, pages in self._quotas().items():
            best = sorted(self._heaps[kind], reverse=True)[:pages]
            picked += [Picked(place, attempt_id) for _, place, attempt_id in best]
            counts[kind] = (pages, self._seen[kind])
        return Shown(tuple(sorted(picked, key=lambda one: one.place)), counts)

    def _quotas(self) -> dict[Kind, int]:
        quotas: dict[Kind, int] = {kind: min(self._seen[kind], int(self._limit * SHARES[kind])) for kind in SHARES}
        for kind in SHARES:
            quotas[kind] += min(self._seen[kind] - quotas[kind], self._limit - sum(quotas.values()))
        return quotas
