"""`winback prove` as an author runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.shop import ROOT, Shop


def test_a_script_of_which_everything_holds(tmp_path: Path) -> None:
    done = Shop(tmp_path).run("prove", "small")
    assert done.code == 0, done.out + done.err
    assert done.out.count("holds") == 9
    assert "“never call again” is honoured at every moment" in done.out
    assert "no call lasts longer than 200 s" in done.out


def test_for_a_program_the_same_is_data(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    done = shop.run("prove", "small", "--format", "json", "--language", "uk")
    (proof,) = json.loads(done.out)
    assert (done.code, proof["script"], proof["whole"], proof["faults"]) == (0, "small", True, [])
    assert proof["straight"]["promise"]["replies"] == 2


@pytest.mark.parametrize("script", ["discount_offer", "unused_bonus", "why_did_you_leave"])
def test_the_shipped_scripts_are_proved(script: str, tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    done = shop.run("--config", str(ROOT / "config.yaml"), "prove", script)
    assert done.code == 0, done.out + done.err
    assert "FAILS" not in done.out
