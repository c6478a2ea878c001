"""How far what was heard is from what was to be said, in words: the numerator of the word error rate."""

from __future__ import annotations

from collections.abc import Sequence


def distance(expected: Sequence[str], actual: Sequence[str]) -> int:
    """Words to change, add or leave out (Levenshtein)."""
    row = list(range(len(actual) + 1))
    for count, word in enumerate(expected, start=1):
        before, row[0] = row[0], count
        for place, heard in enumerate(actual, start=1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (word != heard))
    return row[-1]
