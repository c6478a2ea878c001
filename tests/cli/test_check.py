"""`winback check` as an author, an editor and a build server run it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.shop import ROOT, Shop

SLIPS = (("start: greeting", "start: greting"), ("{yes: offer, no", "{yes: offre, no"), ("offers: true", "ofers: true"))
"""Three slips of the finger in the yard's script, each of which can only have been meant one way."""


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def slipped(shop: Shop) -> Path:
    path = shop.folder / "scripts" / "small.yaml"
    text = path.read_text()
    for right, wrong in SLIPS:
        assert text.count(right) == 1, right
        text = text.replace(right, wrong)
    path.write_text(text + "# the end\n")
    return path


def test_a_script_without_mistakes(shop: Shop) -> None:
    phrases = shop.folder / "scripts" / "common" / "phrases"
    for language in ("en", "uk"):
        shutil.copy(ROOT / "scripts" / "common" / "phrases" / f"{language}.yaml", phrases)
    done = shop.run("check", "small", "--format", "json")
    assert (done.code, done.out) == (0, "[]\n")
    assert shop.run("check", "small", "--format", "github").out == ""


def test_phrases_that_stand_in_each_others_way_are_warned_about(shop: Shop) -> None:
    path = shop.folder / "scripts" / "common" / "phrases" / "en.yaml"
    path.write_text(path.read_text().replace('"not now"', '"not now", "Okay, then!"'))
    first = shop.run("check", "small", "--format", "json")
    assert first.code == 0
    found = [each for each in json.loads(first.out) if each["rule"] == "stolen-phrase"]
    assert [(each["severity"], each["line"], each["column"], each["message"]) for each in found] == [
        ("warning", 5, 41, "“Okay, then!” stands under “no” here and under “yes” in "
         "scripts/common/phrases/en.yaml:4:64: it will be taken for “yes”"),
        ("warning", 5, 41, "“Okay, then!” stands under “no”, and the word lists read it as “yes”"),
    ]  # fmt: skip
    assert shop.run("check", "small", "--format", "json").out == first.out, "only what was clean is remembered"


def test_a_program_reads_every_mistake_with_its_place_and_page(shop: Shop) -> None:
    slipped(shop)
    done = shop.run("check", "small", "--format", "json")
    found = {(each["rule"], each["line"], each["column"], each["fix"]) for each in json.loads(done.out)}
    assert done.code == 1
    assert found >= {("unknown-key", 19, 5, "offers"), ("unknown-target", 10, 8, "greeting")}
    assert {each["page"] for each in json.loads(done.out)} >= {"docs/rules.md#unknown-key"}


def test_a_build_server_is_told_beside_the_line(shop: Shop) -> None:
    slipped(shop)
    done = shop.run("check", "small", "--format", "github")
    assert done.code == 1
    assert (
        "::error file=scripts/small.yaml,line=19,col=5,endLine=19,endColumn=10,title=unknown-key::"
        "“ofers” is not known here. did you mean “offers”?"
    ) in done.out.splitlines()


def test_what_can_only_have_been_meant_one_way_is_mended_and_nothing_else(shop: Shop) -> None:
    before = (shop.folder / "scripts" / "small.yaml").read_text()
    path = slipped(shop)
    done = shop.run("check", "small", "--fix")
    assert (done.code, done.out.splitlines()[-1]) == (0, "1 script: 0 errors, 8 warnings")
    assert "scripts/small.yaml:19:5: mended: ofers -> offers" in done.err.splitlines()
    assert path.read_text() == before + "# the end\n"
    again = shop.run("check", "small", "--fix")
    assert (again.code, again.err) == (0, "")


def test_a_byte_order_mark_and_line_ends_stay(shop: Shop) -> None:
    path = slipped(shop)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert shop.run("check", "small", "--fix").code == 0
    told = path.read_bytes()
    assert told.startswith(b"\xef\xbb\xbfscript: small\r\n")
    assert told.count(b"\r\n") == told.count(b"\n")
