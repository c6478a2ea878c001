"""A Turn as a row and back: the columns a query asks for, and the rest as JSON without what is default anyway."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import MISSING, fields
from types import MappingProxyType
from typing import Any, Final

from bot.call.records import Turn
from bot.store.sql import encode

COLUMNS: Final = ("seq", "speaker", "start_s", "end_s", "text", "step", "intent")

DETAILS: Final = tuple(
    (item.name, item.default_factory() if item.default_factory is not MISSING else item.default)
    for item in fields(Turn)
    if item.name not in COLUMNS
)
"""Every other field with its default."""


def turn_row(attempt: int, turn: Turn) -> dict[str, Any]:
    """Parameters of the statement put_turn."""
    row: dict[str, Any] = {name: getattr(turn, name) for name in COLUMNS}
    more = {name: getattr(turn, name) for name, default in DETAILS if getattr(turn, name) != default}
    if "slots" in more:
        more["slots"] = dict(more["slots"])
    return {"attempt": attempt, **row, "detail": encode(more)}


def turn_of(row: sqlite3.Row) -> Turn:
    """The turn a row was made from."""
    more: dict[str, Any] = json.loads(row["detail"])
    if "heard" in more:
        more["heard"] = tuple(more["heard"])
    if "slots" in more:
        more["slots"] = MappingProxyType(more["slots"])
    return Turn(**{name: row[name] for name in COLUMNS}, **more)
