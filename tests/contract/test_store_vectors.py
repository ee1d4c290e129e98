"""What both databases promise about vectors: kept once under their model's name, never mixed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from sqlalchemy import update

from digest.errors import StoreError
from digest.store import Store, open_store
from digest.store.tables import vectors as table
from digest.store.vectors import drop_others, keep, models, vectors

MINI, OTHER = "minilm@1", "minilm@2"


def some(*texts: str, size: int = 8, seed: int = 0) -> dict[str, np.ndarray]:
    """Return a unit-length vector for each text."""
    chance = np.random.default_rng(seed)
    rows = {text: chance.normal(size=size) for text in texts}
    return {text: (row / np.linalg.norm(row)).astype(np.float32) for text, row in rows.items()}


def test_a_kept_vector_comes_back_to_three_digits(store: Store) -> None:
    """float16 holds a number of a unit-length vector to half a thousandth of itself."""
    kept = some("one", "two", size=384)
    keep(store, model=MINI, found=kept)
    found = vectors(store, model=MINI, texts=["one", "two", "three"])
    assert set(found) == {"one", "two"}
    for text, row in found.items():
        assert row.dtype == np.float32
        np.testing.assert_allclose(row, kept[text], rtol=2**-11, atol=1e-7)


def test_more_vectors_than_one_statement_holds_are_kept_and_found(store: Store) -> None:
    """A whole store's texts are one call."""
    texts = [f"text {n}" for n in range(1201)]
    keep(store, model=MINI, found=some(*texts))
    assert set(vectors(store, model=MINI, texts=texts)) == set(texts)
    assert models(store) == {MINI: 1201}


def test_keeping_again_changes_nothing(store: Store) -> None:
    """The first vector of a text stays: a second process that embedded it too is no trouble."""
    first = some("one")
    keep(store, model=MINI, found=first)
    keep(store, model=MINI, found=some("one", "two", seed=1))
    np.testing.assert_allclose(vectors(store, model=MINI, texts=["one"])["one"], first["one"], atol=1e-3)
    assert models(store) == {MINI: 2}


def test_nothing_is_kept_and_nothing_found_of_nothing(store: Store) -> None:
    """An empty batch is no error."""
    keep(store, model=MINI, found={})
    assert vectors(store, model=MINI, texts=[]) == {}
    assert models(store) == {}


def test_two_processes_may_keep_the_same_vectors_at_once(store: Store, store_url: str) -> None:
    """Neither waits for ever, neither fails, and each text has one vector."""
    texts = [f"text {n}" for n in range(1100)]
    others = open_store(store_url)
    with ThreadPoolExecutor() as pool:
        one = pool.submit(keep, store, model=MINI, found=some(*texts))
        two = pool.submit(keep, others, model=MINI, found=some(*reversed(texts), seed=1))
        one.result()
        two.result()
    others.close()
    assert models(store) == {MINI: 1100}


def test_vectors_of_another_model_are_not_found_under_this_ones_name(store: Store) -> None:
    """Two models' numbers mean different things: they are never mixed."""
    keep(store, model=MINI, found=some("one"))
    keep(store, model=OTHER, found=some("one", "two", size=4))
    assert set(vectors(store, model=MINI, texts=["one", "two"])) == {"one"}
    assert vectors(store, model=OTHER, texts=["one"])["one"].size == 4
    assert models(store) == {MINI: 1, OTHER: 2}


def test_the_vectors_of_all_models_but_one_can_be_dropped(store: Store) -> None:
    """What a former model left takes no space for ever."""
    keep(store, model=MINI, found=some("one"))
    keep(store, model=OTHER, found=some("one", "two", size=4))
    assert drop_others(store, model=MINI) == 2
    assert drop_others(store, model=MINI) == 0
    assert models(store) == {MINI: 1}


def test_a_vector_of_another_length_is_refused_with_both_lengths(store: Store) -> None:
    """Its whole batch stays out, and what was there stays usable."""
    keep(store, model=MINI, found=some("one"))
    with pytest.raises(StoreError, match=r"'minilm@1' holds 4 numbers, the others hold 8"):
        keep(store, model=MINI, found=some("two", size=4))
    with pytest.raises(StoreError, match="others hold"):
        keep(store, model=OTHER, found=some("one") | some("two", size=4))
    assert models(store) == {MINI: 1}


@pytest.mark.parametrize("blob", [b"", b"\x00\x3c\x00", b"\x00\x3c" * 4])
def test_a_damaged_vector_is_refused_when_it_is_read(store: Store, blob: bytes) -> None:
    """Numbers that cannot be the model's never reach the ranking."""
    keep(store, model=MINI, found=some("one", "two"))
    with store.write() as connection:
        connection.execute(
            update(table).where(table.c.text_hash.startswith("7692")).values(vector=blob)
        )  # "one"
    with pytest.raises(StoreError, match="the others hold"):
        vectors(store, model=MINI, texts=["one", "two"])


@pytest.mark.parametrize(
    "numbers", [[np.nan, 1.0], [np.inf, 0.0], [1e6, 0.0], [], [[1.0, 0.0]], 1.0], ids=str
)
def test_what_is_no_vector_is_refused(store: Store, numbers: object) -> None:
    """A model that fails gives no numbers to rank by."""
    with pytest.raises(StoreError, match="finite numbers"):
        keep(store, model=MINI, found={"one": np.array(numbers, dtype=np.float32)})
    assert models(store) == {}


@pytest.mark.parametrize(
    "text", ["", "\x00", "\ud800", "自然言語処理", "'; DROP TABLE vectors; --"], ids=ascii
)
def test_any_text_has_its_vector(store: Store, text: str) -> None:
    """Texts come from outside; the store sees only their hash."""
    keep(store, model=MINI, found=some(text, "one"))
    assert set(vectors(store, model=MINI, texts=[text])) == {text}
