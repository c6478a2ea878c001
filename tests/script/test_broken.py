"""Every message an author can meet, as a file that provokes it and the words it provokes.

`WRITE_GOLDEN=1 pytest tests/script/test_broken.py` writes the words anew; read the difference before committing it.
"""

import os
from pathlib import Path

import pytest

from bot.edge.lexicon import load_lexicon, load_telling
from bot.script.check import review
from bot.script.model import GLOBAL_INTENTS, PhraseLibrary
from bot.script.parse import in_order, parse, parse_phrases
from bot.script.rules import RULES, Notes
from bot.source import Problem, SourceError, decode, show
from bot.understanding.examined import examine
from bot.understanding.hygiene import Lists, check_phrases, check_prompts
from bot.understanding.tongues import Tongues
from bot.understanding.vocabulary import compile_vocabulary

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
    if path.name.startswith("hygiene"):
        return hygiene_of(main, sources), sources
    recorded = path.with_suffix(".tsv")
    recordings = None
    if recorded.exists():
        recordings = dict(line.split("\t") for line in recorded.read_text().splitlines())
    return review(main, sources, phrases=PHRASES, recordings=recordings).problems, sources


def hygiene_of(main: str, sources: dict[str, str]) -> tuple[Problem, ...]:
    """What phrase hygiene says of a script beside the libraries in common/phrases."""
    script = parse(main, sources).draft
    assert script is not None
    notes, tongues = Notes(), Tongues(load_telling())
    for language in script.languages:
        file = f"scripts/common/phrases/{language}.yaml"
        sources[file] = (HERE / "common" / "phrases" / f"{language}.yaml").read_text()
        library, problems = parse_phrases(sources[file], file)
        assert library is not None, problems
        vocabulary = compile_vocabulary(load_lexicon(language))
        own = {intent: told[language] for intent, told in script.phrase_places.items()}
        lists = Lists(
            examine(script.phrases_in(language), own, vocabulary, tongues),
            examine({**library.intents, "other": library.other}, library.places, vocabulary, tongues),
        )
        check_phrases(script, language, lists, notes)
        check_prompts(script, language, tongues, notes)
    return in_order(notes.problems, sources)


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
