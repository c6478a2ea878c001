"""`winback prove`: what holds of every call of a script, and a call for what does not."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from bot.cli.edge import open_house
from bot.cli.shell import say_progress, wall_now
from bot.insight.figures import many

if TYPE_CHECKING:
    from datetime import datetime

    from bot.rehearsal.prove import Fault, Proof
    from bot.source import Span


@click.command()
@click.argument("scripts", nargs=-1)
@click.option("--language", "-l", default="", help="Whose words are timed and shown (default: the script's first).")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def prove(config_path: Path, scripts: tuple[str, ...], language: str, form: str) -> int:
    """Try everything a callee can do, at every point of SCRIPTS (all of scripts/ without any), by the real engine.

    Shows which properties hold of every call, and for each that does not a call in which it does not (exit code 1).
    """
    from bot.assemble.files import script_names
    from bot.source import WinbackError, no_collection

    house = open_house(config_path)
    names = script_names(house.config, scripts)
    for name in names:  # what is wrong with the last is not told after minutes
        script = house.script(name)
        if language and language not in script.languages:
            raise WinbackError(f"{script.id} is not in “{language}”; its languages: {', '.join(script.languages)}")
    sound, data = True, []
    with no_collection(), _side_by_side(len(names)) as mapped:
        proofs = iter(mapped(partial(_proved, config_path, language, wall_now()), names))
        for name in names:
            say_progress(f"proving {name}", 0, 1)
            told = next(proofs)
            say_progress(f"proving {name}", 1, 1)
            sound = sound and told.sound
            data.append(told.data)
            if form == "text":
                click.echo(told.text)
    if form == "json":
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    return 0 if sound else 1


class _Told(NamedTuple):
    """What people and programs are told of a proof; `sound` where all of it holds."""

    sound: bool
    text: str
    data: dict[str, Any]


def _proved(config_path: Path, language: str, now: datetime, name: str) -> _Told:
    """Alone: it may be done in a process of its own. The call is one of today's noon."""
    from bot.dialogue.state import Setup
    from bot.rehearsal.prove import prove as prove_script

    script = open_house(config_path).script(name)
    noon = now.replace(hour=12, minute=0, second=0)
    proof = prove_script(Setup(script, language or script.languages[0], {}, noon))
    return _Told(proof.whole and not proof.faults, "\n".join(_lines(proof)), _as_data(proof))


@contextmanager
def _side_by_side(count: int) -> Iterator[Callable[..., Iterable[_Told]]]:
    """`map` for so many things, as many at a time as the machine has processors; their results come in order.

    With more than one at a time, each in a process of its own. Where the block does not come to its end, as by Ctrl-C
    (which they leave to this process), those are ended. Raises WinbackError where the system has ended one of them.
    """
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import active_children

    from bot.source import WinbackError

    at_a_time = min(count, os.cpu_count() or 1)
    if at_a_time < 2:
        yield map
        return
    with ProcessPoolExecutor(at_a_time, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)) as pool:
        try:
            yield pool.map
        except BaseException as error:
            for child in active_children():
                child.terminate()
            if isinstance(error, BrokenProcessPool):
                raise WinbackError("a process that proved a script was ended from outside; is memory short?") from error
            raise


def _lines(proof: Proof) -> Iterator[str]:
    from bot.rehearsal.prove import PROPERTIES

    places = sum(len(each.calls) for each in proof.explored)
    moves = sum(len(each.ways) for each in proof.explored)
    variants = many(len(proof.explored), "variant")
    head = click.style(proof.script.id, bold=True)
    yield f"{head}: {places:,} positions, {moves:,} moves of the callee, {variants} of arm and contact data"
    if not proof.whole:
        yield "  NOT PROVED: there are more positions or variants than were looked at; what was found so far is shown"
    for rule, sentence in PROPERTIES.items():
        faults = [fault for fault in proof.faults if fault.rule == rule]
        mark = click.style("FAILS", fg="red", bold=True) if faults else click.style("holds", fg="green")
        yield f"  {mark}  {sentence}"
        for fault in faults:
            yield from _shown(fault, proof)
    yield "  the straightest calls, replies and seconds: " + ", ".join(
        f"{name} {replies}/{seconds:.0f}" for name, (replies, seconds) in sorted(proof.straight.items())
    )
    yield f"  answers alone take {proof.longest_s:.0f} s at most; no call lasts longer than {proof.latest_s:.0f} s"


def _shown(fault: Fault, proof: Proof) -> Iterator[str]:
    """The fault and its call as a conversation, each of the bot's prompts with its line."""
    yield f"         {fault.message}"
    for callee, bot in _turns(fault, proof):
        yield f"           callee {callee}"
        for place, text in bot:
            yield click.style(f"           bot    {text}", dim=True) + f"  ({place})"


def _turns(fault: Fault, proof: Proof) -> list[tuple[str, list[tuple[str, str]]]]:
    """(what the callee does, [(file:line, what the bot says to it)])."""
    places: dict[str, Span] = {prompt.id: prompt.span for prompt in proof.script.prompts()}
    return [
        (
            way.deed.shown,
            [(_place(places.get(said.what)), said.text) for said in way.moments if said.who == "bot"],
        )
        for way in fault.call
    ]


def _place(span: Span | None) -> str:
    return f"{span.file}:{span.line}" if span is not None else "the house"


def _as_data(proof: Proof) -> dict[str, Any]:
    return {
        "script": proof.script.id,
        "whole": proof.whole,
        "positions": sum(len(each.calls) for each in proof.explored),
        "moves": sum(len(each.ways) for each in proof.explored),
        "faults": [
            {
                "rule": fault.rule,
                "message": fault.message,
                "call": [
                    {"callee": callee, "bot": [{"place": place, "text": text} for place, text in bot]}
                    for callee, bot in _turns(fault, proof)
                ],
            }
            for fault in proof.faults
        ],
        "straight": {
            name: {"replies": replies, "seconds": round(seconds, 1)}
            for name, (replies, seconds) in sorted(proof.straight.items())
        },
        "answers_alone_s": round(proof.longest_s, 1),
        "latest_s": proof.latest_s,
    }
