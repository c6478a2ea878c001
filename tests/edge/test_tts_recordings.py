"""Human recordings: the manifest, what fits, what is stale."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded_prompts import MANIFEST, written

from bot.edge.tts_recordings import Manifest, Recording, Take, fit, read_manifest, recordings, stale, state_of
from bot.edge.tts_text import clean
from bot.script.check import check, prompt_hash
from bot.script.model import Field, Outcome, Prompt, Script, Step, Target, Text, Variable
from bot.script.template import render
from bot.script.to_read import ANY_DAY, reading_list
from bot.source import NOWHERE, Problem, SourceError

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


def saying(*prompts: Prompt, id_: str = "greet") -> Script:
    """A script of one step for each of these prompts; its company is Prego."""
    steps = {each.id: Step(each.id, each) for each in prompts}
    company = Variable("company", "text", default="Prego")
    return Script(id_, "A test", ("en",), "completed", "", steps, {}, values={"company": company})


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
    bye = prompt("bye.say", Text("Goodbye, and thank you."))
    assert recordings(manifest, saying(bye)) == {"bye.say.en": prompt_hash("Goodbye, and thank you.")}
    assert recordings(manifest, saying()) == {}


def test_a_text_that_another_s_recording_says_word_for_word_counts_as_recorded(manifest: Manifest) -> None:
    end = prompt("end.say", Text("Goodbye, and thank you."))
    assert recordings(manifest, saying(end)) == {"end.say.en": prompt_hash("Goodbye, and thank you.")}
    sale = prompt("news.say", Text("Prego has a sale."))
    assert list(recordings(manifest, saying(sale))) == ["news.say.en"]


def test_the_checker_agrees_about_recordings(tmp_path: Path) -> None:
    found = recordings(read_manifest(written(tmp_path, TWO_WORDINGS)), SCRIPT)
    assert about_recordings(check(SCRIPT, recordings=found)) == []
    (problem,) = about_recordings(check(SCRIPT, recordings={**found, "bye.say.en.2": prompt_hash("Other words.")}))
    assert problem.rule == "stale-recording"


def test_recordings_of_another_script_are_not_handed_in(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, TWO_WORDINGS.replace("script: greet", "script: other", 1)))
    assert list(recordings(manifest, SCRIPT)) == ["bye.say.en.2", "bye.say.en.1"]
    other = prompt("other.say", Text("New."))
    assert list(recordings(manifest, saying(other))) == []
    assert list(recordings(manifest, saying(other, id_="other"))) == ["bye.say.en.1"]


OWN_OFFER = MANIFEST.replace("- prompt: offer", "- script: greet\n    prompt: offer")
GREETING = prompt(
    "greeting.say", Text("Hello"), Field("first_name", lead=", "), Text(". This is "), Field("company"), Text(".")
)
OFFER = prompt("offer.say", Field("company"), Text(" has a sale."))


def test_a_recording_whose_words_still_stand_is_not_stale(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, OWN_OFFER))
    assert stale(manifest, saying(GREETING, OFFER, prompt("unrecorded.say", Text("New.")))) == []
    assert stale(Manifest(""), saying(GREETING)) == []


def test_a_recording_is_stale_when_the_text_or_a_constant_in_it_has_changed(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, OWN_OFFER))
    news = prompt("offer.say", Field("company"), Text(" has a big sale."))
    (problem,) = stale(manifest, saying(news))
    assert (problem.rule, problem.severity, problem.span.line) == ("stale-recording", "warning", 15)
    assert problem.hint == "record again: Prego has a big sale."
    renamed = replace(saying(OFFER), values={"company": Variable("company", "text", default="Bata")})
    assert [each.hint for each in stale(manifest, renamed)] == ["record again: Bata has a sale."]


def test_what_a_recording_says_is_known_by_its_words(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, OWN_OFFER))
    more = prompt("offer.say", Field("company"), Text(" has a sale, "), Field("name"), Text(", and more."))
    found = reading_list(saying(GREETING, OFFER, prompt("new.say", Text("New."))), "en")
    assert [(entry.prompt, state_of(manifest, entry)) for entry in found.entries] == [
        ("offer.say", "recorded"), ("new.say", "to be recorded"), ("greeting.say", "recorded"),
    ]  # fmt: skip
    (changed,) = reading_list(saying(more), "en").entries
    assert state_of(manifest, changed) == "changed since recorded"
    longer = prompt("greeting.say", Text("Hello there"), Field("first_name", lead=", "), Text(". This is Prego."))
    (open_,) = reading_list(saying(longer), "en").entries
    assert state_of(manifest, open_) == "to be recorded"


def test_of_several_recordings_with_a_gap_the_one_that_says_most_is_played(tmp_path: Path) -> None:
    short = "  - {prompt: greeting.say, language: en, wording: 2, text: x, before: {says: Hello, file: en/hello.wav}}\n"
    manifest = read_manifest(written(tmp_path, MANIFEST.replace("recordings:\n", f"recordings:\n{short}")))
    found = fit(manifest, "Hello, Anna. This is Prego.", "en", "greeting.say")
    assert found is not None
    assert found.middle == ", Anna. "


@given(name=st.text("Anna Мія'-. 24", max_size=8))
def test_whatever_is_said_in_the_gap_the_parts_read_around_it_are_played(name: str) -> None:
    prompts = [GREETING, prompt("end.say", Text("Thank you"), Field("first_name", lead=", "), Text(", and goodbye."))]
    for each in reading_list(saying(*prompts), "en").entries:
        takes = {piece.side: Take(Path(piece.file), piece.words) for piece in each.pieces}
        there = Recording("", each.prompt, "en", 0, each.text, NOWHERE, None, takes.get("before"), takes.get("after"))
        template = next(found for found in prompts if found.id == each.prompt).texts["en"][0]
        text = render(template, {"first_name": name.strip(), "company": "Prego"}, "en", ANY_DAY)
        found = fit(Manifest("", (there,)), text, "en", each.prompt)
        assert found is not None
        assert (found.before, found.after) == (takes.get("before"), takes.get("after"))
        assert clean("".join(found.words)) == clean(text)


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
