"""Meaning: which texts are compared by their vectors, where a model of meaning has made any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digest.model import Facts, InterestKind, LibraryEntry, Subscriber
from digest.rank.sparse import Floats, Mask

Vectors = Mapping[str, NDArray[np.float32]]  # text → vector of unit length, all of one model


def text_of(facts: Facts | LibraryEntry) -> str:
    """Return the text of a work that stands for its meaning: title, then abstract (or summary)."""
    body = facts.abstract or (facts.summary if isinstance(facts, Facts) else "")
    return f"{facts.title}\n{body}" if body else facts.title


def texts_of(subscriber: Subscriber) -> list[str]:
    """Return a subscriber's own texts: topics, and the works of libraries; liked papers are in the store."""
    topics = [one.value for one in subscriber.interests if one.kind is InterestKind.TOPIC]
    entries = [text_of(entry) for one in subscriber.interests for entry in one.entries if entry.title]
    return [*topics, *entries]


@dataclass(frozen=True, slots=True)
class Meaning:
    """The papers of a shelf in one model's space, with what all papers have in common taken away."""

    vectors: Vectors
    common: NDArray[np.float32]  # the mean of the papers' vectors
    papers: NDArray[np.float32]  # places × dimensions, centred, of unit length; zeros where there is none
    reference: Mask

    def likeness(self, texts: Sequence[str]) -> Floats:
        """Return for each text how near every place is, in deviations from the ordinary; NaN: unknown."""
        known = [at for at, text in enumerate(texts) if text in self.vectors]
        found = np.full((len(texts), len(self.papers)), np.nan)
        if known:
            asked = centred(np.stack([self.vectors[texts[at]] for at in known]), self.common)
            cosines = (asked @ self.papers.T).astype(np.float64)
            compared = cosines[:, self.reference]
            middle = compared.mean(axis=1, keepdims=True)
            found[known] = (cosines - middle) / (compared.std(axis=1, keepdims=True) + _SPREAD)
            found[:, ~self.papers.any(axis=1)] = np.nan
        return found


_SPREAD = 0.02  # cosine, added to the deviation: a text that is like nothing tells little


def meaning_of(texts: Sequence[str], vectors: Vectors, *, reference: Mask) -> Meaning | None:
    """Return the meaning of a shelf's papers, given their texts by place; None where no vector is known."""
    known = [at for at, text in enumerate(texts) if text in vectors]
    if not known or not reference[known].any():
        return None
    raw = np.stack([vectors[texts[at]] for at in known])
    common = raw.mean(axis=0)
    papers = np.zeros((len(texts), raw.shape[1]), dtype=np.float32)
    papers[known] = centred(raw, common)
    there = np.zeros(len(texts), dtype=np.bool_)
    there[known] = True
    return Meaning(vectors, common, papers, reference & there)


def centred(rows: NDArray[np.float32], common: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return rows without what all have in common, of unit length (zeros stay zeros)."""
    moved = rows - common
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    out = np.zeros_like(moved)
    np.divide(moved, length, out=out, where=length > 0)
    return out
