"""What `check --deep` prints: how well a script tells its phrases apart, and which it takes for what."""

from __future__ import annotations

from collections.abc import Iterator

from bot.understanding.separation import WRONG_ACTS_BUDGET, Reply, Separation, Tally

MOST_CONFUSIONS = 10
MOST_EXAMPLES = 12
WEAK_SHARE = 0.05
"""Intents mistaken more often than this are listed; the others only counted."""


def separation_lines(script: str, language: str, found: Separation) -> Iterator[str]:
    """Lines for a terminal: the verdict, the questions, the weakest intents, what is confused, examples."""
    whole = found.whole.estimate
    verdict = "over" if whole > WRONG_ACTS_BUDGET else "within"
    yield f"{script} ({language}): {_shares(found.whole)}"
    yield f"  of callees' replies some {whole:.1%} wrongly: {verdict} the budget of {WRONG_ACTS_BUDGET:.0%}"
    yield "  question"
    for step, tally in found.steps.items():
        by_itself = f": over {WRONG_ACTS_BUDGET:.0%} by itself, look here" if tally.estimate > WRONG_ACTS_BUDGET else ""
        yield f"    {step:<22} {_shares(tally)}{by_itself}"
    weak = [(intent, tally) for intent, tally in found.intents.items() if tally.wrong_share > WEAK_SHARE]
    if weak:
        yield f"  intents mistaken more often than {WEAK_SHARE:.0%} ({len(found.intents) - len(weak)} are not)"
        for intent, tally in sorted(weak, key=lambda each: -each[1].wrong_share):
            yield f"    {intent:<22} {_shares(tally)}"
    if found.confused:
        yield "  most often confused"
        for (meant, taken), count in list(found.confused.items())[:MOST_CONFUSIONS]:
            yield f"    {meant} taken for {taken}: {count}"
        yield "  for example"
        for reply in _examples(found.wrong):
            why = f"p {reply.taken.p:.2f}, {reply.taken.why}"
            yield f"    {reply.step}: “{reply.text}” means {reply.meant}, taken for {reply.taken.intent} ({why})"


def _examples(wrong: tuple[Reply, ...]) -> list[Reply]:
    """One a phrase, in the order found."""
    firsts = {reply.text: reply for reply in reversed(wrong)}
    return list(reversed(firsts.values()))[:MOST_EXAMPLES]


def _shares(tally: Tally) -> str:
    return (
        f"{tally.replies:>6} replies, {tally.wrong_share:>5.1%} acted on wrongly, "
        f"{tally.asked / tally.replies:>5.1%} asked again"
    )
