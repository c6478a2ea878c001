"""The ear: what reaches the recogniser, utterance by utterance, and under which hints."""

import asyncio
from array import array

from hypothesis import given
from hypothesis import strategies as st

from bot.call.ear import LEAD_FRAMES, Ear
from bot.call.ports import FRAME_SAMPLES, Frame
from bot.dialogue.turns import Ended, Settings, Started
from bot.understanding.model import Hypothesis

PATIENCE = 10
"""Frames of silence that end an utterance here (0.32 s)."""


class SignOf:
    """ports.VoiceActivity: frames with a positive first sample are voice. The number is the frame's own."""

    def probability(self, pcm):
        return 1.0 if array("h", pcm[:2])[0] > 0 else 0.0


class Recorder:
    """ports.Listening that reads the frames' numbers, in order, and answers when it is let."""

    def __init__(self):
        self.utterances = []
        self.log = []
        self.free = asyncio.Event()
        self.free.set()
        self.closed = False

    def begin(self, hints):
        self.hints, self.pcm = hints, b""
        self.log.append(("begin", hints))

    def feed(self, pcm):
        self.pcm += pcm
        self.log.append(("feed", len(pcm)))

    async def finish(self):
        numbers = [abs(array("h", self.pcm[at : at + 2])[0]) for at in range(0, len(self.pcm), 2 * FRAME_SAMPLES)]
        hints, self.pcm = self.hints, b""
        await self.free.wait()
        self.utterances.append((hints, numbers))
        return (Hypothesis(str(numbers[0])), Hypothesis(" "))

    async def close(self):
        self.closed = True


def frame(number, voiced):
    return Frame(array("h", [number if voiced else -number] * FRAME_SAMPLES).tobytes(), number * FRAME_SAMPLES)


def an_ear(listening, **changes):
    ear = Ear(SignOf(), listening, Settings(**changes))
    ear.ask(("hints",), PATIENCE * FRAME_SAMPLES / 16_000)
    return ear


def play(ear, pattern, number=1):
    """Frames of "#" (voice) and "." (silence), numbered from `number`; answers with words asked for and next number."""
    words = []
    for mark in pattern:
        for event in ear.feed(frame(number, mark == "#"), False):
            if isinstance(event, Ended):
                words.append(ear.words())
        number += 1
    return words, number


async def test_an_utterance_is_heard_from_before_its_onset_to_the_end_of_the_patience():
    listening = Recorder()
    words, _ = play(an_ear(listening), "." * 20 + "#" * 10 + "." * 20)
    assert await words[0] == (Hypothesis("15"),)
    ((hints, numbers),) = listening.utterances
    assert (hints, numbers) == (("hints",), list(range(21 + 2 - LEAD_FRAMES, 31 + PATIENCE)))


async def test_it_is_fed_to_the_recogniser_as_it_comes():
    listening = Recorder()
    play(an_ear(listening), "." * 20 + "#" * 10)
    assert listening.log[0] == ("begin", ("hints",))
    assert len(listening.log) == 1 + LEAD_FRAMES + (10 - 2)


async def test_an_utterance_whose_question_changed_is_heard_again_under_the_new_hints():
    listening = Recorder()
    ear = an_ear(listening)
    play(ear, "." * 20 + "#" * 10)
    ear.ask(("new",), PATIENCE * FRAME_SAMPLES / 16_000)
    words, _ = play(ear, "." * 20, 31)
    await words[0]
    ((hints, numbers),) = listening.utterances
    assert (hints, numbers) == (("new",), list(range(21 + 2 - LEAD_FRAMES, 31 + PATIENCE)))


async def test_hints_are_those_of_the_moment_the_utterance_ended():
    listening = Recorder()
    ear = an_ear(listening)
    words, _ = play(ear, "." * 20 + "#" * 10 + "." * 11)
    ear.ask(("the next question",), 1.0)
    await words[0]
    assert listening.utterances[0][0] == ("hints",)


async def test_nothing_of_the_next_utterance_is_lost_while_the_last_is_still_being_recognised():
    listening = Recorder()
    listening.free.clear()
    ear = an_ear(listening)
    first, number = play(ear, "." * 20 + "#" * 10 + "." * 11)
    second, _ = play(ear, "#" * 10 + "." * 20, number)
    await asyncio.sleep(0)
    listening.free.set()
    assert [(await word)[0].text for word in (*first, *second)] == ["15", "36"]
    (_, one), (_, two) = listening.utterances
    assert one == list(range(15, 41))
    assert two == list(range(36, 62)), "its lead reaches into the silence, not into the words before"


async def test_words_are_taken_at_once_even_if_frames_come_before_the_loop_turns():
    listening = Recorder()
    ear = an_ear(listening)
    words, _ = play(ear, "." * 9 + "#" * 5 + "." * 11 + "#" * 6 + "." * 11 + "#" * 7 + "." * 11)
    await asyncio.gather(*words)
    spoken = [[n for n in numbers if n in voiced] for (_, numbers), voiced in zip(
        listening.utterances, (range(10, 15), range(26, 32), range(43, 50)), strict=True)]  # fmt: skip
    assert spoken == [list(range(10, 15)), list(range(26, 32)), list(range(43, 50))]


async def test_endless_speech_is_cut_without_losing_or_repeating_a_frame():
    listening = Recorder()
    words, _ = play(an_ear(listening, longest_s=1.0), "." * 10 + "#" * 100 + "." * 20)
    await asyncio.gather(*words)
    heard = [number for _, numbers in listening.utterances for number in numbers]
    assert len(words) == 4
    assert heard == list(range(heard[0], heard[-1] + 1))
    assert set(range(11, 111)) <= set(heard)


async def test_a_click_is_no_utterance():
    listening = Recorder()
    words, _ = play(an_ear(listening), "." * 10 + "##" + "." * 40)
    assert (words, listening.log) == ([], [])


async def test_what_a_hang_up_cuts_off_can_be_asked_for():
    listening = Recorder()
    ear = an_ear(listening)
    assert ear.cut() is None
    play(ear, "." * 20 + "#" * 10)
    assert ear.cut() == (21 * FRAME_SAMPLES, 31 * FRAME_SAMPLES)
    assert await ear.words() == (Hypothesis("15"),)
    assert ear.cut() is None


async def test_closing_gives_up_what_is_being_recognised():
    listening = Recorder()
    listening.free.clear()
    ear = an_ear(listening)
    words, _ = play(ear, "." * 20 + "#" * 10 + "." * 11)
    await asyncio.sleep(0)
    await ear.close()
    assert words[0].cancelled()
    assert listening.closed


class Broken(Recorder):
    async def finish(self):
        await super().finish()
        raise ValueError("broken")


async def test_a_recogniser_broken_over_one_utterance_is_asked_about_the_next_all_the_same():
    listening = Broken()
    ear = an_ear(listening)
    words, _ = play(ear, "." * 20 + "#" * 10 + "." * 11 + "#" * 10 + "." * 11)
    results = await asyncio.gather(*words, return_exceptions=True)
    assert [str(error) for error in results] == ["broken", "broken"]
    assert len(listening.utterances) == 2


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 40)), max_size=8), st.booleans())
def test_every_frame_of_speech_reaches_the_recogniser_once_and_in_order(parts, busy):
    async def call():
        listening = Recorder()
        if busy:
            listening.free.clear()
        ear = an_ear(listening, longest_s=0.8)
        number, spans, words = 1, [], []
        for voice, silence in [*parts, (0, 40)]:
            for mark in "#" * voice + "." * silence:
                for event in ear.feed(frame(number, mark == "#"), False):
                    if isinstance(event, Started):
                        spans.append(event.start // FRAME_SAMPLES)
                    if isinstance(event, Ended):
                        spans[-1] = (spans[-1], event.end // FRAME_SAMPLES)
                        words.append(ear.words())
                number += 1
        listening.free.set()
        await asyncio.gather(*words)
        return listening.utterances, spans

    utterances, spans = asyncio.run(call())
    assert len(utterances) == len(spans)
    before = 0
    for (_, numbers), (start, end) in zip(utterances, spans, strict=True):
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
        assert numbers[0] <= start
        assert numbers[-1] >= end - 1
        assert numbers[0] >= before, "nothing of the utterance before is heard again"
        before = end
