"""`winback call` and a campaign over telephones, as an operator runs them."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from tests.cli.shop import Shop
from tests.sip import scenarios
from tests.sip.calling import silence_wav
from tests.sip.peers import LOOPBACK, Switch, Telephone

pytestmark = [pytest.mark.sip, pytest.mark.engine]

NUMBER = "+12025550100"

CONTACT = "first_name: Anna\n"


def shop_with(folder, host, allow="'+1202555'", more=""):
    """An installation whose only trunk leads to a peer on this machine."""
    assert host.startswith(LOOPBACK)
    shop = Shop(folder)
    shop.keep_cache()
    with (folder / "config.yaml").open("a") as config:
        config.write(
            f"trunks:\n  test: {{host: {host}, allow: [{allow}, {LOOPBACK}], calls_per_s: 5, ring: 10 s{more}}}\n"
        )
    (folder / "anna.yaml").write_text(CONTACT)
    return shop


async def winback(shop, *arguments):
    return await asyncio.to_thread(shop.run, *arguments)


@asynccontextmanager
async def silent_telephone(tmp_path, lasts_s):
    async with Telephone(tmp_path / "telephone", silence_wav(tmp_path / "voice.wav", lasts_s), number=NUMBER) as one:
        yield one


async def test_a_call_is_shown_as_it_happens_and_recorded_if_asked(tmp_path):
    async with silent_telephone(tmp_path, 9.0) as telephone:
        shop = shop_with(tmp_path / "shop", telephone.host)
        asked = ("--script", "small", "--contact", "anna.yaml", "--wav", "call.wav")
        done = await winback(shop, "call", NUMBER, *asked)
    told = done.out.splitlines()
    assert told[:3] == [f"· dialling {NUMBER}", "· ringing", "· answered"]
    assert "Hello, Anna. This is the automatic assistant of Prego." in done.out
    assert told[-1] == "hung_up, decided by line: the callee hung up"
    assert done.code == 4
    assert (tmp_path / "shop" / "call.wav").stat().st_size > 16_000 * 2 * 2 * 5


async def test_a_call_nobody_takes_says_why(tmp_path):
    async with Switch(tmp_path / "switch", scenarios.refuses("486 Busy Here")) as switch:
        shop = shop_with(tmp_path / "shop", switch.host)
        done = await winback(shop, "call", NUMBER, "-s", "small", "--contact", "anna.yaml")
    assert done.out.splitlines()[-1] == "busy: 486 Busy Here"
    assert done.code == 4


async def test_what_is_not_allowed_or_opted_out_is_not_dialled(tmp_path):
    shop = shop_with(tmp_path / "shop", f"{LOOPBACK}:9")
    refused = await winback(shop, "call", "+380671234567", "-s", "small", "--contact", "anna.yaml")
    assert refused.code == 1
    assert "+380671234567 is not allowed on trunk “test”" in refused.err
    await winback(shop, "optout", "add", NUMBER)
    refused = await winback(shop, "call", NUMBER, "-s", "small", "--contact", "anna.yaml")
    assert refused.code == 1
    assert f"{NUMBER} asked never to be called again" in refused.err


CAMPAIGN = """\
campaign: spring
script: small
language: en
contacts: spring.csv
line: sip
trunk: test
concurrency: 3
"""


def campaign_in(folder, count, campaign=CAMPAIGN):
    (folder / "campaigns").mkdir(exist_ok=True)
    rows = "".join(f"+1202555{n:04d},Anna\n" for n in range(100, 100 + count))
    (folder / "campaigns" / "spring.csv").write_text(f"number,first_name\n{rows}")
    (folder / "campaigns" / "spring.yaml").write_text(campaign)
    return "campaigns/spring.yaml"


async def test_a_campaign_calls_several_telephones_at_once_and_writes_every_ending(tmp_path):
    async with Telephone(
        tmp_path / "telephone", silence_wav(tmp_path / "voice.wav", 6.0), number=NUMBER, others=("+12025550101",)
    ) as telephone:
        shop = shop_with(tmp_path / "shop", telephone.host, more=", channels: 3")
        done = await winback(shop, "campaign", "start", campaign_in(shop.folder, 3))
        status = await winback(shop, "campaign", "status", "spring")
    assert done.code == 0, done.err
    assert "2  Hung up in mid-call" in status.out
    assert "1  Number does not exist" in status.out, "the third number has no telephone"
    assert "0 to call" in status.out


async def test_no_list_is_begun_that_holds_a_number_the_trunk_may_not_dial(tmp_path):
    shop = shop_with(tmp_path / "shop", f"{LOOPBACK}:9", allow="'+12025550100'")
    done = await winback(shop, "campaign", "start", campaign_in(shop.folder, 2))
    assert done.code == 1
    assert "+12025550101 is not allowed on trunk “test”" in done.err
    assert not shop.database.exists()


async def test_a_trunk_that_does_not_know_us_ends_the_run_and_not_the_list(tmp_path):
    async with Switch(tmp_path / "switch", scenarios.refuses("403 Forbidden"), calls=100) as switch:
        shop = shop_with(tmp_path / "shop", switch.host)
        done = await winback(shop, "campaign", "start", campaign_in(shop.folder, 20), "--concurrency", "1")
        status = await winback(shop, "campaign", "status", "spring")
    assert done.code == 1
    assert "5 calls in a row did not get past the trunk (trunk_auth_error: 403 Forbidden)" in done.err
    assert "15 to call" in status.out
