"""Calls that come to nothing, and how: each ends in its dial_result, with what the network said beside it."""

from __future__ import annotations

import asyncio

import pytest

from bot.call.ports import NotAnswered
from bot.edge.line_pipecat import PipecatLine
from bot.edge.sip_dialler import NO_MEDIA, SipDialler
from bot.source import WinbackError
from tests.sip import scenarios
from tests.sip.calling import attempt_of, dialling, trunk_to
from tests.sip.peers import LOOPBACK, Switch, free_port

pytestmark = pytest.mark.sip


async def came_of(tmp_path, scenario, secret="", **settings):
    """What dialling a switch with this scenario came to; the switch must have seen it through, too."""
    async with Switch(tmp_path / "switch", scenario) as switch, dialling(switch.host, secret, **settings) as dialler:
        placed = await dialler.place(attempt_of())
        if isinstance(placed, PipecatLine):
            await placed.hang_up()
            await placed.close()
        assert switch.ended_well(), (switch.folder / "errors").read_text()
        return placed


REFUSALS = [
    ("486 Busy Here", "", "busy"),
    ("486 Busy Here", 'Q.850;cause=17;text="User busy"', "busy"),
    ("603 Decline", "", "declined"),
    ("404 Not Found", "", "invalid_number"),
    ("480 Temporarily Unavailable", "", "unreachable"),
    ("480 Temporarily Unavailable", "Q.850;cause=18", "no_answer"),
    ("503 Service Unavailable", "Q.850;cause=34", "congestion"),
    ("608 Rejected", "", "blocked"),
    ("403 Forbidden", "", "trunk_auth_error"),
    ("488 Not Acceptable Here", "", "media_failure"),
]


@pytest.mark.parametrize(("said", "reason", "dial_result"), REFUSALS)
async def test_a_refusal_is_told_in_our_words_and_kept_in_the_networks(tmp_path, said, reason, dial_result):
    placed = await came_of(tmp_path, scenarios.refuses(said, reason))
    assert isinstance(placed, NotAnswered)
    assert placed.dial_result == dial_result
    assert placed.detail.startswith(said)
    assert reason.partition(";text")[0] in placed.detail


async def test_an_announcement_before_a_refusal_is_no_answer_to_the_call(tmp_path):
    placed = await came_of(tmp_path, scenarios.early_then("480 Temporarily Unavailable"))
    assert placed == NotAnswered("unreachable", "480 Temporarily Unavailable")


async def test_a_telephone_that_rings_for_ever_is_given_up(tmp_path):
    placed = await came_of(tmp_path, scenarios.rings_for_ever(), ring_s=0.5)
    assert placed == NotAnswered("no_answer", "nobody answered within 0.5 s")


async def test_the_operator_can_stop_a_ringing_call(tmp_path):
    rings = asyncio.Event()
    async with Switch(tmp_path / "switch", scenarios.rings_for_ever()) as switch:
        dialler = SipDialler(trunk_to(switch.host), tell=lambda _: rings.set())
        await dialler.open()
        placing = asyncio.create_task(dialler.place(attempt_of()))
        await rings.wait()
        placing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await placing
        assert switch.ended_well(), "the telephone was told that nobody calls any more"
        await dialler.close()


async def test_nobody_at_the_other_end_is_the_trunks_trouble_and_not_the_contacts():
    async with dialling(f"{LOOPBACK}:{free_port()}", ring_s=1.0) as dialler:
        placed = await dialler.place(attempt_of())
        assert placed == NotAnswered("trunk_unreachable", "the network said nothing within 1 s")


async def test_an_answer_without_a_common_codec_is_a_media_failure(tmp_path):
    placed = await came_of(tmp_path, scenarios.answers_with(0), codecs=("pcma",))
    assert placed == NotAnswered("media_failure", NO_MEDIA)


async def test_who_knows_the_password_gets_through(tmp_path):
    placed = await came_of(tmp_path, scenarios.asks_who("shop", "right"), secret="right", user="shop")
    assert isinstance(placed, PipecatLine)


async def test_a_wrong_password_is_the_trunks_fault(tmp_path):
    placed = await came_of(tmp_path, scenarios.asks_who("shop", "right"), secret="wrong", user="shop")
    assert placed == NotAnswered("trunk_auth_error", "403 Forbidden")


async def test_a_registrar_that_knows_us_lets_us_call(tmp_path):
    scenario = scenarios.registers("200 OK")
    async with Switch(tmp_path / "switch", scenario) as switch, dialling(switch.host, register=True, user="shop"):
        assert switch.ended_well()


async def test_a_registrar_that_refuses_us_is_told_before_anybody_is_called(tmp_path):
    async with Switch(tmp_path / "switch", scenarios.registers("403 Forbidden")) as switch:
        dialler = SipDialler(trunk_to(switch.host, register=True, user="shop"))
        with pytest.raises(WinbackError, match=r"does not register “shop” .*403 Forbidden.*check host, user"):
            await dialler.open()
        assert switch.ended_well()


async def test_what_a_call_needs_is_got_ready_before_it_rings_or_it_does_not_ring(tmp_path):
    order = []

    async def prepare(attempt):
        order.append("prepared")
        if attempt.script == "mute":
            raise WinbackError("nobody speaks this language")

    async with Switch(tmp_path / "switch", scenarios.refuses("486 Busy Here")) as switch:
        dialler = SipDialler(trunk_to(switch.host, channels=1), "", order.append, prepare)
        await dialler.open()
        with pytest.raises(WinbackError, match="nobody speaks"):
            await dialler.place(attempt_of("mute"))
        await dialler.place(attempt_of())  # the channel is free again
        await dialler.close()
        assert switch.ended_well()
    assert order == ["prepared", "prepared", "ringing"]


async def test_a_number_that_is_not_on_the_list_is_not_dialled(tmp_path):
    scenario = scenarios.refuses("486 Busy Here")
    async with Switch(tmp_path / "switch", scenario) as switch, dialling(switch.host, allow=("+380",)) as dialler:
        with pytest.raises(WinbackError, match="is not allowed"):
            await dialler.place(attempt_of())
        allowed = await dialler.place(attempt_of(number="+380671234567"))
        assert (allowed.dial_result, switch.ended_well()) == ("busy", True), (
            "the first INVITE it saw is the allowed one"
        )


async def test_a_stack_that_cannot_dial_is_the_trunks_trouble():
    placed = await SipDialler(trunk_to(f"{LOOPBACK}:9")).place(attempt_of())
    assert placed == NotAnswered("trunk_unreachable", "trunk “test” is not open")
