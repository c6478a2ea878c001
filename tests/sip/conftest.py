"""Calls over real SIP on 127.0.0.1. Where the tools are missing every one of them says so and is skipped."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest

from tests.sip import peers

HERE = Path(__file__).parent

FIRST = -10
"""Niceness of the thread that runs a call, and of all that it starts."""


def pytest_collection_modifyitems(items):
    reason = peers.installed()
    for item in items:
        if item.path.is_relative_to(HERE) and item.get_closest_marker("sip") and reason:
            item.add_marker(pytest.mark.skip(reason=f"NO TELEPHONE CALL WAS TESTED: {reason}"))


@pytest.fixture(autouse=True)
def served_first():
    """Calls run in real time beside another worker's tests: what is started here goes first, where that is allowed."""
    before = os.getpriority(os.PRIO_PROCESS, 0)
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, FIRST)
    yield
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, before)
