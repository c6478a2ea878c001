"""A YAML text in the house's layout: values, order and comments stay; indents, spaces, quotes and blank lines change.

Pure: goes through YAML's tokens and writes each as it stands; what is new is only what lies between them. Nothing is
re-wrapped, sorted or moved to another line. Text that would not say the same afterwards is refused, whatever the cause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import yaml

from bot.source.node import LOADER, read
from bot.source.problem import SourceError, WinbackError

INDENT: Final = 2

_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line of YAML 1.1; what str.splitlines knows besides is refused before anything is laid out."""

_CLOSING: Final = (yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
_TIGHT: Final = (yaml.ValueToken, yaml.FlowEntryToken, *_CLOSING)
"""No space stands before these."""

_HEADER: Final = re.compile(r"[|>][-+]?(?P<indent>[1-9])?[-+]?")
"""What a text of several lines begins with: how it ends, and its column within its block, in either order."""


def laid_out(text: str, path: str) -> str:
    """`text` of one file in the house's layout. Laying out twice is the same as once.

    Raises SourceError for what cannot be read, WinbackError where the result would not say the same.
    """
    node, problems = read(text, path)
    if problems:
        raise SourceError(problems, {path: text})
    plain = re.sub("\r\n?", "\n", text.removeprefix("\ufeff"))
    told = "".join(_Layout(plain).pieces())
    if read(told, path) != (node, ()) or comments(told) != comments(plain):
        raise WinbackError(
            f"{path}: left as it is, because in the house's layout it would not say the same any more.\n"
            "  This is a fault of winback: please report it with the file."
        )
    return told


def comments(text: str) -> list[str]:
    """Every comment of a YAML text that can be read, in order, without trailing blanks."""
    found, at = [], 0
    for token in _tokens(text):
        found += _remarks(text[at : token.start_mark.index])
        if _style(token) in ("|", ">"):
            found += _remarks(text[token.start_mark.index : token.end_mark.index].partition("\n")[0][1:])
        at = token.end_mark.index
    return found


def _remarks(between: str) -> list[str]:
    if "#" not in between:
        return []
    lines = (line.partition("#") for line in _BREAK.split(between))
    return [mark + words.rstrip() for _, mark, words in lines if mark]


def _tokens(text: str) -> Iterator[Any]:
    """YAML's tokens; those that only mark a structure begin and end at one place."""
    yield from yaml.scan(text, Loader=LOADER)


def _style(token: Any) -> str:
    return (token.style or "") if isinstance(token, yaml.ScalarToken) else ""


@dataclass(frozen=True, slots=True)
class _Block:
    """An open block: the column it has in the text, the one it gets; `implied`: a list in its key's own column."""

    column: int
    indent: int
    sequence: bool = False
    implied: bool = False


class _Layout:
    """One text being laid out."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        """How much of the text is laid out."""
        self._last = ""
        """The last piece as written; empty at the beginning."""
        self._blocks: list[_Block] = []
        self._around: tuple[_Block, ...] = ()
        """The blocks that were open at the last piece: what comments after it may belong to."""
        self._after_colon = False
        """Whether the last piece was the colon after a key; a text may be a colon too."""
        self._flow = 0

    def pieces(self) -> Iterator[str]:
        """The laid out text, piece by piece with what stands before each."""
        for token in _tokens(self._text):
            self._open_or_close(token)
            if token.start_mark.index < token.end_mark.index:
                yield self._between(token)
                yield self._piece(token)
        yield self._ending()

    # --- blocks -------------------------------------------------------------------------------------------------------

    def _open_or_close(self, token: Any) -> None:
        column = token.start_mark.column
        match token:
            case yaml.BlockMappingStartToken():
                self._open(column)
            case yaml.BlockSequenceStartToken():
                self._open(column, sequence=True)
            case yaml.BlockEntryToken() if not self._blocks[-1].sequence:
                self._open(column, sequence=True, implied=True)
            case yaml.KeyToken() if not self._flow:
                self._close_implied()
            case yaml.BlockEndToken():
                self._close_implied()
                self._blocks.pop()

    def _open(self, column: int, sequence: bool = False, implied: bool = False) -> None:
        indent = self._blocks[-1].indent + INDENT if self._blocks else 0
        self._blocks.append(_Block(column, indent, sequence, implied))

    def _close_implied(self) -> None:
        if self._blocks[-1].implied:
            self._blocks.pop()

    @property
    def _inner(self) -> int:
        """The column of what stands on a line of its own within the innermost block or brace."""
        return (self._blocks[-1].indent if self._blocks else 0) + INDENT * max(1, self._flow)

    def _column(self, token: Any) -> int:
        """The column of a token that begins a line."""
        if self._flow:
            return self._inner - INDENT * isinstance(token, _CLOSING)
        starts = isinstance(token, yaml.BlockEntryToken | yaml.KeyToken | yaml.ValueToken)
        if self._blocks and (starts or token.start_mark.column == self._blocks[-1].column):
            return self._blocks[-1].indent
        return self._inner if self._blocks else 0

    # --- between pieces -----------------------------------------------------------------------------------------------

    def _between(self, token: Any) -> str:
        """What stands before a token: nothing or one space, or line ends with comments, blank lines and its indent."""
        first, *lines = _BREAK.split(self._text[self._at : token.start_mark.index])
        if not self._last:
            first, lines = "", [first, *lines]
        if not lines:
            tight = self._last in ("", "{", "[") or (isinstance(token, _TIGHT) and not self._after_colon)
            return "" if tight else " "
        column = self._column(token)
        told = self._lines(lines[:-1], token.start_mark.column, column)
        return f"{self._trailing(first)}{told}{' ' * column}"

    def _trailing(self, rest: str) -> str:
        """The end of the last piece's line, its comment where it was."""
        return (rest.rstrip() + "\n") if self._last else ""

    def _lines(self, lines: list[str], next_column: int, column: int) -> str:
        """Lines of comments, and at most one blank line between what is not blank; `column` is the next piece's new."""
        told = ""
        blank = not self._last
        for line in lines:
            words = line.strip()
            if words:
                told += " " * self._beside(line.index("#"), next_column, column) + words + "\n"
            elif not blank:
                told += "\n"
            blank = not words
        return told

    def _beside(self, was: int, next_column: int, column: int) -> int:
        """The column of a comment: that of what it stood in line with, else that of the next piece."""
        if self._flow:
            return self._inner
        if was == next_column:
            return column
        return next((block.indent for block in reversed(self._around) if block.column == was), column)

    def _ending(self) -> str:
        first, *lines = _BREAK.split(self._text[self._at :])
        if not lines and not first.strip() and self._last[:1] in "|>":
            return ""  # without the last line end this text of several lines has none either
        told = self._trailing(first) + self._lines(lines, -1, 0)
        return told.rstrip("\n") + "\n"

    # --- pieces -------------------------------------------------------------------------------------------------------

    def _piece(self, token: Any) -> str:
        start, end = token.start_mark.index, token.end_mark.index
        told = self._text[start:end]
        style = _style(token)
        if style in ("|", ">"):
            told, end = self._several_lines(start, told)
        elif style == "'":
            told = _double_quoted(told, token.value)
        if style not in ("|", ">") and "\n" in told:
            told = self._folded(told)
        self._flow += isinstance(token, yaml.FlowMappingStartToken | yaml.FlowSequenceStartToken)
        self._flow -= isinstance(token, _CLOSING)
        self._at, self._last, self._around = end, told, tuple(self._blocks)
        self._after_colon = isinstance(token, yaml.ValueToken)
        return told

    def _folded(self, told: str) -> str:
        """A text over several lines, of which YAML makes one: how far in they begin means nothing."""
        first, *lines = told.split("\n")
        return "\n".join([_trimmed(first), *(_trimmed(" " * self._inner + line.lstrip(" \t")) for line in lines)])

    def _several_lines(self, start: int, told: str) -> tuple[str, int]:
        """A text after `|` or `>`, and where it ends: its lines move together; blank ones after it are none of it."""
        header, *lines = told.split("\n")
        found = _HEADER.match(header)
        assert found is not None
        block = self._blocks[-1] if self._blocks else _Block(0, 0)
        if found["indent"]:
            was, column = block.column + int(found["indent"]), block.indent + int(found["indent"])
        else:
            begins = (len(line) - len(line.lstrip(" ")) for line in lines if line.strip())
            was, column = next(begins, max(map(len, lines), default=0)), self._inner
        if "+" in found[0]:
            # Blank lines at its end are part of it; what follows the last line end is not.
            lines = lines if lines[-1:] != [""] else lines[:-1]
        else:
            while lines and len(lines[-1]) <= was and not lines[-1].strip(" "):
                lines.pop()
        end = start + len("\n".join([header, *lines]))
        moved = (" " * column + line[was:] if len(line) > was else "" for line in lines)
        return "\n".join([header.rstrip(), *moved]), end


def _trimmed(line: str) -> str:
    """Without trailing blanks, unless a backslash makes the first of them part of the text."""
    bare = line.rstrip(" \t")
    return line if bare.endswith("\\") else bare


def _double_quoted(told: str, value: str) -> str:
    """A text in single quotes in double ones, where that changes no character of it."""
    simple = value.isprintable() and not set(value) & set('"\\') and "\n" not in told
    return f'"{value}"' if simple else told
