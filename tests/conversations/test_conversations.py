"""Every conversation of this folder, in every language, with the understanding a real call has.

The classifiers are fitted once per script and language and kept under the installation's data_dir.
"""

from functools import cache, lru_cache
from pathlib import Path

import pytest

from bot.assemble.house import House
from bot.config import read_config
from bot.rehearsal.conversation import Conversation, Rehearsals, read_rehearsals
from bot.rehearsal.coverage import coverage_of
from bot.rehearsal.play import Played, languages_of, play, side_by_side
from bot.script.model import Script

HERE = Path(__file__).parent
SCRIPTS = ("discount_offer", "why_did_you_leave", "unused_bonus")
LANGUAGES = ("en", "uk", "ru", "fr")


@lru_cache(maxsize=1)
def house() -> House:
    return House(read_config(HERE.parents[1] / "config.yaml"))


@lru_cache(maxsize=1)
def rehearsals() -> tuple[Rehearsals, ...]:
    return tuple(read_rehearsals(path.read_text(encoding="utf-8"), str(path)) for path in sorted(HERE.glob("*.yaml")))


@cache
def played(script: str, file: str, name: str, language: str) -> Played:
    found = next(
        each for file_ in rehearsals() if file_.name == file for each in file_.conversations if each.name == name
    )
    loaded = house().script(script)
    return play(loaded, found, language, house().minds.understander(loaded, language))


def script_of(name: str) -> Script:
    return house().script(name)


def all_conversations() -> list[tuple[Rehearsals, Conversation, str]]:
    return [
        (file, conversation, language)
        for file in rehearsals()
        for conversation in file.conversations
        for language in languages_of(conversation, script_of(file.script))
    ]


@pytest.mark.parametrize(
    ("script", "file", "name", "language"),
    [
        pytest.param(
            file.script, file.name, conversation.name, language,
            id=f"{file.name}: {conversation.name} [{language}]", marks=pytest.mark.xdist_group(f"ear-{language}"),
        )
        for file, conversation, language in all_conversations()
    ],
)  # fmt: skip
def test_a_conversation_goes_as_written(script: str, file: str, name: str, language: str) -> None:
    result = played(script, file, name, language)
    assert result.passed, "\n" + side_by_side(result)


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_of_every_script_is_rehearsed_in_every_language(script: str, language: str) -> None:
    rehearsed = {
        conversation.lines[-1].ending.outcome
        for file, conversation, spoken in all_conversations()
        if file.script == script and spoken == language and conversation.lines[-1].ending is not None
    }
    assert set(script_of(script).outcomes) - rehearsed == set()


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize(
    "language", [pytest.param(language, marks=pytest.mark.xdist_group(f"ear-{language}")) for language in LANGUAGES]
)
def test_every_step_answer_and_objection_is_rehearsed_in_every_language(script: str, language: str) -> None:
    own = [
        played(script, file.name, conversation.name, language)
        for file, conversation, spoken in all_conversations()
        if file.script == script and spoken == language
    ]
    assert coverage_of(script_of(script), language, own).missing == ()
