"""A problem shows the line, a caret under the place, and a hint."""

import pytest

from bot.source import NOWHERE, Problem, SourceError, Span, WinbackError, did_you_mean, nearest, show


def at(line: int, column: int, end_line: int, end_column: int, hint: str = "") -> Problem:
    return Problem("some-rule", "it is wrong", Span("f.yaml", line, column, end_line, end_column), hint=hint)


def caret(problem: Problem, text: str) -> list[str]:
    return show(problem, {"f.yaml": text}).splitlines()


def test_a_problem_shows_place_rule_message_line_caret_and_hint() -> None:
    assert caret(at(2, 4, 2, 7, "did you mean “bar”?"), "a: b\nc: baz\n") == [
        "f.yaml:2:4: error[some-rule]: it is wrong",
        "    2 | c: baz",
        "      |    ^^^ did you mean “bar”?",
    ]


def test_a_caret_stands_under_its_word_behind_tabs() -> None:
    assert caret(at(1, 2, 1, 3), "\tb")[-1] == "      | \t^"


def test_a_caret_stands_under_its_word_behind_wide_characters() -> None:
    assert caret(at(1, 4, 1, 6), "漢字 漢字")[-2:] == ["    1 | 漢字 漢字", "      |      ^^^^"]


def test_combining_marks_take_no_column() -> None:
    assert caret(at(1, 3, 1, 4), "e\u0301b")[-1] == "      |  ^"


def test_a_span_of_many_lines_is_underlined_to_the_end_of_its_first() -> None:
    assert caret(at(1, 3, 4, 1), "a: bcd\nb\nc\n")[-1] == "      |   ^^^^"


def test_a_span_past_the_end_of_the_line_still_has_a_caret() -> None:
    assert caret(at(1, 9, 1, 12), "a: b")[-1] == "      |     ^"


def test_a_long_line_is_cut_around_the_caret() -> None:
    text = "x" * 200 + "HERE" + "y" * 200
    lines = caret(at(1, 201, 1, 205), text)
    assert lines[1].index("HERE") == lines[2].index("^^^^")
    assert lines[1].startswith("    1 | …x")
    assert lines[1].endswith("y…")
    assert len(lines[1]) < 120


def test_a_long_line_is_cut_behind_only_when_the_mistake_is_at_its_beginning() -> None:
    lines = caret(at(1, 1, 1, 400), "x" * 300)
    assert lines[1].startswith("    1 | xx")
    assert lines[1].endswith("x…")


def test_a_long_line_is_cut_before_only_when_the_mistake_is_at_its_end() -> None:
    assert caret(at(1, 301, 1, 302), "x" * 301)[1].endswith("xx")


@pytest.mark.parametrize("hint", ["", "do this"])
def test_without_the_text_the_message_and_hint_are_shown_alone(hint: str) -> None:
    expected = "f.yaml:9:1: error[some-rule]: it is wrong" + ("\n  do this" if hint else "")
    assert show(at(9, 1, 9, 2, hint), {"f.yaml": "one line"}) == expected


def test_a_problem_without_a_place_is_a_plain_sentence() -> None:
    assert str(Problem("r", "wrong", NOWHERE, "warning")) == "warning[r]: wrong"


def test_control_characters_never_reach_the_terminal() -> None:
    assert "\x1b" not in show(Problem("r", "\x1b[2J", NOWHERE), {})


def test_the_nearest_name_is_found_whatever_its_case() -> None:
    assert nearest("Ofer", ["greeting", "offer", "OTHER"]) == "offer"
    assert nearest("xyz", ["greeting"]) is None
    assert did_you_mean("OTHR", ["OTHER"]) == "did you mean “OTHER”?"
    assert did_you_mean("xyz", []) == ""


def test_a_source_error_tells_all_its_problems_and_exits_with_one() -> None:
    error = SourceError([at(1, 1, 1, 2), at(2, 1, 2, 2)], {"f.yaml": "a\nb"})
    assert isinstance(error, WinbackError)
    assert error.exit_code == 1
    assert str(error).count("it is wrong") == 2
    assert "    2 | b" in str(error)


def test_of_very_many_problems_the_first_are_told_in_words_and_all_are_there() -> None:
    error = SourceError([at(1, column, 1, column + 1) for column in range(1, 61)])
    assert len(error.problems) == 60
    assert str(error).splitlines()[-2:] == ["f.yaml:1:50: error[some-rule]: it is wrong", "... and 10 more"]


def test_an_error_may_carry_its_own_exit_code() -> None:
    assert WinbackError("usage", exit_code=2).exit_code == 2
