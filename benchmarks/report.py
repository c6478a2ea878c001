"""How long the report and its pages take, and how much memory, at 3, 60, 10,000 and 100,000 answered calls.

The calls are synthetic (tests/insight/history.py), written through the store. Each size runs in its own process, so
that its peak memory is its own. The report is made `RUNS` times at most, or until `ENOUGH_S` have passed; pages are
written once anew, then again without a change. `python -m benchmarks.report 10000` measures one size.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from benchmarks.figures import median, p95, table, told

ROOT = Path(__file__).parent.parent
SIZES = (3, 60, 10_000, 100_000)
HEAD = (
    "calls", "database MB", "report, runs", "median s", "p95 s", "pages anew s", "pages again s", "files", "pages MB",
    "peak MB (at the start)",
)  # fmt: skip
RUNS = 20
ENOUGH_S = 20.0

T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Wall seconds, and what came of it."""
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def measure(calls: int) -> tuple[str, ...]:
    """One size: the terminal report, the pages, and the pages again when nothing has changed."""
    from bot.insight.pages import write_pages
    from bot.insight.report import gather, lines
    from bot.store import Reader

    with TemporaryDirectory() as folder:
        path = Path(folder) / "winback.db"
        # in another process, whose memory does not count
        subprocess.run([sys.executable, "-c", WRITE, str(path), str(calls)], check=True, cwd=ROOT)
        before = peak_mb()
        with Reader.open(path) as reader:
            found = reader.campaigns()
            report_s: list[float] = []
            while len(report_s) < RUNS and sum(report_s) < ENOUGH_S:
                report_s.append(timed(lambda: lines(gather(reader, found)))[0])
            pages_s, written = timed(lambda: write_pages(reader, Path(folder) / "pages", found))
            again_s, again = timed(lambda: write_pages(reader, Path(folder) / "pages", found))
        assert again.changed == 0, "the second run should have found nothing to change"
        size = sum(file.stat().st_size for file in Path(folder).glob("winback.db*")) / 1e6
        return (
            f"{calls:,}", f"{size:.1f}", f"{len(report_s)}", f"{median(report_s):.3f}", f"{p95(report_s):.3f}",
            f"{pages_s:.2f}", f"{again_s:.2f}", f"{written.files:,}", f"{written.bytes / 1e6:.1f}",
            f"{peak_mb():.0f} ({before:.0f})",
        )  # fmt: skip


WRITE = """
import sys
sys.path.insert(0, "tests/insight")
from pathlib import Path
from history import Size, write
write(Path(sys.argv[1]), Size(int(sys.argv[2]), answered=1.0, days=14))
"""


def peak_mb() -> float:
    """Most memory this process ever held (Linux counts in kB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(sizes: list[str]) -> None:
    if len(sizes) == 1:
        print(json.dumps(measure(int(sizes[0]))), flush=True)
        return
    rows = []
    for calls in told("sizes of an archive", [str(size) for size in SIZES]):
        command = [sys.executable, "-m", "benchmarks.report", calls]
        done = subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        rows.append(json.loads(done.stdout))
    print("Pages are written for at most 2,000 calls; all calls are in the lists. “Again” is a run without a change.\n")
    print(table(HEAD, rows))


if __name__ == "__main__":
    main(sys.argv[1:])
