"""Slips of the finger: when a fix is certain, and that mending changes nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from bot.source import Problem, Span, certain, mended

NAMES = ("offer", "greeting", "goodbye", "ask_score")


def test_one_letter_more_less_or_wrong_or_two_swapped_is_certain():
    assert [certain(word, NAMES) for word in ("ofer", "offfer", "oxfer", "offre", "greetign", "sk_score")] == [
        "offer", "offer", "offer", "offer", "greeting", "ask_score",
    ]  # fmt: skip


def test_two_slips_short_words_and_several_neighbours_are_not_certain():
    assert [certain(word, NAMES) for word in ("ofr", "fofre", "greting_", "")] == ["", "", "", ""]
    assert certain("then", ("than", "them")) == ""
    assert certain("offer", NAMES) == ""


@given(st.text("abcd", min_size=4, max_size=6), st.lists(st.text("abcd", min_size=3, max_size=7), max_size=6))
def test_whatever_is_certain_is_a_candidate_and_another_word(word, candidates):
    fix = certain(word, candidates)
    assert fix == "" or (fix in candidates and fix != word)


def slip(line, column, end, fix):
    return Problem("unknown-key", "…", Span("a.yaml", line, column, line, end), fix=fix)


def test_only_the_span_is_changed_and_line_ends_stay():
    text = "start: greting  # hello\r\nsteps:\r\n  ofer: {go: goodbey}\n"
    told, done = mended(text, [slip(3, 3, 7, "offer"), slip(1, 8, 15, "greeting"), slip(3, 14, 21, "goodbye")])
    assert told == "start: greeting  # hello\r\nsteps:\r\n  offer: {go: goodbye}\n"
    assert [problem.fix for problem in done] == ["greeting", "offer", "goodbye"]


def test_of_two_fixes_at_one_place_one_is_made_and_what_has_no_fix_is_left():
    told, done = mended("abcd: x\n", [slip(1, 1, 5, "abce"), slip(1, 1, 5, "abcf"), slip(1, 7, 8, "")])
    assert (len(done), told[4:]) == (1, ": x\n")


def test_where_something_else_stands_at_the_span_nothing_is_changed():
    text = "start:\x0b goodbey\nother: thing\n"
    assert mended(text, [slip(2, 8, 15, "goodbye")]) == (text, ())
