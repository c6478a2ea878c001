"""The bot's words: which wording of a prompt, and the prompt with the values of this call in it.

Pure: values and the date come from the caller; a seed chooses among wordings, so a call can be repeated to the letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from zlib import crc32

from bot.script.model import Prompt, Template, Text
from bot.script.template import fields, render
from bot.spoken import Value


class Wording:
    """Renders prompts of one call; the same prompt said again moves on to its next wording."""

    __slots__ = ("_as_of", "_cache", "_language", "_said", "_seed", "_values")

    def __init__(self, values: Mapping[str, Value], language: str, as_of: date, seed: int) -> None:
        self._values = values
        self._language = language
        self._as_of = as_of
        self._seed = seed
        self._said: dict[str, int] = {}
        self._cache: dict[tuple[str, int], tuple[str, Template]] = {}

    def text(self, prompt: Prompt) -> str:
        """The words to say now. Raises WinbackError when a variable that must be known is not."""
        wordings = prompt.texts[self._language]
        index = 0
        if len(wordings) > 1:
            said = self._said.get(prompt.id, 0)
            self._said[prompt.id] = said + 1
            index = (crc32(prompt.id.encode()) + self._seed + said) % len(wordings)
        template = wordings[index]
        if len(template) == 1 and isinstance(template[0], Text):
            return template[0].text
        return self._rendered(prompt.id, index, template)

    def _rendered(self, prompt: str, index: int, template: Template) -> str:
        found = self._cache.get((prompt, index))
        if found is None:
            text = render(template, self._values, self._language, self._as_of)
            found = self._cache[prompt, index] = (text, template)
        return found[0]

    def forget(self, names: Iterable[str]) -> None:
        """Values changed: what was rendered with them does not hold any more."""
        changed = frozenset(names)
        for key, (_, template) in tuple(self._cache.items()):
            if any(field.name in changed for field in fields(template)):
                del self._cache[key]
