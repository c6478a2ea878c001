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
    sections = []
    for name in names or BENCHES:
        print(f"== {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        print(done.stdout, flush=True)
        if done.returncode:
            print(f"{name} ended with {done.returncode}; docs/benchmarks.md stays as it is", file=sys.stderr)
            return 1
        text = done.stdout.strip()
        body = text if text.startswith("|") or "\n|" in text else f"```\n{text}\n```"
        sections.append(f"## {BENCHES[name]}\n`python -m benchmarks {name}`\n\n{body}\n")
    if not names:
        machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        head = f"# Benchmarks\n\nBy `make bench` on {date.today()}: {machine}. A shared machine.\n\n"
        PAGE.write_text(head + "\n".join(sections), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
