"""Lines read as their group declares them."""

import pytest

from bot.source import Fields, Reader
from bot.source.shape import Flag, Group, Key, Length, Many, Text, Whole, Word

TRIP = Group(
    "trip",
    (
        Key("to", "where to", Text(), "Lviv", required=True),
        Key("by", "how", Word({"train": "on rails", "bus": "on the road"}), "train"),
        Key("stops", "where it stops", Many(Text()), "[Kyiv]"),
        Key("takes", "how long", Length(3600.0, (60, 86400)), "7 h"),
        Key("seats", "how many", Whole(1, (1, 9), "one"), "2"),
        Key("platform", "where from", Whole(), "4"),
        Key("back", "whether back again", Flag(), "yes"),
    ),
)


def read(text: str) -> tuple[Fields, Reader]:
    reader = Reader()
    return Fields(reader, reader.open(text, "trip.yaml"), TRIP), reader


def test_what_is_written_is_read_as_declared() -> None:
    trip, reader = read("{to: Lviv, by: bus, stops: Kyiv, takes: 7 h, seats: 2, platform: 4, back: yes}")
    assert (trip.text("to"), trip.choice("by"), trip.texts("stops")) == ("Lviv", "bus", ("Kyiv",))
    assert (trip.duration("takes"), trip.integer("seats"), trip.integer("platform"), trip.flag("back")) == (
        25200.0, 2, 4, True,
    )  # fmt: skip
    assert [name for name, _ in trip.there()] == ["to", "by", "stops", "takes", "seats", "platform", "back"]
    assert reader.problems == []


def test_what_is_left_out_is_the_default_of_the_group_or_else_the_readers() -> None:
    trip, reader = read("{to: Lviv, seats: one}")
    assert (trip.duration("takes"), trip.integer("seats"), trip.flag("back")) == (3600.0, 1, False)
    assert (trip.integer("platform"), trip.integer("platform", 7), trip.choice("by", "train")) == (0, 7, "train")
    assert ("to" in trip, "by" in trip, trip.items("stops"), trip.entries("stops")) == (True, False, (), ())
    assert reader.problems == []


def test_what_is_not_as_declared_is_told() -> None:
    trip, reader = read("{by: bike, seats: 12, colour: red}")
    assert (trip.choice("by"), trip.integer("seats")) == ("", 1)
    assert sorted(problem.rule for problem in reader.problems) == [
        "bad-value",
        "bad-value",
        "missing-key",
        "unknown-key",
    ]


def test_a_name_the_group_does_not_have_is_our_mistake() -> None:
    trip, _ = read("to: Lviv")
    with pytest.raises(KeyError):
        trip.text("form")
    with pytest.raises(AssertionError):
        trip.flag("to")
