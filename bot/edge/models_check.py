"""What a speech model on disk must look like before an engine is let near it.

Knows the layouts of Vosk model folders and Piper voices; loads nothing, downloads nothing.
Engines answer a broken folder with a line on stderr and a bare exception; these functions answer with a sentence.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

_ACOUSTICS: Final = ("am/final.mdl", "final.mdl")
"""Where the acoustic model lies, in the present layout and in that of models before 0.3."""

_GRAPHS: Final = ("graph/HCLG.fst", "graph/HCLr.fst", "HCLG.fst", "HCLr.fst")

_GRAMMAR_PARTS: Final = ("graph/HCLr.fst", "graph/Gr.fst")
"""A graph in two parts can take another grammar at run time (vosk-api #217); one HCLG.fst cannot."""


def vosk_fault(folder: Path) -> str:
    """What is wrong with a Vosk model folder, and what to do; "" when it looks loadable."""
    if folder.suffix == ".zip" or folder.is_file():
        return f"{folder}: is a file, not a model folder; unpack it and name the folder"
    if not folder.is_dir():
        unpack = folder.with_name(folder.name + ".zip")
        hint = f"unpack {unpack.name} beside it" if unpack.is_file() else "fetch it with: winback models fetch LANGUAGE"
        return f"{folder}: there is no such model folder; {hint}"
    if not any((folder / part).is_file() for part in _ACOUSTICS):
        return f"{folder}: is not a Vosk model (it has no am/final.mdl); {_inner_hint(folder)}"
    if not any((folder / part).is_file() for part in _GRAPHS):
        return f"{folder}: is half a Vosk model (it has no graph/HCLG.fst or graph/HCLr.fst); fetch or unpack it again"
    empty = [str(path.relative_to(folder)) for path in sorted(folder.rglob("*.fst")) if path.stat().st_size == 0]
    return f"{folder}: {empty[0]} is empty; fetch or unpack the model again" if empty else ""


def takes_grammar(folder: Path) -> bool:
    """Whether this Vosk model can be given the phrases to expect, utterance by utterance."""
    return all((folder / part).is_file() for part in _GRAMMAR_PARTS)


def piper_fault(voice: Path) -> str:
    """What is wrong with a Piper voice, NAME.onnx with NAME.onnx.json beside it; "" when it looks loadable."""
    settings = voice.with_name(voice.name + ".json")
    for part in (voice, settings):
        if not part.is_file() or part.stat().st_size == 0:
            return f"{part}: is missing or empty; fetch the voice again with: winback models fetch LANGUAGE"
    try:
        told = json.loads(settings.read_text("utf-8"))
    except ValueError:
        return f"{settings}: is not JSON; fetch the voice again with: winback models fetch LANGUAGE"
    if not isinstance(told, dict) or "audio" not in told:
        return f"{settings}: does not describe a Piper voice; fetch it again with: winback models fetch LANGUAGE"
    return ""


def _inner_hint(folder: Path) -> str:
    inner = [path for path in sorted(folder.iterdir()) if path.is_dir() and not vosk_fault(path)]
    return f"did you mean {inner[0]}?" if inner else "name the folder that was inside the model's zip file"
