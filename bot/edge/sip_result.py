"""What a SIP call came to, in the words of names.md: its `dial_result`, with what the network really said beside it.

Knows status codes (RFC 3261) and causes (Q.850, in the Reason header); refuses to know calls and networks. Asked in
the order of telephony.md 6.2: what we did ourselves, then the cause, then the status. Trunks that speak a dialect get
an override table when one is met.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.call.ports import NotAnswered

_SAID: Final = re.compile(r"(?P<status>[1-6]\d\d) (?P<phrase>[^,]*)(?:.*?Q\.850\s*;\s*cause\s*=\s*(?P<cause>\d+))?.*")


def _table(rows: Mapping[str, tuple[int, ...]]) -> Mapping[int, str]:
    return MappingProxyType({code: result for result, codes in rows.items() for code in codes})


BY_CAUSE: Final = _table({
    "busy": (17,),
    "no_answer": (18, 19),
    "unreachable": (20, 27, 31),
    "invalid_number": (1, 22, 28),
    "declined": (21,),
    "congestion": (34, 38, 41, 42, 44, 47),
})  # fmt: skip
"""Q.850. A cause that is not here (16, normal clearing) says less than the status beside it."""

BY_STATUS: Final = _table({
    "busy": (486, 600),
    "no_answer": (408, 487),
    "unreachable": (480, 606),
    "invalid_number": (404, 410, 484, 604),
    "declined": (603,),
    "blocked": (607, 608, 433, 428),
    "trunk_auth_error": (401, 403, 407),
    "congestion": (500, 502, 503, 504, 580),
    "media_failure": (415, 488),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call ended. `said` is the network's own text ("486 Busy Here,Q.850;cause=17"), `by_us` our reason if we
    ended it; `rang` whether a telephone was heard of (180, 183) before."""

    said: str
    by_us: str = ""
    rang: bool = False


def judged(ending: Ending) -> NotAnswered:
    """The dial_result of a call nobody answered; the detail keeps the raw code, cause and text."""
    detail = ending.said
    if ending.by_us:
        return NotAnswered("no_answer" if ending.rang else "trunk_unreachable", ending.by_us)
    found = _SAID.fullmatch(ending.said)
    if found is None:  # no answer of the network at all: a timer, a transport
        return NotAnswered("trunk_unreachable", detail or "the trunk ended the call without a word")
    status, cause = int(found["status"]), int(found["cause"] or 0)
    if status == 408 and not ending.rang:
        return NotAnswered("trunk_unreachable", detail)
    return NotAnswered(BY_CAUSE.get(cause) or BY_STATUS.get(status) or _by_class(status), detail)


def _by_class(status: int) -> str:
    """A code of no special meaning: 5xx is the trunk's trouble, 6xx the callee's, 4xx somebody we do not reach."""
    return {3: "unreachable", 4: "unreachable", 5: "congestion", 6: "declined"}.get(status // 100, "trunk_unreachable")
