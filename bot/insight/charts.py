"""Plots as inline SVG, drawn in per cent across and pixels up, so that they fit any width with letters of one size.

Knows numbers and places; colours come from the style sheet by class. Every plot says in words what it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final

from bot.call.records import Turn
from bot.insight import labels
from bot.insight.figures import count, seconds
from bot.insight.markup import Safe, el, join

BAR_PX: Final = 12
PLOT_PX: Final = 150
AXIS_PX: Final = 22
LANE_PX: Final = 26


def bar(share: float, kind: str = "fill", inner: float = 0.0) -> Safe:
    """A horizontal bar of 0..1 on its track; `inner` (0..share) is the part of it that became leads. Mute: the figures
    stand beside it."""
    parts = [_rect(0, 1, BAR_PX, "track"), _rect(0, share, BAR_PX, kind)]
    if inner:
        parts.append(_rect(0, inner, BAR_PX, "lead"))
    return el("svg", parts, cls="bar", height=str(BAR_PX), aria_hidden="true")


def whisker(share: float, low: float, high: float, top: float) -> Safe:
    """A share with its interval on a scale from 0 to `top`."""
    middle = BAR_PX / 2 + 1
    return el(
        "svg", _rect(0, 1, BAR_PX + 2, "track"),
        el("line", x1=_pc(low / top), x2=_pc(high / top), y1=middle, y2=middle, cls="reach"),
        el("circle", cx=_pc(share / top), cy=middle, r=4.5, cls="point"),
        cls="bar", height=str(BAR_PX + 2), aria_hidden="true",
    )  # fmt: skip


def stack(parts: Sequence[tuple[str, int]], label: str) -> Safe:
    """Parts of a whole side by side, each (class, number)."""
    whole = sum(number for _, number in parts)
    begin, drawn = 0.0, []
    for kind, number in parts:
        drawn.append(_rect(begin, number / whole, 22, kind))
        begin += number / whole
    return el("svg", drawn, cls="stack", height="22", role="img", aria_label=label)


@dataclass(frozen=True, slots=True)
class Bin:
    """One column: `mark` below it ("" for none), nested `parts` (class, number) from the largest to the smallest."""

    mark: str
    words: str
    parts: tuple[tuple[str, int], ...]


def columns(bins: Sequence[Bin], label: str) -> Safe:
    """Upright bars over a scale with two or three even steps."""
    top = max((number for one in bins for _, number in one.parts), default=0)
    step = _step(top)
    height = ceil(top / step) * step
    drawn = [_grid(value, height) for value in range(step, height + 1, step)]
    wide = 1 / len(bins)
    for place, one in enumerate(bins):
        rects = [_column(place, wide, number / height, kind) for kind, number in one.parts if number]
        drawn.append(el("g", el("title", one.words), _hit(place, wide), rects))
        if one.mark:
            x = _pc((place + 0.5) * wide)
            drawn.append(el("text", one.mark, x=x, y=PLOT_PX + 16, text_anchor="middle", cls="mark"))
    base = el("line", x1="0%", x2="100%", y1=PLOT_PX, y2=PLOT_PX, cls="base")
    return el("svg", drawn, base, cls="columns", height=str(PLOT_PX + AXIS_PX), role="img", aria_label=label)


def _step(top: int) -> int:
    """A round step that divides `top` into two to five parts: 1, 2 or 5 times a power of ten, never below 1."""
    if top < 3:
        return 1
    rough = top / 3
    power = 10 ** floor(log10(rough))
    return max(1, int(next(power * n for n in (1, 2, 5, 10) if power * n >= rough)))


def _grid(value: int, height: int) -> Safe:
    y = PLOT_PX - value / height * (PLOT_PX - 14)
    line = el("line", x1="0%", x2="100%", y1=y, y2=y, cls="grid")
    return join(line, el("text", count(value), x="0", y=y - 3, cls="mark"))


def _column(place: int, wide: float, share: float, kind: str) -> Safe:
    tall = share * (PLOT_PX - 14)
    x, width = _pc((place + 0.12) * wide), _pc(0.76 * wide)
    return el("rect", x=x, width=width, y=PLOT_PX - tall, height=tall, cls=kind)


def _hit(place: int, wide: float) -> Safe:
    """An invisible area as high as the plot, so that small columns show their words under the pointer too."""
    return el("rect", x=_pc(place * wide), width=_pc(wide), y=0.0, height=float(PLOT_PX), cls="hit")


def conversation(turns: Sequence[Turn], duration_s: float) -> Safe:
    """Who spoke when: the bot above, the callee below, a stroke where the bot was cut; each bar leads to its turn."""
    whole = max([duration_s, *(turn.end_s for turn in turns)]) or 1.0
    ticks = [_tick(at, whole) for at in _ticks(whole)]
    drawn = [drawing for turn in turns for drawing in _spoken(turn, whole)]
    names = [el("text", name, x="0", y=y, cls="mark") for name, y in (("Bot", 11.0), ("Callee", LANE_PX + 27.0))]
    label = f"Who spoke when, in {seconds(duration_s)}: " + _speaking(turns)
    return el("svg", names, ticks, drawn, cls="talk", height=str(2 * LANE_PX + 54), role="img", aria_label=label)


def _speaking(turns: Sequence[Turn]) -> str:
    times = {who: sum(t.end_s - t.start_s for t in turns if t.speaker == who) for who in ("bot", "callee")}
    return f"the bot {seconds(times['bot'])}, the callee {seconds(times['callee'])}."


def _spoken(turn: Turn, whole: float) -> list[Safe]:
    if turn.speaker == "note":
        if turn.kind != "objection":
            return []
        x = _pc(turn.start_s / whole)
        mark = el("line", x1=x, x2=x, y1=14.0, y2=2.0 * LANE_PX + 32, cls="event")
        return [_to(turn, el("title", f"Objection: {turn.text}"), mark)]
    y = 15.0 if turn.speaker == "bot" else LANE_PX + 31.0
    begin, length = turn.start_s / whole, (turn.end_s - turn.start_s) / whole
    said = f"{turn.start_s:.1f} s, {turn.speaker}: {turn.text or labels_of_key(turn)}"
    parts = [el("title", said)]
    if turn.keys:
        parts.append(el("circle", cx=_pc(begin), cy=y + 10, r=5.0, cls="event"))
    else:
        parts.append(el("rect", x=_pc(begin), width=_pc(length), y=y, height=20.0, rx=2.0, cls=turn.speaker))
    if turn.speaker == "bot" and 0 < turn.played < 1:
        x = _pc(begin + length)
        parts.append(el("line", x1=x, x2=x, y1=y - 4, y2=y + 24, cls="cut"))
    return [_to(turn, *parts)]


def labels_of_key(turn: Turn) -> str:
    """What a turn without words was."""
    return f"key {turn.keys}" if turn.keys else labels.ACTIONS.get(turn.action, "no words")


def _to(turn: Turn, *parts: Safe) -> Safe:
    return el("a", *parts, href=f"#turn-{turn.seq}")


def _ticks(whole: float) -> list[int]:
    """Up to six moments (s) along the call, none so near the end that its letters would be cut."""
    step = next(n for n in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 3600, 10**9) if whole / n <= 6)
    return [at for at in range(0, int(whole) + 1, step) if at <= whole * 0.94]


def _tick(at: int, whole: float) -> Safe:
    x = _pc(at / whole)
    y = 2 * LANE_PX + 34.0
    line = el("line", x1=x, x2=x, y1=14.0, y2=y, cls="grid") if at else ""
    return join(line, el("text", f"{at} s" if at < 60 else f"{at // 60}:{at % 60:02d}", x=x, y=y + 15, cls="mark"))


def _rect(begin: float, length: float, height: int, kind: str) -> Safe:
    return el("rect", x=_pc(begin), width=_pc(length), height=str(height), cls=kind)


def _pc(share: float) -> str:
    return f"{100 * share:.4g}%"
