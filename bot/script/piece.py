"""The small pieces of the language, read from nodes: prompts, targets, settings, policies, variables, slots.

Knows which names the whole script defines (`Names`), so that a target becomes a step or an ending at once;
whether a name exists at all is `check`'s affair. Every mistake goes to the Reader and reading goes on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from bot.script import outline
from bot.script.model import (
    Field,
    Policy,
    Prompt,
    Setting,
    Slot,
    SlotType,
    Target,
    Template,
    Variable,
)
from bot.script.template import parse_template
from bot.source import Fields, MappingNode, Node, Reader, Scalar, place
from bot.spoken import DEFAULT_FORM

SLOT_TYPES: Final[Mapping[str, str]] = {
    "score": "number", "number": "number", "choice": "text", "callback_time": "datetime", "free_text": "text",
    "money": "money", "phone": "phone",
}  # fmt: skip
"""What can be captured, and as which type of variable it is then spoken and compared."""

MOST: Final = 1_000_000
"""Upper bound of a captured number whose author names none."""

NAME: Final = re.compile(outline.NAME.pattern)
"""What an author may call a thing."""

_SPELLED: Final = ("phone", "code")  # text values whose declared type alone says that they are read digit by digit


@dataclass(frozen=True, slots=True)
class Names:
    """What the whole script defines: variables with their types, steps, outcomes."""

    types: Mapping[str, str]
    steps: frozenset[str]
    outcomes: frozenset[str]


class Pieces:
    """Reads pieces for one script."""

    def __init__(self, reader: Reader, names: Names) -> None:
        self.reader = reader
        self.names = names

    def prompt(self, node: Node | None, id_: str) -> Prompt | None:
        """`{en: text, uk: [text, text]}`."""
        if node is None:
            return None
        if not isinstance(node, MappingNode):
            hint = f'name the language: {node.key.text if node.key else "say"}: {{en: "..."}}'
            self.reader.problem("prompt-without-language", "this text has no language", node, hint=hint)
            return None
        texts = {
            language: tuple(self._template(item) for item in self.reader.items(wordings) if isinstance(item, Scalar))
            for language, wordings in Fields(self.reader, node, outline.PROMPT).there()
            if self._worded(wordings)
        }
        return Prompt(id_, texts, place(node.key or node))

    def _worded(self, wordings: Node) -> bool:
        """Every wording must be a text and say something."""
        items = self.reader.items(wordings)
        for item in items:
            if not self.reader.text(item).strip() and isinstance(item, Scalar):
                self.reader.problem("empty-prompt", "there is nothing to say here", item)
        return bool(items)

    def _template(self, node: Scalar) -> Template:
        pieces = parse_template(node, self.reader)
        return tuple(self._spelled(piece) if isinstance(piece, Field) else piece for piece in pieces)

    def _spelled(self, field: Field) -> Field:
        type_ = self.names.types.get(field.name)
        return replace(field, form=DEFAULT_FORM[type_]) if type_ in _SPELLED and not field.form else field

    def target(self, node: Node) -> Target:
        """A step, an outcome or `back`; an unknown name is taken for a step, and `check` will miss it."""
        name = self.reader.text(node)
        if isinstance(node, Scalar) and not name:
            self.reader.problem("missing-key", "this leads nowhere", node.key or node, hint="name a step or an outcome")
        if name == "back":
            return Target("back", "", place(node))
        return Target("finish" if name in self.names.outcomes else "step", name, place(node))

    def settings(self, node: Node | None) -> tuple[Setting, ...]:
        """`{wants: code, tries: +1}`."""
        return tuple(Setting(key.text, self.reader.text(value), key.span) for key, value in self.named(node))

    def named(self, node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
        """Entries whose keys are names of the author's choice: lower-case Latin letters, digits and `_`."""
        entries = self.reader.entries(node)
        for key, _ in entries:
            if not NAME.fullmatch(key.text):
                hint = "“back” has a meaning of its own" if key.text == "back" else "small Latin letters, digits and _"
                self.reader.problem("bad-name", f"“{key.text}” cannot be a name", key, hint=hint)
        return entries

    def policy(self, node: Node | None, base: Policy) -> Policy:
        """`{after_s, reprompt, then}`; what is left out is as in `base`, the script's own policy."""
        fields = Fields(self.reader, node, outline.POLICY)
        then = fields.get("then")
        return Policy(
            after_s=fields.duration("after_s", base.after_s),
            reprompts=fields.integer("reprompt", base.reprompts),
            then=self.target(then) if then is not None else base.then,
            span=place(node.key or node) if node is not None else base.span,
        )

    def variables(self, entries: Mapping[str, tuple[Scalar, Node]]) -> Mapping[str, Variable]:
        """`{name: {type, required, default, unit}}`."""
        found = {}
        for name, (key, node) in entries.items():
            fields = Fields(self.reader, node, outline.VARIABLE)
            unit = Fields(self.reader, fields.get("unit"), outline.UNIT)
            found[name] = Variable(
                name=name,
                type=fields.choice("type", "text"),
                required=fields.flag("required"),
                default=fields.text("default") if "default" in fields else None,
                unit={language: unit.texts(language) for language, _ in unit.there()},
                span=key.span,
            )
        return found

    def slot(self, node: Node | None, step: str) -> Slot | None:
        """`{score: score}` or `{reason: {type: choice, options: [...], confirm: {...}}}`: one value a step."""
        entries = self.named(node)
        if not entries:
            return None
        for key, _ in entries[1:]:
            hint = "ask for the next one in a step of its own"
            self.reader.problem("one-slot", "a step captures one value", key, hint=hint)
        key, value = entries[0]
        if isinstance(value, Scalar):
            type_ = self.reader.choice(value, SLOT_TYPES, "free_text")
            self._judge_options(key, type_, ())
            return Slot(key.text, cast(SlotType, type_), high=_highest(type_), span=key.span)
        fields = Fields(self.reader, value, outline.SLOT)
        type_, options = fields.choice("type", "free_text"), fields.texts("options")
        self._judge_options(key, type_, options)
        for name in ("low", "high"):
            bound = fields.get(name)
            if bound is not None and type_ not in ("score", "number"):
                self.reader.problem("number-bounds", "only a score or a number has bounds", bound.key or bound)
        return Slot(
            name=key.text,
            type=cast(SlotType, type_),
            options=options,
            low=fields.integer("low"),
            high=fields.integer("high", _highest(type_)),
            confirm=self.prompt(fields.get("confirm"), f"{step}.confirm"),
            span=key.span,
        )

    def _judge_options(self, key: Scalar, type_: str, options: tuple[str, ...]) -> None:
        if (type_ == "choice") != bool(options):
            message = "a choice needs options" if type_ == "choice" else "only a choice has options"
            self.reader.problem("choice-options", message, key, hint="{type: choice, options: [intent, intent]}")


def _highest(type_: str) -> int:
    """The upper bound where the author names none."""
    return MOST if type_ == "number" else 10
