"""The stage: what a callee can do in a rehearsed call, one method a move.

Knows the moves; the call they are made in, its time and what happened in it, is `call`.
"""

from __future__ import annotations

from bot.dialogue.events import (
    Answered,
    BargedIn,
    Finish,
    HungUp,
    Keyed,
    MachineHeard,
    SpeechEnded,
    SpeechStarted,
    Unheard,
)
from bot.dialogue.state import Setup
from bot.rehearsal.virtual_call import REPLY_S, Moment, VirtualCall
from bot.understanding.model import Understander, Understanding, Why


class Stage:
    """Plays one conversation. Every callee move first lets the bot finish speaking, unless it goes over it."""

    def __init__(self, setup: Setup, understander: Understander | None = None) -> None:
        self.call = VirtualCall(setup, understander)

    def pick_up(self) -> None:
        """The callee picks up; what is heard next is up to whoever calls the next method."""
        self.call.handle(Answered())

    def begin(self, first_words: str | Understanding = "") -> None:
        """The callee picks up, silent or with words; then the bot greets."""
        self.pick_up()
        if first_words:
            self.call.utter(first_words, barging=False)
        elif not self.call.speaking:
            self.call.tick()

    def hear(self, text: str, over_bot: bool = False) -> Understanding | None:
        """The callee says `text`, understood by the real ear's mind; None when nobody listens any more."""
        self.call.reach(over_bot)
        return self.call.utter(text)

    def mean(self, meaning: Understanding | str, over_bot: bool = False) -> None:
        """The callee says something with this meaning (an intent id is acted on with certainty)."""
        self.call.reach(over_bot)
        self.call.utter(_certain(meaning))

    def murmur(self, said: Understanding | str) -> None:
        """The callee says something short while the bot speaks; an intent id or an Understanding."""
        self.call.reach(over_bot=True)
        self.call.utter(_certain(said), barging=False)

    def cough(self, over_bot: bool = False) -> None:
        """The callee makes a sound without words."""
        call = self.call
        call.reach(over_bot)
        call.callee("noise", "", SpeechStarted())
        if over_bot and call.speaking:
            call.handle(BargedIn())
        call.now += REPLY_S
        call.handle(SpeechEnded())
        call.handle(Unheard())

    def wait(self) -> None:
        """The callee is silent until the bot's next deadline."""
        self.call.reach()
        if self.call.dialogue.deadline is not None:
            self.call.moments.append(Moment("callee", "silent"))
            self.call.tick()

    def press(self, keys: str, over_bot: bool = False) -> None:
        self.call.reach(over_bot)
        for key in keys:
            self.call.callee("key", key, Keyed(key))

    def hang_up(self, over_bot: bool = False) -> None:
        self.call.reach(over_bot)
        self.call.callee("hangs_up", "", HungUp())

    def machine(self, why: str = "unbroken speech") -> None:
        self.call.callee("machine", why, MachineHeard(why))

    def end(self) -> Finish | None:
        """Let the goodbye be played."""
        self.call.reach()
        return self.call.finish


def _certain(meaning: Understanding | str) -> Understanding:
    if isinstance(meaning, Understanding):
        return meaning
    return Understanding(meaning, 1.0, "act", Why("rehearsal"), text=meaning)
