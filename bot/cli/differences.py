"""`winback diff`: what is different between two scripts, as a marketer thinks of them."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bot.insight.figures import many

if TYPE_CHECKING:
    from bot.insight.route import Lasting, Route
    from bot.insight.script_diff import Change, Difference, Seconds, Wording
    from bot.insight.word_diff import Piece
    from bot.script.model import Script

SHOWN: Final = 5
"""Whole calls shown of those that are new, and of those that are gone; the rest are counted."""

NOTED_S: Final = 0.5
"""A smaller difference of seconds is within what reckoning is worth."""

SIGNS: Final = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow"), "renamed": ("=", "cyan")}


@click.command()
@click.argument("scripts", nargs=-1, required=True, metavar="[OLD] NEW")
@click.option("--since", help="With one script: the commit, branch or tag it is compared with.  [default: HEAD]")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--exit-code", is_flag=True, help="Exit 1 where there is a difference, as git diff does.")
@click.pass_obj
def diff(config_path: Path, scripts: tuple[str, ...], since: str | None, form: str, exit_code: bool) -> int:
    """What is different in the script NEW: its ways, promises, words and seconds, not its lines.

    OLD and NEW are names or paths of scripts. With one script, it is compared with what git has kept of it.
    """
    from bot.assemble.versions import in_git, on_disk
    from bot.config import read_config
    from bot.insight.script_diff import compare

    if len(scripts) > 2:
        raise click.UsageError("two scripts can be compared, or one with what git has of it")
    if since is not None and len(scripts) == 2:
        raise click.UsageError("--since is for one script: the other one is what git has of it")
    config = read_config(config_path)
    new = on_disk(config, scripts[-1])
    old = on_disk(config, scripts[0]) if len(scripts) == 2 else in_git(config, scripts[0], since or "HEAD")
    found = compare(old, new)
    if form == "json":
        click.echo(json.dumps(_as_data(found, old, new), ensure_ascii=False, indent=2))
    else:
        before = scripts[0] if len(scripts) == 2 else f"{scripts[0]} at {since or 'HEAD'}"
        click.echo(click.style(f"{before} -> {scripts[-1]}", bold=True))
        click.echo("\n".join(_lines(found)))
    return 1 if found and exit_code else 0


def _lines(found: Difference) -> Iterator[str]:
    if not found.noticed:
        same = "only what is understood or reported differs" if found else "comments and layout do not count"
        yield f"no difference that a callee would notice ({same})"
    for title, lines in _sections(found):
        if lines:
            yield click.style(title, bold=True)
            yield from lines


def _sections(found: Difference) -> Iterator[tuple[str, list[str]]]:
    """The law first, whatever else there is."""
    from bot.insight.fact import TOPICS
    from bot.insight.script_map import REPLY_S

    for topic, title in TOPICS.items():
        lines = [line for change in found.changes if change.topic == topic for line in _changed(change)]
        if topic == "law":
            lines += _worded([wording for wording in found.wordings if wording.law])
            lines += _phrased(found, law=True)
        yield title, lines
        if topic == "course":
            yield "Whole calls, by answers alone", [*_routed(found)]
    yield "Words", [*_worded([wording for wording in found.wordings if not wording.law])]
    reckoned = f"Seconds of such calls, reckoned from the words and {REPLY_S:g} s a reply"
    yield reckoned, [*_timed(found.seconds, found.routes_whole)]
    yield "Phrases of the script itself", [*_phrased(found, law=False)]


def _sign(kind: str) -> str:
    sign, colour = SIGNS[kind]
    return click.style(f"  {sign}", fg=colour)


def _changed(change: Change) -> Iterator[str]:
    from bot.insight.word_diff import word_diff

    note = click.style(f" ({change.note})", dim=True) if change.note else ""
    if change.kind == "renamed":
        told = f"is now called {change.new}, and the same otherwise"
    elif change.kind == "changed" and " " in change.old and " " in change.new:
        told = _shown(word_diff(change.old, change.new))
    elif change.kind == "changed":
        told = f"{change.old} -> {change.new}"
    else:
        told = change.old or change.new
    colon = ": " if told and change.kind != "renamed" else " " if told else ""
    yield f"{_sign(change.kind)} {change.name}{colon}{told}{note}"


def _shown(pieces: Iterable[Piece]) -> str:
    """A word diff: coloured on a terminal, with marks elsewhere."""
    from bot.insight.word_diff import marked

    if not sys.stdout.isatty():
        return marked(pieces)
    looks: dict[str, dict[str, Any]] = {"same": {}, "old": {"fg": "red", "strikethrough": True}, "new": {"fg": "green"}}
    return "".join(click.style(piece.text, **looks[piece.kind]) for piece in pieces)


def _worded(wordings: Iterable[Wording]) -> Iterator[str]:
    """A prompt's id once, then each language."""
    before = ""
    for wording in wordings:
        if wording.prompt != before:
            yield f"{_sign('changed')} {wording.prompt}"
        before = wording.prompt
        yield f"      {wording.language}  {_shown(wording.pieces)}"


def _routed(found: Difference) -> Iterator[str]:
    if not found.routes_whole:
        yield "    there are too many to compare them one by one"
    for kind, what, routes in (("added", "new way", found.new_routes), ("removed", "lost way", found.lost_routes)):
        if routes:
            yield f"{_sign(kind)} {many(len(routes), what)}: {_ends(routes)}"
            for route in sorted(routes, key=lambda route: len(route.places))[:SHOWN]:
                yield f"      {route}"
            if len(routes) > SHOWN:
                yield f"      ... and {len(routes) - SHOWN:,} more"


def _ends(routes: Iterable[Route]) -> str:
    """ "promo_code 2, not_interested 1"."""
    return ", ".join(f"{outcome} {count:,}" for outcome, count in Counter(route.outcome for route in routes).items())


def _timed(seconds: Iterable[Seconds], whole: bool) -> Iterator[str]:
    for each in seconds:
        told = [
            f"{label} {_length(old)} -> {_length(new)}"
            for label, old, new in (
                ("the straightest to a lead", each.old.straight, each.new.straight),
                ("the longest" if whole else "the longest of those looked at", each.old.longest, each.new.longest),
            )
            if old != new and (old is None or new is None or abs(old - new) >= NOTED_S)
        ]
        if told:
            yield f"      {each.language}  {'; '.join(told)}"


def _length(took_s: float | None) -> str:
    return f"{took_s:.1f} s" if took_s is not None else "none"


def _phrased(found: Difference, law: bool) -> Iterator[str]:
    """A line for each intent: “too_expensive: en +3 -1, uk +2”."""
    counts: dict[str, list[str]] = {}
    for each in found.phrases:
        if (each.intent == "opt_out") == law:
            more = [f"{sign}{number}" for sign, number in (("+", each.added), ("-", each.removed)) if number]
            counts.setdefault(each.intent, []).append(f"{each.language} {' '.join(more)}")
    for intent, told in counts.items():
        yield f"{_sign('changed')} phrases of {intent}: {', '.join(told)}"


# --- for programs -------------------------------------------------------------------------------------------------


def _as_data(found: Difference, old: Script, new: Script) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "old": old.span.file,
        "new": new.span.file,
        "different": bool(found),
        "noticed": found.noticed,
        "changes": [asdict(change) for change in found.changes],
        "wordings": [
            {"prompt": each.prompt, "language": each.language, "old": each.old, "new": each.new, "law": each.law}
            for each in found.wordings
        ],
        "routes": {
            "whole": found.routes_whole,
            "new": [_route(route) for route in found.new_routes],
            "gone": [_route(route) for route in found.lost_routes],
        },
        "seconds": [
            {"language": each.language, "old": _lengths(each.old), "new": _lengths(each.new)} for each in found.seconds
        ],
        "phrases": [asdict(count) for count in found.phrases],
    }


def _route(route: Route) -> dict[str, Any]:
    return {"outcome": route.outcome, "places": list(route.places), "answers": list(route.labels)}


def _lengths(lasting: Lasting) -> dict[str, float | None]:
    return {
        name: None if took_s is None else round(took_s, 1)
        for name, took_s in (("straight_s", lasting.straight), ("longest_s", lasting.longest))
    }
