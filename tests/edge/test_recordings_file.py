"""Entries written into the manifest of recordings, and nothing else of it changed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded_prompts import MANIFEST, written

from bot.edge.recordings_file import put_entries, with_entries
from bot.edge.tts_recordings import read_manifest
from bot.script.to_read import Entry, Piece, Side
from bot.source import NOWHERE, MappingNode, SequenceNode, SourceError, WinbackError, read

NEW = [["prompt: a", 'text: "b"']]
TWO = "# head\nrecordings:\n- prompt: a # kept?\n  text: x\n\n# of b\n- prompt: b\n  text: y\n# tail\n"


def entry(prompt: str, *pieces: tuple[Side, str, str], text: str = "", wording: int = 0, script: str = "") -> Entry:
    made = tuple(Piece(side, words, file) for side, words, file in pieces)
    return Entry(script, prompt, "en", wording, text or made[0].words, made, "", NOWHERE)


@pytest.mark.parametrize(
    ("before", "without", "after"),
    [
        ("", (), 'recordings:\n  - prompt: a\n    text: "b"\n'),
        ("# head\n", (), '# head\nrecordings:\n  - prompt: a\n    text: "b"\n'),
        ("recordings:\n", (), 'recordings:\n  - prompt: a\n    text: "b"\n'),
        ("# head\nrecordings: []\n", (), '# head\nrecordings:\n  - prompt: a\n    text: "b"\n'),
        ("recordings: [{prompt: a}, {prompt: b}] # c\n", (1,),
         'recordings:\n  - {prompt: a}\n  - prompt: a\n    text: "b"\n'),
        ("recordings: [{prompt: a}, {prompt: b,\n  text: y}]\n", (0,),
         'recordings:\n  - {prompt: b, text: y}\n  - prompt: a\n    text: "b"\n'),
        (TWO, (), f'{TWO}- prompt: a\n  text: "b"\n'),
        (TWO, (0,), '# head\nrecordings:\n\n# of b\n- prompt: b\n  text: y\n# tail\n- prompt: a\n  text: "b"\n'),
        (TWO, (0, 1), '# head\nrecordings:\n\n# of b\n# tail\n- prompt: a\n  text: "b"\n'),
        ("recordings:\n  -\n    prompt: a\n  - {prompt: b}\n\n", (0,),
         'recordings:\n  - {prompt: b}\n  - prompt: a\n    text: "b"\n'),
        ("recordings:\r\n  - {prompt: b}\r\n", (),
         'recordings:\r\n  - {prompt: b}\r\n  - prompt: a\r\n    text: "b"\r\n'),
    ],
)  # fmt: skip
def test_lines_are_added_and_taken_away_and_the_rest_stays(before: str, without: tuple[int, ...], after: str) -> None:
    assert with_entries(before, without, NEW) == after


ITEMS = ("prompt: a\n    text: |\n      - x\n      # y", "{prompt: b}", "prompt: c # c", "\n    prompt: d")


@given(st.lists(st.sampled_from(ITEMS), min_size=1, max_size=5), st.sets(st.integers(0, 4)), st.booleans())
def test_what_is_left_is_what_was_there(items: list[str], without: set[int], comments: bool) -> None:
    comment = "# a remark\n\n" if comments else ""
    text = "recordings:\n" + "".join(f"{comment}  - {item}\n" for item in items)
    kept = [at for at in range(len(items)) if at not in without]
    told = with_entries(text, [at for at in without if at < len(items)], NEW)
    before, after = read(text, "")[0], read(told, "")[0]
    assert isinstance(before, MappingNode)
    assert isinstance(after, MappingNode)
    old, new = before.get("recordings"), after.get("recordings")
    assert isinstance(old, SequenceNode)
    assert isinstance(new, SequenceNode)
    assert new.items[:-1] == tuple(old.items[at] for at in kept)


def test_entries_are_read_back_as_they_were_meant(tmp_path: Path) -> None:
    path = written(tmp_path)
    whole = entry("sale.say", ("whole", 'Say "yes": now', "bye.wav"), text="Say {x}", wording=2, script="shoes")
    parts = entry("gap.say", ("before", "Hello", "hello.wav"), ("after", "Bye.", "bye.wav"), text="Hello{, n}. Bye.")
    assert put_entries(path, [whole, parts], "Оля: студія") == 2
    *_, first, second = read_manifest(path).recordings
    assert (first.script, first.prompt, first.wording, first.text, first.by) == (
        "shoes", "sale.say", 2, "Say {x}", "Оля: студія",
    )  # fmt: skip
    assert first.whole is not None
    assert (first.whole.words, first.whole.file) == ('Say "yes": now', tmp_path / "en" / "bye.wav")
    assert second.before is not None
    assert (second.before.words, second.script) == ("Hello", "")
    assert path.read_text().startswith(MANIFEST)


def test_what_is_there_is_not_written_again(tmp_path: Path) -> None:
    path = written(tmp_path)
    new = entry("sale.say", ("whole", "A sale.", "sale.wav"))
    assert put_entries(path, [new], "Olena") == 1
    path.chmod(0o400)
    before = path.stat()
    assert put_entries(path, [new]) == put_entries(path, [new], "Olena") == 0
    assert path.stat() == before
    assert put_entries(path, [new], "Oleh") == 1
    assert read_manifest(path).recordings[-1].by == "Oleh"
    assert path.stat().st_mode & 0o777 == 0o400


def test_a_new_entry_takes_the_place_of_the_one_for_its_text(tmp_path: Path) -> None:
    path = written(tmp_path)
    put_entries(path, [entry("bye.say", ("whole", "Bye now.", "sale.wav"))])
    assert [(each.prompt, each.text) for each in read_manifest(path).recordings] == [
        ("greeting.say", "Hello{, first_name}. This is {company}."),
        ("offer.say", "{company} has a sale."),
        ("bye.say", "Bye now."),
    ]


def test_a_prompt_that_has_come_to_more_wordings_keeps_no_entry_without_number(tmp_path: Path) -> None:
    path = written(tmp_path)
    put_entries(path, [entry("bye.say", ("whole", f"Bye {number}.", "sale.wav"), wording=number) for number in (1, 2)])
    assert [each.wording for each in read_manifest(path).recordings if each.prompt == "bye.say"] == [1, 2]
    put_entries(path, [entry("bye.say", ("whole", "Bye 3.", "sale.wav"), wording=2)])
    assert [each.text for each in read_manifest(path).recordings if each.prompt == "bye.say"] == ["Bye 1.", "Bye 3."]


def test_the_first_entry_makes_the_manifest(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.unlink()
    assert put_entries(path, [entry("bye.say", ("whole", "Bye.", "bye.wav"))]) == 1
    assert path.read_text().startswith("# Human recordings of prompts")
    assert path.stat().st_mode & 0o777 == 0o644
    assert len(read_manifest(path).recordings) == 1


def test_a_manifest_that_would_not_be_read_is_not_written(tmp_path: Path) -> None:
    path = written(tmp_path)
    before = path.read_bytes()
    with pytest.raises(SourceError, match="there is no recording"):
        put_entries(path, [entry("bye.say", ("whole", "Bye.", "lost.wav"))])
    path.write_bytes(before + b"  - {prompt: a}\n")
    with pytest.raises(SourceError, match="missing-key"):
        put_entries(path, [entry("bye.say", ("whole", "Bye.", "bye.wav"))])
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["manifest.yaml"]


def test_what_a_link_names_is_written_and_a_place_that_cannot_be_is_said(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.rename(tmp_path / "shared.yaml")
    path.symlink_to(tmp_path / "shared.yaml")
    assert put_entries(path, [entry("new.say", ("whole", "New.", "bye.wav"))]) == 1
    assert path.is_symlink()
    path.unlink()
    path.symlink_to(tmp_path / "en" / "bye.wav" / "manifest.yaml")
    with pytest.raises(WinbackError, match="cannot be written"):
        put_entries(path, [entry("bye.say", ("whole", "Bye.", "bye.wav"))])
