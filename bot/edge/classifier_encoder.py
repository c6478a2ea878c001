"""Sentence embeddings, the training texts' kept on disk by content.

Knows a cache file and that engines take each other's place (e5_network is the program's); knows no intent. The same
text gives the same vector, alone or among others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.edge import e5_network, kept

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Embed = Callable[[Sequence[str]], Floats]
    """(n, 384) for n texts; a text's vector is the same whatever texts are embedded with it."""

BATCH: Final = 32
"""Texts embedded between two calls of `progress`."""
SAVE_EVERY: Final = 2048
"""Texts embedded between two writes of the cache, so that an hour's work survives Ctrl-C."""

Progress = Callable[[int, int], None]
"""Called with (texts embedded, texts to embed)."""


@dataclass(frozen=True, slots=True)
class Engine:
    """One encoder: `name` holds its version and is "" where its packages are not installed. `open` is given a folder
    for what it likes to keep, and answers at once when called again; what it answers with serves any number of threads.
    """

    name: str
    open: Callable[[Path], Embed]


E5: Final = Engine(e5_network.NAME, e5_network.open_e5)


class Encoder:
    """Embeddings (384 floats, length 1) by one engine, the training texts' kept on disk by content."""

    def __init__(self, path: Path, engine: Engine = E5) -> None:
        self.name = engine.name
        self._path = path
        self._open = engine.open

    def embed(self, text: str) -> Floats:
        vector: Floats = self._opened()([text])[0]
        return vector

    def embed_all(self, texts: Sequence[str], progress: Progress | None = None) -> Floats:
        """(len(texts), 384); only what the cache lacks is embedded."""
        import numpy as np

        known = self._load()
        if any(text not in known for text in texts):
            with kept.alone(self._path):
                known = self._load()
                self._learn(known, [text for text in dict.fromkeys(texts) if text not in known], progress)
        return np.stack([known[text] for text in texts])

    def _learn(self, known: dict[str, Any], missing: Sequence[str], progress: Progress | None) -> None:
        for begin in range(0, len(missing), BATCH):
            if progress:
                progress(begin, len(missing))
            if begin and begin % SAVE_EVERY == 0:
                self._save(known)
            texts = missing[begin : begin + BATCH]
            known.update(zip(texts, self._opened()(texts), strict=True))
        if missing:
            self._save(known)
            if progress:
                progress(len(missing), len(missing))

    def _opened(self) -> Embed:
        """The engine is opened when it is first needed."""
        return self._open(self._path.parent)

    def _load(self) -> dict[str, Any]:
        import numpy as np

        if not self._path.is_file():
            return {}
        with np.load(self._path, allow_pickle=False) as stored:
            return dict(zip((str(text) for text in stored["texts"]), stored["vectors"], strict=True))

    def _save(self, known: Mapping[str, Floats]) -> None:
        import numpy as np

        with kept.whole(self._path) as part:
            np.savez(part, texts=np.array(list(known)), vectors=np.stack(list(known.values())))
