"""Two hundred short calls in a row through one campaign; prints as JSON what was held after the first hundred and
after all, and their endings. `python -m tests.sip.two_hundred_calls FOLDER`.

A process of its own: in one that ran other tests before, their gigabytes being tidied up would be measured.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sqlite3
import sys
from pathlib import Path

import numpy as np

from bot.assemble.campaigns import read_order
from bot.assemble.house import HoldOptions, House
from bot.call.ports import SAMPLE_RATE
from bot.campaign.dialer import Dialer, Office
from bot.campaign.opening import open_campaign
from bot.config import read_config
from bot.edge.audio import read_wav
from bot.edge.sip_dialler import SipDialler
from tests.campaign.office import NOON, campaign_at, opened_rooms, shop_at
from tests.sip.calling import CALLEES, telephone_wav, trunk_to
from tests.sip.peers import Telephone

CALLS = 200
UNKNOWN = 40
"""Of them to numbers nobody has (404)."""

AT_ONCE = 8

FIRST = 100
"""Calls until everything that is kept on purpose (engines, buffers, threads of the pool) is there: 20 MB come once."""


def kept():
    """What this process holds now: MB of memory, open files, threads."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return {
        "memory": pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
        "files": len(os.listdir("/proc/self/fd")),
        "threads": len(os.listdir("/proc/self/task")),
    }


async def hold(folder):
    house = deaf_shop_at(folder / "shop")
    store = opened_rooms(house).store
    numbers = [f"+1202555{n:04d}" for n in range(100, 100 + CALLS)]
    unknown = set(numbers[:: CALLS // UNKNOWN])
    known = [number for number in numbers if number not in unknown]
    said = np.frombuffer(read_wav(CALLEES / "d01_yes_eager.wav").pcm, "<i2")[: round(1.2 * SAMPLE_RATE)]
    voice = telephone_wav(folder / "voice.wav", said)
    try:
        async with Telephone(folder / "telephone", voice, number=known[0], others=tuple(known[1:])) as telephone:
            dialler = SipDialler(trunk_to(telephone.host, allow=("+1202555",), channels=AT_ONCE))
            await dialler.open()
            await call(house, store, dialler, numbers[:FIRST])
            before = kept()
            await call(house, store, dialler, numbers)
            after = kept()
            await dialler.close()
    finally:
        store.close()
        house.close()
    return {"before": before, "after": after, "endings": endings(house)}


def deaf_shop_at(folder):
    """Without a recogniser: its engine takes 100 MB more when it pleases, and this is about what calls leave behind."""
    made = shop_at(folder)
    made.close()
    path = folder / "config.yaml"
    path.write_text(path.read_text().replace("recognizer: moonshine", "recognizer: none"))
    return House(read_config(path))


async def call(house, store, dialler, numbers):
    """The campaign over a list that grows; who was called already is not called again."""
    path = campaign_at(house.config.root, "".join(f"{number},Anna,\n" for number in numbers))
    path.write_text(path.read_text().replace("line: recorded", "line: sip"))
    order = read_order(house, path, NOON.date())
    await house.ready(order.script, "en", {"first_name": "Anna"}, NOON.date())
    campaign = (await open_campaign(store, order, NOON.isoformat())).campaign

    def driver(attempt):
        return house.driver(attempt, NOON.replace(tzinfo=None), HoldOptions("small", store))

    await Dialer(Office(store, dialler, driver, NOON.isoformat), campaign, AT_ONCE).run()


def endings(house):
    """How many attempts came to which (dial_result, disposition); each has one outcome."""
    with sqlite3.connect(house.config.data_dir / "winback.db") as connection:
        (attempts,) = connection.execute("SELECT count(*) FROM attempt").fetchone()
        rows = connection.execute("SELECT dial_result, disposition, count(*) FROM outcome GROUP BY 1, 2").fetchall()
    connection.close()
    assert attempts == sum(count for *_, count in rows)
    return {f"{result} {disposition}": count for result, disposition, count in rows}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(hold(Path(sys.argv[1])))))
