"""`winback fmt` as an author and a build server run it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shop import Shop

UNTIDY = (
    "    answers: {yes: offer, no: not_interested}\n",
    "    answers:   { yes: offer,no : not_interested }  \n\n\n",
)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def untidy(shop: Shop) -> Path:
    """The yard's script, laid out, and then not."""
    assert shop.run("fmt").code == 0
    path = shop.folder / "scripts" / "small.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(UNTIDY[0]) == 1
    path.write_text(text.replace(*UNTIDY), encoding="utf-8")
    return path


def test_a_script_is_laid_out_and_stays_so(shop: Shop) -> None:
    path = untidy(shop)
    done = shop.run("fmt", "small")
    assert (done.code, done.out, done.err) == (
        0,
        "scripts/small.yaml: laid out anew\n1 file: 1 laid out anew\n",
        "",
    )
    assert UNTIDY[0] + "\n" in path.read_text(encoding="utf-8")
    again = shop.run("fmt", "scripts/small.yaml")
    assert (again.code, again.out) == (0, "1 file: 0 laid out anew\n")


def test_a_build_server_is_told_and_nothing_is_written(shop: Shop) -> None:
    path = untidy(shop)
    before = path.read_bytes()
    done = shop.run("fmt", "--check")
    assert (done.code, done.out) == (
        1, "scripts/small.yaml: would be laid out anew\n4 files: 1 would change\n",
    )  # fmt: skip
    assert path.read_bytes() == before


def test_a_folder_stands_for_its_files_each_once(shop: Shop) -> None:
    untidy(shop)
    done = shop.run("fmt", "scripts/common", "scripts/common/phrases/uk.yaml", "--check")
    assert (done.code, done.out) == (0, "3 files: 0 would change\n")


def test_a_file_that_cannot_be_read_keeps_nobody_else_waiting(shop: Shop) -> None:
    path = untidy(shop)
    (shop.folder / "scripts" / "broken.yaml").write_text('script: broken\nsteps:\n  a: {say: {en: "Hello"}\n')
    (shop.folder / "scripts" / "odd.yaml").write_text("title: |\n  a\n\u2028  b\n", encoding="utf-8")
    done = shop.run("fmt")
    assert done.code == 1
    assert done.out == "scripts/small.yaml: laid out anew\n6 files: 1 laid out anew, 2 refused\n"
    assert "scripts/broken.yaml:3:6: error[yaml-syntax]: this “{” is not closed" in done.err
    assert "error: scripts/odd.yaml: left as it is, because" in done.err
    assert UNTIDY[0] + "\n" in path.read_text(encoding="utf-8")


def test_line_ends_and_a_byte_order_mark_are_the_house_s(shop: Shop) -> None:
    path = untidy(shop)
    laid = path.read_bytes().replace(UNTIDY[1].encode(), UNTIDY[0].encode() + b"\n")
    path.write_bytes(b"\xef\xbb\xbf" + laid.replace(b"\n", b"\r\n"))
    assert shop.run("fmt", "small").out.startswith("scripts/small.yaml: laid out anew\n")
    assert path.read_bytes() == laid
