"""A first script for an author: a template in all languages, of which those not wanted are cut out.

Pure: knows the template's text and the places of its nodes. What is left stands as it was written, comments and all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from bot.script.model import LANGUAGES
from bot.source import MappingNode, Node, Scalar, SequenceNode, SourceError, read

NAME_HERE: Final = "STARTER"
"""Where a template says the script's name, in its values and in its comments."""
REHEARSALS_HERE: Final = "REHEARSALS"
"""Where it says how authors call the file of the script's rehearsals."""

Edit = tuple[int, int, str]
"""(first character, one past the last, what stands there instead)."""


def starter(template: str, path: str, names: tuple[str, str], languages: Sequence[str]) -> str:
    """The template for the script and the file of rehearsals in `names`, in `languages` alone and in their order.

    `path` is the template's. Raises SourceError where it cannot be read.
    """
    node, problems = read(template, path)
    if node is None or problems:
        raise SourceError(problems, {path: template})
    told = template
    for begin, end, kept in sorted(_edits(node, _Places(template), languages), reverse=True):
        told = told[:begin] + kept + told[end:]
    return told.replace(NAME_HERE, names[0]).replace(REHEARSALS_HERE, names[1])


def _edits(node: Node, places: _Places, languages: Sequence[str]) -> Iterator[Edit]:
    """One for each list or group that has one member a language: `[en, uk]`, `{en: ..., uk: ...}`."""
    members = _members(node)
    named = {first.text: (first, last) for first, last in members if isinstance(first, Scalar)}
    if members and {*named} <= {*LANGUAGES} and len(named) == len(members):
        between = ", " if places.in_braces(node) else "\n" + " " * (node.span.column - 1)
        kept = (places.text(*named[language]) for language in languages if language in named)
        yield places.begin(members[0][0]), places.end(members[-1][1]), between.join(kept)
    else:
        for _, value in members:
            yield from _edits(value, places, languages)


def _members(node: Node) -> tuple[tuple[Node, Node], ...]:
    """The first and the last node of each entry or item."""
    if isinstance(node, MappingNode):
        return node.entries
    return tuple((item, item) for item in node.items) if isinstance(node, SequenceNode) else ()


class _Places:
    """Where nodes begin and end in a text, by characters."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = (0, *accumulate(len(line) for line in text.splitlines(keepends=True)))

    def begin(self, node: Node) -> int:
        return self._lines[node.span.line - 1] + node.span.column - 1

    def end(self, node: Node) -> int:
        """Of a list or group of several lines, YAML counts up to whatever comes next: its last member tells."""
        members = _members(node)
        if members and not self.in_braces(node):
            return self.end(members[-1][1])
        return self._lines[node.span.end_line - 1] + node.span.end_column - 1

    def text(self, first: Node, last: Node) -> str:
        return self._text[self.begin(first) : self.end(last)]

    def in_braces(self, node: Node) -> bool:
        return self._text[self.begin(node)] in "{["
