"""Recordings judged by their figures."""

from dataclasses import replace

import pytest

from bot.spoken import seconds_to_say
from bot.spoken.take import Finding, Heard, Measured, judge

WORDS = "Shall I text you the code for the discount?"
GOOD = Measured(
    seconds=seconds_to_say(WORDS, "en"), voiced_s=2.0, level_dbfs=-24.0, noise_dbfs=-70.0, clipped_s=0.0, hz=44_100
)


def told(measured: Measured, heard: Heard | None = None) -> list[tuple[str, str]]:
    return [(finding.weight, finding.what) for finding in judge(measured, WORDS, "en", heard)]


def test_a_good_recording_needs_no_word() -> None:
    assert told(GOOD) == told(GOOD, Heard(WORDS, 0, 9)) == []


@pytest.mark.parametrize(
    ("figures", "weight", "what"),
    [
        ({"voiced_s": 0.0}, "fault", "no voice is heard in it"),
        ({"level_dbfs": -51.0, "noise_dbfs": -90.0}, "fault", "too quiet: the voice is at -51 dBFS"),
        ({"clipped_s": 0.02}, "fault", "clipped for 20 ms"),
        ({"clipped_s": 0.0004}, "remark", "a few peaks are clipped (0.4 ms)"),
        ({"noise_dbfs": -36.0}, "fault", "too noisy: the room is only 12 dB below the voice"),
        ({"noise_dbfs": -48.0}, "remark", "the room is heard (24 dB below the voice)"),
        ({"hz": 8000}, "remark", "recorded at 8000 Hz, no better than a telephone"),
        ({"seconds": 0.2}, "doubt", f"too short: 0.2 s, where about {GOOD.seconds:.1f} s are reckoned"),
        ({"seconds": 9.0}, "doubt", f"too long: 9.0 s, where about {GOOD.seconds:.1f} s are reckoned"),
    ],
)
def test_each_figure_that_is_wrong_is_told(figures: dict[str, float], weight: str, what: str) -> None:
    assert told(replace(GOOD, **figures)) == [(weight, what)]


def test_every_fault_says_what_to_do() -> None:
    bad = replace(GOOD, level_dbfs=-60.0, noise_dbfs=-61.0, clipped_s=1.0)
    found = judge(bad, WORDS, "en")
    assert len(found) == 3
    assert all(finding.do for finding in found)


def test_what_is_no_good_as_a_sound_is_not_judged_by_its_length_and_words() -> None:
    assert told(replace(GOOD, level_dbfs=-60.0, seconds=0.1), Heard("", 9, 9)) == [
        ("fault", "too quiet: the voice is at -60 dBFS"),
        ("fault", "too noisy: the room is only 10 dB below the voice"),
    ]


@pytest.mark.parametrize(
    ("wrong", "of", "doubted"), [(1, 1, False), (2, 3, True), (3, 9, False), (4, 9, True), (2, 6, False)]
)
def test_a_third_of_the_words_may_be_heard_wrong_and_one_in_any_text(wrong: int, of: int, doubted: bool) -> None:
    found = judge(GOOD, WORDS, "en", Heard("something else", wrong, of))
    assert bool(found) == doubted
    assert all(finding.weight == "doubt" and "heard “something else”" in finding.what for finding in found)


def test_a_recogniser_that_hears_nothing_is_told() -> None:
    assert judge(GOOD, WORDS, "en", Heard("", 9, 9)) == (
        Finding("doubt", "the recogniser hears no words in it", "listen to it"),
    )
