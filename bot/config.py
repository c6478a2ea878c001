"""config.yaml into frozen settings: the only reader of environment variables; imported by assemble and cli alone.

Knows file layout and names of engines; refuses to know the engines. Paths in the file are relative to it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.edge.trunk import (
    CODECS,
    HIGHEST_CALLS_PER_S,
    MOST_CHANNELS,
    TRANSPORTS,
    Trunk,
    is_allowable,
    is_host,
)
from bot.script.model import LANGUAGES
from bot.source import Node, Range, Reader, WinbackError, decode, did_you_mean
from bot.textfile import is_file, read_text

RECOGNIZERS: Final = ("moonshine", "vosk", "none")
ENGINES: Final = ("recordings", "piper", "pyttsx3")
DATA_DIR_VARIABLE: Final = "WINBACK_DATA_DIR"
"""Overrides data_dir, so that tests and containers write where they may."""

THREADS: Final[Range] = (1, 64)
RATES: Final[Range] = (0.5, 2.0)
CHANNELS: Final[Range] = (1, MOST_CHANNELS)
CALLS_PER_S: Final[Range] = (0.05, HIGHEST_CALLS_PER_S)
RING_S: Final[Range] = (5, 120)
MEDIA_S: Final[Range] = (2, 120)
LONGEST_CALL_S: Final[Range] = (10, 7200)

_USER: Final = re.compile(r"[A-Za-z0-9.+_-]{1,64}")
_PREFIX: Final = re.compile(r"\+?[0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class LanguageConfig:
    """Who hears and speaks one language. `model` is a Vosk model's folder; `engines` in order of preference."""

    recognizer: str = "none"
    model: Path | None = None
    voice: str = "auto"
    engines: tuple[str, ...] = ENGINES
    rate: float = 1.0


@dataclass(frozen=True, slots=True)
class TrunkConfig:
    """A trunk, and where its secret is kept: a file only its owner may read, or an environment variable."""

    trunk: Trunk
    secret_file: Path | None = None
    secret_variable: str = ""

    def secret(self) -> str:
        """Raises WinbackError where it should be and is not, or where others could read it. "" where none is named."""
        name = self.trunk.name
        if self.secret_variable:
            secret = os.environ.get(self.secret_variable, "")
            if not secret:
                raise WinbackError(f"trunk “{name}”: the environment variable {self.secret_variable} is not set")
            return secret
        if self.secret_file is None:
            return ""
        if not is_file(self.secret_file):
            raise WinbackError(
                f"{self.secret_file}: there is no such file; it should hold the secret of trunk “{name}”"
            )
        if self.secret_file.stat().st_mode & 0o077:
            raise WinbackError(
                f"{self.secret_file}: others can read the secret of trunk “{name}”; run chmod 600 {self.secret_file}"
            )
        return decode(self.secret_file.read_bytes(), str(self.secret_file)).strip()


@dataclass(frozen=True, slots=True)
class Config:
    """One installation. `publishers` overrides where models are downloaded from.

    All paths are absolute but `scripts_dir`: its files stand in messages, so it goes the way `--config` was named.
    """

    path: Path
    data_dir: Path
    scripts_dir: Path
    audio_dir: Path
    models_dir: Path
    languages: Mapping[str, LanguageConfig] = field(default_factory=lambda: MappingProxyType({}))
    recognition_threads: int = 2
    publishers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    trunks: Mapping[str, TrunkConfig] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def root(self) -> Path:
        return self.path.parent

    def language(self, code: str) -> LanguageConfig:
        return self.languages.get(code, LanguageConfig())

    def trunk(self, name: str = "") -> TrunkConfig:
        """A trunk by its name; without one, the only trunk there is. Raises WinbackError."""
        if name in self.trunks:
            return self.trunks[name]
        if not self.trunks:
            raise WinbackError(f"{self.path}: names no trunk, so no telephone can be called; see docs/telephony.md")
        known = ", ".join(self.trunks)
        if name:
            hint = did_you_mean(name, self.trunks) or f"there are: {known}"
            raise WinbackError(f"{self.path}: there is no trunk “{name}”; {hint}")
        if len(self.trunks) > 1:
            raise WinbackError(f"{self.path}: there are several trunks, so say which: {known}")
        return next(iter(self.trunks.values()))


KEYS: Final = (
    "data_dir", "scripts_dir", "audio_dir", "models_dir", "languages", "recognition_threads", "publishers", "trunks",
)  # fmt: skip
LANGUAGE_KEYS: Final = ("recognizer", "model", "voice", "engines", "rate")
TRUNK_KEYS: Final = (
    "host", "user", "login", "register", "proxy", "transport", "codecs", "caller_id", "prefix", "allow", "channels",
    "calls_per_s", "ring", "media_timeout", "longest_call", "listen", "secret_file", "secret_variable",
)  # fmt: skip


def read_config(path: Path) -> Config:
    """Settings of an installation. Raises WinbackError (no file) or SourceError (every mistake in it)."""
    if not is_file(path):
        raise WinbackError(
            f"{path}: there is no such file; run winback in the folder of config.yaml, or name it with --config"
        )
    reader = Reader()
    top = reader.mapping(reader.open(read_text(path), str(path)), KEYS)
    root = path.resolve().parent
    languages = {
        key.text: _language(reader, node, root)
        for key, node in reader.entries(top.get("languages"))
        if reader.choice(key, LANGUAGES)
    }
    publishers = {key.text: reader.text(node) for key, node in reader.entries(top.get("publishers"))}
    trunks = {key.text: _trunk(reader, key.text, node, root) for key, node in reader.entries(top.get("trunks"))}
    data_dir = os.environ.get(DATA_DIR_VARIABLE) or reader.text(top.get("data_dir"), "var")
    config = Config(
        path=path.resolve(),
        data_dir=root / data_dir,
        scripts_dir=path.parent / reader.text(top.get("scripts_dir"), "scripts"),
        audio_dir=root / reader.text(top.get("audio_dir"), "audio"),
        models_dir=root / reader.text(top.get("models_dir"), "models"),
        languages=MappingProxyType(languages),
        recognition_threads=reader.integer(top.get("recognition_threads"), 2, THREADS),
        publishers=MappingProxyType(publishers),
        trunks=MappingProxyType(trunks),
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


def _trunk(reader: Reader, name: str, node: Node, root: Path) -> TrunkConfig:
    fields = reader.mapping(node, TRUNK_KEYS, ("host",))
    default = Trunk(name, "")
    codecs = tuple(reader.choice(item, CODECS) for item in reader.items(fields.get("codecs"))) or default.codecs
    trunk = Trunk(
        name=name,
        host=_host(reader, fields.get("host")),
        user=_name(reader, fields.get("user"), default.user),
        login=_name(reader, fields.get("login")),
        register=reader.flag(fields.get("register")),
        proxy=_host(reader, fields.get("proxy")),
        transport=reader.choice(fields.get("transport"), TRANSPORTS, default.transport),
        codecs=codecs,
        caller_id=_name(reader, fields.get("caller_id")),
        prefix=_prefix(reader, fields.get("prefix"), default.prefix),
        allow=tuple(_allowed(reader, item) for item in reader.items(fields.get("allow"))),
        channels=reader.integer(fields.get("channels"), default.channels, CHANNELS),
        calls_per_s=reader.number(fields.get("calls_per_s"), default.calls_per_s, CALLS_PER_S),
        ring_s=reader.duration(fields.get("ring"), default.ring_s, RING_S),
        media_s=round(reader.duration(fields.get("media_timeout"), default.media_s, MEDIA_S)),
        longest_call_s=reader.duration(fields.get("longest_call"), default.longest_call_s, LONGEST_CALL_S),
        listen=_host(reader, fields.get("listen")),
    )
    file = root / reader.text(fields["secret_file"]) if "secret_file" in fields else None
    return TrunkConfig(trunk, file, reader.text(fields.get("secret_variable")))


def _host(reader: Reader, node: Node | None) -> str:
    text = reader.text(node)
    if node is not None and not is_host(text):
        reader.problem("bad-value", f"“{text}” is no host such as sip.example.net or 192.0.2.1:5060", node)
    return text


def _name(reader: Reader, node: Node | None, default: str = "") -> str:
    text = reader.text(node, default)
    if node is not None and not _USER.fullmatch(text):
        reader.problem("bad-value", f"“{text}” is no SIP name or number: letters, digits and . + _ - only", node)
    return text


def _prefix(reader: Reader, node: Node | None, default: str) -> str:
    text = reader.text(node, default)
    if node is not None and not _PREFIX.fullmatch(text):
        reader.problem("bad-value", f"“{text}” is nothing that stands before a country code, such as + or 00", node)
    return text


def _allowed(reader: Reader, node: Node) -> str:
    text = reader.text(node)
    if not is_allowable(text):
        reader.problem(
            "bad-value", f"“{text}” is neither a number, nor the beginning of one with its country, nor a host", node,
            hint="such as +380671234567, +38067 or 127.0.0.1",
        )  # fmt: skip
    return text
