"""Which keys stand where in a file of rehearsals, what each is about and what may stand behind it: declared once.

`conversation` reads by these declarations, editors are told of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

from bot.script import meaning
from bot.source import Range
from bot.source.shape import Either, Flag, Group, Key, Many, Named, Split, Text, Whole, Word
from bot.understanding.model import Action

_ACTIONS: Final[Mapping[Action, str]] = {
    "act": "sure: it is acted on",
    "confirm": "not quite sure: the bot asks whether it is meant",
    "ask": "unsure: the bot asks again",
}
SURE: Final = Word({action: _ACTIONS[action] for action in get_args(Action)})
SEED: Final[Range] = (0, 2**31 - 1)
CONTACT: Final = Named(Text(), "what the contact list says of this callee")
CONTACT_EXAMPLE: Final = "{first_name: Anna, last_purchase_on: 2023-11-01}"
SAID_EXAMPLE: Final = '{en: "Yes, please.", uk: "Так, будь ласка."}'
AS_OF: Final = "2026-11-22T12:00"

SAID: Final = Group(
    "said",
    tuple(Key(code, f"the words in {name}", Text(), '"…"') for code, name in meaning.OF_LANGUAGES.items()),
)
MEANT: Final = Group(
    "meant",
    (
        Key("intent", "what the callee means", Text(likely=meaning.OF_INTENTS), "opt_out", required=True),
        Key("action", "how sure the bot is of it", SURE, "ask"),
    ),
)
_INTENT: Final = Either(MEANT, Text(likely=meaning.OF_INTENTS))
_WHEN: Final = Word({"yes": "after the bot has finished", "over_bot": "while the bot is speaking"})

ENDING: Final = Group(
    "ending",
    (
        Key("disposition", "what the call must have come to", Word(meaning.OF_DISPOSITIONS), "interested",
            required=True),
        Key("outcome", "the outcome of the script it must have ended in", Text(), "promo_code"),
        Key("slots", "the values that must have been caught, and no others",
            Named(Either(SAID, Text()), "the value, or the callee's words by language"), "{score: 9}"),
        Key("opted_out", "whether the number must never be called again (as the disposition says)", Flag(),
            "yes"),
    ),
)  # fmt: skip


LINE: Final = Group(
    "line",
    (
        Key("hears", "the callee says this, after the bot has finished; in all languages or in none",
            Either(SAID, Text()), SAID_EXAMPLE),
        Key("means", "the callee says something with this meaning", _INTENT, "too_expensive"),
        Key("interrupts", "the callee says this over the bot, so that it falls silent; words or an intent",
            Either(Split("intent", MEANT, SAID), Text(likely=meaning.OF_INTENTS)), SAID_EXAMPLE),
        Key("murmurs", "something short over the bot", _INTENT, "backchannel"),
        Key("picks_up", "first words, before the greeting; only as the first line", Either(SAID, Text()),
            SAID_EXAMPLE),
        Key("noise", "a sound without words", _WHEN, "over_bot"),
        Key("presses", "telephone keys", Text(), '"9#"'),
        Key("waits", "silence until the bot does something, so many times (or `yes`, for once)",
            Whole(1, (1, 20), "yes"), "2"),
        Key("machine", "an answering machine is recognised, and why; as the first line before the greeting", Text(),
            "spoke 6 s without a breath"),
        Key("hangs_up", "the callee ends the call", _WHEN, "over_bot"),
        Key("says", "the prompts the bot has said since the line before; `...` stands for anything",
            Many(Text(), lone=True), "[too_expensive, offer_bold.reprompt]"),
        Key("ends", "how the call must have ended, the last line; what is left out is not compared", ENDING,
            "{disposition: interested, outcome: promo_code}"),
    ),
    single=True,
)  # fmt: skip

CONVERSATION: Final = Group(
    "conversation",
    (
        Key("name", "what happens in it; no two conversations of a file have the same", Text(),
            '"the price, and still the code"', required=True),
        Key("lines", "what happens, one thing a line; the last is `ends`", Many(LINE),
            "[{says: greeting}, {means: yes}, {ends: {disposition: interested}}]", required=True),
        Key("arm", "the variant of the script this callee hears", Text(), "bold"),
        Key("seed", "chooses among the wordings of a text", Whole(1, SEED), "1"),
        Key("attempt", "which try this call is", Whole(1, (1, 100)), "2"),
        Key("keypad_only", "whether nothing can be recognised, so that the callee presses keys", Flag(), "yes"),
        Key("languages", "the languages it is played in, where not those its words are given in",
            Many(Word(meaning.OF_LANGUAGES)), "[en]"),
        Key("contact", "columns of the contact list for this callee, besides those above", CONTACT,
            CONTACT_EXAMPLE),
        Key("as_of", "when this call is held", Text(), AS_OF),
    ),
)  # fmt: skip

REHEARSALS: Final = Group(
    "rehearsals_file",
    (
        Key("rehearsals", "the name of this file's conversations", Text(), "shoes", required=True),
        Key("script", "the script they are held with", Text(), "discount_offer", required=True),
        Key("as_of", "when the calls are held", Text(), AS_OF),
        Key("contact", "columns of the contact list for every callee here", CONTACT, CONTACT_EXAMPLE),
        Key("conversations", "the calls, each from its first line to its end", Many(CONVERSATION),
            "[{name: no, lines: [{means: no}, {ends: {disposition: not_interested}}]}]", required=True),
    ),
)  # fmt: skip
