"""The stage: one conversation played by the real engine in virtual time, without audio or threads.

Knows the Dialogue and, where words are given, an Understander; time is reckoned, not waited for: a prompt takes as long
as it takes to speak it. What happened is a list of `Moment`s that tests and reports compare.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.dialogue.engine import Dialogue
from bot.dialogue.events import (
    Action, Answered, BargedIn, Event, Finish, HangUp, HonourOptOut, HungUp, Keyed, Listen, MachineHeard, Note,
    PromptEnded, Say, SpeechEnded, SpeechStarted, StopSaying, Transfer, Understood,
)  # fmt: skip
from bot.dialogue.state import Setup
from bot.spoken import seconds_to_say
from bot.understanding.model import Expecting, Hypothesis, Understander, Understanding, Why

REPLY_S: Final = 1.0
"""How long a callee on the stage takes to say anything (s); only timers care."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: `who` is bot, callee, note or end; `what` its id or intent; `text` the words."""

    who: str
    what: str
    text: str = ""

    def __str__(self) -> str:
        return f"{self.who:<6} {self.what}" + (f": {self.text}" if self.text else "")


class Stage:
    """Plays one conversation. Every callee move first lets the bot finish speaking, unless it interrupts."""

    def __init__(self, setup: Setup, understander: Understander | None = None) -> None:
        self.dialogue = Dialogue(setup)
        self.moments: list[Moment] = []
        self.finish: Finish | None = None
        self.opted_out = False
        self.hung_up = False
        self.now = 0.0
        self._language = setup.language
        self._understander = understander
        self._quiet_at = 0.0

    def begin(self) -> None:
        """The callee picks up and says nothing: the bot speaks after the opening window."""
        self._handle(Answered())
        if self.dialogue.opening and self.dialogue.deadline is not None and not self._speaking:
            self._tick()

    def hear(self, text: str, interrupting: bool = False) -> Understanding | None:
        """The callee says `text`; it is understood by the real ear's mind."""
        assert self._understander is not None, "words need an understander; use mean() for intents"
        expecting = self._floor(interrupting)
        if expecting is None:
            return None
        understood = self._understander.parse((Hypothesis(text),), expecting)
        self._reply(understood, expecting.turn, expecting.step)
        return understood

    def mean(self, understood: Understanding | str, interrupting: bool = False) -> None:
        """The callee says something with this meaning (an intent id is acted on with certainty)."""
        if isinstance(understood, str):
            understood = Understanding(understood, 1.0, "act", Why("rehearsal"), text=understood)
        expecting = self._floor(interrupting)
        if expecting is not None:
            self._reply(understood, expecting.turn, expecting.step)

    def wait(self) -> None:
        """The callee is silent until the bot's next deadline."""
        self._let_finish()
        if self.dialogue.deadline is not None:
            self._tick()

    def press(self, keys: str) -> None:
        self._let_finish()
        for key in keys:
            self.moments.append(Moment("callee", "key", key))
            self._handle(Keyed(key))

    def hang_up(self) -> None:
        self.moments.append(Moment("callee", "hangs_up"))
        self._handle(HungUp())

    def machine(self, why: str = "unbroken speech") -> None:
        self.moments.append(Moment("callee", "machine", why))
        self._handle(MachineHeard(why))

    def end(self) -> Finish | None:
        """Let the goodbye be played."""
        self._let_finish()
        return self.finish

    @property
    def _speaking(self) -> bool:
        return self._quiet_at > self.now

    def _floor(self, interrupting: bool) -> Expecting | None:
        if not interrupting:
            self._let_finish()
        expecting = self.dialogue.expecting
        self._handle(SpeechStarted())
        if interrupting and self._speaking:
            self._handle(BargedIn())
        self.now += REPLY_S
        self._handle(SpeechEnded())
        return expecting

    def _reply(self, understood: Understanding, turn: int, step: str) -> None:
        self.moments.append(Moment("callee", understood.intent or "-", understood.text))
        self._handle(Understood(step, turn, understood))

    def _let_finish(self) -> None:
        if self._speaking:
            self.now = self._quiet_at
            self._quiet_at = 0.0
            self._handle(PromptEnded())

    def _tick(self) -> None:
        deadline = self.dialogue.deadline
        assert deadline is not None
        self.now = max(self.now, deadline)
        self._perform(self.dialogue.tick(self.now))

    def _handle(self, event: Event) -> None:
        self._perform(self.dialogue.handle(event, self.now))

    def _perform(self, actions: tuple[Action, ...]) -> None:
        for action in actions:
            match action:
                case Say():
                    self.moments.append(Moment("bot", action.prompt, action.text))
                    self._quiet_at = max(self._quiet_at, self.now) + seconds_to_say(action.text, self._language)
                case StopSaying():
                    self._quiet_at = 0.0
                case Note():
                    self.moments.append(Moment("note", action.kind, action.text))
                case HonourOptOut():
                    self.opted_out = True
                    self.moments.append(Moment("note", "opt_out", "written"))
                case Transfer():
                    self.moments.append(Moment("note", "transfer", action.target))
                case Finish():
                    self.finish = action
                    self.moments.append(Moment("end", action.disposition, action.outcome))
                case HangUp():
                    self.hung_up = True
                case Listen():
                    pass
