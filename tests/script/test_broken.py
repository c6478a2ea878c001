"""Every message an author can meet, as a file that provokes it and the words it provokes.

`WRITE_GOLDEN=1 pytest tests/script/test_broken.py` writes the words anew; read the difference before committing it.
"""

import os
from pathlib import Path

import pytest

from bot.script.check import review
from bot.script.model import GLOBAL_INTENTS, PhraseLibrary
from bot.script.parse import parse_phrases
from bot.script.rules import RULES
from bot.source import Problem, SourceError, decode, show

HERE = Path(__file__).parent / "broken"
BROKEN = sorted(HERE.glob("*.yaml"))
PHRASES = {
    language: PhraseLibrary(language, {intent: ("so",) for intent in GLOBAL_INTENTS if intent != "other"}, ("hm",))
    for language in ("en", "uk")
}


def problems_of(path: Path) -> tuple[tuple[Problem, ...], dict[str, str]]:
    """What is wrong with a broken file, read as the program would read it."""
    main = f"scripts/{path.name}"
    try:
        text = decode(path.read_bytes(), main)
    except SourceError as error:
        return error.problems, {}
    libraries = [*HERE.glob("common/*.yaml"), HERE / "unknown-key.yaml"]
    sources = {main: text} | {f"scripts/{file.relative_to(HERE)}": file.read_text() for file in libraries}
    if path.name.startswith("phrases"):
        return parse_phrases(text, main)[1], sources
    recorded = path.with_suffix(".tsv")
    recordings = None
    if recorded.exists():
        recordings = dict(line.split("\t") for line in recorded.read_text().splitlines())
    return review(main, sources, phrases=PHRASES, recordings=recordings).problems, sources


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_shows_its_mistakes(path: Path) -> None:
    problems, sources = problems_of(path)
    shown = "\n".join(show(problem, sources) for problem in problems) + "\n"
    golden = path.with_suffix(".expected.txt")
    if os.environ.get("WRITE_GOLDEN"):
        golden.write_text(shown)
    assert shown == golden.read_text()


def test_every_rule_has_a_broken_file_that_breaks_it() -> None:
    met = {problem.rule for path in BROKEN for problem in problems_of(path)[0]}
    assert met == set(RULES)


def test_every_problem_has_the_severity_of_its_rule() -> None:
    for path in BROKEN:
        for problem in problems_of(path)[0]:
            assert problem.severity == RULES[problem.rule].severity, problem
