"""What is mistaken for what, found by leaving phrases out: with a classifier that compares words, and no other."""

from collections.abc import Mapping

from listening import question, script

from bot.edge.lexicon import load_lexicon
from bot.script.model import PhraseLibrary
from bot.understanding.model import Expecting
from bot.understanding.separation import FOLDS, separate

CALLBACK = Expecting("when", 2, (), ("call_later",), question(slot="callback_time").slot)
OFFER = Expecting("offer", 1, ("too_expensive", "no_need"), ("call_later",))

DEAR = tuple(f"the {thing} cost a fortune" for thing in ("boots", "shoes", "sandals", "soles", "laces", "heels"))
ENOUGH = tuple(f"my cupboard has {thing} enough" for thing in ("boots", "shoes", "sandals", "soles", "laces", "heels"))
STOLEN = ("these boots cost a fortune too", "that cost a fortune already", "the lot cost a fortune once")
LATER = tuple(f"ring me {day}" for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday"))


class Overlap:
    """A classifier by the share of common words; sure of its best."""

    digest = "overlap"

    def __init__(self, library: PhraseLibrary) -> None:
        self._told = {**library.intents, "other": library.other}

    def probabilities(self, text: str) -> Mapping[str, float]:
        said = {*text.split()}
        near = {
            intent: max((len(said & {*each.split()}) for each in told), default=0)
            for intent, told in self._told.items()
        }
        best = max(near, key=lambda intent: near[intent])
        return {best: 0.9, "other": 0.1} if near[best] and best != "other" else {"other": 1.0}

    def nearest(self, text: str, intent: str) -> tuple[str, float]:
        return "", 0.0


def found(intents, other=(), questions=(OFFER,), own=None, progress=None):
    return separate(
        PhraseLibrary("en", intents, other),
        script("en", own),
        load_lexicon("en"),
        questions,
        lambda library, _: Overlap(library),
        progress,
    )


def test_phrases_told_apart_are_neither_asked_about_nor_mistaken():
    result = found({"too_expensive": DEAR, "no_need": ENOUGH})
    assert (result.whole.replies, result.whole.asked, result.whole.wrong) == (12, 0, 0)
    assert result.whole.wrong_share == 0.0
    assert result.wrong == ()


def test_a_phrase_nearer_to_another_intent_is_named_with_what_it_is_taken_for():
    result = found({"too_expensive": DEAR, "no_need": (*ENOUGH, *STOLEN)})
    assert result.confused == {("no_need", "too_expensive"): 3}
    assert {reply.text for reply in result.wrong} == {*STOLEN}
    assert result.steps["offer"].wrong == result.intents["no_need"].wrong == 3
    assert result.whole.wrong_share == 3 / 15
    assert result.whole.estimate == 3 / 15 / 2


def test_what_means_nothing_is_asked_about_and_counted():
    result = found({"too_expensive": DEAR}, other=("seven legged cats", "green butter", "trains sing"))
    assert (result.intents["other"].replies, result.intents["other"].asked) == (3, 3)


def test_a_script_s_own_phrases_are_tried_at_the_question_that_expects_them():
    asked_elsewhere = Expecting("again", 3, ("no_need",), ("too_expensive",))
    result = found({"no_need": ENOUGH}, questions=(OFFER, asked_elsewhere), own={"too_expensive": DEAR})
    assert (result.steps["offer"].replies, result.steps["again"].replies) == (12, 6)


def test_a_time_to_call_where_it_is_asked_for_says_call_me_later():
    result = found({"call_later": LATER}, questions=(CALLBACK,))
    assert (result.whole.replies, result.whole.wrong) == (6, 0)


def test_answers_that_lead_to_the_same_place_are_not_confused():
    alike = Expecting("offer", 1, ("too_expensive", "no_need"), alike=(("too_expensive", "no_need"),))
    result = found({"too_expensive": DEAR, "no_need": (*ENOUGH, *STOLEN)}, questions=(alike,))
    assert result.whole.wrong == 0


def test_nothing_to_try_is_nothing_wrong_and_progress_is_told():
    told = []
    result = found({}, progress=lambda done, folds: told.append((done, folds)))
    assert (result.whole.replies, result.whole.wrong_share) == (0, 0.0)
    assert told == [(fold, FOLDS) for fold in range(FOLDS + 1)]
