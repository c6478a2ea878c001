"""The recording of one call: callee and bot side by side, aligned by samples.

Knows PCM and sample indices only; whoever keeps it writes the file. 16 kHz s16le mono each side.
"""

from __future__ import annotations

from bot.call.ports import BYTES_PER_SAMPLE


class Tape:
    """Both sides of a call grow here; `sides` gives them at equal length."""

    __slots__ = ("_bot", "_callee")

    def __init__(self) -> None:
        self._callee = bytearray()
        self._bot = bytearray()

    def callee(self, at: int, pcm: bytes) -> None:
        """Callee audio whose first sample is number `at`."""
        _put(self._callee, at, pcm)

    def bot(self, at: int, pcm: bytes) -> None:
        """Bot audio really played, whose first sample is number `at`."""
        _put(self._bot, at, pcm)

    def sides(self) -> tuple[bytes, bytes]:
        """(callee, bot), both padded with silence to the longer one."""
        length = max(len(self._callee), len(self._bot))
        return bytes(self._callee.ljust(length, b"\0")), bytes(self._bot.ljust(length, b"\0"))


def _put(side: bytearray, at: int, pcm: bytes) -> None:
    if not pcm:
        return
    offset = at * BYTES_PER_SAMPLE
    if len(side) < offset:
        side.extend(bytes(offset - len(side)))
    side[offset : offset + len(pcm)] = pcm
