"""The error tree, split by what the caller does next; only the command line puts it into words."""

from __future__ import annotations


class DigestError(Exception):
    """Something Paper Round could not do; the message says what, where and what to do about it."""


class ConfigError(DigestError):
    """The configuration cannot be used at all; fix the file and run again."""


class SourceError(DigestError):
    """A source could not be read this time; the others go on, and it is asked again later."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status  # of the HTTP answer that said so; None: there was none, or it was fine


class StoreError(DigestError):
    """The store cannot be used (locked, read-only, from a newer version); stop, nothing is lost."""


class TemplateError(DigestError):
    """A template cannot be rendered; the digest it was for is reported, the others go out."""


class TransportError(DigestError):
    """The mail server cannot be reached or used; what was planned stays planned."""
