"""pyttsx3 with espeak-ng: the voice every installation has, in a child process that may die without harm.

Knows the child's protocol, its time limit and its restart; `tts_espeak_child` drives pyttsx3. Robotic but clear,
RTF 0.001, the same bytes for the same words. espeak-ng comes from espeakng-loader: no system package is needed.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.metadata
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from threading import Timer
from typing import IO, Any, Final

from bot.edge.tts_model import PYTTSX3, Speaker, VoiceSettings
from bot.edge.tts_sound import house
from bot.source import WinbackError, did_you_mean

NORMAL_WPM: Final = 160
"""Words a minute at rate 1.0; espeak-ng's own 175 is hard to follow over a telephone."""

LIMIT_S: Final = 5.0
"""A sentence takes 25 ms, the start 0.2 s; a child that needs longer is stuck."""

ATTEMPTS: Final = 3
"""Two faults may meet: a child that had to be killed, and a sentence that comes back silent from the next."""

INSTALL: Final = "pip install pyttsx3 espeakng-loader"

_VOICES: Final = {"en": "en-us", "uk": "uk", "ru": "ru", "fr": "fr", "ko": "ko"}
_ONCE_MORE: Final = frozenset({"died", "silence"})
_CHILD: Final = Path(__file__).with_name("tts_espeak_child.py")


class _ChildGoneError(Exception):
    """The child died or was too slow."""


class EspeakEngine:
    """Satisfies `Engine`. One child, one thread that talks to it; started at the first sentence."""

    name = PYTTSX3

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="pyttsx3")
        self._limit_s = limit_s
        self._child: _Child | None = None

    @property
    def child_id(self) -> int | None:
        """Process id of the child, None where none is running."""
        return self._child.process.pid if self._child else None

    def choose(self, language: str, settings: VoiceSettings) -> Speaker | str:
        missing = [name for name in ("pyttsx3", "espeakng_loader") if find_spec(name) is None]
        if missing:
            return f"{' and '.join(missing)} is not installed ({INSTALL})"
        if not hasattr(os, "fork"):
            return "espeak-ng is driven by forks, which this system has not (use Linux or macOS, or Piper)"
        if settings.voice.endswith(".onnx"):
            return f"{settings.voice} is a Piper voice"
        voice = settings.voice or _VOICES.get(language, "")
        if not voice:
            return f"no espeak-ng voice is known for “{language}” (name one)"
        versions = (importlib.metadata.version(name) for name in ("pyttsx3", "espeakng-loader"))
        return Speaker(PYTTSX3, "/".join(versions), voice, language, settings.rate, f"espeak:{voice}")

    async def utter(self, speaker: Speaker, sentence: str) -> bytes:
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._spoken, speaker, sentence)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._drop()

    def _spoken(self, speaker: Speaker, sentence: str) -> bytes:
        request = {"text": sentence, "voice": speaker.voice, "wpm": round(NORMAL_WPM * speaker.rate)}
        reply, pcm = self._tried(request, sentence)
        if reply.get("error") == "voice":
            hint = did_you_mean(speaker.voice, reply["voices"]) or f"there are: {', '.join(reply['voices'])}"
            raise WinbackError(f"espeak-ng has no voice “{speaker.voice}” for “{speaker.language}”: {hint}")
        if "error" in reply:
            raise WinbackError(f"pyttsx3 could not say “{sentence}” ({reply['error']}); try it in other words")
        return house(pcm, reply["hz"])

    def _tried(self, request: dict[str, Any], sentence: str) -> tuple[dict[str, Any], bytes]:
        """Killed, out of memory, stuck or silent (one sentence in thousands is): again, then it is the sentence's
        fault."""
        reply: dict[str, Any] = {}
        pcm = b""
        gone: _ChildGoneError | None = None
        for _ in range(ATTEMPTS):
            try:
                reply, pcm = self._asked(request)
            except _ChildGoneError as error:
                gone = error
                continue
            if reply.get("error") not in _ONCE_MORE:
                return reply, pcm
        if not reply:
            raise WinbackError(f"pyttsx3 died {ATTEMPTS} times over “{sentence}” ({gone}); try it in other words")
        return reply, pcm

    def _asked(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        try:
            if self._child is None:
                self._child = _Child(self._limit_s)
            return self._child.ask(request)
        except _ChildGoneError:
            self._drop()
            raise

    def _drop(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None


class _Child:
    """The process and its pipes. Every wait ends: a timer kills the process, and the pipe then closes."""

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._folder = tempfile.TemporaryDirectory(prefix="winback-tts-", ignore_cleanup_errors=True)
        # -P: the folder of a script does not become part of the path, so its neighbours shadow nobody's modules.
        command = [sys.executable, "-P", str(_CHILD), str(Path(self._folder.name) / "spoken.wav")]
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            hello, _ = self._within_limit(None)
        except BaseException:
            self.end()
            raise
        if "error" in hello:
            self.end()
            raise WinbackError(f"pyttsx3 does not start ({hello['error']}): {INSTALL}")

    def ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        return self._within_limit(json.dumps(request).encode() + b"\n")

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):  # what the dead child never read
                pipe.close()
        self._folder.cleanup()

    def _within_limit(self, line: bytes | None) -> tuple[dict[str, Any], bytes]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        timer = Timer(self._limit_s, self.process.kill)
        timer.start()
        try:
            if line is not None:
                self.process.stdin.write(line)
                self.process.stdin.flush()
            return _reply(self.process.stdout)
        except OSError as error:
            raise _ChildGoneError(f"no answer: {error}") from error
        finally:
            timer.cancel()


def _reply(pipe: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    line = pipe.readline()
    if not line.endswith(b"\n"):
        raise _ChildGoneError("its process ended, or was stopped after the time limit")
    head: dict[str, Any] = json.loads(line)
    size = int(head.get("bytes", 0))
    pcm = pipe.read(size) if size else b""
    if len(pcm) < size:
        raise _ChildGoneError("its process ended in the middle of a sentence")
    return head, pcm
