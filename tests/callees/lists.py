"""The files in which the seed's callees are listed: the demo's ground truth and the campaigns' contact lists.

Knows YAML and CSV as text. What a measurer wrote into `known_failure` is carried over, never made up.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from bot.source import Reader, decode

from .seed import CALLEES, ROOT, Callee, Seed

SUITE: Final = CALLEES / "demo.suite.yaml"

CONTACTS: Final[Mapping[str, Path]] = {
    "discount_offer": ROOT / "campaigns" / "demo_discount.csv",
    "why_did_you_leave": ROOT / "campaigns" / "demo_survey.csv",
    "unused_bonus": ROOT / "campaigns" / "demo_bonus.csv",
}

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "discount_offer": ("number", "first_name", "last_purchase_on", "discount", "arm", "recording"),
    "why_did_you_leave": ("number", "first_name", "last_purchase_on", "recording"),
    "unused_bonus": ("number", "first_name", "balance", "expires_on", "worth", "recording"),
}
"""The columns of a contact list; arm only where the script has arms."""


def known_failures(suite: Path = SUITE) -> dict[str, str]:
    """Callee -> reason, from the suite as it stands. Raises SourceError where it cannot be read."""
    if not suite.exists():
        return {}
    reader = Reader()
    top = reader.mapping(reader.open(decode(suite.read_bytes(), str(suite)), str(suite)))
    cases = [reader.mapping(node) for node in reader.items(top.get("cases"))]
    reader.finish()
    return {reader.text(case.get("callee")): reader.text(case.get("known_failure")) for case in cases}


def suite_text(seed: Seed, failures: Mapping[str, str]) -> str:
    head = [
        "# The demo's ground truth, written from seed.yaml by `make callees`; only known_failure is edited here.",
        f"suite: {seed.name}", "language: en", f"as_of: {seed.as_of}", "cases:",
    ]  # fmt: skip
    return "\n".join([*head, *(line for callee in seed.callees for line in _case(callee, failures)), ""])


def _case(callee: Callee, failures: Mapping[str, str]) -> list[str]:
    expected = callee.expected
    return [
        f"  - callee: {callee.name}",
        f"    script: {callee.script}",
        *([f"    arm: {callee.arm}"] if callee.arm else []),
        f"    contact: {_flow(callee.contact)}",
        f"    part: {callee.part}",
        "    expect:",
        f"      disposition: {expected.disposition}",
        f"      outcome: {expected.outcome or chr(34) * 2}",
        f"      steps: [{', '.join(expected.steps)}]",
        f"      slots: {_flow(expected.slots)}",
        f"      words: {json.dumps(callee.words)}",
        f"    known_failure: {json.dumps(failures.get(callee.name, ''), ensure_ascii=False)}",
    ]


def _flow(values: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {json.dumps(value)}" for name, value in values.items()) + "}"


def contacts_text(callees: Sequence[Callee], script: str) -> str:
    """A contact list: one line a callee, empty where nothing is known."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS[script], restval="", lineterminator="\n")
    writer.writeheader()
    for callee in callees:
        if callee.script == script:
            arm = {"arm": callee.arm} if callee.arm else {}
            writer.writerow({"number": callee.number, **callee.contact, **arm, "recording": callee.name})
    return text.getvalue()
