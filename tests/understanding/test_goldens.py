"""Goldens: a reply and a question, and what the layers before the classifier make of them."""

import pytest
import yaml
from listening import CALLBACK, FREE, ROOT, SCORE, YES_NO, heard, understander

from bot.spoken import Interval
from bot.understanding.model import Understanding

QUESTIONS = {"yes_no": YES_NO, "score": SCORE, "callback": CALLBACK, "free_text": FREE}


def goldens():
    told = yaml.load((ROOT / "tests/understanding/goldens.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    for kind, languages in told.items():
        for language, cases in languages.items():
            for text, expected in cases.items():
                yield pytest.param(kind, language, text, expected, id=f"{kind}-{language}-{text}")


def written(understood: Understanding) -> str:
    value = next(iter(understood.slots.values()), "")
    if isinstance(value, Interval):
        value = f"{value.earliest:%Y-%m-%d %H:%M}..{value.latest:%H:%M}"
    return f"{understood.intent or 'none'} {understood.action} {value}".strip()


@pytest.mark.parametrize(("kind", "language", "text", "expected"), list(goldens()))
def test_a_reply_is_understood_as_its_golden_says(kind, language, text, expected):
    understood = heard(understander(language), text, QUESTIONS[kind])
    assert written(understood) == expected, str(understood.why)
