"""Numbers that must be recognised but not read: a keyed hash (HMAC-SHA256) and a mask.

The key lies beside the database (`NAME.key`, mode 0600). Without it an opt-out could not be recognised, so a lost
or foreign key stops the program instead of letting it call people who asked not to be called.
"""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path
from typing import Final

from bot.source import WinbackError

KEY_BYTES: Final = 32
HASH_CHARACTERS: Final = 32
"""128 bits of the HMAC: no two of a billion numbers meet."""

PROBE: Final = "winback"


class Key:
    """The installation's secret."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        self._key = key

    def hash(self, number: str) -> str:
        """Hex text that stands for `number` under this key."""
        return hmac.digest(self._key, number.encode(), "sha256").hex()[:HASH_CHARACTERS]

    @property
    def check(self) -> str:
        """What the database remembers of the key, to tell it from another."""
        return self.hash(PROBE)


def mask(number: str) -> str:
    """`+380671234567` as `+380*****4567`; shorter numbers keep less."""
    head, tail = (4, 4) if len(number) >= 12 else (3, 2)
    return f"{number[:head]}{'*' * (len(number) - head - tail)}{number[-tail:]}"


def key_path(database: Path) -> Path:
    return database.with_name(f"{database.name}.key")


def load_key(database: Path, *, make: bool) -> Key:
    """The key beside `database`; with `make`, a new one where there is none. Raises WinbackError."""
    path = key_path(database)
    if make and not path.exists():
        _make(path)
    try:
        text = path.read_text("ascii").strip()
        key = bytes.fromhex(text)
    except FileNotFoundError:
        raise WinbackError(
            f"{path}: the key of {database.name} is missing, so opt-outs could not be recognised.\n"
            "  Put the key file back beside the database (from a backup); nobody is called without it."
        ) from None
    except (ValueError, UnicodeDecodeError):
        raise WinbackError(_foreign(path, database)) from None
    if len(key) != KEY_BYTES:
        raise WinbackError(_foreign(path, database))
    return Key(key)


def refuse_foreign_key(database: Path) -> WinbackError:
    return WinbackError(_foreign(key_path(database), database))


def _foreign(path: Path, database: Path) -> str:
    return (
        f"{path}: this is not the key {database.name} was made with, so opt-outs could not be recognised.\n"
        "  Put the right key file back beside the database (from a backup); nobody is called without it."
    )


def _make(path: Path) -> None:
    """Write a new key whole, then name it: two processes that start together end up with one key."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
