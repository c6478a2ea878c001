"""What took long to make, on disk, one file each, named by what it was made from: fitted classifiers, parsed libraries.

Pickled, not by joblib: its pickler is Python's slow one (a fit of 17 MB is read in 0.05 s instead of 0.28).
Phrases that are edited leave a file behind each time; what nobody used for long is deleted here.
"""

from __future__ import annotations

import pickle
import time
from pathlib import Path
from typing import Any, Final

from bot.edge import kept

SPARED_S: Final = 24 * 3600.0
"""None that was used within a day is deleted, so that an installation with many scripts keeps what it needs."""


def load(path: Path) -> Any:
    """What an earlier run kept; None where there is nothing, or nothing whole."""
    try:
        with path.open("rb") as file:
            made = pickle.load(file)  # noqa: S301 (the installation's own cache)
    except (OSError, EOFError, ValueError, KeyError, ImportError, AttributeError, pickle.UnpicklingError):
        return None
    kept.used(path)
    return made


def keep(path: Path, made: Any, kind: str, most_bytes: int) -> None:
    """Write it, and delete the longest unused of its `kind` (how their names begin) until `most_bytes` are left.

    Raises OSError where nothing can be written.
    """
    with kept.whole(path) as part, part.open("wb") as file:
        pickle.dump(made, file, protocol=5)
    kept.prune(path.parent.glob(f"{kind}*"), most_bytes, time.time() - SPARED_S)
