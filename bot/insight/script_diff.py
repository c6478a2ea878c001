"""Two scripts set beside each other as a marketer thinks of them: ways, words, seconds, promises; not lines.

Pure: knows scripts, not how a difference is shown. Steps, objections and outcomes that came or went are told once, as a
whole; of those that stayed, everything that is different.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final, Literal

from bot.insight.fact import ABOUT_US, TOPICS, Fact, Names, Topic, facts
from bot.insight.renaming import renamed
from bot.insight.route import MOST_TRIED, Lasting, Route, lasting, routes
from bot.insight.word_diff import Piece, word_diff
from bot.script.model import Prompt, Script
from bot.script.template import plain_text

ABOUT_OPT_OUT: Final = ("asides.opt_out_check", "asides.keypad_opt_out")

UNNOTICED: Final[tuple[Topic, ...]] = ("reports",)
"""Topics of which a callee notices nothing."""

NEVER_FOLDED: Final[tuple[Topic, ...]] = ("law", "promises")
"""Told by themselves even of a step or an outcome that came or went as a whole."""


@dataclass(frozen=True, slots=True)
class Change:
    """`old` and `new` are what is told under `name` in each script ("" where it is not there); `note`, what follows."""

    topic: Topic
    kind: Literal["added", "removed", "changed", "renamed"]
    name: str
    old: str = ""
    new: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of a prompt that came, went or changed in a language; `law`: it says who calls, or is about opting
    out."""

    prompt: str
    language: str
    pieces: tuple[Piece, ...]
    law: bool = False

    @property
    def old(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.kind != "new")

    @property
    def new(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.kind != "old")


@dataclass(frozen=True, slots=True)
class PhraseCount:
    """How many phrases of an intent the script itself has more and fewer in a language."""

    intent: str
    language: str
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long calls of answers alone are reckoned to take in a language."""

    language: str
    old: Lasting
    new: Lasting


@dataclass(frozen=True, slots=True)
class Difference:
    """`new_routes` and `lost_routes` are ways through the whole call; empty where there are too many to compare
    (`routes_whole` is false)."""

    changes: tuple[Change, ...]
    wordings: tuple[Wording, ...]
    phrases: tuple[PhraseCount, ...]
    seconds: tuple[Seconds, ...]
    new_routes: tuple[Route, ...] = ()
    lost_routes: tuple[Route, ...] = ()
    routes_whole: bool = True

    @property
    def noticed(self) -> bool:
        """Whether anything is said or done in another way: not only understood or reported."""
        return bool(self.wordings) or any(change.topic not in UNNOTICED for change in self.changes)

    def __bool__(self) -> bool:
        return bool(self.wordings or self.changes or self.phrases)


def compare(old: Script, new: Script, most_tried: int = MOST_TRIED) -> Difference:
    """Everything that is different in `new`; both need only to be readable, not to pass `check`."""
    called = renamed(old, new)
    names = Names(called)
    before, after = routes(old, most_tried), routes(new, most_tried)
    whole = before.whole and after.whole
    was = [replace(route, places=tuple(map(names.of, route.places))) for route in before.routes]
    shared = [language for language in new.languages if language in old.languages]
    return Difference(
        (*_renamings(old, called), *_changes(_told(facts(old, names)), _told(facts(new)))),
        tuple(_wordings(old, new, names, shared)),
        tuple(_phrases(old, new)),
        tuple(Seconds(each, lasting(old, before.routes, each), lasting(new, after.routes, each)) for each in shared),
        _only_in(after.routes, was) if whole else (),
        _only_in(was, after.routes) if whole else (),
        whole,
    )


def _only_in(some: Iterable[Route], others: Iterable[Route]) -> tuple[Route, ...]:
    known = {route.places for route in others}
    return tuple(route for route in some if route.places not in known)


# --- facts --------------------------------------------------------------------------------------------------------

Key = tuple[Topic, str]


def _told(told: Iterable[Fact]) -> dict[Key, Fact]:
    return {(fact.topic, fact.name): fact for fact in told}


def _renamings(old: Script, called: Mapping[str, str]) -> Iterator[Change]:
    for before, now in called.items():
        kind = "step" if before in old.steps else "outcome"
        yield Change("course", "renamed", f"{kind} {before}", before, now)


def _changes(old: Mapping[Key, Fact], new: Mapping[Key, Fact]) -> Iterator[Change]:
    """By topic, in the order of the new script, what is gone after what is there."""
    owners = {fact.owner for fact in old.values()} & {fact.owner for fact in new.values()}
    keys = dict.fromkeys((*new, *old))
    for topic in TOPICS:
        for key in [key for key in keys if key[0] == topic]:
            change = _change(old.get(key), new.get(key))
            fact = new.get(key) or old[key]
            if change is not None and (fact.owner in owners or fact.owner == fact.name or topic in NEVER_FOLDED):
                yield change


def _change(old: Fact | None, new: Fact | None) -> Change | None:
    if old is None and new is not None:
        return Change(new.topic, "added", new.name, "", new.told or new.about, new.added)
    if new is None and old is not None:
        return Change(old.topic, "removed", old.name, old.told or old.about, "", old.removed)
    assert old is not None
    assert new is not None
    if old.told == new.told:
        return None
    return Change(new.topic, "changed", new.name, old.told, new.told, new.changed)


# --- words --------------------------------------------------------------------------------------------------------


def _wordings(old: Script, new: Script, names: Names, languages: Iterable[str]) -> Iterator[Wording]:
    """Of prompts that both scripts have, or that came or went where the rest of their step, objection or outcome
    stayed."""
    before = {_prompt_id(prompt, names): prompt for prompt in old.prompts()}
    after = {prompt.id: prompt for prompt in new.prompts()}
    stayed = _parts(old, names) & _parts(new, Names())
    law = _law_prompts(old, names) | _law_prompts(new, Names())
    for id_ in dict.fromkeys((*after, *before)):
        if not (id_ in before and id_ in after) and _part_of(id_) not in stayed:
            continue
        for language in languages:
            for pieces in _reworded(_texts(before.get(id_), language), _texts(after.get(id_), language)):
                yield Wording(id_, language, pieces, id_ in law)


def _prompt_id(prompt: Prompt, names: Names) -> str:
    owner, dot, part = prompt.id.partition(".")
    return f"{names.of(owner)}{dot}{part}"


def _part_of(prompt: str) -> str:
    """The step, outcome or objection (“objections.robot”) that a prompt belongs to; of an aside “asides”."""
    first, _, rest = prompt.partition(".")
    return f"{first}.{rest.partition('.')[0]}" if first == "objections" else first


def _parts(script: Script, names: Names) -> set[str]:
    own = {names.of(name) for name in (*script.steps, *script.outcomes)}
    return own | {f"objections.{name}" for name in script.objections} | {"asides"}


def _law_prompts(script: Script, names: Names) -> set[str]:
    telling = [name for name, step in script.steps.items() if step.discloses]
    found = {f"{names.of(name)}.{part}" for name in telling for part in ("say", "reprompt")}
    found |= {f"objections.{name}.{part}" for name in ABOUT_US for part in ("say", "again")}
    return found | {f"{names.of(name)}.say" for name in (script.opt_out, script.machine.outcome)} | set(ABOUT_OPT_OUT)


def _texts(prompt: Prompt | None, language: str) -> list[str]:
    wordings = prompt.texts.get(language, ()) if prompt is not None else ()
    return [plain_text(wording) for wording in wordings]


def _reworded(old: list[str], new: list[str]) -> Iterator[tuple[Piece, ...]]:
    """Wordings that are not in both, each beside the other script's at its turn."""
    gone = [text for text in old if text not in new]
    come = [text for text in new if text not in old]
    for before, now in zip_longest(gone, come, fillvalue=""):
        yield word_diff(before, now)


# --- phrases ------------------------------------------------------------------------------------------------------


def _phrases(old: Script, new: Script) -> Iterator[PhraseCount]:
    for intent in dict.fromkeys((*new.phrases, *old.phrases)):
        before, after = old.phrases.get(intent, {}), new.phrases.get(intent, {})
        for language in dict.fromkeys((*after, *before)):
            was, now = set(before.get(language, ())), set(after.get(language, ()))
            if was != now:
                yield PhraseCount(intent, language, len(now - was), len(was - now))
