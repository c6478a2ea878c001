"""Whether calls held at once are the calls held one by one: every callee of the demo at 1 and at 4 at a time.

Every record is compared whole, turn by turn with its reasons (all but the wall times of recognition). Exit status 1 and
a diff of each transcript that differs, or of its record where the transcript does not show it. Both rounds share one
installation, as a campaign does; the first renders what the prompt cache lacks, so its wall time may be the longer.
"""

from __future__ import annotations

import asyncio
import difflib
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import median, p95, table
from bot.assemble.house import House
from bot.call.records import CallRecord
from bot.cli.shell import record_json
from bot.cli.suite import Held, SuiteRun, golden_lines
from bot.config import read_config
from bot.rehearsal.suite import Suite

SUITE = Path("audio/callees/demo.suite.yaml")
AT_ONCE = (1, 4)
HEAD = (
    "calls at once", "calls", "call seconds", "wall s", "CPU s", "times real time by wall", "a reply, median ms",
    "p95 ms", "records like those of the first row",
)  # fmt: skip


@dataclass(frozen=True)
class Round:
    """Every callee called once, in the order of the suite."""

    at_once: int
    records: tuple[CallRecord, ...]
    wall_s: float
    cpu_s: float

    def row(self, first: Round) -> tuple[str, ...]:
        call_s = sum(record.duration_s for record in self.records)
        replies = [turn.recognition_ms for record in self.records for turn in record.turns if turn.recognition_ms]
        alike = sum(record_json(one) == record_json(two) for one, two in zip(first.records, self.records, strict=True))
        return (
            f"{self.at_once}", f"{len(self.records)}", f"{call_s:.0f}", f"{self.wall_s:.0f}", f"{self.cpu_s:.0f}",
            f"{call_s / self.wall_s:.1f}", f"{median(replies):.0f}", f"{p95(replies):.0f}", f"{alike}",
        )  # fmt: skip


async def rounds_of(run: SuiteRun, suite: Suite) -> list[Round]:
    return [await round_of(run, suite, at_once) for at_once in AT_ONCE]


async def round_of(run: SuiteRun, suite: Suite, at_once: int) -> Round:
    begun, begun_cpu = time.perf_counter(), time.process_time()
    held = await run.all(suite, at_once, progress(f"{at_once} at once", len(suite.cases)))
    spent = time.perf_counter() - begun, time.process_time() - begun_cpu
    return Round(at_once, tuple(one.record for one in held), *spent)


def progress(what: str, total: int) -> Callable[[Held], None]:
    """A line to stderr at every tenth of the calls, as `run.all` tells of each."""
    done = 0

    def hear(_held: Held) -> None:
        nonlocal done
        done += 1
        if done * 10 // total != (done - 1) * 10 // total:
            print(f"  {what}: {done} of {total}", file=sys.stderr, flush=True)

    return hear


def differences(first: Round, other: Round) -> list[str]:
    """Diffs of every pair of records that are not the same; empty where all are."""
    told: list[str] = []
    for one, two in zip(first.records, other.records, strict=True):
        if record_json(one) == record_json(two):
            continue
        names = (f"{one.attempt_id}, {first.at_once} at once", f"{two.attempt_id}, {other.at_once} at once")
        shown = list(difflib.unified_diff(golden_lines(one), golden_lines(two), *names, lineterm=""))
        whole = (record_json(one).splitlines(), record_json(two).splitlines())
        told += shown or difflib.unified_diff(*whole, *names, lineterm="")
    return told


def main(names: Sequence[str]) -> int:
    house = House(read_config(Path("config.yaml")))
    try:
        run = SuiteRun(house, SUITE, strict=False, goldens=None)
        suite = run.read(tuple(names))
        first, *others = asyncio.run(rounds_of(run, suite))
    finally:
        house.close()
    print(table(HEAD, [each.row(first) for each in (first, *others)]))
    told = [line for other in others for line in differences(first, other)]
    if told:
        print("\n".join(told), file=sys.stderr)
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
