"""A read-only look at the archive, for reports while calls are written. Knows named statements, no meaning.

One thread at a time uses a Reader. Let no statement stay half-read: an open reader keeps the WAL from shrinking
(reliability.md 2.6).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from bot.source import WinbackError, did_you_mean
from bot.store.file import explained, open_reading
from bot.store.model import Campaign
from bot.store.sql import READS


@dataclass(frozen=True, slots=True)
class Reader:
    """Made by `Reader.open`. What it finds out is named in `reports` and `calls`."""

    path: Path
    connection: sqlite3.Connection

    @classmethod
    def open(cls, path: Path) -> Reader:
        """Raises WinbackError: no database, not ours, newer or older than this program."""
        return cls(path, open_reading(path))

    def close(self) -> None:
        self.connection.close()

    def rows(self, statement: str, **values: object) -> list[sqlite3.Row]:
        """All rows of a named statement of reads.sql. Raises WinbackError when the file refuses."""
        try:
            return self.connection.execute(READS[statement], values).fetchall()
        except sqlite3.Error as error:
            raise explained(error, self.path) from error

    def one(self, statement: str, **values: object) -> sqlite3.Row:
        """The only row of a statement that always has one."""
        (row,) = self.rows(statement, **values)
        return row

    def campaigns(self) -> tuple[Campaign, ...]:
        """Every campaign, oldest first, at its latest revision."""
        return tuple(
            Campaign(row["id"], row["name"], row["revision"], row["seed"], row["revisions"] > 1)
            for row in self.rows("campaigns")
        )

    def campaign(self, name: str) -> Campaign:
        """The campaign of that name. Raises WinbackError with the nearest name."""
        known = {campaign.name: campaign for campaign in self.campaigns()}
        if name not in known:
            hint = did_you_mean(name, known) or f"there are: {', '.join(known) or 'none yet'}"
            raise WinbackError(f"{self.path}: no campaign is called “{name}”.\n  {hint[0].upper()}{hint[1:]}")
        return known[name]

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
