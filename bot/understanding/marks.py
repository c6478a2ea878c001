"""Words of a reply about time as marks: what the lexicon calls them, which numbers they are, which are denied.

Knows the callback section of the lexicon and how far a negation reaches ("not tomorrow", "tomorrow I can't").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.understanding.number import Number, every_number, is_article
from bot.understanding.vocabulary import Vocabulary

DENIAL_REACH: Final = 2
"""Words between a negation and the day it denies ("not call tomorrow")."""
CALL_REACH: Final = 5
"""... where it is the call that is denied ("don't you call me again tomorrow")."""
BACK_REACH: Final = 4
"""Words between a day and the inability that denies it ("tomorrow I really can't")."""
CLOCK_BASE: Final = 100_000
"""Sets written clock times apart from numbers said in words: "18:30" is 101830."""
TIME_KINDS: Final = ("days", "weekdays", "parts", "hours")
PASSED_OVER: Final = frozenset({"idiom", "unsure"})
"""Polarity phrases with a negation in them that denies nothing ("why not", "I don't know")."""
POLITE: Final = frozenset({"neutral", "yes", "idiom", "unsure", "backchannel"})


@dataclass(frozen=True, slots=True)
class Mark:
    """One run of words: the tags the lexicon gives it, or a number, or neither.

    `known`: the run says nothing about time, but is no news either. `article`: the number may be no more than "a".
    """

    tags: frozenset[str]
    number: int | None
    start: int
    end: int
    negated: bool = False
    known: bool = False
    article: bool = False

    def has(self, *tags: str) -> bool:
        return not self.tags.isdisjoint(tags)

    def value(self, kind: str) -> str | None:
        """The value of a tag like "days:1" of this kind; the smallest of several."""
        return min((tag.partition(":")[2] for tag in self.tags if tag.startswith(kind + ":")), default=None)

    @property
    def hour(self) -> int | None:
        """The hour of day this may be, 0 to 24."""
        said = self.value("hours")
        hour = int(said) if said else self.number
        return hour if hour is not None and 0 <= hour <= 24 else None

    @property
    def timely(self) -> bool:
        """Whether it names a day or an hour."""
        return any(self.value(kind) is not None for kind in TIME_KINDS)

    @property
    def unknown(self) -> bool:
        return not self.tags and self.number is None and not self.known


NOTHING: Final = Mark(frozenset(), None, -1, -1, known=True)
"""What stands beyond the last word."""


def marks_of(words: tuple[str, ...], vocabulary: Vocabulary) -> tuple[Mark, ...]:
    """Every word of `words` under exactly one mark, in order."""
    numbers = {number.start: number for number in every_number(words, vocabulary.numbers)}
    marks: list[Mark] = []
    at, denied_from, denied_until = 0, -1, -1
    while at < len(words):
        mark = _mark(words, at, numbers.get(at), vocabulary)
        if mark.unknown and words[at] in vocabulary.denying:
            denied_from = mark.end + ("to" in vocabulary.callback.at(words, mark.end)[0])  # "you're not to call"
            denied_until = _reach(words, denied_from, vocabulary)
            if _calls_off(words, denied_from, vocabulary) and _deny_before(marks):
                denied_until = -1  # "tomorrow don't call"
            mark = replace(mark, known=True, tags=frozenset({"denies"}))
        elif mark.has("excepts"):
            if _is_day_next(words, mark.end, vocabulary):
                denied_from, denied_until = mark.end, mark.end + DENIAL_REACH - 1
            else:
                mark = replace(mark, tags=mark.tags | {"refuse"})  # "except in the morning": what is left is not known
        elif mark.has("cannot") and _is_of_something_else(words, mark.end, vocabulary):
            mark = replace(mark, tags=mark.tags | {"unable"})
        elif mark.has("cannot"):
            denied_from, denied_until = -1, -1 if _deny_before(marks) else mark.end + DENIAL_REACH - 1
        elif mark.has("call") and at > denied_from:
            denied_until = -1  # "I can't talk, call me tomorrow": another clause
        elif at <= denied_until:
            mark = replace(mark, negated=True)
            timed = mark.timely or (mark.number is not None and not mark.article)
            denied_until += mark.end - at if mark.has("in", "at") else 0  # "not in the evenings"
            denied_until = -1 if timed else denied_until + (mark.value("few") is not None)  # "not on a tuesday"
        marks.append(mark)
        at = mark.end
    return tuple(marks)


def _mark(words: tuple[str, ...], at: int, number: Number | None, vocabulary: Vocabulary) -> Mark:
    tags, length = vocabulary.callback.at(words, at)
    if number is not None and number.end - at >= length:
        article = is_article(number, words, vocabulary.numbers)
        return Mark(tags if number.end - at == length else frozenset(), number.value, at, number.end, article=article)
    polar, width = vocabulary.polarity.at(words, at)
    if polar & PASSED_OVER and width > length:
        return Mark(frozenset(), None, at, at + width, known=True)
    if length:
        return Mark(tags, _clock_digits(words[at]), at, at + length)
    if polar & POLITE and words[at] not in vocabulary.denying:
        return Mark(frozenset(), None, at, at + 1, known=True)
    known = words[at] in vocabulary.spelling.fillers or (bool(polar) and words[at] not in vocabulary.denying)
    return Mark(frozenset(), _clock_digits(words[at]), at, at + 1, known=known)


def _reach(words: tuple[str, ...], at: int, vocabulary: Vocabulary) -> int:
    """The last word a negation before word `at` may deny."""
    calls = "call" in vocabulary.callback.at(words, at)[0]
    return at - 1 + (CALL_REACH if calls else DENIAL_REACH)


def _is_day_next(words: tuple[str, ...], at: int, vocabulary: Vocabulary) -> bool:
    """Whether a day is named at word `at`, or one behind a little word: "only not (on) tuesday"."""
    tags, length = vocabulary.callback.at(words, at)
    if tags & {"at", "harmless"} and length:
        tags, _ = vocabulary.callback.at(words, at + length)
    return any(tag.startswith(("days:", "weekdays:")) for tag in tags)


def _calls_off(words: tuple[str, ...], at: int, vocabulary: Vocabulary) -> bool:
    """Whether a call is denied at word `at`, and no time after it: "don't call"; not "don't call before ten"."""
    tags, length = vocabulary.callback.at(words, at)
    after = vocabulary.callback.at(words, at + length)[0]
    timed = any(tag.partition(":")[0] in (*TIME_KINDS, "after", "before", "at") for tag in after)
    return "call" in tags and not timed


def _is_of_something_else(words: tuple[str, ...], at: int, vocabulary: Vocabulary) -> bool:
    """Whether what can't be done is no call: "I can't find my glasses"."""
    return at < len(words) and _mark(words, at, None, vocabulary).unknown and words[at] not in vocabulary.day_names


def _deny_before(marks: list[Mark]) -> bool:
    """ "tomorrow I can't", "monday and tuesday I can't": denies what days or hours were just said; whether any were."""
    for back in range(1, min(BACK_REACH, len(marks)) + 1):
        if _may_be_denied(marks[-back]):
            last = len(marks) - back
            while last >= 0 and (_may_be_denied(marks[last]) or marks[last].has("and")):
                marks[last] = replace(marks[last], negated=True)
                last -= 1
            return True
    return False


def _may_be_denied(mark: Mark) -> bool:
    timed = mark.timely or mark.has("weekdays_any", "weekend") or (mark.hour is not None and not mark.article)
    return timed and not mark.negated


def _clock_digits(word: str) -> int | None:
    """`CLOCK_BASE` + 1830 for "18:30": digits that only a clock shows."""
    hour, separator, minute = word.replace(".", ":").partition(":")
    if separator and hour.isdecimal() and minute.isdecimal() and len(minute) == 2:
        return int(hour) * 100 + int(minute) + CLOCK_BASE
    return None
