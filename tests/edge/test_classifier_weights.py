"""Few examples: kinds of terms learn apart, and halves of phrases teach, too."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import eye_array

from bot.edge.classifier_terms import counted
from bot.edge.classifier_weights import Weights, added, between, fewness, halves, learn_together, with_halves

WORDS = st.lists(st.text("abc", min_size=1, max_size=3), max_size=12)


def count(text):
    return counted((text, text))


@given(WORDS)
def test_halves_are_the_whole_phrase_parted_in_the_middle_or_nothing(words):
    parts = halves(" ".join(words))
    assert [word for part in parts for word in part.split()] == (words if len(words) >= 4 else [])
    assert all(len(part.split()) >= 2 for part in parts)


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_kinds_learn_apart_with_ten_examples_and_never_the_more_for_more_of_them(fewer, more):
    low, high = sorted((fewer, more))
    assert 1.0 >= fewness(low) >= fewness(high) >= 0.0
    assert (fewness(10), fewness(30), fewness(50)) == (1.0, 0.5, 0.0)


def test_halves_stand_behind_the_whole_phrases_with_their_intents_and_teach_less():
    texts = ["where is my parcel now", "good morning"]
    lesson = with_halves(texts, [count(text) for text in texts], ["where", "other"], count)
    assert [*lesson.counts] == [count(text) for text in (*texts, "where is", "my parcel now")]
    assert lesson.intents == ["where", "other", "where", "where"]
    assert lesson.weights == [1.0, 1.0, 0.25, 0.25]


def test_added_weights_give_the_sum_of_what_each_kind_says_as_much_as_it_counts():
    kinds = [Weights(np.full((terms, 2), value), np.array([value, 0.0])) for terms, value in ((3, 1.0), (2, 10.0))]
    both = added(kinds, (0.5, 2.0))
    assert both.coef.tolist() == [[0.5, 0.5]] * 3 + [[20.0, 20.0]] * 2
    assert both.bias.tolist() == [20.5, 0.0]


def test_between_two_weights_lies_every_share_of_both():
    apart, together = (Weights(np.full((1, 2), value), np.full(2, value)) for value in (5.0, 1.0))
    middle = between(0.25, lambda: apart, lambda: together)
    assert (middle.coef.tolist(), middle.bias.tolist()) == ([[2.0, 2.0]], [2.0, 2.0])


def test_what_does_not_count_is_not_learnt():
    weights = Weights(np.zeros((1, 1)), np.zeros(1))

    def never():
        raise AssertionError

    assert between(1.0, lambda: weights, never) is weights
    assert between(0.0, never, lambda: weights) is weights


def test_eleven_hundred_intents_are_learnt_though_each_is_a_small_part_of_the_whole():
    intents = [f"intent {number:04}" for number in range(1100)]
    one_term_each = eye_array(1100, dtype=np.float32, format="csr")[[*range(1100), *range(1100)]]
    learnt = learn_together(one_term_each, [*intents, *intents])
    assert learnt.coef.argmax(axis=0).tolist() == [*range(1100)]
