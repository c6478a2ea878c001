"""What a conversation's lines do on the stage: the call picked up, then one act a line.

Knows how a written line becomes a callee's move; refuses to know what was expected of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bot.dialogue.state import Setup
from bot.rehearsal.conversation import MEANINGS, Conversation, Line
from bot.rehearsal.stage import Stage
from bot.script.model import Script
from bot.script.values import typed_values
from bot.source import WinbackError
from bot.understanding.model import Understander, Understanding, Why

OPENERS: Final = ("picks_up", "machine")
"""Lines that, standing first, are heard before the greeting."""


def opened(script: Script, conversation: Conversation, language: str, understander: Understander) -> Stage:
    """The call of a conversation, up to its first line. Raises WinbackError for contact fields that cannot be used."""
    as_of = conversation.as_of
    values, messages = typed_values(script, conversation.contact, language, as_of.date())
    if messages:
        whose = f"{conversation.name}: " if conversation.name else ""
        raise WinbackError(whose + "; ".join(messages))
    setup = Setup(
        script, language, values, as_of, conversation.seed, conversation.arm, conversation.attempt,
        conversation.keypad_only,
    )  # fmt: skip
    stage = Stage(setup, understander)
    first = conversation.lines[0].kind if conversation.lines else ""
    if first == "machine":
        stage.pick_up()
    elif first != "picks_up":
        stage.begin()
    return stage


def act(stage: Stage, line: Line, language: str) -> None:
    """The callee does what the line says."""
    said = _said(line, language)
    for _ in range(line.times):
        ACTS[line.kind](stage, said)


def _said(line: Line, language: str) -> str | Understanding:
    """Words in this language, or a meaning."""
    if line.texts:
        return line.texts[language]
    name = line.names[0] if line.names else ""
    if line.kind in MEANINGS:
        return Understanding(name, 1.0 if line.action == "act" else 0.5, line.action, Why("rehearsal"), name)
    return name


def _hear(stage: Stage, said: str | Understanding, over_bot: bool = False) -> None:
    if isinstance(said, Understanding):
        stage.mean(said, over_bot)
    else:
        stage.hear(said, over_bot)


ACTS: Final[Mapping[str, Callable[[Stage, str | Understanding], None]]] = {
    "picks_up": lambda stage, said: stage.begin(said),
    "machine": lambda stage, said: stage.machine(str(said)),
    "hears": _hear,
    "means": _hear,
    "interrupts": lambda stage, said: _hear(stage, said, over_bot=True),
    "murmurs": lambda stage, said: stage.murmur(said),
    "noise": lambda stage, said: stage.cough(over_bot=said == "over_bot"),
    "presses": lambda stage, said: stage.press(str(said)),
    "waits": lambda stage, _: stage.wait(),
    "hangs_up": lambda stage, said: stage.hang_up(over_bot=said == "over_bot"),
}
