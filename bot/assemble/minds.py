"""What understands callees: one understander for each script and language, made when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.assemble.files import folder, read_phrases
from bot.config import Config
from bot.script.model import Script
from bot.understanding.model import Expecting, Understander

if TYPE_CHECKING:
    from bot.understanding.separation import Separation

Reporting = Callable[[str], Callable[[int, int], None] | None]
"""What is being done -> whom to tell (done, total), if anybody."""


class Minds:
    """The understanders of one installation. The first fit of a language takes some seconds; later ones are kept."""

    def __init__(self, config: Config, reporting: Reporting) -> None:
        self._config = config
        self._reporting = reporting
        self._made: dict[tuple[str, str], Understander] = {}

    def understander(self, script: Script, language: str) -> Understander:
        key = (script.id, language)
        if key not in self._made:
            self._made[key] = self._make(script, language)
        return self._made[key]

    def _make(self, script: Script, language: str) -> Understander:
        from bot.edge.classifier import fit_classifier
        from bot.edge.lexicon import load_lexicon
        from bot.understanding.understander import compile_understander

        library = read_phrases(self._config, language)
        own = script.phrases_in(language)
        told = self._reporting(f"learning phrases ({language})")
        classifier = fit_classifier(library, own, language, self._learnt(), told)
        return compile_understander(library, script, language, load_lexicon(language), classifier)

    def separation(self, script: Script, language: str, questions: Sequence[Expecting]) -> Separation:
        """How well the phrases of a script can be told apart at its questions; half a minute with the encoder."""
        from bot.edge.classifier import fit_classifier
        from bot.edge.lexicon import load_lexicon
        from bot.understanding.separation import separate

        return separate(
            read_phrases(self._config, language),
            script,
            load_lexicon(language),
            questions,
            partial(fit_classifier, language=language, cache_dir=self._learnt()),
            self._reporting(f"trying phrases on strangers ({language})"),
        )

    def _learnt(self) -> Path:
        return folder(self._config.data_dir / "cache" / "phrases")
