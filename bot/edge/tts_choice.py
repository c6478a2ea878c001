"""Who speaks a language: the first engine in its order of preference that agrees, and why those before it do not.

Knows settings and engines' answers; loads nothing, plays nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.edge.tts_model import RECORDINGS, Engine, Speaker, Voices
from bot.source import WinbackError, did_you_mean


@dataclass(frozen=True, slots=True)
class VoiceReport:
    """Who speaks a language and why; `problem` instead where nobody does."""

    language: str
    source: str
    why: str
    recordings: int = 0
    problem: str = ""


class Casting:
    """Answers stay: an engine installed while the program runs is found at its next start."""

    def __init__(self, voices: Voices, engines: Iterable[Engine]) -> None:
        self.engines: Mapping[str, Engine] = {engine.name: engine for engine in engines}
        self._voices = voices
        self._chosen: dict[str, tuple[Speaker, str]] = {}

    def plays_recordings(self, language: str) -> bool:
        return RECORDINGS in self._voices.of(language).engines

    def speaker(self, language: str) -> Speaker:
        """Raises WinbackError, with every engine's reason, where nobody speaks the language."""
        return self._answer(language)[0]

    def report(self, language: str, recordings: int) -> VoiceReport:
        """`recordings` counts those of the language."""
        try:
            speaker, why = self._answer(language)
        except WinbackError as error:
            return VoiceReport(language, "", "", recordings, str(error))
        return VoiceReport(language, speaker.source, why, recordings)

    def _answer(self, language: str) -> tuple[Speaker, str]:
        if language not in self._chosen:
            self._chosen[language] = self._choose(language)
        return self._chosen[language]

    def _choose(self, language: str) -> tuple[Speaker, str]:
        settings = self._voices.of(language)
        refusals: list[str] = []
        for name in settings.engines:
            if name == RECORDINGS:
                continue
            if name not in self.engines:
                hint = did_you_mean(name, self.engines) or f"there are: {', '.join([RECORDINGS, *self.engines])}"
                raise WinbackError(f"no speech engine is called “{name}” (voice of “{language}”): {hint}")
            found = self.engines[name].choose(language, settings)
            if isinstance(found, Speaker):
                return found, "; ".join(refusals) or "the first choice"
            refusals.append(f"{name}: {found}")
        reasons = "; ".join(refusals) or "its settings name no engine but recordings, and these words are not recorded"
        raise WinbackError(f"there is no voice for “{language}”: {reasons}")
