"""Sources that other installed packages bring, through the entry point group `paper_round.sources`.

An entry point names a function `(options, client) -> Source`. What it brings is held to what our own sources
promise: its errors are those of a source that cannot be read, and no address, id or day of its listings is
taken unchecked. One that cannot be loaded is such a source, too: the others go on.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import date
from importlib.metadata import entry_points
from typing import Any, Final

from pydantic import TypeAdapter

from digest.config.problems import either, nearest
from digest.config.settings import PLUGINS
from digest.errors import SourceError
from digest.identify import canonical
from digest.model import Listing
from digest.sources.batch import Batch, Source, SourceProblem, capped, shown
from digest.sources.client import Client
from digest.sources.fields import storable, web_url

_LISTING: Final = TypeAdapter(Listing)
_ADDRESSES = ("url", "project_url", "code_url", "image_url")
_TEXTS = ("title", "abstract", "summary", "organization", "organization_name", "raw_title", "raw_abstract")


def plugged(plugin: str, options: Mapping[str, object], *, client: Client) -> Source:
    """Return the source that a plugin makes of its options; one that cannot be read when it makes none."""
    try:
        return Plugged(plugin, _made(plugin, options, client=client))
    except SourceError as error:
        return Broken(plugin, str(error))


class Plugged:
    """A source of another package; its papers are kept under "plugin:", the plugin's name and its own."""

    def __init__(self, plugin: str, source: Source) -> None:
        self._plugin = plugin
        self._source = source
        own = str(source.name)
        self.name = f"plugin:{plugin}" if own == plugin else f"plugin:{plugin}:{own}"

    async def fetch(self, since: date | None, *, today: date) -> AsyncIterator[Batch]:
        """Yield what the plugin yields; whatever it raises is a SourceError that names it."""
        try:
            async for batch in self._source.fetch(since, today=today):
                yield self._checked(batch, today=today)
        except SourceError:
            raise
        except Exception as error:
            raise SourceError(f"plugin {self._plugin}: {type(error).__name__}: {error}") from error

    def _checked(self, batch: object, *, today: date) -> Batch:
        if not isinstance(batch, Batch):
            raise SourceError(f"plugin {self._plugin}: yielded {shown(batch)}, wanted a Batch")
        problems: list[SourceProblem] = []
        kept: list[Listing] = []
        for place, listing in enumerate(batch.listings):
            where = f"{self.name}[{place}]"
            try:
                safe = _typed(_safe(listing, where=where, problems=problems, today=today))
            except (AttributeError, TypeError, ValueError) as error:
                found = f"values of other types ({' '.join(str(error).split())[:200]})"
                problems.append(SourceProblem(where=where, found=found, wanted="a Listing"))
                continue
            if safe.facts.title:
                kept.append(replace(safe, source=self.name))
        every = capped((*batch.problems, *problems), where=self.name)
        return replace(batch, listings=tuple(kept), problems=every)


class Broken:
    """A plugin that is not there, or cannot be used: reported whenever it is asked."""

    def __init__(self, plugin: str, reason: str) -> None:
        self.name = f"plugin:{plugin}"
        self.reason = reason  # names the plugin

    async def fetch(self, since: date | None, *, today: date) -> AsyncIterator[Batch]:  # noqa: ARG002
        """Raise SourceError with the reason."""
        raise SourceError(self.reason)
        yield Batch()  # what makes it a generator


def _made(plugin: str, options: Mapping[str, object], *, client: Client) -> Source:
    points = entry_points(group=PLUGINS)
    found = [point for point in points if point.name == plugin]
    if not found:
        near = nearest(plugin, sorted({point.name for point in points}))
        meant = f" (did you mean {near}?)" if near else ""
        raise SourceError(f"plugin {plugin}: no installed package offers it in {PLUGINS}{meant}")
    if len({point.value for point in found}) > 1:
        givers = either(sorted(point.value for point in found))
        raise SourceError(f"plugin {plugin}: offered more than once: {givers}; uninstall all but one")
    try:
        source = found[0].load()(options, client)
    except Exception as error:
        raise SourceError(
            f"plugin {plugin} ({found[0].value}) cannot be used: {type(error).__name__}: {error}"
        ) from error
    if not isinstance(getattr(source, "name", None), str) or not callable(getattr(source, "fetch", None)):
        raise SourceError(f"plugin {plugin} ({found[0].value}): made {shown(source)}, wanted name and fetch")
    made: Source = source
    return made


def _typed(listing: Listing) -> Listing:
    """Return a listing with every value of its type: the store reads back what it was given, or nothing."""
    return _LISTING.validate_json(_LISTING.dump_json(listing, warnings="none"))


def _safe(listing: Listing, *, where: str, problems: list[SourceProblem], today: date) -> Listing:
    """Return a listing without what no store or mail may hold; what is taken out is reported."""

    def wrong(key: str, value: object, wanted: str) -> None:
        problems.append(SourceProblem(where=f"{where}.{key}", found=shown(value), wanted=wanted))

    changes: dict[str, Any] = {key: storable(getattr(listing.facts, key)) for key in _TEXTS}
    changes["authors"] = tuple(map(storable, listing.facts.authors))
    for key in _ADDRESSES:
        if (value := getattr(listing.facts, key)) != (address := web_url(value)):
            wrong(key, value, "an http or https address")
            changes[key] = address
    facts = replace(listing.facts, **changes)
    if not facts.title:
        wrong("facts.title", None, "a title")
    ids = tuple(sorted({one for one in map(canonical, listing.ids) if one}))
    for identifier in listing.ids:
        if canonical(identifier) is None:
            wrong("ids", identifier, "arXiv ids and DOIs")
    listed_on = listing.listed_on
    if listed_on is not None and listed_on > today:
        wrong("listed_on", str(listed_on), f"a day that has come; today is {today}")
        listed_on = None
    return replace(listing, facts=facts, ids=ids, listed_on=listed_on)
