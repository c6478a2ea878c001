"""The whole way: the bot rings up a telephone over SIP, a recorded callee answers, and the script ends in a lead."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

import pytest

from bot.assemble.house import HoldOptions, NoStore
from bot.call.ports import SAMPLE_RATE
from tests.sip.calling import (
    NOW,
    SLOWER_S,
    attempt_of,
    dialling,
    found_in,
    house_in,
    loudness,
    recorded_call,
    share_heard,
    telephoned,
    voice_of,
)
from tests.sip.peers import Telephone

pytestmark = [pytest.mark.sip, pytest.mark.engine]

WORSE = 0.15
"""Share of a prompt's words that a call may cost: those that fell into a lost packet. What a small recogniser makes of
“hryvnias” on any line is counted beforehand."""

QUIET = 0.1
"""Loudness of a line where the bot has fallen silent, compared with its speech."""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    made = house_in(tmp_path_factory.mktemp("house"))
    yield made
    made.close()


async def called(house, tmp_path, voice):
    """The call to a telephone with this voice: its record, and what the telephone heard."""
    async with Telephone(tmp_path / "telephone", voice) as telephone:
        async with dialling(telephone.host) as dialler:
            line = await dialler.place(attempt_of())
            record = await house.hold(line, attempt_of(), NOW, HoldOptions("discount_offer", NoStore()))
        telephone.stop()
        return record, telephone.heard()


async def test_the_bot_rings_up_a_telephone_and_the_call_becomes_a_lead(house, tmp_path):
    recorded, said = await recorded_call(house, "d01_yes_eager")
    record, heard = await called(house, tmp_path, voice_of(recorded, said, tmp_path / "voice.wav"))
    assert steps(record) == steps(recorded)
    assert (record.disposition, record.outcome) == ("interested", "promo_code")
    await every_prompt_was_heard(house, record, heard)


async def test_a_callee_who_cuts_in_is_given_way_to_as_on_the_recorded_line(house, tmp_path):
    recorded, said = await recorded_call(house, "d17_cuts_in_to_agree")
    record, heard = await called(house, tmp_path, voice_of(recorded, said, tmp_path / "voice.wav"))
    assert steps(record) == steps(recorded)
    cut = next(turn for turn in record.turns if turn.speaker == "bot" and turn.played < 1)
    clip = await house.voice().speak(cut.planned, "en", cut.prompt)
    samples = round((cut.end_s - cut.start_s) * SAMPLE_RATE)
    assert share_heard(heard, clip.pcm[: 2 * samples]) >= 0.9, "what the record says was heard was heard"
    at, _ = found_in(heard, clip.pcm[: 2 * samples])
    silent = heard[2 * (at + samples + SAMPLE_RATE // 5) : 2 * (at + samples + SAMPLE_RATE // 2)]
    assert loudness(silent) < QUIET * loudness(heard[2 * at : 2 * (at + samples)]), "and nothing after it"


async def test_who_hangs_up_in_the_middle_of_an_answer_is_still_heard(house, tmp_path):
    recorded, said = await recorded_call(house, "d01_yes_eager")
    answer = next(turn for turn in recorded.turns if turn.speaker == "callee")
    middle = round((answer.start_s + 1.0) * SAMPLE_RATE)
    voice = voice_of(recorded, said[:middle], tmp_path / "voice.wav", tail_s=0)
    record, _ = await called(house, tmp_path, voice)
    assert (record.disposition, record.decided_by) == ("hung_up", "line")
    last = [turn for turn in record.turns if turn.speaker == "callee"][-1]
    assert words(last.text)[:1] == ["yes"]
    assert last.end_s == pytest.approx(middle / SAMPLE_RATE + SLOWER_S, abs=0.4)


def steps(record):
    """What was said at which step and what was made of it, without times and letters."""
    turns = [(turn.speaker, turn.step, turn.prompt, turn.intent, turn.action, turn.kind) for turn in record.turns]
    return turns, record.disposition, record.outcome, [promise.kind for promise in record.promises]


async def every_prompt_was_heard(house, record, heard):
    """The callee's own recording holds each prompt to its last word; its sentences recognised back say the same."""
    for turn in (turn for turn in record.turns if turn.speaker == "bot"):
        assert turn.played == 1.0
        clip = await house.voice().speak(turn.planned, "en", turn.prompt)
        assert share_heard(heard, clip.pcm) >= 0.9, f"{turn.text!r} was torn on its way"
        at, _ = found_in(heard, clip.pcm)
        told = await likeness(house, turn.text, clip, telephoned(clip.pcm))
        back = await likeness(house, turn.text, clip, heard[2 * at :])
        assert back >= told - WORSE, f"{turn.text!r} was heard {back:.0%} right, before the call {told:.0%}"


async def likeness(house, text, clip, sound):
    """How much of `text` a recogniser hears in `sound`, the clip as it came somewhere: sentence by sentence."""
    back, at = [], 0
    for _, samples in clip.pieces:
        back += words(await recognised(house, sound[2 * at : 2 * (at + samples)]))
        at += samples
    return SequenceMatcher(None, words(text), back).ratio()


async def recognised(house, pcm):
    listening = house.listening("en")
    listening.begin(())
    listening.feed(pcm)
    readings = await listening.finish()
    return readings[0].text if readings else ""


def words(text):
    return re.sub(r"[^a-z' ]", "", text.lower()).split()
