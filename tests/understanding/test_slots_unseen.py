"""Slot phrases that no grammar was tuned on: a right value or a refusal, hardly ever a wrong value."""

import pytest
import yaml
from listening import CALLBACK, LANGUAGES, ROOT, SCORE, heard, understander
from test_goldens import written

QUESTIONS = {"score": SCORE, "callback": CALLBACK}
TOLD = yaml.load((ROOT / "tests/understanding/slots_unseen.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def judged(language):
    """(right, refused, wrong) readings, as "phrase: reading"."""
    right, refused, wrong = [], [], []
    for kind, cases in TOLD[language].items():
        for text, value in cases.items():
            understood = heard(understander(language), text, QUESTIONS[kind])
            told = written(understood).removeprefix("slot act ") if understood.slots else "-"
            into = right if told == value else refused if told == "-" else wrong
            into.append(f"{text}: {told}")
    return right, refused, wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_unseen_slots_are_right_or_refused(language):
    right, refused, wrong = judged(language)
    assert wrong == []
    assert len(right) >= 0.85 * (len(right) + len(refused)), refused
