"""Files that could be made again: they appear whole, tell when they were last used, and go when that is long ago.

Safe for several processes in one folder. Knows files and their times; refuses to know what is in them.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A file to write beside `path`: it takes that place when the block ends, and is gone when the block fails.

    No fsync: what a power cut leaves behind does not load, and is made again.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=f".part{path.suffix}", dir=path.parent)
    os.close(handle)
    try:
        yield Path(name)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """One process at a time makes what `path` will hold; others wait here, and find it made."""
    from filelock import FileLock

    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_name(f".{path.name}.lock")):
        yield


def used(path: Path) -> None:
    """`path` was of use just now; a folder that is read-only, or a file gone meanwhile, is no matter."""
    with contextlib.suppress(OSError):
        os.utime(path)


def prune(files: Iterable[Path], keep_bytes: int, unused_since: float) -> list[Path]:
    """Delete the longest unused of `files` until at most `keep_bytes` are left; answers with those that went.

    None that was used after `unused_since` (s, as `time.time`) goes, however many bytes there are: a process may be
    about to read it. Leftovers of a killed `whole` are files like any other here.
    """
    found = []
    for file in files:
        with contextlib.suppress(OSError):  # another process prunes too
            stat = file.stat()
            found.append((stat.st_mtime, stat.st_size, file))
    left = sum(size for _, size, _ in found)
    gone: list[Path] = []
    for used_at, size, file in sorted(found):
        if left <= keep_bytes or used_at > unused_since:
            break
        with contextlib.suppress(OSError):
            file.unlink()
            gone.append(file)
            left -= size
    return gone
