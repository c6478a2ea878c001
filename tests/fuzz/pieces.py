"""What fuzzing begins with and what it puts in: the project's own small files, the language's words, hostile pieces."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bot.rehearsal import outline as rehearsal_outline
from bot.script import meaning, outline, outline_file
from bot.script.model import LANGUAGES
from bot.source.shape import Group
from bot.spoken import FORMS, TYPES

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
SOUND: Final = HERE / "beginnings" / "script.yaml"
"""A script with everything an author can write and no mistake."""
MOST_BYTES: Final = 6_000
"""Longest file taken as a beginning: small ones are read fast, and every rule has one."""

_DECLARED: Final = (outline, outline_file, rehearsal_outline)
_GROUPS: Final = [each for room in _DECLARED for each in vars(room).values() if isinstance(each, Group)]
_MEANT: Final = [words for name, words in vars(meaning).items() if name.startswith("OF_")]
WORDS: Final = tuple(dict.fromkeys((
    *(name for group in _GROUPS for name in group.names), *(word for words in _MEANT for word in words), *LANGUAGES,
    *TYPES, *(form for forms in FORMS.values() for form in forms), "back", "greeting", "bought", "first_name",
    "callback_at", "library", "phrases", "common/house.yaml", "part.yaml", "../x.yaml", "shop.yaml",
)))  # fmt: skip
"""The language's own words, for each other's place."""

HOSTILE: Final = (
    "&a ", "*a", "&a [*a]", "!!python/object/apply:os.system [x]", "!t ", "<<: {a: 1}", "<<: *a", "? ",
    "? [a]\n: b", "- " * 30, "[" * 60, "{a: " * 40, "]", "}", "---\n", "...\n", "%YAML 1.1\n", "%", "@", "`", "|",
    ">", "|-\n  x", ">+\n\n", "'", '"', '"\\x41\\u0000"', '"\\', "''", '""', "# ", ": ", ":", ",", "\t", "\r",
    "\r\n", "\x0b", "\x0c", "\x00", "\x1b[2J", "\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\ufffe", "\ud7ff",
    "\u202e", "\u200b", "\u0301", "😀", "ﬁ", "İ", "ß", "ﬀ", "٣", "²", "½", "一", "한", "ї", "ё", "{", "}", "{{", "}}",
    "{}", "{a}", "{, first_name}", "{first_name:vocative}", "{discount:rounded}", "{last_purchase_on:ago}",
    "{balance}", "{number:ordinal}", "{ callback_at:when.}", "{company:money}", "{x:y:z}", "{\n}", "yes", "no",
    "on", "off", "null", "~", "true", "12:30", "0671234567", "1e999", "-0", "+1", "+0", ".5", "0x1F", "1_000", "∞",
    "9" * 15, "9" * 400, "2000 UAH", "99999999999999999999 UAH", "0001-01-01", "9999-12-31", "2026-02-30",
    "+14 days", "+999999999 days", "today", "2026-11-22T12:00", "2026-11-22T12:00+99:99", "tomorrow 18:00-20:00",
    "380671234567", "5 s", "800 ms", "999999999999999 h", "a" * 300, "я" * 200, "a b " * 100, "\n" * 20, "  " * 20,
    "\n- \n- ", "\n  ? \n", "back",
)  # fmt: skip
"""What is put in anywhere: things YAML, numbers, dates, texts and terminals stumble over."""

_LISTED: Final = {
    "script": ["tests/script/broken/*.yaml", "tests/cli/yard/scripts/*.yaml", "tests/cli/broken/*/scripts/*.yaml"],
    "folder": ["tests/script/broken/include*.yaml", "tests/script/broken/missing-file.yaml",
               "tests/fuzz/beginnings/script.yaml"],
    "layout": ["tests/script/broken/*.yaml", "tests/fuzz/beginnings/*.yaml", "tests/cli/yard/scripts/*.yaml"],
    "library": ["tests/script/broken/common/*.yaml", "scripts/common/callback.yaml", "scripts/common/house.yaml"],
    "phrases": ["tests/script/broken/phrases*.yaml", "tests/script/broken/common/phrases/*.yaml",
                "tests/cli/yard/scripts/common/phrases/*.yaml"],
    "suite": ["tests/cli/broken/*/*.suite.yaml"],
    "config": ["config.yaml", "tests/cli/broken/*/config.yaml"],
    "campaign": ["campaigns/*.yaml", "tests/cli/broken/*/campaigns/*.yaml"],
    "contact": ["tests/cli/broken/*/contact*.yaml"],
}  # fmt: skip
"""Beginnings of each target beside those written for it in tests/fuzz/beginnings (TARGET*.yaml)."""


def beginnings() -> dict[str, tuple[bytes, ...]]:
    """Small files by target, each of which some reader should make something of."""
    written = sorted((HERE / "beginnings").glob("*.yaml"))
    targets = sorted({*_LISTED, *(file.stem.rstrip("0123456789") for file in written)})
    found: dict[str, tuple[bytes, ...]] = {}
    for target in targets:
        files = sorted(file for pattern in _LISTED.get(target, ()) for file in ROOT.glob(pattern))
        files += [file for file in written if file.stem.rstrip("0123456789") == target]
        told = [file.read_bytes() for file in files]
        found[target] = tuple(data for data in told if len(data) <= MOST_BYTES)
    return found
