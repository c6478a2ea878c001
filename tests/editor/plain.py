"""A file as an editor sees it: plain scalars typed as YAML 1.2 has it, where winback reads everything as text."""

from __future__ import annotations

import re
from typing import Any

from bot.source import MappingNode, Node, Scalar, read

NULL = re.compile("|~|null|Null|NULL")
TRUE, FALSE = re.compile("true|True|TRUE"), re.compile("false|False|FALSE")
INT = re.compile(r"[-+]?[0-9]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def plain(text: str, path: str = "scripts/shoes.yaml") -> Any:
    """What JSON would hold (YAML 1.2.2, 10.3, without the octal, hexadecimal and infinite numbers)."""
    root, problems = read(text, path)
    assert root is not None, problems
    assert not problems
    return _value(root)


def _value(node: Node) -> Any:
    if isinstance(node, MappingNode):
        return {key.text: _value(value) for key, value in node.entries}
    if not isinstance(node, Scalar):
        return [_value(item) for item in node.items]
    if node.quoted:
        return node.text
    if NULL.fullmatch(node.text):
        return None
    if TRUE.fullmatch(node.text) or FALSE.fullmatch(node.text):
        return bool(TRUE.fullmatch(node.text))
    if INT.fullmatch(node.text):
        return int(node.text)
    return float(node.text) if FLOAT.fullmatch(node.text) else node.text
