"""Writes the report as a folder of pages: index.html, lists of calls and leads, one page for each call picked.

Memory does not grow with the number of calls. Without a change in the database a second run writes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bot.insight import call_list, call_page, summary
from bot.insight.call_list import LEAD_HEADS, Kind, Pager
from bot.insight.choice import Choice, Picked, Shown
from bot.insight.findings import Ask, Report, gather, lead_of
from bot.insight.folder import Folder
from bot.insight.markup import STYLE, el, style
from bot.insight.parts import Look
from bot.insight.summary import Links
from bot.store import Campaign, Reader, calls
from bot.store.hearing import one_moment

MOST_PAGES: Final = 2000
TOLD_EVERY: Final = 10_000
"""Calls listed between two reports of progress (a second or two)."""

Progress = Callable[[str, int, int], None]
"""Told (what, done, total) now and then."""


@dataclass(frozen=True, slots=True)
class PageSettings:
    """`recordings` is the folder that recordings' paths are relative to (data_dir); None leaves them out.
    `most` is how many calls get a page of their own, over all campaigns."""

    ask: Ask = field(default_factory=Ask)
    recordings: Path | None = None
    most: int = MOST_PAGES


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: `files` of `bytes` altogether, of which `changed` were new or different."""

    index: Path
    files: int
    changed: int
    bytes: int


@dataclass(frozen=True, slots=True)
class _Survey:
    """What a first walk over a campaign's calls found."""

    campaign: Campaign
    prefix: str
    counts: dict[str, int]
    shown: Shown
    last: str
    kinds: dict[str, Kind]
    leads: Kind


def _silent(_what: str, _done: int, _total: int) -> None:
    """Nobody watches."""


def write_pages(
    reader: Reader, out: Path, campaigns: Sequence[Campaign], settings: PageSettings = PageSettings(),
    progress: Progress = _silent,
) -> Written:  # fmt: skip
    """Bring the pages in the folder `out` up to date. Raises WinbackError: not ours, or the disk is full."""
    folder = Folder(out)
    look = Look(settings.ask.zone, settings.ask.full_numbers)
    with one_moment(reader):
        report = gather(reader, campaigns, settings.ask)
        surveys = _surveys(reader, report, settings.most)
        links = [
            Links({word: kind.first for word, kind in one.kinds.items()}, one.leads.first, one.shown) for one in surveys
        ]
        folder.write(STYLE, style())
        folder.write("index.html", summary.page(report, links, look, max((one.last for one in surveys), default="")))
        for survey in surveys:
            _write_calls(reader, folder, survey, look, progress)
            _write_leads(reader, folder, survey, settings.ask)
            _write_pages(reader, folder, survey, look, settings.recordings, progress)
    folder.close()
    return Written(out / "index.html", folder.files, folder.changed, folder.bytes)


def _surveys(reader: Reader, report: Report, most: int) -> list[_Survey]:
    """Count and pick. Pages are shared out by the campaigns' calls."""
    several = len(report.campaigns) > 1
    surveys = []
    for place, found in enumerate(report.campaigns, start=1):
        limit = max(1, most * found.calls // report.calls) if report.calls else 0
        survey = _survey(reader, found.campaign, f"c{place}-" if several else "", limit)
        surveys.append(survey)
    return surveys


def _survey(reader: Reader, campaign: Campaign, prefix: str, limit: int) -> _Survey:
    choice = Choice(limit, campaign.seed)
    counts: dict[str, int] = {}
    leads, last = 0, ""
    for place, call in enumerate(calls.every(reader, campaign), start=1):
        choice.add(place, call)
        counts[call.disposition] = counts.get(call.disposition, 0) + 1
        leads += call.lead
        last = max(last, call.ended_at)
    shown = choice.shown()
    about = el("p", summary.what_has_pages(shown), cls="note")
    kinds = dict(call_list.call_kinds(prefix, campaign.name, counts, about))
    title = f"Leads of {campaign.name}"
    return _Survey(
        campaign, prefix, counts, shown, last, kinds, Kind("leads", f"{prefix}all", title, leads, LEAD_HEADS, about)
    )


def _write_calls(reader: Reader, folder: Folder, survey: _Survey, look: Look, progress: Progress) -> None:
    """Every call goes into two lists: all, and those of its disposition."""
    pagers = {word: Pager(kind, folder.write) for word, kind in survey.kinds.items()}
    have = {picked.place for picked in survey.shown.picked}
    total = survey.shown.calls
    for place, call in enumerate(calls.every(reader, survey.campaign), start=1):
        row = call_list.call_rows(call, place, place in have, look)
        pagers[""].add(row)
        pagers[call.disposition].add(row)
        if place % TOLD_EVERY == 0 or place == total:
            progress("Listing calls", place, total)
    for pager in pagers.values():
        pager.close()


def _write_leads(reader: Reader, folder: Folder, survey: _Survey, ask: Ask) -> None:
    pager = Pager(survey.leads, folder.write)
    have = {picked.attempt_id for picked in survey.shown.picked}
    look = Look(ask.zone, ask.full_numbers)
    for lead in calls.leads(reader, survey.campaign):
        pager.add(call_list.lead_row(lead_of(lead, ask), lead.attempt_id in have, look))
    pager.close()


def _write_pages(
    reader: Reader, folder: Folder, survey: _Survey, look: Look, recordings: Path | None, progress: Progress
) -> None:
    picked = survey.shown.picked
    for done, (before, this, after) in enumerate(_neighbours(picked), start=1):
        found = calls.call(reader, this.attempt_id)
        assert found is not None, "one moment shows the same calls twice"
        around = call_page.Around(
            campaign=survey.campaign.name, place=this.place, total=survey.shown.calls, list=survey.kinds[""].first,
            before=_page_of(before), after=_page_of(after),
            recording=recording_link(found.row.recording, recordings, folder.path / "call"),
        )  # fmt: skip
        folder.write(f"call/{this.attempt_id}.html", call_page.page(found, around, look))
        progress("Writing calls", done, len(picked))


def _neighbours(picked: Sequence[Picked]) -> Iterator[tuple[Picked | None, Picked, Picked | None]]:
    for place, this in enumerate(picked):
        before = picked[place - 1] if place else None
        yield before, this, picked[place + 1] if place + 1 < len(picked) else None


def _page_of(picked: Picked | None) -> str:
    return f"{picked.attempt_id}.html" if picked else ""


def recording_link(recording: str, recordings: Path | None, page_folder: Path) -> str:
    """A relative address of the audio file; "" when there is none, or it lies outside the recordings' folder."""
    if not recording or recordings is None:
        return ""
    root = recordings.resolve()
    try:
        file = (root / recording).resolve()
        if not file.is_relative_to(root) or not file.is_file():
            return ""
    except (OSError, ValueError):  # a name no file can have
        return ""
    return quote(os.path.relpath(file, page_folder.resolve()).replace(os.sep, "/"))
