"""Which words of a reply tell the time meant, of all that tell of times.

"I have football till one, so half two": half two. "Tuesday - no, tuesday I'm at the dentist's, wednesday": wednesday.
Knows how a language's words are marked and read; resolves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.understanding.marks import Mark, marks_of
from bot.understanding.reading import point_of
from bot.understanding.time_reader import Reader
from bot.understanding.vocabulary import Vocabulary
from bot.understanding.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Times:
    """What words of one language say of times."""

    vocabulary: Vocabulary

    def marks(self, words: tuple[str, ...]) -> tuple[Mark, ...]:
        return marks_of(self.vocabulary.bare(words), self.vocabulary)

    def wanted(self, words: tuple[str, ...]) -> Wanted:
        return Reader(self.marks(words)).read()

    def holds(self, words: tuple[str, ...]) -> bool:
        """Whether they hold a time that needs no other ("after that" does)."""
        wanted = self.wanted(words)
        return not wanted.empty and "refers" not in wanted.flags

    def point(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words that answer, without what led to them, their grounds and what goes on meanwhile."""
        return self._proposed(point_of(words, self.vocabulary, self.holds, self.vocabulary.callback, self._rules_out))

    def _proposed(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """From the last "call me" or "let's say" on that a time follows: what goes before tells why, or when not."""
        for mark in reversed(self.marks(words)):
            before, after = words[: mark.start], words[mark.start :]
            if not before or mark.negated or not mark.has("call", "proposes") or not self.holds(after):
                continue
            days = days_named(self.marks(after))
            again = days and days <= days_named(self.marks(before))
            fit = mark.has("proposes") or again or not self.holds(before) or self._rules_out(before)
            return after if fit else words
        return words

    def _rules_out(self, words: tuple[str, ...]) -> bool:
        """Whether they tell of times only when not to call."""
        marks = self.marks(words)
        denied = any(mark.negated for mark in marks) and not self.holds(words)
        return denied or any(mark.has("occupied", "cannot", "bygone") for mark in marks)


def days_named(marks: tuple[Mark, ...]) -> frozenset[str]:
    """ "days:1", "weekdays:3" and so on, each once."""
    return frozenset(tag for mark in marks for tag in mark.tags if tag.startswith(("days:", "weekdays:")))


def weekdays_denied(marks: tuple[Mark, ...]) -> frozenset[int]:
    """0 for a monday that is ruled out, and so on."""
    return frozenset(int(mark.value("weekdays") or 0) for mark in marks if mark.negated and mark.value("weekdays"))


def keep_day(wanted: Wanted, led_to: Wanted) -> None:
    """Gives an hour the day of what led to it: "saturday I have football till one, so half two"."""
    if wanted.weekdays and "next_week" in led_to.flags:
        wanted.flags.add("next_week")
    if wanted.dayless and led_to.named_days == 1:
        wanted.days, wanted.weekdays, wanted.dates = led_to.days[:1], led_to.weekdays[:1], led_to.dates[:1]


def without_revised(marks: tuple[Mark, ...], revised: frozenset[str]) -> tuple[Mark, ...]:
    """Without why a day was taken back, where another one follows."""
    begins = next((at for at, mark in enumerate(marks) if mark.tags & revised), None)
    others = (at for at, mark in enumerate(marks) if days_named((mark,)) - revised)
    ends = next((at for at in others if begins is not None and at > begins), None)
    return marks if ends is None else marks[:begins] + marks[ends:]
