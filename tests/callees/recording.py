"""One callee as a telephone would have recorded them: the sound, and the sidecar that says when which part is spoken.

Knows the layout: answers 1.0 s apart, then 1.5 s of background to loop where there is any. Writes no files.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from .seed import AFTER_S, Answer, Callee, Seed, Voice
from .sound import (
    RATE,
    SPEECH_DBFS,
    Samples,
    at_level,
    levelled,
    loopable,
    mu_law,
    noise,
    seconds,
    seed_of,
    through,
    wav,
)
from .voices import spoken

PAUSE_S: Final = 1.0
BACKGROUND_S: Final = 1.5
BLEND: Final = 400
"""Samples of the background's end that are blended into its beginning."""

BABBLERS: Final = ("joe_deep", "us_f3", "gb", "joe_young", "gb_f3", "joe_high")
"""Six voices at once: fewer can be followed word by word."""


@dataclass(frozen=True, slots=True)
class Recording:
    """`sidecar` is YAML text, `file` a whole WAV."""

    file: bytes
    sidecar: str


@dataclass(frozen=True, slots=True)
class _Placed:
    """An answer and where it lies in the recording (samples); nothing where nothing is spoken."""

    answer: Answer
    start: int = 0
    end: int = 0


def record(seed: Seed, callee: Callee) -> Recording:
    """Deterministic for one machine's arithmetic; the noise depends on the callee's name only."""
    speech, placed = _speech(callee)
    background = (0, 0)
    if callee.noise is not None:
        loop = through(callee.band, _loop(seed, callee))
        level = SPEECH_DBFS - callee.noise.snr_db
        if speech.size:
            speech = speech + at_level(through(callee.band, _background(seed, callee, speech.size)), level)
        background = (speech.size, speech.size + loop.size)
        speech = np.concatenate([speech, at_level(loop, level)])
    if not speech.size:
        speech = seconds(BACKGROUND_S)
    return Recording(wav(mu_law(speech)), _sidecar(callee, placed, background))


def _speech(callee: Callee) -> tuple[Samples, list[_Placed]]:
    """The answers one after another, each brought to the same level behind the telephone's band."""
    parts: list[Samples] = []
    placed: list[_Placed] = []
    at = 0
    for answer in callee.answers:
        if not answer.says:
            placed.append(_Placed(answer))
            continue
        said = levelled(through(callee.band, spoken(callee.voice, answer.says)))
        placed.append(_Placed(answer, at, at + said.size))
        parts += [said, seconds(PAUSE_S)]
        at += said.size + round(PAUSE_S * RATE)
    return (np.concatenate(parts) if parts else seconds(0)), placed


def _background(seed: Seed, callee: Callee, count: int) -> Samples:
    assert callee.noise is not None
    return noise(callee.noise.kind, count, seed_of(callee.name, "line"), _babble(seed, callee))


def _loop(seed: Seed, callee: Callee) -> Samples:
    assert callee.noise is not None
    count = round(BACKGROUND_S * RATE) + BLEND
    return loopable(noise(callee.noise.kind, count, seed_of(callee.name, "loop"), _babble(seed, callee)), BLEND)


def _babble(seed: Seed, callee: Callee) -> Samples:
    if callee.noise is None or callee.noise.kind != "babble":
        return seconds(1)
    return _crowd(tuple(seed.voices[name] for name in BABBLERS), seed.babble)


@cache
def _crowd(voices: tuple[Voice, ...], sentences: tuple[str, ...]) -> Samples:
    """Each voice says all sentences, beginning with another one; all at once, as long as the longest."""
    streams = []
    for number, voice in enumerate(voices):
        turned = sentences[number % len(sentences) :] + sentences[: number % len(sentences)]
        streams.append(np.concatenate([levelled(spoken(voice, sentence)) for sentence in turned]))
    longest = max(stream.size for stream in streams)
    crowd: Samples = np.sum([np.resize(stream, longest) for stream in streams], axis=0)
    return crowd


# --- the sidecar ----------------------------------------------------------------------------------------------------


def _sidecar(callee: Callee, placed: Sequence[_Placed], background: tuple[int, int]) -> str:
    lines = [f"callee: {callee.name}"]
    lines += ["answers:", *(f"  - {{{_keys(one)}}}" for one in placed)] if placed else ["answers: []"]
    if background[1]:
        lines.append(f"background: {{from_s: {_s(background[0])}, to_s: {_s(background[1])}}}")
    return "\n".join([*lines, f"made: {made(callee)}", ""])


def made(callee: Callee) -> str:
    noise_words = f"{callee.noise.kind} noise {callee.noise.snr_db:g} dB" if callee.noise else "no noise"
    voice = callee.voice.made if callee.words else "nobody speaks"
    band = f"{callee.band.low:g}-{callee.band.high:g} Hz"
    return f"{voice}, 8 kHz mu-law, {band}, {noise_words}, by tests/callees/synthesise.py from seed.yaml"


def _keys(one: _Placed) -> str:
    answer = one.answer
    keys = [f"from_s: {_s(one.start)}, to_s: {_s(one.end)}"] if answer.says else []
    keys += [f'keys: "{answer.keys}"'] if answer.keys else []
    keys += ["hangs_up: yes"] if answer.hangs_up else []
    keys.append(f"when: {answer.when}")
    if answer.when == "at_s":
        keys.append(f"at_s: {answer.at_s:g}")
    elif answer.when == "during_prompt" or answer.after_s != AFTER_S:
        keys.append(f"after_s: {answer.after_s:g}")
    keys += [f"skip: {answer.skip}"] if answer.skip else []
    keys += [f"says: {json.dumps(answer.words)}"] if answer.says else []
    return ", ".join(keys)


def _s(samples: int) -> str:
    """Whole hundredths: answers are padded to 10 ms."""
    return f"{samples / RATE:.2f}"
