"""Commands of authors: check a script, explain how a reply is understood."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import click

from bot.cli.edge import open_house
from bot.cli.shell import wall_now


@click.command()
@click.argument("scripts", nargs=-1)
@click.pass_obj
def check(config_path: Path, scripts: tuple[str, ...]) -> int:
    """Show every mistake in SCRIPTS (all of scripts/ without any), each at its line."""
    from bot.assemble import check_script
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
    click.echo(f"{len(names)} script{'s' if len(names) != 1 else ''}: {errors} errors, {warnings} warnings")
    return 1 if errors else 0


@click.command()
@click.argument("script")
@click.option("--language", "-l", default="en", show_default=True)
@click.option("--step", default="", help="The step whose question is answered (default: the script's first).")
@click.option("--text", help="One reply.")
@click.option("--file", "replies", type=click.File(encoding="utf-8"), help="Replies, one a line: TEXT or STEP<TAB>TEXT.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def understand(config_path: Path, script: str, language: str, step: str, text: str | None, replies: click.File | None, form: str) -> int:
    """Explain how replies are understood at a step of SCRIPT."""
    from bot.call.transcript import plain_slots
    from bot.rehearsal.question import question_at
    from bot.understanding.model import Hypothesis

    house = open_house(config_path)
    loaded = house.script(script)
    understander = house.understander(loaded, language)
    lines = [text] if text is not None else [line.rstrip("\n") for line in (replies or sys.stdin)]  # type: ignore[attr-defined]
    now = wall_now()
    for line in lines:
        at, _, words = line.rpartition("\t")
        expecting = question_at(loaded, language, at or step or loaded.start, datetime(now.year, now.month, now.day, 12))
        meant = understander.parse((Hypothesis(words),), expecting)
        if form == "json":
            row = {"step": expecting.step, "text": words, "intent": meant.intent, "action": meant.action, "slots": plain_slots(meant.slots), "p": meant.p, "why": str(meant.why)}
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            slots = "".join(f", {name} = {value}" for name, value in plain_slots(meant.slots).items())
            click.echo(f"{expecting.step}: “{words}” -> {meant.action} {meant.intent or '-'} (p {meant.p:.2f}{slots}): {meant.why}")
    return 0
