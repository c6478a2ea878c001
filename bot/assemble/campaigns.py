"""What a campaign works with: its order, its lines and its archive."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path

from bot.assemble.house import HoldOptions, House, sayings
from bot.call.driver import Driver
from bot.call.ports import Dialler
from bot.call.records import Attempt
from bot.call.tape import Tape
from bot.campaign.contacts import read_contacts
from bot.campaign.dialer import News, Office
from bot.campaign.opening import Order
from bot.campaign.plan import CampaignFile, check_against, read_campaign
from bot.config import Config
from bot.edge.dialler_recorded import RecordedDialler
from bot.source import WinbackError
from bot.store import Store, this_boot


def database(config: Config) -> Path:
    return config.data_dir / "winback.db"


def open_store(config: Config) -> Store:
    """The archive of this installation, for writing. Blocks. Raises WinbackError."""
    return Store.open(database(config), this_boot())


def read_order(house: House, path: Path, today: date) -> Order:
    """A campaign file with its script and list. Raises WinbackError or SourceError with all that is wrong in one."""
    plan = read_campaign(path)
    script = house.script(plan.script)
    check_against(plan, script)
    contacts = read_contacts(plan, script, plan.as_of.date() if plan.as_of else today)
    return Order(plan, script, contacts, house.wordings[script.id])


def office(
    house: House, store: Store, plan: CampaignFile, clock: Callable[[], datetime], news: Callable[[News], None]
) -> Office:
    """What the dialer works with; `clock` gives instants with a zone. Raises WinbackError for an unusable trunk."""

    def driver(attempt: Attempt) -> Driver:
        keep = partial(_keep, house.config.data_dir, attempt) if plan.record else None
        now = plan.as_of or clock().replace(tzinfo=None)
        return house.driver(attempt, now, HoldOptions(plan.script, store, keep=keep))

    async def prepare(attempt: Attempt) -> None:
        today = (plan.as_of or clock()).date()
        needed = sayings(house.script(plan.script), attempt.language, attempt.fields, today)
        await house.voice().prepare(needed)

    if plan.line == "sip":
        dialler = sip_dialler(house.config, plan.trunk, prepare=prepare)
    else:
        recordings = (plan.recordings, plan.contacts.parent, house.config.audio_dir / "callees")
        dialler = RecordedDialler(tuple(folder for folder in recordings if folder is not None))
    return Office(store, dialler, driver, lambda: clock().isoformat(), news)


def sip_dialler(
    config: Config, trunk: str, tell: Callable[[str], None] = lambda _: None,
    prepare: Callable[[Attempt], Awaitable[None]] | None = None,
) -> Dialler:  # fmt: skip
    """Telephones, over a trunk. Raises WinbackError: no such trunk, no secret, or the telephone stack is missing."""
    try:
        from bot.edge.sip_dialler import SipDialler
    except ImportError as error:
        raise WinbackError("calls over SIP need baresip-python: pip install 'winback[sip]'") from error
    chosen = config.trunk(trunk)
    return SipDialler(chosen.trunk, chosen.secret(), tell, prepare)


def _keep(data_dir: Path, attempt: Attempt, tape: Tape) -> str:
    """Both sides of a call as a WAV under data_dir; its path relative to it."""
    from bot.edge.audio import write_wav

    path = Path("recordings", attempt.campaign, f"{attempt.id}.wav")
    write_wav(data_dir / path, tape.sides())
    return str(path)
