"""The bot's mouth: recordings first, then the best engine the language has, through the cache.

Joins what others know: which recording fits, which engine speaks, what is stored. Sentences are rendered, cached and
joined one by one, so a prompt with a name costs one sentence. Refuses to know any engine by more than its socket.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, Final

from bot.call.ports import BYTES_PER_SAMPLE, Clip
from bot.edge.audio import read_wav
from bot.edge.prompt_cache import PromptCache, cache_key
from bot.edge.tts_choice import Casting, VoiceReport
from bot.edge.tts_model import Engine, Saying, Speaker, Voices
from bot.edge.tts_recordings import Fit, Manifest, Take, fit
from bot.edge.tts_sound import cut_at_pauses, levelled, silence, trimmed
from bot.edge.tts_text import clean, ends_sentence, has_words, sentences, speakable
from bot.source import WinbackError

PAUSE_S: Final = 0.25
"""Between sentences: with the 80 ms left around each, a third of a second, a reader's pause at a full stop."""

GAP_S: Final = 0.05
"""Between a recording and the name in its gap, where a speaker does not stop."""

Piece = tuple[str, int]


class PromptSynthesizer:
    """Satisfies `ports.Synthesizer`. One for a process; its coroutines run in one event loop at a time."""

    def __init__(self, voices: Voices, engines: Sequence[Engine], cache: PromptCache, manifest: Manifest) -> None:
        self._casting = Casting(voices, engines)
        self._cache = cache
        self._manifest = manifest
        self._flights = _Flights()

    async def speak(self, text: str, language: str, prompt: str = "") -> Clip:
        """The clip of rendered words. Raises WinbackError for a language without voice or a variable left in braces."""
        text = clean(text)
        speakable(text)
        if self._casting.plays_recordings(language):
            found = fit(self._manifest, text, language, prompt)
            if found is not None:
                return await self._recorded(found, language)
        return await self._spoken(text, language)

    async def prepare(self, sayings: Iterable[Saying], progress: Callable[[int, int], None] | None = None) -> None:
        """Render ahead, one after another, so that nobody waits on the telephone; `progress(done, total)` after each.

        Raises WinbackError at the first text that cannot be spoken.
        """
        wanted = list(dict.fromkeys(sayings))
        for done, saying in enumerate(wanted, 1):
            await self.speak(saying.text, saying.language, saying.prompt)
            if progress is not None:
                progress(done, len(wanted))

    def describe(self, languages: Iterable[str]) -> tuple[VoiceReport, ...]:
        """Who speaks these languages, found without loading an engine. Raises nothing."""
        reports = []
        for language in languages:
            used = self._manifest.recordings if self._casting.plays_recordings(language) else ()
            count = sum(recording.language == language for recording in used)
            reports.append(self._casting.report(language, count))
        return tuple(reports)

    def close(self) -> None:
        for engine in self._casting.engines.values():
            engine.close()

    async def _spoken(self, text: str, language: str) -> Clip:
        """Every sentence by the language's engine, joined with pauses."""
        if not has_words(text):
            return Clip(b"", (), "text")
        speaker = self._casting.speaker(language)
        pieces = sentences(text)
        clips = [await self._sentence(speaker, piece) for piece in pieces]
        parts = [(piece, clip.pcm) for piece, clip in zip(pieces, clips, strict=True)]
        return _joined(parts, PAUSE_S, speaker.source)

    async def _sentence(self, speaker: Speaker, sentence: str) -> Clip:
        words = speakable(sentence)
        key = cache_key(speaker, words)
        ready = self._cache.remembered(key)
        return ready or await self._flights.join(key, lambda: self._render(key, speaker, words))

    async def _render(self, key: str, speaker: Speaker, words: str) -> Clip:
        stored = await asyncio.to_thread(self._cache.load, key)
        if stored is not None:
            return stored
        pcm = await self._casting.engines[speaker.engine].utter(speaker, words)
        if not pcm:
            raise WinbackError(f"the voice {speaker.source} has no sound for “{words}”; name another for its language")
        clip = Clip(pcm, ((words, len(pcm) // BYTES_PER_SAMPLE),), speaker.source)
        await asyncio.to_thread(self._cache.store, key, clip)
        return clip

    async def _recorded(self, found: Fit, language: str) -> Clip:
        """A recording played whole, or its parts around what a voice says."""
        if found.before and not found.after and not found.middle:
            pcm = await self._take(found.before, whole=True)
            return Clip(pcm, _cut("".join(found.words), pcm), _named(found.before))
        parts: list[tuple[str, bytes]] = []
        takes = [found.before, None, found.after]
        for words, take in zip(found.words, takes, strict=True):
            if take is not None:
                parts.append((words, await self._take(take, whole=False)))
            elif has_words(words):
                parts.append((words, (await self._spoken(words.strip(" ,;:-–—"), language)).pcm))
            elif parts:
                parts[-1] = (parts[-1][0] + words, parts[-1][1])
        first = found.before or found.after
        assert first is not None
        return _around(parts, _named(first))

    async def _take(self, take: Take, whole: bool) -> bytes:
        """The levelled sound of a file, kept in memory only: the file itself is already on disk."""

        key = f"recording {whole} {take.file}"

        async def read() -> Clip:
            pcm = levelled((await asyncio.to_thread(read_wav, take.file)).pcm)
            clip = Clip(pcm if whole else trimmed(pcm), (), _named(take))
            self._cache.remember(key, clip)
            return clip

        ready = self._cache.remembered(key) or await self._flights.join(key, read)
        return ready.pcm


class _Flights:
    """Work under way by key: one task however many ask, and one who gives up takes nothing from the others."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[Clip]] = {}

    async def join(self, key: str, make: Callable[[], Coroutine[Any, Any, Clip]]) -> Clip:
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.ensure_future(make())
            task.add_done_callback(lambda done: self._landed(key, done))
        return await asyncio.shield(task)

    def _landed(self, key: str, task: asyncio.Task[Clip]) -> None:
        self._tasks.pop(key, None)
        if not task.cancelled():
            task.exception()  # looked at, so that asyncio does not complain where every caller has given up


def _named(take: Take) -> str:
    return f"recording:{take.file.name}"


def _joined(parts: Sequence[tuple[str, bytes]], pause_s: float, source: str) -> Clip:
    """Sounds with a pause behind all but the last; the pause belongs to the piece before it."""
    sounds = [pcm + silence(pause_s) for _, pcm in parts[:-1]] + [parts[-1][1]]
    pieces = ((text, len(pcm) // BYTES_PER_SAMPLE) for (text, _), pcm in zip(parts, sounds, strict=True))
    return Clip(b"".join(sounds), tuple(pieces), source)


def _around(parts: Sequence[tuple[str, bytes]], source: str) -> Clip:
    """Recorded and spoken parts: a pause where a sentence ends, hardly any inside one; pieces end with sentences."""
    sounds: list[bytes] = []
    pieces: list[Piece] = []
    before = ""
    for index, (words, pcm) in enumerate(parts):
        rest = silence(PAUSE_S if ends_sentence(words) else GAP_S) if index < len(parts) - 1 else b""
        sounds.append(pcm + rest)
        cuts = list(_cut(words, sounds[-1]))
        if pieces and not ends_sentence(pieces[-1][0]):
            space = " " if before[-1:].isspace() or words[:1].isspace() else ""
            text, size = cuts.pop(0)
            pieces[-1] = (f"{pieces[-1][0]}{space}{text}", pieces[-1][1] + size)
        pieces += cuts
        before = words
    return Clip(b"".join(sounds), tuple(pieces), source)


def _cut(words: str, pcm: bytes) -> tuple[Piece, ...]:
    """Sentences of a sound nobody has marked, cut at its pauses by their share of the letters."""
    texts = sentences(words) or (words,)
    sizes = cut_at_pauses(pcm, tuple(float(len(text)) for text in texts))
    return tuple(zip(texts, sizes, strict=True))
