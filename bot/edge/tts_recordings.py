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
from bot.script.check import prompt_hash, recording_id
from bot.script.model import LANGUAGES, Prompt
from bot.script.template import plain_text
from bot.source import POSITIVE, Node, Problem, Reader, Span, WinbackError, decode

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

    @property
    def id(self) -> str:
        """As `bot.script.check` names recordings."""
        return recording_id(self.prompt, self.language, self.wording, 2 if self.wording else 1)

    def of(self, script: str) -> bool:
        return script in ("", self.script) or not self.script


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
    if not path.exists():
        return Manifest(str(path))
    try:
        text = decode(path.read_bytes(), str(path))
    except OSError as error:
        raise WinbackError(f"{path}: cannot be read ({error.strerror or error}); check its rights") from error
    reader = Reader()
    root = reader.mapping(reader.open(text, str(path)), {"recordings"})
    found = [_recording(node, reader, path.parent) for node in reader.items(root.get("recordings"))]
    _refuse_twins(found, reader)
    reader.finish()
    return Manifest(str(path), tuple(found))


def recordings(manifest: Manifest, script: str = "") -> Mapping[str, str]:
    """For `bot.script.check`: recording id -> hash of the text recorded; of one script and the shared libraries.

    Texts with variables are left out, as the checker leaves them out: `stale` judges those too.
    """
    return {
        recording.id: prompt_hash(recording.text)
        for recording in manifest.recordings
        if recording.of(script) and "{" not in recording.text
    }


def stale(manifest: Manifest, prompts: Iterable[Prompt], script: str = "") -> list[Problem]:
    """A warning at every recording of these prompts whose wording the script no longer has; it is not played.

    Recordings of other prompts and other scripts are passed over.
    """
    by_id = {prompt.id: prompt for prompt in prompts}
    found = []
    for recording in manifest.recordings:
        prompt = by_id.get(recording.prompt)
        if prompt is None or not recording.of(script):
            continue
        wordings = [plain_text(template) for template in prompt.texts.get(recording.language, ())]
        if prompt_hash(recording.text) in {prompt_hash(wording) for wording in wordings}:
            continue
        message = f"the words of “{prompt.id}” ({recording.language}) have changed since they were recorded"
        hint = f"record again: {' / '.join(wordings)}" if wordings else "the prompt has no words in this language"
        found.append(Problem("stale-recording", message, recording.span, "warning", hint))
    return found


def fit(manifest: Manifest, text: str, language: str, prompt: str = "") -> Fit | None:
    """The recording that says `text`, None where there is none. With `prompt`, gaps are taken from that prompt alone.

    A whole recording serves any prompt with the same words.
    """
    text = clean(text)
    candidates = [recording for recording in manifest.recordings if recording.language == language]
    candidates.sort(key=lambda recording: recording.prompt != prompt)
    for recording in candidates:
        if recording.whole and same_words(recording.whole.words, text):
            return Fit(recording.whole, "", None, (text, "", ""))
    for recording in candidates:
        found = _around_gap(recording, text) if prompt in ("", recording.prompt) and not recording.whole else None
        if found:
            return found
    return None


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
    elif not (folder / inside).is_file():
        hint = f"put it at {folder / inside}, or delete this entry"
        reader.problem("missing-recording", f"there is no recording “{name}”", node, hint=hint)
    return folder / inside


__all__ = ["Fit", "Manifest", "Recording", "Take", "fit", "read_manifest", "recordings", "stale"]
