"""What understanding costs: latency by length, memory, and the fit of a language's library.

Latency is of a whole `parse` of a reply not heard before, at a question with asides, in wall and in processor time: on
a shared machine the first holds the others' work, the second does not. Memory is the resident size of a process of its
own after it has understood a reply. A fit is timed cold (embeddings known) and read back from the cache.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.figures import median, p95, table, told
from benchmarks.nlu_data import CALLED, KEPT, ROOT, encoder
from benchmarks.understanding import QUESTION, library
from bot.edge.classifier import examples_of, fit_examples
from bot.edge.classifier_recipe import Views
from bot.edge.lexicon import load_lexicon
from bot.script.model import Script
from bot.understanding.model import Hypothesis
from bot.understanding.understander import compile_understander
from bot.understanding.vocabulary import compile_vocabulary

if TYPE_CHECKING:
    from bot.understanding.model import Understander

LANGUAGES: Final = ("en", "uk", "ru", "fr")
LENGTHS: Final = (1, 3, 7, 10, 14)
ROUNDS: Final = 40


def mind(language: str, kind: str, cache: Path = KEPT) -> Understander:
    lexicon, phrases = load_lexicon(language), library(language)  # read once, as the program does
    vocabulary = compile_vocabulary(lexicon)
    examples = examples_of(phrases, {}, vocabulary)
    classifier = fit_examples(examples, Views(language, vocabulary), encoder(kind, language), cache)
    script = Script("bench", "Bench", (language,), "interested", "start", {}, {})
    return compile_understander(phrases, script, language, lexicon, classifier)


def latency(kind: str, languages: Sequence[str] = LANGUAGES) -> dict[str, dict[str, list[float]]]:
    """Language -> words -> median and p95 in ms of wall time, then of processor time."""
    return {language: _latencies(mind(language, kind), language) for language in told(f"latency, {kind}", languages)}


def _latencies(listener: Understander, language: str) -> dict[str, list[float]]:
    words = sorted({word for text in library(language).other for word in text.split() if word.isalpha()})
    found = {}
    for length in LENGTHS:
        texts = [" ".join(words[(at * 17 + step * 29) % len(words)] for step in range(length)) for at in range(ROUNDS)]
        spans = [_span(listener, text) for text in texts]
        wall, own = zip(*spans, strict=True)
        found[str(length)] = [median(wall), p95(wall), median(own), p95(own)]
    return found


def _span(listener: Understander, text: str) -> tuple[float, float]:
    wall, own = time.perf_counter(), time.process_time()
    listener.parse((Hypothesis(text),), QUESTION)
    return 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - own)


def latency_table(found: Mapping[str, Mapping[str, Mapping[str, Sequence[float]]]]) -> str:
    """`found`: encoder -> language -> words -> figures."""
    rows = [
        (f"{language}, {CALLED[kind]}", length, *(f"{ms:.1f}" for ms in figures))
        for kind, each in found.items() for language, lengths in each.items() for length, figures in lengths.items()
    ]  # fmt: skip
    return table(("one reply", "words", "wall median ms", "p95", "processor median ms", "p95"), rows)


def memory(kind: str, languages: Sequence[str] = LANGUAGES) -> dict[str, float]:
    """ "en" and "en uk ru fr" -> MiB resident."""
    sets = [languages[:1], languages] if len(languages) > 1 else [languages]
    return {" ".join(each): _resident(kind, each) for each in sets}


def _resident(kind: str, languages: Sequence[str]) -> float:
    for language in languages:
        mind(language, kind)  # fitted here, so that the process measured only reads the fit
    command = [sys.executable, "-m", "benchmarks.nlu_speed", kind, *languages]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return float(json.loads(done.stdout))


def memory_table(found: Mapping[str, Mapping[str, float]]) -> str:
    rows = [(CALLED[kind], names, f"{mib:.0f}") for kind, each in found.items() for names, mib in each.items()]
    return table(("understanding alone, in its own process", "languages", "MiB"), rows)


def learning(kind: str, languages: Sequence[str] = LANGUAGES) -> dict[str, list[float]]:
    """Language -> phrases, intents, seconds cold (wall, processor), seconds from the cache."""
    return {language: _fit(language, kind) for language in told(f"fit, {kind}", languages)}


def _fit(language: str, kind: str) -> list[float]:
    vocabulary = compile_vocabulary(load_lexicon(language))
    examples = examples_of(library(language), {}, vocabulary)
    using = encoder(kind, language)
    if using:
        using.embed_all([text for text, _ in examples])
    spans: list[float] = []
    with TemporaryDirectory() as folder:
        for _ in range(2):
            wall, own = time.perf_counter(), time.process_time()
            fit_examples(examples, Views(language, vocabulary), using, Path(folder))
            spans += [time.perf_counter() - wall, time.process_time() - own]
    return [len(examples), len({intent for _, intent in examples}), *spans]


def learning_table(found: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    rows = [
        (f"{language}, {CALLED[kind]}", *(f"{count:.0f}" for count in fit[:2]), *(f"{s:.2f}" for s in fit[2:5]))
        for kind, each in found.items() for language, fit in each.items()
    ]  # fmt: skip
    return table(("library", "phrases", "intents", "fit s", "of processor", "from the cache s"), rows)


def _resident_now() -> float:
    """MiB of this process, as Linux tells it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    listeners = [mind(language, sys.argv[1]) for language in sys.argv[2:]]
    for listener in listeners:
        listener.parse((Hypothesis("nothing anybody has listed here"),), QUESTION)
    print(json.dumps(_resident_now()))
