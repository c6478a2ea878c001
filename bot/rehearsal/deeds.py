"""What a callee can do at one moment of a call, as moves to try: every answer, objection, value, key, doubt, silence.

Knows the virtual call and what it expects; chooses a few values to stand for all of a slot's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import Final, Literal, NamedTuple

from bot.dialogue.events import Answered, BargedIn, HungUp, Keyed, MachineHeard, SpeechEnded, SpeechStarted, Unheard
from bot.dialogue.moves import BY_NUMBER
from bot.dialogue.position import DOUBT, SILENCE
from bot.dialogue.replies import STAYS_OPEN
from bot.rehearsal.play import plain
from bot.rehearsal.virtual_call import REPLY_S, Moment, VirtualCall
from bot.spoken import Interval, Value
from bot.understanding.model import SLOT, Action, Expecting, SlotSpec, Understanding, Why

DeedKind = Literal[
    "picks_up", "answers", "objects", "opts_out", "doubt", "mumbles", "is_silent", "presses", "noise", "hangs_up",
    "machine",
]  # fmt: skip
Values = Callable[[SlotSpec], tuple[Value, ...]]
"""What to try as the value of a slot."""

EARLY: Final = 0.15
"""Where somebody cuts in who has not heard yet who calls: this share of what the bot has to say."""
OPT_OUT: Final = "opt_out"
KEYS: Final = "012345678*#"
"""All but 9, which opts out."""
NUMBERS: Final = ("0#", "8#", "9#", "10#", "99#", "0671234567#", "*", "#")
"""Typed where a number is asked for."""


class Deed(NamedTuple):
    """One thing the callee does. `shown` is for people; `intent` what it means, "" where it means nothing."""

    kind: DeedKind
    shown: str
    do: Callable[[VirtualCall], None]
    intent: str = ""
    over_bot: bool = False

    @property
    def counted(self) -> str:
        """What the engine counts about it; see `dialogue.position`."""
        if self.kind == "doubt" and self.intent == OPT_OUT:
            return DOUBT
        return SILENCE if self.kind in ("is_silent", "noise") else self.intent


def picking_up() -> Iterator[Deed]:
    """How a call can begin."""
    yield Deed("picks_up", "picks up and says nothing", _pick_up)
    yield Deed("picks_up", "picks up: “hello?”", partial(_pick_up, first=_meant("backchannel")))
    yield Deed("opts_out", "picks up: “never call again”", partial(_pick_up, first=_meant(OPT_OUT)), OPT_OUT)
    doubt = _meant(OPT_OUT, "ask")
    yield Deed("doubt", "picks up: what may be “never call again”", partial(_pick_up, first=doubt), OPT_OUT)
    yield Deed("opts_out", "picks up and presses 9", _pick_up_and_press_nine, OPT_OUT)
    yield Deed("machine", "a machine answers", _machine)
    yield Deed("hangs_up", "picks up and hangs up", _pick_up_and_hang_up)


def deeds_at(call: VirtualCall, values: Values) -> Iterator[Deed]:
    """Everything the callee can do now. `values` chooses what is said to a slot."""
    quiet = call.fork()
    quiet.reach()
    expecting = quiet.dialogue.expecting
    if expecting is None or quiet.hung_up:  # during the goodbye
        yield Deed("is_silent", "is silent", _wait)
        yield from _opting_out(over_bot=True)
        return
    yield from _always()
    yield from _opting_out(over_bot=False)
    yield from _words(expecting, values)
    yield from _keys(expecting)
    if call.dialogue.opening:
        yield Deed("machine", "a machine is recognised", _machine_recognised)
    if call.speaking:
        yield from _over_bot(expecting)


def _always() -> Iterator[Deed]:
    yield Deed("is_silent", "is silent", _wait)
    yield Deed("hangs_up", "hangs up", _hang_up)
    yield Deed("noise", "makes a sound without words", _cough)
    yield Deed("mumbles", "says something nobody understands", partial(_say, meaning=_meant(None, "ask")))


def _opting_out(over_bot: bool) -> Iterator[Deed]:
    where = " over the bot" if over_bot else ""
    sure, doubt = _meant(OPT_OUT), _meant(OPT_OUT, "ask")
    yield Deed("opts_out", f"says “never call again”{where}", _saying(sure, over_bot), OPT_OUT, over_bot)
    yield Deed("doubt", f"says what may be “never call again”{where}", _saying(doubt, over_bot), OPT_OUT, over_bot)
    yield Deed("opts_out", f"presses 9 and waits{where}", partial(_press_nine, over_bot=over_bot), OPT_OUT, over_bot)


def _words(expecting: Expecting, values: Values) -> Iterator[Deed]:
    """Every answer and aside; agreeing and declining also before; values where one is asked for."""
    slot = expecting.slot
    if _doubts_a_meaning(expecting):
        for intent in ("yes", "no", *STAYS_OPEN):
            yield Deed("answers", f"says {intent}", _saying(_meant(intent)), intent)
        return
    for intent in dict.fromkeys((*expecting.answers, *expecting.asides)):
        if intent != OPT_OUT:
            kind: DeedKind = "answers" if intent in expecting.answers else "objects"
            yield Deed(kind, f"says {intent}", _saying(_meant(intent)), intent)
    for intent in _doubts(expecting):
        yield Deed("doubt", f"says what may be {intent}", _saying(_meant(intent, "confirm")), intent)
    yield Deed("answers", "says something nobody listed", _saying(_foreign()), "other")
    if "call_later" in (*expecting.answers, *expecting.asides):
        later = Understanding(
            "call_later", 1.0, "act", Why("proof"), "call me tomorrow at six", callback_time=_tomorrow(expecting.now)
        )
        yield Deed("objects", "says call_later with a time", _saying(later), "call_later")
    if slot is not None:
        for value in values(slot):
            intent = str(value) if value in slot.options else SLOT
            given = Understanding(intent, 1.0, "act", Why("proof"), str(value), {slot.name: value})
            yield Deed("answers", f"gives {slot.name}: {plain(value)}", _saying(given), intent)


def _doubts_a_meaning(expecting: Expecting) -> bool:
    """Whether the bot asks if something was meant: whatever else is said then is acted on at the step's own question,
    where all of it is tried."""
    return bool(expecting.confirming) and (expecting.slot is None or expecting.confirming != expecting.slot.name)


def _doubts(expecting: Expecting) -> list[str]:
    """One for all: what may be a yes, which a no can answer, or else the first of them.

    To agree that it was meant is as if it had been said plainly, which is tried; what else is done while the bot asks
    leads to the same whatever it asks about. All of them would be five times the moves (400,000 for the three scripts).
    """
    return ["yes"] if "yes" in expecting.confirmable else sorted(expecting.confirmable)[:1]


def _keys(expecting: Expecting) -> Iterator[Deed]:
    number = expecting.slot is not None and expecting.slot.type in BY_NUMBER and not expecting.confirming
    for keys in NUMBERS if number else KEYS:
        yield Deed("presses", f"presses {keys}", partial(_press, keys=keys))


def _over_bot(expecting: Expecting) -> Iterator[Deed]:
    """The same, cutting in early; who hears a listening noise goes on."""
    yield from _opting_out(over_bot=True)
    aloud = ("yes", "no") if _doubts_a_meaning(expecting) else (*expecting.answers, "who_is_this", "not_interested")
    for intent in aloud:
        if intent in (*expecting.answers, *expecting.asides):
            kind: DeedKind = "answers" if intent in expecting.answers else "objects"
            yield Deed(kind, f"cuts in: {intent}", _saying(_meant(intent), over_bot=True), intent, over_bot=True)
    yield Deed("noise", "makes a sound over the bot", partial(_cough, over_bot=True), "", over_bot=True)
    yield Deed("noise", "murmurs over the bot", _murmur, "", over_bot=True)
    yield Deed("hangs_up", "hangs up while the bot speaks", partial(_hang_up, over_bot=True), "", over_bot=True)


# --- doing it -----------------------------------------------------------------------------------------------------


def _pick_up(call: VirtualCall, first: Understanding | None = None) -> None:
    call.handle(Answered())
    if first is not None:
        call.utter(first, barging=False)
    elif not call.speaking:
        call.tick()


def _pick_up_and_hang_up(call: VirtualCall) -> None:
    call.handle(Answered())
    call.callee("hangs up", "", HungUp())


def _pick_up_and_press_nine(call: VirtualCall) -> None:
    call.handle(Answered())
    call.callee("key", "9", Keyed("9"))


def _machine(call: VirtualCall) -> None:
    call.handle(Answered())
    _machine_recognised(call)


def _machine_recognised(call: VirtualCall) -> None:
    call.callee("machine", "", MachineHeard("a machine"))
    call.reach()


def _saying(meaning: Understanding, over_bot: bool = False) -> Callable[[VirtualCall], None]:
    return partial(_say, meaning=meaning, over_bot=over_bot)


def _say(call: VirtualCall, meaning: Understanding, over_bot: bool = False) -> None:
    call.reach(over_bot, EARLY)
    call.utter(meaning)


def _murmur(call: VirtualCall) -> None:
    call.reach(over_bot=True, share=EARLY)
    call.utter(_meant("backchannel"), barging=False)


def _cough(call: VirtualCall, over_bot: bool = False) -> None:
    call.reach(over_bot, EARLY)
    call.callee("noise", "", SpeechStarted())
    if over_bot:
        call.handle(BargedIn())
    call.now += REPLY_S
    call.handle(SpeechEnded())
    call.handle(Unheard())


def _wait(call: VirtualCall) -> None:
    call.reach()
    if not call.hung_up:
        call.moments.append(Moment("callee", "silent"))
        call.tick()


def _press(call: VirtualCall, keys: str, over_bot: bool = False) -> None:
    call.reach(over_bot, EARLY)
    for key in keys:
        call.callee("key", key, Keyed(key))


def _press_nine(call: VirtualCall, over_bot: bool = False) -> None:
    """Nothing follows it: where a number is asked for, the pause after it tells that no other key will come."""
    _press(call, "9", over_bot)
    if call.finish is None:
        _wait(call)


def _hang_up(call: VirtualCall, over_bot: bool = False) -> None:
    call.reach(over_bot, EARLY)
    call.callee("hangs up", "", HungUp())


# --- what is meant ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _meant(intent: str | None, action: Action = "act") -> Understanding:
    return Understanding(intent, 1.0 if action == "act" else 0.5, action, Why("proof"), intent or "…")


def _foreign() -> Understanding:
    """Words of which the understanding is sure that they are none of the answers."""
    return Understanding(None, 0.0, "ask", Why("classifier"), "something else")


def _tomorrow(now: datetime) -> Interval:
    six = now.replace(hour=18, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return Interval(six, six + timedelta(hours=1))
