"""A folder of pages: each file written whole or not at all, only when it changed, and gone when it is no longer named.

Readable by its owner only, because pages hold what people said (reliability.md section 5). Touches no file it did not
write: a folder with other things in it is refused.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from bot.source import WinbackError

LIST: Final = ".winback-pages"
"""The names of the files written, one a line; by it the folder is known as ours."""


class Folder:
    """Open it, `write` every file, then `close`. Raises WinbackError."""

    __slots__ = ("_before", "_names", "bytes", "changed", "path")

    def __init__(self, path: Path) -> None:
        self.path = path
        self.changed = 0
        self.bytes = 0
        self._names: list[str] = []
        try:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._before = self._listed()
        except OSError as error:
            raise _refused(path, error) from error

    def _listed(self) -> frozenset[str]:
        refuse_foreign(self.path)
        kept = self.path / LIST
        if not kept.exists():
            kept.touch(mode=0o600)
        return frozenset(kept.read_text("utf-8").split())

    @property
    def files(self) -> int:
        return len(self._names)

    def write(self, name: str, text: str) -> None:
        """`name` is relative, with / between folders."""
        self.write_bytes(name, text.encode())

    def write_bytes(self, name: str, data: bytes) -> None:
        self._names.append(name)
        self.bytes += len(data)
        try:
            self.changed += _replace(self.path / name, data)
        except OSError as error:
            raise _refused(self.path / name, error) from error

    def close(self) -> None:
        """Remove what an earlier run wrote and this one did not."""
        try:
            _replace(self.path / LIST, "".join(f"{name}\n" for name in self._names).encode())
            for name in self._before.difference(self._names):
                if ".." not in Path(name).parts and not Path(name).is_absolute():
                    (self.path / name).unlink(missing_ok=True)
        except OSError as error:
            raise _refused(self.path, error) from error


def refuse_foreign(path: Path) -> None:
    """Raises WinbackError for a folder with files in it that are not ours; for who has long work to do before."""
    try:
        foreign = path.is_dir() and not (path / LIST).exists() and any(path.iterdir())
    except OSError as error:
        raise _refused(path, error) from error
    if foreign:
        raise WinbackError(
            f"{path}: this folder holds other files, so no pages are written into it.\n"
            "  Name an empty folder, or one that does not exist yet."
        )


def _replace(target: Path, data: bytes) -> bool:
    """Whether the file had to be written."""
    try:
        if target.stat().st_size == len(data) and target.read_bytes() == data:
            return False
    except FileNotFoundError:
        target.parent.mkdir(mode=0o700, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    part.replace(target)
    return True


def _refused(path: Path, error: OSError) -> WinbackError:
    return WinbackError(
        f"{path}: the pages could not be written: {error.strerror}.\n  Free space or name another folder."
    )
