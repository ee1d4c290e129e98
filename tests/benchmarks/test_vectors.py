"""Vectors are made once per text and model."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.recorded import BadRecordingError
from benchmarks.vectors import vectors_of


class Counting:
    """A model whose vectors tell a text's length, and that remembers what it embedded."""

    dimensions = 2

    def __init__(self, name: str = "lengths") -> None:
        self.name = name
        self.read: list[str] = []

    def embed(self, texts):
        self.read.extend(texts)
        rows = np.array([[len(text), 1.0] for text in texts], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_a_text_is_embedded_once(tmp_path):
    """The second run reads the file, and adds what is new."""
    file, first, second = tmp_path / "deep" / "kept.npz", Counting(), Counting()
    made = vectors_of(["a", "bb", "a"], model=first, file=file)
    kept = vectors_of(["ccc", "bb", "a"], model=second, file=file)
    assert (first.read, second.read) == (["a", "bb"], ["ccc"])
    assert np.array_equal(made["bb"], kept["bb"])
    assert kept["ccc"].tolist() == pytest.approx([3 / 10**0.5, 1 / 10**0.5])


def test_vectors_of_two_models_never_mix(tmp_path):
    """Another model's file is not used, and is written anew."""
    file, other = tmp_path / "kept.npz", Counting("other")
    vectors_of(["a"], model=Counting(), file=file)
    vectors_of(["a"], model=other, file=file)
    again = Counting("other")
    vectors_of(["a"], model=again, file=file)
    assert (other.read, again.read) == (["a"], [])


def test_a_broken_file_is_named(tmp_path):
    """It is not overwritten unasked."""
    file = tmp_path / "kept.npz"
    file.write_bytes(b"no vectors")
    with pytest.raises(BadRecordingError, match=r"kept\.npz: .*delete it"):
        vectors_of(["a"], model=Counting(), file=file)
    assert file.read_bytes() == b"no vectors"
