"""The recognisers that are measured: the program's own adapters, and engines others use, over the same PCM.

pocketsphinx is not part of the program: `make bench` puts it under var/benchmarks/rivals. An English Vosk model is
measured where `winback models fetch en` has put one.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from bot.call.ports import SAMPLE_RATE, Listening
from bot.edge.stt_moonshine import MoonshineRecognizer, MoonshineSettings
from bot.edge.stt_vosk import VoskRecognizer, VoskSettings

ROOT = Path(__file__).parent.parent
RIVALS = ROOT / "var" / "benchmarks" / "rivals"
MODELS = ROOT / "models" / "vosk"


class Ears(Protocol):
    """`ours` are the program's adapters, as a call uses them."""

    name: str

    async def hear(self, pcm: bytes) -> str: ...


class Ours:
    """An adapter of the program; `hints` are what it is told to expect, as at a question of a script."""

    def __init__(self, name: str, listening: Listening, hints: Sequence[str] = ()) -> None:
        self.name = name
        self._listening, self._hints = listening, hints

    async def hear(self, pcm: bytes) -> str:
        self._listening.begin(self._hints)
        self._listening.feed(pcm)
        heard = await self._listening.finish()
        return heard[0].text if heard else ""


class MoonshineLibrary:
    """The package's own library over the same weights, padded the same way: what ours is to be measured against."""

    name = "moonshine tiny-en (its library)"

    def __init__(self) -> None:
        from moonshine_voice.moonshine_api import ModelArch
        from moonshine_voice.transcriber import Transcriber
        from moonshine_voice.utils import get_model_path

        options = {"vad_threshold": 0, "return_audio_data": "false"}
        self._transcriber: Any = Transcriber(str(get_model_path("tiny-en")), ModelArch.TINY, options=options)

    async def hear(self, pcm: bytes) -> str:
        from moonshine_voice.moonshine_api import TranscriptC

        audio = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768
        audio = np.pad(audio, (int(0.2 * SAMPLE_RATE), int(0.5 * SAMPLE_RATE)))
        out = ctypes.POINTER(TranscriptC)()
        samples = audio.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        lib, handle = self._transcriber._lib, self._transcriber._handle
        lib.moonshine_transcribe_without_streaming(handle, samples, audio.size, SAMPLE_RATE, 0, ctypes.byref(out))
        return " ".join(line.text for line in self._transcriber._parse_transcript(out).lines)


class PocketSphinx:
    """CMU's recogniser with the American English model its package brings, free speech."""

    name = "pocketsphinx en-us, free"

    def __init__(self) -> None:
        from pocketsphinx import Decoder  # type: ignore[import-not-found]

        self._decoder: Any = Decoder(samprate=SAMPLE_RATE, loglevel="FATAL")

    async def hear(self, pcm: bytes) -> str:
        self._decoder.start_utt()
        self._decoder.process_raw(pcm, full_utt=True)
        self._decoder.end_utt()
        best = self._decoder.hyp()
        return str(best.hypstr) if best else ""


def all_ears(hints: Sequence[str]) -> Iterator[Ears]:
    """One after another, so that only one is in memory; what cannot be measured is said."""
    moonshine = MoonshineRecognizer(MoonshineSettings(threads=1))
    yield Ours("winback, moonshine tiny-en", moonshine.open("en"))
    yield Ours("winback, moonshine tiny-en, with hints", moonshine.open("en"), hints)
    yield MoonshineLibrary()
    for model in sorted(MODELS.glob("*-en-*")):
        vosk = VoskRecognizer(VoskSettings({"en": model}, threads=1))
        yield Ours(f"winback, {model.name}, free", vosk.open("en"))
        yield Ours(f"winback, {model.name}, with hints as grammar", vosk.open("en"), hints)
    sys.path.append(str(RIVALS))
    try:
        yield PocketSphinx()
    except ImportError:
        print(f"pocketsphinx is not in {RIVALS}: make bench puts it there", file=sys.stderr)
