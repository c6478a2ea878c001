"""How long a text takes to say, before anything is synthesised.

Syllables (groups of vowels; in Korean letters, each one) times a rate, plus pauses at punctuation. The
numbers are a least-squares fit to espeak-ng 1.52 at its default 175 words a
minute on thirteen typical prompts a language; the estimate was then off by a
tenth on average and by 0.6 s at most. A human recording is about as fast
(Pellegrino, Coupé & Marsico, Language 87, 2011: 5-8 syllables a second without
pauses); a planning figure, never a timer.
"""

import re
from functools import lru_cache
from typing import Final

from bot.spoken.value import SpokenError

_SYLLABLE_S: Final = {"en": 0.19, "uk": 0.22, "ru": 0.175, "fr": 0.19, "ko": 0.215}
_PAUSE_S: Final = 0.2
_START_S: Final = 0.15
_VOWELS: Final = re.compile(r"[aeiouyàâäéèêëîïôöùûüÿœæ]+|[аеєёиіїоуыэюя]|[가-힣]")
_SILENT_E: Final = re.compile(r"(?<=\w[bcdfghjkmnpqrstvwxz])es?\b")
_PAUSES: Final = re.compile(r"[.,;:!?…](?=\s)")
_WORD: Final = re.compile(r"\w")


@lru_cache(maxsize=4096)
def seconds_to_say(text: str, language: str) -> float:
    """Seconds a synthesised voice needs for `text`; 0.0 where nothing is to be said."""
    if language not in _SYLLABLE_S:
        raise SpokenError(f"no language is called {language!r}; there are: {', '.join(_SYLLABLE_S)}")
    if not _WORD.search(text):
        return 0.0
    syllables = len(_VOWELS.findall(_SILENT_E.sub("", text.lower())))
    pauses = len(_PAUSES.findall(text.strip()))
    return round(_START_S + syllables * _SYLLABLE_S[language] + pauses * _PAUSE_S, 2)
