"""YAML text becomes nodes with places, or Problems; hostile text becomes a Problem quickly."""

import gc

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.source import (
    LOADER,
    MAX_BYTES,
    MappingNode,
    Node,
    Problem,
    Scalar,
    SequenceNode,
    SourceError,
    Span,
    decode,
    read,
)


def plain(node: Node | None) -> object:
    """The node as Python lists, dicts and texts."""
    if isinstance(node, MappingNode):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.items]
    return None if node is None else node.text


def rules(text: str) -> list[str]:
    return [problem.rule for problem in read(text, "f.yaml")[1]]


@pytest.mark.parametrize(
    "word", ["yes", "no", "on", "off", "12:30", "0671234567", "1e3", "0x1F", "null", "~", "2026-01-01", "1_000", ".5"]
)
def test_what_yaml_would_turn_into_something_else_stays_text(word: str) -> None:
    node, problems = read(f"answer: {word}\n", "f.yaml")
    assert plain(node) == {"answer": word}
    assert problems == ()


def test_nodes_know_their_place_and_their_key() -> None:
    node, _ = read("a: 1\nb:\n  - x\n  - привіт світ\n", "f.yaml")
    assert isinstance(node, MappingNode)
    items = node.get("b")
    assert isinstance(items, SequenceNode)
    assert items.key is not None
    assert items.key.text == "b"
    assert items.items[1].span == Span("f.yaml", 4, 5, 4, 16)
    assert node.get("c") is None


def test_a_part_of_a_text_has_its_own_place_where_it_can_be_counted() -> None:
    node, _ = read('a: "one two"\nb: one two\nc: "a\\tb"\nd: |\n  one two\n', "f.yaml")
    assert isinstance(node, MappingNode)
    parts = [value.part(4, 7) for _, value in node.entries if isinstance(value, Scalar)]
    assert parts[0] == Span("f.yaml", 1, 9, 1, 12)
    assert parts[1] == Span("f.yaml", 2, 8, 2, 11)
    assert (parts[2].column, parts[2].end_column) == (4, 10), "an escape: the whole text is meant"
    assert parts[3].line == 4, "a block: the whole text is meant"


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert plain(read("\ufeffa: b", "f.yaml")[0]) == {"a": "b"}


def test_the_pure_parser_reads_the_same_nodes_and_places() -> None:
    text = "a: {b: [1, 'x', \"y\"]}\nc: |\n  line\nd:\n  - - 1\n    - 2\n"
    assert repr(read(text, "f", yaml.SafeLoader)) == repr(read(text, "f", LOADER))


MISTAKES = (
    "a: b: c\n", "a:\n\tb: c\n", "a: \"x\nb: c\n", "a: {b: c\nd: e\n", "a: [b\nd: e\n", "a: {n}, hi\n", "a: @x\n",
    "a: %x\n", "a: 'it's'\n", "a\nb: c\n", "]", "a: 1\n---\nb: 2\n", "a: &x 1\nb: *x\n", "a: !t 1\n", "<<: {a: 1}\n",
    "? [a]\n: b\n", "a: 1\na: 2\n", "", "# only a comment\n",
)  # fmt: skip


@pytest.mark.parametrize("text", MISTAKES)
def test_both_parsers_report_the_same_mistakes_at_the_same_places(text: str) -> None:
    fast, slow = read(text, "f", LOADER)[1], read(text, "f", yaml.SafeLoader)[1]
    assert fast
    assert [(problem.rule, problem.span.line) for problem in fast] == [
        (problem.rule, problem.span.line) for problem in slow
    ]


@pytest.mark.parametrize("text", ["a: \ud800\n", "a: \0\n"])
def test_characters_that_no_file_can_hold_are_refused_in_texts_too(text: str) -> None:
    assert rules(text) == ["yaml-character"]


def test_a_text_too_large_is_refused_as_its_file_would_be() -> None:
    assert rules("a: " + "я" * (MAX_BYTES // 2)) == ["yaml-limit"]


@pytest.mark.parametrize("collecting", [True, False])
def test_the_collection_of_garbage_is_left_as_it_was(collecting: bool) -> None:
    before = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        assert rules("a: [") == ["yaml-syntax"]
        assert gc.isenabled() == collecting
    finally:
        (gc.enable if before else gc.disable)()


def test_a_key_stands_once_and_the_first_one_is_kept() -> None:
    node, problems = read("a: 1\na: 2\n", "f.yaml")
    assert plain(node) == {"a": "1"}
    assert problems[0].span == Span("f.yaml", 2, 1, 2, 2)


def test_problems_come_in_the_order_of_the_file() -> None:
    assert rules("b: {c: &x 1, c: 2}\nb: *x\n") == ["yaml-anchor", "duplicate-key", "duplicate-key", "yaml-anchor"]


@given(st.text(max_size=200))
def test_any_text_gives_nodes_or_problems_and_never_an_exception(text: str) -> None:
    node, problems = read(text, "f.yaml")
    assert node is not None or problems


@given(
    st.dictionaries(st.text("abc_", min_size=1), st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"])))
)
def test_what_yaml_writes_is_read_back_as_text(data: dict[str, str]) -> None:
    written = yaml.safe_dump(data, default_style='"', allow_unicode=True)
    assert plain(read(written, "f.yaml")[0]) == data


# --- bytes --------------------------------------------------------------------------------------------------------


def refusal(data: bytes) -> Problem:
    with pytest.raises(SourceError) as caught:
        decode(data, "f.yaml")
    return caught.value.problems[0]


def test_utf_8_is_decoded_with_or_without_a_byte_order_mark() -> None:
    assert decode("a: ї".encode(), "f") == decode("a: ї".encode("utf-8-sig"), "f") == "a: ї"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_unicode_encodings_are_refused(encoding: str) -> None:
    assert refusal("a: ї".encode(encoding)).rule == "encoding"


def test_a_wrong_byte_is_shown_where_it_stands() -> None:
    problem = refusal("a: b\nназва: ".encode() + "знижка".encode("cp1251"))
    assert (problem.span.line, problem.span.column) == (2, 8)
    assert "Windows-1251" in problem.hint


def test_a_nul_byte_is_shown_where_it_stands() -> None:
    assert refusal(b"a: b\nc: \0").span == Span("f.yaml", 2, 4, 2, 5)
