"""A person's recording of a prompt on its way into the house: mixed down, measured, cut to its words, brought to level.

Knows samples; refuses to know words and what is good enough (`bot.spoken.take` judges). The file given is only read.
Deterministic: the same file gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.call.ports import BYTES_PER_SAMPLE, SAMPLE_RATE
from bot.edge.audio import SILENCE_DBFS, Waves, read_waves
from bot.edge.tts_sound import active_level_dbfs, block_powers, levelled, pcm_of, samples_of, silence
from bot.edge.vad import voiced_s
from bot.spoken.take import Measured

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

HIGHEST_HZ: Final = 192_000
"""What studios record at."""

LONGEST_S: Final = 120.0
"""The longest shipped prompt takes 15 s; more is a whole session in one file."""

LEAD_S: Final = 0.05
TAIL_S: Final = 0.1
"""Silence left around the words: enough for a soft beginning and a fading end, too little to wait for."""
_FADE_S: Final = 0.01
"""At both ends, so that the room's noise does not begin with a click."""

_FULL: Final = 1.5 / 32768
"""Within this of full scale a sample is a clipped one, if its neighbours are too: a lone peak may stand there."""
_CLIPPED_RUN: Final = 3

_BLOCK: Final = SAMPLE_RATE // 100
_NOISE_SHARE: Final = 0.1
"""The softest tenth of a recording is its room: with half a second before and after, silence is more than that."""
_OVER_NOISE_DB: Final = 6.0
_UNDER_SPEECH_DB: Final = 45.0
_LEAST_UNDER_DB: Final = 20.0
"""Speech begins this far over the room's noise, and 45 dB under the loudest block at most; never nearer than 20 dB to
it, so that noise cuts no words off."""
_SOUNDING_BLOCKS: Final = 3
"""30 ms: shorter is a click of the mouse."""

_CANCELLED_DB: Final = 10.0
"""Two channels whose mean is this much softer than the louder of them are each other's mirror image."""

_HEARING_ROOM_S: Final = 0.3
"""Silence around the words, as a call has it."""


@dataclass(frozen=True, slots=True)
class PromptTake:
    """`pcm` is house PCM, levelled, with `LEAD_S` and `TAIL_S` around the words; empty where nothing sounds."""

    pcm: bytes
    seconds: float
    level_dbfs: float
    noise_dbfs: float
    clipped_s: float
    hz: int
    note: str = ""

    @property
    def to_hear(self) -> bytes:
        """The same with silence around it, for a detector and a recogniser."""
        return silence(_HEARING_ROOM_S) + self.pcm + silence(_HEARING_ROOM_S)

    def measured(self) -> Measured:
        """Its figures, with what the voice-activity detector says of it (a tenth of the time it takes to say)."""
        voiced = voiced_s(self.to_hear)
        return Measured(self.seconds, voiced, self.level_dbfs, self.noise_dbfs, self.clipped_s, self.hz)


def read_take(path: Path) -> PromptTake:
    """Raises WinbackError for a file that is no WAV, or none that can be read."""
    waves = read_waves(path, LONGEST_S, HIGHEST_HZ)
    mono, mixed = _mixed(waves)
    pcm = pcm_of(_resampled(mono, waves.hz))
    samples = samples_of(pcm)
    words = _words(samples)
    bare = pcm[words.start * BYTES_PER_SAMPLE : words.stop * BYTES_PER_SAMPLE]
    return PromptTake(
        pcm=levelled(_framed(samples, words)) if bare else b"",
        seconds=len(bare) / (BYTES_PER_SAMPLE * SAMPLE_RATE),
        level_dbfs=active_level_dbfs(bare),
        noise_dbfs=_noise_dbfs(samples),
        clipped_s=_clipped(waves) / waves.hz,
        hz=waves.hz,
        note="; ".join(filter(None, (waves.note, mixed))),
    )


def _mixed(waves: Waves) -> tuple[Floats, str]:
    """One channel, without a constant offset, and a word where it is not simply the mean of both."""
    samples = waves.samples - waves.samples.mean(axis=0)
    both = samples.mean(axis=1)
    if samples.shape[1] == 1:
        return both, ""
    louder = max(samples.T, key=lambda channel: float((channel**2).sum()))
    power, most = float((both**2).mean()), float((louder**2).mean())
    if power < most * 10 ** (-_CANCELLED_DB / 10):
        return louder, "its two channels cancel each other out, so the louder one is used alone"
    return both, ""


def _resampled(samples: Floats, hz: int) -> Floats:
    """At the house's rate; floats beyond full scale are brought back under it, as a recorder's own knob would."""
    import numpy as np
    import soxr

    found = soxr.resample(samples, hz, SAMPLE_RATE) if hz != SAMPLE_RATE else samples
    peak = float(np.abs(found).max(initial=0.0))
    scaled: Floats = found / np.float32(peak) if peak > 1 else found
    return scaled


def _clipped(waves: Waves) -> int:
    """Samples at full scale, of runs of `_CLIPPED_RUN` and more, in the channel that has most of them."""
    import numpy as np

    most = 0
    for channel in waves.samples.T:
        full = np.abs(np.abs(channel) - 1) <= _FULL
        edges = np.flatnonzero(np.diff(np.concatenate(([False], full, [False])).astype(np.int8)))
        runs = edges[1::2] - edges[::2]
        most = max(most, int(runs[runs >= _CLIPPED_RUN].sum()))
    return most


def _noise_dbfs(samples: Floats) -> float:
    """Level of the softest tenth; what a noise gate has made digitally silent tells nothing and is left out."""
    import math

    power = _noise_power(block_powers(samples, _BLOCK))
    return max(SILENCE_DBFS, 10 * math.log10(power)) if power > 0 else SILENCE_DBFS


def _noise_power(powers: NDArray[np.float64]) -> float:
    import numpy as np

    sounding = np.sort(powers[powers > 0])
    if not sounding.size:
        return 0.0
    return float(sounding[: max(1, int(sounding.size * _NOISE_SHARE))].mean())


def _words(samples: Floats) -> slice:
    """From the first block that sounds to the last; an empty slice where none does."""
    import numpy as np

    powers = block_powers(samples, _BLOCK)
    loudest = float(powers.max(initial=0.0))
    if loudest <= 0:
        return slice(0, 0)
    floor = max(loudest * 10 ** (-_UNDER_SPEECH_DB / 10), _noise_power(powers) * 10 ** (_OVER_NOISE_DB / 10))
    sounds = powers >= min(floor, loudest * 10 ** (-_LEAST_UNDER_DB / 10))
    steady = np.convolve(sounds, np.ones(_SOUNDING_BLOCKS), "valid") >= _SOUNDING_BLOCKS
    starts = np.flatnonzero(steady)
    if not starts.size:
        return slice(0, 0)
    return slice(int(starts[0]) * _BLOCK, min(samples.size, (int(starts[-1]) + _SOUNDING_BLOCKS) * _BLOCK))


def _framed(samples: Floats, words: slice) -> bytes:
    """The words with the room around them, faded in and out; silence where the recording has no more."""
    import numpy as np

    lead, tail = round(LEAD_S * SAMPLE_RATE), round(TAIL_S * SAMPLE_RATE)
    framed = np.zeros(words.stop - words.start + lead + tail, np.float32)
    start, stop = max(0, words.start - lead), min(samples.size, words.stop + tail)
    at = lead - (words.start - start)
    framed[at : at + stop - start] = samples[start:stop]
    fade = np.linspace(0, 1, round(_FADE_S * SAMPLE_RATE), dtype=np.float32)
    framed[: fade.size] *= fade
    framed[-fade.size :] *= fade[::-1]
    return pcm_of(framed)
