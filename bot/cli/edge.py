"""The edge of the program: every way out has an exit status and a message for people.

0 done; 1 the author or the environment; 2 usage; 3 a bug, with a report to paste; 4 a call that ended by limit, fault
or hang-up (replay); 130 interrupted. (pre-commit's error_handler is the model.)
"""

from __future__ import annotations

import os
import platform
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.assemble.house import House
    from bot.source import SourceError

BUG: Final = 3
INTERRUPTED: Final = 130


def run_safely(group: click.Group) -> int:
    """Run a click group; answers with the exit status."""
    try:
        status = group.main(prog_name="winback", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else str(error))
        return 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader went away (| head): not our fault, and nothing more can be said. (Python docs, signal)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _explain(error)
    return status if isinstance(status, int) else 0


def _explain(error: Exception) -> int:
    from bot.source import SourceError, WinbackError

    if isinstance(error, SourceError):
        show_problems(error)
        return error.exit_code
    if isinstance(error, WinbackError):
        click.echo(f"error: {error}", err=True)
        return error.exit_code
    from bot import __version__

    click.echo("This is a bug in winback. Please report it with the lines below.", err=True)
    click.echo(f"winback {__version__}, Python {platform.python_version()}, {platform.platform()}", err=True)
    click.echo(f"command: winback {' '.join(sys.argv[1:])}", err=True)
    click.echo("".join(traceback.format_exception(error)), err=True)
    return BUG


def show_problems(error: SourceError) -> None:
    """Every problem with its line and a caret, and how many there are."""
    click.echo(str(error), err=True)
    errors = sum(problem.severity == "error" for problem in error.problems)
    click.echo(f"{errors} error{'s' if errors != 1 else ''}", err=True)


def open_house(config_path: Path, progress: Callable[[str, int, int], None] | None = None) -> House:
    """The installation a command works in. Raises WinbackError when there is no config.yaml."""
    from bot.assemble.house import House
    from bot.config import read_config

    return House(read_config(config_path), progress)
