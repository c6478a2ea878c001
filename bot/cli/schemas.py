"""`winback schema`: what editors are told of scripts, libraries, phrases and rehearsals, as JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bot.cli.shell import shortly, write_whole

if TYPE_CHECKING:
    from bot.source import Node

KINDS: Final = ("script", "library", "phrases", "rehearsals")


@click.command()
@click.argument("kind", required=False, type=click.Choice(KINDS))
@click.option("--write", "writing", is_flag=True, help="Write all of them into the schema folder beside the scripts.")
@click.option(
    "--line", "file", type=click.Path(path_type=Path), help="Say which first line makes editors help with FILE."
)
@click.pass_obj
def schema(config_path: Path, kind: str | None, writing: bool, file: Path | None) -> int:
    """Tell editors what can be written: print the schema of KIND, or look whether those beside the scripts are right.

    Exit status 0: they are; 1: some are missing or of another version of winback (--write puts that right).
    """
    from bot.config import read_config
    from bot.script.schema import FOLDER

    if sum((kind is not None, writing, file is not None)) > 1:
        raise click.UsageError("a kind, --write and --line are three different things: choose one")
    if kind is not None:
        click.echo(_text(kind), nl=False)
        return 0
    scripts = read_config(config_path).scripts_dir
    if file is not None:
        click.echo(_line(file, scripts))
        return 0
    return _write(scripts / FOLDER) if writing else _look(scripts / FOLDER)


def _text(kind: str) -> str:
    """The schema of a kind as its file holds it."""
    from bot.rehearsal import schema as stage
    from bot.script import schema as library

    return json.dumps({**library.schemas(), **stage.schemas()}[kind], ensure_ascii=False, indent=2) + "\n"


def _file(folder: Path, kind: str) -> Path:
    from bot.script.schema import schema_name

    return folder / schema_name(kind)


def _write(folder: Path) -> int:
    from bot.source import WinbackError

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WinbackError(f"{folder}: cannot be made ({reason}); check the folder above and its rights") from error
    for kind in KINDS:
        path = _file(folder, kind)
        right = _is_right(path, kind)
        if not right:
            write_whole(path, _text(kind).encode())
        click.echo(f"{shortly(path)}: {'was right already' if right else 'written'}")
    return 0


def _look(folder: Path) -> int:
    wrong = 0
    for kind in KINDS:
        path = _file(folder, kind)
        right = _is_right(path, kind)
        wrong += not right
        click.echo(f"{shortly(path)}: {'right' if right else 'of another version' if path.is_file() else 'missing'}")
    if wrong:
        click.echo("winback schema --write puts that right", err=True)
    return 1 if wrong else 0


def _is_right(path: Path, kind: str) -> bool:
    return path.is_file() and path.read_bytes() == _text(kind).encode()


def _line(file: Path, scripts: Path) -> str:
    """The modeline of a file, by what its root says it is. Raises SourceError, WinbackError."""
    from bot.script.schema import modeline
    from bot.source import Reader, WinbackError
    from bot.textfile import read_text

    if not file.is_file():
        raise WinbackError(f"{file}: there is no such file")
    reader = Reader()
    root = reader.open(read_text(file), str(file))
    reader.finish()
    kind = _kind(root)
    if not kind:
        raise WinbackError(f"{file}: has neither “script:”, “library:” nor “rehearsals:”; say first which it is")
    return modeline(file.resolve().as_posix(), kind, scripts.resolve().as_posix())


def _kind(root: Node | None) -> str:
    """What a file is, by its root; empty for something else."""
    from bot.source import MappingNode

    if not isinstance(root, MappingNode):
        return ""
    if root.get("library"):
        return "phrases" if root.get("intents") else "library"
    return next((kind for kind in ("rehearsals", "script") if root.get(kind)), "")  # rehearsals name a script too
