"""Whether a person's recording can be what was to be said: its figures judged, in words for whoever records.

Pure: the figures are measured elsewhere, the words heard by somebody else. The limits were tried on the 568 prompts of
Asterisk's English set: all 552 with a voice pass, the 16 of tones and silence are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from bot.spoken.pace import seconds_to_say

Weight = Literal["remark", "doubt", "fault"]
"""Good to know; to be listened to before it is used; not usable."""

LEAST_VOICED_S: Final = 0.1
"""The shortest word a callee hears is longer."""

QUIETEST_DBFS: Final = -45.0
"""Speech below is raised by 25 dB and more, and the hiss of the recorder with it."""

MOST_CLIPPED_S: Final = 0.005
"""Some forty peaks of a voice cut off by a sample or two are not heard; five thousandths of a second are."""

NOISY_DB: Final = 15.0
"""Speech less than this above its room is hard to follow over a telephone."""

QUIET_ROOM_DB: Final = 30.0
"""Of a good recording the room is at least this far below; then it lies at -50 dBFS when the voice is at -20."""

SHORTEST: Final = (0.6, -0.3)
LONGEST: Final = (2.0, 0.8)
"""Times the seconds reckoned for the text, and seconds more: short texts are reckoned roughly. Forty of those
prompts took 0.85 to 1.6 times what was reckoned, single words up to twice."""

TELEPHONE_HZ: Final = 16_000

MOST_WRONG: Final = 1 / 3
"""Share of words a good recogniser gets wrong even in a long text; more, and something else was said."""
FORGIVEN: Final = 1
"""Words it may get wrong in any text: names, and the first word of a short one."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A recording as it came: `seconds` from the first word to the last, of which a detector takes `voiced_s` for a
    voice; levels of its speech and of its room (dBFS); how long it is clipped; its sampling rate."""

    seconds: float
    voiced_s: float
    level_dbfs: float
    noise_dbfs: float
    clipped_s: float
    hz: int

    @property
    def above_noise_db(self) -> float:
        return self.level_dbfs - self.noise_dbfs


@dataclass(frozen=True, slots=True)
class Heard:
    """What a recogniser heard, and how many `of` the words written it got wrong (missing and added ones included)."""

    text: str
    wrong: int
    of: int


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` is the matter, and what to `do`."""

    weight: Weight
    what: str
    do: str = ""


def judge(measured: Measured, words: str, language: str, heard: Heard | None = None) -> tuple[Finding, ...]:
    """Everything to be said about a recording of `words`; nothing where all is well. `heard` None: nobody listened."""
    if measured.voiced_s < LEAST_VOICED_S:
        return (Finding("fault", "no voice is heard in it", "check the microphone and record it again"),)
    sound = tuple(_sound(measured))
    if any(finding.weight == "fault" for finding in sound):
        return sound
    return (*sound, *_length(measured, words, language), *_words(heard))


def _sound(measured: Measured) -> Iterator[Finding]:
    level, above = measured.level_dbfs, measured.above_noise_db
    if level < QUIETEST_DBFS:
        yield Finding("fault", f"too quiet: the voice is at {level:.0f} dBFS", "come nearer or turn the microphone up")
    if measured.clipped_s > MOST_CLIPPED_S:
        clipped = f"clipped for {1000 * measured.clipped_s:.0f} ms"
        yield Finding("fault", clipped, "turn the microphone down or step back, and record it again")
    elif measured.clipped_s:
        yield Finding("remark", f"a few peaks are clipped ({1000 * measured.clipped_s:.1f} ms)", "turn down a little")
    if above < NOISY_DB:
        noisy = f"too noisy: the room is only {above:.0f} dB below the voice"
        yield Finding("fault", noisy, "find a quieter room, or come nearer to the microphone")
    elif above < QUIET_ROOM_DB:
        yield Finding("remark", f"the room is heard ({above:.0f} dB below the voice)", f"{QUIET_ROOM_DB:.0f} is good")
    if measured.hz < TELEPHONE_HZ:
        yield Finding("remark", f"recorded at {measured.hz} Hz, no better than a telephone")


def _length(measured: Measured, words: str, language: str) -> Iterator[Finding]:
    expected = seconds_to_say(words, language)
    told = f"{measured.seconds:.1f} s, where about {expected:.1f} s are reckoned"
    if measured.seconds < SHORTEST[0] * expected + SHORTEST[1]:
        yield Finding("doubt", f"too short: {told}", "listen whether all of it is there")
    elif measured.seconds > LONGEST[0] * expected + LONGEST[1]:
        yield Finding("doubt", f"too long: {told}", "listen for other words, or a pause, in it")


def _words(heard: Heard | None) -> Iterator[Finding]:
    if heard is None or heard.wrong <= max(FORGIVEN, MOST_WRONG * heard.of):
        return
    if not heard.text:
        yield Finding("doubt", "the recogniser hears no words in it", "listen to it")
        return
    told = f"heard “{heard.text}” ({heard.wrong} of {heard.of} words are not as written)"
    yield Finding("doubt", told, "listen whether it is the right text")
