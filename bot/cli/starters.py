"""`winback new`: a small script that works, with its rehearsals, for an author to make their own."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bot.cli.shell import shortly, write_whole

if TYPE_CHECKING:
    from bot.assemble.starters import Starter

KINDS: Final = ("offer", "reminder", "survey")
TRIED_WITH: Final[Mapping[str, Mapping[str, str]]] = {"reminder": {"balance": "340", "expires_on": "+14 days"}}
"""Columns that a kind cannot do without, and something to try it with."""
LANGUAGES: Final = ("en", "uk", "ru", "fr")
"""The languages starters are written in."""


@click.command()
@click.argument("name")
@click.option(
    "--language", "-l", "languages", multiple=True, type=click.Choice(LANGUAGES),
    help="As often as wanted, the main one first [those of config.yaml].",
)  # fmt: skip
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default=KINDS[0],
    show_default=True,
    help="A discount by text message, points that will expire, or two questions.",
)
@click.pass_obj
def new(config_path: Path, name: str, languages: tuple[str, ...], kind: str) -> None:
    """Write scripts/NAME.yaml, a small call script that works as it is, and its rehearsals.

    Its comments lead through it. It passes check, prove, rehearse, coverage and mutate: change it, see what they say.
    """
    from bot.assemble.starters import new_script
    from bot.config import read_config
    from bot.script.schema import FOLDER

    config = read_config(config_path)
    spoken = languages or tuple(each for each in LANGUAGES if each in config.languages) or LANGUAGES
    made = new_script(config, name, kind, list(dict.fromkeys(spoken)))
    _write(made)
    told = shlex.quote(str(shortly(made.rehearsals)))
    command = "winback" if config_path == Path("config.yaml") else f"winback --config {shlex.quote(str(config_path))}"
    click.echo(f"{shortly(made.script)}: the script; its comments lead through it")
    click.echo(f"{shortly(made.rehearsals)}: conversations it must hold as written")
    click.echo("next:")
    columns = "".join(f" --set {shlex.quote(f'{column}={cell}')}" for column, cell in TRIED_WITH.get(kind, {}).items())
    for line in (
        f"{command} chat {name} --language {spoken[0]}{columns}  # be the callee",
        f"{command} check {name}  # after every change: is it written right?",
        f"{command} prove {name}  # can it go wrong on the phone?",
        f"{command} rehearse {told}  # does it still go as written? (learns the language first)",
    ):
        click.echo(f"  {line}")
    if not (config.scripts_dir / FOLDER).is_dir():
        click.echo(f"  {command} schema --write  # once: your editor then helps with every script")


def _write(made: Starter) -> None:
    """Both files or none. Raises WinbackError."""
    from bot.source import WinbackError

    try:
        made.rehearsals.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WinbackError(f"{made.rehearsals.parent}: cannot be made ({reason}); check its rights") from error
    write_whole(made.rehearsals, made.rehearsals_text.encode())
    try:
        write_whole(made.script, made.script_text.encode())
    except BaseException:
        made.rehearsals.unlink()
        raise
