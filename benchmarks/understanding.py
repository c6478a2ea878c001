"""How fast a reply is understood: the quick layers (exact, lexicon, slots), and the classifier by length of the reply.

Median and p95 by processor time, because the machine is shared. The quick layers see every library phrase once per
question; the classifier sees texts it has not cached. Its first run fits and embeds the English library (a minute).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.figures import median, p95, table, told
from bot.edge.classifier import fit_classifier
from bot.edge.lexicon import load_lexicon
from bot.script.model import PhraseLibrary, Script
from bot.script.phrase import parse_phrases
from bot.understanding.model import Expecting, Hypothesis, SlotSpec
from bot.understanding.understander import compile_understander

ROOT = Path(__file__).parent.parent
LANGUAGES = ("en", "uk", "ru", "fr")
ASIDES = ("call_later", "not_interested", "too_expensive", "robot", "operator", "repeat", "wait", "opt_out")
QUESTION = Expecting("offer", 1, ("yes", "no", "send_text", "question_detail"), ASIDES)
SCORE = Expecting("score", 1, ("no",), ASIDES, SlotSpec("score", "score"))
TIMES = {
    "en": "tomorrow after six", "uk": "завтра після шостої",
    "ru": "завтра после шести", "fr": "demain après six heures",
}  # fmt: skip
WORDS = ("actually", "the", "leather", "on", "my", "last", "pair", "went", "all", "dull", "within", "a", "month", "so")
LENGTHS = (1, 3, 7, 14)
ROUNDS = 60
QUICK_ROUNDS = 7


def library(language: str) -> PhraseLibrary:
    path = ROOT / "scripts" / "common" / "phrases" / f"{language}.yaml"
    read, problems = parse_phrases(path.read_text(encoding="utf-8"), str(path))
    assert read is not None, problems
    return read


Row = tuple[str, str, str, str]


def row(name: str, work: Callable[[str], object], texts: Sequence[str], rounds: int = 1) -> Row:
    """Median and p95 of a text's processor time in microseconds, and texts a second by the mean.

    Of several rounds the fastest counts, text by text: what other work on the machine adds is not ours.
    """
    fastest = [_spans(work, texts) for _ in range(rounds)]
    spans = [min(each) for each in zip(*fastest, strict=True)]
    rate = len(spans) / sum(spans) * 1e6
    return name, f"{median(spans):,.0f}", f"{p95(spans):,.0f}", f"{rate:,.0f}"


def _spans(work: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Microseconds a text."""
    spans = []
    for text in texts:
        begun = time.process_time_ns()
        work(text)
        spans.append((time.process_time_ns() - begun) / 1000)
    return spans


def quick_rows(language: str) -> list[Row]:
    script = Script("bench", "Bench", (language,), "interested", "start", {}, {})
    lexicon, phrases = load_lexicon(language), library(language)
    mind = compile_understander(phrases, script, language, lexicon, None)
    listed = [text for told in phrases.intents.values() for text in told]
    when = Expecting("when", 1, ("no",), ASIDES, SlotSpec("at", "callback_time"))

    def reader(expecting: Expecting) -> Callable[[str], object]:
        return lambda text: mind.parse((Hypothesis(text),), expecting)

    return [
        row(f"{language}: library phrases at a yes/no question", reader(QUESTION), listed, QUICK_ROUNDS),
        row(f"{language}: scores", reader(SCORE), [f"{n % 11}" for n in range(500)], QUICK_ROUNDS),
        row(f"{language}: callback times", reader(when), [TIMES[language]] * 500, QUICK_ROUNDS),
    ]


def slow_rows() -> list[Row]:
    classifier = fit_classifier(library("en"), {}, "en", ROOT / "var" / "cache" / "phrases")
    rows = []
    for length in told("classifier, lengths", LENGTHS):
        texts = [" ".join([*WORDS[: length - 1], f"thing{n}"]) for n in range(ROUNDS)]
        rows.append(row(f"en: classifier, {length} words", classifier.probabilities, texts))
    return rows


def main() -> None:
    quick = [row for language in told("quick layers, languages", LANGUAGES) for row in quick_rows(language)]
    print(table(("layer", "median µs", "p95 µs", "replies a second"), [*quick, *slow_rows()]))


if __name__ == "__main__":
    main()
