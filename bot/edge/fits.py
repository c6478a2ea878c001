"""Fitted classifiers on disk, one file each, named by what they were fitted from.

Phrases that are edited leave a fit behind each time; what nobody used for long is deleted here.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, Final

from bot.edge import kept

KEPT_BYTES: Final = 256 * 1024**2
"""About 28 fits (9 MB each), as of seven scripts in four languages; the longest unused make room ..."""

SPARED_S: Final = 24 * 3600.0
"""... but none that was used within a day, so that an installation with more scripts keeps them all."""


def load(path: Path) -> dict[str, Any] | None:
    """A fit of an earlier run; None where there is none, or none that is whole."""
    import joblib  # type: ignore[import-untyped]  # comes with scikit-learn, untyped

    try:
        fitted: dict[str, Any] = joblib.load(path)
    except (OSError, EOFError, ValueError, KeyError, UnpicklingError):
        return None
    kept.used(path)
    return fitted


def keep(path: Path, fitted: Mapping[str, Any]) -> None:
    """Write a fit, and delete those beside it that are long unused. Raises OSError where nothing can be written."""
    import joblib

    with kept.whole(path) as part:
        joblib.dump(fitted, part)
    kept.prune(path.parent.glob("*.joblib"), KEPT_BYTES, time.time() - SPARED_S)
