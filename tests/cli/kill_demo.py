"""`make kills`: kill -9 the demo in its middle, twenty times, go on each time, and count what the archive holds.

    python -m tests.cli.kill_demo [KILLS]

Every contact must end with exactly one attempt and one outcome. Uses the real demo, engines and all, in a folder of
its own; only rendered prompts and learnt phrases are shared with var/.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.cli.shop import COMMAND, ROOT, Running

AT_ONCE = "2"
"""Calls at once: when the first has ended and the program is killed, one or two are in their middle."""


def demo(folder: Path) -> Running:
    environment = {**os.environ, "WINBACK_DATA_DIR": str(folder)}
    return Running(
        subprocess.Popen(
            [*COMMAND, "demo", "--concurrency", AT_ONCE],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            bufsize=1,
            start_new_session=True,
        )
    )


def look(folder: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / "winback.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def main(kills: int) -> int:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (ROOT / "var" / "cache").mkdir(parents=True, exist_ok=True)
        (folder / "cache").symlink_to(ROOT / "var" / "cache")
        done = 0
        for done in range(1, kills + 1):
            running = demo(folder)
            running.read_until("****")  # a call has ended: its line names the masked number
            running.kill()
            attempts = look(folder, "SELECT count(*) FROM attempt")[0][0]
            halves = look(folder, "SELECT count(*) FROM attempt WHERE state <> 'done'")[0][0]
            print(f"kill {done}: {attempts} attempts so far, {halves} in their middle", flush=True)
        last = demo(folder)
        code = last.wait()
        contacts = look(folder, "SELECT count(*) FROM contact")[0][0]
        twice = look(folder, "SELECT contact_id FROM attempt GROUP BY contact_id HAVING count(*) <> 1")
        never = look(folder, "SELECT id FROM contact WHERE id NOT IN (SELECT contact_id FROM attempt)")
        unended = look(
            folder, "SELECT id FROM attempt WHERE state <> 'done' OR id NOT IN (SELECT attempt_id FROM outcome)"
        )
        cut = look(folder, "SELECT count(*) FROM outcome WHERE provisional = 1")[0][0]
    print(f"{done} kills, exit {code}: {contacts} contacts, {cut} cut off by a kill;")
    print(f"called twice {len(twice)}, never {len(never)}, without outcome {len(unended)}")
    return 1 if code or twice or never or unended else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
