"""How fast recorded calls are held on one core: call seconds / wall seconds, without start-up and without rendering.

Every third demo callee is called twice in one process pinned to one core; the first round warms the prompt cache,
the second is measured. Prints median and p95 (slowest calls) and the wall time a reply takes to be recognised and
understood.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from pathlib import Path

from bot.assemble import HoldOptions, House, NoStore
from bot.call.records import Attempt, CallRecord
from bot.config import read_config
from bot.edge.callee import read_callee
from bot.edge.line_recorded import RecordedLine
from bot.rehearsal.suite import Case, Suite, read_suite

SUITE = Path("audio/callees/demo.suite.yaml")
TEXT = SUITE.read_text(encoding="utf-8")


async def held(house: House, suite: Suite, case: Case) -> CallRecord:
    attempt = Attempt(
        case.callee, suite.name, 0, 1, "+10000000000", case.arm, case.language, case.script, suite.seed,
        fields=case.contact,
    )  # fmt: skip
    assert suite.as_of is not None
    line = RecordedLine(read_callee(SUITE.parent / f"{case.callee}.wav"))
    return await house.hold(line, attempt, suite.as_of, HoldOptions(case.script, NoStore()))


async def main() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    house = House(read_config(Path("config.yaml")))
    suite = read_suite(TEXT, str(SUITE))
    speeds, replies = [], []
    for measured in (False, True):
        for case in suite.cases[::3]:
            begun = time.perf_counter()
            record = await held(house, suite, case)
            wall = time.perf_counter() - begun
            if measured:
                speeds.append(record.duration_s / wall)
                replies += [turn.recognition_ms for turn in record.turns if turn.recognition_ms]
    house.close()
    slowest = statistics.quantiles(speeds, n=20)[0]
    p95 = statistics.quantiles(replies, n=20)[-1]
    print("| calls | median, times real time | p95 (slowest) | reply recognised and understood, median ms | p95 ms |")
    print("|---|---|---|---|---|")
    print(
        f"| {len(speeds)} | {statistics.median(speeds):.1f} | {slowest:.1f} "
        f"| {statistics.median(replies):.0f} | {p95:.0f} |"
    )


if __name__ == "__main__":
    asyncio.run(main())
