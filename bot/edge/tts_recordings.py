"""Human recordings of prompts: the manifest, which recording fits which words, which have gone stale.

Knows audio/prompts/manifest.yaml and compares words; knows no engine. What may be played is decided by the words
alone: a recording is used when it says exactly what is to be said, whole or around one gap a voice fills.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from bot.edge.tts_text import clean, folded, has_words, same_words
from bot.script.check import prompt_hash, recordable, recording_id
from bot.script.model import LANGUAGES, Script
from bot.script.to_read import Entry, State, reading_list
from bot.source import POSITIVE, Node, Problem, Reader, Span
from bot.textfile import is_file, read_text

_KEYS: Final = ("script", "prompt", "language", "wording", "text", "says", "file", "before", "after", "by")


@dataclass(frozen=True, slots=True)
class Take:
    """A sound file and the words in it."""

    file: Path
    words: str


@dataclass(frozen=True, slots=True)
class Recording:
    """One entry: the wording as the script has it, and either `whole` or `before` and/or `after` a spoken gap.

    `wording` counts from 1 where the prompt has several, else 0; `script` is "" for the libraries all scripts share.
    """

    script: str
    prompt: str
    language: str
    wording: int
    text: str
    span: Span
    whole: Take | None = None
    before: Take | None = None
    after: Take | None = None
    by: str = ""

    @property
    def id(self) -> str:
        """As `bot.script.check` names recordings."""
        return recording_id(self.prompt, self.language, self.wording, 2 if self.wording else 1)


@dataclass(frozen=True, slots=True)
class Manifest:
    path: str
    recordings: tuple[Recording, ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """How a recording says a text: `before`, then `middle` by a voice, then `after`; the words add up to the text."""

    before: Take | None
    middle: str
    after: Take | None
    words: tuple[str, str, str]


def read_manifest(path: Path) -> Manifest:
    """The recordings of audio/prompts/manifest.yaml; an empty manifest where the file does not exist.

    Raises SourceError with everything wrong in it, files that are missing included, each at its line.
    """
    return parse_manifest(read_text(path), path) if is_file(path) else Manifest(str(path))


def parse_manifest(text: str, path: Path) -> Manifest:
    """The manifest written in `text`, its files beside `path`. Raises SourceError with everything wrong in it."""
    reader = Reader()
    root = reader.mapping(reader.open(text, str(path)), {"recordings"})
    found = [_recording(node, reader, path.parent) for node in reader.items(root.get("recordings"))]
    _refuse_twins(found, reader)
    reader.finish()
    return Manifest(str(path), tuple(found))


def recordings(manifest: Manifest, script: Script) -> Mapping[str, str]:
    """For `bot.script.check`: recording id -> hash of the text recorded, of this script and the libraries it includes.

    A text that any recording says word for word counts as recorded: that one will be played. Texts with variables are
    left out, as the checker leaves them out: `stale` judges those.
    """
    texts = {text.id: text for text in recordable(script)}
    found = {
        recording.id: prompt_hash(recording.text)
        for recording in manifest.recordings
        if "{" not in recording.text and recording.script in ("", script.id)
        if recording.script or recording.id in texts
    }
    spoken = {(each.language, folded(clean(each.whole.words))) for each in manifest.recordings if each.whole}
    said = {id_: text for id_, text in texts.items() if (text.language, folded(clean(text.text))) in spoken}
    return found | {id_: prompt_hash(text.text) for id_, text in said.items()}


def stale(manifest: Manifest, script: Script) -> list[Problem]:
    """A warning at every recording of a text with variables whose words are no longer those of the script.

    What the script says has changed, or a constant in it; the voice speaks it until it is recorded again. Recordings
    of other scripts and of prompts that are not there any more are passed over.
    """
    if not any("{" in recording.text for recording in manifest.recordings):
        return []
    found = []
    for language in script.languages:
        for entry in reading_list(script, language).entries:
            old = entry_of(manifest, entry) if "{" in entry.text else None
            if old is not None and state_of(manifest, entry) == "changed since recorded":
                message = f"the words of “{entry.prompt}” ({language}) have changed since they were recorded"
                hint = f"record again: {' … '.join(piece.words for piece in entry.pieces)}"
                found.append(Problem("stale-recording", message, old.span, "warning", hint))
    return found


def entry_of(manifest: Manifest, entry: Entry) -> Recording | None:
    """What the manifest holds in place of `entry`."""
    key = (entry.script, entry.prompt, entry.language, entry.wording)
    same = (each for each in manifest.recordings if (each.script, each.prompt, each.language, each.wording) == key)
    return next(same, None)


def state_of(manifest: Manifest, entry: Entry) -> State:
    """Whether a recording says exactly what is to be said; the gap is left to the voice, and nothing but the gap."""
    found = fit(manifest, " ".join(piece.words for piece in entry.pieces), entry.language, entry.prompt)
    if found is not None and not found.middle:
        return "recorded"
    return "changed since recorded" if entry_of(manifest, entry) else "to be recorded"


def fit(manifest: Manifest, text: str, language: str, prompt: str = "") -> Fit | None:
    """The recording that says `text`, None where there is none. With `prompt`, gaps are taken from that prompt alone.

    A whole recording serves any prompt with the same words; of several with a gap the one that says most is taken.
    """
    text = clean(text)
    candidates = [recording for recording in manifest.recordings if recording.language == language]
    candidates.sort(key=lambda recording: recording.prompt != prompt)
    for recording in candidates:
        if recording.whole and same_words(recording.whole.words, text):
            return Fit(recording.whole, "", None, (text, "", ""))
    own = [each for each in candidates if prompt in ("", each.prompt) and not each.whole]
    around = [found for each in own if (found := _around_gap(each, text)) is not None]
    return min(around, key=lambda found: len(found.middle), default=None)


def _around_gap(recording: Recording, text: str) -> Fit | None:
    before = _bare(recording.before.words) if recording.before else ""
    after = _bare(recording.after.words) if recording.after else ""
    said = folded(text)
    start, end = len(before), len(text)
    if recording.after:
        # The stop behind the last word may differ from the recording's; the words may not.
        end = said.rfind(after)
        if end < 0 or has_words(text[end + len(after) :]):
            return None
    fits = said.startswith(before) and end >= start and _apart(text, start) and _apart(text, end)
    if not fits:
        return None
    middle = text[start:end]
    words = (text[:start], middle, text[end:])
    return Fit(recording.before, middle if has_words(middle) else "", recording.after, words)


def _bare(words: str) -> str:
    """Folded words without the punctuation around them, which belongs to the gap."""
    text = folded(clean(words))
    spoken = [index for index, char in enumerate(text) if char.isalnum()]
    return text[spoken[0] : spoken[-1] + 1] if spoken else ""


def _apart(text: str, place: int) -> bool:
    """Whether no word runs across this place."""
    return not (0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum())


def _recording(node: Node, reader: Reader, folder: Path) -> Recording:
    entry = reader.mapping(node, _KEYS, required=("prompt", "language", "text"))
    text = reader.text(entry.get("text"))
    whole = None
    if "file" in entry:
        says = reader.text(entry.get("says"), text)
        whole = Take(_file(entry["file"], reader, folder), says)
        if "{" in says:
            hint = "write the words in the recording as says:, or two files as before: and after: around the gap"
            where = entry.get("says", node)
            reader.problem("recorded-variable", "one recording cannot say a variable", where, hint=hint)
    parts = {name: _part(entry[name], reader, folder) for name in ("before", "after") if name in entry}
    if bool(parts) == (whole is not None) and "text" in entry:
        reader.problem("recording-files", "a recording has either file, or before and after", node)
    return Recording(
        reader.text(entry.get("script")), reader.text(entry.get("prompt")),
        reader.choice(entry.get("language"), LANGUAGES), reader.integer(entry.get("wording"), 0, POSITIVE), text,
        entry["text"].span if "text" in entry else node.span, whole, parts.get("before"), parts.get("after"),
        reader.text(entry.get("by")),
    )  # fmt: skip


def _refuse_twins(found: Iterable[Recording], reader: Reader) -> None:
    seen: dict[tuple[str, str], Recording] = {}
    for recording in found:
        first = seen.setdefault((recording.script, recording.id), recording)
        if first is not recording:
            message = f"“{recording.id}” is already recorded, in line {first.span.line}"
            hint = "delete one, or number the wordings of a prompt with wording: 1, wording: 2"
            reader.problem("duplicate-recording", message, recording.span, hint=hint)


def _part(node: Node, reader: Reader, folder: Path) -> Take:
    part = reader.mapping(node, required=("says", "file"))
    says = reader.text(part.get("says"))
    if "says" in part and ("{" in says or not has_words(says)):
        reader.problem("recorded-variable", "says: holds the words in the file, without variables", part["says"])
    return Take(_file(part["file"], reader, folder) if "file" in part else folder, says)


def _file(node: Node, reader: Reader, folder: Path) -> Path:
    name = reader.text(node)
    inside = PurePosixPath(name)
    if inside.is_absolute() or ".." in inside.parts:
        reader.problem("recording-path", f"“{name}” leaves the folder of the manifest", node, hint="LANGUAGE/NAME.wav")
    elif not is_file(folder / inside):
        hint = f"put it at {folder / inside}, or delete this entry"
        reader.problem("missing-recording", f"there is no recording “{name}”", node, hint=hint)
    return folder / inside


__all__ = [
    "Fit", "Manifest", "Recording", "Take", "entry_of", "fit", "parse_manifest", "read_manifest",
    "recordings", "stale", "state_of",
]  # fmt: skip
