"""What has been synthesised before."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

import pytest

from bot.call.ports import Clip
from bot.edge.prompt_cache import DISK_BYTES, PromptCache, cache_key
from bot.edge.tts_model import Speaker

ANNA = Speaker("pyttsx3", "2.99/0.2.4", "en-us", "en", 1.0, "espeak:en-us")
HELLO = Clip(bytes(range(256)) * 4, (("Hello.", 512),), "espeak:en-us")
KEY = cache_key(ANNA, "Hello.")


def files(root: Path, ending: str) -> list[Path]:
    return sorted(root.glob(f"*/*{ending}"))


def test_a_clip_comes_back_from_disk_as_it_was(tmp_path: Path) -> None:
    PromptCache(tmp_path).store(KEY, HELLO)
    assert PromptCache(tmp_path).load(KEY) == HELLO


def test_the_sidecar_tells_people_what_the_file_holds(tmp_path: Path) -> None:
    PromptCache(tmp_path).store(KEY, HELLO)
    sidecar = json.loads(files(tmp_path, ".json")[0].read_text(encoding="utf-8"))
    assert sidecar["pieces"] == [["Hello.", 512]]
    assert sidecar["duration_s"] == 0.032
    assert sidecar["source"] == "espeak:en-us"


@pytest.mark.parametrize("ending", [".wav", ".json"])
@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b"RIFF", b"\xff" * 400])
def test_a_damaged_entry_is_not_there(tmp_path: Path, ending: str, damage: bytes) -> None:
    PromptCache(tmp_path).store(KEY, HELLO)
    files(tmp_path, ending)[0].write_bytes(damage)
    assert PromptCache(tmp_path).load(KEY) is None


@pytest.mark.parametrize("ending", [".wav", ".json"])
def test_half_an_entry_is_not_there(tmp_path: Path, ending: str) -> None:
    PromptCache(tmp_path).store(KEY, HELLO)
    files(tmp_path, ending)[0].unlink()
    assert PromptCache(tmp_path).load(KEY) is None


def test_one_flipped_sample_is_noticed(tmp_path: Path) -> None:
    PromptCache(tmp_path).store(KEY, HELLO)
    sound = files(tmp_path, ".wav")[0]
    data = bytearray(sound.read_bytes())
    data[-1] ^= 1
    sound.write_bytes(data)
    assert PromptCache(tmp_path).load(KEY) is None


def test_the_key_changes_with_everything_the_sound_depends_on() -> None:
    changed = [
        replace(ANNA, **{field.name: 1.5 if field.name == "rate" else "other"})
        for field in fields(ANNA)
        if field.name != "source"
    ]
    keys = {cache_key(speaker, "Hello.") for speaker in [ANNA, *changed]} | {cache_key(ANNA, "Hello!")}
    assert len(keys) == 7


def test_memory_keeps_what_was_used_last_and_stays_within_its_bound(tmp_path: Path) -> None:
    cache = PromptCache(tmp_path, memory_bytes=3 * len(HELLO.pcm))
    for key in ("a", "b", "c"):
        cache.remember(key, HELLO)
    assert cache.remembered("a") == HELLO
    cache.remember("d", HELLO)
    assert cache.remembered("b") is None
    assert cache.remembered("a") == HELLO
    cache.remember("a", HELLO)
    assert cache.memory_size == 3 * len(HELLO.pcm)


def test_a_clip_larger_than_memory_is_still_on_disk(tmp_path: Path) -> None:
    cache = PromptCache(tmp_path, memory_bytes=10)
    cache.store(KEY, HELLO)
    assert cache.memory_size == 0
    assert cache.load(KEY) == HELLO


def test_many_writers_of_one_clip_leave_one_whole_entry_and_no_rubbish(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: PromptCache(tmp_path).store(KEY, HELLO), range(64)))
    assert PromptCache(tmp_path).load(KEY) == HELLO
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2


def test_a_disk_that_refuses_is_told_of_and_costs_no_call(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("not a folder")
    cache = PromptCache(tmp_path / "file")
    cache.store(KEY, HELLO)
    assert "cannot be written" in caplog.text
    assert cache.load(KEY) == HELLO


EVER = float("inf")


def aged(folder: Path, *words: str) -> list[str]:
    """Sentences stored and last used in 1970, in this order; their keys."""
    keys = [cache_key(ANNA, word) for word in words]
    for age, key in enumerate(keys):
        PromptCache(folder).store(key, HELLO)
        os.utime(folder / key[:2] / f"{key}.wav", (1000 + age, 1000 + age))
    return keys


def left(folder: Path, keys: list[str]) -> list[bool]:
    cache = PromptCache(folder)
    return [cache.load(key) is not None for key in keys]


def test_pruning_deletes_the_longest_unused_first(tmp_path: Path) -> None:
    keys = aged(tmp_path, "one", "two", "three")
    assert PromptCache(tmp_path).load(keys[0]) == HELLO  # used, so the youngest now
    size = files(tmp_path, ".wav")[0].stat().st_size
    assert PromptCache(tmp_path).prune(2 * size, EVER) == 1
    assert left(tmp_path, keys) == [True, False, True]
    assert len(files(tmp_path, ".json")) == 2


def test_what_was_used_of_late_is_kept_however_full_the_disk(tmp_path: Path) -> None:
    keys = aged(tmp_path, "one", "two", "three")
    assert PromptCache(tmp_path).prune(0, 1000.5) == 1
    assert left(tmp_path, keys) == [False, True, True]


def test_a_full_cache_prunes_itself_at_the_first_sentence_a_process_stores(tmp_path: Path) -> None:
    (old,) = aged(tmp_path, "one")
    os.truncate(tmp_path / old[:2] / f"{old}.wav", DISK_BYTES + 1)  # a sparse file: takes no room
    os.utime(tmp_path / old[:2] / f"{old}.wav", (1000, 1000))
    PromptCache(tmp_path).store(KEY, HELLO)
    assert left(tmp_path, [old, KEY]) == [False, True]
