"""Texts made to crash, choke or deceive a reader of YAML, and what must come of each.

`expected` is the rule of a Problem that refuses the text, or "read" where it means what it says.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bot.source import MAX_BYTES, MAX_EVENTS

KB: Final = 1024
FULL: Final = MAX_BYTES - 64
"""Bytes of a text that is just small enough to be looked at."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """`text` is a file's bytes; `about` what it tries."""

    about: str
    text: bytes
    expected: str


def full(piece: str, before: str = "", after: str = "") -> bytes:
    """As many of a piece as a file may hold."""
    room = FULL - len((before + after).encode())
    return (before + piece * (room // len(piece.encode())) + after).encode()


def numbered(form: str, count: int) -> str:
    return "".join(form.format(number) for number in range(count))


LAUGHS: Final = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in pairwise("abcdefghi"))

HOSTILE: Final[Mapping[str, Hostile]] = {
    # --- bombs ---
    "laughs": Hostile("a billion aliases", LAUGHS.encode(), "yaml-anchor"),
    "aliases": Hostile("one large text named thousands of times", f"a: &a {'x' * 9000}\nb: [{'*a,' * 9000}]".encode(),
                       "yaml-anchor"),
    "merges": Hostile("merges of merges", numbered("k{0}: &k{0}\n  <<: [*k{0}]\n", 1000).encode(), "yaml-anchor"),
    "itself": Hostile("a list that holds itself", b"a: &a [*a]\n", "yaml-anchor"),
    "anchors": Hostile("nothing but anchors", full("- &a\n"), "yaml-limit"),
    # --- depth ---
    "brackets": Hostile("half a million brackets", b"[" * 500_000, "yaml-limit"),
    "braces": Hostile("mappings in mappings", b"{a: " * 100_000, "yaml-limit"),
    "dashes": Hostile("lists in lists", b"- " * 200_000, "yaml-limit"),
    "questions": Hostile("keys in keys", b"? " * 200_000, "yaml-limit"),
    "stairs": Hostile("deeper line by line", "".join(f"{' ' * at}a:\n" for at in range(900)).encode(), "yaml-limit"),
    "closing": Hostile("brackets nobody opened", b"]" * 500_000, "yaml-syntax"),
    # --- size ---
    "ten megabytes": Hostile("10 MB of one text", b"a: " + b"x" * 10_000_000, "yaml-limit"),
    "ten megabytes wide": Hostile("10 MB that would take 40", b"x" * 10_000_000 + "😀".encode(), "yaml-limit"),
    "items": Hostile("a list as long as a file", full("- x\n"), "yaml-limit"),
    "keys": Hostile("as many keys as are let in", numbered("k{}: v\n", MAX_EVENTS // 2 - 10).encode(), "read"),
    "flow": Hostile("one line of thousands of lists", full("[],", "a: [", "]"), "yaml-limit"),
    "text": Hostile("one text as long as a file", full("x ", "a: "), "read"),
    "cyrillic": Hostile("one text, two bytes a letter", full("я", "a: "), "read"),
    "quoted": Hostile("a quoted text of escapes", full("\\x41", 'a: "', '"'), "read"),
    "open quote": Hostile("a quote that is never closed", full("x", 'a: "'), "yaml-syntax"),
    "folded": Hostile("a folded text of empty lines", full("\n", "a: >\n  x", "\n  y"), "read"),
    "comments": Hostile("nothing but comments", full("# x\n"), "empty-file"),
    "blanks": Hostile("nothing but spaces", full(" "), "empty-file"),
    "lines": Hostile("nothing but line ends", full("\r\n"), "empty-file"),
    "long key": Hostile("a key as long as a file", full("k", "", ": x"), "yaml-syntax"),
    "colons": Hostile("colons", full(": "), "yaml-syntax"),
    "directives": Hostile("thousands of directives", full("%TAG !e! tag:e,2000:\n", "", "---\na: b\n"), "yaml-syntax"),
    "documents": Hostile("thousands of documents", full("---\na\n"), "yaml-limit"),
    # --- features nobody needs ---
    "object": Hostile("a tag that runs a program", b"!!python/object/apply:os.system ['true']\n", "yaml-tag"),
    "binary tag": Hostile("a tag that decodes", b"a: !!binary aGVsbG8=\n", "yaml-tag"),
    "own tag": Hostile("a tag that reads files", b"a: !include /etc/passwd\n", "yaml-tag"),
    "tags": Hostile("nothing but tags", full("- !t\n"), "yaml-limit"),
    "merge": Hostile("a merge", b"<<: {a: 1}\n", "yaml-merge"),
    "twice": Hostile("a key twice", b"a: 1\na: 2\n", "duplicate-key"),
    "thousands of times": Hostile("one key thousands of times", b"a: 1\n" * (MAX_EVENTS // 2 - 10), "duplicate-key"),
    "a list as a key": Hostile("a key that is no word", b"? [a, b]\n: c\n", "yaml-key"),
    # --- bytes ---
    "nul": Hostile("a NUL", b"a: b\0\n", "encoding"),
    "noise": Hostile("random bytes", random.Random(1).randbytes(400 * KB), "encoding"),
    "packed": Hostile("a compressed file", zlib.compress(random.Random(2).randbytes(100 * KB)), "encoding"),
    "picture": Hostile("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100, "encoding"),
    "utf-16": Hostile("UTF-16", "a: ї\n".encode("utf-16"), "encoding"),
    "utf-16 without a mark": Hostile("UTF-16 without a mark", "a: ї\n".encode("utf-16-le"), "encoding"),
    "utf-32": Hostile("UTF-32", "a: ї\n".encode("utf-32"), "encoding"),
    "windows-1251": Hostile("Windows-1251", "a: знижка\n".encode("cp1251"), "encoding"),
    "latin-1": Hostile("Latin-1", "a: déjà\n".encode("latin-1"), "encoding"),
    "overlong": Hostile("an overlong slash", b"a: \xc0\xaf\n", "encoding"),
    "surrogates": Hostile("half a pair", "a: \ud800\n".encode("utf-8", "surrogatepass"), "encoding"),
    "escape codes": Hostile("codes for a terminal", b"a: \x1b[2J\x1b]0;x\x07\n", "yaml-character"),
    "mark": Hostile("UTF-8 with a byte order mark", "\ufeffa: ї\n".encode(), "read"),
    "tabs": Hostile("tabs for spaces", b"a:\n\tb: c\n", "yaml-tab"),
    # --- what YAML would make something else of ---
    "answers": Hostile("yes, no, on", b"a: yes\nb: no\nc: on\nyes: no\n", "read"),
    "time": Hostile("12:30", b"a: 12:30\n", "read"),
    "phone": Hostile("0671234567", b"a: 0671234567\n", "read"),
    "numbers": Hostile("numbers in other shapes", b"a: 0x1F\nb: 1_000\nc: .inf\nd: 1e3\ne: ~\n", "read"),
}  # fmt: skip

PLAIN: Final[Mapping[str, object]] = {
    "answers": {"a": "yes", "b": "no", "c": "on", "yes": "no"}, "time": {"a": "12:30"}, "phone": {"a": "0671234567"},
    "numbers": {"a": "0x1F", "b": "1_000", "c": ".inf", "d": "1e3", "e": "~"}, "mark": {"a": "ї"},
}  # fmt: skip
"""What some of them are read as."""
