"""The minutes of one call: transcript, tape and ending while it runs, one CallRecord in the end.

Knows what belongs on record and where it is written (the store, whoever watches); decides nothing and asks no clock.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Final

from bot.call.ports import CallStore
from bot.call.records import Attempt, CallRecord, Promise, Turn
from bot.call.tape import Tape
from bot.call.transcript import Transcript, plain_slots
from bot.dialogue.events import Finish, Note
from bot.script.model import Outcome, Script

log: Final = logging.getLogger("winback.call")

UNENDED: Final = "the call ended without an ending"


class Minutes:
    """One call's. `keep` stores the tape and names it; `watch` sees every turn."""

    __slots__ = (
        "_attempt",
        "_keep",
        "_script",
        "_store",
        "_watch",
        "fault",
        "finish",
        "opted_out",
        "tape",
        "transcript",
    )

    def __init__(
        self, attempt: Attempt, script: Script, store: CallStore,
        keep: Callable[[Tape], str] | None, watch: Callable[[Turn], None] | None,
    ) -> None:  # fmt: skip
        self._attempt = attempt
        self._script = script
        self._store = store
        self._keep = keep
        self._watch = watch
        self.transcript = Transcript()
        self.tape = Tape()
        self.finish: Finish | None = None
        self.opted_out = False
        self.fault = ""
        """The first thing that broke; what follows from it says less."""

    async def write(self, turn: Turn) -> None:
        """A turn that is over, at once, so that a crash leaves what was said before it."""
        await self._store.add_turn(self._attempt.id, turn)
        if self._watch is not None:
            self._watch(turn)

    async def opt_out(self) -> None:
        """Written by itself, before anything else is said or done; `record` says it again should that fail."""
        self.opted_out = True
        await self._store.opt_out(self._attempt.id, self._attempt.number, "said or keyed on the call")

    def broke(self, at_s: float, why: str) -> None:
        """Something of ours broke. Noted in memory only: it may have been the store."""
        self.fault = self.fault or why
        self.transcript.note(at_s, Note("fault", why))

    async def close(self, duration_s: float) -> CallRecord:
        """Write the record of a call that lasted `duration_s`. Raises what the store raises."""
        record = self._record(duration_s)
        await self._store.finish_call(record)
        return record

    def _record(self, duration_s: float) -> CallRecord:
        recording = self._recording(duration_s)
        finish = self.finish or Finish("technical_failure", "", "line", self.fault or UNENDED)
        slots = plain_slots(finish.slots)
        late = self.opted_out and finish.disposition != "do_not_call"
        outcome = None if late else self._script.outcomes.get(finish.outcome)
        return CallRecord(
            attempt_id=self._attempt.id, script=self._script.id, language=self._attempt.language,
            arm=self._attempt.arm, disposition="do_not_call" if late else finish.disposition,
            outcome="" if late else finish.outcome, decided_by=finish.decided_by,
            why=f"{finish.why}; but asked never to be called again" if late else finish.why,
            duration_s=round(duration_s, 3), turns=self.transcript.in_order(), slots=slots,
            promises=promised(outcome, slots) if outcome else (),
            objections=_objections(self.transcript.turns), opted_out=self.opted_out, recording=recording,
        )  # fmt: skip

    def _recording(self, at_s: float) -> str:
        """A tape that cannot be kept costs the tape, not the call: its record, a lead perhaps, is worth more."""
        if self._keep is None:
            return ""
        try:
            return self._keep(self.tape)
        except Exception as error:
            log.exception("the recording of call %s was not kept", self._attempt.id)
            self.transcript.note(at_s, Note("fault", f"the recording was not kept: {error}"))
            return ""


def promised(outcome: Outcome, slots: Mapping[str, str]) -> tuple[Promise, ...]:
    """What follows from an ending, with the values captured on the way."""
    return tuple(Promise(action.kind, _filled(action.what, slots), dict(action.options)) for action in outcome.actions)


def _filled(what: str, slots: Mapping[str, str]) -> str:
    """ "{callback_at}" becomes the captured value."""
    for name, value in slots.items():
        what = what.replace(f"{{{name}}}", value)
    return what


def _objections(turns: list[Turn]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for turn in turns:
        if turn.kind == "objection":
            intent = turn.text.partition(" ")[0]
            counts[intent] = counts.get(intent, 0) + 1
    return counts
