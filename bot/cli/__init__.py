"""The front door: `winback COMMAND`. Commands live in modules of their own, imported only when asked for.

`winback --help` imports neither numpy nor yaml nor pipecat (a test says so); the short texts shown there stand here.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Final

import click

from bot import __version__
from bot.cli.edge import run_safely

COMMANDS: Final = {
    "demo": ("bot.cli.campaigns:demo", "Call the recorded callees of the demo and show what came of it."),
    "campaign": ("bot.cli.campaigns:campaign", "Start, continue and inspect a campaign."),
    "report": ("bot.cli.results:report", "What came of the calls: funnel, objections, arms, NPS, leads; and pages."),
    "export": ("bot.cli.results:export", "Leads as CSV or JSON."),
    "optout": ("bot.cli.results:optout", "Numbers that are never called again: add one, list them."),
    "new": ("bot.cli.starters:new", "Write a small script with its rehearsals, to make your own of."),
    "check": ("bot.cli.checks:check", "Show every mistake in a script, each at its line."),
    "prove": ("bot.cli.proofs:prove", "Try everything a callee can do, at every point of a script."),
    "rehearse": ("bot.cli.rehearsals:rehearse", "Play written conversations and show what goes otherwise."),
    "coverage": ("bot.cli.rehearsals:coverage", "Show what of a script its rehearsals come to."),
    "mutate": ("bot.cli.rehearsals:mutate", "Break a script on purpose; count what its rehearsals notice."),
    "prompts": ("bot.cli.recordings:prompts", "A sheet of texts for a human voice, and its recordings taken back."),
    "fmt": ("bot.cli.layouts:fmt", "Bring scripts into one layout: indents, spaces, quotes, blank lines."),
    "schema": ("bot.cli.schemas:schema", "Tell editors what can be written: completion, explanations, mistakes."),
    "graph": ("bot.cli.pictures:graph", "Draw a script as a picture (SVG or Mermaid)."),
    "diff": ("bot.cli.differences:diff", "Say what differs between two versions of a script."),
    "say": ("bot.cli.prompts:say", "Hear every prompt of a script as one contact would."),
    "understand": ("bot.cli.scripts:understand", "Explain how a reply is understood at a step."),
    "chat": ("bot.cli.chat:chat", "Try a script by typing, and edit it meanwhile."),
    "call": ("bot.cli.call:call", "Ring one number up over a trunk and watch the call."),
    "replay": ("bot.cli.replay:replay", "Run one recorded callee through a script and show the transcript."),
    "test": ("bot.cli.suite:test", "Run a suite of recorded callees and compare with what is expected."),
    "models": ("bot.cli.models:models", "List, fetch and check speech models."),
    "doctor": ("bot.cli.doctor:doctor", "Say what hears and speaks each language here, and what is missing."),
}  # fmt: skip


class LazyGroup(click.Group):
    """Lists commands from `COMMANDS`; imports a command's module when it is called."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config", "config_path", type=click.Path(path_type=Path), default=Path("config.yaml"), show_default=True,
    help="The installation's settings.",
)  # fmt: skip
@click.version_option(__version__, prog_name="winback")
@click.pass_context
def winback(ctx: click.Context, config_path: Path) -> None:
    """An open, offline voice-bot for re-engagement calls."""
    ctx.obj = config_path


def main() -> None:
    """The console script. Exit status: 0 done, 1 author or environment, 2 usage, 3 a bug, 130 interrupted."""
    sys.exit(run_safely(winback))
