"""Phrase hygiene of whole scripts; lists that were clean are not looked at again until something of them changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Final

from bot.assemble.files import Checked
from bot.assemble.libraries import checks_cache, made_by
from bot.config import Config
from bot.edge.kept import whole
from bot.edge.lexicon import load_lexicon, load_telling
from bot.script.model import PhraseLibrary, Script
from bot.script.rules import Enough, Notes
from bot.source import Problem
from bot.understanding.examined import Examined, examine
from bot.understanding.hygiene import Lists, check_phrases, check_prompts, questions
from bot.understanding.tongues import Tongues
from bot.understanding.vocabulary import Vocabulary, compile_vocabulary

MOST_KEPT: Final = 200
"""Digests of clean lists that are remembered, the newest: of some dozen scripts in four languages."""


class Hygiene:
    """Looks at the phrases of one script after the other; libraries and lexicons are made ready once."""

    def __init__(self, config: Config, cache: Path | None = None) -> None:
        self._clean_file = (cache or checks_cache(config)) / "clean"
        self._examined: dict[str, Examined] = {}
        self._vocabularies: dict[str, Vocabulary] = {}
        self._told: dict[str, str] = {}
        """Each language's library in one text, as its digest is made of it."""

    def problems(self, checked: Checked) -> tuple[Problem, ...]:
        """Warnings about the phrases and the language of the texts; of a script with errors none."""
        script, notes = checked.script, Notes()
        clean = self._clean()
        seen: list[str] = []
        with suppress(Enough):
            for language in script.languages if script is not None else ():
                assert script is not None
                check_prompts(script, language, self._tongues, notes)
                library = checked.libraries.get(language)
                if library is None:
                    continue  # missing, or it cannot be read: that is told already
                digest = self._digest(script, library)
                if digest not in clean:
                    before = len(notes.problems)
                    check_phrases(script, language, self._lists(script, library), notes)
                    seen += [digest] if len(notes.problems) == before else []
        self._remember(clean, seen)
        return tuple(notes.problems)

    def _lists(self, script: Script, library: PhraseLibrary) -> Lists:
        language = library.language
        if language not in self._examined:
            vocabulary = self._vocabularies[language] = compile_vocabulary(load_lexicon(language))
            told = {**library.intents, "other": library.other}
            self._examined[language] = examine(told, library.places, vocabulary, self._tongues)
        places = {intent: told[language] for intent, told in script.phrase_places.items() if language in told}
        own = examine(script.phrases_in(language), places, self._vocabularies[language], self._tongues)
        return Lists(own, self._examined[language])

    @cached_property
    def _tongues(self) -> Tongues:
        return Tongues(load_telling())

    # --- what was clean ---------------------------------------------------------------------------------------------

    def _digest(self, script: Script, library: PhraseLibrary) -> str:
        """The same for the same lists, questions and way of looking at them."""
        own = script.phrases_in(library.language)
        asked = sorted(sorted(live) for live in questions(script))
        if library.language not in self._told:
            self._told[library.language] = repr((dict(library.intents), library.other))
        made_of = repr((made_by("bot.understanding"), library.language, asked, own)) + self._told[library.language]
        return hashlib.blake2b(made_of.encode(), digest_size=16).hexdigest()

    def _clean(self) -> tuple[str, ...]:
        with suppress(OSError, UnicodeDecodeError):
            return tuple(self._clean_file.read_text("utf-8").split())
        return ()

    def _remember(self, clean: Iterable[str], seen: Iterable[str]) -> None:
        """A folder that cannot be written only means that they are looked at again."""
        kept = list(dict.fromkeys((*clean, *seen)))
        if kept == list(clean):
            return
        with suppress(OSError), whole(self._clean_file) as part:
            part.write_text("\n".join(kept[-MOST_KEPT:]) + "\n", "utf-8")
