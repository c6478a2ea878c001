"""A script's text becomes the model, its includes merged in."""

from pathlib import Path

import pytest

from bot.script.include import includes, resolve, root_of
from bot.script.model import BACK, Branch, Machine, Policy, Promised, Prompt, Script, Setting, Slot, Target, Text
from bot.script.model import Test as Comparison
from bot.script.parse import Parsed, parse, parse_phrases
from bot.source import Span

MAIN = "scripts/shop.yaml"
FULL = """script: shop
title: Everything at once
languages: [en, uk, en]
goal: interested
include: [common/house.yaml]
arms: [bold, shy]
counters: {rounds: 2}
contact:
  first_name: {type: name}
  phone: {type: phone, required: yes}
  points: {type: count, default: 3, unit: {en: [point, points], uk: [бонус, бонуси, бонусів]}}
values:
  company: {type: text, default: Prego}
phrases:
  moved: {en: [we moved], uk: [переїхали]}
start: greeting
opening_s: 2 s
max_duration_s: 2 min
max_turns: 30
no_input: {after_s: 4, reprompt: 2, then: lost}
machine: {finish: lost, unbroken_s: 5}
steps:
  greeting:
    discloses: true
    offers: yes
    say: {en: ["Hello{, first_name}.", Hi], uk: "Вітаю"}
    reprompt: {en: Hello?}
    barge_in: no
    patience_s: 800 ms
    set: {seen: greeting}
    keys: {1: yes}
    answers:
      yes: tell
      no: {say: {en: Why?}, back: true}
      wait: {set: {rounds: +1}, go: lost, confirm: {en: Sure?}}
      repeat: back
    no_match: {reprompt: 0}
  tell: {say: {en: "Call {phone} or {company}."}, next: choose}
  choose:
    branch:
      - {if: {arm: bold}, go: ask}
      - {go: lost}
  ask:
    capture: {reason: {type: choice, options: [yes, no], confirm: {en: "{reason}?"}}}
    next: number
  number: {capture: {pairs: {type: number, low: 1, high: 5}}, next: back_number}
  back_number: {capture: {mobile: {type: phone}}, say: {en: "So {mobile}."}, next: lost}
objections:
  robot: {say: {en: Yes.}, again: {en: Still.}, limit: 1, beyond: lost}
  operator: {then: lost, repeats: yes, waits_s: 15, counts: no}
outcomes:
  lost:
    disposition: interested
    say: {en: Bye}
    promises: [code]
    actions: [{sms: code, to: "{phone}"}]
  do_not_call: {disposition: do_not_call, say: {en: Mine.}}
"""
HOUSE = """library: house
include: [deep/more.yaml]
asides: {wait: {en: Wait.}}
outcomes:
  do_not_call: {disposition: do_not_call}
  also_no: {disposition: not_interested}
no_input: {then: also_no}
no_match: {reprompt: 3, then: also_no}
"""
MORE = "library: more\ninclude: [../house.yaml]\nsteps: {deep: {next: lost}}\n"


def parsed(main: str = FULL, **files: str) -> Parsed:
    return parse(MAIN, {MAIN: main} | {f"scripts/common/{name}.yaml": text for name, text in files.items()})


@pytest.fixture(scope="module")
def script() -> Script:
    found = parsed(house=HOUSE.replace("include: [deep/more.yaml]\n", ""))
    assert found.problems == ()
    assert found.script is not None
    return found.script


def words(text: str) -> tuple[tuple[Text, ...], ...]:
    return ((Text(text),),)


def test_the_head_of_a_script_is_read(script: Script) -> None:
    assert (script.id, script.title, script.goal, script.start) == (
        "shop",
        "Everything at once",
        "interested",
        "greeting",
    )
    assert script.languages == ("en", "uk")
    assert script.arms == ("bold", "shy")
    assert script.counters == {"rounds": 2}
    assert script.phrases == {"moved": {"en": ("we moved",), "uk": ("переїхали",)}}
    assert (script.opening_s, script.max_duration_s, script.max_turns) == (2.0, 120.0, 30)
    assert script.machine == Machine("lost", 5.0)
    assert script.opt_out == "do_not_call"
    assert script.span == Span(MAIN, 1, 1, 1, 7)
    assert script.places["start"].line == 16
    assert script.places["phrases.moved"].line == 15


def test_variables_have_types_defaults_and_units(script: Script) -> None:
    assert script.contact["phone"].required
    assert script.contact["first_name"].default is None
    assert script.contact["points"].unit["uk"] == ("бонус", "бонуси", "бонусів")
    assert script.values["company"].default == "Prego"


def test_a_step_is_read_with_everything_it_may_have(script: Script) -> None:
    step = script.steps["greeting"]
    assert step.say is not None
    assert step.say.id == "greeting.say"
    assert len(step.say.texts["en"]) == 2
    assert step.reprompt == Prompt("greeting.reprompt", {"en": words("Hello?")})
    assert (step.discloses, step.offers, step.barge_in, step.patience_s) == (True, True, False, 0.8)
    assert step.set == (Setting("seen", "greeting"),)
    assert step.keys == {"1": "yes"}
    assert step.key_places["1"].line == 31
    assert step.listens
    assert step.span.line == 23


def test_answers_go_on_go_back_say_set_and_confirm(script: Script) -> None:
    answers = script.steps["greeting"].answers
    assert answers["yes"].then == Target("step", "tell")
    assert answers["no"].then == BACK
    assert answers["no"].say == Prompt("greeting.no.say", {"en": words("Why?")})
    assert answers["wait"].then == Target("finish", "lost")
    assert answers["wait"].set == (Setting("rounds", "+1"),)
    assert answers["wait"].confirm == Prompt("greeting.wait.confirm", {"en": words("Sure?")})
    assert answers["repeat"].then == BACK


def test_a_policy_takes_what_it_leaves_out_from_the_script(script: Script) -> None:
    assert script.no_input == Policy(4.0, 2, Target("finish", "lost"))
    assert script.no_match == Policy(0.0, 3, Target("finish", "also_no"))
    assert script.steps["greeting"].no_match == Policy(0.0, 0, Target("finish", "also_no"))
    assert script.steps["greeting"].no_input is None


def test_branches_have_conditions_and_a_last_line_without(script: Script) -> None:
    assert script.steps["choose"].branch == (
        Branch((Comparison("arm", "is", "bold"),), Target("step", "ask")),
        Branch((), Target("finish", "lost")),
    )


def test_slots_have_types_options_and_bounds(script: Script) -> None:
    confirm = script.steps["ask"].slot.confirm if script.steps["ask"].slot else None
    assert script.steps["ask"].slot == Slot("reason", "choice", ("yes", "no"), confirm=confirm)
    assert confirm is not None
    assert confirm.id == "ask.confirm"
    assert script.steps["number"].slot == Slot("pairs", "number", low=1, high=5)


def test_telephone_numbers_are_spoken_digit_by_digit(script: Script) -> None:
    tell, again = script.steps["tell"].say, script.steps["back_number"].say
    assert tell is not None
    assert again is not None
    forms = [piece.form for piece in (*tell.texts["en"][0], *again.texts["en"][0]) if not isinstance(piece, Text)]
    assert forms == ["digits", "", "digits"]


def test_objections_are_read_with_their_way_back(script: Script) -> None:
    robot, operator = script.objections["robot"], script.objections["operator"]
    assert robot.say is not None
    assert robot.say.id == "objections.robot.say"
    assert (robot.limit, robot.then, robot.beyond) == (1, BACK, Target("finish", "lost"))
    assert (operator.then, operator.repeats, operator.waits_s, operator.counts) == (
        Target("finish", "lost"), True, 15.0, False,
    )  # fmt: skip


def test_an_objection_answered_otherwise_keeps_the_librarys_way_of_asking_whether_it_was_meant() -> None:
    usual = """\
objections:
  robot: {say: {en: I am.}, again: {en: I said so.}, confirm: {en: Do you ask who is calling?}}
  operator: {say: {en: A colleague will call.}, confirm: {en: "A person, please?"}}
"""
    bare = HOUSE.replace("include: [deep/more.yaml]\n", "")
    own = FULL.replace("operator: {then", 'operator: {confirm: {en: "You want a human?"}, then')
    script = parsed(own, house=bare + usual).draft
    assert script is not None
    robot, operator = script.objections["robot"], script.objections["operator"]
    assert robot.say is not None
    assert robot.confirm is not None
    assert operator.confirm is not None
    assert robot.confirm.texts["en"] == words("Do you ask who is calling?")
    assert robot.confirm.id == "objections.robot.confirm"
    assert robot.say.texts["en"] == words("Yes."), "what the script answers itself"
    assert operator.confirm.texts["en"] == words("You want a human?")


def test_outcomes_promise_and_act(script: Script) -> None:
    lost = script.outcomes["lost"]
    assert lost.promises == ("code",)
    assert lost.actions == (Promised("sms", "code", (("to", "{phone}"),)),)
    assert lost.say is not None
    assert lost.say.id == "lost.say"


def test_the_script_wins_over_its_libraries(script: Script) -> None:
    assert script.outcomes["do_not_call"].say is not None
    assert script.no_input.then == Target("finish", "lost")
    assert script.asides["wait"].id == "asides.wait"


def test_prompts_are_listed_in_reading_order(script: Script) -> None:
    ids = [prompt.id for prompt in script.prompts()]
    assert ids[:3] == ["greeting.say", "greeting.reprompt", "greeting.no.say"]
    assert ids[-1] == "asides.wait"


def test_a_library_included_twice_is_read_once() -> None:
    deep = MORE.replace("include: [../house.yaml]\n", "")
    main = FULL.replace("[common/house.yaml]", "[common/house.yaml, common/deep/more.yaml]")
    found = parse(MAIN, {MAIN: main, "scripts/common/house.yaml": HOUSE, "scripts/common/deep/more.yaml": deep})
    assert found.problems == ()
    assert found.script is not None
    assert "deep" in found.script.steps


def test_errors_leave_a_draft_to_be_checked_but_no_script() -> None:
    found = parsed(FULL.replace("title:", "titel:"), house=HOUSE)
    assert found.script is None
    assert found.draft is not None
    assert [problem.rule for problem in found.problems] == ["unknown-key", "missing-file"]


def test_an_unreadable_file_leaves_nothing() -> None:
    assert parsed("a: b: c").draft is None


def test_a_library_that_cannot_be_read_does_not_hide_the_rest() -> None:
    found = parsed(FULL.replace("title:", "titel:"), house="a: b: c")
    assert [problem.rule for problem in found.problems] == ["unknown-key", "yaml-syntax"]


def test_a_caller_who_forgets_the_main_file_is_told() -> None:
    with pytest.raises(KeyError):
        parse("scripts/x.yaml", {})


# --- includes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("including", "include", "expected"),
    [
        ("scripts/a.yaml", "common/b.yaml", "scripts/common/b.yaml"),
        ("scripts/common/a.yaml", "b.yaml", "scripts/common/b.yaml"),
        ("scripts/common/a.yaml", "./b.yaml", "scripts/common/b.yaml"),
        ("scripts/common/a.yaml", "../b.yaml", "scripts/b.yaml"),
        ("scripts/common/a.yaml", "../../b.yaml", None),
        ("scripts/a.yaml", "../b.yaml", None),
        ("scripts/a.yaml", "../scripts/b.yaml", None),
        ("scripts/a.yaml", "/b.yaml", None),
        ("/home/me/scripts/a.yaml", "b.yaml", "/home/me/scripts/b.yaml"),
        ("/home/me/scripts/a.yaml", "../b.yaml", None),
        ("/home/me/scripts/shoes/a.yaml", "../b.yaml", "/home/me/scripts/b.yaml"),
        ("a.yaml", "b.yaml", "b.yaml"),
        ("a.yaml", "../b.yaml", None),
        ("/tmp/x/a.yaml", "common/b.yaml", "/tmp/x/common/b.yaml"),
        ("/tmp/x/a.yaml", "../b.yaml", None),
    ],
)
def test_includes_are_relative_and_stay_in_the_scripts_folder(
    including: str, include: str, expected: str | None
) -> None:
    assert resolve(including, include, root_of(including)) == expected


def test_a_file_outside_the_root_includes_nothing() -> None:
    assert resolve("elsewhere/a.yaml", "b.yaml", "scripts") is None


def test_a_file_tells_which_others_it_needs() -> None:
    assert includes(FULL, MAIN) == ("scripts/common/house.yaml",)
    assert includes("include: [a.yaml, ../../x.yaml]", MAIN) == ("scripts/a.yaml",)
    assert includes("include: ../b.yaml", "/tmp/x/common/a.yaml", "/tmp/x") == ("/tmp/x/b.yaml",)
    assert includes("include: x: y", MAIN) == ()


def test_files_may_lie_outside_any_folder() -> None:
    main = FULL.replace("common/house.yaml", "hous.yaml")
    problems = parse("shop.yaml", {"shop.yaml": main, "house.yaml": HOUSE}).problems
    assert problems[0].hint == "did you mean “house.yaml”?"


# --- phrases ------------------------------------------------------------------------------------------------------


def test_a_phrase_library_is_read() -> None:
    text = "library: phrases\nlanguage: en\nintents: {yes: [yes, of  course], no: no}\n"
    text += "other: [hm]\nmachine_greetings: [leave]\n"
    library, problems = parse_phrases(text, "en.yaml")
    assert problems == ()
    assert library is not None
    assert library.intents == {"yes": ("yes", "of course"), "no": ("no",)}
    assert (library.language, library.other, library.machine_greetings) == ("en", ("hm",), ("leave",))


def test_a_phrase_library_that_cannot_be_read_says_why() -> None:
    library, problems = parse_phrases("", "en.yaml")
    assert library is None
    assert [problem.rule for problem in problems] == ["empty-file"]


@pytest.mark.parametrize("path", sorted(Path("scripts/common/phrases").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_phrase_library_is_sound(path: Path) -> None:
    library, problems = parse_phrases(path.read_text(encoding="utf-8"), str(path))
    assert problems == ()
    assert library is not None
    assert library.language == path.stem
