"""What comes in before anybody is called: campaigns, contact lists, numbers not to be called.

Functions of the writer's connection; each is one request of the writer and so one savepoint. Asks no clock.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from bot.source import WinbackError
from bot.store.model import NUMBER, Campaign, CampaignPlan, Duplicate, Imported, NewContact
from bot.store.secret import Key, mask
from bot.store.sql import WRITES, encode


def create_campaign(connection: sqlite3.Connection, plan: CampaignPlan, now: str) -> Campaign:
    """The campaign of that name, made if it is new. Another digest is a new revision of the same campaign: a mended
    prompt must not make anybody be called twice. The seed stays what it was at first."""
    connection.execute(WRITES["add_campaign"], {"name": plan.name, "seed": plan.seed, "now": now})
    campaign, seed = connection.execute(WRITES["campaign"], {"name": plan.name}).fetchone()
    wording = {"campaign": campaign, "digest": plan.digest, "now": now}
    connection.execute(WRITES["add_revision"], wording)
    revision, revisions = connection.execute(WRITES["revision"], wording).fetchone()
    for facts in plan.scripts:
        offers = encode(sorted(facts.offers))
        row = {"campaign": campaign, "name": facts.script, "goal": facts.goal, "offers": offers}
        connection.execute(WRITES["put_script"], row)
    return Campaign(campaign, plan.name, revision, seed, changed=revisions > 1)


def import_contacts(
    connection: sqlite3.Connection, key: Key, campaign: Campaign, rows: Iterable[NewContact], now: str
) -> Imported:
    """All rows or, when reading or a row fails, none. A number's first row counts; what is known stays as it is."""
    duplicates: list[Duplicate] = []
    listed: dict[str, int] = {}
    (last,) = connection.execute(WRITES["last_contact"]).fetchone()
    fresh = (_contact(key, campaign, contact, now) for contact in _without_duplicates(rows, listed, duplicates))
    connection.executemany(WRITES["add_contact"], fresh)
    opted_out = connection.execute(WRITES["close_new_opted_out"], {"last": last}).fetchall()
    (added,) = connection.execute(WRITES["contacts_since"], {"last": last}).fetchone()
    return Imported(added, len(listed) - added, tuple(duplicates), tuple(sorted(row for (row,) in opted_out)))


def _without_duplicates(
    rows: Iterable[NewContact], listed: dict[str, int], duplicates: list[Duplicate]
) -> Iterator[NewContact]:
    """Each number once; the other rows are put down in `duplicates`, the rows taken in `listed` (number -> row)."""
    for contact in rows:
        if contact.number in listed:
            duplicates.append(Duplicate(contact.row, listed[contact.number], contact.number))
        else:
            listed[contact.number] = contact.row
            yield contact


def _contact(key: Key, campaign: Campaign, contact: NewContact, now: str) -> dict[str, object]:
    if not NUMBER.fullmatch(contact.number):
        raise WinbackError(
            f"row {contact.row}: {contact.number!r} is no telephone number in E.164 form.\n"
            "  Write it with its country code, such as +380671234567; nothing of the list was taken in."
        )
    return {
        "campaign": campaign.id, "row": contact.row, "external_id": contact.external_id, "number": contact.number,
        "hash": key.hash(contact.number), "script": contact.script, "arm": contact.arm, "language": contact.language,
        "recording": contact.recording, "fields": encode(dict(contact.fields)), "now": now,
    }  # fmt: skip


def suppress(
    connection: sqlite3.Connection, key: Key, number: str, *, at: str, why: str, attempt: int | None = None
) -> None:
    """Never call `number` again, in any campaign. The first opt-out of a number is kept; more change nothing."""
    hashed = key.hash(number)
    row = {"hash": hashed, "masked": mask(number), "at": at, "why": why, "attempt": attempt}
    connection.execute(WRITES["add_opt_out"], row)
    connection.execute(WRITES["close_opted_out"], {"hash": hashed})


def opted_out(connection: sqlite3.Connection, key: Key, number: str) -> bool:
    (found,) = connection.execute(WRITES["is_opted_out"], {"hash": key.hash(number)}).fetchone()
    return bool(found)
