"""Scripts read to be compared: as they lie on disk, or as git has kept them. Read, not judged: `check` is not asked."""

from __future__ import annotations

import os
import subprocess
from functools import partial
from pathlib import Path

from bot.assemble.files import from_disk, read_sources, script_path
from bot.config import Config
from bot.script.model import Script
from bot.script.parse import parse
from bot.source import SourceError, WinbackError, decode


def on_disk(config: Config, name: str) -> Script:
    """A script by name or path. Raises SourceError for one that cannot be read, or WinbackError (no file)."""
    path = str(script_path(config, name))
    return _parsed(path, read_sources(path, from_disk))


def in_git(config: Config, name: str, revision: str) -> Script:
    """A script with its libraries as git has kept them. Raises SourceError, or WinbackError: no git, no such revision,
    or the script is not in it."""
    path = script_path(config, name).absolute()
    instead = f"name the file to compare with: winback diff OLD {name}"
    try:
        kept = _git(path.parent, "rev-parse", "--git-dir")
    except OSError as error:
        raise WinbackError(f"git is not installed; {instead}") from error
    if kept.returncode:
        reason = kept.stderr.decode("utf-8", "replace").partition("\n")[0].removeprefix("fatal: ")
        raise WinbackError(f"{path.parent}: {reason}; {instead}")
    commit = _git(path.parent, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    if commit.returncode:
        raise WinbackError(f"git has no commit, branch or tag “{revision}”; {instead}")
    main = f"{revision}:{path}"
    sources = read_sources(main, partial(_kept, path.parent, revision, commit.stdout.decode().strip()))
    if main not in sources:
        raise WinbackError(f"{path}: git does not have it at “{revision}”; {instead}")
    return _parsed(main, sources)


def _kept(folder: Path, revision: str, commit: str, name: str) -> str | None:
    """The text of “REVISION:/path”; None where the commit does not have it. The path's own folder may be gone."""
    beside = os.path.relpath(name.removeprefix(f"{revision}:"), folder)
    told = _git(folder, "show", f"{commit}:./{beside}")
    return None if told.returncode else decode(told.stdout, name)


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Raises OSError where there is no git."""
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603 - no shell


def _parsed(path: str, sources: dict[str, str]) -> Script:
    parsed = parse(path, sources)
    if parsed.script is None:
        raise SourceError(parsed.problems, sources)
    return parsed.script
