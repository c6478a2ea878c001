"""Words for people in place of the house's ids: what operators read instead of `no_input` or `decided_by = line`.

Knows no figures. A test holds that every id of the closed sets has its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.script.model import LANGUAGE_NAMES

DIAL_RESULTS: Final[Mapping[str, str]] = {
    "answered": "Answered",
    "busy": "Busy",
    "no_answer": "No answer",
    "unreachable": "Not reachable",
    "invalid_number": "Number does not exist",
    "declined": "Call declined",
    "blocked": "Blocked by the network",
    "machine": "Answering machine",
    "media_failure": "Answered, but no sound",
    "congestion": "Network overloaded",
    "trunk_auth_error": "Our trunk refused the login",
    "trunk_unreachable": "Our trunk was not reachable",
    "canceled": "Cancelled by us",
    "unknown_interrupted": "Unknown: the program stopped",
}

DISPOSITIONS: Final[Mapping[str, str]] = {
    "interested": "Interested",
    "callback": "Asked to be called later",
    "not_interested": "Not interested",
    "completed": "Done to the end",
    "transferred": "Handed to a person",
    "wrong_person": "Wrong person",
    "do_not_call": "Asked never to be called",
    "machine_message": "Answering machine",
    "no_input": "Nobody spoke",
    "no_match": "Not understood",
    "hung_up": "Hung up in mid-call",
    "max_duration": "Cut at the time limit",
    "interrupted": "Interrupted: the program stopped",
    "technical_failure": "Technical fault",
}

DECIDERS: Final[Mapping[str, str]] = {"script": "the script", "line": "the line", "operator": "the operator"}

INTENTS: Final[Mapping[str, str]] = {
    "yes": "Yes",
    "no": "No",
    "no_time": "No time now",
    "call_later": "Call me later",
    "not_interested": "Not interested",
    "too_expensive": "Too expensive",
    "bought_elsewhere": "Bought elsewhere",
    "bad_experience": "Bad experience",
    "no_need": "No need",
    "already_customer": "Still a customer",
    "who_is_this": "Who is this?",
    "whence_number": "Where did you get my number?",
    "robot": "Are you a robot?",
    "wrong_person": "Wrong person",
    "repeat": "Say it again",
    "wait": "Wait a moment",
    "operator": "Give me a person",
    "send_text": "Send it in writing",
    "question_detail": "A question about details",
    "opt_out": "Never call me again",
    "backchannel": "A listening noise",
    "abuse": "Abuse",
    "other": "Something else",
    "slot": "Gave the answer asked for",
    "machine_greeting": "An answering machine speaks",
}

ACTIONS: Final[Mapping[str, str]] = {
    "act": "understood",
    "confirm": "unsure, asked to confirm",
    "ask": "not understood, asked again",
}

PROMISES: Final[Mapping[str, str]] = {
    "sms": "Text message",
    "email": "E-mail",
    "webhook": "Message to your system",
    "manager": "Manager",
    "transfer": "Handed over to",
    "callback": "Call back",
    "do_not_call": "Never call again",
}

NOTES: Final[Mapping[str, str]] = {
    "objection": "objection",
    "limit": "objection limit",
    "no_match": "not understood",
    "no_input": "silence",
    "barge_in": "interruption",
    "noise": "noise",
    "late": "late answer",
    "backchannel": "listening noise",
    "ignored": "not counted",
    "hello": "greeting",
    "confirm": "asked to confirm",
    "corrected": "correction",
    "opt_out_doubt": "perhaps an opt-out",
    "operator": "asked for a person",
    "repeat": "asked to repeat",
    "slot": "noted",
    "branch": "way taken",
    "transfer": "handing over",
    "disclosure": "who is calling",
    "held": "kept for later",
    "keypad": "keypad",
    "keys": "keys",
    "opt_out": "opt-out",
    "other": "another answer",
    "fault": "fault",
}

VOICES: Final[Mapping[str, str]] = {"recording": "a person", "piper": "Piper", "espeak": "espeak-ng"}

FAULTS: Final = frozenset({"technical_failure", "interrupted", "max_duration", "no_match"})
"""Dispositions an operator should listen to: something of ours went wrong."""


def words(text: str) -> str:
    """An author's id as words: `promo_code` is "promo code". Other text stays as it is."""
    return text.replace("_", " ") if text.replace("_", "").isalnum() else text


def disposition(word: str) -> str:
    return DISPOSITIONS.get(word, words(word))


def intent(word: str) -> str:
    return INTENTS.get(word, words(word).capitalize())


def outcome(word: str) -> str:
    """An author's ending; "" is one the house or the line decided."""
    return words(word).capitalize() if word else "Not an ending of the script"


def decided_by(word: str) -> str:
    return DECIDERS.get(word, word)


def dial_result(word: str) -> str:
    return DIAL_RESULTS.get(word, words(word))


def language(code: str) -> str:
    return LANGUAGE_NAMES.get(code, code)


def voice(source: str) -> str:
    """Who says a clip, by its source: “espeak:uk” is “espeak-ng (uk)”."""
    engine, _, what = source.partition(":")
    return f"{VOICES[engine]} ({what})" if engine in VOICES and what else source
