"""`/contact` at the workbench: whose call this is, and the same call to somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.contact import Contact, other_contact
from bot.cli.contact_view import contact_lines
from bot.cli.trial import Trial
from bot.rehearsal.conversation import Line, read_rehearsals
from bot.script.model import Script, Variable
from tests.cli.desk import CALL, Desk
from tests.cli.shop import ROOT, Shop

LIST = (
    "id,Number,First_Name,discount,city\n"
    "A1,+380671234567,Anna,,Kyiv\n"
    "A2,+380671234568,Olena,300 UAH,\n"
    "A3,067 123 45 67,Ivan,much,Lviv\n"
    "7,+380501112233,,20 USD,\n"
)
ANNA = "bot     Hello, Anna. This is the automatic assistant of Prego. Do you have half a minute?"
OLENA = ANNA.replace("Anna", "Olena")
AT_ANNAS = [
    "whose   SHOP/list.csv, contact 1",
    "        first_name  Anna",
    "        discount    (empty, so 500 UAH): five hundred hryvnias",
    "        small does not ask for: id, number, city",
]


def opened(folder: Path, path: str = "list.csv", lines: tuple[Line, ...] = (), listed: str = LIST) -> Desk:
    shop = Shop(folder)
    (folder / "list.csv").write_text(listed)
    (folder / "anna.yaml").write_text("first_name: Anna\n")
    shown = Desk(shop.folder)
    whom = Trial("small", "en", folder / path if path else None, "", 1, "").whom(shown.workbench.newest)
    return Desk(shop.folder, replace(CALL, contact=whom.fields or {"first_name": "Anna"}, lines=lines), whom=whom)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return opened(tmp_path)


def test_the_contact_is_shown_as_written_and_as_spoken(desk: Desk) -> None:
    assert desk.told() == [ANNA]
    assert desk.hears("/contact") == AT_ANNAS
    desk.hears("/language uk")
    assert desk.hears("/contact")[2] == "        discount    (empty, so 500 UAH): п'ятсот гривень"


def test_another_row_is_another_call(desk: Desk) -> None:
    desk.hears("yes")
    assert desk.hears("/contact 2") == [OLENA]
    assert desk.hears("yes")[-1] == "bot     We have kept three hundred hryvnias for you. Shall I text you the code?"
    assert desk.hears("/contact") == [
        "whose   SHOP/list.csv, contact 2",
        "        first_name  Olena",
        "        discount    300 UAH: three hundred hryvnias",
        "        small does not ask for: id, number",
    ]


@pytest.mark.parametrize(
    "asked",
    ["2", "a2", "A2", "+380671234568", "0671234568", "(067) 123-45-68", "2 discount=", '+380671234568 discount=""'],
)
def test_a_contact_is_asked_for_by_row_by_id_or_by_number(desk: Desk, asked: str) -> None:
    assert desk.hears(f"/contact {asked}") == [OLENA]


def test_single_columns_are_set_and_the_rest_stays(desk: Desk) -> None:
    assert desk.hears("/contact first_name=Mary Ann  Discount = $20") == [ANNA.replace("Anna", "Mary Ann")]
    assert desk.hears("/contact") == [
        "whose   SHOP/list.csv, contact 1; set here: first_name, discount",
        "        first_name  Mary Ann",
        "        discount    $20: twenty dollars",
        "        small does not ask for: id, number, city",
    ]
    assert desk.hears("/contact 7 first_name=Olena") == [OLENA]
    assert desk.hears("/contact")[:3] == [
        "whose   SHOP/list.csv, contact 4; set here: first_name",
        "        first_name  Olena",
        "        discount    20 USD: twenty dollars",
    ]


def test_what_cannot_be_used_is_told_as_at_the_start_and_the_call_goes_on(desk: Desk) -> None:
    money = 'accepted: "2000 UAH", "2 000,50 грн", "₴2000", "$20"; an amount, two decimals at most'
    desk.hears("yes")
    assert desk.hears("/contact 3") == [f"error: column “discount”: 'much' is not a money; {money}"]
    for empty in ("4", "first_name="):
        assert desk.hears(f"/contact {empty}") == [
            "error: column “first_name” is empty, and small cannot do without it"
        ]
    assert desk.hears("/contact name=Olena") == [
        "error: the column “name” is not known here; small has: first_name, discount"
    ]
    assert desk.hears("/contact discont=1 EUR") == [
        "error: the column “discont” is not known here; did you mean “discount”?"
    ]
    assert desk.hears("/contact 5") == ["error: SHOP/list.csv: there is no contact 5 in it; it has 4 contacts"]
    assert desk.hears("/contact Zoe") == [
        "error: SHOP/list.csv: no contact in it has the number or the id “Zoe”",
    ]
    assert desk.hears("/contact 380671234567") == [
        "error: SHOP/list.csv: “380671234567” belongs to contacts 1 and 3; take one by its row: /contact 1",
    ]
    assert desk.hears(f"/contact {'9' * 5000}")[0].startswith("error: SHOP/list.csv: no contact in it")
    assert desk.hears("/contact") == AT_ANNAS
    assert desk.hears("no")[1] == "rule    offer.answers.no → not_interested, the end (SHOP/scripts/small.yaml:23)"


def test_the_list_is_read_anew_each_time(desk: Desk) -> None:
    (desk.folder / "list.csv").write_text(LIST.replace("Olena", "Olha"))
    assert desk.hears("/contact 2") == [OLENA.replace("Olena", "Olha")]
    (desk.folder / "list.csv").unlink()
    assert desk.hears("/contact 1") == [
        "error: SHOP/list.csv: cannot be read (no such file or directory); check the path and its rights"
    ]
    assert desk.hears("/contact discount=1 EUR") == [OLENA.replace("Olena", "Olha")]


@pytest.mark.parametrize(
    ("path", "origin", "here"),
    [
        ("", "no file was given", "no contact list was given"),
        ("anna.yaml", "SHOP/anna.yaml", "SHOP/anna.yaml: holds one contact"),
    ],
)
def test_without_a_list_there_is_nobody_else_to_take(tmp_path: Path, path: str, origin: str, here: str) -> None:
    desk = opened(tmp_path, path)
    assert desk.hears("/contact 2") == [
        f"error: {here}; with --contact LIST.csv there are others to take, and /contact COLUMN=VALUE changes this one"
    ]
    assert desk.hears("/contact first_name=Olena") == [OLENA]
    assert desk.hears("/contact") == [
        f"whose   {origin}; set here: first_name",
        "        first_name  Olena",
        "        discount    (empty, so 500 UAH): five hundred hryvnias",
    ]


def test_first_words_are_said_by_the_next_one_too(tmp_path: Path) -> None:
    desk = opened(tmp_path, lines=(Line("picks_up", texts={"en": "hello"}),))
    desk.hears("yes")
    told = desk.hears("/contact 2")
    assert (told[0], told[-1]) == ("> (picks up) hello", OLENA)


def test_a_column_the_script_has_just_got_may_be_set(desk: Desk) -> None:
    desk.edit(
        "small.yaml", "discount: {type", "city: {type: text}\n  size: {type: number, required: true}\n  discount: {type"
    )
    assert desk.hears("/contact")[:2] == [
        "error: column “size” is empty, and small cannot do without it",
        "note    the script as it was goes on until this is mended",
    ]
    assert desk.hears("/contact size=38") == [ANNA]
    assert desk.hears("/contact")[1:4] == [
        "        first_name  Anna",
        "        city        Kyiv",
        "        size        38: thirty-eight",
    ]


def test_a_column_may_stay_empty_and_a_language_may_have_no_words_for_it(desk: Desk) -> None:
    desk.edit("small.yaml", "type: name, required: true", "type: name")
    desk.edit("small.yaml", "Hello, {first_name}", "Hello{, first_name}")
    desk.edit("small.yaml", "Добрий день, {first_name}", "Добрий день{, first_name}")
    desk.hears("/contact first_name=")
    assert desk.hears("/contact")[1:3] == [
        "        first_name  (empty)",
        "        discount    (empty, so 500 UAH): five hundred hryvnias",
    ]
    korean = contact_lines(desk.workbench.newest, Contact({"discount": "1 UAH"}), "ko", date(2026, 11, 22))
    assert [click.unstyle(line) for line in korean][2] == "        discount    1 UAH"


def test_a_script_that_asks_for_nothing(desk: Desk) -> None:
    desk.edit("small.yaml", "contact:", "values:")
    desk.edit("small.yaml", "{type: name, required: true}", "{type: name, default: Anna}")
    desk.hears("/again")
    assert desk.hears("/contact") == [
        "whose   SHOP/list.csv, contact 1",
        "        small does not ask for: id, number, first_name, city",
    ]
    assert desk.hears("/contact x=1") == ["error: the column “x” is not known here; small has: none"]


def test_the_options_of_the_command_choose_whom_it_begins_with(desk: Desk) -> None:
    trial = Trial(
        "small", "en", desk.folder / "list.csv", "", 1, "", row=2, columns=("discount=1 EUR", " First_Name = Zoe")
    )
    whom = trial.whom(desk.workbench.newest)
    assert (whom.row, whom.changed) == (2, ("discount", "first_name"))
    assert (whom.fields["first_name"], whom.fields["discount"], whom.fields["id"]) == ("Zoe", "1 EUR", "A2")
    no_file = Trial("small", "en", None, "", 1, "", columns=("first_name=Zoe",))
    assert no_file.whom(desk.workbench.newest) == Contact({"first_name": "Zoe"}, changed=("first_name",))


NAMES = ("first_name", "discount")


@given(cells=st.dictionaries(st.sampled_from(NAMES), st.text("ab1+-. '€я", max_size=8).map(str.strip)))
def test_cells_are_read_as_they_are_typed(cells: dict[str, str]) -> None:
    script = Script("a", "", ("en",), "", "", {}, {}, contact={name: Variable(name, "text") for name in NAMES})
    typed = " ".join(f"{name}={cell}" for name, cell in cells.items())
    assert other_contact(Contact({}), typed, script) == Contact(cells, changed=tuple(cells))


def test_the_transcript_of_the_page_is_what_chat_tells(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "rehearsals.md").read_text(encoding="utf-8")
    printed = page.partition("$ winback chat small --contact list.csv\n")[2].partition("```")[0].splitlines()
    desk = opened(tmp_path, listed="number,first_name,discount,id\n+380671234567,Anna,,A1\n+380671234568,Olena,,A2\n")
    shown = desk.told()
    for typed in (line for line in printed if line.startswith("> ")):
        shown += [typed, *desk.hears(typed.removeprefix("> "))]
    assert [line.replace("SHOP/", "") for line in shown] == printed


def test_whoever_it_was_is_kept_with_the_call(desk: Desk) -> None:
    desk.hears("/contact 2 discount=1 UAH")
    desk.hears("no")
    desk.hears(f"/save {desk.folder}/tried.yaml")
    kept = read_rehearsals((desk.folder / "tried.yaml").read_text(), "tried.yaml")
    assert kept.conversations[0].contact == {"first_name": "Olena", "discount": "1 UAH"}, "and nobody's number"
