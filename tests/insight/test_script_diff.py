"""What is different between two scripts, as a marketer thinks of them. Each case changes the little script."""

from dataclasses import fields, replace

import pytest

from bot.insight.script_diff import compare
from bot.insight.word_diff import marked
from bot.rehearsal.mutate import mutants
from bot.script.model import (
    Answer,
    Branch,
    Machine,
    Objection,
    Outcome,
    Policy,
    Promised,
    Prompt,
    Script,
    Setting,
    Slot,
    Step,
    Target,
    Text,
    Variable,
)
from tests.dialogue.little_script import LITTLE, TEXT, script


def changed(*slips, text=TEXT):
    for old, new in slips:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return script(text)


def found(*slips):
    return compare(LITTLE, changed(*slips))


def told(difference):
    signs = {"added": "+", "removed": "-", "changed": "~", "renamed": "="}
    return [
        f"{change.topic} {signs[change.kind]} {change.name}: {change.old} -> {change.new} [{change.note}]"
        for change in difference.changes
    ]


def words(difference):
    return [
        f"{'law ' if each.law else ''}{each.prompt} {each.language} {marked(each.pieces)}"
        for each in difference.wordings
    ]


def test_comments_and_layout_are_no_difference():
    difference = found(("script: little\n", "# The little one.\nscript:   little\n"))
    assert not difference
    assert not difference.noticed
    assert (difference.new_routes, difference.lost_routes, difference.routes_whole) == ((), (), True)
    assert [each.old == each.new for each in difference.seconds] == [True]


@pytest.mark.parametrize(
    ("slip", "expected"),
    [
        # --- how the call goes
        (("no: ask_when\n", "no: ask_reason\n"), "course ~ greeting: no: ask_when -> ask_reason []"),
        (("start: greeting", "start: offer"), "course ~ start: greeting -> offer []"),
        (("goal: interested", "goal: completed"), "course ~ goal: interested -> completed []"),
        (("{refusals: +1}", "{refusals: +2}"),
         "course ~ offer: no: ask_reason, remembers refusals +1 -> ask_reason, remembers refusals +2 []"),
        (("wants: code", "wants: gift"),
         "course ~ offer: yes: ask_score, remembers wants = code -> ask_score, remembers wants = gift []"),
        (("arm: bold}", "arm: shy}"),
         "course ~ which_offer branches: arm is bold: offer, otherwise: sale -> arm is shy: offer, otherwise: sale []"),
        (("    next: offer\n", "    next: ask_reason\n"), "course ~ sale goes on: offer -> ask_reason []"),
        (("next: after_score", "next: thanks"), "course ~ ask_score: {score}: after_score -> thanks []"),
        (("answers: {no: thanks}\n", "answers: {no: thanks, yes: {back: true}}\n"),
         "course + ask_score: yes:  -> back to the question []"),
        (("answers: {no: thanks}\n", "keys: {1: no}\n    answers: {no: thanks}\n"),
         "course + ask_score takes keys:  -> 1 no []"),
        (("type: score}", "type: score, high: 5}"),
         "course ~ ask_score captures: score, a score from 0 to 10 -> score, a score from 0 to 5 []"),
        (("[too_expensive, bad_experience]", "[too_expensive]"),
         "course ~ ask_reason captures: reason, one of: too_expensive, bad_experience"
         " -> reason, one of: too_expensive []"),
        (("capture: {praise: {type: free_text}}", "capture: {praise: {type: phone}}"),
         "course ~ ask_praise captures: praise, a free_text -> praise, a phone []"),
        (('sale:\n', 'sale:\n    set: {saw: sale}\n'), "course + sale remembers:  -> saw = sale []"),
        (("default: Prego", "default: Bosco"), "course ~ value company: Prego (text) -> Bosco (text) []"),
        (("{refusals: 0}", "{refusals: 1}"), "course ~ counter refusals: begins at 0 -> begins at 1 []"),
        (("then: ask_when}", "then: offer}"), "course ~ objection call_later: then: ask_when -> offer []"),
        (("limit: 2, beyond: no_interest}\n  no_time", "limit: 2}\n  no_time"),
         "course ~ objection too_dear: once too often: no_interest -> where not understanding leads []"),
        (("repeats: true", "repeats: false"), "course ~ objection repeat: says the last words again: yes -> no []"),
        (("booked: {disposition: callback", "booked: {disposition: completed"),
         "course ~ outcome booked: disposition: callback -> completed []"),
        # --- patience and limits
        (("after_s: 4", "after_s: 7"),
         "patience ~ offer: silence: after 4 s asked again once, then no_interest"
         " -> after 7 s asked again once, then no_interest []"),
        (("    no_match: {reprompt: 1, then: no_interest}\n", ""),
         "patience ~ offer: not understood: asked again once, then no_interest -> as everywhere []"),
        (("no_match: {reprompt: 2, then: lost}", "no_match: {reprompt: 0, then: lost}"),
         "patience ~ not understood: asked again twice, then lost -> not asked again, then lost []"),
        (("no_match: {reprompt: 2, then: lost}", "no_match: {reprompt: 2}"),
         "patience ~ not understood: asked again twice, then lost -> asked again twice, then nowhere []"),
        (("barge_in: false", "barge_in: true"), "patience ~ ask_person may be interrupted: no -> yes []"),
        (("patience_s: 1.2", "patience_s: 2"),
         "patience ~ ask_praise: a pause ends an answer: after 1.2 s -> after 2 s []"),
        (("max_turns: 40", "max_turns: 9"), "patience ~ most replies: 40 -> 9 []"),
        (("max_duration_s: 120", "max_duration_s: 60"), "patience ~ longest call: 120 s -> 60 s []"),
        (("max_turns: 40", "opening_s: 3\nmax_turns: 40"), "patience ~ wait for the callee's hello: 1.2 s -> 3 s []"),
        (("unbroken_s: 6", "unbroken_s: 8"),
         "patience ~ speech taken for a machine: 6 s without a pause -> 8 s without a pause []"),
        (("limit: 2, beyond: no_interest", "limit: 3, beyond: no_interest"),
         "patience ~ objection too_dear: answered: twice -> 3 times []"),
        (("waits_s: 10 s", "waits_s: 20 s"), "patience ~ objection wait: stays silent: 10 s -> 20 s []"),
        # --- lists
        (("{type: name}", "{type: name, required: true}"),
         "contacts ~ column first_name: cells: may be empty -> needed"
         " [lists without it are refused, and so are empty cells]"),
        (("{type: name}", "{type: text}"),
         "contacts ~ column first_name: type: name -> text [its cells are read in another way]"),
        (("{type: name}", "{type: name, default: Bob}"), "contacts ~ column first_name: default: none -> Bob []"),
        (("{type: name}\n", "{type: name}\n  size: {type: number, required: true}\n"),
         "contacts + column size:  -> number, required [lists without it are refused]"),
        (("{type: name}\n", "{type: name}\n  size: {type: number, required: true, default: 40}\n"),
         "contacts + column size:  -> number, otherwise 40 [lists without it still work]"),
        (("{type: name}\n", "{type: name}\n  points: {type: count, unit: {en: [point, points]}}\n"),
         "contacts + column points:  -> count [lists without it still work]"),
        (("  first_name: {type: name}\n", "  last_name: {type: name}\n"),
         "contacts - column first_name: name ->  [lists that have it are refused, unless the campaign names it under"
         " other_columns]"),
        (("[bold, shy]", "[bold]"), "contacts - arm shy:  ->  [lists and campaigns that name it are refused]"),
        (("[bold, shy]", "[bold, shy, loud]"), "contacts + arm loud:  ->  []"),
        # --- the law
        (("discloses: true", "discloses: false"), "law - greeting says who calls:  ->  []"),
        (("offers: true", "offers: false"), "law - offer offers something:  ->  []"),
        (("start: greeting", "opt_out: no_interest\nstart: greeting"),
         "law ~ “never call again” leads to: never (do_not_call) -> no_interest (not_interested) []"),
        (("start: greeting", "opt_out: nobody_at_all\nstart: greeting"),
         "law ~ “never call again” leads to: never (do_not_call) -> nobody_at_all (-) []"),
        (("{finish: machine,", "{finish: lost,"),
         "law ~ answering machine: machine, no message is left -> lost, a message is left []"),
        (('Never again. Goodbye."}}', 'Never again. Goodbye."}, actions: [{do_not_call: number}]}'),
         "law + never puts the number on the list of those never called again:  ->  []"),
        # --- promises
        (("{transfer: desk}", "{transfer: desk, music: none}"),
         "promises ~ put_through: transfer desk:  -> music none []"),
        (("actions: [{transfer: desk}]", "promises: [transfer]"), "promises + put_through promises transfer:  ->  []"),
        (("actions: [{transfer: desk}]", "actions: [{sms: desk}]"),
         "promises + put_through: sms desk:  ->  [only to callees who agreed; winback prove tells whether it is so]"),
        (("actions: [{transfer: desk}]", "actions: [{sms: desk}]"), "promises - put_through: transfer desk:  ->  []"),
    ],
)  # fmt: skip
def test_one_change_is_told_by_its_name(slip, expected):
    difference = found(slip)
    assert expected in told(difference)
    assert difference.noticed
    back = compare(changed(slip), LITTLE)
    assert len(back.changes) == len(difference.changes)


def test_a_new_step_is_told_once_as_a_whole():
    difference = found(
        ("next: after_score", "next: ask_size"),
        (
            "  after_score:",
            '  ask_size: {offers: true, say: {en: "Which size?"}, answers: {yes: after_score}}\n  after_score:',
        ),
    )
    assert told(difference) == [
        "law + ask_size offers something:  ->  []",
        "course ~ ask_score: {score}: after_score -> ask_size []",
        "course + step ask_size:  -> “Which size?”; yes -> after_score []",
    ]
    assert words(difference) == []
    assert {route.places[-3:-1] for route in difference.new_routes} >= {("ask_size", "after_score")}
    assert all("ask_size" not in route.places for route in difference.lost_routes)


def test_an_ending_that_goes_takes_its_promises_with_it():
    difference = compare(
        changed(("actions: [{transfer: desk}]", "promises: [transfer], actions: [{transfer: desk}]")),
        changed(
            ("yes: put_through", "yes: thanks"),
            ('  put_through: {disposition: transferred, say: {en: "One moment."}, actions: [{transfer: desk}]}\n', ""),
        ),
    )
    assert told(difference) == [
        "promises - put_through promises transfer:  ->  []",
        "promises - put_through: transfer desk:  ->  []",
        "course ~ ask_person: yes: put_through -> thanks []",
        "course - outcome put_through: “One moment.”; transferred ->  []",
    ]


def test_an_objection_that_goes_is_told_once():
    lost = '  who_is_this: {say: {en: "I am the robot of {company}."}, limit: 1}\n'
    difference = found((lost, ""))
    assert told(difference) == [
        "law - objection who_is_this: “I am the robot of {company}.”; back to the question ->  []"
    ]
    assert words(difference) == []


def test_what_only_has_another_name_is_no_loss():
    renamed = script(TEXT.replace("ask_score", "ask_number").replace("no_interest", "not_now"))
    difference = compare(LITTLE, renamed)
    assert told(difference) == [
        "course = step ask_score: ask_score -> ask_number []",
        "course = outcome no_interest: no_interest -> not_now []",
    ]
    assert words(difference) == []
    assert (difference.new_routes, difference.lost_routes) == ((), ())


def test_a_new_name_and_new_words_are_not_certain_to_be_the_same():
    difference = compare(LITTLE, script(TEXT.replace("ask_score", "ask_number").replace("From zero", "From one")))
    assert {change.kind for change in difference.changes if "ask_" in change.name} == {"added", "removed", "changed"}


def test_forks_that_lead_to_other_places_are_others():
    """Both ask about the arm; what they lead to is not the same, and so neither is the step that leads to them."""
    old = changed(
        ("yes: which_offer\n", "yes: to_fork\n"),
        ("  which_offer:\n", "  to_fork: {next: which_offer}\n  which_offer:\n"),
    )
    new = changed(
        ("yes: which_offer\n", "yes: to_other\n"),
        (
            "  which_offer:\n",
            '  to_other: {next: which_other}\n  new: {say: {en: "New."}, next: offer}\n  which_other:\n',
        ),
        ("go: offer}\n      - {go: sale}", "go: offer}\n      - {go: new}"),
        ('  sale:\n    say: {en: "There is a sale."}\n    next: offer\n', ""),
    )
    kinds = {change.name: change.kind for change in compare(old, new).changes}
    assert (kinds["step to_fork"], kinds["step which_offer"]) == ("removed", "removed")
    assert (kinds["step to_other"], kinds["step which_other"]) == ("added", "added")


def test_two_that_are_alike_are_not_certain_either():
    twins = '  twin_a: {say: {en: "Hm."}, next: sale}\n  twin_b: {say: {en: "Hm."}, next: sale}\n'
    old = changed(("  sale:\n", f"{twins}  sale:\n"))
    new = script(TEXT.replace("  sale:\n", f"{twins}  sale:\n".replace("twin_a", "pair_a").replace("twin_b", "pair_b")))
    assert {change.kind for change in compare(old, new).changes} == {"added", "removed"}
    one = changed(("  sale:\n", f"{twins.splitlines()[0]}\n  sale:\n"))
    assert {change.kind for change in compare(one, new).changes} == {"added", "removed"}


def test_words_are_told_by_prompt_and_those_the_law_looks_at_are_marked():
    difference = found(
        ("Do you have a minute for me?", "Do you have time for me?"),
        ("There is a sale.", "There is a big sale."),
        ("I am the robot of", "I am the helper of"),
        ("Nine is never again.", "Press nine."),
    )
    assert words(difference) == [
        "law greeting.say en Hello{, first_name}. This is the automatic assistant of {company}."
        " Do you have [-a minute-]{+time+} for me?",
        "sale.say en There is a {+big +}sale.",
        "law objections.who_is_this.say en I am the [-robot-]{+helper+} of {company}.",
        "law asides.keypad_opt_out en [-Nine is never again.-]{+Press nine.+}",
    ]  # fmt: skip
    assert difference.changes == ()
    assert (difference.wordings[1].old, difference.wordings[1].new) == ("There is a sale.", "There is a big sale.")
    (seconds,) = difference.seconds
    assert seconds.new.longest != seconds.old.longest


def test_a_wording_that_came_stands_alone_and_the_order_of_wordings_is_nothing():
    first, second = '"Ten percent off. Shall I send it?"', '"You save ten percent. Shall I send it?"'
    assert words(found((f"[{first}, {second}]", f'[{second}, {first}, "Ten percent?"]'))) == [
        "offer.say en {+Ten percent?+}"
    ]
    assert words(found((f"[{first}, {second}]", first))) == ["offer.say en [-You save ten percent. Shall I send it?-]"]


def test_a_prompt_that_came_where_the_rest_stayed_is_told_and_one_of_a_new_language_is_not():
    assert words(
        found(('say: {en: "From zero to ten?"}', 'say: {en: "From zero to ten?"}\n    reprompt: {en: "A number?"}'))
    ) == ["ask_score.reprompt en {+A number?+}"]
    assert words(found(('    reprompt: {en: "Do you have a minute?"}\n', ""))) == [
        "law greeting.reprompt en [-Do you have a minute?-]"
    ]
    spoken = compare(
        LITTLE,
        changed(
            ("languages: [en]", "languages: [en, uk]"), ('"There is a sale."', '"There is a sale.", uk: "Розпродаж."')
        ),
    )
    assert (words(spoken), told(spoken)) == ([], ["contacts + language uk:  ->  []"])
    lost = compare(changed(("languages: [en]", "languages: [en, uk]")), LITTLE)
    assert told(lost) == ["contacts - language uk:  ->  [contacts who speak it cannot be called]"]


def test_only_what_is_understood_or_reported():
    difference = found(
        ("{en: [dear]}", "{en: [costly, pricy]}\n  no_time: {en: [busy]}"),
        ("waits_s: 10 s, limit: 1, beyond: ask_when, counts: false", "waits_s: 10 s, limit: 1, beyond: ask_when"),
        ("script: little", "script: little\ntitle: Short"),
    )
    assert [(each.intent, each.language, each.added, each.removed) for each in difference.phrases] == [
        ("too_dear", "en", 2, 1), ("no_time", "en", 1, 0),
    ]  # fmt: skip
    assert told(difference) == ["reports ~ title:  -> Short []", "reports ~ objection wait: counted: no -> yes []"]
    assert difference
    assert not difference.noticed


def test_too_many_routes_are_not_compared():
    difference = compare(LITTLE, changed(("no: ask_when\n", "no: ask_reason\n")), most_tried=3)
    assert (difference.new_routes, difference.lost_routes, difference.routes_whole) == ((), (), False)
    assert len(difference.changes) == 1


SLIPS = {mutant.way: mutant for mutant in mutants(LITTLE)}
"""One of each kind of slip an author can make."""


@pytest.mark.parametrize("way", sorted(SLIPS.keys() - {"answers to an objection swapped"}))
def test_no_slip_of_an_author_stays_untold(way):
    """The one left out is no slip of an author's: the mutant's prompts took their ids with them."""
    assert compare(LITTLE, SLIPS[way].script)


# --- nothing that can be written is forgotten: a field added to the language needs a fact, or words, and a case -------

OTHER = Prompt("offer.new", {"en": ((Text("Quite another text."),),)})
ENDING, POLICY = Target("finish", "thanks"), Policy(9.0, 4, Target("finish", "thanks"))
FIELDS = {
    Script: {
        "title": "New", "languages": ("en", "uk"), "goal": "completed", "start": "offer", "steps": {}, "outcomes": {},
        "objections": {}, "asides": {}, "contact": {}, "values": {}, "counters": {}, "arms": (), "phrases": {},
        "machine": Machine("lost"), "opt_out": "lost", "no_input": POLICY, "no_match": POLICY, "opening_s": 9.0,
        "max_duration_s": 9.0, "max_turns": 9,
    },
    Step: {
        "say": OTHER, "reprompt": OTHER, "answers": {}, "slot": Slot("new", "score"), "then": ENDING,
        "branch": (Branch((), ENDING),), "set": (Setting("new", "x"),), "keys": {"7": "no"}, "keypad": OTHER,
        "no_input": POLICY, "no_match": POLICY, "barge_in": False, "patience_s": 3.0, "discloses": True,
        "offers": False,
    },
    Answer: {"then": ENDING, "say": OTHER, "confirm": OTHER, "set": ()},
    Slot: {"name": "new", "type": "number", "options": ("yes",), "low": 1, "high": 5, "confirm": OTHER},
    Policy: {"after_s": 9.0, "reprompts": 4, "then": ENDING},
    Objection: {
        "say": OTHER, "again": OTHER, "confirm": OTHER, "limit": 7, "then": ENDING, "beyond": ENDING, "repeats": True,
        "waits_s": 3.0, "counts": False,
    },
    Outcome: {"disposition": "callback", "say": OTHER, "promises": ("x",), "actions": (Promised("sms", "x"),)},
    Promised: {"kind": "sms", "what": "roof", "options": (("when", "now"),)},
    Machine: {"outcome": "lost", "unbroken_s": 9.0},
    Variable: {"type": "text", "required": True, "default": "Bob", "unit": {"en": ("one", "two")}},
}  # fmt: skip
NAMES = {"id", "intent", "name"}
"""What a thing is known by, but for a slot's: with another name it is another thing."""


def placed(new):
    """The little script with the part of this kind put in its place."""
    steps, part = LITTLE.steps, {}
    match new:
        case Script():
            return new
        case Step():
            part = {"steps": {**steps, "offer": new}}
        case Answer():
            part = {
                "steps": {**steps, "offer": replace(steps["offer"], answers={**steps["offer"].answers, "yes": new})}
            }
        case Slot():
            part = {"steps": {**steps, "ask_score": replace(steps["ask_score"], slot=new)}}
        case Policy():
            part = {"steps": {**steps, "offer": replace(steps["offer"], no_input=new)}}
        case Objection():
            part = {"objections": {**LITTLE.objections, "too_dear": new}}
        case Outcome():
            part = {"outcomes": {**LITTLE.outcomes, "put_through": new}}
        case Promised():
            part = {
                "outcomes": {**LITTLE.outcomes, "put_through": replace(LITTLE.outcomes["put_through"], actions=(new,))}
            }
        case Machine():
            part = {"machine": new}
        case Variable():
            part = {"contact": {"first_name": new}}
    return replace(LITTLE, **part)


OFFER = LITTLE.steps["offer"]
PARTS = (
    LITTLE, OFFER, OFFER.answers["yes"], LITTLE.steps["ask_score"].slot, OFFER.no_input, LITTLE.objections["too_dear"],
    LITTLE.outcomes["put_through"], LITTLE.outcomes["put_through"].actions[0], LITTLE.machine,
    LITTLE.contact["first_name"],
)  # fmt: skip


@pytest.mark.parametrize("part", PARTS, ids=lambda part: type(part).__name__)
def test_every_field_of_the_language_is_compared(part):
    cases = FIELDS[type(part)]
    assert {each.name for each in fields(part) if each.compare} - NAMES == cases.keys() - NAMES
    untold = [name for name, value in cases.items() if not compare(LITTLE, placed(replace(part, **{name: value})))]
    assert untold == []
