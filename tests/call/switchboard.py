"""A switchboard without engines: a real script, dialogue, ear and recorded line; sound that says which words it holds.

Words are told apart by loudness: `Sounds.of("yes")` is PCM of one level, which `LoudIsSpeech` takes for speech and
`Listener` reads back as that text. Everything that happens to a call is written to one `log`, in order.
"""

from __future__ import annotations

import asyncio
from array import array
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.call.driver import Driver, Parts
from bot.call.ear import Ear
from bot.call.ports import SAMPLE_RATE, Clip
from bot.call.records import Attempt
from bot.dialogue.engine import Dialogue
from bot.dialogue.state import Setup
from bot.dialogue.turns import Settings
from bot.edge.callee import Callee, Reply
from bot.edge.lexicon import load_lexicon
from bot.edge.line_recorded import RecordedLine
from bot.script.model import PhraseLibrary
from bot.script.parse import parse
from bot.understanding.model import Hypothesis
from bot.understanding.understander import compile_understander

SCRIPT = """\
script: shoes
languages: [en]
goal: interested
max_duration_s: 60
start: greeting
steps:
  greeting:
    discloses: true
    say: {en: "Hello. This is the automatic assistant. Do you have a minute?"}
    answers: {yes: offer, no: no_interest}
  offer:
    offers: true
    say: {en: "There is a discount for you. Shall I text you the code?"}
    answers: {yes: code, no: no_interest}
asides:
  not_understood: {en: "Sorry, I did not catch that."}
  still_there: {en: "Are you there?"}
outcomes:
  code: {disposition: interested, say: {en: "It is on its way. Goodbye."}, promises: [code], actions: [{sms: code}]}
  no_interest: {disposition: not_interested, say: {en: "I see. Goodbye."}}
  never_again: {disposition: do_not_call, say: {en: "You will not be called again. Goodbye."}}
phrases:
  opt_out: {en: ["never call me again", "take me off your list"]}
"""

ATTEMPT = Attempt("call 1", "", 1, 1, "+10000000000", "", "en", "shoes", 1)

WORDS_PER_S = 4.0


def script(text=SCRIPT):
    parsed = parse("shoes.yaml", {"shoes.yaml": text})
    assert parsed.script is not None, parsed.problems
    return parsed.script


UNDERSTANDER = compile_understander(PhraseLibrary("en", {}), script(), "en", load_lexicon("en"), None)


def tone(level, seconds):
    return array("h", [level] * round(seconds * SAMPLE_RATE)).tobytes()


class Sounds:
    """Words as levels, both ways."""

    def __init__(self):
        self.words = {}

    def of(self, text, seconds=0.6):
        level = next((level for level, known in self.words.items() if known == text), 1000 + 100 * len(self.words))
        self.words[level] = text
        return tone(level, seconds)

    def read(self, pcm):
        """The words in the order in which they sound; what is nobody's word is left out."""
        levels = dict.fromkeys(array("h", pcm))
        return " ".join(self.words[level] for level in levels if level in self.words)


class LoudIsSpeech:
    """ports.VoiceActivity: whatever is not silence is speech."""

    def probability(self, pcm):
        return 1.0 if any(pcm) else 0.0


class Listener:
    """ports.Listening that reads levels. `trouble` is raised by the utterance that holds `trouble_at`'s text."""

    def __init__(self, desk):
        self._desk = desk
        self._pcm = b""
        self._hints = ()
        self.heard = []
        """(hints, bytes) of every utterance."""

    def begin(self, hints):
        self._hints, self._pcm = tuple(hints), b""

    def feed(self, pcm):
        self._pcm += pcm

    async def finish(self):
        pcm, self._pcm = self._pcm, b""
        self.heard.append((self._hints, len(pcm)))
        text = self._desk.sounds.read(pcm)
        await self._desk.recognising(text)
        return (Hypothesis(text),) if text else ()

    async def close(self):
        self._desk.log.append("ear closed")


class Voice:
    """ports.Synthesizer: every word of a sentence takes a quarter second; each text has a level of its own."""

    def __init__(self, desk):
        self._desk = desk
        self.clips = {}

    async def speak(self, text, language, prompt=""):
        self._desk.fail("speak", prompt)
        sentences = [part.strip() + "." for part in text.replace("?", ".").split(".") if part.strip()]
        level = -1000 - 100 * len(self.clips)
        pieces = tuple((part, round(len(part.split()) / WORDS_PER_S * SAMPLE_RATE)) for part in sentences)
        clip = Clip(tone(level, sum(size for _, size in pieces) / SAMPLE_RATE), pieces, "text")
        self.clips.setdefault(prompt, clip)
        self._desk.log.append(f"say {prompt}")
        return clip


class Store:
    """ports.CallStore in memory."""

    def __init__(self, desk):
        self._desk = desk
        self.turns = []
        self.records = []

    async def add_turn(self, attempt_id, turn):
        self._desk.fail("add_turn", turn.text)
        await asyncio.sleep(0)
        self.turns.append(turn)

    async def opt_out(self, attempt_id, number, why):
        self._desk.fail("opt_out", number)
        await asyncio.sleep(0)
        self._desk.log.append("opt-out written")

    async def finish_call(self, record):
        self._desk.fail("finish_call", record.disposition)
        self._desk.log.append("record written")
        self.records.append(record)


class Understander:
    """The real one, unless told to fail."""

    def __init__(self, desk):
        self._desk = desk
        self.digest = UNDERSTANDER.digest

    def parse(self, hypotheses, expecting):
        self._desk.fail("parse", hypotheses[0].text)
        return UNDERSTANDER.parse(hypotheses, expecting)

    def hints(self, expecting):
        self._desk.fail("hints", expecting.step)
        return UNDERSTANDER.hints(expecting)


class WatchedLine(RecordedLine):
    """The recorded line, logging what is asked of it; it fails where the desk says so."""

    def __init__(self, callee, desk):
        super().__init__(callee)
        self._desk = desk

    async def next(self, until, work=None):
        self._desk.fail("next", f"{self.now:.1f}")
        return await super().next(until, work)

    async def hang_up(self):
        self._desk.log.append("hang up")
        self._desk.fail("hang_up", "")
        await super().hang_up()

    async def close(self):
        self._desk.log.append("line closed")
        await super().close()
        self._desk.fail("close", "")


class LiveLine(WatchedLine):
    """Like a live line: frames go on while something is being worked on, whose end is told as soon as it is there."""

    async def next(self, until, work=None):
        self._desk.line_now = self.now
        for _ in range(3):  # a task, and the thread or task it waits for, get their turns within a frame
            await asyncio.sleep(0)
        if work is not None and work.done():
            return await super().next(until, work)
        return await super().next(until)


@dataclass
class Desk:
    """One call and everybody on it. `broken` names methods that fail: {"speak": "greeting.say"} or {"speak": ""}."""

    replies: list = field(default_factory=list)
    broken: dict = field(default_factory=dict)
    error: Exception = field(default_factory=lambda: RuntimeError("out of order"))
    takes_s: dict = field(default_factory=dict)
    """How long (line time) the recogniser works on a text; only a LiveLine's time goes on meanwhile."""
    line_type: type = WatchedLine
    dialogue_type: type = Dialogue
    text: str = SCRIPT
    lasts_s: dict = field(default_factory=dict)
    """How long a reply is spoken, where it is not 0.6 s."""
    keep: object = None
    voice: object = None

    def __post_init__(self):
        self.log, self.sounds, self.line_now = [], Sounds(), 0.0
        self.stuck = asyncio.Event()
        """Set when the recogniser got words it never finishes (`takes_s` of infinity)."""

    def fail(self, method, detail):
        if method in self.broken and self.broken[method] in detail:
            raise self.error

    async def recognising(self, text):
        self.fail("finish", text)
        takes_s = self.takes_s.get(text, 0.0)
        if takes_s == float("inf"):
            self.stuck.set()
            await asyncio.Event().wait()
        begun = self.line_now
        while self.line_now < begun + takes_s:  # noqa: ASYNC110 - line time, which is not the loop's
            await asyncio.sleep(0)

    def set_up(self):
        shoes = script(self.text)
        self.store, self.voice, self.listener = Store(self), self.voice or Voice(self), Listener(self)
        self.ear = Ear(LoudIsSpeech(), self.listener, Settings(unbroken_s=shoes.machine.unbroken_s))
        dialogue = self.dialogue_type(Setup(shoes, "en", {}, datetime(2026, 11, 22, 12, 0), 1))
        self.watched = []
        parts = Parts(
            dialogue, shoes, Understander(self), self.voice, self.store, self.ear, self.keep, self.watched.append
        )
        self.line = self.line_type(Callee("somebody", tuple(self.reply(r) for r in self.replies)), self)
        self.driver = Driver(parts, ATTEMPT)
        return self

    def reply(self, told):
        """A text, or a Reply whose `says` is put into sound."""
        reply = Reply(says=told) if isinstance(told, str) else told
        if reply.says and not reply.pcm:
            return replace(reply, pcm=self.sounds.of(reply.says, self.lasts_s.get(reply.says, 0.6)))
        return reply

    async def held(self):
        self.set_up()
        return await self.driver.hold(self.line)


def said(record, speaker=None):
    """[(speaker, text)] of people and bot, or the texts of one of them."""
    turns = [turn for turn in record.turns if turn.speaker != "note"]
    return [turn.text for turn in turns if turn.speaker == speaker] if speaker else [(t.speaker, t.text) for t in turns]


def notes(record, kind):
    return [turn.text for turn in record.turns if turn.kind == kind]


def samples(seconds):
    return round(seconds * SAMPLE_RATE)
