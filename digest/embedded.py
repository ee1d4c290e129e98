"""What texts mean to one model: vectors kept in the store, each made once, a batch at a time."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from digest.embed import Embedder, EmbeddingError
from digest.errors import StoreError
from digest.model import InterestKind, Subscriber
from digest.rank import text_of, texts_of
from digest.store import Store
from digest.store.papers import by_alias, shelf
from digest.store.vectors import drop_others, keep, models, vectors

log = logging.getLogger(__name__)

RECENT = timedelta(days=60)  # papers listed longer ago are not embedded unless somebody names them
BATCH = 32  # texts whose vectors are kept together: what a kill may cost
AT_ONCE = 1_000  # texts that are embedded while a pass waits; the others wait for the next ingest


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """How far the vectors of a model have come."""

    model: str
    made: int = 0  # by this run
    left: int = 0  # texts still without
    dropped: int = 0  # vectors of other models, when all that is wanted has one of this
    error: str = ""  # why no more were made


class Memory:
    """The vectors of one model: recalled from the store, made where they are missing.

    A model that fails is not asked again before the next catching up, so that a digest never waits for
    it twice, and its error is logged once.
    """

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder
        self._failed = False
        self._left = AT_ONCE
        self.tried = False  # whether anything was caught up with yet

    @property
    def model(self) -> str:
        """Return the name of the model."""
        return self._embedder.name

    def begin_pass(self) -> None:
        """Let so many texts be embedded as a pass of digests may wait for; the others wait for the ingest."""
        self._left = AT_ONCE

    def recall(self, texts: Iterable[str], *, make: Iterable[str] = ()) -> dict[str, NDArray[np.float32]]:
        """Return the vectors of `texts` and of `make`, by text, of unit length; what has none is left out.

        What is missing of `make` is embedded and kept, at most AT_ONCE texts a pass. Trouble is logged,
        never raised: there are other ways to rank.
        """
        to_make = [text for text in dict.fromkeys(make) if text.strip()]
        asked = {*texts, *to_make}
        try:
            found = vectors(self._store, model=self.model, texts=asked)
        except StoreError as error:
            self._fail(error)
            return {}
        found |= self._made([text for text in to_make if text not in found][: self._left])
        if len(found) < len(asked):
            log.info("embed model=%s without=%d of=%d", self.model, len(asked) - len(found), len(asked))
        return {text: _unit(vector) for text, vector in found.items() if vector.any()}

    def catch_up(self, texts: Iterable[str]) -> Iterator[Embedded]:
        """Embed what has no vector, in the order given; yield how far it is, at first and after each batch.

        A batch is kept before it is told, so one may stop anywhere. When all is done, the vectors of
        other models are dropped. Trouble is the last thing told, and logged; it is never raised.
        """
        self.tried, self._failed = True, False
        so_far = Embedded(model=self.model)
        try:
            missing = self._missing(texts)
            others = {name: count for name, count in models(self._store).items() if name != self.model}
            if missing and others:
                log.warning("embed model=%s texts=%d replaces=%s", self.model, len(missing), others)
            so_far = replace(so_far, left=len(missing))
            yield so_far
            for start in range(0, len(missing), BATCH):
                part = missing[start : start + BATCH]
                keep(self._store, model=self.model, found=self._embed(part))
                so_far = replace(so_far, made=so_far.made + len(part), left=so_far.left - len(part))
                yield so_far
            so_far = replace(so_far, dropped=drop_others(self._store, model=self.model) if others else 0)
        except (EmbeddingError, StoreError) as error:
            self._fail(error)
            so_far = replace(so_far, error=str(error))
        log.info("embed model=%s made=%d left=%d dropped=%d", *_numbers(so_far))
        yield so_far

    def _missing(self, texts: Iterable[str]) -> list[str]:
        """Return the texts that have no vector, in their order, each once."""
        asked = [text for text in dict.fromkeys(texts) if text.strip()]
        missing: list[str] = []
        for start in range(0, len(asked), AT_ONCE):  # never all vectors at once
            part = asked[start : start + AT_ONCE]
            found = vectors(self._store, model=self.model, texts=part)
            missing += [text for text in part if text not in found]
        return missing

    def _made(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Embed and keep texts, unless the model failed before; what cannot be done is left out."""
        found: dict[str, NDArray[np.float32]] = {}
        if self._failed:
            return found
        try:
            for start in range(0, len(texts), BATCH):
                part = self._embed(texts[start : start + BATCH])
                found |= part
                self._left -= len(part)
                keep(self._store, model=self.model, found=part)
        except (EmbeddingError, StoreError) as error:
            self._fail(error)
        return found

    def _embed(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        return dict(zip(texts, self._embedder.embed(texts), strict=True))

    def _fail(self, error: Exception) -> None:
        if not self._failed:
            log.error("embed model=%s error=%s; ranking by words", self.model, error)
        self._failed = True


def wanted(store: Store, subscribers: Sequence[Subscriber], *, today: date) -> list[str]:
    """Return the texts that rankings compare: of papers, newest first, then of what subscribers named."""
    recent = shelf(store, since=today - RECENT).papers
    named = [one for subscriber in subscribers for one in subscriber.interests]
    ids = {one.value for one in named if one.kind is InterestKind.LIKE}
    liked = by_alias(store, ids.union(*(entry.ids for one in named for entry in one.entries)))
    papers = [text_of(paper.facts) for paper in (*recent, *liked.values())]
    return [*papers, *(text for subscriber in subscribers for text in texts_of(subscriber))]


def standing(store: Store, model: str | None) -> Mapping[str, int]:
    """Return how many vectors are kept of each model, the one that is used first, even without any."""
    kept = models(store)
    return {**({model: kept.get(model, 0)} if model else {}), **kept}


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a vector at unit length again: it is kept in few digits."""
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def _numbers(one: Embedded) -> tuple[str, int, int, int]:
    return one.model, one.made, one.left, one.dropped
