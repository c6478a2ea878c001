"""One file from one publisher, whole and as promised, or an error that says why not.

Knows HTTP, timeouts, sizes and MD5 sums; refuses to know what the file is for. Nothing is resumed: a file that did not
arrive whole is removed by its caller.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from bot.source import WinbackError

Progress = Callable[[int, int], None]
"""Called with (bytes done, bytes in all) as a download goes on."""

_CHUNK: Final = 64 * 1024

_LONGEST_LIST: Final = 16 * 2**20
"""Bytes; the publishers' lists have under 1 MiB."""

_RETRY: Final = "check the network and try again"


@dataclass(frozen=True, slots=True)
class Patience:
    """`timeout_s` without a byte, or `longest_s` in all, and a download is given up."""

    timeout_s: float = 30.0
    longest_s: float = 4 * 3600.0


@dataclass(frozen=True, slots=True)
class Remote:
    """A file as its publisher describes it: `size` in bytes, `md5` in lower-case hexadecimal."""

    url: str
    name: str
    size: int
    md5: str


def fetch_json(url: str, patience: Patience) -> Any:
    """A publisher's list. Raises WinbackError when it cannot be had or is no JSON."""
    data = bytearray()
    for chunk in _chunks(url, patience):
        data += chunk
        if len(data) > _LONGEST_LIST:
            raise WinbackError(f"{url}: is too long to be a list of models; check the address in config.yaml")
    try:
        return json.loads(data)
    except ValueError as error:
        raise WinbackError(f"{url}: is no list of models (not JSON); check the address in config.yaml") from error


def fetch_file(remote: Remote, target: Path, patience: Patience, progress: Progress) -> None:
    """Write `remote` to `target`, checking size and sum. Raises WinbackError; `target` may then be half-written."""
    digest = hashlib.md5(usedforsecurity=False)  # what the publishers give; it guards against damage, not malice
    done = 0
    with target.open("wb") as file:
        for chunk in _chunks(remote.url, patience):
            done += len(chunk)
            if done > remote.size:
                raise WinbackError(
                    f"{remote.url}: is longer than the {remote.size} bytes its publisher lists; {_RETRY}"
                )
            digest.update(chunk)
            file.write(chunk)
            progress(done, remote.size)
    if done < remote.size:
        raise WinbackError(f"{remote.url}: broke off after {done} of {remote.size} bytes; {_RETRY}")
    if digest.hexdigest() != remote.md5:
        raise WinbackError(f"{remote.url}: arrived damaged (its MD5 sum is not the publisher's); {_RETRY}")


def _chunks(url: str, patience: Patience) -> Iterator[bytes]:
    """The body of `url`. Every way HTTP can fail becomes one WinbackError."""
    if urlsplit(url).scheme not in {"http", "https"}:
        raise WinbackError(f"{url}: is not an http or https address; check the models section of config.yaml")
    ends_at = time.monotonic() + patience.longest_s
    request = urllib.request.Request(url, headers={"User-Agent": "winback"})  # noqa: S310 - the scheme is checked above
    try:
        with urllib.request.urlopen(request, timeout=patience.timeout_s) as response:  # noqa: S310
            while chunk := response.read1(_CHUNK):
                yield chunk
                if time.monotonic() > ends_at:
                    raise WinbackError(f"{url}: took longer than {patience.longest_s:g} s; {_RETRY}")
    except urllib.error.HTTPError as error:
        gone = "the publisher does not have it (any more)" if error.code in {404, 410} else error.reason
        raise WinbackError(f"{url}: answered {error.code}, {gone}; {_RETRY}") from error
    except TimeoutError as error:
        raise WinbackError(f"{url}: sent nothing for {patience.timeout_s:g} s; {_RETRY}") from error
    except urllib.error.URLError as error:
        raise WinbackError(f"{url}: cannot be reached ({error.reason}); {_RETRY}") from error
    except (http.client.HTTPException, OSError) as error:
        raise WinbackError(f"{url}: the connection broke ({error!r}); {_RETRY}") from error
