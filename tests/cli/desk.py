"""A workbench over the shop's script, without a terminal. Nothing sleeps: the pupil learns when the test says so."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from threading import Event

import click

from bot.assemble.bench import Bench
from bot.assemble.house import House
from bot.assemble.learner import Learner
from bot.assemble.minds import Lesson
from bot.cli.chat_orders import obey
from bot.cli.chat_view import Screen
from bot.cli.contact import Contact
from bot.cli.workbench import Workbench
from bot.config import read_config
from bot.rehearsal.conversation import Conversation
from bot.source import WinbackError

CALL = Conversation("", (), ("en",), contact={"first_name": "Anna"}, as_of=datetime(2026, 11, 22, 12))


class WordForWord:
    """A classifier that knows the phrases of its lesson by their first word, and is in two minds about everything."""

    def __init__(self, lesson: Lesson) -> None:
        self._lesson = lesson
        self.digest = "first words"

    def probabilities(self, text):
        for intent, phrases in (*self._lesson.own.items(), *self._lesson.library.intents.items()):
            if any(phrase.split()[0] == text.partition(" ")[0] for phrase in phrases):
                return {intent: 0.95, "other": 0.05}
        return {"other": 1.0}

    def nearest(self, text, intent):
        return "a phrase", 0.5


class School:
    """Minds whose pupils learn as soon as they `may`."""

    def __init__(self, house: House) -> None:
        self._minds = house.minds
        self.may = Event()
        self.may.set()
        self.broken = ""

    def lesson(self, script, language):
        return self._minds.lesson(script, language)

    def compiled(self, script, lesson, classifier):
        return self._minds.compiled(script, lesson, classifier)

    def learnt(self, lesson, told=None):
        if told is not None:
            told(1, 2)
        self.may.wait()
        if self.broken:
            raise WinbackError(self.broken)
        return WordForWord(lesson)


class Desk:
    """A workbench over the shop's script; `hears` types a line and gives what was told."""

    def __init__(
        self, folder: Path, call: Conversation = CALL, live: bool = False, whom: Contact | None = None
    ) -> None:
        self.folder = folder
        self.house = House(read_config(folder / "config.yaml"))
        self.school = School(self.house)
        self._told: list[str] = []
        self.learner = Learner(self.school)
        bench = Bench(self.house.config, "small")
        self.workbench = Workbench(bench, self.learner, "small", call, Screen(self._tell, live), whom)
        self.workbench.settle()
        self.workbench.begin()

    def _tell(self, text: str) -> None:
        if "first comes what is being learnt" in text:
            self.school.may.set()
        plain = click.unstyle(text).replace(str(self.folder), "SHOP")
        self._told += re.sub(r"house\.yaml:\d+", "house.yaml:N", plain).splitlines()  # that one is the real one

    def told(self) -> list[str]:
        told, self._told = self._told, []
        return told

    def hears(self, text: str) -> list[str]:
        self._told.clear()
        assert obey(self.workbench, text)
        return self.told()

    def edit(self, name: str, before: str, after: str) -> None:
        path = self.folder / "scripts" / name
        text = path.read_text()
        assert before in text
        path.write_text(text.replace(before, after))
