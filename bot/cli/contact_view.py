"""How the contact of a call that is being tried looks: column by column, as written and as the bot says it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from bot.cli.chat_view import told
from bot.cli.shell import shortly

if TYPE_CHECKING:
    from bot.cli.contact import Contact
    from bot.script.model import Script, Variable
    from bot.spoken import Value


def contact_lines(script: Script, whom: Contact, language: str, as_of: date) -> Iterator[str]:
    """Where it comes from, every column the script has, and the names of the others."""
    from bot.script.values import typed_values

    values, _ = typed_values(script, whom.fields, language, as_of)
    yield told("whose", _origin(whom))
    width = max(map(len, script.contact), default=0)
    for variable in script.contact.values():
        cell = _cell(variable, whom.fields.get(variable.name, "").strip())
        yield told("", f"{variable.name:<{width}}  {cell}{_spoken(variable, cell, values, language, as_of)}")
    others = [name for name, cell in whom.fields.items() if name and cell and name not in script.contact]
    if others:
        yield told("", f"{script.id} does not ask for: {', '.join(others)}")


def _origin(whom: Contact) -> str:
    row = f", contact {whom.row}" if whom.row else ""
    origin = f"{shortly(whom.path)}{row}" if whom.path else "no file was given"
    return f"{origin}; set here: {', '.join(whom.changed)}" if whom.changed else origin


def _cell(variable: Variable, text: str) -> str:
    if text or variable.default is None:
        return text or "(empty)"
    return f"(empty, so {variable.default})"


def _spoken(variable: Variable, cell: str, values: dict[str, Value], language: str, as_of: date) -> str:
    """The words for it, where they are others than those written."""
    from bot.spoken import DEFAULT_FORM, SpokenError, speak

    if variable.name not in values:
        return ""
    try:
        words = speak(values[variable.name], DEFAULT_FORM[variable.type], language, as_of)
    except SpokenError:
        return ""
    return f": {words}" if words != cell else ""
