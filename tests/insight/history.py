"""Synthetic campaigns of any size, held through the store's own API: what the report's tests and benchmark look at.

Everything comes from one seed, so a history is the same in every run but for the attempts' ids.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.call.records import Attempt, CallRecord, Promise, Turn
from bot.store import Boot, Campaign, CampaignPlan, NewContact, ScriptFacts, Store
from bot.store.model import later

MORNING = "2026-03-02T07:00:00.000Z"
BOOT = Boot("here", "kernel-1", "pid:[1]", 100, "5000")
SCRIPTS = (
    ScriptFacts("discount_offer", "interested", frozenset({"offer_bold", "offer_neutral"})),
    ScriptFacts("why_did_you_leave", "interested", frozenset({"remedy_price", "remedy_service"})),
)
NAMES = (
    ("Anna", "Kovalenko"), ("Олена", "Шевченко"), ("Victor", ""), ("Іван", "Мельник"), ("Sandra", "Martin"),
    ("Chloé", "Dubois"), ("Марія", "Ткаченко"), ("Albert", "Schmidt"), ("", ""), ("Ольга", "Бойко"),
)  # fmt: skip
UNANSWERED = ("busy", "no_answer", "no_answer", "no_answer", "unreachable", "invalid_number", "declined")
DAY_S = 86_400
CALLING_S = 36_000
"""Ten hours of calling a day, from MORNING on."""


@dataclass(frozen=True, slots=True)
class Size:
    """`answered` is the share of attempts somebody answers; `days` the calls are spread over; `many` hold the store
    at once, so that they share commits."""

    contacts: int
    seed: int = 7
    answered: float = 0.62
    days: int = 3
    many: int = 64
    name: str = "autumn"
    recording: str = ""


def write(path: Path, size: Size) -> None:
    """A whole campaign into the database at `path`; a second one of another name may join it."""
    store = Store.open(path, BOOT)
    try:
        asyncio.run(_hold(store, size))
    finally:
        store.close()


async def _hold(store: Store, size: Size) -> None:
    campaign = await store.create_campaign(CampaignPlan(size.name, "first", SCRIPTS, size.seed), MORNING)
    await store.import_contacts(campaign, contacts(size), MORNING)
    moments = _moments(size)
    await asyncio.gather(*(_caller(store, campaign, size, moments) for _ in range(size.many)))


def contacts(size: Size) -> Iterator[NewContact]:
    chance = random.Random(size.seed)
    for row in range(1, size.contacts + 1):
        first, last = chance.choice(NAMES)
        offer = chance.random() < 0.7
        arm = chance.choice(("bold", "neutral")) if offer else ""
        yield NewContact(
            row=row, number=f"+38067{size.seed % 10}{row:06d}", script=SCRIPTS[0 if offer else 1].script,
            language=chance.choice(("en", "en", "uk", "ru", "fr")), arm=arm,
            external_id=f"crm-{row}", fields={"first_name": first, "last_name": last, "discount": "2000 UAH"},
        )  # fmt: skip


async def _caller(store: Store, campaign: Campaign, size: Size, moments: Iterator[str]) -> None:
    """Claims go by the list's order, so moments do too."""
    for at in moments:
        attempt = await store.claim(campaign, at)
        assert attempt is not None
        chance = random.Random(f"{size.seed} {attempt.number}")
        if chance.random() < size.answered:
            await store.dial_result(attempt.id, "answered", "", later(at, round(chance.uniform(4, 20), 3)))
            await store.finish_call(conversation(chance, attempt, size))
        else:
            await store.dial_result(attempt.id, chance.choice(UNANSWERED), "as the exchange said", later(at, 25))


def _moments(size: Size) -> Iterator[str]:
    """One for each contact, in order of time; people are called more about noon than early or late."""
    chance = random.Random(size.seed)
    for day in range(size.days):
        calls = size.contacts * (day + 1) // size.days - size.contacts * day // size.days
        for second in sorted(chance.triangular(0, CALLING_S, CALLING_S * 0.4) for _ in range(calls)):
            yield later(MORNING, day * DAY_S + round(second, 3))


# --- one conversation ------------------------------------------------------------------------------------------------

GREETING = (
    "Hello. This is the automatic assistant of Prego. You bought shoes from us three years ago."
    " Do you have half a minute?"
)
OFFERS = {
    "bold": "We have kept a discount of two thousand hryvnias for you until Sunday. Shall I text you the code?",
    "neutral": "Our autumn sale began on Monday, and you hear of it first. Shall I text you the link?",
}
OBJECTIONS = {
    "too_expensive": ("your shoes are too dear for me", "I hear you, price does matter. Shall I text you the code?"),
    "bought_elsewhere": ("i buy my shoes elsewhere now", "Good for you. Shall I text you the code for your next pair?"),
    "whence_number": ("where did you get my number", "You left it with us when you bought. Shall I go on?"),
    "robot": ("am i talking to a robot", "Yes, I am a robot of Prego. May I go on?"),
}
REASONS = ("too_expensive", "bad_experience", "bought_elsewhere", "no_need", "moved_away", "poor_range", "other_reason")
GOODBYE = "Thank you for your time. Goodbye."
PROMISES = {
    "promo_code": (Promise("sms", "promo_code"), Promise("manager", "call_today", {"not": "Ivan"})),
    "sale_link": (Promise("sms", "sale_link"),),
    "manager_call": (Promise("manager", "call_today"),),
}


@dataclass(slots=True)
class Talk:
    """A conversation in the making: a clock and the turns so far."""

    chance: random.Random
    now: float = 0.4
    turns: list[Turn] = field(default_factory=list)
    slots: dict[str, str] = field(default_factory=dict)
    objections: dict[str, int] = field(default_factory=dict)

    def bot(self, text: str, step: str, played: float = 1.0) -> None:
        length = round((0.6 + len(text) / 15) * played, 3)
        kept = text if played == 1 else text[: int(len(text) * played)].rpartition(" ")[0] + " —"
        self._turn(
            speaker="bot", end_s=self.now + length, text=kept, step=step, prompt=f"{step}.say", planned=text,
            played=played, source="piper:joe",
        )  # fmt: skip
        self.now += length

    def callee(self, text: str, step: str, intent: str, **more: Any) -> None:
        self.now += round(self.chance.uniform(0.4, 1.6), 3)
        length = round(0.4 + len(text) / 14, 3)
        sure = round(self.chance.uniform(0.72, 0.99), 3)
        meant = {"intent": intent, "p": sure, "action": "act", "why": f"exact, like “{text}”"} | more
        self._turn(
            speaker="callee", end_s=self.now + length, text=text, step=step, heard=(text, f"{text} uh"),
            recognition_ms=round(self.chance.lognormvariate(5.2, 0.4), 3), **meant,
        )  # fmt: skip
        self.now += length + 0.7

    def unclear(self, step: str) -> None:
        self.callee("mumble the thing", step, "", action="ask", p=0.31, why="classifier, next other 0.28")
        self.note("no_match", "nothing fits well enough", step)

    def note(self, kind: str, text: str, step: str) -> None:
        self._turn(speaker="note", end_s=self.now, text=text, step=step, kind=kind)

    def key(self, key: str, step: str) -> None:
        self.now += 0.8
        self._turn(speaker="callee", end_s=self.now, text="", step=step, keys=key)

    def object(self, step: str) -> None:
        intent = self.chance.choice(tuple(OBJECTIONS))
        said, answer = OBJECTIONS[intent]
        for _ in range(1 if self.chance.random() < 0.8 else 2):
            self.callee(said, step, intent)
            self.objections[intent] = self.objections.get(intent, 0) + 1
            self.note("objection", f"{intent} ({self.objections[intent]})", step)
            self.bot(answer, step)

    def _turn(self, **fields: Any) -> None:
        fields["end_s"] = round(fields["end_s"], 3)
        self.turns.append(Turn(seq=len(self.turns) + 1, start_s=round(self.now, 3), **fields))


def conversation(chance: random.Random, attempt: Attempt, size: Size) -> CallRecord:
    talk = Talk(chance)
    if chance.random() < 0.06:
        return _record(attempt, talk, size, *_machine(talk))
    if chance.random() < 0.05:
        return _record(attempt, talk, size, *_silence(talk))
    talk.bot(GREETING, "greeting", 0.6 if chance.random() < 0.1 else 1.0)
    if talk.turns[-1].played < 1:
        talk.note("barge_in", "the callee spoke over the bot, which fell silent", "greeting")
    if chance.random() < 0.1:
        talk.unclear("greeting")
        talk.bot("Sorry, I did not catch that. Do you have half a minute?", "greeting")
    told = _offer(talk, attempt) if attempt.script == "discount_offer" else _survey(talk)
    return _record(attempt, talk, size, *told)


Told = tuple[str, str, str, str]
"""Disposition, outcome, decided_by, why."""


def _machine(talk: Talk) -> Told:
    talk.bot(GREETING, "greeting", 0.3)
    talk.note("machine", "spoke 6.4 s without a breath", "greeting")
    return "machine_message", "", "line", "an answering machine speaks: spoke 6.4 s without a breath"


def _silence(talk: Talk) -> Told:
    talk.bot(GREETING, "greeting")
    talk.now += 4
    talk.note("no_input", "nothing heard for 4 s", "greeting")
    talk.bot("Are you still there?", "greeting")
    return "no_input", "", "script", "nothing heard twice"


def _early(talk: Talk, step: str) -> Told | None:
    """Ways out that are open at every question."""
    chance = talk.chance.random()
    if chance < 0.05:
        if talk.chance.random() < 0.3:
            talk.key("9", step)
        else:
            talk.callee("take me off your list", step, "opt_out")
        talk.bot("Of course. We will not call you again. Goodbye.", "opt_out")
        return "do_not_call", "", "script", "asked never to be called again"
    if chance < 0.09:
        return "hung_up", "", "line", "the callee hung up"
    if chance < 0.11:
        talk.callee("there is no such person here", step, "wrong_person")
        talk.bot(GOODBYE, "wrong_person")
        return "wrong_person", "wrong_person", "script", "said so"
    if chance < 0.17:
        talk.callee("call me tomorrow after six", step, "call_later", slots={"callback_at": "2026-03-05T18:00"})
        talk.slots["callback_at"] = "2026-03-05T18:00/2026-03-05T20:00"
        talk.bot("Tomorrow from six. Goodbye.", "callback")
        return "callback", "call_again", "script", "asked for another time"
    if chance < 0.18:
        return "technical_failure", "", "line", "the recogniser did not answer within 10 s"
    return None


def _offer(talk: Talk, attempt: Attempt) -> Told:
    if (out := _early(talk, "greeting")) is not None:
        return out
    talk.callee("yes go on", "greeting", "yes")
    step = f"offer_{attempt.arm}"
    talk.bot(OFFERS[attempt.arm], step)
    objected = talk.chance.random() < 0.4
    if objected:
        talk.object(step)
    if (out := _early(talk, step)) is not None:
        return out
    if talk.chance.random() < (0.52 if attempt.arm == "bold" else 0.34) - 0.15 * objected:
        outcome = "promo_code" if attempt.arm == "bold" else "sale_link"
        talk.callee("yes please", step, "yes", action="act" if talk.chance.random() < 0.9 else "confirm")
        talk.bot("Great, it is on its way. Goodbye.", outcome)
        return "interested", outcome, "script", "said yes to the offer"
    talk.callee("no thank you", step, "no")
    talk.bot(GOODBYE, "no_need_now")
    return "not_interested", "no_need_now", "script", "said no to the offer"


def _survey(talk: Talk) -> Told:
    if (out := _early(talk, "greeting")) is not None:
        return out
    reason = talk.chance.choice(REASONS)
    talk.bot("So, why did you stop buying from us?", "ask_reason")
    talk.callee("well it was " + reason.replace("_", " "), "ask_reason", reason, slots={"reason": reason})
    talk.slots["reason"] = reason
    step = "remedy_service" if reason == "bad_experience" else "remedy_price"
    talk.bot("Thank you for being frank. May a manager call you today?", step)
    wants = talk.chance.random() < 0.3
    talk.callee("yes" if wants else "no", step, "yes" if wants else "no")
    score = min(10, max(0, round(talk.chance.gauss(7.4, 2.2))))
    talk.bot("From zero to ten, would you recommend us?", "ask_score")
    talk.callee(str(score), "ask_score", "slot", slots={"score": str(score)})
    talk.slots |= {"score": str(score), "improvement": talk.chance.choice(("be cheaper", "more sizes", "kinder staff"))}
    talk.bot(GOODBYE, "finish")
    if wants:
        return "interested", "manager_call", "script", "wants a manager's call"
    return "completed", "thanks", "script", "answered every question"


def _record(attempt: Attempt, talk: Talk, size: Size, *told: str) -> CallRecord:
    disposition, outcome, decided_by, why = told
    return CallRecord(
        attempt_id=attempt.id, script=attempt.script, language=attempt.language, arm=attempt.arm,
        disposition=disposition, outcome=outcome, decided_by=decided_by, why=why,  # type: ignore[arg-type]
        duration_s=round(talk.now + 0.3, 3), turns=tuple(talk.turns), slots=talk.slots,
        promises=PROMISES.get(outcome, ()), objections=talk.objections, opted_out=disposition == "do_not_call",
        recording=size.recording,
    )  # fmt: skip
