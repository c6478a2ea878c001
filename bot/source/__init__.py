"""The author's text: YAML to nodes with places, a Reader that collects Problems, the one error root.

Knows files only as (path, text); reads none itself. Everything public is named here, but for the declaring of what may
stand in a file (`bot.source.shape`) and its telling to editors (`bot.source.json_schema`).
"""

from bot.source.fields import Fields
from bot.source.garbage import no_collection
from bot.source.layout import laid_out
from bot.source.mend import a_slip_away, certain, mended
from bot.source.node import (
    LOADER,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_EVENTS,
    MappingNode,
    Node,
    Scalar,
    SequenceNode,
    decode,
    read,
)  # fmt: skip
from bot.source.problem import (
    NOWHERE,
    Problem,
    SourceError,
    Span,
    WinbackError,
    did_you_mean,
    nearest,
    show,
)  # fmt: skip
from bot.source.reader import ANY, MOST, POSITIVE, Range, Reader, is_empty, meant, place

__all__ = [
    "ANY", "LOADER", "MAX_BYTES", "MAX_DEPTH", "MAX_EVENTS", "MOST", "NOWHERE", "POSITIVE", "Fields", "MappingNode",
    "Node", "Problem", "Range", "Reader", "Scalar", "SequenceNode", "SourceError", "Span", "WinbackError",
    "a_slip_away", "certain", "decode", "did_you_mean", "is_empty", "laid_out", "meant", "mended", "nearest",
    "no_collection", "place", "read", "show",
]  # fmt: skip
