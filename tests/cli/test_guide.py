"""docs/guide.md, followed from top to bottom: every command is run, every change made, every printed line compared."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.cli.shop import CACHE, ROOT, Shop

PAGE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(console|diff)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
LEFT_OUT = "..."
PROGRESS = re.compile(r"[^:]+(: [^:]+)?: [\d,]+ of [\d,]+")


class Author(Shop):
    """Somebody with the shipped libraries and nothing else, who does what the page says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "scripts" / "common", folder / "scripts" / "common")
        shutil.copy(ROOT / "config.yaml", folder)
        CACHE.mkdir(parents=True, exist_ok=True)
        (folder / "var").mkdir()
        (folder / "var" / "cache").symlink_to(CACHE)

    def change(self, told: str) -> None:
        """Make a change as the page shows it: lines with nothing or `-` before them stand so in the file, once."""
        first, *lines = told.splitlines()
        path = self.folder / first.removeprefix("--- ")
        before = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "+")
        after = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "-")
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1, before
        path.write_text(text.replace(before, after), encoding="utf-8")

    def type(self, command: str, typed: list[str]) -> list[str]:
        """What a command prints, without its progress."""
        done = self.run(*shlex.split(command)[1:], typed="".join(f"{line}\n" for line in typed))
        assert "Traceback" not in done.err
        lines = (done.err + done.out).replace("SHOP/", "").splitlines()
        return [line for line in lines if not PROGRESS.fullmatch(line)]


def commands(told: str) -> list[tuple[str, list[str]]]:
    """(command, the lines shown after it) of a block."""
    found: list[tuple[str, list[str]]] = []
    for line in told.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def assert_shown(came: list[str], shown: list[str]) -> None:
    """Line by line; LEFT_OUT stands for any lines, or none."""
    pattern = "".join(r"(.*\n)*?" if line == LEFT_OUT else re.escape(line) + "\n" for line in shown)
    told = "".join(f"{line}\n" for line in came)
    assert re.fullmatch(pattern, told), told


@pytest.mark.engine
@pytest.mark.xdist_group("ear-en")
def test_the_guide_can_be_followed(tmp_path: Path) -> None:
    author = Author(tmp_path)
    for kind, told in BLOCKS:
        if kind == "diff":
            author.change(told)
            continue
        for command, shown in commands(told):
            typed = [line[2:] for line in shown if line.startswith("> ")]
            assert_shown(author.type(command, typed), shown)
    picture = (ROOT / "docs" / "pictures" / "guide_autumn.svg").read_text(encoding="utf-8")
    assert (tmp_path / "autumn.svg").read_text(encoding="utf-8") == picture


def test_the_guide_shows_every_command_an_author_needs() -> None:
    for command in ("new", "graph", "chat", "check", "understand", "prove", "rehearse", "coverage", "mutate", "say"):
        assert re.search(rf"^\$ winback {command} ", PAGE, re.MULTILINE), command
