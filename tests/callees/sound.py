"""What a telephone does to a voice: band, level, background noise, G.711 mu-law, and the WAV around it.

Audio is float64 in -1..1 at `RATE`. Knows no words and no voices. Same input, same bytes: every random number comes
from a seed that is given.
"""

from __future__ import annotations

import struct
import zlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .seed import Band

Samples = NDArray[np.float64]

RATE: Final = 8_000
"""Hz: the telephone's."""

SPEECH_DBFS: Final = -20.0
"""Root mean square of the voiced part; ITU-T P.56 active speech levels on lines lie around -20 to -26 dBov."""

FRAME: Final = 160
"""20 ms: the frame in which levels are judged."""

VOICED_BELOW_PEAK_DB: Final = 25.0
EDGE_BELOW_PEAK_DB: Final = 40.0
MU: Final = 255.0


def seconds(count: float) -> Samples:
    """Digital silence."""
    return np.zeros(round(count * RATE))


def trimmed(speech: Samples) -> Samples:
    """Without the engine's silence at both ends, padded to whole 10 ms; 40 ms are left before and 60 ms after."""
    levels = _frame_db(speech)
    loud = np.nonzero(levels > levels.max() - EDGE_BELOW_PEAK_DB)[0]
    start = max(0, loud[0] * FRAME - 320)
    end = min(speech.size, (loud[-1] + 1) * FRAME + 480)
    part = speech[start:end].copy()
    ramp = np.linspace(0.0, 1.0, 40)
    part[:40] *= ramp
    part[-40:] *= ramp[::-1]
    return np.concatenate([part, np.zeros(-part.size % 80)])


def _frame_db(samples: Samples) -> Samples:
    whole = samples[: samples.size // FRAME * FRAME].reshape(-1, FRAME)
    return 10.0 * np.log10(np.mean(whole * whole, axis=1) + 1e-12)


def speech_dbfs(samples: Samples) -> float:
    """Level of the voiced frames: those within 25 dB of the loudest."""
    levels = _frame_db(samples)
    voiced = levels[levels > levels.max() - VOICED_BELOW_PEAK_DB]
    return float(10.0 * np.log10(np.mean(10.0 ** (voiced / 10.0))))


def noise_dbfs(samples: Samples) -> float:
    return float(10.0 * np.log10(np.mean(samples * samples) + 1e-12))


def levelled(speech: Samples, target_dbfs: float = SPEECH_DBFS) -> Samples:
    return speech * 10.0 ** ((target_dbfs - speech_dbfs(speech)) / 20.0)


def through(band: Band, samples: Samples) -> Samples:
    """What the line lets through: cosine edges of 60 Hz below and 200 Hz above, no phase shift."""
    frequency = np.fft.rfftfreq(samples.size, 1.0 / RATE)
    rise = np.clip((frequency - band.low + 60.0) / 60.0, 0.0, 1.0)
    fall = np.clip((band.high + 200.0 - frequency) / 200.0, 0.0, 1.0)
    gain = (0.5 - 0.5 * np.cos(np.pi * rise)) * (0.5 - 0.5 * np.cos(np.pi * fall))
    return np.fft.irfft(np.fft.rfft(samples) * gain, samples.size)


# --- background ---------------------------------------------------------------------------------------------------


def seed_of(*words: str) -> int:
    """The same number for the same words, on every machine."""
    return zlib.crc32(" ".join(words).encode())


def noise(kind: str, count: int, seed: int, babble: Samples) -> Samples:
    """`count` samples of background, of any level; `babble` is what "babble" is cut from (looped)."""
    random = np.random.Generator(np.random.PCG64(seed))
    if kind == "babble":
        start = int(random.integers(babble.size))
        return np.resize(np.roll(babble, -start), count)
    white = random.standard_normal(count)
    if kind == "white":
        return white
    if kind == "pink":
        return _pink(white)
    time = np.arange(count) / RATE
    # Mains of 50 Hz as a telephone passes it: the overtones above 300 Hz, with a little hiss.
    tones = sum(np.sin(2 * np.pi * 50.0 * n * time + n) / n for n in (6, 7, 8, 10, 12, 14, 18, 22))
    return np.asarray(tones) + 0.05 * _pink(white)


def _pink(white: Samples) -> Samples:
    """Power falls by 3 dB an octave."""
    spectrum = np.fft.rfft(white)
    order = np.arange(spectrum.size, dtype=np.float64)
    order[0] = 1.0
    shaped = np.fft.irfft(spectrum / np.sqrt(order), white.size)
    return shaped / np.std(shaped)


def at_level(samples: Samples, target_dbfs: float) -> Samples:
    return samples * 10.0 ** ((target_dbfs - noise_dbfs(samples)) / 20.0)


def loopable(samples: Samples, overlap: int = 400) -> Samples:
    """Shorter by `overlap` samples (50 ms), its end blended into its beginning, so that a loop has no click."""
    ramp = np.linspace(0.0, 1.0, overlap)
    body = samples[:-overlap].copy()
    body[:overlap] = body[:overlap] * np.sqrt(ramp) + samples[-overlap:] * np.sqrt(1.0 - ramp)
    return body


# --- G.711 --------------------------------------------------------------------------------------------------------


def mu_law(samples: Samples) -> bytes:
    """ITU-T G.711 mu-law codes of 14-bit samples, one byte each."""
    value = np.clip(np.rint(samples * 8192.0), -8158, 8158).astype(np.int32)
    magnitude = np.minimum(np.abs(value) + 33, 8191)
    segment = np.floor(np.log2(magnitude)).astype(np.int32) - 5
    code = (segment << 4) | ((magnitude >> (segment + 1)) & 0x0F)
    return (~np.where(value < 0, code | 0x80, code) & 0xFF).astype(np.uint8).tobytes()


def from_mu_law(codes: bytes) -> Samples:
    code = ~np.frombuffer(codes, dtype=np.uint8).astype(np.int32) & 0xFF
    segment, step = (code >> 4) & 0x07, code & 0x0F
    magnitude = ((2 * step + 33) << segment) - 33
    return np.where(code & 0x80, -magnitude, magnitude) / 8192.0


def wav(codes: bytes) -> bytes:
    """A mono 8 kHz mu-law WAV file: 18-byte fmt, fact, data; no dates, so equal sound is equal bytes."""
    form = struct.pack("<HHIIHHH", 7, 1, RATE, RATE, 1, 8, 0)
    fact = struct.pack("<I", len(codes))
    padded = codes + b"\0" * (len(codes) % 2)
    body = b"WAVE" + b"fmt " + struct.pack("<I", len(form)) + form + b"fact" + struct.pack("<I", 4) + fact
    body += b"data" + struct.pack("<I", len(codes)) + padded
    return b"RIFF" + struct.pack("<I", len(body)) + body


def codes_of(file: bytes) -> bytes:
    """The mu-law codes of a file written by `wav`."""
    start = file.index(b"data") + 8
    return file[start : start + int.from_bytes(file[start - 4 : start], "little")]
