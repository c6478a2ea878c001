"""Between the house's 16 kHz and a telephone's 8 kHz: two filters that never change a length.

20 ms in are 20 ms out, whatever the pieces, so that what was heard can be counted by samples: a resampler that holds
some back would not. Knows s16le PCM only.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

TAPS: Final = 63
"""Of the half-band filter: 2 ms of delay; flat to 3.4 kHz (where telephones end), 60 dB down from 4.6 kHz on."""


def _half_band() -> NDArray[np.float32]:
    """A windowed sinc with its corner at a quarter of 16 kHz; Kaiser's beta 5.65 is for 60 dB."""
    at = np.arange(TAPS) - TAPS // 2
    taps = np.sinc(at / 2) / 2 * np.kaiser(TAPS, 5.65)
    half: NDArray[np.float32] = (taps / taps.sum()).astype(np.float32)
    return half


_FILTER: Final = _half_band()


class Narrowed:
    """16 kHz in, 8 kHz out: `feed` gives half as many samples. A piece holds an even number of them."""

    def __init__(self) -> None:
        self._before = np.zeros(TAPS - 1, np.float32)

    def feed(self, pcm: bytes) -> bytes:
        if not pcm:
            return b""
        samples = np.concatenate((self._before, np.frombuffer(pcm, "<i2").astype(np.float32)))
        self._before = samples[-(TAPS - 1) :]
        return _s16(np.convolve(samples, _FILTER, "valid")[::2])


class Widened:
    """8 kHz in, 16 kHz out: `feed` gives twice as many samples."""

    def __init__(self) -> None:
        self._before = np.zeros(TAPS - 1, np.float32)

    def feed(self, pcm: bytes) -> bytes:
        if not pcm:
            return b""
        narrow = np.frombuffer(pcm, "<i2").astype(np.float32)
        spread = np.zeros(2 * narrow.size, np.float32)
        spread[::2] = narrow * 2
        samples = np.concatenate((self._before, spread))
        self._before = samples[-(TAPS - 1) :]
        return _s16(np.convolve(samples, _FILTER, "valid"))


def _s16(samples: NDArray[np.float32]) -> bytes:
    pcm: bytes = np.clip(np.rint(samples), -32768, 32767).astype("<i2").tobytes()
    return pcm
