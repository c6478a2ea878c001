"""Sound on its way from a voice to the telephone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.edge.tts_sound import (
    CEILING,
    LEVEL_DBFS,
    active_level_dbfs,
    cut_at_pauses,
    house,
    levelled,
    silence,
    trimmed,
)


def tone(seconds: float, level: float, hz: int = 16_000) -> bytes:
    """A 300 Hz sine as s16le; `level` is its peak, 0 to 1."""
    at = np.arange(round(seconds * hz)) / hz
    return (np.sin(2 * np.pi * 300 * at) * level * 32767).astype("<i2").tobytes()


def peak(pcm: bytes) -> float:
    return float(np.abs(np.frombuffer(pcm, "<i2").astype(np.int32)).max()) / 32768


@pytest.mark.parametrize("level", [0.01, 0.1, 0.9])
def test_quiet_and_loud_voices_come_out_equally_loud(level: float) -> None:
    pcm = tone(1, level) + silence(3) + tone(1, level)
    assert active_level_dbfs(levelled(pcm)) == pytest.approx(LEVEL_DBFS, abs=0.5)


def test_pauses_do_not_count_into_the_level() -> None:
    assert active_level_dbfs(tone(1, 0.1) + silence(9)) == pytest.approx(active_level_dbfs(tone(1, 0.1)), abs=0.3)


def test_a_single_crack_stays_under_the_ceiling() -> None:
    crack = np.full(40, 32767, "<i2").tobytes()
    assert peak(levelled(tone(1, 0.03) + crack + tone(1, 0.03))) <= CEILING + 0.001


def test_hiss_is_not_raised_to_the_level_of_speech() -> None:
    assert active_level_dbfs(levelled(tone(1, 0.0005))) < LEVEL_DBFS - 10


def test_silence_around_a_sentence_is_cut_to_the_margins() -> None:
    cut = trimmed(silence(1) + tone(0.5, 0.3) + silence(2))
    assert len(cut) / 32_000 == pytest.approx(0.58, abs=0.011)


def test_an_engine_that_said_nothing_gives_nothing() -> None:
    assert house(b"", 22_050) == b""
    assert house(silence(1), 22_050) == b""
    assert levelled(silence(1)) == silence(1)
    assert active_level_dbfs(b"") == -120


def test_an_engine_rate_becomes_the_house_rate_and_stays_the_same_bytes() -> None:
    pcm = tone(1, 0.3, 22_050)
    assert len(house(pcm, 22_050)) / 32_000 == pytest.approx(1, abs=0.05)
    assert house(pcm, 22_050) == house(pcm, 22_050)


def test_a_recording_is_cut_in_the_pause_near_where_its_letters_say() -> None:
    pcm = tone(1.0, 0.3) + silence(0.4) + tone(1.4, 0.3)
    first, second = cut_at_pauses(pcm, (10, 12))
    assert 1.0 <= first / 16_000 <= 1.4
    assert first + second == len(pcm) // 2


@given(
    st.lists(st.floats(0.01, 0.4), max_size=6),
    st.lists(st.floats(0, 50), min_size=1, max_size=5),
)
def test_pieces_of_a_recording_always_add_up(lengths: list[float], shares: list[float]) -> None:
    pcm = b"".join(tone(length, 0.3) + silence(length) for length in lengths)
    sizes = cut_at_pauses(pcm, tuple(shares))
    assert len(sizes) == len(shares)
    assert sum(sizes) == len(pcm) // 2
    assert min(sizes) >= 0
