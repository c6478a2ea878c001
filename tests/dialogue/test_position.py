"""A conversation's copy to try things on shares nothing with it that can change."""

from collections import deque
from dataclasses import fields

from bot.dialogue.position import fork
from bot.dialogue.state import State
from bot.dialogue.wording import Wording
from tests.dialogue.little_script import setup

CHANGEABLE = (dict, list, set, deque, Wording)


def test_no_dict_list_or_queue_is_shared():
    given = setup()
    known = dict(given.values)
    state = State(given, Wording(known, "en", given.now.date(), 0), known)
    twin = fork(state)
    shared = [
        field.name
        for field in fields(State)
        if isinstance(getattr(state, field.name), CHANGEABLE)
        and getattr(twin, field.name) is getattr(state, field.name)
    ]
    assert shared == []
    assert twin.known == state.known
    assert twin.wording is not state.wording
