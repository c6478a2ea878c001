"""`winback check`: every mistake in scripts, for people and for programs, and the certain ones mended."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bot.cli.edge import open_house
from bot.cli.shell import say_progress, wall_now, write_whole
from bot.insight.figures import many
from bot.source import no_collection

if TYPE_CHECKING:
    from bot.assemble.files import Checked
    from bot.config import Config
    from bot.source import Problem

RULES_PAGE: Final = "docs/rules.md"


@click.command()
@click.argument("scripts", nargs=-1)
@click.option("--fix", "fixing", is_flag=True, help="Mend what can only have been meant one way; nothing else changes.")
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--deep", is_flag=True, help="Try the phrases on minds that never saw them: what is mistaken for what.")
@click.option("--language", "-l", "languages", multiple=True, help="With --deep: these languages only.")
@click.pass_obj
def check(config_path: Path, /, scripts: tuple[str, ...], **options: Any) -> int:
    """Show every mistake in SCRIPTS (all of scripts/ without any), each at its line.

    Exit status 0: no errors; 1: some, or with --deep too many replies would be acted on wrongly.
    """
    from bot.assemble.files import script_names
    from bot.config import read_config

    if options["deep"] and options["form"] != "text":
        raise click.UsageError("--deep is for people; leave --format out")
    config = read_config(config_path)
    names = script_names(config, scripts)
    if options["fixing"]:
        _mend(config, names)
    problems, shown = _looked_at(config, names)
    if options["form"] == "text":
        for lines in shown:
            click.echo(lines)
        kinds = [problem.severity for problem in problems]
        errors, warnings = kinds.count("error"), kinds.count("warning")
        click.echo(f"{many(len(names), 'script')}: {many(errors, 'error')}, {many(warnings, 'warning')}")
    elif options["form"] == "json":
        click.echo(json.dumps([_as_data(problem) for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(_as_annotation(problem))
    if any(problem.severity == "error" for problem in problems):
        return 1
    return _check_deeply(config_path, names, options["languages"]) if options["deep"] else 0


@no_collection()
def _looked_at(config: Config, names: Sequence[str]) -> tuple[list[Problem], list[str]]:
    """Every problem once, and how people are shown it; one in a library belongs to every script that includes it."""
    from bot.assemble.files import check_script
    from bot.assemble.hygiene import Hygiene
    from bot.source import show

    found: dict[str, Problem] = {}
    hygiene = Hygiene(config)
    for name in names:
        checked = check_script(config, name)
        for problem in (*checked.problems, *hygiene.problems(checked)):
            found.setdefault(show(problem, checked.sources), problem)
    return list(found.values()), list(found)


def _mend(config: Config, names: Sequence[str]) -> None:
    """Write the files with certain fixes anew, one after the other: what is right in one may settle the next."""
    from bot.assemble.files import check_script

    for name in names:
        _mend_files(check_script(config, name))


def _mend_files(checked: Checked) -> None:
    from bot.source import mended

    for file, text in checked.sources.items():
        told, done = mended(text, [problem for problem in checked.problems if problem.span.file == file])
        if not done:
            continue
        # As bytes: line endings and a byte order mark stay what they are.
        mark = b"\xef\xbb\xbf" if Path(file).read_bytes().startswith(b"\xef\xbb\xbf") else b""
        write_whole(Path(file), mark + told.removeprefix("\ufeff").encode())
        lines = text.splitlines()
        for problem in done:
            span = problem.span
            was = lines[span.line - 1][span.column - 1 : span.end_column - 1]
            click.echo(f"{file}:{span.line}:{span.column}: mended: {was} -> {problem.fix}", err=True)


def _as_data(problem: Problem) -> dict[str, Any]:
    told = {name: value for name, value in asdict(problem).items() if name != "span"}
    return {**problem.span._asdict(), **told, "page": f"{RULES_PAGE}#{problem.rule}"}


def _as_annotation(problem: Problem) -> str:
    """A workflow command of GitHub Actions, which shows it beside the line."""
    span = problem.span
    place = f"file={span.file},line={span.line},col={span.column},endLine={span.end_line},endColumn={span.end_column}"
    text = f"{problem.message}. {problem.hint}" if problem.hint else problem.message
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{problem.severity} {place},title={problem.rule}::{escaped}"


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
            over += found.whole.estimate > WRONG_ACTS_BUDGET
    return 1 if over else 0
