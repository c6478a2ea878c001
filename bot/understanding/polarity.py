"""Yes and no: a lexicon that reads a reply from left to right, longest phrase first.

Knows agreement, refusal, idioms that agree with a negation in them ("why not"), doubt, corrections ("I mean").
Refuses to weigh probabilities: it says what stands there and whether every word was accounted for. Its `negated` is a
veto over agreement that no other layer may overrule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.understanding.vocabulary import Vocabulary

Verdict = Literal["", "yes", "no", "mixed", "unsure"]
_ORDER = ("idiom", "backchannel", "yes", "unsure", "no", "negation", "neutral")


@dataclass(frozen=True, slots=True)
class Polarity:
    """`verdict` of the words known; `whole` when no word was unknown; `leads` is the first yes or no.

    `negated`: a refusal, negation or doubt stands outside any agreeing idiom.
    `agrees`: an agreement or agreeing idiom stands somewhere.
    """

    verdict: Verdict
    whole: bool
    leads: Literal["", "yes", "no"]
    agrees: bool
    negated: bool
    rest: tuple[str, ...]


def tagged(words: tuple[str, ...], vocabulary: Vocabulary) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Runs of words with their tag; unknown words carry the tag ""."""
    runs: list[tuple[str, tuple[str, ...]]] = []
    at = 0
    while at < len(words):
        tags, length = vocabulary.polarity.at(words, at)
        tag = next((each for each in _ORDER if each in tags), "")
        step = max(length, 1)
        runs.append((tag, words[at : at + step]))
        at += step
    return tuple(runs)


def after_correction(words: tuple[str, ...], vocabulary: Vocabulary) -> tuple[str, ...]:
    """What counts after the last correction ("yes, I mean no" -> "no"); all of it where nothing is corrected."""
    for at in range(len(words) - 1, 0, -1):
        _, length = vocabulary.corrections.at(words, at)
        if length and at + length < len(words):
            return words[at + length :]
    return words


def read_polarity(words: tuple[str, ...], vocabulary: Vocabulary) -> Polarity:
    """The polarity of a normal form; fillers may still be in it."""
    counting = after_correction(words, vocabulary)
    runs = tagged(counting, vocabulary)
    told = [_side(tag) for tag, _ in runs if _side(tag)]
    # "No, well, I'll look": what was taken back is no answer, but nothing is agreed to without a word that says so.
    taken_back = "yes" not in told and _denies(words[: len(words) - len(counting)], vocabulary)
    unknown = tuple(word for tag, run in runs if not tag for word in run if word not in vocabulary.spelling.fillers)
    firm = [side for side in told if side in ("yes", "no")]
    return Polarity(
        verdict=_verdict(told),
        whole=not unknown,
        leads="yes" if firm[:1] == ["yes"] else "no" if firm[:1] == ["no"] else "",
        agrees="yes" in told,
        negated=taken_back or not {"no", "negation", "unsure"}.isdisjoint(told),
        rest=unknown,
    )


def _denies(words: tuple[str, ...], vocabulary: Vocabulary) -> bool:
    return any(tag in ("no", "negation") for tag, _ in tagged(words, vocabulary))


def _side(tag: str) -> str:
    return {"idiom": "yes", "backchannel": "yes", "neutral": ""}.get(tag, tag)


def _verdict(told: list[str]) -> Verdict:
    sides = set(told) - {"negation"}
    if "unsure" in sides:
        return "unsure"
    if sides == {"yes", "no"}:
        # "yeah no" refuses; "no, yes, fine" may be either.
        return "no" if told[-1] in ("no", "negation") else "mixed"
    if "no" in sides:
        return "no"
    if "yes" in sides:
        return "mixed" if "negation" in told else "yes"
    return ""
