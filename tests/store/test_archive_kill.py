"""Killed, and run side by side: nothing acknowledged is lost, nobody is called twice, every attempt has one outcome."""

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from archive import NOW, contacts, look, number, opened, plan

from bot.store import Reader, life_of, reports, this_boot
from bot.store.secret import load_key

CHILD = Path(__file__).parent / "dialling_child.py"
KILLS = 20


async def listed(path, count):
    with opened(path, this_boot(), life_of) as store:
        campaign = await store.create_campaign(plan(), NOW)
        await store.import_contacts(campaign, contacts(count), NOW)
    return campaign


def child(path, seed, at_once):
    return subprocess.Popen([sys.executable, CHILD, path, str(seed), str(at_once)], stdout=subprocess.PIPE, text=True)


def killed_after(process, lines):
    """Every line a child got out before SIGKILL, which strikes when it has said `lines` of them."""
    said = [line for _, line in zip(range(lines), process.stdout, strict=False)]
    process.kill()
    said += process.stdout.readlines()
    process.wait()
    return [line.split() for line in said]


def faults(path, said):
    """What is wrong with the file, judged against what was acknowledged; empty when all is well."""
    uids = set(look(path, "SELECT uid FROM attempt"))
    turns = set(look(path, "SELECT a.uid, t.seq FROM turn t JOIN attempt a ON a.id = t.attempt_id"))
    endings = dict(
        look(
            path,
            "SELECT a.uid, coalesce(o.disposition, o.dial_result) FROM outcome o JOIN attempt a ON a.id = o.attempt_id",
        )
    )
    hashes = set(look(path, "SELECT number_hash FROM opt_out"))
    key = load_key(path, make=False)
    held = {
        "A": lambda uid, _: uid in uids, "T": lambda uid, seq: (uid, int(seq)) in turns,
        "D": lambda uid, word: endings.get(uid) == word, "O": lambda uid, word: endings.get(uid) == word,
        "P": lambda number: key.hash(number) in hashes,
    }  # fmt: skip
    lost = [" ".join(line) for line in said if not held[line[0]](*line[1:])]
    dialled = Counter(line[2] for line in said if line[0] == "A")
    twice = [f"{number} dialled twice" for number, times in dialled.items() if times > 1]
    rows = look(path, "SELECT contact_id, count(*) FROM attempt GROUP BY contact_id HAVING count(*) > 1")
    unended = uids ^ set(endings)
    sound = look(path, "PRAGMA integrity_check") == ["ok"] and not look(path, "PRAGMA foreign_key_check")
    return [*lost, *twice, *rows, *sorted(unended), *([] if sound else ["damaged"])]


async def test_twenty_kills_lose_nothing_and_call_nobody_twice(tmp_path):
    path = tmp_path / "winback.db"
    await listed(path, 4000)
    chance = random.Random(20261122)
    said, dead = [], 0
    for _ in range(KILLS):
        process = child(path, chance.getrandbits(30), at_once=20)
        said += killed_after(process, chance.randrange(1, 250))
        dead += process.returncode == -9
    assert dead == KILLS
    with opened(path, this_boot(), life_of) as store:
        interrupted = await store.reconcile(NOW)
    assert interrupted, "the last kill struck between two calls: choose another seed"
    assert faults(path, said) == []
    assert len(said) > 1000
    assert look(path, "SELECT count(*) FROM attempt WHERE state <> 'done'") == [0]
    assert look(path, "SELECT count(*) FROM contact WHERE state = 'calling'") == [0]


@pytest.mark.parametrize(
    "lie",
    [
        ["A", "no-such-attempt", number(1)],
        ["T", "no-such-attempt", "1"],
        ["D", "no-such-attempt", "busy"],
        ["P", number(99)],
    ],
)
async def test_the_checker_sees_a_lost_write(tmp_path, lie):
    path = tmp_path / "winback.db"
    await listed(path, 1)
    assert faults(path, []) == []
    assert faults(path, [lie]) == [" ".join(lie)]


async def test_the_checker_sees_a_second_dial_and_an_attempt_without_outcome(tmp_path):
    path = tmp_path / "winback.db"
    campaign = await listed(path, 1)
    with opened(path) as store:
        attempt = await store.claim(campaign, NOW)
    line = ["A", attempt.id, attempt.number]
    assert faults(path, [line]) == [attempt.id]
    assert faults(path, [line, line]) == [f"{attempt.number} dialled twice", attempt.id]


async def test_two_processes_never_claim_the_same_contact(tmp_path):
    path = tmp_path / "winback.db"
    campaign = await listed(path, 400)
    both = [child(path, seed, at_once=8) for seed in (1, 2)]
    heard = [[line.split() for line in process.communicate()[0].splitlines()] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    said = [line for lines in heard for line in lines]
    assert faults(path, said) == []
    assert sum(line[0] == "A" for line in said) == 400
    with Reader.open(path) as reader:
        found = reports.progress(reader, campaign)
    assert (found.left, found.calling, found.interrupted) == (0, 0, 0)


def test_processes_that_open_a_new_file_at_once_make_one_database(tmp_path):
    ask = "from pathlib import Path; from bot.store import *; Store.open(Path('winback.db'), this_boot()).close()"
    several = [subprocess.Popen([sys.executable, "-c", ask], cwd=tmp_path) for _ in range(4)]
    assert [process.wait() for process in several] == [0] * 4
    assert sorted(file.name for file in tmp_path.iterdir()) == ["winback.db", "winback.db.key"]
    with opened(tmp_path / "winback.db") as store:
        assert store.key.hash("+380") == load_key(tmp_path / "winback.db", make=False).hash("+380")
