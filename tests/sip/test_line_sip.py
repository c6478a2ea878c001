"""A line over a real SIP call: what is heard and for how long, keys both ways, and every way it can end."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import numpy as np
import pytest

from bot.call.ports import SAMPLE_RATE, Clip, Frame, KeyPressed, LineClosed, NotAnswered, Played, TimeUp
from bot.edge.line_pipecat import PipecatLine
from tests.sip.calling import attempt_of, dialling, found_in, share_heard, silence_wav
from tests.sip.peers import Telephone

pytestmark = pytest.mark.sip

CHUNK = SAMPLE_RATE // 50


@asynccontextmanager
async def connected(tmp_path, lasts_s=30.0, **settings):
    """A line to a silent telephone that picks up, and the telephone. It hangs up by itself after `lasts_s`."""
    async with Telephone(tmp_path / "telephone", silence_wav(tmp_path / "voice.wav", lasts_s)) as telephone:
        async with dialling(telephone.host, **settings) as dialler:
            line = await dialler.place(attempt_of())
            assert isinstance(line, PipecatLine), line
            try:
                yield line, telephone
            finally:
                await line.close()
        telephone.stop()


def clip(seconds):
    """Telephone-band noise: every piece of it is like no other, so that its place is known to the sample."""
    rng = np.random.default_rng(7)
    noise = np.convolve(rng.standard_normal(round(seconds * SAMPLE_RATE)), np.hanning(16) / 8, "same")
    pcm = (noise * 9000).astype("<i2").tobytes()
    return Clip(pcm, (("noise", len(pcm) // 2),), "test")


async def until(line, kind, within_s=10.0):
    """The next event of a kind."""
    while not isinstance(event := await line.next(line.now + within_s), kind):
        assert not isinstance(event, TimeUp | LineClosed), event
    return event


async def ended(line):
    """The last event, and everything told before it but frames."""
    told = []
    while not isinstance(event := await line.next(line.now + 10.0), LineClosed):
        assert not isinstance(event, TimeUp), told
        if not isinstance(event, Frame):
            told.append(event)
    return event, told


async def test_a_goodbye_is_heard_to_its_last_sample_though_we_hang_up_at_once(tmp_path):
    goodbye = clip(1.5)
    async with connected(tmp_path) as (line, telephone):
        ticket = line.say(goodbye)
        played = await until(line, Played)
        await line.hang_up()
    assert (played.ticket, played.samples) == (ticket, goodbye.samples)
    heard = telephone.heard()
    at, alike_at_the_end = found_in(heard, goodbye.pcm[-6400:])
    assert alike_at_the_end > 0.95
    assert share_heard(heard, goodbye.pcm) >= 0.9
    assert len(heard) // 2 >= at + 3200


async def test_an_interruption_silences_the_bot_and_the_played_prefix_is_what_was_heard(tmp_path):
    prompt, answer = clip(5.0), clip(0.8)
    async with connected(tmp_path) as (line, telephone):
        line.say(prompt)
        await frames(line, 1.5)
        line.stop()
        cut = await until(line, Played)
        await frames(line, 0.5)
        line.say(answer)
        whole = await until(line, Played)
        await line.hang_up()
    assert (cut.ticket, whole.ticket, whole.samples) == (1, 2, answer.samples)
    heard = telephone.heard()
    at, _ = found_in(heard, prompt.pcm[: 2 * cut.samples])
    assert share_heard(heard, prompt.pcm[: 2 * cut.samples]) >= 0.9
    # A quarter of a second: on a machine that is late, half a second of frames may take less than that on the line.
    silent_from = at + loud_until(heard[2 * at : 2 * (at + cut.samples + SAMPLE_RATE // 4)])
    assert silent_from - at == pytest.approx(cut.samples, abs=2 * CHUNK)
    assert share_heard(heard[2 * silent_from :], answer.pcm) >= 0.9, "the next prompt is whole"


async def frames(line, seconds):
    """Let that much of the callee's audio pass."""
    for _ in range(round(seconds * SAMPLE_RATE / 512)):
        await until(line, Frame)


def loud_until(pcm):
    """The sample after which there is only the comfort noise of the line."""
    samples = np.abs(np.frombuffer(pcm, "<i2").astype(int))
    return int(np.flatnonzero(samples > 300)[-1]) + 1


@pytest.mark.parametrize("settings", [{"codecs": ("g722",)}, {"transport": "tcp"}, {"codecs": ("pcmu",)}])
async def test_other_codecs_and_tcp_carry_a_prompt_as_well(tmp_path, settings):
    prompt = clip(1.0)
    async with connected(tmp_path, **settings) as (line, telephone):
        line.say(prompt)
        assert (await until(line, Played)).samples == prompt.samples
        await frames(line, 0.5)
        await line.hang_up()
    assert share_heard(telephone.heard(), prompt.pcm) >= 0.9


async def test_prompts_follow_each_other_without_a_gap_to_be_heard(tmp_path):
    first, second = clip(0.7), clip(0.9)
    async with connected(tmp_path) as (line, telephone):
        line.say(first)
        line.say(second)
        assert [(await until(line, Played)).ticket, (await until(line, Played)).ticket] == [1, 2]
        assert not line.speaking
        await line.hang_up()
    heard = telephone.heard()
    where, _ = found_in(heard, second.pcm)
    rest = np.abs(np.frombuffer(heard[: 2 * where], "<i2").astype(int))
    assert where - int(np.flatnonzero(rest > 300)[-1]) < 3 * CHUNK


async def test_the_callee_hangs_up_in_mid_prompt_and_only_what_left_us_counts(tmp_path):
    async with connected(tmp_path, lasts_s=2.0) as (line, telephone):
        line.say(clip(10.0))
        end, (played,) = await ended(line)
    assert end == LineClosed()
    heard = telephone.heard()
    assert loud_until(heard) == pytest.approx(played.start + played.samples, abs=0.25 * SAMPLE_RATE)
    assert 1.0 < played.samples / SAMPLE_RATE < 2.2


async def test_a_telephone_that_dies_is_a_fault_of_the_network(tmp_path):
    async with connected(tmp_path, media_s=2) as (line, telephone):
        await until(line, Frame)
        telephone.kill()
        end, _ = await ended(line)
    assert end.fault.startswith("the telephone network lost the call: rtp stream error")


async def test_no_call_is_longer_than_its_trunk_allows_whoever_is_stuck(tmp_path):
    async with connected(tmp_path, longest_call_s=1.0) as (line, _):
        line.say(clip(10.0))
        end, _ = await ended(line)
        assert end.fault == "the call reached the longest a call may last on this trunk (1 s)"


async def test_keys_go_both_ways(tmp_path):
    async with connected(tmp_path) as (line, telephone):
        await telephone.order("sndcode 5")
        assert (await until(line, KeyPressed)).key == "5"
        line.press("12#")
        async with asyncio.timeout(5):
            while not all(f"event: '{key}'" in telephone.log for key in "12#"):
                await until(line, Frame)


async def test_what_happens_to_one_call_no_other_call_notices(tmp_path):
    """Two at once: one telephone dies, the other hears its prompt to the end."""
    async with (
        Telephone(tmp_path / "one", silence_wav(tmp_path / "voice.wav", 30.0)) as one,
        Telephone(tmp_path / "two", tmp_path / "voice.wav") as two,
        dialling(one.host, media_s=2, allow=("127.0.0.1",)) as dialler,
    ):
        lines = [await dialler.place(attempt_of(number=f"sip:+10000000000@{each.host}")) for each in (one, two)]
        prompt = clip(4.0)
        for line in lines:
            line.say(prompt)
        one.kill()
        (end, _), played = await asyncio.gather(ended(lines[0]), until(lines[1], Played))
        assert end.fault
        assert played.samples == prompt.samples
        await lines[1].hang_up()
        for line in lines:
            await line.close()
        two.stop()
        assert share_heard(two.heard(), prompt.pcm) >= 0.9


async def test_a_channel_is_free_again_when_its_call_is_over_and_not_before(tmp_path):
    async with (
        Telephone(tmp_path / "telephone", silence_wav(tmp_path / "voice.wav", 30.0)) as telephone,
        dialling(telephone.host, channels=1) as dialler,
    ):
        first = await dialler.place(attempt_of())
        second = asyncio.create_task(dialler.place(attempt_of()))
        for _ in range(20):
            await until(first, Frame)
        assert not second.done()
        await first.hang_up()
        await first.close()
        line = await second
        assert not isinstance(line, NotAnswered)
        await line.close()
