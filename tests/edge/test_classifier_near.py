"""What is kept of embeddings tells how near they lie as they would."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.edge.classifier_near import WIDENED, points_of


def directions(rows, seed):
    drawn = np.random.default_rng(seed).normal(size=(rows, 384)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


@given(st.integers(0, 2**32 - 1), st.integers(1, 5))
def test_a_cosine_of_kept_vectors_is_off_by_two_thousandths_at_most(seed, asked):
    known, replies = directions(40, seed), directions(asked, seed + 1)
    assert points_of(known).cosines(replies) == pytest.approx(replies @ known.T, abs=0.002)


def test_a_vector_lies_nearest_to_itself_however_many_are_kept():
    known = directions(2 * WIDENED + 3, 7)
    assert points_of(known).cosines(known[-5:]).argmax(axis=1).tolist() == [*range(len(known) - 5, len(known))]
