"""Reads a language's lexicon, package data of the understanding room, for whoever compiles an understander.

Every scalar is kept as text (BaseLoader): a lexicon is about yes, no, hours and digits, which YAML would convert.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import yaml

from bot.source import WinbackError
from bot.understanding.model import Lexicon

LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml where it is there: twenty times faster


def load_lexicon(language: str) -> Lexicon:
    """The lexicon of `language`. Raises `WinbackError` when the package has none."""
    found = files("bot.understanding").joinpath("data").joinpath(f"{language}.yaml")
    if not found.is_file():
        raise WinbackError(f"there is no lexicon for the language {language!r} in bot/understanding/data")
    lexicon: dict[str, Any] = yaml.load(found.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506
    return lexicon


def load_telling() -> Mapping[str, Mapping[str, Any]]:
    """What tells the languages from each other: letters and words by language (bot.understanding.tongues)."""
    found = files("bot.understanding").joinpath("data").joinpath("telling.yaml")
    told: dict[str, dict[str, Any]] = yaml.load(found.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506
    return told
