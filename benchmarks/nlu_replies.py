"""The project's own mirrored replies (tests/phrases), as tests/understanding scores them, clean and with word errors.

Every reply is heard at three typical questions. Word errors are made here, not recognised: a fifth of them drop the
word, most put a word of the language in its place that is spelled alike, the others join it to the next or lose a
letter. The rate is measured again afterwards (jiwer), because a joined word is two errors.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import jiwer
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from benchmarks.figures import table, told
from benchmarks.nlu_data import CALLED, KEPT, encoder
from bot.edge.classifier import examples_of, fit_examples
from bot.edge.classifier_recipe import Views
from bot.edge.lexicon import load_lexicon
from bot.understanding.vocabulary import compile_vocabulary
from tests.understanding.listening import ASIDES, heard, library, question, replies, with_classifier

if TYPE_CHECKING:
    from bot.edge.classifier_encoder import Encoder, Floats
    from bot.understanding.model import Understander

LANGUAGES: Final = ("en", "uk", "ru", "fr")
STEPS: Final = (
    question("yes", "no", "call_later", "already_customer", "wrong_person", "question_detail"),
    question("yes", "no", "send_text", "question_detail", "too_expensive", "not_interested"),
    question("too_expensive", "bad_experience", "no_need", "bought_elsewhere", "no", "yes"),
)
"""Those of tests/understanding/test_mirrored."""
NO_AGREEMENT_WANTED: Final = ("yes", "backchannel")

Replies = Mapping[str, Sequence[str]]
"""intent -> what people said"""


class Remembering:
    """An encoder that has embedded the replies beforehand and keeps them on disk; anything else it embeds anew."""

    def __init__(self, encoder: Encoder, texts: Sequence[str]) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._known = dict(zip(texts, encoder.embed_all(texts, _progress), strict=True))

    def embed(self, text: str) -> Floats:
        if text not in self._known:
            self._known[text] = self._encoder.embed(text)
        vector: Floats = self._known[text]
        return vector

    def embed_all(self, texts: Sequence[str], progress: Any = None) -> Floats:
        return self._encoder.embed_all(texts, progress)


def _progress(done: int, total: int) -> None:
    print(f"  embedded {done} of {total}", file=sys.stderr, flush=True)


def clean(kind: str, languages: Sequence[str] = LANGUAGES) -> dict[str, dict[str, int]]:
    """Language -> counts (see `judged`)."""
    return {
        language: judged(_mind(language, kind, [replies(language)]), replies(language))
        for language in told(f"mirrored replies, {kind}", languages)
    }


def noisy(kind: str, languages: Sequence[str] = LANGUAGES) -> dict[str, dict[str, float]]:
    """ "language rate" -> counts, and the word error rate that came of it in %."""
    found: dict[str, dict[str, float]] = {}
    for language in told(f"replies with word errors, {kind}", languages):
        versions = {rate: misheard(replies(language), rate, _words(language)) for rate in (0.1, 0.2, 0.3)}
        mind = _mind(language, kind, [*versions.values()])
        for rate, version in versions.items():
            found[f"{language} {rate:.0%}"] = {**judged(mind, version), "rate": _error_rate(replies(language), version)}
    return found


def _mind(language: str, kind: str, asked: Sequence[Replies]) -> Understander:
    """As in production but for the encoder, its fit and embeddings kept in var/benchmarks/nlu."""
    vocabulary = compile_vocabulary(load_lexicon(language))
    using: Any = encoder(kind, language)
    if using:
        texts = dict.fromkeys(
            normal for each in asked for said in each.values() for normal in map(vocabulary.normal, said)
        )
        using = Remembering(using, [*texts])
    examples = examples_of(library(language), {}, vocabulary)
    return with_classifier(language, fit_examples(examples, Views(language, vocabulary), using, KEPT))


def judged(mind: Understander, said: Replies) -> dict[str, int]:
    """What came of every reply at every step; `expected` are those where the step expects what was meant."""
    count: Counter[str] = Counter(wrong=0, asked=0, agreed=0, opted_wrong=0)
    for intent, text, step in (
        (intent, text, step) for intent, texts in said.items() for text in texts for step in STEPS
    ):
        found = heard(mind, text, step)
        acted = found.action == "act"
        if intent not in NO_AGREEMENT_WANTED:
            count["not agreeing"] += 1
            count["agreed"] += acted and found.intent == "yes"
        if intent == "opt_out":
            count["opted out"] += 1
            count["opted known"] += found.intent == intent
            count["opted wrong"] += acted and found.intent != intent
        if intent in step.answers or intent in ASIDES:
            count["expected"] += 1
            count["asked"] += found.action == "ask"
            count["wrong"] += found.action != "ask" and found.intent != intent
    return dict(count)


def misheard(said: Replies, rate: float, words: Sequence[str]) -> dict[str, list[str]]:
    """`said` with about `rate` of its words in error; the same each time."""
    drawn = random.Random(f"word errors {rate}")
    return {intent: [_mishear(text.split(), rate, words, drawn) for text in texts] for intent, texts in said.items()}


def _mishear(spoken: list[str], rate: float, words: Sequence[str], drawn: random.Random) -> str:
    heard_words: list[str] = []
    joins = False
    for word in spoken:
        now, joins = joins, False
        if drawn.random() < rate:
            kind = drawn.random()
            if kind < 0.2:
                continue
            joins = 0.75 <= kind < 0.85  # the next word to this one
            spelled = _alike(word, words, drawn) if kind < 0.75 else word if joins else _shorter(word, drawn)
        else:
            spelled = word
        if now and heard_words:
            heard_words[-1] += spelled
        else:
            heard_words.append(spelled)
    return " ".join(heard_words) or spoken[0]


def _alike(word: str, words: Sequence[str], drawn: random.Random) -> str:
    """One of the four words spelled most like `word`."""
    near = [each for each, _, _ in process.extract(word, words, scorer=Levenshtein.distance, limit=5) if each != word]
    return drawn.choice(near[:4])


def _shorter(word: str, drawn: random.Random) -> str:
    at = drawn.randrange(len(word))
    return word[:at] + word[at + 1 :] if len(word) > 1 else word


def _words(language: str) -> list[str]:
    """Every word of the language's phrases: what a recogniser of this trade knows."""
    phrases = library(language)
    lists = [*phrases.intents.values(), phrases.other]
    return sorted({word for texts in lists for text in texts for word in text.split()})


def _error_rate(before: Replies, after: Replies) -> float:
    pairs = [(first, second) for intent in before for first, second in zip(before[intent], after[intent], strict=True)]
    return 100 * float(jiwer.wer([first for first, _ in pairs], [second for _, second in pairs]))


HEAD: Final = ("wrong acts %", "asks %", "false agreement", "opt-outs known", "opt-outs acted on wrongly")


def _cells(count: Mapping[str, float]) -> tuple[str, ...]:
    expected = count["expected"]
    return (
        f"{100 * count['wrong'] / expected:.1f}", f"{100 * count['asked'] / expected:.1f}",
        f"{count['agreed']:.0f} of {count['not agreeing']:,.0f}",
        f"{count['opted known']:.0f} of {count['opted out']:.0f}", f"{count['opted wrong']:.0f}",
    )  # fmt: skip


def clean_table(found: Mapping[str, Mapping[str, Mapping[str, int]]]) -> str:
    """`found`: encoder -> language -> counts."""
    rows = [
        (f"{language}, {CALLED[kind]}", *_cells(count))
        for kind, each in found.items()
        for language, count in each.items()
    ]
    return table(("replies at three questions", *HEAD), rows)


def noisy_table(found: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    rows = [
        (f"{name}, {CALLED[kind]}", f"{count['rate']:.0f}", *_cells(count))
        for kind, each in found.items() for name, count in each.items()
    ]  # fmt: skip
    return table(("word errors meant", "measured %", *HEAD), rows)
