"""campaigns/NAME.yaml: who is called, with which script, over which line.

Knows the file's shape and how contacts are dealt out to arms; opens neither the script nor the list.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.campaign.number import regions
from bot.script.model import LANGUAGES, Script
from bot.source import Node, Range, Reader, WinbackError, did_you_mean
from bot.textfile import is_file, read_text

LINES: Final = ("recorded", "sip")
"""Recorded callees, or telephones over a trunk of config.yaml (docs/telephony.md)."""

CONCURRENCY: Final[Range] = (1, 256)
WEIGHT: Final[Range] = (1, 1000)
SEED: Final[Range] = (0, 2**31 - 1)

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_KEYS: Final = (
    "campaign", "script", "language", "contacts", "arms", "line", "concurrency", "seed", "as_of", "record", "region",
    "recordings", "other_columns", "trunk",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CampaignFile:
    """What an operator wrote. `contacts` and `recordings` are paths; `as_of` None means the real time of each call.

    `line` is one of LINES, `trunk` a trunk's name in config.yaml (empty: the only one there is);
    `arms` are weights by name (empty: all arms of the script alike); `region` (ISO 3166) is where numbers without a
    country code belong; `other_columns` of the list are kept with the contact though the script does not know them.
    """

    path: Path
    name: str
    script: str
    language: str
    contacts: Path
    line: str = "recorded"
    trunk: str = ""
    recordings: Path | None = None
    arms: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    concurrency: int = 1
    seed: int = 0
    as_of: datetime | None = None
    record: bool = False
    region: str = ""
    other_columns: tuple[str, ...] = ()


def read_campaign(path: Path) -> CampaignFile:
    """Raises WinbackError (no such file) or SourceError with every mistake in it."""
    if not is_file(path):
        known = sorted(str(found) for found in path.parent.glob("*.yaml")) if path.parent.is_dir() else []
        hint = did_you_mean(str(path), known) or "campaigns are files such as campaigns/NAME.yaml"
        raise WinbackError(f"{path}: there is no such file; {hint}")
    reader = Reader()
    root = reader.open(read_text(path), str(path))
    if root is None:
        reader.finish()  # a text that is no YAML lacks everything; once is enough
    top = reader.mapping(root, _KEYS, ("campaign", "script", "language", "contacts"))
    folder = path.parent
    weights = {key.text: reader.integer(node, 1, WEIGHT) for key, node in reader.entries(top.get("arms"))}
    plan = CampaignFile(
        path=path, name=_name(reader, top.get("campaign")), script=reader.text(top.get("script")),
        language=reader.choice(top.get("language"), LANGUAGES), contacts=folder / reader.text(top.get("contacts")),
        recordings=folder / reader.text(top["recordings"]) if "recordings" in top else None,
        arms=MappingProxyType(weights), concurrency=reader.integer(top.get("concurrency"), 1, CONCURRENCY),
        seed=reader.integer(top.get("seed"), 0, SEED), as_of=_as_of(reader, top.get("as_of")),
        record=reader.flag(top.get("record")), region=_region(reader, top.get("region")),
        other_columns=reader.texts(top.get("other_columns")), line=reader.choice(top.get("line"), LINES, "recorded"),
        trunk=reader.text(top.get("trunk")),
    )  # fmt: skip
    reader.finish()
    return plan


def check_against(plan: CampaignFile, script: Script) -> None:
    """What a campaign asks of its script must be there. Raises WinbackError."""
    if plan.language not in script.languages:
        raise WinbackError(
            f"{plan.path}: {script.id} is not written in “{plan.language}”; it has: {', '.join(script.languages)}"
        )
    for arm in plan.arms:
        if arm not in script.arms:
            hint = did_you_mean(arm, script.arms) or f"it has: {', '.join(script.arms) or 'none'}"
            raise WinbackError(f"{plan.path}: {script.id} has no arm “{arm}”; {hint}")


def arm_of(plan: CampaignFile, script: Script, number: str) -> str:
    """The arm a number is dealt, by the weights: the same in every run, whoever else is on the list."""
    weights = plan.arms or dict.fromkeys(script.arms, 1)
    if not weights:
        return ""
    text = f"{plan.name}\n{plan.seed}\n{number}"
    drawn = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") % sum(weights.values())
    for arm, weight in weights.items():
        drawn -= weight
        if drawn < 0:
            return arm
    raise AssertionError("the draw is smaller than the sum of weights")


def digest_of(plan: CampaignFile, wording: str) -> str:
    """Stands for what callees hear under this campaign; `wording` is the digest of scripts and libraries."""
    text = f"{wording}\n{plan.language}\n{dict(plan.arms)}\n{plan.as_of}"
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _name(reader: Reader, node: Node | None) -> str:
    name = reader.text(node)
    if node is not None and name and not _NAME.fullmatch(name):
        reader.problem("bad-value", f"“{name}” is no name: small letters, digits, _ and -, at most 64", node)
    return name


def _region(reader: Reader, node: Node | None) -> str:
    region = reader.text(node)
    if node is not None and region not in regions():
        reader.problem("bad-value", f"“{region}” is no country code of two letters, such as UA or FR", node)
    return region


def _as_of(reader: Reader, node: Node | None) -> datetime | None:
    text = reader.text(node)
    if node is None or not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        reader.problem("bad-value", f"“{text}” is no date and time such as 2026-11-22T12:00", node)
        return None
