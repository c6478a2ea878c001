"""Hostile files are refused or read as what they say, with little work: by every reader there is.

Work is counted in calls, not in seconds, so that a busy machine changes nothing.
`python -m benchmarks hostile` measures seconds and memory.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

import pytest

from bot.campaign.plan import read_campaign
from bot.cli.contact import read_contact
from bot.config import read_config
from bot.edge.tts_recordings import read_manifest
from bot.rehearsal.conversation import read_rehearsals
from bot.rehearsal.suite import read_suite
from bot.script.check import review
from bot.script.parse import parse_phrases
from bot.source import MAX_EVENTS, MOST, Node, Problem, SourceError, WinbackError, decode, read
from bot.textfile import is_file, read_text
from tests.source.hostile import HOSTILE, PLAIN
from tests.source.test_node import plain

CALLS = 30 * MAX_EVENTS
"""Calls that the worst file may cost: a few dozen for each piece it is let have."""
SMALL = {name: hostile for name, hostile in HOSTILE.items() if len(hostile.text) < 10_000}
LARGE = {"brackets", "ten megabytes"}


def came_of(text: bytes) -> tuple[Node | None, tuple[Problem, ...]]:
    try:
        return read(decode(text, "f.yaml"), "f.yaml")
    except SourceError as error:
        return None, error.problems


def calls_of(work: Callable[[], object]) -> int:
    """How many functions are called, Python's and C's."""
    count = 0

    def called(_frame: FrameType, event: str, _about: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_or_read_as_what_it_says(name: str) -> None:
    hostile = HOSTILE[name]
    node, problems = came_of(hostile.text)
    found = {problem.rule for problem in problems}
    assert len(problems) <= 100
    assert (hostile.expected in found) if hostile.expected != "read" else (node is not None and not found)
    if name in PLAIN:
        assert plain(node) == PLAIN[name]
    if hostile.expected in ("yaml-limit", "yaml-syntax", "encoding", "yaml-character"):
        assert node is None


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_little_work(name: str) -> None:
    assert calls_of(lambda: came_of(HOSTILE[name].text)) < CALLS


@pytest.mark.parametrize(
    "name", ["ten megabytes", "ten megabytes wide", "nul", "noise", "packed", "utf-16", "brackets"]
)
def test_size_bytes_and_depth_are_looked_at_before_anything_is_made_of_a_file(name: str) -> None:
    assert calls_of(lambda: came_of(HOSTILE[name].text)) < 1000


def test_a_file_of_too_many_pieces_is_refused_before_any_node_is_made() -> None:
    refused = calls_of(lambda: came_of(HOSTILE["items"].text))
    read_whole = calls_of(lambda: came_of(HOSTILE["keys"].text))
    assert refused < read_whole / 2


def test_a_script_of_nothing_but_mistakes_costs_little_work_too() -> None:
    text = decode(HOSTILE["keys"].text, "f.yaml")
    lost = "".join(f"  s{number}: {{next: gone{number}}}\n" for number in range(1000))
    script = (
        f"script: x\nlanguages: [en]\ngoal: interested\nstart: s0\nsteps:\n{lost}outcomes: {{a: {{disposition: x}}}}\n"
    )
    for each in (text, script):
        found = review("f.yaml", {"f.yaml": each}).problems
        assert len(found) <= 2 * MOST, "what the reader and what the check found"
        assert calls_of(lambda each=each: review("f.yaml", {"f.yaml": each})) < 3 * CALLS  # type: ignore[misc]


# --- every reader -----------------------------------------------------------------------------------------------------

HEAD = "script: x\ninclude: [part.yaml]\n"


def through_files(reading: Callable[[Path], object]) -> Callable[[bytes, Path], object]:
    def read_file(text: bytes, folder: Path) -> object:
        (folder / "file.yaml").write_bytes(text)
        return reading(folder / "file.yaml")

    return read_file


READERS: dict[str, Callable[[bytes, Path], object]] = {
    "script": lambda text, _: review("f.yaml", {"f.yaml": decode(text, "f.yaml")}),
    "include": lambda text, _: review("f.yaml", {"f.yaml": HEAD, "part.yaml": decode(text, "part.yaml")}),
    "phrases": lambda text, _: parse_phrases(decode(text, "f.yaml"), "f.yaml"),
    "rehearsals": lambda text, _: read_rehearsals(decode(text, "f.yaml"), "f.yaml"),
    "suite": lambda text, _: read_suite(decode(text, "f.yaml"), "f.yaml"),
    "config": through_files(read_config),
    "campaign": through_files(read_campaign),
    "contact": through_files(read_contact),
    "manifest": through_files(read_manifest),
}


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_reports_what_it_cannot_use(reader: str, tmp_path: Path) -> None:
    for name in sorted({*SMALL, *LARGE}):
        with suppress(SourceError):
            READERS[reader](HOSTILE[name].text, tmp_path)


# --- files ------------------------------------------------------------------------------------------------------------


def test_of_a_file_of_gigabytes_only_what_is_allowed_is_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.yaml").open("wb") as file:
        file.truncate(5 * 2**30)  # nothing of it is written
    with pytest.raises(SourceError) as caught:
        read_text(tmp_path / "huge.yaml")
    assert caught.value.problems[0].rule == "yaml-limit"


def test_a_folder_is_no_file_and_says_so(tmp_path: Path) -> None:
    with pytest.raises(WinbackError) as caught:
        read_text(tmp_path)
    assert str(caught.value) == f"{tmp_path}: cannot be read (is a directory); check its rights"
    assert not is_file(tmp_path)


def test_a_name_that_no_system_takes_is_no_file(tmp_path: Path) -> None:
    assert not is_file(tmp_path / ("x" * 5000))
    assert not is_file(tmp_path / "a\0b")


class Locked(Path):
    """A file in a folder that only others may enter (tests often run as somebody who may enter all)."""

    _flavour = type(Path())._flavour  # type: ignore[attr-defined]

    def is_file(self) -> bool:
        raise PermissionError(13, "Permission denied")


def test_a_folder_that_may_not_be_entered_is_told() -> None:
    with pytest.raises(WinbackError) as caught:
        is_file(Locked("there/f.yaml"))
    assert str(caught.value) == "there/f.yaml: cannot be read (permission denied); check its rights"
