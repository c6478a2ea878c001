"""What an author wrote, as frozen data: the one vocabulary of the language.

Knows the shape of a call script and nothing else: no YAML, no audio, no clock.
Every name an author can refer to (step, outcome, intent, variable) is a plain ``str`` id;
`parse` makes these objects, `check` judges a whole `Script`, `dialogue` walks it.
Spans point back to the author's text and never take part in equality.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

from bot.source import NOWHERE, Span
from bot.spoken import Value

DISPOSITIONS: Final = (
    "interested", "callback", "not_interested", "completed", "transferred", "wrong_person", "do_not_call",
    "machine_message", "no_input", "no_match", "hung_up", "max_duration", "interrupted", "technical_failure",
)  # fmt: skip
"""The closed set a conversation can come to (names.md); an author's outcome maps onto one of the first ten."""

AUTHOR_DISPOSITIONS: Final = DISPOSITIONS[:10]

GLOBAL_INTENTS: Final = (
    "yes", "no", "no_time", "call_later", "not_interested", "too_expensive", "bought_elsewhere", "bad_experience",
    "no_need", "already_customer", "who_is_this", "whence_number", "robot", "wrong_person", "repeat", "wait",
    "operator", "send_text", "question_detail", "opt_out", "backchannel", "abuse", "other",
)  # fmt: skip

LANGUAGE_NAMES: Final[Mapping[str, str]] = {
    "en": "English", "uk": "Ukrainian", "ru": "Russian", "fr": "French", "ko": "Korean",
}  # fmt: skip
LANGUAGES: Final = tuple(LANGUAGE_NAMES)
"""Language codes (ISO 639-1) a script may name; ko exists for the Vosk proof."""

ASIDES: Final = (
    "not_understood", "still_there", "confirm_yes", "opt_out_check", "wait",
    "keypad", "keypad_number", "keypad_opt_out",
)  # fmt: skip
"""Prompts of the house, worded by a library: what the bot says when listening goes wrong."""

SlotType = Literal["score", "number", "choice", "callback_time", "free_text", "money", "phone"]
ActionKind = Literal["sms", "email", "webhook", "manager", "transfer", "callback", "do_not_call"]
Op = Literal["is", "not", "at_least", "at_most", "one_of", "known"]


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Text:
    """Literal words of a prompt."""

    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """``{name}``, ``{name:form}`` or ``{, name}``: `lead` and `tail` are spoken only when the variable is known."""

    name: str
    form: str = ""
    lead: str = ""
    tail: str = ""
    span: Span = field(default=NOWHERE, compare=False)


Template = tuple[Text | Field, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the bot says: for each language one or more wordings, of which a seed chooses one."""

    id: str
    texts: Mapping[str, tuple[Template, ...]]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Variable:
    """A column of the contact list or a constant of the script."""

    name: str
    type: str
    required: bool = False
    default: str | None = None
    unit: Mapping[str, tuple[str, ...]] = field(default_factory=_nothing)
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of a condition."""

    name: str
    op: Op
    value: str
    values: tuple[str, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)


Condition = tuple[Test, ...]
"""All tests must hold; the empty condition always holds."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to go next: a step, an outcome (`finish`), or `back` to the open question."""

    kind: Literal["step", "finish", "back"]
    name: str = ""
    span: Span = field(default=NOWHERE, compare=False)


BACK: Final = Target("back")


@dataclass(frozen=True, slots=True)
class Setting:
    """``set: {name: value}``; a value ``+1`` counts up a counter."""

    name: str
    value: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What to do when an intent is heard at a step: say something, remember something, go on."""

    intent: str
    then: Target
    say: Prompt | None = None
    confirm: Prompt | None = None
    set: tuple[Setting, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of a step's ``branch``: the first whose condition holds is taken."""

    condition: Condition
    then: Target
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Slot:
    """A value to capture. `options` are intent ids for a choice; `low`/`high` bound a number."""

    name: str
    type: SlotType
    options: tuple[str, ...] = ()
    low: int = 0
    high: int = 10
    confirm: Prompt | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """What to do when nothing was said or understood: ask again `reprompts` times, then go to `then`.

    `after_s` (seconds) is the no_input_timeout; it means nothing for no_match.
    """

    after_s: float
    reprompts: int
    then: Target | None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One node. It listens when it has `answers` or a `slot`; otherwise it says and goes on."""

    id: str
    say: Prompt | None = None
    reprompt: Prompt | None = None
    answers: Mapping[str, Answer] = field(default_factory=_nothing)
    slot: Slot | None = None
    then: Target | None = None
    branch: tuple[Branch, ...] = ()
    set: tuple[Setting, ...] = ()
    keys: Mapping[str, str] = field(default_factory=_nothing)
    keypad: Prompt | None = None
    """What the keys mean here, said where nothing can be recognised."""
    no_input: Policy | None = None
    no_match: Policy | None = None
    barge_in: bool = True
    patience_s: float = 0.6
    discloses: bool = False
    offers: bool = False
    span: Span = field(default=NOWHERE, compare=False)
    key_places: Mapping[str, Span] = field(default_factory=_nothing, compare=False, repr=False)
    """Where each entry of `keys` stands."""

    @property
    def listens(self) -> bool:
        return bool(self.answers) or self.slot is not None


@dataclass(frozen=True, slots=True)
class Objection:
    """A global intent with an answer and a way back: first `say`, then `again`, after `limit` times `beyond`.

    `confirm` is asked first where it is not sure that this was meant, also where it is an answer of the step's own.
    """

    intent: str
    say: Prompt | None = None
    again: Prompt | None = None
    confirm: Prompt | None = None
    limit: int = 2
    then: Target = BACK
    beyond: Target | None = None
    repeats: bool = False
    waits_s: float = 0.0
    counts: bool = True
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Promised:
    """An action that follows a call: `{sms: promo_code}` is Promised("sms", "promo_code")."""

    kind: ActionKind
    what: str
    options: tuple[tuple[str, str], ...] = ()
    span: Span = field(default=NOWHERE, compare=False)

    def keeps(self, promise: str) -> bool:
        """`sms: promo_code` keeps promo_code; `manager: call_today` keeps manager_call; `callback` itself."""
        return self.what == promise or promise.split("_", maxsplit=1)[0] == self.kind


@dataclass(frozen=True, slots=True)
class Outcome:
    """An author's name for an ending."""

    id: str
    disposition: str
    say: Prompt | None = None
    promises: tuple[str, ...] = ()
    actions: tuple[Promised, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Machine:
    """What to do at an answering machine: end in `outcome`, first leaving `outcome.say` as a message if it has one."""

    outcome: str = ""
    unbroken_s: float = 6.0
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Script:
    """A whole call script, its includes merged in."""

    id: str
    title: str
    languages: tuple[str, ...]
    goal: str
    start: str
    steps: Mapping[str, Step]
    outcomes: Mapping[str, Outcome]
    objections: Mapping[str, Objection] = field(default_factory=_nothing)
    asides: Mapping[str, Prompt] = field(default_factory=_nothing)
    contact: Mapping[str, Variable] = field(default_factory=_nothing)
    values: Mapping[str, Variable] = field(default_factory=_nothing)
    counters: Mapping[str, int] = field(default_factory=_nothing)
    arms: tuple[str, ...] = ()
    phrases: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=_nothing)
    """The script's own intents: intent id -> language -> phrases; added to the library's."""
    machine: Machine = Machine()
    opt_out: str = ""
    """The outcome that answers "never call again"; `parse` names the one with disposition do_not_call by default."""
    no_input: Policy = Policy(5.0, 1, None)
    no_match: Policy = Policy(0.0, 2, None)
    opening_s: float = 1.2
    """How long the bot waits for the callee's first "hello?" before it speaks (s)."""
    max_duration_s: float = 180.0
    max_turns: int = 60
    span: Span = field(default=NOWHERE, compare=False)
    places: Mapping[str, Span] = field(default_factory=_nothing, compare=False, repr=False)
    """Where the values of start, goal, opt_out, languages and the names of phrases stand ("phrases.moved_away")."""
    phrase_places: Mapping[str, Mapping[str, tuple[Span, ...]]] = field(
        default_factory=_nothing, compare=False, repr=False
    )
    """Where each of the script's own phrases stands: intent id -> language -> one place a phrase."""

    def phrases_in(self, language: str) -> dict[str, tuple[str, ...]]:
        """The script's own intents with their phrases of one language."""
        return {intent: tuple(told[language]) for intent, told in self.phrases.items() if language in told}

    def prompts(self) -> tuple[Prompt, ...]:
        """Every prompt of the script, in the order an author reads them."""
        found: list[Prompt | None] = []
        for step in self.steps.values():
            found += [step.say, step.reprompt, step.keypad, step.slot.confirm if step.slot else None]
            for answer in step.answers.values():
                found += [answer.say, answer.confirm]
        for objection in self.objections.values():
            found += [objection.say, objection.again, objection.confirm]
        found += [outcome.say for outcome in self.outcomes.values()]
        found += list(self.asides.values())
        return tuple(prompt for prompt in found if prompt is not None)


@dataclass(frozen=True, slots=True)
class PhraseLibrary:
    """What people say, of one language: `scripts/common/phrases/LANG.yaml`."""

    language: str
    intents: Mapping[str, tuple[str, ...]]
    other: tuple[str, ...] = ()
    machine_greetings: tuple[str, ...] = ()
    places: Mapping[str, tuple[Span, ...]] = field(default_factory=_nothing, compare=False, repr=False)
    """Where each phrase stands: intent id ("other" too) -> one place a phrase."""


Values = Mapping[str, Value]
"""Typed values by variable name: contact data, constants, slots."""
