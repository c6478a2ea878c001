"""Our telephone: the SIP stack (baresip-python) with one account, and the calls under way.

The only module that runs the stack. Its sharp edges (telephony.md 2.2) end here: events that come before `dial` has
returned are kept and replayed, audio is received in threads of its own, starts are spread, one stack a process.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import Final, Literal, cast

from baresip import (
    Account,
    BaresipError,
    Call,
    Config,
    Event,
    RegistrationError,
    Runtime,
    StackEvent,
    UserAgent,
)

from bot.edge.sip_call import SipCall, Tell
from bot.edge.trunk import Trunk
from bot.source import WinbackError

log: Final = logging.getLogger("winback.sip")

Transport = Literal["udp", "tcp", "tls"]

STACK: Final = """\
rtp_rxmode thread
audio_jitter_buffer_type adaptive
audio_jitter_buffer_ms 40-200
"""
"""Measured best (telephony.md 2.2): no audio lost while other calls end, 60-80 ms there and back."""

SPECIFIED: Final = {"g722": "g722/16000/1"}
"""Codecs of more than 8 kHz are named with their rate."""

REGISTER_S: Final = 600

ENDING_S: Final = 2.0
"""How long the stack may take to let calls go before it is stopped."""


class Phone:
    """`await open()` before anything else, `await close()` at the end; both in the loop of the calls."""

    def __init__(self, trunk: Trunk, secret: str = "") -> None:
        self._trunk = trunk
        self._secret = secret
        self._runtime: Runtime | None = None
        self._agent: UserAgent | None = None
        self._calls: dict[int, SipCall] = {}
        self._dialling = 0
        self._refusing: set[asyncio.Task[None]] = set()
        self._early: defaultdict[int, list[StackEvent]] = defaultdict(list)

    @property
    def calls(self) -> int:
        """Calls the stack has not let go yet."""
        return len(self._calls)

    async def open(self) -> None:
        """Start the stack and, where the trunk wants it, register. Raises WinbackError saying what to do."""
        if self._runtime is not None:
            return
        self._runtime = Runtime()
        try:
            await self._runtime.start(self._config())
            self._runtime.on_dead = self._died
            self._runtime.subscribe(self._hear)
            self._agent = await UserAgent.create(self._runtime, self._account(), transfer_policy="reject")
            self._agent.on_incoming(self._refuse)
            if self._trunk.register:
                await self._agent.register()
        except RegistrationError as error:
            await self.close()
            raise WinbackError(
                f"trunk “{self._trunk.name}”: {self._trunk.host} does not register “{self._trunk.user}” ({error}); "
                "check host, user, login and secret in config.yaml"
            ) from error
        except (BaresipError, ValueError, TypeError) as error:
            await self.close()
            raise WinbackError(f"trunk “{self._trunk.name}”: the telephone stack does not start: {error}") from error

    async def dial(self, address: str, headers: dict[str, str], tell: Tell = lambda _: None) -> SipCall:
        """Send the INVITE. Raises WinbackError when the stack refuses to."""
        if self._agent is None:
            raise WinbackError(f"trunk “{self._trunk.name}” is not open")
        self._dialling += 1
        try:
            native = await self._agent.dial(address, headers)
            call = self._calls[native.handle] = SipCall(native, tell)
            for event in self._early.pop(native.handle, ()):
                self._give(call, native.handle, event)
            if call.ending is not None and self._runtime is not None:
                # The stack's own call waits for a CLOSED that came before it: it would listen for ever.
                self._runtime.unsubscribe(native._on_stack_event)
        except (BaresipError, ValueError) as error:
            raise WinbackError(f"trunk “{self._trunk.name}”: {address} cannot be dialled: {error}") from error
        finally:
            self._dialling -= 1
            if not self._dialling:
                self._early.clear()
        return call

    async def close(self) -> None:
        """Hang up whatever is left, and let the network go. Safe to call twice."""
        runtime, self._runtime, self._agent = self._runtime, None, None
        if runtime is None:
            return
        left = list(self._calls.values())
        await asyncio.gather(*(call.hang_up("the telephone was closed") for call in left))
        await asyncio.gather(*(call.over(ENDING_S) for call in left))
        self._calls.clear()
        try:
            await runtime.close()
        except BaresipError as error:  # never started, or stuck: the process has to go
            log.info("the telephone stack did not close: %s", error)

    # --- from the stack -------------------------------------------------------------------------------------------

    def _hear(self, event: StackEvent) -> None:
        call = self._calls.get(event.call)
        if call is not None:
            self._give(call, event.call, event)
        elif event.call and self._dialling:
            self._early[event.call].append(event)

    def _give(self, call: SipCall, handle: int, event: StackEvent) -> None:
        call.hear(event)
        if event.event is Event.CALL_CLOSED:
            self._calls.pop(handle, None)

    def _refuse(self, call: Call) -> None:
        """Somebody rings us up, and there is nobody to answer."""
        refusing = asyncio.ensure_future(_refused(call))
        self._refusing.add(refusing)
        refusing.add_done_callback(self._refusing.discard)

    def _died(self) -> None:
        for call in list(self._calls.values()):
            call.end("the telephone stack died")
        self._calls.clear()

    # --- settings -------------------------------------------------------------------------------------------------

    def _config(self) -> Config:
        listen = f"sip_listen {self._trunk.listen}\n" if ":" in self._trunk.listen else ""
        address = self._trunk.listen.partition(":")[0]
        if not address and self._trunk.host.startswith("127."):
            address = "127.0.0.1"  # the stack passes over loopback unless it is named
        return Config(
            net_interface=address or None, max_concurrent_calls=None,
            rtp_timeout=self._trunk.media_s, expose_headers=("Reason",), extra_config_text=f"{listen}{STACK}",
            native_log_level="error",
        )  # fmt: skip

    def _account(self) -> Account:
        """Without registration the caller id is who calls; with it the account is, and a header says the caller id."""
        trunk = self._trunk
        caller = trunk.user if trunk.register or not trunk.caller_id else trunk.caller_id
        return Account(
            user=caller, domain=trunk.host, password=self._secret, registrar=trunk.proxy or None,
            reg_interval=REGISTER_S if trunk.register else 0, transport=cast("Transport", trunk.transport),
            audio_codecs=tuple(SPECIFIED.get(codec, codec) for codec in trunk.codecs),
            auth_user=trunk.login or trunk.user,
        )  # fmt: skip


async def _refused(call: Call) -> None:
    try:
        await call.reject()
    except BaresipError as error:  # gone already
        log.info("an incoming call could not be refused: %s", error)
