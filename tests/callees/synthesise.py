"""Makes the demo's callees from audio/callees/seed.yaml: `make callees`.

`python -m tests.callees.synthesise [NAME ...]` writes WAV and sidecar of each callee (of the named ones only, where
names are given), the suite and the contact lists.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bot.source import WinbackError, did_you_mean

from .lists import CONTACTS, SUITE, contacts_text, known_failures, suite_text
from .recording import record
from .seed import CALLEES, Callee, Seed, read_seed


def main(names: Sequence[str]) -> int:
    """Exit code: 0, or 1 with one message."""
    try:
        seed = read_seed()
        chosen = _chosen(seed, names)
        for number, callee in enumerate(chosen, 1):
            made = record(seed, callee)
            (CALLEES / f"{callee.name}.wav").write_bytes(made.file)
            (CALLEES / f"{callee.name}.yaml").write_text(made.sidecar, encoding="utf-8")
            print(f"{number:3}/{len(chosen)} {callee.name} ({callee.part})")
        write_lists(seed)
    except WinbackError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def write_lists(seed: Seed) -> None:
    SUITE.write_text(suite_text(seed, known_failures()), encoding="utf-8")
    for script, path in CONTACTS.items():
        path.write_text(contacts_text(seed.callees, script), encoding="utf-8")


def _chosen(seed: Seed, names: Sequence[str]) -> list[Callee]:
    known = {callee.name: callee for callee in seed.callees}
    for name in names:
        if name not in known:
            raise WinbackError(f"{name}: no callee of seed.yaml; {did_you_mean(name, known) or 'look there for names'}")
    return [known[name] for name in names] or list(seed.callees)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
