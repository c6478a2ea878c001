"""`winback diff` as a marketer runs it: beside an older file, and beside what git has kept."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.shop import Shop

SLIPS = (
    ("This is the automatic assistant", "This is the assistant"),
    ("{yes: promise, no: not_interested}", "{yes: promise, no: ask_why}"),
    ("outcomes:", '  ask_why: {say: {en: Why?, uk: Чому?}, answers: {yes: promise, no: not_interested}}\noutcomes:'),
    ("Надіслати код?", "Надіслати Вам код?"),
    ("  discount: {type", "  size: {type: number, required: true}\n  discount: {type"),
    ("promises: [code]", "promises: [code, manager_call]"),
    ("actions: [{sms: code}]", "actions: [{sms: code}, {manager: today}]\nphrases:\n  yes: {en: [yup]}"),
)  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def script(shop: Shop) -> Path:
    return shop.folder / "scripts" / "small.yaml"


def rewritten(shop: Shop) -> None:
    text = script(shop).read_text()
    for old, new in SLIPS:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    script(shop).write_text(text)


def kept_in_git(shop: Shop) -> None:
    for arguments in (("init", "-q"), ("add", "scripts"), ("commit", "-qm", "as it was")):
        identity = ("-c", "user.name=Anna", "-c", "user.email=anna@example.com")
        subprocess.run(("git", *identity, *arguments), cwd=shop.folder, check=True)


def test_what_is_different_the_law_first(shop: Shop) -> None:
    kept_in_git(shop)
    rewritten(shop)
    done = shop.run("diff", "small")
    assert (done.code, done.err) == (0, "")
    assert done.out == (Path(__file__).parent / "diff.txt").read_text()


def test_an_older_file_and_an_older_commit_are_the_same_to_it(shop: Shop) -> None:
    kept_in_git(shop)
    older = shop.folder / "scripts" / "older.yaml"
    older.write_text(script(shop).read_text())
    rewritten(shop)
    by_file, by_commit = (
        shop.run("diff", str(older), "small"),
        shop.run("diff", "scripts/small.yaml", "--since", "HEAD"),
    )
    assert by_file.out.splitlines()[1:] == by_commit.out.splitlines()[1:]
    assert by_commit.out.splitlines()[0] == "scripts/small.yaml at HEAD -> scripts/small.yaml"


def test_a_changed_library_is_a_changed_script(shop: Shop) -> None:
    kept_in_git(shop)
    house = shop.folder / "scripts" / "common" / "house.yaml"
    house.write_text(house.read_text().replace("Hello, can you hear me?", "Hello, are you there?"))
    assert "en  Hello, [-can-]{+are+} you [-hear me-]{+there+}?" in shop.run("diff", "small").out


def test_for_a_program(shop: Shop) -> None:
    kept_in_git(shop)
    rewritten(shop)
    done = shop.run("diff", "small", "--format", "json", "--exit-code")
    found = json.loads(done.out)
    assert (done.code, found["different"], found["noticed"]) == (1, True, True)
    assert found["old"] == "HEAD:SHOP/scripts/small.yaml"
    assert {
        "topic": "promises",
        "kind": "added",
        "name": "promise promises manager_call",
        "old": "",
        "new": "",
        "note": "",
    } in found["changes"]
    assert [each["law"] for each in found["wordings"]] == [True, False]
    assert found["routes"]["new"][0] == {
        "outcome": "promise", "places": ["greeting", "offer", "ask_why", "promise"], "answers": ["yes", "no", "yes"],
    }  # fmt: skip
    assert [each["language"] for each in found["seconds"]] == ["en", "uk"]
    assert found["seconds"][0]["new"]["straight_s"] < found["seconds"][0]["old"]["straight_s"]
    assert found["phrases"] == [{"intent": "yes", "language": "en", "added": 1, "removed": 0}]


def test_no_difference(shop: Shop) -> None:
    kept_in_git(shop)
    script(shop).write_text("# Only a comment.\n" + script(shop).read_text())
    done = shop.run("diff", "small", "--exit-code")
    assert (done.code, done.out) == (
        0, "small at HEAD -> small\nno difference that a callee would notice (comments and layout do not count)\n",
    )  # fmt: skip
    script(shop).write_text(
        script(shop).read_text() + "phrases:\n  yes: {en: [yup], uk: [ага]}\n  opt_out: {en: [begone]}\n"
    )
    done = shop.run("diff", "small", "--exit-code")
    assert (done.code, done.out) == (1, (
        "small at HEAD -> small\n"
        "no difference that a callee would notice (only what is understood or reported differs)\n"
        "What the law looks at\n  ~ phrases of opt_out: en +1\n"
        "Phrases of the script itself\n  ~ phrases of yes: en +1, uk +1\n"
    ))  # fmt: skip


def test_matters_of_usage(shop: Shop) -> None:
    three, since = shop.run("diff", "small", "small", "small"), shop.run("diff", "small", "small", "--since", "HEAD")
    assert (three.code, since.code, shop.run("diff").code) == (2, 2, 2)
    assert "two scripts can be compared" in three.err
    assert "--since is for one script" in since.err


def test_what_git_does_not_have(shop: Shop) -> None:
    kept_in_git(shop)
    new = shop.folder / "scripts" / "new.yaml"
    new.write_text(script(shop).read_text())
    instead = "name the file to compare with: winback diff OLD"
    assert (
        shop.run("diff", "new").err == f"error: SHOP/scripts/new.yaml: git does not have it at “HEAD”; {instead} new\n"
    )
    unknown = shop.run("diff", "small", "--since", "-x")
    assert (unknown.code, unknown.err) == (1, f"error: git has no commit, branch or tag “-x”; {instead} small\n")


def test_a_folder_that_is_not_in_git(shop: Shop) -> None:
    done = shop.run("diff", "small")
    assert done.code == 1
    assert done.err.startswith("error: SHOP/scripts: not a git repository")
    assert done.err.endswith("; name the file to compare with: winback diff OLD small\n")


def test_an_old_version_that_cannot_be_read_is_shown_with_its_line(shop: Shop) -> None:
    right = script(shop).read_text()
    script(shop).write_text(right.replace("goal: interested", "gaol: interested"))
    kept_in_git(shop)
    script(shop).write_text(right)
    done = shop.run("diff", "small")
    assert done.code == 1
    assert "HEAD:SHOP/scripts/small.yaml:4:1: error[unknown-key]: “gaol” is not known here" in done.err


def test_a_library_that_has_moved_since(shop: Shop) -> None:
    kept_in_git(shop)
    (shop.folder / "scripts" / "common").rename(shop.folder / "scripts" / "shared")
    script(shop).write_text(script(shop).read_text().replace("common/", "shared/"))
    assert "no difference that a callee would notice" in shop.run("diff", "small").out


def test_without_git(shop: Shop) -> None:
    done = shop.run("diff", "small", PATH="/nowhere")
    assert (done.code, done.err) == (
        1,
        "error: git is not installed; name the file to compare with: winback diff OLD small\n",
    )
