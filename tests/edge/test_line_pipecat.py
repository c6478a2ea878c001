"""A live line through a real pipecat pipeline in virtual time: the same callee gives the recorded line's transcript."""

import asyncio
import sys
import warnings
from pathlib import Path

import pytest

pytest.importorskip("pipecat")
sys.path.append(str(Path(__file__).parents[1] / "call"))

from array import array
from itertools import pairwise

from memory_transport import MemoryInput, MemoryOutput, MemoryTransport
from pipecat.frames.frames import StartFrame
from switchboard import Desk, said, samples
from virtual_time import passed, run

from bot.call.ports import FRAME_SAMPLES, SAMPLE_RATE, Clip, Frame, KeyPressed, LineClosed, Played, TimeUp, WorkDone
from bot.edge.callee import Callee, Reply
from bot.edge.line_pipecat import GAP_S, PipecatLine
from bot.source import WinbackError

TOLERANCE_S = 0.1
"""Between the two lines: a chunk of 20 ms here, a frame of 32 ms there, at every prompt and every deadline."""

STOP_CALLING = "never call me again"


def callee_of(desk):
    return Callee("somebody", tuple(desk.reply(reply) for reply in desk.replies))


def live(desk, **network):
    """The record, and the transport it was held over."""

    async def call():
        desk.set_up()
        transport = MemoryTransport(callee_of(desk), **network)
        line = PipecatLine(transport)
        await line.start()
        return await desk.driver.hold(line), transport

    return run(call())


def told(record):
    """A transcript without its times."""
    turns = [(t.speaker, t.text, t.step, t.prompt, t.intent, t.action, t.kind, t.keys) for t in record.turns]
    return turns, record.disposition, record.outcome, record.slots, record.objections


CALLS = {
    "a lead": ["yes", "yes"],
    "an interruption": ["yes", Reply(says="not at all", when="during_prompt", after=samples(1.0))],
    "an opt-out as the receiver goes down": ["yes", Reply(says=STOP_CALLING, hangs_up=True)],
    "an opt-out in the goodbye": ["yes", "yes", Reply(says=STOP_CALLING, when="during_prompt", after=samples(0.2))],
    "keys": [Reply(keys="1"), Reply(keys="9", when="during_prompt", after=samples(1.0))],
    "nobody": [],
    "a hello first": [Reply(says="hello", when="at_s", after=samples(0.3)), "yes", "no"],
    "a hang-up in mid-prompt": [Reply(hangs_up=True, when="during_prompt", after=samples(1.7))],
    "a machine": [Reply(says="welcome", when="at_s", after=0)],
}


@pytest.mark.parametrize("name", CALLS)
def test_the_transcript_is_that_of_the_recorded_line(name):
    lasts = {"not at all": 1.2, "welcome": 9.0}
    recorded = asyncio.run(Desk(CALLS[name], lasts_s=lasts).held())
    record, transport = live(Desk(CALLS[name], lasts_s=lasts))
    assert told(record) == told(recorded)
    for turn, other in zip(record.turns, recorded.turns, strict=True):
        assert turn.start_s == pytest.approx(other.start_s, abs=TOLERANCE_S)
        assert turn.end_s == pytest.approx(other.end_s, abs=TOLERANCE_S)
    assert record.duration_s == pytest.approx(recorded.duration_s, abs=TOLERANCE_S)
    assert transport.hung_up


@pytest.mark.parametrize("name", CALLS)
def test_the_tape_is_what_the_callee_heard_to_the_sample(name):
    tapes = []
    _, transport = live(Desk(CALLS[name], lasts_s={"not at all": 1.2}, keep=lambda t: tapes.append(t.sides()) or ""))
    bot = array("h", tapes[0][1])
    heard = array("h", transport.heard())
    length = min(len(bot), len(heard))
    assert bot[:length] == heard[:length]
    assert not any(bot[length:])
    assert not any(heard[length:])


def test_the_same_call_gives_the_same_record_each_time():
    first, second = (live(Desk(CALLS["an interruption"]))[0] for _ in range(2))
    assert told(first) == told(second)
    assert [turn.start_s for turn in first.turns] == [turn.start_s for turn in second.turns]


@pytest.mark.parametrize("packet", [320, 640, 334, 1024])
def test_packets_of_any_size_become_frames(packet):
    assert live(Desk(["yes", "yes"]), packet=packet)[0].disposition == "interested"


def test_a_network_that_breaks_in_mid_prompt_is_a_technical_failure_with_what_was_heard():
    record, _ = live(Desk(["yes"]), breaks_at=50)
    assert (record.disposition, record.why) == ("technical_failure", "audio could not be sent: connection reset")
    assert said(record) == [("bot", "Hello. This is the —")]
    assert record.turns[0].end_s - record.turns[0].start_s == pytest.approx(50 * 0.02)


def test_what_breaks_of_ours_ends_the_call_and_the_line():
    record, transport = live(Desk(["yes"], {"parse": ""}, WinbackError("no sense")))
    assert (record.disposition, record.why, transport.hung_up) == ("technical_failure", "no sense", True)


def on_a_line(test, *replies, **network):
    """Run `test(line)` over a line to a callee, and close it."""

    async def call():
        transport = MemoryTransport(Callee("somebody", replies), **network)
        line = PipecatLine(transport)
        before = asyncio.all_tasks()
        await line.start()
        try:
            await test(line)
        finally:
            await line.close()
            await line.close()
        assert asyncio.all_tasks() == before

    run(call())


def clip(seconds, level=100):
    return Clip(array("h", [level] * samples(seconds)).tobytes(), (("words", samples(seconds)),), "text")


async def beyond_frames(line, until, work=None):
    while isinstance(event := await line.next(until, work), Frame):
        pass
    return event


def test_the_clock_is_the_loops_and_never_goes_back():
    async def test(line):
        seen = []
        for _ in range(100):
            event = await line.next(0.5)
            seen.append(line.now)
            if isinstance(event, TimeUp):
                break
            assert event.at + FRAME_SAMPLES <= line.now * SAMPLE_RATE + 1
        assert seen == sorted(seen)
        assert 0.5 <= line.now < 0.502

    on_a_line(test)


def test_clips_are_played_in_order_and_stopped_at_once():
    async def test(line):
        assert [line.say(clip(0.1)), line.say(clip(1.0, 200)), line.say(clip(0.5))] == [1, 2, 3]
        assert await beyond_frames(line, 9.0) == Played(1, 0, 1600)
        await passed(0.15)
        line.stop()
        ticket = line.say(clip(0.06, 300))
        assert line.speaking
        second, third = await beyond_frames(line, 9.0), await beyond_frames(line, 9.0)
        assert (second.ticket, second.start, third) == (2, 1600, Played(3, second.start + second.samples, 0))
        assert second.samples == pytest.approx(samples(0.15), abs=samples(0.04))
        assert await beyond_frames(line, 9.0) == Played(ticket, second.start + second.samples, samples(0.06))
        assert not line.speaking

    on_a_line(test)


def test_work_is_told_as_soon_as_it_is_done_while_frames_go_on():
    async def test(line):
        work = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(0.5, work.set_result, None)
        assert await beyond_frames(line, 9.0, work) == WorkDone()
        assert line.now == pytest.approx(0.5)

    on_a_line(test)


def test_a_deadline_long_missed_goes_before_whatever_waits():
    async def test(line):
        await passed(2)
        assert await line.next(1.0) == TimeUp()
        assert isinstance(await line.next(1.9), Frame)

    on_a_line(test)


class Losing(MemoryInput):
    """A network that loses what the callee says between the first second and twice the longest gap after it."""

    async def push_audio_frame(self, frame):
        if not 1.0 < self._receiver.samples() / SAMPLE_RATE < 1.0 + 2 * GAP_S:
            await super().push_audio_frame(frame)


class SlowToStart(MemoryOutput):
    async def process_frame(self, frame, direction):
        if isinstance(frame, StartFrame):
            await passed(0.5)
        await super().process_frame(frame, direction)


def test_audio_that_comes_while_the_pipeline_starts_is_of_the_beginning_of_the_call():
    async def test(line):
        assert (await line.next(9.0)).at == 0

    on_a_line(test, output_type=SlowToStart)


def test_audio_lost_on_its_way_leaves_a_gap_and_no_delay():
    async def test(line):
        frames = [await line.next(9.0) for _ in range(100)]
        steps = [after.at - before.at for before, after in pairwise(frames)]
        assert steps.count(FRAME_SAMPLES) == len(steps) - 1
        assert max(steps) == pytest.approx(samples(2 * GAP_S), abs=2 * FRAME_SAMPLES)
        assert frames[-1].at + FRAME_SAMPLES == pytest.approx(line.now * SAMPLE_RATE, abs=2 * FRAME_SAMPLES)

    on_a_line(test, input_type=Losing)


def test_the_callees_keys_and_hang_up_arrive_in_order():
    async def test(line):
        assert [await beyond_frames(line, 9.0) for _ in range(3)] == [KeyPressed("4"), KeyPressed("#"), LineClosed()]
        assert await line.next(9.0) == LineClosed()

    on_a_line(test, Reply(keys="4#", when="at_s", after=0), Reply(hangs_up=True, when="at_s", after=samples(0.2)))


class Unstartable(MemoryInput):
    async def setup(self, setup):
        raise RuntimeError("no sound card")


def test_a_pipeline_that_does_not_start_says_so_and_leaves_nothing_behind():
    async def call():
        before = asyncio.all_tasks()
        transport = MemoryTransport(Callee("somebody", ()), input_type=Unstartable)
        with pytest.raises(WinbackError, match="the audio pipeline of a call did not start"):
            await PipecatLine(transport).start()
        assert asyncio.all_tasks() == before

    run(call())


def test_a_call_cut_off_by_the_operator_keeps_the_played_prefix():
    async def call():
        desk = Desk(["yes"]).set_up()
        line = PipecatLine(MemoryTransport(callee_of(desk)))
        await line.start()
        task = asyncio.create_task(desk.driver.hold(line))
        await passed(2.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return await desk.driver.abandon(line.now, "stopped by the operator")

    record = run(call())
    assert (record.disposition, said(record)) == ("interrupted", [("bot", "Hello. This is the automatic —")])
    assert record.turns[0].end_s == pytest.approx(2.5, abs=TOLERANCE_S)


def test_none_of_pipecats_deprecated_names_are_used():
    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        assert live(Desk(["yes", "yes"]))[0].disposition == "interested"
