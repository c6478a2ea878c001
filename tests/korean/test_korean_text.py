"""The Korean survey on the stage: a language without words for numbers can still be tried in text, in its own time."""

from pathlib import Path

import pytest

from bot.edge.lexicon import load_lexicon
from bot.rehearsal.conversation import read_rehearsals
from bot.rehearsal.play import play, side_by_side
from bot.script.parse import parse
from bot.script.phrase import parse_phrases
from bot.understanding.understander import compile_understander

HERE = Path(__file__).parent
FILE = HERE / "conversations.yaml"
CONVERSATIONS = read_rehearsals(FILE.read_text(encoding="utf-8"), str(FILE)).conversations


@pytest.fixture(scope="module")
def script():
    path = HERE / "scripts" / "where_now.yaml"
    parsed = parse(str(path), {str(path): path.read_text(encoding="utf-8")})
    assert parsed.script is not None, parsed.problems
    return parsed.script


@pytest.fixture(scope="module")
def understander(script):
    path = HERE / "scripts" / "common" / "phrases" / "ko.yaml"
    library, problems = parse_phrases(path.read_text(encoding="utf-8"), str(path))
    assert library is not None, problems
    return compile_understander(library, script, "ko", load_lexicon("ko"), None)


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda conversation: conversation.name)
def test_a_korean_conversation_goes_as_written(script, understander, conversation):
    played = play(script, conversation, "ko", understander)
    assert played.passed, "\n" + side_by_side(played)
