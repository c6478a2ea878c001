"""Who has the floor, told from speech probabilities alone."""

from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.turns import FRAME, RATE, Barged, Ended, Settings, Started, TurnTaking, Unbroken

PROBABILITIES = st.lists(st.sampled_from((0.0, 0.2, 0.4, 0.6, 0.95)), max_size=400)


def judged(probabilities, bot=False, settings=Settings(), patience_s=0.6):
    turns = TurnTaking(settings)
    turns.patience_s = patience_s
    speaking = bot if callable(bot) else lambda _: bot
    return [
        event for at, p in enumerate(probabilities) for event in turns.feed(at * FRAME, p, speaking(at * FRAME / RATE))
    ]


def frames(seconds, p):
    return [p] * round(seconds * RATE / FRAME)


def speech(seconds):
    return frames(seconds, 0.9)


def silence(seconds):
    return frames(seconds, 0.0)


def test_a_reply_is_heard_from_its_first_voiced_frame_to_its_last():
    events = judged([*silence(1.0), *speech(0.64), *silence(1.0)])
    start = len(silence(1.0)) * FRAME
    end = start + len(speech(0.64)) * FRAME
    assert events == [Started(start), Ended(start, end, end - start)]


def test_a_click_of_two_frames_is_nobody_speaking():
    assert judged([*silence(0.5), 0.9, 0.9, *silence(1.0)]) == []


def test_two_clicks_far_apart_are_nobody_speaking():
    assert judged([0.9, 0.0, 0.0, 0.0, 0.9, 0.0, 0.0, 0.0, 0.9, *silence(1.0)]) == []


def test_three_voiced_frames_among_four_are_a_short_no():
    events = judged([0.9, 0.0, 0.9, 0.9, *silence(1.0)])
    assert events == [Started(0), Ended(0, 4 * FRAME, 3 * FRAME)]


def test_a_pause_shorter_than_the_patience_is_part_of_the_reply():
    assert len(judged([*speech(0.5), *silence(0.5), *speech(0.5), *silence(1.0)])) == 2


def test_the_patience_of_the_question_decides_when_a_reply_is_over():
    waiting = [*speech(0.5), *silence(1.0), *speech(0.5), *silence(2.0)]
    assert len(judged(waiting, patience_s=0.6)) == 4
    assert len(judged(waiting, patience_s=1.2)) == 2


def test_a_voice_that_sinks_below_onset_but_not_below_release_goes_on():
    assert len(judged([*speech(0.3), *frames(2.0, 0.4), *silence(1.0)])) == 2


def test_talking_over_the_bot_long_enough_is_a_barge_in_noticed_once():
    events = judged([*speech(2.0), *silence(1.0)], bot=True)
    barges = [event for event in events if isinstance(event, Barged)]
    assert len(barges) == 1
    assert 0.6 <= (barges[0].at + FRAME) / RATE <= 0.65


def test_a_listening_noise_over_the_bot_is_no_barge_in():
    assert not [event for event in judged([*speech(0.4), *silence(1.0)], bot=True) if isinstance(event, Barged)]


def test_only_speech_while_the_bot_speaks_counts_for_a_barge_in():
    events = judged([*speech(3.0), *silence(1.0)], bot=lambda seconds: seconds < 0.4)
    assert not [event for event in events if isinstance(event, Barged)]


def test_speech_without_a_breath_is_told_once():
    events = judged([*speech(9.0), *silence(1.0)])
    assert [event for event in events if isinstance(event, Unbroken)] == [Unbroken(0, events[1].at)]
    assert 6.0 <= (events[1].at + FRAME) / RATE < 6.1


def test_a_breath_makes_speech_human():
    breath = silence(0.55)
    assert not any(
        isinstance(event, Unbroken) for event in judged([*speech(4.0), *breath, *speech(4.0), *silence(1.0)])
    )


def test_an_endless_voice_is_cut_into_utterances():
    events = judged(speech(45.0))
    ends = [event for event in events if isinstance(event, Ended)]
    assert len(ends) == 2
    assert all(event.end - event.start <= 20.1 * RATE for event in ends)


def test_whether_the_callee_has_the_floor_can_be_asked():
    turns = TurnTaking()
    assert not turns.speaking
    for at in range(4):
        turns.feed(at * FRAME, 0.9, False)
    assert turns.speaking


@given(PROBABILITIES, st.booleans(), st.sampled_from((0.2, 0.6, 1.2)))
def test_utterances_are_ordered_and_never_overlap(probabilities, bot, patience_s):
    events = judged(probabilities, bot, patience_s=patience_s)
    spans = []
    open_since = None
    for event in events:
        if isinstance(event, Started):
            assert open_since is None
            assert not spans or event.start >= spans[-1].end
            open_since = event.start
        else:
            assert open_since is not None
            if isinstance(event, Ended):
                assert event.start == open_since
                assert event.end > event.start
                assert 0 < event.voiced <= event.end - event.start
                spans.append(event)
                open_since = None


@given(PROBABILITIES, st.sampled_from((0.2, 0.6, 1.2)))
def test_a_reply_ends_only_after_its_patience_or_its_longest(probabilities, patience_s):
    turns = TurnTaking()
    turns.patience_s = patience_s
    for at, p in enumerate(probabilities):
        for event in turns.feed(at * FRAME, p, False):
            if isinstance(event, Ended):
                quiet = (at + 1) * FRAME - event.end
                assert quiet >= patience_s * RATE or (at + 1) * FRAME - event.start >= 20 * RATE
                assert quiet < patience_s * RATE + FRAME


@given(PROBABILITIES)
def test_clicks_of_fewer_than_three_frames_in_four_start_nothing(probabilities):
    for event in judged(probabilities):
        if isinstance(event, Started):
            first = event.start // FRAME
            assert sum(p >= 0.5 for p in probabilities[first : first + 4]) >= 3
