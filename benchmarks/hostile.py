"""What hostile YAML costs: processor time and memory to refuse it, or to read it as what it says.

Every text of tests/source/hostile.py goes through every reader of files that people write, `RUNS` times, each time in a
process forked for it alone: imports are done by then, and the memory counted is what was needed more at the peak. The
bar is 100 ms and 50 MB: exit status 1 where an input is above it. At the end, how long `winback check` takes for the
shipped scripts, when their phrases are looked at for the first time and when they are known to be clean.
"""

from __future__ import annotations

import gc
import multiprocessing
import re
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from benchmarks.figures import table, told
from bot.assemble.files import check_script
from bot.assemble.hygiene import Hygiene
from bot.campaign.plan import read_campaign
from bot.cli.contact import read_contact
from bot.config import read_config
from bot.edge.tts_recordings import read_manifest
from bot.rehearsal.conversation import read_rehearsals
from bot.rehearsal.suite import read_suite
from bot.script.check import review
from bot.script.parse import parse_phrases
from bot.source import Problem, SourceError, no_collection
from bot.textfile import read_text
from tests.source.hostile import HOSTILE

RUNS = 9
MOST_MS = 100.0
MOST_MB = 50.0
HEAD = ("a file with", "kB", "what comes of it", "as a script, ms", "slowest other reader, ms", "memory, MB")
PART = "scripts/part.yaml"
INCLUDING = "script: x\ninclude: [part.yaml]\n"

Found = tuple[float, float, str]
"""Processor ms, MB more at the peak, rules of the Problems (or "read")."""


def script(path: Path) -> tuple[Problem, ...]:
    return review(str(path), {str(path): read_text(path)}).problems


def include(path: Path) -> tuple[Problem, ...]:
    return review("scripts/x.yaml", {"scripts/x.yaml": INCLUDING, PART: read_text(path)}).problems


def phrases(path: Path) -> tuple[Problem, ...]:
    return parse_phrases(read_text(path), str(path))[1]


def rehearsals(path: Path) -> None:
    read_rehearsals(read_text(path), str(path))


def suite(path: Path) -> None:
    read_suite(read_text(path), str(path))


READERS: dict[str, Callable[[Path], object]] = {
    "script": script, "include": include, "phrases": phrases, "rehearsals": rehearsals, "suite": suite,
    "config": read_config, "campaign": read_campaign, "contact": read_contact, "manifest": read_manifest,
}  # fmt: skip


def once(reader: str, path: Path) -> Found:
    """One reading, in the process it is called in."""
    problems: object = ()
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = kb("VmRSS")
    begun = time.process_time()
    try:
        problems = READERS[reader](path)
    except SourceError as error:
        problems = error.problems
    ms = 1000 * (time.process_time() - begun)
    rules = {problem.rule for problem in problems} if isinstance(problems, tuple) else set()
    shown = sorted(rule for rule in rules if rule.startswith(("yaml-", "encoding", "duplicate-key", "empty-file")))
    return ms, (kb("VmHWM") - before) / 1024, ", ".join(shown) or "read"


def kb(name: str) -> int:
    """A figure of this process's memory, as Linux tells it."""
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1])


def several(reader: str, path: Path) -> Found:
    """The shortest time (the machine is shared) and the most memory of RUNS processes."""
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        runs = [pool.apply(once, (reader, path)) for _ in range(RUNS)]
    return min(run[0] for run in runs), max(run[1] for run in runs), runs[0][2]


def row(name: str, folder: Path) -> tuple[tuple[str, ...], bool]:
    """One input's figures, and whether it is within the bar."""
    hostile = HOSTILE[name]
    path = folder / "x.yaml"
    path.write_bytes(hostile.text)
    found = {reader: several(reader, path) for reader in READERS}
    others = {reader: ms for reader, (ms, _, _) in found.items() if reader != "script"}
    slowest = max(others, key=lambda reader: others[reader])
    memory = max(mb for _, mb, _ in found.values())
    ms = max(found["script"][0], others[slowest])
    cells = (
        hostile.about, f"{len(hostile.text) / 1024:,.0f}", found["script"][2], f"{found['script'][0]:.1f}",
        f"{others[slowest]:.1f} ({slowest})", f"{memory:.1f}",
    )  # fmt: skip
    return cells, ms <= MOST_MS and memory <= MOST_MB


@no_collection()  # as the command does
def check_s(folder: Path) -> float:
    """Processor seconds for everything `winback check` does after its start, cache in `folder`."""
    config = read_config(Path("config.yaml"))
    begun = time.process_time()
    hygiene = Hygiene(config, folder)
    for path in sorted(config.scripts_dir.glob("*.yaml")):
        hygiene.problems(check_script(config, path.stem))
    return time.process_time() - begun


def main() -> int:
    gc.freeze()  # what is imported stays out of the children's collections, for to copy its pages would be counted too
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        rows = [row(name, folder) for name in told("hostile files", list(HOSTILE))]
        with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
            first, *later = (pool.apply(check_s, (folder,)) for _ in range(RUNS))
    print(
        f"Processor time, the fastest of {RUNS}, for the machine is shared; memory beyond that of the program before,"
    )
    print("the most of all readers.\n")
    print(table(HEAD, [cells for cells, _ in rows]))
    print(f"\n`winback check` of the shipped scripts, interpreter start not counted: {first:.2f} s when their phrases")
    print(f"are looked at for the first time, {min(later):.2f} s from then on (until something of them changes).")
    with suppress(StopIteration):
        above = next(cells[0] for cells, within in rows if not within)
        print(f"above the bar of {MOST_MS:.0f} ms and {MOST_MB:.0f} MB: {above}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
