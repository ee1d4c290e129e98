"""What every model promises the ranker, whichever library runs it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from standins import WordModel, install

from digest.config import EmbeddingSpec
from digest.embed import Embedder, choose
from digest.embed.minilm import missing

TEXTS = [
    "low-rank adaptation of large language models",
    "a",
    "galaxy clusters at high redshift " * 200,
    "扩散模型 والشبكات العصبية",
    "half a character \ud800 and a zero \x00",
    "   ",
    "a",
]
SPECS = {
    "minilm": EmbeddingSpec(kind="minilm"),
    "fastembed": EmbeddingSpec(kind="fastembed", model="BAAI/bge-small-en-v1.5"),
    "sentence-transformers": EmbeddingSpec(kind="sentence-transformers", model="all-mpnet-base-v2"),
}


@pytest.fixture(params=["words", *SPECS])
def embedder(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Embedder]:
    """Return each model: ours for tests, the bundled one, and those of libraries that stand in."""
    if request.param == "words":
        yield WordModel()
        return
    if request.param == "minilm" and missing():
        pytest.skip(f"the extra `semantic` is not installed: {', '.join(missing())}")
    if request.param != "minilm":
        install(request.param, tmp_path)
        monkeypatch.syspath_prepend(str(tmp_path))
    found = choose(SPECS[request.param])
    assert found is not None
    yield found
    sys.modules.pop(request.param.replace("-", "_"), None)


def test_there_is_one_row_a_text_of_unit_length_or_of_zeros(embedder: Embedder) -> None:
    """What is asked of a vector is its direction; a text without words may have none."""
    rows = embedder.embed(TEXTS)
    assert rows.shape == (len(TEXTS), embedder.dimensions)
    assert rows.dtype == np.float32
    lengths = np.linalg.norm(rows, axis=1)
    assert np.all((abs(lengths - 1) < 1e-5) | (lengths == 0))
    assert lengths[0] > 0


def test_a_vector_depends_on_its_text_alone(embedder: Embedder) -> None:
    """Not on its neighbours, nor on the order: what was kept must fit what is made tomorrow."""
    together = embedder.embed(TEXTS)
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
    turned = embedder.embed(TEXTS[::-1])[::-1]
    assert np.allclose(together, alone, atol=1e-5)
    assert np.allclose(together, turned, atol=1e-5)
    assert np.allclose(together[1], together[-1], atol=1e-5)


def test_no_texts_have_no_rows(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_the_name_is_the_same_before_and_after_loading(embedder: Embedder) -> None:
    """Vectors are kept under it, and it is asked for where nothing will be embedded."""
    before = embedder.name
    embedder.embed(["a text"])
    assert before
    assert embedder.name == before
