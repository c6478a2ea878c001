"""Campaigns of one or two calls, each as a test needs it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from history import BOOT, MORNING, SCRIPTS

from bot.call.records import Attempt, CallRecord, Turn
from bot.store import CampaignPlan, NewContact, Store
from bot.store.model import later


@dataclass(frozen=True, slots=True)
class Told:
    """A contact and what came of it: a `record` of an answered call (its fields), or a dial_result, or nothing yet."""

    fields: Mapping[str, str] = field(default_factory=dict)
    record: Mapping[str, Any] | None = None
    dial_result: str = ""
    contact: Mapping[str, Any] = field(default_factory=dict)


def keep(path: Path, *told: Told, name: str = "small", digest: str = "first") -> Path:
    """Write them, in this order, a minute apart."""
    asyncio.run(_keep(path, told, name, digest))
    return path


async def _keep(path: Path, told: tuple[Told, ...], name: str, digest: str) -> None:
    store = Store.open(path, BOOT)
    try:
        campaign = await store.create_campaign(CampaignPlan(name, digest, SCRIPTS, 7), MORNING)
        rows = [
            NewContact(**{"row": n, "number": f"+38067000000{n}", "script": "discount_offer", "language": "en",
                          "fields": one.fields} | dict(one.contact))
            for n, one in enumerate(told, start=1)
        ]  # fmt: skip
        await store.import_contacts(campaign, rows, MORNING)
        for n, one in enumerate(told):
            if one.record is None and not one.dial_result:
                continue
            attempt = await store.claim(campaign, later(MORNING, 60 * n))
            assert attempt is not None
            await store.dial_result(attempt.id, one.dial_result or "answered", "", later(MORNING, 60 * n + 5))
            if one.record is not None:
                await store.finish_call(call(attempt, **one.record))
    finally:
        store.close()


def call(attempt: Attempt, **more: Any) -> CallRecord:
    facts: dict[str, Any] = {
        "attempt_id": attempt.id, "script": attempt.script, "language": attempt.language, "arm": attempt.arm,
        "disposition": "interested", "outcome": "promo_code", "decided_by": "script", "why": "said yes",
        "duration_s": 20.0, "turns": (bot(1, "Hello."), callee(2, "yes")),
    }  # fmt: skip
    return CallRecord(**(facts | more))


def bot(seq: int, text: str, start_s: float = 0.0, **more: Any) -> Turn:
    facts: dict[str, Any] = {"step": "greeting", "prompt": "greeting.say", "planned": text, "source": "text"}
    return Turn(seq, "bot", start_s, start_s + 2.0, text, **(facts | more))


def callee(seq: int, text: str, start_s: float = 2.5, **more: Any) -> Turn:
    facts: dict[str, Any] = {"step": "greeting", "intent": "yes", "p": 0.95, "action": "act", "why": "exact"}
    return Turn(seq, "callee", start_s, start_s + 1.0, text, **(facts | more))
