"""What of a script its rehearsals have been through."""

from bot.rehearsal.conversation import read_rehearsals
from bot.rehearsal.coverage import coverage_of
from bot.rehearsal.play import play
from tests.dialogue.little_script import script

CHOOSING = """\
script: choosing
languages: [en, uk]
goal: interested
start: greeting
steps:
  greeting:
    discloses: true
    say: {en: "Hello, I am a robot. May I ask?", uk: "Вітаю, я робот. Можна спитати?"}
    answers: {yes: which, no: goodbye}
  which:
    say: {en: "The gift or the money?", uk: "Подарунок чи гроші?"}
    capture: {prize: {type: choice, options: [gift, money]}}
    next: branching
    answers: {other: goodbye}
  branching:
    branch:
      - {if: {prize: gift}, go: score}
      - {go: sent}
  score:
    say: {en: "From zero to ten?", uk: "Від нуля до десяти?"}
    capture: {score: {type: score}}
    next: sent
  lost: {say: {en: "Hm.", uk: "Гм."}, next: sent}
objections:
  robot: {say: {en: "I am.", uk: "Так."}, again: {en: "Still.", uk: "Досі."}, limit: 2, beyond: goodbye}
  call_later: {then: goodbye}
outcomes:
  sent: {disposition: interested}
  goodbye: {disposition: not_interested}
  elsewhere: {disposition: completed}
phrases:
  gift: {en: [gift], uk: [подарунок]}
  money: {en: [money], uk: [гроші]}
"""
SCRIPT = script(CHOOSING)
ENDS = "{ends: {disposition: interested}}"
EMPTY = "rehearsals: r\nscript: choosing\nconversations: []\n"


def coverage(language, *conversations):
    lines = "".join(
        f"  - name: c{n}\n    lines: [{', '.join(f'{{{each}}}' for each in lines)}, {ENDS}]\n"
        for n, lines in enumerate(conversations)
    )
    text = f"rehearsals: r\nscript: choosing\nconversations:\n{lines}" if lines else EMPTY
    found = read_rehearsals(text, "r.yaml").conversations
    return coverage_of(SCRIPT, language, [play(SCRIPT, each, "en", None) for each in found])


def test_nothing_rehearsed_is_everything_missing_but_what_no_call_comes_to():
    found = coverage("en")
    assert found.missing == found.things == (
        ("steps", "greeting"), ("steps", "which"), ("steps", "branching"), ("steps", "score"),
        ("answers", "greeting: yes"), ("answers", "greeting: no"), ("answers", "which: other"),
        ("answers", "which: prize"), ("answers", "score: score"),
        ("objections", "robot"), ("objections", "robot, again"), ("objections", "robot, once too often"),
        ("objections", "call_later"), ("outcomes", "sent"), ("outcomes", "goodbye"),
    )  # fmt: skip


def test_a_conversation_covers_what_it_came_to_in_its_own_language_alone():
    talk = ["means: yes", "means: gift", 'presses: "8#"']
    assert coverage("en", talk).missing == (
        ("answers", "greeting: no"), ("answers", "which: other"), ("answers", "score: score"), ("objections", "robot"),
        ("objections", "robot, again"), ("objections", "robot, once too often"), ("objections", "call_later"),
        ("outcomes", "goodbye"),
    )  # fmt: skip
    assert coverage("uk", talk).share("steps") == (0, 4)


def test_objections_count_each_time_they_are_raised():
    once, thrice = ["means: robot"], ["means: robot"] * 3
    assert coverage("en", once).share("objections") == (1, 4)
    assert coverage("en", thrice, ["means: call_later"]).share("objections") == (4, 4)


def test_words_kept_as_other_are_an_answer_and_doubtful_ones_are_none():
    kept = coverage("en", ["means: yes", "means: {intent: other, action: ask}"])
    assert ("answers", "which: other") not in kept.missing
    doubtful = coverage("en", ["means: {intent: yes, action: ask}"])
    assert ("answers", "greeting: yes") in doubtful.missing


def test_silence_before_any_question_covers_nothing_but_the_first_step():
    assert coverage("en", ["hangs_up: yes"]).share("steps") == (1, 4)
