"""Lists become contacts, and every row that cannot be called says why."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assemble.house import House
from bot.campaign.contacts import ContactList, read_contacts
from bot.campaign.number import NumberError, e164
from bot.campaign.plan import CampaignFile, arm_of, check_against, digest_of, read_campaign
from bot.source import WinbackError
from tests.campaign.office import campaign_at, rows_of, shop_at

TODAY = date(2026, 11, 22)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return shop_at(tmp_path / "shop")


def listed(house: House, rows: str, settings: str = "", header: str = "number,first_name,recording\n") -> ContactList:
    plan = read_campaign(campaign_at(house.config.root, rows, settings, header))
    return read_contacts(plan, house.script("small"), TODAY)


def test_a_row_becomes_a_contact_with_its_arm_language_and_fields(house: House) -> None:
    found = listed(
        house, "42,067 123 45 67,Олена,bold,uk,olena,1500 UAH,Dnipro\n", "region: UA\nother_columns: [city]\n",
        header="id,number,first_name,arm,language,recording,discount,city\n",
    )  # fmt: skip
    (contact,) = found.contacts
    assert (contact.number, contact.external_id, contact.arm, contact.language) == ("+380671234567", "42", "bold", "uk")
    assert (contact.recording, contact.row) == ("olena", 2)
    assert dict(contact.fields) == {"first_name": "Олена", "discount": "1500 UAH", "city": "Dnipro"}


def test_columns_are_known_whatever_their_case(house: House) -> None:
    found = listed(house, "+12025550101,Anna,anna\n", header="Number,FIRST_NAME,Recording\n")
    assert found.contacts[0].fields["first_name"] == "Anna"


def test_the_same_number_in_another_form_is_named_with_the_line_it_repeats(house: House) -> None:
    found = listed(house, "+380671234567,Anna,a\n067 123-45-67,Anna,a\n380671234567,Anna,a\n", "region: UA\n")
    assert len(found.contacts) == 1
    assert [(row.line, "line 2" in row.message) for row in found.bad] == [(3, True), (4, True)]


def test_bad_rows_stop_the_campaign_and_good_ones_remain_when_they_are_skipped(house: House) -> None:
    found = listed(house, "+12025550101,Anna,anna\n12,Bob,bob\n")
    with pytest.raises(WinbackError, match=r"list.csv:3: .*“12”"):
        found.refuse_bad()
    assert [contact.number for contact in found.contacts] == ["+12025550101"]


def test_a_hundred_thousand_rows_are_read_in_seconds(house: House) -> None:
    rows = "".join(f"+38067{n:07d},Anna,anna\n" for n in range(1_000_000, 1_100_000))
    began = time.process_time()
    found = listed(house, rows)
    assert len(found.contacts) == 100_000
    assert not found.bad
    assert time.process_time() - began < 60  # 8 s measured; the bound only catches a square


def test_numbers_are_read_with_and_without_a_region() -> None:
    assert e164("067 123-45-67", "UA") == e164("+38 (067) 123 45 67") == e164("380671234567", "UA") == "+380671234567"
    for text in ("", "12", "abc", "0671234567", "+99912345678", "3,8E+11", "+380671234567x5", "+1 202 555"):
        with pytest.raises(NumberError):
            e164(text)


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_a_number_error(text: str) -> None:
    with suppress(NumberError):
        assert e164(text, "UA").startswith("+")


def plan_of(house: House, settings: str = "") -> CampaignFile:
    return read_campaign(campaign_at(house.config.root, rows_of(1), settings))


def test_arms_are_dealt_by_weight_and_stay_with_the_number(house: House) -> None:
    script = house.script("small")
    plan = plan_of(house, "arms: {bold: 3, neutral: 1}\nseed: 7\n")
    dealt = [arm_of(plan, script, f"+38067{n:07d}") for n in range(4000)]
    assert dealt == [arm_of(plan, script, f"+38067{n:07d}") for n in range(4000)]
    assert 2850 < dealt.count("bold") < 3150  # 3000 expected, deviation 27
    assert set(dealt) == {"bold", "neutral"}


def test_without_weights_all_arms_of_the_script_are_dealt_alike(house: House) -> None:
    dealt = [arm_of(plan_of(house), house.script("small"), f"+38067{n:07d}") for n in range(1000)]
    assert 400 < dealt.count("bold") < 600


def test_an_arm_in_the_list_goes_before_the_weights(house: House) -> None:
    found = listed(
        house, "".join(f"+1202555{n:04d},Anna,anna,neutral\n" for n in range(100, 120)), "arms: {bold: 1}\n",
        header="number,first_name,recording,arm\n",
    )  # fmt: skip
    assert {contact.arm for contact in found.contacts} == {"neutral"}


def test_a_campaign_asks_only_for_what_its_script_has(house: House) -> None:
    with pytest.raises(WinbackError, match="has no arm “bald”"):
        check_against(plan_of(house, "arms: {bald: 1}\n"), house.script("small"))


def test_the_digest_changes_with_what_callees_hear_and_not_with_how_fast_they_are_called(house: House) -> None:
    plain = digest_of(plan_of(house), "words")
    assert digest_of(plan_of(house, "concurrency: 9\nrecord: yes\n"), "words") == plain
    assert digest_of(plan_of(house, "arms: {bold: 1}\n"), "words") != plain
    assert digest_of(plan_of(house), "other words") != plain
