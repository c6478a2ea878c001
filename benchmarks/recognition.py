"""How well callers are understood word by word, over the telephone: WER and exact short answers per recogniser.

Two kinds of callers, never mixed in one figure: synthetic (Piper joe and espeak-ng saying what callers say) and human
(Asterisk's English prompts with their transcripts, fetched from Debian when apt may; they are announcements read in a
studio, not conversation). Everything goes through 8 kHz G.711 mu-law and back through the program's own WAV reader.
RTF is CPU seconds per second of audio, one utterance at a time. Run: python benchmarks/recognition.py --help
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import gzip
import importlib.metadata
import json
import re
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import jiwer
import numpy as np
import soundfile
import soxr
from num2words import num2words

from bot.call.ports import SAMPLE_RATE
from bot.edge.audio import duration_s, read_wav
from bot.edge.stt_moonshine import MoonshineRecognizer, MoonshineSettings
from bot.edge.stt_vosk import VoskRecognizer, VoskSettings
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

LEAD_S, TAIL_S = 0.2, 0.6
"""What the turn-taking leaves around a reply: its pre-roll and the patience that ended it."""


@dataclass(frozen=True)
class Utterance:
    said: str
    pcm: bytes


@dataclass(frozen=True)
class Row:
    """WER in percent; `exact` of `short` utterances (three words or fewer) had every word right."""

    engine: str
    speech: str
    kind: str
    utterances: int
    audio_s: float
    wer: float
    short: int
    exact: int
    rtf: float


class Ears(Protocol):
    name: str

    async def hear(self, pcm: bytes) -> str: ...


class OurMoonshine:
    name = "moonshine tiny-en (ours)"

    def __init__(self) -> None:
        self._recognizer = MoonshineRecognizer(MoonshineSettings(threads=1))
        self._recognizer.load()

    async def hear(self, pcm: bytes) -> str:
        return " ".join(reading.text for reading in await self._recognizer.recognize(pcm))


class MoonshineLibrary:
    """The package's own library over the same weights, padded the same way: what ours is to be measured against."""

    name = "moonshine tiny-en (its library)"

    def __init__(self) -> None:
        from moonshine_voice.moonshine_api import ModelArch
        from moonshine_voice.transcriber import Transcriber
        from moonshine_voice.utils import get_model_path

        options = {"vad_threshold": 0, "return_audio_data": "false"}
        self._transcriber: Any = Transcriber(str(get_model_path("tiny-en")), ModelArch.TINY, options=options)

    async def hear(self, pcm: bytes) -> str:
        from moonshine_voice.moonshine_api import TranscriptC

        audio = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768
        audio = np.pad(audio, (int(0.2 * SAMPLE_RATE), int(0.5 * SAMPLE_RATE)))
        out = ctypes.POINTER(TranscriptC)()
        samples = audio.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        lib, handle = self._transcriber._lib, self._transcriber._handle
        lib.moonshine_transcribe_without_streaming(handle, samples, audio.size, SAMPLE_RATE, 0, ctypes.byref(out))
        return " ".join(line.text for line in self._transcriber._parse_transcript(out).lines)


class Vosk:
    """An English Vosk model by path; with `grammar`, the set's own phrases are its hints."""

    def __init__(self, folder: Path, grammar: Sequence[str] = ()) -> None:
        self.name = f"vosk {folder.name}" + (", grammar" if grammar else ", free")
        self._recognizer = VoskRecognizer(VoskSettings({"en": folder}, threads=1))
        self._recognizer.load("en")
        self._listening, self._grammar = self._recognizer.open("en"), grammar

    async def hear(self, pcm: bytes) -> str:
        self._listening.begin(self._grammar)
        self._listening.feed(pcm)
        heard = await self._listening.finish()
        return heard[0].text if heard else ""


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
        print(f"no human speech: apt-get download failed ({got.stderr.strip().splitlines()[-1:]})\n")
        return []
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", package, folder / "debian"], check=True)
    transcripts = next((folder / "debian").rglob("core-sounds-en.txt.gz"))
    told = re.findall(r"^([\w-]+): (.+)$", gzip.decompress(transcripts.read_bytes()).decode(), re.MULTILINE)
    sounds = next((folder / "debian").rglob("en_US_f_Allison"))
    found = [(text, path) for name, text in told if "[" not in text and (path := sounds / f"{name}.wav").is_file()]
    step = max(1, len(found) // most)
    return [Utterance(text, telephoned(*soundfile.read(path), folder)) for text, path in found[::step]]


def plain(text: str) -> str:
    """Words only: lower case, numbers spelled out, no punctuation."""
    text = re.sub(r"\d+", lambda number: f" {num2words(int(number[0]))} ", text.lower().replace("\u2019", "'"))
    text = re.sub(r"[^a-z' ]", " ", text)
    return " ".join(text.replace("okay", "ok").replace("good bye", "goodbye").split())


async def measure(
    ears: Ears, speech: str, kind: str, utterances: Sequence[Utterance]
) -> tuple[Row, list[dict[str, str]]]:
    await ears.hear(utterances[0].pcm)
    started = time.process_time()
    heard = [plain(await ears.hear(utterance.pcm)) for utterance in utterances]
    spent = time.process_time() - started
    said = [plain(utterance.said) for utterance in utterances]
    audio_s = sum(duration_s(utterance.pcm) for utterance in utterances)
    short = [(s, h) for s, h in zip(said, heard, strict=True) if len(s.split()) <= 3]
    wer = 100 * jiwer.wer(said, heard)
    row = Row(ears.name, speech, kind, len(said), round(audio_s, 1), round(wer, 1), len(short),
              sum(s == h for s, h in short), round(spent / audio_s, 3))  # fmt: skip
    return row, [{"said": s, "heard": h} for s, h in zip(said, heard, strict=True) if s != h]


def table(rows: Sequence[Row]) -> str:
    lines = [
        "| engine | speech | utterances | audio, s | WER, % | short answers exact | RTF (CPU) |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r.engine} | {r.kind}: {r.speech} | {r.utterances} | {r.audio_s} | {r.wer} "
        f"| {r.exact}/{r.short} ({100 * r.exact / r.short:.0f} %) | {r.rtf} |"
        if r.short
        else f"| {r.engine} | {r.kind}: {r.speech} | {r.utterances} | {r.audio_s} | {r.wer} | none short | {r.rtf} |"
        for r in rows
    ]
    return "\n".join(lines)


async def run(options: argparse.Namespace, folder: Path) -> None:
    answers, sentences = [a.strip() for a in ANSWERS.replace("\n", " ").split(";")], SENTENCES.splitlines()
    piper, espeak = PiperEngine(), EspeakEngine()
    sets = [("synthetic", f"{name}, {what}", await synthetic(engine, phrases, folder))
            for engine, name in ((piper, "Piper joe"), (espeak, "espeak en-us"))
            for what, phrases in (("answers", answers), ("sentences", sentences))]  # fmt: skip
    piper.close()
    espeak.close()
    if options.human and (prompts := human(options.human, folder)):
        sets.append(("human", "Asterisk prompts", prompts))
    engines: list[Ears] = [OurMoonshine(), MoonshineLibrary()]
    if options.vosk:
        engines += [Vosk(options.vosk), Vosk(options.vosk, answers)]
    rows, misheard = [], {}
    for ears in engines:
        for kind, speech, utterances in sets:
            row, wrong = await measure(ears, speech, kind, utterances)
            rows.append(row)
            misheard[f"{ears.name} / {speech}"] = wrong
    print(table(rows))
    versions = {
        name: importlib.metadata.version(name) for name in ("moonshine-voice", "onnxruntime", "vosk", "piper-tts")
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    result = {"versions": versions, "rows": [asdict(row) for row in rows], "misheard": misheard}
    options.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\nWhat was misheard, word by word: {options.out}")


def main() -> None:
    parser = argparse.ArgumentParser(description="WER and exact short answers over G.711, per recogniser.")
    parser.add_argument("--human", type=int, default=170, help="how many human prompts at most, about (0: none)")
    parser.add_argument("--vosk", type=Path, help="folder of an English Vosk model, to be measured too")
    parser.add_argument("--out", type=Path, default=Path("var/benchmarks/recognition.json"))
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(parser.parse_args(), Path(folder)))


if __name__ == "__main__":
    main()
