"""What lists of phrases tell by themselves, before any script's questions: a library is examined once for all scripts.

Cheap for each phrase, because libraries hold thousands: what looks doubtful here is judged by the layers themselves in
`hygiene`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.source import NOWHERE, Span
from bot.understanding.decision import BACKCHANNEL, NO, OPT_OUT, OTHER, YES
from bot.understanding.exact import Index, index_of
from bot.understanding.neighbours import Neighbours
from bot.understanding.normalise import ManyTexts
from bot.understanding.patterns import found
from bot.understanding.polarity import read_polarity
from bot.understanding.tongues import Tongues
from bot.understanding.vocabulary import Vocabulary


class Listed(NamedTuple):
    """A phrase where it stands; `words` are all of its normal form, `bare` those without fillers and openers."""

    intent: str
    text: str
    span: Span
    words: tuple[str, ...]
    bare: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Examined:
    """Lists of phrases of one language.

    `doubtful`: phrases that may be taken for something else; `contradicted`: a yes that the word lists read as a no,
    or the other way round; `near`: pairs of two intents all but the same; `foreign`: intent -> its phrases in another
    language, each with that.
    """

    vocabulary: Vocabulary
    listed: tuple[Listed, ...]
    index: Index
    doubtful: tuple[Listed, ...]
    contradicted: tuple[Listed, ...]
    near: tuple[tuple[Listed, Listed], ...]
    neighbours: Neighbours[Listed]
    foreign: Mapping[str, tuple[tuple[Listed, str], ...]]

    def with_form(self, form: str, intent: str = "") -> tuple[Listed, ...]:
        """The phrases (of one intent) that are looked up by this form."""
        forms = self.vocabulary.forms
        return tuple(each for each in self.listed if intent in ("", each.intent) and form in forms(each.words))


def examine(
    told: Mapping[str, Sequence[str]],
    places: Mapping[str, Sequence[Span]],
    vocabulary: Vocabulary,
    tongues: Tongues,
) -> Examined:
    """`told`: intent -> phrases, `places` where each stands."""
    texts = ManyTexts(vocabulary.spelling)
    listed: list[Listed] = []
    for intent, phrases in told.items():
        spans = places.get(intent) or (NOWHERE,) * len(phrases)
        for text, span in zip(phrases, spans, strict=True):
            words = texts.words(text)
            listed.append(Listed(intent, text, span, words, vocabulary.bare(words)))
    forms = [_forms(each, vocabulary) for each in listed]
    index = index_of((each.intent, told) for each, told in zip(listed, forms, strict=True))
    shared = frozenset(form for form, intents in index.items() if len(intents) > 1)
    safety = _safety_words(listed, vocabulary)
    near, neighbours = _neighbours(listed, vocabulary)
    return Examined(
        vocabulary,
        tuple(listed),
        index,
        tuple(
            each
            for each, told in zip(listed, forms, strict=True)
            if not shared.isdisjoint(told) or _goes_first(each, vocabulary, safety)
        ),
        tuple(each for each in listed if _contradicted(each, vocabulary)),
        near,
        neighbours,
        _foreign(listed, tongues, vocabulary.language),
    )


def _forms(each: Listed, vocabulary: Vocabulary) -> tuple[str, ...]:
    return (" ".join(each.words),) if each.bare is each.words else vocabulary.forms(each.words)


def _safety_words(listed: Sequence[Listed], vocabulary: Vocabulary) -> frozenset[str]:
    """The words here that an opt-out pattern may match; a phrase without any of them is none."""
    opt_out = vocabulary.intents.get(OPT_OUT)
    words = frozenset[str]().union(*(each.bare for each in listed))
    return frozenset(word for word in words if opt_out is not None and opt_out.possible((word,)))


def _goes_first(each: Listed, vocabulary: Vocabulary, safety: frozenset[str]) -> bool:
    """Whether a layer that goes before the lists might take a phrase for something else."""
    if each.intent in (OPT_OUT, OTHER):
        return False
    if each.words in vocabulary.backchannel or each.bare in vocabulary.backchannel:
        return each.intent != BACKCHANNEL
    return not safety.isdisjoint(each.bare) and bool(found(vocabulary.intents[OPT_OUT], " ".join(each.bare)))


def _contradicted(each: Listed, vocabulary: Vocabulary) -> bool:
    """Whether the word lists read a yes as a no, or the other way round, and know every word of it."""
    if each.intent not in (YES, NO) or not _ends_in_known(each.bare, vocabulary):
        return False
    told = read_polarity(each.bare, vocabulary)
    return told.whole and (each.intent, told.verdict) in ((YES, NO), (NO, YES))


def _ends_in_known(words: tuple[str, ...], vocabulary: Vocabulary) -> bool:
    """Whether the word lists know the last word, which counts whatever is corrected; a tenth of the time of reading."""
    last = words[-1] if words else ""
    return last in vocabulary.polarity.words or last in vocabulary.spelling.fillers


def _neighbours(
    listed: Sequence[Listed], vocabulary: Vocabulary
) -> tuple[tuple[tuple[Listed, Listed], ...], Neighbours[Listed]]:
    neighbours: Neighbours[Listed] = Neighbours(vocabulary)
    near = []
    for each in listed:
        if each.intent != OTHER:
            near += [(other, each) for other in neighbours.met(each.bare, each) if other.intent != each.intent]
    return tuple(near), neighbours


def _foreign(listed: Sequence[Listed], tongues: Tongues, language: str) -> Mapping[str, tuple[tuple[Listed, str], ...]]:
    """By intent; `other` may be in any language, for nothing follows from it."""
    foreign: dict[str, tuple[tuple[Listed, str], ...]] = {}
    for each in listed:
        instead = tongues.instead(each.text, language) if each.intent != OTHER else ""
        if instead:
            foreign[each.intent] = (*foreign.get(each.intent, ()), (each, instead))
    return foreign
