"""A choice from a list: which one of a script's own answers is named among other words ("I'd take the gift").

Knows only the phrases the author wrote; what is meant without being named is for the classifier. Refuses two at once.
"""

from __future__ import annotations

from typing import Final

from bot.understanding.reading import ABSENT, Asked, Reading, point_of, refuse, split_at_revision

DENIAL_REACH: Final = 2
"""Words between a negation and what it rules out ("not really the gift", "pas de cadeau")."""
SPARE_WORDS: Final = 4
"""Unknown words forgiven around what is named; a longer reply may speak of it without choosing it."""
QUESTION_WORDS: Final = 3
"""A question word among the first ones makes the reply a question about the choice."""


def read_choice(asked: Asked) -> Reading:
    """The option named, when it is one and nobody denies it or asks about it."""
    vocabulary = asked.vocabulary
    bare = vocabulary.bare
    words = bare(split_at_revision(asked.words, vocabulary, lambda part: bool(_named(bare(part), asked)[0]))[1])
    if _asks(words, asked):
        return refuse("a question about the choice") if _named(words, asked)[0] else ABSENT
    words = point_of(words, vocabulary, lambda part: bool(_named(part, asked)[0]))
    named, unknown = _named(words, asked)
    if not named:
        return ABSENT
    chosen = {option for option, denied in named if not denied}
    if not chosen:
        return refuse("only ruled out")
    if len(chosen) > 1:
        return refuse("several of the choices")
    if unknown > SPARE_WORDS:
        return refuse("named among other talk")
    return Reading(chosen.pop(), sure=unknown == 0)


def _named(words: tuple[str, ...], asked: Asked) -> tuple[list[tuple[str, bool]], int]:
    """The options named in order, whether each is denied; and how many words are not known to be harmless."""
    named: list[tuple[str, bool]] = []
    at = unknown = 0
    denied_until = -1
    while at < len(words):
        tags, length = asked.options.at(words, at)
        options = [option for option in asked.slot.options if option in tags]
        if options:
            named.append((options[0], at <= denied_until))
            denied_until = -1
            at += length
            continue
        polar, width = asked.vocabulary.polarity.at(words, at)
        width = max(width, 1)
        excepting = asked.vocabulary.excepting.at(words, at)[1]
        width = max(width, excepting)
        if excepting or _denies(words[at : at + width], polar, asked):
            denied_until = at + width + DENIAL_REACH - 1
        unknown += not polar
        at += width
    if denied_until >= 0 and len(named) == 1:
        named[-1] = (named[-1][0], True)  # "the discount I don't need"
    return named, unknown


def _denies(run: tuple[str, ...], polar: frozenset[str], asked: Asked) -> bool:
    """ "not", "I don't", "pas de"; but neither "why not" nor "I don't know"."""
    if polar & {"idiom", "unsure"}:
        return False
    return "negation" in polar or not asked.vocabulary.denying.isdisjoint(run)


def _asks(words: tuple[str, ...], asked: Asked) -> bool:
    """ "what sort of gift", "а скидка какая": about the choice, and none made."""
    question = asked.vocabulary.question.expression
    begins, ends = " ".join(words[:QUESTION_WORDS]) + " ", " ".join(words[-1:]) + " "
    return question.match(begins) is not None or question.match(ends) is not None
