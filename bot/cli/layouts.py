"""`winback fmt`: scripts in one layout, whoever wrote them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.shell import write_whole
from bot.insight.figures import many

if TYPE_CHECKING:
    from bot.config import Config


@click.command()
@click.argument("scripts", nargs=-1)
@click.option("--check", "only_looking", is_flag=True, help="Write nothing; list the files that would change, exit 1.")
@click.pass_obj
def fmt(config_path: Path, scripts: tuple[str, ...], only_looking: bool) -> int:
    """Bring SCRIPTS into the house's layout: by name, file or folder; every YAML file under scripts/ without any.

    Indents, spaces, quotes and blank lines change; words, order and comments stay, and a file of which that is not
    certain is left as it is.

    Exit status 0: all is laid out; 1: a file cannot be read, or with --check some would change.
    """
    from bot.config import read_config
    from bot.source import SourceError, WinbackError, decode, laid_out

    config = read_config(config_path)
    files = _files(config, scripts or (str(config.scripts_dir),))
    changed = refused = 0
    for file in files:
        was = file.read_bytes()
        try:
            told = laid_out(decode(was, str(file)), str(file)).encode()
        except WinbackError as error:
            click.echo(str(error) if isinstance(error, SourceError) else f"error: {error}", err=True)
            refused += 1
            continue
        if told != was:
            changed += 1
            click.echo(f"{file}: {'would be laid out anew' if only_looking else 'laid out anew'}")
            if not only_looking:
                write_whole(file, told)
    anew = "would change" if only_looking else "laid out anew"
    left = f", {refused:,} refused" if refused else ""
    click.echo(f"{many(len(files), 'file')}: {changed:,} {anew}{left}")
    return 1 if refused or (only_looking and changed) else 0


def _files(config: Config, names: Iterable[str]) -> list[Path]:
    """Scripts, files, and all YAML files of folders, each once. Raises WinbackError naming what is not there."""
    from bot.assemble.files import script_path

    found = (
        sorted(Path(name).rglob("*.yaml")) if Path(name).is_dir() else [script_path(config, name)] for name in names
    )
    return list(dict.fromkeys(chain.from_iterable(found)))
