"""How a conversation that is being tried looks: what the bot says, and why-lines, short by default and in full."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bot.cli.shell import shortly
from bot.rehearsal.acts import OPENERS

if TYPE_CHECKING:
    from bot.rehearsal.conversation import Line
    from bot.rehearsal.tryout import Exchange, Tryout
    from bot.script.model import Script
    from bot.source import Span, WinbackError
    from bot.understanding.model import Understanding

ACTED: Final = {"act": "acted on", "confirm": "asked to confirm it", "ask": "not sure enough, asked again"}

LAYERS: Final = {
    "exact": "it stands written in the script or the phrase library, word for word",
    "noise": "what recognisers make of noise",
    "lexicon": "a pattern of the language's lexicon, which always counts",
    "backchannel": "a listening noise",
    "polarity": "words of yes and no, and nothing else",
    "misheard": "how a recogniser is known to mishear it",
    "invitation": "it lets the bot talk on, and agrees to nothing",
    "machine": "only answering machines say this",
    "classifier": "nobody wrote these words down; the classifier weighed them, corrected by the lexicon",
    "slot": "the value that was asked for",
    "nothing": "no words",
}
"""What decided, by the name `Why.layer` has for it (understanding.understander)."""

SAID_BY_THE_RULE: Final = ("no_match", "no_input", "other", "confirm", "opt_out_doubt")
"""Notes that the line above them has said already."""


OVER: Final = "the call is over: /back takes the last reply back, /again begins anew, /save FILE keeps it, ? lists all"


class Screen:
    """What an author sees, told line by line through `tell`; `live`: somebody sits there and may be told what to do."""

    def __init__(self, tell: Callable[[str], None], live: bool = False) -> None:
        self._tell = tell
        self._live = live

    def note(self, text: str) -> None:
        self._tell(told("note", text))

    def lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._tell(line)

    def problem(self, error: WinbackError) -> None:
        """All mistakes of an author's files as `check` shows them, or what is wrong with an order."""
        from bot.source import SourceError

        self._tell(str(error) if isinstance(error, SourceError) else f"error: {error}")

    def over(self) -> None:
        self.note(OVER)

    def exchanges(
        self, tryout: Tryout, exchanges: Sequence[Exchange], echo: bool = False, leaving: bool = False
    ) -> None:
        """What came of each move (`echo`: and the move itself), and what the call came to."""
        from bot.rehearsal.typed import as_typed

        for exchange in exchanges:
            if exchange.line is not None and (echo or exchange.line.kind in OPENERS):
                self._tell(f"> {as_typed(exchange.line, tryout.language)}")
            self.lines(exchange_lines(tryout.script, exchange))
        if tryout.finish is not None:
            self.lines(ending_lines(tryout))
            if self._live and not leaving:
                self.over()

    def played_again(self, before: Tryout, now: Tryout, why: str, lost: Sequence[Line]) -> None:
        """What is different in the same call: other words, or another way; `lost` are moves that come after the end."""
        from bot.rehearsal.tryout import changes
        from bot.rehearsal.typed import as_typed

        found = list(changes(before.exchanges, now.exchanges))
        self.note(f"{why}; this call {'now goes like this:' if found else 'goes as before'}")
        for change in found:
            if change.parted:
                self.exchanges(now, now.exchanges[change.at :], echo=True)
            else:
                said = zip(before.exchanges[change.at].said, now.exchanges[change.at].said, strict=True)
                self.lines(bot_line(new.text) for old, new in said if old.text != new.text)
        if found and lost:
            self.note(f"not heard any more: {', '.join(f'“{as_typed(line, now.language)}”' for line in lost)}")


def bot_line(text: str) -> str:
    return f"{click.style('bot   ', fg='cyan')}  {text}"


def told(label: str, text: str) -> str:
    """One reason: a label and what it says, dimmed."""
    return click.style(f"{label:<6}  {text}", dim=True)


def exchange_lines(script: Script, exchange: Exchange) -> Iterator[str]:
    """The reasons in short, then what the bot says."""
    meant = exchange.meant
    if meant is not None:
        yield told("meant", f"{_meant(meant)} · {_why(meant)}")
    rule = _rule(script, exchange)
    if rule:
        yield told("rule", rule)
    quiet = (*SAID_BY_THE_RULE, "slot") if meant is not None else SAID_BY_THE_RULE
    for note in exchange.notes:
        if note.what not in quiet:
            yield told("note", f"{note.what}: {note.text}")
    for moment in exchange.said:
        yield bot_line(moment.text)


def full_lines(script: Script, exchange: Exchange) -> Iterator[str]:
    """Everything that is known about one move of the callee's."""
    asked, meant = exchange.asked, exchange.meant
    if asked is not None and asked.step:
        step = script.steps[asked.step]
        about = f", to confirm {asked.confirming}" if asked.confirming else ""
        yield told("asked", f"{step.id}{about}{_place(step.span)}")
        yield told("", f"answers: {', '.join(asked.answers) or '-'}")
        if asked.slot is not None:
            yield told("", f"value: {asked.slot.name} ({asked.slot.type})")
        yield told("", f"everywhere: {', '.join(asked.asides)}")
    if meant is not None:
        why = meant.why
        yield told("heard", f"“{meant.text}”")
        yield told("meant", _meant(meant))
        yield told("by", f"{why.layer}: {LAYERS.get(why.layer, why.layer)}")
        if why.phrase:
            yield told("like", f"“{why.phrase}”{_likeness(meant)}")
        if why.runner_up:
            yield told("next", f"{why.runner_up} {why.runner_up_p:.3f}")
        if why.note:
            yield told("but", why.note)
    rule = _rule(script, exchange)
    yield told("rule", rule or "none of the script's")
    for note in exchange.notes:
        yield told("note", f"{note.what}: {note.text}")
    for moment in exchange.said:
        yield told("says", f"{moment.what}: {moment.text}")


def ending_lines(tryout: Tryout) -> Iterator[str]:
    """What the call came to, what is kept of it and what was promised."""
    from bot.call.minutes import promised
    from bot.call.transcript import plain_slots

    finish = tryout.finish
    assert finish is not None, "a call has an ending once it is over"
    slots = plain_slots(finish.slots)
    late = tryout.opted_out and finish.disposition != "do_not_call"
    outcome = "" if late else finish.outcome
    head = click.style("do_not_call" if late else finish.disposition, bold=True) + (f" ({outcome})" if outcome else "")
    but = "; but asked never to be called again" if late else ""
    yield f"{head}, decided by {finish.decided_by}: {finish.why}{but}"
    if slots:
        yield "slots: " + ", ".join(f"{name} = {value}" for name, value in slots.items())
    if outcome:
        promises = promised(tryout.script.outcomes[outcome], slots)
        if promises:
            yield "promised: " + ", ".join(f"{promise.kind} {promise.what}" for promise in promises)


def _meant(meant: Understanding) -> str:
    from bot.call.transcript import plain_slots

    if meant.intent is None:
        return f"nothing for sure (none of the answers {meant.p:.2f}), asked again"
    slots = "".join(f", {name} = {value}" for name, value in plain_slots(meant.slots).items())
    return f"{meant.intent} {meant.p:.2f}{slots}, {ACTED[meant.action]}"


def _why(meant: Understanding) -> str:
    why = meant.why
    parts = [f"{why.layer}, like “{why.phrase}”{_likeness(meant)}" if why.phrase else why.layer]
    if why.runner_up:
        parts.append(f"next {why.runner_up} {why.runner_up_p:.2f}")
    return " · ".join([*parts, why.note] if why.note else parts)


def _likeness(meant: Understanding) -> str:
    return f" {meant.why.likeness:.2f}" if meant.why.likeness else ""


def _rule(script: Script, exchange: Exchange) -> str:
    """The script's entry that was followed, and where it led; "" where nothing came of the move."""
    from bot.rehearsal.reason import rule_of

    rule = rule_of(script, exchange)
    if rule is None:
        return ""
    return f"{rule.name} → {_whither(exchange)}{_place(rule.span)}"


def _whither(exchange: Exchange) -> str:
    finish, asks, asked = exchange.finish, exchange.asks, exchange.asked
    if finish is not None:
        return f"{finish.outcome or finish.disposition}, the end"
    if asks is None:
        return "nothing is asked"
    if asks.confirming:
        return f"asks to confirm {asks.confirming}"
    return f"{asks.step} again" if asked is not None and asks.step == asked.step else asks.step


def _place(span: Span) -> str:
    return f" ({shortly(Path(span.file))}:{span.line})" if span.line else ""
