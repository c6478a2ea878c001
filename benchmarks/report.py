"""How long the report and its pages take, and how much memory, at 3, 60, 10,000 and 100,000 answered calls.

The calls are synthetic (tests/insight/history.py), written through the store. Each size runs in its own process, so
that its peak memory is its own. `python -m benchmarks.report 10000` measures one size.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

ROOT = Path(__file__).parent.parent
SIZES = (3, 60, 10_000, 100_000)
HEAD = ("calls", "database MB", "report s", "pages s", "again s", "files", "pages MB", "peak MB")

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
            report_s, _ = timed(lambda: lines(gather(reader, found)))
            pages_s, written = timed(lambda: write_pages(reader, Path(folder) / "pages", found))
            again_s, again = timed(lambda: write_pages(reader, Path(folder) / "pages", found))
        assert again.changed == 0, "the second run should have found nothing to change"
        size = sum(file.stat().st_size for file in Path(folder).glob("winback.db*")) / 1e6
        return (
            f"{calls:,}", f"{size:.1f}", f"{report_s:.2f}", f"{pages_s:.2f}", f"{again_s:.2f}", f"{written.files:,}",
            f"{written.bytes / 1e6:.1f}", f"{peak_mb():.0f} ({before:.0f} at the start)",
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
        print("| " + " | ".join(measure(int(sizes[0]))) + " |", flush=True)
        return
    print("Pages are written for at most 2,000 calls; all calls are in the lists. “again” is a run without a change.\n")
    print("| " + " | ".join(HEAD) + " |\n|" + " --: |" * len(HEAD), flush=True)
    for calls in map(int, sizes or SIZES):
        subprocess.run([sys.executable, "-m", "benchmarks.report", str(calls)], check=True, cwd=ROOT)


if __name__ == "__main__":
    main(sys.argv[1:])
