"""A lexicon made ready: one language's package data compiled into tables and expressions, once.

Knows the keys of the lexicon files (bot/understanding/data/LANG.yaml) and gives every other module of the room what
it needs, typed. A missing section is an empty one: a minimal lexicon (ko) understands less, and refuses the rest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Any, Final

from bot.understanding.model import Lexicon
from bot.understanding.normalise import ManyTexts, Spelling, edge_of, without_hesitations, without_openers, words_of
from bot.understanding.patterns import Patterns, PhraseTable, compile_patterns, expand

POLARITY_TAGS: Final = {
    "yes": "yes", "no": "no", "agreeing_idioms": "idiom", "refusing_idioms": "no", "unsure": "unsure",
    "negations": "negation", "neutral": "neutral", "backchannel": "backchannel",
}  # fmt: skip
"""Section of the lexicon -> tag of its phrases in `Vocabulary.polarity`."""


@dataclass(frozen=True, slots=True)
class NumberWords:
    """Words for numbers. `articles` ("un") are numbers only where no other number stands."""

    table: PhraseTable
    joiners: frozenset[str]
    articles: frozenset[str]
    digits: PhraseTable
    repeats: PhraseTable
    wide_tens: frozenset[int]
    """Tens that take teens too (French soixante-dix, quatre-vingt-onze)."""
    inverting: frozenset[str] = frozenset()
    """Forms of "thousand" that the number after them multiplies: "тисяч п'ять" is some five thousand."""
    hundreds: bool = True
    """Whether a unit before "hundred" multiplies it; not where "two hundred" is a word of its own (двести)."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything compiled from one lexicon."""

    language: str
    spelling: Spelling
    polarity: PhraseTable
    corrections: PhraseTable
    revisions: PhraseTable
    """What stands between a value and the one said instead of it ("seven, sorry, six"); corrections among them."""
    joints: PhraseTable
    """What leads to the point of a reply ("so") or from it to the grounds ("because"); "or so" is neither."""
    noise: frozenset[tuple[str, ...]]
    backchannel: frozenset[tuple[str, ...]]
    invitations: frozenset[tuple[str, ...]]
    misheard: Mapping[tuple[str, ...], str]
    intents: Mapping[str, Patterns]
    maybe_opt_out: Patterns
    lasting: Patterns | None
    """What makes a refused call an opt-out even where a call is offered ("never", "my number"); None: not known."""
    never: PhraseTable
    """Words that, where we ask when to call, may mean that we never should; and what only looks like them."""
    later: Patterns
    question: Patterns
    condition: Patterns
    """How a clause begins that only says on what terms the other one holds ("if it's cheaper, then yes")."""
    turning: Patterns
    """How the clause begins that counts after what was conceded ("but go on") or gave the grounds ("so yes")."""
    closing: frozenset[tuple[str, ...]]
    """What asks the caller to go on, or to send it, at the end of a reply whatever went before ("…, so send it")."""
    closing_not_after: frozenset[str]
    """Words after which such an ending is something else ("no need to send it")."""
    numbers: NumberWords
    score: PhraseTable
    callback: PhraseTable
    day_names: tuple[str, ...]
    """Single words that name a day: "tomorrow", "wednesday"."""
    money: PhraseTable
    excepting: PhraseTable
    """What rules out the value named after it ("anything but the discount", "any day except friday")."""
    phone_noise: frozenset[str]
    denying: frozenset[str]
    digest: str = field(default="", compare=False)

    def words(self, text: str) -> tuple[str, ...]:
        return words_of(text, self.spelling)

    def bare(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Without fillers and openers."""
        return without_openers(without_hesitations(words, self.spelling), self.spelling)

    def forms(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The forms exact match looks up: everything, without hesitations, without openers too."""
        kept = without_hesitations(words, self.spelling)
        bare = without_openers(kept, self.spelling)
        if bare is words:
            return (" ".join(words),)
        return tuple(dict.fromkeys(" ".join(form) for form in (words, kept, bare)))

    def normal(self, text: str) -> str:
        """The normal form without fillers, as one string: what exact match and classifier see."""
        return " ".join(self.bare(self.words(text)))


def compile_vocabulary(lexicon: Lexicon) -> Vocabulary:
    """0.1 s the first time; a lexicon, which nobody changes, is compiled once."""
    return _compiled(_Same(lexicon))


class _Same:
    """A lexicon by its identity: mappings have no hash, and to compare two takes as long as to compile one."""

    __slots__ = ("lexicon",)

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.lexicon is other.lexicon

    def __hash__(self) -> int:
        return id(self.lexicon)


@lru_cache(maxsize=16)
def _compiled(same: _Same) -> Vocabulary:
    lexicon = same.lexicon
    spelling = _spelling(lexicon)
    phrases = _Phrases(ManyTexts(spelling), lexicon)
    misheard = {words: meaning for meaning, told in lexicon.get("misheard", {}).items() for words in phrases.of(told)}
    excepting = tuple((words, "excepts") for words in phrases.section("excepting"))
    return Vocabulary(
        language=str(lexicon.get("language", "")),
        spelling=spelling,
        polarity=PhraseTable((words, tag) for key, tag in POLARITY_TAGS.items() for words in phrases.section(key)),
        corrections=PhraseTable((words, "correction") for words in phrases.section("corrections")),
        revisions=PhraseTable((words, key) for key in ("corrections", "revisions") for words in phrases.section(key)),
        joints=PhraseTable(phrases.nested("joints")),
        noise=frozenset(phrases.section("noise")),
        backchannel=frozenset(phrases.section("backchannel")),
        invitations=frozenset(phrases.section("invitations")),
        misheard=misheard,
        intents={str(intent): _patterns(told) for intent, told in lexicon.get("intents", {}).items()},
        maybe_opt_out=_patterns(lexicon.get("maybe_opt_out", ())),
        lasting=_patterns(lexicon["lasting"]) if "lasting" in lexicon else None,
        never=PhraseTable(phrases.nested("never")),
        later=_patterns(lexicon.get("later", ())),
        question=_patterns(lexicon.get("question", ())),
        condition=_patterns(lexicon.get("condition", ())),
        turning=_patterns(lexicon.get("turning", ())),
        closing=frozenset(phrases.section("closing")),
        closing_not_after=frozenset(str(word) for word in lexicon.get("closing_not_after", ())),
        numbers=_numbers(lexicon, phrases),
        score=PhraseTable((*phrases.nested("score"), *phrases.nested("score_heard_as"))),
        callback=PhraseTable(
            (*chain.from_iterable(phrases.nested(f"callback{part}") for part in ("", "_talk", "_heard_as")), *excepting)
        ),
        day_names=tuple(sorted(_day_names(phrases))),
        excepting=PhraseTable(excepting),
        money=PhraseTable(phrases.nested("money")),
        phone_noise=frozenset(word for words in phrases.section("phone_noise") for word in words),
        denying=frozenset(str(word) for word in lexicon.get("denying", ())),
        digest=hashlib.sha256(json.dumps(lexicon, sort_keys=True, default=str).encode()).hexdigest(),
    )


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Reads phrases out of a lexicon, expanded and in normal form."""

    texts: ManyTexts
    lexicon: Lexicon

    def of(self, told: Iterable[Any]) -> Iterator[tuple[str, ...]]:
        for phrase in told:
            for words in expand(str(phrase)):
                yield self.texts.words(" ".join(words))

    def section(self, key: str) -> tuple[tuple[str, ...], ...]:
        return tuple(self.of(self.lexicon.get(key, ())))

    def nested(self, key: str) -> Iterator[tuple[tuple[str, ...], str]]:
        """Phrases of a section of sections: tag "days:1" for ``days: {"1": [...]}``, "after" for ``after: [...]``."""
        for kind, told in self.lexicon.get(key, {}).items():
            if isinstance(told, Mapping):
                for value, phrases in told.items():
                    yield from ((words, f"{kind}:{value}") for words in self.of(phrases))
            else:
                yield from ((words, str(kind)) for words in self.of(told))

    def valued(self, key: str) -> Iterator[tuple[tuple[str, ...], str]]:
        """Phrases of a section of values: tag "7" for ``"7": [seven]``."""
        for value, told in self.lexicon.get(key, {}).items():
            yield from ((words, str(value)) for words in self.of(told))


def _day_names(phrases: _Phrases) -> Iterator[str]:
    for words, tag in phrases.nested("callback"):
        if len(words) == 1 and tag.partition(":")[0] in ("days", "weekdays"):
            yield words[0]


def _patterns(told: Iterable[Any]) -> Patterns:
    return compile_patterns(str(pattern) for pattern in told)


def _spelling(lexicon: Lexicon) -> Spelling:
    plain = Spelling({}, {}, frozenset(), edge_of(()), edge_of(()))
    unfolded = {str(word): tuple(str(form).split()) for word, form in lexicon.get("spellings", {}).items()}
    first = {int(value): str(told[0]) for value, told in lexicon.get("numbers", {}).items()}
    return Spelling(
        words=unfolded,
        numbers={str(value): tuple(spelled) for value, spelled in _spell(first)},
        fillers=frozenset(str(word) for word in lexicon.get("fillers", ())),
        openers=edge_of(words_of(str(opener), plain) for opener in lexicon.get("openers", ())),
        closers=edge_of(words_of(str(closer), plain)[::-1] for closer in lexicon.get("closers", ())),
        splits_apostrophe=str(lexicon.get("splits_apostrophe", "")).lower() == "true",
    )


def _spell(first: Mapping[int, str]) -> Iterator[tuple[int, list[str]]]:
    """How the digits 0 to 100 are written as words, as far as the language's table goes."""
    for value in range(101):
        if value in first:
            yield value, first[value].split()
            continue
        tens = max((ten for ten in first if ten <= value and ten % 10 == 0 and ten >= 20), default=0)
        if tens and value - tens in first:
            yield value, [*first[tens].split(), *first[value - tens].split()]


def _numbers(lexicon: Lexicon, phrases: _Phrases) -> NumberWords:
    return NumberWords(
        table=PhraseTable(phrases.valued("numbers")),
        joiners=frozenset(word for words in phrases.section("number_joiners") for word in words),
        articles=frozenset(word for words in phrases.section("number_articles") for word in words),
        digits=PhraseTable(phrases.valued("digit_words")),
        repeats=PhraseTable(phrases.valued("digit_repeats")),
        inverting=frozenset(str(word) for word in lexicon.get("number_inverting", ())),
        wide_tens=frozenset(int(ten) for ten in lexicon.get("wide_tens", ())),
        hundreds="200" not in lexicon.get("numbers", {}),
    )
