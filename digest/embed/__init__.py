"""Models that turn texts into vectors. Heavy libraries are imported when a text is embedded, never before."""

from digest.embed.choice import HOW_TO_ADD, choose
from digest.embed.embedder import Embedder, EmbeddingError

__all__ = ["HOW_TO_ADD", "Embedder", "EmbeddingError", "choose"]
