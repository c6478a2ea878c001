"""Between 16 and 8 kHz: lengths never change, pieces make no difference, and voices come through."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.edge.sip_audio import TAPS, Narrowed, Widened

LENGTHS = st.lists(st.integers(0, 400).map(lambda n: 2 * n), max_size=8)


def tone(hertz, rate, seconds=0.5):
    return (np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate) * 8000).astype("<i2")


def loudness(samples):
    """Of a tone: its amplitude, once the filter has filled."""
    return np.sqrt(2 * np.mean(samples[TAPS:] ** 2))


@given(LENGTHS)
def test_pieces_of_any_length_are_the_whole_in_pieces(lengths):
    sound = np.random.default_rng(1).integers(-9000, 9000, sum(lengths)).astype("<i2")
    for make, factor in ((Narrowed, 0.5), (Widened, 2)):
        whole, pieces, at = make().feed(sound.tobytes()), [], 0
        converter = make()
        for length in lengths:
            pieces.append(converter.feed(sound[at : at + length].tobytes()))
            at += length
        assert b"".join(pieces) == whole
        assert len(whole) == 2 * int(sound.size * factor)


@pytest.mark.parametrize("hertz", [300, 1000, 3000, 3400])
def test_what_a_telephone_carries_comes_through_as_it_was(hertz):
    narrow = np.frombuffer(Narrowed().feed(tone(hertz, 16_000).tobytes()), "<i2").astype(float)
    assert loudness(narrow) == pytest.approx(8000, rel=0.03)
    wide = np.frombuffer(Widened().feed(tone(hertz, 8000).tobytes()), "<i2").astype(float)
    assert loudness(wide) == pytest.approx(8000, rel=0.03)


def test_what_a_telephone_cannot_carry_does_not_come_back_as_another_tone():
    narrow = np.frombuffer(Narrowed().feed(tone(5000, 16_000).tobytes()), "<i2").astype(float)
    assert loudness(narrow) < 16


def test_widening_adds_no_mirror_image():
    wide = np.frombuffer(Widened().feed(tone(1000, 8000).tobytes()), "<i2").astype(float)[TAPS:]
    power = np.abs(np.fft.rfft(wide * np.hanning(wide.size))) ** 2
    hertz = np.fft.rfftfreq(wide.size, 1 / 16_000)
    assert power[hertz > 4600].sum() < power.sum() * 1e-5
