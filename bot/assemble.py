"""The only place that names concrete classes and reads files for the pure rooms.

A `House` is one installation: it opens scripts, ears, mouths and the archive when they are first needed, once each.
Heavy engines are imported inside the methods that need them, so that `winback --help` stays quick.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.call.driver import Driver, Parts
from bot.call.ear import Ear
from bot.call.ports import CallStore, Dialler, Line, Listening, Recognizer, Synthesizer
from bot.call.records import Attempt, CallRecord, Turn
from bot.call.tape import Tape
from bot.campaign.contacts import read_contacts
from bot.campaign.dialer import News, Office
from bot.campaign.opening import Order
from bot.campaign.plan import CampaignFile, check_against, read_campaign
from bot.config import Config
from bot.dialogue.engine import Dialogue
from bot.dialogue.state import Plan, Setup
from bot.dialogue.turns import Settings as TurnSettings
from bot.edge.dialler_recorded import RecordedDialler
from bot.script.include import includes, root_of
from bot.script.model import PhraseLibrary, Script
from bot.script.phrase import parse_phrases
from bot.script.template import fields, is_optional, render
from bot.script.values import typed_values
from bot.source import Problem, SourceError, WinbackError, decode, did_you_mean
from bot.store import Store, this_boot
from bot.understanding.model import Classifier, Expecting, Understander

if TYPE_CHECKING:
    from bot.edge.tts_model import Saying
    from bot.edge.voice import PromptSynthesizer
    from bot.understanding.separation import Separation

Progress = Callable[[str, int, int], None]
"""(what is being done, done, total) for a progress bar."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A script with what is wrong with it; `sources` (path -> text) lets problems show their lines."""

    script: Script | None
    problems: tuple[Problem, ...]
    sources: Mapping[str, str]


class House:
    """One installation, opened lazily."""

    def __init__(self, config: Config, progress: Progress | None = None) -> None:
        self.config = config
        self._progress = progress
        self._scripts: dict[str, Script] = {}
        self._plans: dict[str, Plan] = {}
        self.wordings: dict[str, str] = {}
        """Digest of every opened script with its libraries, by script id."""
        self._understanders: dict[tuple[str, str], Understander] = {}
        self._recognizers: dict[str, Recognizer | None] = {}
        self._voice: PromptSynthesizer | None = None

    # --- scripts ----------------------------------------------------------------------------------------------------

    def script(self, name: str) -> Script:
        """A script by name or path, checked. Raises SourceError with every error in it, or WinbackError (no file)."""
        if name not in self._scripts:
            checked = check_script(self.config, name)
            errors = [problem for problem in checked.problems if problem.severity == "error"]
            if checked.script is None or errors:
                raise SourceError(checked.problems, checked.sources)
            self._scripts[name] = checked.script
            self._plans[checked.script.id] = Plan()
            self.wordings[checked.script.id] = _digest(checked.sources)
        return self._scripts[name]

    def understander(self, script: Script, language: str) -> Understander:
        """The ear's mind for one script in one language. The first fit of a language may take some seconds."""
        key = (script.id, language)
        if key not in self._understanders:
            from bot.edge.lexicon import load_lexicon
            from bot.understanding.understander import compile_understander

            library = read_phrases(self.config, language)
            classifier = self._classifier(library, script, language)
            self._understanders[key] = compile_understander(
                library, script, language, load_lexicon(language), classifier
            )
        return self._understanders[key]

    def _classifier(self, library: PhraseLibrary, script: Script, language: str) -> Classifier:
        from bot.edge.classifier import fit_classifier

        own = script.phrases_in(language)
        return fit_classifier(library, own, language, self._learnt(), self._reporting(f"learning phrases ({language})"))

    def separation(self, script: Script, language: str, questions: Sequence[Expecting]) -> Separation:
        """How well the phrases of a script can be told apart at its questions; half a minute with the encoder."""
        from bot.edge.classifier import fit_classifier
        from bot.edge.lexicon import load_lexicon
        from bot.understanding.separation import separate

        folder = self._learnt()
        return separate(
            read_phrases(self.config, language),
            script,
            load_lexicon(language),
            questions,
            lambda library, own: fit_classifier(library, own, language, folder),
            self._reporting(f"trying phrases on strangers ({language})"),
        )

    def _learnt(self) -> Path:
        return _folder(self.config.data_dir / "cache" / "phrases")

    def _reporting(self, what: str) -> Callable[[int, int], None] | None:
        """Progress of one kind of work, where anybody wants to know."""
        return partial(self._progress, what) if self._progress else None

    # --- ears and mouths --------------------------------------------------------------------------------------------

    def listening(self, language: str) -> Listening | None:
        """A fresh ear for one call; None where the language has no recogniser (then the keys must do)."""
        settings = self.config.language(language)
        if language not in self._recognizers:
            self._recognizers[language] = _recognizer(self.config, language)
        recognizer = self._recognizers[language]
        return None if recognizer is None or settings.recognizer == "none" else recognizer.open(language)

    def voice(self) -> PromptSynthesizer:
        if self._voice is None:
            self._voice = _voice(self.config)
        return self._voice

    def can_talk(self, language: str) -> None:
        """Raises WinbackError where nobody speaks the language, or what should hear it is missing. Loads nothing."""
        for report in self.voice().describe((language,)):
            if report.problem:
                raise WinbackError(report.problem)
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
        await asyncio.to_thread(self.understander, script, language)
        sayings = _sayings(script, language, sample, today)
        await self.voice().prepare(sayings, self._reporting(f"rendering prompts ({language})"))

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
            Dialogue(setup), script, self.understander(script, attempt.language), voice, options.store, ear,
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


# --- files ----------------------------------------------------------------------------------------------------------


def script_path(config: Config, name: str) -> Path:
    """scripts/NAME.yaml, or a path as given. Raises WinbackError naming the nearest script."""
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        if path.is_file():
            return path
        raise WinbackError(f"{name}: there is no such file")
    path = config.scripts_dir / f"{name}.yaml"
    if path.is_file():
        return path
    known = sorted(found.stem for found in config.scripts_dir.glob("*.yaml"))
    hint = did_you_mean(name, known) or f"there are: {', '.join(known) or 'none'}"
    raise WinbackError(f"{path}: there is no script “{name}”; {hint}")


def check_script(config: Config, name: str) -> Checked:
    """A script with its includes, parsed and checked against phrases and recordings; all problems at once."""
    from bot.edge.tts_recordings import read_manifest, recordings
    from bot.script.check import review

    path = script_path(config, name)
    sources = _sources(path)
    libraries: dict[str, PhraseLibrary] = {}
    problems: list[Problem] = []
    for file in sorted((config.scripts_dir / "common" / "phrases").glob("*.yaml")):
        text = decode(file.read_bytes(), str(file))
        library, found = parse_phrases(text, str(file))
        problems += found
        sources[str(file)] = text
        if library is not None:
            libraries[library.language] = library
    manifest = read_manifest(config.audio_dir / "prompts" / "manifest.yaml")
    reviewed = review(str(path), sources, phrases=libraries, recordings=recordings(manifest))
    return Checked(reviewed.script, (*reviewed.problems, *problems), sources)


def _sources(path: Path) -> dict[str, str]:
    """The script's text and that of everything it includes, by path; missing ones are left to `parse` to name."""
    sources: dict[str, str] = {}
    waiting = [str(path)]
    root = root_of(str(path))
    while waiting:
        name = waiting.pop()
        if name in sources or not Path(name).is_file():
            continue
        sources[name] = decode(Path(name).read_bytes(), name)
        waiting += includes(sources[name], name, root)
    return sources


def read_phrases(config: Config, language: str) -> PhraseLibrary:
    """scripts/common/phrases/LANG.yaml; an empty library where a language has none (its script brings its own)."""
    file = config.scripts_dir / "common" / "phrases" / f"{language}.yaml"
    if not file.is_file():
        return PhraseLibrary(language, {})
    text = decode(file.read_bytes(), str(file))
    library, problems = parse_phrases(text, str(file))
    if library is None:
        raise SourceError(problems, {str(file): text})
    return library


def _folder(path: Path) -> Path:
    """`path`, made if need be. Raises WinbackError where nothing can be written."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        reason = "" if os.access(path, os.W_OK) else "permission denied"
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
    if reason:
        raise WinbackError(
            f"{path}: this folder cannot be written ({reason}).\n"
            "  Give your user the right to, or name another data_dir in config.yaml."
        )
    return path


def _digest(sources: Mapping[str, str]) -> str:
    """The same for the same texts, wherever they lie."""
    texts = sorted((Path(path).name, text) for path, text in sources.items())
    return hashlib.blake2b(repr(texts).encode(), digest_size=16).hexdigest()


# --- campaigns ------------------------------------------------------------------------------------------------------


def database(config: Config) -> Path:
    return config.data_dir / "winback.db"


def open_store(config: Config) -> Store:
    """The archive of this installation, for writing. Blocks. Raises WinbackError."""
    return Store.open(database(config), this_boot())


def read_order(house: House, path: Path, today: date) -> Order:
    """A campaign file with its script and list. Raises WinbackError or SourceError with all that is wrong in one."""
    plan = read_campaign(path)
    script = house.script(plan.script)
    check_against(plan, script)
    contacts = read_contacts(plan, script, plan.as_of.date() if plan.as_of else today)
    return Order(plan, script, contacts, house.wordings[script.id])


def office(
    house: House, store: Store, plan: CampaignFile, clock: Callable[[], datetime], news: Callable[[News], None]
) -> Office:
    """What the dialer works with; `clock` gives instants with a zone. Raises WinbackError for an unusable trunk."""

    def driver(attempt: Attempt) -> Driver:
        keep = partial(_keep, house.config.data_dir, attempt) if plan.record else None
        now = plan.as_of or clock().replace(tzinfo=None)
        return house.driver(attempt, now, HoldOptions(plan.script, store, keep=keep))

    async def prepare(attempt: Attempt) -> None:
        today = (plan.as_of or clock()).date()
        sayings = _sayings(house.script(plan.script), attempt.language, attempt.fields, today)
        await house.voice().prepare(sayings)

    if plan.line == "sip":
        dialler = sip_dialler(house.config, plan.trunk, prepare=prepare)
    else:
        recordings = (plan.recordings, plan.contacts.parent, house.config.audio_dir / "callees")
        dialler = RecordedDialler(tuple(folder for folder in recordings if folder is not None))
    return Office(store, dialler, driver, lambda: clock().isoformat(), news)


def sip_dialler(
    config: Config, trunk: str, tell: Callable[[str], None] = lambda _: None,
    prepare: Callable[[Attempt], Awaitable[None]] | None = None,
) -> Dialler:  # fmt: skip
    """Telephones, over a trunk. Raises WinbackError: no such trunk, no secret, or the telephone stack is missing."""
    try:
        from bot.edge.sip_dialler import SipDialler
    except ImportError as error:
        raise WinbackError("calls over SIP need baresip-python: pip install 'winback[sip]'") from error
    chosen = config.trunk(trunk)
    return SipDialler(chosen.trunk, chosen.secret(), tell, prepare)


def _keep(data_dir: Path, attempt: Attempt, tape: Tape) -> str:
    """Both sides of a call as a WAV under data_dir; its path relative to it."""
    from bot.edge.audio import write_wav

    path = Path("recordings", attempt.campaign, f"{attempt.id}.wav")
    write_wav(data_dir / path, tape.sides())
    return str(path)


# --- engines --------------------------------------------------------------------------------------------------------


def _recognizer(config: Config, language: str) -> Recognizer | None:
    settings = config.language(language)
    if settings.recognizer == "moonshine":
        from bot.edge.stt_moonshine import MoonshineRecognizer, MoonshineSettings

        return MoonshineRecognizer(MoonshineSettings(threads=config.recognition_threads))
    if settings.recognizer == "vosk" and settings.model is not None:
        from bot.edge.stt_vosk import VoskRecognizer, VoskSettings

        return VoskRecognizer(VoskSettings({language: settings.model}, threads=config.recognition_threads))
    return None


def _voice(config: Config) -> PromptSynthesizer:
    from bot.edge.prompt_cache import PromptCache
    from bot.edge.tts_espeak import EspeakEngine
    from bot.edge.tts_model import Voices, VoiceSettings
    from bot.edge.tts_piper import PiperEngine
    from bot.edge.tts_recordings import read_manifest
    from bot.edge.voice import PromptSynthesizer

    by_language = {
        code: VoiceSettings(settings.engines, "" if settings.voice == "auto" else settings.voice, settings.rate)
        for code, settings in config.languages.items()
    }
    manifest = read_manifest(config.audio_dir / "prompts" / "manifest.yaml")
    cache = PromptCache(config.data_dir / "cache" / "prompts")
    return PromptSynthesizer(Voices(by_language), (PiperEngine(), EspeakEngine()), cache, manifest)


def _sayings(script: Script, language: str, sample: Mapping[str, str], today: date) -> Iterator[Saying]:
    """Every prompt whose variables are known before the call; the cache keeps sentence by sentence, so those without
    a name in them serve every call."""
    from bot.edge.tts_model import Saying

    values, _ = typed_values(script, sample, language, today)
    for prompt in script.prompts():
        for template in prompt.texts[language]:
            if all(field.name in values or is_optional(field) for field in fields(template)):
                yield Saying(render(template, values, language, today), language, prompt.id)


KEYPAD_HELP: Final = (
    "there is no speech recogniser for “{language}”: callees can answer by keys only (1 yes, 2 no, 9 never again). "
    "Get one: winback models list {language}, then winback models fetch {language}, then name it in config.yaml"
)
