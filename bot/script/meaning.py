"""What the closed sets of the language mean, in an author's words: shown by editors beside what can be written.

Knows no keys and reads nothing. The sets themselves are the model's: a word without its meaning fails on import.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final, get_args

from bot.script.model import (
    ASIDES,
    AUTHOR_DISPOSITIONS,
    DISPOSITIONS,
    GLOBAL_INTENTS,
    LANGUAGE_NAMES,
    LANGUAGES,
    ActionKind,
    Op,
    SlotType,
)
from bot.source.shape import Words
from bot.spoken import TYPES

_LANGUAGES: Final = {**LANGUAGE_NAMES, "ko": "Korean (in text only)"}

_DISPOSITIONS: Final = {
    "interested": "they want what was offered",
    "callback": "they want to be called at another time",
    "not_interested": "they do not want it",
    "completed": "a survey or notice was done to its end",
    "transferred": "handed on to a person",
    "wrong_person": "somebody else has this number",
    "do_not_call": "never to be called again",
    "machine_message": "an answering machine answered",
    "no_input": "nobody spoke",
    "no_match": "the callee was not understood",
    "hung_up": "the callee hung up",
    "max_duration": "the call was ended at its time limit",
    "interrupted": "the program was stopped",
    "technical_failure": "something broke",
}

_INTENTS: Final = {
    "yes": "a yes to the question",
    "no": "a no to the question",
    "no_time": "no time now",
    "call_later": "call me later",
    "not_interested": "I am not interested",
    "too_expensive": "too expensive",
    "bought_elsewhere": "I buy elsewhere now",
    "bad_experience": "I was not content with you",
    "no_need": "I do not need anything",
    "already_customer": "I am still a customer",
    "who_is_this": "who is calling?",
    "whence_number": "where did you get my number?",
    "robot": "are you a robot?",
    "wrong_person": "you have the wrong person",
    "repeat": "say that again",
    "wait": "wait a moment",
    "operator": "give me a person",
    "send_text": "send it to me in writing",
    "question_detail": "a question about the details",
    "opt_out": "never call me again (acted on everywhere, at once)",
    "backchannel": "a sound of listening, such as “uh-huh”",
    "abuse": "abuse",
    "other": "words that fit nothing else",
}

_ASIDES: Final = {
    "not_understood": "before asking again, when nothing that fits was heard",
    "still_there": "before asking again, after silence",
    "confirm_yes": "when a yes is not sure",
    "opt_out_check": "when “never call again” may have been said",
    "wait": "when the callee asks for a moment",
    "keypad": "what to press for yes and no, where nothing can be recognised",
    "keypad_number": "how to type a number, where nothing can be recognised",
    "keypad_opt_out": "what key 9 means, where nothing can be recognised; said once",
}

_VARIABLE_TYPES: Final = {
    "text": "anything",
    "name": "a person's name",
    "money": "such as 2000 UAH or $20",
    "date": "such as 2026-05-04, +14 days or today",
    "datetime": "such as 2026-05-04 10:30",
    "number": "a whole number",
    "count": "a whole number with its word, which `unit` gives",
    "phone": "7 to 15 digits",
    "code": "letters and digits, spoken one by one",
}

_SLOT_TYPES: Final = {
    "score": "a number from 0 to 10",
    "number": "a whole number",
    "choice": "one of the intents under `options`",
    "callback_time": "when to call again",
    "free_text": "whatever the callee says",
    "money": "an amount",
    "phone": "a telephone number",
}

_ACTIONS: Final = {
    "sms": "a text message goes out",
    "email": "an e-mail goes out",
    "webhook": "another program is told",
    "manager": "a manager is told",
    "transfer": "the call is handed on",
    "callback": "the contact is called again",
    "do_not_call": "the number is never called again",
}

_OPS: Final = {
    "is": "the same as this",
    "not": "different from this, or unknown",
    "at_least": "this or more",
    "at_most": "this or less",
    "one_of": "one of these",
    "known": "whether there is a value at all",
}


def _of(words: Iterable[str], meanings: Words) -> Words:
    """In the order of the set. Raises KeyError for a word nobody explained."""
    return MappingProxyType({word: meanings[word] for word in words})


OF_LANGUAGES: Final = _of(LANGUAGES, _LANGUAGES)
OF_DISPOSITIONS: Final = _of(DISPOSITIONS, _DISPOSITIONS)
OF_AUTHOR_DISPOSITIONS: Final = _of(AUTHOR_DISPOSITIONS, _DISPOSITIONS)
OF_INTENTS: Final = _of(GLOBAL_INTENTS, _INTENTS)
OF_ASIDES: Final = _of(ASIDES, _ASIDES)
OF_VARIABLE_TYPES: Final = _of(TYPES, _VARIABLE_TYPES)
OF_SLOT_TYPES: Final = _of(get_args(SlotType), _SLOT_TYPES)
OF_ACTIONS: Final = _of(get_args(ActionKind), _ACTIONS)
OF_OPS: Final = _of(get_args(Op), _OPS)
