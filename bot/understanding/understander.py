"""The ear's mind put together: what was heard, and what was asked, in; what was meant, out.

Pure and deterministic: no clock, no I/O, no state. Layers in order (evidence), the step's mask and the costs
(decision), the grammar of the value asked for (slots). Where the recogniser offers several readings, each is
understood, and `readings` settles which holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from bot.script.model import PhraseLibrary, Script
from bot.spoken import Interval, Value
from bot.understanding.callback import read_callback
from bot.understanding.clauses import told_in_clauses, torn, weighed_in
from bot.understanding.decision import NO, OPT_OUT, OTHER, YES, Decision, allowed, decide, mask
from bot.understanding.evidence import Evidence, Heard, Layers, hear, stretch_of
from bot.understanding.exact import build_index
from bot.understanding.hints import hints_for
from bot.understanding.machine import machine_greeting
from bot.understanding.model import (
    MACHINE,
    SLOT,
    Classifier,
    Expecting,
    Hypothesis,
    Lexicon,
    Understander,
    Understanding,
    Why,
)
from bot.understanding.patterns import PhraseTable, found
from bot.understanding.reading import Reading
from bot.understanding.readings import Readings, settled
from bot.understanding.slots import Asked, read_slot
from bot.understanding.vocabulary import Vocabulary, compile_vocabulary
from bot.understanding.weighing import (
    Weighing,
    agreed_for_later,
    agrees,
    doubted,
    hardly_a_yes,
    implied,
    perhaps_never,
    perhaps_only_this_call,
    says_never,
)  # fmt: skip

NOTHING_HEARD: Final = Understanding(None, 0.0, "ask", Why("nothing"))
FREE_TEXT_ASIDES: Final = (
    OPT_OUT, "operator", "robot", "wrong_person", "repeat", "wait", "who_is_this", "whence_number",
)  # fmt: skip
"""What interrupts an open question; everything else is its answer, objections above all."""
CALL_LATER: Final = "call_later"
NUMBERS: Final = ("score", "number")
FREE_TEXT_P: Final = 0.9
SURE_SLOT_P: Final = 0.98
SPARE_SLOT_P: Final = 0.85
ASIDE_OVER_SLOT_P: Final = 0.5
"""An aside this likely takes a number with unknown words around it away from the slot."""


def compile_understander(
    library: PhraseLibrary, script: Script, language: str, lexicon: Lexicon, classifier: Classifier | None
) -> Understander:
    """An understander of one script in one language. Immutable; share it between calls."""
    vocabulary = compile_vocabulary(lexicon)
    own = script.phrases_in(language)
    layers = Layers(
        vocabulary,
        build_index((own,), vocabulary),
        build_index((library.intents, {OTHER: library.other}), vocabulary),
    )
    phrases = {intent: (*own.get(intent, ()), *library.intents.get(intent, ())) for intent in (*own, *library.intents)}
    greetings = tuple(vocabulary.words(greeting) for greeting in library.machine_greetings)
    return ScriptUnderstander(layers, Weighing(vocabulary, classifier), phrases, greetings, lexicon)


class ScriptUnderstander:
    """See `compile_understander`."""

    def __init__(
        self,
        layers: Layers,
        weighing: Weighing,
        phrases: Mapping[str, tuple[str, ...]],
        greetings: tuple[tuple[str, ...], ...],
        lexicon: Lexicon,
    ) -> None:
        self._layers = layers
        self._weighing = weighing
        self._vocabulary: Vocabulary = layers.vocabulary
        self._options = PhraseTable(
            (tuple(told.split()), name) for told, names in layers.script.items() for name in names
        )
        self._phrases = phrases
        self._readings = Readings(phrases, layers.vocabulary)
        self._greetings = greetings
        self._lexicon = lexicon
        made_of = [
            self._vocabulary.digest, {intent: list(told) for intent, told in phrases.items()},
            sorted(layers.library), sorted(layers.script), greetings,
            weighing.classifier.digest if weighing.classifier else "",
        ]  # fmt: skip
        self._digest = hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()

    @property
    def digest(self) -> str:
        return self._digest

    def hints(self, expecting: Expecting) -> tuple[str, ...]:
        return hints_for(expecting, self._phrases, self._lexicon)

    def parse(self, hypotheses: Sequence[Hypothesis], expecting: Expecting) -> Understanding:
        read = [(weight, self._one(text, expecting)) for text, weight in self._readings.rank(hypotheses)]
        return self._with_time(settled(read, expecting), expecting) if read else NOTHING_HEARD

    def _with_time(self, best: Understanding, expecting: Expecting) -> Understanding:
        """A time said together with "call me later", so that the bot need not ask for it."""
        if best.intent != CALL_LATER or best.action != "act":
            return best
        reading = read_callback(self._vocabulary.words(best.text), self._vocabulary, expecting.now)
        return replace(best, callback_time=reading.value) if isinstance(reading.value, Interval) else best

    def _one(self, text: str, expecting: Expecting) -> Understanding:
        heard = hear(text, self._vocabulary)
        if not heard.words:
            return Understanding(None, 0.0, "ask", Why("nothing"), text)
        greeting = machine_greeting(heard.words, self._greetings) if expecting.opening else ""
        if greeting:
            return Understanding(MACHINE, SURE_SLOT_P, "act", Why("machine", greeting), text)
        open_to = allowed(expecting)
        if self._only_invites(heard, expecting):
            why = Why("invitation", " ".join(heard.words), note="no answer to what is asked")
            return Understanding("backchannel", SPARE_SLOT_P, "act", why, text)
        quick = self._layers.read(heard, open_to)
        reading = self._slot(heard, expecting)
        if reading.value is not None and not _outranks(quick, reading):
            taken = self._take(heard, reading, expecting, quick)
            if taken is not None:
                return taken
        if expecting.slot and expecting.slot.type == "free_text":
            return self._free_text(heard, expecting, quick)
        evidence = quick or self._weighed(heard, expecting)
        return self._decided(heard, evidence, expecting, reading)

    def _weighed(self, heard: Heard, expecting: Expecting) -> Evidence:
        """The classifier's word, with what single clauses surely say; a negation anywhere still vetoes a yes."""
        evidence, open_to = self._weighing.slow(heard), allowed(expecting)

        def sure(clause: Heard) -> str:
            if self._only_invites(clause, expecting):
                return ""
            found = self._layers.read(clause, open_to)
            return "" if found is None else max(found.p, key=lambda intent: found.p[intent])

        told = told_in_clauses(heard.text, self._vocabulary, sure)
        if not told.intent:
            return evidence
        if told.intent == YES and heard.polarity.negated:
            return replace(evidence, p=torn(evidence.p)) if told.decides else evidence
        return replace(evidence, p=weighed_in(evidence.p, told, open_to))

    def _only_invites(self, heard: Heard, expecting: Expecting) -> bool:
        """ "I'm listening" lets the bot talk on; where a yes would commit its speaker, it is none."""
        return expecting.commits and any(tuple(form.split()) in self._vocabulary.invitations for form in heard.forms)

    # --- slots ----------------------------------------------------------------------------------------------------

    def _slot(self, heard: Heard, expecting: Expecting) -> Reading:
        if expecting.slot is None:
            return Reading(None)
        return read_slot(Asked(heard.words, expecting.slot, self._vocabulary, expecting.now, self._options))

    def _take(
        self, heard: Heard, reading: Reading, expecting: Expecting, quick: Evidence | None
    ) -> Understanding | None:
        """The value as the meaning of the reply, unless a likely aside claims the words around it."""
        assert reading.value is not None
        assert expecting.slot is not None
        if (not reading.sure and quick is None) or stretch_of(OPT_OUT, heard, self._vocabulary):
            rest = mask(self._weighing.slow(heard).p, allowed(expecting))
            likeliest = max((intent for intent in rest if intent != OTHER), key=lambda each: rest[each], default="")
            if likeliest and rest[likeliest] > ASIDE_OVER_SLOT_P:
                return None
        sure = SURE_SLOT_P if reading.sure else SPARE_SLOT_P
        intent = str(reading.value) if expecting.slot.type == "choice" else SLOT
        return _value(heard, expecting.slot.name, reading.value, sure, "slot", intent)

    def _free_text(self, heard: Heard, expecting: Expecting, quick: Evidence | None) -> Understanding:
        """Everything said is the value, but what surely is an aside, one of the step's answers, or no speech."""
        assert expecting.slot is not None
        evidence = quick or self._weighing.slow(heard)
        listens_to = {*FREE_TEXT_ASIDES, *expecting.answers} & {*allowed(expecting)}
        likeliest = max(evidence.p, key=lambda intent: evidence.p[intent])
        bar = 0.0 if evidence.sure else FREE_TEXT_P
        if likeliest in listens_to and evidence.p[likeliest] >= bar:
            return self._decided(heard, evidence, expecting, Reading(None))
        if evidence.p.get(OPT_OUT, 0.0) >= ASIDE_OVER_SLOT_P:
            return self._decided(heard, evidence, expecting, Reading(None))
        if evidence.layer in ("noise", "backchannel"):
            return Understanding(None, 0.0, "ask", Why(evidence.layer, heard.normal), heard.text)
        return _value(heard, expecting.slot.name, heard.text.strip(), SPARE_SLOT_P, "slot")

    # --- decision -------------------------------------------------------------------------------------------------

    def _decided(self, heard: Heard, evidence: Evidence, expecting: Expecting, reading: Reading) -> Understanding:
        open_to = allowed(expecting)
        if expecting.offers_call and self._vocabulary.lasting and not found(self._vocabulary.lasting, heard.normal):
            evidence = perhaps_only_this_call(evidence)
        if (
            expecting.slot is not None
            and expecting.slot.type == "callback_time"
            and says_never(heard, self._vocabulary)
        ):
            evidence = perhaps_never(evidence)
        if expecting.names_a_choice and not evidence.sure:
            evidence = hardly_a_yes(evidence)
        if expecting.agrees_to_call and agrees(heard.polarity):
            evidence = agreed_for_later(evidence)
        if reading.refused and not evidence.sure and expecting.slot is not None and expecting.slot.type in NUMBERS:
            evidence = doubted(evidence)
        p = dict(evidence.p)
        if expecting.confirming in p and expecting.confirming not in (YES, NO):
            p[YES] = p.get(YES, 0.0) + p.pop(expecting.confirming)
        decision = decide(mask(implied(p, open_to), open_to), expecting)
        phrase, likeness = evidence.phrase, 0.0
        if not phrase:
            phrase, likeness = self._weighing.nearest(heard, decision.intent or decision.runner_up)
        why = Why(
            evidence.layer, phrase, decision.runner_up, round(decision.runner_up_p, 3), reading.refused, likeness,
        )  # fmt: skip
        slots = _chosen(decision, expecting)
        return Understanding(decision.intent, round(decision.p, 3), decision.action, why, heard.text, slots)


def _chosen(decision: Decision, expecting: Expecting) -> Mapping[str, Value]:
    slot = expecting.slot
    if slot is None or decision.intent is None or decision.intent not in slot.options:
        return MappingProxyType({})
    return MappingProxyType({slot.name: decision.intent})


def _value(heard: Heard, name: str, value: Value, p: float, layer: str, intent: str = SLOT) -> Understanding:
    return Understanding(intent, p, "act", Why(layer, heard.normal), heard.text, MappingProxyType({name: value}))


def _outranks(quick: Evidence | None, reading: Reading) -> bool:
    """Whether a sure aside goes before a value: an opt-out always, others before an unsure value."""
    if quick is None:
        return False
    likeliest = max(quick.p, key=lambda intent: quick.p[intent])
    return likeliest == OPT_OUT or (not reading.sure and likeliest not in (YES, NO, OTHER))
