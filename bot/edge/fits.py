"""Fitted classifiers on disk, one file each, named by what they were fitted from.

Pickled, not by joblib: its pickler is Python's slow one (a fit of 17 MB is read in 0.05 s instead of 0.28).
Phrases that are edited leave a fit behind each time; what nobody used for long is deleted here.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bot.edge import kept

KEPT_BYTES: Final = 256 * 1024**2
"""About 28 fits (9 MB each), as of seven scripts in four languages; the longest unused make room ..."""

SPARED_S: Final = 24 * 3600.0
"""... but none that was used within a day, so that an installation with more scripts keeps them all."""


def load(path: Path) -> dict[str, Any] | None:
    """A fit of an earlier run; None where there is none, or none that is whole."""
    try:
        with path.open("rb") as file:
            fitted: dict[str, Any] = pickle.load(file)  # noqa: S301 (the installation's own cache)
    except (OSError, EOFError, ValueError, KeyError, ImportError, AttributeError, pickle.UnpicklingError):
        return None
    kept.used(path)
    return fitted


def keep(path: Path, fitted: Mapping[str, Any]) -> None:
    """Write a fit, and delete those beside it that are long unused. Raises OSError where nothing can be written."""
    with kept.whole(path) as part, part.open("wb") as file:
        pickle.dump(fitted, file, protocol=5)
    kept.prune(path.parent.glob("classifier-*"), KEPT_BYTES, time.time() - SPARED_S)
