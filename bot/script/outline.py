"""Which keys stand where in scripts and libraries, what each is about and what may stand behind it: declared once.

`parse` and its pieces read by these declarations, editors are told of them (`bot.script.schema`), and the tables of
docs/script-language.md are held to them. What depends on more than one place is not here: that is `check`'s.
"""

from __future__ import annotations

from typing import Final

from bot.script import meaning
from bot.source.shape import LINES, Either, Flag, Group, Key, Length, Many, Named, Spelling, Text, Whole, Word, Words

NAME: Final = Spelling("(?!back$)[a-z][a-z0-9_]*", "small Latin letters, digits and _ (and not “back”)")
"""How steps, outcomes, variables and the script's own intents are named; `back` has a meaning of its own."""
KEYPAD: Final = {key: f"Key {key}" for key in "1234567890*#"}

TARGET: Final = Text(blank=False)
INTENT: Final = Text(likely=meaning.OF_INTENTS)
TO_ANSWER: Final = {intent: about for intent, about in meaning.OF_INTENTS.items() if intent != "opt_out"}
"""“Never call again” is acted on everywhere, and no script answers it in its own way."""
WORDING: Final = Many(Text(blank=False), lone=True)


def _by_language(id_: str, about: str, shape: Many, examples: Words, form: str = LINES) -> Group:
    keys = (Key(code, f"{about} in {name}", shape, examples[code]) for code, name in meaning.OF_LANGUAGES.items())
    return Group(id_, tuple(keys), form=form)


PROMPT: Final = _by_language("prompt", "what is said", WORDING, {
    "en": '"Hello{, first_name}."', "uk": '"Вітаю{, first_name:vocative}."', "ru": '"Здравствуйте{, first_name}."',
    "fr": '"Bonjour{, first_name}."', "ko": '"안녕하세요."',
}, "a text by language: {en: ...}")  # fmt: skip
OWN_PHRASES: Final = _by_language("own_phrases", "what people say", Many(Text()), {
    "en": '["we moved away", "I live in another city now"]', "uk": '["ми переїхали"]', "ru": '["мы переехали"]',
    "fr": '["nous avons déménagé"]', "ko": '["이사했어요"]',
})  # fmt: skip
UNIT: Final = _by_language("unit", "the word in each form it is counted with", Many(Text()), {
    "en": "[point, points]", "uk": "[бонус, бонуси, бонусів]", "ru": "[бонус, бонуса, бонусов]",
    "fr": "[point, points]", "ko": "[포인트, 포인트]",
})  # fmt: skip

SETTINGS: Final = Named(Text(), "what is remembered under this name; `+1` counts up a counter", NAME)

TEST: Final = Group(
    "test",
    (
        *(Key(op, meaning.OF_OPS[op], Text(), "9") for op in ("is", "not", "at_least", "at_most")),
        Key("one_of", meaning.OF_OPS["one_of"], Many(Text()), "[no_need, moved_away]"),
        Key("known", meaning.OF_OPS["known"], Flag(default=True), "no"),
    ),
)
CONDITION: Final = Named(
    Either(TEST, Many(Text(), lone=True)), "a value, a list of values, or a comparison such as `{at_least: 9}`"
)

ANSWER: Final = Group(
    "answer",
    (
        Key("say", "what the bot says to this before going on", PROMPT, "{en: Gladly.}"),
        Key("confirm", "a question asked first when the bot is not sure it understood", PROMPT,
            '{en: "Shall I text you?"}'),
        Key("set", "`{NAME: word}` remembers, `{COUNTER: +1}` counts", SETTINGS, "{wants: code}"),
        Key("go", "the step or outcome this leads to; without it the question is asked again", TARGET,
            "offer"),
        Key("back", "back to the open question (as without `go`)", Flag(), "yes"),
    ),
)  # fmt: skip
ANSWERS: Final = Named(
    Either(ANSWER, TARGET, "answer_or_target"),
    "where this answer leads: a step, an outcome or `back`; or what to say and do",
    known=TO_ANSWER,
)  # fmt: skip

BRANCH: Final = Group(
    "branch",
    (
        Key("if", "what must hold, all of it, for this way to be taken; the last line of a branch has none",
            CONDITION, "{score: {at_least: 9}}"),
        Key("go", "the step or outcome this way leads to", TARGET, "not_interested", required=True),
    ),
)  # fmt: skip

POLICY: Final = Group(
    "policy",
    (
        Key("after_s", "seconds of silence before the bot speaks again (for `no_input`)", Length(within=(1, 60)),
            "5"),
        Key("reprompt", "how often the question is asked again", Whole(within=(0, 5)), "2"),
        Key("then", "the step or outcome the call goes to after that", TARGET, "not_interested"),
    ),
)  # fmt: skip

VARIABLE: Final = Group(
    "variable",
    (
        Key("type", "what kind of value it is, which decides how it is spoken", Word(meaning.OF_VARIABLE_TYPES),
            "money", required=True),
        Key("required", "whether a contact without this value is refused", Flag(), "yes"),
        Key("default", "the value where the contact list has none; of a constant, its value", Text(),
            "2000 UAH"),
        Key("unit", "the word of a `count`, in each form the language counts with", UNIT,
            "{en: [point, points]}"),
    ),
)  # fmt: skip

SLOT: Final = Group(
    "slot",
    (
        Key("type", "what kind of value is caught", Word(meaning.OF_SLOT_TYPES), "score", required=True),
        Key("options", "the intents of a `choice`", Many(INTENT), "[too_expensive, no_need]"),
        Key("confirm", "a question asked to be sure of the value", PROMPT,
            '{en: "So I will call {callback_at}, right?"}'),
        Key("low", "the lowest score or number taken", Whole(default=0), "1"),
        Key("high", "the highest score or number taken (10, or a million for a number)", Whole(), "20"),
    ),
    further={
        "if": {"required": ["type"], "properties": {"type": {"const": "choice"}}}, "then": {"required": ["options"]},
    },
)  # fmt: skip
SHORT_SLOT: Final = Word({type_: about for type_, about in meaning.OF_SLOT_TYPES.items() if type_ != "choice"})

STEP: Final = Group(
    "step",
    (
        Key("say", "what the bot says on coming here", PROMPT, '{en: "Shall I text you the code?"}'),
        Key("reprompt", "the question in short, for asking again", PROMPT, '{en: "The code by text?"}'),
        Key("answers", "what may be answered and where it leads", ANSWERS,
            "{yes: offer, no: not_interested}"),
        Key("capture", "a value to catch: `{SLOT: TYPE}`",
            Named(Either(SLOT, SHORT_SLOT), "the value to catch and its type", NAME, most=1),
            "{pairs: {type: number, low: 1, high: 20}}"),
        Key("next", "where to go after saying, or after the value was caught", TARGET, "offer"),
        Key("branch", "list of `{if: CONDITION, go: TARGET}`; the first that holds is taken, the last has no `if`",
            Many(BRANCH), "[{if: {arm: bold}, go: offer}, {go: not_interested}]"),
        Key("set", "`{NAME: word}` remembers, `{COUNTER: +1}` counts", SETTINGS, "{refusals: +1}"),
        Key("keys", "telephone keys as answers: `{1: yes, 2: no}`; 9 is always “never call again”",
            Named(INTENT, "the answer this key stands for", known=KEYPAD, closed=True), "{1: yes, 2: no}"),
        Key("keypad", "what the keys mean, said after the question where nothing can be recognised", PROMPT,
            '{en: "Press one for yes, or two for no."}'),
        Key("no_input", "silence: `{after_s, reprompt, then}`", POLICY,
            "{after_s: 6, reprompt: 1, then: not_interested}"),
        Key("no_match", "nothing understood: `{reprompt, then}`", POLICY,
            "{reprompt: 2, then: not_interested}"),
        Key("barge_in", "whether the callee may interrupt", Flag(default=True), "no"),
        Key("patience_s", "how long a pause ends the callee's answer (0.2 to 5)", Length(0.6, (0.2, 5)), "1.2"),
        Key("discloses", "this step says that a machine calls, and for whom", Flag(), "yes"),
        Key("offers", "this step offers something; some `discloses` step must come first on every way", Flag(),
            "yes"),
    ),
)  # fmt: skip

OBJECTION: Final = Group(
    "objection",
    (
        Key("say", "the first answer", PROMPT, "{en: Prices have gone up everywhere.}"),
        Key("again", "the answer when it is raised again (with `limit: 1`, on the way `beyond`)", PROMPT,
            "{en: With the discount it is less.}"),
        Key("confirm", "a question asked first when the bot is not sure it understood", PROMPT,
            '{en: "Is it about the price?"}'),
        Key("limit", "how often it is answered", Whole(2, (0, 10)), "1"),
        Key("beyond", "where the call goes when it is raised once more", TARGET, "not_interested"),
        Key("then", "leave the question at once for this target", TARGET, "ask_reason"),
        Key("repeats", "say the last words again", Flag(), "yes"),
        Key("waits_s", "stay silent so long, the question open", Length(0.0, (0, 120)), "15 s"),
        Key("counts", "whether reports count it", Flag(default=True), "no"),
    ),
)  # fmt: skip

ACTION: Final = Group(
    "action",
    tuple(Key(kind, about, Text(), "promo_code") for kind, about in meaning.OF_ACTIONS.items()),
    single=True,
    others=Text(),
)

OUTCOME: Final = Group(
    "outcome",
    (
        Key("disposition", "what such a call came to, so that reports can compare scripts",
            Word(meaning.OF_AUTHOR_DISPOSITIONS), "interested", required=True),
        Key("say", "the goodbye", PROMPT, "{en: The code is on its way. Goodbye.}"),
        Key("promises", "what the goodbye promises; each needs an action that does it", Many(Text()),
            "[promo_code]"),
        Key("actions", "list of `sms`, `email`, `webhook`, `manager`, `transfer`, `callback`, `do_not_call`, "
            "each with what; further keys are options", Many(ACTION), "[{sms: promo_code}]"),
    ),
)  # fmt: skip

MACHINE: Final = Group(
    "machine",
    (
        Key("finish", "the outcome of such a call; its `say`, if any, is left as a message", Text(), "machine",
            required=True),
        Key("unbroken_s", "seconds of speech without a pause that are taken for a machine", Length(6.0, (2, 60)),
            "6"),
    ),
)  # fmt: skip
