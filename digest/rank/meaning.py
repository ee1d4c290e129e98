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
    papers: Floats  # places × dimensions, centred, of unit length; zeros where there is none
    reference: Mask

    def likeness(self, texts: Sequence[str]) -> Floats:
        """Return for each text how near every place is, in deviations from the ordinary; NaN: unknown."""
        known = _known(texts, self.vectors)
        found = np.full((len(texts), len(self.papers)), np.nan)
        if known:
            asked = centred(np.stack([self.vectors[texts[at]] for at in known]), self.common)
            cosines = asked @ self.papers.T
            compared = np.ascontiguousarray(cosines[:, self.reference])
            middle = compared.mean(axis=1, keepdims=True)
            found[known] = (cosines - middle) / (compared.std(axis=1, keepdims=True) + _SPREAD)
            found[:, ~self.papers.any(axis=1)] = np.nan
        return found


_SPREAD = 0.02  # cosine, added to the deviation: a text that is like nothing tells little


def meaning_of(texts: Sequence[str], vectors: Vectors, *, reference: Mask) -> Meaning | None:
    """Return the meaning of a shelf's papers, given their texts by place; None where no vector is known."""
    known = _known(texts, vectors)
    if not known or not reference[known].any():
        return None
    raw = np.stack([vectors[texts[at]] for at in known])
    common = raw.mean(axis=0)
    papers = np.zeros((len(texts), raw.shape[1]))
    papers[known] = centred(raw, common)
    there = np.zeros(len(texts), dtype=np.bool_)
    there[known] = True
    return Meaning(vectors, common, papers, reference & there)


def centred(rows: NDArray[np.float32], common: NDArray[np.float32]) -> Floats:
    """Return rows without what all have in common, of unit length (what is nothing else becomes zeros).

    Numbers are multiples of `_GRAIN`, so that a cosine is exact, however many are computed together.
    """
    moved = rows.astype(np.float64) - common
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    out = np.zeros_like(moved)
    np.divide(moved, length, out=out, where=length > _NOTHING)
    return np.asarray(np.round(out / _GRAIN) * _GRAIN)


def _known(texts: Sequence[str], vectors: Vectors) -> list[int]:
    """Return which texts have a vector; zeros are none."""
    return [at for at, text in enumerate(texts) if text in vectors and vectors[text].any()]


_GRAIN = 2.0**-20  # products are multiples of 2⁻⁴⁰: thousands of them add up in 53 bits
_NOTHING = 1e-6  # of a length of 1: what rounding leaves of a vector that is just the common one
