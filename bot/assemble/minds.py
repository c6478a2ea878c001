"""What understands callees: one understander for each script and language, made when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.assemble.files import folder
from bot.assemble.libraries import read_phrases
from bot.config import Config
from bot.script.model import PhraseLibrary, Script
from bot.understanding.model import Classifier, Expecting, Hypothesis, Lexicon, Understander

if TYPE_CHECKING:
    from bot.understanding.separation import Separation

UNHEARD: Final = "nobody has said this yet"
"""In no list of phrases, so that every layer of understanding is asked."""

Reporting = Callable[[str], Callable[[int, int], None] | None]
"""What is being done -> whom to tell (done, total), if anybody."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Everything a classifier learns from: a language's library and a script's own phrases. Equal for equal phrases."""

    language: str
    library: PhraseLibrary
    own: Mapping[str, Sequence[str]]


class Minds:
    """The understanders of one installation. The first fit of a language takes some seconds; later ones are kept."""

    def __init__(self, config: Config, reporting: Reporting) -> None:
        self._config = config
        self._reporting = reporting
        self._made: dict[tuple[str, str], Understander] = {}

    def understander(self, script: Script, language: str) -> Understander:
        key = (script.id, language)
        if key not in self._made:
            lesson = self.lesson(script, language)
            told = self._reporting(f"learning phrases ({language})")
            self._made[key] = self.compiled(script, lesson, self.learnt(lesson, told))
        return self._made[key]

    def ready(self, script: Script, language: str) -> None:
        """Make `understander`, and let it understand something: what it opens for its first reply (the encoder, lemmas)
        takes up to a second, which no callee should wait."""
        self.understander(script, language).parse((Hypothesis(UNHEARD),), Expecting("", 0, ()))

    def lesson(self, script: Script, language: str) -> Lesson:
        """What the files say now. Raises SourceError for a phrase library that cannot be used."""
        return Lesson(language, read_phrases(self._config, language), script.phrases_in(language))

    def learnt(self, lesson: Lesson, told: Callable[[int, int], None] | None = None) -> Classifier:
        """Fitted, or as it was kept. Some seconds; more where the encoder has not met the phrases. Raises
        WinbackError where the folder for it cannot be written."""
        from bot.edge.classifier import fit_classifier

        lexicon = lexicon_of(lesson.language)
        return fit_classifier(lesson.library, lesson.own, lesson.language, self._kept(), told, lexicon)

    def compiled(self, script: Script, lesson: Lesson, classifier: Classifier | None) -> Understander:
        """At once, with any classifier of the language, or none: what is written word for word is known without."""
        from bot.understanding.understander import compile_understander

        return compile_understander(lesson.library, script, lesson.language, lexicon_of(lesson.language), classifier)

    def separation(self, script: Script, language: str, questions: Sequence[Expecting]) -> Separation:
        """How well the phrases of a script can be told apart at its questions; half a minute with the encoder."""
        from bot.edge.classifier import fit_classifier
        from bot.understanding.separation import separate

        return separate(
            read_phrases(self._config, language),
            script,
            lexicon_of(language),
            questions,
            partial(fit_classifier, language=language, cache_dir=self._kept()),
            self._reporting(f"trying phrases on strangers ({language})"),
        )

    def _kept(self) -> Path:
        return folder(self._config.data_dir / "cache" / "phrases")


@cache
def lexicon_of(language: str) -> Lexicon:
    """Read once (0.2 s); nobody changes it. Raises WinbackError where the package has none."""
    from bot.edge.lexicon import load_lexicon

    return load_lexicon(language)
