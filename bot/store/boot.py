"""Who a process is, so that its death can be proven: host, kernel, process id and the kernel's start time of it.

A process id alone is used again; with the start time it names one process. What runs elsewhere (another host,
another container) cannot be looked at and is `unknown`, never dead.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Life = Literal["alive", "dead", "unknown"]

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Boot:
    """One run of the program. `kernel` is the machine's boot and `space` its process-id namespace ("" where unknown);
    `started` is the process's start in kernel ticks since that boot."""

    host: str
    kernel: str
    space: str
    pid: int
    started: str

    def __str__(self) -> str:
        return f"{self.host}|{self.kernel}|{self.space}|{self.pid}|{self.started}"

    @classmethod
    def read(cls, text: str) -> Boot:
        """The boot that `str` wrote."""
        host, kernel, space, pid, started = text.split("|")
        return cls(host, kernel, space, int(pid), started)


def this_boot() -> Boot:
    """This process."""
    pid = os.getpid()
    return Boot(socket.gethostname(), _kernel(), _space(), pid, _started(pid) or "")


def life_of(boot: Boot) -> Life:
    """Whether the process of `boot` still runs, as far as this process can tell."""
    here = this_boot()
    if boot.host != here.host:
        return "unknown"
    if boot.kernel != here.kernel:
        return "dead"  # the machine has been started anew since
    if boot.space != here.space or not here.started:
        return "unknown"
    return "alive" if _started(boot.pid) == boot.started else "dead"


def _kernel() -> str:
    try:
        return (PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def _space() -> str:
    try:
        return str((PROC / "self/ns/pid").readlink())
    except OSError:
        return ""


def _started(pid: int) -> str | None:
    """Field 22 of /proc/PID/stat (proc(5)); None when there is no such process, or only its corpse (zombie)."""
    try:
        stat = (PROC / str(pid) / "stat").read_text("utf-8", errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()  # the name in brackets may hold spaces
    return None if fields[0] in "ZX" else fields[19]
