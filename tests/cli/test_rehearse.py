"""`winback rehearse` and `winback coverage` as an author runs them."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.shop import Shop

SMALL = """\
rehearsals: small
script: small
contact: {first_name: Anna}
conversations:
  - name: takes the code
    arm: bold
    lines:
      - {says: greeting}
      - {means: yes}
      - {says: offer}
      - {means: yes}
      - {says: promise}
      - {ends: {disposition: interested}}
  - name: declines
    arm: bold
    lines:
      - {means: no}
      - {ends: {disposition: SECOND}}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def written(shop: Shop, second: str = "not_interested") -> str:
    (shop.folder / "small.rehearsals.yaml").write_text(SMALL.replace("SECOND", second))
    return "small.rehearsals.yaml"


def test_conversations_that_go_as_written(shop: Shop) -> None:
    done = shop.run("rehearse", written(shop))
    assert (done.code, done.out) == (0, "4 conversations: 4 as written, 0 otherwise\n")


def test_what_goes_otherwise_is_shown_side_by_side_and_told_to_build_servers(shop: Shop) -> None:
    done = shop.run("rehearse", written(shop, "callback"), "--language", "uk", "--junit", "report.xml")
    assert done.code == 1
    assert "  ! ends callback" in done.out
    assert done.out.endswith("2 conversations: 1 as written, 1 otherwise\n")
    (suite,) = ElementTree.parse(shop.folder / "report.xml").getroot()
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("uk", "2", "1")
    assert "ends callback" in str(suite[1][0].text)


def test_only_conversations_by_their_name(shop: Shop) -> None:
    done = shop.run("rehearse", written(shop), "--name", "takes", "--language", "en")
    assert (done.code, done.out) == (0, "1 conversation: 1 as written, 0 otherwise\n")


def test_to_play_nothing_is_no_success(shop: Shop) -> None:
    done = shop.run("rehearse", written(shop), "--name", "dances")
    assert (done.code, done.err) == (
        1,
        "nothing was played: no conversation has these words in its name, or this language\n",
    )


def test_what_is_not_rehearsed_is_listed_by_language(shop: Shop) -> None:
    done = shop.run("coverage", written(shop), "--language", "uk")
    assert done.code == 1
    assert done.out.splitlines()[:2] == [
        "small",
        "  uk: steps 2 of 2, answers 3 of 4, objections 0 of 0, outcomes 2 of 6",
    ]
    assert "      not rehearsed: answer offer: no" in done.out.splitlines()


def test_a_missing_file_is_named(shop: Shop) -> None:
    done = shop.run("coverage", "nowhere.yaml")
    assert (done.code, done.err) == (
        1, "error: nowhere.yaml: there is no such file; rehearsals are YAML files, see docs/rehearsals.md\n",
    )  # fmt: skip


def test_slips_that_no_conversation_notices_are_listed_with_their_line(shop: Shop) -> None:
    done = shop.run("mutate", written(shop), "--language", "en")
    assert done.code == 1
    assert done.out.startswith("small: ")
    assert "mutants noticed" in done.out.splitlines()[0]
    missed = "    not noticed: answer led elsewhere: offer: no (scripts/small.yaml:18): "
    assert any(line.startswith(missed) for line in done.out.splitlines())
    assert shop.run("mutate", written(shop), "--language", "en", "--least", "10").code == 0


def test_a_conversation_that_fails_anyhow_cannot_notice_anything(shop: Shop) -> None:
    done = shop.run("mutate", written(shop, "callback"), "--language", "en")
    assert (done.code, done.err.splitlines()[-1]) == (
        1, "error: “declines” [en] does not go as written; mend that first: winback rehearse shows it",
    )  # fmt: skip
