"""The papers listed so far, kept from pass to pass: each is read from the store, and read for words, once."""

from __future__ import annotations

from datetime import date

from digest.model import Paper
from digest.rank import Reader
from digest.store import Store
from digest.store.history import History

MOST = 20_000  # papers that teach the ranker how rare words are


class Backlog:
    """What an open store has taught the ranker so far; whatever changes in the store, it follows."""

    def __init__(self, store: Store) -> None:
        self._history = History(store)
        self._reader = Reader()

    def before(self, day: date) -> tuple[Paper, ...]:
        """Return the papers listed last before a day, newest first."""
        return self._history.before(day, limit=MOST)

    def begin_pass(self) -> Reader:
        """Return the reader for one more pass: the same, or a new one when that is worn."""
        if self._reader.worn:
            self._reader = Reader()
        self._reader.begin_pass()
        return self._reader
