"""Phrase hygiene: what is wrong with a script's phrases as far as it can be said without a classifier.

A phrase that would be taken for another intent when said word for word, phrases of two intents all but the same, lists
too short, texts in another language. Judged for the questions of one script, because what is never answered together
does not compete. What a classifier can tell apart is for `separation`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.script.model import LANGUAGE_NAMES, Script, Step, Text
from bot.script.rules import Notes
from bot.source import Span
from bot.understanding.decision import ALWAYS_LIVE, BACKCHANNEL, NO, OTHER, YES
from bot.understanding.evidence import Evidence, Layers, hear
from bot.understanding.examined import Examined, Listed
from bot.understanding.tongues import Tongues

FEWEST: Final = 10
"""Phrases of an intent below which a warning is due: what Rasa's and Dialogflow's guides ask for at least, and below
which a classifier of words falls fast (CLINC150: 82 % with ten examples an intent, 73 % with five)."""

Live = frozenset[str]
"""What may be meant at one question."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The phrases of one language that a script listens for: its own, which come first, and the library's."""

    own: Examined
    library: Examined

    def doubtful(self) -> Iterator[Listed]:
        yield from self.own.doubtful
        yield from self.library.doubtful
        for form in self.own.index.keys() & self.library.index.keys():
            if self.own.index[form] != self.library.index[form]:
                yield from self.library.with_form(form)

    def near(self) -> Iterator[tuple[Listed, Listed]]:
        yield from self.own.near
        yield from self.library.near
        for each in self.own.listed:
            yield from ((other, each) for other in self.library.neighbours.of(each.bare))

    def said(self, listed: Listed, live: Live) -> Evidence | None:
        """What is made of a phrase said word for word, before any classifier is asked."""
        layers = Layers(self.own.vocabulary, self.own.index, self.library.index)
        return layers.read(hear(listed.text, self.own.vocabulary), tuple(sorted(live)))


def check_phrases(script: Script, language: str, lists: Lists, notes: Notes) -> None:
    """What is wrong with the phrases of one language. Raises Enough where that is too much."""
    lives = questions(script)
    _too_few(script, language, lists, notes)
    _foreign_lists(language, lists, frozenset().union(*lives), notes)
    for listed in dict.fromkeys(lists.doubtful()):
        _stolen(listed, lists, [live for live in lives if listed.intent in live], notes)
    for listed in (*lists.own.contradicted, *lists.library.contradicted):
        _contradicted(listed, notes)
    for one, other in dict.fromkeys(lists.near()):
        if one.intent != other.intent and any({one.intent, other.intent} <= live for live in lives):
            message = f"“{other.text}” ({other.intent}) is all but “{one.text}” ({one.intent}) in {_at(one.span)}"
            notes.add("near-phrase", message, other.span, "one will be taken for the other: keep the clearer one")


def check_prompts(script: Script, language: str, tongues: Tongues, notes: Notes) -> None:
    """Texts in another language than the one they stand under. Raises Enough."""
    for prompt in script.prompts():
        for wording in prompt.texts.get(language, ()):
            text = " ".join(piece.text for piece in wording if isinstance(piece, Text))
            instead = tongues.instead(text, language)
            if instead:
                message = (
                    f"the {language} text of “{prompt.id}” reads like {_name(instead)}: “{' '.join(text.split())}”"
                )
                notes.add("wrong-language", message, prompt.span, "has it been put under the wrong language?")


def questions(script: Script) -> tuple[Live, ...]:
    """What may be meant at each question of a script; questions with the same answers once."""
    asides = {*script.objections, *ALWAYS_LIVE}
    return tuple(dict.fromkeys(frozenset({*_answers(step)} | asides) for step in script.steps.values() if step.listens))


def _answers(step: Step) -> Iterator[str]:
    yield from (intent for intent in step.answers if intent != OTHER)
    yield from step.slot.options if step.slot is not None else ()


# --- lists --------------------------------------------------------------------------------------------------------


def _too_few(script: Script, language: str, lists: Lists, notes: Notes) -> None:
    by_intent: dict[str, list[Listed]] = {}
    for each in (*lists.own.listed, *lists.library.listed):
        by_intent.setdefault(each.intent, []).append(each)
    for intent in sorted({intent for live in questions(script) for intent in live}):
        listed = by_intent.get(intent, [])
        if 0 < len(listed) < FEWEST:
            phrases = "1 phrase" if len(listed) == 1 else f"{len(listed)} phrases"
            message = f"“{intent}” has only {phrases} in {language}; {FEWEST} are the least to learn from"
            notes.add("few-phrases", message, listed[0].span, "add what people say, in other words each time")


def _foreign_lists(language: str, lists: Lists, live: Live, notes: Notes) -> None:
    """One note a list, at its first phrase, for mostly a whole list was put into the wrong place."""
    for examined in (lists.own, lists.library):
        for intent, found in examined.foreign.items():
            if intent in live:
                first, instead = found[0]
                others = f"“{first.text}” and {len(found) - 1} more of “{intent}” read" if len(found) > 1 else ""
                message = f"{others or f'“{first.text}” reads'} like {_name(instead)}, not {_name(language)}"
                notes.add("wrong-language", message, first.span, "move it to its language, or delete it")


# --- single phrases -----------------------------------------------------------------------------------------------


def _stolen(listed: Listed, lists: Lists, lives: Iterable[Live], notes: Notes) -> None:
    """One note a phrase: for the first question where it would be taken for something else."""
    for live in lives:
        evidence = lists.said(listed, live)
        taken = max(evidence.p, key=lambda intent: evidence.p[intent]) if evidence else OTHER
        if (
            evidence is not None
            and taken not in (listed.intent, OTHER)
            and {taken, listed.intent} != {YES, BACKCHANNEL}
        ):
            _note_stolen(listed, taken, evidence, lists, notes)
            return


def _contradicted(listed: Listed, notes: Notes) -> None:
    opposite = NO if listed.intent == YES else YES
    message = f"“{listed.text}” stands under “{listed.intent}”, and the word lists read it as “{opposite}”"
    hint = f"with any word beside it, it would be taken for “{opposite}”: move it, or put it in other words"
    notes.add("stolen-phrase", message, listed.span, hint)


def _note_stolen(listed: Listed, taken: str, evidence: Evidence, lists: Lists, notes: Notes) -> None:
    if evidence.layer != "exact":
        message = f"“{listed.text}” stands under “{listed.intent}”, and the word lists take it for “{taken}”"
        notes.add("stolen-phrase", message, listed.span, f"because of “{evidence.phrase}”: put it in other words")
        return
    others = (*lists.own.with_form(evidence.phrase, taken), *lists.library.with_form(evidence.phrase, taken))
    message = (
        f"“{listed.text}” stands under “{listed.intent}” here and under “{taken}” in {_at(others[0].span)}: "
        f"it will be taken for “{taken}”"
    )
    notes.add("stolen-phrase", message, listed.span, "keep it under one of the two")


def _name(language: str) -> str:
    """What people call a language; alphabets have their names."""
    return LANGUAGE_NAMES.get(language, language)


def _at(span: Span) -> str:
    return f"{span.file}:{span.line}:{span.column}"
