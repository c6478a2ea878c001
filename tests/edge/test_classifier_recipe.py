"""The recipe: terms count by how few intents know them, words and encoder are blended, the encoder is in the digest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from bot.edge import classifier_recipe as recipe
from bot.edge.classifier import fit_examples
from bot.edge.classifier_encoder import SAVE_EVERY, Encoder, Engine
from bot.edge.classifier_recipe import Views
from bot.edge.classifier_weights import ALONE, BESIDE
from bot.edge.lexicon import load_lexicon
from bot.understanding.vocabulary import compile_vocabulary

EXAMPLES = (
    ("where is my parcel", "where"),
    ("where has my parcel gone", "where"),
    ("cancel my order", "cancel"),
    ("please cancel my order today", "cancel"),
    ("good morning", "other"),
    ("it is raining", "other"),
)
TEXTS = [text for text, _ in EXAMPLES]
INTENTS = [intent for _, intent in EXAMPLES]


@pytest.fixture(scope="module")
def views():
    return Views("en", compile_vocabulary(load_lexicon("en")))


@pytest.fixture(scope="module")
def material(views):
    return recipe.take_apart(TEXTS, INTENTS, views)


@pytest.fixture(scope="module")
def fitted(material):
    return recipe.fit_words(material)


def corner(text):
    """An encoder that knows one thing: whether a parcel is spoken of."""
    vector = np.zeros(384, dtype=np.float32)
    vector[0 if "parcel" in text or "package" in text else 1] = 1.0
    return vector


def corners(texts):
    return np.stack([corner(text) for text in texts])


def weight(fitted, word):
    terms = fitted["terms"]
    return float(terms.rarity[terms.columns[0][word]])


def test_a_word_of_one_intent_weighs_more_than_a_word_of_two_however_often_it_is_said(fitted):
    assert weight(fitted, "parcel") == weight(fitted, "today") == weight(fitted, "raining")
    assert weight(fitted, "my") < weight(fitted, "parcel")


def test_rows_sum_to_one_and_texts_do_not_depend_on_their_neighbours(fitted, views):
    together = recipe.probabilities(fitted, ["where is it", "cancel it", ""], views, None)
    alone = recipe.probabilities(fitted, ["cancel it"], views, None)
    assert together.sum(axis=1) == pytest.approx([1.0, 1.0, 1.0], abs=1e-5)
    assert together[1] == pytest.approx(alone[0], abs=1e-6)


def test_an_intent_with_few_examples_is_taught_its_name(views):
    texts = ["it pinches", "where is it", "where", *(f"thing {number}" for number in range(recipe.NAMED_BELOW))]
    intents = ["child_sizes", "where", "where", *["plenty"] * recipe.NAMED_BELOW]
    taught = recipe.take_apart([*texts, "good morning"], [*intents, "other"], views)
    assert taught.texts[len(texts) + 1 :] == ["child sizes"]  # "where" is said already, "other" is no intent
    assert taught.intents[-1] == "child_sizes"
    assert taught.shots == (len(texts) + 1) / 4
    told = recipe.probabilities(recipe.fit_words(taught), ["sizes for a child"], views, None)[0]
    assert told.argmax() == 0


def test_the_encoder_speaks_where_no_word_is_known(fitted, material, views):
    both = recipe.fit_words_and_meaning(material, corners(material.texts))
    without = recipe.probabilities(fitted, ["package"], views, None)[0]
    with_it = recipe.probabilities(both, ["package"], views, corner("package")[None])[0]
    where = fitted["classes"].index("where")
    assert with_it[where] > without[where]


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_the_nearest_phrase_never_counts_less_for_more_examples(fewer, more):
    low, high = sorted((fewer, more))
    assert 0.0 <= recipe.nearness(low) <= recipe.nearness(high) <= 1.0


def test_with_few_examples_letters_count_less_beside_an_encoder_that_reads_them_itself(fitted, material):
    beside = recipe.fit_words_and_meaning(material, corners(material.texts))
    words, _, letters = fitted["terms"].columns
    for known, less in ((words["parcel"], BESIDE[0] / ALONE[0]), (letters["parce"], BESIDE[2] / ALONE[2])):
        assert beside["coef"][known] == pytest.approx(fitted["coef"][known] * less, rel=1e-4)


def test_with_many_examples_words_and_meaning_share_what_they_tell(views):
    """What both tell is told once: a word of one intent says less where the encoder tells that intent, too, than where
    it tells odd numbers from even ones."""
    texts = [f"{word} thing {number}" for word in ("parcel", "other") for number in range(100)]
    intents = ["where"] * 100 + ["no"] * 50 + ["other"] * 50
    material = recipe.take_apart(texts, intents, views)
    where, parcel = 2, material.terms.columns[0]["parcel"]
    numbers = np.stack([corner("parcel" if number % 2 else "") for number in (*range(100), *range(100))])
    helped, alone = (
        recipe.fit_words_and_meaning(material, vectors)["coef"][parcel, where] for vectors in (corners(texts), numbers)
    )
    assert 0 < helped < 0.9 * alone


def test_far_from_every_phrase_nothing_is_as_sure_as_close_by(views):
    around = np.random.default_rng(5).normal(0.0, 0.3, (60, 384)).astype(np.float32)
    embedded = np.concatenate([around + corner("parcel"), around + corner("other")])
    known = recipe.take_apart([f"thing {n}" for n in range(120)], ["where"] * 60 + ["other"] * 60, views)
    fitted = {**recipe.fit_words_and_meaning(known, embedded), "near": 1.0}
    close, far = embedded[:1], np.random.default_rng(6).normal(0.0, 1.0, (1, 384)).astype(np.float32) + corner("parcel")
    where = fitted["classes"].index("where")
    sure, unsure = (recipe.probabilities(fitted, ["something"], views, each)[0][where] for each in (close, far))
    assert sure > unsure


def test_terms_are_counted_as_scikit_learn_counts_them(fitted, material, views):
    texts = ["where is my parcel", "parcel parcel parcel", "a i", "zig zag", ""]
    found = recipe.features_of(fitted["terms"], texts, views).toarray()
    word, letters = {"token_pattern": r"\S+", "ngram_range": (1, 2)}, {"analyzer": "char_wb", "ngram_range": (2, 5)}
    kinds = ((word, views.words), (word, views.lemmas), (letters, views.lemmas))
    for (how, view), columns in zip(kinds, fitted["terms"].columns, strict=True):
        counter = CountVectorizer(**how, lowercase=False).fit([view(text) for text in material.texts])
        assert [*columns] == [*counter.get_feature_names_out()]
        weigher = TfidfTransformer(sublinear_tf=True)
        weigher.idf_ = fitted["terms"].rarity[[*columns.values()]]
        expected = weigher.transform(counter.transform([view(text) for text in texts[:2]])).toarray()
        assert found[:2, [*columns.values()]] == pytest.approx(expected, abs=1e-6)
    assert not found[4].any()


def test_one_known_word_among_strangers_says_less_than_alone(fitted, views):
    alone, among = recipe.features_of(fitted["terms"], ["parcel", "parcel zig zag zog"], views)
    assert np.sqrt(among.multiply(among).sum()) == pytest.approx(np.sqrt(alone.multiply(alone).sum()) / 4, rel=1e-3)


def test_another_encoder_is_another_digest(views, tmp_path):
    def digest(name):
        encoder = Encoder(tmp_path / f"{name}.npz", Engine(name, lambda folder: corners)) if name else None
        return fit_examples(EXAMPLES, views, encoder, tmp_path).digest

    assert len({digest(""), digest("corner-1"), digest("corner-2")}) == 3


def test_embeddings_are_written_on_the_way_so_that_a_long_run_may_be_broken_off(tmp_path):
    texts = [f"text {number}" for number in range(SAVE_EVERY + 10)]

    def gives_up(some):
        if texts[-1] in some:
            raise KeyboardInterrupt
        return corners(some)

    path = tmp_path / "corner.npz"
    with pytest.raises(KeyboardInterrupt):
        Encoder(path, Engine("corner", lambda folder: gives_up)).embed_all(texts)
    told = []
    Encoder(path, Engine("corner", lambda folder: corners)).embed_all(texts, lambda *each: told.append(each))
    assert told == [(0, 10), (10, 10)]
