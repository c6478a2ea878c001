"""Text on its way to a voice: cleaned, cut into sentences, compared.

Pure. Refuses to turn numbers into words (`bot.spoken` did that) and to speak a variable nobody filled in.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from bot.source import WinbackError

_UNFILLED: Final = re.compile(r"\{[^{}]*[^\W\d][^{}]*\}")
# Engines read these aloud ("left brace") or obey them ("[[": Piper's raw phonemes).
_MARKUP: Final = re.compile(r"[\[\]{}<>|*_~^`\\]")
_END: Final = re.compile(r"(?P<mark>[.!?…。？！]+)[\"'»”’)]*\s+")
_SAME_LOOK: Final = str.maketrans({
    "’": "'", "ʼ": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "«": '"', "»": '"', "„": '"',
    "–": "-", "—": "-", "‑": "-", "\u00a0": " ", "\u202f": " ",
})  # fmt: skip
"""One character for one, so that positions in the folded text are positions in the text."""

_ABBREVIATIONS: Final = frozenset({
    "mr", "mrs", "ms", "dr", "st", "prof", "vs", "mme", "mlle", "tel", "гр", "ул", "вул", "тел", "пл",
})  # fmt: skip
"""A full stop behind these ends no sentence; nor does one behind a single letter (initials, "т. д.").

"No.", "им." and "руб." are not here: they are words too, and end sentences more often than they are cut short.
"""


def clean(text: str) -> str:
    """NFC, single spaces, nothing unprintable: the form in which words are compared, cached and shown."""
    text = "".join(" " if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char for char in text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def folded(text: str) -> str:
    """As long as `text`, with look-alike quotes, dashes and spaces made one."""
    return text.translate(_SAME_LOOK)


def same_words(one: str, other: str) -> bool:
    """Whether two wordings are one: every word and stop, but not the look of spaces, quotes and dashes."""
    return folded(clean(one)) == folded(clean(other))


def has_words(text: str) -> bool:
    return any(char.isalnum() for char in text)


def speakable(text: str) -> str:
    """The text an engine may have: no markup.

    Raises WinbackError for a variable left in braces: a callee must never hear "brace first name".
    """
    unfilled = _UNFILLED.search(text)
    if unfilled:
        raise WinbackError(f"“{text}” still holds the variable {unfilled[0]}; fill it in before it is spoken")
    return clean(_MARKUP.sub(" ", text))


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, in order; joined by spaces they give `clean(text)`. No piece is without words."""
    text = clean(text)
    found: list[str] = []
    start = 0
    for end in [found.end() for found in _END.finditer(text) if _ends_here(text, found)] + [len(text)]:
        piece = text[start:end].strip()
        start = end
        if not piece:
            continue
        if found and not (has_words(piece) and has_words(found[-1])):
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return tuple(found)


def ends_sentence(text: str) -> bool:
    """Whether a text stops with a sentence's end."""
    return bool(_END.search(f"{text[-4:]} "))


def _ends_here(text: str, found: re.Match[str]) -> bool:
    if text[found.end() : found.end() + 1].islower():
        return False
    if found["mark"] != ".":
        return True
    words = re.findall(r"\w+", text[max(0, found.start() - 24) : found.start()])
    before = words[-1] if words and text[found.start() - 1 : found.start()].isalnum() else ""
    return not (before.casefold() in _ABBREVIATIONS or (len(before) == 1 and before.isalpha()))
