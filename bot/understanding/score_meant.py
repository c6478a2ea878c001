"""Which of several numbers in a reply is the score: the one given, the speaker's own of today, the one settled on.

Knows the score section of the lexicon. Says "none of them surely" rather than guess.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from bot.understanding.number import Number
from bot.understanding.patterns import PhraseTable
from bot.understanding.vocabulary import Vocabulary

REACH: Final = 3
"""Words before or after a number among which something bears on it ("not a seven", "a ten I won't give you")."""
SETTLED_WITHIN: Final = 8
"""Words in which somebody weighs two numbers and settles on one; over more of them the numbers count other things."""


def own_now(
    words: tuple[str, ...], vocabulary: Vocabulary, holds: Callable[[tuple[str, ...]], bool]
) -> tuple[str, ...]:
    """Of two numbers with a "but" between, the side of the speaker's own of today ("my daughter would say ten but
    me seven", "used to be a nine, now it's a three"); all words where that does not tell them apart.

    `holds` says whether words hold a number.
    """
    for at in range(1, len(words)):
        tags, length = vocabulary.joints.at(words, at)
        sides = words[:at], words[at + length :]
        if "but" not in tags or not all(holds(side) for side in sides):
            continue
        own = [side for side in sides if not _has("elsewhere", side, vocabulary.score)]
        if len(own) == 1:
            return own[0]
    return words


def is_somebody_elses(words: tuple[str, ...], vocabulary: Vocabulary, holds: Callable[[tuple[str, ...]], bool]) -> bool:
    """ "My neighbour would say ten, but I couldn't tell you"."""
    for at in range(1, len(words)):
        tags, length = vocabulary.joints.at(words, at)
        before, after = words[:at], words[at + length :]
        if "but" in tags and after and holds(before) and not holds(after):
            return _has("elsewhere", before, vocabulary.score)
    return False


def meant_of(scores: Sequence[Number], words: tuple[str, ...], vocabulary: Vocabulary) -> list[Number]:
    """Those of one value that is the score; none where several may be."""
    left = _given(scores, words, vocabulary) or _uncounted(scores, words, vocabulary)
    return left if len({score.value for score in left}) == 1 else _settled(left)


def is_given(score: Number, words: tuple[str, ...], vocabulary: Vocabulary) -> bool:
    """ "I'd say seven", "put me down for a seven"; only small words between, and no "not" behind."""
    if any(word in vocabulary.denying for word in words[score.end : score.end + REACH + 1]):
        return False
    begins = _gives_at(score, words, vocabulary)
    return begins is not None and not (begins and words[begins - 1] in vocabulary.denying)


def is_withheld(score: Number, words: tuple[str, ...], vocabulary: Vocabulary) -> bool:
    """ "A ten I won't give you", "I'm not giving you a ten"."""
    begins = _gives_at(score, words, vocabulary)
    if begins and words[begins - 1] in vocabulary.denying:
        return True
    after = range(score.end, score.end + REACH + 1)
    return any("withholds" in vocabulary.score.at(words, at)[0] for at in after)


def is_moved(words: tuple[str, ...], vocabulary: Vocabulary) -> bool:
    """Whether the score is some points from a number that was said ("I'd knock one off that")."""
    return _has("shifts", words, vocabulary.score)


def _has(tag: str, words: tuple[str, ...], table: PhraseTable) -> bool:
    return any(tag in table.at(words, at)[0] for at in range(len(words)))


def _gives_at(score: Number, words: tuple[str, ...], vocabulary: Vocabulary) -> int | None:
    """Where the words begin that give the score; None where none do."""
    table = vocabulary.score
    for at in range(score.start - 1, max(-1, score.start - 2 - REACH), -1):
        for begin in range(max(0, at - REACH), at + 1):
            if _ends_at(at, begin, words, table):
                return begin
        if "around" not in table.at(words, at)[0]:
            return None
    return None


def _ends_at(end: int, begin: int, words: tuple[str, ...], table: PhraseTable) -> bool:
    """Whether words that give a score begin at `begin`, with `end` as their last one."""
    tags, length = table.at(words, begin)
    return "gives" in tags and begin + length == end + 1


def _given(scores: Sequence[Number], words: tuple[str, ...], vocabulary: Vocabulary) -> list[Number]:
    """Those said to be given ("I've been in twice, I'd say seven"), where nothing after them may be a score, too."""
    given = [score for score in scores if is_given(score, words, vocabulary)]
    rest = [score for score in _uncounted(scores, words, vocabulary) if score not in given]
    return [] if given and any(score.start > given[-1].start for score in rest) else given


def _uncounted(scores: Sequence[Number], words: tuple[str, ...], vocabulary: Vocabulary) -> list[Number]:
    """Without those that count something ("two months"), where others are left."""
    left = [each for each in scores if "refuse" not in vocabulary.score.at(words, each.end)[0]]
    return left or list(scores)


def _settled(scores: Sequence[Number]) -> list[Number]:
    """Where the last number was said before, it was settled on: "six or seven, well, six"."""
    last = scores[-1]
    near = last.end - scores[0].start <= SETTLED_WITHIN
    again = near and last.value in {each.value for each in scores[:-1]}
    return [each for each in scores if each.value == last.value] if again else []
