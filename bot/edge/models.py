"""Speech models an operator can fetch: which there are for a language, how to get one, whether those here are sound.

Knows the publishers' lists (Vosk's model-list.json, Piper's voices.json), read when asked: no name, size or sum of a
model is written here. A model appears in its folder whole or not at all: FOLDER/vosk/NAME/ or FOLDER/piper/NAME/.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final, Literal
from urllib.parse import quote, urljoin

from bot.edge.models_check import piper_fault, vosk_fault
from bot.edge.models_download import Patience, Progress, Remote, fetch_file, fetch_json
from bot.edge.models_unpack import unpack
from bot.source import WinbackError

Kind = Literal["vosk", "piper"]

_VOSK_CODES: Final[Mapping[str, tuple[str, ...]]] = {"en": ("en-us",), "uk": ("ua", "uk")}
"""Our code of a language to Vosk's, where they differ."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
_MD5: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """`folder` is where models live; the addresses are their publishers', or a mirror's laid out the same way."""

    folder: Path
    vosk_url: str = "https://alphacephei.com/vosk/models/"
    piper_url: str = "https://huggingface.co/rhasspy/piper-voices/resolve/main/"
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True, slots=True)
class Offer:
    """A model its publisher has: `note` is the publisher's word for its class (small, big; low, medium, high)."""

    kind: Kind
    name: str
    language: str
    note: str
    files: tuple[Remote, ...]

    @property
    def size(self) -> int:
        """Bytes to download."""
        return sum(remote.size for remote in self.files)


@dataclass(frozen=True, slots=True)
class Fetched:
    """`path` is what config.yaml names: a Vosk model's folder, a Piper voice's .onnx file."""

    path: Path
    already_there: bool


@dataclass(frozen=True, slots=True)
class Installed:
    """A model on disk; `fault` is "" when it looks loadable, else what is wrong and what to do."""

    kind: Kind
    name: str
    path: Path
    size: int
    fault: str


def vosk_offers(language: str, settings: ModelSettings) -> tuple[Offer, ...]:
    """Vosk models of a language, smallest first, obsolete ones left out. Raises WinbackError."""
    url = urljoin(settings.vosk_url, "model-list.json")
    told = fetch_json(url, settings.patience)
    if not isinstance(told, list):
        raise WinbackError(f"{url}: is no list of Vosk models; check the address in config.yaml")
    codes = _VOSK_CODES.get(language, (language,))
    found = (_vosk_offer(entry, language, settings) for entry in told if _is_current(entry, codes))
    return tuple(sorted((offer for offer in found if offer), key=lambda offer: offer.size))


def piper_offers(language: str, settings: ModelSettings) -> tuple[Offer, ...]:
    """Piper voices of a language, smallest first. Raises WinbackError."""
    url = urljoin(settings.piper_url, "voices.json")
    told = fetch_json(url, settings.patience)
    if not isinstance(told, dict):
        raise WinbackError(f"{url}: is no list of Piper voices; check the address in config.yaml")
    found = (_piper_offer(name, entry, language, settings) for name, entry in told.items() if isinstance(entry, dict))
    return tuple(sorted((offer for offer in found if offer), key=lambda offer: offer.size))


def fetch(offer: Offer, settings: ModelSettings, progress: Progress = lambda _done, _total: None) -> Fetched:
    """Download, check and put in place; a second call finds it there. Raises WinbackError and then leaves nothing."""
    target = settings.folder / offer.kind / offer.name
    if target.exists():
        return _present(offer, target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=".fetch-", dir=settings.folder))
        try:
            made = _made(offer, workshop, settings.patience, progress)
            if fault := _fault(offer.kind, made, offer.name):
                raise WinbackError(f"{offer.name}: what the publisher sent is no model: {fault}")
            return Fetched(_loadable(offer.kind, _put(made, target), offer.name), already_there=False)
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
    except OSError as error:
        raise WinbackError(
            f"{target}: cannot be written ({error.strerror or error}); check the disk and its rights"
        ) from error


def check(settings: ModelSettings) -> tuple[Installed, ...]:
    """Every model in the folder, by kind and name."""
    return tuple(_installed(settings.folder))


def _is_current(entry: Any, codes: tuple[str, ...]) -> bool:
    # "obsolete" is a text in the publisher's list; a boolean would be no surprise one day.
    return isinstance(entry, dict) and entry.get("lang") in codes and str(entry.get("obsolete")).lower() != "true"


def _vosk_offer(entry: dict[str, Any], language: str, settings: ModelSettings) -> Offer | None:
    """The zip's address is the publisher's folder and the name, as the vosk package has it, so that mirrors work."""
    name = entry.get("name")
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        return None
    remote = _remote(settings.vosk_url, f"{name}.zip", entry.get("size"), entry.get("md5"))
    return Offer("vosk", name, language, str(entry.get("type", "")), (remote,)) if remote else None


def _piper_offer(name: str, entry: dict[str, Any], language: str, settings: ModelSettings) -> Offer | None:
    spoken, files = entry.get("language"), entry.get("files")
    if not (_NAME.fullmatch(name) and isinstance(spoken, dict) and isinstance(files, dict)):
        return None
    if str(spoken.get("code", "")).split("_")[0] != language:
        return None
    remotes = [_remote(settings.piper_url, path, f.get("size_bytes"), f.get("md5_digest")) for path, f in files.items()]
    whole = tuple(remote for remote in remotes if remote)
    if len(whole) < len(remotes) or not {f"{name}.onnx", f"{name}.onnx.json"} <= {remote.name for remote in whole}:
        return None
    return Offer("piper", name, language, str(entry.get("quality", "")), whole)


def _remote(base: str, path: str, size: Any, md5: Any) -> Remote | None:
    """None for an entry without a usable size and sum: what cannot be checked is not offered."""
    name = PurePosixPath(path).name
    if not (isinstance(size, int) and size > 0 and _MD5.fullmatch(str(md5)) and _NAME.fullmatch(name)):
        return None
    return Remote(urljoin(base, quote(path)), name, size, str(md5))


def _made(offer: Offer, workshop: Path, patience: Patience, progress: Progress) -> Path:
    """The folder the model will be, made in the workshop."""
    parcel = workshop / "parcel"
    parcel.mkdir()
    for number, remote in enumerate(offer.files):
        before = sum(earlier.size for earlier in offer.files[:number])
        fetch_file(remote, parcel / remote.name, patience, _offset(progress, before, offer.size))
    if offer.kind == "piper":
        return parcel
    unpacked = workshop / "unpacked"
    unpack(parcel / offer.files[0].name, unpacked)
    inside = list(unpacked.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else unpacked


def _offset(progress: Progress, before: int, whole: int) -> Progress:
    return lambda done, _: progress(before + done, whole)


def _put(made: Path, target: Path) -> Path:
    """Rename into place. Another run may have been faster: a whole model there is as good as ours."""
    try:
        made.chmod(0o755)
        made.rename(target)
    except OSError:
        if not target.is_dir():
            raise
    return target


def _present(offer: Offer, target: Path) -> Fetched:
    if fault := _fault(offer.kind, target, offer.name):
        raise WinbackError(f"{fault} (to fetch it again, first remove {target})")
    return Fetched(_loadable(offer.kind, target, offer.name), already_there=True)


def _fault(kind: Kind, folder: Path, name: str) -> str:
    return vosk_fault(folder) if kind == "vosk" else piper_fault(_loadable(kind, folder, name))


def _loadable(kind: Kind, folder: Path, name: str) -> Path:
    return folder if kind == "vosk" else folder / f"{name}.onnx"


def _installed(folder: Path) -> Iterator[Installed]:
    kinds: tuple[Kind, ...] = ("vosk", "piper")
    for kind in kinds:
        for path in sorted((folder / kind).glob("[!.]*")):
            size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
            fault = _fault(kind, path, path.name)
            yield Installed(kind, path.name, _loadable(kind, path, path.name), size or path.stat().st_size, fault)
