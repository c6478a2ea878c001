"""Truths about a whole script that no single line shows. `review` is parsing and checking in one.

Knows the language's rules (`rules`); needs no audio, no clock, no file: phrases and recordings are handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from bot.script.check_flow import check_flow
from bot.script.check_length import check_lengths
from bot.script.check_name import check_names
from bot.script.check_text import Recordable, check_texts, prompt_hash, recordable, recording_id
from bot.script.model import PhraseLibrary, Script
from bot.script.parse import Parsed, in_order, parse
from bot.script.rules import Enough, Notes
from bot.source import Problem

__all__: Final = ["Recordable", "check", "judge", "prompt_hash", "recordable", "recording_id", "review"]


def check(
    script: Script,
    *,
    phrases: Mapping[str, PhraseLibrary | None] | None = None,
    recordings: Mapping[str, str] | None = None,
) -> tuple[Problem, ...]:
    """Everything wrong with a script as a whole.

    `phrases` by language, None for a library that cannot be read; without one every global intent counts as known.
    `recordings` maps recording ids (`recording_id`) to the `prompt_hash` of the text that was recorded.
    """
    notes = Notes()
    with suppress(Enough):
        check_names(script, phrases, notes)
        check_texts(script, recordings, notes)
        check_flow(script, notes)
        check_lengths(script, notes)
    return tuple(notes.problems)


def review(
    main: str,
    sources: Mapping[str, str],
    *,
    phrases: Mapping[str, PhraseLibrary | None] | None = None,
    recordings: Mapping[str, str] | None = None,
) -> Parsed:
    """Parse and check: all Problems in reading order; `script` is None where any of them is an error.

    Raises KeyError where `sources` lacks the main file.
    """
    return judge(parse(main, sources), sources, phrases=phrases, recordings=recordings)


def judge(
    parsed: Parsed,
    sources: Mapping[str, str],
    *,
    phrases: Mapping[str, PhraseLibrary | None] | None = None,
    recordings: Mapping[str, str] | None = None,
) -> Parsed:
    """`review` of what is parsed already: for those who must know the script before they can say what is recorded."""
    if parsed.draft is None:
        return parsed
    found = check(parsed.draft, phrases=phrases, recordings=recordings)
    problems = in_order((*parsed.problems, *found), sources)
    sound = all(problem.severity == "warning" for problem in problems)
    return Parsed(parsed.draft if sound else None, problems, parsed.draft)
