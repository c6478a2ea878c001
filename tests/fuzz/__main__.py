"""`make fuzz N=1000000`: read so many spoiled files; exit 1 and the inputs in var/fuzz where something broke.

    python -m tests.fuzz [N] [--seed S] [--jobs J] [--from NUMBER]
    python -m tests.fuzz --file TARGET FILE      # one input again

The same seed tries the same inputs. Jobs are processes; each tries every J-th number.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Final

from tests.fuzz.run import Tally, fuzz, guarded, tried
from tests.fuzz.targets import TARGETS

KEPT: Final = Path(__file__).parents[2] / "var" / "fuzz"
CHUNK: Final = 2_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", nargs="?", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--file", nargs=2, metavar=("TARGET", "FILE"))
    told = parser.parse_args()
    if told.file:
        with guarded():
            came = tried(TARGETS[told.file[0]], Path(told.file[1]).read_bytes())
        print(came or "read")
        return 1 if came not in ("", "refused") else 0
    begun = time.monotonic()
    whole = Tally()
    for tally in tallies(told.seed, told.first, told.count, told.jobs):
        whole.add(tally)
        say(whole, told.count, time.monotonic() - begun)
    targets = ", ".join(f"{target} {count:,}" for target, count in sorted(whole.tried.items()))
    print(f"{whole.tried.total():,} inputs in {time.monotonic() - begun:.0f} s: {targets}")
    print(f"{whole.refused:,} were refused as a whole")
    for place, names in whole.crashes.items():
        print(f"CRASH, {len(names)} times: {place}\n  {names[0]} in {KEPT}")
    print("no crash" if not whole.crashes else f"{len(whole.crashes)} crashes")
    return 1 if whole.crashes else 0


def tallies(seed: int, first: int, count: int, jobs: int) -> Iterator[Tally]:
    """Chunk by chunk as they are done."""
    chunks = [range(start, min(first + count, start + CHUNK)) for start in range(first, first + count, CHUNK)]
    if jobs <= 1:
        yield from (fuzz(seed, chunk, KEPT) for chunk in chunks)
        return
    with ProcessPoolExecutor(jobs) as pool:
        for done in as_completed([pool.submit(fuzz, seed, chunk, KEPT) for chunk in chunks]):
            yield done.result()


def say(tally: Tally, count: int, seconds: float) -> None:
    done = tally.tried.total()
    print(f"  {done:,} of {count:,}, {done / max(seconds, 0.001):,.0f} a second, "
          f"{len(tally.crashes)} crashes", file=sys.stderr, flush=True)  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
