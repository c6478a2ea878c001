"""The whole way: the bot rings up a telephone over SIP, a recorded callee answers, and the script ends in a lead."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

import pytest

from bot.assemble import HoldOptions, NoStore
from bot.edge.line_pipecat import PipecatLine
from bot.edge.sip_dialler import SipDialler
from tests.sip.calling import NOW, attempt_of, found_in, house_in, recorded_call, trunk_to, voice_of
from tests.sip.peers import Telephone

pytestmark = [pytest.mark.sip, pytest.mark.engine]

ALIKE = 0.8
"""Of the words that were to be heard; the rest is what a small recogniser makes of “hryvnias”, on any line."""


async def test_the_bot_rings_up_a_telephone_and_the_call_becomes_a_lead(tmp_path):
    house = house_in(tmp_path / "house")
    try:
        recorded, said = await recorded_call(house, "d01_yes_eager")
        async with Telephone(tmp_path / "telephone", voice_of(recorded, said, tmp_path / "voice.wav")) as telephone:
            dialler = SipDialler(trunk_to(telephone.host))
            await dialler.open()
            try:
                line = await dialler.place(attempt_of())
                assert isinstance(line, PipecatLine)
                record = await house.hold(line, attempt_of(), NOW, HoldOptions("discount_offer", NoStore()))
            finally:
                await dialler.close()
            telephone.stop()
            heard = telephone.heard()
        assert steps(record) == steps(recorded)
        assert (record.disposition, record.outcome) == ("interested", "promo_code")
        await every_prompt_was_heard(house, record, heard)
    finally:
        house.close()


def steps(record):
    """What was said at which step and what was made of it, without times and letters."""
    turns = [(turn.speaker, turn.step, turn.prompt, turn.intent, turn.action, turn.kind) for turn in record.turns]
    return turns, record.disposition, record.outcome, [promise.kind for promise in record.promises]


async def every_prompt_was_heard(house, record, heard):
    """The callee's own recording holds each prompt to its last word; its sentences recognised back say the same."""
    for turn in (turn for turn in record.turns if turn.speaker == "bot"):
        assert turn.played == 1.0
        clip = await house.voice().speak(turn.planned, "en", turn.prompt)
        at, alike = found_in(heard, clip.pcm)
        assert alike > 0.95, f"{turn.text!r} was torn on its way"
        back = []
        for _, samples in clip.pieces:
            back += words(await recognised(house, heard[2 * at : 2 * (at + samples)]))
            at += samples
        share = SequenceMatcher(None, words(turn.text), back).ratio()
        assert share >= ALIKE, f"{turn.text!r} was heard as {back!r}"


async def recognised(house, pcm):
    listening = house.listening("en")
    listening.begin(())
    listening.feed(pcm)
    readings = await listening.finish()
    return readings[0].text if readings else ""


def words(text):
    return re.sub(r"[^a-z' ]", "", text.lower()).split()
