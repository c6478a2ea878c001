"""`winback prompts`: a sheet to read from, and the recordings taken back until the bot speaks with them."""

from __future__ import annotations

import csv
import os
import re
import shlex
from pathlib import Path

import click
import pytest
import soundfile

from bot.assemble.files import check_script, manifest_path
from bot.assemble.house import House
from bot.assemble.recordings import Intake, Session, take_in, what_to_read
from bot.cli import winback
from bot.cli.recordings import prompts
from bot.config import read_config
from bot.edge.audio import read_wav
from bot.edge.prompt_take import LEAD_S, TAIL_S
from bot.edge.tts_recordings import read_manifest
from bot.edge.tts_sound import levelled
from bot.source import WinbackError
from bot.spoken import take
from tests.cli.shop import ROOT, Shop

VOICE = ROOT / "audio" / "callees" / "d01_yes_eager.wav"
"""From 0 to 1.72 s it says "Yes, sure, go ahead.", from 2.72 to 4.3 s "Yes please, send it over."."""

WAIT = "Звісно, я зачекаю."
DONE = "Код уже в дорозі. До побачення!"
BEFORE, AFTER = "Ми зберегли для Вас", "Надіслати код?"


class Studio:
    """A small shop, and somebody who records for it. (Where nothing hears a language, any voice will do.)"""

    def __init__(self, folder: Path) -> None:
        self.shop = Shop(folder)
        self.takes = folder / "takes"
        self.takes.mkdir()

    @property
    def house(self) -> House:
        """As the next command opens it."""
        return House(read_config(self.shop.folder / "config.yaml"))

    @property
    def manifest(self) -> Path:
        return manifest_path(self.house.config)

    def file(self, words: str, language: str = "uk") -> str:
        found, _ = what_to_read(self.house.config, self.house.script("small"), language)
        return next(line.piece.file for line in found.lines if line.piece.words == words)

    def states(self) -> dict[str, str]:
        found, states = what_to_read(self.house.config, self.house.script("small"), "uk")
        return {line.piece.words: states[line.number] for line in found.lines}

    def record(
        self, words: str, language: str = "uk", from_s: float = 0.0, to_s: float = 1.72, gain: float = 1.0
    ) -> Path:
        sound, rate = soundfile.read(VOICE)
        path = self.takes / self.file(words, language)
        soundfile.write(path, gain * sound[int(from_s * rate) : int(to_s * rate)], rate, subtype="PCM_16")
        return path

    async def accept(self, language: str = "uk", speaker: str = "", anyway: bool = False) -> Intake:
        house = self.house
        return await take_in(house, house.script("small"), Session(self.takes, language, speaker, anyway))

    async def told(self, language: str = "uk", anyway: bool = False) -> list[tuple[str, str]]:
        """What became of each file, by its words."""
        taken = await self.accept(language, anyway=anyway)
        return [(each.line.piece.words, each.status) for each in taken.judged]


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path)


async def test_what_was_recorded_is_what_the_bot_says(studio: Studio) -> None:
    given = studio.record(WAIT)
    before = given.read_bytes()
    taken = await studio.accept(speaker="Олена К.")
    assert [(each.line.piece.words, each.status) for each in taken.judged] == [(WAIT, "accepted")]
    assert (taken.entries, len(taken.missing), given.read_bytes()) == (1, len(studio.states()) - 1, before)
    kept = studio.manifest.parent / "uk" / given.name
    clip = await studio.house.voice().speak(WAIT, "uk", "asides.wait")
    assert (clip.source, clip.pcm) == (f"recording:{given.name}", levelled(read_wav(kept).pcm))
    assert studio.house.voice().describe(["uk"])[0].recordings == 1
    assert read_manifest(studio.manifest).recordings[0].by == "Олена К."
    assert studio.states()[WAIT] == "recorded"


async def test_the_same_files_again_change_nothing(studio: Studio) -> None:
    studio.record(WAIT)
    studio.record(DONE)
    await studio.accept()
    files = [path for path in studio.manifest.parent.rglob("*") if path.is_file()]
    before = [(path.stat().st_mtime_ns, path.read_bytes()) for path in files]
    taken = await studio.accept()
    assert ([each.status for each in taken.judged], taken.entries) == (["unchanged", "unchanged"], 0)
    assert [(path.stat().st_mtime_ns, path.read_bytes()) for path in files] == before
    studio.record(WAIT, from_s=2.72, to_s=4.3)
    assert await studio.told() == [(DONE, "unchanged"), (WAIT, "accepted")]


async def test_a_run_broken_off_before_the_manifest_is_finished_by_the_next(studio: Studio) -> None:
    studio.record(WAIT)
    await studio.accept()
    studio.manifest.unlink()
    assert studio.states()[WAIT] == "to be recorded"
    taken = await studio.accept()
    assert ([each.status for each in taken.judged], taken.entries) == (["unchanged"], 1)
    assert studio.states()[WAIT] == "recorded"


async def test_parts_around_a_gap_are_played_when_both_are_there(studio: Studio) -> None:
    studio.record(BEFORE)
    taken = await studio.accept()
    assert (taken.judged[0].status, taken.entries) == ("accepted", 0)
    assert (studio.states()[BEFORE], studio.states()[AFTER]) == ("recorded", "to be recorded")
    assert not studio.manifest.exists()
    (studio.takes / studio.file(BEFORE)).unlink()
    studio.record(AFTER)
    assert (await studio.accept()).entries == 1
    (entry,) = read_manifest(studio.manifest).recordings
    assert (entry.script, entry.prompt, entry.before is not None, entry.after is not None) == (
        "small",
        "offer.say",
        True,
        True,
    )


async def test_when_the_words_change_the_check_says_so_and_the_old_recording_is_no_longer_taken(studio: Studio) -> None:
    old = studio.record(DONE)
    await studio.accept()
    script = studio.shop.folder / "scripts" / "small.yaml"
    script.write_text(script.read_text().replace("Код уже в дорозі.", "Код надіслано."))
    problems = check_script(studio.house.config, "small").problems
    assert [problem.rule for problem in problems if "promise.say" in problem.message] == ["stale-recording"]
    assert studio.states()["Код надіслано. До побачення!"] == "changed since recorded"
    taken = await studio.accept()
    new = studio.file("Код надіслано. До побачення!")
    assert taken.strangers == {
        old.name: f"was recorded from other words than are in the script now: record {new} from a new sheet"
    }
    studio.record("Код надіслано. До побачення!")
    assert (await studio.accept()).entries == 1
    assert [each.text for each in read_manifest(studio.manifest).recordings] == ["Код надіслано. До побачення!"]
    rules = {problem.rule for problem in check_script(studio.house.config, "small").problems}
    assert rules == {"missing-recording"}


async def test_other_scripts_recordings_are_no_business_of_a_script(studio: Studio) -> None:
    studio.record(DONE)
    await studio.accept()
    scripts = studio.shop.folder / "scripts"
    small = (scripts / "small.yaml").read_text().replace("script: small", "script: other")
    (scripts / "other.yaml").write_text(re.sub(r"\bpromise\b", "pledge", small))
    problems = check_script(studio.house.config, "other").problems
    assert {problem.rule for problem in problems} == {"missing-recording"}
    assert not [problem for problem in problems if "pledge.say" in problem.message]  # its words are recorded


async def test_a_recogniser_that_is_missing_stops_nobody_and_is_told(studio: Studio) -> None:
    config = studio.shop.folder / "config.yaml"
    config.write_text(config.read_text().replace("uk: {recognizer: none}", "uk: {recognizer: vosk, model: nowhere}"))
    studio.record(WAIT)
    taken = await studio.accept()
    assert taken.judged[0].status == "accepted"
    assert taken.deaf.startswith("the words are not checked: ")


@pytest.mark.engine
async def test_other_words_are_heard_and_held_back_until_somebody_has_listened(studio: Studio) -> None:
    pytest.importorskip("moonshine_voice", reason="the english extra is not installed")
    script = studio.shop.folder / "scripts" / "small.yaml"
    script.write_text(script.read_text().replace("The code is on its way. Goodbye.", "Yes please, send it over."))
    studio.record("Yes please, send it over.", "en", 2.72, 4.3)
    studio.record("Of course, take your time.", "en", 2.72, 4.3)
    taken = await studio.accept("en")
    assert [(each.line.piece.words, each.status) for each in taken.judged] == [
        ("Yes please, send it over.", "accepted"), ("Of course, take your time.", "warned"),
    ]  # fmt: skip
    assert taken.deaf == ""
    assert "(5 of 5 words are not as written)" in taken.judged[1].findings[-1].what
    assert [status for _, status in await studio.told("en", anyway=True)] == ["unchanged", "accepted"]


# --- the command --------------------------------------------------------------------------------------------------


def test_a_session_as_an_operator_sees_it(studio: Studio) -> None:
    for words, gain in ((DONE, 1.0), (WAIT, 0.01), (BEFORE, 20.0)):
        studio.record(words, gain=gain)
    studio.record(AFTER, to_s=4.3)
    (studio.takes / studio.file("Ви ще на лінії?")).write_text("hello")
    for name in ("asides.wiat.uk.wav", "asides.mp3", "notes.txt"):
        (studio.takes / name).touch()
    done = studio.shop.run("prompts", "accept", "small", "takes", "--language", "uk")
    golden = Path(__file__).parent / "prompts_accept.txt"
    if os.environ.get("WRITE_GOLDEN"):
        golden.write_text(done.out)
    assert (done.code, done.out) == (1, golden.read_text())
    anyway = studio.shop.run("prompts", "accept", "small", "takes", "-l", "uk", "--anyway")
    assert "1 accepted, 1 unchanged, 3 refused, 2 unknown; the manifest stays as it is" in anyway.out
    assert "played as soon as its other part is recorded too" in anyway.out


def test_the_sheet_is_written_by_the_end_of_its_name(studio: Studio) -> None:
    done = studio.shop.run("prompts", "sheet", "small", "-l", "uk")
    assert (done.code, done.out) == (0, "small.uk.html\n")
    assert WAIT in (studio.shop.folder / "small.uk.html").read_text()
    assert studio.shop.run("prompts", "sheet", "small", "-l", "uk", "--to", "small.csv").code == 0
    with (studio.shop.folder / "small.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["words"]: row for row in csv.DictReader(file)}
    assert (rows[WAIT]["file"], rows[WAIT]["state"]) == (studio.file(WAIT), "to be recorded")


async def test_where_recordings_cannot_come_from(studio: Studio) -> None:
    studio.record(WAIT)
    await studio.accept()
    house = studio.house
    for folder, said in (
        (studio.manifest.parent / "uk", "here lie the recordings taken in"),
        (VOICE, "not a directory"),
    ):
        with pytest.raises(WinbackError, match=said):
            await take_in(house, house.script("small"), Session(folder, "uk"))
    with pytest.raises(WinbackError, match="small is not in “fr”; its languages: en, uk"):
        await take_in(house, house.script("small"), Session(studio.takes, "fr"))


# --- the page -----------------------------------------------------------------------------------------------------

PAGE = (ROOT / "docs" / "voices.md").read_text(encoding="utf-8")


def test_the_page_names_every_option_and_every_limit() -> None:
    for command in (prompts.commands["sheet"], prompts.commands["accept"]):
        for option in (name for each in command.params for name in each.opts if name.startswith("--")):
            assert f"{option}" in PAGE, option
    assert f"quieter than {take.QUIETEST_DBFS:.0f} dBFS" in PAGE
    assert f"clipped for more than {1000 * take.MOST_CLIPPED_S:.0f} ms" in PAGE
    assert f"less than {take.NOISY_DB:.0f} dB below" in PAGE
    assert f"({1000 * LEAD_S:.0f} ms are left before, {1000 * TAIL_S:.0f} ms behind)" in PAGE


def test_the_examples_of_the_page_run(studio: Studio) -> None:
    commands, said = re.findall(r"```\n(.*?)```", PAGE, re.DOTALL)
    for line in commands.replace("discount_offer", "small").splitlines():
        arguments = shlex.split(line, comments=True)
        context = winback.make_context("winback", arguments[1:])
        group = winback.get_command(context, "prompts")
        assert isinstance(group, click.Group)
        group.commands[arguments[2]].make_context(arguments[2], arguments[3:])
    golden = (Path(__file__).parent / "prompts_accept.txt").read_text().splitlines()
    assert [line for line in said.splitlines() if line not in golden] == []
