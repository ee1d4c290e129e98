"""What a model of meaning is to the rest of the program: a name, and vectors for texts."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from digest.errors import DigestError

log = logging.getLogger(__name__)

LONGEST = 4_000  # characters of a text that a model is given; the models we know read less


class EmbeddingError(DigestError):
    """A model cannot be loaded or used; what has no vector yet is ranked by its words alone."""


class Embedder(Protocol):
    """A model that turns texts into vectors whose dot product says how near their meanings are."""

    @property
    def name(self) -> str:
        """Return the model's name with whatever changes its vectors: vectors of two names never meet.

        Known without loading the model.
        """
        ...

    @property
    def dimensions(self) -> int:
        """Return how many numbers a vector has; may load the model."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of unit length per text, in their order, as an array of (texts, dimensions).

        A text that the model has nothing to say of has a row of zeros. The model is loaded by the first
        call. Raises EmbeddingError.
        """
        ...


def readable(text: str) -> str:
    """Return a text that any tokenizer takes: of bounded length, without half characters."""
    return text[:LONGEST].encode("utf-8", "replace").decode()


def unit_rows(found: ArrayLike, *, count: int, model: str) -> NDArray[np.float32]:
    """Return what a model gave for `count` texts with each row of unit length.

    A row without a direction (all zeros, or not finite) becomes zeros. Raises EmbeddingError when it is
    not one row a text.
    """
    try:
        rows = np.asarray(found, dtype=np.float32)
    except (TypeError, ValueError) as err:
        raise EmbeddingError(f"{model} gave no rows of numbers, one a text, all as long: {err}") from err
    if rows.ndim != 2 or len(rows) != count or not rows.shape[1]:  # noqa: PLR2004 - rows and columns
        raise EmbeddingError(f"{model} gave an array of shape {rows.shape}, wanted {count} rows")
    lengths = np.linalg.norm(rows.astype(np.float64), axis=1, keepdims=True)
    usable = np.isfinite(lengths) & (lengths > 0)
    if not usable.all():
        log.warning("embed model=%s texts=%d without_direction=%d", model, count, int((~usable).sum()))
    found_rows = np.zeros_like(rows)
    np.divide(rows, lengths, out=found_rows, where=usable, casting="same_kind")
    return found_rows
