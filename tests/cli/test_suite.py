"""`winback test` with real recordings: what differs is shown side by side, what is known to fail does not fail."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from tests.cli.shop import Shop
from tests.cli.test_campaign import shop_with_callees

SUITE = """suite: small
script: small
language: en
as_of: 2026-11-22T12:00
cases:
  - callee: keys_yes
    contact: {first_name: Anna}
    arm: neutral
    expect: {disposition: interested, outcome: promise, steps: [greeting, offer], slots: {}, words: []}
  - callee: keys_no
    contact: {first_name: Bob}
    part: noisy
    expect: {disposition: interested, outcome: promise, steps: [greeting, offer]}
    known_failure: KNOWN
  - callee: keys_never
    contact: {first_name: Eve}
    part: noisy
    expect: {disposition: do_not_call}
    known_failure: "thought to fail"
"""


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return shop_with_callees(tmp_path)


def suite_in(shop: Shop, known: str) -> str:
    path = shop.folder / "audio" / "callees" / "small.suite.yaml"
    path.write_text(SUITE.replace("KNOWN", known))
    return str(path.relative_to(shop.folder))


def test_a_difference_is_shown_side_by_side_and_fails(shop: Shop) -> None:
    done = shop.run("test", suite_in(shop, '""'), "--junit", "junit.xml")
    assert done.code == 1
    assert "ok      keys_yes" in done.out
    assert "FAIL    keys_no" in done.out
    lines = done.out.splitlines()
    (differs,) = [line for line in lines if line.startswith("  ! disposition")]
    assert differs.split() == ["!", "disposition", "interested", "not_interested"]
    said = [" ".join(line.split()) for line in lines]
    assert "noisy 2 1 1 (50 %) 100 % 0 wrong leads, 0 missed opt-outs" in said
    suites = Xml.parse(shop.folder / "junit.xml").getroot()
    assert [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in suites] == [
        ("small.main", "1", "0"), ("small.noisy", "2", "1"),
    ]  # fmt: skip


def test_a_known_failure_is_named_with_its_reason_and_does_not_fail(shop: Shop) -> None:
    done = shop.run("test", suite_in(shop, "presses the wrong key"), "--junit", "junit.xml")
    assert done.code == 0
    assert "known   keys_no" in done.out
    assert "(presses the wrong key)" in done.out
    skipped = Xml.parse(shop.folder / "junit.xml").getroot().find(".//skipped")
    assert skipped is not None
    assert skipped.get("message") == "known failure: presses the wrong key"


def test_a_known_failure_that_passes_is_pointed_at(shop: Shop) -> None:
    done = shop.run("test", suite_in(shop, "presses the wrong key"), "--callee", "keys_never")
    assert done.code == 0
    assert "now ok  keys_never" in done.out
    assert "passes now: take its known_failure out of the suite" in done.out


def test_goldens_are_written_when_asked_for_and_then_compared_letter_by_letter(shop: Shop) -> None:
    suite = suite_in(shop, "presses the wrong key")
    written = shop.run("test", suite, "--goldens", "goldens", "--update-goldens")
    assert "wrote 3 goldens" in written.out
    assert shop.run("test", suite, "--goldens", "goldens").code == 0
    golden = shop.folder / "goldens" / "keys_yes.txt"
    golden.write_text(golden.read_text().replace("Goodbye", "Farewell"))
    changed = shop.run("test", suite, "--goldens", "goldens")
    assert changed.code == 1
    assert "-" in changed.out
    assert "Farewell" in changed.out


@pytest.mark.engine
def test_words_misheard_are_counted_and_fail_only_when_asked_for(shop: Shop) -> None:
    shop.speaking_callee("d10_flat_no")
    path = shop.folder / "audio" / "callees" / "spoken.suite.yaml"
    path.write_text(
        "suite: spoken\nscript: small\nas_of: 2026-11-22T12:00\ncases:\n  - callee: d10_flat_no\n"
        "    contact: {first_name: Anna}\n    expect: {disposition: not_interested, words: [Nope zebra]}\n"
    )
    suite = str(path.relative_to(shop.folder))
    assert shop.run("test", suite).code == 0
    strict = shop.run("test", suite, "--strict")
    assert strict.code == 1
    assert "differs" not in strict.err
    assert "! words 1" in strict.out
