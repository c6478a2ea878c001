"""What is fuzzed: every reader of what people write, from the bytes of a file to the last check of a script.

A target takes bytes and judges what comes of them. Only reported Problems and WinbackErrors may come out; everything
else is a crash: another exception, a Problem of an unknown rule or with another severity, a place outside of the file,
a message that would write control characters to a terminal, a value that cannot be spoken.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.assemble.files import check_script
from bot.campaign.plan import read_campaign
from bot.cli.contact import read_contact
from bot.config import Config, read_config
from bot.edge.lexicon import load_lexicon, load_telling
from bot.edge.tts_recordings import read_manifest
from bot.rehearsal.conversation import read_rehearsals
from bot.rehearsal.suite import read_suite
from bot.script.check import prompt_hash, recordable, review
from bot.script.condition import holds, parse_condition
from bot.script.graph import ways
from bot.script.include import includes
from bot.script.model import GLOBAL_INTENTS, LANGUAGES, PhraseLibrary, Script, Template
from bot.script.parse import parse_phrases
from bot.script.rules import RULES, Notes
from bot.script.template import parse_template, plain_text, render
from bot.source import Problem, Reader, Scalar, SourceError, WinbackError, decode, laid_out, mended, read, show
from bot.spoken import Count, Interval, Money
from bot.understanding.examined import Examined, examine
from bot.understanding.hygiene import Lists, check_phrases, check_prompts
from bot.understanding.tongues import Tongues
from bot.understanding.vocabulary import Vocabulary, compile_vocabulary

BROKEN: Final = Path(__file__).parents[1] / "script" / "broken"
MAIN: Final = "scripts/shop.yaml"
PART: Final = "scripts/part.yaml"
HOUSE: Final = (BROKEN / "common" / "house.yaml").read_text("utf-8")
SHOP: Final = (
    "script: shop\nlanguages: [en]\ngoal: interested\ninclude: [common/house.yaml, part.yaml]\nstart: greeting\n"
    'steps:\n  greeting: {discloses: true, say: {en: "A robot calls."}, answers: {yes: bought, no: not_interested}}\n'
    "outcomes: {bought: {disposition: interested}}\n"
)
PHRASES: Final = {
    language: PhraseLibrary(language, {intent: ("so",) for intent in GLOBAL_INTENTS if intent != "other"}, ("hm",))
    for language in ("en", "uk")
}
TODAY: Final = date(2026, 11, 22)
VALUES: Final = {
    "first_name": "Анна", "company": "Prego", "discount": Money(Decimal(2000), "UAH"),
    "balance": Count(350, ("x", "y")), "last_purchase_on": date(2023, 11, 1), "number": 7, "sure": True, "code": "AB12",
    "empty": "",
    "callback_at": Interval(datetime(2026, 11, 23, 10), datetime(2026, 11, 23, 12)),
}  # fmt: skip


MOST_SHOWN: Final = 30
"""Problems of one file whose words are looked at: there may be hundreds, all alike."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class CrashError(AssertionError):
    """Something came out that nobody may see."""


Target = Callable[[bytes], None]


# --- scripts, libraries, phrases --------------------------------------------------------------------------------------


def script(text: bytes) -> None:
    """A call script beside the house's library."""
    _reviewed({MAIN: decode(text, MAIN), PART: "library: part\n", "scripts/common/house.yaml": HOUSE})


def library(text: bytes) -> None:
    """A library that a sound script includes."""
    _reviewed({MAIN: SHOP, PART: decode(text, PART), "scripts/common/house.yaml": HOUSE})


def phrases(text: bytes) -> None:
    """A phrase library, and its hygiene for a script that listens for some of it."""
    told = decode(text, "en.yaml")
    found, problems = parse_phrases(told, "en.yaml")
    judge(problems, {"en.yaml": told}, RULES)
    if found is not None:
        vocabulary, tongues = _english()
        _hygiene(_sound(), examine({**found.intents, "other": found.other}, found.places, vocabulary, tongues))


def _reviewed(sources: Mapping[str, str]) -> None:
    if len(sources[MAIN]) % 4 == 0:  # it reads the text once more; now and then will do
        includes(sources[MAIN], MAIN)
    found = review(MAIN, sources, phrases=PHRASES, recordings={"greeting.say.en": "0" * 12})
    judge(found.problems, sources, RULES)
    for path, text in sources.items():
        mended(text, [problem for problem in found.problems if problem.span.file == path])
    if found.script is not None:
        _used(found.script)


def _used(sound: Script) -> None:
    """What is done with a script that has no errors."""
    for prompt in sound.prompts():
        for language, wordings in prompt.texts.items():
            for wording in wordings:
                _rendered(wording, language)
    for text in recordable(sound):
        prompt_hash(text.text)
    for step in sound.steps.values():
        ways(sound, step)
        for branch in step.branch:
            holds(branch.condition, VALUES, TODAY)
    vocabulary, tongues = _english()
    _hygiene(sound, examine({}, {}, vocabulary, tongues))


def _rendered(wording: Template, language: str) -> None:
    # A value that is missing, or has no such form, is a WinbackError: `check` said so, or the contact list will.
    with suppress(WinbackError):
        render(wording, VALUES, language, TODAY)


def _hygiene(sound: Script, listed: Examined) -> None:
    vocabulary, tongues = _english()
    notes = Notes()
    places = {intent: told["en"] for intent, told in sound.phrase_places.items() if "en" in told}
    own = examine(sound.phrases_in("en"), places, vocabulary, tongues)
    check_phrases(sound, "en", Lists(own, listed), notes)
    check_prompts(sound, "en", tongues, notes)


@cache
def _english() -> tuple[Vocabulary, Tongues]:
    return compile_vocabulary(load_lexicon("en")), Tongues(load_telling())


@cache
def _sound() -> Script:
    found = review(MAIN, {MAIN: SHOP, PART: "library: part\n", "scripts/common/house.yaml": HOUSE}).script
    assert found is not None
    return found


def layout(text: bytes) -> None:
    """Any file laid out anew; what it says must stay, and a second time must change nothing."""
    told = decode(text, "l.yaml")
    try:
        anew = laid_out(told, "l.yaml")
    except SourceError as error:
        judge(error.problems, {"l.yaml": told}, RULES)
    except WinbackError as error:
        raise CrashError(f"{error}") from error  # it says itself that it is a fault of winback
    else:
        if laid_out(anew, "l.yaml") != anew:
            raise CrashError("laid out twice is not as once")


# --- the small languages inside ---------------------------------------------------------------------------------------


def template(text: bytes) -> None:
    """A prompt's text with its braces, said in every language."""
    told = decode(text, "t.yaml")
    reader = Reader()
    node, _ = read(told, "t.yaml")
    wording = parse_template(node if isinstance(node, Scalar) else _scalar(told), reader)
    judge(reader.problems, {"t.yaml": told}, RULES)
    plain_text(wording)
    for language in LANGUAGES:
        _rendered(wording, language)


def _scalar(text: str) -> Scalar:
    """A text as if it stood in a file alone."""
    lines = text.splitlines() or [""]
    reader = Reader()
    node = reader.open('""', "t.yaml")
    assert isinstance(node, Scalar)
    return Scalar(text, node.span._replace(end_line=len(lines), end_column=len(lines[-1]) + 1))


def condition(text: bytes) -> None:
    """The tests of a branch, against a value of every kind."""
    told = decode(text, "c.yaml")
    reader = Reader()
    found = parse_condition(reader.open(told, "c.yaml"), reader)
    judge(reader.problems, {"c.yaml": told}, RULES)
    holds(found, VALUES, TODAY)
    holds(found, VALUES)
    for value in VALUES.values():
        holds(found, {test.name: value for test in found}, TODAY)


# --- other files ------------------------------------------------------------------------------------------------------


def rehearsals(text: bytes) -> None:
    """Written conversations."""
    _read(lambda told: read_rehearsals(told, "r.yaml"), text, "r.yaml")


def suite(text: bytes) -> None:
    """What recorded callees must come to."""
    _read(lambda told: read_suite(told, "s.yaml"), text, "s.yaml")


def config(text: bytes) -> None:
    """An installation's config.yaml."""
    _read_file(read_config, text)


def campaign(text: bytes) -> None:
    """A campaign file."""
    _read_file(read_campaign, text)


def contact(text: bytes) -> None:
    """One contact's values."""
    _read_file(read_contact, text)


def manifest(text: bytes) -> None:
    """The list of recorded prompts."""
    _read_file(read_manifest, text)


def folder(text: bytes) -> None:
    """A script in a folder, as `winback check` finds it: with its includes and the recordings' manifest."""
    config = _installation()
    path = config.scripts_dir / "shop.yaml"
    path.write_bytes(text)
    checked = check_script(config, str(path))
    judge(checked.problems, checked.sources, RULES)


@cache
def _installation() -> Config:
    (_folder() / "scripts" / "common").mkdir(parents=True)
    (_folder() / "scripts" / "common" / "house.yaml").write_text(HOUSE, "utf-8")
    (_folder() / "config.yaml").write_text("data_dir: var\n", "utf-8")
    return read_config(_folder() / "config.yaml")


def _read(reading: Callable[[str], object], text: bytes, path: str) -> None:
    told = decode(text, path)
    try:
        reading(told)
    except SourceError as error:
        judge(error.problems, {path: told}, None)


def _read_file(reading: Callable[[Path], object], text: bytes) -> None:
    path = _folder() / "file.yaml"
    path.write_bytes(text)
    try:
        reading(path)
    except SourceError as error:
        judge(error.problems, {str(path): text.decode("utf-8-sig", "replace")}, None)


@cache
def _folder() -> Path:
    """One for the process, in memory where there is such a place."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="winback-fuzz-", dir=memory if memory.is_dir() else None))


def sweep() -> None:
    """Remove what was written."""
    shutil.rmtree(_folder())
    _folder.cache_clear()
    _installation.cache_clear()


# --- judging ----------------------------------------------------------------------------------------------------------

TARGETS: Final[Mapping[str, Target]] = MappingProxyType({
    target.__name__: target
    for target in (
        script, library, phrases, layout, template, condition, rehearsals, suite, config, campaign, contact, manifest,
        folder,
    )
})  # fmt: skip


def judge(problems: Sequence[Problem], sources: Mapping[str, str], rules: Mapping[str, object] | None) -> None:
    """Raises CrashError where an author could not make sense of a Problem."""
    shown = "\n".join(show(problem, sources) for problem in problems[:MOST_SHOWN])
    if _CONTROL.search(shown):
        raise CrashError(f"control characters: {shown!r}")
    for problem in problems:
        if rules is not None and problem.rule not in rules:
            raise CrashError(f"unknown rule: {problem!r}")
        if rules is not None and RULES[problem.rule].severity != problem.severity:
            raise CrashError(f"wrong severity: {problem!r}")
        if problem.span.line and not _inside(problem, sources):
            raise CrashError(f"outside of the file: {problem!r}")


def _inside(problem: Problem, sources: Mapping[str, str]) -> bool:
    """Whether a place lies in the author's text, or just behind its end."""
    span = problem.span
    if span.file not in sources:
        return False
    lines = [*sources[span.file].removeprefix("\ufeff").splitlines(), ""]
    if not (1 <= span.line <= span.end_line <= len(lines) + 1 and span.column >= 1):
        return False
    last = lines[span.end_line - 1] if span.end_line <= len(lines) else ""
    first = lines[span.line - 1] if span.line <= len(lines) else ""
    forward = (span.line, span.column) <= (span.end_line, span.end_column)
    return forward and span.column <= len(first) + 1 and span.end_column <= len(last) + 2
