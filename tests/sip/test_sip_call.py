"""Our own state machine over the stack's events, whatever comes first and whatever does not come at all."""

import asyncio
from dataclasses import dataclass, field

from baresip import Event, StackEvent, StaleHandleError

from bot.edge.sip_call import SipCall
from bot.edge.sip_result import Ending


@dataclass
class Native:
    """The stack's call: `hangup` does what it is told to."""

    gone: bool = False
    hung_up: list[bool] = field(default_factory=list)

    async def hangup(self):
        self.hung_up.append(True)
        if self.gone:
            raise StaleHandleError("call no longer exists")


def a_call(*events, native=None, tell=lambda _: None):
    call = SipCall(native or Native(), tell)
    for event in events:
        hears(call, event)
    return call


def hears(call, event):
    name, _, text = event.partition(" ")
    call.hear(StackEvent(Event[f"CALL_{name}"], text=text or None))


async def test_an_answer_that_came_before_anybody_asked_counts():
    assert await a_call("RINGING", "ESTABLISHED").answered(1.0) is None


async def test_a_refusal_that_came_before_anybody_asked_counts():
    assert await a_call("CLOSED 486 Busy Here").answered(1.0) == Ending("486 Busy Here")


async def test_who_answers_and_hangs_up_at_once_has_answered():
    call = a_call("RINGING", "ESTABLISHED", "CLOSED Connection reset by peer [104]")
    assert await call.answered(1.0) is None
    assert call.ending == Ending("Connection reset by peer [104]", rang=True)


async def test_ringing_is_told_once_and_early_audio_counts_as_ringing():
    told = []
    call = a_call("PROGRESS", "RINGING", "RINGING", tell=told.append)
    assert (told, call.rang) == (["ringing, with early audio"], True)


async def test_whoever_waits_hears_of_it_when_it_comes():
    call = a_call()
    waiting = asyncio.create_task(call.answered(5.0))
    await asyncio.sleep(0)
    hears(call, "RINGING")
    hears(call, "ESTABLISHED")
    assert await waiting is None


async def test_who_hung_up_is_remembered():
    ours, theirs, nobodys = (a_call("ESTABLISHED") for _ in range(3))
    await ours.hang_up("we hung up")
    hears(ours, "CLOSED Rejected by user")
    hears(theirs, "CLOSED Connection reset by peer [104]")
    hears(nobodys, "CLOSED rtp stream error")
    assert ours.ending.by_us == "we hung up"
    assert (ours.fault, theirs.fault) == ("", "")
    assert nobodys.fault == "the telephone network lost the call: rtp stream error"


async def test_a_call_is_hung_up_once_and_never_when_it_is_over():
    native = Native()
    call = a_call("ESTABLISHED", native=native)
    await call.hang_up("once")
    await call.hang_up("twice")
    over = a_call("CLOSED Connection reset by peer [104]", native=native)
    await over.hang_up("too late")
    assert len(native.hung_up) == 1
    assert over.ending.by_us == ""


async def test_a_call_the_stack_does_not_know_any_more_is_over():
    call = a_call("ESTABLISHED", native=Native(gone=True))
    await call.hang_up("we hung up")
    assert call.ending == Ending("call no longer exists", "we hung up")


async def test_keys_are_given_once_in_order_and_letters_are_none():
    call = a_call("ESTABLISHED", "DTMF_START 1", "DTMF_END", "DTMF_START #", "DTMF_START A")
    assert (call.take_keys(), call.take_keys()) == ("1#", "")


async def test_what_is_told_after_the_end_changes_nothing():
    call = a_call("CLOSED 603 Decline", "CLOSED Connection reset by peer [104]")
    assert call.ending == Ending("603 Decline")
