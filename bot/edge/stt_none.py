"""The ear of a language without a recogniser: sound is heard, words are not; the keys must do. Pretends nothing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.model import Hypothesis


class Deaf:
    """Satisfies ports.Listening."""

    def begin(self, hints: Sequence[str]) -> None: ...

    def feed(self, pcm: bytes) -> None: ...

    async def finish(self) -> tuple[Hypothesis, ...]:
        return ()

    async def close(self) -> None: ...
