"""`winback chat`: try a script by typing what the callee would say, and edit it meanwhile."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, Final

import click

from bot.cli.edge import open_house
from bot.cli.shell import say_progress
from bot.cli.trial import Trial, trial_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.cli.keyboard import Keyboard
    from bot.cli.workbench import Workbench

LOOK_EVERY_S: Final = 0.15
"""How often files are looked at: twice this, and a fifth of a second to read them, is heard as "at once"."""


@click.command()
@click.argument("script")
@click.option("--first-words", default="", help="What the callee says before the bot speaks (default: nothing).")
@click.option("--save", "kept", type=click.Path(path_type=Path), help="At the end, write the call down as a rehearsal.")
@trial_options
@click.pass_obj
def chat(config_path: Path, /, first_words: str, kept: Path | None, **options: Any) -> int:
    """Try SCRIPT by typing what the callee would say, and edit it meanwhile.

    Every reply is followed by what it was taken for and the line of the script that decided. Save the script, a
    library it includes or the phrases: the call is played again at once and you go on where you were. An empty line
    is silence; ? lists everything else that can be typed.
    """
    from bot.assemble.bench import Bench
    from bot.assemble.learner import Learner
    from bot.cli.chat_orders import obey
    from bot.cli.chat_save import ready_to_save
    from bot.cli.chat_view import Screen
    from bot.cli.keyboard import keyboard
    from bot.cli.workbench import Workbench
    from bot.rehearsal.conversation import Line

    trial = Trial(**options)
    if kept is not None:
        ready_to_save(trial.script, kept)
    house = open_house(config_path)
    bench = Bench(house.config, trial.script)
    whom = trial.whom(bench.script)
    call = trial.conversation(whom)
    if first_words:
        call = replace(call, lines=(Line("picks_up", texts={trial.language: first_words}),))
    keys = keyboard()
    progress = None if keys.live else partial(say_progress, f"learning phrases ({trial.language})")
    learner, screen = Learner(house.minds, progress), Screen(keys.tell, keys.live)
    workbench = Workbench(bench, learner, trial.script, call, screen, whom)
    with _followed(workbench, keys) as check:
        for line in keys.lines():
            check()
            with workbench.lock:
                if not keys.live:
                    workbench.settle()
                if not obey(workbench, line):
                    break
        with workbench.lock:
            workbench.leave()
            if kept is not None:
                workbench.save(kept)
    return 0


@contextmanager
def _followed(workbench: Workbench, keys: Keyboard) -> Iterator[Callable[[], None]]:
    """The call begun; at a terminal files are watched while lines are typed. Yields what raises a fault of watching.

    From a pipe everything is waited for before it counts, so that the same lines give the same transcript.
    """
    from bot.assemble.learner import in_background

    if not keys.live and workbench.call.lines:
        workbench.settle()
    workbench.begin()
    if not keys.live:
        yield lambda: None
        return
    stop: Event = Event()
    watching: Future[None] = Future()
    in_background(partial(_watch, workbench, stop), watching)
    try:
        yield lambda: watching.result() if watching.done() else None
    finally:
        stop.set()
        watching.exception()  # nothing is told any more once this returns


def _watch(workbench: Workbench, stop: Event) -> None:
    while not stop.wait(LOOK_EVERY_S):
        with workbench.lock:
            workbench.refresh(settled=True)
