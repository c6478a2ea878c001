"""One input after another, until a number of them is done; what breaks is kept and counted."""

from __future__ import annotations

import hashlib
import signal
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final

from bot.source import WinbackError
from tests.fuzz.mutate import Mutator
from tests.fuzz.targets import TARGETS, Target, sweep

MOST_S: Final = 3.0
"""Seconds of processor time after which one small input counts as a hang (usual: two thousandths)."""


class Hang(BaseException):
    """Raised inside of what takes too long; a BaseException, so that nothing swallows it."""


@dataclass(slots=True)
class Tally:
    """Inputs tried by target, how many were refused as a whole, and crashes by where they happened."""

    tried: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    crashes: dict[str, list[str]] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        self.tried += other.tried
        self.refused += other.refused
        for place, names in other.crashes.items():
            self.crashes.setdefault(place, []).extend(names)


@contextmanager
def guarded() -> Iterator[None]:
    """Processor time is watched (no clock on the wall, for the machine may be busy), and nothing written is left."""

    def too_long(_signal: int, _frame: FrameType | None) -> None:
        raise Hang

    before = signal.signal(signal.SIGPROF, too_long)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        sweep()


def tried(target: Target, data: bytes, most_s: float = MOST_S) -> str:
    """What came of one input: "" (read), "refused", or a crash's traceback. To be called in `guarded`."""
    try:
        signal.setitimer(signal.ITIMER_PROF, most_s)
        try:
            target(data)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except WinbackError:
        return "refused"
    except (Exception, Hang):
        return traceback.format_exc()
    return ""


def place_of(crash: str) -> str:
    """Where a crash happened, so that the same one is told once: its last place in the program, and its kind."""
    lines = crash.strip().splitlines()
    places = [line.strip() for line in lines if line.lstrip().startswith("File ")]
    ours = [place for place in places if "/bot/" in place]
    return f"{(ours or places)[-1]}: {lines[-1].partition(':')[0]}"


def fuzz(seed: int, numbers: range, kept: Path | None) -> Tally:
    """Try the inputs of these numbers; each that crashes is kept as TARGET-DIGEST beside its traceback."""
    mutator, tally = Mutator(seed), Tally()
    with guarded():
        for number in numbers:
            target, data = mutator.make(number)
            tally.tried[target] += 1
            came = tried(TARGETS[target], data)
            if came == "refused":
                tally.refused += 1
            elif came:
                name = f"{target}-{hashlib.sha256(data).hexdigest()[:12]}"
                tally.crashes.setdefault(place_of(came), []).append(f"{name} (seed {seed}, number {number})")
                if kept is not None:
                    keep(kept, name, data, came)
    return tally


def keep(folder: Path, name: str, data: bytes, crash: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    (folder / f"{name}.txt").write_text(crash, "utf-8")
