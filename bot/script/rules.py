"""Every rule an author can break: its id, how serious it is, and the words of its documentation page.

One table; `check` takes severities from it, docs/rules.md is written from it, a test holds all three together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from bot.source import MOST, Problem, Span, meant


@dataclass(frozen=True, slots=True)
class Rule:
    """A stable id, the severity of its Problems, and why it exists with what to do about it."""

    id: str
    severity: Literal["error", "warning"]
    about: str


_ERRORS: Final = {
    # --- the text of a file (bot.source) ---
    "encoding": "Files are UTF-8 text. Save the file as UTF-8; in Notepad: Save as, Encoding: UTF-8.",
    "yaml-character": "Control characters have no place in a text file. Delete the character named.",
    "yaml-limit": "A file holds at most 512 kB, 10,000 pieces and 24 levels. Split a larger one with `include`.",
    "yaml-syntax": "YAML could not be read here, so nothing after this place was looked at. Check the indentation, and "
    "put text with colons, braces, quotes or # in quotes.",
    "yaml-tab": "YAML is indented with spaces. Replace the tab by spaces.",
    "yaml-anchor": "Anchors (`&name`) and aliases (`*name`) are not used: they hide what a line means. Write it out.",
    "yaml-tag": "Tags (`!name`) are not used: every value is text, and its place tells what it means.",
    "yaml-merge": "Merge keys (`<<`) are not used. Write the lines out, or put them into a library and include it.",
    "yaml-key": "A key must be a plain word, not a list or a mapping. Text that begins with a brace goes in quotes.",
    "yaml-documents": "One file holds one document: delete the `---` and what follows, or move it to its own file.",
    "duplicate-key": "The same key stands twice in one place; only one could hold. Delete or rename one.",
    "empty-file": "There is nothing in this file.",
    # --- shape (bot.source Reader) ---
    "unknown-key": "This name is not part of the language at this place. The hint names the nearest right one.",
    "missing-key": "Something needed is not there. Add the line named.",
    "wrong-kind": "A list, a text or a group of lines stands where another of these is expected.",
    "bad-value": "The value does not have the form wanted here, or is out of its range.",
    # --- files of a script ---
    "wrong-file": "A call script begins with `script:`, a library with `library:`; only libraries are included.",
    "missing-file": "The file named by `include` does not exist. Paths are relative to the including file.",
    "include-outside": "Includes stay under the scripts folder, so that a script can be moved as a whole.",
    "include-cycle": "A file includes itself, directly or through others. Remove one of the includes.",
    "duplicate-name": "The same step, outcome, objection or phrase is defined twice. A script may replace a library's "
    "outcome, objection or aside, but not its steps; two libraries may not define the same.",
    # --- names ---
    "bad-name": "Names of steps, outcomes, variables and intents are small Latin letters, digits and `_`; `back` is "
    "taken.",
    "step-and-outcome": "A step and an outcome share a name, so a target could mean either. Rename one.",
    "unknown-target": "`go`, `next`, `then`, `beyond` and answers name a step or an outcome that does not exist.",
    "unknown-intent": "No phrases are known for this intent, so it would never be heard. Use an intent of the phrase "
    "library, or give it phrases under `phrases`, in every language of the script.",
    "missing-phrases": "There is no phrase library for a language of the script.",
    "unknown-variable": "This name is no column of `contact`, no constant of `values`, no slot, setting or counter.",
    "unknown-disposition": "A disposition is one of a closed set, so that reports can compare scripts.",
    "unknown-action": "An action names one of: sms, email, webhook, manager, transfer, callback, do_not_call.",
    "unknown-value": "This variable can never hold the word it is compared with.",
    "not-a-counter": "`+1` counts, so it needs a name listed under `counters`; a counter takes nothing else.",
    # --- prompts ---
    "double-brace": "Variables stand in one pair of braces: `{name}`.",
    "lone-brace": "A brace without its partner. Close it, or delete it.",
    "bad-field": "Between braces stands the name of a variable: `{name}`, `{name:form}`, `{, name}`.",
    "wrong-form": "A variable of this type has no such form; the hint lists those it has.",
    "maybe-missing": "The variable may have no value when this is said. Write `{, name}` so that it can be left out, "
    "require it, give it a default, or ask for it on every way here.",
    "empty-prompt": "A text with no words.",
    "prompt-without-language": 'Texts are given by language: `say: {en: "..."}`.',
    "missing-language": "The script speaks a language in which this text does not exist. Add it.",
    "missing-aside": "The house needs words for when listening goes wrong. Include common/house.yaml, or give them.",
    # --- variables ---
    "bad-default": "The default cannot be read as a value of the variable's type.",
    "missing-default": "A constant under `values` has no value: give it a default.",
    "unit-forms": "A count needs its word in every language of the script, in as many forms as the language counts "
    "with: two in English and French (point, points), three in Ukrainian and Russian (бонус, бонуси, бонусів).",
    "bad-comparison": "The variable cannot be compared with this: an order needs numbers, money or dates.",
    # --- steps ---
    "mixed-step": "A step asks, or branches, or says and goes on; not two of these.",
    "go-and-back": "An answer either goes on or goes back to the open question.",
    "one-slot": "A step captures one value; ask for the next in a step of its own.",
    "choice-options": "A choice lists its options, which are intents; no other type has any.",
    "number-bounds": "`low` and `high` bound a number or a score, and low is not above high.",
    "dead-end": "The step neither listens nor goes on: the call would break off here. Add `answers`, `capture` or "
    "`next`.",
    "option-without-target": "An option of the choice leads nowhere: list it under `answers`, or give the step `next`.",
    "branch-without-default": "The last line of a branch has no condition, so that there is always a way on.",
    "back-nowhere": "`back` returns to the open question, so it fits answers and objections alone.",
    "policy-leads-nowhere": "When nothing is heard or understood, the call must end up somewhere: give `then`.",
    "key-unknown-intent": "The key stands for an intent that this step does not take.",
    "key-nine": "Key 9 means “never call again” in every script and cannot be used for anything else.",
    # --- the course of a call ---
    "endless-loop": "Steps lead to each other in a circle without ever asking anything: the bot would talk for ever.",
    "silence-loop": "A callee who says nothing (or nothing that fits) would be led round in a circle. Let `then` lead "
    "to an ending, or count the rounds with a counter.",
    "no-disclosure": "Every call says that it is automatic and who calls: mark the step that does, `discloses: true`.",
    "offer-before-disclosure": "A step with `offers: true` can be reached before any with `discloses: true`.",
    "no-opt-out": "“Never call again” needs an outcome with the disposition do_not_call, named by `opt_out`.",
    "opt-out-fixed": "“Never call again” is acted on at once, everywhere; a script cannot answer it in its own way.",
    "goal-unreachable": "No way leads to an outcome with the disposition named by `goal`.",
    "promise-without-action": "The outcome promises something that none of its actions does.",
}

_WARNINGS: Final = {
    "unreachable-step": "No way leads from the start to this step.",
    "unreachable-outcome": "No way leads from the start to this outcome.",
    "unreachable-branch": "A line of the branch stands after one without a condition, so it is never looked at.",
    "unused-intent": "Phrases are given for an intent that no step, option or objection takes.",
    # --- how long the bot talks (seconds are estimates; a variable counts with a usual value) ---
    "long-prompt": "The text takes more than 15 s to say (a menu of keys: 20 s). On the telephone nobody remembers "
    "how a longer one began, and many hang up. Say less, or ask something in between.",
    "long-stretch": "From one question to the end of the next the bot speaks for more than 20 s. Ask something in "
    "between, if only whether the callee would like to hear more.",
    # --- phrases, as far as they can be judged without a classifier (else: winback check --deep) ---
    "stolen-phrase": "Said word for word where its intent is expected, the phrase would be taken for another "
    "intent: it is listed under both, or the word lists of the language go first (opt-outs do), or they read a yes as "
    "a no. Keep it under one of the two, or put it in other words.",
    "near-phrase": "Two intents that may be answered to the same question have phrases that are all but the same: "
    "apart by spaces, by a letter inside a long word, or by one word of seven or more. Keep the clearer one.",
    "few-phrases": "An intent is known by fewer than ten phrases of a language, the script's own and the library's "
    "together. Ten are what makers of such programs ask for at least; with five a classifier of words misses half as "
    "many replies again (CLINC150: 73 % known instead of 82 %). Write down what people really say, in other words "
    "each time.",
    "wrong-language": "Letters and words tell that a phrase or text is in another language than the one it stands "
    "under, and nothing tells the opposite: a list pasted into the wrong place, say. One note a list of phrases. Move "
    "it, or delete it.",
    "stale-recording": "The text has changed since it was recorded; speech synthesis is used until it is recorded "
    "again.",
    "missing-recording": "Other texts of this language are recorded and this one is not: the voice will change.",
    "unknown-recording": "A recording belongs to no text of the script.",
}

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {id_: Rule(id_, "error", about) for id_, about in _ERRORS.items()}
    | {id_: Rule(id_, "warning", about) for id_, about in _WARNINGS.items()}
)


class Enough(Exception):  # noqa: N818 - a signal, not an error
    """More is wrong than anybody will read."""


class Notes:
    """Problems of one checking, each with the severity of its rule. Raises Enough at MOST of them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, rule: str, message: str, span: Span, hint: str = "", fix: str = "") -> None:
        self.problems.append(Problem(rule, message, span, RULES[rule].severity, hint, fix))
        if len(self.problems) >= MOST:
            raise Enough

    def near(self, word: str, names: Iterable[str]) -> tuple[str, str]:
        """The nearest right name as a hint, and as a fix where it is certain."""
        return meant(word, names, len(self.problems))


def page() -> str:
    """docs/rules.md: an anchor for every rule."""
    head = "# What the checks say\n\nEvery message carries the id of its rule. Written from `bot/script/rules.py`.\n"
    parts = [f"\n## {rule.id}\n\n{rule.severity.capitalize()}. {rule.about}\n" for rule in RULES.values()]
    return head + "".join(parts)
