"""`winback prove`: what holds of every call of a script, and a call for what does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.edge import open_house
from bot.cli.shell import say_progress, wall_now
from bot.insight.figures import many

if TYPE_CHECKING:
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
    from bot.dialogue.state import Setup
    from bot.rehearsal.prove import prove as prove_script
    from bot.source import WinbackError

    house = open_house(config_path)
    names = scripts or tuple(sorted(path.stem for path in house.config.scripts_dir.glob("*.yaml")))
    noon = wall_now().replace(hour=12, minute=0, second=0)
    failed = 0
    proofs = []
    for name in names:
        script = house.script(name)
        if language and language not in script.languages:
            raise WinbackError(f"{script.id} is not in “{language}”; its languages: {', '.join(script.languages)}")
        say_progress(f"proving {name}", 0, 1)
        proof = prove_script(Setup(script, language or script.languages[0], {}, noon))
        say_progress(f"proving {name}", 1, 1)
        failed += bool(proof.faults) or not proof.whole
        if form == "json":
            proofs.append(_as_data(proof))
        else:
            click.echo("\n".join(_lines(proof)))
    if form == "json":
        click.echo(json.dumps(proofs, ensure_ascii=False, indent=2))
    return 1 if failed else 0


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
