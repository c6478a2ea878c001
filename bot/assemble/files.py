"""Scripts and phrase libraries, read from their files for the pure rooms."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.assemble.libraries import checks_cache, library_files, parsed_library
from bot.config import Config
from bot.script.include import includes, root_of
from bot.script.model import PhraseLibrary, Script
from bot.source import Problem, SourceError, WinbackError, did_you_mean
from bot.textfile import is_file, read_text


@dataclass(frozen=True, slots=True)
class Checked:
    """A script with what is wrong with it; `sources` (path -> text) lets problems show their lines."""

    script: Script | None
    problems: tuple[Problem, ...]
    sources: Mapping[str, str]
    libraries: Mapping[str, PhraseLibrary] = field(default_factory=dict, repr=False)
    """The phrases of each language there is a library for."""

    def usable(self) -> Script:
        """The script. Raises SourceError with everything that is wrong where any of it is an error."""
        if self.script is None or any(problem.severity == "error" for problem in self.problems):
            raise SourceError(self.problems, self.sources)
        return self.script


def script_path(config: Config, name: str) -> Path:
    """scripts/NAME.yaml, or a path as given. Raises WinbackError naming the nearest script."""
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        if is_file(path):
            return path
        raise WinbackError(f"{name}: there is no such file")
    path = config.scripts_dir / f"{name}.yaml"
    if is_file(path):
        return path
    known = sorted(found.stem for found in config.scripts_dir.glob("*.yaml"))
    hint = did_you_mean(name, known) or f"there are: {', '.join(known) or 'none'}"
    raise WinbackError(f"{path}: there is no script “{name}”; {hint}")


def script_names(config: Config, named: Sequence[str]) -> tuple[str, ...]:
    """Those named, or else all of the scripts folder. Raises WinbackError where that has none."""
    names = tuple(named) or tuple(sorted(path.stem for path in config.scripts_dir.glob("*.yaml")))
    if not names:
        raise WinbackError(f"{config.scripts_dir} holds no scripts; `winback new NAME` begins one")
    return names


def check_script(config: Config, name: str) -> Checked:
    """A script with its includes, parsed and checked against phrases and recordings; all problems at once."""
    from bot.edge.tts_recordings import read_manifest, recordings, stale
    from bot.script.check import judge
    from bot.script.parse import parse

    path = script_path(config, name)
    sources = read_sources(str(path), from_disk)
    beside = {
        str(file): "" for file in (config.scripts_dir / "common").glob("*.yaml")
    }  # what a misspelt include may mean
    parsed = parse(str(path), beside | sources)
    libraries: dict[str, PhraseLibrary | None] = {}  # None: one that cannot be read, which is told already
    problems: list[Problem] = []
    for file in library_files(config):
        text = read_text(file)
        library, found = parsed_library(text, str(file), checks_cache(config))
        problems += found
        sources[str(file)] = text
        libraries[library.language if library else file.stem] = library
    manifest = read_manifest(manifest_path(config))
    recorded = recordings(manifest, parsed.draft) if parsed.draft else {}
    reviewed = judge(parsed, sources, phrases=libraries, recordings=recorded)
    changed = stale(manifest, reviewed.script) if reviewed.script else ()
    whole = {language: library for language, library in libraries.items() if library}
    return Checked(reviewed.script, (*reviewed.problems, *problems, *changed), sources, whole)


def manifest_path(config: Config) -> Path:
    """The manifest of human recordings; the recordings lie beside it, a folder a language."""
    return config.audio_dir / "prompts" / "manifest.yaml"


def from_disk(path: str) -> str | None:
    """A file's text; None where there is none. Raises SourceError for one that is no text."""
    return read_text(Path(path)) if is_file(Path(path)) else None


def read_sources(path: str, read: Callable[[str], str | None]) -> dict[str, str]:
    """The script's text and that of everything it includes, by path; missing ones are left to `parse` to name."""
    sources: dict[str, str] = {}
    waiting = [path]
    root = root_of(path)
    while waiting:
        name = waiting.pop()
        text = read(name) if name not in sources else None
        if text is not None:
            sources[name] = text
            waiting += includes(text, name, root)
    return sources


def folder(path: Path) -> Path:
    """`path`, made if need be. Raises WinbackError where nothing can be written."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        reason = "" if os.access(path, os.W_OK) else "permission denied"
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
    if reason:
        raise WinbackError(
            f"{path}: this folder cannot be written ({reason}).\n"
            "  Give your user the right to, or name another data_dir in config.yaml."
        )
    return path


def digest(sources: Mapping[str, str]) -> str:
    """The same for the same texts, wherever they lie."""
    texts = sorted((Path(path).name, text) for path, text in sources.items())
    return hashlib.blake2b(repr(texts).encode(), digest_size=16).hexdigest()
