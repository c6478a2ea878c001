"""A call that was tried, kept as a rehearsal: in a new file, or as one conversation more of a file that is there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.shell import write_whole

if TYPE_CHECKING:
    from bot.rehearsal.conversation import Conversation, Rehearsals
    from bot.rehearsal.tryout import Tryout


def save(tryout: Tryout, script: str, path: Path, name: str, scripts: Path) -> str:
    """Writes the file whole and answers with the conversation's name. `script` is what the rehearsal calls it by,
    `scripts` the folder where it lies, with the schema that editors look for; an empty `name` is made up.

    Raises WinbackError for a file that holds something else, a name that is taken, and what cannot be written;
    SourceError for rehearsals with mistakes. Nothing is written then.
    """
    from bot.rehearsal.written import file_text, with_one_more
    from bot.script.schema import modeline
    from bot.source import WinbackError

    there = ready_to_save(script, path)
    if there is None:
        before: tuple[Conversation, ...] = ()
        conversation = tryout.written(name or _usual_name(tryout, before))
        first = modeline(path.resolve().as_posix(), "rehearsals", scripts.resolve().as_posix())
        text = f"{first}\n{file_text(path.stem, script, [conversation])}"
    else:
        old, rehearsals = there
        before = rehearsals.conversations
        if name in {each.name for each in before}:
            raise WinbackError(f"{path}: a conversation “{name}” is there already; give this one another name")
        conversation = tryout.written(name or _usual_name(tryout, before))
        text = with_one_more(old, rehearsals, conversation)
    if not _says(text, (*before, conversation), path):
        raise WinbackError(
            f"{path}: this call cannot be written here (the file does not end with its list of conversations, or gives "
            "all of them a contact this call has not); name another file"
        )
    write_whole(path, text.encode())
    return conversation.name


def ready_to_save(script: str, path: Path) -> tuple[str, Rehearsals] | None:
    """What a file holds that gets one conversation more; None for a new one. To be asked before a long call as well.

    Raises WinbackError, SourceError as `save`.
    """
    from bot.rehearsal.conversation import read_rehearsals
    from bot.source import WinbackError
    from bot.textfile import is_file, read_text

    if path.suffix not in (".yaml", ".yml"):
        better = path.with_suffix(".yaml").name if path.name else "tried.yaml"
        raise WinbackError(f"{path}: rehearsals are YAML files; name it {better}")
    if not is_file(path):
        return None
    text = read_text(path)
    there = read_rehearsals(text, str(path))
    if there.script != script:
        raise WinbackError(f"{path}: these are rehearsals of {there.script}, not of {script}; name another file")
    return text, there


def _says(text: str, conversations: tuple[Conversation, ...], path: Path) -> bool:
    """Whether a file with this text would hold just these."""
    from bot.rehearsal.conversation import read_rehearsals
    from bot.source import SourceError

    try:
        return read_rehearsals(text, str(path)).conversations == conversations
    except SourceError:
        return False


def _usual_name(tryout: Tryout, before: Sequence[Conversation]) -> str:
    """What the call came to, and a number that is free."""
    ends = tryout.written("").lines[-1].ending
    assert ends is not None, "every written conversation has an ending"
    taken = {each.name for each in before}
    number = 1
    while f"{ends.disposition} {number}" in taken:
        number += 1
    return f"{ends.disposition} {number}"
