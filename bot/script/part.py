"""The big parts of the language, read from nodes: steps, objections, outcomes, the answering machine.

Each part is one entry of a section; `parse` gathers the sections of all files and hands the entries here.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import cast

from bot.script import outline
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
from bot.source import Fields, MappingNode, Node, Reader, Scalar, place


def read_step(key: Scalar, node: Node, pieces: Pieces, no_input: Policy, no_match: Policy) -> Step:
    """One entry of `steps`; policies left out stay None, half ones are completed from the script's."""
    reader, id_ = pieces.reader, key.text
    fields = Fields(reader, node, outline.STEP)
    then = fields.get("next")
    step = Step(
        id=id_,
        say=pieces.prompt(fields.get("say"), f"{id_}.say"),
        reprompt=pieces.prompt(fields.get("reprompt"), f"{id_}.reprompt"),
        answers=MappingProxyType(
            {
                intent.text: read_answer(intent, answer, pieces, f"{id_}.{intent.text}")
                for intent, answer in fields.entries("answers")
            }
        ),
        slot=pieces.slot(fields.get("capture"), id_),
        then=None if then is None else pieces.target(then),
        branch=tuple(_branch(item, pieces) for item in fields.items("branch")),
        set=pieces.settings(fields.get("set")),
        keys=MappingProxyType(_keys(fields, reader)),
        keypad=pieces.prompt(fields.get("keypad"), f"{id_}.keypad"),
        no_input=pieces.policy(fields.get("no_input"), no_input) if "no_input" in fields else None,
        no_match=pieces.policy(fields.get("no_match"), no_match) if "no_match" in fields else None,
        barge_in=fields.flag("barge_in"),
        patience_s=fields.duration("patience_s"),
        discloses=reader.flag(fields.get("discloses"), "discloses" in fields),  # miswritten: one mistake, not two
        offers=fields.flag("offers"),
        span=key.span,
        key_places=MappingProxyType({key.text: key.span for key, _ in fields.entries("keys")}),
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


def _keys(fields: Fields, reader: Reader) -> dict[str, str]:
    found = {}
    for key, value in fields.entries("keys"):
        if key.text not in outline.KEYPAD:
            reader.problem("bad-value", f"“{key.text}” is not on a telephone keypad", key, hint="0 to 9, * or #")
        else:
            found[key.text] = reader.text(value)
    return found


def read_answer(key: Scalar, node: Node, pieces: Pieces, where: str) -> Answer:
    """`yes: step` or `yes: {say, set, go, back, confirm}`; with no go the question is asked again."""
    if isinstance(node, Scalar):
        return Answer(key.text, pieces.target(node), span=key.span)
    fields = Fields(pieces.reader, node, outline.ANSWER)
    go = fields.get("go")
    if fields.flag("back") and go is not None:
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
    fields = Fields(pieces.reader, node, outline.BRANCH)
    go = fields.get("go")
    target = Target("step", "", place(node)) if go is None else pieces.target(go)
    return Branch(parse_condition(fields.get("if"), pieces.reader), target, place(node))


def read_objection(key: Scalar, node: Node, pieces: Pieces, usual: Node | None) -> Objection:
    """One entry of `objections`. `usual` is a library's: how to ask whether it was meant depends on no script, so that
    stays where the script answers otherwise."""
    where = f"objections.{key.text}"
    fields = Fields(pieces.reader, node, outline.OBJECTION)
    then, beyond = fields.get("then"), fields.get("beyond")
    confirm = fields.get("confirm")
    if confirm is None and usual is not None and usual is not node:
        confirm = Fields(pieces.reader, usual, outline.OBJECTION).get("confirm")
    return Objection(
        intent=key.text,
        say=pieces.prompt(fields.get("say"), f"{where}.say"),
        again=pieces.prompt(fields.get("again"), f"{where}.again"),
        confirm=pieces.prompt(confirm, f"{where}.confirm"),
        limit=fields.integer("limit"),
        then=BACK if then is None else pieces.target(then),
        beyond=None if beyond is None else pieces.target(beyond),
        repeats=fields.flag("repeats"),
        waits_s=fields.duration("waits_s"),
        counts=fields.flag("counts"),
        span=key.span,
    )


def read_outcome(key: Scalar, node: Node, pieces: Pieces) -> Outcome:
    """One entry of `outcomes`."""
    fields = Fields(pieces.reader, node, outline.OUTCOME)
    return Outcome(
        id=key.text,
        disposition=read_disposition(fields, "disposition", pieces.reader),
        say=pieces.prompt(fields.get("say"), f"{key.text}.say"),
        promises=fields.texts("promises"),
        actions=tuple(action for item in fields.items("actions") if (action := _action(item, pieces.reader))),
        span=key.span,
    )


def read_disposition(fields: Fields, name: str, reader: Reader) -> str:
    """One of the closed set a conversation can come to; empty where it is missing or wrong."""
    node, text = fields.get(name), fields.text(name)
    if not isinstance(node, Scalar) or text in AUTHOR_DISPOSITIONS:
        return text
    hint = reader.near(text, AUTHOR_DISPOSITIONS)[0] or f"one of: {', '.join(AUTHOR_DISPOSITIONS)}"
    reader.problem("unknown-disposition", f"“{text}” is not a disposition", node, hint=hint)
    return ""


def _action(node: Node, reader: Reader) -> Promised | None:
    """`{sms: promo_code}`, `{manager: call_today, not: "{last_manager}"}`: one kind, and options of it."""
    fields = {key.text: (key, reader.text(value)) for key, value in reader.entries(node)}
    if not isinstance(node, MappingNode):
        return None
    known = outline.ACTION.names
    kinds = [name for name in fields if name in known]
    if len(kinds) != 1:
        near = next((hint for name in list(fields)[:3] if (hint := reader.near(name, known)[0])), "")
        hint = "two actions go on two lines" if kinds else near or f"one of: {', '.join(known)}"
        reader.problem("unknown-action", "an action names one thing to do", node, hint=hint)
        return None
    options = tuple((name, text) for name, (_, text) in fields.items() if name != kinds[0])
    key, what = fields[kinds[0]]
    return Promised(cast(ActionKind, kinds[0]), what, options, key.span)


def read_machine(node: Node, reader: Reader) -> Machine:
    """`{finish: outcome, unbroken_s: 6}`."""
    fields = Fields(reader, node, outline.MACHINE)
    return Machine(fields.text("finish"), fields.duration("unbroken_s"), place(fields.get("finish") or node))
