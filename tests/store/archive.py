"""What the archive's tests share: a small campaign, ready rows, an opened store, a look into the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.call.records import Attempt, CallRecord, Promise, Turn
from bot.store import Boot, CampaignPlan, Life, NewContact, ScriptFacts, Settings, Store

NOW = "2026-03-02T09:00:00.000Z"
GOLDEN = Path(__file__).parent / "golden"
BOOT = Boot("here", "kernel-1", "pid:[1]", 100, "5000")
SIBLING = Boot("here", "kernel-1", "pid:[1]", 200, "6000")
OFFER = ScriptFacts("offer", "interested", frozenset({"offer"}))
SURVEY = ScriptFacts("survey", "completed")


def plan(name: str = "spring", digest: str = "first") -> CampaignPlan:
    return CampaignPlan(name, digest, (OFFER, SURVEY), seed=7)


def number(n: int) -> str:
    return f"+38067{n:07d}"


def contact(n: int, **more: Any) -> NewContact:
    return NewContact(**{"row": n, "number": number(n), "script": "offer", "language": "en", **more})


def contacts(count: int) -> list[NewContact]:
    return [contact(n, arm="bold" if n % 2 else "neutral") for n in range(1, count + 1)]


def nobody_died(_: Boot) -> Life:
    return "alive"


def everybody_died(_: Boot) -> Life:
    return "dead"


def nobody_knows(_: Boot) -> Life:
    return "unknown"


@contextmanager
def opened(path: Path, boot: Boot = BOOT, life: Any = nobody_died, **settings: Any) -> Iterator[Store]:
    store = Store.open(path, boot, life, Settings(**settings))
    try:
        yield store
    finally:
        store.close()


def look(path: Path, sql: str, *values: Any) -> list[Any]:
    """Rows read past the store; single columns come bare."""
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute(sql, values).fetchall()
    finally:
        connection.close()
    return [row[0] if len(row) == 1 else row for row in rows]


def bot(seq: int, text: str = "Hello.", step: str = "greeting", start_s: float = 0.0) -> Turn:
    return Turn(seq, "bot", start_s, start_s + 2.0, text, step, prompt=f"{step}.say", planned=text, source="text")


def callee(seq: int, text: str = "yes", start_s: float = 2.5, **more: Any) -> Turn:
    return Turn(seq, "callee", start_s, start_s + 1.0, text, "greeting", **more)


def record(attempt: Attempt, disposition: str = "interested", turns: Iterable[Turn] = (), **more: Any) -> CallRecord:
    facts: dict[str, Any] = {
        "attempt_id": attempt.id, "script": attempt.script, "language": attempt.language, "arm": attempt.arm,
        "disposition": disposition, "outcome": "promo_code", "decided_by": "script", "why": "said yes",
        "duration_s": 31.5, "turns": tuple(turns),
    }  # fmt: skip
    return CallRecord(**{**facts, **more})


PROMISE = Promise("sms", "promo_code", {"not": "last_manager"})
