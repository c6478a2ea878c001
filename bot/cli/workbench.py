"""The author's workbench: a call by typing that follows the script while it is being edited.

Holds the call that is being tried, and plays it again with the same replies when files have changed, when phrases have
been learnt and when replies are taken back. Whoever uses it from two threads holds `lock`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Final

from bot.cli.chat_save import save
from bot.cli.contact import Contact
from bot.cli.shell import shortly
from bot.cli.trial import arm_of
from bot.rehearsal.tryout import Tryout
from bot.rehearsal.typed import HANGS_UP
from bot.source import WinbackError

if TYPE_CHECKING:
    from bot.assemble.bench import Bench
    from bot.assemble.learner import Learner
    from bot.cli.chat_view import Screen
    from bot.rehearsal.conversation import Conversation, Line
    from bot.script.model import Script
    from bot.understanding.model import Understander


WEIGHED: Final = "classifier"
"""The layer that learns; the others know what they know at once."""


class Workbench:
    """A call as `call` describes it: its one language, arm, contact, time, and first words if there are any.

    `name` is what the author calls the script, `whom` tells where the contact comes from. Raises WinbackError,
    SourceError where such a call cannot be held.
    """

    def __init__(
        self, bench: Bench, learner: Learner, name: str, call: Conversation, screen: Screen,
        whom: Contact | None = None,
    ) -> None:  # fmt: skip
        self.lock = RLock()
        self.screen = screen
        self.call = call
        """With every line typed so far, also those that nobody hears now because the call ends before them."""
        self.whom = whom or Contact(call.contact)
        """Whose fields `call` has."""
        self._bench = bench
        self._learner = learner
        self._name = name
        self._begun = False
        arm_of(bench.script, call.languages[0], call.arm)
        self._mind = learner.understander(bench.script, call.languages[0])
        self.tryout = _played(bench.script, call, self._mind)

    def begin(self) -> None:
        """Show the call from its beginning; what changes from then on is told."""
        self._begun = True
        self.screen.exchanges(self.tryout, self.tryout.exchanges)

    @property
    def newest(self) -> Script:
        """The script as it was read last, whether this call fits it or not."""
        return self._bench.script

    def move(self, line: Line, leaving: bool = False) -> None:
        """The callee does something; `leaving`: it is the last thing."""
        if not self.tryout.takes(line):
            self.screen.over()
            return
        exchange = self.tryout.do(line)
        self.call = replace(self.call, lines=self.tryout.lines)
        self.screen.exchanges(self.tryout, [exchange], leaving=leaving)
        meant = exchange.meant
        if self._learner.learning and meant is not None and (meant.action != "act" or meant.why.layer == WEIGHED):
            self.screen.note(f"understood without what is being learnt: {self._learner.learning}")

    def leave(self) -> None:
        """Nothing more is typed: a callee who is still there hangs up."""
        if self.tryout.finish is None:
            self.move(HANGS_UP, leaving=True)

    def try_call(self, call: Conversation, script: Script | None = None) -> None:
        """Another call, with the script as it is unless told. Raises WinbackError where there can be none; then this
        one goes on.
        """
        before, language = self.tryout, call.languages[0]
        script = script or before.script
        arm_of(script, language, call.arm)
        same = language == before.language and script is before.script
        mind = self._mind if same else self._learner.understander(script, language)
        self.tryout = _played(script, call, mind)
        self.call, self._mind = call, mind

    def try_contact(self, whom: Contact, lines: tuple[Line, ...]) -> None:
        """A call to somebody else, with these lines. Raises WinbackError as `try_call`.

        The contact may be just what a changed script was waiting for, so it is tried with the newest.
        """
        self.try_call(replace(self.call, contact=whom.fields, lines=lines), self.newest)
        self.whom = whom

    def save(self, path: Path, name: str = "") -> None:
        """Keep the call as a rehearsal, understood as it will be when it is played. Raises WinbackError."""
        if self._learner.learning:
            self.screen.note(f"first comes what is being learnt: {self._learner.learning}")
        self.settle()
        kept = save(self.tryout, self._name, path, name, self._bench.scripts_dir)
        self.screen.note(f"saved as “{kept}”; it is played by: winback rehearse {path}")

    def refresh(self, settled: bool = False) -> None:
        """Take in changed files (`settled`: not those still being written) and what has been learnt."""
        if self._bench.settled if settled else self._bench.changed:
            try:
                files = self._bench.read()
                if files:
                    self._replay(self._bench.script, f"{', '.join(str(shortly(Path(file))) for file in files)} changed")
            except WinbackError as error:
                self.screen.problem(error)
                self.screen.note("the script as it was goes on until this is mended")
        try:
            if self._learner.news():
                # Where nothing has been said, nobody needs to know.
                self._replay(self.tryout.script, "the phrases are learnt", quiet=not self.tryout.lines)
        except WinbackError as error:
            self.screen.problem(error)

    def settle(self) -> None:
        """Take in everything, and wait for what is being learnt."""
        self.refresh()
        while self._learner.learning:
            self._learner.wait()
            self.refresh()

    def _replay(self, script: Script, why: str, quiet: bool = False) -> None:
        """The same replies to another script, or understood by another mind; tells what is different."""
        before = self.tryout
        mind = self._learner.understander(script, before.language)
        self.tryout = _played(script, self.call, mind)
        self._mind = mind
        if self._begun and not quiet:
            self.screen.played_again(before, self.tryout, why, self.call.lines[len(self.tryout.lines) :])


def _played(script: Script, call: Conversation, mind: Understander) -> Tryout:
    """Raises WinbackError for a language, an arm or contact fields that the script cannot be played with."""
    language = call.languages[0]
    return Tryout(script, replace(call, arm=arm_of(script, language, call.arm)), language, mind)
