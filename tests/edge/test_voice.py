"""The bot's mouth, with the engines that really speak."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from mouths import Counting, speaking
from recorded_prompts import written

from bot.call.ports import SAMPLE_RATE, Clip
from bot.edge.audio import level_dbfs
from bot.edge.tts_espeak import EspeakEngine
from bot.edge.tts_model import AUTO, PIPER, PYTTSX3, RECORDINGS, Saying
from bot.edge.tts_piper import PiperEngine
from bot.edge.tts_recordings import read_manifest
from bot.edge.tts_sound import LEVEL_DBFS, active_level_dbfs
from bot.source import WinbackError
from bot.spoken.pace import seconds_to_say

pytestmark = pytest.mark.engine

TEXTS = {
    "en": "Hello, Anna. This is the automatic assistant of Prego. Do you have half a minute?",
    "uk": "Доброго дня, Олено. Це автоматичний помічник магазину. Чи є у вас півхвилини?",
    "ru": "Добрый день, Елена. Это автоматический помощник магазина. У вас есть полминуты?",
    "fr": "Bonjour, Anna. Je suis l'assistant automatique du magasin. Avez-vous une minute ?",
}


@pytest.fixture(scope="module")
def espeak() -> Iterator[EspeakEngine]:
    engine = EspeakEngine()
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def piper() -> Iterator[PiperEngine]:
    pytest.importorskip("piper", reason="the piper extra is not installed")
    engine = PiperEngine()
    yield engine
    engine.close()


def spoil(folder: Path) -> None:
    (sound,) = folder.rglob("*.wav")
    sound.write_bytes(b"RIFF")


def assert_sounds_like(clip: Clip, text: str, language: str) -> None:
    expected = seconds_to_say(text, language)
    assert 0.6 * expected <= clip.samples / SAMPLE_RATE <= 1.6 * expected
    assert active_level_dbfs(clip.pcm) == pytest.approx(LEVEL_DBFS, abs=1)
    assert level_dbfs(clip.pcm) > LEVEL_DBFS - 6  # speech most of the time, not a burst in silence
    assert sum(size for _, size in clip.pieces) == clip.samples
    assert " ".join(piece for piece, _ in clip.pieces) == text
    assert all(size > SAMPLE_RATE // 4 for _, size in clip.pieces)


@pytest.mark.parametrize("language", TEXTS)
async def test_every_language_has_a_voice_as_long_and_loud_as_speech(
    tmp_path: Path, espeak: EspeakEngine, language: str
) -> None:
    clip = await speaking(tmp_path, espeak).speak(TEXTS[language], language)
    assert len(clip.pieces) == 3
    assert clip.source.startswith("espeak:")
    assert_sounds_like(clip, TEXTS[language], language)


async def test_korean_is_spoken_for_the_proof_of_vosk(tmp_path: Path, espeak: EspeakEngine) -> None:
    clip = await speaking(tmp_path, espeak).speak("안녕하세요. 감사합니다.", "ko")
    assert clip.source == "espeak:ko"
    assert clip.samples > SAMPLE_RATE


async def test_piper_speaks_english_as_long_and_loud_as_speech(tmp_path: Path, piper: PiperEngine) -> None:
    clip = await speaking(tmp_path, piper).speak(TEXTS["en"], "en")
    assert clip.source == "piper:en_US-joe-medium"
    assert_sounds_like(clip, TEXTS["en"], "en")


@pytest.mark.parametrize("name", ["espeak", "piper"])
async def test_the_same_words_are_the_same_bytes_in_any_order_and_process(
    tmp_path: Path, name: str, request: pytest.FixtureRequest
) -> None:
    shared = request.getfixturevalue(name)
    first = await speaking(tmp_path / "1", shared).speak("Thank you. Goodbye, Anna.", "en")
    fresh = type(shared)()
    try:
        mouth = speaking(tmp_path / "2", fresh)
        await mouth.speak("Something else comes first here.", "en")
        assert await mouth.speak("Thank you. Goodbye, Anna.", "en") == first
    finally:
        fresh.close()


async def test_what_is_cached_needs_no_engine_even_in_another_process(tmp_path: Path, espeak: EspeakEngine) -> None:
    first = await speaking(tmp_path, espeak).speak(TEXTS["uk"], "uk")
    counting = Counting(espeak)
    assert await speaking(tmp_path, counting).speak(TEXTS["uk"], "uk") == first
    assert counting.said == []


async def test_a_damaged_file_is_spoken_again(tmp_path: Path, espeak: EspeakEngine) -> None:
    first = await speaking(tmp_path, espeak).speak("Thank you.", "en")
    spoil(tmp_path)
    counting = Counting(espeak)
    assert await speaking(tmp_path, counting).speak("Thank you.", "en") == first
    assert counting.said == ["Thank you."]
    assert await speaking(tmp_path, Counting(espeak)).speak("Thank you.", "en") == first


async def test_many_who_ask_at_once_cost_one_sentence(tmp_path: Path, espeak: EspeakEngine) -> None:
    counting = Counting(espeak)
    mouth = speaking(tmp_path, counting)
    clips = await asyncio.gather(*(mouth.speak("One moment, please.", "en") for _ in range(20)))
    assert counting.said == ["One moment, please."]
    assert len(set(clips)) == 1


async def test_one_who_gives_up_takes_nothing_from_the_others(tmp_path: Path, espeak: EspeakEngine) -> None:
    counting = Counting(espeak)
    mouth = speaking(tmp_path, counting)
    leaving = asyncio.ensure_future(mouth.speak("One moment, please.", "en"))
    staying = asyncio.ensure_future(mouth.speak("One moment, please.", "en"))
    await asyncio.sleep(0)
    leaving.cancel()
    assert (await staying).samples > 0
    assert counting.said == ["One moment, please."]


async def test_a_new_name_costs_one_sentence(tmp_path: Path, espeak: EspeakEngine) -> None:
    counting = Counting(espeak)
    mouth = speaking(tmp_path, counting)
    await mouth.speak("Hello, Anna. This is Prego.", "en")
    await mouth.speak("Hello, Oleg. This is Prego.", "en")
    assert counting.said == ["Hello, Anna.", "This is Prego.", "Hello, Oleg."]


async def test_preparing_leaves_nothing_to_be_spoken_in_the_call(tmp_path: Path, espeak: EspeakEngine) -> None:
    sayings = [Saying(text, language) for language, text in TEXTS.items()]
    steps: list[tuple[int, int]] = []
    await speaking(tmp_path, espeak).prepare([*sayings, sayings[0]], lambda done, total: steps.append((done, total)))
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
    counting = Counting(espeak)
    await speaking(tmp_path, counting).prepare(sayings)
    assert counting.said == []


async def test_voices_and_variants_sound_different_and_a_rate_is_obeyed(tmp_path: Path, espeak: EspeakEngine) -> None:
    plain = await speaking(tmp_path, espeak, voice="en-us").speak("Do you have a minute?", "en")
    variant = await speaking(tmp_path, espeak, voice="en-us+f3").speak("Do you have a minute?", "en")
    slow = await speaking(tmp_path, espeak, rate=0.7).speak("Do you have a minute?", "en")
    assert plain.pcm != variant.pcm
    assert slow.samples > 1.2 * plain.samples


async def test_numbers_left_in_a_text_are_spoken(tmp_path: Path, espeak: EspeakEngine) -> None:
    mouth = speaking(tmp_path, espeak)
    digits = await mouth.speak("You have 2000 points.", "en")
    assert digits.samples > (await mouth.speak("You have points.", "en")).samples + SAMPLE_RATE // 2


@pytest.mark.parametrize("name", ["espeak", "piper"])
async def test_markup_is_neither_read_nor_obeyed(tmp_path: Path, name: str, request: pytest.FixtureRequest) -> None:
    mouth = speaking(tmp_path, request.getfixturevalue(name))
    plain = await mouth.speak("Hello and thank you.", "en")
    assert (await mouth.speak("Hello [[and]] *thank* you.", "en")).pcm == plain.pcm


async def test_a_variable_in_braces_never_reaches_a_voice(tmp_path: Path, espeak: EspeakEngine) -> None:
    with pytest.raises(WinbackError, match=r"\{first_name\}"):
        await speaking(tmp_path, espeak).speak("Hello, {first_name}.", "en")


async def test_a_text_without_words_is_silence(tmp_path: Path, espeak: EspeakEngine) -> None:
    assert (await speaking(tmp_path, espeak).speak(" ... ", "en")).samples == 0


async def test_a_language_without_a_voice_says_what_to_do(tmp_path: Path, espeak: EspeakEngine) -> None:
    mouth = speaking(tmp_path, PiperEngine(), espeak)
    with pytest.raises(WinbackError, match=r"no voice for “de”: piper: .*\.onnx.*; pyttsx3: .*name one"):
        await mouth.speak("Guten Tag.", "de")


def test_an_engine_nobody_knows_is_named(tmp_path: Path, espeak: EspeakEngine) -> None:
    (report,) = speaking(tmp_path, espeak, engines=("ppyttsx3",)).describe(["en"])
    assert "no speech engine is called “ppyttsx3”" in report.problem
    assert "did you mean “pyttsx3”" in report.problem


@pytest.mark.parametrize(
    ("files", "said"), [((), "no such file"), (("a.onnx",), r"a\.onnx\.json: there is no such file")]
)
async def test_a_piper_voice_that_is_configured_but_missing_is_an_error(
    tmp_path: Path, piper: PiperEngine, espeak: EspeakEngine, files: tuple[str, ...], said: str
) -> None:
    for name in files:
        (tmp_path / name).touch()
    mouth = speaking(tmp_path, piper, espeak, voice=str(tmp_path / "a.onnx"))
    with pytest.raises(WinbackError, match=said):
        await mouth.speak("Hello.", "en")


async def test_a_piper_voice_of_another_language_or_no_voice_at_all_is_an_error(
    tmp_path: Path, piper: PiperEngine
) -> None:
    voice = tmp_path / "a.onnx"
    voice.touch()
    settings = tmp_path / "a.onnx.json"
    mouth = speaking(tmp_path, piper, voice=str(voice))
    settings.write_text('{"espeak": {"voice": "uk"}}')
    assert "speaks “uk”, not “en”" in mouth.describe(["en"])[0].problem
    settings.write_text("[]")
    assert "not a Piper voice's settings" in mouth.describe(["en"])[0].problem
    settings.write_text('{"espeak": {"voice": "en-us"}}')
    with pytest.raises(WinbackError, match="cannot load this voice"):
        await mouth.speak("Hello.", "en")


def test_the_best_voice_is_described_with_the_reason(tmp_path: Path, piper: PiperEngine, espeak: EspeakEngine) -> None:
    mouth = speaking(tmp_path, piper, espeak, engines=AUTO)
    english, ukrainian = mouth.describe(["en", "uk"])
    assert english.source == "piper:en_US-joe-medium"
    assert ukrainian.source == "espeak:uk"
    assert "Piper has no voice for “uk”" in ukrainian.why
    assert english.problem == ukrainian.problem == ""


async def test_a_recording_is_played_before_any_voice(tmp_path: Path, espeak: EspeakEngine) -> None:
    manifest = read_manifest(written(tmp_path))
    counting = Counting(espeak)
    mouth = speaking(tmp_path / "cache", counting, manifest=manifest, engines=(RECORDINGS, PYTTSX3))
    clip = await mouth.speak("Goodbye, and thank you.", "en", "bye.say")
    assert clip.source == "recording:bye.wav"
    assert clip.samples == SAMPLE_RATE
    assert clip.pieces == (("Goodbye, and thank you.", SAMPLE_RATE),)
    assert counting.said == []
    assert mouth.describe(["en"])[0].recordings == 3


async def test_a_stale_recording_gives_way_to_a_voice(tmp_path: Path, espeak: EspeakEngine) -> None:
    mouth = speaking(tmp_path / "cache", espeak, manifest=read_manifest(written(tmp_path)), engines=AUTO[::2])
    assert (await mouth.speak("Goodbye for now.", "en", "bye.say")).source == "espeak:en-us"


async def test_a_voice_speaks_the_name_in_a_recording_s_gap(tmp_path: Path, espeak: EspeakEngine) -> None:
    counting = Counting(espeak)
    manifest = read_manifest(written(tmp_path))
    mouth = speaking(tmp_path / "cache", counting, manifest=manifest, engines=(RECORDINGS, PYTTSX3))
    clip = await mouth.speak("Hello, Anna. This is Prego.", "en", "greeting.say")
    assert counting.said == ["Anna."]
    assert [text for text, _ in clip.pieces] == ["Hello, Anna.", "This is Prego."]
    assert sum(size for _, size in clip.pieces) == clip.samples > 2 * SAMPLE_RATE
    assert clip.source == "recording:hello.wav"
    nameless = await mouth.speak("Hello. This is Prego.", "en", "greeting.say")
    assert [text for text, _ in nameless.pieces] == ["Hello.", "This is Prego."]
    assert counting.said == ["Anna."]


async def test_recordings_alone_speak_only_what_is_recorded(tmp_path: Path) -> None:
    mouth = speaking(tmp_path / "cache", manifest=read_manifest(written(tmp_path)), engines=(RECORDINGS,))
    assert (await mouth.speak("Goodbye, and thank you.", "en")).samples == SAMPLE_RATE
    with pytest.raises(WinbackError, match="these words are not recorded"):
        await mouth.speak("Hello.", "en")


async def test_english_piper_is_understood_by_the_english_recogniser(tmp_path: Path, piper: PiperEngine) -> None:
    jiwer = pytest.importorskip("jiwer")
    pytest.importorskip("moonshine_voice", reason="the english extra is not installed")
    from bot.edge.stt_moonshine import MoonshineRecognizer

    texts = [
        "Hello, this is the automatic assistant of the shoe store.",
        "We have kept a personal discount for you until the end of the month.",
        "Would you like me to send you the code in a text message?",
        "Thank you for your time, and have a good day.",
    ]
    recognizer = MoonshineRecognizer()
    heard = []
    for text in texts:
        clip = await speaking(tmp_path, piper, engines=(PIPER,)).speak(text, "en")
        (best, *_) = await recognizer.recognize(clip.pcm)
        heard.append(best.text)
    recognizer.close()
    plain = jiwer.Compose([jiwer.ToLowerCase(), jiwer.RemovePunctuation(), jiwer.ReduceToListOfListOfWords()])
    assert jiwer.wer(texts, heard, reference_transform=plain, hypothesis_transform=plain) <= 0.1


async def test_a_closed_mouth_has_ended_its_child(tmp_path: Path) -> None:
    engine = EspeakEngine()
    mouth = speaking(tmp_path, engine)
    await mouth.speak("Goodbye.", "en")
    assert engine.child_id is not None
    mouth.close()
    assert engine.child_id is None
