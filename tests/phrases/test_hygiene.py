"""What callees say, as written down: sorted by meaning, no template products, none of the held-out replies copied."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "uk", "ru", "fr")
SHARED = 0.8
FEWEST = 60
MORE = dict.fromkeys(("yes", "no", "call_later", "not_interested", "too_expensive", "opt_out"), 150) | {"other": 300}
FEWER = {"backchannel": 40, "machine_greetings": 40}
REPLIES = 10

Phrases = Mapping[str, Sequence[str]]


def read(path: Path) -> dict[str, dict[str, dict[str, list[str]]]]:
    """Every scalar as text: `yes` and `no` are intents."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def library(language: str) -> Phrases:
    found = read(ROOT / f"scripts/common/phrases/{language}.yaml")
    return {**found["intents"], "other": found["other"], "machine_greetings": found["machine_greetings"]}


def replies(language: str) -> Phrases:
    return read(ROOT / f"tests/phrases/{language}.yaml")["replies"]


@cache
def words(phrase: str) -> frozenset[str]:
    return frozenset(phrase.replace("-", " ").replace("ё", "е").replace("’", "'").split())


def plain(phrase: str) -> str:
    return " ".join(phrase.replace("-", " ").replace("ё", "е").replace("’", "'").split())


def shared(one: str, other: str) -> float:
    return len(words(one) & words(other)) / max(len(words(one)), len(words(other)))


LIBRARIES = {language: library(language) for language in LANGUAGES}
GROUPS = [(language, intent) for language in LANGUAGES for intent in LIBRARIES[language]]
SCRIPTS = sorted((ROOT / "scripts").glob("*.yaml"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_languages_know_the_same_intents(language: str) -> None:
    assert set(LIBRARIES[language]) == set(LIBRARIES["en"])
    assert set(replies(language)) <= set(LIBRARIES[language])


@pytest.mark.parametrize(("language", "intent"), GROUPS)
def test_an_intent_has_enough_phrases(language: str, intent: str) -> None:
    assert len(LIBRARIES[language][intent]) >= {**MORE, **FEWER}.get(intent, FEWEST)


@pytest.mark.parametrize(("language", "intent"), GROUPS)
def test_phrases_are_written_as_a_recogniser_writes(language: str, intent: str) -> None:
    def is_as_heard(phrase: str) -> bool:
        bare = not any(sign in phrase for sign in ".,!?…;:")
        return bare and phrase == phrase.lower() == " ".join(phrase.split()) and not any(map(str.isdigit, phrase))

    assert [phrase for phrase in LIBRARIES[language][intent] if not is_as_heard(phrase)] == []


@pytest.mark.parametrize(("language", "intent"), GROUPS)
def test_no_phrase_is_another_with_a_word_changed(language: str, intent: str) -> None:
    phrases = LIBRARIES[language][intent]
    pairs = ((one, other) for place, one in enumerate(phrases) for other in phrases[:place])
    assert [pair for pair in pairs if not words(pair[0]).isdisjoint(words(pair[1])) and shared(*pair) >= SHARED] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_means_two_things(language: str) -> None:
    meanings: dict[str, set[str]] = {}
    for intent, phrases in LIBRARIES[language].items():
        for phrase in phrases:
            meanings.setdefault(plain(phrase), set()).add(intent)
    assert {phrase: intents for phrase, intents in meanings.items() if len(intents) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_what_a_script_listens_for_means_nothing_else_in_the_library(script: Path, language: str) -> None:
    meanings = {plain(phrase): intent for intent, phrases in LIBRARIES[language].items() for phrase in phrases}
    own = [
        (intent, plain(phrase))
        for intent, texts in read(script).get("phrases", {}).items()
        for phrase in texts.get(language, [])
    ]
    assert [(phrase, intent) for intent, phrase in own if meanings.get(phrase, intent) != intent] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_held_out_reply_is_copied_from_the_library(language: str) -> None:
    known = {plain(phrase) for phrases in LIBRARIES[language].values() for phrase in phrases}
    assert [reply for said in replies(language).values() for reply in said if plain(reply) in known] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_intent_has_held_out_replies_under_no_other(language: str) -> None:
    held_out = replies(language)
    every = [plain(reply) for said in held_out.values() for reply in said]
    assert sorted(every) == sorted(set(every))
    assert [intent for intent, said in held_out.items() if len(said) < REPLIES] == []


@pytest.mark.parametrize(
    ("language", "invitations"),
    [
        ("en", ("go ahead", "go on", "carry on", "i'm listening", "i'm all ears")),
        ("uk", ("слухаю", "слухаю вас", "кажіть")),
        ("ru", ("слушаю", "слушаю вас", "говорите")),
        ("fr", ("allez-y", "je vous écoute", "dites-moi", "continuez", "ouais vas-y")),
    ],
)
def test_an_invitation_to_speak_is_a_yes(language: str, invitations: tuple[str, ...]) -> None:
    """ "May I tell you briefly?" "Go ahead.": a listening noise would leave the question open."""
    listening = {plain(phrase) for phrase in LIBRARIES[language]["backchannel"]}
    assert {plain(phrase) for phrase in invitations} & listening == set()
    assert {plain(phrase) for phrase in invitations} <= {plain(phrase) for phrase in LIBRARIES[language]["yes"]}
