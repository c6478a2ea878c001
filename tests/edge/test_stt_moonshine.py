"""English recognition with the real network: the same words at any concurrency, and none out of noise."""

import asyncio
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from bot.edge.audio import read_wav
from bot.edge.stt_moonshine import MoonshineRecognizer, MoonshineSettings
from bot.source import WinbackError

pytestmark = pytest.mark.engine

SECOND = 32_000


@pytest.fixture(scope="module")
def reading():
    package = Path(find_spec("moonshine_voice").origin).parent
    return read_wav(package / "assets" / "two_cities.wav").pcm


@pytest.fixture(scope="module")
def recognizer():
    made = MoonshineRecognizer(MoonshineSettings(threads=4))
    made.load()
    yield made
    made.close()


async def hear(listening, pcm):
    listening.begin(("hints", "are", "ignored"))
    for at in range(0, len(pcm), 1024):
        listening.feed(pcm[at : at + 1024])
    return await listening.finish()


async def test_a_person_is_understood(recognizer, reading):
    heard, *_ = await hear(recognizer.open("en"), reading[SECOND : 5 * SECOND])
    assert heard.text == "It was the best of times, it was the worst of times."
    assert 0.8 < heard.confidence <= 1


async def test_the_readings_of_an_utterance_differ_in_words_and_get_less_likely(recognizer):
    called = read_wav(Path(__file__).parents[2] / "audio" / "callees" / "s18_who_did_you_say.wav").pcm
    heard = await hear(recognizer.open("en"), called[int(8.90 * SECOND) : int(11.82 * SECOND)])
    wordings = ["".join(each for each in reading.text.lower() if each.isalpha()) for reading in heard]
    assert 2 <= len(set(wordings)) == len(wordings) <= 4
    assert [reading.confidence for reading in heard[:2]] == sorted(
        (each.confidence for each in heard[:2]), reverse=True
    )


async def test_a_long_utterance_is_cut_in_a_pause_and_no_word_is_lost(recognizer, reading):
    (heard,) = await hear(recognizer.open("en"), reading[: 24 * SECOND])
    for words in (
        "the age of foolishness",
        "epoch of belief",
        "season of light",
        "season of darkness",
        "spring of hope",
    ):
        assert words in heard.text


async def test_four_at_a_time_give_the_words_of_one_at_a_time(recognizer, reading):
    utterances = [reading[n * SECOND : (n + 3) * SECOND] for n in range(12)]
    one_by_one = [await recognizer.recognize(pcm) for pcm in utterances]
    listenings = [recognizer.open("en") for _ in utterances]
    together = await asyncio.gather(*map(hear, listenings, utterances))
    assert list(together) == one_by_one


async def test_an_utterance_begun_again_forgets_the_first(recognizer, reading):
    listening = recognizer.open("en")
    listening.begin(())
    listening.feed(reading[: 10 * SECOND])
    assert await hear(listening, bytes(SECOND)) == ()


def noise(level):
    return (
        (np.random.default_rng(1).standard_normal(32_000) * level * 32767).clip(-32768, 32767).astype("<i2").tobytes()
    )


def beep():
    return (np.sin(np.arange(32_000) * 2 * np.pi * 1000 / 16_000) * 8000).astype("<i2").tobytes()


@pytest.mark.parametrize("pcm", [b"", b"\0", bytes(SECOND), noise(0.002), noise(0.03), noise(0.2), beep()])
async def test_silence_noise_and_tones_hold_no_words(recognizer, pcm):
    assert await hear(recognizer.open("en"), pcm) == ()


def test_another_language_is_refused_with_what_to_do(recognizer):
    with pytest.raises(WinbackError, match=r"moonshine hears English only, not 'uk'; give uk a Vosk model"):
        recognizer.open("uk")


HIDDEN = """
import sys
sys.modules["moonshine_voice"] = None  # Python's own way to say: not installed
from bot.edge.stt_moonshine import MoonshineRecognizer
try:
    MoonshineRecognizer().open("en")
except Exception as error:
    print(type(error).__name__, error)
"""


def test_without_the_package_it_says_what_to_install():
    house = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", HIDDEN], cwd=house, capture_output=True, text=True, check=True)
    assert (
        run.stdout == "WinbackError English speech recognition is not installed; run: pip install 'winback[english]'\n"
    )
