""" "Call me tomorrow after six" at any question: the meaning is call_later, and the time comes with it."""

from datetime import datetime

import pytest
from listening import CALLBACK, SCORE, YES_NO, Certain, heard, with_classifier

from bot.spoken import Interval

LATER = Certain("call_later")


def hours(day, begins, ends):
    return Interval(datetime(2026, 11, day, begins), datetime(2026, 11, day, ends))


@pytest.mark.parametrize(
    ("language", "text", "time"),
    [
        ("en", "not now please, call me tomorrow after six", hours(24, 18, 21)),
        ("en", "could you ring me back in two hours", hours(23, 12, 12)),
        ("en", "call me some other time", None),
        ("en", "you could try me one more time", None),
        ("en", "call me later but not tomorrow", None),
        ("uk", "мені незручно, передзвоніть завтра після шостої", hours(24, 18, 21)),
        ("uk", "наберіть мене через дві години", hours(23, 12, 12)),
        ("uk", "якось іншим разом наберіть", None),
        ("ru", "мне неудобно, перезвоните завтра после шести", hours(24, 18, 21)),
        ("ru", "наберите меня через два часа", hours(23, 12, 12)),
        ("ru", "как-нибудь в другой раз наберите", None),
        ("fr", "je suis occupé, rappelez-moi demain après dix-huit heures", hours(24, 18, 21)),
        ("fr", "rappelez-moi dans deux heures", hours(23, 12, 12)),
        ("fr", "vous pourriez me rappeler un autre jour", None),
    ],
)
@pytest.mark.parametrize("question", [YES_NO, SCORE])
def test_a_time_said_with_call_later_comes_with_it(language, text, time, question):
    understood = heard(with_classifier(language, LATER), text, question)
    assert (understood.intent, understood.callback_time) == ("call_later", time)


def test_no_other_meaning_carries_a_time():
    assert heard(with_classifier("en", Certain("not_interested")), "I moved away last May").callback_time is None
    assert heard(with_classifier("en", Certain("call_later", 0.3)), "tomorrow purple").callback_time is None


def test_where_a_time_is_asked_for_it_is_the_value():
    understood = heard(with_classifier("en", LATER), "call me tomorrow after six", CALLBACK)
    assert understood.slots == {"value": hours(24, 18, 21)}
