"""placeholder, replaced by the script room's author in the next minutes"""
from __future__ import annotations
from dataclasses import dataclass
@dataclass(frozen=True, slots=True)
class Span:
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
NOWHERE = Span("", 0, 0, 0, 0)
class WinbackError(Exception):
    """The one error root."""
