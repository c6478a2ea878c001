"""`winback say` as a marketer runs it, with the voice every installation has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.edge.audio import level_dbfs, read_wav
from tests.cli.shop import Shop

pytestmark = pytest.mark.engine

CONFIG = "data_dir: var\nlanguages:\n  en: {recognizer: none, engines: [pyttsx3]}\n"
LIST = "number,First_Name,discount\n+12025550100,Anna,\n+12025550101,Bob,20 USD\n"


def test_prompts_are_written_spoken_and_put_on_a_page(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "list.csv").write_text(LIST)
    said = ("say", "small", "--contact", "list.csv", "--row", "2")
    done = shop.run(*said, "--step", "offer", "--step", "greeting.say")
    assert done.code == 0, done.err
    assert [re.sub(r"\d+\.\d s", "N s", line) for line in done.out.splitlines()] == [
        "greeting",
        "  greeting.say.en  N s, espeak-ng (en-us): said on coming here",
        "      Hello, Bob. This is the automatic assistant of Prego. Do you have half a minute?",
        "offer",
        "  offer.say.en  N s, espeak-ng (en-us): said on coming here",
        "      We have kept twenty dollars for you. Shall I text you the code?",
        "2 prompts, 9 s",
        "The page: SHOP/var/say/small/en/index.html",
    ]
    folder = tmp_path / "var" / "say" / "small" / "en"
    files = sorted(path.name for path in folder.glob("*.*") if not path.name.startswith("."))
    assert files == ["001-greeting.say.en.wav", "002-offer.say.en.wav", "index.html"]
    page = (folder / "index.html").read_text()
    for name, told in zip(files, re.findall(r"(\d+\.\d) s,", done.out), strict=False):
        sound = read_wav(folder / name)
        assert sound.duration_s == pytest.approx(float(told), abs=0.051)
        assert 3 < sound.duration_s < 8
        assert -24 < level_dbfs(sound.pcm) < -17
        assert f'<audio src="{name}" controls preload="none">' in page

    # What was rendered last is what lies there.
    again = shop.run(*said, "--step", "promise")
    assert again.code == 0, again.err
    files = sorted(path.name for path in folder.glob("*.*") if not path.name.startswith("."))
    assert files == ["003-promise.say.en.wav", "index.html"]
