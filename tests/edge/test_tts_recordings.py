"""Human recordings: the manifest, what fits, what is stale."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from recorded_prompts import written

from bot.edge.tts_recordings import Manifest, fit, read_manifest, recordings, stale
from bot.script.check import check, prompt_hash
from bot.script.model import Field, Outcome, Prompt, Script, Step, Target, Text
from bot.source import Problem, SourceError

TWO_WORDINGS = """\
# two wordings of one prompt
recordings:
  - {script: greet, prompt: bye.say, language: en, wording: 1, text: "Bye.", file: en/bye.wav}
  - {prompt: bye.say, language: en, wording: 2, text: "Goodbye.", file: en/hello.wav}
"""
TWIN = "{prompt: a.say, language: en, text: A., file: en/bye.wav}"
BYE = Prompt("bye.say", {"en": ((Text("Bye."),), (Text("Goodbye."),))})
SCRIPT = Script(
    "greet", "A test", ("en",), "completed", "bye",
    {"bye": Step("bye", BYE, then=Target("finish", "done"))}, {"done": Outcome("done", "completed")},
)  # fmt: skip


def about_recordings(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.rule.endswith("-recording")]


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    return read_manifest(written(tmp_path))


def prompt(id_: str, *template: Text | Field) -> Prompt:
    return Prompt(id_, {"en": (template,)})


def test_a_prompt_without_variables_is_recorded_whole(manifest: Manifest) -> None:
    found = fit(manifest, "Goodbye, and  thank you.", "en", "bye.say")
    assert found is not None
    assert found.before is not None
    assert found.before.file.name == "bye.wav"
    assert (found.middle, found.after) == ("", None)


def test_a_whole_recording_serves_any_prompt_with_its_words(manifest: Manifest) -> None:
    assert fit(manifest, "Goodbye, and thank you.", "en", "other.say") is not None


def test_a_recording_of_other_words_or_another_language_is_not_used(manifest: Manifest) -> None:
    assert fit(manifest, "Goodbye, and thanks.", "en", "bye.say") is None
    assert fit(manifest, "Goodbye, and thank you.", "fr", "bye.say") is None


def test_a_constant_spoken_in_the_recording_is_matched_by_its_words(manifest: Manifest) -> None:
    assert fit(manifest, "Prego has a sale.", "en", "offer.say") is not None
    assert fit(manifest, "Bata has a sale.", "en", "offer.say") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, Anna. This is Prego.", ("Hello", ", Anna. ", "This is Prego.")),
        ("Hello, Anna Maria! This is Prego.", ("Hello", ", Anna Maria! ", "This is Prego.")),
        ("Hello. This is Prego.", ("Hello", ". ", "This is Prego.")),
    ],
)
def test_a_name_is_spoken_in_the_gap(manifest: Manifest, text: str, words: tuple[str, str, str]) -> None:
    found = fit(manifest, text, "en", "greeting.say")
    assert found is not None
    assert found.words == words
    assert "".join(found.words) == text


@pytest.mark.parametrize(
    "text", ["Hello, Anna. This is Bata.", "Helloise. This is Prego.", "Hi, Anna. This is Prego.", "Hello", "Prego."]
)
def test_a_gap_in_other_words_does_not_fit(manifest: Manifest, text: str) -> None:
    assert fit(manifest, text, "en", "greeting.say") is None


def test_a_gap_belongs_to_its_own_prompt(manifest: Manifest) -> None:
    assert fit(manifest, "Hello, Anna. This is Prego.", "en", "other.say") is None


def test_the_checker_gets_the_hashes_of_texts_without_variables_by_its_own_ids(manifest: Manifest) -> None:
    assert recordings(manifest) == {"bye.say.en": prompt_hash("Goodbye, and thank you.")}


def test_the_checker_agrees_about_recordings(tmp_path: Path) -> None:
    found = recordings(read_manifest(written(tmp_path, TWO_WORDINGS)), "greet")
    assert about_recordings(check(SCRIPT, recordings=found)) == []
    (problem,) = about_recordings(check(SCRIPT, recordings={**found, "bye.say.en.2": prompt_hash("Other words.")}))
    assert problem.rule == "stale-recording"


def test_recordings_of_another_script_are_not_handed_in(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, TWO_WORDINGS.replace("script: greet", "script: other", 1)))
    assert list(recordings(manifest, "greet")) == ["bye.say.en.2"]
    problems = stale(manifest, [prompt("bye.say", Text("New."))], "third")
    assert [problem.span.line for problem in problems] == [4]


def test_a_recording_whose_words_still_stand_is_not_stale(manifest: Manifest) -> None:
    greeting = prompt("greeting.say", Text("Hello"), Field("first_name", lead=", "), Text(". This is "),
                      Field("company"), Text("."))  # fmt: skip
    bye = prompt("bye.say", Text("Goodbye,  and thank you."))
    assert stale(manifest, [greeting, bye, prompt("unrecorded.say", Text("New."))]) == []


def test_a_recording_whose_words_have_changed_is_reported_at_its_line(manifest: Manifest) -> None:
    (problem,) = stale(manifest, [prompt("bye.say", Text("Goodbye for now."))])
    assert (problem.rule, problem.severity, problem.span.line) == ("stale-recording", "warning", 4)
    assert "record again: Goodbye for now." in problem.hint


def test_a_recording_in_a_language_the_prompt_lost_is_reported(manifest: Manifest) -> None:
    (problem,) = stale(manifest, [Prompt("bye.say", {"fr": ((Text("Au revoir."),),)})])
    assert "no words in this language" in problem.hint


def test_no_manifest_is_an_empty_one(tmp_path: Path) -> None:
    assert read_manifest(tmp_path / "manifest.yaml").recordings == ()


@pytest.mark.parametrize(
    ("entry", "rule", "line"),
    [
        ("{prompt: a.say, language: en, text: A., file: en/lost.wav}", "missing-recording", 2),
        ("{prompt: a.say, language: en, text: A., file: ../bye.wav}", "recording-path", 2),
        ("{prompt: a.say, language: en, text: A., file: /etc/passwd}", "recording-path", 2),
        ('{prompt: a.say, language: en, text: "A {b}.", file: en/bye.wav}', "recorded-variable", 2),
        ('{prompt: a.say, language: en, text: "A {b}.", before: {says: "A {b}", file: en/bye.wav}}',
         "recorded-variable", 2),
        ("{prompt: a.say, language: en, text: A.}", "recording-files", 2),
        ("{prompt: a.say, language: en, text: A., file: en/bye.wav, after: {says: A, file: en/bye.wav}}",
         "recording-files", 2),
        (f"{TWIN}\n  - {TWIN}", "duplicate-recording", 3),
        ("{prompt: a.say, language: en, wording: -1, text: A., file: en/bye.wav}", "bad-value", 2),
        ("{prompt: a.say, language: xx, text: A., file: en/bye.wav}", "bad-value", 2),
        ("{prompt: a.say, language: en, file: en/bye.wav}", "missing-key", 2),
        ("{prompt: a.say, language: en, text: A., fiel: en/bye.wav}", "unknown-key", 2),
    ],
)  # fmt: skip
def test_every_mistake_names_its_place(tmp_path: Path, entry: str, rule: str, line: int) -> None:
    path = written(tmp_path, f"recordings:\n  - {entry}\n")
    with pytest.raises(SourceError) as raised:
        read_manifest(path)
    assert (rule, line, str(path)) in [(p.rule, p.span.line, p.span.file) for p in raised.value.problems]


def test_the_project_s_own_manifest_is_in_order() -> None:
    path = Path(__file__).parents[2] / "audio" / "prompts" / "manifest.yaml"
    assert path.exists()
    assert read_manifest(path).path == str(path)
