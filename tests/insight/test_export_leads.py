"""Leads for other programs: nothing lost, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from history import Size, write
from hypothesis import given
from hypothesis import strategies as st
from small import Told, keep

from bot.campaign.sheet import plain_cell
from bot.insight.export import FORMULA, Leads, cell, lead_rows
from bot.store import Reader
from bot.store.model import NUMBER


def written(path: Path, form: str) -> tuple[int, str]:
    out = io.StringIO(newline="")
    with Reader.open(path) as reader:
        count = getattr(Leads(reader, reader.campaigns()), f"write_{form}")(out)
    return count, out.getvalue()


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("export") / "w.db"
    write(path, Size(200))
    write(path, Size(60, seed=3, name="winter"))
    return path


def test_every_lead_of_every_campaign_is_a_line(book):
    with Reader.open(book) as reader:
        rows = [row for campaign in reader.campaigns() for row in lead_rows(reader, campaign)]
    count, text = written(book, "csv")
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    assert count == len(lines) == len(rows) > 0
    assert [line["number"] for line in lines] == [row["number"] for row in rows]
    assert {line["campaign"] for line in lines} == {"autumn", "winter"}
    assert [line["contact_first_name"] for line in lines] == [row["contact"]["first_name"] for row in rows]
    assert [line["slot_score"] for line in lines] == [row["slots"].get("score", "") for row in rows]


def test_json_and_json_lines_say_the_same(book):
    count, array = written(book, "json")
    again, text = written(book, "json_lines")
    assert json.loads(array) == [json.loads(line) for line in text.splitlines()]
    assert count == again == len(json.loads(array))
    assert json.loads(array)[0]["promises"][0]["kind"] in ("sms", "manager")


def test_no_leads_are_an_empty_list_and_a_header(tmp_path):
    path = keep(tmp_path / "w.db", Told(dial_result="busy"))
    assert written(path, "json") == (0, "[]\n")
    assert written(path, "json_lines") == (0, "")
    assert written(path, "csv") == (0, "campaign,at,name,number,outcome,promises\r\n")


def test_formulas_in_a_contact_list_come_out_as_text_and_numbers_as_numbers(tmp_path):
    evil = '=HYPERLINK("http://x","y")'
    fields = {"name": evil, "note": "+1+cmd|' /C calc'!A0", "@column": "\t=1", "city": "Київ"}
    _, text = written(keep(tmp_path / "w.db", Told(fields, record={"slots": {"improvement": "-2"}})), "csv")
    (line,) = csv.DictReader(io.StringIO(text, newline=""))
    assert line["name"] == f"'{evil}"
    assert line["contact_note"] == "'+1+cmd|' /C calc'!A0"
    assert line["contact_@column"] == "'\t=1"
    assert line["slot_improvement"] == "'-2"
    assert line["number"] == "+380670000001"
    assert line["contact_city"] == "Київ"


@given(st.text(max_size=40))
def test_no_cell_begins_like_a_formula_unless_it_is_a_whole_number_to_dial(text):
    safe = cell(text)
    assert not safe.lstrip().startswith(FORMULA) or NUMBER.fullmatch(safe)
    assert safe in (text, f"'{text}")


@given(st.sampled_from(FORMULA), st.text(alphabet="=+-@ab1", max_size=8))
def test_our_own_import_takes_the_apostrophe_off_again(sign, rest):
    assert plain_cell(cell(sign + rest)) == plain_cell(sign + rest)
