"""Which keys stand at the root of a script, a library and a phrase library: the files `outline`'s parts make up."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.script import meaning
from bot.script.outline import MACHINE, NAME, OBJECTION, OUTCOME, OWN_PHRASES, POLICY, PROMPT, STEP, TO_ANSWER, VARIABLE
from bot.source.shape import Group, Key, Length, Many, Named, Text, Whole, Word

_SHARED: Final = (
    Key("include", "libraries, relative to this file; they stay under `scripts/`", Many(Text()),
        "[common/house.yaml, common/objections.yaml]"),
    Key("contact", "columns of the contact list", Named(VARIABLE, "a column of the contact list", NAME),
        "{first_name: {type: name}}"),
    Key("values", "constants, each with a `default`", Named(VARIABLE, "a constant", NAME),
        "{company: {type: text, default: Prego}}"),
    Key("counters", "what the script counts, each with the number it begins at",
        Named(Whole(), "the number it begins at", NAME), "{refusals: 0}"),
    Key("phrases", "intents of this script alone, with what people say", Named(OWN_PHRASES, "what people say", NAME),
        "{moved_away: {en: [we moved away]}}"),
    Key("steps", "the questions and other turns of the bot, by name",
        Named(STEP, "a step asks (`answers` or `capture`), or branches (`branch`), or says and goes on (`next`)", NAME),
        "{greeting: {say: {en: Hello.}, answers: {yes: offer}}}"),
    Key("outcomes", "how a call may end, by name", Named(OUTCOME, "one way a call may end", NAME),
        "{promo_code: {disposition: interested}}"),
    Key("objections", "what a callee may say at any question, with the bot's answer and the way back",
        Named(OBJECTION, "what the bot answers to this, at any question", NAME, known=TO_ANSWER),
        "{too_expensive: {say: {en: Prices have gone up everywhere.}}}"),
    Key("asides", "the house's words for when listening goes wrong",
        Named(PROMPT, "the house's words", known=meaning.OF_ASIDES, closed=True),
        '{still_there: {en: ["Are you there?", "Can you hear me?"]}}'),
    Key("machine", "how a call to an answering machine ends: `{finish: OUTCOME, unbroken_s: 6}`", MACHINE,
        "{finish: machine, unbroken_s: 6}"),
    Key("no_input", "what to do about silence, at every step that says nothing else", POLICY,
        "{after_s: 5, reprompt: 1, then: nobody_there}"),
    Key("no_match", "what to do when nothing that fits is said, at every step that says nothing else", POLICY,
        "{reprompt: 2, then: not_understood}"),
    Key("opt_out", "the outcome for “never call again”", Text(), "do_not_call"),
)  # fmt: skip

SCRIPT: Final = Group(
    "script_file",
    (
        Key("script", "the script's name, the same as its file's", Text(), "shoes", required=True),
        Key("title", "one line for people", Text(), "A discount for a customer who stopped buying"),
        Key("languages", "list of `en`, `uk`, `ru`, `fr`, `ko`", Many(Word(meaning.OF_LANGUAGES)), "[en, uk]",
            required=True),
        Key("goal", "the disposition that makes a call a lead", Word(meaning.OF_AUTHOR_DISPOSITIONS), "interested",
            required=True),
        Key("start", "the first step", Text(), "greeting", required=True),
        Key("arms", "names of the variants compared in a campaign", Many(Text()), "[bold, neutral]"),
        Key("opening_s", "how long to wait for the callee's “hello?” before speaking", Length(1.2, (0, 10)),
            "1.2"),
        Key("max_duration_s", "seconds after which a call is ended in any case", Length(180.0, (10, 3600)),
            "3 min"),
        Key("max_turns", "replies of the callee after which a call is ended in any case", Whole(60, (2, 500)),
            "60"),
        *(replace(key, required=key.name in ("steps", "outcomes")) for key in _SHARED),
    ),
)  # fmt: skip

LIBRARY: Final = Group(
    "library_file",
    (Key("library", "the library's name", Text(), "house", required=True), *_SHARED),
)

PHRASES: Final = Group(
    "phrase_file",
    (
        Key("library", "a library of phrases is called so", Word({"phrases": "what people say, by what they mean"}),
            "phrases", required=True),
        Key("language", "the language of all of them", Word(meaning.OF_LANGUAGES), "en", required=True),
        Key("intents", "what people say, by what they mean",
            Named(Many(Text(blank=False), unique=True), "phrases with this meaning, none twice",
                  known=meaning.OF_INTENTS),
            "{yes: [yes, of course]}", required=True),
        Key("other", "what means nothing to a script", Many(Text(blank=False), unique=True), "[good morning]"),
        Key("machine_greetings", "what only answering machines say", Many(Text(blank=False), unique=True),
            "[please leave a message after the tone]"),
    ),
)  # fmt: skip
