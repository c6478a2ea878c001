"""A script's question taken out of its conversation: what is expected there, for explaining a single reply.

Pure: it walks no conversation, it opens the step as the engine would.
"""

from __future__ import annotations

from datetime import datetime

from bot.dialogue.question import expect
from bot.dialogue.state import Setup, State
from bot.dialogue.wording import Wording
from bot.script.model import Script
from bot.source import WinbackError, did_you_mean
from bot.understanding.model import Expecting


def question_at(script: Script, language: str, step_id: str, now: datetime) -> Expecting:
    """What the ear would be told at `step_id`. Raises WinbackError for a step that is not there or asks nothing."""
    listening = [step.id for step in script.steps.values() if step.listens]
    if step_id not in listening:
        hint = did_you_mean(step_id, listening) or f"these ask something: {', '.join(listening)}"
        raise WinbackError(f"{script.id} asks nothing at “{step_id}”; {hint}")
    setup = Setup(script, language, {}, now)
    state = State(setup, Wording({}, language, now.date(), 0), {}, heard_words=True)
    return expect(state, script.steps[step_id])
