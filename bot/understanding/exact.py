"""Exact match: a reply that somebody wrote down in a script or a library, word for word.

The script's own phrases come before the library's; where one phrase stands under several intents, the question asked
decides (`pick`). Fillers do not count: the whole form is looked up first, then the form without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from bot.understanding.normalise import ManyTexts
from bot.understanding.vocabulary import Vocabulary

Index = Mapping[str, tuple[str, ...]]
"""Normal form -> the intents it is listed under, the script's first."""


def build_index(sources: Sequence[Mapping[str, Sequence[str]]], vocabulary: Vocabulary) -> Index:
    """An index of all `sources` (intent id -> phrases), earlier sources first."""
    texts = ManyTexts(vocabulary.spelling)
    return index_of(
        (intent, vocabulary.forms(texts.words(phrase)))
        for source in sources
        for intent, phrases in source.items()
        for phrase in phrases
    )


def index_of(listed: Iterable[tuple[str, Sequence[str]]]) -> Index:
    """An index of (intent, the forms of one of its phrases), earlier ones first."""
    found: dict[str, dict[str, None]] = {}
    for intent, forms in listed:
        for form in forms:
            if form:
                found.setdefault(form, {})[intent] = None
    return MappingProxyType({form: tuple(intents) for form, intents in found.items()})


def pick(index: Index, forms: Sequence[str], allowed: Sequence[str]) -> tuple[str, str]:
    """(intent, form): the first allowed intent in the script's order; else the first listed; ("", "") if unknown."""
    for form in forms:
        intents = index.get(form, ())
        for intent in intents:
            if intent in allowed:
                return intent, form
        if intents:
            return intents[0], form
    return "", ""
