"""HTML put together so that text from outside cannot become markup: every string is escaped unless made here.

Knows tags and one page frame; no figures. A page loads nothing but its own style sheet and recordings, runs no script
(its policy forbids it too) and works from file://.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from html import escape
from importlib import resources
from typing import Final

from bot.insight.figures import printable

VOID: Final = frozenset({"meta", "link", "br", "hr", "wbr", "source", "rect", "line", "circle", "path"})

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline' 'self' file:; media-src 'self' file:; base-uri 'none'"
"""Content-Security-Policy of every page, the second wall behind escaping; `file:` is for pages opened from disk."""

MARK: Final = "made by winback"
STYLE: Final = "style.css"


class Safe(str):
    """Markup made by this module."""

    __slots__ = ()


Child = str | Iterable[str]
Value = str | float | bool | None

SAME_WORDS: Final = 8192
"""Escaped words and attributes that are remembered: labels and places come again on every row."""


def el(tag: str, *children: Child, **attributes: Value) -> Safe:
    """`<tag attributes>children</tag>`. `cls` is class, `_` in a name is a hyphen; None and False leave one out."""
    said = "".join([_attribute(*pair) for pair in attributes.items() if pair[1] is not None and pair[1] is not False])
    if tag in VOID and not children:
        return Safe(f"<{tag}{said}/>")
    return Safe(f"<{tag}{said}>{join(*children)}</{tag}>")


def join(*children: Child) -> Safe:
    """Children one after the other, each escaped unless it is markup."""
    parts: list[str] = []
    for child in children:
        if isinstance(child, Safe):
            parts.append(child)
        elif isinstance(child, str):
            parts.append(_escaped(child))
        else:
            parts.append(join(*child))
    return Safe("".join(parts))


def text(words: str) -> Safe:
    """Words as markup; what cannot be printed is replaced."""
    return words if isinstance(words, Safe) else Safe(_escaped(words))


@lru_cache(SAME_WORDS)
def _escaped(words: str) -> str:
    """Only ever asked about words from outside: to this cache, markup of the same letters would be the same."""
    return escape(words if words.isprintable() else printable(words))


@lru_cache(SAME_WORDS, typed=True)
def _attribute(name: str, value: Value) -> str:
    key = "class" if name == "cls" else name.rstrip("_").replace("_", "-")
    return (
        f" {key}" if value is True else f' {key}="{_escaped(f"{value:g}" if isinstance(value, float) else str(value))}"'
    )


@cache
def style(name: str = "page.css") -> str:
    """A style sheet, as packaged."""
    return resources.files("bot.insight").joinpath(name).read_text("utf-8")


def page(title: str, body: Safe, *, style_at: str = "", look: str = "page.css") -> str:
    """A whole document; `style_at` links the style sheet, without it the packaged one, `look`, is written into the
    page."""
    sheet = el("link", rel="stylesheet", href=style_at) if style_at else el("style", Safe(style(look)))
    head = el(
        "head", el("meta", charset="utf-8"), el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", http_equiv="Content-Security-Policy", content=POLICY), el("meta", name="generator", content=MARK),
        el("meta", name="color-scheme", content="light dark"), el("title", title), sheet,
    )  # fmt: skip
    return f"<!doctype html>\n{el('html', head, el('body', body), lang='en')}\n"
