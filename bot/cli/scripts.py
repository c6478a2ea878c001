"""Commands of authors: check a script, explain how a reply is understood."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from bot.cli.edge import open_house
from bot.cli.shell import say_progress, wall_now
from bot.insight.figures import many

if TYPE_CHECKING:
    from bot.understanding.model import Understanding


@click.command()
@click.argument("scripts", nargs=-1)
@click.option("--deep", is_flag=True, help="Try the phrases on minds that never saw them: what is mistaken for what.")
@click.option("--language", "-l", "languages", multiple=True, help="With --deep: these languages only.")
@click.pass_obj
def check(config_path: Path, scripts: tuple[str, ...], deep: bool, languages: tuple[str, ...]) -> int:
    """Show every mistake in SCRIPTS (all of scripts/ without any), each at its line."""
    from bot.assemble.files import check_script
    from bot.config import read_config
    from bot.source import show

    config = read_config(config_path)
    names = scripts or tuple(sorted(path.stem for path in config.scripts_dir.glob("*.yaml")))
    errors = warnings = 0
    seen = set()
    for name in names:
        checked = check_script(config, name)
        for problem in checked.problems:
            shown = show(problem, checked.sources)
            if shown in seen:  # a mistake in a library belongs to every script that includes it
                continue
            seen.add(shown)
            click.echo(shown)
            errors += problem.severity == "error"
            warnings += problem.severity == "warning"
    click.echo(f"{many(len(names), 'script')}: {many(errors, 'error')}, {many(warnings, 'warning')}")
    if errors:
        return 1
    return _check_deeply(config_path, names, languages) if deep else 0


def _check_deeply(config_path: Path, scripts: Sequence[str], languages: Sequence[str]) -> int:
    """1 where some script's phrases are mistaken for others more often than the budget allows."""
    from bot.cli.separation import separation_lines
    from bot.rehearsal.question import question_at
    from bot.understanding.separation import WRONG_ACTS_BUDGET

    house = open_house(config_path, say_progress)
    noon = wall_now().replace(hour=12, minute=0, second=0)
    over = 0
    for name in scripts:
        script = house.script(name)
        asking = [step for step in script.steps.values() if step.listens]
        steps = [step.id for step in asking if step.slot is None or step.slot.type != "free_text"]
        for language in [each for each in script.languages if not languages or each in languages]:
            found = house.minds.separation(
                script, language, [question_at(script, language, step, noon) for step in steps]
            )
            for line in separation_lines(script.id, language, found):
                click.echo(line)
            over += found.wrong_share > WRONG_ACTS_BUDGET
    return 1 if over else 0


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
