"""The stage: one conversation played by the real engine in virtual time, without audio or threads.

Knows the Dialogue and, where words are given, an Understander; time is reckoned, not waited for: a prompt takes as long
as it takes to speak it. What happened is a list of `Moment`s that tests and reports compare.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.dialogue.engine import Dialogue
from bot.dialogue.events import (
    Action,
    Answered,
    BargedIn,
    Event,
    Finish,
    HangUp,
    HonourOptOut,
    HungUp,
    Keyed,
    MachineHeard,
    Note,
    PromptEnded,
    Say,
    SpeechEnded,
    SpeechStarted,
    StopSaying,
    Transfer,
    Understood,
    Unheard,
)  # fmt: skip
from bot.dialogue.state import Setup
from bot.spoken import seconds_to_say
from bot.understanding.model import Expecting, Hypothesis, Understander, Understanding, Why

REPLY_S: Final = 1.0
"""How long a callee on the stage takes to say anything (s); only timers care."""

INTO_PROMPT: Final = 0.7
"""Where an interruption falls: this share of what the bot still has to say."""

BARGE_IN_S: Final = 0.6
"""How long a callee talks over the bot before that counts (turns.Settings.barge_in_s)."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: `who` is bot, callee, note or end; `what` its id or intent; `text` the words."""

    who: str
    what: str
    text: str = ""

    def __str__(self) -> str:
        return f"{self.who:<6} {self.what}" + (f": {self.text}" if self.text else "")


class Stage:
    """Plays one conversation. Every callee move first lets the bot finish speaking, unless it goes over it."""

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

    # --- what the callee does -----------------------------------------------------------------------------------------

    def pick_up(self) -> None:
        """The callee picks up; what is heard next is up to whoever calls the next method."""
        self._handle(Answered())

    def begin(self, first_words: str | Understanding = "") -> None:
        """The callee picks up, silent or with words; then the bot greets."""
        self.pick_up()
        if first_words:
            self._speak(first_words)
        elif not self._speaking and self.dialogue.deadline is not None:
            self._tick()

    def hear(self, text: str, over_bot: bool = False) -> Understanding | None:
        """The callee says `text`, understood by the real ear's mind; None when nobody listens any more."""
        return self._say(text, over_bot, barging=True)

    def mean(self, meaning: Understanding | str, over_bot: bool = False) -> None:
        """The callee says something with this meaning (an intent id is acted on with certainty)."""
        self._say(_certain(meaning), over_bot, barging=True)

    def murmur(self, said: Understanding | str) -> None:
        """The callee says something short while the bot speaks; an intent id or an Understanding."""
        self._say(_certain(said), over_bot=True, barging=False)

    def cough(self, over_bot: bool = False) -> None:
        """The callee makes a sound without words."""
        self._reach(over_bot)
        self.moments.append(Moment("callee", "noise"))
        self._handle(SpeechStarted())
        if over_bot and self._speaking:
            self._handle(BargedIn())
        self.now += REPLY_S
        self._handle(SpeechEnded())
        self._handle(Unheard())

    def wait(self) -> None:
        """The callee is silent until the bot's next deadline."""
        self._let_finish()
        if self.dialogue.deadline is not None:
            self.moments.append(Moment("callee", "silent"))
            self._tick()

    def press(self, keys: str, over_bot: bool = False) -> None:
        self._reach(over_bot)
        for key in keys:
            self.moments.append(Moment("callee", "key", key))
            self._handle(Keyed(key))

    def hang_up(self, over_bot: bool = False) -> None:
        self._reach(over_bot)
        self.moments.append(Moment("callee", "hangs_up"))
        self._handle(HungUp())

    def machine(self, why: str = "unbroken speech") -> None:
        self.moments.append(Moment("callee", "machine", why))
        self._handle(MachineHeard(why))

    def end(self) -> Finish | None:
        """Let the goodbye be played."""
        self._let_finish()
        return self.finish

    # --- time ---------------------------------------------------------------------------------------------------------

    @property
    def _speaking(self) -> bool:
        return self._quiet_at > self.now

    def _say(self, said: str | Understanding, over_bot: bool, barging: bool) -> Understanding | None:
        self._reach(over_bot)
        return self._speak(said, barging)

    def _speak(self, said: str | Understanding, barging: bool = False) -> Understanding | None:
        """From the first sound to what it meant; as in a call, the question open at its end is the one answered."""
        self._handle(SpeechStarted())
        if barging and self._speaking:
            self.now += BARGE_IN_S
            self._handle(BargedIn())
        self.now += REPLY_S
        if 0.0 < self._quiet_at <= self.now:
            self._prompt_ends()
        expecting = self.dialogue.expecting
        self._handle(SpeechEnded())
        if expecting is None:
            return None
        understood = self._understood(said, expecting)
        self.moments.append(Moment("callee", understood.intent or "-", understood.text))
        self._handle(Understood(expecting.step, expecting.turn, understood))
        return understood

    def _understood(self, said: str | Understanding, expecting: Expecting) -> Understanding:
        if isinstance(said, Understanding):
            return said
        assert self._understander is not None, "words need an understander; use mean() for intents"
        return self._understander.parse((Hypothesis(said),), expecting)

    def _reach(self, over_bot: bool) -> None:
        """Come to the moment of the callee's move: after the bot's words, or well into them."""
        if not over_bot:
            self._let_finish()
        elif self._speaking:
            self.now += INTO_PROMPT * (self._quiet_at - self.now)

    def _let_finish(self) -> None:
        while self._speaking:
            self._prompt_ends()

    def _prompt_ends(self) -> None:
        self.now = max(self.now, self._quiet_at)
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


def _certain(meaning: Understanding | str) -> Understanding:
    if isinstance(meaning, Understanding):
        return meaning
    return Understanding(meaning, 1.0, "act", Why("rehearsal"), text=meaning)
