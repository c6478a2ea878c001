"""What was heard of clips, however chunks come and go."""

from hypothesis import given
from hypothesis import strategies as st

from bot.call.ports import Clip, Played
from bot.edge.playout import Playout

CHUNK = 8
"""Bytes, so four samples."""


class Desk:
    """A playout, what it reported, and a clock that moves by what is heard."""

    def __init__(self):
        self.now, self.reports = 100, []
        self.playout = Playout(CHUNK, lambda: self.now, self.reports.append)

    def play(self, pcm, chunks=99):
        for at in list(range(0, len(pcm), CHUNK))[:chunks]:
            assert self.playout.accept(pcm[at : at + CHUNK])
            self.now += CHUNK // 2
            self.playout.landed(CHUNK // 2)


def clip(samples, first=1):
    return Clip(bytes((first + n) % 256 for n in range(2 * samples)), (("words", samples),), "text")


def test_a_clip_is_filled_up_to_whole_chunks_and_reported_by_its_own_samples():
    desk = Desk()
    ticket, pcm = desk.playout.say(clip(10))
    assert (ticket, len(pcm), desk.playout.speaking) == (1, 24, True)
    desk.play(pcm)
    assert (desk.reports, desk.playout.speaking) == ([Played(1, 100, 10)], False)


def test_clips_follow_each_other_and_silent_ones_are_passed_over():
    desk = Desk()
    _, nothing = desk.playout.say(clip(0))
    assert (nothing, desk.reports) == (b"", [Played(1, 100, 0)])
    _, one = desk.playout.say(clip(4))
    desk.playout.say(clip(0))
    _, two = desk.playout.say(clip(4, 50))
    desk.play(one + two)
    assert desk.reports[1:] == [Played(2, 100, 4), Played(3, 104, 0), Played(4, 104, 4)]


def test_what_was_heard_of_a_stopped_clip_is_reported_once_nothing_is_on_its_way():
    desk = Desk()
    _, one = desk.playout.say(clip(12))
    desk.playout.say(clip(12))
    desk.play(one, 2)
    desk.playout.stop()
    assert (desk.reports, desk.playout.speaking, desk.playout.owing) == ([], False, True)
    desk.playout.settle()
    assert (desk.reports, desk.playout.owing) == ([Played(1, 100, 8), Played(2, 108, 0)], False)


def test_a_chunk_in_flight_when_the_bot_falls_silent_is_heard_to_its_end_and_counted():
    desk = Desk()
    _, one = desk.playout.say(clip(12))
    desk.playout.accept(one[:CHUNK])
    desk.playout.stop()
    desk.playout.settle()
    assert desk.reports == []
    desk.playout.landed(4)
    assert desk.reports == [Played(1, 100, 4)]


def test_what_a_network_throws_away_was_not_heard():
    desk = Desk()
    _, one = desk.playout.say(clip(12))
    desk.play(one, 2)
    desk.playout.stop()
    desk.playout.settle(unheard=5)
    assert desk.reports == [Played(1, 100, 3)]


def test_stale_chunks_are_refused_and_those_of_the_next_clip_are_not():
    desk = Desk()
    _, one = desk.playout.say(clip(12))
    desk.play(one, 1)
    desk.playout.stop()
    _, two = desk.playout.say(clip(8, 99))
    assert not desk.playout.accept(one[CHUNK : 2 * CHUNK])
    desk.playout.settle()
    assert not desk.playout.accept(one[2 * CHUNK :])
    desk.play(two)
    assert desk.reports == [Played(1, 100, 4), Played(2, 104, 8)]
    assert not desk.playout.accept(two[:CHUNK])
    desk.playout.landed(4)


moves = st.lists(st.one_of(st.integers(0, 30), st.sampled_from(["stop", "settle", "chunk", "stale"])), max_size=40)


@given(moves)
def test_every_clip_is_reported_once_in_order_with_what_was_put_of_it(script):
    desk, queued, heard, sizes = Desk(), [], {}, {}
    for move in [*script, "stop", "settle"]:
        if isinstance(move, int):
            ticket, pcm = desk.playout.say(clip(move, len(sizes)))
            sizes[ticket] = move
            queued += [(ticket, pcm[at : at + CHUNK]) for at in range(0, len(pcm), CHUNK)]
        elif move == "stop":
            queued.clear()
            desk.playout.stop()
        elif move == "settle":
            desk.playout.settle()
        elif move == "stale":
            assert not desk.playout.accept(b"\xff\x00" * 4)
        elif queued:
            ticket, chunk = queued.pop(0)
            assert desk.playout.accept(chunk)
            heard[ticket] = heard.get(ticket, 0) + 4
            desk.now += 4
            desk.playout.landed(4)
    assert sorted(report.ticket for report in desk.reports) == sorted(sizes)
    for report in desk.reports:
        assert report.samples == min(heard.get(report.ticket, 0), sizes[report.ticket])
