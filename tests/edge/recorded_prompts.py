"""Recorded prompts for tests: a manifest with every kind of entry, and tones in place of voices."""

from pathlib import Path

import numpy as np

from bot.edge.audio import write_wav

MANIFEST = """\
recordings:
  - prompt: bye.say
    language: en
    text: "Goodbye, and thank you."
    file: en/bye.wav
    by: Olena, in the studio
  - prompt: greeting.say
    language: en
    text: "Hello{, first_name}. This is {company}."
    before: {says: "Hello,", file: en/hello.wav}
    after: {says: "This is Prego.", file: en/prego.wav}
  - prompt: offer.say
    language: en
    text: "{company} has a sale."
    says: "Prego has a sale."
    file: en/sale.wav
"""
FILES = ("bye", "hello", "prego", "sale")


def written(folder: Path, text: str = MANIFEST, files: tuple[str, ...] = FILES) -> Path:
    for name in files:
        at = np.arange(16_000) / 16_000
        write_wav(folder / "en" / f"{name}.wav", [(np.sin(at * 2000) * 9000).astype("<i2").tobytes()])
    path = folder / "manifest.yaml"
    path.write_text(text, encoding="utf-8")
    return path
