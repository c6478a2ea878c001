"""Several readings of one utterance."""

import pytest
from listening import YES_NO, question, understander

from bot.understanding.model import Hypothesis

MIND = understander("en")


def read(*told, expecting=YES_NO):
    return MIND.parse(
        tuple(Hypothesis(*each) if isinstance(each, tuple) else Hypothesis(each) for each in told), expecting
    )


@pytest.mark.parametrize(
    ("told", "intent", "action"),
    [
        ((), None, "ask"),
        (("",), None, "ask"),
        (("the", "yes"), "yes", "act"),
        (("yes", "yes please"), "yes", "act"),
        ((("yes", 0.5), ("no", 0.49)), "yes", "confirm"),
        ((("yes", 0.9), ("no", 0.2)), "yes", "act"),
        ((("no", 0.5), ("yes", 0.49)), "no", "act"),
        ((("yes", 0.5), ("stop calling me", 0.2)), "opt_out", "ask"),
        ((("yes", 0.5), ("stop calling me", 0.49)), "opt_out", "act"),
        ((("stop calling me", 0.5), ("yes", 0.49)), "opt_out", "act"),
        ((("purple", 0.5), ("never call me again after monday", 0.49)), "opt_out", "ask"),
        ((("purple", 0.0), ("orange", 0.0)), None, "ask"),
    ],
)
def test_the_best_reading_is_taken_and_a_rival_makes_a_yes_unsure(told, intent, action):
    understood = read(*told)
    assert (understood.intent, understood.action) == (intent, action)


def test_an_unsure_yes_that_cannot_be_confirmed_is_asked_again():
    understood = read(("yes", 0.5), ("no", 0.49), expecting=question("yes", "no", confirmable=frozenset()))
    assert (understood.intent, understood.action) == (None, "ask")
