"""Calls over real SIP on 127.0.0.1. Where the tools are missing every one of them says so and is skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sip import peers

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    reason = peers.installed()
    for item in items:
        if item.path.is_relative_to(HERE) and item.get_closest_marker("sip") and reason:
            item.add_marker(pytest.mark.skip(reason=f"NO TELEPHONE CALL WAS TESTED: {reason}"))
