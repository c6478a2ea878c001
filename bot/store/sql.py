"""The named statements of writes.sql and reads.sql: SQL is taken from there only, values come as parameters only."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib import resources
from typing import Final

encode: Final = json.JSONEncoder(ensure_ascii=False).encode
"""JSON text as columns hold it; made once, because json.dumps would make an encoder a row."""

NAME: Final = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def statements(file: str) -> Mapping[str, str]:
    """The statements of a package file, by the name in the `-- name:` line above each."""
    text = resources.files("bot.store").joinpath(file).read_text("utf-8")
    parts = NAME.split(text)[1:]
    return dict(zip(parts[::2], (body.strip() for body in parts[1::2]), strict=True))


WRITES: Final = statements("writes.sql")
READS: Final = statements("reads.sql")
