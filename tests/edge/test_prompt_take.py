"""What a microphone gave, on its way into the house."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from bot.edge.audio import read_wav
from bot.edge.prompt_take import LEAD_S, LONGEST_S, TAIL_S, PromptTake, read_take
from bot.edge.tts_sound import LEVEL_DBFS, active_level_dbfs, samples_of
from bot.source import WinbackError

RATE = 48_000
VOICE = Path(__file__).parents[2] / "audio/callees/d01_yes_eager.wav"
"""A voice over a telephone: from 0 to 1.7 s it says "Yes, sure, go ahead." """


def tone(seconds: float = 1.0, peak: float = 0.1, rate: int = RATE) -> np.ndarray:
    return peak * np.sin(2 * np.pi * 300 * np.arange(int(rate * seconds)) / rate)


def among(sound: np.ndarray, noise: float = 1e-4, rate: int = RATE) -> np.ndarray:
    """The sound in a room: half a second of it before and 0.7 s after."""
    silent = np.concatenate([np.zeros(int(0.5 * rate)), sound, np.zeros(int(0.7 * rate))])
    return silent + np.random.default_rng(1).normal(size=silent.size) * noise


def taken(folder: Path, samples: np.ndarray, rate: int = RATE, subtype: str = "PCM_24") -> PromptTake:
    path = folder / "take.wav"
    soundfile.write(path, samples, rate, subtype=subtype)
    before = path.read_bytes()
    found = read_take(path)
    assert path.read_bytes() == before
    return found


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000, 96_000, 192_000])
def test_any_rate_is_cut_to_its_words_and_brought_to_level(tmp_path: Path, rate: int) -> None:
    found = taken(tmp_path, among(tone(rate=rate), rate=rate), rate)
    assert found.seconds == pytest.approx(1.0, abs=0.03)
    assert len(found.pcm) / 32_000 == pytest.approx(found.seconds + LEAD_S + TAIL_S, abs=0.001)
    assert active_level_dbfs(found.pcm) == pytest.approx(LEVEL_DBFS, abs=0.2)
    assert (found.hz, found.clipped_s, found.note) == (rate, 0.0, "")


@pytest.mark.parametrize("peak", [0.003, 0.03, 0.9])
def test_level_and_room_are_measured(tmp_path: Path, peak: float) -> None:
    found = taken(tmp_path, among(tone(peak=peak), noise=peak / 100))
    assert found.level_dbfs == pytest.approx(20 * np.log10(peak / 2**0.5), abs=0.2)
    # Two thirds of the noise lie above 8 kHz and are gone with the rate.
    assert found.level_dbfs - found.noise_dbfs == pytest.approx(37 + 4.5, abs=2)


def test_a_file_without_silence_gets_it(tmp_path: Path) -> None:
    found = taken(tmp_path, tone())
    samples = samples_of(found.pcm)
    assert samples.size == round((LEAD_S + 1.0 + TAIL_S) * 16_000)
    assert not samples[: int(LEAD_S * 16_000)].any()


def test_a_click_is_no_beginning_and_words_in_noise_are_kept(tmp_path: Path) -> None:
    clicking = among(tone())
    clicking[1000:1100] = 0.9
    assert taken(tmp_path, clicking).seconds == pytest.approx(1.0, abs=0.05)
    assert taken(tmp_path, among(tone(), noise=0.01)).seconds == pytest.approx(1.0, abs=0.05)


def test_two_channels_become_one_and_mirrored_ones_do_not_vanish(tmp_path: Path) -> None:
    sound = among(tone())
    assert taken(tmp_path, np.stack([sound, sound], 1)).pcm == taken(tmp_path, sound).pcm
    mirrored = taken(tmp_path, np.stack([sound, -0.9 * sound], 1))
    assert mirrored.note == "its two channels cancel each other out, so the louder one is used alone"
    assert mirrored.level_dbfs == pytest.approx(-23, abs=0.2)
    one_sided = taken(tmp_path, np.stack([sound, 0 * sound], 1))
    assert (one_sided.note, round(one_sided.level_dbfs)) == ("", -29)


def test_a_constant_offset_is_taken_away(tmp_path: Path) -> None:
    assert taken(tmp_path, among(tone()) + 0.2).level_dbfs == pytest.approx(-23, abs=0.2)


def test_what_was_too_loud_is_measured_as_clipped_but_not_what_only_reaches_full_scale(tmp_path: Path) -> None:
    assert taken(tmp_path, np.clip(tone(peak=2.0), -1, 1), subtype="PCM_16").clipped_s == pytest.approx(2 / 3, abs=0.02)
    assert taken(tmp_path, tone(peak=32767 / 32768), subtype="PCM_16").clipped_s == 0
    beyond = taken(tmp_path, tone(peak=2.0), subtype="FLOAT")
    assert (beyond.clipped_s, round(active_level_dbfs(beyond.pcm))) == (0, LEVEL_DBFS)


@pytest.mark.parametrize("sound", [np.zeros(RATE), np.eye(1, RATE, 500)[0]], ids=["silence", "a click"])
def test_where_nothing_sounds_nothing_is_left(tmp_path: Path, sound: np.ndarray) -> None:
    found = taken(tmp_path, sound)
    assert (found.pcm, found.seconds, found.measured().voiced_s) == (b"", 0.0, 0.0)


def test_a_voice_is_told_from_a_tone(tmp_path: Path) -> None:
    voice, rate = soundfile.read(VOICE, frames=int(1.72 * 8000))
    found = taken(tmp_path, voice, rate)
    assert found.measured().voiced_s > 1
    assert taken(tmp_path, among(tone())).measured().voiced_s < 0.1
    assert taken(tmp_path, voice, rate).pcm == found.pcm


@pytest.mark.parametrize(
    ("samples", "said"),
    [
        (np.zeros((0, 1)), "holds no audio, only a header"),
        (np.zeros((100, 3)), "has 3 channels"),
        (np.full((100, 1), np.nan), "holds samples that are not numbers"),
        (np.zeros((int(LONGEST_S * 8000) + 1, 1)), "is longer than 120 s; record one text a file"),
    ],
)
def test_what_cannot_be_used_is_said(tmp_path: Path, samples: np.ndarray, said: str) -> None:
    with pytest.raises(WinbackError, match=said):
        taken(tmp_path, samples, 8000, "FLOAT")
    with pytest.raises(WinbackError, match="cannot be read"):
        read_take(tmp_path / "nowhere.wav")
    soundfile.write(tmp_path / "cut.wav", np.zeros(100), 8000)
    (tmp_path / "cut.wav").write_bytes((tmp_path / "cut.wav").read_bytes()[:45])
    with pytest.raises(WinbackError, match="holds no audio; record it again"):
        read_take(tmp_path / "cut.wav")
    soundfile.write(tmp_path / "slow.wav", np.zeros(100), 4000)
    with pytest.raises(WinbackError, match="4000 Hz; 8000 to 192000 Hz can be read"):
        read_take(tmp_path / "slow.wav")


def test_a_take_written_and_read_is_the_same_bytes(tmp_path: Path) -> None:
    from bot.edge.audio import write_wav

    found = taken(tmp_path, among(tone()))
    write_wav(tmp_path / "kept.wav", [found.pcm])
    assert read_wav(tmp_path / "kept.wav").pcm == found.pcm
