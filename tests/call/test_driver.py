"""The driver over the real recorded line, dialogue and ear; only engines are named fakes (switchboard.py)."""

import asyncio
import logging
from array import array

import pytest
from switchboard import SCRIPT, Desk, LiveLine, WatchedLine, notes, said, samples

from bot.call.ports import FRAME_SAMPLES, Clip, KeyPressed, LineClosed, Played
from bot.dialogue.engine import Dialogue
from bot.dialogue.events import Finish
from bot.edge.callee import Reply
from bot.edge.line_text import TextLine, TextVoice
from bot.source import WinbackError

GREETING = "Hello. This is the automatic assistant. Do you have a minute."
OFFER = "There is a discount for you. Shall I text you the code."
GOODBYE = "It is on its way. Goodbye."
STOP_CALLING = "never call me again"


async def test_a_call_goes_from_greeting_to_lead_and_the_goodbye_is_played_out():
    tapes = []
    desk = Desk(["yes", "yes"], keep=lambda tape: tapes.append(tape.sides()) or "call.wav")
    record = await desk.held()
    assert said(record) == [
        ("bot", GREETING), ("callee", "yes"), ("bot", OFFER), ("callee", "yes"), ("bot", GOODBYE),
    ]  # fmt: skip
    assert (record.disposition, record.outcome, record.decided_by) == ("interested", "code", "script")
    assert [promise.what for promise in record.promises] == ["code"]
    assert record.recording == "call.wav"
    assert all(turn.played == 1 for turn in record.turns if turn.speaker == "bot")
    goodbye = record.turns[-1]
    assert record.duration_s == pytest.approx(goodbye.end_s, abs=FRAME_SAMPLES / 16_000)
    assert desk.log[-4:] == ["hang up", "line closed", "ear closed", "record written"]


async def test_turns_are_stored_and_shown_while_the_call_goes_on():
    desk = Desk(["yes", "no"])
    record = await desk.held()
    assert desk.store.turns == desk.watched == sorted(record.turns, key=lambda turn: turn.seq)
    assert [turn.seq for turn in desk.watched] == list(range(1, len(record.turns) + 1))


async def test_both_sides_of_the_tape_hold_what_was_said_at_the_very_sample_the_transcript_names():
    tapes = []
    desk = Desk(
        ["yes", Reply(says="no", when="during_prompt", after=samples(1.0))], keep=lambda t: tapes.append(t) or ""
    )
    record = await desk.held()
    callee, bot = (array("h", side) for side in tapes[0].sides())
    assert len(callee) == len(bot)
    for turn in (turn for turn in record.turns if turn.speaker == "bot"):
        clip = array("h", desk.voice.clips[turn.prompt].pcm)
        start, end = samples(turn.start_s), samples(turn.end_s)
        assert bot[start:end] == clip[: end - start]
        assert bot[start - 1] != clip[0]
        assert bot[end : end + 1] != clip[:1]
    assert sum(1 for sample in bot if sample) == sum(
        samples(turn.end_s) - samples(turn.start_s) for turn in record.turns if turn.speaker == "bot"
    )
    for turn in (turn for turn in record.turns if turn.speaker == "callee"):
        level = next(level for level, text in desk.sounds.words.items() if text == turn.text)
        assert abs(samples(turn.start_s) - list(callee).index(level)) < FRAME_SAMPLES


async def test_an_interrupted_prompt_keeps_exactly_what_was_played():
    tapes = []
    desk = Desk(
        ["yes", Reply(says="not at all", when="during_prompt", after=samples(1.0))],
        keep=lambda t: tapes.append(t) or "",
        lasts_s={"not at all": 1.2},
    )
    record = await desk.held()
    cut = next(turn for turn in record.turns if turn.prompt == "offer.say")
    played = samples(cut.end_s) - samples(cut.start_s)
    # 1 s until the callee speaks, three frames to be sure of it, 0.6 s to mean it; then nothing more.
    assert played == pytest.approx(samples(1.0 + 0.09 + 0.6), abs=2 * FRAME_SAMPLES)
    assert played % FRAME_SAMPLES == 0
    assert cut.played == round(played / desk.voice.clips["offer.say"].samples, 4)
    assert cut.text == "There is a discount for you. —"
    assert cut.planned == "There is a discount for you. Shall I text you the code?"
    _, bot = tapes[0].sides()
    after = array("h", bot)[samples(cut.end_s) :]
    assert not any(after[: samples(0.2)])
    assert (record.disposition, len(notes(record, "barge_in"))) == ("not_interested", 1)


async def test_frames_flow_while_an_utterance_is_being_recognised_on_a_live_line():
    tapes = []
    desk = Desk(["yes", "yes"], takes_s={"yes": 1.0}, line_type=LiveLine, keep=lambda t: tapes.append(t) or "")
    record = await desk.held()
    assert record.disposition == "interested"
    first, offer = record.turns[1], record.turns[2]
    assert first.end_s + 0.6 + 1.0 <= offer.start_s <= first.end_s + 0.6 + 1.0 + 0.1
    callee, _ = tapes[0].sides()
    assert len(callee) // 2 >= samples(record.duration_s)


async def test_two_utterances_at_work_keep_their_order_on_a_live_line():
    desk = Desk(
        ["well", Reply(says="yes", when="at_s", after=samples(6.2))], takes_s={"well": 3.0, "yes": 0.1},
        line_type=LiveLine,
    )  # fmt: skip
    record = await desk.held()
    assert said(record, "callee")[:2] == ["well", "yes"]
    assert [length for _, length in desk.listener.heard][:2] == [2 * 44 * 512] * 2
    assert record.turns[1].end_s + 3.0 > record.turns[2].start_s


async def test_a_late_result_is_dropped_with_a_reason():
    pressed = Reply(keys="1", when="at_s", after=samples(6.0))
    desk = Desk(["no", pressed], takes_s={"no": 2.0}, line_type=LiveLine)
    record = await desk.held()
    assert notes(record, "late") == ["“no” answered an earlier question and is dropped"]
    assert "offer.say" in [turn.prompt for turn in record.turns]
    assert record.disposition == "no_input"


# --- faults ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "detail", "turns"),
    [
        ("hints", "", 0), ("speak", "greeting", 0), ("add_turn", "Hello", 0), ("next", "2.", 0), ("finish", "yes", 1),
        ("parse", "yes", 1), ("speak", "offer", 2), ("add_turn", "yes", 1),
    ],
)  # fmt: skip
@pytest.mark.parametrize("error", [RuntimeError("out of order"), WinbackError("the disk is full")])
async def test_a_fault_ends_the_call_as_technical_failure_and_nothing_else(method, detail, turns, error):
    desk = Desk(["yes", "yes"], {method: detail}, error)
    record = await desk.held()
    assert (record.disposition, record.outcome, record.decided_by) == ("technical_failure", "", "line")
    assert str(error) in record.why
    assert not record.promises
    assert desk.log[-4:] == ["hang up", "line closed", "ear closed", "record written"]
    assert len([turn for turn in desk.store.turns if turn.speaker != "note"]) == turns
    assert any(str(error) in text for text in notes(record, "fault"))


async def test_a_fault_is_logged_with_the_call_but_a_message_for_people_needs_no_traceback(caplog):
    await Desk(["yes"], {"parse": ""}).held()
    assert [record.getMessage() for record in caplog.records] == ["call call 1 broke"]
    caplog.clear()
    await Desk(["yes"], {"parse": ""}, WinbackError("no voice")).held()
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_what_breaks_while_a_fault_is_handled_changes_nothing():
    desk = Desk(["yes"], {"parse": "", "hang_up": "", "add_turn": "", "close": ""})
    record = await desk.held()
    assert record.disposition == "technical_failure"
    assert record.why == "RuntimeError: out of order"
    assert desk.log[-3:] == ["line closed", "ear closed", "record written"]


async def test_a_fault_after_the_ending_keeps_what_the_call_came_to():
    record = await Desk(["yes", "yes"], {"speak": "code"}).held()
    assert (record.disposition, record.outcome) == ("interested", "code")
    assert notes(record, "fault") == ["RuntimeError: out of order"]


async def test_a_record_that_cannot_be_written_is_the_stores_fault_to_tell_and_line_and_ear_are_closed():
    desk = Desk(["yes", "yes"], {"finish_call": ""}, WinbackError("the disk is full"))
    with pytest.raises(WinbackError, match="the disk is full"):
        await desk.held()
    assert desk.log[-3:] == ["hang up", "line closed", "ear closed"]


async def test_a_tape_that_cannot_be_kept_costs_the_tape_and_not_the_lead():
    def full(tape):
        raise WinbackError("the disk is full")

    record = await Desk(["yes", "yes"], keep=full).held()
    assert (record.disposition, record.recording) == ("interested", "")
    assert notes(record, "fault") == ["the recording was not kept: the disk is full"]


async def test_a_recogniser_that_gives_up_an_utterance_is_a_fault_and_no_cancellation():
    record = await Desk(["yes"], {"finish": ""}, asyncio.CancelledError()).held()
    assert record.disposition == "technical_failure"
    assert record.why == "the recogniser gave up an utterance; is it being closed?"


class ForgetfulLine(WatchedLine):
    """Plays a ticket nobody gave it, in the middle of the call."""

    async def next(self, until, work=None):
        if samples(2.0) <= self._at < samples(2.0) + FRAME_SAMPLES:
            self._at += FRAME_SAMPLES
            return Played(99, self._at, 100)
        return await super().next(until, work)


async def test_a_ticket_nobody_gave_is_passed_over(caplog):
    record = await Desk(["yes", "yes"], line_type=ForgetfulLine).held()
    assert record.disposition == "interested"
    assert "the line played ticket 99, which nobody gave it" in caplog.text


class MuteLine(WatchedLine):
    """Never says what was played, and closes at the third second."""

    async def next(self, until, work=None):
        event = await super().next(until, work)
        if isinstance(event, Played) or self.now > 3:
            return LineClosed()
        return event


async def test_a_line_that_never_reports_a_prompt_does_not_hold_the_call_up():
    record = await Desk(["yes"], line_type=MuteLine).held()
    assert (record.disposition, said(record)) == ("hung_up", [])


class FailedLine(WatchedLine):
    """The line breaks after two seconds."""

    failed = False

    async def next(self, until, work=None):
        if self.now > 2 and not self.failed:
            self.failed = True
            return LineClosed("the network is gone")
        return await super().next(until, work)


async def test_a_failed_line_is_a_technical_failure_by_its_own_words():
    record = await Desk(["yes"], line_type=FailedLine).held()
    assert (record.disposition, record.why) == ("technical_failure", "the network is gone")
    assert said(record) == [("bot", "Hello. This is the —")]


class Deaf(Dialogue):
    """Its time is up, and it does nothing about it."""

    def tick(self, now):
        return ()


async def test_a_dialogue_that_stands_still_is_a_fault_and_no_endless_loop():
    record = await Desk(dialogue_type=Deaf).held()
    assert (record.disposition, record.why) == (
        "technical_failure", "RuntimeError: the dialogue's deadline does not move",
    )  # fmt: skip


# --- opt-out ----------------------------------------------------------------------------------------------------------


async def test_an_opt_out_is_written_before_the_goodbye_is_said():
    desk = Desk([STOP_CALLING])
    record = await desk.held()
    assert desk.log.index("opt-out written") < desk.log.index("say never_again.say")
    assert (record.disposition, record.opted_out, said(record, "bot")[-1]) == (
        "do_not_call", True, "You will not be called again. Goodbye.",
    )  # fmt: skip


@pytest.mark.parametrize(
    "leaves", [Reply(says=STOP_CALLING, hangs_up=True), Reply(says=STOP_CALLING, hangs_up=True, when="during_prompt")]
)
async def test_an_opt_out_shouted_into_the_receiver_as_it_goes_down_counts(leaves):
    desk = Desk(["yes", leaves])
    record = await desk.held()
    assert said(record, "callee") == ["yes", STOP_CALLING]
    assert (record.disposition, record.opted_out, record.outcome) == ("do_not_call", True, "")
    assert record.why == "the callee hung up; but asked never to be called again"
    assert "opt-out written" in desk.log


async def test_an_opt_out_in_the_goodbye_undoes_the_promise():
    desk = Desk(["yes", "yes", Reply(says=STOP_CALLING, when="during_prompt", after=samples(0.2))])
    record = await desk.held()
    assert (record.disposition, record.outcome, record.promises) == ("do_not_call", "", ())
    assert said(record, "bot")[-1] == GOODBYE


async def test_an_opt_out_the_archive_refuses_is_in_the_record_all_the_same():
    desk = Desk([STOP_CALLING], {"opt_out": ""}, WinbackError("the disk is full"))
    record = await desk.held()
    assert (record.disposition, record.opted_out) == ("do_not_call", True)
    assert record.why == "the disk is full; but asked never to be called again"


# --- other endings ----------------------------------------------------------------------------------------------------


async def test_a_hang_up_in_mid_prompt_keeps_what_was_heard_of_it():
    record = await Desk([Reply(hangs_up=True, when="during_prompt", after=samples(1.6))]).held()
    assert (record.disposition, record.decided_by) == ("hung_up", "line")
    assert said(record) == [("bot", "Hello. This is the automatic assistant. Do —")]
    assert record.turns[0].end_s == pytest.approx(record.duration_s)


async def test_a_call_ends_at_its_longest_even_if_the_callee_never_stops():
    text = SCRIPT.replace("max_duration_s: 60", "max_duration_s: 12").replace(
        "asides:", "machine: {finish: no_interest, unbroken_s: 60}\nasides:"
    )
    desk = Desk([Reply(says="blah", pcm=b"\1\1" * samples(60))], text=text)
    record = await desk.held()
    assert record.disposition == "max_duration"
    assert 12 <= record.duration_s < 12 + 2 * 0.032


async def test_silence_ends_by_the_scripts_policy():
    record = await Desk().held()
    assert (record.disposition, record.decided_by) == ("no_input", "script")
    assert said(record, "bot") == [GREETING, "Are you there.", GREETING]


async def test_a_machine_that_speaks_on_and_on_is_known_by_it():
    record = await Desk([Reply(says="welcome", pcm=b"\1\1" * samples(9), when="at_s", after=0)]).held()
    assert (record.disposition, record.why) == ("machine_message", "spoke 6.0 s without a breath")


async def test_a_key_is_in_the_transcript_and_answers():
    record = await Desk([Reply(keys="1"), Reply(keys="2")]).held()
    assert [(turn.keys, turn.step) for turn in record.turns if turn.keys] == [("1", "greeting"), ("2", "offer")]
    assert record.disposition == "not_interested"


async def test_a_cough_is_no_answer():
    desk = Desk([Reply(pcm=b"\1\1" * samples(0.3)), "yes", "yes"])
    record = await desk.held()
    assert notes(record, "noise") == ["a sound without words"]
    assert said(record, "bot")[1] == "Are you there."
    assert record.disposition == "interested"


async def test_typed_replies_hold_the_same_conversation():
    replies = iter(["", "yes", "never call me again"])

    async def next_reply():
        return next(replies, None)

    desk = Desk(voice=TextVoice()).set_up()
    record = await desk.driver.hold(TextLine("en", next_reply))
    assert said(record) == [
        ("bot", GREETING[:-1] + "?"), ("callee", "yes"), ("bot", OFFER[:-1] + "?"), ("callee", STOP_CALLING),
        ("bot", "You will not be called again. Goodbye."),
    ]  # fmt: skip
    assert record.disposition == "do_not_call"
    assert [turn.start_s for turn in record.turns] == sorted(turn.start_s for turn in record.turns)


# --- the operator ends it ---------------------------------------------------------------------------------------------


async def aborted(desk, when):
    """The call is held until `when` is set, then cut off and abandoned as the dialer does it."""
    desk.set_up()
    task = asyncio.create_task(desk.driver.hold(desk.line))
    waiting = asyncio.create_task(when.wait())
    await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    return await desk.driver.abandon(desk.line.now, "stopped by the operator")


class Interrupting(WatchedLine):
    """Says when its clock passes two seconds, and gives others their turn then."""

    def __init__(self, callee, desk):
        super().__init__(callee, desk)
        self.passed = desk.stuck

    async def next(self, until, work=None):
        if self.now > 2:
            self.passed.set()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        return await super().next(until, work)


async def test_a_call_cut_off_in_mid_prompt_keeps_what_was_said_so_far():
    desk = Desk(["yes"], line_type=Interrupting)
    record = await aborted(desk, desk.stuck)
    assert (record.disposition, record.decided_by, record.why) == ("interrupted", "operator", "stopped by the operator")
    (turn,) = record.turns
    assert turn.text == "Hello. This is the —"
    assert turn.end_s == pytest.approx(2.0, abs=0.1)
    assert desk.log == ["say greeting.say", "line closed", "ear closed", "record written"]


async def test_a_call_cut_off_while_words_are_at_work_leaves_nothing_running():
    desk = Desk(["yes"], takes_s={"yes": float("inf")}, line_type=LiveLine)
    before = asyncio.all_tasks()
    record = await aborted(desk, desk.stuck)
    assert said(record) == [("bot", GREETING)]
    assert asyncio.all_tasks() == before
    assert desk.log[-3:] == ["line closed", "ear closed", "record written"]


async def test_what_the_call_had_come_to_outlives_the_operator():
    desk = Desk(["yes"]).set_up()
    desk.driver._minutes.finish = Finish("interested", "code", "script", "said yes")
    record = await desk.driver.abandon(5.0, "stopped by the operator")
    assert (record.disposition, record.outcome, record.duration_s) == ("interested", "code", 5.0)


class LeavingLine(WatchedLine):
    """The callee hangs up and presses a key in the same frame in which a prompt ends: everything is still told."""

    def say(self, clip):
        return super().say(Clip(clip.pcm[: FRAME_SAMPLES * 2], ((clip.pieces[0][0], FRAME_SAMPLES),), clip.source))

    def _advance(self):
        frame = super()._advance()
        if any(isinstance(event, Played) for event in self._events):
            self._events.extendleft([KeyPressed("5"), LineClosed()][::-1])
        return frame


async def test_a_prompt_that_ends_as_the_callee_hangs_up_is_not_lost():
    record = await Desk(line_type=LeavingLine).held()
    assert record.disposition == "hung_up"
    assert [turn.prompt for turn in record.turns if turn.speaker == "bot"] == ["greeting.say"]
