"""A recorded callee: a WAV and its sidecar, which says where each answer lies and when it is given.

Reads files (through edge/audio and source); knows nothing of scripts or calls. Without a sidecar the recording is cut
at its pauses. Times in the sidecar are seconds; here they are samples at `SAMPLE_RATE`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast

from bot.call.ports import BYTES_PER_SAMPLE, FRAME_SAMPLES, SAMPLE_RATE
from bot.edge.audio import Channel, read_wav
from bot.edge.vad import SileroVoiceActivity
from bot.source import POSITIVE, Node, Reader, Span
from bot.textfile import is_file, read_text

REACTION_S: Final = 0.5
"""How long a recorded callee takes to answer: the median gap between turns of people is 0.2 s, on telephones longer."""

PAUSE_S: Final = 0.8
"""Silence that separates two answers of a recording without a sidecar (house.md)."""

MARGIN_S: Final = 0.15
"""Kept around an answer cut at pauses, so that soft beginnings and ends stay."""

VOICE: Final = 0.5
"""Speech probability from which a frame is voice: Silero's usual threshold, and that of turn-taking's onset."""

WARM_UP_FRAMES: Final = 16
"""Silence before a recording that begins with a word: from a cold start Silero hears 0.1 s of a reply of 1.2 s."""

When = Literal["after_prompt", "during_prompt", "at_s"]
WHEN: Final = ("after_prompt", "during_prompt", "at_s")
CHANNELS: Final = ("left", "right")


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
    """All that one recorded callee will do. `background` is looped while nothing is said; `note` is for operators."""

    name: str
    replies: tuple[Reply, ...]
    background: bytes = b""
    note: str = ""


def read_callee(wav: Path, channel: Channel | None = None) -> Callee:
    """A recording with its sidecar (same name, .yaml) or, without one, cut at pauses of `PAUSE_S`.

    `channel` goes before the sidecar's own. Raises WinbackError for unusable audio, SourceError for a sidecar that says
    something else than its recording.
    """
    path = wav.with_suffix(".yaml")
    if not is_file(path):
        sound = read_wav(wav, channel)
        return Callee(wav.stem, tuple(Reply(pcm) for pcm in cut_at_pauses(sound.pcm)), note=sound.note)
    reader = Reader()
    top = reader.mapping(
        reader.open(read_text(path), str(path)), ("callee", "answers", "background", "made", "channel")
    )
    if "answers" not in top and not reader.problems:
        message = "there are no answers here; a callee who never says anything has `answers: []`"
        reader.problem("missing-key", message, Span(str(path), 1, 1, 1, 1))
    # A misnamed channel is told with everything else; until then one side is as good as the other.
    own = cast(Channel, reader.choice(top["channel"], CHANNELS, "left")) if "channel" in top else None
    sound = read_wav(wav, channel or own)
    replies = tuple(_reply(reader, node, sound.pcm) for node in reader.items(top.get("answers")))
    background = b""
    if "background" in top:
        span = reader.mapping(top["background"], ("from_s", "to_s"), ("from_s", "to_s"))
        if len(span) == 2:
            background = _cut(reader, top["background"], span, sound.pcm)
    reader.finish()
    return Callee(reader.text(top.get("callee"), wav.stem), replies, background, sound.note)


_KEYS: Final = ("from_s", "to_s", "when", "after_s", "at_s", "keys", "hangs_up", "skip", "says")


def _reply(reader: Reader, node: Node, pcm: bytes) -> Reply:
    fields = reader.mapping(node, _KEYS)
    keys = reader.text(fields.get("keys"))
    if not set(keys) <= set("0123456789*#"):
        reader.problem("bad-keys", f"“{keys}” are no telephone keys (0-9, * and #)", fields["keys"])
    when = cast(When, reader.choice(fields.get("when"), WHEN, "after_prompt"))
    _check_reply(reader, node, fields, when)
    delay = reader.duration(fields.get("at_s" if when == "at_s" else "after_s"), REACTION_S)
    return Reply(
        _cut(reader, node, fields, pcm) if "from_s" in fields else b"",
        keys, reader.flag(fields.get("hangs_up")), when, round(delay * SAMPLE_RATE),
        reader.integer(fields.get("skip"), 0, POSITIVE), reader.text(fields.get("says")),
    )  # fmt: skip


def _check_reply(reader: Reader, node: Node, fields: dict[str, Node], when: When) -> None:
    """Keys that are missing beside others, or mean nothing beside them."""
    if fields and not {"from_s", "keys", "hangs_up"} & fields.keys():
        message = "an answer says something (`from_s` and `to_s`), presses `keys`, or `hangs_up: yes`"
        reader.problem("missing-key", message, node)
    if when == "at_s" and "at_s" not in fields:
        reader.problem("missing-key", "`when: at_s` needs `at_s`, the second of the call", node)
    unused = {"to_s": "without `from_s`"} if "from_s" not in fields else {}
    unused |= {"after_s": "with `when: at_s`", "skip": "with `when: at_s`"} if when == "at_s" else {}
    unused |= {"at_s": "without `when: at_s`"} if when != "at_s" else {}
    for name, why in unused.items():
        if name in fields:
            reader.problem("unused-key", f"`{name}` means nothing {why}", fields[name].key or node)


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
    """Stretches of speech between pauses of `PAUSE_S`, by the house's voice-activity detector.

    Not by energy: in 20 dB of noise a pause is louder than a soft consonant.
    """
    step = FRAME_SAMPLES * BYTES_PER_SAMPLE
    detector = SileroVoiceActivity()
    for _ in range(WARM_UP_FRAMES):
        detector.probability(bytes(step))
    padded = pcm + bytes(-len(pcm) % step)
    voiced = [at for at in range(0, len(padded), step) if detector.probability(padded[at : at + step]) >= VOICE]
    pause, margin = PAUSE_S * SAMPLE_RATE * BYTES_PER_SAMPLE, round(MARGIN_S * SAMPLE_RATE / FRAME_SAMPLES) * step
    spans: list[list[int]] = []
    for at in voiced:
        if spans and at - spans[-1][1] < pause:
            spans[-1][1] = at + step
        else:
            spans.append([at, at + step])
    return tuple(pcm[max(0, start - margin) : end + margin] for start, end in spans)
