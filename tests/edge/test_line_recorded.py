"""The recorded line without engines: when a recorded callee does what, and what is reported as played."""

import asyncio
from array import array

from hypothesis import given
from hypothesis import strategies as st

from bot.call.ports import FRAME_SAMPLES, SAMPLE_RATE, Clip, Frame, KeyPressed, LineClosed, Played, TimeUp, WorkDone
from bot.edge.callee import Callee, Reply
from bot.edge.line_recorded import RecordedLine

VOICE = array("h", [500] * 1000).tobytes()


def clip(samples):
    return Clip(bytes(2 * samples), (("words", samples),), "text")


def line_with(*replies, background=b""):
    return RecordedLine(Callee("somebody", replies, background))


async def until(line, seconds):
    """Every event up to a time, frames as (sample, whether anything sounds)."""
    events = []
    while not isinstance(event := await line.next(seconds), TimeUp):
        events.append((event.at, any(event.pcm)) if isinstance(event, Frame) else event)
        if isinstance(event, LineClosed):
            break
    return events


def sounds(events):
    return [event[0] for event in events if isinstance(event, tuple) and event[1]]


def others(events):
    return [event for event in events if not isinstance(event, tuple)]


async def test_the_clock_counts_frames_and_time_is_up_at_the_first_frame_after_it():
    line = line_with()
    events = await until(line, 0.1)
    assert [at for at, _ in events] == [0, 512, 1024, 1536]
    assert line.now == 2048 / SAMPLE_RATE
    assert await line.next(line.now) == TimeUp()


async def test_clips_are_played_one_after_another_without_a_gap():
    line = line_with()
    assert (line.say(clip(700)), line.say(clip(0)), line.say(clip(900))) == (1, 2, 3)
    assert line.speaking
    assert others(await until(line, 1)) == [Played(1, 0, 700), Played(2, 700, 0), Played(3, 700, 900)]
    assert not line.speaking


async def test_stop_reports_what_was_played_of_each_clip():
    line = line_with()
    line.say(clip(600))
    line.say(clip(600))
    line.say(clip(600))
    events = await until(line, 0.064)
    line.stop()
    assert not line.speaking
    assert others(events) == [Played(1, 0, 600)]
    assert others(await until(line, 0.1)) == [Played(2, 600, 424), Played(3, 1024, 0)]


async def test_a_callee_answers_half_a_second_after_the_bot_falls_silent():
    line = line_with(Reply(VOICE))
    line.say(clip(1000))
    first = sounds(await until(line, 2))[0]
    assert 1000 + 8000 <= first < 1000 + 8000 + FRAME_SAMPLES


async def test_a_callee_who_speaks_during_a_prompt_counts_from_its_beginning():
    line = line_with(Reply(VOICE, when="during_prompt", after=1600))
    await until(line, 0.5)
    begun = round(line.now * SAMPLE_RATE)
    line.say(clip(8000))
    first = sounds(await until(line, 2))[0]
    assert begun + 1600 <= first < begun + 1600 + FRAME_SAMPLES


async def test_an_answer_may_let_prompts_pass():
    line = line_with(Reply(VOICE, skip=1))
    line.say(clip(1000))
    assert sounds(await until(line, 2)) == []
    line.say(clip(1000))
    assert sounds(await until(line, 4))


async def test_a_stopped_prompt_is_no_turn_of_the_bot():
    line = line_with(Reply(VOICE))
    line.say(clip(100_000))
    await until(line, 1)
    line.stop()
    assert sounds(await until(line, 3)) == []


async def test_keys_are_pressed_and_the_callee_hangs_up():
    line = line_with(Reply(keys="12", when="at_s", after=1000), Reply(hangs_up=True, when="at_s", after=2000))
    events = others(await until(line, 5))
    assert events == [KeyPressed("1"), KeyPressed("2"), LineClosed()]
    assert line.now == 5 * FRAME_SAMPLES / SAMPLE_RATE
    assert await line.next(9.0) == LineClosed()


async def test_a_callee_who_hangs_up_speaks_the_last_words_first():
    line = line_with(Reply(VOICE, hangs_up=True, when="at_s", after=0))
    events = await until(line, 5)
    assert (sounds(events), others(events)) == ([0, 512], [LineClosed()])


async def test_nobody_speaks_over_himself():
    line = line_with(
        Reply(VOICE, when="at_s", after=0), Reply(VOICE, when="at_s", after=100), Reply(keys="1", when="at_s", after=0)
    )
    events = await until(line, 1)
    assert sounds(events) == [0, 512, 1024, 1536]
    assert others(events) == [KeyPressed("1")]


async def test_background_fills_what_nobody_says():
    line = line_with(Reply(VOICE, when="at_s", after=1024), background=array("h", range(1, 601)).tobytes())
    heard = array("h")
    for _ in range(6):
        heard.frombytes((await line.next(None)).pcm)
    loop = [(n % 600) + 1 for n in range(6 * 512)]
    assert list(heard) == loop[:1024] + [500] * 1000 + loop[2024:]


async def test_the_clock_stands_still_while_something_is_being_worked_on():
    line = line_with()
    work = asyncio.get_running_loop().create_future()
    waiting = asyncio.create_task(line.next(0.0, work))
    for _ in range(50):
        await asyncio.sleep(0)
    assert not waiting.done()
    work.set_result(None)
    assert (await waiting, line.now) == (WorkDone(), 0.0)


async def test_what_happened_before_an_utterance_was_recognised_is_told_first():
    line = line_with()
    line.say(clip(100))
    await line.next(None)
    work = asyncio.get_running_loop().create_future()
    work.set_result(None)
    assert [await line.next(None, work), await line.next(None, work)] == [Played(1, 0, 100), WorkDone()]


async def test_other_calls_get_their_turn_though_nothing_in_a_silent_call_waits():
    line, turns = line_with(), []

    async def other():
        while True:
            turns.append(line.now)
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    await until(line, 5)
    task.cancel()
    assert len(turns) >= 9


async def test_a_closed_line_stays_closed():
    line = line_with()
    line.say(clip(100_000))
    await until(line, 0.1)
    await line.hang_up()
    line.stop()
    assert await line.next(9.0) == Played(1, 0, 2048)
    assert await line.next(9.0) == LineClosed()
    await line.close()
    await line.close()


steps = st.lists(st.one_of(st.integers(0, 3000), st.just("stop"), st.floats(0.01, 0.3)), max_size=20)


@given(steps)
def test_every_ticket_is_reported_once_in_order_and_never_overlaps(script):
    """A number says a clip of as many samples, a float lets seconds pass."""

    async def call():
        line, events, sizes = line_with(), [], {}
        for step in [*script, "stop"]:
            if step == "stop":
                line.stop()
            elif isinstance(step, float):
                events += await until(line, line.now + step)
            else:
                sizes[line.say(clip(step))] = step
        return [event for event in events + await until(line, line.now) if isinstance(event, Played)], sizes

    played, sizes = asyncio.run(call())
    assert [event.ticket for event in played] == sorted(sizes)
    at = 0
    for event in played:
        assert 0 <= event.samples <= sizes[event.ticket]
        assert event.start >= at
        at = event.start + event.samples
