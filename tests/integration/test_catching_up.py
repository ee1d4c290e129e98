"""After days of downtime what was missed is fetched in order of days; a kill in the middle loses nothing."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from caught import catch_up
from httpserver import HANG, answer, serving
from listed import an_item
from make import TODAY

from digest.store import Store, open_store
from digest.store.papers import shelf, source_states

DAY = timedelta(days=1)
PROGRAM = Path(__file__).parent.parent / "caught.py"


@dataclass
class Lists:
    """A list of one paper a day, and the day at which the server stops talking."""

    stuck_on: date | None = None
    stuck: threading.Event = field(default_factory=threading.Event)
    asked: list[date] = field(default_factory=list)

    def __call__(self, target: str) -> bytes:
        found = re.search(r"date=([-\d]+)", target)
        assert found
        day = date.fromisoformat(found[1])
        self.asked.append(day)
        if day == self.stuck_on:
            self.stuck.set()
            return HANG
        return answer(json.dumps([an_item(day.toordinal() % 90_000)]))


def days(first: date, last: date) -> list[date]:
    return [first + ahead * DAY for ahead in range((last - first).days + 1)]


def held(store: Store, *, since: date) -> list[date]:
    """Return the listing days from one on that the store holds a paper of."""
    return sorted(one.listed_on for one in shelf(store, since=since).sightings)


@pytest.fixture(autouse=True)
def without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def killed_on(path: Path, lists: Lists, url: str, *, since: str) -> None:
    """Run an ingest that is killed while it waits for the list of a day."""
    program = [sys.executable, str(PROGRAM), str(path), url, str(TODAY), since]
    with subprocess.Popen(program) as process:  # noqa: S603 - our own program
        assert lists.stuck.wait(60)
        process.send_signal(signal.SIGKILL)
    lists.stuck_on = None
    lists.asked.clear()


@pytest.mark.parametrize("way", ["after downtime", "from a day on"])
def test_a_kill_in_the_middle_resumes_where_it_was(tmp_path: Path, way: str) -> None:
    """Each day is stored with its watermark: the next run begins with the last of them, and misses none."""
    path, first = tmp_path / "paper-round.db", TODAY - 12 * DAY
    store = open_store(str(path))
    lists = Lists(stuck_on=TODAY - 5 * DAY)
    with serving(lists) as server:
        if way == "after downtime":
            catch_up(store, server.url, today=first, since=first)
        killed_on(path, lists, server.url, since=str(first) if way == "from a day on" else "-")
        assert held(store, since=first) == days(first, TODAY - 6 * DAY)
        (result,) = catch_up(store, server.url, today=TODAY)
    assert result.error == ""
    assert held(store, since=first) == days(first, TODAY)
    assert source_states(store)[0].watermark == TODAY
    assert max(lists.asked) == TODAY
    assert lists.asked[:7] == days(TODAY - 6 * DAY, TODAY)  # the watermark's day may have grown
    store.close()


def test_missed_days_are_asked_for_in_order(store: Store) -> None:
    """So that what is there is always everything up to a day."""
    lists, first = Lists(), TODAY - 9 * DAY
    with serving(lists) as server:
        catch_up(store, server.url, today=first)
        lists.asked.clear()
        catch_up(store, server.url, today=TODAY)
    assert lists.asked[:10] == days(first, TODAY)
    assert held(store, since=first) == days(first, TODAY)


def test_days_before_the_watermark_can_be_asked_for(store: Store) -> None:
    """`--since` reads what was missed before, and takes no watermark back."""
    lists, first = Lists(), TODAY - 20 * DAY
    with serving(lists) as server:
        catch_up(store, server.url, today=TODAY)
        catch_up(store, server.url, today=TODAY, since=first)
    assert held(store, since=first) == days(first, TODAY)
    assert source_states(store)[0].watermark == TODAY
