"""`winback chat`, for real: through a pipe, where everything is waited for, and at a terminal, where nothing is."""

from __future__ import annotations

import os
import pty
import re
import select
from pathlib import Path

import pytest

from tests.cli.shop import COMMAND, Shop

GREETING = "bot     Hello, Anna. This is the automatic assistant of Prego. Do you have half a minute?"
OFFER = "bot     We have kept five hundred hryvnias for you. Shall I text you the code?"


def opened(folder: Path) -> Shop:
    made = Shop(folder)
    made.keep_cache()
    (made.folder / "anna.yaml").write_text("first_name: Anna\n")
    return made


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return opened(tmp_path_factory.mktemp("shop"))


def said(lines: str) -> list[str]:
    """What was typed and what the bot said; reasons are left out."""
    return [line for line in lines.splitlines() if line.startswith(("> ", "bot "))]


def test_a_callee_who_types_no_more_has_hung_up(shop: Shop) -> None:
    done = shop.run("chat", "small", "--contact", "anna.yaml", typed="")
    assert done.out.splitlines() == [GREETING, "hung_up, decided by line: the callee hung up"]
    assert done.code == 0


def test_what_was_tried_is_kept_and_passes_as_a_rehearsal(shop: Shop) -> None:
    typed = "sure, go ahead\nis it raining?\n\n(interrupts) take me off your list\n"
    options = ("--contact", "anna.yaml", "--first-words", "hello", "--save", "tried.yaml")
    done = shop.run("chat", "small", *options, typed=typed)
    assert said(done.out)[:5] == ["> (picks up) hello", GREETING, "> sure, go ahead", OFFER, "> is it raining?"]
    assert done.out.splitlines()[-1] == "note    saved as “do_not_call 1”; it is played by: winback rehearse tried.yaml"
    played = shop.run("rehearse", "tried.yaml")
    assert played.out == "1 conversation: 1 as written, 0 otherwise\n"
    assert played.code == 0


class Typist:
    """The command at a terminal of its own."""

    def __init__(self, shop: Shop, *arguments: str) -> None:
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            os.chdir(shop.folder)
            os.execvpe(COMMAND[0], [*COMMAND, *arguments], {**shop.environment(), "TERM": "dumb"})
        self._seen = ""

    def types(self, text: str) -> None:
        os.write(self._terminal, text.encode())

    def reads(self, expected: str) -> None:
        """Until `expected` has come, after what was read before."""
        while expected not in self._seen:
            more = os.read(self._terminal, 4096).decode(errors="replace")
            assert more, f"ended without {expected!r}: {self._seen}"
            self._seen += re.sub(r"\x1b\[[0-9;]*m", "", more)
        self._seen = self._seen.partition(expected)[2]

    def ends(self, by: str) -> tuple[int, str]:
        """Exit status, and what was still shown, when the key `by` is pressed: again, as people do, if nothing happens.

        (Between two keys CPython's `input` looks for signals before it waits, so that one may be seen at the next.)
        """
        shown = self._seen
        try:
            self.types(by)
            while True:
                if not select.select([self._terminal], [], [], 2.0)[0]:
                    self.types(by)  # the first may have been echoed, and yet not be heard
                elif more := os.read(self._terminal, 4096):
                    shown += more.decode(errors="replace")
                else:
                    break
        except OSError:  # Linux: the other side of the terminal is closed
            pass
        os.close(self._terminal)
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1]), shown


def test_a_saved_prompt_is_heard_while_a_line_is_being_typed(tmp_path: Path) -> None:
    shop = opened(tmp_path)
    typist = Typist(shop, "chat", "small", "--contact", "anna.yaml")
    typist.reads("half a minute?")
    typist.reads("> ")
    typist.types("yes\r")
    typist.reads("Shall I text you the code?")
    typist.reads("> ")
    typist.types("not re")
    script = shop.folder / "scripts" / "small.yaml"
    script.write_text(script.read_text().replace("Shall I text you the code?", "Shall I send it?"))
    typist.reads("scripts/small.yaml changed; this call now goes like this:")
    typist.reads("for you. Shall I send it?")
    typist.reads("> not re")
    typist.types("ally\r")
    typist.reads("rule ")
    typist.reads("\n> ")  # from here on the keys are the prompt's, and Ctrl-D among them
    code, shown = typist.ends("\x04")
    assert code == 0
    assert "Traceback" not in shown


def test_ctrl_c_ends_it_without_a_fuss(tmp_path: Path) -> None:
    typist = Typist(opened(tmp_path), "chat", "small", "--contact", "anna.yaml")
    typist.reads("half a minute?")
    typist.reads("> ")
    typist.types("not no")
    typist.reads("not no")
    code, shown = typist.ends("\x03")
    assert code == 130
    assert shown.split()[-1] == "interrupted"
    assert "Traceback" not in shown
