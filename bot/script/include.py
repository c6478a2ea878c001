"""Which files make up a script: the main one and the libraries it includes, each read once.

Knows paths as text with `/` and the texts handed in; opens no file. Includes are relative to the including
file and stay under the scripts folder; cycles, missing files and `..` beyond it are Problems at the including line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.script.outline_file import LIBRARY, SCRIPT
from bot.source import Fields, MappingNode, Node, Reader, Scalar, Span, nearest, place, read

SCRIPTS: Final = "scripts"


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a script: its root's values by key. The main file comes first in a sequence of them."""

    path: str
    fields: Fields
    main: bool
    begins: Span
    """The file's `script:` or `library:`."""


def root_of(path: str) -> str:
    """The folder includes must stay under: the last one named `scripts`, else the file's own. No trailing slash."""
    folders = path.split("/")[:-1]
    while folders and SCRIPTS in folders and folders[-1] != SCRIPTS:
        folders.pop()
    return "/".join(folders)


def resolve(including: str, include: str, root: str) -> str | None:
    """The path an include means; None where it leaves `root`."""
    folders = including.split("/")[:-1]
    above = root.split("/") if root else []
    for part in include.split("/"):
        if part == "..":
            if len(folders) <= len(above):
                return None
            folders.pop()
        elif part not in ("", "."):
            folders.append(part)
    if include.startswith("/") or folders[: len(above)] != above:
        return None
    return "/".join(folders)


def includes(text: str, path: str, root: str = "") -> tuple[str, ...]:
    """The paths a file includes directly, for the caller who loads files. Silent about mistakes: `parse` names them.

    `root` is the main script's scripts folder where the path itself does not tell.
    """
    node, _ = read(text, path)
    reader = Reader()
    found = [resolve(path, item, root or root_of(path)) for item in reader.texts(reader.mapping(node).get("include"))]
    return tuple(item for item in found if item is not None)


@dataclass(slots=True)
class _Loader:
    sources: Mapping[str, str]
    reader: Reader
    root: str
    documents: list[Document] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    trail: list[str] = field(default_factory=list)

    def load(self, path: str, main: bool) -> None:
        self.seen.add(path)
        node = self.reader.open(self.sources[path], path)
        if not isinstance(node, MappingNode):
            self.reader.mapping(node)
            return
        group, kind = (SCRIPT, "script") if main else (LIBRARY, "library")
        fields = self.reader.mapping(node)
        other = next((value.key for name, value in fields.items() if name in {"script", "library"} - {kind}), None)
        if other is not None:
            message = "a library is no script" if main else "a script cannot be included, only a library"
            self.reader.problem("wrong-file", message, other, hint=f"this file should begin with “{kind}:”")
            return
        known = Fields(self.reader, node, group)
        named, _ = known.get(kind), known.text(kind)  # nobody else reads a library's name
        begins = named.key if named else None
        self.documents.append(Document(path, known, main, begins.span if begins else place(node)))
        self.trail.append(path)
        for item in known.items("include"):
            self._include(path, item)
        self.trail.pop()

    def _include(self, including: str, node: Node) -> None:
        name = self.reader.text(node)
        if not isinstance(node, Scalar):
            return
        path = resolve(including, name, self.root)
        if path is None:
            hint = f"includes stay under {self.root or 'the folder of the script'}"
            self.reader.problem("include-outside", f"“{name}” leaves the scripts folder", node, hint=hint)
        elif path in self.trail:
            chain = " → ".join([*self.trail[self.trail.index(path) :], path])
            self.reader.problem("include-cycle", f"this include leads back to its own file: {chain}", node)
        elif path not in self.sources:
            others = {_stem(other): relative(including, other) for other in self.sources if other not in self.trail}
            near = nearest(_stem(path), others)  # by their names: folders and endings make any two alike
            hint = f"did you mean “{others[near]}”?" if near else ""
            self.reader.problem("missing-file", f"there is no file {path}", node, hint=hint)
        elif path not in self.seen:
            self.load(path, main=False)


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def relative(including: str, path: str) -> str:
    """How `including` would name `path` when it lies in the same folder or below."""
    folder = including.rpartition("/")[0]
    return path.removeprefix(f"{folder}/") if folder else path


def load(main: str, sources: Mapping[str, str], reader: Reader) -> tuple[Document, ...]:
    """The main file and its libraries, depth first, each once; what is wrong goes to the reader.

    Raises KeyError where `sources` does not hold the main file: that is the caller's mistake, not the author's.
    """
    loader = _Loader(sources, reader, root_of(main))
    loader.load(main, main=True)
    return tuple(loader.documents)
