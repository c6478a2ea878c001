"""Ukrainian and Russian as spoken: agreements with a negation in them, opt-outs in any order, text for a call."""

import pytest
from listening import SCORE, YES_NO, Certain, heard, question, understander, with_classifier

from bot.edge.lexicon import load_lexicon
from bot.understanding.model import Costs
from bot.understanding.polarity import read_polarity
from bot.understanding.vocabulary import compile_vocabulary

VOCABULARIES = {language: compile_vocabulary(load_lexicon(language)) for language in ("uk", "ru")}

AGREEING = {
    "ru": (
        "да не вопрос", "не прочь", "да я не прочь", "был бы не против", "не откажусь", "не откажус", "ни против",
        "ничего ни имею против", "против ничего не имею", "возражать не буду", "не стану отказываться", "от чего ж нет",
        "почему бы и не посмотреть", "чего бы не глянуть", "нет я не против",
        "да нет не возражаю", "ничуть не возражаю",
        "не вижу препятствий", "базара нет", "проблем нет", "не помешало бы", "лишним не будет", "хуже не будет",
        "не пропадать же добру", "грех не воспользоваться", "отказать не могу", "нельзя отказаться", "терять нечего",
        "не хочу чтобы сгорели", "можете не сомневаться", "и не сомневайтесь", "не плохо бы", "никуда не спешу",
        "я не занята", "вы не мешаете", "разве я против", "кто ж против", "я не дурак отказываться", "мне не трудно",
    ),
    "uk": (
        "не прочь", "не проти була", "була б не проти", "не відмовлюся", "не откажусь", "не протів", "проти не буду",
        "нічого проти не маю", "заперечувати не буду", "не буду відмовлятися", "чого ж і ні", "чом же ні",
        "чому б не подивитись", "чого б і не спробувати", "ні я не проти", "та ні не заперечую", "анітрохи не проти",
        "не бачу перешкод", "базару нема", "проблем немає", "не завадило б", "зайвим не буде", "гірше не буде",
        "не пропадати ж добру", "гріх не скористатися", "відмовити не можу", "втрачати нічого",
        "не хочу щоб згоріли", "можете не сумніватись", "не погано б", "нікуди не поспішаю", "я не зайнята",
        "ви не заважаєте", "хіба я проти", "хто ж проти", "дурних нема відмовлятись", "мені не важко", "не вагаючись",
    ),
}  # fmt: skip
REFUSING = {
    "ru": ("нет", "да не", "я против", "не буду", "не хочу", "ничего не надо", "нет мы против", "не могу"),
    "uk": ("ні", "я проти", "не буду", "не хочу", "нічого не треба", "ні ми проти", "не можу", "ні дякую"),
}
OPT_OUTS = {
    "ru": (
        "и телефон мой тоже удалите", "номерок наш вычеркните",
        "меня из рассылки уберите", "сотрите пожалуйста мой контакт",
        "скажите директору пусть удалит мой номер", "чтобы вы стёрли мой телефон", "мой номер из списков вон",
        "с обзвона меня снимите", "отметьте там не звонить", "мне звонить больше не надо", "никаких звонков больше",
        "больше не звоните и смс не присылайте", "выкиньте наш телефончик из базы",
        "хватит нас дёргать", "не хочу я больше ваших звонков",
    ),
    "uk": (
        "і телефон мій теж видаліть", "номерок наш викресліть",
        "мене з розсилки приберіть", "зітріть будь ласка мій контакт",
        "скажіть директору хай видалить мій номер", "щоб ви стерли мій телефон", "мій номер зі списків геть",
        "з обдзвону мене зніміть", "запишіть там не дзвонити",
        "мені дзвонити більше не треба", "ніяких дзвінків більше",
        "більше не дзвоніть і смс не надсилайте", "викиньте наш номер з бази",
        "годі нас смикати", "не хочу я більше ваших дзвінків",
    ),
}  # fmt: skip
INNOCENT = {
    "ru": (
        "садитесь на пятый автобус", "удалите то письмо что я прислал", "уберите звук пожалуйста", "маша убери телефон",
        "хотела снять номер в гостинице", "довольно дорого для меня", "сто гривен хватит для меня", "не хочу ничего",
        "не хочу чтобы бонусы сгорели", "заблокируйте карту", "не удаляйте мой номер", "не забудьте мой номер",
        "у меня телефон садится", "запишите мой номер", "скиньте смс с номером магазина", "сообщением лучше",
        "звонить не надо просто напишите", "не хочу ждать звонка",
        "уберите этот шум в телефоне", "мой телефон вон лежит",
        "внесите мои данные в карту", "номер заказа скажите",
    ),
    "uk": (
        "сідайте на п'ятий автобус", "видаліть той лист що я прислав",
        "приберіть звук будь ласка", "машо забери телефон",
        "хотіла зняти номер у готелі", "досить дорого для мене", "сто гривень досить для мене", "не хочу нічого",
        "не хочу щоб бонуси згоріли", "заблокуйте картку", "не видаляйте мій номер", "не забудьте мій номер",
        "у мене телефон сідає", "запишіть мій номер", "скиньте смс з номером магазину", "повідомленням краще",
        "дзвонити не треба просто напишіть", "не хочу чекати дзвінка", "приберіть цей шум у телефоні",
        "ви мені не заважаєте", "внесіть мої дані в картку", "номер замовлення скажіть",
    ),
}  # fmt: skip
MEANT = {
    "ru": (
        ("минутка у меня есть", "yes"), ("полминуты найдётся для вас", "yes"), ("минутку", "wait"),
        ("ни минуты не найдётся", "no_time"), ("не звоните лучше напишите", "send_text"),
        ("текстом удобнее", "send_text"), ("десять это много или мало", "question_detail"),
        ("звонок не нужен спасибо", "no"),
    ),
    "uk": (
        ("хвилинка є", "yes"), ("маю пів хвилини", "yes"), ("хвилинку", "wait"), ("ні хвилинки нема", "no_time"),
        ("не дзвоніть краще напишіть", "send_text"), ("текстом зручніше", "send_text"),
        ("десять це багато чи мало", "question_detail"), ("дзвінок не потрібен дякую", "no"),
    ),
}  # fmt: skip
NEUTRAL = {
    "ru": ("если это не обман то шлите", "ни к чему не обязывает тогда давайте", "давно у вас не был но загляну"),
    "uk": ("якщо це не обман то шліть", "ні до чого не зобов'язує тоді давайте", "давно у вас не була але загляну"),
}


def every(told):
    return [(language, each) for language, texts in told.items() for each in texts]


def polarity(language, text):
    vocabulary = VOCABULARIES[language]
    return read_polarity(vocabulary.bare(vocabulary.words(text)), vocabulary)


@pytest.mark.parametrize(("language", "said"), every(AGREEING))
def test_an_idiom_agrees_whatever_negation_it_holds(language, said):
    told = polarity(language, said)
    assert (told.agrees, told.negated) == (True, False)
    assert heard(with_classifier(language, Certain("no", 0.6)), said).intent == "yes"


@pytest.mark.parametrize(("language", "said"), every(REFUSING))
def test_a_plain_refusal_still_refuses(language, said):
    assert polarity(language, said).negated
    assert heard(understander(language), said).intent != "yes"


@pytest.mark.parametrize(("language", "said"), every(NEUTRAL))
def test_a_negation_about_something_else_denies_nothing(language, said):
    assert not polarity(language, said).negated


@pytest.mark.parametrize(("language", "said"), every(OPT_OUTS))
def test_an_opt_out_is_known_in_any_order_of_words(language, said):
    meant = heard(understander(language), said)
    assert (meant.intent, meant.action) == ("opt_out", "act")


@pytest.mark.parametrize(("language", "said"), every(INNOCENT))
def test_innocent_talk_is_no_opt_out(language, said):
    meant = heard(understander(language), said)
    assert (meant.intent, meant.action) != ("opt_out", "act")


@pytest.mark.parametrize(("language", "said", "intent"), [(la, *each) for la, told in MEANT.items() for each in told])
def test_kinds_of_replies_are_told_apart(language, said, intent):
    asked = question("yes", "no", "send_text", "question_detail")
    assert asked == YES_NO
    assert heard(understander(language), said, asked).intent == intent


@pytest.mark.parametrize(
    ("language", "said", "intent"),
    [
        ("ru", "ничего не обещаю присылайте", "yes"),
        ("ru", "внучка разберётся скиньте смс", "send_text"),
        ("uk", "нічого не обіцяю надсилайте", "yes"),
        ("uk", "онука розбереться скиньте смс", "send_text"),
    ],
)
def test_what_a_reply_asks_for_at_its_end_counts(language, said, intent):
    meant = heard(with_classifier(language, Certain("not_interested", 0.6)), said)
    assert (meant.intent, meant.action) == (intent, "act")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ru", "бабушке своей на лавочке рассказывайте сказки"), ("ru", "кому нибудь рассказывайте"),
        ("ru", "в другой раз давайте"), ("ru", "соседям шлите"), ("ru", "больше не присылайте"),
        ("uk", "комусь розказуйте"), ("uk", "іншим разом давайте"),
        ("uk", "сусідам шліть"), ("uk", "більше не надсилайте"),
    ],
)  # fmt: skip
def test_an_ending_that_sends_us_elsewhere_agrees_to_nothing(language, said):
    meant = heard(with_classifier(language, Certain("not_interested", 0.6)), said)
    assert (meant.intent, meant.action) not in {("yes", "act"), ("send_text", "act")}


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_every_closing_is_known_when_said_alone(language):
    asked = question("yes", "no", "send_text", costs=Costs(wrong_agree=2.0), commits=False)
    closings = load_lexicon(language)["closing"]
    told = {said: heard(understander(language), said, asked) for said in closings}
    assert {said: meant for said, meant in told.items() if meant.action != "act"} == {}
    assert {meant.intent for meant in told.values()} <= {"yes", "send_text"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ru", "а восемь это много или мало"), ("ru", "десять это хорошо или плохо"), ("ru", "что значит ноль"),
        ("uk", "а вісім це багато чи мало"), ("uk", "десять це добре чи погано"), ("uk", "що означає нуль"),
    ],
)  # fmt: skip
def test_asking_what_a_score_means_gives_none(language, said):
    assert "value" not in heard(understander(language), said, SCORE).slots


@pytest.mark.parametrize(("language", "said"), [("ru", "ну вы не ошиблись"), ("uk", "ви не помилились")])
def test_not_being_mistaken_is_a_yes(language, said):
    assert heard(understander(language), said).intent == "yes"
