"""A contact's row and a script's constants as typed values: what prompts and conditions speak of.

Pure: rows come as text by column, dates are reckoned from `as_of`. Messages name the column, not the row: whoever reads
the list knows that.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.script.model import Script, Variable
from bot.spoken import Count, SpokenError, Value, parse_value


def typed_values(
    script: Script, row: Mapping[str, str], language: str, as_of: date
) -> tuple[dict[str, Value], tuple[str, ...]]:
    """Every known variable of a call by name, and one sentence for each cell that cannot be used.

    An empty cell counts as missing; missing ones take the script's default, or stay unknown where not required.
    """
    values: dict[str, Value] = {}
    messages: list[str] = []
    for variable in script.contact.values():
        text = row.get(variable.name, "").strip() or variable.default
        if text is None:
            if variable.required:
                messages.append(f"column “{variable.name}” is empty, and {script.id} cannot do without it")
            continue
        _put(values, messages, variable, text, language, as_of)
    for variable in script.values.values():
        if variable.default is not None:
            _put(values, messages, variable, variable.default, language, as_of)
    return values, tuple(messages)


def _put(
    values: dict[str, Value], messages: list[str], variable: Variable, text: str, language: str, as_of: date
) -> None:
    try:
        if variable.type == "count":
            number = parse_value("number", text, as_of)
            assert isinstance(number, int)
            values[variable.name] = Count(number, variable.unit.get(language, ()))
        else:
            values[variable.name] = parse_value(variable.type, text, as_of)
    except SpokenError as error:
        messages.append(f"column “{variable.name}”: {error}")
