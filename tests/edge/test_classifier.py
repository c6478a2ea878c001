"""The classifier adapter: fitted once per content, calibrated, repeatable; with the encoder where it is installed."""

import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest

from bot.edge import pickles
from bot.edge.classifier import KEPT_BYTES, fit_classifier
from bot.edge.classifier_encoder import Encoder, Engine
from bot.edge.classifier_recipe import Views
from bot.edge.lexicon import load_lexicon
from bot.edge.pickles import SPARED_S
from bot.script.model import PhraseLibrary
from bot.understanding.vocabulary import compile_vocabulary

SMALL = PhraseLibrary(
    "en",
    {
        "too_expensive": ("it is too expensive", "that costs too much", "the price is too high", "i can not afford it"),
        "bad_experience": ("they were rude to me", "the service was bad", "the shoes fell apart", "nobody helped me"),
        "yes": ("yes", "yes please", "of course", "that sounds good"),
    },
    other=("good morning", "the dog is barking", "what is the weather like", "size forty two"),
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("fits")


@pytest.fixture(scope="module")
def classifier(cache):
    return fit_classifier(SMALL, {"moved_away": ("we moved away", "i live elsewhere now")}, "en", cache)


def test_probabilities_cover_every_intent_and_sum_to_one(classifier):
    p = classifier.probabilities("the price is much too high")
    assert set(p) == {"too_expensive", "bad_experience", "yes", "moved_away", "other"}
    assert sum(p.values()) == pytest.approx(1.0, abs=1e-4)
    assert max(p, key=p.get) == "too_expensive"


def test_the_encoder_knows_what_no_word_tells(classifier):
    p = classifier.probabilities("the salesman was impolite")
    assert max(p, key=p.get) == "bad_experience"


def test_the_nearest_phrase_is_the_reason_shown(classifier):
    phrase, likeness = classifier.nearest("the price is high", "too_expensive")
    assert phrase == "the price is too high"
    assert 0.5 < likeness < 1.0
    assert classifier.nearest("the price is too high", "too_expensive") == ("the price is too high", 1.0)
    assert classifier.nearest("anything", "unknown") == ("", 0.0)
    assert classifier.nearest("xylophone", "too_expensive") == ("", 0.0)


def test_a_second_fit_is_read_from_the_cache_and_gives_the_same(classifier, cache):
    told = []
    again = fit_classifier(
        SMALL,
        {"moved_away": ("we moved away", "i live elsewhere now")},
        "en",
        cache,
        lambda done, total: told.append((done, total)),
    )
    assert told == []
    assert again.digest == classifier.digest
    for text in ("yes", "the price", "gibberish words", ""):
        assert again.probabilities(text) == classifier.probabilities(text)


def test_a_fresh_fit_gives_the_same_to_three_decimals(classifier, tmp_path):
    fresh = fit_classifier(SMALL, {"moved_away": ("we moved away", "i live elsewhere now")}, "en", tmp_path)
    for text in ("yes", "the price", "gibberish words"):
        first, second = fresh.probabilities(text), classifier.probabilities(text)
        assert {key: round(p, 3) for key, p in first.items()} == {key: round(p, 3) for key, p in second.items()}


def test_a_fit_that_is_cut_off_is_made_again(classifier, tmp_path):
    own = {"moved_away": ("we moved away", "i live elsewhere now")}
    fit_classifier(SMALL, own, "en", tmp_path)
    (path,) = tmp_path.glob("*.pickle")
    os.truncate(path, 1000)
    again = fit_classifier(SMALL, own, "en", tmp_path)
    assert again.probabilities("the price") == pytest.approx(classifier.probabilities("the price"), abs=2e-3)
    assert path.stat().st_size > 1000


def test_fits_nobody_used_for_long_make_room_and_used_ones_stay(tmp_path):
    now = time.time()
    ages = {"old": 9 * SPARED_S, "older": 10 * SPARED_S, "of_today": 0.5 * SPARED_S}
    for name, age in ages.items():
        path = tmp_path / f"classifier-en-{name}.pickle"
        path.touch()
        os.truncate(path, KEPT_BYTES * 2 // 5)  # sparse: takes no room
        os.utime(path, (now - age, now - age))
    pickles.keep(tmp_path / "classifier-en-new.pickle", {"coef": [1.0]}, "classifier-", KEPT_BYTES)
    assert sorted(path.stem.removeprefix("classifier-en-") for path in tmp_path.iterdir()) == ["new", "of_today", "old"]
    assert pickles.load(tmp_path / "classifier-en-new.pickle") == {"coef": [1.0]}


def test_another_phrase_is_another_digest_and_only_it_is_embedded(classifier, cache):
    told = []
    changed = fit_classifier(
        SMALL, {"moved_away": ("we moved away", "new phrase")}, "en", cache, lambda *each: told.append(each)
    )
    assert changed.digest != classifier.digest
    assert told == [(0, 1), (1, 1)]


@pytest.mark.parametrize(
    ("language", "word", "lemma"),
    [("en", "prices", "price"), ("uk", "ціни", "ціна"), ("ru", "цены", "цена"), ("ko", "네", "네")],
)
def test_words_are_seen_as_lemmas_too(language, word, lemma):
    views = Views(language, compile_vocabulary(load_lexicon(language)))
    assert views.lemmas(word) == lemma


def test_the_words_view_tells_polarity():
    views = Views("en", compile_vocabulary(load_lexicon("en")))
    assert "NEGATED" in views.words("do not send it")
    assert "NEGATED" not in views.words("why not")


def test_two_processes_that_learn_at_once_embed_every_phrase_once(tmp_path):
    texts, embedded, both = ["one", "two", "three", "four"], Counter(), Barrier(2)

    def embed(some):
        embedded.update(some)
        return np.array([[len(text)] * 384 for text in some], dtype=np.float32)

    def learn(_):
        both.wait()
        return Encoder(tmp_path / "e5.npz", Engine("counting", lambda folder: embed)).embed_all(texts)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(learn, range(2))
    assert embedded == Counter(texts)
    assert (first == second).all()


def test_embeddings_survive_on_disk(tmp_path):
    first = Encoder(tmp_path / "e5.npz").embed_all(("one", "two", "one"), None)
    second = Encoder(tmp_path / "e5.npz").embed_all(("two", "one"), None)
    assert first.shape == (3, 384)
    assert (first[1] == second[0]).all()


def test_a_vector_is_the_same_bytes_alone_and_among_others(tmp_path):
    texts = ["yes", "no, thank you, not today", "call me tomorrow after six", "так"]
    encoder = Encoder(tmp_path / "e5.npz")
    assert [row.tobytes() for row in encoder.embed_all(texts)] == [encoder.embed(text).tobytes() for text in texts]
