"""audio/callees/seed.yaml as frozen data: who the demo's callees are, what they say, what the call must come to.

Knows the keys of the seed and nothing of sound. Every mistake is a Problem with its line (SourceError at `finish`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.source import MappingNode, Node, Reader, Scalar, decode

ROOT: Final = Path(__file__).resolve().parents[2]
CALLEES: Final = ROOT / "audio" / "callees"
SEED: Final = CALLEES / "seed.yaml"

WHEN: Final = ("after_prompt", "during_prompt", "at_s")
NOISES: Final = ("white", "pink", "babble", "hum")
AFTER_S: Final = 0.5
"""How long a person takes to answer a question (s); the gap between turns of human talk is 0.2-0.7 s."""

CLEAN_DB: Final = 20.0
"""From this signal-to-noise ratio on a callee counts as clean (issue 2, Bars)."""


@dataclass(frozen=True, slots=True)
class Voice:
    """`length` and `pitch` (percent) vary Piper's one voice; `variant` and `rate` (words a minute) are espeak's."""

    name: str
    engine: str
    length: float = 1.0
    pitch: float = 0.0
    variant: str = ""
    rate: int = 160

    @property
    def made(self) -> str:
        if self.engine == "espeak":
            return f"espeak-ng {self.variant}, {self.rate} words a minute"
        return f"Piper joe, length {self.length:g}, pitch {self.pitch:+g} %"


@dataclass(frozen=True, slots=True)
class Band:
    """What a telephone lets through (Hz)."""

    name: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Noise:
    """Background of a kind, `snr_db` below the speech."""

    kind: str
    snr_db: float


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing the callee does: says words, presses keys or hangs up; `skip` prompt ends pass in silence first."""

    says: str = ""
    keys: str = ""
    hangs_up: bool = False
    when: str = "after_prompt"
    after_s: float = AFTER_S
    at_s: float = 0.0
    skip: int = 0

    @property
    def words(self) -> str:
        """What is said, without the marks of hesitation."""
        return self.says.replace(" | ", " ")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a person reads out of the script for these answers."""

    disposition: str
    outcome: str
    steps: tuple[str, ...]
    slots: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Callee:
    name: str
    kind: str
    script: str
    arm: str
    number: str
    contact: Mapping[str, str]
    voice: Voice
    band: Band
    noise: Noise | None
    answers: tuple[Answer, ...]
    expected: Expected

    @property
    def part(self) -> str:
        """Which share of the demo's figures the callee counts in."""
        if self.noise is not None and self.noise.snr_db < CLEAN_DB:
            return "noisy"
        return "other_voice" if self.voice.engine == "espeak" else "main"

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(answer.words for answer in self.answers if answer.says)


@dataclass(frozen=True, slots=True)
class Seed:
    name: str
    as_of: str
    voices: Mapping[str, Voice]
    babble: tuple[str, ...]
    callees: tuple[Callee, ...]


def read_seed(path: Path = SEED) -> Seed:
    """Raises SourceError naming every mistake."""
    reader = Reader()
    keys = ("seed", "as_of", "voices", "bands", "babble", "callees")
    top = reader.mapping(reader.open(decode(path.read_bytes(), str(path)), str(path)), required=keys)
    voices = {key.text: _voice(reader, key.text, node) for key, node in reader.entries(top.get("voices"))}
    bands = {key.text: _band(reader, key.text, node) for key, node in reader.entries(top.get("bands"))}
    callees = tuple(_callee(reader, node, voices, bands) for node in reader.items(top.get("callees")))
    for twice in _repeated([callee.name for callee in callees]) | _repeated([callee.number for callee in callees]):
        reader.problem("duplicate", f"{twice} stands twice", top["callees"])
    reader.finish()
    return Seed(reader.text(top["seed"]), reader.text(top["as_of"]), voices, reader.texts(top["babble"]), callees)


def _repeated(names: list[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}


def _voice(reader: Reader, name: str, node: Node) -> Voice:
    got = reader.mapping(node, ("length", "pitch", "voice", "rate"), ("engine",))
    return Voice(
        name, reader.choice(got.get("engine"), ("piper", "espeak")), reader.number(got.get("length"), 1.0, (0.5, 2.0)),
        reader.number(got.get("pitch"), 0.0, (-30.0, 30.0)), reader.text(got.get("voice")),
        reader.integer(got.get("rate"), 160, (80, 400)),
    )  # fmt: skip


def _band(reader: Reader, name: str, node: Node) -> Band:
    got = reader.mapping(node, required=("low", "high"))
    return Band(name, reader.number(got.get("low"), 300.0), reader.number(got.get("high"), 3400.0, (1000.0, 4000.0)))


def _callee(reader: Reader, node: Node, voices: Mapping[str, Voice], bands: Mapping[str, Band]) -> Callee:
    required = ("name", "kind", "script", "number", "contact", "voice", "answers", "expect")
    got = reader.mapping(node, ("arm", "band", "noise"), required)
    voice = reader.choice(got.get("voice"), voices, next(iter(voices)))
    return Callee(
        name=reader.text(got.get("name")), kind=reader.text(got.get("kind")), script=reader.text(got.get("script")),
        arm=reader.text(got.get("arm")), number=reader.text(got.get("number")),
        contact={key.text: reader.text(value) for key, value in reader.entries(got.get("contact"))},
        voice=voices[voice], band=bands[reader.choice(got.get("band"), bands, "telephone")],
        noise=_noise(reader, got.get("noise")),
        answers=tuple(_answer(reader, item) for item in reader.items(got.get("answers"))),
        expected=_expected(reader, got.get("expect")),
    )  # fmt: skip


def _noise(reader: Reader, node: Node | None) -> Noise | None:
    kind, _, snr = reader.text(node).partition(" ")
    if node is None:
        return None
    if kind not in NOISES or not snr.isdigit():
        reader.problem("bad-value", f"“{kind} {snr}” is no noise such as “pink 20”", node)
        return None
    return Noise(kind, float(snr))


def _answer(reader: Reader, node: Node) -> Answer:
    if isinstance(node, Scalar):
        return Answer(says=node.text)
    got = reader.mapping(node, ("says", "keys", "hangs_up", "when", "after_s", "at_s", "skip"))
    answer = Answer(
        says=reader.text(got.get("says")), keys=reader.text(got.get("keys")),
        hangs_up=reader.flag(got.get("hangs_up")), when=reader.choice(got.get("when"), WHEN, "after_prompt"),
        after_s=reader.number(got.get("after_s"), AFTER_S, (0.0, 30.0)),
        at_s=reader.number(got.get("at_s"), 0.0, (0.0, 60.0)), skip=reader.integer(got.get("skip"), 0, (0, 5)),
    )  # fmt: skip
    if (bool(answer.says), bool(answer.keys), answer.hangs_up).count(True) != 1:
        reader.problem("bad-answer", "an answer says words, or presses keys, or hangs up", node)
    return answer


def _expected(reader: Reader, node: Node | None) -> Expected:
    got = reader.mapping(node, ("outcome", "slots"), ("disposition", "steps"))
    if isinstance(node, MappingNode) and node.get("outcome") is None:
        reader.problem("missing-key", '“expect” needs “outcome” ("" where no outcome of the script stands)', node)
    return Expected(
        reader.text(got.get("disposition")), reader.text(got.get("outcome")), reader.texts(got.get("steps")),
        {key.text: reader.text(value) for key, value in reader.entries(got.get("slots"))},
    )  # fmt: skip
