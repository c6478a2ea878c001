"""A contact's row and a script's constants become typed values."""

from datetime import date

from bot.script.model import Script, Variable
from bot.script.values import typed_values
from bot.spoken import Count

TODAY = date(2026, 5, 4)
SCRIPT = Script(
    "shop", "", ("en",), "", "", {}, {},
    contact={
        "first_name": Variable("first_name", "name"),
        "points": Variable("points", "count", required=True, unit={"en": ("point", "points")}),
        "born_on": Variable("born_on", "date", default="2000-01-01"),
    },
    values={"ends_on": Variable("ends_on", "date", default="+1 day"), "empty": Variable("empty", "text")},
)  # fmt: skip


def test_cells_are_typed_and_defaults_stand_in_for_empty_ones() -> None:
    values, messages = typed_values(SCRIPT, {"points": " 5 ", "born_on": "", "other": "x"}, "en", TODAY)
    assert values == {"points": Count(5, ("point", "points")), "born_on": date(2000, 1, 1), "ends_on": date(2026, 5, 5)}
    assert messages == ()


def test_a_cell_that_cannot_be_used_is_named() -> None:
    values, messages = typed_values(SCRIPT, {"points": "", "born_on": "soon"}, "en", TODAY)
    assert values == {"ends_on": date(2026, 5, 5)}
    assert messages[0] == "column “points” is empty, and shop cannot do without it"
    assert messages[1].startswith("column “born_on”: 'soon' is not a date")
