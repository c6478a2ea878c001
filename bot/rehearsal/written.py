"""Conversations written down in the format of docs/rehearsals.md, so that reading them gives the same again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from bot.rehearsal.conversation import Conversation, Ending, Line, Rehearsals

INDENT: Final = "  "
_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*")
"""What needs no quotes: ids, and dots between them."""


def file_text(name: str, script: str, conversations: Iterable[Conversation]) -> str:
    """A whole file of rehearsals with one script."""
    head = f"rehearsals: {scalar(name)}\nscript: {scalar(script)}\nconversations:\n"
    return head + "".join(item_text(each) for each in conversations)


def with_one_more(text: str, before: Rehearsals, conversation: Conversation) -> str:
    """The text of a file with one conversation more at its end, its dash under that of the last one.

    Whether that is where the list ends only reading it can tell.
    """
    last = text.splitlines()[before.conversations[-1].span.line - 1] if before.conversations else ""
    indent = max(0, last.find("-")) if last else len(INDENT)
    return f"{text.rstrip()}\n{item_text(conversation, indent)}"


def item_text(conversation: Conversation, indent: int = len(INDENT)) -> str:
    """One conversation as an item of the list; every line ends with a newline, `indent` is the dash's column from 0."""
    usual = Conversation("", ())
    fields = [f"name: {quoted(conversation.name)}"]
    if conversation.arm:
        fields.append(f"arm: {scalar(conversation.arm)}")
    if conversation.seed != usual.seed:
        fields.append(f"seed: {conversation.seed}")
    if conversation.attempt != usual.attempt:
        fields.append(f"attempt: {conversation.attempt}")
    if conversation.keypad_only:
        fields.append("keypad_only: yes")
    if conversation.languages and not any(line.texts for line in conversation.lines):
        fields.append(f"languages: [{', '.join(conversation.languages)}]")
    fields.append(f"as_of: {quoted(conversation.as_of.isoformat())}")
    if conversation.contact:
        fields.append(f"contact: {_mapping(conversation.contact)}")
    fields.append("lines:")
    fields += [f"{INDENT}- {line.kind}: {_value(line)}" for line in conversation.lines]
    margin = " " * indent
    return f"{margin}- " + f"\n{margin}{INDENT}".join(fields) + "\n"


def _value(line: Line) -> str:
    if line.ending is not None:
        return _ending(line.ending)
    if line.texts:
        return _mapping(line.texts)
    if line.kind == "waits":
        return "yes" if line.times == 1 else str(line.times)
    if line.action != "act":
        return f"{{intent: {scalar(line.names[0])}, action: {line.action}}}"
    names = [scalar(name) for name in line.names]
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


def _ending(ending: Ending) -> str:
    fields = [f"disposition: {ending.disposition}"]
    if ending.outcome is not None:
        fields.append(f"outcome: {scalar(ending.outcome)}")
    if ending.slots is not None:
        slots = (f"{scalar(name)}: {_slot(texts)}" for name, texts in ending.slots.items())
        fields.append(f"slots: {{{', '.join(slots)}}}")
    if ending.opted_out is not None:
        fields.append(f"opted_out: {'yes' if ending.opted_out else 'no'}")
    return f"{{{', '.join(fields)}}}"


def _slot(texts: Mapping[str, str]) -> str:
    return quoted(texts[""]) if "" in texts else _mapping(texts)


def _mapping(texts: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{scalar(key)}: {quoted(text)}' for key, text in texts.items())}}}"


def scalar(text: str) -> str:
    """A name as it is where it needs no quotes."""
    return text if _PLAIN.fullmatch(text) else quoted(text)


def quoted(text: str) -> str:
    """In double quotes; what cannot be printed is written by its number."""
    return '"' + "".join(_letter(letter) for letter in text) + '"'


def _letter(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    if letter == " " or letter.isprintable():
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) <= 0xFFFF else f"\\U{ord(letter):08x}"
