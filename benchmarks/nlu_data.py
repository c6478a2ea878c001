"""The public sets, the draws from them, and what others have published on them.

CLINC150 (clinc/oos-eval, CC BY 3.0) and BANKING77 (PolyAI, CC BY 4.0) lie in shared/data/nlu. Published rows are those
of shared/docs/understanding.md 2.1 and 2.2. Few shots are our own draws, ten texts of each intent, seeds 0 to 4, and
the one draw that published rows use (jianguoz/Few-Shot-Intent-Detection@fa95533, train_10): nlu_draws.json has the
numbers of its rows in the training files, found by their texts, every one.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from benchmarks.nlu_minilm import MINILM
from bot.edge.classifier_encoder import E5, Encoder, Engine
from bot.edge.classifier_recipe import Views
from bot.edge.lexicon import load_lexicon
from bot.understanding.vocabulary import compile_vocabulary

ROOT: Final = Path(__file__).parent.parent
DATA: Final = ROOT.parent / "shared" / "data" / "nlu"
KEPT: Final = ROOT / "var" / "benchmarks" / "nlu"
OTHER: Final = "other"
SEEDS: Final = (0, 1, 2, 3, 4)
SHOTS: Final = 10
DRAWS: Final = Path(__file__).with_name("nlu_draws.json")

Rows = tuple[tuple[str, str], ...]
"""(normal form, intent)"""

ENGINES: Final[dict[str, Engine]] = {"e5": E5, "minilm": MINILM}
"""By the word the command knows; its "none" goes without one."""
CALLED: Final = {
    "none": "winback, no encoder", "e5": "winback, multilingual e5", "minilm": "winback, English MiniLM",
}  # fmt: skip

FEW_SHOT_PUBLISHED: Final = (
    ("OVOS padatious (500 of test)", "-", "67.0"),
    ("RoBERTa + classifier †", "84.3", "91.6"),
    ("BERT fixed / tuned ‡", "67.6 / 83.4", "80.2 / 91.9"),
    ("USE †", "84.2", "90.9"),
    ("ConveRT †", "83.3", "92.6"),
    ("USE + ConveRT †", "85.2", "93.3"),
    ("DNNC †", "86.7", "93.8"),
    ("CPFT †", "87.2", "94.2"),
    ("ICDA †", "89.8", "94.8"),
)
FULL_PUBLISHED: Final = (
    ("SVM †", "88.2", "18.0"), ("FastText †", "88.6", "28.3"), ("Rasa †", "90.9", "31.2"),
    ("DialogFlow †", "90.8", "26.7"), ("CNN †", "90.9", "30.9"), ("MLP on USE †", "93.4", "49.1"),
    ("BERT †", "96.2", "52.3"),
)  # fmt: skip


@cache
def english() -> Views:
    return Views("en", compile_vocabulary(load_lexicon("en")))


def encoder(kind: str, language: str = "en") -> Encoder | None:
    """The encoder of that kind, its embeddings kept by content; None for "none".

    Raises SystemExit where it is not installed.
    """
    if kind == "none":
        return None
    if not ENGINES[kind].name:
        raise SystemExit(f"the encoder {kind} is not installed: run `make bench-nlu`, which lays it beside the program")
    return Encoder(KEPT / f"{ENGINES[kind].name}-{language}.npz", ENGINES[kind])


@cache
def clinc() -> dict[str, Rows]:
    """train 15000, val 3000, test 4500, oos_train 100, oos_val 100, oos_test 1000."""
    told: dict[str, list[list[str]]] = json.loads(_read("clinc150/data_full.json"))
    return {part: _normal(rows) for part, rows in told.items()}


@cache
def banking() -> dict[str, Rows]:
    """train 10003, test 3080."""
    parts = {part: list(csv.reader(_read(f"banking77/{part}.csv").splitlines()))[1:] for part in ("train", "test")}
    return {part: _normal(rows) for part, rows in parts.items()}


def _read(name: str) -> str:
    path = DATA / name
    if not path.is_file():
        raise SystemExit(f"{path} is missing: the public sets lie in shared/data/nlu beside the repository")
    return path.read_text(encoding="utf-8")


def _normal(rows: Sequence[Sequence[str]]) -> Rows:
    normal = english().vocabulary.normal
    return tuple((normal(text), intent) for text, intent in rows)


def few(rows: Rows, seed: int, shots: int = SHOTS) -> Rows:
    """`shots` texts of each intent, drawn without replacement; intents in alphabetical order."""
    drawn = random.Random(seed)
    by_intent: dict[str, list[str]] = {}
    for text, intent in rows:
        by_intent.setdefault(intent, []).append(text)
    return tuple((text, intent) for intent in sorted(by_intent) for text in drawn.sample(by_intent[intent], shots))


def published(rows: Rows, name: str) -> Rows:
    """The training texts of the draw that published rows use; `name` is banking or clinc; intents in order."""
    numbers: list[int] = json.loads(DRAWS.read_text(encoding="utf-8"))[name]
    return tuple(sorted((rows[number] for number in numbers), key=lambda row: row[1]))
