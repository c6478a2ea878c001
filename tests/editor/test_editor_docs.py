"""The tables of docs/script-language.md say what editors say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.script import outline, outline_file
from bot.script.schema import modeline
from bot.source.shape import Flag, Group, Key, Length, Whole

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/script-language.md").read_text(encoding="utf-8")
TABLES = {
    "The head of a script": outline_file.SCRIPT,
    "Steps": outline.STEP,
    "Objections": outline.OBJECTION,
    "Outcomes": outline.OUTCOME,
}


def rows(section: str) -> dict[str, list[str]]:
    """The first table under a heading: cells after the first, by the name in the first."""
    text = PAGE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    table = re.search(r"(\n\|.*)+", text)
    assert table is not None, section
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table[0].strip().splitlines()[2:]]
    return {cells[0].strip("`"): cells[1:] for cells in lines}


def default_of(key: Key) -> str | None:
    """As the tables write it; None where words say it."""
    shape = key.shape
    if key.required:
        return "needed"
    if not isinstance(shape, Flag | Whole | Length) or shape.default is None:
        return None
    return str(shape.default).lower() if isinstance(shape, Flag) else f"{shape.default:g}"


@pytest.mark.parametrize(("section", "group"), TABLES.items(), ids=TABLES)
def test_the_tables_say_what_editors_say(section: str, group: Group) -> None:
    table = rows(section)
    assert {name: cells[0] for name, cells in table.items()} == {key.name: key.about for key in group.keys}
    for key in group.keys:
        if len(table[key.name]) > 1 and default_of(key):
            assert table[key.name][1] == default_of(key), key.name


def test_the_page_shows_the_first_line_of_a_script() -> None:
    assert f"\n{modeline('scripts/mine.yaml', 'script')}\n" in PAGE
