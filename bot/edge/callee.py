"""A recorded callee: a WAV and its sidecar, which says where each answer lies and when it is given.

Reads files (through edge/audio and source); knows nothing of scripts or calls. Without a sidecar the recording is cut
at its pauses. Times in the sidecar are seconds; here they are samples at `SAMPLE_RATE`.
"""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast

from bot.call.ports import BYTES_PER_SAMPLE, FRAME_SAMPLES, SAMPLE_RATE
from bot.edge.audio import Channel, read_wav
from bot.source import POSITIVE, Node, Reader, decode

REACTION_S: Final = 0.5
"""How long a recorded callee takes to answer: the median gap between turns of people is 0.2 s, on telephones longer."""

PAUSE_S: Final = 0.8
"""Silence that separates two answers of a recording without a sidecar (house.md)."""

MARGIN_S: Final = 0.15
"""Kept around an answer cut by energy, so that soft beginnings and ends stay."""

When = Literal["after_prompt", "during_prompt", "at_s"]
WHEN: Final = ("after_prompt", "during_prompt", "at_s")


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing the callee does: plays `pcm`, presses `keys`, or hangs up.

    `when` is after the bot fell silent, during its next contribution, or at an absolute time; `after` samples later.
    `skip` prompt ends pass in silence first. `says` is the author's text of it.
    """

    pcm: bytes = b""
    keys: str = ""
    hangs_up: bool = False
    when: When = "after_prompt"
    after: int = round(REACTION_S * SAMPLE_RATE)
    skip: int = 0
    says: str = ""


@dataclass(frozen=True, slots=True)
class Callee:
    """All that one recorded callee will do. `background` is looped while nothing is said; `note` is for the operator."""

    name: str
    replies: tuple[Reply, ...]
    background: bytes = b""
    note: str = ""


def read_callee(wav: Path, channel: Channel | None = None) -> Callee:
    """A recording with its sidecar (same name, .yaml) or, without one, cut at pauses of `PAUSE_S`.

    Raises WinbackError for unusable audio, SourceError for a sidecar that says something else than its recording.
    """
    sound = read_wav(wav, channel)
    sidecar = wav.with_suffix(".yaml")
    if not sidecar.exists():
        return Callee(wav.stem, tuple(Reply(pcm) for pcm in cut_at_pauses(sound.pcm)), note=sound.note)
    reader = Reader()
    root = reader.open(decode(sidecar.read_bytes(), str(sidecar)), str(sidecar))
    top = reader.mapping(root, ("callee", "answers", "background", "made", "channel"))
    replies = tuple(_reply(reader, node, sound.pcm) for node in reader.items(top.get("answers")))
    background = b""
    if "background" in top:
        span = reader.mapping(top["background"], ("from_s", "to_s"), ("from_s", "to_s"))
        background = _cut(reader, top["background"], span, sound.pcm)
    reader.finish()
    return Callee(reader.text(top.get("callee"), wav.stem), replies, background, sound.note)


_KEYS: Final = ("from_s", "to_s", "when", "after_s", "at_s", "keys", "hangs_up", "skip", "says")


def _reply(reader: Reader, node: Node, pcm: bytes) -> Reply:
    fields = reader.mapping(node, _KEYS)
    keys = reader.text(fields.get("keys"))
    if keys and not set(keys) <= set("0123456789*#"):
        reader.problem("bad-keys", f"“{keys}” are no telephone keys (0-9, * and #)", fields["keys"])
    hangs_up = reader.flag(fields.get("hangs_up"))
    audio = _cut(reader, node, fields, pcm) if "from_s" in fields or not (keys or hangs_up) else b""
    when = cast(When, reader.choice(fields.get("when"), WHEN, "after_prompt"))
    if when == "at_s" and "at_s" not in fields:
        reader.problem("missing-key", "`when: at_s` needs `at_s`, the second of the call", node)
    delay = reader.duration(fields.get("at_s" if when == "at_s" else "after_s"), REACTION_S)
    return Reply(
        audio, keys, hangs_up, when, round(delay * SAMPLE_RATE),
        reader.integer(fields.get("skip"), 0, POSITIVE), reader.text(fields.get("says")),
    )  # fmt: skip


def _cut(reader: Reader, node: Node, fields: dict[str, Node], pcm: bytes) -> bytes:
    """The stretch from_s..to_s of the recording."""
    length_s = len(pcm) / BYTES_PER_SAMPLE / SAMPLE_RATE
    start, end = reader.number(fields.get("from_s")), reader.number(fields.get("to_s"), length_s)
    if not 0 <= start < end:
        reader.problem("bad-span", f"from_s {start:g} to to_s {end:g} is no stretch of audio", node)
    elif end > length_s + 0.05:
        reader.problem("bad-span", f"to_s {end:g} lies after the end of the recording ({length_s:.2f} s)", node)
    first, last = round(start * SAMPLE_RATE), round(end * SAMPLE_RATE)
    return pcm[first * BYTES_PER_SAMPLE : last * BYTES_PER_SAMPLE]


def cut_at_pauses(pcm: bytes) -> tuple[bytes, ...]:
    """Stretches of sound between silences of `PAUSE_S`, by the energy of frames against the loudest ones."""
    samples = array("h", pcm[: len(pcm) // 2 * 2])
    energies = [_energy(samples[at : at + FRAME_SAMPLES]) for at in range(0, len(samples), FRAME_SAMPLES)]
    if not energies or max(energies) < 100.0:  # below -50 dBFS nothing is speech
        return ()
    loud = [energy > max(60.0, 0.05 * max(energies)) for energy in energies]  # -26 dB under the loudest frame
    pause, margin = PAUSE_S * SAMPLE_RATE / FRAME_SAMPLES, round(MARGIN_S * SAMPLE_RATE / FRAME_SAMPLES)
    spans: list[list[int]] = []
    for index in (at for at, is_loud in enumerate(loud) if is_loud):
        if spans and index - spans[-1][1] < pause:
            spans[-1][1] = index
        else:
            spans.append([index, index])
    step = FRAME_SAMPLES * BYTES_PER_SAMPLE
    return tuple(pcm[max(0, first - margin) * step : (last + 1 + margin) * step] for first, last in spans)


def _energy(samples: array[int]) -> float:
    """Root mean square of one frame, 0..32767."""
    return math.sqrt(sum(sample * sample for sample in samples) / max(1, len(samples)))
