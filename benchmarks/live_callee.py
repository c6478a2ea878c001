"""The other end of the live benchmark: a telephone in a process of its own that answers when the bot has finished.

`python -m benchmarks.live_callee PORT NUMBER PARTS` picks up every call and plays the next part of the JSON file PARTS:
a list of replies, each with its WAV (8 kHz) and when it is said. What it measured, in seconds on its own clock, is a
JSON line for each call on stdout:
`answers`: from the end of a reply's last voiced sample to the first sound of the bot; `cuts`: from the first voiced
sample of a reply said over the bot to the bot's last sound. Both ways through the network and both jitter buffers.
"""

from __future__ import annotations

import asyncio
import json
import sys
import wave
from pathlib import Path

import numpy as np
from baresip import Account, AudioNotActive, AudioRestarted, BaresipError, Call, CallState, Config, Runtime, UserAgent

from bot.edge.sip_phone import STACK

RATE = 8000
LOUD = 400
"""Of 32768: the bot is speaking. The line itself is silent on this machine."""

PAUSE_S = 0.6
"""The bot has finished: between its sentences there is a third of a second."""

THINKS_S = 0.2
CUTS_IN_S = 2.0
"""A callee who cuts in does so this long after the bot began."""

TICK_S = 0.01


def voiced(path: str) -> tuple[bytes, float, float]:
    """A reply, and where in it (s) voice begins and ends."""
    with wave.open(path) as file:
        pcm = file.readframes(file.getnframes())
    loud = np.flatnonzero(np.abs(np.frombuffer(pcm, "<i2").astype(int)) > LOUD)
    return pcm, loud[0] / RATE, (loud[-1] + 1) / RATE


class Callee:
    """One call's. Its clock is the loop's; what is written into an empty queue begins to be sent within 20 ms."""

    def __init__(self, call: Call, part: list[dict[str, str]]) -> None:
        self._call = call
        self._part = part
        self._bot_began = 0.0
        self._bot_last = 0.0
        self._answered_until = 0.0
        """When the reply whose answer is awaited ended; 0 where none is."""
        self._cut_at = 0.0
        self._told: dict[str, list[float]] = {"answers": [], "cuts": []}

    async def play(self) -> None:
        loop = asyncio.get_running_loop()
        while self._call.state is not CallState.CLOSED:
            now = loop.time()
            self._hear(now)
            if self._due(now):
                self._say(now)
            await asyncio.sleep(TICK_S)
        print(json.dumps(self._told), flush=True)

    def _hear(self, now: float) -> None:
        try:
            heard = np.frombuffer(self._call.audio.read(RATE), "<i2").astype(int)
        except (AudioNotActive, AudioRestarted):
            return
        if not heard.size or np.abs(heard).max() <= LOUD:
            self._judge_cut(now)
            return
        if self._answered_until and now > self._answered_until:
            self._told["answers"].append(round(now - self._answered_until, 3))
            self._answered_until = 0.0
        if now - self._bot_last > PAUSE_S:
            self._bot_began = now
        self._bot_last = now

    def _judge_cut(self, now: float) -> None:
        """Silence of more than a pause after cutting in: the bot has given way."""
        if self._cut_at and now - self._bot_last > PAUSE_S:
            self._told["cuts"].append(round(self._bot_last - self._cut_at, 3))
            self._cut_at = 0.0

    def _due(self, now: float) -> bool:
        if not self._part or not self._bot_last or self._answered_until:
            return False
        if self._part[0]["when"] == "cut":
            return now - self._bot_last < TICK_S * 5 and now - self._bot_began > CUTS_IN_S
        return now - self._bot_last > PAUSE_S + THINKS_S

    def _say(self, now: float) -> None:
        reply = self._part.pop(0)
        pcm, begins, ends = voiced(reply["wav"])
        self._call.audio.write(pcm)
        self._answered_until = now + ends
        if reply["when"] == "cut":
            self._cut_at = now + begins


async def main(port: int, number: str, parts: list[list[dict[str, str]]]) -> None:
    runtime = Runtime()
    stack = f"sip_listen 127.0.0.1:{port}\n{STACK}"
    await runtime.start(
        Config(
            net_interface="127.0.0.1", max_concurrent_calls=None, extra_config_text=stack, native_log_level="error"
        )
    )  # fmt: skip
    agent = await UserAgent.create(runtime, Account(user=number, domain="127.0.0.1", password="", reg_interval=0))
    calls: set[asyncio.Task[None]] = set()

    async def picked_up(call: Call) -> None:
        callee = Callee(call, parts.pop(0))
        try:
            await call.answer()
            await callee.play()
        except BaresipError:  # a machine so busy that its telephone stack gave up: the caller counts it as not answered
            print(json.dumps({"answers": [], "cuts": []}), flush=True)

    def ring(call: Call) -> None:
        task = asyncio.ensure_future(picked_up(call))
        calls.add(task)
        task.add_done_callback(calls.discard)

    agent.on_incoming(ring)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)  # until whoever started us closes it
    await runtime.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], json.loads(Path(sys.argv[3]).read_text())))
