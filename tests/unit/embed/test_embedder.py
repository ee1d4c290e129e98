"""What a model gives is checked once, wherever it comes from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from digest.embed import EmbeddingError
from digest.embed.embedder import LONGEST, readable, unit_rows

ANY = st.floats(width=32, allow_nan=True, allow_infinity=True)


@given(arrays.arrays(np.float32, st.tuples(st.integers(1, 5), st.integers(1, 5)), elements=ANY))
def test_a_row_has_unit_length_or_is_zero_whatever_a_model_gives(found: np.ndarray) -> None:
    rows = unit_rows(found, count=len(found), model="m")
    assert np.isfinite(rows).all()
    lengths = np.linalg.norm(rows.astype(np.float64), axis=1)
    assert np.all((abs(lengths - 1) < 1e-3) | (lengths == 0))


def test_a_direction_is_kept() -> None:
    assert unit_rows([[3.0, 4.0], [0, 0]], count=2, model="m") == pytest.approx(
        np.array([[0.6, 0.8], [0, 0]])
    )


@pytest.mark.parametrize(
    "found", [[[1.0, 2.0]], [1.0, 2.0], [[], []], [[1.0], [1.0, 2.0]], [["a"], ["b"]], None]
)
def test_what_is_not_one_row_a_text_is_an_error(found: object) -> None:
    with pytest.raises(EmbeddingError, match="m gave"):
        unit_rows(found, count=2, model="m")  # type: ignore[arg-type]  # that is the point


@given(st.text(st.characters(), max_size=50))
def test_a_tokenizer_is_given_utf_8(text: str) -> None:
    assert readable(text).encode().decode() == readable(text)
    assert len(readable(text * 1000)) <= LONGEST
