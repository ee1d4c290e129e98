"""Column types: our nouns as JSON text, and aware UTC instants."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import DateTime, Dialect, Text, TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as naive UTC to the microsecond in both databases."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: nobody could say which instant it is."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive time cannot be stored: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant as aware UTC."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


class Noun(TypeDecorator[Any]):
    """A frozen noun, or a tuple of them, as compact JSON text without its default values."""

    impl = Text
    cache_ok = True

    def __init__(self, shape: Any) -> None:
        super().__init__()
        self.shape = shape
        self._adapter: TypeAdapter[Any] = TypeAdapter(shape)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write the noun as JSON; the same noun gives the same text."""
        del dialect
        return None if value is None else self.dump(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read the noun back."""
        del dialect
        return None if value is None else self.load(value)

    def dump(self, value: Any) -> str:
        """Return the JSON text of a noun."""
        return self._adapter.dump_json(value, exclude_defaults=True).decode()

    def load(self, value: str) -> Any:
        """Return the noun of a JSON text."""
        return self._adapter.validate_json(value)
