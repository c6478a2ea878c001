"""How long a callee waits on a real telephone line: SIP, RTP, jitter buffers, endpointing and recognition included.

One process calls (the bot), another answers (`live_callee`); both, and the network between them, share this machine's
cores. English calls of discount_offer, first one at a time, then eight at once. The callee answers as people do; in
every second call its second reply is said over the bot.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
import wave
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import soxr

from benchmarks.figures import median, p95, table, told
from bot.assemble.house import HoldOptions, House, NoStore
from bot.call.ports import FRAME_SAMPLES, SAMPLE_RATE, NotAnswered
from bot.call.records import Attempt
from bot.config import read_config
from bot.edge.callee import read_callee
from bot.edge.sip_dialler import SipDialler
from bot.edge.trunk import Trunk
from bot.edge.vad import SileroVoiceActivity

NUMBER = "+12025550100"
NOW = datetime(2026, 11, 22, 12, 0)
ANNA = {"first_name": "Anna", "last_purchase_on": "2023-04-18", "discount": "2000 UAH"}
CALLEE = Path("audio/callees/d01_yes_eager.wav")
PHASES = ((1, 8), (8, 16))
"""(calls at once, calls)."""

LATENCY_HEAD = (
    "calls at once", "calls", "ended", "waits", "wait, median s", "p95 s", "of it at the bot, median s", "p95 s",
    "of that recognising and understanding, median s", "p95 s",
)  # fmt: skip
CUT_HEAD = ("calls at once", "cut-ins", "onset to silence, median s", "p95 s")
CPU_HEAD = (
    "calls at once", "call seconds", "CPU, % of a core a call", "event loop", "recognition", "SIP",
    "RTP and audio, engines",
)  # fmt: skip
CLOCK = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Phase:
    """What one phase measured."""

    answers: list[float] = field(default_factory=list)
    """Waits (s) as the callee heard them; `at_bot` as the bot's samples say, `thinking` what was recognised in it."""
    at_bot: list[float] = field(default_factory=list)
    thinking: list[float] = field(default_factory=list)
    cuts: list[float] = field(default_factory=list)
    dispositions: Counter[str] = field(default_factory=Counter)
    astray: list[str] = field(default_factory=list)
    """Transcripts of the calls that came to no lead, though their callee agreed to everything."""
    call_s: float = 0.0
    cpu_s: dict[str, float] = field(default_factory=dict)


def written_replies(folder: Path) -> list[str]:
    """The callee's replies as 8 kHz files."""
    names = []
    for index, reply in enumerate(read_callee(CALLEE).replies):
        sound = soxr.resample(np.frombuffer(reply.pcm, "<i2"), SAMPLE_RATE, 8000).astype("<i2")
        names.append(str(folder / f"reply{index}.wav"))
        with wave.open(names[-1], "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(sound.tobytes())
    return names


def parts(replies: list[str], calls: int) -> list[list[dict[str, str]]]:
    first = {"wav": replies[0], "when": "after"}
    return [[first, {"wav": replies[1], "when": "cut" if index % 2 else "after"}] for index in range(calls)]


def cpu_by_part() -> dict[str, float]:
    """CPU seconds of this process so far: its main thread, its Python threads by kind, and everything else together."""
    kinds = {thread.native_id: _kind(thread) for thread in threading.enumerate()}
    spent: dict[str, float] = {}
    for task in Path("/proc/self/task").iterdir():
        times = (task / "stat").read_text().rpartition(")")[2].split()
        kind = kinds.get(int(task.name), "")
        if kind:
            spent[kind] = spent.get(kind, 0.0) + (int(times[11]) + int(times[12])) / CLOCK
    # Threads of calls that are over are in the process's sum only.
    spent["rest"] = time.process_time() - sum(spent.values())
    return spent


def _kind(thread: threading.Thread) -> str:
    if thread is threading.main_thread():
        return "loop"
    return "sip" if thread.name.startswith("baresip") else "recognition"


async def hold(house: House, dialler: SipDialler, index: int, phase: Phase) -> None:
    attempt = Attempt(f"live-{index}", "", index, 1, NUMBER, "bold", "en", "discount_offer", 1, fields=ANNA)
    line = await dialler.place(attempt)
    if isinstance(line, NotAnswered):
        phase.dispositions[line.dial_result] += 1
        return
    record = await house.hold(line, attempt, NOW, HoldOptions("discount_offer", NoStore()))
    phase.dispositions[record.disposition] += 1
    phase.call_s += record.duration_s
    if record.disposition != "interested":
        phase.astray.append("\n".join(f"{turn.start_s:6.2f} {turn.speaker:6} {turn.text}" for turn in record.turns))
    turns = [turn for turn in record.turns if turn.speaker != "note"]
    for turn, following in pairwise(turns):
        if turn.speaker == "callee" and following.speaker == "bot":
            phase.at_bot.append(following.start_s - turn.end_s)
            phase.thinking.append(turn.recognition_ms / 1000)


async def measure(house: House, folder: Path, at_once: int, calls: int) -> Phase:
    """`calls` calls, `at_once` at a time, against a callee process of their own."""
    phase = Phase()
    plan = folder / "parts.json"
    plan.write_text(json.dumps(parts(written_replies(folder), calls)))
    port = 5000 + os.getpid() % 1000 * 2
    command = [sys.executable, "-m", "benchmarks.live_callee", str(port), NUMBER, str(plan)]
    peer = await asyncio.create_subprocess_exec(
        *command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert peer.stdin is not None
    assert peer.stdout is not None
    assert (await peer.stdout.readline()).strip() == b"ready"
    dialler = SipDialler(Trunk("bench", f"127.0.0.1:{port}", allow=(NUMBER,), channels=at_once, calls_per_s=2.0))
    await dialler.open()
    before = cpu_by_part()
    await asyncio.gather(*(hold(house, dialler, index, phase) for index in range(calls)))
    after = cpu_by_part()
    await dialler.close()
    phase.cpu_s = {kind: spent - before.get(kind, 0.0) for kind, spent in after.items()}
    peer.stdin.close()  # which ends it
    told_by_callees, _ = await peer.communicate()
    for line in told_by_callees.splitlines():
        heard = json.loads(line)
        phase.answers += heard["answers"]
        phase.cuts += heard["cuts"]
    return phase


def vad_share() -> float:
    """CPU seconds of voice activity detection for each second of a call."""
    detector, frame, frames = SileroVoiceActivity(), bytes(2 * FRAME_SAMPLES), 300
    detector.probability(frame)
    begun = time.process_time()
    for _ in range(frames):
        detector.probability(frame)
    return (time.process_time() - begun) / (frames * FRAME_SAMPLES / SAMPLE_RATE)


def latency_row(at_once: int, calls: int, phase: Phase) -> tuple[str, ...]:
    waits = (phase.answers, phase.at_bot, phase.thinking)
    figures = [figure for values in waits for figure in (f"{median(values):.2f}", f"{p95(values):.2f}")]
    return (f"{at_once}", f"{calls}", _ended(phase), f"{len(phase.answers)}", *figures)


def _ended(phase: Phase) -> str:
    return ", ".join(f"{count} {ending}" for ending, count in phase.dispositions.most_common())


def cut_row(at_once: int, phase: Phase) -> tuple[str, ...]:
    return (f"{at_once}", f"{len(phase.cuts)}", f"{median(phase.cuts):.2f}", f"{p95(phase.cuts):.2f}")


def cpu_row(at_once: int, phase: Phase) -> tuple[str, ...]:
    kinds = ("loop", "recognition", "sip", "rest")
    shares = [100 * phase.cpu_s.get(kind, 0.0) / phase.call_s for kind in kinds]
    return (f"{at_once}", f"{phase.call_s:.0f}", f"{sum(shares):.1f}", *(f"{share:.1f}" for share in shares))


async def main() -> None:
    house = House(read_config(Path("config.yaml")))
    script = house.script("discount_offer")
    await house.ready(script, "en", ANNA, NOW.date())
    latencies, cuts, cpus, astray = [], [], [], []
    with TemporaryDirectory() as folder:
        for at_once, calls in told("phases of live calls", PHASES):
            phase = await measure(house, Path(folder), at_once, calls)
            latencies.append(latency_row(at_once, calls, phase))
            cuts.append(cut_row(at_once, phase))
            cpus.append(cpu_row(at_once, phase))
            astray += phase.astray
    house.close()
    print("A wait is what the callee hears: from the end of its voice to the bot's first sound, both jitter buffers")
    print("and the 80 ms of silence before a prompt's first sound included.\n")
    print(table(LATENCY_HEAD, latencies), "\n", sep="")
    for transcript in astray:
        print(f"Came to no lead:\n\n```\n{transcript}\n```\n")
    print(
        "A cut-in is speech over the bot: from its onset to the bot's last sound. Its first 0.6 s decide that it is no"
    )
    print("“uh-huh”.\n")
    print(table(CUT_HEAD, cuts), "\n", sep="")
    print(
        f"CPU of the calling process; voice activity detection is {100 * vad_share():.1f} of the event loop's share.\n"
    )
    print(table(CPU_HEAD, cpus))


if __name__ == "__main__":
    asyncio.run(main())
