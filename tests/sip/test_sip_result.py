"""What the network said, in the words of names.md; the raw text stays beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.call.records import DIAL_RESULTS
from bot.edge.sip_result import Ending, judged

SAID = [
    ("486 Busy Here", "busy"),
    ("600 Busy Everywhere", "busy"),
    ('486 Busy Here,Q.850;cause=17;text="User busy"', "busy"),
    ("480 Temporarily Unavailable", "unreachable"),
    ("480 Temporarily Unavailable,Q.850;cause=18", "no_answer"),
    ("480 Temporarily Unavailable,Q.850 ;cause=20", "unreachable"),
    ("404 Not Found", "invalid_number"),
    ("404 Not Found,Q.850;cause=1", "invalid_number"),
    ("484 Address Incomplete", "invalid_number"),
    ("603 Decline", "declined"),
    ("603 Decline,Q.850;cause=21", "declined"),
    ("608 Rejected", "blocked"),
    ("403 Forbidden", "trunk_auth_error"),
    ("401 Unauthorized", "trunk_auth_error"),
    ("407 Proxy Authentication Required", "trunk_auth_error"),
    ("503 Service Unavailable", "congestion"),
    ("503 Service Unavailable,Q.850;cause=34", "congestion"),
    ("500 Server Internal Error", "congestion"),
    ("599 Whatever", "congestion"),
    ("699 Whatever", "declined"),
    ("488 Not Acceptable Here", "media_failure"),
    ("487 Request Terminated", "no_answer"),
    ("408 Request Timeout", "trunk_unreachable"),
    ("302 Moved Temporarily", "unreachable"),
    ("Connection timed out [110]", "trunk_unreachable"),
    ("Bad message [74]", "trunk_unreachable"),
    ("", "trunk_unreachable"),
]


@pytest.mark.parametrize(("said", "dial_result"), SAID)
def test_the_cause_says_more_than_the_status_and_the_text_is_kept(said, dial_result):
    result = judged(Ending(said))
    assert (result.dial_result, result.detail) == (dial_result, said or "the trunk ended the call without a word")


def test_a_timeout_after_ringing_is_nobody_answering():
    assert judged(Ending("408 Request Timeout", rang=True)).dial_result == "no_answer"


@pytest.mark.parametrize(("rang", "dial_result"), [(True, "no_answer"), (False, "trunk_unreachable")])
def test_what_we_gave_up_ourselves_depends_on_whether_it_rang(rang, dial_result):
    result = judged(Ending("487 Request Terminated", by_us="nobody answered within 40 s", rang=rang))
    assert (result.dial_result, result.detail) == (dial_result, "nobody answered within 40 s")


@given(
    st.text(max_size=60) | st.integers(100, 699).map(lambda code: f"{code} Said"), st.booleans(), st.text(max_size=5)
)
def test_whatever_is_said_there_is_one_result_and_never_an_answer(said, rang, by_us):
    result = judged(Ending(said, by_us, rang)).dial_result
    assert result in DIAL_RESULTS
    assert result not in ("answered", "unknown_interrupted", "canceled")
