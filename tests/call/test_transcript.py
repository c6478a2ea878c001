"""What of a prompt was heard, as words; and the tape."""

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.call.ports import SAMPLE_RATE, Clip, Played
from bot.call.tape import Tape
from bot.call.transcript import Transcript, heard_prefix, plain
from bot.dialogue.events import Say
from bot.spoken import Interval, Money

CLIP = Clip(bytes(2 * 300), (("Hello there.", 100), ("May I ask?", 200)), "text")


def test_whole_sentences_then_whole_words_are_what_was_heard():
    assert [heard_prefix(CLIP, samples) for samples in (0, 20, 50, 99, 100, 101, 180, 299, 300, 400)] == [
        "—", "—", "Hello —", "Hello —", "Hello there. —", "Hello there. —", "Hello there. May —",
        "Hello there. May I —", "Hello there. May I ask?", "Hello there. May I ask?",
    ]  # fmt: skip


pieces = st.lists(st.tuples(st.text("ab .?", max_size=12), st.integers(0, 50)), max_size=5).map(tuple)


@given(pieces, st.integers(0, 300))
def test_more_samples_never_mean_fewer_words(parts, samples):
    clip = Clip(bytes(2 * sum(size for _, size in parts)), parts, "text")
    less, more = (heard_prefix(clip, count).replace("—", "").split() for count in (samples, samples + 1))
    assert more[: len(less)] == less
    assert less == " ".join(text for text, _ in parts).split()[: len(less)]


@given(st.integers(0, 60 * SAMPLE_RATE), st.integers(0, 300))
def test_times_give_the_very_sample_back(start, samples):
    turn = Transcript().bot(Say("p", "Hello there. May I ask?", "s"), CLIP, Played(1, start, samples))
    assert round(turn.start_s * SAMPLE_RATE) == start
    assert round(turn.end_s * SAMPLE_RATE) == start + samples


def test_values_are_plain_text_in_rows():
    noon = dt.datetime(2026, 11, 22, 12, 0)
    assert plain(Interval(noon, noon + dt.timedelta(hours=2))) == "2026-11-22T12:00/2026-11-22T14:00"
    assert plain(Money(Decimal(2000), "UAH")) == "2000 UAH"
    assert plain(7) == "7"


def test_the_tape_holds_both_sides_at_equal_length_and_silence_between():
    tape = Tape()
    tape.callee(0, b"\1\1" * 4)
    tape.callee(6, b"\2\2" * 2)
    tape.bot(2, b"\3\3" * 3)
    tape.bot(90, b"")
    callee, bot = tape.sides()
    assert callee == b"\1\1" * 4 + bytes(4) + b"\2\2" * 2
    assert bot == bytes(4) + b"\3\3" * 3 + bytes(6)
