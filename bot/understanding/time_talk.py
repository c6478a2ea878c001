"""The words around a time: whether it is asked for, or told of something else.

Knows the callback_talk section of the lexicon. A time in a story, an hour at which somebody is busy, a word that may be
the hour: each is a reason to ask again. Knows no clock.
"""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import Final

from bot.understanding.marks import Mark
from bot.understanding.vocabulary import Vocabulary
from bot.understanding.wanted import Wanted

SPARE_WORDS: Final = 1
SPARE_WORDS_ASKING: Final = 8
"""Unknown words forgiven around a time; more where the reply says that we should call ("try me", "that suits")."""
UNTIL_REACH: Final = 4
"""Marks from what somebody is busy with to "until"."""
LIKE_A_DAY: Final = 0.8
"""Share of letters an unknown word has in common with a day's name to be taken for one misheard (difflib's ratio)."""


def told_otherwise(marks: tuple[Mark, ...], hourly: bool, free: bool = False) -> str:
    """Why days and hours may not be asked for but stand in a story ("I bought them on tuesday"); "" where they are.

    `hourly`: whether hours are among them; a word more beside a mere day may be one ("saturday dinnertime"). `free`:
    whether they say from when on somebody is (see `free_from`).
    """
    asked = any(mark.has("ask", "call") for mark in marks) or _suits(marks)
    if not asked and any(mark.has("story") for mark in marks):
        return "told, not asked for"
    if any(mark.has("bygone") for mark in marks) and not any(mark.has("call") for mark in marks):
        return "told, not asked for"
    if any(mark.has("unable") for mark in marks):
        return "something that can't be done"
    return (not free and _told_busy(marks, asked)) or _among_other_talk(marks, asked or free, hourly)


def free_from(marks: tuple[Mark, ...], wanted: Wanted) -> bool:
    """Whether all that was told is until when somebody is busy ("I'm at work till five"); then it is after that."""
    untils = [at for at, mark in enumerate(marks) if mark.has("until")]
    busy = [at for at in range(len(marks)) if _is_busy(marks, at)]
    if len(untils) != 1 or not busy or len(wanted.clocks) != 1 or wanted.named_days > 1 or wanted.offset_minutes:
        return False
    if any(mark.value("parts") for mark in marks[untils[0] + UNTIL_REACH :]):
        return False  # "till four, so after supper"
    near = any(0 < untils[0] - at <= UNTIL_REACH or _only_hour(marks[untils[0] + 1 : at]) for at in busy)
    if near:
        wanted.clocks[0] = replace(wanted.clocks[0], relation="after")
    return near


def _only_hour(marks: tuple[Mark, ...]) -> bool:
    """ "till seven I work": nothing but the hour, and who."""
    return any(mark.hour is not None for mark in marks) and all(_tells_time(m) or m.has("harmless") for m in marks)


def unclear_day(marks: tuple[Mark, ...], words: tuple[str, ...], vocabulary: Vocabulary) -> str:
    """Why a day is none: said and denied ("maybe tomorrow, maybe not tomorrow"), hardly heard ("wednersday"); or ""."""
    for kind in ("days", "weekdays"):
        said, denied = ({mark.value(kind) for mark in marks if mark.negated is no} - {None} for no in (False, True))
        if said & denied:
            return "a day both said and denied"
    if not any(mark.value(kind) is not None for mark in marks for kind in ("days", "weekdays")):
        strange = [words[mark.start] for mark in marks if mark.unknown]
        if any(get_close_matches(word, vocabulary.day_names, 1, LIKE_A_DAY) for word in strange):
            return "a word like a day's name"
    return ""


def _among_other_talk(marks: tuple[Mark, ...], asked: bool, hourly: bool) -> str:
    unknown = sum(mark.unknown for mark in marks)
    if unknown and not asked and not hourly:
        return "a word that may be the hour"
    if unknown > (SPARE_WORDS_ASKING if asked else SPARE_WORDS):
        return "a time among other talk"
    return "something else may last until then" if unknown and not asked and _lasts_until(marks) else ""


def _told_busy(marks: tuple[Mark, ...], asked: bool) -> str:
    busy = [at for at in range(len(marks)) if _is_busy(marks, at)]
    if busy and _lasts_until(marks):
        return "something else lasts until then"
    then = any(at and _tells_time(marks[at - 1]) for at in busy)
    return "busy then" if then or (busy and not asked) else ""


def _is_busy(marks: tuple[Mark, ...], at: int) -> bool:
    """ "I'm at work", "my train ..."."""
    owned = marks[at].has("owns") and at + 1 < len(marks) and marks[at + 1].unknown
    return (marks[at].has("occupied") or owned) and not marks[at].negated


def _tells_time(mark: Mark) -> bool:
    return mark.timely or mark.number is not None or mark.has("oclock", "counted")


def _suits(marks: tuple[Mark, ...]) -> bool:
    """Whether the rest says that the time suits ("I have my break"); not where anything is denied."""
    return any(mark.has("suits") for mark in marks) and not any(mark.negated for mark in marks)


def _lasts_until(marks: tuple[Mark, ...]) -> bool:
    """ "a meeting until three", but not "from two until four"."""
    begun = False
    for mark in marks:
        if mark.has("until") and not begun:
            return True
        begun = begun or mark.has("after", "between")
    return False
