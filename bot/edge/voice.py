"""The bot's mouth: recordings first, then the best engine the language has, through the cache.

Joins what others know: which recording fits, which engine speaks, what is stored. Sentences are rendered, cached and
joined one by one, so a prompt with a name costs one sentence. Refuses to know any engine by more than its socket.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.call.ports import BYTES_PER_SAMPLE, Clip
from bot.edge.audio import read_wav
from bot.edge.prompt_cache import PromptCache, cache_key
from bot.edge.tts_model import RECORDINGS, Engine, Saying, Speaker, Voices
from bot.edge.tts_recordings import Fit, Manifest, Take, fit
from bot.edge.tts_sound import cut_at_pauses, levelled, silence, trimmed
from bot.edge.tts_text import clean, ends_sentence, has_words, sentences, speakable
from bot.source import WinbackError, did_you_mean

PAUSE_S: Final = 0.25
"""Between sentences: with the 80 ms left around each, a third of a second, a reader's pause at a full stop."""

GAP_S: Final = 0.05
"""Between a recording and the name in its gap, where a speaker does not stop."""

Piece = tuple[str, int]


@dataclass(frozen=True, slots=True)
class VoiceReport:
    """Who speaks a language and why; `problem` instead where nobody does."""

    language: str
    source: str
    why: str
    recordings: int = 0
    problem: str = ""


class PromptSynthesizer:
    """Satisfies `ports.Synthesizer`. One for a process; its coroutines run in one event loop at a time."""

    def __init__(self, voices: Voices, engines: Sequence[Engine], cache: PromptCache, manifest: Manifest) -> None:
        self._voices = voices
        self._engines: Mapping[str, Engine] = {engine.name: engine for engine in engines}
        self._cache = cache
        self._manifest = manifest
        self._chosen: dict[str, tuple[Speaker, str]] = {}
        self._flights: dict[str, asyncio.Task[Clip]] = {}

    async def speak(self, text: str, language: str, prompt: str = "") -> Clip:
        """The clip of rendered words. Raises WinbackError for a language without voice or a variable left in braces."""
        text = clean(text)
        speakable(text)
        if RECORDINGS in self._voices.of(language).engines:
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
        return tuple(self._report(language) for language in languages)

    def close(self) -> None:
        for engine in self._engines.values():
            engine.close()

    def _report(self, language: str) -> VoiceReport:
        used = RECORDINGS in self._voices.of(language).engines
        count = sum(recording.language == language for recording in self._manifest.recordings) if used else 0
        try:
            speaker, why = self._speaker(language)
        except WinbackError as error:
            return VoiceReport(language, "", "", count, str(error))
        return VoiceReport(language, speaker.source, why, count)

    def _speaker(self, language: str) -> tuple[Speaker, str]:
        """The first engine in the order of preference that agrees, and why those before it do not."""
        if language not in self._chosen:
            self._chosen[language] = self._choose(language)
        return self._chosen[language]

    def _choose(self, language: str) -> tuple[Speaker, str]:
        settings = self._voices.of(language)
        refusals: list[str] = []
        for name in settings.engines:
            if name == RECORDINGS:
                continue
            if name not in self._engines:
                hint = did_you_mean(name, self._engines) or f"there are: {', '.join([RECORDINGS, *self._engines])}"
                raise WinbackError(f"no speech engine is called “{name}” (voice of “{language}”): {hint}")
            found = self._engines[name].choose(language, settings)
            if isinstance(found, Speaker):
                return found, "; ".join(refusals) or "first in the order of preference"
            refusals.append(f"{name}: {found}")
        reasons = "; ".join(refusals) or "its settings name no engine but recordings, and these words are not recorded"
        raise WinbackError(f"there is no voice for “{language}”: {reasons}")

    async def _spoken(self, text: str, language: str) -> Clip:
        """Every sentence by the language's engine, joined with pauses."""
        if not has_words(text):
            return Clip(b"", (), "text")
        speaker, _ = self._speaker(language)
        pieces = sentences(text)
        clips = [await self._sentence(speaker, piece) for piece in pieces]
        parts = [(piece, clip.pcm) for piece, clip in zip(pieces, clips, strict=True)]
        return _joined(parts, PAUSE_S, speaker.source)

    async def _sentence(self, speaker: Speaker, sentence: str) -> Clip:
        words = speakable(sentence)
        return await self._once(cache_key(speaker, words), lambda key: self._render(key, speaker, words))

    async def _once(self, key: str, make: Callable[[str], Coroutine[Any, Any, Clip]]) -> Clip:
        """From memory, or made by one task however many ask; a caller who gives up takes nothing from the others."""
        clip = self._cache.remembered(key)
        if clip is not None:
            return clip
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = asyncio.ensure_future(make(key))
            flight.add_done_callback(lambda done: self._landed(key, done))
        return await asyncio.shield(flight)

    def _landed(self, key: str, flight: asyncio.Task[Clip]) -> None:
        self._flights.pop(key, None)
        if not flight.cancelled():
            flight.exception()  # looked at, so that asyncio does not complain where every caller has given up

    async def _render(self, key: str, speaker: Speaker, words: str) -> Clip:
        stored = await asyncio.to_thread(self._cache.load, key)
        if stored is not None:
            return stored
        pcm = await self._engines[speaker.engine].utter(speaker, words)
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

        async def read(key: str) -> Clip:
            pcm = levelled((await asyncio.to_thread(read_wav, take.file)).pcm)
            clip = Clip(pcm if whole else trimmed(pcm), (), _named(take))
            self._cache.remember(key, clip)
            return clip

        return (await self._once(f"recording {whole} {take.file}", read)).pcm


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
    cuts: list[Piece] = []
    for index, (words, pcm) in enumerate(parts):
        rest = silence(PAUSE_S if ends_sentence(words) else GAP_S) if index < len(parts) - 1 else b""
        sounds.append(pcm + rest)
        cuts += _cut(words, pcm + rest)
    merged: list[Piece] = []
    for words, size in cuts:
        if merged and not ends_sentence(merged[-1][0]):
            merged[-1] = (f"{merged[-1][0]} {words}".strip(), merged[-1][1] + size)
        else:
            merged.append((words, size))
    return Clip(b"".join(sounds), tuple(merged), source)


def _cut(words: str, pcm: bytes) -> tuple[Piece, ...]:
    """Sentences of a sound nobody has marked, cut at its pauses by their share of the letters."""
    texts = sentences(words) or (words,)
    sizes = cut_at_pauses(pcm, tuple(float(len(text)) for text in texts))
    return tuple(zip(texts, sizes, strict=True))
