"""Ears and mouths as config.yaml describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.assemble.files import manifest_path
from bot.call.ports import Recognizer
from bot.config import Config

if TYPE_CHECKING:
    from bot.edge.voice import PromptSynthesizer

KEYPAD_HELP: Final = (
    "there is no speech recogniser for “{language}”: callees can answer by keys only (1 yes, 2 no, 9 never again). "
    "Get one: winback models list {language}, then winback models fetch {language}, then name it in config.yaml"
)


def recognizer(config: Config, language: str) -> Recognizer | None:
    settings = config.language(language)
    if settings.recognizer == "moonshine":
        from bot.edge.stt_moonshine import MoonshineRecognizer, MoonshineSettings

        return MoonshineRecognizer(MoonshineSettings(threads=config.recognition_threads))
    if settings.recognizer == "vosk" and settings.model is not None:
        from bot.edge.stt_vosk import VoskRecognizer, VoskSettings

        return VoskRecognizer(VoskSettings({language: settings.model}, threads=config.recognition_threads))
    return None


def voice(config: Config) -> PromptSynthesizer:
    from bot.edge.prompt_cache import PromptCache
    from bot.edge.tts_espeak import EspeakEngine
    from bot.edge.tts_model import Voices, VoiceSettings
    from bot.edge.tts_piper import PiperEngine
    from bot.edge.tts_recordings import read_manifest
    from bot.edge.voice import PromptSynthesizer

    by_language = {
        code: VoiceSettings(settings.engines, "" if settings.voice == "auto" else settings.voice, settings.rate)
        for code, settings in config.languages.items()
    }
    manifest = read_manifest(manifest_path(config))
    cache = PromptCache(config.data_dir / "cache" / "prompts")
    return PromptSynthesizer(Voices(by_language), (PiperEngine(), EspeakEngine()), cache, manifest)
