"""How well callers are understood word by word, over the telephone: WER and exact short answers per recogniser.

Two kinds of callers, never mixed in one figure: synthetic and human (recognition_speech.py). All engines hear the same
PCM in the same run (recognition_engines.py). "With hints": told what may be answered (the 40 answers of the set), as at
a question of a script. RTF is CPU seconds per second of audio; an utterance's time is wall time, one at a time.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.metadata
import json
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import jiwer
from num2words import num2words

from benchmarks.figures import median, p95, table, told
from benchmarks.recognition_engines import MODELS, Ears, all_ears
from benchmarks.recognition_speech import Speech, all_speech, answers
from bot.edge.audio import duration_s

HEAD = (
    "engine and speech", "utterances", "audio s", "WER %", "short answers exact", "an utterance, median ms", "p95 ms",
    "RTF (CPU)",
)  # fmt: skip
PACKAGES = ("moonshine-voice", "onnxruntime", "vosk", "piper-tts", "espeakng-loader")
SHORT = 3
"""Words of a short answer, at most."""


@dataclass(frozen=True)
class Result:
    """WER in percent; `exact` of `short` utterances had every word right; `took_ms` of each utterance."""

    engine: str
    speech: str
    kind: str
    audio_s: float
    wer: float
    short: int
    exact: int
    took_ms: tuple[float, ...]
    rtf: float

    def row(self) -> tuple[str, ...]:
        exact = f"{self.exact} of {self.short} ({100 * self.exact / self.short:.0f} %)" if self.short else "none short"
        return (
            f"{self.engine}: {self.speech}", f"{len(self.took_ms)}", f"{self.audio_s:.0f}", f"{self.wer:.1f}", exact,
            f"{median(self.took_ms):.0f}", f"{p95(self.took_ms):.0f}", f"{self.rtf:.3f}",
        )  # fmt: skip


def plain(text: str) -> str:
    """Words only: lower case, numbers spelled out, no punctuation."""
    text = re.sub(r"\d+", lambda number: f" {num2words(int(number[0]))} ", text.lower().replace("\u2019", "'"))
    text = re.sub(r"[^a-z' ]", " ", text)
    return " ".join(text.replace("okay", "ok").replace("good bye", "goodbye").split())


async def measure(ears: Ears, speech: Speech) -> tuple[Result, list[dict[str, str]]]:
    """One engine over one set, after one utterance to warm up; and what it misheard."""
    await ears.hear(speech.utterances[0].pcm)
    heard, took_ms, begun_cpu = [], [], time.process_time()
    for utterance in told(f"{ears.name}, {speech.name}", speech.utterances):
        begun = time.perf_counter()
        heard.append(plain(await ears.hear(utterance.pcm)))
        took_ms.append(1000 * (time.perf_counter() - begun))
    cpu = time.process_time() - begun_cpu
    said = [plain(utterance.said) for utterance in speech.utterances]
    audio_s = sum(duration_s(utterance.pcm) for utterance in speech.utterances)
    short = [(s, h) for s, h in zip(said, heard, strict=True) if len(s.split()) <= SHORT]
    result = Result(
        ears.name, speech.name, speech.kind, audio_s, 100 * jiwer.wer(said, heard), len(short),
        sum(s == h for s, h in short), tuple(took_ms), cpu / audio_s,
    )  # fmt: skip
    return result, [{"said": s, "heard": h} for s, h in zip(said, heard, strict=True) if s != h]


def report(results: Sequence[Result]) -> str:
    """A table for each kind of caller: figures of people and of machines do not stand in one."""
    parts = []
    for kind in dict.fromkeys(result.kind for result in results):
        rows = [result.row() for result in results if result.kind == kind]
        parts.append(f"### {kind.capitalize()} speech\n\n{table(HEAD, rows)}")
    if not any(MODELS.glob("*-en-*")):
        parts.append("Vosk is not measured: there is no English model here (winback models fetch en --kind vosk).")
    if not any(result.kind == "human" for result in results):
        parts.append("Human speech is not measured: Debian's asterisk-core-sounds-en could not be fetched.")
    return "\n\n".join(parts)


async def run(options: argparse.Namespace, folder: Path) -> None:
    speech = await all_speech(options.human, folder)
    results, misheard = [], {}
    for ears in all_ears(answers()):
        for each in speech:
            result, wrong = await measure(ears, each)
            results.append(result)
            misheard[f"{ears.name} / {each.name}"] = wrong
    print(report(results))
    versions = {
        name: importlib.metadata.version(name) for name in ("moonshine-voice", "onnxruntime", "vosk", "piper-tts")
    }
    print(f"\n{', '.join(f'{name} {version}' for name, version in versions.items())}.")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    kept = {"versions": versions, "results": [asdict(result) for result in results], "misheard": misheard}
    options.out.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\nWhat was misheard, word by word: {options.out}")


def main() -> None:
    parser = argparse.ArgumentParser(description="WER and exact short answers over G.711, per recogniser.")
    parser.add_argument("--human", type=int, default=100, help="about how many human prompts (0: none; there are 531)")
    parser.add_argument("--out", type=Path, default=Path("var/benchmarks/misheard.json"))
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(parser.parse_args(), Path(folder)))


if __name__ == "__main__":
    main()
