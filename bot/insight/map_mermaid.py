"""A map as Mermaid text, which GitHub, GitLab and many wikis draw."""

from __future__ import annotations

from typing import Final

from bot.insight.script_map import BoxKind, ScriptMap

SHAPES: Final[dict[BoxKind, tuple[str, str]]] = {
    "question": ("[", "]"), "statement": ("[", "]"), "fork": ("{{", "}}"), "ending": ("([", "])"), "lead": ("([", "])"),
}  # fmt: skip
MOST_LETTERS: Final = 90


def mermaid(chart: ScriptMap) -> str:
    """A flowchart from top to bottom; silence and nonsense are dotted, the longest way is thick, leads are green."""
    lines = ["---", f"title: {_plain(chart.title)}", "---", "flowchart TD"]
    for box in chart.boxes:
        left, right = SHAPES[box.kind]
        words = box.words if len(box.words) <= MOST_LETTERS else box.words[: MOST_LETTERS - 1] + "…"
        told = f"<b>{box.id}</b><br/>{_plain(words)}" if words else f"<b>{box.id}</b>"
        lines.append(f'    {box.id}_{left}"{told}"{right}')
    for arrow in chart.arrows:
        line = "-.->" if arrow.trouble else "==>" if arrow.longest else "-->"
        label = f'|"{_plain(arrow.label)}"|' if arrow.label else ""
        lines.append(f"    {arrow.source}_ {line}{label} {arrow.target}_")
    leads = ",".join(f"{box.id}_" for box in chart.boxes if box.kind == "lead")
    if leads:
        lines += ["    classDef lead fill:#dff2e1,stroke:#2e7d32", f"    class {leads} lead"]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Without what Mermaid takes for syntax: quotes, angle brackets and hashes become entities."""
    for sign, entity in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;")):
        text = text.replace(sign, entity)
    return text.replace("\n", " ")
