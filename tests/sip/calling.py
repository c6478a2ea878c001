"""What the tests of telephone calls share: an installation, a trunk to one peer, a voice that answers in time."""

from __future__ import annotations

import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.assemble.house import HoldOptions, House, NoStore
from bot.call.ports import SAMPLE_RATE
from bot.call.records import Attempt, CallRecord
from bot.config import read_config
from bot.edge.callee import read_callee
from bot.edge.line_recorded import RecordedLine
from bot.edge.sip_audio import Narrowed, Widened
from bot.edge.sip_dialler import SipDialler
from bot.edge.trunk import Trunk
from tests.cli.shop import CACHE, ROOT
from tests.sip.peers import LOOPBACK, NUMBER

NOW = datetime(2026, 11, 22, 12, 0)
CALLEES = ROOT / "audio" / "callees"
ANNA = {"first_name": "Anna", "last_purchase_on": "2023-04-18", "discount": "2000 UAH"}

SLOWER_S = 0.7
"""A person answers a bot that thinks in real time later than one whose line waits for its recogniser."""


def house_in(folder: Path) -> House:
    """The real scripts, with what was learnt and rendered in earlier test runs."""
    CACHE.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cache").symlink_to(CACHE)
    return House(replace(read_config(ROOT / "config.yaml"), data_dir=folder))


def attempt_of(script: str = "discount_offer", number: str = NUMBER) -> Attempt:
    return Attempt("attempt-1", "", 1, 1, number, "bold", "en", script, 1, fields=ANNA)


def trunk_to(host: str, **settings: object) -> Trunk:
    """To a peer on this machine, and nowhere else."""
    assert host.startswith(LOOPBACK)
    fast = {"calls_per_s": 10.0, "allow": (NUMBER, LOOPBACK), "ring_s": 10.0, **settings}
    return Trunk("test", host, **fast)  # type: ignore[arg-type]


@asynccontextmanager
async def dialling(host: str, secret: str = "", **settings: object) -> AsyncIterator[SipDialler]:
    dialler = SipDialler(trunk_to(host, **settings), secret)
    await dialler.open()
    try:
        yield dialler
    finally:
        await dialler.close()


async def recorded_call(house: House, callee: str) -> tuple[CallRecord, NDArray[np.int16]]:
    """The call over the recorded line, and what its callee said as one sound (16 kHz)."""
    tapes: list[tuple[bytes, bytes]] = []

    def keep(tape: object) -> str:
        tapes.append(tape.sides())  # type: ignore[attr-defined]
        return ""

    line = RecordedLine(read_callee(CALLEES / f"{callee}.wav"))
    record = await house.hold(line, attempt_of(), NOW, HoldOptions("discount_offer", NoStore(), keep=keep))
    return record, np.frombuffer(tapes[0][0], "<i2")


def voice_of(record: CallRecord, said: NDArray[np.int16], path: Path, tail_s: float = 20.0) -> Path:
    """A callee's side as a WAV for a telephone, each answer a little later than on the recorded line; then silence."""
    pause = np.zeros(round(SLOWER_S * SAMPLE_RATE), np.int16)
    pieces, done = [], 0
    for turn in record.turns:
        if turn.speaker == "callee" and turn.start_s * SAMPLE_RATE < len(said):
            begins = round((turn.start_s - 0.3) * SAMPLE_RATE)  # an onset is noticed up to 0.26 s late
            pieces += [said[done:begins], pause]
            done = begins
    pieces += [said[done:], np.zeros(round(tail_s * SAMPLE_RATE), np.int16)]
    return telephone_wav(path, np.concatenate(pieces))


def silence_wav(path: Path, seconds: float) -> Path:
    return telephone_wav(path, np.zeros(round(seconds * SAMPLE_RATE), np.int16))


def telephone_wav(path: Path, sound: NDArray[np.int16]) -> Path:
    """16 kHz samples as an 8 kHz WAV, which is what Debian's baresip plays."""
    import soxr

    narrow = soxr.resample(sound, SAMPLE_RATE, 8000)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(narrow.astype("<i2").tobytes())
    return path


PIECE = SAMPLE_RATE // 10


def share_heard(heard: bytes, sound: bytes) -> float:
    """How much of a sound is in `heard`, by pieces of 0.1 s where they should be (half a second more or less), compared
    with what a telephone carries of it.

    A machine with more work than cores loses a packet now and then, which moves all that follows: pieces forgive it.
    """
    at, _ = found_in(heard, sound)
    sound = telephoned(sound)
    pieces = range(0, len(sound) // 2 - PIECE + 1, PIECE)
    found = 0
    for start in pieces:
        window = heard[2 * max(0, at + start - 5 * PIECE) : 2 * (at + start + 6 * PIECE)]
        piece = sound[2 * start : 2 * (start + PIECE)]
        loud = np.abs(np.frombuffer(piece, "<i2").astype(int)).max() > 300
        found += not loud or found_in(window, piece)[1] > 0.8
    return found / len(pieces)


def telephoned(sound: bytes) -> bytes:
    """What a telephone's band leaves of a sound (16 kHz)."""
    return Widened().feed(Narrowed().feed(sound[: len(sound) // 4 * 4]))


def loudness(sound: bytes) -> float:
    """Root mean square of samples."""
    return float(np.sqrt(np.mean(np.square(np.frombuffer(sound, "<i2").astype(np.float64)))))


def found_in(heard: bytes, sound: bytes) -> tuple[int, float]:
    """Where in `heard` a sound lies (samples) and how alike they are (-1 to 1), by cross-correlation."""
    ear, mouth = (np.frombuffer(pcm, "<i2").astype(np.float64) for pcm in (heard, sound))
    size = 1 << (len(ear) + len(mouth)).bit_length()
    product = np.fft.irfft(np.fft.rfft(ear, size) * np.conj(np.fft.rfft(mouth, size)), size)
    # By how much there is to be heard at each place: else a quiet sound would be found wherever it is loud.
    summed = np.concatenate(([0.0], np.cumsum(ear * ear)))
    ends = np.minimum(np.arange(len(ear)) + len(mouth), len(ear))
    loudness = summed[ends] - summed[: len(ear)]
    at = int((product[: len(ear)] / np.sqrt(loudness + len(mouth) * 100.0)).argmax())
    part = ear[at : at + len(mouth)]
    mouth = mouth[: len(part)]
    return at, float(part @ mouth / np.sqrt((part @ part) * (mouth @ mouth) + 1e-9))
