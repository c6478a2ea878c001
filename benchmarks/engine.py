"""How many Understood a second the dialogue engine handles, single core, without audio or understanding.

Plays the shipped scripts with random expected intents from a seed, each call with another contact (200 of them, so that
names, dates and money are worded anew). Processor time, because the machine is shared; even so other work slows the
caches, so the same calls are played `ROUNDS` times: of each event the fastest counts for median, p95 and the first rate
(by their mean); the second rate is of the fastest whole round, the collector of garbage and all.
"""

from __future__ import annotations

import random
import time
from datetime import date, datetime, timedelta
from pathlib import Path

from benchmarks.figures import median, p95, table, told
from bot.dialogue.engine import Dialogue
from bot.dialogue.events import Answered, PromptEnded, Understood
from bot.dialogue.state import Plan, Setup
from bot.script.model import Script
from bot.script.parse import parse
from bot.script.values import typed_values
from bot.spoken import Value
from bot.understanding.model import Understanding, Why

NOW = datetime(2026, 11, 22, 12)
NAMES = (
    "Anna", "Victor", "Margaret", "Daniel", "Sophie", "Peter", "Helen", "Irene", "Oscar", "George", "Paula", "Simon",
)  # fmt: skip
CONTACTS = 200
EVENTS = 40_000
ROUNDS = 7
SCRIPTS = ("discount_offer", "why_did_you_leave", "unused_bonus")
HEAD = ("script", "Understood", "median µs", "p95 µs", "a second", f"a second, fastest whole round of {ROUNDS}")


def contacts(script: Script, rng: random.Random) -> list[dict[str, Value]]:
    """Typed rows of different people."""
    rows = []
    for _ in range(CONTACTS):
        row = {
            "first_name": rng.choice(NAMES),
            "last_purchase_on": str(date(2021, 1, 1) + timedelta(days=rng.randrange(1500))),
            "discount": f"{rng.randrange(5, 50) * 100} UAH",
            "balance": str(rng.randrange(20, 2000)),
            "expires_on": str(NOW.date() + timedelta(days=rng.randrange(5, 60))),
            "worth": f"{rng.randrange(20, 2000)} UAH",
        }
        values, messages = typed_values(script, row, "en", NOW.date())
        assert not messages, messages
        rows.append(values)
    return rows


def play(script: Script, rows: list[dict[str, Value]], seed: int) -> list[float]:
    """Seconds each Understood took, over many whole calls."""
    seconds: list[float] = []
    rng = random.Random(seed)
    plan = Plan()
    while len(seconds) < EVENTS:
        arm = rng.choice(script.arms or ("",))
        dialogue = Dialogue(Setup(script, "en", rng.choice(rows), NOW, seed=rng.randrange(100), arm=arm, plan=plan))
        dialogue.handle(Answered(), 0.0)
        dialogue.tick(2.0)
        clock = 2.0
        asked = dialogue.expecting
        while asked is not None and asked.turn:
            intent = rng.choice(asked.answers + asked.asides)
            event = Understood(asked.step, asked.turn, Understanding(intent, 1.0, "act", Why("bench")))
            clock += 1.0
            dialogue.handle(PromptEnded(), clock)
            begun = time.process_time()
            dialogue.handle(event, clock)
            seconds.append(time.process_time() - begun)
            before, asked = asked, dialogue.expecting
            if asked is before:  # a listening noise asks nothing anew
                break
    return seconds


def row(name: str, sources: dict[str, str]) -> tuple[str, ...]:
    script = parse(f"scripts/{name}.yaml", sources).script
    assert script is not None, f"scripts/{name}.yaml has errors: winback check {name}"
    rows = contacts(script, random.Random(7))
    rounds = [play(script, rows, 1) for _ in told(f"{name}, rounds", range(ROUNDS))]
    fastest = [min(event) for event in zip(*rounds, strict=True)]
    rate, whole = len(fastest) / sum(fastest), len(fastest) / min(map(sum, rounds))
    return (
        name, f"{len(fastest):,}", f"{median(fastest) * 1e6:.1f}", f"{p95(fastest) * 1e6:.1f}", f"{rate:,.0f}",
        f"{whole:,.0f}",
    )  # fmt: skip


def main() -> None:
    sources = {str(path): path.read_text(encoding="utf-8") for path in sorted(Path("scripts").rglob("*.yaml"))}
    print(table(HEAD, [row(name, sources) for name in SCRIPTS]))


if __name__ == "__main__":
    main()
