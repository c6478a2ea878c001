"""`winback prove` as an author runs it."""

from __future__ import annotations

import json
import os
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


def test_several_scripts_are_told_in_the_order_they_are_named_in(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    small = shop.folder / "scripts" / "small.yaml"
    small.with_stem("another").write_text(small.read_text().replace("script: small\n", "script: another\n"))
    alone = shop.run("prove", "small")
    both = shop.run("prove", "small", "another")
    assert both.out == alone.out + alone.out.replace("small:", "another:")
    assert both.err == alone.err + alone.err.replace("small:", "another:")


def test_of_several_scripts_one_that_cannot_be_read_is_told_before_anything_is_proved(tmp_path: Path) -> None:
    done = Shop(tmp_path).run("prove", "small", "smal")
    assert (done.code, done.out) == (1, "")
    assert "there is no script “smal”" in done.err


def test_ctrl_c_ends_all_that_is_under_way(tmp_path: Path) -> None:
    running = Shop(tmp_path).start("prove", *["small"] * 50)
    running.read_until("answers alone take", times=2)
    running.interrupt()
    assert running.wait() == 130
    assert sum("answers alone take" in line for line in running.lines) < 50


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="on one processor nothing is proved in a process of its own")
def test_a_process_that_the_system_ends_is_not_waited_for(tmp_path: Path) -> None:
    running = Shop(tmp_path).start("prove", *["small"] * 50)
    running.read_until("answers alone take", times=2)
    running.kill_a_child()
    assert running.wait() == 1


def test_the_shipped_scripts_are_proved(tmp_path: Path) -> None:
    done = Shop(tmp_path).run("--config", str(ROOT / "config.yaml"), "prove")
    assert done.code == 0, done.out + done.err
    assert done.out.count("holds  whoever falls silent") == 3
    assert "FAILS" not in done.out
