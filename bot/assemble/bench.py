"""A script whose files an author is editing: which of them changed, and what they say now.

Knows times and sizes of files; refuses to know what is done about a change.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.assemble.files import check_script
from bot.config import Config
from bot.script.model import Script

Stamp = tuple[int, int, int]
"""When a file was written (ns), its size and its inode: an editor writes in place, or a new file over the old one."""


class Bench:
    """One script, read when this is made and again by `read`. Raises WinbackError, SourceError as `check_script`."""

    def __init__(self, config: Config, name: str) -> None:
        self._config = config
        self._name = name
        self._texts: dict[str, str] = {}
        self._stamps: dict[str, Stamp | None] = {}
        """Of the files as they were read."""
        self._last: dict[str, Stamp | None] = {}
        """As `settled` saw them last."""
        self.script: Script
        self.read()

    @property
    def scripts_dir(self) -> Path:
        return self._config.scripts_dir

    @property
    def changed(self) -> bool:
        """Whether any file may say something else than it did. A dozen `stat` calls."""
        return _stamps(self._stamps) != self._stamps

    @property
    def settled(self) -> bool:
        """As `changed`, but not before it has been asked twice and nothing changed in between: not amid writing."""
        now = _stamps(self._stamps)
        before, self._last = self._last, now
        return now != self._stamps and now == before

    def read(self) -> tuple[str, ...]:
        """The files whose text is another one now, after which `script` is the new one; () where none is.

        Raises SourceError with every mistake, WinbackError for a file that went away: then `script` stays.
        """
        before = self._stamps = _stamps(self._stamps)
        checked = check_script(self._config, self._name)
        # Folders too: a file that was missing may appear there.
        watched = {str(part) for path in checked.sources for part in (Path(path), Path(path).parent)}
        self._stamps = {**_stamps(watched), **{path: before[path] for path in watched & before.keys()}}
        texts = dict(checked.sources)
        files = tuple(path for path in sorted(texts | self._texts) if texts.get(path) != self._texts.get(path))
        if files:
            self._texts = texts
            self.script = checked.usable()
        return files


def _stamps(paths: Iterable[str]) -> dict[str, Stamp | None]:
    return {path: _stamp(Path(path)) for path in paths}


def _stamp(path: Path) -> Stamp | None:
    """None for a file that is not there."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
