"""`winback understand`: explain how replies are understood at a step."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from bot.cli.edge import open_house
from bot.cli.shell import say_progress, wall_now

if TYPE_CHECKING:
    from bot.understanding.model import Understanding


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of `winback understand`: replies at a step, from one text, a file or the terminal."""

    language: str
    step: str
    text: str | None
    replies: TextIO | None
    form: str


@click.command()
@click.argument("script")
@click.option("--language", "-l", default="en", show_default=True)
@click.option("--step", default="", help="The step whose question is answered (default: the script's first).")
@click.option("--text", help="One reply.")
@click.option("--file", "replies", type=click.File(encoding="utf-8"), help="Replies, one a line: [STEP<TAB>]TEXT.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def understand(config_path: Path, /, script: str, **options: Any) -> int:
    """Explain how replies are understood at a step of SCRIPT."""
    from bot.rehearsal.question import question_at
    from bot.understanding.model import Hypothesis

    asked = Asked(**options)
    house = open_house(config_path, say_progress)
    loaded = house.script(script)
    understander = house.minds.understander(loaded, asked.language)
    noon = wall_now().replace(hour=12, minute=0, second=0)
    show = _as_json if asked.form == "json" else _as_text
    for line in (asked.text,) if asked.text is not None else (asked.replies or sys.stdin):
        at, _, words = line.rstrip("\n").rpartition("\t")
        expecting = question_at(loaded, asked.language, at or asked.step or loaded.start, noon)
        click.echo(show(expecting.step, words, understander.parse((Hypothesis(words),), expecting)))
    return 0


def _as_json(step: str, words: str, meant: Understanding) -> str:
    from bot.call.transcript import plain_slots

    row = {
        "step": step, "text": words, "intent": meant.intent, "action": meant.action,
        "slots": plain_slots(meant.slots), "p": meant.p, "why": str(meant.why),
    }  # fmt: skip
    return json.dumps(row, ensure_ascii=False)


def _as_text(step: str, words: str, meant: Understanding) -> str:
    from bot.call.transcript import plain_slots

    slots = "".join(f", {name} = {value}" for name, value in plain_slots(meant.slots).items())
    return f"{step}: “{words}” -> {meant.action} {meant.intent or '-'} (p {meant.p:.2f}{slots}): {meant.why}"
