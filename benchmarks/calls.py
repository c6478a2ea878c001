"""How fast recorded calls are held on one core: call seconds / wall seconds, without start-up and without rendering.

Every third demo callee is called twice in one process pinned to one core; the first round warms the prompt cache, the
second is measured: by wall time, and by the processor time of its one core, which is what the wall time comes to when
nobody else wants that core. For speeds the second figure is what 95 of 100 calls reach; for replies (from the end of
speech to what was meant, wall time) it is p95.
"""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

from benchmarks.figures import median, p5, p95, table, told
from bot.assemble.house import House
from bot.cli.suite import SuiteRun
from bot.config import read_config

SUITE = Path("audio/callees/demo.suite.yaml")
HEAD = (
    "calls", "call seconds", "wall s", "CPU s", "times real time by wall, median", "95 of 100 reach",
    "times real time by CPU, median", "95 of 100 reach", "a reply recognised and understood, median ms", "p95 ms",
)  # fmt: skip


async def main() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    house = House(read_config(Path("config.yaml")))
    run = SuiteRun(house, SUITE, strict=False, goldens=None)
    suite = run.read(())
    cases = suite.cases[::3]
    for case in told("warming up, calls", cases):
        await run.held(case, suite)
    call_s, walls, cpus, replies = [], [], [], []
    for case in told("measuring, calls", cases):
        begun, begun_cpu = time.perf_counter(), time.process_time()
        record = (await run.held(case, suite)).record
        walls.append(time.perf_counter() - begun)
        cpus.append(time.process_time() - begun_cpu)
        call_s.append(record.duration_s)
        replies += [turn.recognition_ms for turn in record.turns if turn.recognition_ms]
    house.close()
    by_wall, by_cpu = ([call / spent for call, spent in zip(call_s, each, strict=True)] for each in (walls, cpus))
    row = (
        f"{len(cases)}", f"{sum(call_s):.0f}", f"{sum(walls):.0f}", f"{sum(cpus):.0f}", f"{median(by_wall):.1f}",
        f"{p5(by_wall):.1f}", f"{median(by_cpu):.1f}", f"{p5(by_cpu):.1f}", f"{median(replies):.0f}",
        f"{p95(replies):.0f}",
    )  # fmt: skip
    print(table(HEAD, [row]))


if __name__ == "__main__":
    asyncio.run(main())
