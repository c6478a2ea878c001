"""Whole English calls with every real engine: repeatable to the byte, aligned to the sample, alike on both lines."""

import asyncio
import re
import shutil
from datetime import datetime
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bot.assemble.house import HoldOptions, House, NoStore
from bot.call.ports import SAMPLE_RATE
from bot.call.records import Attempt
from bot.cli.shell import record_json
from bot.config import read_config
from bot.edge.audio import read_wav, write_wav
from bot.edge.callee import read_callee
from bot.edge.line_recorded import RecordedLine

pytestmark = pytest.mark.engine

REPOSITORY = Path(__file__).parents[2]
CALLEES = REPOSITORY / "audio" / "callees"
NOW = datetime(2026, 11, 22, 12, 0)

SCRIPT = """\
script: shoes
languages: [en]
goal: interested
include: [common/house.yaml]
start: greeting
steps:
  greeting:
    discloses: true
    say: {en: "Hello. This is the automatic assistant of the Prego shoe shop. May I tell you briefly about an offer?"}
    answers: {yes: offer, no: not_interested}
  offer:
    offers: true
    say: {en: "There is a personal discount for you. Shall I text you the promo code?"}
    answers: {yes: code, no: not_interested}
outcomes:
  code:
    disposition: interested
    say: {en: "The code is on its way. Goodbye."}
    promises: [code]
    actions: [{sms: code}]
"""

PHRASES = """\
library: phrases
language: en
intents:
  yes: ["yes", "yes please", "sure go ahead", "yes please send it over", "go ahead please"]
  no: ["no", "no thank you", "not now"]
  opt_out: ["never call me again", "take me off your list"]
other: ["the weather is fine", "it rained all day", "seven cats"]
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """An installation with one small script, so that nothing has to be learned for long."""
    folder = tmp_path_factory.mktemp("shop")
    common = folder / "scripts" / "common"
    (common / "phrases").mkdir(parents=True)
    shutil.copy(REPOSITORY / "scripts" / "common" / "house.yaml", common)
    (common / "phrases" / "en.yaml").write_text(PHRASES)
    (folder / "scripts" / "shoes.yaml").write_text(SCRIPT)
    (folder / "config.yaml").write_text("languages: {en: {recognizer: moonshine}}")
    made = House(read_config(folder / "config.yaml"))
    yield made
    made.close()


async def held(house, line, wav=None):
    def keep(tape):
        if wav is not None:
            write_wav(wav, tape.sides())
        return "call.wav"

    attempt = Attempt("call 1", "", 1, 1, "+10000000000", "", "en", "shoes", 1)
    return await house.hold(line, attempt, NOW, HoldOptions("shoes", NoStore(), keep=keep))


def recorded(house, name, wav=None):
    return asyncio.run(held(house, RecordedLine(read_callee(CALLEES / f"{name}.wav")), wav))


def bot_turns(record):
    return [turn for turn in record.turns if turn.speaker == "bot"]


@pytest.mark.parametrize("name", ["d01_yes_eager", "d17_cuts_in_to_agree"])
def test_the_same_recording_gives_the_same_record_and_the_same_sound_to_the_byte(house, tmp_path, name):
    first, second = (recorded(house, name, tmp_path / f"{run}.wav") for run in "ab")
    assert record_json(first) == record_json(second)
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()
    assert len([turn for turn in first.turns if turn.speaker == "callee"]) >= 2


def test_a_callee_is_heard_and_the_call_becomes_a_lead(house):
    record = recorded(house, "d01_yes_eager")
    words = [turn.text for turn in record.turns if turn.speaker == "callee"]
    assert words[0] == "Yes, sure, go ahead."
    assert (record.disposition, record.outcome) == ("interested", "code")


def test_the_bots_sound_lies_at_the_very_sample_the_transcript_says(house, tmp_path):
    record = recorded(house, "d17_cuts_in_to_agree", tmp_path / "call.wav")
    sound, rate = soundfile.read(tmp_path / "call.wav", dtype="int16")
    assert rate == SAMPLE_RATE
    covered = np.zeros(len(sound), bool)
    for turn in bot_turns(record):
        clip = asyncio.run(house.voice().speak(turn.planned, "en", turn.prompt))
        start, end = round(turn.start_s * SAMPLE_RATE), round(turn.end_s * SAMPLE_RATE)
        assert sound[start:end, 1].tobytes() == clip.pcm[: 2 * (end - start)]
        assert turn.played == round((end - start) / clip.samples, 4)
        covered[start:end] = True
    assert not sound[~covered, 1].any()


def test_of_an_interrupted_prompt_the_sound_holds_the_words_the_transcript_keeps(house, tmp_path):
    """The bot's channel, recognised back, against the text of the played prefix."""
    record = recorded(house, "d17_cuts_in_to_agree", tmp_path / "call.wav")
    cut = next(turn for turn in bot_turns(record) if turn.played < 1)
    assert cut.text.endswith("—")
    pcm = read_wav(tmp_path / "call.wav", "right").pcm
    heard = asyncio.run(heard_in(house, pcm[2 * round(cut.start_s * SAMPLE_RATE) : 2 * round(cut.end_s * SAMPLE_RATE)]))
    kept, back = bare(cut.text), bare(heard)
    # Letter by letter, since the recogniser writes the shop's name as one word ("prigozhushop").
    assert SequenceMatcher(None, "".join(kept), "".join(back)).ratio() > 0.9
    following = bare(cut.planned)[len(kept) + 2 :]
    assert not set(following[-3:]) & set(back[-2:]), "nothing of what was not played is in the sound"


def bare(text):
    return re.sub(r"[^a-z' ]", "", text.lower()).split()


async def heard_in(house, pcm):
    listening = house.listening("en")
    listening.begin(())
    listening.feed(pcm)
    return (await listening.finish())[0].text


@pytest.mark.parametrize("name", ["d01_yes_eager", "d17_cuts_in_to_agree", "d34_opt_out_in_the_goodbye"])
def test_a_pipecat_pipeline_gives_the_recorded_lines_transcript(house, name):
    pytest.importorskip("pipecat")
    from memory_transport import MemoryTransport
    from virtual_time import run

    from bot.edge.line_pipecat import PipecatLine

    async def live():
        line = PipecatLine(MemoryTransport(read_callee(CALLEES / f"{name}.wav"), packet=640))
        await line.start()
        return await held(house, line)

    ours, theirs = recorded(house, name), run(live())
    assert told(theirs) == told(ours)
    for turn, other in zip(theirs.turns, ours.turns, strict=True):
        assert turn.start_s == pytest.approx(other.start_s, abs=0.1)
        assert turn.end_s == pytest.approx(other.end_s, abs=0.1)


def told(record):
    """Texts, steps, intents and ending; of a cut prompt only that it was cut: 20 ms more may hold the end of a word."""
    turns = [
        (t.speaker, t.step, t.prompt, t.planned or t.text, t.intent, t.action, t.kind, t.played < 1)
        for t in record.turns
    ]
    return turns, record.disposition, record.outcome
