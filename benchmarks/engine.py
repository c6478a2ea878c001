"""How many Understood a second the dialogue engine handles, single core, without audio or understanding.

Plays the shipped scripts with random expected intents from a seed; prints median and p95 of the time an event takes.
"""

from __future__ import annotations

import random
import statistics
import time
from datetime import datetime
from pathlib import Path

from bot.dialogue.engine import Dialogue
from bot.dialogue.events import Answered, Understood
from bot.dialogue.state import Plan, Setup
from bot.script.parse import parse
from bot.script.values import typed_values
from bot.understanding.model import Understanding, Why

ROW = {"first_name": "Anna", "last_purchase_on": "2025-05-04", "balance": "340", "expires_on": "2026-12-24", "worth": "340 UAH"}


def main() -> None:
    sources = {str(path): path.read_text(encoding="utf-8") for path in Path("scripts").rglob("*.yaml")}
    now = datetime(2026, 11, 22, 12)
    for name in ("discount_offer", "why_did_you_leave", "unused_bonus"):
        script = parse(f"scripts/{name}.yaml", sources).script
        assert script is not None
        values, _ = typed_values(script, ROW, "en", now.date())
        seconds: list[float] = []
        rng = random.Random(7)
        plan = Plan()
        while len(seconds) < 30_000:
            setup = Setup(script, "en", values, now, seed=rng.randrange(100), arm=rng.choice(("bold", "neutral")), plan=plan)
            dialogue = Dialogue(setup)
            dialogue.handle(Answered(), 0.0)
            dialogue.tick(2.0)
            clock = 2.0
            while not dialogue.done and dialogue.expecting is not None and dialogue.expecting.turn:
                asked = dialogue.expecting
                intent = rng.choice(asked.answers + asked.asides)
                event = Understood(asked.step, asked.turn, Understanding(intent, 1.0, "act", Why("bench")))
                clock += 1.0
                begun = time.perf_counter()
                dialogue.handle(event, clock)
                seconds.append(time.perf_counter() - begun)
                if dialogue.expecting is asked:
                    break
        median = statistics.median(seconds)
        p95 = statistics.quantiles(seconds, n=20)[-1]
        print(f"{name}: {len(seconds)} Understood, median {median * 1e6:.1f} us, p95 {p95 * 1e6:.1f} us, {len(seconds) / sum(seconds):,.0f} a second")


if __name__ == "__main__":
    main()
