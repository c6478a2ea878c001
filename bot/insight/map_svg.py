"""A map as one SVG picture: layers from the start downwards, each as wide as it must be.

Layers are the longest way from the start without going back; in a layer boxes stand near what leads to them (barycentre
of Sugiyama's method, two sweeps down). Arrows are curves behind the boxes, their labels beside the box they leave.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

from bot.insight.markup import Safe, el, join
from bot.insight.script_map import Arrow, Box, ScriptMap

BOX_W: Final = 250
GAP_X: Final = 36
GAP_Y: Final = 56
LABEL: Final = 14
"""Height of an arrow's label (px); above each row there is room for those that arrive there."""
LINE: Final = 16
PAD: Final = 12
LETTERS: Final = 36
"""Letters of a line within a box."""
MOST_LINES: Final = 4
MARGIN: Final = 30
MOST_ABREAST: Final = 7
"""Boxes of a row; a wider layer is broken."""

STYLE: Final = """
text{font:12px system-ui,sans-serif;fill:#1d2433}
.title{font-size:19px;font-weight:700}.id{font-weight:700;font-size:12.5px}.aside,.label,.note{fill:#56607a;font-size:11.5px}
.label{paint-order:stroke;stroke:#fcfcfa;stroke-width:4px}
rect{fill:#fff;stroke:#b9c3d6;stroke-width:1.2}rect.page{fill:#fcfcfa;stroke:none}
rect.question{stroke:#4a7fb8;stroke-width:1.6}rect.fork{stroke-dasharray:4 3}
rect.ending{fill:#f1f3f7}rect.lead{fill:#dff2e1;stroke:#2e7d32}
path{fill:none;stroke:#8a95ab;stroke-width:1.3}path.trouble{stroke-dasharray:3 4;stroke:#b08a3c}
path.longest{stroke:#c0504d;stroke-width:2.6}path.head{fill:#8a95ab;stroke:none}path.head.longest{fill:#c0504d}
"""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a box stands: its left upper corner and height (px)."""

    x: float
    y: float
    height: float
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        return self.x + BOX_W / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height


def svg(chart: ScriptMap) -> str:
    """The picture as an SVG document of its own."""
    layers = _layers(chart)
    places = _places(layers, chart)
    wide = max(place.x + BOX_W for place in places.values()) + MARGIN
    below = max(place.bottom for place in places.values()) + 40
    high = below + LINE * (len(chart.everywhere) + 2) + MARGIN
    notes = (
        f"the longest way by answers alone (red) takes about {chart.longest_s:.0f} s; dotted: silence, not understood"
    )
    drawn = join(
        el("style", Safe(STYLE)),
        el("rect", cls="page", width=f"{wide:.0f}", height=f"{high:.0f}"),
        el("text", chart.title, cls="title", x=MARGIN, y=MARGIN + 6),
        el("text", notes, cls="note", x=MARGIN, y=MARGIN + 26),
        [_arrow(arrow, places) for arrow in chart.arrows],
        [_box(box, places[box.id]) for box in chart.boxes],
        [_label(arrow, places, above) for arrow, above in _stacked(chart.arrows, places)],
        el("text", "At every question", cls="id", x=MARGIN, y=below),
        [el("text", line, cls="note", x=MARGIN, y=below + LINE * (at + 1)) for at, line in enumerate(chart.everywhere)],
    )
    size = {"viewBox": f"0 0 {wide:.0f} {high:.0f}", "width": f"{wide:.0f}", "height": f"{high:.0f}"}
    head = {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "aria_label": chart.title}
    return el("svg", drawn, **head, **size) + "\n"


# --- where boxes stand --------------------------------------------------------------------------------------------


def _layers(chart: ScriptMap) -> list[list[str]]:
    """Box ids by layer; in each in the order of what leads there."""
    forward = _forward(chart)
    depth = {box.id: 0 for box in chart.boxes}
    for _ in chart.boxes:  # the longest way is no longer than there are boxes
        for source, target in forward:
            depth[target] = max(depth[target], depth[source] + 1)
    led = {target for _, target in forward}
    last = max(depth.values(), default=0)
    layers: list[list[str]] = [[] for _ in range(last + 1)]
    for box in chart.boxes:
        aside = box.id not in led and depth[box.id] == 0 and box is not chart.boxes[0]
        layers[last if aside else depth[box.id]].append(box.id)  # what only objections lead to stands at the end
    for _ in range(2):
        for above, layer in pairwise(layers):
            layer.sort(key=partial(_pulled, forward, {name: at for at, name in enumerate(above)}))
    return [layer[at : at + MOST_ABREAST] for layer in layers for at in range(0, len(layer), MOST_ABREAST)]


def _pulled(forward: Sequence[tuple[str, str]], order: Mapping[str, int], name: str) -> float:
    """Where a box is drawn to by what leads to it from the layer above; the middle where nothing does."""
    before = [order[source] for source, target in forward if target == name and source in order]
    return sum(before) / len(before) if before else len(order) / 2


def _forward(chart: ScriptMap) -> list[tuple[str, str]]:
    """Arrows that lead on; those by which a walk from the first box comes back to where it is are left out."""
    onward: dict[str, list[str]] = {}
    for arrow in chart.arrows:
        onward.setdefault(arrow.source, []).append(arrow.target)
    found: list[tuple[str, str]] = []
    done: set[str] = set()

    def walk(name: str, under_way: frozenset[str]) -> None:
        done.add(name)
        for target in dict.fromkeys(onward.get(name, ())):
            if target in under_way | {name}:
                continue
            found.append((name, target))
            if target not in done:
                walk(target, under_way | {name})

    for box in chart.boxes:
        if box.id not in done:
            walk(box.id, frozenset())
    return found


def _places(layers: Sequence[Sequence[str]], chart: ScriptMap) -> dict[str, _Place]:
    lines = {box.id: _lines(box) for box in chart.boxes}
    labels = Counter(arrow.target for arrow in chart.arrows if arrow.label)
    widest = max(len(layer) for layer in layers) * (BOX_W + GAP_X) - GAP_X
    places: dict[str, _Place] = {}
    y = float(MARGIN + 56)
    for row, layer in enumerate(layers):
        x = MARGIN + (widest - (len(layer) * (BOX_W + GAP_X) - GAP_X)) / 2
        y += (GAP_Y + LABEL * max(labels[name] for name in layer)) if row else 0
        heights = [2 * PAD + LINE * len(lines[name]) for name in layer]
        for at, (name, height) in enumerate(zip(layer, heights, strict=True)):
            places[name] = _Place(x + at * (BOX_W + GAP_X), y, height, lines[name])
        y += max(heights)
    return places


def _lines(box: Box) -> tuple[str, ...]:
    """The id, what is said (cut after MOST_LINES), and what is answered without leaving."""
    said = textwrap.wrap(box.words, LETTERS)
    if len(said) > MOST_LINES:
        said = [*said[: MOST_LINES - 1], said[MOST_LINES - 1][: LETTERS - 1] + "…"]
    asides = textwrap.wrap(f"answered here: {', '.join(box.asides)}", LETTERS) if box.asides else []
    return (box.id, *said, *(f"· {line}" for line in asides))


# --- drawing ------------------------------------------------------------------------------------------------------


def _box(box: Box, place: _Place) -> Safe:
    corner = 18 if box.kind in ("ending", "lead") else 5
    written = [
        el(
            "text", line, x=place.x + PAD, y=place.y + PAD + LINE * at + 11,
            cls="id" if at == 0 else "aside" if line.startswith("· ") else None,
        )
        for at, line in enumerate(place.lines)
    ]  # fmt: skip
    frame = el("rect", cls=box.kind, x=place.x, y=place.y, width=BOX_W, height=place.height, rx=corner)
    return el("g", frame, written)


def _arrow(arrow: Arrow, places: Mapping[str, _Place]) -> Safe:
    (x1, y1), (x2, y2) = _ends(arrow, places)
    kind = " ".join(name for name, told in (("trouble", arrow.trouble), ("longest", arrow.longest)) if told)
    bend = max(40.0, abs(y2 - y1) / 2)
    curve = f"M{x1:.0f} {y1:.0f} C{x1:.0f} {y1 + bend:.0f} {x2:.0f} {y2 - bend:.0f} {x2:.0f} {y2 - 7:.0f}"
    head = f"M{x2 - 5:.0f} {y2 - 9:.0f} L{x2 + 5:.0f} {y2 - 9:.0f} L{x2:.0f} {y2:.0f} Z"
    return join(el("path", d=curve, cls=kind or None), el("path", d=head, cls=f"head {kind}".strip()))


def _stacked(arrows: Sequence[Arrow], places: Mapping[str, _Place]) -> list[tuple[Arrow, int]]:
    """Every labelled arrow with how many labels stand below its own at the box where it arrives: none cover another."""
    found: list[tuple[Arrow, int]] = []
    by_target: dict[str, list[Arrow]] = {}
    for arrow in arrows:
        if arrow.label:
            by_target.setdefault(arrow.target, []).append(arrow)
    for arriving in by_target.values():
        arriving.sort(key=lambda arrow: places[arrow.source].middle)
        found += [(arrow, above) for above, arrow in enumerate(arriving)]
    return found


def _label(arrow: Arrow, places: Mapping[str, _Place], above: int) -> Safe:
    """Beside where the arrow arrives: there fewest cross."""
    (x1, _), (x2, y2) = _ends(arrow, places)
    at, up = x2 + (x1 - x2) * 0.06, 16 + LABEL * above
    return el("text", arrow.label, cls="label", x=f"{at:.0f}", y=f"{y2 - up:.0f}", text_anchor="middle")


def _ends(arrow: Arrow, places: Mapping[str, _Place]) -> tuple[tuple[float, float], tuple[float, float]]:
    """From the bottom of one box to the top of the other, a little towards each other."""
    source, target = places[arrow.source], places[arrow.target]
    lean = max(-BOX_W * 0.4, min(BOX_W * 0.4, (target.middle - source.middle) * 0.18))
    return (source.middle + lean, source.bottom), (target.middle - lean, target.y)
