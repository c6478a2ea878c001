"""What editors are told of scripts, libraries and phrase libraries: a JSON Schema each, and the line that names it.

Pure: written from `outline`, never by hand. Whoever has files writes them to SCHEMAS under the scripts folder.
"""

from __future__ import annotations

from typing import Final

from bot.script.outline_file import LIBRARY, PHRASES, SCRIPT
from bot.source.json_schema import Json, json_schema

FOLDER: Final = "schema"
"""Beside the scripts, so that a scripts folder can be moved as a whole."""


def schemas() -> dict[str, Json]:
    """The schema of each kind of file in the scripts folder."""
    return {
        "script": json_schema(SCRIPT, "Call script", "What the bot says, what may be answered, how a call may end."),
        "library": json_schema(LIBRARY, "Library of call scripts", "Parts that scripts include."),
        "phrases": json_schema(PHRASES, "Phrase library", "What people say in one language, by what they mean."),
    }


def schema_name(kind: str) -> str:
    """The file of a kind's schema."""
    return f"{kind}.schema.json"


def modeline(file: str, kind: str, scripts: str = "scripts") -> str:
    """The first line of a file, by which editors find the schema of its kind; without a line break.

    `file` and the scripts folder are paths with `/` from the same place.
    """
    here, there = file.split("/")[:-1], [*scripts.split("/"), FOLDER, schema_name(kind)]
    while here and there and here[0] == there[0]:
        here, there = here[1:], there[1:]
    return f"# yaml-language-server: $schema={'/'.join([*('..' for _ in here), *there])}"
