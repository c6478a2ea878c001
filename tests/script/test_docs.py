"""The documents say what the program does: every field is named, every example runs, every rule has its anchor."""

import os
import re
from pathlib import Path
from typing import get_args

import pytest

from bot.script import outline, outline_file
from bot.script.check import review
from bot.script.model import ASIDES, AUTHOR_DISPOSITIONS, LANGUAGES, SlotType
from bot.script.parse import parse_phrases
from bot.script.rules import page
from bot.script.variable import BUILT_IN
from bot.source.shape import Group
from bot.spoken import FORMS, TYPES

ROOT = Path(__file__).parents[2]
LANGUAGE = (ROOT / "docs/script-language.md").read_text(encoding="utf-8")
EXAMPLES = [text for text in re.findall(r"```yaml\n(.*?)```", LANGUAGE, re.DOTALL) if not text.startswith("#")]
HOUSE = (ROOT / "scripts/common/house.yaml").read_text(encoding="utf-8")
KEYS = {
    name
    for module in (outline, outline_file)
    for group in vars(module).values()
    if isinstance(group, Group)
    for name in group.names
}
FORM_NAMES = {form for kind, forms in FORMS.items() if kind in TYPES for form in forms}


@pytest.mark.parametrize(
    "name",
    sorted({
        *KEYS, *LANGUAGES, *ASIDES, *AUTHOR_DISPOSITIONS, *get_args(SlotType), *BUILT_IN, *TYPES, *FORM_NAMES,
    }),
)  # fmt: skip
def test_the_field_reference_names_everything_an_author_can_write(name: str) -> None:
    in_code = " ".join(re.findall(r"`([^`\n]+)`", LANGUAGE))
    assert re.search(rf"\b{name}\b", in_code), f"docs/script-language.md does not name `{name}`"


def test_the_field_reference_has_examples() -> None:
    assert len(EXAMPLES) >= 8


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split(":")[0])
def test_every_example_of_the_field_reference_runs(example: str) -> None:
    if example.startswith("library: phrases"):
        assert parse_phrases(example, "scripts/common/phrases/en.yaml")[1] == ()
        return
    sources = {"scripts/common/house.yaml": HOUSE, "scripts/shoes.yaml": example}
    if not example.startswith("script:"):
        # A part of a script is read as a library of the whole one above it.
        whole = EXAMPLES[0].replace("[common/house.yaml]", "[common/house.yaml, part.yaml]")
        house = HOUSE if "asides:" not in example else re.sub(r"  still_there:\n(    .*\n)+", "", HOUSE)
        sources = {
            "scripts/common/house.yaml": house,
            "scripts/part.yaml": f"library: part\n{example}",
            "scripts/shoes.yaml": whole,
        }
    assert review("scripts/shoes.yaml", sources).problems == ()


def test_the_page_of_rules_is_written_from_the_rules() -> None:
    """`WRITE_GOLDEN=1 pytest tests/script/test_docs.py` writes it anew."""
    path = ROOT / "docs/rules.md"
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(page(), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == page()
