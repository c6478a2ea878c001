"""Reading whatever WAV an operator has, writing what a call said."""

import io
import os
import struct
import wave

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from bot.edge.audio import SILENCE_DBFS, Sound, duration_s, level_dbfs, read_wav, write_wav
from bot.source import WinbackError


def tone(rate, seconds=1.0, hz=440.0, peak=0.5):
    return (peak * np.sin(2 * np.pi * hz * np.arange(int(rate * seconds)) / rate)).astype(np.float32)


def samples(pcm):
    return np.frombuffer(pcm, "<i2")


def loudest_hz(pcm):
    return float(np.abs(np.fft.rfft(samples(pcm)[:16000])).argmax())


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 44100, 48000])
def test_every_sampling_rate_comes_out_as_the_same_tone_at_16_khz(tmp_path, rate):
    soundfile.write(tmp_path / "a.wav", tone(rate, 2.0), rate)
    sound = read_wav(tmp_path / "a.wav")
    assert sound.note == ""
    assert sound.duration_s == pytest.approx(2.0, abs=0.002)
    assert loudest_hz(sound.pcm) == 440
    assert level_dbfs(sound.pcm) == pytest.approx(-9.03, abs=0.1)


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ALAW", "ULAW"])
def test_every_encoding_comes_out_at_the_same_level(tmp_path, subtype):
    soundfile.write(tmp_path / "a.wav", tone(8000), 8000, subtype=subtype)
    assert level_dbfs(read_wav(tmp_path / "a.wav").pcm) == pytest.approx(-9.03, abs=0.15)


@given(st.binary(min_size=2, max_size=4000).map(lambda data: data[: len(data) // 2 * 2]))
def test_house_audio_survives_the_disk_bit_for_bit(tmp_path_factory, pcm):
    path = tmp_path_factory.mktemp("bits") / "a.wav"
    write_wav(path, [pcm])
    assert read_wav(path) == Sound(pcm)


def test_the_same_file_gives_the_same_bytes(tmp_path):
    soundfile.write(tmp_path / "a.wav", tone(44100, 3.3), 44100)
    assert read_wav(tmp_path / "a.wav") == read_wav(tmp_path / "a.wav")


def test_floats_beyond_full_scale_are_clipped_not_wrapped(tmp_path):
    soundfile.write(tmp_path / "a.wav", np.array([2.0, -2.0, 1.0], np.float32), 16000, subtype="FLOAT")
    assert samples(read_wav(tmp_path / "a.wav").pcm).tolist() == [32767, -32768, 32767]


def test_a_chosen_channel_of_stereo_is_read(tmp_path):
    soundfile.write(tmp_path / "a.wav", np.stack([tone(16000, hz=300), tone(16000, hz=900)], axis=1), 16000)
    assert loudest_hz(read_wav(tmp_path / "a.wav", "left").pcm) == 300
    assert loudest_hz(read_wav(tmp_path / "a.wav", "right").pcm) == 900


def test_stereo_without_a_choice_says_how_to_choose(tmp_path):
    soundfile.write(tmp_path / "a.wav", np.zeros((100, 2)), 16000)
    with pytest.raises(WinbackError, match=r"a\.wav: is stereo; say which channel .*channel: left"):
        read_wav(tmp_path / "a.wav")


def test_a_choice_that_mono_cannot_honour_is_noted(tmp_path):
    soundfile.write(tmp_path / "a.wav", tone(16000), 16000)
    assert read_wav(tmp_path / "a.wav", "right").note == "has one channel; right was asked for"


def test_a_header_that_promises_too_much_is_noted_and_the_rest_is_heard(tmp_path):
    soundfile.write(tmp_path / "a.wav", tone(16000, 2.0), 16000)
    whole = (tmp_path / "a.wav").read_bytes()
    (tmp_path / "cut.wav").write_bytes(whole[: 44 + 32000])
    sound = read_wav(tmp_path / "cut.wav")
    assert sound.note == "the header promises more audio than the file holds; read to the end of the file"
    assert sound.pcm == whole[44 : 44 + 32000]


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF])
def test_a_header_its_recorder_never_finished_is_noted_and_the_audio_is_heard(tmp_path, size):
    soundfile.write(tmp_path / "a.wav", tone(16000), 16000)
    whole = bytearray((tmp_path / "a.wav").read_bytes())
    whole[4:8] = whole[40:44] = struct.pack("<I", size)
    (tmp_path / "a.wav").write_bytes(whole)
    sound = read_wav(tmp_path / "a.wav")
    assert sound.note == "the header was never finished; read to the end of the file"
    assert sound.pcm == bytes(whole[44:])


def header(rate=16000, channels=1, frames=b"\0\0"):
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(frames)
    return file.getvalue()


def adpcm():
    file = io.BytesIO()
    soundfile.write(file, tone(8000), 8000, format="WAV", subtype="IMA_ADPCM")
    return file.getvalue()


def not_numbers():
    file = io.BytesIO()
    soundfile.write(file, np.array([0, np.nan, 0]), 16000, format="WAV", subtype="FLOAT")
    return file.getvalue()


def flac():
    file = io.BytesIO()
    soundfile.write(file, tone(16000), 16000, format="FLAC")
    return file.getvalue()


BROKEN = {
    "nothing at all": (b"", "is not a WAV file; convert it"),
    "text": (b"ring ring, hello? who is there?", "is not a WAV file; convert it"),
    "FLAC by another name": (flac(), "is not a WAV file; convert it"),
    "only a header": (header(frames=b""), "holds no audio, only a header"),
    "a header cut off": (header()[:30], "without a data chunk"),
    "an impossible format chunk": (header()[:20] + b"\xff" * 16 + header()[36:], "nobody can decode"),
    "half a sample": (header()[:-1], "holds no audio"),
    "too slow": (header(rate=4000), "is sampled at 4000 Hz"),
    "too fast": (header(rate=96000), "is sampled at 96000 Hz"),
    "a choir": (header(channels=6, frames=b"\0" * 24), "has 6 channels"),
    "ADPCM": (adpcm(), "is encoded as IMA_ADPCM"),
    "samples that are not numbers": (not_numbers(), "holds samples that are not numbers"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_named_with_a_reason(tmp_path, what):
    data, reason = BROKEN[what]
    path = tmp_path / "call.wav"
    path.write_bytes(data)
    with pytest.raises(WinbackError) as told:
        read_wav(path)
    assert str(told.value).startswith(f"{path}: ")
    assert reason in str(told.value)


def test_more_than_half_an_hour_is_refused(tmp_path):
    with soundfile.SoundFile(tmp_path / "long.wav", "w", 8000, 1, "PCM_U8") as out:
        for _ in range(30):
            out.write(np.zeros(8000 * 60))
        out.write(np.zeros(8000))
    with pytest.raises(WinbackError, match="longer than 30 minutes"):
        read_wav(tmp_path / "long.wav")


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(WinbackError, match=r"none\.wav: cannot be read \(No such file"):
        read_wav(tmp_path / "none.wav")
    with pytest.raises(WinbackError, match="cannot be read"):
        read_wav(tmp_path)


def test_a_call_is_written_with_the_callee_left_and_the_bot_right(tmp_path):
    callee, bot = b"\1\0" * 100, b"\2\0" * 160
    write_wav(tmp_path / "calls" / "1.wav", (callee, bot))
    assert read_wav(tmp_path / "calls" / "1.wav", "left").pcm == callee + b"\0\0" * 60
    assert read_wav(tmp_path / "calls" / "1.wav", "right").pcm == bot
    assert os.listdir(tmp_path / "calls") == ["1.wav"]


def test_a_disk_that_refuses_is_told_and_nothing_half_written_stays(tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(WinbackError, match="taken: cannot be written"):
        write_wav(tmp_path / "taken", [b"\0\0"])
    assert os.listdir(tmp_path) == ["taken"]


def test_levels_are_rms_against_full_scale():
    assert level_dbfs(np.full(100, -32768, "<i2").tobytes()) == 0.0
    assert level_dbfs(b"\0\0" * 100) == SILENCE_DBFS
    assert level_dbfs(b"") == SILENCE_DBFS
    assert duration_s(b"\0\0" * 8000) == 0.5
