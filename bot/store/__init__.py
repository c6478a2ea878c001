"""The archive: campaigns, contacts, attempts, calls and opt-outs in one SQLite file; the only user of SQL.

`Store` writes (every method returns after the commit), `Reader` with `reports` and `calls` reads. Asks no clock.
"""

from bot.store.boot import Boot, Life, life_of, this_boot
from bot.store.model import (
    Campaign,
    CampaignPlan,
    Duplicate,
    Imported,
    Interrupted,
    NewContact,
    ScriptFacts,
    Settings,
)
from bot.store.reader import Reader
from bot.store.store import Store

__all__ = [
    "Boot", "Campaign", "CampaignPlan", "Duplicate", "Imported", "Interrupted", "Life", "NewContact", "Reader",
    "ScriptFacts", "Settings", "Store", "life_of", "this_boot",
]  # fmt: skip
