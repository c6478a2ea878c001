"""What a person can record of a script, and which file is which line of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.script.given_files import given_files
from bot.script.model import Script
from bot.script.parse import parse
from bot.script.to_read import Entry, ReadingList, ToRead, aloud, constants, reading_list

HOUSE = (Path(__file__).parent / "broken/common/house.yaml").read_text().replace(
    "{disposition: no_input}", '{disposition: no_input, say: {en: "{company} says goodbye."}}'
)  # fmt: skip
TEXT = """\
script: shoes
languages: [en, uk]
goal: interested
include: [house.yaml]
start: greeting
contact:
  first_name: {type: name}
  discount: {type: money, default: 500 UAH}
values:
  company: {type: text, default: Bata 24}
  ends_on: {type: date, default: 2026-12-31}
  colour: {type: text, default: red}
steps:
  greeting:
    say: {en: "Hello{, first_name}. This is {company}.", uk: "Вітаю{, first_name}! Це {company}."}
    reprompt: {en: ["It is {company}.", "May I?"], uk: "Можна?"}
    answers: {yes: {set: {colour: blue}, go: offer}, no: not_interested}
  offer:
    say: {en: "{discount} less until {ends_on}. May I?", uk: "Знижка {discount}."}
    reprompt: {en: "Shall I text you the code for {discount} off?", uk: "Можна?"}
    answers:
      yes: sold
      no: {say: {en: "{first_name} and {first_name}", uk: "{discount}"}, go: not_interested}
outcomes:
  sold:
    disposition: interested
    say: {en: "The {colour} ones. Goodbye.", uk: "До зустрічі."}
"""


def script(text: str = TEXT) -> Script:
    found = parse("shoes.yaml", {"shoes.yaml": text, "house.yaml": HOUSE}).draft
    assert found is not None
    return found


@pytest.fixture(scope="module")
def english() -> ReadingList:
    return reading_list(script(), "en")


def line(found: ReadingList, words: str) -> ToRead:
    return next(each for each in found.lines if each.piece.words == words)


def entry(found: ReadingList, id_: str) -> Entry:
    return next(each for each in found.entries if each.id == id_)


def test_a_constant_is_read_with_its_text_and_a_number_in_it_as_it_is_said(english: ReadingList) -> None:
    found = line(english, "It is Bata twenty-four.")
    assert found.entries[0].text == "It is {company}."
    assert (found.entries[0].id, found.entries[0].script, found.entries[0].gap) == (
        "greeting.reprompt.en.1",
        "shoes",
        "",
    )


def test_what_a_call_sets_what_a_list_holds_and_every_date_is_no_constant() -> None:
    assert list(constants(script(), "en")) == ["company"]


def test_around_one_gap_there_is_a_file_before_and_one_after(english: ReadingList) -> None:
    greeting = entry(english, "greeting.say.en")
    assert [(piece.side, piece.words) for piece in greeting.pieces] == [
        ("before", "Hello"), ("after", "This is Bata twenty-four."),
    ]  # fmt: skip
    assert greeting.gap == "first_name"
    assert [piece.side for piece in entry(english, "sold.say.en").pieces] == ["before", "after"]


def test_one_last_word_of_the_sentence_is_left_to_the_voice_that_speaks_it(english: ReadingList) -> None:
    assert [piece.words for piece in entry(english, "offer.reprompt.en").pieces] == ["Shall I text you the code for"]


MORE = "it holds what is not the same in every call (%s), and a recording has room for one gap"


def test_what_cannot_be_recorded_says_why(english: ReadingList) -> None:
    assert [(left.prompt, left.why) for left in english.left] == [
        ("offer.say", MORE % "discount and ends_on"),
        ("offer.no.say", MORE % "first_name, more than once"),
    ]
    (left,) = reading_list(script(), "uk").left
    assert (left.text, left.why) == ("{discount}", "it says nothing but what is not the same in every call (discount)")


def test_texts_worded_alike_are_read_once_and_whole_texts_come_first() -> None:
    found = reading_list(script(), "uk")
    assert [each.number for each in found.lines] == list(range(1, len(found.lines) + 1))
    assert [entry.id for entry in line(found, "Можна?").entries] == ["greeting.reprompt.uk", "offer.reprompt.uk"]
    assert {entry.pieces[0].file for entry in line(found, "Можна?").entries} == {line(found, "Можна?").piece.file}
    assert [bool(each.entries[0].gap) for each in found.lines] == sorted(
        bool(each.entries[0].gap) for each in found.lines
    )


def test_a_library_s_text_belongs_to_every_script_but_with_a_constant_to_this_one(english: ReadingList) -> None:
    assert line(english, "Take your time.").piece.stem == "asides.wait.en"
    assert line(english, "Take your time.").entries[0].script == ""
    assert line(english, "Bata twenty-four says goodbye.").entries[0].script == "shoes"


def test_a_file_is_named_for_its_prompt_and_its_words(english: ReadingList) -> None:
    before = line(english, "May I?").piece
    after = line(reading_list(script(TEXT.replace('"May I?"', '"May I please?"')), "en"), "May I please?").piece
    assert before.stem == after.stem == "shoes.greeting.reprompt.en"
    assert before.file != after.file
    assert line(english, "Hello").piece.file.startswith("shoes.greeting.say.en.before.")
    strange = reading_list(replace(script(), id="a/b c"), "en")
    assert line(strange, "May I?").piece.stem == "a_b_c.greeting.reprompt.en"


def test_figures_left_in_a_text_are_shown_as_they_are_said() -> None:
    assert aloud("Press 1.", "en") == "Press one."
    assert aloud("1번을 누르세요.", "ko") == "1번을 누르세요."


# --- files --------------------------------------------------------------------------------------------------------


def test_files_find_their_lines_whatever_their_case(english: ReadingList) -> None:
    wait = line(english, "Take your time.")
    found = given_files([wait.piece.file.upper(), "notes.txt", ".hidden.wav", "._asides.wait.en.wav"], english)
    assert (found.files, found.strangers) == ({wait.number: wait.piece.file.upper()}, {})


def test_a_stranger_is_told_what_is_wrong_with_it(english: ReadingList) -> None:
    wait = line(english, "Take your time.").piece.file
    twin, old = wait.replace("wait", "WAIT"), "asides.wait.en.0000.wav"
    found = given_files([wait, twin, old, "asides.wiat.en.wav", "a.mp3", "z.wav"], english)
    assert found.strangers == {
        wait: f"is the same text as {twin}: keep one of them",
        "asides.wiat.en.wav": f"did you mean “{wait}”?",
        old: f"was recorded from other words than are in the script now: record {wait} from a new sheet",
        "a.mp3": "is no WAV file: save it as WAV, 16 bits, 16,000 Hz or more",
        "z.wav": "belongs to no text of this script in this language",
    }
