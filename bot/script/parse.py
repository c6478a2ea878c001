"""A script and its libraries, as texts, into one Script, with every Problem of every file at once.

Reads what one part tells by itself. Refuses to judge the whole, such as whether a name exists: that is `check`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeVar

from bot.script.include import Document, includes, load
from bot.script.merge import Merger, Section
from bot.script.model import ASIDES, LANGUAGES, Machine, Objection, Outcome, Policy, Prompt, Script, Step
from bot.script.outline import OWN_PHRASES
from bot.script.part import read_disposition, read_machine, read_objection, read_outcome, read_step
from bot.script.phrase import parse_phrases
from bot.script.piece import Names, Pieces
from bot.source import Fields, MappingNode, Node, Problem, Reader, Scalar, Span, place

__all__ = ["Parsed", "in_order", "includes", "parse", "parse_phrases"]

T = TypeVar("T")

NO_INPUT: Final = Policy(5.0, 1, None)
NO_MATCH: Final = Policy(0.0, 2, None)


@dataclass(frozen=True, slots=True)
class Parsed:
    """`script` is None where there is any error; `draft` is what could be read all the same, for `check`."""

    script: Script | None
    problems: tuple[Problem, ...]
    draft: Script | None = None


def parse(main: str, sources: Mapping[str, str]) -> Parsed:
    """Read the script at path `main`; `sources` holds its text and those of its includes, by path.

    Raises KeyError where `sources` lacks the main file.
    """
    reader = Reader()
    documents = load(main, sources, reader)
    draft = _Parser(documents, reader).script() if documents and documents[0].main else None
    problems = in_order(reader.problems, sources)
    failed = any(problem.severity == "error" for problem in problems)
    return Parsed(None if failed else draft, problems, draft)


def in_order(problems: Sequence[Problem], sources: Mapping[str, str]) -> tuple[Problem, ...]:
    """File by file as `sources` lists them, each from top to bottom, without repetitions."""
    files = {path: number for number, path in enumerate(sources)}

    def place(problem: Problem) -> tuple[int, int, int]:
        return files.get(problem.span.file, -1), problem.span.line, problem.span.column

    return tuple(sorted(dict.fromkeys(problems), key=place))


class _Parser:
    """One reading of one script's documents."""

    def __init__(self, documents: Sequence[Document], reader: Reader) -> None:
        self.documents = documents
        self.reader = reader
        self.pieces = Pieces(reader, Names({}, frozenset(), frozenset()))
        self.merger = Merger(documents, self.pieces)

    def script(self) -> Script:
        header = self.documents[0].fields
        steps, outcomes, counters = (
            self.merger.steps(),
            self.merger.entries("outcomes"),
            self.merger.entries("counters"),
        )
        contact = self.pieces.variables(self.merger.entries("contact"))
        values = self.pieces.variables(self.merger.entries("values"))
        types = {name: variable.type for name, variable in {**values, **contact}.items()} | _spelled_slots(steps)
        self.pieces = Pieces(self.reader, Names(types, frozenset(steps), frozenset(outcomes)))
        no_input, no_match = self._policy("no_input", NO_INPUT), self._policy("no_match", NO_MATCH)
        endings = self._outcomes(outcomes)
        phrases = self._phrases()
        return Script(
            id=header.text("script"),
            title=header.text("title"),
            languages=self._languages(header.items("languages")),
            goal=read_disposition(header, "goal", self.reader),
            start=header.text("start"),
            steps=self._read_steps(steps, no_input, no_match),
            outcomes=endings,
            objections=self._objections(),
            asides=self._asides(),
            contact=MappingProxyType(contact),
            values=MappingProxyType(values),
            counters=MappingProxyType({name: self.reader.integer(node) for name, (_, node) in counters.items()}),
            arms=header.texts("arms"),
            phrases=_by_language(phrases, self.reader.texts),
            machine=self._machine(),
            opt_out=self._opt_out(endings),
            no_input=no_input,
            no_match=no_match,
            opening_s=header.duration("opening_s"),
            max_duration_s=header.duration("max_duration_s"),
            max_turns=header.integer("max_turns"),
            span=self.documents[0].begins,
            places=self._places(),
            phrase_places=_by_language(phrases, self._spans),
        )

    # --- parts --------------------------------------------------------------------------------------------------

    def _read_steps(self, steps: Section, no_input: Policy, no_match: Policy) -> Mapping[str, Step]:
        read = {name: read_step(key, node, self.pieces, no_input, no_match) for name, (key, node) in steps.items()}
        return MappingProxyType(read)

    def _outcomes(self, entries: Section) -> Mapping[str, Outcome]:
        for name in self.pieces.names.steps & self.pieces.names.outcomes:
            message = f"“{name}” is the name of a step and of an outcome"
            self.reader.problem("step-and-outcome", message, entries[name][0], hint="rename one of them")
        return MappingProxyType({name: read_outcome(key, node, self.pieces) for name, (key, node) in entries.items()})

    def _objections(self) -> Mapping[str, Objection]:
        entries = self.merger.entries("objections")
        usual = self.merger.beneath("objections")
        return MappingProxyType(
            {name: read_objection(key, node, self.pieces, usual.get(name)) for name, (key, node) in entries.items()}
        )

    def _asides(self) -> Mapping[str, Prompt]:
        found = {}
        for name, (key, node) in self.merger.entries("asides").items():
            if name not in ASIDES:
                hint = self.reader.near(name, ASIDES)[0] or f"known: {', '.join(ASIDES)}"
                self.reader.problem("unknown-key", f"“{name}” is not known here", key, hint=hint)
            elif (prompt := self.pieces.prompt(node, f"asides.{name}")) is not None:
                found[name] = prompt
        return MappingProxyType(found)

    def _phrases(self) -> dict[str, Fields]:
        """The script's own intents: `{moved_away: {en: [phrase, phrase]}}`."""
        entries = self.merger.entries("phrases")
        return {name: Fields(self.reader, node, OWN_PHRASES) for name, (_, node) in entries.items()}

    # --- single values ------------------------------------------------------------------------------------------

    def _spans(self, node: Node) -> tuple[Span, ...]:
        """Where the texts of a list stand."""
        return tuple(item.span for item in self.reader.items(node) if isinstance(item, Scalar))

    def _policy(self, name: str, base: Policy) -> Policy:
        node = self.merger.single(name)
        return base if node is None else self.pieces.policy(node, base)

    def _machine(self) -> Machine:
        node = self.merger.single("machine")
        return Machine() if node is None else read_machine(node, self.reader)

    def _opt_out(self, outcomes: Mapping[str, Outcome]) -> str:
        """What `opt_out` names, else the first outcome that means do_not_call."""
        node = self.merger.single("opt_out")
        if node is not None:
            return self.reader.text(node)
        return next((name for name, outcome in outcomes.items() if outcome.disposition == "do_not_call"), "")

    def _places(self) -> Mapping[str, Span]:
        header = self.documents[0].fields
        nodes = {name: header.get(name) for name in ("start", "goal", "languages")}
        nodes["opt_out"] = self.merger.single("opt_out")
        places = {name: place(node) for name, node in nodes.items() if node is not None}
        phrases = self.merger.entries("phrases")
        return MappingProxyType(places | {f"phrases.{name}": key.span for name, (key, _) in phrases.items()})

    def _languages(self, items: tuple[Node, ...]) -> tuple[str, ...]:
        languages = [self.reader.choice(item, LANGUAGES) for item in items]
        return tuple(dict.fromkeys(language for language in languages if language))


def _by_language(
    phrases: Mapping[str, Fields], read: Callable[[Node], tuple[T, ...]]
) -> Mapping[str, Mapping[str, tuple[T, ...]]]:
    """Intent id -> language -> what `read` makes of the list there."""
    return MappingProxyType(
        {
            name: MappingProxyType({language: read(node) for language, node in fields.there()})
            for name, fields in phrases.items()
        }
    )


def _spelled_slots(steps: Section) -> dict[str, str]:
    """The slots that hold telephone numbers, known before any prompt is read: they are spoken digit by digit."""
    found = {}
    for _, node in steps.values():
        capture = node.get("capture") if isinstance(node, MappingNode) else None
        for key, slot in capture.entries if isinstance(capture, MappingNode) else ():
            type_ = slot.get("type") if isinstance(slot, MappingNode) else slot
            if isinstance(type_, Scalar) and type_.text == "phone":
                found[key.text] = "phone"
    return found
