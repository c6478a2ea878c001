"""pyttsx3 in its child process: what dies, hangs or is asked for nonsense."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from mouths import speaking

from bot.edge.tts_espeak import EspeakEngine
from bot.edge.tts_model import Speaker, VoiceSettings
from bot.source import WinbackError

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def espeak() -> Iterator[EspeakEngine]:
    engine = EspeakEngine()
    yield engine
    engine.close()


def is_there(path: Path) -> bool:
    return path.exists()


def working_folder(child_id: int) -> Path:
    """Where a child puts its sound, as its command line says."""
    return Path(Path(f"/proc/{child_id}/cmdline").read_bytes().split(b"\0")[-2].decode()).parent


async def test_a_killed_child_is_replaced(tmp_path: Path) -> None:
    engine = EspeakEngine()
    try:
        mouth = speaking(tmp_path, engine)
        await mouth.speak("First.", "en")
        old = engine.child_id
        assert old is not None
        os.kill(old, signal.SIGKILL)
        assert (await mouth.speak("Second.", "en")).samples > 0
        assert engine.child_id not in (None, old)
    finally:
        engine.close()
    assert engine.child_id is None


async def test_a_child_that_hangs_is_stopped_and_replaced(tmp_path: Path) -> None:
    engine = EspeakEngine(limit_s=2)
    try:
        mouth = speaking(tmp_path, engine)
        await mouth.speak("First.", "en")
        old = engine.child_id
        assert old is not None
        os.kill(old, signal.SIGSTOP)
        assert (await mouth.speak("Second.", "en")).samples > 0
        assert engine.child_id not in (None, old)
    finally:
        engine.close()


async def test_a_child_that_never_manages_is_an_error_people_understand(tmp_path: Path) -> None:
    engine = EspeakEngine(limit_s=0.001)
    with pytest.raises(WinbackError, match=r"pyttsx3 died 3 times over “First\.”"):
        await speaking(tmp_path, engine).speak("First.", "en")
    engine.close()


async def test_the_child_leaves_nothing_behind(tmp_path: Path) -> None:
    engine = EspeakEngine()
    await speaking(tmp_path, engine).speak("First.", "en")
    assert engine.child_id is not None
    folder = working_folder(engine.child_id)
    assert is_there(folder)
    engine.close()
    assert not is_there(folder)


async def test_an_unknown_espeak_voice_is_refused_with_the_nearest_name(tmp_path: Path, espeak: EspeakEngine) -> None:
    with pytest.raises(WinbackError, match=r"no voice “en-uss” for “en”: did you mean “en-us”"):
        await speaking(tmp_path, espeak, voice="en-uss").speak("Hello.", "en")


@pytest.mark.parametrize("voice", ["fr-fr", "uk+zz", "xx"])
async def test_a_voice_that_would_silently_be_another_is_refused(
    tmp_path: Path, espeak: EspeakEngine, voice: str
) -> None:
    with pytest.raises(WinbackError, match="no voice"):
        await speaking(tmp_path, espeak, voice=voice).speak("Hello.", "en")


@pytest.mark.parametrize(
    "text",
    [
        "안녕 Anna 🙂",
        "\x00\ud800Hi\u200f!",
        "سلام",
        "& <say-as>1</say-as>",
        "-",
        "½ € №5",
        "Word " * 60,
        "a.b.c@d.example",
    ],
)
async def test_strange_text_neither_kills_the_voice_nor_changes_the_next_sentence(
    tmp_path: Path, espeak: EspeakEngine, text: str
) -> None:
    before = await speaking(tmp_path / "1", espeak).speak("Thank you.", "en")
    child = espeak.child_id
    await speaking(tmp_path / "1", espeak).speak(text, "uk")
    assert await speaking(tmp_path / "2", espeak).speak("Thank you.", "en") == before
    assert espeak.child_id == child


async def test_a_hundred_sentences_come_at_the_pace_and_in_the_voice_asked_for(espeak: EspeakEngine) -> None:
    speakers = {
        language: espeak.choose(language, VoiceSettings(rate=rate)) for language, rate in (("en", 1.0), ("uk", 1.25))
    }
    heard: dict[str, set[bytes]] = {"en": set(), "uk": set()}
    for number in range(100):
        language = "uk" if number % 2 else "en"
        speaker = speakers[language]
        assert isinstance(speaker, Speaker)
        heard[language].add(await espeak.utter(speaker, "Prego."))
    assert [len(sounds) for sounds in heard.values()] == [1, 1]
