"""The bot's half of a rehearsed call: the real engine in virtual time, without audio or threads.

Knows the Dialogue, how long its prompts take to speak (time is reckoned, not waited for) and, where words are given,
an Understander. Refuses to know what a callee can do: the stage moves, this hands each event to the engine, performs
what it answers and writes everything down.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from bot.dialogue.engine import Dialogue
from bot.dialogue.events import (
    Action,
    BargedIn,
    Event,
    Finish,
    HangUp,
    HonourOptOut,
    Note,
    PromptEnded,
    Say,
    SpeechEnded,
    SpeechStarted,
    StopSaying,
    Transfer,
    Understood,
)  # fmt: skip
from bot.dialogue.state import Setup
from bot.spoken import seconds_to_say
from bot.understanding.model import Expecting, Hypothesis, Understander, Understanding

REPLY_S: Final = 1.0
"""How long a callee on the stage takes to say anything (s); only timers care."""

INTO_PROMPT: Final = 0.7
"""Where an interruption falls: this share of what the bot still has to say."""

BARGE_IN_S: Final = 0.6
"""How long a callee talks over the bot before that counts (turns.Settings.barge_in_s)."""


class Moment(NamedTuple):
    """One thing that happened: `who` is bot, callee, note or end; `what` its id or intent; `text` the words.

    `step` is where a reply of the callee's was acted on ("" where it was not), or what a note is about.
    """

    who: str
    what: str
    text: str = ""
    step: str = ""

    def __str__(self) -> str:
        return f"{self.who:<6} {self.what}" + (f": {self.text}" if self.text else "")


class VirtualCall:
    """One conversation under way: what happened so far (`moments`) and what time it is (`now`, s)."""

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

    @property
    def speaking(self) -> bool:
        return self._quiet_at > self.now

    @property
    def over_at(self) -> float:
        """When the bot will have said everything (s)."""
        return max(self.now, self._quiet_at)

    def handle(self, event: Event) -> None:
        self._perform(self.dialogue.handle(event, self.now))

    def callee(self, what: str, text: str, event: Event, step: str = "") -> None:
        """Something the callee does at once, noted before the engine hears of it."""
        self.moments.append(Moment("callee", what, text, step))
        self.handle(event)

    def tick(self) -> None:
        """Come to the engine's deadline; there must be one."""
        deadline = self.dialogue.deadline
        assert deadline is not None, "the engine waits for nothing"
        self.now = max(self.now, deadline)
        self._perform(self.dialogue.tick(self.now))

    def fork(self) -> VirtualCall:
        """The same call from here on, with nothing noted yet; what happens to one does not happen to the other."""
        twin = VirtualCall.__new__(VirtualCall)
        vars(twin).update(vars(self))
        twin.dialogue, twin.moments = self.dialogue.fork(), []
        return twin

    def reach(self, over_bot: bool = False, share: float = INTO_PROMPT) -> None:
        """Come to the moment of the callee's move: after the bot's words, or when a `share` of them has been said."""
        if over_bot and self.speaking:
            self.now += share * (self._quiet_at - self.now)
        while self.speaking and not over_bot:
            self._prompt_ends()

    def utter(self, said: str | Understanding, barging: bool = True) -> Understanding | None:
        """From the callee's first sound to what it meant; None when nobody listens any more.

        As in a call, the question open at the end of the words is the one they answer.
        """
        self.handle(SpeechStarted())
        if barging and self.speaking:
            self.now += BARGE_IN_S
            self.handle(BargedIn())
        self.now += REPLY_S
        if 0.0 < self._quiet_at <= self.now:
            self._prompt_ends()
        expecting = self.dialogue.expecting
        self.handle(SpeechEnded())
        if expecting is None:
            return None
        understood = self._understood(said, expecting)
        event = Understood(expecting.step, expecting.turn, understood)
        taken = expecting.step if understood.action == "act" else ""
        self.callee(understood.intent or "-", understood.text, event, taken)
        return understood

    def _understood(self, said: str | Understanding, expecting: Expecting) -> Understanding:
        if isinstance(said, Understanding):
            return said
        assert self._understander is not None, "words need an understander; use mean() for intents"
        return self._understander.parse((Hypothesis(said),), expecting)

    def _prompt_ends(self) -> None:
        self.now = max(self.now, self._quiet_at)
        self._quiet_at = 0.0
        self.handle(PromptEnded())

    def _perform(self, actions: tuple[Action, ...]) -> None:
        for action in actions:
            match action:
                case Say():
                    self.moments.append(Moment("bot", action.prompt, action.text))
                    self._quiet_at = max(self._quiet_at, self.now) + seconds_to_say(action.text, self._language)
                case StopSaying():
                    self._quiet_at = 0.0
                case Note():
                    self.moments.append(Moment("note", action.kind, action.text, action.step))
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
