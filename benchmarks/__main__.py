"""`make bench`: every benchmark in its own process, and docs/benchmarks.md from what they print.

`python -m benchmarks NAME...` runs only those. Figures depend on the machine; the page says which one.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
KEPT = HERE.parent / "var" / "benchmarks"

BENCHES = {
    "engine": "The dialogue engine: one Understood to its actions, without audio",
    "understanding": "Understanding a reply: layers, step mask, classifier",
    "recognition": "Recognition over the telephone band, people and synthetic voices apart",
    "calls": "Recorded calls: call seconds a second of wall time",
    "report": "The report and its pages",
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"there is no benchmark {', '.join(unknown)}; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    KEPT.mkdir(parents=True, exist_ok=True)
    for name in names or BENCHES:
        print(f"== {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        print(done.stdout, flush=True)
        if done.returncode:
            print(f"{name} ended with {done.returncode}; its section stays as it is", file=sys.stderr)
            return 1
        (KEPT / f"{name}.md").write_text(section(name, done.stdout.strip()), encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
    return 0


def section(name: str, text: str) -> str:
    """One benchmark's part of the page: tables as they are, anything else to the letter."""
    body = text if "\n|" in text else f"```\n{text}\n```"
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    when = f"`python -m benchmarks {name}`, {date.today()}, {machine}, {load}"
    return f"## {BENCHES[name]}\n{when}\n\n{body}\n"


def page() -> str:
    """Every section measured so far; those missing are named."""
    parts = [(KEPT / f"{name}.md") for name in BENCHES]
    missing = [path.stem for path in parts if not path.exists()]
    found = [path.read_text(encoding="utf-8") for path in parts if path.exists()]
    head = (
        "# Benchmarks\n\nWritten by `make bench` (or `python -m benchmarks NAME`). A shared machine: read medians.\n\n"
    )
    tail = f"\nNot measured on this machine yet: {', '.join(missing)}.\n" if missing else ""
    return head + "\n".join(found) + tail


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
