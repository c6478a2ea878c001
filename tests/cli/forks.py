"""The command in a process of its own, without an interpreter to start each time: forks of one that has it imported.

A fork begins where `python -c "from bot.cli import main; main()"` stands after its imports, in the folder, the
environment and the three streams it is given, and ends as any process does. It saves a third of each run.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
IMPORTED = ("bot.assemble.campaigns", "bot.cli.results", "bot.cli.checks", "bot.cli.rehearsals", "bot.rehearsal.prove")
LIMIT_S = 900
"""The first to need a language learns it, on a busy machine for minutes."""


def run(arguments: Sequence[str], folder: Path, environment: Mapping[str, str], streams: Sequence[IO[str]]) -> int:
    """The exit status of `winback ARGUMENTS`. Raises TimeoutError after LIMIT_S, when the process is killed."""
    wanted = {"arguments": [*arguments], "folder": str(folder), "environment": {**environment}}
    parent = _parent()
    socket.send_fds(parent, [json.dumps(wanted).encode()], [stream.fileno() for stream in streams])
    pid = int(parent.recv(16))
    try:
        return int(parent.recv(16))
    except TimeoutError:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        parent.recv(16)
        raise


@cache
def _parent() -> socket.socket:
    """Where forks are asked for, one at a time: a process that ends with this one."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.settimeout(LIMIT_S)
    with theirs:
        number = theirs.fileno()
        subprocess.Popen([sys.executable, "-m", "tests.cli.forks", str(number)], cwd=ROOT, pass_fds=[number])
    return ours


def _serve(asked: socket.socket) -> None:
    """For each that asks fork, tell the number of the process, and when it is over its exit status.

    Returns in the fork, with everything as the command is to find it.
    """
    while True:
        told, streams, _, _ = socket.recv_fds(asked, 1 << 20, 3)
        if not told:
            os._exit(0)
        pid = os.fork()
        if pid == 0:
            asked.close()
            return _become(json.loads(told), streams)
        for stream in streams:
            os.close(stream)
        asked.send(str(pid).encode())
        _, status = os.waitpid(pid, 0)
        asked.send(str(os.waitstatus_to_exitcode(status)).encode())


def _become(wanted: Mapping[str, object], streams: Sequence[int]) -> None:
    for standard, stream in enumerate(streams):
        os.dup2(stream, standard)
        os.close(stream)
    os.environ.clear()
    os.environ.update(wanted["environment"])
    os.chdir(wanted["folder"])
    sys.argv = ["winback", *wanted["arguments"]]


if __name__ == "__main__":
    from bot.cli import main

    for module in IMPORTED:
        import_module(module)
    _serve(socket.socket(fileno=int(sys.argv[1])))
    main()
