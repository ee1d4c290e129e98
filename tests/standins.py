"""Stand-ins for what is too large to install for tests: a model of our own, and two libraries of models."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from digest.embed import EmbeddingError
from digest.embed.embedder import unit_rows

FASTEMBED = '''
"""fastembed.TextEmbedding, as far as it is used: the signature is its own."""
import numpy as np

class TextEmbedding:
    def __init__(self, model_name="BAAI/bge-small-en-v1.5", cache_dir=None, threads=None, providers=None,
                 cuda=False, device_ids=None, lazy_load=False, **kwargs):
        if model_name != "BAAI/bge-small-en-v1.5":
            raise ValueError(f"Model {model_name} is not supported in TextEmbedding.")

    def embed(self, documents, batch_size=256, parallel=None, **kwargs):
        for text in [documents] if isinstance(documents, str) else documents:
            yield 3 * np.bincount([ord(letter) % 8 for letter in text + "."], minlength=8).astype(np.float32)
'''

SENTENCE_TRANSFORMERS = '''
"""sentence_transformers.SentenceTransformer, as far as it is used: the signature is its own."""
import numpy as np

class SentenceTransformer:
    def __init__(self, model_name_or_path=None, modules=None, device=None, **kwargs):
        if model_name_or_path != "all-mpnet-base-v2":
            raise OSError(f"{model_name_or_path} is not a local folder and is not a valid model identifier")

    def encode(self, sentences, prompt_name=None, prompt=None, batch_size=32, show_progress_bar=None,
               output_value="sentence_embedding", precision="float32", convert_to_numpy=True,
               convert_to_tensor=False, device=None, normalize_embeddings=False, **kwargs):
        return np.array([np.bincount([ord(letter) % 16 for letter in text + "."], minlength=16)
                         for text in sentences], dtype=np.float32)
'''

LIBRARIES = {
    "fastembed": ("0.7.4", FASTEMBED),
    "sentence-transformers": ("5.1.2", SENTENCE_TRANSFORMERS),
}


def install(name: str, folder: Path, *, version: str = "") -> None:
    """Put a library's stand-in into a folder as an installer would, for a test that puts it on sys.path."""
    known, code = LIBRARIES[name]
    module = name.replace("-", "_")
    (folder / f"{module}.py").write_text(code)
    facts = folder / f"{module}-{version or known}.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version or known}\n")


class WordModel:
    """A model whose vectors are sums of random directions, one for each word: no library, no files."""

    def __init__(
        self, name: str = "words@1", *, dimensions: int = 32, fails_after: int | None = None
    ) -> None:
        self.name = name
        self.dimensions = dimensions
        self.seen: list[str] = []  # every text it was given, in order
        self.calls = 0
        self._fails_after = fails_after  # calls; None: it never fails

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of unit length per text."""
        if self._fails_after is not None and self.calls >= self._fails_after:
            self.calls += 1
            raise EmbeddingError("the weights are on strike")
        self.calls += 1
        self.seen += texts
        rows = [sum((self._direction(w) for w in text.split()), np.zeros(self.dimensions)) for text in texts]
        return unit_rows(np.reshape(rows, (len(texts), self.dimensions)), count=len(texts), model=self.name)

    def _direction(self, word: str) -> NDArray[np.float64]:
        seed = crc32(f"{self.name} {word.casefold()}".encode(errors="replace"))
        return np.random.default_rng(seed).standard_normal(self.dimensions)
