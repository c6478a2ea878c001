"""Text files that people write (YAML), read from disk: never more of them than is allowed, whatever their size."""

from __future__ import annotations

import errno
from pathlib import Path

from bot.source import MAX_BYTES, WinbackError, decode


def is_file(path: Path) -> bool:
    """Whether there is such a file; a name too long for the system is none. Raises WinbackError: nobody may look."""
    try:
        return path.is_file()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
        raise _unreadable(path, error) from error


def read_text(path: Path) -> str:
    """The text. Raises SourceError for one too large or not UTF-8, WinbackError where it cannot be read at all."""
    try:
        with path.open("rb") as file:
            # One byte more than is allowed tells `decode` enough, and a file of gigabytes costs no more than that.
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _unreadable(path, error) from error
    return decode(data, str(path))


def _unreadable(path: Path, error: OSError) -> WinbackError:
    reason = (error.strerror or str(error)).lower()
    return WinbackError(f"{path}: cannot be read ({reason}); check its rights")
