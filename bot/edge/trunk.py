"""A trunk: the way into the telephone network, and where it may lead.

Knows the settings of one SIP account and which destinations an operator allowed; refuses to know files and networks.
The allow list is empty until somebody writes one: a trunk without it reaches nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.source import WinbackError

TRANSPORTS: Final = ("udp", "tcp", "tls")
CODECS: Final = ("pcma", "pcmu", "g722")
"""What was tried with telephones: G.711 both ways, and G.722 (16 kHz)."""

HIGHEST_CALLS_PER_S: Final = 10.0
"""The SIP thread needs 40 ms to end a call (telephony.md 2.2): more new calls a second would starve those held."""

MOST_CHANNELS: Final = 200
"""The stack ends at 255 calls a process."""

_HOST: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?")
_ALLOWED_NUMBERS: Final = re.compile(r"\+[1-9][0-9]{0,14}")
_NUMBER: Final = re.compile(r"\+[1-9][0-9]{4,14}")
_ADDRESS: Final = re.compile(rf"sip:[A-Za-z0-9.+_*#-]{{1,64}}@({_HOST.pattern})")


@dataclass(frozen=True, slots=True)
class Trunk:
    """One SIP account. `host` is HOST or HOST:PORT, where numbers are sent and, with `register`, where we register.

    `prefix` stands before the country code on the wire ("+", "", "00"); `allow` holds beginnings of numbers (+38067)
    and hosts (a SIP address there may be called). Times in seconds: `ring_s` until somebody has answered, `media_s`
    without a packet until a call counts as dead, `longest_call_s` until it is ended whatever is being said.
    """

    name: str
    host: str
    user: str = "winback"
    login: str = ""
    register: bool = False
    proxy: str = ""
    transport: str = "udp"
    codecs: tuple[str, ...] = ("pcma", "pcmu")
    caller_id: str = ""
    prefix: str = "+"
    allow: tuple[str, ...] = ()
    channels: int = 4
    calls_per_s: float = 1.0
    ring_s: float = 40.0
    media_s: int = 20
    longest_call_s: float = 900.0
    listen: str = ""
    """The local address, or address:port; "" for what the system chooses."""

    def destination(self, number: str) -> str:
        """The SIP address a number (E.164, or `sip:NAME@HOST`) is dialled at.

        Raises WinbackError for what is no number, and for whatever the allow list does not name.
        """
        address = _ADDRESS.fullmatch(number)
        if address is None and not _NUMBER.fullmatch(number):
            raise WinbackError(f"“{number}” is no number such as +380671234567 and no address such as sip:anna@HOST")
        if not (self._allows_host(address[1]) if address else self._allows_number(number)):
            raise WinbackError(
                f"{number} is not allowed on trunk “{self.name}”: its list `allow` in config.yaml names "
                f"{', '.join(self.allow) or 'nobody'}. Add the number, its beginning, or the host of its address."
            )
        where = number if address else f"sip:{self.prefix}{number[1:]}@{self.host}"
        return where if self.transport == "udp" else f"{where};transport={self.transport}"

    def _allows_number(self, number: str) -> bool:
        return any(number.startswith(entry) for entry in self.allow if entry.startswith("+"))

    def _allows_host(self, host: str) -> bool:
        return host in self.allow or host.partition(":")[0] in self.allow


def is_host(text: str) -> bool:
    """Whether `text` is HOST or HOST:PORT."""
    return _HOST.fullmatch(text) is not None


def is_allowable(text: str) -> bool:
    """Whether `text` may stand in an allow list: a number's beginning (at least +N), or a host."""
    return bool(_ALLOWED_NUMBERS.fullmatch(text)) or is_host(text)
