"""The one voice-activity detector, on a human voice."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from bot.edge.audio import read_wav
from bot.edge.vad import SileroVoiceActivity, voiced_s

pytestmark = pytest.mark.engine

FRAME = 1024


@pytest.fixture(scope="module")
def reading():
    """A person reading Dickens: 44 s, from the moonshine-voice package."""
    package = Path(find_spec("moonshine_voice").origin).parent
    return read_wav(package / "assets" / "two_cities.wav").pcm


def heard(pcm):
    ear = SileroVoiceActivity()
    return [ear.probability(pcm[at : at + FRAME]) for at in range(0, len(pcm) - FRAME + 1, FRAME)]


def hold_music(seconds):
    at = np.arange(16000 * seconds) / 16000
    notes = (220, 277, 330, 440, 554)
    chord = sum(
        np.sin(2 * np.pi * hz * at) * (1 + np.sin(2 * np.pi * 0.7 * (n + 1) * at)) for n, hz in enumerate(notes)
    )
    return (chord * 0.05 * 32767).astype("<i2").tobytes()


def test_silence_is_not_speech():
    assert max(heard(bytes(FRAME * 60))) < 0.1


def test_a_person_is_speech(reading):
    assert 30 < voiced_s(reading) < 44


def test_calls_do_not_share_a_memory(reading):
    alone = heard(reading[: FRAME * 60])
    one, two = SileroVoiceActivity(), SileroVoiceActivity()
    frames = [reading[at : at + FRAME] for at in range(0, FRAME * 60, FRAME)]
    together = [(one.probability(frame), two.probability(bytes(FRAME)))[0] for frame in frames]
    assert together == alone


def test_hold_music_does_not_deafen_it(reading):
    sentence = reading[: 16000 * 2 * 3]
    after_music = heard(hold_music(30) + sentence)[-len(sentence) // FRAME :]
    alone = heard(sentence)
    assert sum(p > 0.5 for p in after_music) > 0.9 * sum(p > 0.5 for p in alone)


def test_a_frame_of_another_length_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="a frame is 1024 bytes, not 320"):
        SileroVoiceActivity().probability(bytes(320))
