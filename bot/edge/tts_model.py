"""What a voice is, before any engine is loaded: settings for each language, the speaker chosen, the engine's socket.

Knows names and numbers; refuses to know audio libraries, files and threads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Protocol

RECORDINGS: Final = "recordings"
PIPER: Final = "piper"
PYTTSX3: Final = "pyttsx3"

AUTO: Final = (RECORDINGS, PIPER, PYTTSX3)
"""Human recordings first, then the better voice where it is installed, then the one that is always there."""

SLOWEST: Final = 0.5
FASTEST: Final = 2.0


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """How one language is spoken.

    `engines` in order of preference (recordings count wherever they stand); `voice` is a Piper voice file (`*.onnx`)
    or an espeak-ng voice such as `en-us` or `uk+f3`, "" for the engine's own choice; `rate` 1.0 is the normal pace.
    """

    engines: tuple[str, ...] = AUTO
    voice: str = ""
    rate: float = 1.0


@dataclass(frozen=True, slots=True)
class Voices:
    """Settings by language code; a language not named is spoken with `default`."""

    by_language: Mapping[str, VoiceSettings] = field(default_factory=lambda: MappingProxyType({}))
    default: VoiceSettings = VoiceSettings()

    def of(self, language: str) -> VoiceSettings:
        return self.by_language.get(language, self.default)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice an engine has agreed to speak with: everything its sound depends on, so also part of the cache's key."""

    engine: str
    version: str
    voice: str
    language: str
    rate: float
    source: str
    """For `Clip.source`: "piper:VOICE" or "espeak:VOICE"."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Something the bot may have to say: rendered words, their language, and the prompt they come from."""

    text: str
    language: str
    prompt: str = ""


class Engine(Protocol):
    """A speech synthesiser. Its adapter owns the thread and process rules of what it drives."""

    @property
    def name(self) -> str: ...

    def choose(self, language: str, settings: VoiceSettings) -> Speaker | str:
        """The speaker for a language, or why there is none (one clause). Cheap: loads nothing.

        Raises WinbackError when the author named a voice for this engine and it cannot be used.
        """
        ...

    async def utter(self, speaker: Speaker, sentence: str) -> bytes:
        """One sentence as levelled house PCM without silence around it. Raises WinbackError."""
        ...

    def close(self) -> None: ...
