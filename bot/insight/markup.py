"""HTML put together so that text from outside cannot become markup: every string is escaped unless made here.

Knows tags and one page frame; no figures. A page loads nothing but its own style sheet and recordings, runs no script
(its policy forbids it too) and works from file://.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from importlib import resources
from typing import Final

from bot.insight.figures import printable

VOID: Final = frozenset({"meta", "link", "br", "hr", "source", "rect", "line", "circle", "path"})

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline' 'self' file:; media-src 'self' file:; base-uri 'none'"
"""Content-Security-Policy of every page, the second wall behind escaping; `file:` is for pages opened from disk."""

MARK: Final = "made by winback"
STYLE: Final = "style.css"


class Safe(str):
    """Markup made by this module."""

    __slots__ = ()


Child = str | Iterable[str]


def el(tag: str, *children: Child, **attributes: str | float | bool | None) -> Safe:
    """`<tag attributes>children</tag>`. `cls` is class, `_` in a name is a hyphen; None and False leave one out."""
    said = "".join(_attribute(name, value) for name, value in attributes.items() if value not in (None, False))
    if tag in VOID and not children:
        return Safe(f"<{tag}{said}/>")
    return Safe(f"<{tag}{said}>{join(*children)}</{tag}>")


def join(*children: Child) -> Safe:
    """Children one after the other, each escaped unless it is markup."""
    return Safe("".join(text(child) if isinstance(child, str) else join(*child) for child in children))


def text(words: str) -> Safe:
    """Words as markup; what cannot be printed is replaced."""
    if isinstance(words, Safe):
        return words
    return Safe(escape(words if words.isprintable() else printable(words)))


def _attribute(name: str, value: str | float | bool | None) -> str:
    key = "class" if name == "cls" else name.rstrip("_").replace("_", "-")
    return f" {key}" if value is True else f' {key}="{text(f"{value:g}" if isinstance(value, float) else str(value))}"'


@cache
def style() -> str:
    """The style sheet, as packaged."""
    return resources.files("bot.insight").joinpath("page.css").read_text("utf-8")


def page(title: str, body: Safe, *, style_at: str = "") -> str:
    """A whole document; `style_at` links the style sheet, without it the sheet is written into the page."""
    sheet = el("link", rel="stylesheet", href=style_at) if style_at else el("style", Safe(style()))
    head = el(
        "head", el("meta", charset="utf-8"), el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", http_equiv="Content-Security-Policy", content=POLICY), el("meta", name="generator", content=MARK),
        el("meta", name="color-scheme", content="light dark"), el("title", title), sheet,
    )  # fmt: skip
    return f"<!doctype html>\n{el('html', head, el('body', body), lang='en')}\n"
