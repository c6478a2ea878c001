"""The house's layout: what it changes, what it leaves, and that a text says the same before and after."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.source import SourceError, WinbackError, laid_out, read
from bot.source.layout import comments

ROOT = Path(__file__).parents[2]
SHIPPED = sorted([
    *ROOT.glob("scripts/**/*.yaml"), *ROOT.glob("tests/conversations/*.yaml"),
])  # fmt: skip


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_what_is_shipped_is_laid_out(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert laid_out(text, str(path)) == text


CASES = {
    "indents, lists inside their key": (
        "a:\n    b:\n        c:\n              yes: offer\n        d:\n        - one\n        -   two\n",
        "a:\n  b:\n    c:\n      yes: offer\n    d:\n      - one\n      - two\n",
    ),
    "groups in a list": ("a:\n-   b: 1\n    c: 2\n\n- - d\n  -   e\n", "a:\n  - b: 1\n    c: 2\n\n  - - d\n    - e\n"),
    "one brace style": (
        '{ a : b,c: [ d,e ] , "f":g, h: , i: {  } }\n',
        '{a: b, c: [d, e], "f": g, h: , i: {}}\n',
    ),
    "braces over several lines stay so": (
        "a: {b: [c,\n  d ],\n        # which\n e: f\n     }\n",
        "a: {b: [c,\n    d],\n  # which\n  e: f\n}\n",
    ),
    "spaces between and after": ("a:    b  \nc :\td\ne:\n  'f'\n", 'a: b\nc: d\ne:\n  "f"\n'),
    "quotes where they are only that": (
        "- 'plain'\n- 'say \"yes\"'\n- 'it''s'\n- 'a \\ b'\n- \"as it is\"\n- no quotes\n- 'two\n  lines'\n",
        '- "plain"\n- \'say "yes"\'\n- "it\'s"\n- \'a \\ b\'\n- "as it is"\n- no quotes\n- \'two\n  lines\'\n',
    ),
    "blank lines: one, and none at the ends": ("\n\na: 1\n\n\n\nb: 2\n  \nc: 3\n\n\n", "a: 1\n\nb: 2\n\nc: 3\n"),
    "the end of a file and its line ends": ("\ufeffa: 1\r\nb: 2", "a: 1\nb: 2\n"),
    "comments go with what they stand in line with": (
        "# head  \na:\n    # of b\n    b: 1   # of one\n    # b, too\n"
        "# of c\nc:   # here\n # d\n    d: 2\n    #end of c\n",
        "# head\na:\n  # of b\n  b: 1   # of one\n  # b, too\n# of c\nc:   # here\n  # d\n  d: 2\n  #end of c\n",
    ),
    "texts over several lines": (
        'a:\n        "one  \n   two\\ \n\n     three"\nb: one\n        two\n',
        'a:\n  "one\n  two\\ \n\n  three"\nb: one\n  two\n',
    ),
    "texts kept line by line": (
        "a:\n    b: |  # so\n         one  \n           two\n       \n         three\n\n\n"
        "    c: >-\n      four\n\n    d: |\n\n",
        "a:\n  b: |  # so\n    one  \n      two\n\n    three\n\n  c: >-\n    four\n\n  d: |\n",
    ),
    "texts kept with their blank lines": ("a:\n    - |+\n     b\n\n\n    - c\n", "a:\n  - |+\n    b\n\n\n  - c\n"),
    "texts kept from a column on": (
        "a:\n    - |2\n         b\n        c\n    - >1+\n     d\n\n    - e\n",
        "a:\n  - |2\n       b\n      c\n  - >1+\n   d\n\n  - e\n",
    ),
    "a text kept up to the end without a line end": ("a:\n   b: |+\n      c", "a:\n  b: |+\n    c"),
    "an explicit key": ("?   a\n:   b\n", "? a\n: b\n"),
    "a text alone": ("   'hello'", '"hello"\n'),
}


@pytest.mark.parametrize(("was", "laid"), CASES.values(), ids=CASES)
def test_a_layout(was: str, laid: str) -> None:
    assert laid_out(was, "x.yaml") == laid
    assert laid_out(laid, "x.yaml") == laid


def test_what_cannot_be_read_is_refused_with_its_place() -> None:
    with pytest.raises(SourceError, match=r"x\.yaml:2:4: error\[yaml-syntax\]"):
        laid_out("a: 1\nb: [c\n", "x.yaml")
    with pytest.raises(SourceError, match="duplicate-key"):
        laid_out("a: 1\na: 2\n", "x.yaml")


def test_a_text_that_would_not_say_the_same_is_left_alone() -> None:
    """A line end few editors know, inside a text kept line by line."""
    with pytest.raises(WinbackError, match=r"x\.yaml: left as it is, because .* would not say the same"):
        laid_out("a: |\n  b\n\u2028  c\n", "x.yaml")


def test_comments_are_read_wherever_they_stand() -> None:
    text = '# one\na: "# no"  # two \nb: | # three\n  # no\nc: [d, # four\n  e]\n#\n'
    assert comments(text) == ["# one", "# two", "# three", "# four", "#"]


# --- any layout of anything ---------------------------------------------------------------------------------------

WORDS = st.from_regex(r"[a-z][a-z ]{0,6}[a-z]", fullmatch=True)
QUOTED = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp")), max_size=8)
SCALARS = st.one_of(
    WORDS,
    QUOTED.map(lambda text: "'" + text.replace("'", "''") + "'"),
    QUOTED.map(lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3), st.dictionaries(WORDS.map(str.strip), inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


class Untidy:
    """Writes a tree as an author in a hurry might: `choose(n)` gives a number below n."""

    def __init__(self, choose):
        self.choose = choose

    def gap(self):
        return " " * (1 + self.choose(3))

    def between(self, column):
        """Perhaps a blank line or a comment, perhaps in line."""
        return ("", "", "", "\n", "\n  \n\n", "# note\n", " " * column + "# in line  \n")[self.choose(7)]

    def flow(self, tree):
        pad, comma = " " * self.choose(2), ("," + self.gap(), " , ", ",\n" + self.gap() * 6)[self.choose(3)]
        if isinstance(tree, dict):
            return "{" + pad + comma.join(f"{key}:{self.gap()}{self.flow(value)}" for key, value in tree.items()) + "}"
        return tree if isinstance(tree, str) else "[" + comma.join(map(self.flow, tree)) + pad + "]"

    def block(self, tree, column):
        """Lines, each with its line end."""
        told = ""
        if isinstance(tree, dict):
            deeper = column + 1 + self.choose(4)
            for key, value in tree.items():
                here = deeper if isinstance(value, dict) or self.choose(2) else column
                told += self.between(column) + " " * column + key + ":" + self.value(value, here)
            return told
        for item in tree:
            told += self.between(column) + " " * column + "-" + self.value(item, column + 2 + self.choose(3))
        return told

    def value(self, value, column):
        if isinstance(value, str) or not self.choose(3):
            return self.gap() + self.flow(value) + ("", "  ", "   # why")[self.choose(3)] + "\n"
        return " " * self.choose(2) + "\n" + self.block(value, column)


@settings(max_examples=50)
@given(tree=st.dictionaries(WORDS, TREES, min_size=1, max_size=3), data=st.data())
def test_however_a_text_is_laid_out_it_says_the_same_afterwards(tree, data) -> None:
    untidy = Untidy(lambda many: data.draw(st.integers(0, many - 1)))
    text = untidy.block(tree, 0)
    laid = laid_out(text, "x.yaml")
    assert read(laid, "x.yaml") == read(text, "x.yaml")
    assert comments(laid) == comments(text)
    assert laid_out(laid, "x.yaml") == laid
    assert not re.search(r"[ \t]$|\n\n\n|\n\n\Z", laid, re.MULTILINE)
