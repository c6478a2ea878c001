"""The SIP dialler: rings numbers up over one trunk. Satisfies ports.Dialler.

Knows when to dial (channels, calls a second), how long to let it ring and when an answered call is one; refuses to know
what is said. No number leaves here that the trunk's allow list does not name.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

from bot.call.ports import NotAnswered
from bot.call.records import Attempt
from bot.edge.line_pipecat import PipecatLine
from bot.edge.line_sip import SipTransport
from bot.edge.sip_call import SipCall
from bot.edge.sip_phone import Phone
from bot.edge.sip_result import judged
from bot.edge.sip_stream import Stream
from bot.edge.trunk import Trunk
from bot.source import WinbackError

MEDIA_S: Final = 1.0
"""An answered call without media after this long has no common codec: the stack calls it established all the same."""

LETTING_GO_S: Final = 5.0
"""How long the stack may take to end a call before its channel counts as free."""

NO_MEDIA: Final = "answered, but there is no codec both sides have, or no audio at all"

HUNG_UP: Final = "answered, and hung up in the same moment"

Tell = Callable[[str], None]

Prepare = Callable[[Attempt], Awaitable[None]]
"""Whatever a call needs beforehand: nothing is synthesised while a callee waits. Raises WinbackError."""


class SipDialler:
    """`await open()` before the first call, `await close()` after the last. `tell` hears how a call is coming along."""

    def __init__(
        self, trunk: Trunk, secret: str = "", tell: Tell = lambda _: None, prepare: Prepare | None = None
    ) -> None:
        self._trunk = trunk
        self._phone = Phone(trunk, secret)
        self._tell = tell
        self._prepare = prepare
        self._channels = asyncio.Semaphore(trunk.channels)
        self._starts = _Starts(trunk.calls_per_s)

    async def open(self) -> None:
        """Raises WinbackError when the stack does not start, or the trunk does not know us."""
        await self._phone.open()

    async def close(self) -> None:
        await self._phone.close()

    async def place(self, attempt: Attempt) -> PipecatLine | NotAnswered:
        """Raises WinbackError for a number that may not be dialled."""
        address = self._trunk.destination(attempt.number)
        async with contextlib.AsyncExitStack() as held:
            await self._channels.acquire()
            held.callback(self._channels.release)
            if self._prepare is not None:
                await self._prepare(attempt)
            await self._starts.turn()
            try:
                call = await self._phone.dial(address, self._headers(attempt), self._tell)
            except WinbackError as error:  # a stack that is stuck or dead: the next number fares no better
                return NotAnswered("trunk_unreachable", str(error))
            held.push_async_callback(_ended, call)
            return await self._answered(call, held)

    async def _answered(self, call: SipCall, held: contextlib.AsyncExitStack) -> PipecatLine | NotAnswered:
        ending = await call.answered(self._trunk.ring_s)
        if ending is not None:
            return judged(ending)
        call.limit(self._trunk.longest_call_s)
        stream = await Stream.open(call.audio, MEDIA_S)
        if stream is None:
            hung_up = call.ending is not None and not call.fault
            return NotAnswered("declined", HUNG_UP) if hung_up else NotAnswered("media_failure", NO_MEDIA)
        transport = SipTransport(call, stream)
        line = PipecatLine(transport)
        try:
            await line.start()
        except BaseException:
            await line.close()
            raise
        transport.release = held.pop_all().aclose
        return line

    def _headers(self, attempt: Attempt) -> dict[str, str]:
        """The attempt's id, by which the trunk's records match ours; the caller id where the account is who calls."""
        headers = {"X-Winback-Attempt": attempt.id}
        if self._trunk.register and self._trunk.caller_id:
            headers["P-Asserted-Identity"] = f"<sip:{self._trunk.caller_id}@{self._trunk.host}>"
        return headers


async def _ended(call: SipCall) -> None:
    """The call is over for us: end it if nobody has, and wait until the stack has let it go."""
    await call.hang_up("the call was given up")
    await call.over(LETTING_GO_S)


class _Starts:
    """Calls start at an even pace, never two at once."""

    def __init__(self, per_s: float) -> None:
        self._every_s = 1 / per_s
        self._next_at = 0.0

    async def turn(self) -> None:
        loop = asyncio.get_running_loop()
        at = max(loop.time(), self._next_at)
        self._next_at = at + self._every_s
        await asyncio.sleep(at - loop.time())
