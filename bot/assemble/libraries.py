"""Phrase libraries from their files. One without mistakes is parsed once per content: what it held is kept on disk.

`check` reads four, of 5,000 phrases each: 0.2 s of processor time to parse, 0.02 s to take out of the cache.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.config import Config
from bot.edge import pickles
from bot.script.model import PhraseLibrary
from bot.script.phrase import parse_phrases
from bot.source import Problem, SourceError
from bot.textfile import is_file, read_text

KEPT_BYTES: Final = 32 * 1024**2
"""About a hundred libraries of the shipped ones' size: a long day of editing them."""

Parsed = tuple[PhraseLibrary | None, tuple[Problem, ...]]
"""As `parse_phrases` answers."""


def library_files(config: Config) -> list[Path]:
    """scripts/common/phrases/*.yaml, one a language."""
    return sorted((config.scripts_dir / "common" / "phrases").glob("*.yaml"))


def read_phrases(config: Config, language: str) -> PhraseLibrary:
    """scripts/common/phrases/LANG.yaml; an empty library where a language has none (its script brings its own).

    Raises SourceError with everything that is wrong with it.
    """
    file = config.scripts_dir / "common" / "phrases" / f"{language}.yaml"
    if not is_file(file):
        return PhraseLibrary(language, {})
    text = read_text(file)
    library, problems = parsed_library(text, str(file), checks_cache(config))
    if library is None:
        raise SourceError(problems, {str(file): text})
    return library


def checks_cache(config: Config) -> Path:
    """The folder for what checks found out and need not find out again."""
    return config.data_dir / "cache" / "check"


@lru_cache(maxsize=8)
def parsed_library(text: str, path: str, cache: Path) -> Parsed:
    """The library in `text`; one without mistakes from `cache`, where it has been there before."""
    made_of = repr((made_by("bot.source", "bot.script"), path, text))
    kept = cache / f"phrases-{hashlib.blake2b(made_of.encode(), digest_size=16).hexdigest()}.pickle"
    held = pickles.load(kept)
    if held is not None:
        language, intents, other, machine_greetings, places = held
        told = MappingProxyType(intents), other, machine_greetings, MappingProxyType(places)
        return PhraseLibrary(language, *told), ()
    library, problems = parse_phrases(text, path)
    if library is not None and not problems:
        plain = dict(library.intents), library.other, library.machine_greetings, dict(library.places)
        with suppress(OSError):  # a folder that cannot be written only means that it is parsed again
            pickles.keep(kept, (library.language, *plain), "phrases-", KEPT_BYTES)
    return library, problems


@lru_cache(maxsize=4)
def made_by(*rooms: str) -> str:
    """A digest of the code of those rooms and of their word lists: what they find may differ once it changes."""
    parts = sorted((room, file.name, file.read_bytes()) for room in rooms for file in _code_of(room))
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def _code_of(room: str) -> list[Traversable]:
    folder = files(room)
    lists = folder.joinpath("data")
    inside = [*folder.iterdir(), *(lists.iterdir() if lists.is_dir() else ())]
    return [file for file in inside if file.name.endswith((".py", ".yaml"))]
