"""Zip files from strangers: unpacked inside one folder, or refused whole.

Every entry is judged before the first byte is written: names that leave the folder, links and devices, too many
files, too much data for the size of the zip. What is written is counted too.
"""

from __future__ import annotations

import re
import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Final

from bot.source import WinbackError

MOST_FILES: Final = 2_000
"""Vosk's models hold 15 to 40 files."""

MOST_GROWTH: Final = 20
"""Vosk's zips grow to 1.1-2 times their size; a bomb grows a thousandfold."""

_CHUNK: Final = 1024 * 1024


def unpack(archive: Path, folder: Path) -> None:
    """Unpack into `folder` (made here). Raises WinbackError, after which `folder` may be half-filled."""
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = opened.infolist()
            _judge(archive, entries)
            folder.mkdir(parents=True, exist_ok=True)
            for entry in entries:
                _write(opened, entry, folder)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise WinbackError(f"{archive.name}: is not a sound zip file ({error}); fetch it again") from error


def _judge(archive: Path, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_FILES:
        raise WinbackError(f"{archive.name}: holds {len(entries)} files, which no speech model does; refused")
    promised = sum(entry.file_size for entry in entries)
    if promised > archive.stat().st_size * MOST_GROWTH:
        raise WinbackError(f"{archive.name}: would unpack to {promised} bytes, which no speech model does; refused")
    if promised > (free := shutil.disk_usage(archive.parent).free):
        raise WinbackError(f"{archive.name}: needs {promised} bytes on disk, {free} are free; make room and try again")
    for entry in entries:
        if fault := _fault(entry):
            raise WinbackError(f"{archive.name}: {fault} ({entry.filename!r}); refused")
    names = [entry.filename.rstrip("/").lower() for entry in entries]
    if len(set(names)) < len(names):
        raise WinbackError(f"{archive.name}: names the same file twice; refused")


def _fault(entry: zipfile.ZipInfo) -> str:
    name = entry.filename
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if name.startswith("/") or "\\" in name or re.match(r"[A-Za-z]:", name):
        return "an entry has an absolute or foreign path"
    if ".." in PurePosixPath(name).parts or not PurePosixPath(name).parts:
        return "an entry would be written outside its folder"
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "an entry is a link or a device"
    return "an entry is encrypted" if entry.flag_bits & 1 else ""


def _write(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> None:
    target = folder.joinpath(*PurePosixPath(entry.filename).parts)
    if entry.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    left = entry.file_size
    with opened.open(entry) as source, target.open("wb") as file:
        while chunk := source.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise WinbackError(f"{opened.filename}: {entry.filename!r} is larger than it says; refused")
            file.write(chunk)
