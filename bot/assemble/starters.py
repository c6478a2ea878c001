"""Templates of first scripts, package data of the script room, made into the files of an installation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from bot.config import Config
from bot.script.include import includes
from bot.script.piece import NAME
from bot.script.schema import modeline
from bot.script.starter import starter
from bot.source import WinbackError

REHEARSALS: Final = "rehearsals"
"""The folder of rehearsals, under the scripts: they go where the scripts go, and are not taken for scripts."""
PIECE: Final = re.compile(r"^@(?P<name>[a-z_.]+)\n", re.MULTILINE)
"""Nothing that YAML would read: a piece that was forgotten cannot end up in a script."""


@dataclass(frozen=True, slots=True)
class Starter:
    """A new script and its rehearsals: where they belong and what they say."""

    script: Path
    script_text: str
    rehearsals: Path
    rehearsals_text: str


def new_script(config: Config, name: str, kind: str, languages: Sequence[str]) -> Starter:
    """The files of a new script. Raises WinbackError where one could not be: its name, what it builds on."""
    if not NAME.fullmatch(name):
        rule = "small Latin letters, digits and _, a letter first."
        raise WinbackError(f"“{name}” cannot be a script's name: {rule}{_suggestion(name)}")
    script = config.scripts_dir / f"{name}.yaml"
    rehearsals = config.scripts_dir / REHEARSALS / f"{name}.yaml"
    for path in (script, rehearsals):
        if path.exists():
            raise WinbackError(f"{path}: is already there and is not written over; take another name")
    shown = rehearsals.relative_to(config.root) if rehearsals.is_relative_to(config.root) else rehearsals
    script_text, rehearsals_text = (
        f"{modeline(path.as_posix(), what, config.scripts_dir.as_posix())}\n"
        f"{starter(text, kind, (name, str(shown)), languages)}"
        for path, what, text in zip((script, rehearsals), ("script", "rehearsals"), templates(kind), strict=True)
    )
    _builds_on(config, [*includes(script_text, str(script), str(config.scripts_dir)), *_phrases(config, languages)])
    return Starter(script, script_text, rehearsals, rehearsals_text)


def templates(kind: str) -> tuple[str, str]:
    """Of a script and of its rehearsals."""
    return _whole(kind), _whole(f"{kind}.rehearsals")


def _whole(name: str) -> str:
    """A template with what it has in common with other kinds: pieces, each named by a line such as `@another_time`."""
    text = files("bot.script").joinpath("starters", f"{name}.yaml").read_text("utf-8")
    return PIECE.sub(lambda line: _whole(line["name"]), text)


def _suggestion(name: str) -> str:
    near = re.sub("[^a-z0-9]+", "_", name.lower().removesuffix(".yaml")).strip("_")
    return f" Did you mean “{near}”?" if NAME.fullmatch(near) else ""


def _phrases(config: Config, languages: Sequence[str]) -> list[str]:
    return [str(config.scripts_dir / "common" / "phrases" / f"{language}.yaml") for language in languages]


def _builds_on(config: Config, paths: Sequence[str]) -> None:
    missing = [path for path in paths if not Path(path).is_file()]
    if missing:
        raise WinbackError(
            f"{missing[0]}: there is no such file, and a new script builds on it.\n"
            f"  Copy the folder common from the scripts winback comes with to {config.scripts_dir}."
        )
