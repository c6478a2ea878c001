"""Where a trunk may lead: nowhere, until its list says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.edge.trunk import Trunk, is_allowable
from bot.source import WinbackError

NUMBERS = st.from_regex(r"\+[1-9][0-9]{4,14}", fullmatch=True)
ADDRESSES = st.from_regex(r"sip:[a-z0-9]{1,8}@[a-z0-9]{1,8}(\.[a-z]{2,3})?(:[0-9]{2,5})?", fullmatch=True)


def trunk(*allow, **settings):
    return Trunk("main", "sip.example.net", allow=allow, **settings)


@given(NUMBERS | ADDRESSES)
def test_without_a_list_nothing_can_be_dialled(number):
    with pytest.raises(WinbackError, match="names nobody"):
        trunk().destination(number)


@given(NUMBERS, st.integers(2, 16))
def test_a_number_is_dialled_when_the_list_names_it_or_its_beginning(number, length):
    assert trunk(number[:length]).destination(number) == f"sip:{number}@sip.example.net"


@given(NUMBERS, NUMBERS)
def test_no_number_is_dialled_that_begins_otherwise(number, listed):
    if not number.startswith(listed):
        with pytest.raises(WinbackError, match="is not allowed"):
            trunk(listed).destination(number)


@pytest.mark.parametrize(
    ("listed", "address", "allowed"),
    [
        ("127.0.0.1", "sip:anna@127.0.0.1", True),
        ("127.0.0.1", "sip:anna@127.0.0.1:5070", True),
        ("127.0.0.1:5070", "sip:anna@127.0.0.1:5070", True),
        ("127.0.0.1:5070", "sip:anna@127.0.0.1:5071", False),
        ("127.0.0.1", "sip:anna@127.0.0.11", False),
        ("+380", "sip:+380671234567@evil.example", False),
        ("sip.example.net", "sip:anna@sip.example.net.evil.example", False),
    ],
)
def test_an_address_is_called_when_its_host_is_listed(listed, address, allowed):
    if allowed:
        assert trunk(listed).destination(address) == address
    else:
        with pytest.raises(WinbackError, match="is not allowed"):
            trunk(listed).destination(address)


def test_a_listed_host_allows_no_number():
    with pytest.raises(WinbackError, match="is not allowed"):
        trunk("sip.example.net").destination("+380671234567")


@pytest.mark.parametrize(
    "number",
    ["", "112", "0671234567", "+", "+0671234567", "+38067123;x=1", "sip:@host", "sip:a b@host", "sip:a@host\r\nX: y"],
)
def test_what_is_no_number_is_refused(number):
    with pytest.raises(WinbackError, match="is no number such as"):
        trunk("+", "host").destination(number)


def test_the_wire_gets_the_prefix_the_carrier_wants_and_the_transport():
    settings = {"prefix": "00", "transport": "tcp"}
    assert trunk("+380", **settings).destination("+380671234567") == "sip:00380671234567@sip.example.net;transport=tcp"


@pytest.mark.parametrize(
    ("entry", "fits"), [("+380", True), ("+", False), ("+0", False), ("127.0.0.1", True), ("*", False)]
)
def test_a_list_holds_beginnings_of_numbers_and_hosts(entry, fits):
    assert is_allowable(entry) == fits
