"""A call that is only tried: the options its commands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bot.cli.contact import Contact, is_list, read_columns, read_contact
from bot.cli.shell import wall_now

if TYPE_CHECKING:
    from bot.assemble.house import House
    from bot.call.records import Attempt
    from bot.rehearsal.conversation import Conversation
    from bot.script.model import Script


CONTACT_HELP: Final = "The contact's fields: a file of “column: value” lines, or a contact list (CSV)."


@dataclass(frozen=True, slots=True)
class Trial:
    """The options of whoever tries a script with one contact."""

    script: str
    language: str
    contact: Path | None
    arm: str
    seed: int
    as_of: str
    row: int = 1
    """Which contact of a list."""
    columns: tuple[str, ...] = ()
    """COLUMN=VALUE each, set over what the file says."""

    def now(self) -> datetime:
        """When the call is held. Raises click.BadParameter."""
        if not self.as_of:
            return wall_now()
        try:
            return datetime.fromisoformat(self.as_of)
        except ValueError:
            raise click.BadParameter(f"“{self.as_of}” is no date and time such as 2026-11-22T12:00") from None

    def attempt(self, house: House) -> Attempt:
        """Raises WinbackError for a language or an arm the script does not have."""
        from bot.call.records import Attempt

        script = house.script(self.script)
        arm = arm_of(script, self.language, self.arm)
        return Attempt(
            "trial", "", 0, 1, "+10000000000", arm, self.language, script.id, self.seed,
            fields=self.whom(script).fields,
        )  # fmt: skip

    def conversation(self, whom: Contact) -> Conversation:
        """The same as a rehearsal, with no lines yet. Raises click.BadParameter."""
        from bot.rehearsal.conversation import Conversation

        return Conversation(
            "", (), (self.language,), self.arm, self.seed, contact=whom.fields, as_of=self.now(),
        )  # fmt: skip

    def whom(self, script: Script) -> Contact:
        """Whom it is tried with. Raises WinbackError, SourceError, click.BadParameter."""
        for each in self.columns:
            if "=" not in each:
                raise click.BadParameter(f"“{each}” sets nothing; a column is set so: --set first_name=Anna")
        found = Contact(read_contact(self.contact, self.row), self.contact, self.row if is_list(self.contact) else 0)
        settings = (each.split("=", 1) for each in self.columns)
        return read_columns(((name.strip(), value) for name, value in settings), found, script)


def arm_of(script: Script, language: str, arm: str) -> str:
    """The arm to play: the first where none is named. Raises WinbackError for a language or an arm there is none of."""
    from bot.source import WinbackError, did_you_mean

    if language not in script.languages:
        raise WinbackError(f"{script.id} is not written in “{language}”; it has: {', '.join(script.languages)}")
    if arm and arm not in script.arms:
        hint = did_you_mean(arm, script.arms) or f"it has: {', '.join(script.arms) or 'none'}"
        raise WinbackError(f"{script.id} has no arm “{arm}”; {hint}")
    return arm or next(iter(script.arms), "")


def trial_options(command: Callable[..., int]) -> Callable[..., int]:
    """--language, --contact and what belongs to it, --arm, --seed and --as-of, the same everywhere."""
    for option in (
        click.option("--as-of", default="", help="When the call is held (default: now), e.g. 2026-11-22T12:00."),
        click.option("--seed", default=1, show_default=True, help="Chooses among wordings."),
        click.option("--arm", default="", help="The arm of an A/B script (default: its first)."),
        contact_options,
        click.option("--language", "-l", default="en", show_default=True),
    ):
        command = option(command)
    return command


def contact_options(command: Callable[..., int]) -> Callable[..., int]:
    """--contact, --row and --set."""
    for option in (
        click.option("--set", "columns", multiple=True, metavar="COLUMN=VALUE", help="One column of the contact."),
        click.option("--row", type=click.IntRange(min=1), default=1, show_default=True, help="Which one of a list."),
        click.option("--contact", type=click.Path(path_type=Path), help=CONTACT_HELP),
    ):
        command = option(command)
    return command
