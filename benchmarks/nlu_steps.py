"""Replies to the real questions of the real scripts, written by somebody who saw only what the bot says there.

tests/phrases/by_step/LANG.tsv: script, step, what a careful clerk would note, reply. The writers were asked for hard
ones: half of them beyond a list of key words, agreements with a negation in them, refusals with a yes in them, talk to
somebody else in the room. by_step/usual: what people most likely say, a third of it short and plain; by_step/later: the
same again by others, by_step/fourth to by_step/seventh once more. Notes are intents,
`slot:VALUE`, `refused` or `ask`, several joined by | where each is right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from benchmarks.figures import table, told
from benchmarks.nlu_replies import LANGUAGES
from bot.assemble.house import House
from bot.config import read_config
from bot.rehearsal.question import question_at
from bot.spoken import Interval
from bot.understanding.decision import kin
from bot.understanding.model import SLOT, Expecting, Hypothesis, Understanding
from tests.understanding.listening import NOW, ROOT
from tests.understanding.slot_replies import as_interval, as_written

HEARD_AS_TALK: Final = frozenset({"other", "backchannel", "wait", "ask", "refused"})
"""Notes of replies that change no course: taking one for another is no mistake."""
ASKED_BY_A_CLERK: Final = frozenset({"other", "ask", "refused"})
"""Notes of replies that tell nothing: to ask again is right."""
AN_HOUR: Final = timedelta(hours=1)
HARD: Final = "hard"
FOLDERS: Final = {
    HARD: "", "usual": "usual", "usual, later": "later", "usual, fourth": "fourth", "fifth": "fifth", "sixth": "sixth",
    "seventh": "seventh", "eighth": "eighth", "ninth": "ninth", "refusing": "refusing",
}  # fmt: skip
VALUES: Final = ("score", "callback_time")


@dataclass(frozen=True, slots=True)
class Said:
    script: str
    step: str
    noted: frozenset[str]
    text: str


def said_in(language: str, kind: str = HARD) -> Iterator[Said]:
    path = ROOT / "tests" / "phrases" / "by_step" / FOLDERS[kind] / f"{language}.tsv"
    for line in path.read_text(encoding="utf-8").splitlines():
        script, step, noted, text = line.split("\t")
        yield Said(script, step, frozenset(noted.replace("slot:", "").split("|")), text)


def by_step(kind: str, languages: Sequence[str] = LANGUAGES) -> dict[str, dict[str, int]]:
    """Kind of replies and language -> counts; only with the program's own encoder (`kind` is "e5")."""
    assert kind == "e5"
    house = House(read_config(Path(ROOT / "config.yaml")))
    return {
        f"{folder}, {language}": judged(house, said_in(language, folder), language)
        for language in told("replies by step", languages)
        for folder in FOLDERS
    }


def judged(house: House, replies: Iterable[Said], language: str) -> dict[str, int]:
    """Counts of what came of them; to ask whether the wrong thing was meant is to ask once more than needed."""
    count: Counter[str] = Counter(wrong=0, near=0, asked=0, agreed=0)
    for said in replies:
        script = house.script(said.script)
        expecting = question_at(script, language, said.step, NOW)
        if expecting.slot is not None and expecting.slot.type == "free_text":
            continue
        found = house.minds.understander(script, language).parse((Hypothesis(said.text),), expecting)
        valued = found.intent == SLOT
        count["value" if valued else "intent"] += 1
        came = verdict(found, said.noted, expecting)
        if found.action == "confirm":
            count["confirmed"] += 1
            count["confirmed rightly"] += came in ("right", "near")
            came = came if came == "right" else "asked"
        count[came] += 1
        if not {"yes", "send_text", "operator", "backchannel"} & said.noted:
            count["not agreeing"] += 1
            count["agreed"] += found.intent == "yes" and found.action == "act" and came != "right"
        if "opt_out" in said.noted:
            count["opted out"] += 1
            count["opted known"] += found.intent == "opt_out"
            count["opted wrong"] += found.intent != "opt_out" and found.action == "act"
    return dict(count)


def verdict(found: Understanding, noted: frozenset[str], expecting: Expecting) -> str:
    """right, near (a meaning that leads nearly the same way), asked, or wrong: of what was acted on or asked about."""
    if found.action == "ask":
        return "right" if noted & ASKED_BY_A_CLERK else "asked"
    if found.intent == SLOT:
        value = next(iter(found.slots.values()))
        told = "?" in noted or as_written(value, tuple(noted)) in noted or any(_about(value, each) for each in noted)
        return "right" if told else "wrong"
    taken = str(found.intent)
    if expecting.slot is not None and expecting.slot.type in VALUES and taken in ("call_later", "no_time"):
        return "asked"  # the time is asked for again
    if taken in noted or ({taken} | noted) <= HEARD_AS_TALK or (taken == "yes" and "backchannel" in noted):
        return "right"
    if any(taken in group and noted & {*group} for group in expecting.alike):
        return "right"
    return "near" if any(kin(taken, each) for each in noted) else "wrong"


def _about(value: object, noted: str) -> bool:
    """Whether both mean the same hours, give or take one at each end: where a morning begins is nobody's mistake."""
    if not isinstance(value, Interval) or ":" not in noted:
        return False
    meant = as_interval(noted)
    if meant.earliest.date() < meant.latest.date():  # of several days, at those hours: the first of them will do
        meant = replace(meant, latest=datetime.combine(meant.earliest.date(), meant.latest.time()))
    return max(abs(value.earliest - meant.earliest), abs(value.latest - meant.latest)) <= AN_HOUR


HEAD: Final = (
    "replies at their own step", "replies", "wrong acts %", "near meanings %", "asks %", "confirmed first",
    "false agreement", "opt-outs known", "opt-outs acted on wrongly",
)  # fmt: skip


def table_of(found: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """`found`: encoder -> language -> counts."""
    return table(HEAD, [(language, *_cells(count)) for each in found.values() for language, count in each.items()])


def _cells(count: Mapping[str, int]) -> tuple[str, ...]:
    replies = count["intent"] + count.get("value", 0)
    shares = (f"{100 * count[each] / replies:.1f}" for each in ("wrong", "near", "asked"))
    return (
        f"{replies}", *shares, f"{count['confirmed rightly']} of {count['confirmed']} rightly",
        f"{count['agreed']} of {count['not agreeing']}",
        f"{count['opted known']} of {count['opted out']}", f"{count['opted wrong']}",
    )  # fmt: skip
