"""The author's workbench: files change between two lines, phrases are learnt behind. Nothing sleeps: the pupil here
learns when the test says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.assemble.bench import Bench
from bot.assemble.learner import Learner
from bot.cli.chat_orders import OBEYED, obey
from bot.cli.chat_view import LAYERS, OVER
from bot.rehearsal.conversation import Line, read_rehearsals
from bot.rehearsal.typed import ORDERS
from bot.source import SourceError
from tests.cli.desk import CALL, Desk, School
from tests.cli.shop import Shop

GREETING = "bot     Hello, Anna. This is the automatic assistant of Prego. Do you have half a minute?"
PARDON = "bot     Sorry, I didn't hear that very well."
GOODBYE = "bot     I understand. Thank you for your time, and goodbye."
OFFER = "bot     We have kept five hundred hryvnias for you. Shall I text you the code?"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(Shop(tmp_path).folder)


STOP = "“never call me again”"
PHRASES = "common/phrases/en.yaml"
NEW_PHRASE = ('no: ["no",', 'no: ["prego never fits my feet", "no",')


# --- why ------------------------------------------------------------------------------------------------------------


def test_every_reply_is_followed_by_what_it_was_taken_for_and_the_line_that_decided(desk):
    assert desk.told() == [GREETING]
    assert desk.hears("yes sure go ahead") == [
        "meant   yes 0.99, acted on · exact, like “yes sure go ahead”",
        "rule    greeting.answers.yes → offer (SHOP/scripts/small.yaml:17)",
        OFFER,
    ]
    assert desk.hears("there must be a mistake") == [
        "meant   wrong_person 0.95, acted on · classifier, like “a phrase” 0.50",
        "rule    wrong_person, heard at every question → wrong_person, the end",
        "wrong_person, decided by script: heard “there must be a mistake” (classifier, like “a phrase”)",
    ]


def test_what_fits_nothing_and_silence_are_explained_too(desk):
    assert desk.hears("lovely weather") == [
        "meant   nothing for sure (none of the answers 1.00), asked again · classifier",
        "rule    no_match → greeting again (SHOP/scripts/common/house.yaml:N)",
        PARDON,
        GREETING,
    ]
    assert desk.hears("")[0] == "rule    no_input → greeting again (SHOP/scripts/common/house.yaml:N)"
    assert desk.hears("(interrupts) never call me again") == [
        "meant   opt_out 0.97, acted on · lexicon, like “never call me again”",
        "rule    outcomes.do_not_call → do_not_call, the end (SHOP/scripts/common/house.yaml:N)",
        "note    barge_in: the callee spoke over the bot, which fell silent",
        "note    opt_out: written",
        "bot     Understood, we won't call this number again. Goodbye.",
        f"do_not_call (do_not_call), decided by script: heard {STOP} (lexicon, like {STOP})",
        "promised: do_not_call number",
    ]


def test_everything_about_the_last_reply_is_told_when_asked(desk):
    assert desk.hears("/why") == ["error: the callee has done nothing yet"]
    desk.hears("not a chance in hell")
    assert desk.hears("/why") == [
        "said    not a chance in hell",
        "asked   greeting (SHOP/scripts/small.yaml:12)",
        "        answers: yes, no",
        "        everywhere: opt_out, operator, robot, repeat, wrong_person, backchannel",
        "heard   “not a chance in hell”",
        "meant   no 0.95, acted on",
        f"by      classifier: {LAYERS['classifier']}",
        "like    “a phrase” 0.50",
        "rule    greeting.answers.no → not_interested, the end (SHOP/scripts/small.yaml:17)",
        "says    not_interested.say: I understand. Thank you for your time, and goodbye.",
    ]


# --- saved files ----------------------------------------------------------------------------------------------------


def test_a_changed_prompt_is_heard_at_once_and_the_call_goes_on_where_it_was(desk):
    desk.hears("yes")
    desk.edit("small.yaml", "Shall I text you the code?", "Shall I send it?")
    assert desk.hears("no") == [
        "note    SHOP/scripts/small.yaml changed; this call now goes like this:",
        "bot     We have kept five hundred hryvnias for you. Shall I send it?",
        "meant   no 0.99, acted on · exact, like “no”",
        "rule    offer.answers.no → not_interested, the end (SHOP/scripts/small.yaml:23)",
        GOODBYE,
        "not_interested (not_interested), decided by script: the script goes to not_interested",
    ]


def test_a_call_that_goes_another_way_is_shown_from_there(desk):
    desk.hears("yes")
    desk.hears("no")
    desk.edit("small.yaml", "answers: {yes: offer,", "answers: {yes: promise,")
    assert desk.hears("/why")[:6] == [
        "note    SHOP/scripts/small.yaml changed; this call now goes like this:",
        "> yes",
        "meant   yes 0.99, acted on · exact, like “yes”",
        "rule    greeting.answers.yes → promise, the end (SHOP/scripts/small.yaml:17)",
        "bot     The code is on its way. Goodbye.",
        "interested (promise), decided by script: the script goes to promise",
    ]


def test_what_comes_after_the_new_end_is_kept_for_when_it_is_undone(desk):
    desk.hears("yes")
    desk.hears("no")
    desk.edit("small.yaml", "answers: {yes: offer,", "answers: {yes: promise,")
    assert "note    not heard any more: “no”" in desk.hears("(noise)")
    desk.edit(
        "small.yaml",
        "answers: {yes: promise, no: not_interested}\n  offer",
        "answers: {yes: offer, no: not_interested}\n  offer",
    )
    assert "> no" in desk.hears("/help")


def test_mistakes_are_shown_and_the_old_script_goes_on(desk):
    desk.edit("small.yaml", "yes: promise", "yes: promiss")
    assert desk.hears("yes") == [
        "SHOP/scripts/small.yaml:23:20: error[unknown-target]: there is no step or outcome “promiss”",
        "   23 |     answers: {yes: promiss, no: not_interested}",
        "      |                    ^^^^^^^ did you mean “promise”?",
        "note    the script as it was goes on until this is mended",
        "meant   yes 0.99, acted on · exact, like “yes”",
        "rule    greeting.answers.yes → offer (SHOP/scripts/small.yaml:17)",
        OFFER,
    ]
    desk.edit("small.yaml", "yes: promiss", "yes: promise")
    assert desk.hears("(noise)")[0] == "note    SHOP/scripts/small.yaml changed; this call goes as before"


def test_a_script_that_is_gone_or_no_longer_fits_the_call_changes_nothing(desk):
    path = desk.folder / "scripts" / "small.yaml"
    text = path.read_text()
    path.unlink()
    assert desk.hears("")[:2] == [
        "error: SHOP/scripts/small.yaml: there is no script “small”; there are: none",
        "note    the script as it was goes on until this is mended",
    ]
    path.write_text(text.replace("first_name: {type: name, required: true}", "name: {type: name, required: true}")
                    .replace("{first_name}", "{name}"))  # fmt: skip
    assert desk.hears("")[0] == "error: column “name” is empty, and small cannot do without it"
    path.write_text(text.replace("arms: [bold, neutral]", "arms: [shy]"))
    assert desk.hears("/again")[0] == "note    SHOP/scripts/small.yaml changed; this call goes as before"
    assert desk.hears("/arm bold") == ["error: small has no arm “bold”; it has: shy"]


def test_broken_phrases_hold_nothing_up(desk):
    desk.hears("yes")
    desk.edit(PHRASES, "language: en", "langage: en")
    assert "did you mean “language”?" in "\n".join(desk.hears("(noise)"))
    assert desk.hears("/back 2")[-1] == GREETING
    assert desk.hears("/language uk")[0].startswith("bot     Добрий день")
    assert desk.hears("/language en")[-1] == "      | ^^^^^^^ did you mean “language”?"


def test_a_file_that_was_only_touched_says_nothing_new(desk):
    desk.hears("yes")
    path = desk.folder / "scripts" / "small.yaml"
    path.write_text(path.read_text() + "# a note\n")
    assert desk.hears("(noise)")[0].endswith("this call goes as before")
    (desk.folder / "scripts" / "unheard_of.yaml").write_text("")
    assert not desk.hears("(noise)")[0].startswith("note    SHOP")


def test_a_file_that_cannot_be_read_is_told(desk):
    path = desk.folder / "scripts" / "small.yaml"
    text = path.read_bytes()
    path.write_bytes(b"\xff\xfe\xff")
    assert "SHOP/scripts/small.yaml" in desk.hears("yes")[0]
    path.write_bytes(text)
    (desk.folder / "scripts" / "common" / "phrases" / "fr.yaml").mkdir()
    assert (
        desk.hears("")[0]
        == "error: SHOP/scripts/common/phrases/fr.yaml: cannot be read (is a directory); check its rights"
    )


def test_a_file_is_not_read_amid_being_written(desk):
    bench = Bench(desk.house.config, "small")
    assert not bench.settled
    desk.edit("small.yaml", "half a minute", "a minute")
    assert not bench.settled, "seen for the first time"
    desk.edit("small.yaml", "a minute?", "a minute or two?")
    assert not bench.settled, "another one than before"
    assert bench.settled
    assert bench.read() == (str(desk.folder / "scripts" / "small.yaml"),)
    assert not bench.settled
    assert bench.read() == ()


# --- phrases --------------------------------------------------------------------------------------------------------


def test_a_changed_phrase_answers_at_once_while_it_is_learnt_behind(desk):
    desk.school.may.clear()
    desk.edit(PHRASES, *NEW_PHRASE)
    assert desk.hears("prego never fits my feet")[1:3] == [
        "meant   no 0.99, acted on · exact, like “prego never fits my feet”",
        "rule    greeting.answers.no → not_interested, the end (SHOP/scripts/small.yaml:17)",
    ]
    desk.hears("/back")
    assert desk.hears("prego never suited me")[-1] == (
        "note    understood without what is being learnt: the phrases of “en”, 1 of 2"
    )
    desk.school.may.set()
    desk.learner.wait()
    assert desk.hears("/help")[:5] == [
        "note    the phrases are learnt; this call now goes like this:",
        "> prego never suited me",
        "meant   no 0.99, acted on · classifier, like “a phrase” 0.50",
        "rule    greeting.answers.no → not_interested, the end (SHOP/scripts/small.yaml:17)",
        GOODBYE,
    ]


def test_what_was_overtaken_is_followed_by_the_newest(desk):
    desk.school.may.clear()
    desk.edit(PHRASES, *NEW_PHRASE)
    desk.hears("(noise)")
    desk.edit(PHRASES, '"no thank you"', '"no thank you kindly"')
    desk.hears("(noise)")
    desk.school.may.set()
    desk.workbench.settle()
    assert [line for line in desk.told() if "learnt" in line] == [
        "note    the phrases are learnt; this call goes as before",
    ] * 2
    assert not desk.learner.learning


def test_what_cannot_be_learnt_is_told_once_and_the_rest_goes_on(desk):
    desk.school.broken = "var/cache/phrases: this folder cannot be written"
    desk.edit(PHRASES, *NEW_PHRASE)
    desk.workbench.settle()
    assert "error: the phrases could not be learnt: var/cache/phrases: this folder cannot be written" in desk.told()
    assert not desk.learner.learning
    assert desk.hears("prego never fits my feet")[0].startswith("meant   no 0.99")


def test_a_bug_in_learning_is_not_hidden(desk):
    desk.school.compiled = None
    learner = Learner(Broken(desk.house))
    learner.understander(Bench(desk.house.config, "small").script, "en")
    learner.wait()
    with pytest.raises(ZeroDivisionError):
        learner.news()


class Broken(School):
    def learnt(self, lesson, told=None):
        raise ZeroDivisionError


def test_progress_is_handed_on(desk):
    told: list[tuple[int, int]] = []
    learner = Learner(desk.school, lambda done, total: told.append((done, total)))
    learner.understander(Bench(desk.house.config, "small").script, "en")
    learner.wait()
    assert told == [(1, 2)]


# --- orders ---------------------------------------------------------------------------------------------------------


def test_every_order_is_obeyed():
    assert {*OBEYED, "/quit"} == {*ORDERS}


def test_replies_are_taken_back(desk):
    desk.hears("yes")
    desk.hears("(noise)")
    assert desk.hears("/back 2") == ["note    taken back: “yes”, “(noise)”; before that the bot had said:", GREETING]
    assert desk.hears("/back") == ["error: the callee has done nothing yet that could be taken back"]
    assert desk.hears("/back all") == ["error: “all” is no number of replies; /back takes one back, /back 3 three"]


def test_first_words_stay_when_replies_are_taken_back(tmp_path):
    hello = Line("picks_up", texts={"en": "hello"})
    desk = Desk(Shop(tmp_path).folder, replace(CALL, lines=(hello,)))
    told = desk.told()
    assert told[0] == "> (picks up) hello"
    assert told[-1] == GREETING
    desk.hears("yes")
    assert desk.hears("/back 9")[-1] == GREETING
    assert desk.hears("/again")[0] == "> (picks up) hello"


def test_a_call_begins_again_in_another_language_with_another_arm_or_at_a_machine(desk):
    assert desk.hears("/language uk")[0].startswith("bot     Добрий день, Anna!")
    assert desk.hears("/language") == ["error: which language? small has: en, uk"]
    assert desk.hears("/language de") == ["error: small is not written in “de”; it has: en, uk"]
    assert desk.hears("/arm neutral")[0].startswith("bot     Добрий день, Anna!")
    assert desk.hears("/arm") == ["error: which arm? small has: bold, neutral"]
    assert desk.hears("/machine")[:1] == ["> (an answering machine picks up)"]
    assert desk.workbench.tryout.finish.disposition == "machine_message"


def test_after_the_end_nobody_listens(tmp_path):
    desk = Desk(Shop(tmp_path).folder, live=True)
    over = f"note    {OVER}"
    assert desk.hears("no")[-1] == over
    assert desk.hears("yes") == [over]
    assert not obey(desk.workbench, "/quit")
    desk.workbench.leave()
    assert desk.workbench.tryout.lines == desk.workbench.call.lines


def test_what_is_not_known_is_told(desk):
    assert desk.hears("/agin") == ["error: “/agin” is not known here; did you mean “/again”?"]
    assert "  /key       telephone keys: /key 9, /key 10#, or (presses 9)" in desk.hears("?")


def test_what_the_call_came_to_is_told_with_what_was_promised(desk):
    desk.hears("yes")
    assert desk.hears("yes")[-2:] == [
        "interested (promise), decided by script: the script goes to promise",
        "promised: sms code",
    ]
    assert desk.hears("(interrupts) never call me again")[-1] == (
        "do_not_call, decided by script: the script goes to promise; but asked never to be called again"
    )


# --- keeping it -----------------------------------------------------------------------------------------------------


def test_a_call_is_kept_as_a_rehearsal_and_more_of_them_in_one_file(desk):
    path = desk.folder / "tried.yaml"
    desk.hears("yes")
    assert desk.hears(f"/save {path}") == [
        "note    saved as “hung_up 1”; it is played by: winback rehearse SHOP/tried.yaml"
    ]
    desk.hears("no")
    desk.hears(f"/save {path}")
    desk.hears(f"/save {path} no is a no")
    desk.hears("/again")
    desk.hears("no")
    desk.hears(f"/save {path}")
    assert path.read_text().startswith("# yaml-language-server: $schema=scripts/schema/rehearsals.schema.json\n")
    kept = read_rehearsals(path.read_text(), "tried.yaml")
    assert kept.script == "small"
    assert [each.name for each in kept.conversations] == [
        "hung_up 1", "not_interested 1", "no is a no", "not_interested 2",
    ]  # fmt: skip
    assert kept.conversations[0].contact == {"first_name": "Anna"}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("tried.txt", "", "tried.txt: rehearsals are YAML files; name it tried.yaml"),
        ("tried.yaml", "rehearsals: b\nscript: other\nconversations: []\n",
         "these are rehearsals of other, not of small; name another file"),
        ("tried.yaml", "rehearsals: b\nscript: small\nconversations: []\n", "this call cannot be written here"),
        ("tried.yaml", "rehearsals: b\n", "needed here: “script”"),
        ("none/tried.yaml", "", "none/tried.yaml: cannot be written (no such file or directory)"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_told_and_nothing_is_written(desk, name, text, message):
    path = desk.folder / name
    if text:
        path.write_text(text)
    assert message in "\n".join(desk.hears(f"/save {path}"))
    assert not path.exists() or path.read_text() == text


def test_what_is_being_learnt_comes_before_what_is_kept(desk):
    desk.school.may.clear()
    desk.edit(PHRASES, *NEW_PHRASE)
    desk.hears("(noise)")
    assert desk.hears(f"/save {desk.folder}/tried.yaml")[0].startswith("note    first comes what is being learnt: ")


def test_a_name_is_given_once(desk):
    path = desk.folder / "tried.yaml"
    desk.hears(f"/save {path} a call")
    assert desk.hears(f"/save {path} a call") == [
        "error: SHOP/tried.yaml: a conversation “a call” is there already; give this one another name"
    ]
    assert desk.hears("/save") == [
        "error: where to? /save FILE.yaml, and a name for the conversation behind it if you like"
    ]


def test_a_broken_script_is_no_workbench(tmp_path):
    shop = Shop(tmp_path)
    (shop.folder / "scripts" / "small.yaml").write_text("script: small\n")
    with pytest.raises(SourceError):
        Desk(shop.folder)
