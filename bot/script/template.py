"""Prompt text with fields into a Template, and a Template with values into words to be spoken.

Knows the brace language: `{name}`, `{name:form}`, and `{, name}` whose lead and tail (punctuation and spaces)
are spoken only when the variable is known. Refuses to know how a value sounds: that is `bot.spoken`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from bot.script.model import Field, Template, Text
from bot.source import Reader, Scalar, WinbackError
from bot.spoken import DEFAULT_FORM, Count, Interval, Money, SpokenError, Value, speak

_FIELD: Final = re.compile(r"(?P<lead>[^\w{}]*)(?P<name>[a-z_][a-z0-9_]*)(?::(?P<form>[a-z_]+))?(?P<tail>[^\w{}]*)")
_BRACE: Final = re.compile(r"\{([^{}]*)\}|[{}]+")
_SPACES: Final = re.compile(r"[ \t\n]+")
_TYPES: Final[Mapping[type, str]] = {
    bool: "bool", str: "text", int: "number", Money: "money", Count: "count", Interval: "datetime",
    datetime: "datetime", date: "date",
}  # fmt: skip
_HOW: Final = "write {name}, {name:form}, or {, name} for one that may be missing"


def parse_template(node: Scalar, reader: Reader) -> Template:
    """The pieces of a prompt's text; what is wrong with its braces goes to the reader, and the rest is still read."""
    pieces: list[Text | Field] = []
    text, done = node.text, 0
    for double in re.finditer(r"\{\{|\}\}", text):
        where = node.part(double.start(), double.end())
        hint = "variables stand in one pair of braces: {name}"
        reader.problem("double-brace", f"“{double[0]}” is one brace too many", where, hint=hint, fix=double[0][0])
    for found in _BRACE.finditer(text):
        if found.start() > done:
            pieces.append(Text(text[done : found.start()]))
        done = found.end()
        field = None if found[1] is None else _FIELD.fullmatch(found[1])
        where = node.part(found.start(), found.end())
        if field is not None:
            pieces.append(Field(field["name"], field["form"] or "", field["lead"], field["tail"], where))
        elif found[1] is not None:
            reader.problem("bad-field", f"“{found[0]}” does not name a variable", where, hint=_HOW)
        elif len(found[0]) == 1:
            reader.problem("lone-brace", f"this “{found[0]}” has no partner", where, hint=_HOW)
    if done < len(text):
        pieces.append(Text(text[done:]))
    return tuple(pieces)


def fields(template: Template) -> tuple[Field, ...]:
    """The variables a template speaks of, in their order."""
    return tuple(piece for piece in template if isinstance(piece, Field))


def is_optional(field: Field) -> bool:
    """A field with a lead or a tail may be missing; then all three are silent."""
    return bool(field.lead or field.tail)


def plain_text(template: Template) -> str:
    """The template as its author would write it, spaces cleaned."""
    pieces = []
    for piece in template:
        if isinstance(piece, Text):
            pieces.append(piece.text)
        else:
            form = f":{piece.form}" if piece.form else ""
            pieces.append(f"{{{piece.lead}{piece.name}{form}{piece.tail}}}")
    return _clean("".join(pieces))


def render(template: Template, values: Mapping[str, Value], language: str, as_of: date) -> str:
    """The words to speak, `as_of` giving calendar words their meaning.

    Raises WinbackError when a variable that is not optional has no value, or cannot be said in the form asked for.
    """
    pieces = []
    for piece in template:
        if isinstance(piece, Text):
            pieces.append(piece.text)
            continue
        value = values.get(piece.name)
        if value is not None and value != "":
            pieces.append(f"{piece.lead}{_spoken(piece, value, language, as_of)}{piece.tail}")
        elif not is_optional(piece):
            raise WinbackError(
                f"a prompt needs “{piece.name}”, which has no value in this call: "
                f"give it a default, require it, or write {{, {piece.name}}}"
            )
    return _clean("".join(pieces))


def _spoken(field: Field, value: Value, language: str, as_of: date) -> str:
    try:
        return _speak(value, field.form or _default_form(value), language, as_of)
    except SpokenError as error:
        raise WinbackError(f"“{field.name}” cannot be spoken: {error}") from error


_speak: Final = lru_cache(maxsize=8192, typed=True)(speak)
"""Companies, dates and amounts recur from call to call; wording one anew takes 20-60 us, most of what a turn costs."""


def _default_form(value: Value) -> str:
    """The form of a value whose field names none; `parse` has filled in those that only a declared type tells."""
    return DEFAULT_FORM[_TYPES[type(value)]]


def _clean(text: str) -> str:
    """Runs of spaces and line breaks become one space; a no-break space (French, before “?”) is left alone."""
    if "  " in text or "\n" in text or "\t" in text:
        text = _SPACES.sub(" ", text)
    return text.strip(" ")
