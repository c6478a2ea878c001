"""config.yaml's trunks: what an operator may write, every mistake at its line, and secrets nobody else can read."""

import re

import pytest

from bot.call.records import DIAL_RESULTS
from bot.config import TRUNK_KEYS, read_config
from bot.edge.trunk import Trunk
from bot.source import SourceError, WinbackError
from tests.cli.shop import ROOT

OURS = {"answered", "machine", "canceled", "unknown_interrupted"}
"""What no network says."""


def config(tmp_path, text):
    path = tmp_path / "config.yaml"
    path.write_text(text)
    return read_config(path)


FULL = """\
trunks:
  main:
    host: sip.example.net:5061
    user: "380441234567"
    login: shop
    register: yes
    proxy: sbc.example.net
    transport: tls
    codecs: [g722, pcma]
    caller_id: "+380441234567"
    prefix: "00"
    allow: ["+38067", 127.0.0.1]
    channels: 8
    calls_per_s: 2.5
    ring: 30 s
    media_timeout: 10 s
    longest_call: 5 min
    listen: 192.0.2.7:5070
    secret_file: secrets/main
"""


def test_every_setting_of_a_trunk_is_read(tmp_path):
    read = config(tmp_path, FULL).trunk("main")
    assert read.trunk == Trunk(
        "main", "sip.example.net:5061", "380441234567", "shop", True, "sbc.example.net", "tls", ("g722", "pcma"),
        "+380441234567", "00", ("+38067", "127.0.0.1"), 8, 2.5, 30.0, 10, 300.0, "192.0.2.7:5070",
    )  # fmt: skip
    assert read.secret_file == tmp_path / "secrets" / "main"


def test_the_page_on_telephony_names_every_setting_and_every_dial_result_and_its_example_is_read(tmp_path):
    page = (ROOT / "docs" / "telephony.md").read_text("utf-8")
    example = re.search(r"```yaml\n(trunks:.*?)```", page, re.DOTALL)[1]
    assert config(tmp_path, example).trunk("main").trunk.ring_s == 40
    assert [key for key in TRUNK_KEYS if f"    {key}: " not in example] == []
    told = {*re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)}
    assert {result for result in DIAL_RESULTS if result not in told} == OURS


def test_a_trunk_needs_its_host_and_allows_nobody_by_itself(tmp_path):
    read = config(tmp_path, "trunks: {main: {host: sip.example.net}}").trunk()
    assert (read.trunk.allow, read.secret()) == ((), "")
    with pytest.raises(WinbackError, match="names nobody"):
        read.trunk.destination("+380671234567")


MISTAKES = [
    ("{}", "“main” needs “host”"),
    ("{host: 'a b'}", "is no host such as"),
    ("{host: h, transport: quic}", "none of the words possible here"),
    ("{host: h, codecs: [opus]}", "none of the words possible here"),
    ("{host: h, channels: 0}", "out of range"),
    ("{host: h, calls_per_s: 50}", "out of range"),
    ("{host: h, allow: ['*']}", "is neither a number"),
    ("{host: h, allow: ['0671234567', '+']}", "is neither a number"),
    ("{host: h, caller_id: 'a;b'}", "is no SIP name or number"),
    ("{host: h, prefix: 'x'}", "nothing that stands before a country code"),
    ("{host: h, secret: x}", "“secret” is not known here"),
]


@pytest.mark.parametrize(("settings", "message"), MISTAKES)
def test_a_mistake_is_told_at_its_line(tmp_path, settings, message):
    with pytest.raises(SourceError) as error:
        config(tmp_path, f"trunks:\n  main: {settings}\n")
    assert message in str(error.value)
    assert "config.yaml:2" in str(error.value)


@pytest.mark.parametrize(
    ("trunks", "asked", "message"),
    [
        ("{}", "", "names no trunk, so no telephone can be called"),
        ("{one: {host: a}, two: {host: b}}", "", "there are several trunks, so say which: one, two"),
        ("{main: {host: a}}", "mian", "there is no trunk “mian”; did you mean “main”?"),
    ],
)
def test_which_trunk_is_meant_must_be_clear(tmp_path, trunks, asked, message):
    with pytest.raises(WinbackError, match=message.replace("?", r"\?")):
        config(tmp_path, f"trunks: {trunks}").trunk(asked)


def secret_in(tmp_path, mode):
    (tmp_path / "secret").write_text(" s3cret\n")
    (tmp_path / "secret").chmod(mode)
    return config(tmp_path, "trunks: {main: {host: a, secret_file: secret}}").trunk()


def test_a_secret_is_read_from_a_file_only_its_owner_can_read(tmp_path):
    assert secret_in(tmp_path, 0o600).secret() == "s3cret"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o666])
def test_a_secret_others_can_read_is_refused(tmp_path, mode):
    with pytest.raises(WinbackError, match="others can read the secret of trunk “main”; run chmod 600"):
        secret_in(tmp_path, mode).secret()


def test_a_secret_that_is_not_there_says_where_it_should_be(tmp_path, monkeypatch):
    with pytest.raises(WinbackError, match="should hold the secret of trunk “main”"):
        config(tmp_path, "trunks: {main: {host: a, secret_file: secret}}").trunk().secret()
    read = config(tmp_path, "trunks: {main: {host: a, secret_variable: WINBACK_TEST_SECRET}}").trunk()
    monkeypatch.delenv("WINBACK_TEST_SECRET", raising=False)
    with pytest.raises(WinbackError, match="the environment variable WINBACK_TEST_SECRET is not set"):
        read.secret()
    monkeypatch.setenv("WINBACK_TEST_SECRET", "s3cret")
    assert read.secret() == "s3cret"
