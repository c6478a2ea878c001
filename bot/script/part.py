"""The big parts of the language, read from nodes: steps, objections, outcomes, the answering machine.

Each part is one entry of a section; `parse` gathers the sections of all files and hands the entries here.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, cast, get_args

from bot.script.condition import parse_condition
from bot.script.model import (
    AUTHOR_DISPOSITIONS,
    BACK,
    ActionKind,
    Answer,
    Branch,
    Machine,
    Objection,
    Outcome,
    Policy,
    Promised,
    Step,
    Target,
)
from bot.script.piece import Pieces
from bot.source import MappingNode, Node, Scalar, did_you_mean, place

ACTION_KINDS: Final[tuple[str, ...]] = get_args(ActionKind)
STEP_KEYS: Final = (
    "say", "reprompt", "answers", "capture", "next", "branch", "set", "keys", "keypad", "no_input", "no_match",
    "barge_in", "patience_s", "discloses", "offers",
)  # fmt: skip
ANSWER_KEYS: Final = ("say", "set", "go", "back", "confirm")
OBJECTION_KEYS: Final = ("say", "again", "limit", "then", "beyond", "repeats", "waits_s", "counts")
OUTCOME_KEYS: Final = ("disposition", "say", "promises", "actions")
KEYPAD: Final = "0123456789*#"


def read_step(key: Scalar, node: Node, pieces: Pieces, no_input: Policy, no_match: Policy) -> Step:
    """One entry of `steps`; policies left out stay None, half ones are completed from the script's."""
    reader, id_ = pieces.reader, key.text
    fields = reader.mapping(node, STEP_KEYS)
    then = fields.get("next")
    step = Step(
        id=id_,
        say=pieces.prompt(fields.get("say"), f"{id_}.say"),
        reprompt=pieces.prompt(fields.get("reprompt"), f"{id_}.reprompt"),
        answers=MappingProxyType(
            {
                intent.text: read_answer(intent, answer, pieces, f"{id_}.{intent.text}")
                for intent, answer in reader.entries(fields.get("answers"))
            }
        ),
        slot=pieces.slot(fields.get("capture"), id_),
        then=None if then is None else pieces.target(then),
        branch=tuple(_branch(item, pieces) for item in reader.items(fields.get("branch"))),
        set=pieces.settings(fields.get("set")),
        keys=MappingProxyType(_keys(fields.get("keys"), pieces)),
        keypad=pieces.prompt(fields.get("keypad"), f"{id_}.keypad"),
        no_input=pieces.policy(fields["no_input"], no_input) if "no_input" in fields else None,
        no_match=pieces.policy(fields["no_match"], no_match) if "no_match" in fields else None,
        barge_in=reader.flag(fields.get("barge_in"), True),
        patience_s=reader.duration(fields.get("patience_s"), 0.6, (0.2, 5)),
        discloses=reader.flag(fields.get("discloses"), "discloses" in fields),
        offers=reader.flag(fields.get("offers")),
        span=key.span,
        key_places=MappingProxyType({key.text: key.span for key, _ in reader.entries(fields.get("keys"))}),
    )
    _refuse_mixed(step, pieces)
    return step


def _refuse_mixed(step: Step, pieces: Pieces) -> None:
    """A step either listens or branches or goes on: the engine takes the first way it finds and forgets the others."""
    if step.branch and (step.listens or step.then):
        what = "listens" if step.listens else "goes on with “next”"
        hint = "put the branch into a step of its own"
        pieces.reader.problem("mixed-step", f"“{step.id}” branches and also {what}", step.span, hint=hint)
    if not step.listens and (step.keys or step.keypad or step.no_input or step.no_match or step.reprompt):
        hint = "give it answers or capture, or delete what only a question needs"
        message = f"“{step.id}” does not listen, so keys, keypad, reprompt, no_input and no_match mean nothing"
        pieces.reader.problem("mixed-step", message, step.span, hint=hint)


def _keys(node: Node | None, pieces: Pieces) -> dict[str, str]:
    found = {}
    for key, value in pieces.reader.entries(node):
        if len(key.text) != 1 or key.text not in KEYPAD:
            pieces.reader.problem("bad-value", f"“{key.text}” is not on a telephone keypad", key, hint="0 to 9, * or #")
        else:
            found[key.text] = pieces.reader.text(value)
    return found


def read_answer(key: Scalar, node: Node, pieces: Pieces, where: str) -> Answer:
    """`yes: step` or `yes: {say, set, go, back, confirm}`; with no go the question is asked again."""
    if isinstance(node, Scalar):
        return Answer(key.text, pieces.target(node), span=key.span)
    fields = pieces.reader.mapping(node, ANSWER_KEYS)
    go = fields.get("go")
    if go is not None and pieces.reader.flag(fields.get("back")):
        hint = "delete one of them"
        pieces.reader.problem("go-and-back", f"“{key.text}” cannot both go on and go back", key, hint=hint)
    return Answer(
        intent=key.text,
        then=BACK if go is None else pieces.target(go),
        say=pieces.prompt(fields.get("say"), f"{where}.say"),
        confirm=pieces.prompt(fields.get("confirm"), f"{where}.confirm"),
        set=pieces.settings(fields.get("set")),
        span=key.span,
    )


def _branch(node: Node, pieces: Pieces) -> Branch:
    fields = pieces.reader.mapping(node, ("if", "go"), ("go",))
    go = fields.get("go")
    target = Target("step", "", place(node)) if go is None else pieces.target(go)
    return Branch(parse_condition(fields.get("if"), pieces.reader), target, place(node))


def read_objection(key: Scalar, node: Node, pieces: Pieces) -> Objection:
    """One entry of `objections`."""
    reader, where = pieces.reader, f"objections.{key.text}"
    fields = reader.mapping(node, OBJECTION_KEYS)
    then, beyond = fields.get("then"), fields.get("beyond")
    return Objection(
        intent=key.text,
        say=pieces.prompt(fields.get("say"), f"{where}.say"),
        again=pieces.prompt(fields.get("again"), f"{where}.again"),
        limit=reader.integer(fields.get("limit"), 2, (0, 10)),
        then=BACK if then is None else pieces.target(then),
        beyond=None if beyond is None else pieces.target(beyond),
        repeats=reader.flag(fields.get("repeats")),
        waits_s=reader.duration(fields.get("waits_s"), 0.0, (0, 120)),
        counts=reader.flag(fields.get("counts"), True),
        span=key.span,
    )


def read_outcome(key: Scalar, node: Node, pieces: Pieces) -> Outcome:
    """One entry of `outcomes`."""
    fields = pieces.reader.mapping(node, OUTCOME_KEYS, ("disposition",))
    return Outcome(
        id=key.text,
        disposition=read_disposition(fields.get("disposition"), pieces),
        say=pieces.prompt(fields.get("say"), f"{key.text}.say"),
        promises=pieces.reader.texts(fields.get("promises")),
        actions=tuple(
            action for item in pieces.reader.items(fields.get("actions")) if (action := _action(item, pieces))
        ),
        span=key.span,
    )


def read_disposition(node: Node | None, pieces: Pieces) -> str:
    """One of the closed set a conversation can come to; empty where it is missing or wrong."""
    text = pieces.reader.text(node)
    if not isinstance(node, Scalar) or text in ("", *AUTHOR_DISPOSITIONS):
        return text
    hint = did_you_mean(text, AUTHOR_DISPOSITIONS) or f"one of: {', '.join(AUTHOR_DISPOSITIONS)}"
    pieces.reader.problem("unknown-disposition", f"“{text}” is not a disposition", node, hint=hint)
    return ""


def _action(node: Node, pieces: Pieces) -> Promised | None:
    """`{sms: promo_code}`, `{manager: call_today, not: "{last_manager}"}`: one kind, and options of it."""
    fields = {key.text: (key, pieces.reader.text(value)) for key, value in pieces.reader.entries(node)}
    if not isinstance(node, MappingNode):
        return None
    kinds = [name for name in fields if name in ACTION_KINDS]
    if len(kinds) != 1:
        near = next((hint for name in fields if (hint := did_you_mean(name, ACTION_KINDS))), "")
        hint = "two actions go on two lines" if kinds else near or f"one of: {', '.join(ACTION_KINDS)}"
        pieces.reader.problem("unknown-action", "an action names one thing to do", node, hint=hint)
        return None
    options = tuple((name, text) for name, (_, text) in fields.items() if name != kinds[0])
    key, what = fields[kinds[0]]
    return Promised(cast(ActionKind, kinds[0]), what, options, key.span)


def read_machine(node: Node, pieces: Pieces) -> Machine:
    """`{finish: outcome, unbroken_s: 6}`."""
    fields = pieces.reader.mapping(node, ("finish", "unbroken_s"), ("finish",))
    finish = pieces.reader.text(fields.get("finish"))
    unbroken_s = pieces.reader.duration(fields.get("unbroken_s"), 6.0, (2, 60))
    return Machine(finish, unbroken_s, place(fields.get("finish", node)))
