"""The text line: typed replies on a clock that moves by what is said."""

import asyncio

from bot.call.ports import SAMPLE_RATE, Clip, KeyPressed, LineClosed, Played, TimeUp, Typed, WorkDone
from bot.edge.line_text import TextLine, TextVoice
from bot.spoken import seconds_to_say


def line_of(*replies):
    waiting = iter(replies)

    async def next_reply():
        return next(waiting, None)

    return TextLine("en", next_reply)


async def test_a_prompt_takes_as_long_as_it_takes_to_say():
    line = line_of("")
    clip = await TextVoice().speak("Hello, how are you?", "en")
    assert clip == Clip(b"", (("Hello, how are you?", 0),), "text")
    assert (line.say(clip), line.speaking) == (1, True)
    assert await line.next(9.0) == Played(1, 0, 0)
    assert (line.speaking, line.now) == (False, seconds_to_say("Hello, how are you?", "en"))
    line.say(clip)
    line.stop()
    assert await line.next(9.0) == Played(2, round(seconds_to_say("Hello, how are you?", "en") * SAMPLE_RATE), 0)


async def test_an_empty_line_is_silence_until_time_is_up():
    line = line_of("", " ")
    assert await line.next(3.5) == TimeUp()
    assert line.now == 3.5
    assert await line.next(3.0) == TimeUp()
    assert line.now == 3.5


async def test_words_take_their_time():
    line = line_of(" yes please ", "")
    assert await line.next(5.0) == Typed("yes please")
    assert line.now == seconds_to_say("yes please", "en")
    assert await line.next(None) == Typed("")


async def test_keys_are_pressed_one_by_one():
    line = line_of("/key 12", "/key")
    assert [await line.next(5.0) for _ in range(3)] == [KeyPressed("1"), KeyPressed("2"), KeyPressed("#")]


async def test_hanging_up_or_the_end_of_input_closes_the_line():
    for line in (line_of("/hangup"), line_of()):
        assert [await line.next(5.0), await line.next(5.0)] == [LineClosed(), LineClosed()]
    line = line_of("never read")
    await line.hang_up()
    assert await line.next(5.0) == LineClosed()
    await line.close()


async def test_work_is_waited_for():
    work = asyncio.get_running_loop().create_future()
    work.set_result(None)
    assert await line_of().next(5.0, work) == WorkDone()
