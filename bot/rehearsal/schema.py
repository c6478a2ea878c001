"""What editors are told of files of rehearsals, as JSON Schema."""

from __future__ import annotations

from bot.rehearsal.outline import REHEARSALS
from bot.source.json_schema import Json, json_schema


def schemas() -> dict[str, Json]:
    """The schema of a file of rehearsals."""
    return {"rehearsals": json_schema(REHEARSALS, "Rehearsals", "Conversations with a script, written down as tests.")}
