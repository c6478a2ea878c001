"""Sections of several files as one: who may define a name twice, and who wins.

The main file wins over libraries for objections, asides, outcomes, values and phrases. Steps stand once, and two
libraries never define the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.script.include import Document
from bot.script.piece import Pieces
from bot.source import Node, Scalar

Entry = tuple[Scalar, Node]
Section = Mapping[str, Entry]


class Merger:
    """The sections of a script's documents, the main one first."""

    def __init__(self, documents: Sequence[Document], pieces: Pieces) -> None:
        self.documents = documents
        self.pieces = pieces

    def entries(self, section: str) -> dict[str, Entry]:
        """Entries of a section from all files; the main file's win, two libraries may not define the same."""
        found: dict[str, Entry] = {}
        owners: dict[str, Document] = {}
        for document in self.documents:
            for key, node in self.pieces.named(document.fields.get(section)):
                owner = owners.get(key.text)
                if owner is None:
                    owners[key.text], found[key.text] = document, (key, node)
                elif not owner.main:
                    self._duplicate(key, found[key.text][0])
        return found

    def beneath(self, section: str) -> dict[str, Node]:
        """The libraries' entries of a section, also those that the main file's take the place of."""
        return {
            key.text: node
            for document in self.documents
            if not document.main
            for key, node in self.pieces.named(document.fields.get(section))
        }

    def steps(self) -> dict[str, Entry]:
        """Steps of all files: nobody may define one twice, for a step of a library may be gone to from anywhere."""
        found: dict[str, Entry] = {}
        for document in self.documents:
            for key, node in self.pieces.named(document.fields.get("steps")):
                if key.text in found:
                    self._duplicate(key, found[key.text][0])
                else:
                    found[key.text] = key, node
        return found

    def _duplicate(self, key: Scalar, first: Scalar) -> None:
        message = f"“{key.text}” is already defined in {first.span.file}:{first.span.line}"
        self.pieces.reader.problem("duplicate-name", message, key, hint="rename one of them")

    def single(self, name: str) -> Node | None:
        """A root key that any file may give: the main file's, else the one library's that has it."""
        told = [(document, document.fields.get(name)) for document in self.documents]
        nodes = [(document, node) for document, node in told if node is not None]
        if nodes and not nodes[0][0].main:
            for _, node in nodes[1:]:
                key = node.key
                assert key is not None, "the value of a root key knows its key"
                self._duplicate(key, nodes[0][1].key or key)
        return nodes[0][1] if nodes else None
