"""The page of a script's prompts: each with its words, when it is said, by whom, how long it takes, and to be heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.insight import markup
from bot.insight.figures import many
from bot.insight.labels import language as language_name
from bot.insight.labels import voice
from bot.insight.markup import Safe, el, join
from bot.insight.parts import card
from bot.insight.prompt_list import Line


@dataclass(frozen=True, slots=True)
class Heard:
    """A line as it sounds: its file beside the page, its length (s), and who says it (`Clip.source`)."""

    line: Line
    file: str
    lasting_s: float
    source: str


def page(title: str, language: str, said_to: str, heard: Sequence[Heard]) -> str:
    """The whole document; `said_to` tells whose values stand in the prompts ("" for nobody's)."""
    lasting_s = sum(each.lasting_s for each in heard)
    about = f"{many(len(heard), 'prompt')}, {lasting_s:.0f} s altogether{f', as said to {said_to}' if said_to else ''}"
    cards = [
        card(owner, *(_prompt(each, language) for each in group), wide=True)
        for owner, group in groupby(heard, key=lambda each: each.line.belongs_to)
    ]
    head = f"{title}: what is said in {language_name(language)}"
    return markup.page(
        head, join(el("h1", head), el("p", about, cls="soft"), el("main", el("div", cards, cls="cards")))
    )


def _prompt(heard: Heard, language: str) -> Safe:
    line = heard.line
    about = f"{line.occasion} · {heard.lasting_s:.1f} s · {voice(heard.source)} · {line.id}"
    return el(
        "div", el("p", line.text, lang=language),
        el("audio", src=heard.file, controls=True, preload="none") if heard.lasting_s else "",
        el("p", about, sampled(line.samples), cls="note"), cls="prompt",
    )  # fmt: skip


def sampled(samples: Iterable[str]) -> str:
    names = ", ".join(samples)
    return f" · {names}: a sample, as only a call tells" if names else ""
