"""The front door: quick to open, and every exit has its status."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bot.cli import COMMANDS
from tests.cli.shop import ROOT, Shop

HEAVY = ("numpy", "yaml", "pipecat", "sklearn", "onnxruntime", "vosk", "sqlite3", "asyncio", "rich", "phonenumbers")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['winback', '--help']\n"
        "from bot.cli import main\n"
        "try: main()\n"
        f"finally: print('HEAVY', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "HEAVY []" in done.stdout


def test_help_names_every_command_with_its_short_text(tmp_path: Path) -> None:
    done = Shop(tmp_path).run("--help")
    assert all(f"  {name} " in done.out for name in COMMANDS)


def test_every_command_explains_itself(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    for name in COMMANDS:
        done = shop.run(name, "--help")
        assert (done.code, done.out.partition("\n")[0].partition(" [")[0]) == (0, f"Usage: winback {name}")


def test_an_unknown_command_is_a_matter_of_usage(tmp_path: Path) -> None:
    done = Shop(tmp_path).run("phone")
    assert done.code == 2
    assert "No such command 'phone'" in done.err
