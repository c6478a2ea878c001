"""A few thousand spoiled files, the same every time, and all that ever broke something. `make fuzz` tries a million."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.source import Problem, Span, WinbackError
from tests.fuzz.mutate import Mutator
from tests.fuzz.pieces import SOUND, beginnings
from tests.fuzz.run import Tally, fuzz, guarded, keep, place_of, tried
from tests.fuzz.targets import HOUSE, MAIN, PART, PHRASES, TARGETS, CrashError, judge, review

COUNT = 2_000
FOUND = sorted((Path(__file__).parent / "found").iterdir())


def test_spoiled_files_break_nothing() -> None:
    tally = fuzz(2026, range(COUNT), kept=None)
    assert tally.crashes == {}
    assert set(tally.tried) == set(TARGETS)


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_once_broke_something_is_read_or_refused(path: Path) -> None:
    with guarded():
        assert tried(TARGETS[path.name.partition("-")[0]], path.read_bytes()) in ("", "refused")


def test_every_target_has_beginnings_and_one_script_is_sound() -> None:
    assert set(beginnings()) == set(TARGETS)
    sources = {MAIN: SOUND.read_text("utf-8"), PART: "library: part\n", "scripts/common/house.yaml": HOUSE}
    assert review(MAIN, sources, phrases=PHRASES).problems == ()


def test_the_same_number_makes_the_same_bytes_whatever_was_made_before() -> None:
    one, other = Mutator(1), Mutator(1)
    first = [one.make(number) for number in range(40)]
    assert [other.make(number) for number in reversed(range(40))] == first[::-1]
    assert [Mutator(2).make(number) for number in range(40)] != first


def test_what_breaks_is_told_by_its_place_and_kept(tmp_path: Path) -> None:
    def breaks(_data: bytes) -> None:
        raise KeyError("gone")

    def refuses(_data: bytes) -> None:
        raise WinbackError("no")

    def hangs(_data: bytes) -> None:
        while True:
            pass

    with guarded():
        came = tried(breaks, b"a")
        assert came.endswith("KeyError: 'gone'\n")
        assert place_of(came).endswith(", in breaks: KeyError")
        assert tried(refuses, b"a") == "refused"
        assert tried(hangs, b"a", most_s=0.02).endswith("tests.fuzz.run.Hang\n")
    keep(tmp_path / "new", "script-1", b"a: b", came)
    assert sorted(file.name for file in (tmp_path / "new").iterdir()) == ["script-1", "script-1.txt"]


def test_crashes_of_several_runs_are_told_together() -> None:
    whole = Tally()
    for name in ("a", "b"):
        part = Tally(refused=1, crashes={"here": [name]})
        part.tried["script"] += 2
        whole.add(part)
    assert (whole.tried["script"], whole.refused, whole.crashes) == (4, 2, {"here": ["a", "b"]})


@pytest.mark.parametrize(
    "problem",
    [
        Problem("no-such-rule", "x", Span("f", 1, 1, 1, 2)),
        Problem("yaml-tab", "x", Span("f", 1, 1, 1, 2), severity="warning"),
        Problem("yaml-tab", "x", Span("g", 1, 1, 1, 2)),
        Problem("yaml-tab", "x", Span("f", 9, 1, 9, 2)),
        Problem("yaml-tab", "x", Span("f", 1, 9, 1, 10)),
        Problem("yaml-tab", "x", Span("f", 1, 3, 1, 2)),
        Problem("yaml-tab", "x", Span("f", 1, 1, 1, 9)),
    ],
)
def test_a_problem_nobody_can_make_sense_of_is_a_crash(problem: Problem) -> None:
    with pytest.raises(CrashError):
        judge([problem], {"f": "a: b"}, {"yaml-tab": ""})
    judge([Problem("yaml-tab", "x", Span("f", 1, 4, 1, 5))], {"f": "a: b"}, {"yaml-tab": ""})
