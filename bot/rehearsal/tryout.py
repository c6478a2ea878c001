"""A conversation being tried out: the callee's moves come one by one, and what came of each is kept.

Pure: the same moves give the same conversation, so it can be played again after the script has changed (`changes` says
what is different then), and written down as a rehearsal (`written`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from bot.dialogue.events import Finish
from bot.rehearsal.acts import OPENERS, act, opened
from bot.rehearsal.conversation import Conversation, Ending, Line
from bot.rehearsal.play import plain
from bot.rehearsal.typed import HANGS_UP
from bot.rehearsal.virtual_call import Moment
from bot.script.model import Script
from bot.understanding.model import Expecting, Hypothesis, Understander, Understanding

OVER_THE_GOODBYE: Final = ("interrupts", "murmurs")
"""What a callee can still do when the ending is settled."""

Way = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A move of the callee (None: picked up in silence) and all that came of it.

    `asked` is the question it was understood against, `meant` how; `asks` is the question open now, `finish` the
    ending, once there is one.
    """

    line: Line | None
    moments: tuple[Moment, ...]
    asked: Expecting | None
    meant: Understanding | None
    asks: Expecting | None
    finish: Finish | None

    @property
    def said(self) -> tuple[Moment, ...]:
        """The bot's words in it."""
        return tuple(moment for moment in self.moments if moment.who == "bot")

    @property
    def notes(self) -> tuple[Moment, ...]:
        """The engine's reasons in it."""
        return tuple(moment for moment in self.moments if moment.who == "note")

    @property
    def way(self) -> Way:
        """Where it led, whatever the words: equal for two exchanges that only word it differently."""
        meant = (self.meant.intent, self.meant.action, dict(self.meant.slots)) if self.meant else None
        asks = (self.asks.step, self.asks.confirming) if self.asks else None
        finish = (self.finish.disposition, self.finish.outcome) if self.finish else None
        return (self.line, meant, tuple(moment.what for moment in self.said), asks, finish)


@dataclass(frozen=True, slots=True)
class Change:
    """Exchange number `at` is worded otherwise now, or (`parted`) the call goes another way from there on."""

    at: int
    parted: bool


class Tryout:
    """One call with `conversation`'s contact, arm and so on, its lines played as far as somebody listens.

    Raises WinbackError for contact fields that cannot be used.
    """

    def __init__(self, script: Script, conversation: Conversation, language: str, understander: Understander) -> None:
        self.script = script
        self.language = language
        self._given = conversation
        self._ear = _Overhearing(understander)
        self._stage = opened(script, conversation, language, self._ear)
        opener, lines = None, conversation.lines
        if lines and lines[0].kind in OPENERS:
            opener, lines = lines[0], lines[1:]
        self.exchanges: list[Exchange] = []
        self._perform(opener)
        for line in takewhile(self.takes, lines):
            self._perform(line)

    @property
    def finish(self) -> Finish | None:
        return self._stage.call.finish

    @property
    def opted_out(self) -> bool:
        return self._stage.call.opted_out

    @property
    def lines(self) -> tuple[Line, ...]:
        """The callee's moves so far."""
        return tuple(exchange.line for exchange in self.exchanges if exchange.line is not None)

    def takes(self, line: Line) -> bool:
        """Whether anybody would notice: nobody does after the end, but for words over the goodbye."""
        return self.finish is None or (line.kind in OVER_THE_GOODBYE and self._stage.call.speaking)

    def do(self, line: Line) -> Exchange:
        """The callee makes one move more; ask `takes` before."""
        assert self.takes(line), "nobody listens any more"
        return self._perform(line)

    def written(self, name: str) -> Conversation:
        """This call as a rehearsal that expects what came; a call still under way ends with the callee hanging up."""
        if self.finish is None:
            hung_up = replace(self._given, lines=(*self.lines, HANGS_UP))
            return Tryout(self.script, hung_up, self.language, self._ear.understander).written(name)
        lines = [line for exchange in self.exchanges for line in _written(exchange)]
        ends = Line("ends", ending=_ending(self.finish, self.opted_out))
        # Of the contact what the script asks for: a test needs nobody's telephone number.
        asked_for = self.script.contact
        contact = {column: cell for column, cell in self._given.contact.items() if cell and column in asked_for}
        return replace(self._given, name=name, languages=(self.language,), contact=contact, lines=(*lines, ends))

    def _perform(self, line: Line | None) -> Exchange:
        call = self._stage.call
        before, asked = (len(call.moments) if self.exchanges else 0), call.dialogue.expecting
        self._ear.last = None
        if line is not None:
            act(self._stage, line, self.language)
        asked, meant = self._ear.last or (asked, None)
        exchange = Exchange(line, tuple(call.moments[before:]), asked, meant, call.dialogue.expecting, call.finish)
        self.exchanges.append(exchange)
        return exchange


class _Overhearing:
    """An Understander that remembers what it was asked last, and what it said."""

    def __init__(self, understander: Understander) -> None:
        self.understander = understander
        self.last: tuple[Expecting, Understanding] | None = None

    @property
    def digest(self) -> str:
        return self.understander.digest

    def hints(self, expecting: Expecting) -> tuple[str, ...]:
        return self.understander.hints(expecting)

    def parse(self, hypotheses: Sequence[Hypothesis], expecting: Expecting) -> Understanding:
        understood = self.understander.parse(hypotheses, expecting)
        self.last = expecting, understood
        return understood


def changes(before: Sequence[Exchange], now: Sequence[Exchange]) -> Iterator[Change]:
    """What is different in a conversation played again with the same moves; nothing more once it goes another way."""
    for at, (old, new) in enumerate(zip(before, now, strict=False)):
        if old.way != new.way:
            yield Change(at, parted=True)
            return
        if [moment.text for moment in old.said] != [moment.text for moment in new.said]:
            yield Change(at, parted=False)


def _written(exchange: Exchange) -> Iterator[Line]:
    if exchange.line is not None:
        yield exchange.line
    if exchange.said:
        yield Line("says", names=tuple(short(moment.what) for moment in exchange.said))


def short(prompt: str) -> str:
    """A prompt as a rehearsal names it: `offer` for offer.say, `too_expensive.again` for that of the objection."""
    return prompt.removeprefix("objections.").removeprefix("asides.").removesuffix(".say")


def _ending(finish: Finish, opted_out: bool) -> Ending:
    slots = {name: {"": plain(value)} for name, value in finish.slots.items()}
    said_so = finish.disposition == "do_not_call"
    return Ending(finish.disposition, finish.outcome, slots, None if opted_out == said_so else opted_out)
