"""`winback graph` as an author runs it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.shop import Shop


def test_a_script_becomes_a_picture_or_mermaid(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    assert (shop.run("graph", "small").out, (tmp_path / "small.svg").read_text()[:4]) == ("small.svg\n", "<svg")
    assert shop.run("graph", "small", "--to", "small.mmd", "--language", "uk").code == 0
    assert "Добрий день" in (tmp_path / "small.mmd").read_text()


def test_what_cannot_be_drawn_is_said(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    told = [shop.run("graph", "small", *more).err for more in (
        ("--to", "small.png"), ("--language", "fr"), ("--to", "nowhere/small.svg"),
    )]  # fmt: skip
    assert told == [
        "error: small.png: name a file that ends in .svg, or in .mmd for Mermaid\n",
        "error: small is not in “fr”; its languages: en, uk\n",
        "error: nowhere/small.svg: cannot be written (no such file or directory); check the folder and its rights\n",
    ]
