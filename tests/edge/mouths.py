"""Synthesizers for tests: real engines, a cache of their own, and one engine that counts what it is asked to say."""

from pathlib import Path

from bot.edge.prompt_cache import PromptCache
from bot.edge.tts_model import Engine, Speaker, Voices, VoiceSettings
from bot.edge.tts_recordings import Manifest
from bot.edge.voice import PromptSynthesizer

NONE = Manifest("")


class Counting:
    """A real engine that counts its sentences."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.name = engine.name
        self.said: list[str] = []

    def choose(self, language: str, settings: VoiceSettings) -> Speaker | str:
        return self.engine.choose(language, settings)

    async def utter(self, speaker: Speaker, sentence: str) -> bytes:
        self.said.append(sentence)
        return await self.engine.utter(speaker, sentence)

    def close(self) -> None:
        self.engine.close()


def speaking(folder: Path, *engines: Engine, manifest: Manifest = NONE, **settings: object) -> PromptSynthesizer:
    order = {"engines": tuple(engine.name for engine in engines), **settings}
    return PromptSynthesizer(Voices(default=VoiceSettings(**order)), engines, PromptCache(folder), manifest)
