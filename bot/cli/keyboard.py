"""Where an author's lines come from: a terminal, with editing and history, or a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final, Protocol

import click

PROMPT: Final = "> "
CLEAR_LINE: Final = "\r\x1b[K"
"""To the line's beginning, and erase it (ECMA-48)."""


class Keyboard(Protocol):
    """Lines as they are typed, and words for whoever types them."""

    live: bool
    """Whether somebody waits: then nothing that takes long may hold a line up."""

    def lines(self) -> Iterator[str]: ...

    def tell(self, text: str) -> None: ...


class Pipe:
    """Lines from another program or a file, shown as they come, so that the transcript reads as at a terminal."""

    live = False

    def lines(self) -> Iterator[str]:
        for line in sys.stdin:
            typed = line.rstrip("\n")
            click.echo(f"{PROMPT}{typed}")
            yield typed

    def tell(self, text: str) -> None:
        click.echo(text)


class Terminal:
    """A person's. What is told while a line is being typed goes above it, and the line stays as it is."""

    live = True

    def __init__(self) -> None:
        self._typed: Callable[[], str] = str
        """What stands in the line that is being typed, as far as one can know."""
        self._asking = False
        with suppress(ImportError):  # some Pythons are built without it: then lines are not edited, and still read
            import readline  # from here on `input` edits and remembers lines

            self._typed = readline.get_line_buffer

    def lines(self) -> Iterator[str]:
        while True:
            self._asking = True
            try:
                line = input(PROMPT)
            except EOFError:
                click.echo()  # ends the line of the prompt
                return
            except KeyboardInterrupt:
                click.echo()
                raise
            finally:
                self._asking = False
            yield line

    def tell(self, text: str) -> None:
        if not self._asking:
            click.echo(text)
            return
        sys.stdout.write(f"{CLEAR_LINE}{text}\n{PROMPT}{self._typed()}")
        sys.stdout.flush()


def keyboard() -> Keyboard:
    """A terminal where there is one at both ends."""
    return Terminal() if sys.stdin.isatty() and sys.stdout.isatty() else Pipe()
