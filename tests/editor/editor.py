"""An editor in miniature: opens texts in the YAML language server that VS Code uses, and asks what it would show.

Speaks the Language Server Protocol over stdio (Content-Length frames of JSON). The server is what
`make language-server` put into var/language-server; nothing is fetched here, and it is told to fetch nothing either.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
INSTALLED = ROOT / "var" / "language-server"
SERVER = INSTALLED / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
PATIENCE_S = 60
"""After which a server that says nothing is ended, so that a test fails instead of hanging."""

SETTINGS = {
    "yaml": {
        "validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False},
        "kubernetesCRDStore": {"enable": False}, "yamlVersion": "1.2",
    },
    "http": {}, "[yaml]": {},
}  # fmt: skip


class Editor:
    """One editor window. Lines and columns count from 1, as editors show them."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._asked = 0
        self._told: dict[str, list[dict[str, Any]]] = {}
        self._ask("initialize", {
            "processId": None, "rootUri": ROOT.as_uri(),
            "capabilities": {
                "workspace": {"configuration": True},
                "textDocument": {"completion": {"completionItem": {"documentationFormat": ["markdown"]}}},
            },
        })  # fmt: skip
        self._tell("initialized", {})

    def open(self, path: Path, text: str) -> None:
        """Show `text` as if it stood in the file at `path`, which was not open yet."""
        item = {"uri": path.as_uri(), "version": 1, "languageId": "yaml", "text": text}
        self._tell("textDocument/didOpen", {"textDocument": item})

    def complaints(self, path: Path) -> list[tuple[int, str]]:
        """What is underlined: lines and what is said of them."""
        while path.as_uri() not in self._told:
            self._read()
        told = self._told[path.as_uri()]
        return [(each["range"]["start"]["line"] + 1, each["message"]) for each in told]

    def offers(self, path: Path, line: int, column: int) -> dict[str, str]:
        """What is proposed at a place, each with its explanation."""
        found = self._ask("textDocument/completion", self._place(path, line, column))
        return {item["label"]: _plain(item.get("documentation")) for item in found["items"]}

    def explains(self, path: Path, line: int, column: int) -> str:
        """What is shown when one points at a place."""
        found = self._ask("textDocument/hover", self._place(path, line, column))
        return _plain(found["contents"]) if found else ""

    def _place(self, path: Path, line: int, column: int) -> dict[str, Any]:
        return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line - 1, "character": column - 1}}

    def _ask(self, method: str, params: dict[str, Any]) -> Any:
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == self._asked and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]

    def _tell(self, method: str, params: dict[str, Any]) -> None:
        self._send({"method": method, "params": params})

    def _read(self) -> dict[str, Any]:
        """The next message; what the server asks is answered, what it says of a file is kept."""
        message = self._receive()
        params = message.get("params", {})
        if message.get("method") == "textDocument/publishDiagnostics":
            self._told[params["uri"]] = params["diagnostics"]
        elif "method" in message and "id" in message:
            answer = None
            if message["method"] == "workspace/configuration":
                answer = [SETTINGS.get(item["section"]) for item in params["items"]]
            self._send({"id": message["id"], "result": answer})
        return message

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while header := self._process.stdout.readline().strip():
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the language server fell silent"
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return message


def _plain(told: str | dict[str, str] | None) -> str:
    return told["value"] if isinstance(told, dict) else told or ""


@contextmanager
def opened() -> Iterator[Editor]:
    """An editor with a language server of its own, which ends with it."""
    command = ["node", str(SERVER), "--stdio"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        watch = threading.Timer(PATIENCE_S, process.kill)
        watch.start()
        try:
            yield Editor(process)
        finally:
            watch.cancel()
            process.kill()
