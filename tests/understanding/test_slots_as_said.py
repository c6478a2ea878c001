"""Replies as people say them on the phone, in four languages, to six kinds of questions: a right value or a refusal.

The bars of issue 3: silently wrong at most 1 %, right or refused at least 97 %; and, so that refusing everything does
not pass, the right answer (a refusal, where only that is right) in at least 88 of 100. Every set was written before the
grammars saw it and mended against afterwards; the headers say how each went at its first run.
"""

import pytest
from listening import LANGUAGES
from slot_replies import answer, cases, verdict

WRONG_AT_MOST = 0.01
RIGHT_OR_REFUSED_AT_LEAST = 0.97
RIGHT_AT_LEAST = 0.88
SETS = ("slots", "slots_second", "slots_third", "slots_fourth", "slots_fifth")
TALKATIVE = ("slots_sixth", "slots_seventh", "slots_eighth", "slots_ninth", "slots_tenth", "slots_eleventh",
             "slots_twelfth")  # fmt: skip
"""Sets whose replies ramble, correct themselves and tell of other times and numbers: a third is asked again."""
TALKATIVE_RIGHT_AT_LEAST = 0.58
TALKATIVE_WRONG_AT_MOST = 0.02
"""In a set of 160 one reply is 0.6 %. At their first runs 0 to 8.5 % were wrong."""


def judged(folder, language):
    """Verdict -> the replies it holds for, as "kind: reply -> value (expected): why"."""
    told = {"right": [], "missed": [], "wrong": []}
    for case in cases(folder, language):
        value, understood = answer(language, case)
        line = f"{case.kind}: {case.text} -> {value} (expected {' or '.join(case.values)}): {understood.why}"
        told[verdict(case, value)].append(line)
    return told


def report(told):
    lines = [f"{name}: {line}" for name in ("wrong", "missed") for line in told[name]]
    return "\n".join([", ".join(f"{name} {len(found)}" for name, found in told.items()), *lines])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", SETS)
def test_values_are_right_or_refused_and_hardly_ever_wrong(folder, language):
    told = judged(folder, language)
    count = sum(map(len, told.values()))
    print(f"{folder} {language}: {report(told)}")
    assert len(told["wrong"]) <= WRONG_AT_MOST * count, report(told)
    assert len(told["right"]) + len(told["missed"]) >= RIGHT_OR_REFUSED_AT_LEAST * count, report(told)
    assert len(told["right"]) >= RIGHT_AT_LEAST * count, report(told)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", TALKATIVE)
def test_values_within_other_talk_are_refused_rather_than_wrong(folder, language):
    told = judged(folder, language)
    count = sum(map(len, told.values()))
    assert len(told["wrong"]) <= TALKATIVE_WRONG_AT_MOST * count, report(told)
    assert len(told["right"]) >= TALKATIVE_RIGHT_AT_LEAST * count, report(told)
