"""A process that runs a campaign of invented calls, saying on standard output what it was told is committed.

Arguments: database, seed, calls at once. Lines: `A uid number` an attempt may be dialled now; `T uid seq`;
`P number` an opt-out; `D uid dial_result`; `O uid disposition`. They go straight to the pipe: a kill loses none.
"""

import asyncio
import os
import random
import sys
from pathlib import Path

from archive import NOW, bot, callee, plan, record

from bot.store import Store, this_boot


def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


async def hold(store, attempt, chance):
    say("A", attempt.id, attempt.number)
    if chance.random() < 0.3:
        await store.dial_result(attempt.id, "busy", "", NOW)
        say("D", attempt.id, "busy")
        return
    await store.dial_result(attempt.id, "answered", "", NOW)
    turns = [bot(seq) if seq % 2 else callee(seq) for seq in range(1, chance.randrange(2, 8))]
    for turn in turns:
        await store.add_turn(attempt.id, turn)
        say("T", attempt.id, turn.seq)
    disposition = chance.choice(("interested", "not_interested", "do_not_call"))
    if disposition == "do_not_call":
        await store.opt_out(attempt.id, attempt.number, "said so")
        say("P", attempt.number)
    await store.finish_call(record(attempt, disposition, turns, opted_out=disposition == "do_not_call"))
    say("O", attempt.id, disposition)


async def main(path, seed, at_once):
    chance = random.Random(seed)
    store = Store.open(Path(path), this_boot())
    await store.reconcile(NOW)
    campaign = await store.create_campaign(plan(), NOW)

    async def caller():
        while attempt := await store.claim(campaign, NOW):
            await hold(store, attempt, chance)

    await asyncio.gather(*(caller() for _ in range(int(at_once))))
    store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
