"""A phrase library, `scripts/common/phrases/LANG.yaml`, from text: what people say, by what they mean.

Knows the file's shape only; whether phrases collide is `bot.understanding`'s hygiene.
"""

from __future__ import annotations

from types import MappingProxyType

from bot.script.model import PhraseLibrary
from bot.script.outline_file import PHRASES
from bot.source import Fields, Node, Problem, Reader, Scalar, Span


def parse_phrases(text: str, path: str) -> tuple[PhraseLibrary | None, tuple[Problem, ...]]:
    """The library of one language, None where anything is wrong with it, and what is wrong."""
    reader = Reader()
    root = reader.open(text, path)
    if root is None:
        return None, tuple(reader.problems)
    fields = Fields(reader, root, PHRASES)
    fields.choice("library")
    intents = {key.text: _phrases(node, reader) for key, node in fields.entries("intents")}
    other = _phrases(fields.get("other"), reader)
    library = PhraseLibrary(
        language=fields.choice("language"),
        intents=MappingProxyType({intent: tuple(told) for intent, told in intents.items()}),
        other=tuple(other),
        machine_greetings=tuple(_phrases(fields.get("machine_greetings"), reader)),
        places=MappingProxyType({intent: tuple(told.values()) for intent, told in {**intents, "other": other}.items()}),
    )
    problems = sorted(reader.problems, key=lambda problem: (problem.span.line, problem.span.column))
    return (None if problems else library), tuple(problems)


def _phrases(node: Node | None, reader: Reader) -> dict[str, Span]:
    """A list of phrases with their places: none empty, none twice."""
    found: dict[str, Span] = {}
    for item in reader.items(node):
        phrase = " ".join(reader.text(item).split())
        if isinstance(item, Scalar) and not phrase:
            reader.problem("empty-prompt", "there is no phrase here", item)
        elif phrase in found:
            reader.problem("duplicate-name", f"“{phrase}” is already in this list", item, hint="delete one of them")
        elif phrase:
            found[phrase] = item.span
    return found
