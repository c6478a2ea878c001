"""One installation, opened lazily: its scripts, ears and mouths, once each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from bot.assemble import engines
from bot.assemble.files import check_script, digest
from bot.assemble.minds import Minds
from bot.call.driver import Driver, Parts
from bot.call.ear import Ear
from bot.call.ports import CallStore, Line, Listening, Recognizer, Synthesizer
from bot.call.records import Attempt, CallRecord, Turn
from bot.call.tape import Tape
from bot.config import Config
from bot.dialogue.engine import Dialogue
from bot.dialogue.state import Plan, Setup
from bot.dialogue.turns import Settings as TurnSettings
from bot.script.model import Script
from bot.script.template import fields, is_optional, render
from bot.script.values import typed_values
from bot.source import WinbackError

if TYPE_CHECKING:
    from bot.edge.tts_model import Saying
    from bot.edge.voice import PromptSynthesizer

Progress = Callable[[str, int, int], None]
"""(what is being done, done, total) for a progress bar."""


class House:
    """One installation, opened lazily."""

    def __init__(self, config: Config, progress: Progress | None = None) -> None:
        self.config = config
        self._progress = progress
        self._scripts: dict[str, Script] = {}
        self._plans: dict[str, Plan] = {}
        self.wordings: dict[str, str] = {}
        """Digest of every opened script with its libraries, by script id."""
        self.minds = Minds(config, self._reporting)
        self._recognizers: dict[str, Recognizer | None] = {}
        self._voice: PromptSynthesizer | None = None

    # --- scripts ----------------------------------------------------------------------------------------------------

    def script(self, name: str) -> Script:
        """A script by name or path, checked. Raises SourceError with every error in it, or WinbackError (no file)."""
        if name not in self._scripts:
            checked = check_script(self.config, name)
            script = self._scripts[name] = checked.usable()
            self._plans[script.id] = Plan()
            self.wordings[script.id] = digest(checked.sources)
        return self._scripts[name]

    def _reporting(self, what: str) -> Callable[[int, int], None] | None:
        """Progress of one kind of work, where anybody wants to know."""
        return partial(self._progress, what) if self._progress else None

    # --- ears and mouths --------------------------------------------------------------------------------------------

    def listening(self, language: str) -> Listening | None:
        """A fresh ear for one call; None where the language has no recogniser (then the keys must do)."""
        settings = self.config.language(language)
        if language not in self._recognizers:
            self._recognizers[language] = engines.recognizer(self.config, language)
        recognizer = self._recognizers[language]
        return None if recognizer is None or settings.recognizer == "none" else recognizer.open(language)

    def voice(self) -> PromptSynthesizer:
        if self._voice is None:
            self._voice = engines.voice(self.config)
        return self._voice

    def can_speak(self, language: str) -> None:
        """Raises WinbackError where nobody speaks the language. Loads nothing."""
        for report in self.voice().describe((language,)):
            if report.problem:
                raise WinbackError(report.problem)

    def can_talk(self, language: str) -> None:
        """Raises WinbackError where nobody speaks the language, or what should hear it is missing. Loads nothing."""
        self.can_speak(language)
        self.listening(language)

    async def ready(self, script: Script, language: str, sample: Mapping[str, str], today: date) -> None:
        """Load what hears and understands a language and render its prompts, as for a contact with the row `sample`.

        Raises WinbackError for what is missing, so that nobody is called by a bot that cannot hear or talk.
        """
        self.can_talk(language)
        if self.listening(language) is not None:
            recognizer = self._recognizers[language]
            assert recognizer is not None
            await asyncio.to_thread(recognizer.load, language)
        await asyncio.to_thread(self.minds.ready, script, language)
        needed = sayings(script, language, sample, today)
        await self.voice().prepare(needed, self._reporting(f"rendering prompts ({language})"))

    def close(self) -> None:
        """Let engines and child processes go."""
        for engine in (*self._recognizers.values(), self._voice):
            close = getattr(engine, "close", None)
            if close is not None:
                close()

    # --- calls ------------------------------------------------------------------------------------------------------

    def setup(self, script: Script, attempt: Attempt, now: datetime) -> Setup:
        """What a conversation is given. Raises WinbackError naming the columns that cannot be used."""
        values, messages = typed_values(script, attempt.fields, attempt.language, now.date())
        if messages:
            raise WinbackError("; ".join(messages))
        deaf = self.config.language(attempt.language).recognizer == "none"
        return Setup(
            script, attempt.language, values, now, attempt.seed, attempt.arm, attempt.n, keypad_only=deaf,
            plan=self._plans.setdefault(script.id, Plan()),
        )  # fmt: skip

    async def hold(self, line: Line, attempt: Attempt, now: datetime, options: HoldOptions) -> CallRecord:
        """One call over `line` to its end; audio lines get an ear, typed lines none."""
        return await self.driver(attempt, now, options).hold(line)

    def driver(self, attempt: Attempt, now: datetime, options: HoldOptions) -> Driver:
        script = self.script(options.script)
        setup = self.setup(script, attempt, now)
        ear = None
        if options.audio:
            from bot.edge.stt_none import Deaf
            from bot.edge.vad import SileroVoiceActivity

            listening = self.listening(attempt.language) or Deaf()
            ear = Ear(SileroVoiceActivity(), listening, TurnSettings(unbroken_s=script.machine.unbroken_s))
        else:
            setup = replace(setup, keypad_only=False)
        voice = options.voice or self.voice()
        parts = Parts(
            Dialogue(setup), script, self.minds.understander(script, attempt.language), voice, options.store, ear,
            keep=options.keep, watch=options.watch,
        )  # fmt: skip
        return Driver(parts, attempt)


@dataclass(frozen=True, slots=True)
class HoldOptions:
    """How a call is held: on an audio line or a typed one, where it is written, who watches."""

    script: str
    store: CallStore
    audio: bool = True
    voice: Synthesizer | None = None
    keep: Callable[[Tape], str] | None = None
    watch: Callable[[Turn], None] | None = None


class NoStore:
    """ports.CallStore for trying things out: nothing is kept."""

    async def add_turn(self, attempt_id: str, turn: Turn) -> None: ...

    async def opt_out(self, attempt_id: str, number: str, why: str) -> None: ...

    async def finish_call(self, record: CallRecord) -> None: ...


def sayings(script: Script, language: str, sample: Mapping[str, str], today: date) -> Iterator[Saying]:
    """Every prompt whose variables are known before the call; the cache keeps sentence by sentence, so those without
    a name in them serve every call."""
    from bot.edge.tts_model import Saying

    values, _ = typed_values(script, sample, language, today)
    for prompt in script.prompts():
        for template in prompt.texts[language]:
            if all(field.name in values or is_optional(field) for field in fields(template)):
                yield Saying(render(template, values, language, today), language, prompt.id)
