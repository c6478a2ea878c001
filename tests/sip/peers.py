"""Telephones for the bot to call, on 127.0.0.1: Debian's baresip with a recorded voice, and sipp with a scenario.

Each runs as a process of its own on ports nobody else has; `stop` ends that process and no other.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import subprocess
from contextlib import ExitStack
from pathlib import Path
from random import SystemRandom
from types import TracebackType
from typing import BinaryIO

from bot.edge.audio import read_wav

LOOPBACK = "127.0.0.1"
MODULES = Path("/usr/lib/baresip/modules")
NUMBER = "+10000000000"
SIPP_MEDIA = 3
"""sipp binds RTP and RTCP of sound at -mp, those of pictures behind them."""
READY_S = 10.0
PORTS = 61000, 65000
"""Above those that Linux gives away by itself (to 60999) and those of the bot's own RTP (baresip's, to 49152)."""

BARESIP = """\
poll_method epoll
sip_listen {loopback}:{port}
net_interface {loopback}
call_max_calls 200
audio_player aufile,/dev/null
audio_source aufile,{voice}
audio_alert aufile,/dev/null
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
rtp_ports 50000-60000
jitter_buffer_delay 1-5
module_path {modules}
module g711.so
module g722.so
module aufile.so
module sndfile.so
snd_path {folder}
module_tmp account.so
module_app ctrl_tcp.so
module_app menu.so
ctrl_tcp_listen {loopback}:{control}
"""


def installed() -> str:
    """What is missing and how to get it; nothing where both tools are."""
    missing = [tool for tool in ("baresip", "sipp") if shutil.which(tool) is None]
    return f"{', '.join(missing)} not installed (apt-get install baresip-core sip-tester)" if missing else ""


def free_port(neighbours: int = 0) -> int:
    """An even port that nobody has just now, on UDP and TCP, and neither any of its `neighbours` above it.

    Out of the way of everybody who does not mind which one is theirs: nobody is given it before its owner listens.
    """
    while True:
        port = SystemRandom().randrange(*PORTS, 2)
        with ExitStack() as bound:
            try:
                for each in range(port, port + neighbours + 1):
                    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                        bound.enter_context(socket.socket(socket.AF_INET, kind)).bind((LOOPBACK, each))
            except OSError:
                continue
            return port


class _Process:
    """A peer: `async with` starts it and waits until it listens; the process is ended by itself and no other."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def is_ready(self, log: str) -> bool:
        raise NotImplementedError

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")

    async def __aenter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        command = self.command()
        with (self.folder / "log").open("wb") as log:
            self._process = _started(command, self.folder, log)
        async with asyncio.timeout(READY_S):
            while not self.is_ready(self.log):
                assert self._process.poll() is None, f"{command[0]} ended at once:\n{self.log}"
                await asyncio.sleep(0.02)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None):
        self.kill()

    def stop(self) -> None:
        """Let it end properly, so that its recordings are whole."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """As a power cut: no BYE, no goodbye."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()


def _started(command: list[str], folder: Path, log: BinaryIO) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)


class Telephone(_Process):
    """Debian's baresip: picks up by itself, says what `voice` (8 kHz WAV) holds, records what it hears.

    It hangs up at the end of its voice. Numbers that are neither `number` nor one of `others` it does not know (404).
    """

    def __init__(self, folder: Path, voice: Path, number: str = NUMBER, others: tuple[str, ...] = ()) -> None:
        super().__init__(folder, free_port())
        self._voice = voice
        self._numbers = (number, *others)
        self._control = free_port()

    @property
    def host(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    def command(self) -> list[str]:
        config = BARESIP.format(
            loopback=LOOPBACK,
            port=self.port,
            voice=self._voice,
            modules=MODULES,
            folder=self.folder,
            control=self._control,
        )
        (self.folder / "config").write_text(config)
        account = "<sip:{number}@{host}>;regint=0;answermode=auto;audio_codecs=pcma,pcmu,g722/16000/1\n"
        accounts = (account.format(number=number, host=self.host) for number in self._numbers)
        (self.folder / "accounts").write_text("".join(accounts))
        (self.folder / "contacts").write_text("")
        return ["baresip", "-f", str(self.folder), "-v"]

    def is_ready(self, log: str) -> bool:
        return "baresip is ready" in log

    async def order(self, command: str) -> None:
        """A command of its console, such as `hangup` or `sndcode 5`."""
        reader, writer = await asyncio.open_connection(LOOPBACK, self._control)
        text = json.dumps({"command": command.split(maxsplit=1)[0], "params": command.partition(" ")[2]})
        writer.write(f"{len(text)}:{text},".encode())
        await writer.drain()
        await reader.read(4096)
        writer.close()
        await writer.wait_closed()

    def heard(self) -> bytes:
        """What its ear heard in its last call, at the house's rate, once the call is over."""
        return read_wav(max(self.folder.glob("dump-*-dec.wav"), key=lambda path: path.stat().st_mtime)).pcm


class Switch(_Process):
    """sipp as the network's switch: answers `calls` INVITEs as its scenario says, and ends."""

    def __init__(self, folder: Path, scenario: str, calls: int = 1) -> None:
        super().__init__(folder, free_port())
        self._scenario = scenario
        self._calls = calls

    @property
    def host(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    def command(self) -> list[str]:
        (self.folder / "scenario.xml").write_text(self._scenario)
        return [
            "sipp", "-sf", "scenario.xml", "-i", LOOPBACK, "-p", str(self.port), "-mi", LOOPBACK,
            "-mp", str(free_port(SIPP_MEDIA)), "-m", str(self._calls), "-nostdin",
            "-trace_err", "-error_file", "errors",
        ]  # fmt: skip

    def is_ready(self, log: str) -> bool:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            try:
                udp.bind((LOOPBACK, self.port))
            except OSError:
                return True
        return False

    def ended_well(self) -> bool:
        """Whether every call went as the scenario says, to its last message."""
        assert self._process is not None
        return self._process.wait(10) == 0
