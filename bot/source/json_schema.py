"""Shapes as JSON Schema, draft 7: what an editor needs to complete, explain and judge a file as it is written.

Knows JSON Schema and how editors read it (yaml-language-server above all); knows no words of any file. Whatever
`Fields` and the Reader accept is valid. An editor sees what YAML 1.2 makes of a plain scalar (`5` a number, `true` a
flag, nothing a null), so texts may be numbers and flags, and a name with nothing behind it counts as left out.

`type` stands under `else`: editors propose values by `type`, and nobody wants `null` and `true` proposed for a title;
and there it can say in an author's words what should be there.
"""

from __future__ import annotations

import math
from typing import Any, Final

from bot.source.reader import DURATION, FLAG, INTEGER, Range
from bot.source.shape import (
    LINES,
    Either,
    Flag,
    Group,
    Key,
    Length,
    Many,
    Named,
    Shape,
    Split,
    Text,
    Whole,
    Word,
    Words,
)

Json = dict[str, Any]

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
MOST: Final = 10**15 - 1
"""The largest number the Reader takes: 15 digits."""


def json_schema(root: Group, title: str, about: str) -> Json:
    """The schema of files whose root is `root`."""
    writer = _Writer()
    head = {"$schema": DRAFT, "title": title, "description": about, "type": "object", **writer.group(root)}
    return {**head, "definitions": dict(sorted(writer.definitions.items()))}


class _Writer:
    """Writes shapes; groups met on the way become definitions. `empty`: whether nothing at all may stand there."""

    def __init__(self) -> None:
        self.definitions: dict[str, Json] = {}

    def shape(self, shape: Shape, empty: bool) -> Json:
        if isinstance(shape, Text | Word):
            return _text(shape, empty) if isinstance(shape, Text) else _word(shape, empty)
        if isinstance(shape, Flag | Whole | Length):
            return _flag(empty) if isinstance(shape, Flag) else _number(shape, empty)
        return self._lines(shape, empty)

    def _lines(self, shape: Many | Named | Group | Split | Either, empty: bool) -> Json:
        if isinstance(shape, Many):
            return self._many(shape, empty)
        if isinstance(shape, Named):
            return self._named(shape, empty)
        if isinstance(shape, Group):
            return self._reference(shape, empty)
        if isinstance(shape, Either):
            return self._either(shape, empty)
        having, lacking = self._reference(shape.having, False), self._reference(shape.lacking, False)
        return {"if": {"required": [shape.name]}, "then": having, "else": lacking}

    def group(self, group: Group) -> Json:
        """A group's own lines."""
        body: Json = {"properties": {key.name: self._key(key) for key in group.keys}}
        body["additionalProperties"] = False if group.others is None else self.shape(group.others, empty=True)
        if group.required:
            body["required"] = list(group.required)
        if group.single and group.others is None:
            body |= {"minProperties": 1, "maxProperties": 1}
        elif group.single:
            wanted = f"here stands exactly one of: {', '.join(group.names)}"
            body["oneOf"] = [{"required": [name], "errorMessage": wanted} for name in group.names]
        if group.further:
            body["allOf"] = [dict(group.further)]
        return body

    def _key(self, key: Key) -> Json:
        shape = self.shape(key.shape, empty=not key.required)
        return _insertable({**_about(_sentence(key), f"{key.name}: {key.example}"), **shape})

    def _reference(self, group: Group, empty: bool) -> Json:
        """One definition for a group that must be there and one for where it may be left out."""
        name = f"{group.id}_or_nothing" if empty else group.id
        if name not in self.definitions:
            self.definitions[name] = {**_kind(["object"], group.form, empty), **self.group(group)}
        return {"$ref": f"#/definitions/{name}"}

    def _entry(self, shape: Shape) -> Json:
        """What stands behind a name the author chose, or in a list: empty lines count where the Reader takes them."""
        return self.shape(shape, empty=_may_be_empty(shape))

    def _named(self, named: Named, empty: bool) -> Json:
        entry = _insertable({**_about(_as_sentence(named.about)), **self._entry(named.of)})
        known = {
            name: {**entry, **_about(f"{_as_sentence(about)} {_as_sentence(named.about)}")}
            for name, about in named.known.items()
        }
        body = {**_kind(["object"], LINES, empty), "properties": known}
        body["additionalProperties"] = False if named.closed else entry
        if named.closed and any(name.isdigit() for name in known):
            # The language server takes such a name for a number, and finds it only by a pattern.
            body["patternProperties"] = {f"^({'|'.join(f'[{name}]' for name in known)})$": {}}
        if named.spelling is not None:
            told = f"a name here is {named.spelling.about}"
            body["propertyNames"] = {"pattern": f"^{named.spelling.pattern}$", "patternErrorMessage": told}
        if named.most is not None:
            body["maxProperties"] = named.most
        return body

    def _many(self, many: Many, empty: bool) -> Json:
        item = self._entry(many.of)
        listed: Json = {"items": item, **({"uniqueItems": True} if many.unique else {})}
        if isinstance(many.of, Text):
            told = {**_kind(["array", "string", "number"], "a text or a list", empty, flags=True), **_readable(many.of)}
            return {**told, "allOf": [listed]} if many.lone else {**told, **listed}
        one = "object" if isinstance(many.of, Group) else "string"
        told = {"if": {"type": one}, "then": item, "else": _kind(["array"], "a list", empty), **listed}
        return {**told, **_proposed(many.of.options)} if isinstance(many.of, Word) else told

    def _either(self, either: Either, empty: bool) -> Json:
        lines, other = self.shape(either.lines, empty=False), self.shape(either.other, empty)
        told = {"if": {"type": "object"}, "then": lines, "else": other}
        if isinstance(either.other, Word):
            told |= _proposed(either.other.options)
        if not either.id:
            return told
        self.definitions[either.id] = _insertable(told)
        return {"$ref": f"#/definitions/{either.id}"}


def _may_be_empty(shape: Shape) -> bool:
    match shape:
        case Text():
            return shape.blank
        case Group():
            return not shape.required and not shape.single
        case Either():
            return _may_be_empty(shape.other)
        case Named() | Many():
            return True
        case _:
            return False


# --- single values --------------------------------------------------------------------------------------------------


def _text(text: Text, empty: bool) -> Json:
    told = _kind(["string", "number"], "a text", empty, flags=True)
    return {**told, **_readable(text), **_proposed(text.likely)}


def _word(word: Word, empty: bool) -> Json:
    told = _words(word.options)
    return {"if": {"type": "null"}, "else": told, **_proposed(word.options)} if empty else told


def _readable(text: Text) -> Json:
    return {} if text.blank else {"pattern": r"\S", "patternErrorMessage": "there is nothing to read here"}


def _flag(empty: bool) -> Json:
    """No `default`: editors would write it out, where nobody would have written anything."""
    told = _spelled("boolean", FLAG.pattern, "yes or no (true or false)", empty)
    return {**told, "anyOf": [{"enum": [True, False]}, {}]}


def _number(shape: Whole | Length, empty: bool) -> Json:
    """A number, or a text such as `"5"` and `800 ms`, whose size editors cannot judge."""
    low, high = shape.within
    if isinstance(shape, Length):
        wanted = "a length of time, such as 5 s, 800 ms, 2 min or 1 h"
        told = {**_spelled("number", DURATION.pattern, wanted, empty), **_bounds((max(0.0, low), high))}
    else:
        pattern = f"{INTEGER.pattern}|{shape.word}" if shape.word else INTEGER.pattern
        told = {**_spelled("integer", pattern, "a whole number", empty), **_bounds((low, high))}
    return told if shape.default is None else {**told, "default": shape.default}


def _spelled(kind: str, pattern: str, wanted: str, empty: bool) -> Json:
    """As YAML has it, or as text."""
    told = _kind([kind, "string"], wanted, empty)
    return {**told, "pattern": f"^({pattern})$", "patternErrorMessage": f"this should be {wanted}"}


def _bounds(within: Range) -> Json:
    low, high = (number if math.isfinite(number) else math.copysign(MOST, number) for number in within)
    return {"minimum": int(low) if low == int(low) else low, "maximum": int(high) if high == int(high) else high}


def _words(options: Words) -> Json:
    return {"enum": list(options), "enumDescriptions": list(options.values())}


def _proposed(words: Words) -> Json:
    """Words an editor may offer where others are right too: the second way always holds."""
    return {"anyOf": [_words(words), {}]} if words else {}


def _insertable(schema: Json) -> Json:
    """With a way that always holds where an editor sees no other: it then writes `name: `, not `name`."""
    told = {"type", "properties", "items", "enum", "anyOf", "default"} & schema.keys()
    return schema if told else {**schema, "anyOf": [{}]}


def _kind(told: list[str], wanted: str, empty: bool, flags: bool = False) -> Json:
    """Values of the kinds told; nothing, or a flag in disguise, is right too where so said, but nobody is told."""
    silent = [*(["boolean"] if flags else []), *(["null"] if empty else [])]
    return {"if": {"type": [*told, *silent]}, "else": {"type": told, "errorMessage": f"this should be {wanted}"}}


# --- words for people -----------------------------------------------------------------------------------------------


def _sentence(key: Key) -> str:
    """What a key is about, and what counts where it is left out."""
    about = _as_sentence(key.about)
    shape = key.shape
    if key.required or not isinstance(shape, Flag | Whole | Length) or shape.default is None:
        return about
    default = ("yes" if shape.default else "no") if isinstance(shape, Flag) else f"{shape.default:g}"
    return f"{about} Left out: {default}."


def _as_sentence(about: str) -> str:
    told = about[:1].upper() + about[1:]
    return told if told.endswith((".", "?", "!")) else f"{told}."


def _about(sentence: str, example: str = "") -> Json:
    """For editors that show Markdown, and plainly for others."""
    plain = sentence.replace("`", "")
    if example:
        return {
            "description": f"{plain} Example: {example}",
            "markdownDescription": f"{sentence}\n\n```yaml\n{example}\n```",
        }
    return {"description": plain} if plain == sentence else {"description": plain, "markdownDescription": sentence}
