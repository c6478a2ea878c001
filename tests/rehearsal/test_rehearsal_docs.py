"""docs/rehearsals.md says what can be written, and its example plays."""

import re
from pathlib import Path

import pytest

from bot.rehearsal import conversation
from bot.rehearsal.conversation import KINDS, read_rehearsals

PAGE = (Path(__file__).parents[2] / "docs/rehearsals.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*KINDS, "arm", "seed", "attempt", "keypad_only", "languages", "contact", "as_of"])
def test_everything_that_can_be_written_is_named(name):
    in_code = " ".join(re.findall(r"`([^`\n]+)`", PAGE)) + " ".join(re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))
    assert re.search(rf"\b{name}\b", in_code)


def test_the_example_can_be_read():
    example = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1]
    found = read_rehearsals(example, "example.yaml")
    assert [one.languages for one in found.conversations] == [("en", "uk")]
    assert conversation.ANYTHING in PAGE


def test_the_difference_shown_is_what_the_command_prints():
    """tests/cli/test_diff.py compares the same file with the command."""
    shown = re.search(r"\$ winback diff small\n(.*?)```", PAGE, re.DOTALL)[1]
    assert shown == (Path(__file__).parents[1] / "cli/diff.txt").read_text(encoding="utf-8")
