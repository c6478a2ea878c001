"""What an author types while trying a script: words, stage directions and slash moves of the callee, and orders.

Pure: a text in, a Line for the stage or an Order for the chat out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.rehearsal.conversation import Line
from bot.source import WinbackError, did_you_mean

ORDERS: Final[Mapping[str, str]] = {
    "/why": "everything about the last reply: what was asked, what else it could have been, which rule was followed",
    "/back": "take the last reply back; /back 3 takes three",
    "/again": "begin the call again",
    "/contact": "whose call this is; begin again with another: /contact 3, /contact 0671234567, /contact balance=500",
    "/machine": "begin again: an answering machine picks up",
    "/language": "begin again in another language: /language uk",
    "/arm": "begin again with another arm: /arm neutral",
    "/save": "write this call down as a rehearsal: /save FILE [NAME]; a file that is there gets one more",
    "/quit": "leave; as Ctrl-D",
    "/help": "this; as ?",
}
"""What the chat itself does, and how it is explained."""

MOVES: Final[Mapping[str, str]] = {
    "/silence": "nothing is said; as an empty line, or (silence)",
    "/key": "telephone keys: /key 9, /key 10#, or (presses 9)",
    "/over": "words over the bot, so that it falls silent: /over stop it, or (interrupts) stop it",
    "/noise": "a sound without words; or (noise)",
    "/hangup": "the callee ends the call; or (hangs up)",
}
"""What the callee does."""

DIRECTIONS: Final[Mapping[str, str]] = {
    "silence": "/silence", "presses": "/key", "interrupts": "/over", "noise": "/noise", "hangs up": "/hangup",
}  # fmt: skip
"""The same in brackets, as scripts of plays have it."""

KEYS: Final = frozenset("0123456789*#")
MACHINE: Final = Line("machine", names=("unbroken speech",))
HANGS_UP: Final = Line("hangs_up", names=("yes",))

_DIRECTION: Final = re.compile(r"\(\s*([^)]*?)\s*\)\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Order:
    """`name` is one of ORDERS, `rest` what stood behind it."""

    name: str
    rest: str = ""


def read_typed(text: str, language: str) -> Line | Order:
    """Raises WinbackError for a command there is none of, or one that lacks its words or keys."""
    text = text.strip()
    if text == "?":
        return Order("/help")
    direction = _DIRECTION.fullmatch(text)
    if direction:
        text = _in_slashes(*direction.groups())
    if text and not text.startswith("/"):
        return Line("hears", texts={language: text})
    name, _, rest = text.partition(" ")
    name, rest = name or "/silence", rest.strip()
    if name in ORDERS:
        return Order(name, rest)
    if name in MOVES:
        return _MADE[name](rest, language)
    hint = did_you_mean(name, [*ORDERS, *MOVES]) or "? lists what there is"
    raise WinbackError(f"“{name}” is not known here; {hint}")


def as_typed(line: Line, language: str) -> str:
    """A move of the callee's as it is typed: words, or a stage direction."""
    told = line.texts[language] if line.texts else "".join(line.names)
    return told if line.kind == "hears" else _SHOWN.get(line.kind, line.kind).format(told)


_SHOWN: Final[Mapping[str, str]] = {
    "picks_up": "(picks up) {}",
    "machine": "(an answering machine picks up)",
    "waits": "(silence)",
    "presses": "(presses {})",
    "interrupts": "(interrupts) {}",
    "noise": "(noise)",
    "hangs_up": "(hangs up)",
}
"""What this page reads, but for the first two, which begin a call."""


def _in_slashes(told: str, rest: str) -> str:
    """ "(presses 9)" as "/key 9"."""
    for direction, command in DIRECTIONS.items():
        if told == direction or told.startswith(f"{direction} "):
            return f"{command} {told.removeprefix(direction)} {rest}"
    hint = did_you_mean(told, DIRECTIONS) or f"there are: {', '.join(f'({each})' for each in DIRECTIONS)}"
    raise WinbackError(f"“({told})” is not known here; {hint}")


def _pressed(keys: str, _: str) -> Line:
    keys = "".join(keys.split())
    if not keys or not KEYS.issuperset(keys):
        raise WinbackError(f"“{keys}” are no telephone keys; they are 0 to 9, * and #: /key 9")
    return Line("presses", names=(keys,))


def _over(words: str, language: str) -> Line:
    if not words:
        raise WinbackError("what does the callee say over the bot? /over stop it")
    return Line("interrupts", texts={language: words})


_MADE: Final[Mapping[str, Callable[[str, str], Line]]] = {
    "/silence": lambda _, __: Line("waits"),
    "/key": _pressed,
    "/over": _over,
    "/noise": lambda _, __: Line("noise", names=("yes",)),
    "/hangup": lambda _, __: HANGS_UP,
}
