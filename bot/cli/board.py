"""What an operator sees while a campaign runs: a live table on a terminal, plain lines in a log.

Knows the dialer's news and how to count them; decides nothing.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from bot.call.ports import NotAnswered
from bot.call.records import Attempt, CallRecord
from bot.campaign.dialer import Ended, News, Placed, Stopping, Talking
from bot.insight.figures import many
from bot.store.secret import mask

if TYPE_CHECKING:
    from rich.console import RenderableType


@dataclass(slots=True)
class Board:
    """The counts of one run. `left` contacts were due at its start, `before` were called in earlier runs."""

    name: str
    left: int
    before: int
    goal: str
    clock: Callable[[], float] = time.monotonic
    dialling: set[str] = field(default_factory=set)
    talking: set[str] = field(default_factory=set)
    endings: Counter[str] = field(default_factory=Counter)
    ended: int = 0
    leads: int = 0
    call_s: float = 0.0
    """Seconds of conversation."""
    stopping: str = ""
    _began: float = field(init=False)

    def __post_init__(self) -> None:
        self._began = self.clock()

    def hear(self, news: News) -> None:
        match news:
            case Placed(attempt):
                self.dialling.add(attempt.id)
            case Talking(attempt):
                self.dialling.discard(attempt.id)
                self.talking.add(attempt.id)
            case Ended(attempt, record):
                self.dialling.discard(attempt.id)
                self.talking.discard(attempt.id)
                self._end(record)
            case Stopping(running, abort):
                self.stopping = stopping_line(running, abort)

    def _end(self, record: CallRecord | NotAnswered | None) -> None:
        self.ended += 1
        self.endings[_ending(record)] += 1
        if isinstance(record, CallRecord):
            self.leads += record.disposition == self.goal
            self.call_s += record.duration_s

    @property
    def elapsed_s(self) -> float:
        return max(self.clock() - self._began, 1e-9)

    @property
    def rate(self) -> float:
        """Calls a second."""
        return self.ended / self.elapsed_s

    def eta(self) -> str:
        """How long the rest will take at this pace; "" before the first call has ended."""
        if not self.ended:
            return ""
        return length((self.left - self.ended) / self.rate)

    def summary(self) -> str:
        """One line when the run is over."""
        pace = f", {self.call_s / self.elapsed_s:.1f} times real time" if self.call_s else ""
        talk = f"{length(self.call_s)} of conversation{pace}"
        return (
            f"{self.name}: {many(self.ended, 'call')} in {length(self.elapsed_s)} ({talk}), {many(self.leads, 'lead')}"
        )


def stopping_line(running: int, abort: bool) -> str:
    calls = many(running, "call")
    if abort:
        return f"cutting off {calls}"
    return f"stopping: nobody new is called, {calls} end by themselves; Ctrl-C again cuts them off"


def length(seconds: float) -> str:
    """A length of time as people say it."""
    whole = round(seconds)
    if whole < 60:
        return f"{seconds:.1f} s" if whole < 10 else f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def _ending(record: CallRecord | NotAnswered | None) -> str:
    if record is None:
        return "broken"
    return record.disposition if isinstance(record, CallRecord) else record.dial_result


@contextmanager
def shown(board: Board, live: bool) -> Iterator[Callable[[News], None]]:
    """The board on the screen while the block runs; the block is given what hears the dialer's news."""
    if not live:
        yield lambda news: _told(board, news)
        return
    from rich.live import Live

    with Live(get_renderable=lambda: _table(board), refresh_per_second=4, transient=True) as live_table:

        def hear(news: News) -> None:
            board.hear(news)
            if isinstance(news, Ended) and not isinstance(news.record, CallRecord):
                live_table.console.print(_line(news.attempt, news.record), markup=False, highlight=False)

        yield hear


def _told(board: Board, news: News) -> None:
    """A line for every ended call and every stop."""
    board.hear(news)
    if isinstance(news, Stopping):
        click.echo(board.stopping)
    if isinstance(news, Ended):
        click.echo(f"{board.before + board.ended:>6}  {_line(news.attempt, news.record)}")


def _line(attempt: Attempt, record: CallRecord | NotAnswered | None) -> str:
    who = f"{mask(attempt.number)}  {attempt.recording}".ljust(44)
    if record is None:
        return f"{who}  broken (see the log)"
    if isinstance(record, NotAnswered):
        return f"{who}  {record.dial_result}: {record.detail}"
    outcome = f" ({record.outcome})" if record.outcome else ""
    return f"{who}  {record.duration_s:5.1f} s  {record.disposition}{outcome}"


def _table(board: Board) -> RenderableType:
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    whole = board.before + board.left
    facts = [
        ("called", f"{board.before + board.ended} of {whole}"),
        ("talking now", f"{len(board.talking)}" + (f" (+{len(board.dialling)} dialling)" if board.dialling else "")),
        ("leads", str(board.leads)),
        ("calls a second", f"{board.rate:.2f}"),
        ("time left", board.eta()),
    ]
    figures = Table.grid(padding=(0, 3))
    figures.add_row(*(Text(name, style="dim") for name, _ in facts))
    figures.add_row(*(Text(value, style="bold") for _, value in facts))
    endings = Table.grid(padding=(0, 2))
    for name, count in board.endings.most_common():
        bar = "█" * round(30 * count / max(board.endings.values()))
        endings.add_row(Text(name), Text(str(count), justify="right"), Text(bar, style="cyan"))
    progress = Table.grid()  # a bar alone ends no line
    progress.add_row(ProgressBar(total=max(whole, 1), completed=board.before + board.ended, width=60))
    parts: list[RenderableType] = [Text(board.name, style="bold cyan"), progress, figures, endings]
    if board.stopping:
        parts.append(Text(board.stopping, style="yellow"))
    return Group(*parts)
