"""What has been synthesised before: one WAV and one JSON sidecar for every sentence, named by what they depend on.

Safe for several processes: files appear whole (rename), and a pair that does not fit together is not there at all.
Knows files, hashes and a bounded memory; refuses to know how speech is made. A full disk costs speed, never a call.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import time
import wave
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Final

from bot.call.ports import SAMPLE_RATE, Clip
from bot.edge import kept
from bot.edge.audio import wav
from bot.edge.tts_model import Speaker

log = logging.getLogger(__name__)

SCHEME: Final = 1
"""Raise it when the same engine's audio comes out differently (level, trimming, resampling): old files then die."""

MEMORY_BYTES: Final = 32 * 1024 * 1024
"""About 17 minutes of speech: the static sentences of some ten scripts and the names of the calls under way."""


DISK_BYTES: Final = 1024**3
"""About nine hours of speech: what is longest unused goes when there is more on disk ..."""

SPARED_S: Final = 24 * 3600.0
"""... but nothing that was used within a day: a campaign under way keeps all of its prompts, however many."""

PRUNE_AFTER_BYTES: Final = 64 * 1024**2
"""The folder is looked through at the first sentence a process stores, and again after each 64 MB."""


def cache_key(speaker: Speaker, text: str) -> str:
    """sha256 (hex) over everything the audio depends on; `text` is what the engine gets."""
    parts = [SCHEME, speaker.engine, speaker.version, speaker.voice, f"{speaker.rate:.4f}", speaker.language]
    return hashlib.sha256(json.dumps([*parts, text, SAMPLE_RATE]).encode()).hexdigest()


class PromptCache:
    """Clips by key, in memory and under `root` (usually data_dir/cache/prompts). Any thread may call it."""

    def __init__(self, root: Path, memory_bytes: int = MEMORY_BYTES) -> None:
        self._root = root
        self._room = memory_bytes
        self._clips: OrderedDict[str, Clip] = OrderedDict()
        self._size = 0
        self._grown = PRUNE_AFTER_BYTES
        self._lock = Lock()

    @property
    def memory_size(self) -> int:
        """Bytes of audio held in memory."""
        return self._size

    def remembered(self, key: str) -> Clip | None:
        """From memory alone: never waits for a disk."""
        with self._lock:
            clip = self._clips.get(key)
            if clip is not None:
                self._clips.move_to_end(key)
            return clip

    def remember(self, key: str, clip: Clip) -> None:
        """Into memory alone; the longest unused clips make room."""
        with self._lock:
            old = self._clips.pop(key, None)
            self._size += len(clip.pcm) - (len(old.pcm) if old else 0)
            self._clips[key] = clip
            while self._size > self._room and self._clips:
                _, gone = self._clips.popitem(last=False)
                self._size -= len(gone.pcm)

    def load(self, key: str) -> Clip | None:
        """From memory or disk; None where nothing (or nothing whole) is stored. Reads files."""
        clip = self.remembered(key)
        if clip is None:
            clip = self._read(key)
            if clip is not None:
                self.remember(key, clip)
        return clip

    def store(self, key: str, clip: Clip) -> None:
        """To memory and disk. A disk that refuses is logged: the clip itself is there."""
        self.remember(key, clip)
        sidecar = {
            "pieces": clip.pieces,
            "duration_s": clip.samples / SAMPLE_RATE,
            "source": clip.source,
            "sha256": hashlib.sha256(clip.pcm).hexdigest(),
        }
        try:
            for path, data in zip(self._paths(key), (wav(clip.pcm), _json(sidecar)), strict=True):
                with kept.whole(path) as part:
                    part.write_bytes(data)
        except OSError as error:
            log.warning("prompt cache %s cannot be written (%s): prompts will be synthesised again", self._root, error)
            return
        if self._prune_is_due(len(clip.pcm)):
            self.prune(DISK_BYTES, time.time() - SPARED_S)

    def prune(self, keep_bytes: int, unused_since: float) -> int:
        """Delete the longest unused sounds, as `kept.prune` does, with their words; answers how many pairs went."""
        gone = kept.prune(self._root.glob("*/*.wav"), keep_bytes, unused_since)
        for sound in gone:
            sound.with_suffix(".json").unlink(missing_ok=True)
        return len(gone)

    def _prune_is_due(self, grown: int) -> bool:
        with self._lock:
            self._grown += grown
            due = self._grown >= PRUNE_AFTER_BYTES
            self._grown = 0 if due else self._grown
            return due

    def _paths(self, key: str) -> tuple[Path, Path]:
        folder = self._root / key[:2]
        return folder / f"{key}.wav", folder / f"{key}.json"

    def _read(self, key: str) -> Clip | None:
        sound, words = self._paths(key)
        try:
            sidecar = json.loads(words.read_bytes())
            pcm = _pcm(sound.read_bytes())
            clip = Clip(pcm, tuple((str(text), int(size)) for text, size in sidecar["pieces"]), str(sidecar["source"]))
            whole = sidecar["sha256"] == hashlib.sha256(pcm).hexdigest() and _adds_up(clip)
        except (OSError, ValueError, KeyError, TypeError, EOFError, wave.Error):
            return None  # not there, cut off, or from two writers: it will be made again
        if whole:
            kept.used(sound)
        return clip if whole else None


def _adds_up(clip: Clip) -> bool:
    return sum(size for _, size in clip.pieces) == clip.samples


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _pcm(data: bytes) -> bytes:
    with wave.open(io.BytesIO(data), "rb") as sound:
        return sound.readframes(sound.getnframes())
