"""The values of one group of lines, each read as the group declares it: with its range, its words and its default.

A name the group does not have is a mistake of ours, not the author's: KeyError.
"""

from __future__ import annotations

from bot.source.node import Node, Scalar
from bot.source.reader import Reader
from bot.source.shape import Flag, Group, Length, Whole, Word


class Fields:
    """Reads the lines at `node`; unknown and missing names become Problems of the reader at once."""

    def __init__(self, reader: Reader, node: Node | None, group: Group) -> None:
        self._reader = reader
        self._group = group
        self._nodes = reader.mapping(node, group.names, () if group.single else group.required)

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def get(self, name: str) -> Node | None:
        """What stands behind a name; None where nothing does."""
        return self._nodes.get(self._group[name].name)

    def there(self) -> tuple[tuple[str, Node], ...]:
        """What stands here, in the author's order."""
        return tuple(self._nodes.items())

    def text(self, name: str) -> str:
        return self._reader.text(self.get(name))

    def texts(self, name: str) -> tuple[str, ...]:
        return self._reader.texts(self.get(name))

    def items(self, name: str) -> tuple[Node, ...]:
        return self._reader.items(self.get(name))

    def entries(self, name: str) -> tuple[tuple[Scalar, Node], ...]:
        return self._reader.entries(self.get(name))

    def flag(self, name: str) -> bool:
        shape = self._group[name].shape
        assert isinstance(shape, Flag), name
        return self._reader.flag(self.get(name), shape.default)

    def integer(self, name: str, default: int = 0) -> int:
        """`default` counts where the group declares none."""
        node, shape = self.get(name), self._group[name].shape
        assert isinstance(shape, Whole), name
        default = default if shape.default is None else shape.default
        if shape.word and isinstance(node, Scalar) and node.text == shape.word:
            return default
        return self._reader.integer(node, default, shape.within)

    def duration(self, name: str, default: float = 0.0) -> float:
        """Seconds; `default` counts where the group declares none."""
        shape = self._group[name].shape
        assert isinstance(shape, Length), name
        return self._reader.duration(self.get(name), default if shape.default is None else shape.default, shape.within)

    def choice(self, name: str, default: str = "") -> str:
        shape = self._group[name].shape
        assert isinstance(shape, Word), name
        return self._reader.choice(self.get(name), shape.options, default)
