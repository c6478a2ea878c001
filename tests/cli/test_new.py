"""`winback new` as an author runs it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.shop import ROOT, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """With the shared libraries a starter builds on; the phrases are the yard's few."""
    shop = Shop(tmp_path)
    for name in ("objections", "callback"):
        shutil.copy(ROOT / "scripts" / "common" / f"{name}.yaml", shop.folder / "scripts" / "common")
    return shop


def test_a_script_and_its_rehearsals_are_written_and_what_to_run_next_is_said(shop: Shop) -> None:
    done = shop.run("new", "spring", "--language", "uk")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "scripts/spring.yaml: the script; its comments lead through it",
        "scripts/rehearsals/spring.yaml: conversations it must hold as written",
        "next:",
        "  winback chat spring --language uk  # be the callee",
        "  winback check spring  # after every change: is it written right?",
        "  winback prove spring  # can it go wrong on the phone?",
        "  winback rehearse scripts/rehearsals/spring.yaml  # does it still go as written? (learns the language first)",
        "  winback schema --write  # once: your editor then helps with every script",
    ]
    script = (shop.folder / "scripts" / "spring.yaml").read_text(encoding="utf-8")
    assert script.startswith("# yaml-language-server: $schema=schema/script.schema.json\n# spring: ")
    assert "\nscript: spring\n" in script
    assert "\nlanguages: [uk]\n" in script
    assert "winback rehearse scripts/rehearsals/spring.yaml" in script
    rehearsals = (shop.folder / "scripts" / "rehearsals" / "spring.yaml").read_text(encoding="utf-8")
    assert rehearsals.startswith("# yaml-language-server: $schema=../schema/rehearsals.schema.json\n")
    assert "hears: {uk: " in rehearsals
    assert "\n1 file: 0 would change\n" in "\n" + shop.run("fmt", "--check", "spring").out


def test_without_languages_it_speaks_those_of_the_installation(shop: Shop) -> None:
    (shop.folder / "scripts" / "schema").mkdir()
    done = shop.run("new", "spring")
    assert (done.code, "schema --write" in done.out) == (0, False)
    assert "\nlanguages: [en, uk]\n" in (shop.folder / "scripts" / "spring.yaml").read_text(encoding="utf-8")


def test_what_a_reminder_speaks_of_is_given_to_try_it(shop: Shop) -> None:
    done = shop.run("new", "spring", "--kind", "reminder", "-l", "uk")
    assert (
        "  winback chat spring --language uk --set balance=340 --set 'expires_on=+14 days'  # be the callee"
        in done.out.splitlines()
    )


def test_from_another_folder_the_commands_name_the_installation(shop: Shop) -> None:
    (shop.folder / "elsewhere").mkdir()
    (shop.folder / "my config.yaml").write_text("languages: {en: {recognizer: none}}\n")
    done = shop.run("--config", "my config.yaml", "new", "spring")
    assert "  winback --config 'my config.yaml' prove spring  # can it go wrong on the phone?" in done.out.splitlines()


def test_nothing_is_written_over(shop: Shop) -> None:
    assert shop.run("new", "spring", "-l", "en").code == 0
    path = shop.folder / "scripts" / "spring.yaml"
    path.unlink()
    again = shop.run("new", "spring", "-l", "uk")
    assert (again.code, again.err) == (
        1, "error: scripts/rehearsals/spring.yaml: is already there and is not written over; take another name\n",
    )  # fmt: skip
    assert not path.exists()


def test_both_files_are_written_or_none(shop: Shop) -> None:
    (shop.folder / "scripts" / ".spring.yaml.part").mkdir()
    done = shop.run("new", "spring", "-l", "en")
    assert (done.code, "scripts/spring.yaml: cannot be written" in done.err) == (1, True)
    assert not (shop.folder / "scripts" / "rehearsals" / "spring.yaml").exists()


def test_a_folder_for_rehearsals_that_cannot_be_made(shop: Shop) -> None:
    (shop.folder / "scripts" / "rehearsals").write_text("a file\n")
    done = shop.run("new", "spring", "-l", "en")
    assert (done.code, done.err) == (
        1, "error: scripts/rehearsals: cannot be made (file exists); check its rights\n",
    )  # fmt: skip
