"""Sound on its way from a voice to the telephone: resampled, trimmed, equally loud, cut at pauses.

Knows samples; refuses to know engines, files and words. House PCM is s16le mono at `SAMPLE_RATE` in `bytes`.
Deterministic: the same input gives the same bytes.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.call.ports import BYTES_PER_SAMPLE, SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

LEVEL_DBFS: Final = -20.0
"""Active speech level of every voice; ITU-T P.56 practice for prompts is -26 to -16."""

ACTIVE_DB: Final = 30.0
"""A 20 ms block is speech when it is at most this much below the loudest block."""

LOUDEST_GAIN: Final = 30.0
"""A recording that needs more (31.6 is 30 dB) is mostly hiss, which should not be raised with it."""

KNEE: Final = 0.7
CEILING: Final = 0.94
"""Peaks above the knee (-3 dBFS) bend softly towards the ceiling (-0.5 dBFS) instead of clipping."""

_BLOCK: Final = SAMPLE_RATE // 50
_EDGE: Final = SAMPLE_RATE // 100
_LEAD: Final = 2 * _EDGE
_TAIL: Final = 6 * _EDGE
_EDGE_DB: Final = 45.0


def house(pcm: bytes, hz: int) -> bytes:
    """An engine's s16le mono at `hz` as one sentence: house rate, trimmed, levelled. Empty when there is no sound."""
    import soxr

    samples = samples_of(pcm)
    if hz != SAMPLE_RATE and samples.size:
        samples = soxr.resample(samples, hz, SAMPLE_RATE)
    return pcm_of(_levelled(_trimmed(samples)))


def levelled(pcm: bytes) -> bytes:
    """House PCM at the house's level, its pauses untouched (a human recording played whole)."""
    return pcm_of(_levelled(samples_of(pcm)))


def trimmed(pcm: bytes) -> bytes:
    """House PCM without the silence around it: 20 ms are left before, 60 ms behind."""
    return pcm_of(_trimmed(samples_of(pcm)))


def active_level_dbfs(pcm: bytes) -> float:
    """Level of the speech in house PCM, its pauses not counted (dBFS); -120 for silence."""
    import math

    power = _active_power(samples_of(pcm))
    return max(-120.0, 10 * math.log10(power)) if power > 0 else -120.0


def silence(seconds: float) -> bytes:
    return bytes(round(seconds * SAMPLE_RATE) * BYTES_PER_SAMPLE)


def cut_at_pauses(pcm: bytes, shares: tuple[float, ...]) -> tuple[int, ...]:
    """Lengths (samples) of as many pieces as `shares` of house PCM, adding up to the whole.

    Where sentences end in a recording nobody has marked: the middle of the longest pause near the place their share
    of the letters points at, or that place itself where nothing pauses.
    """
    total = len(pcm) // BYTES_PER_SAMPLE
    pauses = _pauses(samples_of(pcm))
    cuts, done, whole = [0], 0.0, sum(shares) or 1.0
    for share in shares[:-1]:
        done += share
        guess = round(total * done / whole)
        reach = total // (2 * len(shares))
        near = [pause for pause in pauses if abs(pause[0] - guess) <= reach and pause[0] > cuts[-1]]
        cuts.append(max(near, key=lambda pause: pause[1])[0] if near else max(guess, cuts[-1]))
    cuts.append(total)
    return tuple(end - start for start, end in pairwise(cuts))


def samples_of(pcm: bytes) -> Floats:
    import numpy as np

    samples = np.frombuffer(pcm[: len(pcm) // BYTES_PER_SAMPLE * BYTES_PER_SAMPLE], dtype="<i2")
    return samples.astype(np.float32) / np.float32(32768)


def pcm_of(samples: Floats) -> bytes:
    import numpy as np

    whole: NDArray[np.int16] = np.clip(np.rint(samples * np.float32(32768)), -32768, 32767).astype("<i2")
    return whole.tobytes()


def block_powers(samples: Floats, block: int) -> NDArray[np.float64]:
    """Mean square of consecutive blocks, the last one filled with silence."""
    import numpy as np

    padded = np.zeros(-(-samples.size // block) * block, np.float64)
    padded[: samples.size] = samples
    found: NDArray[np.float64] = (padded.reshape(-1, block) ** 2).mean(axis=1)
    return found


def _active_power(samples: Floats) -> float:
    powers = block_powers(samples, _BLOCK)
    if not powers.size:
        return 0.0
    return float(powers[powers >= powers.max() * 10 ** (-ACTIVE_DB / 10)].mean())


def _levelled(samples: Floats) -> Floats:
    import numpy as np

    power = _active_power(samples)
    if power <= 0:
        return samples
    gain = min(10 ** (LEVEL_DBFS / 20) / power**0.5, LOUDEST_GAIN)
    loud = samples * np.float32(gain)
    size = np.abs(loud)
    bent = KNEE + (CEILING - KNEE) * np.tanh((size - KNEE) / (CEILING - KNEE))
    limited: Floats = np.where(size > KNEE, np.sign(loud) * bent, loud).astype(np.float32)
    return limited


def _trimmed(samples: Floats) -> Floats:
    import numpy as np

    powers = block_powers(samples, _EDGE)
    if not powers.size or powers.max() <= 0:
        return samples[:0]
    heard = np.flatnonzero(powers >= powers.max() * 10 ** (-_EDGE_DB / 10))
    return samples[max(0, int(heard[0]) * _EDGE - _LEAD) : (int(heard[-1]) + 1) * _EDGE + _TAIL]


def _pauses(samples: Floats) -> list[tuple[int, int]]:
    """(middle, length) in samples of every stretch of at least 100 ms without speech."""
    powers = block_powers(samples, _BLOCK)
    floor = powers.max() * 10 ** (-ACTIVE_DB / 10) if powers.size else 0.0
    found, start = [], None
    for index, power in enumerate([*powers, float("inf")]):
        if power < floor and start is None:
            start = index
        elif power >= floor and start is not None:
            if index - start >= 5:
                found.append(((start + index) * _BLOCK // 2, (index - start) * _BLOCK))
            start = None
    return found
