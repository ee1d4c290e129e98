"""bioRxiv and medRxiv: pages, versions, subjects, and replies that are none."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from httpserver import LOOPBACK, Answer, Server, answer, serving

from digest.errors import SourceError
from digest.sources import Batch
from digest.sources.biorxiv import Biorxiv
from digest.sources.client import Client, Patience

TODAY = date(2026, 3, 31)
HASTY = Patience(read_s=5, whole_s=5, attempts=1)
NOTHING = answer(json.dumps({"messages": [{"status": "no posts found"}], "collection": []}))


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def fetch(server: Server, since: date | None = TODAY, *, subjects: tuple[str, ...] = ()) -> list[Batch]:
    async def once() -> list[Batch]:
        async with Client(patience=HASTY, private_hosts=LOOPBACK) as client:
            source = Biorxiv(client, "biorxiv", subjects=subjects, base=server.url)
            return [batch async for batch in source.fetch(since, today=TODAY)]

    return asyncio.run(once())


def a_preprint(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "title": f"Made-up preprint {number}",
        "authors": "Lovelace, A.; Hopper, G. B.",
        "doi": f"10.1101/2026.03.31.{number:06d}",
        "date": "2026-03-31",
        "version": "1",
        "category": "cell biology",
        "abstract": "We made it up.",
        **changes,
    }


def page(*preprints: object, total: object = None) -> bytes:
    count = len(preprints) if total is None else total
    message = {"status": "ok", "cursor": 0, "count": len(preprints), "total": count}
    return answer(json.dumps({"messages": [message], "collection": preprints}))


def today_only(*preprints: object) -> Answer:
    return lambda target: page(*preprints) if "2026-03-31/0/" in target else NOTHING


def last(reply: Answer, **changes: Any) -> Batch:
    with serving(reply) as server:
        return fetch(server, **changes)[-1]


def test_a_preprint_becomes_a_listing() -> None:
    """Its DOI is its id, its subject a category, and names stand as papers print them."""
    (listing,) = last(today_only(a_preprint())).listings
    assert listing.source == "biorxiv"
    assert listing.ids == ("doi:10.1101/2026.03.31.000001",)
    assert listing.facts.authors == ("A. Lovelace", "G. B. Hopper")
    assert listing.facts.categories == ("cell-biology",)
    assert listing.facts.url == "https://www.biorxiv.org/content/10.1101/2026.03.31.000001"
    assert (listing.listed_on, listing.facts.published_on) == (TODAY, TODAY)
    assert not listing.replaced


@pytest.mark.parametrize(("version", "replaced"), [("1", False), (1, False), ("2", True), (3, True)])
def test_a_later_version_is_no_new_paper(version: object, replaced: bool) -> None:  # noqa: FBT001 - a table's
    """The API writes the number as text, or as a number."""
    (listing,) = last(today_only(a_preprint(version=version))).listings
    assert listing.replaced is replaced


def test_names_of_groups_and_of_one_word_stay() -> None:
    """They have no comma, or nothing after it."""
    authors = "Lovelace, A.; The Made-up Consortium; Plato,; ; van Rossum, G."
    (listing,) = last(today_only(a_preprint(authors=authors))).listings
    assert listing.facts.authors == ("A. Lovelace", "The Made-up Consortium", "Plato", "G. van Rossum")


@pytest.mark.parametrize("size", [100, 30])
def test_a_day_is_read_to_its_end_however_long_its_pages_are(size: int) -> None:
    """The cursor moves by what came."""

    def reply(target: str) -> bytes:
        if "2026-03-31/2026-03-31" not in target:
            return NOTHING
        cursor = int(target.split("/")[-2])
        return page(*(a_preprint(n) for n in range(cursor, min(cursor + size, 250))), total="250")

    with serving(reply) as server:
        batch = fetch(server)[-1]
    assert len({listing.ids for listing in batch.listings}) == 250
    cursors = [int(target.split("/")[-2]) for target in server.targets if "03-31/2" in target]
    assert cursors == list(range(0, 250, size))


def test_days_come_in_order_and_the_two_before_again() -> None:
    """A server's day ends in New York; what was read completes nothing anew."""
    with serving(lambda _: NOTHING) as server:
        batches = fetch(server, date(2026, 3, 30))
    asked = [re.findall(r"\d{4}-\d\d-\d\d", target)[0] for target in server.targets]
    assert asked == ["2026-03-28", "2026-03-29", "2026-03-30", "2026-03-31"]
    assert [batch.watermark for batch in batches] == [None, None, date(2026, 3, 30), TODAY]


def test_a_first_run_goes_seven_days_back() -> None:
    """One request a day, oldest first."""
    with serving(lambda _: NOTHING) as server:
        assert fetch(server, None)[0].watermark == date(2026, 3, 24)
    assert len(server.targets) == 8


def test_only_the_subjects_that_are_wanted_are_kept() -> None:
    """However the server spells them."""
    reply = today_only(
        a_preprint(1, category="cell_biology"),
        a_preprint(2, category="Cell Biology"),
        a_preprint(3, category="zoology"),
    )
    assert len(last(reply, subjects=("cell-biology",)).listings) == 2


@pytest.mark.parametrize(
    ("bad", "problem", "kept"),
    [
        ("x", "collection[1]: found the text 'x', wanted an object", 2),
        (a_preprint(2, title=""), "collection[1].title: found nothing to read, wanted a title", 2),
        (a_preprint(2, doi="x"), "collection[1].doi: found the text 'x', wanted a DOI like", 3),
        (a_preprint(2, version="new"), "collection[1].version: found the text 'new', wanted a number", 3),
        (a_preprint(2, abstract=["x"]), "collection[1].abstract: found a list of 1, wanted a text", 3),
    ],
)
def test_a_bad_preprint_does_not_spoil_its_day(bad: object, problem: str, kept: int) -> None:
    """It is reported with its place; the day is complete."""
    batch = last(today_only(a_preprint(1), bad, a_preprint(3)))
    (found,) = batch.problems
    assert problem in str(found)
    assert (len(batch.listings), batch.watermark) == (kept, TODAY)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (answer("<html>"), "found a web page, wanted JSON"),
        (answer("[]"), 'found a list of 0, wanted the status "ok"'),
        (answer('{"messages": [{"status": "busy"}]}'), "found the status the text 'busy'"),
        (answer('{"messages": [], "collection": []}'), "found an object of 2 keys"),
        (page(a_preprint(), total="many"), "found the text 'many', wanted a number"),
        (page("x", "y"), "none of 2 papers could be read"),
        (answer(status="500 Internal Server Error"), "answered 500"),
    ],
)
def test_a_reply_that_is_none_is_an_error_and_no_quiet_day(reply: bytes, error: str) -> None:
    """With the address that was asked."""
    with pytest.raises(SourceError, match=error), serving(lambda _: reply) as server:
        fetch(server)


def test_a_server_that_never_ends_is_given_up() -> None:
    """Every page says that there are more."""
    with (
        pytest.raises(SourceError, match="more than 100 pages"),
        serving(lambda _: page(a_preprint(), total=9_999)) as server,
    ):
        fetch(server)


def test_a_recorded_reply_is_read_whole(recorded: Path) -> None:
    """Three preprints, the third a third version."""
    (path,) = (recorded / "biorxiv").glob("*.json")
    with serving(lambda target: answer(path.read_bytes()) if "03-31/0/" in target else NOTHING) as server:
        batch = fetch(server)[-1]
    assert batch.problems == ()
    assert [(one.ids, one.replaced) for one in batch.listings] == [
        (("doi:10.64898/2026.07.13.738145",), False),
        (("doi:10.64898/2026.07.13.738249",), False),
        (("doi:10.64898/2025.12.19.695336",), True),
    ]
    assert batch.listings[0].facts.authors == ("T. Ghafari", "A. J. Quinn", "O. Jensen")
