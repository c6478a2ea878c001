"""Recorded callees: what a sidecar says, what is wrong with it, and recordings that have none.

`WRITE_GOLDEN=1 pytest tests/edge/test_callee.py` writes the messages anew; read the difference before committing it.
"""

import os
import shutil
from array import array
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bot.edge.audio import read_wav, write_wav
from bot.edge.callee import Callee, Reply, read_callee
from bot.source import WinbackError

HERE = Path(__file__).parent / "sidecars"
CALLEES = Path(__file__).parents[2] / "audio" / "callees"
SECOND = 16_000


def levels(*seconds_and_level):
    return b"".join(array("h", [level] * round(seconds * SECOND)).tobytes() for seconds, level in seconds_and_level)


def recording(folder, name="somebody", sound=levels((1, 100), (1, 200))):
    write_wav(folder / f"{name}.wav", [sound])
    return folder / f"{name}.wav"


def written(folder, text):
    wav = recording(folder)
    wav.with_suffix(".yaml").write_text(text)
    return wav


@pytest.mark.parametrize("path", sorted(HERE.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_sidecar_shows_all_its_mistakes_with_their_lines(path, tmp_path):
    wav = recording(tmp_path, path.stem)
    shutil.copy(path, tmp_path)
    with pytest.raises(WinbackError) as told:
        read_callee(wav)
    shown = str(told.value).replace(f"{tmp_path}/", "") + "\n"
    golden = path.with_suffix(".expected.txt")
    if os.environ.get("WRITE_GOLDEN"):
        golden.write_text(shown)
    assert shown == golden.read_text()
    assert told.value.exit_code == 1


def test_a_sidecar_says_what_is_said_and_when(tmp_path):
    wav = written(
        tmp_path,
        """
callee: Olena
made: by hand
answers:
  - {from_s: 0, to_s: 0.5, says: "Yes."}
  - {from_s: 0.5, when: during_prompt, after_s: 300 ms, skip: 1}
  - {keys: "1*#", when: at_s, at_s: 7}
  - {from_s: 1, to_s: 1.25, hangs_up: yes, after_s: 0}
background: {from_s: 1, to_s: 2}
""",
    )
    sound = levels((1, 100), (1, 200))
    assert read_callee(wav) == Callee(
        "Olena",
        (
            Reply(sound[:SECOND], says="Yes."),
            Reply(sound[SECOND:], when="during_prompt", after=4800, skip=1),
            Reply(keys="1*#", when="at_s", after=7 * SECOND),
            Reply(levels((0.25, 200)), hangs_up=True, after=0),
        ),
        levels((1, 200)),
    )


@pytest.mark.parametrize(("rate", "subtype"), [(8000, "ULAW"), (8000, "ALAW"), (22050, "PCM_16"), (48000, "PCM_24")])
def test_times_are_seconds_whatever_the_recording_is_sampled_at(tmp_path, rate, subtype):
    at = np.arange(2 * rate) / rate
    sound = np.where(at < 1, 0.25, 0.5) * np.sin(2 * np.pi * 400 * at)
    soundfile.write(tmp_path / "somebody.wav", sound, rate, subtype)
    (tmp_path / "somebody.yaml").write_text("answers: [{from_s: 0, to_s: 1}, {from_s: 1, to_s: 2}]")
    first, second = read_callee(tmp_path / "somebody.wav").replies
    assert len(first.pcm) == len(second.pcm) == 2 * SECOND
    quiet, loud = (np.abs(np.frombuffer(reply.pcm, "<i2")[800:-800]).max() for reply in (first, second))
    assert quiet == pytest.approx(8192, rel=0.06)
    assert loud == pytest.approx(16384, rel=0.06)


def test_the_sidecar_names_the_callees_side_of_a_stereo_recording_and_the_caller_may_name_another(tmp_path):
    write_wav(tmp_path / "call.wav", [levels((1, 100)), levels((1, 200))])
    (tmp_path / "call.yaml").write_text("{channel: right, answers: [{from_s: 0}]}")
    assert read_callee(tmp_path / "call.wav").replies[0].pcm == levels((1, 200))
    assert read_callee(tmp_path / "call.wav", "left").replies[0].pcm == levels((1, 100))
    (tmp_path / "call.yaml").write_text("answers: [{from_s: 0}]")
    with pytest.raises(WinbackError, match="is stereo; say which channel the callee is on"):
        read_callee(tmp_path / "call.wav")


def test_a_sidecar_that_cannot_be_read_is_named(tmp_path):
    wav = recording(tmp_path)
    wav.with_suffix(".yaml").write_bytes("answers: [{says: Привіт}]".encode("cp1251"))
    with pytest.raises(WinbackError, match=r"somebody\.yaml:1:18: error\[encoding\]: this file is not UTF-8"):
        read_callee(wav)


def test_a_recording_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "somebody.yaml").write_text("answers: []")
    with pytest.raises(WinbackError, match=r"somebody\.wav: .*"):
        read_callee(tmp_path / "somebody.wav")


@pytest.mark.parametrize("name", ["d01_yes_eager", "d14_not_interested_twice", "d12_in_the_middle_of_something"])
def test_without_a_sidecar_a_recording_is_cut_at_its_pauses_noisy_or_not(tmp_path, name):
    """The demo's recordings have a second between answers, under noise of down to 20 dB."""
    known = read_callee(CALLEES / f"{name}.wav")
    spoken = [reply for reply in known.replies if reply.pcm]
    shutil.copy(CALLEES / f"{name}.wav", tmp_path)
    found = read_callee(tmp_path / f"{name}.wav").replies
    assert len(found) == len(spoken)
    assert all(reply.when == "after_prompt" for reply in found)
    for cut, reply in zip(found, spoken, strict=True):
        assert cut.pcm[3200:-3200] in read_wav(CALLEES / f"{name}.wav").pcm
        assert abs(len(cut.pcm) - len(reply.pcm)) < 0.5 * 2 * SECOND


def test_a_recording_of_nobody_holds_no_answers(tmp_path):
    assert read_callee(recording(tmp_path, sound=bytes(2 * SECOND))).replies == ()
