"""config.yaml into frozen settings: the only reader of environment variables; imported by assemble and cli alone.

Knows file layout and names of engines; refuses to know the engines. Paths in the file are relative to it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.script.model import LANGUAGES
from bot.source import Node, Range, Reader, WinbackError, decode

RECOGNIZERS: Final = ("moonshine", "vosk", "none")
ENGINES: Final = ("recordings", "piper", "pyttsx3")
DATA_DIR_VARIABLE: Final = "WINBACK_DATA_DIR"
"""Overrides data_dir, so that tests and containers write where they may."""

THREADS: Final[Range] = (1, 64)
RATES: Final[Range] = (0.5, 2.0)


@dataclass(frozen=True, slots=True)
class LanguageConfig:
    """Who hears and speaks one language. `model` is a Vosk model's folder; `engines` in order of preference."""

    recognizer: str = "none"
    model: Path | None = None
    voice: str = "auto"
    engines: tuple[str, ...] = ENGINES
    rate: float = 1.0


@dataclass(frozen=True, slots=True)
class Config:
    """One installation. All paths are absolute. `publishers` overrides where models are downloaded from."""

    path: Path
    data_dir: Path
    scripts_dir: Path
    audio_dir: Path
    models_dir: Path
    languages: Mapping[str, LanguageConfig] = field(default_factory=lambda: MappingProxyType({}))
    recognition_threads: int = 2
    publishers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def root(self) -> Path:
        return self.path.parent

    def language(self, code: str) -> LanguageConfig:
        return self.languages.get(code, LanguageConfig())


KEYS: Final = (
    "data_dir", "scripts_dir", "audio_dir", "models_dir", "languages", "recognition_threads", "publishers",
)  # fmt: skip
LANGUAGE_KEYS: Final = ("recognizer", "model", "voice", "engines", "rate")


def read_config(path: Path) -> Config:
    """Settings of an installation. Raises WinbackError (no file) or SourceError (every mistake in it)."""
    if not path.is_file():
        raise WinbackError(
            f"{path}: there is no such file; run winback in the folder of config.yaml, or name it with --config"
        )
    reader = Reader()
    top = reader.mapping(reader.open(decode(path.read_bytes(), str(path)), str(path)), KEYS)
    root = path.resolve().parent
    languages = {
        key.text: _language(reader, node, root)
        for key, node in reader.entries(top.get("languages"))
        if reader.choice(key, LANGUAGES)
    }
    publishers = {key.text: reader.text(node) for key, node in reader.entries(top.get("publishers"))}
    data_dir = os.environ.get(DATA_DIR_VARIABLE) or reader.text(top.get("data_dir"), "var")
    config = Config(
        path=path.resolve(),
        data_dir=root / data_dir,
        scripts_dir=root / reader.text(top.get("scripts_dir"), "scripts"),
        audio_dir=root / reader.text(top.get("audio_dir"), "audio"),
        models_dir=root / reader.text(top.get("models_dir"), "models"),
        languages=MappingProxyType(languages),
        recognition_threads=reader.integer(top.get("recognition_threads"), 2, THREADS),
        publishers=MappingProxyType(publishers),
    )
    reader.finish()
    return config


def _language(reader: Reader, node: Node, root: Path) -> LanguageConfig:
    fields = reader.mapping(node, LANGUAGE_KEYS)
    recognizer = reader.choice(fields.get("recognizer"), RECOGNIZERS, "none")
    model = root / reader.text(fields["model"]) if "model" in fields else None
    if recognizer == "vosk" and model is None:
        reader.problem(
            "missing-key", "`recognizer: vosk` needs `model`, the folder of a Vosk model", node,
            hint="winback models list LANGUAGE shows what there is; winback models fetch LANGUAGE gets one",
        )  # fmt: skip
    engines = tuple(reader.choice(item, ENGINES) for item in reader.items(fields.get("engines"))) or ENGINES
    voice = reader.text(fields.get("voice"), "auto")
    if voice.endswith(".onnx"):
        voice = str(root / voice)
    return LanguageConfig(recognizer, model, voice, engines, reader.number(fields.get("rate"), 1.0, RATES))
