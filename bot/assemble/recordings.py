"""Human recordings of a script's prompts: what is still to be read, and taking in what was recorded.

A recording is written before the manifest that names it, so the manifest is right whenever a run is broken off; what
was written before is found again and not judged twice. The files given are only read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from bot.assemble.files import folder, manifest_path
from bot.assemble.house import House
from bot.call.ports import Listening
from bot.config import Config
from bot.script.given_files import given_files
from bot.script.model import Script
from bot.script.to_read import Entry, ReadingList, State, ToRead, aloud, reading_list
from bot.source import WinbackError
from bot.spoken.take import Finding, Heard, Measured, judge
from bot.understanding.word_error import distance

if TYPE_CHECKING:
    from bot.edge.prompt_take import PromptTake
    from bot.understanding.vocabulary import Vocabulary

Status = Literal["accepted", "unchanged", "warned", "refused"]
"""`warned`: somebody should listen to it before it is taken."""

GOOD: Final = ("accepted", "unchanged")

DEAF: Final = "no recogniser hears “{language}” here, so the words are not checked: listen to each recording once"


@dataclass(frozen=True, slots=True)
class Session:
    """What somebody recorded: the folder it lies in; `anyway` takes doubtful ones too."""

    folder: Path
    language: str
    speaker: str = ""
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """One file: `measured` is None where it could not be read, or was not looked at again."""

    line: ToRead
    name: str
    status: Status
    findings: tuple[Finding, ...] = ()
    measured: Measured | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """What came of a session. `entries` is how many texts the manifest has more or otherwise; `missing` is not recorded
    yet and was not given; `waiting` are good parts whose other part is missing; `deaf` says why no words were checked.
    """

    judged: tuple[Judged, ...]
    strangers: Mapping[str, str]
    missing: tuple[ToRead, ...]
    waiting: frozenset[ToRead] = frozenset()
    entries: int = 0
    deaf: str = ""


def what_to_read(config: Config, script: Script, language: str) -> tuple[ReadingList, Mapping[int, State]]:
    """A script's reading list, and the state of each of its lines by number. Raises WinbackError, SourceError."""
    from bot.edge.tts_recordings import read_manifest, state_of

    if language not in script.languages:
        raise WinbackError(f"{script.id} is not in “{language}”; its languages: {', '.join(script.languages)}")
    found = reading_list(script, language)
    manifest = read_manifest(manifest_path(config))
    states = {entry: state_of(manifest, entry) for entry in found.entries}
    kept = manifest_path(config).parent / language
    return found, {line.number: _state(line, states, kept) for line in found.lines}


def _state(line: ToRead, states: Mapping[Entry, State], kept: Path) -> State:
    """Of a part whose counterpart is still missing: recorded, as soon as it lies among the recordings."""
    of_entries = {states[entry] for entry in line.entries}
    if of_entries == {"recorded"} or (line.piece.side != "whole" and (kept / line.piece.file).is_file()):
        return "recorded"
    return "changed since recorded" if "changed since recorded" in of_entries else "to be recorded"


async def take_in(
    house: House, script: Script, session: Session, progress: Callable[[str, int, int], None] | None = None
) -> Intake:
    """Judge every file of a session and keep what is good. Raises WinbackError, SourceError."""
    from bot.edge.kept import alone
    from bot.edge.recordings_file import put_entries

    found, _ = what_to_read(house.config, script, session.language)
    path = manifest_path(house.config)
    kept = path.parent / session.language
    given = given_files(_names(session.folder, kept), found)
    judged: list[Judged] = []
    spoken: list[Entry] = []
    entries, deaf = 0, ""
    if given.files:
        ear, deaf = _ear(house, session.language)
        judge_one = _Judge(session, folder(kept), ear)
        with alone(folder(house.config.data_dir) / "recordings"):
            for line in found.lines:
                if line.number in given.files:
                    judged.append(await judge_one.judged(line, given.files[line.number]))
                    if progress is not None:
                        progress("listening to recordings", len(judged), len(given.files))
            spoken = _spoken(found, judged, kept)
            entries = put_entries(path, spoken, session.speaker)
    _, states = what_to_read(house.config, script, session.language)
    missing = (line for line in found.lines if states[line.number] != "recorded" and line.number not in given.files)
    played = {piece for entry in spoken for piece in entry.pieces}
    waiting = frozenset(each.line for each in judged if each.status in GOOD and each.line.piece not in played)
    return Intake(tuple(judged), given.strangers, tuple(missing), waiting, entries, deaf)


def _spoken(found: ReadingList, judged: Iterable[Judged], kept: Path) -> list[Entry]:
    """The entries that the good recordings speak, as far as all of their parts are there."""
    fresh = {each.line.piece for each in judged if each.status in GOOD}
    return [
        entry for entry in found.entries
        if fresh.intersection(entry.pieces) and all((kept / piece.file).is_file() for piece in entry.pieces)
    ]  # fmt: skip


def _names(given: Path, kept: Path) -> list[str]:
    """The files of a folder. Raises WinbackError where it cannot be read, or is that of the recordings taken in."""
    if given.resolve() == kept.resolve():
        raise WinbackError(f"{given}: here lie the recordings taken in; name the folder with those that were made")
    try:
        return [path.name for path in given.iterdir() if path.is_file()]
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WinbackError(f"{given}: cannot be read ({reason}); name the folder the recordings lie in") from error


@dataclass(frozen=True, slots=True)
class _Ear:
    """Hears the words of one recording after the other, and knows their normal form."""

    listening: Listening
    vocabulary: Vocabulary
    language: str

    async def heard(self, pcm: bytes, words: str) -> Heard:
        """The recogniser's best reading; of all of them the one nearest to the words counts."""
        wanted = self._normal(words)
        self.listening.begin(())
        self.listening.feed(pcm)
        readings = await self.listening.finish()
        wrong = min((distance(wanted, self._normal(each.text)) for each in readings), default=len(wanted))
        return Heard(readings[0].text if readings else "", wrong, len(wanted))

    def _normal(self, text: str) -> tuple[str, ...]:
        return self.vocabulary.words(aloud(text, self.language))


def _ear(house: House, language: str) -> tuple[_Ear | None, str]:
    """Who hears the words, or why nobody does."""
    from bot.edge.lexicon import load_lexicon
    from bot.understanding.vocabulary import compile_vocabulary

    try:
        listening = house.listening(language)
    except WinbackError as error:
        return None, f"the words are not checked: {error}"
    if listening is None:
        return None, DEAF.format(language=language)
    return _Ear(listening, compile_vocabulary(load_lexicon(language)), language), ""


class _Judge:
    """Judges the files of one session; what is good is written under `kept`."""

    def __init__(self, session: Session, kept: Path, ear: _Ear | None) -> None:
        self._session = session
        self._kept = kept
        self._ear = ear

    async def judged(self, line: ToRead, name: str) -> Judged:
        import asyncio

        from bot.edge.audio import write_wav
        from bot.edge.prompt_take import read_take

        path = self._session.folder / name
        try:
            take = await asyncio.to_thread(read_take, path)
        except WinbackError as error:
            return Judged(line, name, "refused", (Finding("fault", str(error).removeprefix(f"{path}: ")),))
        if _same_sound(self._kept / line.piece.file, take.pcm):
            return Judged(line, name, "unchanged")
        measured = await asyncio.to_thread(take.measured)
        findings = await self._findings(take, measured, line)
        weights = {finding.weight for finding in findings}
        if "fault" in weights or ("doubt" in weights and not self._session.anyway):
            return Judged(line, name, "refused" if "fault" in weights else "warned", findings, measured)
        write_wav(self._kept / line.piece.file, [take.pcm])
        return Judged(line, name, "accepted", findings, measured)

    async def _findings(self, take: PromptTake, measured: Measured, line: ToRead) -> tuple[Finding, ...]:
        """Nobody listens for words in what is no good as a sound."""
        language, words = self._session.language, line.piece.words
        told = (Finding("remark", take.note),) if take.note else ()
        found = judge(measured, words, language)
        if self._ear is not None and all(finding.weight != "fault" for finding in found):
            found = judge(measured, words, language, await self._ear.heard(take.to_hear, words))
        return (*told, *found)


def _same_sound(path: Path, pcm: bytes) -> bool:
    from bot.edge.audio import read_wav

    if not path.is_file():
        return False
    try:
        return read_wav(path).pcm == pcm
    except WinbackError:
        return False
