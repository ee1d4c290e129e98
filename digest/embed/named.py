"""Models of fastembed and sentence-transformers by their hub names; the libraries fetch them once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from digest.embed.embedder import EmbeddingError, readable, unit_rows
from digest.errors import ConfigError

BATCH = 4  # texts; their libraries' own 256 and 32 take gigabytes

Library = Literal["fastembed", "sentence-transformers"]


class Named:
    """A model that a library knows by name; missing, the library is a ConfigError."""

    def __init__(self, library: Library, model: str) -> None:
        try:
            found = version(library)
        except PackageNotFoundError as err:
            raise ConfigError(
                f"newsletter.embeddings: {library}:{model} needs the package {library}: pip install {library}"
            ) from err
        self._library: Library = library
        self._model = model
        # A release may pool or cut texts in another way; a correction of one should not.
        self.name = f"{library}:{model}@{'.'.join(found.split('.')[:2])}"

    @cached_property
    def dimensions(self) -> int:
        """Return how many numbers a vector has: the model is asked for one."""
        return int(self.embed(["dimensions"]).shape[1])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of unit length per text; see Embedder."""
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        given = [readable(text) for text in texts]
        model = self._loaded
        try:
            found = _fastembed(model, given) if self._library == "fastembed" else _sentences(model, given)
        except Exception as err:  # the libraries raise what theirs raise
            raise EmbeddingError(f"{self.name} failed: {err}") from err
        return unit_rows(found, count=len(texts), model=self.name)

    @cached_property
    def _loaded(self) -> Any:
        """Load the model; the first time, its library fetches it from a hub."""
        try:
            if self._library == "fastembed":
                from fastembed import TextEmbedding  # noqa: PLC0415 - heavy, and may not be there

                return TextEmbedding(model_name=self._model)
            from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - as above

            return SentenceTransformer(self._model)
        except Exception as err:  # an unknown name, no network, a broken library
            raise EmbeddingError(f"{self.name} cannot be loaded: {err}") from err


def _fastembed(model: Any, texts: list[str]) -> Any:
    return list(model.embed(texts, batch_size=BATCH))


def _sentences(model: Any, texts: list[str]) -> Any:
    return model.encode(texts, batch_size=BATCH, show_progress_bar=False, convert_to_numpy=True)
