"""A small installation in a folder of its own, and the real command run in it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import wave
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from tests.cli import forks

ROOT = Path(__file__).parents[2]
YARD = Path(__file__).parent / "yard"
CACHE = ROOT / "var" / "cache"
"""What engines render and learn, kept between test runs and shared by all tests; never anything that was called."""

COMMAND = (sys.executable, "-c", "from bot.cli import main; main()")


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    out: str
    err: str


class Shop:
    """One installation; `run` is `winback ...` in its folder, for real."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(YARD, folder, dirs_exist_ok=True)
        shutil.copy(ROOT / "scripts" / "common" / "house.yaml", folder / "scripts" / "common")

    def keep_cache(self) -> None:
        """Share rendered prompts and learnt phrases with other tests."""
        CACHE.mkdir(parents=True, exist_ok=True)
        (self.folder / "var").mkdir(exist_ok=True)
        (self.folder / "var" / "cache").symlink_to(CACHE)

    def run(self, *arguments: str, typed: str = "", **environment: str) -> Done:
        """The command with its arguments; `typed` is what stands at its terminal, line by line."""
        with TemporaryFile("w+") as entered, TemporaryFile("w+") as out, TemporaryFile("w+") as err:
            entered.write(typed)
            entered.seek(0)
            code = forks.run(arguments, self.folder, {**self.environment(), **environment}, (entered, out, err))
            return Done(code, *(self._plain(Path(f"/dev/fd/{told.fileno()}").read_text()) for told in (out, err)))

    def start(self, *arguments: str) -> Running:
        """The command in the background, with its own process group as a terminal would give it."""
        process = subprocess.Popen(
            [*COMMAND, *arguments], cwd=self.folder, env=self.environment(), stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, bufsize=1, start_new_session=True,
        )  # fmt: skip
        return Running(process)

    def callee(self, name: str, *answers: str) -> None:
        """A recorded callee who only presses keys, hangs up or keeps silent: `answers` are sidecar lines."""
        folder = self.folder / "audio" / "callees"
        folder.mkdir(parents=True, exist_ok=True)
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(bytes(1600))
        lines = "".join(f"  - {answer}\n" for answer in answers)
        (folder / f"{name}.yaml").write_text(
            f"callee: {name}\nanswers:\n{lines}" if lines else f"callee: {name}\nanswers: []\n"
        )

    def speaking_callee(self, name: str) -> None:
        """One of the demo's callees, who speaks."""
        folder = self.folder / "audio" / "callees"
        folder.mkdir(parents=True, exist_ok=True)
        for kind in ("wav", "yaml"):
            shutil.copy(ROOT / "audio" / "callees" / f"{name}.{kind}", folder)

    def campaign(self, recordings: list[str], concurrency: int = 2, name: str = "spring") -> Path:
        """A campaign over as many contacts as there are recordings; its path inside the folder."""
        rows = "".join(f"+1202555{n:04d},Anna,{recording}\n" for n, recording in enumerate(recordings, start=100))
        (self.folder / "campaigns").mkdir(exist_ok=True)
        (self.folder / "campaigns" / f"{name}.csv").write_text(f"number,first_name,recording\n{rows}")
        path = Path("campaigns", f"{name}.yaml")
        (self.folder / path).write_text(
            f"campaign: {name}\nscript: small\nlanguage: en\ncontacts: {name}.csv\nline: recorded\n"
            f"concurrency: {concurrency}\nseed: 7\nas_of: 2026-11-22T12:00\n"
        )
        return path

    @property
    def database(self) -> Path:
        return self.folder / "var" / "winback.db"

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "WINBACK_DATA_DIR"}
        return {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}

    def _plain(self, text: str) -> str:
        return text.replace(str(self.folder), "SHOP")


class Running:
    """A command at work. Signals go to its whole group, as Ctrl-C does."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.lines: list[str] = []

    def read_until(self, part: str, times: int = 1) -> None:
        """Wait until `part` has stood in `times` printed lines more. Fails when the command ends before."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line.rstrip())
            times -= part in line
            if not times:
                return
        raise AssertionError(f"ended without {part!r}:\n" + "\n".join(self.lines))

    def interrupt(self) -> None:
        os.killpg(self._process.pid, signal.SIGINT)

    def kill(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self.wait()

    def kill_a_child(self) -> None:
        """As the system does when memory is short."""
        pid = self._process.pid
        child = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0]
        os.kill(int(child), signal.SIGKILL)

    def wait(self) -> int:
        """Its exit status; what it still printed is in `lines`."""
        assert self._process.stdout is not None
        self.lines += [line.rstrip() for line in self._process.stdout]
        return self._process.wait()
