"""The transcript of docs/rehearsals.md comes out of `winback chat` as printed there; figures and lines may move."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click
import pytest

from bot.assemble.bench import Bench
from bot.assemble.house import House
from bot.assemble.learner import Learner
from bot.cli.chat_orders import OBEYED, obey
from bot.cli.chat_view import Screen
from bot.cli.workbench import Workbench
from bot.config import read_config
from bot.rehearsal.conversation import Conversation
from bot.rehearsal.typed import DIRECTIONS, MOVES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "rehearsals.md").read_text(encoding="utf-8")
TRANSCRIPT = re.search(r"\$ winback chat [^\n]*\n(.*?)```", PAGE, re.DOTALL)[1].splitlines()
CALL = Conversation(
    "", (), ("en",), contact={"first_name": "Anna", "last_purchase_on": "2023-11-01"}, as_of=datetime(2026, 11, 22, 12)
)
SAVED = ("I hear you, price does matter.", "Fair enough.")
"""What is edited where the transcript says that the file changed."""


def steady(line: str) -> str:
    """Without what learning from one phrase more, or a line above, would change."""
    return re.sub(r"\d\.\d\d|:\d+\)", "N", line)


@pytest.mark.xdist_group("ear-en")
def test_the_transcript_is_what_chat_tells(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    house = House(replace(read_config(ROOT / "config.yaml"), scripts_dir=tmp_path / "scripts"))
    told: list[str] = []
    screen = Screen(lambda text: told.append(click.unstyle(text).replace(f"{tmp_path}/", "")))
    bench = Bench(house.config, "discount_offer")
    workbench = Workbench(bench, Learner(house.minds), "discount_offer", CALL, screen)
    workbench.settle()
    workbench.begin()
    for line in TRANSCRIPT:
        if line.startswith("> "):
            told.append(line)
            obey(workbench, line.removeprefix("> "))
        elif " changed; " in line:
            script = tmp_path / "scripts" / "discount_offer.yaml"
            script.write_text(script.read_text().replace(*SAVED))
            workbench.refresh()
    assert [steady(line) for line in told] == [steady(line) for line in TRANSCRIPT]


@pytest.mark.parametrize("name", [*OBEYED, *MOVES, "/quit", *(f"({each}" for each in DIRECTIONS)])
def test_everything_that_can_be_typed_is_named(name: str) -> None:
    assert f"`{name}" in PAGE
