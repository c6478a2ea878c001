"""The recorded dialler: the callee a contact's `recording` names picks up. Satisfies ports.Dialler.

Looks for files in the folders it is given and nowhere else; rings no telephone, reaches no network.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bot.call.ports import NotAnswered
from bot.call.records import Attempt
from bot.edge.callee import Callee, read_callee
from bot.edge.line_recorded import RecordedLine
from bot.source import WinbackError
from bot.textfile import is_file


@dataclass(frozen=True, slots=True)
class RecordedDialler:
    """`folders` are searched in order for NAME or NAME.wav."""

    folders: Sequence[Path]

    async def open(self) -> None:
        """There is nothing to get ready."""

    async def close(self) -> None:
        """There is nothing to let go."""

    async def place(self, attempt: Attempt) -> RecordedLine | NotAnswered:
        """A file that cannot be heard is `media_failure`, with the reason in `detail`."""
        try:
            return RecordedLine(await asyncio.to_thread(self._callee, attempt.recording))
        except WinbackError as error:
            return NotAnswered("media_failure", str(error))

    def _callee(self, name: str) -> Callee:
        """Raises WinbackError: no such file, outside the folders, unusable audio or sidecar."""
        inside = PurePosixPath(name)
        if not name or inside.is_absolute() or ".." in inside.parts or "\0" in name:
            raise WinbackError(f"recording “{name}” is no file name inside the folders of recordings")
        for folder in self.folders:
            for path in (folder / name, folder / f"{name}.wav"):
                if is_file(path):
                    return read_callee(path)
        searched = ", ".join(str(folder) for folder in self.folders)
        raise WinbackError(f"there is no recording “{name}” in {searched}")
