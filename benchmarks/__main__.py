"""`make bench`: every benchmark in its own process, one at a time, and docs/benchmarks.md from what they print.

`python -m benchmarks NAME...` runs only those and keeps the other sections; `--page` only writes the page anew. What a
section printed is kept in var/benchmarks with its machine, date and load. One that fails leaves its section as it was,
and so does a clone in which it was never run.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
KEPT = HERE.parent / "var" / "benchmarks"

BENCHES = {
    "engine": "The dialogue engine: one Understood to its actions, without audio",
    "understanding": "Understanding a reply: layers, step mask, classifier",
    "calls": "Recorded calls: call seconds a second of wall time",
    "concurrency": "The same calls one by one and at once: equal, turn by turn",
    "live": "Telephone calls over SIP on this machine: how long a callee waits, barge-in, CPU",
    "recognition": "Recognition over the telephone band, people and synthetic voices apart",
    "hostile": "Hostile YAML: refused or read right, in how many milliseconds and megabytes",
    "report": "The report and its pages, to 100,000 calls",
}

HEAD = """\
# Benchmarks

Written by `make bench` (or `python -m benchmarks NAME`), one section at a time at low priority. The machine is shared:
the load average says how many others wanted its cores before and after a section. Medians say more than p95, which is
the value 95 of 100 do not exceed (of fewer than 20 values the greatest).

"""


@dataclass(frozen=True, slots=True)
class Section:
    """One benchmark's run. Loads are the average number of runnable processes over the minute before."""

    name: str
    text: str
    at: str
    machine: str
    load_before: float
    load_after: float
    seconds: float

    def markdown(self) -> str:
        """Tables as they are, anything else to the letter."""
        body = self.text if "\n|" in f"\n{self.text}" else f"```\n{self.text}\n```"
        load = f"load {self.load_before:.1f} before and {self.load_after:.1f} after"
        when = f"`python -m benchmarks {self.name}`, {self.at}, {self.seconds:.0f} s, {load}; {self.machine}"
        return f"## {BENCHES[self.name]}\n{when}\n\n{body}\n"


def main(arguments: list[str]) -> int:
    names = [name for name in arguments if name != "--page"]
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"there is no benchmark {', '.join(unknown)}; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    KEPT.mkdir(parents=True, exist_ok=True)
    wanted = names or ([] if "--page" in arguments else list(BENCHES))
    failed = [name for name in wanted if not run(name)]
    PAGE.write_text(page(PAGE.read_text("utf-8") if PAGE.exists() else ""), encoding="utf-8")
    if failed:
        print(f"failed, and their sections are as they were: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def run(name: str) -> bool:
    """One benchmark to its end; what it prints is kept. False when it failed."""
    print(f"== {name}", flush=True)
    load, begun = os.getloadavg()[0], time.monotonic()
    command = [sys.executable, "-m", f"benchmarks.{name}"]
    done = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout, flush=True)
    if done.returncode:
        print(f"{name} ended with {done.returncode}", file=sys.stderr)
        return False
    at = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")
    section = Section(name, done.stdout.strip(), at, machine(), load, os.getloadavg()[0], time.monotonic() - begun)
    (KEPT / f"{name}.json").write_text(json.dumps(asdict(section), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return True


def machine() -> str:
    """Processor, cores, memory and Python, as Linux tells them."""
    processor = platform.machine()
    told = Path("/proc/cpuinfo")
    if told.exists():
        models = [line.partition(":")[2].strip() for line in told.read_text().splitlines() if "model name" in line]
        processor = models[0] if models else processor
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{processor}, {os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}"


def page(standing: str) -> str:
    """Every section in the order of `BENCHES`: as measured last here, else as `standing`, the page so far, has it.

    Each names its own machine, date and load; those that are in neither are named at the end.
    """
    parts = {name: part for name in BENCHES if (part := measured(name) or standing_part(standing, name))}
    missing = [name for name in BENCHES if name not in parts]
    tail = f"\nNot measured yet: {', '.join(missing)}.\n" if missing else ""
    return HEAD + "\n".join(parts.values()) + tail


def measured(name: str) -> str:
    """The section of the last run here; "" where there was none."""
    path = KEPT / f"{name}.json"
    return Section(**json.loads(path.read_text("utf-8"))).markdown() if path.exists() else ""


def standing_part(standing: str, name: str) -> str:
    """A section of a page; "" where it has none."""
    _, found, rest = standing.partition(f"## {BENCHES[name]}\n")
    body = rest.partition("\n## ")[0].partition("\nNot measured ")[0].rstrip()
    return f"{found}{body}\n" if found else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
