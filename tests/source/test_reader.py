"""A reader walks nodes with a shape in mind and collects everything that differs."""

import pytest

from bot.source import POSITIVE, Node, Reader, Scalar, SourceError, is_empty, place


def opened(text: str) -> tuple[Reader, dict[str, Node]]:
    reader = Reader()
    return reader, reader.mapping(reader.open(text, "f.yaml"))


def messages(reader: Reader) -> list[str]:
    return [str(problem) for problem in reader.problems]


def test_values_are_read_as_what_they_should_be() -> None:
    reader, fields = opened(
        "title: A shop\ncount: -3\nshare: 0.25\nsure: yes\nunsure: 'false'\nvoice: amy\nwords: [a, b]\nword: a\n"
    )
    assert reader.text(fields["title"]) == "A shop"
    assert reader.integer(fields["count"]) == -3
    assert reader.number(fields["share"]) == 0.25
    assert reader.flag(fields["sure"]) is True
    assert reader.flag(fields["unsure"], True) is False
    assert reader.choice(fields["voice"], ("amy", "joe")) == "amy"
    assert reader.texts(fields["words"]) == ("a", "b")
    assert reader.texts(fields["word"]) == ("a",)
    assert reader.problems == []
    reader.finish()


def test_what_is_not_there_takes_its_default() -> None:
    reader = Reader()
    assert reader.text(None, "x") == "x"
    assert reader.integer(None, 3) == 3
    assert reader.number(None, 0.5) == 0.5
    assert reader.duration(None, 2.0) == 2.0
    assert reader.flag(None, True) is True
    assert reader.choice(None, ("a",), "a") == "a"
    assert reader.texts(None) == reader.items(None) == reader.entries(None) == ()
    assert reader.mapping(None) == {}
    assert reader.problems == []


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("5", 5), ("5 s", 5), ("800 ms", 0.8), ("800ms", 0.8), ("2 min", 120), ("1.5 h", 5400), ("3 days", 259200)],
)
def test_lengths_of_time_are_seconds(text: str, seconds: float) -> None:
    reader, fields = opened(f"a: {text}\n")
    assert reader.duration(fields["a"]) == pytest.approx(seconds)
    assert reader.problems == []


@pytest.mark.parametrize("text", ["soon", "-5", "5 weeks", "5  s", "٥", "1e3", "'5 s '"])
def test_other_lengths_of_time_are_refused(text: str) -> None:
    reader, fields = opened(f"a: {text}\n")
    assert reader.duration(fields["a"], 7.0) == 7.0
    assert "is not a length of time" in messages(reader)[0]


def test_numbers_out_of_range_take_the_default() -> None:
    reader, fields = opened("a: 11\nb: -1\nc: 0.5\n")
    assert reader.integer(fields["a"], 5, (0, 10)) == 5
    assert reader.number(fields["b"], 1.0, POSITIVE) == 1.0
    assert reader.number(fields["c"], 0.0, (0, 1)) == 0.5
    assert messages(reader) == [
        "f.yaml:1:4: error[bad-value]: 11 is out of range, possible is 0 to 10",
        "f.yaml:2:4: error[bad-value]: -1 is out of range, possible is 0 or more",
    ]


def test_kinds_that_differ_are_named_at_their_key() -> None:
    reader, fields = opened("a: [1]\nb: {c: 1}\nd: x\ne:\n  - {f: [x]}\n")
    assert reader.text(fields["a"], "z") == "z"
    assert reader.integer(fields["b"], 4) == 4
    assert reader.mapping(fields["d"]) == {}
    assert reader.entries(fields["d"]) == ()
    assert reader.texts(fields["e"]) == ()
    assert messages(reader) == [
        "f.yaml:1:1: error[wrong-kind]: “a” should be a text, and is a list",
        "f.yaml:2:1: error[wrong-kind]: “b” should be a whole number, and is a group of “name: value” lines",
        "f.yaml:3:1: error[wrong-kind]: “d” should be lines of “name: value”, and is a text",
        "f.yaml:3:1: error[wrong-kind]: “d” should be lines of “name: value”, and is a text",
        "f.yaml:5:5: error[wrong-kind]: this should be a text, and is a group of “name: value” lines",
    ]


def test_unknown_and_missing_keys_are_named() -> None:
    reader = Reader()
    fields = reader.mapping(reader.open("titel: x\nzzz: y\nvoice:\n", "f.yaml"), ["title"], ["voice"])
    assert fields == {}
    assert [(problem.message, problem.hint) for problem in reader.problems] == [
        ("“titel” is not known here", "did you mean “title”?"),
        ("“zzz” is not known here", "known here: title, voice"),
        ("needed here: “voice”", ""),
    ]


def test_a_missing_key_inside_is_shown_at_its_owner() -> None:
    reader, fields = opened("trunk: {host: x}\nline:\nquoted: ''\n")
    reader.mapping(fields["trunk"], [], ["host", "user"])
    reader.mapping(None, [], ["user"])
    assert "line" not in fields
    assert is_empty(None)
    assert not is_empty(fields["quoted"])
    assert messages(reader) == [
        "f.yaml:1:1: error[missing-key]: “trunk” needs “user”",
        "error[missing-key]: needed here: “user”",
    ]


def test_keys_of_the_authors_choice_come_with_their_places() -> None:
    reader, fields = opened("arms:\n  bold: 1\n  shy: 2\n")
    assert [(key.text, key.span.line) for key, _ in reader.entries(fields["arms"])] == [("bold", 2), ("shy", 3)]


def test_a_word_outside_a_closed_set_is_refused_with_the_nearest() -> None:
    reader, fields = opened("a: oen\nb: zzz\nc: [x]\n")
    assert reader.choice(fields["a"], ("one", "two"), "two") == "two"
    assert reader.choice(fields["b"], ("one", "two")) == ""
    assert reader.choice(fields["c"], ("one", "two")) == ""
    assert [problem.hint for problem in reader.problems] == ["did you mean “one”?", "one of: one, two", ""]


def test_a_list_of_many_lines_is_pointed_at_by_its_first_character() -> None:
    _, fields = opened("a:\n  - x\n  - y\nb: [x]\n")
    assert (place(fields["a"]).line, place(fields["a"]).end_line) == (2, 2)
    assert place(fields["b"]).end_column == 7
    assert place(place(fields["b"])) == place(fields["b"])


def test_finishing_raises_every_error_at_once_and_lets_warnings_pass() -> None:
    reader, fields = opened("a: x\nb: y\n")
    reader.problem("some", "careful", fields["a"], severity="warning", fix="z")
    reader.finish()
    reader.integer(fields["a"])
    reader.integer(fields["b"])
    with pytest.raises(SourceError) as caught:
        reader.finish()
    assert len(caught.value.problems) == 3
    assert "    2 | b: y" in str(caught.value)


def test_a_file_that_cannot_be_read_gives_no_node_and_its_problem() -> None:
    reader = Reader()
    assert reader.open("a: b: c", "f.yaml") is None
    assert reader.problems[0].rule == "yaml-syntax"
    assert isinstance(reader.open("a", "g.yaml"), Scalar)
