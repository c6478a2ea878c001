"""Phrase libraries as they are read from files: parsed once per content, anew when anything is not as it was."""

import pickle
from pathlib import Path

import pytest

from bot.assemble.libraries import Parsed, made_by, parsed_library
from bot.script.phrase import parse_phrases

PATH = "scripts/common/phrases/en.yaml"
TEXT = """library: phrases
language: en
intents:
  yes: ["yes", "go on"]
  no:
    - not today
    - no
other: ["is it raining"]
machine_greetings: ["please leave a message"]
"""


def read(text: str, cache: Path) -> Parsed:
    """As a process that begins."""
    parsed_library.cache_clear()
    return parsed_library(text, PATH, cache)


def test_what_was_kept_is_what_was_parsed_with_its_places(tmp_path: Path) -> None:
    library, problems = parse_phrases(TEXT, PATH)
    for _ in range(2):
        again, told = read(TEXT, tmp_path)
        assert again == library
        assert library is not None
        assert again is not None
        assert again.places == library.places
        assert told == problems == ()
    assert len([*tmp_path.iterdir()]) == 1


def test_a_phrase_more_is_another_library(tmp_path: Path) -> None:
    read(TEXT, tmp_path)
    library, _ = read(TEXT.replace('"go on"', '"go on", "sure"'), tmp_path)
    assert library is not None
    assert library.intents["yes"] == ("yes", "go on", "sure")
    assert len([*tmp_path.iterdir()]) == 2


def test_mistakes_are_found_at_every_look(tmp_path: Path) -> None:
    for _ in range(2):
        library, problems = read(TEXT.replace('"go on"', '"yes"'), tmp_path)
        assert library is None
        assert [(problem.rule, problem.span.line) for problem in problems] == [("duplicate-name", 4)]
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("left", [b"", b"\x80\x05cut", pickle.dumps(None)])
def test_what_a_power_cut_left_is_parsed_anew(tmp_path: Path, left: bytes) -> None:
    library, _ = read(TEXT, tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(left)
    assert read(TEXT, tmp_path)[0] == library
    assert kept.read_bytes() != left


def test_a_folder_that_cannot_be_written_is_no_matter(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    library, problems = read(TEXT, tmp_path / "file" / "cache")
    assert (library is not None, problems) == (True, ())


def test_the_code_of_a_room_and_its_word_lists_have_one_digest() -> None:
    assert made_by("bot.source") == made_by("bot.source") != made_by("bot.source", "bot.understanding")
