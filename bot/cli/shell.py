"""What commands share: the wall clock, files written whole, how a transcript looks in a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from bot.assemble.house import House
    from bot.call.records import CallRecord, Turn


def wall_now() -> datetime:
    """The time at this place, to the second: the one clock the commands read."""
    return datetime.now().replace(microsecond=0)


def now_here() -> datetime:
    """The instant, with this place's zone."""
    return datetime.now().astimezone()


def write_whole(path: Path, data: bytes) -> None:
    """The file, whole or not at all, with the rights it had. Raises WinbackError."""
    from bot.source import WinbackError

    real = path.resolve()
    part = real.with_name(f".{real.name}.part")
    try:
        part.write_bytes(data)
        if real.is_file():
            part.chmod(real.stat().st_mode & 0o777)
        part.replace(real)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        reason = (error.strerror or str(error)).lower()
        raise WinbackError(f"{path}: cannot be written ({reason}); check the folder and its rights") from error


def shortly(path: Path) -> Path:
    """The path as seen from here, where that is shorter."""
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path


def say_deaf(house: House, languages: Iterable[str]) -> None:
    """Where nothing hears a language, say so, what callees can do instead and how to get a recogniser."""
    from bot.assemble.engines import KEYPAD_HELP

    for language in dict.fromkeys(languages):
        if house.config.language(language).recognizer == "none":
            click.echo(KEYPAD_HELP.format(language=language), err=True)


def say_progress(what: str, done: int, total: int) -> None:
    """To stderr, for work that may take seconds: a line that counts on a terminal, else one each tenth of the way."""
    tenth = done * 10 // max(1, total)
    if sys.stderr.isatty():
        click.echo(f"\r{what}: {done} of {total}", err=True, nl=done >= total)
    elif _SAID.get(what) != tenth:
        _SAID[what] = tenth
        click.echo(f"{what}: {done} of {total}", err=True)


_SAID: dict[str, int] = {}
"""The last tenth told of each kind of work."""


TRANSCRIPT_HEAD: Final = click.style("     s  who     what was said [what it meant, how likely: why]", dim=True)
"""Above a transcript: what its columns are. Goldens have none."""


def turn_line(turn: Turn) -> str:
    """One turn for a terminal."""
    stamp = f"{turn.start_s:6.2f}"
    if turn.speaker == "note":
        return click.style(f"{stamp}         · {turn.kind}: {turn.text}", dim=True)
    if turn.speaker == "bot":
        cut = click.style(f"  (cut at {turn.played:.0%})", fg="yellow") if turn.played < 1 else ""
        return f"{stamp} {click.style('bot   ', fg='cyan')}  {turn.text}{cut}"
    if turn.keys:
        return f"{stamp} {click.style('callee', fg='green')}  [key {turn.keys}]"
    slots = "".join(f", {name} = {value}" for name, value in turn.slots.items())
    meant = click.style(f"[{_meant(turn)}{slots}]", dim=True)
    return f"{stamp} {click.style('callee', fg='green')}  {turn.text or '…'}  {meant}"


def _meant(turn: Turn) -> str:
    if turn.action:
        return f"{turn.action} {turn.intent or '-'} {turn.p:.2f}: {turn.why}"
    return "not judged" if turn.text else "no words"


def record_lines(record: CallRecord) -> list[str]:
    """A whole call for a terminal."""
    lines = [turn_line(turn) for turn in record.turns]
    slots = ", ".join(f"{name} = {value}" for name, value in record.slots.items())
    outcome = f" ({record.outcome})" if record.outcome else ""
    lines.append(f"{click.style(record.disposition, bold=True)}{outcome}, decided by {record.decided_by}: {record.why}")
    if slots:
        lines.append(f"slots: {slots}")
    if record.promises:
        lines.append("promised: " + ", ".join(f"{promise.kind} {promise.what}" for promise in record.promises))
    return lines


def record_json(record: CallRecord) -> str:
    """A whole call as JSON; wall times are left out, so that the same call gives the same bytes."""
    from bot.call.records import Turn

    kept = [name for name in Turn.__slots__ if name != "recognition_ms"]
    turns = [{name: _plain(getattr(turn, name)) for name in kept} for turn in record.turns]
    fields = {name: _plain(getattr(record, name)) for name in record.__slots__ if name not in ("turns", "promises")}
    promises = [{"kind": promise.kind, "what": promise.what, **promise.options} for promise in record.promises]
    return json.dumps({**fields, "promises": promises, "turns": turns}, ensure_ascii=False, indent=2)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value
