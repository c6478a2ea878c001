"""What editors are told of a file and what the program reads are the same: nothing more, nothing less.

Where the whole of a script matters (names, endless loops, texts with variables), only `winback check` judges.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from bot.assemble.starters import templates
from bot.cli.starters import KINDS
from bot.rehearsal import outline as stage
from bot.rehearsal.conversation import read_rehearsals
from bot.rehearsal.schema import schemas as rehearsal_schemas
from bot.script import outline, outline_file
from bot.script.parse import parse, parse_phrases
from bot.script.schema import FOLDER, modeline, schema_name
from bot.script.schema import schemas as script_schemas
from bot.script.starter import starter
from bot.source import SourceError
from bot.source.shape import Either, Flag, Group, Length, Many, Shape, Text, Whole, Word
from tests.editor.plain import plain

ROOT = Path(__file__).parents[2]
SCHEMAS = {**script_schemas(), **rehearsal_schemas()}
SHIPPED = [
    *((path, "script") for path in sorted(ROOT.glob("scripts/*.yaml"))),
    *((path, "library") for path in sorted(ROOT.glob("scripts/common/*.yaml"))),
    *((path, "phrases") for path in sorted(ROOT.glob("scripts/common/phrases/*.yaml"))),
    *((path, "rehearsals") for path in sorted(ROOT.glob("tests/conversations/*.yaml"))),
]


@cache
def validator(kind: str) -> Draft7Validator:
    return Draft7Validator(SCHEMAS[kind])


# --- what is shipped ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_schema_beside_the_scripts_is_the_one_the_program_would_write(kind: str) -> None:
    committed = (ROOT / "scripts" / FOLDER / schema_name(kind)).read_text(encoding="utf-8")
    is_right = committed == json.dumps(SCHEMAS[kind], ensure_ascii=False, indent=2) + "\n"
    assert is_right, "run: winback schema --write"


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_schema_is_a_schema(kind: str) -> None:
    Draft7Validator.check_schema(SCHEMAS[kind])


@pytest.mark.parametrize(("path", "kind"), SHIPPED, ids=lambda value: getattr(value, "stem", value))
def test_every_shipped_file_is_valid_and_names_its_schema_in_its_first_line(path: Path, kind: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert [error.message for error in validator(kind).iter_errors(plain(text))] == []
    first = text.splitlines()[0]
    assert first == modeline(path.relative_to(ROOT).as_posix(), kind)
    assert (path.parent / first.partition("$schema=")[2]).resolve() == ROOT / "scripts" / FOLDER / schema_name(kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("which", "written"), [(0, "script"), (1, "rehearsals")])
def test_what_winback_new_writes_is_valid(kind: str, which: int, written: str) -> None:
    text = starter(templates(kind)[which], kind, ("spring", "scripts/rehearsals/spring.yaml"), ("en", "uk"))
    assert [error.message for error in validator(written).iter_errors(plain(text))] == []


def test_a_first_line_names_the_schema_from_wherever_the_file_lies() -> None:
    said = "# yaml-language-server: $schema="
    assert modeline("scripts/shoes.yaml", "script") == f"{said}schema/script.schema.json"
    assert (
        modeline("/srv/shop/talk/new/shoes.yaml", "script", "/srv/shop/talk") == f"{said}../schema/script.schema.json"
    )
    assert modeline("shoes.yaml", "rehearsals") == f"{said}scripts/schema/rehearsals.schema.json"


# --- the same verdict -----------------------------------------------------------------------------------------------

SCRIPT = "script: shoes\nlanguages: [en]\ngoal: interested\nstart: ask\nsteps: {ask: STEP}\noutcomes: {done: OUTCOME}\n"
STEP, OUTCOME = "{answers: {yes: done}}", "{disposition: interested}"


def in_script(**parts: str) -> str:
    """A script with parts of it written otherwise, and further lines at its end."""
    text = SCRIPT.replace("STEP", parts.pop("step", STEP)).replace("OUTCOME", parts.pop("outcome", OUTCOME))
    return text + "".join(f"{name}: {part}\n" for name, part in parts.items())


def in_rehearsal(line: str) -> str:
    ends = "{ends: {disposition: interested}}"
    return f"rehearsals: shoes\nscript: shoes\nconversations: [{{name: one, lines: [{line}, {ends}]}}]\n"


FRAMES: dict[str, tuple[Group, Callable[[str], str]]] = {
    "script": (outline_file.SCRIPT, lambda hole: hole),
    "library": (outline_file.LIBRARY, lambda hole: hole),
    "phrases": (outline_file.PHRASES, lambda hole: hole),
    "step": (outline.STEP, lambda hole: in_script(step=hole)),
    "answer": (outline.ANSWER, lambda hole: in_script(step=f"{{answers: {{yes: {hole}}}}}")),
    "slot": (outline.SLOT, lambda hole: in_script(step=f"{{next: done, capture: {{pairs: {hole}}}}}")),
    "branch": (outline.BRANCH, lambda hole: in_script(step=f"{{branch: [{hole}]}}")),
    "test": (outline.TEST, lambda hole: in_script(step=f"{{branch: [{{if: {{pairs: {hole}}}, go: done}}]}}")),
    "prompt": (outline.PROMPT, lambda hole: in_script(step=f"{{next: done, say: {hole}}}")),
    "objection": (outline.OBJECTION, lambda hole: in_script(objections=f"{{robot: {hole}}}")),
    "outcome": (outline.OUTCOME, lambda hole: in_script(outcome=hole)),
    "action": (outline.ACTION, lambda hole: in_script(outcome=f"{{disposition: interested, actions: [{hole}]}}")),
    "machine": (outline.MACHINE, lambda hole: in_script(machine=hole)),
    "policy": (outline.POLICY, lambda hole: in_script(no_input=hole)),
    "variable": (outline.VARIABLE, lambda hole: in_script(contact=f"{{first_name: {hole}}}")),
    "unit": (outline.UNIT, lambda hole: in_script(contact=f"{{points: {{type: count, unit: {hole}}}}}")),
    "own_phrases": (outline.OWN_PHRASES, lambda hole: in_script(phrases=f"{{moved: {hole}}}")),
    "rehearsals": (stage.REHEARSALS, lambda hole: hole),
    "conversation": (
        stage.CONVERSATION, lambda hole: f"rehearsals: shoes\nscript: shoes\nconversations: [{hole}]\n",
    ),
    "line": (stage.LINE, in_rehearsal),
    "ending": (
        stage.ENDING,
        lambda hole: in_rehearsal("{says: a}").replace("{disposition: interested}", hole),
    ),
    "said": (stage.SAID, lambda hole: in_rehearsal(f"{{hears: {hole}}}")),
    "meant": (stage.MEANT, lambda hole: in_rehearsal(f"{{means: {hole}}}")),
}  # fmt: skip
"""Every group of keys, and a file with a hole where its lines stand."""

COMMON = ("", "word", "5", "yes", "true", "[word]", "[[word]]", "{}", "{word: word}", "{en: word}")
"""One of each kind: enough where the same shape was tried with all of the values already."""
SINGLE = (
    '"two words"', '""', "0.5", "-3", "100000", '"true"', "nope", "800 ms", "interested", "en", "score", "choice",
    "money", "over_bot", "phrases",
)  # fmt: skip
LINES = (
    "{word: 5}", "{Word: word}", "{back: word}", "{word: }", "{word: [word]}", "{word: {}}",
    "{word: {is: 5, known: no}}", "{word: {isnt: 5}}", "{word: {en: word}}", '{en: ""}', "{en: [word, other]}",
    "{en: {a: b}}", "{de: word}", "{en: }", "{yes: word}", "{yes: {go: word, say: {en: word}}}", "{yes: {goo: word}}",
    "{yes: }", "{1: yes, '#': no}", "{12: yes}", "{pairs: score}", "{pairs: choice}",
    "{pairs: {type: number, low: 1}}", "{pairs: {tpye: number}}", "{pairs: score, size: score}", "{type: text}",
    "{word: {type: text, default: 5}}", "{word: {type: txt}}", "{word: {disposition: interested}}", "{go: word}",
    "{after_s: 6, reprompt: 1}", "{after: 6}", "{finish: word}", "{sms: code}", "{still_there: {en: word}}",
    "{still_here: {en: word}}", "{intent: no}", "{intent: no, action: ask}", "{intent: no, action: aks}",
    "{disposition: hung_up}",
)  # fmt: skip
LISTS = (
    "[]", "[word, word]", '["", 5]', "[{a: b}]", "[en, uk]", "[{go: word}]", "[{if: {word: 5}, go: word}]",
    "[{if: {word: [5]}, goo: word}]", "[{sms: code, not: word}]", "[{smss: code}]", "[{sms: a, email: b}]",
    "[{ends: {disposition: hung_up}}]", "[{says: a, means: b}]",
    "[{name: one, lines: [{ends: {disposition: hung_up}}]}]",
)  # fmt: skip
"""What an author might write behind a key: right somewhere, wrong elsewhere."""


def values_for(shape: Shape) -> tuple[str, ...]:
    """What comes near enough to be taken for it."""
    if isinstance(shape, Text | Word | Flag | Whole | Length):
        return (*COMMON, *SINGLE)
    if isinstance(shape, Many):
        return (*COMMON, *LISTS, *(LINES if isinstance(shape.of, Group) else SINGLE))
    return (*COMMON, *LINES, *(SINGLE if isinstance(shape, Either) else ()))


OF_THE_WHOLE = {
    "missing-file", "include-outside", "include-cycle", "wrong-file", "mixed-step", "go-and-back", "number-bounds",
    "choice-options", "step-and-outcome", "no-end", "picks-up-first", "twice", "missing-language",
}  # fmt: skip
"""What depends on more than one place: the program's to judge, whatever an editor says."""

LENGTHS = [key.name for group, _ in FRAMES.values() for key in group.keys if isinstance(key.shape, Length)]
UNJUDGED = ("as_of: ", *(f"{name}: 800 ms" for name in LENGTHS))
"""See the last test."""


def problems_of(kind: str, text: str) -> set[str]:
    """The rules a file breaks by itself."""
    if kind == "phrases":
        return {problem.rule for problem in parse_phrases(text, "scripts/common/phrases/en.yaml")[1]}
    if kind == "rehearsals":
        try:
            read_rehearsals(text, "shoes.yaml")
        except SourceError as error:
            return {problem.rule for problem in error.problems}
        return set()
    if kind == "library":
        main = "scripts/shoes.yaml"
        found = parse(main, {main: in_script(include="[part.yaml]"), "scripts/part.yaml": text}).problems
        return {problem.rule for problem in found if problem.span.file != main}
    return {problem.rule for problem in parse("scripts/shoes.yaml", {"scripts/shoes.yaml": text}).problems}


def kind_of(place: str) -> str:
    group = FRAMES[place][0]
    if place in SCHEMAS:
        return place
    return (
        "rehearsals" if group in (stage.CONVERSATION, stage.LINE, stage.ENDING, stage.SAID, stage.MEANT) else "script"
    )


def written(group: Group, key: str, value: str) -> str:
    """The group's lines with what it needs, and this."""
    lines = {name: group[name].example for name in group.required if name != key}
    return "{" + ", ".join(f"{name}: {told}" for name, told in {**lines, key: value}.items()) + "}"


def tried_whole() -> set[tuple[str, str]]:
    """Places and keys by which each shape is tried with all of the values: the first of them."""
    seen: list[Shape] = []
    found = set()
    for place, (group, _) in FRAMES.items():
        for key in group.keys:
            if key.shape not in seen:
                seen.append(key.shape)
                found.add((place, key.name))
    return found


TRIED_WHOLE = tried_whole()


def tried(place: str) -> Iterator[tuple[str, str]]:
    group, frame = FRAMES[place]
    for key in group.keys:
        for value in values_for(key.shape) if (place, key.name) in TRIED_WHOLE else COMMON:
            yield f"{key.name}: {value}", frame(written(group, key.name, value))
    yield "a key nobody knows", frame(written(group, "zzz", "word"))


@pytest.mark.parametrize("place", FRAMES)
def test_an_editor_and_the_program_refuse_the_same(place: str) -> None:
    kind = kind_of(place)
    differ = []
    for what, text in tried(place):
        rules = problems_of(kind, text)
        if rules & OF_THE_WHOLE or what.startswith(UNJUDGED):
            continue
        valid = validator(kind).is_valid(plain(text))
        if valid == bool(rules):
            differ.append((what, "valid to an editor" if valid else "wrong to an editor", sorted(rules)))
    assert differ == []


@pytest.mark.parametrize("place", FRAMES)
def test_every_example_shown_by_an_editor_is_right(place: str) -> None:
    group, frame = FRAMES[place]
    kind = kind_of(place)
    for key in group.keys:
        text = frame(written(group, key.name, key.example))
        assert problems_of(kind, text) <= OF_THE_WHOLE - {"wrong-file"}, key.name
        assert validator(kind).is_valid(plain(text)), key.name


def test_what_editors_cannot_judge_is_left_to_the_program() -> None:
    """Numbers in quotes, and lengths of time with a unit, have no size to an editor; and any text may be a date."""
    for value in ('"9"', "5 min"):
        text = in_script(step=f"{{next: done, patience_s: {value}}}")
        assert validator("script").is_valid(plain(text))
        assert problems_of("script", text) == {"bad-value"}
    text = in_rehearsal("{says: a}") + "as_of: soon\n"
    assert validator("rehearsals").is_valid(plain(text))
    assert problems_of("rehearsals", text) == {"bad-value"}
