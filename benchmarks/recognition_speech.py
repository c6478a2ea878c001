"""What is said to the recognisers: synthetic callers and human prompts, each through 8 kHz G.711 mu-law.

Synthetic: Piper joe and espeak-ng saying what callers say. Human: Asterisk's English prompts with their transcripts,
from Debian's packages where apt can fetch them; they are announcements read in a studio, not conversation.
"""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from bot.call.ports import SAMPLE_RATE
from bot.edge.audio import read_wav
from bot.edge.tts_espeak import EspeakEngine
from bot.edge.tts_model import Engine, VoiceSettings
from bot.edge.tts_piper import PiperEngine

ANSWERS = """
yes; no; yeah; no thanks; yes please; okay; sure; maybe; hello; who is this; speaking; wrong number; not now;
I'm busy; I'm driving; call me later; call me tomorrow; not interested; I'm not interested; too expensive;
it's too expensive; I don't need it; stop calling me; take me off your list; are you a robot; say that again;
what did you say; how much is it; where did you get my number; I bought it elsewhere; I already have one; tell
me more; send me a message; that's right; seven; ten out of ten; in the evening; goodbye; let me speak to a
person; I have no time
"""

SENTENCES = """I stopped buying because the prices went up last year.
The delivery was late and nobody called me back.
Could you please call me again next Monday after five?
I moved to another city and there is no shop near me.
The service was good but the range is very small.
My husband usually does the shopping in our family.
I ordered a pair of shoes and they were the wrong size.
Nobody answered my complaint, so I went to your competitor.
I would come back if you gave me a better discount.
Please send the promo code to my phone as a message.
How long will this offer be valid?
I am at work right now, so please be quick.
I never received the bonus you promised me.
The manager was rude to me and I will not come back.
Can I use the discount together with my bonus card?
We only shop there before the holidays.
I did not know that I still had any points.
What exactly do I have to do to get it?
It was cheaper in the shop next door.
I lost my job, so I have to save money now.
Is it possible to return the goods if they do not fit?
The quality has become worse over the last two years.
I will think about it and call you back myself.
Please talk to my wife, she decides about these things.
Your website does not work on my telephone.
I am quite happy with everything, thank you very much.
You have called me three times already this week.
I don't buy things over the telephone.
My daughter has grown up, we don't need children's clothes any more.
Put me through to the manager who sold me the course.
I would give you eight out of ten.
The lessons were too early in the morning for me.
I have already paid for another school until summer.
Where is your nearest shop and when is it open?
I can't hear you very well, the line is bad.
Who gave you my number and why are you calling?
That sounds interesting, but not this month.
You may call me after the twentieth of December.
I want to speak to a real person, not to a machine.
Delete my number from your list and never call me again."""

PATIENCE_S = 60.0
"""How long a sentence of espeak-ng may take here: the machine may be busy, and nobody waits on the telephone."""

LEAD_S, TAIL_S = 0.2, 0.6
"""What the turn-taking leaves around a reply: its pre-roll and the patience that ended it."""


@dataclass(frozen=True)
class Utterance:
    """What was said, and its house PCM."""

    said: str
    pcm: bytes


@dataclass(frozen=True)
class Speech:
    """Utterances of one kind ("human", "synthetic"), never mixed with another."""

    kind: str
    name: str
    utterances: tuple[Utterance, ...]


def answers() -> list[str]:
    return [answer.strip() for answer in ANSWERS.replace("\n", " ").split(";")]


async def all_speech(humans: int, folder: Path) -> list[Speech]:
    """Every set there is; without the human one where it cannot be had, which is said."""
    sets = []
    for engine, name in ((PiperEngine(), "Piper joe"), (EspeakEngine(PATIENCE_S), "espeak en-us")):
        for what, phrases in (("answers", answers()), ("sentences", SENTENCES.splitlines())):
            made = await synthetic(engine, phrases, folder)
            sets.append(Speech("synthetic", f"{name}, {what}", tuple(made)))
        engine.close()
    if humans and (prompts := human(humans, folder)):
        sets.append(Speech("human", "Asterisk prompts", tuple(prompts)))
    return sets


def telephoned(samples: np.ndarray, rate: int, folder: Path) -> bytes:
    """House PCM after 8 kHz mu-law: what a trunk would deliver."""
    narrow = soxr.resample(samples, rate, 8000) if rate != 8000 else samples
    soundfile.write(folder / "telephone.wav", np.clip(narrow, -1, 1), 8000, subtype="ULAW")
    return read_wav(folder / "telephone.wav").pcm


async def synthetic(engine: Engine, phrases: Sequence[str], folder: Path) -> list[Utterance]:
    speaker = engine.choose("en", VoiceSettings())
    if isinstance(speaker, str):
        raise SystemExit(f"{engine.name}: {speaker}")
    lead, tail = (bytes(int(seconds * SAMPLE_RATE) * 2) for seconds in (LEAD_S, TAIL_S))
    made = []
    for phrase in phrases:
        pcm = lead + await engine.utter(speaker, phrase) + tail
        made.append(Utterance(phrase, telephoned(np.frombuffer(pcm, "<i2") / 32768, SAMPLE_RATE, folder)))
    return made


def human(most: int, folder: Path) -> list[Utterance]:
    """Every nth prompt that is speech; [] when Debian's packages cannot be had. They are unpacked, not installed."""
    packages = ["asterisk-core-sounds-en", "asterisk-core-sounds-en-wav"]
    got = subprocess.run(["apt-get", "download", *packages], cwd=folder, capture_output=True, text=True, check=False)
    if got.returncode:
        print(f"no human speech: apt-get download failed ({got.stderr.strip().splitlines()[-1:]})", file=sys.stderr)
        return []
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", package, folder / "debian"], check=True)
    transcripts = next((folder / "debian").rglob("core-sounds-en.txt.gz"))
    told = re.findall(r"^([\w-]+): (.+)$", gzip.decompress(transcripts.read_bytes()).decode(), re.MULTILINE)
    sounds = next((folder / "debian").rglob("en_US_f_Allison"))
    found = [(text, path) for name, text in told if "[" not in text and (path := sounds / f"{name}.wav").is_file()]
    step = max(1, len(found) // most)
    return [Utterance(text, telephoned(*soundfile.read(path), folder)) for text, path in found[::step]]
