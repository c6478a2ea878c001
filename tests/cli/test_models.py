"""`winback models` against a publisher on this machine, in the publisher's own format."""

from __future__ import annotations

import hashlib
import http.server
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.shop import Shop


def vosk_zip(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in ("am/final.mdl", "graph/HCLr.fst", "graph/Gr.fst", "conf/model.conf"):
            archive.writestr(f"{name}/{part}", "a model, as far as files go")
    return out.getvalue()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop whose publishers are a folder served on 127.0.0.1."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    entries = []
    for name in ("vosk-model-small-uk-v9", "vosk-model-uk-v9"):
        data = vosk_zip(name) + bytes(1000 * ("small" not in name))
        (shelf / f"{name}.zip").write_bytes(data)
        entries.append(
            {
                "lang": "ua",
                "name": name,
                "type": "small" if "small" in name else "big",
                "obsolete": "false",
                "size": len(data),
                "md5": hashlib.md5(data).hexdigest(),
            }
        )
    (shelf / "model-list.json").write_text(json.dumps(entries))
    (shelf / "voices.json").write_text("{}")

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(shelf))  # type: ignore[arg-type]

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        shop = Shop(tmp_path / "shop")
        (shop.folder / "config.yaml").write_text(
            f'publishers: {{vosk: "{url}", piper: "{url}"}}\nlanguages:\n  uk: {{recognizer: none}}\n'
        )
        yield shop
        server.shutdown()


def test_models_of_a_language_are_listed_smallest_first(shop: Shop) -> None:
    lines = shop.run("models", "list", "uk").out.splitlines()
    assert [line.split()[0] for line in lines] == ["vosk", "vosk-model-small-uk-v9", "vosk-model-uk-v9", "piper"]
    assert lines[-1] == "piper (speaks uk): none"


def test_the_smallest_is_fetched_and_the_line_for_the_settings_is_told(shop: Shop) -> None:
    done = shop.run("models", "fetch", "uk")
    assert done.code == 0, done.err
    assert "fetched: models/vosk/vosk-model-small-uk-v9" in done.out
    assert "  uk: {recognizer: vosk, model: models/vosk/vosk-model-small-uk-v9, voice: auto}" in done.out
    assert shop.run("models", "check").out.split()[:3] == ["whole", "vosk", "vosk-model-small-uk-v9"]
    assert "already there" in shop.run("models", "fetch", "uk").out


def test_a_model_is_fetched_by_its_name(shop: Shop) -> None:
    assert "vosk-model-uk-v9" in shop.run("models", "fetch", "uk", "--name", "vosk-model-uk-v9").out
    wrong = shop.run("models", "fetch", "uk", "--name", "vosk-model-uk-v8")
    assert (wrong.code, wrong.err) == (
        1, "error: vosk has no “vosk-model-uk-v8” for “uk”; did you mean “vosk-model-uk-v9”?\n",
    )  # fmt: skip


def test_where_the_publisher_has_nothing_the_keys_are_offered(shop: Shop) -> None:
    done = shop.run("models", "fetch", "uk", "--kind", "piper")
    assert (done.code, done.err) == (1, "error: piper has nothing for “uk”; callees can press keys all the same\n")


def test_the_doctor_tells_who_hears_and_speaks_and_how_to_get_ears(shop: Shop) -> None:
    done = shop.run("doctor")
    assert done.code == 0
    assert "hears   nothing: callees are offered the keys of their telephone" in done.out
    assert "winback models fetch uk" in done.out
    assert "speaks  espeak:uk" in done.out
