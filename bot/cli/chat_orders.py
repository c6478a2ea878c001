"""What an author types at the workbench: the callee's moves, and orders to the chat itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.cli.chat_view import full_lines, told
from bot.cli.contact import other_contact
from bot.cli.contact_view import contact_lines
from bot.rehearsal.acts import OPENERS
from bot.rehearsal.typed import MACHINE, MOVES, ORDERS, Order, as_typed, read_typed
from bot.source import WinbackError

if TYPE_CHECKING:
    from bot.cli.workbench import Workbench
    from bot.rehearsal.conversation import Line

HELP_COLUMN: Final = 11


def obey(bench: Workbench, text: str) -> bool:
    """Do what a line says, after what has changed meanwhile was taken in; False where it says to leave."""
    bench.refresh()
    try:
        read = read_typed(text, bench.tryout.language)
        if not isinstance(read, Order):
            bench.move(read)
        elif read.name == "/quit":
            return False
        else:
            OBEYED[read.name](bench, read.rest)
    except WinbackError as error:
        bench.screen.problem(error)
    return True


def _help(bench: Workbench, _: str) -> None:
    bench.screen.lines(["What is typed is what the callee says. What else they can do:"])
    bench.screen.lines(f"  {name:<{HELP_COLUMN}}{text}" for name, text in MOVES.items())
    bench.screen.lines(["And you:"])
    bench.screen.lines(f"  {name:<{HELP_COLUMN}}{text}" for name, text in ORDERS.items())
    bench.screen.lines(["Save the script, or the phrases, while the call goes on: it is played again at once."])


def _why(bench: Workbench, _: str) -> None:
    """Everything about the last move."""
    tryout = bench.tryout
    last = tryout.exchanges[-1]
    if last.line is None:
        raise WinbackError("the callee has done nothing yet")
    bench.screen.lines([told("said", as_typed(last.line, tryout.language)), *full_lines(tryout.script, last)])


def _back(bench: Workbench, rest: str) -> None:
    """Take moves back, the last one or so many; first words before the greeting stay."""
    if rest and not (rest.isdecimal() and int(rest)):
        raise WinbackError(f"“{rest}” is no number of replies; /back takes one back, /back 3 three")
    lines = bench.tryout.lines
    least = 1 if lines and lines[0].kind in OPENERS else 0
    keep = max(least, len(lines) - int(rest or 1))
    if keep == len(lines):
        raise WinbackError("the callee has done nothing yet that could be taken back")
    bench.try_call(replace(bench.call, lines=lines[:keep]))
    taken = ", ".join(f"“{as_typed(line, bench.tryout.language)}”" for line in lines[keep:])
    bench.screen.note(f"taken back: {taken}; before that the bot had said:")
    bench.screen.exchanges(bench.tryout, bench.tryout.exchanges[-1:])


def _again(bench: Workbench, _: str) -> None:
    bench.try_call(replace(bench.call, lines=_first_words(bench)))
    bench.begin()


def _contact(bench: Workbench, rest: str) -> None:
    if not rest:
        call = bench.call
        bench.screen.lines(contact_lines(bench.tryout.script, bench.whom, call.languages[0], call.as_of.date()))
        return
    bench.try_contact(other_contact(bench.whom, rest, bench.newest), _first_words(bench))
    bench.begin()


def _first_words(bench: Workbench) -> tuple[Line, ...]:
    """What a call that begins again begins with."""
    lines = bench.call.lines
    return lines[:1] if lines and lines[0].kind == "picks_up" else ()


def _machine(bench: Workbench, _: str) -> None:
    bench.try_call(replace(bench.call, lines=(MACHINE,)))
    bench.begin()


def _language(bench: Workbench, rest: str) -> None:
    """Words of one language mean nothing in another: the call begins anew."""
    if not rest:
        spoken = ", ".join(bench.tryout.script.languages)
        raise WinbackError(f"which language? {bench.tryout.script.id} has: {spoken}")
    bench.try_call(replace(bench.call, lines=(), languages=(rest,)))
    bench.begin()


def _arm(bench: Workbench, rest: str) -> None:
    if not rest:
        arms = ", ".join(bench.tryout.script.arms) or "none"
        raise WinbackError(f"which arm? {bench.tryout.script.id} has: {arms}")
    bench.try_call(replace(bench.call, lines=(), arm=rest))
    bench.begin()


def _save(bench: Workbench, rest: str) -> None:
    path, _, name = rest.partition(" ")
    if not path:
        raise WinbackError("where to? /save FILE.yaml, and a name for the conversation behind it if you like")
    bench.save(Path(path), name.strip())


OBEYED: Final[Mapping[str, Callable[[Workbench, str], None]]] = {
    "/why": _why,
    "/back": _back,
    "/again": _again,
    "/contact": _contact,
    "/machine": _machine,
    "/language": _language,
    "/arm": _arm,
    "/save": _save,
    "/help": _help,
}
"""By the names of `ORDERS`; `/quit` is up to `obey`."""
