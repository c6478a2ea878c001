"""Everything a script may say to one contact, as words, and the page to hear it from."""

from datetime import date
from xml.etree import ElementTree

import pytest

from bot.insight.prompt_list import lines, named, of_arm
from bot.insight.prompt_page import Heard, page
from bot.source import WinbackError
from tests.dialogue.little_script import LITTLE, TEXT, VALUES, script

TODAY = date(2026, 11, 22)
FOUND = lines(LITTLE, "en", VALUES, TODAY)


def ids(found):
    return [line.id for line in found]


def test_every_wording_is_there_in_the_order_of_the_script():
    assert [line.place for line in FOUND] == list(range(1, len(FOUND) + 1))
    assert ids(FOUND)[:5] == [
        "greeting.say.en", "greeting.reprompt.en", "greeting.question_detail.say.en", "greeting.send_text.say.en",
        "greeting.send_text.confirm.en",
    ]  # fmt: skip
    assert [line.text for line in FOUND if line.prompt == "offer.say"] == [
        "Ten percent off. Shall I send it?", "You save ten percent. Shall I send it?",
    ]  # fmt: skip
    assert FOUND[0].text == "Hello, Anna. This is the automatic assistant of Prego. Do you have a minute for me?"


def test_the_occasion_is_told():
    told = {line.prompt: (line.belongs_to, line.occasion) for line in FOUND}
    assert told["greeting.reprompt"] == ("greeting", "when it is asked again")
    assert told["greeting.question_detail.say"] == ("greeting", "the answer to question_detail")
    assert told["greeting.send_text.confirm"] == ("greeting", "asked where it may have been send_text")
    assert told["ask_when.confirm"] == ("ask_when", "what was captured, read back")
    assert told["objections.too_dear.say"] == ("objection too_dear", "the first answer")
    assert told["objections.too_dear.again"] == ("objection too_dear", "when it is raised again")
    assert told["thanks.say"] == ("thanks", "the goodbye: completed")
    assert told["asides.still_there"] == ("asides", "still there")


def test_what_only_a_call_tells_is_a_sample_and_said_to_be_one():
    booked = next(line for line in FOUND if line.prompt == "booked.say")
    assert (booked.text, booked.samples) == (
        "I call tomorrow at six in the evening. Goodbye.", ("callback_at",),
    )  # fmt: skip
    assert {line.samples for line in FOUND} == {(), ("callback_at",)}


def test_every_prompt_that_cannot_be_said_is_named_with_its_place():
    missing = {name: value for name, value in VALUES.items() if name != "company"}
    with pytest.raises(WinbackError) as raised:
        lines(LITTLE, "en", missing, TODAY)
    why = (
        "a prompt needs “company”, which has no value in this call: give it a default, require it, or write {, company}"
    )
    assert str(raised.value).splitlines() == [
        f"little.yaml:17:5: “greeting.say” cannot be said in en: {why}",
        f"little.yaml:77:17: “objections.who_is_this.say” cannot be said in en: {why}",
    ]


def test_an_arm_says_only_what_its_calls_come_to():
    assert set(ids(FOUND)) - set(ids(of_arm(FOUND, LITTLE, "bold"))) == {"sale.say.en"}
    assert ids(of_arm(FOUND, LITTLE, "shy")) == ids(FOUND)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["offer"], ["offer.say.en.1", "offer.say.en.2", "offer.reprompt.en"]),
        (["offer.reprompt"], ["offer.reprompt.en"]),
        (["offer.say.en.2", "thanks"], ["offer.say.en.2", "thanks.say.en"]),
        (["too_dear"], ["objections.too_dear.say.en", "objections.too_dear.again.en"]),
        (["too_dear.again"], ["objections.too_dear.again.en"]),
        # An objection and an aside of one name are both meant.
        (["wait"], ["asides.wait.en"]),
        ([], ids(FOUND)),
    ],
)
def test_some_are_picked_by_name(names, expected):
    assert ids(named(FOUND, names)) == expected


def test_a_name_nobody_has_is_told_with_the_nearest():
    with pytest.raises(WinbackError, match=r"“ofer” is no step, outcome, objection or prompt .*; did you mean “offer”"):
        named(FOUND, ["offer", "ofer"])
    with pytest.raises(WinbackError, match="winback say SCRIPT without --step shows them all"):
        named(FOUND, ["xyz"])


def test_the_page_can_be_read_and_heard_and_holds_no_markup_of_the_authors():
    rude = script(TEXT.replace("There is a sale.", "There is <b>a</b> & sale."))
    found = [
        line for line in lines(rude, "en", VALUES, TODAY) if line.prompt in ("sale.say", "booked.say", "offer.reprompt")
    ]
    heard = [Heard(line, f"{line.place:03d}.wav", 2.5, "espeak:en-us") for line in found[:2]]
    heard.append(Heard(found[2], "9.wav", 0.0, "text"))
    text = page("A <little> one", "en", "Anna", heard)
    root = ElementTree.fromstring(text.partition("\n")[2].replace(" controls", ' controls=""'))
    words = ["".join(each.itertext()) for each in root.iter("p")]
    assert words[0] == "3 prompts, 5 s altogether, as said to Anna"
    assert words[1:3] == ["There is <b>a</b> & sale.", "said on coming here · 2.5 s · espeak-ng (en-us) · sale.say.en"]
    assert words[-1].endswith("· 0.0 s · text · booked.say.en · callback_at: a sample, as only a call tells")
    assert [each.get("src") for each in root.iter("audio")] == ["006.wav", "009.wav"]
    assert page("Little", "en", "", heard).count("as said to") == 0
