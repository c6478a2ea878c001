"""What was said, as it is being said: the driver's pen. Turns are numbered in the order in which they end.

Knows how much of a clip was played and which words that is; refuses to know where turns are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.call.ports import SAMPLE_RATE, Clip, Played
from bot.call.records import Turn
from bot.dialogue.events import Note, Say
from bot.understanding.model import Hypothesis, Understanding

DIGITS: Final = 5
"""Of a time in seconds: 10 µs, so that round(time * SAMPLE_RATE) gives the very sample (62.5 µs) back."""


class Transcript:
    """Collects turns; each method answers with the turn it added."""

    __slots__ = ("turns",)

    def __init__(self) -> None:
        self.turns: list[Turn] = []

    def bot(self, said: Say, clip: Clip, played: Played) -> Turn:
        """A prompt as far as it was really heard."""
        share = played.samples / clip.samples if clip.samples else 1.0
        return self._add(
            speaker="bot", start_s=played.start / SAMPLE_RATE, end_s=(played.start + played.samples) / SAMPLE_RATE,
            text=heard_prefix(clip, played.samples), planned=said.text, played=round(share, 4), prompt=said.prompt,
            step=said.step, source=clip.source,
        )  # fmt: skip

    def callee(
        self, span: tuple[float, float], step: str, heard: Sequence[Hypothesis], meant: Understanding | None, ms: float
    ) -> Turn:
        """An utterance from `span[0]` to `span[1]` (s), with how it was understood; `ms` is the wall time that took."""
        readings = tuple(reading.text for reading in heard)
        fields: dict[str, Any] = {"text": readings[0] if readings else ""}
        if meant is not None:
            fields = {
                "text": meant.text, "intent": meant.intent or "", "p": meant.p, "action": meant.action,
                "why": str(meant.why), "slots": plain_slots(meant.slots),
            }  # fmt: skip
        return self._add(
            speaker="callee", start_s=span[0], end_s=span[1], step=step, heard=readings, recognition_ms=ms, **fields
        )

    def key(self, at_s: float, step: str, key: str) -> Turn:
        return self._add(speaker="callee", start_s=at_s, end_s=at_s, text="", step=step, keys=key)

    def note(self, at_s: float, note: Note) -> Turn:
        return self._add(speaker="note", start_s=at_s, end_s=at_s, text=note.text, step=note.step, kind=note.kind)

    def in_order(self) -> tuple[Turn, ...]:
        """By the time they began, as people read a conversation."""
        return tuple(sorted(self.turns, key=lambda turn: (round(turn.start_s, 3), turn.seq)))

    def _add(self, **fields: Any) -> Turn:
        fields["start_s"], fields["end_s"] = round(fields["start_s"], DIGITS), round(fields["end_s"], DIGITS)
        turn = Turn(seq=len(self.turns) + 1, **fields)
        self.turns.append(turn)
        return turn


def heard_prefix(clip: Clip, samples: int) -> str:
    """The words of which `samples` samples were played: whole pieces, then whole words by their share of a piece."""
    if samples >= clip.samples:
        return " ".join(text for text, _ in clip.pieces)
    words: list[str] = []
    for text, length in clip.pieces:
        if samples >= length:
            words.append(text)
            samples -= length
            continue
        letters = len(text) * samples / length
        begun = text[: int(letters)]
        whole = begun if int(letters) >= len(text) or text[int(letters)] == " " else begun.rpartition(" ")[0]
        words.append(f"{whole.strip()} —" if whole.strip() else "—")
        break
    return " ".join(words)


def plain(value: object) -> str:
    """A value as text for rows and pages: dates in ISO, an interval as "earliest/latest", money as "2000 UAH"."""
    earliest, latest = getattr(value, "earliest", None), getattr(value, "latest", None)
    if earliest is not None and latest is not None:
        return f"{earliest.isoformat(timespec='minutes')}/{latest.isoformat(timespec='minutes')}"
    amount, currency = getattr(value, "amount", None), getattr(value, "currency", None)
    if amount is not None:
        return f"{amount} {currency}"
    return str(value)


def plain_slots(slots: Mapping[str, object]) -> dict[str, str]:
    return {name: plain(value) for name, value in slots.items()}
