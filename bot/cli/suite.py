"""`winback test`: recorded callees against what is expected of them."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bot.cli.edge import open_house
from bot.cli.shell import TRANSCRIPT_HEAD, record_lines, say_deaf, say_progress, wall_now
from bot.insight.figures import many, percent

if TYPE_CHECKING:
    from bot.assemble.house import House
    from bot.call.records import CallRecord
    from bot.edge.callee import Callee
    from bot.rehearsal.suite import Actual, Case, Part, Suite, Verdict
    from bot.script.model import Script

GOLDENS: Final = Path("tests/golden/callees")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of `winback test`: what to run, how strictly to judge, what to show and write."""

    names: tuple[str, ...]
    concurrency: int
    strict: bool
    transcript: bool
    junit: Path | None
    goldens: Path | None
    update_goldens: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A case, its call, the judgement, and how its transcript differs from its golden (where one is asked for)."""

    verdict: Verdict
    record: CallRecord
    golden: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        return self.verdict.status == "failed" or bool(self.golden)


@click.command()
@click.argument("suite_file", type=click.Path(path_type=Path), metavar="SUITE")
@click.option("--callee", "names", multiple=True, help="Only this callee; may be given several times.")
@click.option("--concurrency", type=click.IntRange(1, 64), default=2, show_default=True, help="Calls at once.")
@click.option("--strict", is_flag=True, help="Fail callees of whom a word was misheard.")
@click.option("--transcript", is_flag=True, help="Show every call in full.")
@click.option("--junit", type=click.Path(path_type=Path), help="Write a JUnit report.")
@click.option(
    "--goldens", type=click.Path(path_type=Path), help="Compare transcripts with FOLDER/CALLEE.txt, letter by letter."
)
@click.option("--update-goldens", is_flag=True, help=f"Write the transcripts instead (to {GOLDENS} unless told).")
@click.pass_obj
def test(config_path: Path, /, suite_file: Path, **options: Any) -> int:
    """Run the recorded callees of SUITE and compare with what is expected.

    Exit status 0: all as expected, known failures included; 1: something differs, or the suite cannot be used.
    """
    wanted = Wanted(**options)
    house = open_house(config_path, say_progress)
    folder = wanted.goldens or (house.config.root / GOLDENS if wanted.update_goldens else None)
    try:
        run = SuiteRun(house, suite_file, wanted.strict, None if wanted.update_goldens else folder)
        suite = run.read(wanted.names)
        say_deaf(house, (case.language for case in suite.cases))
        held = asyncio.run(run.all(suite, wanted.concurrency, lambda one: _say(one, wanted.transcript)))
    finally:
        house.close()
    if wanted.update_goldens and folder is not None:
        _write_goldens(folder, held)
    _say_parts(suite, held)
    if wanted.junit is not None:
        from bot.cli.junit import write_junit

        write_junit(wanted.junit, suite.name, held)
    return 1 if any(one.failed for one in held) else 0


class SuiteRun:
    """One run of a suite. Everything that can be wrong with it is looked for before the first call."""

    def __init__(self, house: House, path: Path, strict: bool, goldens: Path | None) -> None:
        self._house = house
        self._path = path
        self._strict = strict
        self._goldens = goldens
        self._callees: dict[str, Callee] = {}

    def read(self, names: tuple[str, ...]) -> Suite:
        """The suite, or the part of it that was asked for, with its recordings. Raises WinbackError, SourceError."""
        from dataclasses import replace

        from bot.edge.callee import read_callee
        from bot.rehearsal.suite import read_suite
        from bot.source import WinbackError, did_you_mean
        from bot.textfile import read_text

        if not self._path.is_file():
            raise WinbackError(f"{self._path}: there is no such file; suites are files such as NAME.suite.yaml")
        suite = read_suite(read_text(self._path), str(self._path))
        known = [case.callee for case in suite.cases]
        for name in names:
            if name not in known:
                raise WinbackError(f"{self._path}: has no callee “{name}”; {did_you_mean(name, known)}".rstrip("; "))
        if names:
            suite = replace(suite, cases=tuple(case for case in suite.cases if case.callee in names))
        for case in suite.cases:
            self._check(case)
            self._callees[case.callee] = read_callee(self._path.parent / f"{case.callee}.wav")
        return suite

    def _check(self, case: Case) -> None:
        """Raises WinbackError for a case its script cannot play."""
        from bot.source import WinbackError

        script = self._house.script(case.script)
        if case.language not in script.languages:
            raise WinbackError(f"{self._path}: {case.callee}: {script.id} is not written in “{case.language}”")
        if case.arm and case.arm not in script.arms:
            raise WinbackError(f"{self._path}: {case.callee}: {script.id} has no arm “{case.arm}”")

    async def all(self, suite: Suite, concurrency: int, say: Callable[[Held], None]) -> list[Held]:
        """Every case, so many at a time; `say` hears of them in the order of the suite."""
        slots = asyncio.Semaphore(concurrency)

        async def one(case: Case) -> Held:
            async with slots:
                return await self.held(case, suite)

        tasks = [asyncio.create_task(one(case)) for case in suite.cases]
        held: list[Held] = []
        try:
            for task in tasks:
                held.append(await task)
                say(held[-1])
        finally:
            for task in tasks:
                task.cancel()
        return held

    async def held(self, case: Case, suite: Suite) -> Held:
        """One call of a suite that was `read`."""
        from bot.assemble.house import HoldOptions, NoStore
        from bot.call.records import Attempt
        from bot.edge.line_recorded import RecordedLine
        from bot.rehearsal.suite import judge
        from bot.source import WinbackError

        script = self._house.script(case.script)
        attempt = Attempt(
            case.callee, suite.name, 0, 1, "+10000000000", case.arm or next(iter(script.arms), ""), case.language,
            script.id, suite.seed, recording=case.callee, fields=case.contact,
        )  # fmt: skip
        line, now = RecordedLine(self._callees[case.callee]), suite.as_of or wall_now()
        try:
            record = await self._house.hold(line, attempt, now, HoldOptions(case.script, NoStore()))
        except WinbackError as error:
            raise WinbackError(f"{self._path}: {case.callee}: {error}") from error
        return Held(judge(case, actual_of(script, record), self._strict), record, self._golden(case, record))

    def _golden(self, case: Case, record: CallRecord) -> tuple[str, ...]:
        """How the transcript differs from its golden file; empty where it does not, or none is asked for."""
        if self._goldens is None:
            return ()
        path = self._goldens / f"{case.callee}.txt"
        golden = path.read_text("utf-8").splitlines() if path.is_file() else []
        return tuple(difflib.unified_diff(golden, golden_lines(record), str(path), "this call", lineterm=""))


def actual_of(script: Script, record: CallRecord) -> Actual:
    """What a call came to, as suites speak of it."""
    from bot.rehearsal.suite import Actual

    steps: list[str] = []
    for turn in record.turns:
        if turn.speaker == "bot" and turn.text and turn.step in script.steps and steps[-1:] != [turn.step]:
            steps.append(turn.step)
    free = {step.slot.name for step in script.steps.values() if step.slot and step.slot.type == "free_text"}
    return Actual(
        record.disposition, record.outcome, tuple(steps), dict(record.slots),
        tuple(turn.text for turn in record.turns if turn.speaker == "callee" and turn.text), script.goal,
        frozenset(free),
    )  # fmt: skip


def golden_lines(record: CallRecord) -> list[str]:
    """A transcript as goldens have it: no colours, no wall times."""
    return [click.unstyle(line) for line in record_lines(record)]


def _write_goldens(folder: Path, held: list[Held]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for one in held:
        path = folder / f"{one.verdict.case.callee}.txt"
        path.write_text("\n".join(golden_lines(one.record)) + "\n", "utf-8")
    click.echo(f"wrote {many(len(held), 'golden')} to {folder}")


_MARKS: Final = {
    "passed": ("ok", "green"), "failed": ("FAIL", "red"), "known_failure": ("known", "yellow"),
    "passes_now": ("now ok", "green"),
}  # fmt: skip


def _say(held: Held, transcript: bool) -> None:
    from bot.rehearsal.suite import side_by_side

    verdict = held.verdict
    word, colour = _MARKS[verdict.status]
    case = verdict.case
    reason = f"  ({case.known_failure})" if case.known_failure else ""
    click.echo(f"{click.style(f'{word:<6}', fg=colour)}  {case.callee:<36} {verdict.actual.disposition}{reason}")
    if verdict.status == "failed":
        click.echo("\n".join(side_by_side(verdict)))
        click.echo(f"    {held.record.why}")
    if verdict.status == "passes_now":
        click.echo("        passes now: take its known_failure out of the suite")
    if held.golden:
        click.echo("\n".join(f"    {line}" for line in held.golden))
    if transcript:
        click.echo("\n".join(f"    {line}" for line in (TRANSCRIPT_HEAD, *record_lines(held.record))))


def _say_parts(suite: Suite, held: list[Held]) -> None:
    from bot.rehearsal.suite import parts_of

    click.echo(f"\n{suite.name}: {many(len(held), 'callee')}")
    click.echo(
        f"  {'part':<14}{'callees':>8}{'all right':>11}{'disposition right':>20}{'words heard':>13}  in need of care"
    )
    for part in parts_of(one.verdict for one in held):
        click.echo(_part_line(part))
    statuses = [one.verdict.status for one in held]
    told = {
        "failed": sum(one.failed for one in held), "known failures": statuses.count("known_failure"),
        "known failures that pass now": statuses.count("passes_now"),
    }  # fmt: skip
    click.echo("  " + ", ".join(f"{count} {what}" for what, count in told.items()))


def _part_line(part: Part) -> str:
    right = f"{part.dispositions_right} ({percent(part.disposition_share)})"
    care = f"{many(part.wrong_leads, 'wrong lead')}, {many(part.missed_opt_outs, 'missed opt-out')}"
    return f"  {part.name:<14}{part.cases:>8}{part.passed:>11}{right:>20}{percent(part.heard_share):>13}  {care}"
