"""Scripts broken on purpose: what is broken, and what rehearsals notice of it."""

from dataclasses import fields, replace

from bot.rehearsal.conversation import read_rehearsals
from bot.rehearsal.mutate import WAYS, Remembering, caught, mutants, rehearsed
from bot.rehearsal.play import play
from bot.understanding.model import Expecting, Hypothesis, Understanding, Why
from tests.dialogue.little_script import LITTLE, TEXT, script


class Echo:
    """ports.Understander that takes the words for the intent, and counts how often it was asked."""

    digest = "echo"

    def __init__(self):
        self.asked = 0

    def hints(self, expecting):
        return (expecting.step,)

    def parse(self, hypotheses, expecting):
        self.asked += 1
        return Understanding(hypotheses[0].text, 1.0, "act", Why("echo"), hypotheses[0].text)


def found(way, where="", whole=LITTLE):
    return next(each for each in mutants(whole) if each.way == way and where in each.where)


HEAD = """\
rehearsals: r
script: little
contact: {first_name: Anna}
conversations:
  - name: c
    arm: bold
    lines:
"""


def conversations(*lines):
    """One conversation with the little script, as a Rehearsed."""
    text = HEAD + "".join(f"      - {{{line}}}\n" for line in lines)
    (conversation,) = read_rehearsals(text, "r.yaml").conversations
    ear = Echo()
    played = play(LITTLE, conversation, "en", ear)
    assert played.passed, played.rows
    return [rehearsed(played, ear)]


def test_there_is_a_mutant_for_every_way_and_each_is_another_script():
    remembering = script(TEXT.replace('    say: {en: "When shall', '    set: {asked: when}\n    say: {en: "When shall'))
    made = list(mutants(remembering))
    assert {each.way for each in made} == {*WAYS}
    assert all(each.script != remembering for each in made)


def test_a_mutant_differs_in_one_place():
    broken = found("answer led elsewhere", "greeting: yes")
    same = [field.name for field in fields(LITTLE) if getattr(LITTLE, field.name) == getattr(broken.script, field.name)]
    assert {field.name for field in fields(LITTLE)} - {*same} == {"steps"}
    assert {name for name in LITTLE.steps if LITTLE.steps[name] != broken.script.steps[name]} == {"greeting"}
    assert broken.span == LITTLE.steps["greeting"].span


def test_what_cannot_be_broken_makes_no_mutant():
    lone = script("""\
script: lone
languages: [en]
goal: completed
start: only
steps:
  only: {say: {en: "Goodbye."}, next: done}
outcomes:
  done: {disposition: completed}
""")
    assert {(each.way, each.where) for each in mutants(lone)} == {
        ("words lost", "only"),
        ("ending's disposition", "done"),
    }


def test_a_script_without_policies_of_its_own_has_nowhere_else_to_lead_silence():
    bare = script("""\
script: bare
languages: [en]
goal: completed
start: only
steps:
  only: {say: {en: "Shall I?"}, answers: {yes: done, no: done}}
outcomes:
  done: {disposition: completed}
  never: {disposition: do_not_call}
""")
    assert {each.way for each in mutants(bare)} >= {"patience with silence", "patience with nonsense"}
    assert not {each.way for each in mutants(bare)} & {"silence led elsewhere", "nonsense led elsewhere"}


def test_a_rehearsal_notices_what_it_comes_to():
    own = conversations("says: greeting", "means: yes", "says: offer", "hangs_up: yes", "ends: {disposition: hung_up}")
    assert caught(found("answer led elsewhere", "greeting: yes"), own)
    assert caught(found("words lost", "offer"), own)
    assert not caught(found("words lost", "ask_reason"), own)
    assert not caught(found("words lost", "offer"), [])


def test_a_script_that_cannot_be_played_is_noticed():
    own = conversations("says: greeting", "means: no", "means: no", "ends: {disposition: not_interested}")
    broken = found("start")
    assert own[0].notices(broken.script)
    lost = {name: step for name, step in LITTLE.steps.items() if name != "ask_when"}
    assert own[0].notices(replace(LITTLE, steps=lost))


def test_the_same_words_at_the_same_question_are_understood_once():
    ear = Echo()
    remembering = Remembering(ear)
    first, later, elsewhere = (
        Expecting(step, turn, ("yes",), ()) for step, turn in (("greeting", 1), ("greeting", 7), ("offer", 2))
    )
    meant = [remembering.parse((Hypothesis("yes"),), each).intent for each in (first, later, elsewhere, first)]
    assert (meant, ear.asked) == (["yes"] * 4, 2)
    assert (remembering.digest, remembering.hints(first)) == ("echo", ("greeting",))
