"""One outbound SIP call: our own state machine over the stack's events, and its keys.

The stack's `Call` learns of events only once it exists, and a fast peer is faster (telephony.md 2.2); so the phone
hands every event to `hear`, the early ones too, and nothing here relies on `Call.state`. Knows who hung up.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from baresip import BaresipError, Call, CallAudio, Event, StackEvent

from bot.edge.sip_result import Ending

log: Final = logging.getLogger("winback.sip")

KEYS: Final = frozenset("0123456789*#")

BYE: Final = ("Connection reset by peer", "Call transfered")
"""How the stack words the peer's BYE, and a transfer we asked for; everything else is a fault of the network."""

Tell = Callable[[str], None]


class SipCall:
    """Dialled already. `await answered(...)` first; its audio is up until `ending` is there."""

    def __init__(self, call: Call, tell: Tell = lambda _: None) -> None:
        self._call = call
        self._tell = tell
        self._news = asyncio.Event()
        self._keys = ""
        self._by_us = ""
        self._too_long: asyncio.TimerHandle | None = None
        self._hanging_up: asyncio.Task[None] | None = None
        self.rang = False
        self.is_answered = False
        self.ending: Ending | None = None
        self.fault = ""
        """Why the call ended though nobody hung up; "" where somebody did."""

    @property
    def audio(self) -> CallAudio:
        return self._call.audio

    # --- from the phone -------------------------------------------------------------------------------------------

    def hear(self, event: StackEvent) -> None:
        """One event of this call, in their order."""
        match event.event:
            case Event.CALL_RINGING | Event.CALL_PROGRESS:
                self._ringing("ringing" if event.event is Event.CALL_RINGING else "ringing, with early audio")
            case Event.CALL_ESTABLISHED:
                self.is_answered = True
            case Event.CALL_DTMF_START:
                self._keys += "".join(key for key in event.text or "" if key in KEYS)
            case Event.CALL_CLOSED:
                self.end(event.text or "")
        self._news.set()

    def end(self, said: str) -> None:
        """The call is over; `said` is the network's word for it."""
        if self.ending is not None:
            return
        if self._too_long is not None:
            self._too_long.cancel()
        self.ending = Ending(said, self._by_us, self.rang)
        if not self._by_us and not said.startswith(BYE):
            self.fault = f"the telephone network lost the call: {said or 'no reason given'}"
        self._news.set()

    def _ringing(self, how: str) -> None:
        if not self.rang:
            self._tell(how)
        self.rang = True

    # --- for whoever dialled --------------------------------------------------------------------------------------

    async def answered(self, ring_s: float) -> Ending | None:
        """Wait until somebody answers (None), or how it ended without. Rings no longer than `ring_s`.

        Somebody who hangs up in the same moment has answered: `ending` is there then, too.
        """
        try:
            async with asyncio.timeout(ring_s):
                while not self.is_answered and self.ending is None:
                    await self._something()
        except TimeoutError:
            what = "nobody answered" if self.rang else "the network said nothing"
            await self.hang_up(f"{what} within {ring_s:g} s")
        if self.is_answered and not self._by_us:
            return None
        return self.ending or Ending("", self._by_us, self.rang)

    def limit(self, seconds: float) -> None:
        """From now on: no longer than this, whatever is being said and whoever is stuck."""

        def cut_off() -> None:
            self.fault = f"the call reached the longest a call may last on this trunk ({seconds:g} s)"
            self._hanging_up = asyncio.ensure_future(self.hang_up(self.fault))

        self._too_long = asyncio.get_running_loop().call_later(seconds, cut_off)

    async def hang_up(self, why: str) -> None:
        """End the call, answered or not; safe to call again. Raises nothing: a call the stack cannot end is over."""
        if self.ending is not None or self._by_us:
            return
        self._by_us = why
        try:
            await self._call.hangup()
        except BaresipError as error:  # gone already, or a stack that is stuck
            log.info("a call could not be hung up: %s", error)
            self.end(str(error))
        self._news.set()

    async def over(self, within_s: float) -> None:
        """Wait until the stack has let the call go, or for that long."""
        try:
            async with asyncio.timeout(within_s):
                while self.ending is None:
                    await self._something()
        except TimeoutError:
            self.end("the stack did not end the call")

    async def _something(self) -> None:
        self._news.clear()
        await self._news.wait()

    # --- keys -----------------------------------------------------------------------------------------------------

    def take_keys(self) -> str:
        """The keys pressed since the last time."""
        keys, self._keys = self._keys, ""
        return keys

    async def press(self, keys: str) -> None:
        """Press keys at our end (0-9, *, #). Raises ConnectionResetError when the call is gone."""
        try:
            await self._call.send_dtmf(keys)
        except BaresipError as error:
            raise ConnectionResetError(f"keys could not be sent: {error}") from error
