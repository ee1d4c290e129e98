"""Opening a store: its revision, and what an operator is told when it cannot be used."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from make import NOON, TODAY, a_listing
from sqlalchemy import create_engine, text

from digest.errors import StoreError
from digest.identify import identified
from digest.model import Section, Verdict
from digest.rank.search import parse_query
from digest.store import Store, exists, open_store
from digest.store.engine import MIGRATIONS
from digest.store.outbox import Claim, lease
from digest.store.papers import search, upsert
from digest.store.tables import metadata


def test_the_revisions_make_the_tables_that_the_code_expects(store: Store) -> None:
    """Migrations and tables tell the same story."""
    with store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_opening_again_changes_nothing(store: Store, store_url: str) -> None:
    """A store that is up to date is opened as it is."""
    again = open_store(store_url)
    with again.read() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    again.close()
    assert len(found) == 1


def test_asking_whether_there_is_a_store_makes_none(store_url: str) -> None:
    """Not in an empty place, and an empty file is no store either."""
    assert not exists(store_url)
    assert not exists(store_url)
    if "://" not in store_url:
        assert not Path(store_url).exists()
        Path(store_url).touch()
        assert not exists(store_url)
    open_store(store_url).close()
    assert exists(store_url)


def test_a_store_of_the_first_revision_is_brought_forward_with_what_it_holds(
    store_url: str, make_old: Callable[[str], None]
) -> None:
    """What waited to be sent when the program was updated is sent: its papers are "for you"."""
    make_old(store_url)
    store = open_store(store_url)
    claim = Claim(holder="a", now=NOON, until=NOON + timedelta(minutes=5))
    (held,) = lease(store, claim, after=0, limit=10)
    store.close()
    (entry,) = held.digest.entries
    assert (entry.card.title, entry.section) == ("One", Section.FOR_YOU)
    assert held.digest.verdict is Verdict.ORDINARY


def test_papers_of_an_old_store_are_known_by_their_titles_and_words(
    store_url: str, make_old: Callable[[str], None]
) -> None:
    """What was stored before the program knew how is found as what is stored now."""
    make_old(store_url)
    store = open_store(store_url)
    facts = {"ids": (), "authors": ("T. Dao",), "source": "feed:lab"}
    listing = a_listing("A title that is long enough to be its own", **facts)
    items = [identified(listing, day=TODAY)]
    assert upsert(store, items, source="feed:lab", now=NOON, watermark=None).new == 0
    (paper,) = search(store, parse_query("long titles"), limit=5).papers
    store.close()
    assert (paper.key, paper.sources) == (2, ("feed:lab",))


@pytest.fixture
def make_old() -> Callable[[str], None]:
    """Return what makes a store of revision 0001 that holds one planned delivery of one paper."""

    def make(url: str) -> None:
        postgres = url.startswith("postgresql:")
        engine = create_engine(
            url.replace("postgresql:", "postgresql+psycopg:") if postgres else f"sqlite:///{url}"
        )
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "0001")
            for statement in OLD.strip().split("\n"):
                connection.exec_driver_sql(statement)
        engine.dispose()

    return make


OLD = """
INSERT INTO papers VALUES (1, '{"title":"One"}', '{}', '2026-03-31')
INSERT INTO papers VALUES (2, '{"title":"A title that is long enough to be its own","authors":["Tri Dao"]}', '{}', '2026-03-31')
INSERT INTO aliases VALUES ('arxiv:2603.00002', 2)
INSERT INTO snapshots VALUES ('c', '{"title":"One","url":"https://arxiv.org/abs/2603.00001"}', NULL)
INSERT INTO snapshots VALUES ('m', NULL, '{"title":"Paper Round","sender":"digest@example.org"}')
INSERT INTO deliveries VALUES (1, 'ada@example.org', 'daily', '2026-03-31', 1, 'planned', 'm', '{"email":"ada@example.org","name":"","date":"2026-03-31T07:30:00Z","message_id":"<1@example.org>","unsubscribe":"mailto:digest@example.org","cadence":"daily"}', NULL, '2026-03-31 07:30:00.000000', '2026-04-01 07:30:00.000000', '2026-03-31 07:30:00.000000', 0, 0, NULL, NULL)
INSERT INTO picks VALUES (1, 1, 1, 'c', 1.0, '[]')
"""  # noqa: E501 - one statement a line


def test_a_store_of_a_newer_version_is_refused(store: Store, store_url: str) -> None:
    """An old program does not touch what it does not understand."""
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version"):
        open_store(store_url)


def test_a_transaction_that_fails_leaves_nothing_behind(store: Store) -> None:
    """All or nothing."""
    with pytest.raises(ZeroDivisionError), store.write() as connection:
        connection.execute(text("INSERT INTO suppressions VALUES ('a@example.org', '2026-03-31', 'x')"))
        raise ZeroDivisionError
    with store.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM suppressions")).scalar() == 0


def test_a_locked_store_says_so(tmp_path: Path) -> None:
    """The message names the file and what to do."""
    path = tmp_path / "paper-round.db"
    open_store(str(path)).close()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    store = open_store(str(path), busy_timeout_s=0.05)
    with pytest.raises(StoreError, match=r"paper-round\.db: another process holds it"), store.write():
        pass
    store.close()
    holder.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_store_says_so(tmp_path: Path) -> None:
    """Permissions are the operator's to mend."""
    path = tmp_path / "paper-round.db"
    open_store(str(path)).close()
    path.chmod(0o400)
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="read-only"), open_store(str(path)).write():
        pass


def test_a_store_marked_read_only_says_so(tmp_path: Path) -> None:
    """The same for whoever runs as root: SQLite itself refuses to write."""
    path = tmp_path / "paper-round.db"
    open_store(str(path)).close()
    store = open_store(str(path))
    with pytest.raises(StoreError, match="read-only"), store.write() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
        connection.execute(text("DELETE FROM suppressions"))
    store.close()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda path: path.write_text("not a database, but long enough to be taken for one " * 20),
            "not a SQLite",
        ),
        (lambda path: path.mkdir(), "cannot be opened"),
    ],
)
def test_a_file_that_is_no_store_is_refused_with_its_name(tmp_path: Path, make, words: str) -> None:
    """A wrong path is found at once."""
    path = tmp_path / "other.db"
    make(path)
    with pytest.raises(StoreError, match=rf"other\.db: .*{words}"):
        open_store(str(path))


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    """Nothing is created where nobody asked for it."""
    with pytest.raises(StoreError, match="folder .*nowhere does not exist"):
        open_store(str(tmp_path / "nowhere" / "paper-round.db"))


def test_a_database_server_that_is_away_is_named_without_its_password() -> None:
    """No password in a message."""
    with pytest.raises(StoreError) as caught:
        open_store("postgresql://user:secret@127.0.0.1:1/papers")
    assert "cannot be reached" in str(caught.value)
    assert "secret" not in str(caught.value)
