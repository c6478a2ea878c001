"""`winback schema` as an author runs it: so that an editor helps with scripts of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli.schemas import KINDS
from bot.rehearsal.schema import schemas as rehearsal_schemas
from bot.script.schema import schemas as script_schemas
from tests.cli.shop import ROOT, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_the_schemas_are_written_beside_the_scripts_and_looked_at(shop: Shop) -> None:
    folder = "scripts/schema"
    before = shop.run("schema")
    assert (before.code, before.out.splitlines()[0]) == (1, f"{folder}/script.schema.json: missing")
    assert before.err == "winback schema --write puts that right\n"
    assert shop.run("schema", "--write").out == "".join(f"{folder}/{kind}.schema.json: written\n" for kind in KINDS)
    for kind in KINDS:
        name = f"scripts/schema/{kind}.schema.json"
        assert (shop.folder / name).read_bytes() == (ROOT / name).read_bytes()
    (shop.folder / "scripts/schema/library.schema.json").write_text("{}\n")
    looked = shop.run("schema")
    assert looked.code == 1
    assert [line.rpartition(": ")[2] for line in looked.out.splitlines()] == [
        "right", "of another version", "right", "right",
    ]  # fmt: skip
    assert [line.rpartition(": ")[2] for line in shop.run("schema", "--write").out.splitlines()] == [
        "was right already", "written", "was right already", "was right already",
    ]  # fmt: skip
    after = shop.run("schema")
    assert (after.code, after.err) == (0, "")


def test_a_schema_is_printed_for_other_programs(shop: Shop) -> None:
    assert json.loads(shop.run("schema", "phrases").out)["title"] == "Phrase library"
    assert {*script_schemas(), *rehearsal_schemas()} == set(KINDS)


def test_each_kind_of_file_is_told_its_first_line(shop: Shop) -> None:
    said = "# yaml-language-server: $schema="
    (shop.folder / "mine").mkdir()
    (shop.folder / "mine/calls.yaml").write_text("rehearsals: mine\nscript: small\n")
    (shop.folder / "scripts/common/words.yaml").write_text("library: phrases\nlanguage: en\nintents: {yes: [aye]}\n")
    lines = {
        "scripts/small.yaml": "schema/script.schema.json",
        "scripts/common/house.yaml": "../schema/library.schema.json",
        "scripts/common/words.yaml": "../schema/phrases.schema.json",
        "mine/calls.yaml": "../scripts/schema/rehearsals.schema.json",
    }
    assert {file: shop.run("schema", "--line", file).out for file in lines} == {
        file: f"{said}{path}\n" for file, path in lines.items()
    }


def test_two_wishes_at_once_are_a_question_of_usage(shop: Shop) -> None:
    done = shop.run("schema", "script", "--write")
    assert (done.code, "choose one" in done.err) == (2, True)
