"""English ears: Moonshine tiny-en, the only recogniser whose weights come inside a package on PyPI.

Takes the weights and the vocabulary from moonshine-voice 0.0.73 and runs them on onnxruntime itself. Its own library
gives the same words, but spends twice the CPU spinning two threads (197 ms against 57 ms for 1 s of speech), cannot
be told not to, and hands out one result struct for all its threads. Here the network has no state between calls: one
copy (160 MiB) serves every thread, and the same audio gives the same words at any concurrency. Greedy decoding; the
phrases expected at a question are scored against a short utterance and offered as further readings.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from bot.call.ports import BYTES_PER_SAMPLE, SAMPLE_RATE
from bot.edge.audio import level_dbfs
from bot.edge.vad import voiced_s
from bot.source import WinbackError
from bot.understanding.model import Hypothesis

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

INSTALL: Final = "pip install 'winback[english]'"

_LEAD_S: Final = 0.2
_TAIL_S: Final = 0.5
"""Silence around an utterance: without it WER rises from 6.9 to 10-13 on 167 human prompts (speech.md 3.1)."""

_PIECE_S: Final = 15.0
"""Longest piece recognised at once; Moonshine was trained on shorter ones, and its cost grows with the square."""

_SEARCH_S: Final = 3.0
"""How far before the end of a piece to look for the quietest place to cut it."""

_MAX_TOKENS_PER_S: Final = 6.5
"""The library's own guard against endless repetition; fast speech has about five."""

_START: Final = 1
_END: Final = 2
_HEADS: Final = 8
_HEAD_SIZE: Final = 36
"""Token ids of the vocabulary and shapes of tiny-en's attention cache, as its graph declares them."""

_HINTED_S: Final = 2.0
"""Only utterances up to this long (s) are weighed against hints: one-word answers are what the network mishears."""

_HINT_WORDS: Final = 3
_MOST_HINTS: Final = 48
_MOST_RIVALS: Final = 2
_NEAR: Final = 2.5
"""A hint is a rival when its log probability is at most this far behind (nats)."""

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
    def _network(self) -> _Network:
        return _Network(_weights())

    def _hear(self, pcm: bytes, hints: tuple[str, ...] = ()) -> tuple[Hypothesis, ...]:
        self.load()
        short = _short_hints(hints) if len(pcm) <= _HINTED_S * SAMPLE_RATE * BYTES_PER_SAMPLE else ()
        heard = [self._network.words(piece, short) for piece in _pieces(pcm)]
        text = " ".join(words for (words, _), *_ in heard if words)
        if not text or _is_invented(text, pcm):
            return ()
        first = Hypothesis(text, round(min(p for (words, p), *_ in heard if words), 3))
        rivals = heard[0][1:] if len(heard) == 1 else []
        return (first, *(Hypothesis(words, round(p, 3)) for words, p in rivals))


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


def _bare(text: str) -> str:
    return re.sub(r"[^a-z' ]", "", text.lower()).strip()


def _short_hints(hints: tuple[str, ...]) -> tuple[str, ...]:
    """Those that a short answer may be, best guess first."""
    return tuple(islice((hint for hint in hints if hint.count(" ") < _HINT_WORDS), _MOST_HINTS))


def _is_invented(text: str, pcm: bytes) -> bool:
    bare = re.sub(r"[^a-z ]", "", text.lower()).strip()
    return bare in _INVENTED and (level_dbfs(pcm) < _LEAST_DBFS or voiced_s(pcm) < _LEAST_VOICED_S)


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


class _Network:
    """Encoder and decoder. `words` may be called from any number of threads at once."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # One thread: a second saves a third of the wait and costs double the CPU, which other calls need.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1

        def session(name: str) -> Any:
            return onnxruntime.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"])

        self._encoder = session("encoder_model.ort")
        self._decoder = session("decoder_model_merged.ort")
        self._vocabulary = _vocabulary((folder / "tokenizer.bin").read_bytes())
        self._ids = {token: index for index, token in enumerate(self._vocabulary)}
        self._past = [node.name for node in self._decoder.get_inputs() if node.name.startswith("past_key_values")]
        self._outputs = ["logits", *(name.replace("past_key_values", "present") for name in self._past)]

    def words(self, samples: NDArray[np.float32], hints: Sequence[str] = ()) -> list[tuple[str, float]]:
        """Text and probability (geometric mean over tokens) of at most `_PIECE_S` of 16 kHz audio in -1..1.

        Behind it come those of `hints` that the audio fits nearly as well, best first.
        """
        hidden, mask = self._encoded(samples)
        tokens, p = self._decode(hidden, mask)
        raw = b"".join(self._vocabulary[token] for token in tokens)
        text = raw.decode("utf-8", errors="ignore").replace("\N{LOWER ONE EIGHTH BLOCK}", " ").strip()
        if not text or not hints or _bare(text) in hints:
            return [(text, p)]
        return [(text, p), *self._rivals(hidden, mask, (tokens, p), hints)]

    def _encoded(self, samples: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        import numpy as np

        lead, tail = (np.zeros(int(seconds * SAMPLE_RATE), np.float32) for seconds in (_LEAD_S, _TAIL_S))
        audio = np.concatenate([lead, samples, tail])[None]
        ones = np.ones(audio.shape, np.int64)
        return self._encoder.run(None, {"input_values": audio, "attention_mask": ones})[0], ones

    def _rivals(
        self,
        hidden: NDArray[np.float32],
        mask: NDArray[np.int64],
        decoded: tuple[list[int], float],
        hints: Sequence[str],
    ) -> list[tuple[str, float]]:
        """Hints that the audio fits nearly as well as the decoded tokens, with the probability that makes of theirs.

        A hint much shorter than what was decoded leaves audio unsaid, so it is none.
        """
        tokens, p = decoded
        best = math.log(p) * (len(tokens) + 1)
        written = {hint: self._tokens(hint) for hint in hints}
        fitting = [hint for hint, ids in written.items() if len(ids) >= len(tokens) - 1]
        if not fitting:
            return []
        scores = self._log_p(hidden, mask, [written[hint] for hint in fitting])
        near = sorted(zip(scores, fitting, strict=True), reverse=True)[:_MOST_RIVALS]
        return [(hint, min(p, p * math.exp((score - best) / 2))) for score, hint in near if score > best - _NEAR]

    def _log_p(self, hidden: NDArray[np.float32], mask: NDArray[np.int64], written: Sequence[list[int]]) -> list[float]:
        """Log probability of each sequence of tokens given the audio; all in one run of the decoder."""
        import numpy as np

        sentences = [[_START, *tokens, _END] for tokens in written]
        longest = max(len(sentence) for sentence in sentences)
        ids = np.array([sentence + [_END] * (longest - len(sentence)) for sentence in sentences], np.int64)
        count = len(sentences)
        feed: dict[str, Any] = dict.fromkeys(self._past, np.zeros((count, _HEADS, 1, _HEAD_SIZE), np.float32))
        feed["encoder_hidden_states"] = np.repeat(hidden, count, axis=0)
        feed["encoder_attention_mask"] = np.repeat(mask, count, axis=0)
        feed["input_ids"], feed["use_cache_branch"] = ids[:, :-1], np.array([False])
        logits = self._decoder.run(["logits"], feed)[0]
        top = logits.max(axis=-1, keepdims=True)
        norm = np.log(np.exp(logits - top).sum(axis=-1)) + top[..., 0]
        picked = np.take_along_axis(logits, ids[:, 1:, None], axis=-1)[..., 0] - norm
        return [float(picked[row, : len(sentence) - 1].sum()) for row, sentence in enumerate(sentences)]

    def _tokens(self, phrase: str) -> list[int]:
        """A phrase as the network writes sentences ("Not really."), by longest match in its vocabulary."""
        data = f"\N{LOWER ONE EIGHTH BLOCK}{phrase.capitalize()}.".replace(" ", "\N{LOWER ONE EIGHTH BLOCK}").encode()
        found: list[int] = []
        while data:
            size = next(n for n in range(min(len(data), 24), 0, -1) if n == 1 or data[:n] in self._ids)
            found.append(self._ids.get(data[:size], 0))
            data = data[size:]
        return found

    def _decode(self, hidden: NDArray[np.float32], mask: NDArray[np.int64]) -> tuple[list[int], float]:
        """Greedy decoding with an attention cache: the encoder's part is computed by the first step only.

        `mask` (1, samples) is the encoder's: the graph thins it out to the frames of `hidden` itself.
        """
        import numpy as np

        cache = np.zeros((1, _HEADS, 1, _HEAD_SIZE), np.float32)
        feed: dict[str, Any] = dict.fromkeys(self._past, cache)
        feed["encoder_hidden_states"] = hidden
        feed["encoder_attention_mask"] = mask
        tokens: list[int] = []
        surprise, token = 0.0, _START
        for step in range(math.ceil(mask.shape[1] / SAMPLE_RATE * _MAX_TOKENS_PER_S)):
            feed["input_ids"] = np.array([[token]], np.int64)
            feed["use_cache_branch"] = np.array([step > 0])
            logits, *present = self._decoder.run(self._outputs, feed)
            scores = logits[0, -1]
            token = int(scores.argmax())
            surprise += float(np.log(np.exp(scores - scores[token]).sum()))
            if token == _END:
                break
            tokens.append(token)
            feed.update((n, v) for n, v in zip(self._past, present, strict=True) if step == 0 or ".decoder." in n)
        return tokens, math.exp(-surprise / (len(tokens) + 1))


def _vocabulary(data: bytes) -> list[bytes]:
    """Tokens of tokenizer.bin: each a length (one byte, or two from 128 on, low seven bits first) and its bytes."""
    tokens: list[bytes] = []
    at = 0
    while at < len(data):
        size = data[at]
        at += 1
        if size >= 128:
            size += data[at] * 128 - 128
            at += 1
        tokens.append(data[at : at + size])
        at += size
    return tokens
