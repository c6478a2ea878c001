"""Values asked for by a step: one small grammar per slot type. Refuses rather than guesses.

A `Reading` without a value is either absent (nothing of the kind was said) or refused (something was, but not surely
one value): `refused` then says why. Free text needs no grammar: `understander` settles it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bot.spoken import Interval
from bot.understanding.amount import read_money
from bot.understanding.callback import read_callback
from bot.understanding.choice import read_choice
from bot.understanding.phone import read_phone
from bot.understanding.reading import ABSENT, Asked, Reading
from bot.understanding.score import read_score

__all__ = ["Asked", "read_slot"]


def read_slot(asked: Asked) -> Reading:
    """The value of a slot that has a grammar; absent for free text."""
    grammar = GRAMMARS.get(asked.slot.type)
    return ABSENT if grammar is None else grammar(asked)


def _read_when(asked: Asked) -> Reading:
    held = asked.slot.held if isinstance(asked.slot.held, Interval) else None
    return read_callback(asked.words, asked.vocabulary, asked.now, held)


GRAMMARS: Final[Mapping[str, Callable[[Asked], Reading]]] = {
    "score": read_score,
    "number": read_score,
    "money": read_money,
    "phone": read_phone,
    "choice": read_choice,
    "callback_time": _read_when,
}
