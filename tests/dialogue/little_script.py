"""A small script that has one of everything the engine can do, and a hand that drives the engine event by event."""

from datetime import datetime

from bot.dialogue.engine import Dialogue
from bot.dialogue.events import Answered, PromptEnded, Say, SpeechEnded, SpeechStarted, Understood
from bot.dialogue.state import Setup
from bot.rehearsal.stage import Stage
from bot.script.parse import parse
from bot.spoken import Interval
from bot.understanding.model import Understanding, Why

NOON = datetime(2026, 11, 22, 12)

TEXT = """\
script: little
languages: [en]
goal: interested
arms: [bold, shy]
max_duration_s: 120
max_turns: 40
start: greeting
counters: {refusals: 0}
contact:
  first_name: {type: name}
values:
  company: {type: text, default: Prego}
  ends_on: {type: date, default: +14 days}
steps:
  greeting:
    discloses: true
    say: {en: "Hello{, first_name}. This is the automatic assistant of {company}. Do you have a minute for me?"}
    reprompt: {en: "Do you have a minute?"}
    answers:
      yes: which_offer
      no: ask_when
      question_detail: {say: {en: "It is about shoes."}, back: true}
      send_text: {confirm: {en: "Shall I text you?"}, say: {en: "Good."}, go: offer}
  which_offer:
    branch:
      - {if: {arm: bold}, go: offer}
      - {go: sale}
  sale:
    say: {en: "There is a sale."}
    next: offer
  offer:
    offers: true
    say: {en: ["Ten percent off. Shall I send it?", "You save ten percent. Shall I send it?"]}
    reprompt: {en: "Shall I send the ten percent?"}
    answers:
      yes: {set: {wants: code}, go: ask_score}
      no: {set: {refusals: +1}, go: ask_reason}
    no_input: {after_s: 4, reprompt: 1, then: no_interest}
    no_match: {reprompt: 1, then: no_interest}
  ask_reason:
    say: {en: "Price or service?"}
    capture: {reason: {type: choice, options: [too_expensive, bad_experience]}}
    answers:
      too_expensive: ask_score
      bad_experience: ask_person
      other: {set: {reason: other}, go: ask_score}
    no_match: {reprompt: 1, then: ask_score}
  ask_score:
    say: {en: "From zero to ten?"}
    capture: {score: {type: score}}
    next: after_score
    answers: {no: thanks}
  after_score:
    branch:
      - {if: {score: {at_least: 9}}, go: ask_praise}
      - {if: {refusals: {at_least: 1}}, go: no_interest}
      - {go: thanks}
  ask_praise:
    say: {en: "What do you like?"}
    patience_s: 1.2
    capture: {praise: {type: free_text}}
    next: thanks
  ask_when:
    say: {en: "When shall I call?"}
    reprompt: {en: "When?"}
    capture: {callback_at: {type: callback_time, confirm: {en: "So I call {callback_at}, right?"}}}
    next: booked
    answers: {no: no_interest, send_text: offer}
    no_input: {after_s: 6, reprompt: 0, then: no_interest}
  ask_person:
    barge_in: false
    say: {en: "I am sorry to hear it. Shall somebody with a kind voice call you?"}
    answers: {yes: put_through, no: no_interest}
objections:
  too_dear: {say: {en: "It is cheap."}, again: {en: "It is really cheap."}, limit: 2, beyond: no_interest}
  no_time: {say: {en: "I am quick."}, again: {en: "You are busy."}, limit: 1, beyond: ask_when}
  who_is_this: {say: {en: "I am the robot of {company}."}, limit: 1}
  call_later: {say: {en: "All right."}, then: ask_when}
  repeat: {repeats: true, limit: 2, beyond: no_interest, counts: false}
  wait: {waits_s: 10 s, limit: 1, beyond: ask_when, counts: false}
asides:
  not_understood: {en: "Pardon?"}
  still_there: {en: "Are you there?"}
  confirm_yes: {en: "Is that a yes?"}
  opt_out_check: {en: "Once more, please?"}
  wait: {en: "Take your time."}
  keypad: {en: "One is yes, two is no."}
  keypad_number: {en: "Type it, then hash."}
  keypad_opt_out: {en: "Nine is never again."}
machine: {finish: machine, unbroken_s: 6}
no_input: {after_s: 5, reprompt: 1, then: nobody}
no_match: {reprompt: 2, then: lost}
outcomes:
  thanks: {disposition: completed, say: {en: "Thank you{, first_name}. Goodbye."}}
  booked: {disposition: callback, say: {en: "I call {callback_at}. Goodbye."}}
  no_interest: {disposition: not_interested, say: {en: "I see. Goodbye."}}
  put_through: {disposition: transferred, say: {en: "One moment."}, actions: [{transfer: desk}]}
  never: {disposition: do_not_call, say: {en: "Never again. Goodbye."}}
  machine: {disposition: machine_message}
  nobody: {disposition: no_input}
  lost: {disposition: no_match, say: {en: "I cannot hear you. Goodbye."}}
phrases:
  too_dear: {en: [dear]}
"""


def script(text=TEXT):
    parsed = parse("little.yaml", {"little.yaml": text})
    assert parsed.script is not None, parsed.problems
    return parsed.script


LITTLE = script()
VALUES = {"first_name": "Anna", "company": "Prego", "ends_on": NOON.date()}


def setup(loaded=LITTLE, **options):
    given = {"arm": "bold", **options}
    return Setup(loaded, "en", {**VALUES, **given.pop("values", {})}, NOON, **given)


def stage(loaded=LITTLE, **options):
    return Stage(setup(loaded, **options))


def heard(intent, action="act", slots=None, p=1.0, layer="test", rival=0.0):
    return Understanding(intent, p, action, Why(layer, runner_up_p=rival), intent or "blah", slots or {})


def slot(**values):
    return heard("slot", slots=values)


def at(hour, day=23):
    moment = datetime(2026, 11, day, hour)
    return Interval(moment, moment)


NOTHING = heard(None, "ask", p=0.2)


def said(played):
    """The ids of everything the bot said."""
    return [moment.what for moment in played.call.moments if moment.who == "bot"]


def notes(played, kind):
    return [moment.text for moment in played.call.moments if (moment.who, moment.what) == ("note", kind)]


def ended(played):
    played.end()
    assert played.call.hung_up
    return played.call.finish.disposition, played.call.finish.outcome


class Hand:
    """Drives a Dialogue event by event, and keeps every action in order."""

    def __init__(self, loaded=LITTLE, **options):
        self.dialogue = Dialogue(setup(loaded, **options))
        self.actions = []
        self.now = 0.0

    def do(self, event, after=0.0):
        self.now += after
        new = self.dialogue.handle(event, self.now)
        self.actions += new
        return new

    def tick(self):
        self.now = max(self.now, self.dialogue.deadline)
        new = self.dialogue.tick(self.now)
        self.actions += new
        return new

    def greet(self):
        self.do(Answered())
        return self.tick()

    def reply(self, meaning, **options):
        """A whole utterance after the bot's words: begun, ended, understood against what is open at its end."""
        self.do(PromptEnded(), after=5.0)
        self.do(SpeechStarted())
        open_now = self.dialogue.expecting
        self.do(SpeechEnded(), after=1.0)
        meant = meaning if isinstance(meaning, Understanding) else heard(meaning, **options)
        return self.do(Understood(open_now.step, open_now.turn, meant), after=0.2)


def of(actions, kind):
    return [action for action in actions if isinstance(action, kind)]


def prompts(actions):
    return [action.prompt for action in of(actions, Say)]
