"""The page of one call: what it came to, who spoke when, every word really played or heard, and why the bot did so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.call.records import Turn
from bot.insight import charts, figures, labels, markup
from bot.insight.markup import Safe, el, join, text
from bot.insight.parts import UP, Look, card, disposition, key, way
from bot.store.calls import Call


@dataclass(frozen=True, slots=True)
class Around:
    """What the page says of its place: `place` of `total` calls, the list's first page, the pages before and after
    ("" for none), and where the recording lies ("" when there is none)."""

    campaign: str
    place: int
    total: int
    list: str
    before: str = ""
    after: str = ""
    recording: str = ""


def page(call: Call, around: Around, look: Look) -> str:
    """The whole document."""
    row = call.row
    title = f"Call {figures.count(around.place)}: {labels.disposition(row.disposition)}"
    body = join(
        _ways(around), el("h1", title), _lead(call, look),
        el("main", el("div", _facts(call, look), _findings(call), cls="cards"), _talk(call, around), _words(call)),
    )  # fmt: skip
    return markup.page(f"{title}, {around.campaign}", body, style_at=UP)


def _ways(around: Around) -> Safe:
    here = f"Call {figures.count(around.place)} of {figures.count(around.total)}"
    steps = way(("Summary", "../index.html"), (f"Calls of {around.campaign}", f"../{around.list}"), (here, ""))
    links = [
        el("a", words, href=to) for words, to in (("Previous call", around.before), ("Next call", around.after)) if to
    ]
    return join(steps, el("nav", links, aria_label="Other calls with a page") if links else "")


def _lead(call: Call, look: Look) -> Safe:
    row = call.row
    name = figures.name(call.fields)
    who = join(el("bdi", name), ", ") if name else Safe("")
    when = figures.moment(row.answered_at, look.zone)
    zone = figures.zone_name(look.zone)
    return el("p", who, look.number(row.number), f", {when} ({zone}), {figures.seconds(row.duration_s)}", cls="soft")


def _facts(call: Call, look: Look) -> Safe:
    """How it ended and what it was."""
    row = call.row
    ending = [disposition(row.disposition, row.lead), f" {labels.outcome(row.outcome)}" if row.outcome else ""]
    pairs: list[tuple[str, Safe]] = [
        ("Came to", join(ending)),
        ("Decided by", text(f"{labels.decided_by(row.decided_by)}: {row.why}")),
        ("Script", text(labels.words(row.script) + (f", arm {labels.words(row.arm)}" if row.arm else ""))),
        ("Language", text(labels.language(row.language))),
        ("Contact", text(f"row {row.row} of the list" + (f", {row.external_id}" if row.external_id else ""))),
        ("Attempt", text(f"{row.n}")),
    ]
    if row.provisional:
        pairs.append(("Note", text("Supposed after a stop of the program; the true ending may still come in.")))
    for one in call.earlier:
        was = labels.disposition(one.disposition) if one.disposition else labels.dial_result(one.dial_result)
        pairs.append(("Supposed before", text(f"{was}, {figures.moment(one.at, look.zone)}: {one.why}")))
    return card("How it ended", _pairs(pairs))


def _findings(call: Call) -> Safe:
    """What it left behind."""
    record = call.record
    pairs = [("Promised", text(figures.promise(promise))) for promise in record.promises]
    if record.opted_out:
        pairs.append(("Opt-out", text("Never to be called again, in any campaign")))
    pairs += [(labels.words(slot).capitalize(), text(figures.value(value))) for slot, value in record.slots.items()]
    for intent, times in record.objections.items():
        pairs.append(("Objection", text(labels.intent(intent) + (f", {times} times" if times > 1 else ""))))
    known = [f"{labels.words(column)}: {value}" for column, value in call.fields.items() if value]
    if known:
        pairs.append(("From the list", el("bdi", "; ".join(known))))
    return card("What it left behind", _pairs(pairs) if pairs else el("p", "Nothing.", cls="soft"))


def _pairs(pairs: Sequence[tuple[str, Safe]]) -> Safe:
    return el("dl", [join(el("dt", name), el("dd", said)) for name, said in pairs])


def _talk(call: Call, around: Around) -> Safe:
    colours = key(("bot", "bot"), ("callee", "callee"), ("warn", "objection or key"), ("bad", "cut off"))
    if around.recording:
        player = el(
            "audio", controls=True, preload="metadata", src=around.recording, aria_label="Recording of the call"
        )
        sound = el("figure", player, el("figcaption", "Left channel: callee. Right channel: bot. "),
                   el("a", "Open the recording", href=around.recording), style="margin:12px 0 0")  # fmt: skip
    else:
        sound = el("p", "No recording was kept.", cls="note")
    plot = charts.conversation(call.record.turns, call.row.duration_s)
    return el("div", card("Who spoke when", plot, colours, sound, wide=True), cls="cards")


def _words(call: Call) -> Safe:
    turns = call.record.turns
    if not turns:
        return el("div", card("Every word", el("p", "Nobody said anything.", cls="soft"), wide=True), cls="cards")
    items = [_turn(turn, _waited(turns, place)) for place, turn in enumerate(turns)]
    return el("div", card("Every word", el("ol", items, cls="turns"), wide=True), cls="cards")


def _waited(turns: Sequence[Turn], place: int) -> float | None:
    """Seconds on the line's clock between the callee's last word and this answer of the bot."""
    if turns[place].speaker != "bot":
        return None
    spoken = next((turn for turn in reversed(turns[:place]) if turn.speaker != "note"), None)
    if spoken is None or spoken.speaker != "callee":
        return None
    waited = turns[place].start_s - spoken.end_s
    return waited if waited > 0 else None


def _turn(turn: Turn, waited: float | None) -> Safe:
    when = el("time", f"{turn.start_s:.1f} s")
    at = f"turn-{turn.seq}"
    if turn.speaker == "note":
        note = el("div", labels.NOTES.get(turn.kind, labels.words(turn.kind)), ": ", _note(turn))
        return el("li", when, note, cls="aside", id=at)
    said = _played(turn, waited) if turn.speaker == "bot" else _heard(turn)
    who = "Bot" if turn.speaker == "bot" else "Callee"
    return el("li", when, el("span", who, cls="who"), el("div", said), cls=turn.speaker, id=at)


def _note(turn: Turn) -> str:
    """The engine's note, its leading intent as words."""
    first, gap, rest = turn.text.partition(" ")
    return f"{labels.intent(first)}{gap}{rest}" if first in labels.INTENTS else turn.text


def _played(turn: Turn, waited: float | None) -> Safe:
    """The words that were played; of a cut prompt the rest too, struck out."""
    said = [el("span", turn.text.removesuffix("—").rstrip() if turn.played < 1 else turn.text, cls="said")]
    if turn.played < 1:
        rest = unplayed(turn)
        said.append(el("span", f" ✂ cut at {figures.percent(turn.played)} ", cls="snip"))
        said.append(el("del", rest, aria_label=f"never played: {rest}") if rest else Safe(""))
    about = [f"step {labels.words(turn.step)}"] if turn.step else []
    if waited is not None:
        about.append(f"{waited:.1f} s after the callee")
    if turn.source:
        about.append(turn.source.replace(":", ": ", 1))
    return join(said, el("small", _listed(*about)) if about else "")


def unplayed(turn: Turn) -> str:
    """The words of the prompt that were never played."""
    heard = turn.text.removesuffix("—").strip()
    return turn.planned[len(heard) :].strip() if turn.planned.startswith(heard) else ""


def _heard(turn: Turn) -> Safe:
    """The words decided on, what they were taken for and why; other readings of the recogniser."""
    if turn.keys:
        return join("pressed key ", el("kbd", turn.keys))
    said = [el("span", turn.text or "no words", cls="said" if turn.text else "soft")]
    said += [el("small", line) for line in _meaning(turn)]
    others = [reading for reading in turn.heard if reading != turn.text]
    if others:
        said.append(el("small", "other readings: " + "; ".join(f"“{reading}”" for reading in others)))
    return join(said)


def _meaning(turn: Turn) -> list[str]:
    """What the words were taken for, and why."""
    took = f"recognised in {turn.recognition_ms:.0f} ms" if turn.recognition_ms else ""
    if not turn.action:
        return [_listed("not judged: no question was open" if turn.text else "", took)]
    meant = labels.intent(turn.intent) if turn.intent else "no meaning found"
    kept = "; ".join(f"{labels.words(name)}: {figures.value(value)}" for name, value in turn.slots.items())
    judged = f"{labels.ACTIONS.get(turn.action, turn.action)}: {meant}, {figures.percent(turn.p)} sure"
    return [_listed(judged, f"kept as {kept}" if kept else ""), _listed(f"why: {turn.why}" if turn.why else "", took)]


def _listed(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
