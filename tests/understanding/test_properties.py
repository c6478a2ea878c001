"""Properties: a negation never agrees; fillers, case, ё and apostrophes change nothing; parsing is repeatable."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from listening import LANGUAGES, YES_NO, Certain, heard, library, understander, with_classifier

from bot.edge.lexicon import load_lexicon
from bot.understanding.normalise import tokens
from bot.understanding.polarity import after_correction, read_polarity, tagged
from bot.understanding.vocabulary import compile_vocabulary

NEGATIONS = {"en": ("not", "no", "never", "don't"), "uk": ("не", "ні"), "ru": ("не", "нет"), "fr": ("pas", "non")}
LEXICON = {language: load_lexicon(language) for language in LANGUAGES}
VOCABULARY = {language: compile_vocabulary(LEXICON[language]) for language in LANGUAGES}
GULLIBLE = {language: with_classifier(language, Certain("yes")) for language in LANGUAGES}
QUICKLY = settings(max_examples=150, phases=[Phase.generate])


def corrected(language, text):
    vocabulary = VOCABULARY[language]
    bare = vocabulary.bare(vocabulary.words(text))
    return after_correction(bare, vocabulary) != bare


def idioms(language, text):
    vocabulary = VOCABULARY[language]
    return [run for tag, run in tagged(vocabulary.bare(vocabulary.words(text)), vocabulary) if tag == "idiom"]


def says_yes(language, text):
    told = read_polarity(VOCABULARY[language].bare(VOCABULARY[language].words(text)), VOCABULARY[language])
    return told.agrees and not told.negated


@pytest.mark.parametrize("language", LANGUAGES)
@QUICKLY
@given(data=st.data())
def test_a_negation_put_into_an_agreeing_phrase_never_agrees(language, data):
    agreeing = library(language).intents["yes"]
    phrase = data.draw(st.sampled_from(agreeing))
    words = phrase.split()
    at = data.draw(st.integers(0, len(words)))
    denied = " ".join([*words[:at], data.draw(st.sampled_from(NEGATIONS[language])), *words[at:]])
    normal = VOCABULARY[language].normal(denied)
    listed = {VOCABULARY[language].normal(each) for each in agreeing}
    if normal in listed or not {*idioms(language, denied)} <= {*idioms(language, phrase)}:
        return  # it made another idiom that agrees: "i mind" -> "i don't mind"
    if corrected(language, denied) and not corrected(language, phrase) and says_yes(language, denied):
        return  # it made a correction, and what follows agrees: "а так да" -> "а нет, так да"
    understood = heard(GULLIBLE[language], denied)
    assert (understood.intent, understood.action) != ("yes", "act"), f"{denied}: {understood.why}"
    assert (understood.intent, understood.action) != ("yes", "confirm"), f"{denied}: {understood.why}"


@pytest.mark.parametrize("language", LANGUAGES)
@QUICKLY
@given(data=st.data())
def test_fillers_case_and_punctuation_change_nothing(language, data):
    phrases = [phrase for told in library(language).intents.values() for phrase in told]
    phrase = data.draw(st.sampled_from(phrases))
    fillers = [word for word in LEXICON[language]["fillers"] if " " not in word]
    words = phrase.split()
    if set(words) <= set(fillers):
        return  # "hm hm" is an answer of its own
    at = data.draw(st.integers(0, len(words)))
    hesitant = " ".join([*words[:at], data.draw(st.sampled_from(fillers)) + ",", *words[at:]])
    plain = heard(understander(language), phrase)
    for changed in (hesitant, phrase.upper(), phrase.capitalize() + ".", f"  {phrase} ?!"):
        understood = heard(understander(language), changed)
        assert (understood.intent, understood.action, understood.p) == (plain.intent, plain.action, plain.p), changed


@pytest.mark.parametrize("language", LANGUAGES)
def test_apostrophes_and_yo_are_one(language):
    for told in library(language).intents.values():
        for phrase in told:
            curly = phrase.replace("'", "’").replace("е", "ё")
            assert tokens(curly) == tokens(phrase)
    assert tokens("Ещё п’ять") == tokens("еще п'ять")


@QUICKLY
@given(st.text(max_size=60), st.sampled_from(LANGUAGES))
def test_any_text_is_understood_the_same_twice_and_never_breaks(text, language):
    first, second = heard(understander(language), text), heard(understander(language), text)
    assert first == second
    assert first.action in ("act", "confirm", "ask")
    assert 0.0 <= first.p <= 1.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_opt_out_is_ever_confirmed(language):
    expecting = YES_NO.__class__("step", 1, ("yes", "no"), confirmable=frozenset({"yes", "opt_out"}))
    for p in (0.3, 0.5, 0.7, 0.9):
        mind = with_classifier(language, Certain("opt_out", p))
        assert heard(mind, "xyz", expecting).action != "confirm"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lexicon_takes_no_refusal_of_the_library_for_a_yes(language):
    vocabulary = VOCABULARY[language]
    read = {
        phrase: read_polarity(vocabulary.bare(vocabulary.words(phrase)), vocabulary)
        for intent in ("no", "not_interested", "opt_out", "no_need")
        for phrase in library(language).intents[intent]
    }
    assert [phrase for phrase, told in read.items() if told.whole and told.verdict == "yes"] == []
