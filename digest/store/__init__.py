"""The only place that speaks SQL: SQLite by default, PostgreSQL when one machine is too small."""

from digest.store.engine import Store, exists, open_store, place_of

__all__ = ["Store", "exists", "open_store", "place_of"]
