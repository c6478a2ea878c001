"""Ears for any language there is a Vosk model for, by the path of its folder.

Knows Vosk's thread rules: a model is shared, a recogniser belongs to one thread at a time, work comes in lumps of up
to 750 ms and so never touches the event loop. Speech is decoded while it is being said; our own detector ends it.
With a grammar (the hints of a question) it costs 0.03 CPU s per s of audio, freely 0.55 (speech.md 3.2). Vosk's
results vary a little between runs of the same audio; nothing here can change that.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any, Final

from bot.call.ports import BYTES_PER_SAMPLE, SAMPLE_RATE
from bot.edge.models_check import takes_grammar, vosk_fault
from bot.source import WinbackError
from bot.understanding.model import Hypothesis

UNKNOWN: Final = "[unk]"
"""The word models use for "none of these"; a grammar without it bends any sound onto its words."""

_CHUNK_BYTES: Final = SAMPLE_RATE * BYTES_PER_SAMPLE // 4
"""A quarter second goes to a thread at a time: a job per 32 ms frame would cost more than it saves."""

_FREE: Final = "[]"
"""Vosk's way back from a grammar to free speech."""


@dataclass(frozen=True, slots=True)
class VoskSettings:
    """`models`: a folder for each language. `threads` recognisers work at a time, a core each.

    `alternatives` readings are given, with probabilities among themselves; with 1, a confidence from its words.
    """

    models: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))
    threads: int = 2
    alternatives: int = 3


class VoskRecognizer:
    """ports.Recognizer. A model is loaded (1-3 s) by `load`, or by the first utterance in its language."""

    name = "vosk"

    def __init__(self, settings: VoskSettings) -> None:
        self._settings = settings
        self._threads = ThreadPoolExecutor(settings.threads, thread_name_prefix="vosk")
        self._models: dict[str, _Model] = {}
        self._lock = Lock()

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._settings.models)

    def open(self, language: str) -> VoskListening:
        """Raises WinbackError when the language has no model, its folder is none, or vosk is missing."""
        self._folder(language)
        return VoskListening(self._threads, lambda: self.load(language))

    def load(self, language: str) -> _Model:
        """Load now, so that the first caller does not wait. Blocks. Raises WinbackError."""
        with self._lock:
            if language not in self._models:
                self._models[language] = _Model(self._folder(language), self._settings.alternatives)
            return self._models[language]

    def close(self) -> None:
        """Let the threads go; what is being recognised is finished first."""
        self._threads.shutdown()

    def _folder(self, language: str) -> Path:
        folder = self._settings.models.get(language)
        if folder is None:
            raise WinbackError(
                f"{language!r} has no Vosk model; fetch one (winback models fetch {language}), name it in config.yaml"
            )
        if fault := vosk_fault(folder):
            raise WinbackError(fault)
        if find_spec("vosk") is None:
            raise WinbackError("vosk is not installed; run: pip install vosk==0.3.45")
        return folder


class VoskListening:
    """One call's ear. Audio goes to a thread as it comes; a recogniser is held from the first of it to `finish`."""

    def __init__(self, threads: ThreadPoolExecutor, load: Callable[[], _Model]) -> None:
        self._threads = threads
        self._load = load
        self._lock = Lock()
        """Held by the one thread that works for this call; the queue is taken under it, so order is kept."""
        self._utterance = _Utterance(())

    def begin(self, hints: Sequence[str]) -> None:
        self._drop()
        self._utterance = _Utterance(tuple(hints))

    def feed(self, pcm: bytes) -> None:
        utterance = self._utterance
        utterance.waiting += pcm
        if len(utterance.waiting) >= _CHUNK_BYTES:
            utterance.queue.append(bytes(utterance.waiting))
            utterance.waiting.clear()
            utterance.begun = True
            self._threads.submit(self._work, utterance)

    async def finish(self) -> tuple[Hypothesis, ...]:
        utterance, self._utterance = self._utterance, _Utterance(())
        utterance.queue.append(bytes(utterance.waiting))
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._end, utterance)

    async def close(self) -> None:
        self._drop()

    def _drop(self) -> None:
        """Give up an utterance nobody asked the words of."""
        utterance, self._utterance = self._utterance, _Utterance(())
        if utterance.begun:
            self._threads.submit(self._end, utterance)

    def _work(self, utterance: _Utterance) -> None:
        # A busy lock means another thread is emptying this very queue; what it misses by a hair, the next chunk brings.
        if self._lock.acquire(blocking=False):
            try:
                self._decode(utterance)
            finally:
                self._lock.release()

    def _end(self, utterance: _Utterance) -> tuple[Hypothesis, ...]:
        with self._lock:
            if utterance.fault is None:
                self._decode(utterance)
            if utterance.fault is not None:
                raise utterance.fault
            hearing = utterance.hearing
            return hearing.end() if hearing else ()

    def _decode(self, utterance: _Utterance) -> None:
        """Everything queued so far. What goes wrong is kept for `finish`, which is where somebody listens."""
        try:
            while utterance.queue:
                pcm = utterance.queue.pop(0)
                if pcm and utterance.hearing is None:
                    utterance.hearing = self._load().hearing(utterance.hints)
                if utterance.hearing is not None:
                    utterance.hearing.take(pcm)
        except Exception as error:  # whatever it is, `finish` raises it
            utterance.fault = error
            utterance.hearing = None


@dataclass(slots=True)
class _Utterance:
    """`waiting` and `begun` belong to the event loop, `hearing` to the thread that works; `queue` joins the two."""

    hints: tuple[str, ...]
    waiting: bytearray = field(default_factory=bytearray)
    begun: bool = False
    queue: list[bytes] = field(default_factory=list)
    hearing: Hearing | None = None
    fault: Exception | None = None


class _Model:
    """A loaded model and its idle recognisers, which are kept: Vosk gives no memory back (45 MiB each)."""

    def __init__(self, folder: Path, alternatives: int) -> None:
        import vosk

        vosk.SetLogLevel(-1)
        try:
            self._model = vosk.Model(model_path=str(folder))
        except Exception as error:  # vosk raises bare Exception
            raise WinbackError(
                f"{folder}: Vosk cannot load this model; fetch it again, or check it is whole"
            ) from error
        self._grammatical = takes_grammar(folder)
        self._alternatives = alternatives
        self._idle: list[Any] = []

    def knows(self, word: str) -> bool:
        return bool(self._model.vosk_model_find_word(word) >= 0)

    def grammar(self, hints: Iterable[str]) -> tuple[str, ...]:
        """The hints this model can hear, with `UNKNOWN` where it has it; empty where free speech is all there is.

        A hint with one word the model does not know is left out whole: "not interested" without its "not" would be
        heard as its opposite.
        """
        if not self._grammatical:
            return ()
        phrases = tuple(dict.fromkeys(phrase for hint in hints if (phrase := spelled(hint))))
        known = tuple(phrase for phrase in phrases if all(self.knows(word) for word in phrase.split()))
        return (*known, UNKNOWN) if known and self.knows(UNKNOWN) else known

    def hearing(self, hints: Sequence[str]) -> Hearing:
        return Hearing(self, self.grammar(hints))

    def take(self, grammar: Sequence[str]) -> Any:
        """An idle recogniser, or a new one, set to the grammar. list.pop and append are atomic: no lock is needed."""
        import vosk

        try:
            recognizer = self._idle.pop()
        except IndexError:
            recognizer = vosk.KaldiRecognizer(self._model, SAMPLE_RATE)
            recognizer.SetWords(True)
            recognizer.SetMaxAlternatives(self._alternatives if self._alternatives > 1 else 0)
        if self._grammatical:
            recognizer.SetGrammar(json.dumps(grammar, ensure_ascii=False) if grammar else _FREE)
        return recognizer

    def give_back(self, recognizer: Any) -> None:
        recognizer.Reset()
        self._idle.append(recognizer)


class Hearing:
    """One utterance in one recogniser. With `UNKNOWN` in the best reading, it is heard again without a grammar."""

    def __init__(self, model: _Model, grammar: tuple[str, ...]) -> None:
        self._model = model
        self._grammar = grammar
        self._recognizer = model.take(grammar)
        self._parts: list[str] = []
        self._kept = bytearray()

    def take(self, pcm: bytes) -> None:
        if UNKNOWN in self._grammar:
            self._kept += pcm
        # Vosk's own endpointing closes a part in a long pause; its words would be lost if they were not fetched.
        if self._recognizer.AcceptWaveform(pcm):
            self._parts.append(self._recognizer.Result())

    def end(self) -> tuple[Hypothesis, ...]:
        """The readings; the recogniser goes back to the pool."""
        heard = readings([*self._parts, self._recognizer.FinalResult()])
        self._model.give_back(self._recognizer)
        if not heard or UNKNOWN not in heard[0].text.split():
            return tuple(reading for reading in heard if UNKNOWN not in reading.text.split())
        again = Hearing(self._model, ())
        again.take(bytes(self._kept))
        return again.end()


def spelled(hint: str) -> str:
    """A hint the way models spell their words: lower case, one apostrophe, no punctuation."""
    return " ".join(re.findall(r"\w+(?:['-]\w+)*", hint.lower().replace("\u2019", "'").replace("\u02bc", "'")))


def readings(results: Sequence[str]) -> tuple[Hypothesis, ...]:
    """Hypotheses, best first, from Vosk's JSON results of one utterance's parts (all but the last end in a pause).

    The alternatives are those of the last part that has words; earlier parts are taken at their best.
    """
    parts = [part for part in map(_part, results) if part]
    if not parts:
        return ()
    said = " ".join(part[0].text for part in parts[:-1])
    sure = math.prod(part[0].confidence or 0.0 for part in parts[:-1])
    return tuple(
        Hypothesis(f"{said} {last.text}".strip(), round(sure * (last.confidence or 0.0), 3)) for last in parts[-1]
    )


def _part(result: str) -> tuple[Hypothesis, ...]:
    """One result's readings. Scores of alternatives are log likelihoods: exponentials, made to sum to 1 among them."""
    told = json.loads(result)
    if "alternatives" in told:
        offered = [(each["text"], each["confidence"]) for each in told["alternatives"]]
        best = max((score for _, score in offered), default=0.0)
        total = sum(math.exp(score - best) for _, score in offered)
        return tuple(Hypothesis(text, math.exp(score - best) / total) for text, score in offered if text)
    words = told.get("result", ())
    return (Hypothesis(told["text"], sum(word["conf"] for word in words) / len(words)),) if words else ()
