"""Moonshine tiny-en's network on onnxruntime: an utterance in, its likeliest wordings out.

Encoder once, then the decoder by beam search. A short utterance is also scored against the phrases expected at the
question (hints), because a wording outside the beam may still fit the sound. No state between calls: one copy serves
every thread, and the same audio gives the same wordings.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.call.ports import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LEAD_S: Final = 0.2
_TAIL_S: Final = 0.5
"""Silence around an utterance: without it WER rises from 6.9 to 10-13 on 167 human prompts (speech.md 3.1)."""

_MAX_TOKENS_PER_S: Final = 6.5
"""The library's own guard against endless repetition; fast speech has about five."""

_START: Final = 1
_END: Final = 2
_HEADS: Final = 8
_HEAD_SIZE: Final = 36
"""Token ids of the vocabulary and shapes of tiny-en's attention cache, as its graph declares them."""

_BEAM: Final = 4
_NEXT: Final = 6
_NEAR_BEAM: Final = 5.0
"""Wordings kept at a time, tokens each is continued with, and how far (nats) one may fall behind the best: a clear
utterance soon has only one. Measured in docs/decisions/0013."""

_HINT_WORDS: Final = 3
_MOST_HINTS: Final = 48
_MOST_RIVALS: Final = 2
_NEAR: Final = 2.5
"""A hint is a rival when its log probability is at most this far behind (nats)."""

_SPACE: Final = "\N{LOWER ONE EIGHTH BLOCK}"


@dataclass(frozen=True, slots=True)
class _Branch:
    """A wording so far: its tokens, their log probability, and its bare letters, by which two wordings are the same."""

    tokens: tuple[int, ...] = ()
    log_p: float = 0.0
    letters: str = ""

    def and_then(self, token: int, log_p: float, letters: str) -> _Branch:
        return _Branch((*self.tokens, token), self.log_p + log_p, self.letters + letters)

    @property
    def p(self) -> float:
        """Geometric mean over its tokens and its end."""
        return math.exp(self.log_p / (len(self.tokens) + 1))


class MoonshineNetwork:
    """Encoder and decoder. `wordings` may be called from any number of threads at once."""

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
        self._letters = [_bare(token.decode("utf-8", errors="ignore")) for token in self._vocabulary]
        self._ids = {token: index for index, token in enumerate(self._vocabulary)}
        self._past = [node.name for node in self._decoder.get_inputs() if node.name.startswith("past_key_values")]
        self._outputs = ["logits", *(name.replace("past_key_values", "present") for name in self._past)]

    def wordings(self, samples: NDArray[np.float32], hints: Sequence[str] = ()) -> list[tuple[str, float]]:
        """Texts with probabilities, best first, of at most 15 s of 16 kHz audio in -1..1; one with no words is "".

        The first has the geometric mean over its tokens, the others as much less as the sound fits them less.
        Behind the beam's come those of `hints` (lower case, best guess first) that the sound fits nearly as well.
        """
        hidden, mask = self._encoded(samples)
        branches = self._search(hidden, mask)
        best = branches[0]
        found = [(self._text(each.tokens), best.p * math.exp(each.log_p - best.log_p)) for each in branches]
        short = [hint for hint in islice(hints, _MOST_HINTS) if hint.count(" ") < _HINT_WORDS]
        if not short or not best.letters or any(_bare(text) in short for text, _ in found):
            return found
        return [*found, *self._rivals(hidden, mask, best, short)]

    def _encoded(self, samples: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        import numpy as np

        lead, tail = (np.zeros(int(seconds * SAMPLE_RATE), np.float32) for seconds in (_LEAD_S, _TAIL_S))
        audio = np.concatenate([lead, samples, tail])[None]
        ones = np.ones(audio.shape, np.int64)
        return self._encoder.run(None, {"input_values": audio, "attention_mask": ones})[0], ones

    def _rivals(
        self, hidden: NDArray[np.float32], mask: NDArray[np.int64], best: _Branch, hints: Sequence[str]
    ) -> list[tuple[str, float]]:
        """Hints that the sound fits nearly as well as the best wording, with the probability that makes of theirs.

        A hint much shorter than that wording leaves sound unsaid, so it is none.
        """
        written = {hint: self._tokens(hint) for hint in hints}
        fitting = [hint for hint, ids in written.items() if len(ids) >= len(best.tokens) - 1]
        if not fitting:
            return []
        scores = self._log_p(hidden, mask, [written[hint] for hint in fitting])
        near = sorted(zip(scores, fitting, strict=True), reverse=True)[:_MOST_RIVALS]
        behind = [(hint, min(0.0, score - best.log_p)) for score, hint in near]
        return [(hint, best.p * math.exp(gap / 2)) for hint, gap in behind if gap > -_NEAR]

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
        data = f"{_SPACE}{phrase.capitalize()}.".replace(" ", _SPACE).encode()
        found: list[int] = []
        while data:
            size = next(n for n in range(min(len(data), 24), 0, -1) if n == 1 or data[:n] in self._ids)
            found.append(self._ids.get(data[:size], 0))
            data = data[size:]
        return found

    def _search(self, hidden: NDArray[np.float32], mask: NDArray[np.int64]) -> list[_Branch]:
        """Beam search with an attention cache; the encoder's part of that is computed by the first step only.

        `mask` (1, samples) is the encoder's: the graph thins it out to the frames of `hidden` itself.
        """
        import numpy as np

        live, ended = [_Branch()], dict[str, _Branch]()
        cache: dict[str, Any] = dict.fromkeys(self._past, np.zeros((1, _HEADS, 1, _HEAD_SIZE), np.float32))
        for step in range(math.ceil(mask.shape[1] / SAMPLE_RATE * _MAX_TOKENS_PER_S)):
            count = len(live)
            feed = {**cache, "use_cache_branch": np.array([step > 0])}
            feed["input_ids"] = np.array([[each.tokens[-1] if each.tokens else _START] for each in live], np.int64)
            feed["encoder_hidden_states"] = np.repeat(hidden, count, axis=0)
            feed["encoder_attention_mask"] = np.repeat(mask, count, axis=0)
            logits, *present = self._decoder.run(self._outputs, feed)
            grown = self._grown(live, logits[:, -1])
            least = max(grown[0][1].log_p, *(each.log_p for each in ended.values()), -math.inf) - _NEAR_BEAM
            kept = _kept(grown, ended, least)
            if not kept or _settled(ended, kept[0][1]):
                break
            rows = [row for row, _ in kept]
            for name, values in zip(self._past, present, strict=True):
                if step == 0 or ".decoder." in name:
                    cache[name] = values[rows]
                elif count != len(rows):
                    cache[name] = np.repeat(cache[name][:1], len(rows), axis=0)
            live = [branch for _, branch in kept]
        return sorted(ended.values() or live, key=lambda branch: -branch.log_p)[:_BEAM]

    def _grown(self, live: Sequence[_Branch], logits: NDArray[np.float32]) -> list[tuple[int, _Branch]]:
        """Every branch with each of its likeliest next tokens, and its row; best first."""
        import numpy as np

        top = logits.max(axis=-1, keepdims=True)
        log_p = logits - top - np.log(np.exp(logits - top).sum(axis=-1, keepdims=True))
        likeliest = np.argpartition(log_p, -_NEXT, axis=-1)[:, -_NEXT:]
        grown = [
            (row, branch.and_then(token, float(log_p[row, token]), self._letters[token]))
            for row, branch in enumerate(live)
            for token in map(int, likeliest[row])
        ]
        return sorted(grown, key=lambda each: (-each[1].log_p, each[1].tokens))

    def _text(self, tokens: Sequence[int]) -> str:
        raw = b"".join(self._vocabulary[token] for token in tokens)
        return raw.decode("utf-8", errors="ignore").replace(_SPACE, " ").strip()


def _kept(grown: Sequence[tuple[int, _Branch]], ended: dict[str, _Branch], least: float) -> list[tuple[int, _Branch]]:
    """The beam after a step: the best of `grown` that differ by a letter; what ends goes to `ended`."""
    kept: dict[str, tuple[int, _Branch]] = {}
    for row, branch in grown:
        if branch.log_p < least:
            break
        if branch.tokens[-1] == _END:
            whole = _Branch(branch.tokens[:-1], branch.log_p, branch.letters)
            words = " ".join(whole.letters.split())
            if words not in ended or ended[words].log_p < whole.log_p:
                ended[words] = whole
        elif len(kept) < _BEAM:
            kept.setdefault(branch.letters, (row, branch))
    return list(kept.values())


def _settled(ended: dict[str, _Branch], best: _Branch) -> bool:
    """Whether nothing that still grows can come among the first `_BEAM`: it only gets less likely."""
    return len(ended) >= _BEAM and best.log_p < sorted(each.log_p for each in ended.values())[-_BEAM]


def _bare(text: str) -> str:
    """Letters, digits, apostrophes and spaces: two wordings that differ in case and punctuation are one."""
    return re.sub(r"[^a-z\d' ]", "", text.lower().replace(_SPACE, " "))


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
