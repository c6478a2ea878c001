"""A run as JUnit XML, which build servers read: one testsuite a part or language, one testcase a call."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

from bot.cli.shell import write_whole
from bot.rehearsal.play import side_by_side as compared
from bot.rehearsal.suite import side_by_side

if TYPE_CHECKING:
    from bot.cli.suite import Held
    from bot.rehearsal.play import Played


def write_junit(path: Path, name: str, held: list[Held]) -> None:
    """Raises WinbackError when the file cannot be written."""
    root = Xml.Element("testsuites", name=name)
    groups: dict[str, list[Held]] = {}
    for one in held:
        groups.setdefault(one.verdict.case.part, []).append(one)
    for part, group in groups.items():
        root.append(_suite(f"{name}.{part}", group))
    _write(path, root)


def write_rehearsals(path: Path, played: list[Played]) -> None:
    """Raises WinbackError when the file cannot be written."""
    root = Xml.Element("testsuites", name="rehearsals")
    for language in dict.fromkeys(each.language for each in played):
        group = [each for each in played if each.language == language]
        failed = sum(not each.passed for each in group)
        suite = Xml.SubElement(root, "testsuite", name=language, tests=str(len(group)), failures=str(failed))
        for each in group:
            case = Xml.SubElement(suite, "testcase", classname=language, name=each.conversation.name)
            if not each.passed:
                Xml.SubElement(case, "failure", message="goes otherwise than written").text = compared(each)
    _write(path, root)


def _write(path: Path, root: Xml.Element) -> None:
    write_whole(path, Xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _suite(name: str, group: list[Held]) -> Xml.Element:
    known = sum(one.verdict.status == "known_failure" and not one.failed for one in group)
    element = Xml.Element(
        "testsuite",
        name=name,
        tests=str(len(group)),
        failures=str(sum(one.failed for one in group)),
        skipped=str(known),
    )
    element.extend(_case(name, one) for one in group)
    return element


def _case(name: str, held: Held) -> Xml.Element:
    """`time` is the length of the call: how long the program took says nothing about the callee."""
    verdict = held.verdict
    element = Xml.Element("testcase", classname=name, name=verdict.case.callee, time=f"{held.record.duration_s:.3f}")
    if held.failed:
        what = ", ".join(difference.what for difference in verdict.differences) or "transcript"
        failure = Xml.SubElement(element, "failure", message=f"differs in {what}")
        failure.text = "\n".join([*side_by_side(verdict), *held.golden])
    elif verdict.status == "known_failure":
        Xml.SubElement(element, "skipped", message=f"known failure: {verdict.case.known_failure}")
    return element
