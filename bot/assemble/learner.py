"""Understanders that are there at once: while new phrases are being learnt, the classifier of before serves.

What is written word for word is known without a classifier, so a changed phrase counts from the first reply on.
Knows threads; refuses to know who waits for what. Ask from one thread at a time.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from threading import Thread
from typing import Protocol, TypeVar

from bot.assemble.minds import Lesson
from bot.script.model import Script
from bot.source import WinbackError
from bot.understanding.model import Classifier, Understander

Told = Callable[[int, int], None]
Result = TypeVar("Result")


class School(Protocol):
    """What `Minds` does for a learner."""

    def lesson(self, script: Script, language: str) -> Lesson: ...

    def learnt(self, lesson: Lesson, told: Told | None = None) -> Classifier: ...

    def compiled(self, script: Script, lesson: Lesson, classifier: Classifier | None) -> Understander: ...


@dataclass(slots=True)
class _Learning:
    """Under way: `done` of `total` phrases were shown to the encoder, as far as it had not met them."""

    lesson: Lesson
    whom: Told | None
    future: Future[Classifier] = field(default_factory=Future)
    done: int = 0
    total: int = 0

    def told(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if self.whom is not None:
            self.whom(done, total)


class Learner:
    """One fit at a time, behind the conversation; a lesson that was overtaken meanwhile is followed by the newest.

    `told` hears (done, total) from another thread where phrases are new to the encoder, which takes long.
    """

    def __init__(self, school: School, told: Told | None = None) -> None:
        self._school = school
        self._told = told
        self._learnt: dict[str, tuple[Lesson, Classifier]] = {}
        """By language: the newest classifier, and what it knows."""
        self._made: tuple[Lesson, Classifier | None, Understander] | None = None
        self._failed: Lesson | None = None
        self._learning: _Learning | None = None

    def understander(self, script: Script, language: str) -> Understander:
        """From the phrases as they stand now, with the newest classifier there is. Raises WinbackError, SourceError."""
        lesson = self._school.lesson(script, language)
        known, classifier = self._learnt.get(language, (None, None))
        if self._made is None or self._made[0] != lesson or self._made[1] is not classifier:
            self._made = lesson, classifier, self._school.compiled(script, lesson, classifier)
        if lesson not in (known, self._failed) and self._learning is None:  # last: it takes its share of the processor
            self._learning = _Learning(lesson, self._told)
            in_background(partial(self._school.learnt, lesson, self._learning.told), self._learning.future)
        return self._made[2]

    @property
    def learning(self) -> str:
        """What is being learnt, for people; "" when nothing is."""
        if self._learning is None:
            return ""
        share = f", {self._learning.done:,} of {self._learning.total:,}" if self._learning.total else ""
        return f"the phrases of “{self._learning.lesson.language}”{share}"

    def news(self) -> bool:
        """Whether a lesson is over: then take a new `understander`. Raises WinbackError once for one that failed."""
        if self._learning is None or not self._learning.future.done():
            return False
        over, self._learning = self._learning, None
        try:
            self._learnt[over.lesson.language] = over.lesson, over.future.result()
        except (WinbackError, OSError) as error:
            self._failed = over.lesson
            raise WinbackError(f"the phrases could not be learnt: {error}") from error
        return True

    def wait(self) -> None:
        """Until the lesson under way is over."""
        if self._learning is not None:
            self._learning.future.exception()


def in_background(work: Callable[[], Result], future: Future[Result]) -> None:
    """`work` in a thread of its own that nobody waits for at exit: what it would have kept is made again."""

    def run() -> None:
        # Ctrl-C is for the thread that reads lines: a system call of its own must be what is interrupted.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            future.set_result(work())
        except BaseException as error:  # whoever asks the future for its result meets it there
            future.set_exception(error)

    Thread(target=run, name="learning", daemon=True).start()
