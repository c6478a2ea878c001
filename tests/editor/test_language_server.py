"""What VS Code shows while a script is being written: the real YAML language server, over stdio.

`make language-server` installs it into var/language-server (and `make test` does, where npm may); without it these
tests are skipped, and say so. The server finds the schema as it would for an author: by the file's first line.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.editor.editor import ROOT, SERVER, Editor, opened

pytestmark = [
    pytest.mark.xdist_group("editor"),  # one server for all
    pytest.mark.skipif(
        shutil.which("node") is None or not SERVER.is_file(),
        reason="NO EDITOR WAS TESTED: there is no YAML language server; run `make language-server` (needs npm)",
    ),
]

SCRIPT = ROOT / "scripts" / "discount_offer.yaml"
MODELINE = "# yaml-language-server: $schema=schema/script.schema.json\n"
HEAD = f"""{MODELINE}script: mine
languages: [en]
goal: interested
start: ask
outcomes: {{done: {{disposition: interested}}}}
"""
CURSOR = "^"
numbers = count(1)


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    with opened() as editor:
        yield editor


def at_cursor(editor: Editor, lines: str) -> tuple[Path, int, int]:
    """A script of an author's own with these lines at its end, opened; and the place of the cursor in it."""
    before, _, after = f"{HEAD}{lines}".partition(CURSOR)
    path = SCRIPT.with_name(f"mine{next(numbers)}.yaml")
    editor.open(path, before + after)
    return path, before.count("\n") + 1, len(before) - before.rfind("\n")


def complaints(editor: Editor, lines: str) -> list[tuple[str, str]]:
    """What is underlined in these lines."""
    path, _, _ = at_cursor(editor, lines)
    return [(f"{HEAD}{lines}".splitlines()[line - 1].strip(), told) for line, told in editor.complaints(path)]


@pytest.mark.parametrize(
    "path", ["scripts/discount_offer.yaml", "scripts/common/house.yaml", "tests/conversations/callback.yaml"]
)
def test_nothing_is_underlined_in_what_is_shipped(editor: Editor, path: str) -> None:
    editor.open(ROOT / path, (ROOT / path).read_text(encoding="utf-8"))
    assert editor.complaints(ROOT / path) == []


def test_a_slip_in_a_shipped_script_is_underlined_at_its_line(editor: Editor) -> None:
    text = SCRIPT.read_text(encoding="utf-8").replace("offers: true", "ofers: true", 1)
    path = SCRIPT.with_name("slip.yaml")
    editor.open(path, text)
    line = text[: text.index("ofers")].count("\n") + 1
    assert editor.complaints(path) == [(line, "Property ofers is not allowed.")]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("say: Hello", "this should be a text by language: {en: ...}"),
        ("say: {en: ''}", "there is nothing to read here"),
        ("patience_s: soon", "this should be a length of time, such as 5 s, 800 ms, 2 min or 1 h"),
        ("patience_s: 50", "Value is above the maximum of 5."),
        ("barge_in: nope", "this should be yes or no (true or false)"),
        ("keys: {12: yes}", "Property 12 is not allowed."),
        ("capture: {size: nubmer}", "Value is not accepted."),
        ("capture: {size: {type: choice}}", 'Missing property "options".'),
        ("answers: {yes: [done]}", "this should be a text"),
    ],
)
def test_a_mistake_is_told_in_an_authors_words(editor: Editor, line: str, told: str) -> None:
    ((where, said),) = complaints(editor, f"steps:\n  ask:\n    {line}\n")
    assert (where, said.startswith(told)) == (line, True), said


def test_answers_yes_and_no_are_words(editor: Editor) -> None:
    assert complaints(editor, "steps:\n  ask:\n    answers: {yes: done, no: done}\n    keys: {1: yes, 2: no}\n") == []


def test_the_keys_of_a_step_are_proposed_and_explained(editor: Editor) -> None:
    offers = editor.offers(*at_cursor(editor, "steps:\n  ask:\n    ^\n"))
    assert {"say", "answers", "capture", "next", "branch", "keys", "patience_s"} <= offers.keys()
    assert offers["next"] == ("Where to go after saying, or after the value was caught.\n\n```yaml\nnext: offer\n```")
    assert "disposition" not in offers


@pytest.mark.parametrize(
    ("lines", "some"),
    [
        ("^\n", {"title", "steps", "contact"}),
        ("steps:\n  ask:\n    say:\n      ^\n", {"en", "uk", "ru", "fr"}),
        ("steps:\n  ask:\n    answers:\n      ^\n", {"yes", "no", "too_expensive", "call_later"}),
        ("steps:\n  ask:\n    answers:\n      yes:\n        ^\n", {"say", "go", "set", "confirm", "back"}),
        ("steps:\n  ask:\n    capture:\n      size: ^\n", {"score", "number", "money"}),
        ("steps:\n  ask:\n    discloses: ^\n", {"true", "false"}),
        ("objections:\n  ^\n", {"too_expensive", "robot"}),
        ("contact:\n  spent: {type: ^}\n", {"money", "date", "name"}),
    ],
)
def test_what_can_stand_at_a_place_is_proposed(editor: Editor, lines: str, some: set[str]) -> None:
    assert some <= editor.offers(*at_cursor(editor, lines)).keys()


def test_nothing_is_proposed_that_nobody_would_write(editor: Editor) -> None:
    """A title may be left out, and may read `true`: both are right, and neither is worth proposing."""
    assert editor.offers(*at_cursor(editor, "title: ^\n")) == {}
    assert "opt_out" not in editor.offers(*at_cursor(editor, "objections:\n  ^\n"))


def test_pointing_at_a_key_explains_it_with_an_example(editor: Editor) -> None:
    told = editor.explains(*at_cursor(editor, "steps:\n  ask:\n    pati^ence_s: 0.6\n"))
    assert "How long a pause ends the callee's answer (0.2 to 5). Left out: 0.6." in told
    assert "```yaml\npatience_s: 1.2\n```" in told
    assert "a step asks" in editor.explains(*at_cursor(editor, "steps:\n  a^sk:\n    next: done\n")).lower()
    assert "A yes to the question." in editor.explains(*at_cursor(editor, "steps:\n  ask: {answers: {y^es: done}}\n"))
    assert "`money`: an amount" in editor.explains(*at_cursor(editor, "steps:\n  ask: {capture: {si^ze: money}}\n"))
