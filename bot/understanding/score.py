"""A number on a scale: score and number slots. Refuses a number that counts something else, or that is only a bound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Final

from bot.understanding.number import Number, every_number, is_article, value_at
from bot.understanding.polarity import after_correction, tagged
from bot.understanding.reading import ABSENT, Asked, Reading, point_of, refuse, split_at_revision
from bot.understanding.score_meant import REACH, is_given, is_moved, is_somebody_elses, is_withheld, meant_of, own_now

SPARE_WORDS: Final = 2
"""Unknown words forgiven around a single number; with more the number may belong to another thought."""
SPARE_WORDS_BY_A_MARK: Final = 5
"""... and where the number's word is a mark's name and counts nothing ("пятёрка", "a five" as at school)."""


def read_score(asked: Asked) -> Reading:
    """A number from `slot.low` to `slot.high` in the ways people say it ("a solid seven", "ten out of ten")."""
    vocabulary, bare = asked.vocabulary, asked.vocabulary.bare

    def holds(part: tuple[str, ...]) -> bool:
        return bool(_numbers(bare(part), asked))

    words = bare(split_at_revision(asked.words, vocabulary, holds)[1])
    if is_moved(words, vocabulary):
        return refuse("so many points from another number")
    corrected = after_correction(words, vocabulary)
    if corrected != words and not holds(corrected):
        return refuse("corrected without a number") if holds(words) else ABSENT
    point = point_of(_without_scale_named(corrected, asked), vocabulary, holds, vocabulary.score)
    if is_somebody_elses(point, vocabulary, holds):
        return refuse("somebody else's number, or of another time")
    return _read(own_now(point, vocabulary, holds), asked)


def _read(words: tuple[str, ...], asked: Asked) -> Reading:
    found = _numbers(words, asked)
    if not found:
        return ABSENT
    scores = _measured(found, words, asked)
    if scores is None:
        return refuse("measured on another scale")
    denied = [score for score in scores if _denied(score, words, asked)]
    left = [score for score in scores if score not in denied]
    meant = meant_of(left or scores, words, asked.vocabulary)
    if not meant:
        return refuse("several numbers")
    return _judged(meant, words, asked) if left else refuse("negated")


def _numbers(words: tuple[str, ...], asked: Asked) -> list[Number]:
    """Candidate scores: numbers and "top marks"; an article ("un bon sept") only where nothing else stands.

    Beside a number "maximum" says no ten: "five maximum".
    """
    known, score = asked.vocabulary.numbers, asked.vocabulary.score
    found = list(every_number(words, known))
    spoken = any(each.value != asked.slot.high and not is_article(each, words, known) for each in found)
    taken = {at for number in found for at in range(number.start, number.end)}
    for at in range(len(words)):
        tags, length = score.at(words, at)
        value = _named(tags, asked)
        free = at not in taken or any(tag.startswith("said:") for tag in tags)
        if value is not None and free and not (spoken and "at_most" in tags):
            found = [each for each in found if not at <= each.start < at + length]  # "ate out of ten", "un sis"
            found.append(Number(value, at, at + length))
            taken.update(range(at, at + length))
    found.sort(key=lambda each: each.start)
    spare = [
        each for each in found if not is_article(each, words, known) or "out_of" in score.at(words, each.end)[0]
    ]  # fmt: skip
    return spare or [each for each in found if _stands_alone(each, words, asked)]


def _named(tags: frozenset[str], asked: Asked) -> int | None:
    """The value of words that are no number: "full marks", "bang in the middle", "ate" for eight."""
    low, high = asked.slot.low, asked.slot.high
    heard = (tag.removeprefix("said:") for tag in tags if tag.startswith("said:"))
    values = {"ten": high, "zero": low, "middle": (low + high) // 2 if (low + high) % 2 == 0 else None}
    return next(chain((values[tag] for tag in values if tag in tags), map(int, heard)), None)


def _stands_alone(article: Number, words: tuple[str, ...], asked: Asked) -> bool:
    """Whether a lone "un" is one, as in "je mets un parce que", and not what "un bon cette" begins with."""
    return article.end == len(words) or "reasons" in asked.vocabulary.score.at(words, article.end)[0]


def _without_scale_named(words: tuple[str, ...], asked: Asked) -> tuple[str, ...]:
    """Without "on a scale of zero to ten" and the like, where that is the scale asked about."""
    if (asked.slot.low, asked.slot.high) != (0, 10):
        return words
    for at in range(len(words)):
        tags, length = asked.vocabulary.score.at(words, at)
        if "scale" in tags:
            return words[:at] + words[at + length :]
    return words


def _measured(found: list[Number], words: tuple[str, ...], asked: Asked) -> list[Number] | None:
    """Without the scale a score is measured on ("eight out of ten"); None where that is another one."""
    low, high = asked.slot.low, asked.slot.high
    if len(found) > 2:
        echo = next((i for i in range(len(found) - 1) if (found[i].value, found[i + 1].value) == (low, high)), None)
        if echo is not None:
            found = found[:echo] + found[echo + 2 :]
    leads = range(max(0, found[0].start - REACH - 1), found[0].start)
    begins = [at for at in leads if _is_scale(at, found[0], words, asked)]
    if {each.value for each in found} == {high} and begins and (len(found) == 1 or begins != [0]):
        return None  # "si sur dix", "de sur dix maximum": what stood before the scale was not heard
    if len(found) != 2:
        return found
    if _is_scale(found[0].end, found[1], words, asked):
        return found[:1] if found[1].value == high else None
    if _is_scale(0, found[0], words, asked) and found[0].value == high:
        return found[1:]  # "out of ten, nine"
    return found


def _is_scale(begin: int, number: Number, words: tuple[str, ...], asked: Asked) -> bool:
    """Whether "out of" leads from word `begin` straight to `number`."""
    tags, length = asked.vocabulary.score.at(words, begin)
    return "out_of" in tags and begin + length == number.start


def _denied(score: Number, words: tuple[str, ...], asked: Asked) -> bool:
    """ "not a seven"; but "not more than a seven" is seven at most."""
    vocabulary = asked.vocabulary
    if is_withheld(score, words, vocabulary):
        return True
    if score.start and "negation" in vocabulary.polarity.at(words, score.start - 1)[0]:
        return not _passed_over(score.start - 1, words, asked)
    for at, tags in _leading_to(score, words, asked):
        if "beyond" in tags or "but" in vocabulary.joints.at(words, at)[0]:
            return False  # "not a six but a seven"
        if words[at] in vocabulary.denying:
            return score.value != asked.slot.low and not _passed_over(at, words, asked)  # "never recommend you, zero"
    return False


def _passed_over(at: int, words: tuple[str, ...], asked: Asked) -> bool:
    """Whether a negation at word `at` is in a phrase that denies nothing ("I don't know, seven"; "why not ten")."""
    runs = tagged(words, asked.vocabulary)
    ends = accumulate(len(run) for _, run in runs)
    return next(tag for (tag, _), end in zip(runs, ends, strict=True) if end > at) in ("idiom", "unsure")


def _only_bounded(score: Number, words: tuple[str, ...], asked: Asked) -> bool:
    """ "more than five": five is not meant; "not more than five" means at most, and five is taken."""
    for at, tags in _leading_to(score, words, asked):
        if "beyond" in tags:
            before = asked.vocabulary.polarity.at(words, at - 1)[0] if at else frozenset()
            return before.isdisjoint(("negation", "no"))
    return False


def _leading_to(score: Number, words: tuple[str, ...], asked: Asked) -> Iterator[tuple[int, frozenset[str]]]:
    """The words just before a score, nearest first, each with the tags of what begins there and ends before it."""
    for at in range(score.start - 1, max(-1, score.start - 1 - REACH), -1):
        tags, length = asked.vocabulary.score.at(words, at)
        if at + length > score.start:
            continue
        yield at, tags


def _judged(scores: list[Number], words: tuple[str, ...], asked: Asked) -> Reading:
    """The value, if nothing around it says that it is no score."""
    first, last = scores[0], scores[-1]
    value = first.value
    if not asked.slot.low <= value <= asked.slot.high:
        return refuse(f"{value} is outside {asked.slot.low} to {asked.slot.high}")
    if _only_bounded(first, words, asked):
        return refuse("only a bound")
    around = _Around(asked)
    before, after = around.judge(words[: first.start]), around.judge(words[last.end :], tail=True)
    counted = "refuse" in asked.vocabulary.score.at(words, first.start)[0]  # "one of your colleagues"
    mark = "marks" in asked.vocabulary.score.at(words, last.start)[0]
    given = is_given(last, words, asked.vocabulary)
    elsewhere = (
        "refuse" in asked.vocabulary.score.at(words, last.end)[0] if given else "refuse" in (before.word, after.word)
    )
    if counted or (after.opens and not mark) or elsewhere:
        return refuse("a number of something else")
    if given:
        return Reading(value, sure=before.unknown + after.unknown == 0)
    spare = before.unknown + after.unknown
    forgiven = SPARE_WORDS_BY_A_MARK if mark else SPARE_WORDS
    return Reading(value, sure=spare == 0) if spare <= forgiven else refuse("a number among other talk")


@dataclass(frozen=True, slots=True)
class _Judged:
    """`unknown` words among those judged; `opens` when the first of them is one."""

    word: str
    unknown: int
    opens: bool = False


@dataclass(frozen=True, slots=True)
class _Around:
    """Judges the words around a number by the lexicon's score section."""

    asked: Asked

    def judge(self, words: tuple[str, ...], tail: bool = False) -> _Judged:
        unknown = at = 0
        opens = False
        while at < len(words):
            tags, length = self.asked.vocabulary.score.at(words, at)
            if "refuse" in tags:
                return _Judged("refuse", unknown)
            if "reasons" in tags and tail:
                break
            if length and not tags.isdisjoint(("around", "out_of", "range_words", "ten", "middle", "beyond")):
                at += length
                continue
            tag, polar = self.asked.vocabulary.polarity.at(words, at)
            known = bool(polar) and "negation" not in tag
            number, numeric = value_at(self.asked.vocabulary.numbers.table, words, at)
            if not known and not (numeric and number in (self.asked.slot.low, self.asked.slot.high)):
                unknown += 1
                opens = opens or at == 0
            at += max(polar if known else numeric, 1)
        return _Judged("", unknown, opens)
