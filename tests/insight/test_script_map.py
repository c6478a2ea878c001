"""A script as a picture: what stands in it, where, and as Mermaid."""

from xml.etree import ElementTree

import pytest

from bot.assemble.files import check_script
from bot.config import read_config
from bot.insight.map_mermaid import mermaid
from bot.insight.map_svg import svg
from bot.insight.script_map import map_of
from tests.cli.shop import ROOT
from tests.dialogue.little_script import LITTLE, script

SVG = "{http://www.w3.org/2000/svg}"


def arrows(chart):
    return {(arrow.source, arrow.target): arrow.label for arrow in chart.arrows if not arrow.trouble}


def drawn(chart):
    return ElementTree.fromstring(svg(chart))


def test_boxes_are_what_is_said_and_arrows_what_is_answered():
    chart = map_of(LITTLE, "en")
    boxes = {box.id: box for box in chart.boxes}
    assert boxes["greeting"].words.startswith("Hello, {first_name}. This is")
    assert {box.kind for box in chart.boxes} == {"question", "statement", "fork", "ending"}
    assert boxes["greeting"].asides == ("question_detail",)
    assert arrows(chart)["greeting", "which_offer"] == "yes"
    assert arrows(chart)["which_offer", "offer"] == "arm is bold"
    assert arrows(chart)["which_offer", "sale"] == "otherwise"
    assert arrows(chart)["sale", "offer"] == ""
    assert arrows(chart)["ask_score", "after_score"] == "{score}"
    assert arrows(chart)["after_score", "ask_praise"] == "score at least 9"


def test_silence_and_nonsense_that_lead_the_same_way_are_one_arrow():
    trouble = {(arrow.source, arrow.target): arrow.label for arrow in map_of(LITTLE, "en").arrows if arrow.trouble}
    assert trouble["offer", "no_interest"] == "silence, not understood"
    assert trouble["ask_reason", "ask_score"] == "not understood"


def test_what_holds_at_every_question_stands_aside():
    assert map_of(LITTLE, "en").everywhere == (
        "silence: asked again once, then nobody", "not understood: asked again twice, then lost",
        "opt_out: never, at once",
        "too_dear: answered twice, then no_interest", "no_time: answered once, then ask_when",
        "who_is_this: answered once", "call_later: ask_when", "repeat: answered twice, then no_interest",
        "wait: answered once, then ask_when",
    )  # fmt: skip


def test_the_longest_way_is_one_chain_from_the_start():
    longest = [(arrow.source, arrow.target) for arrow in map_of(LITTLE, "en").arrows if arrow.longest]
    onward = dict(longest)
    at, walked = "greeting", 0
    while at in onward:
        at, walked = onward[at], walked + 1
    assert walked == len(longest) > 3
    assert at in LITTLE.outcomes


CIRCLE = """\
script: circle
languages: [en]
goal: interested
start: a
no_match: {reprompt: 3, then: done}
steps:
  a: {say: {en: "A <b> & \\"c\\"?"}, answers: {yes: b, no: {go: done}}}
  b:
    branch:
      - {if: {attempt: {at_least: 2}, arm: [x, y], name: {known: yes}}, go: a}
      - {go: done}
  c: {say: {en: "Never."}, next: done}
outcomes:
  done: {disposition: interested}
"""


def test_a_circle_and_markup_in_the_words_are_drawn():
    chart = map_of(script(CIRCLE), "en")
    assert {box.id for box in chart.boxes} == {"a", "b", "done"}
    assert arrows(chart)["b", "a"] == "attempt at least 2 and arm is x or y and name known: yes"
    assert chart.everywhere == ("not understood: asked again 3 times, then done",)
    assert 'A <b> & "c"?' in [text.text for text in drawn(chart).iter(f"{SVG}text")]
    assert "#lt;b#gt; & #quot;c#quot;?" in mermaid(chart)
    assert "class done_ lead" in mermaid(chart)


def test_without_a_lead_mermaid_colours_nothing():
    bare = map_of(script(CIRCLE.replace("goal: interested", "goal: completed")), "en")
    assert "classDef" not in mermaid(bare)
    assert map_of(script(CIRCLE), "uk").boxes[0].words == ""


@pytest.mark.parametrize("name", ["discount_offer", "unused_bonus", "why_did_you_leave"])
@pytest.mark.parametrize("language", ["en", "uk", "ru", "fr"])
def test_the_shipped_scripts_are_drawn_whole_and_no_box_covers_another(name, language):
    loaded = check_script(read_config(ROOT / "config.yaml"), name).script
    chart = map_of(loaded, language)
    picture = drawn(chart)
    assert {box.id for box in chart.boxes} == {*loaded.steps, *loaded.outcomes}
    frames = [
        tuple(float(rect.get(side)) for side in ("x", "y", "width", "height"))
        for rect in picture.iter(f"{SVG}rect") if rect.get("class") != "page"
    ]  # fmt: skip
    assert len(frames) == len(chart.boxes)
    for at, (x, y, width, height) in enumerate(frames):
        for left, top, wide, high in frames[at + 1 :]:
            assert x + width <= left or left + wide <= x or y + height <= top or top + high <= y
    _, _, wide, high = (float(side) for side in picture.get("viewBox").split())
    assert all(x + width <= wide and y + height <= high for x, y, width, height in frames)
    assert mermaid(chart).count("-->") + mermaid(chart).count("==>") == sum(not arrow.trouble for arrow in chart.arrows)
