"""What the score is where other numbers are spoken of, and the time where other times are: a rule, a reply."""

import pytest
from slot_replies import Case, answer, verdict

SCORES = [
    ("given, among numbers of other things", "i've three kids and two dogs and i'd say seven", "7"),
    ("given, but another may be it, too", "for the quality i'd say nine for the prices four", "-"),
    ("given to be withheld", "a ten i will not give you", "-"),
    ("counted things are no scores", "the wellies leaked after two months so zero", "0"),
    ("the speaker's own", "my daughter would say ten but me seven", "7"),
    ("today's", "used to be a nine now it's a three", "3"),
    ("settled on", "six or seven well six", "6"),
    ("weighed, and not settled", "six or seven", "-"),
    ("some points from a number", "my mam gave you a nine i'd knock one off that", "-"),
    ("what it is measured on, alone", "too out of a possible ten", "-"),
    ("the scale is asked about", "from zero to what", "-"),
    ("another one instead", "not a six but a seven", "7"),
    ("another one instead", "not seven or eight", "-"),
    ("a bound", "almost ten", "-"),
    ("a bound, and then a number", "not quite a ten so nine", "9"),
    ("the middle of the scale", "bang in the middle", "5"),
    ("the middle of something else", "i'm in the middle of something", "-"),
    ("heard as another word", "ate out of ten", "8"),
    ("that word itself", "we ate there once", "-"),
]
TIMES = [
    ("what goes on meanwhile", "after six tonight when i've had my tea", "11-23 18:00..21:00"),
    ("the day of what led to the hour", "saturday i have football till one so half two", "11-28 14:30"),
    ("hours of what led to the day", "evenings are grand so thursday", "-"),
    ("after what was said", "i'll be home by six so any time after", "11-23 18:00..21:00"),
    ("after something unsaid", "any time after that", "-"),
    (
        "asked for behind a reason",
        "for goodness sake i am cooking call tomorrow at noon",
        "11-24 12:00..14:00 | 11-24 12:00",
    ),
    ("a day taken back, with its reason", "tuesday no wait tuesday i'm at the dentist wednesday at ten", "11-25 10:00"),
    ("a range of days", "wednesday to friday", "11-25..11-27"),
    ("a range of days, at hours", "wednesday to friday from nine to eleven", "11-25 09:00..11:00"),
    ("busy then", "tomorrow at ten i'm at work", "-"),
    ("somebody else's hour", "my train is at five twenty", "-"),
    ("past", "nine o'clock this morning", "-"),
    ("told", "i was free at eight this morning", "-"),
    ("an hour hardly heard", "tomorrow too thirty", "-"),
    ("an hour heard as another word", "tonight at ate", "11-23 20:00"),
    ("an hour heard as another word", "today at too o'clock", "11-23 14:00"),
    ("two days side by side", "thursday or friday", "11-26..11-27"),
    ("so long busy", "i'm busy until four", "11-23 16:00..21:00"),
    ("so long busy on a day", "i'm at work till three on thursday", "11-26 15:00..21:00"),
    ("busy until one hour, then until another", "i'm at work till three and at the gym till five", "-"),
    ("a night is an evening to call", "tomorrow night", "11-24 18:00..21:00"),
    ("but not at night", "ring me at night", "-"),
    ("two days apart", "tuesday or friday", "-"),
    ("two days and an hour", "thursday or friday after six", "-"),
    ("as now", "the same time tomorrow", "11-24 10:00"),
    ("as now", "same time next week", "11-30 10:00"),
    ("as now on no day", "about the same time", "-"),
    ("as now and an hour", "same time tomorrow at six", "-"),
    ("a week off", "a week today", "11-30"),
    ("a week off", "a week on friday", "12-04"),
    ("a week off", "in a fortnight", "12-07"),
    ("part of a week", "towards the end of the week", "11-26..11-27"),
    ("part of a week", "the end of next week", "12-03..12-04"),
    ("part of a week", "early next week", "11-30..12-01"),
    ("a part of the day by what is done then", "thursday on my lunch break i suppose", "11-26 12:00..14:00"),
    ("a word that may be the hour", "saturday morrow", "-"),
    ("ruled out", "not in the evenings", "-"),
    ("ruled out", "thursday's no good to me", "-"),
    ("something else that can't be done", "tomorrow i can't find my glasses", "-"),
    ("within the part of the day", "thursday evening not after eight", "11-26 18:00..20:00"),
    ("a correction keeps the beginning", "tomorrow from ten to twelve no until eleven", "11-24 10:00..11:00"),
    ("not a minute after", "friday at five and not a minute after", "11-27 17:00"),
    ("an hour of two days", "monday or tuesday is fine so at nine", "-"),
    ("only ruled out", "tomorrow before eleven is no good", "-"),
    ("after a range", "i've a meeting from one till three today after that i'm free", "11-23 15:00..21:00"),
    ("an hour outside the part of the day", "tomorrow evening at ten in the morning", "-"),
    ("ruled out together", "monday and tuesday i can't", "-"),
    ("a day of several ruled out", "the weekend is fine only not sunday", "11-28"),
    ("a day of several ruled out", "you can ring next week i'm here all day not on monday though", "12-01..12-04"),
    ("a day in their middle ruled out", "next week not wednesday", "-"),
    ("minutes to the hour", "ten to six on thursday", "11-26 17:50"),
    ("from hour to hour", "thursday any time ten to six", "11-26 10:00..18:00"),
    ("hundred hours", "nineteen hundred hours tomorrow", "11-24 19:00"),
    ("how long something took", "it took you two weeks to ring me", "-"),
]
OTHERS = [
    ("fr", "score", "how long it has been", "ça fait déjà cinq", "-"),
    ("ru", "callback", "beyond a but", "завтра не могу а вот в среду после обеда", "11-25 13:00..18:00"),
    ("fr", "callback", "not a minute after", "vendredi dix-sept heures et pas une minute après", "11-27 17:00"),
    ("fr", "score", "an article before what may be six", "un si bon magasin", "-"),
    ("fr", "score", "heard as another word", "je dirais un sis", "6"),
    ("ru", "score", "the middle of the scale", "ровно посередине", "5"),
    ("uk", "score", "the middle of the scale", "та рівно посерединці", "5"),
    ("ru", "callback", "within an hour", "завтра в третьем часу", "11-24 14:00..15:00"),
    ("ru", "callback", "within an hour from noon on", "завтра в первом часу", "11-24 12:00..13:00"),
    ("ru", "callback", "half of the first hour is half past twelve", "в воскресенье пол первого", "11-29 12:30"),
    ("ru", "callback", "an hour and its half of the day", "пятница три часа дня", "11-27 15:00"),
    ("ru", "callback", "a day of the month", "двадцать седьмого числа", "11-27"),
    ("ru", "callback", "only not then", "только не во вторник по вторникам у меня хор в среду можно", "11-25"),
    ("ru", "callback", "only not in a part of the day", "только не утром", "-"),
    ("ru", "callback", "so long busy, and then", "я до семи работаю так что после", "11-23 19:00..21:00"),
    ("uk", "callback", "in so long", "за півгодинки", "11-23 10:30"),
    ("uk", "callback", "exactly so long", "рівно через тиждень", "11-30"),
    ("uk", "callback", "weeks told, not asked for", "та ви вже третій раз за тиждень дзвоните скільки можна", "-"),
    ("uk", "callback", "the weekend but for a day", "на вихідних тільки не в суботу бо весілля", "11-29"),
    ("fr", "callback", "as now", "demain même heure", "11-24 10:00"),
    ("fr", "callback", "heard as other words", "de main à dit heures", "11-24 10:00"),
    (
        "fr",
        "callback",
        "so long busy, but later",
        "chu à l'ouvrage jusqu'à quatre heures rappelle-moi après le souper",
        "11-23 18:00..21:00",
    ),
    ("en", "choice", "named in a story", "my nephew abroad keeps telling everybody there of a gift he once found", "-"),
]


@pytest.mark.parametrize(("rule", "said", "value"), SCORES, ids=[f"{rule}: {said}" for rule, said, _ in SCORES])
def test_scores(rule, said, value):
    case = Case("score", said, (value,))
    told, why = answer("en", case)
    assert told == value, f"{rule}: {why}"


@pytest.mark.parametrize(("rule", "said", "value"), TIMES, ids=[f"{rule}: {said}" for rule, said, _ in TIMES])
def test_times(rule, said, value):
    case = Case("callback", said, tuple(value.split(" | ")))
    told, why = answer("en", case)
    assert verdict(case, told) == "right", f"{rule}: {told} {why}"


@pytest.mark.parametrize(("language", "kind", "rule", "said", "value"), OTHERS)
def test_other_languages_and_kinds(language, kind, rule, said, value):
    told, why = answer(language, Case(kind, said, (value,)))
    assert told == value, f"{rule}: {why}"
