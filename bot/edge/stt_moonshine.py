"""English ears: Moonshine tiny-en, the only recogniser whose weights come inside a package on PyPI.

Takes the weights and the vocabulary from moonshine-voice 0.0.73 and runs them on onnxruntime itself. Its own library
gives the same words, but spends twice the CPU spinning two threads (197 ms against 57 ms for 1 s of speech), cannot
be told not to, and hands out one result struct for all its threads. Here the network has no state between calls: one
copy (160 MiB) serves every thread, and the same audio gives the same words at any concurrency. Every utterance has up
to four readings, best first; understanding decides among them.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from bot.call.ports import BYTES_PER_SAMPLE, SAMPLE_RATE
from bot.edge.audio import level_dbfs
from bot.edge.moonshine_network import MoonshineNetwork
from bot.edge.vad import voiced_s
from bot.source import WinbackError
from bot.understanding.model import Hypothesis

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

INSTALL: Final = "pip install 'winback[english]'"

_PIECE_S: Final = 15.0
"""Longest piece recognised at once; Moonshine was trained on shorter ones, and its cost grows with the square."""

_SEARCH_S: Final = 3.0
"""How far before the end of a piece to look for the quietest place to cut it."""

_HINTED_S: Final = 2.0
"""Only utterances up to this long (s) are weighed against hints: one-word answers are what the network mishears."""

_INVENTED: Final = frozenset({"you", "thank you", "thanks", "bye"})
"""What Moonshine makes of silence, noise and tones (speech.md 3.1)."""

_LEAST_VOICED_S: Final = 0.25
_LEAST_DBFS: Final = -50.0
"""Below either, an invented phrase is taken for noise; people on telephones speak at -35 to -10 dBFS."""


@dataclass(frozen=True, slots=True)
class MoonshineSettings:
    """`threads` utterances are recognised at a time, one core each."""

    threads: int = 2


class MoonshineRecognizer:
    """ports.Recognizer for English. The network is loaded (0.7 s) by `load`, or by the first utterance."""

    name = "moonshine"
    languages = ("en",)

    def __init__(self, settings: MoonshineSettings = MoonshineSettings()) -> None:
        self._threads = ThreadPoolExecutor(settings.threads, thread_name_prefix="moonshine")
        self._loading = Lock()

    def open(self, language: str) -> MoonshineListening:
        """Raises WinbackError for any language but English, and where the package is missing."""
        if language not in self.languages:
            raise WinbackError(
                f"moonshine hears English only, not {language!r}; give {language} a Vosk model in config.yaml"
            )
        _weights()
        return MoonshineListening(self)

    def load(self, language: str = "en") -> None:  # noqa: ARG002 - the port's name
        """Load now, so that the first caller does not wait. Blocks."""
        with self._loading:
            _ = self._network

    async def recognize(self, pcm: bytes, hints: Sequence[str] = ()) -> tuple[Hypothesis, ...]:
        """One utterance of house PCM, in a thread of its own; `hints` are weighed against what a short one says."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._hear, pcm, tuple(hints))

    def close(self) -> None:
        """Let the threads go; what is being recognised is finished first."""
        self._threads.shutdown()

    @cached_property
    def _network(self) -> MoonshineNetwork:
        return MoonshineNetwork(_weights())

    def _hear(self, pcm: bytes, hints: tuple[str, ...] = ()) -> tuple[Hypothesis, ...]:
        self.load()
        short = hints if len(pcm) <= _HINTED_S * SAMPLE_RATE * BYTES_PER_SAMPLE else ()
        heard = [self._network.wordings(piece, short) for piece in _pieces(pcm)]
        if len(heard) != 1:  # of a long one, cut up, only the best of each piece
            said = [wordings[0] for wordings in heard if wordings[0][0]]
            heard = [[(" ".join(text for text, _ in said), min((p for _, p in said), default=0.0))]]
        wordings = heard[0]
        if _is_invented(wordings[0][0], pcm):
            return ()
        return tuple(Hypothesis(text, round(p, 3)) for text, p in wordings if text)


class MoonshineListening:
    """One call's ear: collects an utterance, recognises it as a whole, weighs the hints against a short one."""

    def __init__(self, recognizer: MoonshineRecognizer) -> None:
        self._recognizer = recognizer
        self._pcm = bytearray()
        self._hints: tuple[str, ...] = ()

    def begin(self, hints: Sequence[str]) -> None:
        self._pcm.clear()
        self._hints = tuple(hints)

    def feed(self, pcm: bytes) -> None:
        self._pcm += pcm

    async def finish(self) -> tuple[Hypothesis, ...]:
        pcm = bytes(self._pcm)
        self._pcm.clear()
        return await self._recognizer.recognize(pcm, self._hints)

    async def close(self) -> None:
        self._pcm.clear()


def _is_invented(text: str, pcm: bytes) -> bool:
    """No words at all, or what silence and noise are taken for where there was little else."""
    bare = re.sub(r"[^a-z ]", "", text.lower()).strip()
    return not text or (bare in _INVENTED and (level_dbfs(pcm) < _LEAST_DBFS or voiced_s(pcm) < _LEAST_VOICED_S))


def _pieces(pcm: bytes) -> list[NDArray[np.float32]]:
    """The utterance as floats, cut at its quietest places when it is longer than one piece."""
    import numpy as np

    rest = np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2").astype(np.float32) * np.float32(1 / 32768)
    pieces: list[NDArray[np.float32]] = []
    longest, search, window = (int(seconds * SAMPLE_RATE) for seconds in (_PIECE_S, _SEARCH_S, 0.1))
    while rest.size > longest:
        loudness = np.convolve(np.abs(rest[longest - search : longest]), np.ones(window), "valid")
        cut = longest - search + int(loudness.argmin()) + window // 2
        pieces.append(rest[:cut])
        rest = rest[cut:]
    return [*pieces, rest] if rest.size else pieces


def _weights() -> Path:
    """The folder of tiny-en inside moonshine-voice, found without importing the package."""
    package = find_spec("moonshine_voice")
    folders = package.submodule_search_locations if package else None
    folder = Path(folders[0], "assets", "tiny-en") if folders else None
    if folder is None:
        raise WinbackError(f"English speech recognition is not installed; run: {INSTALL}")
    if not folder.is_dir():
        raise WinbackError(f"{folder}: the English model is not in this version of moonshine-voice; run: {INSTALL}")
    return folder
