"""Opening a campaign's books: what died is reconciled, the list is taken in, and only then may anybody be called.

The same campaign file opened again changes nothing and adds only contacts that are new on the list.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.campaign.contacts import ContactList
from bot.campaign.plan import CampaignFile, digest_of
from bot.script.model import Script
from bot.store import Campaign, CampaignPlan, Imported, Interrupted, ScriptFacts, Store


@dataclass(frozen=True, slots=True)
class Opened:
    """`interrupted` are attempts a dead run left open; they have an ending now and are not dialled again."""

    campaign: Campaign
    imported: Imported
    interrupted: tuple[Interrupted, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """A campaign file with what it names, read and checked; `wording` is the digest of script and libraries."""

    plan: CampaignFile
    script: Script
    contacts: ContactList
    wording: str


async def open_campaign(store: Store, order: Order, now: str) -> Opened:
    """Raises WinbackError when the store refuses; then nothing of the list was taken in."""
    interrupted = await store.reconcile(now)
    script = order.script
    offers = frozenset(name for name, step in script.steps.items() if step.offers)
    facts = ScriptFacts(script.id, script.goal, offers)
    plan = CampaignPlan(order.plan.name, digest_of(order.plan, order.wording), (facts,), order.plan.seed)
    campaign = await store.create_campaign(plan, now)
    imported = await store.import_contacts(campaign, order.contacts.contacts, now)
    return Opened(campaign, imported, interrupted)
