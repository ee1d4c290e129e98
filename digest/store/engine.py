"""The store: one SQLAlchemy engine, its transactions, and its revision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, Table, create_engine, event, inspect, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from digest.errors import StoreError

BUSY_TIMEOUT_S = 30.0
CHUNK = 500
MIGRATIONS = Path(__file__).parent / "migrations"
T = TypeVar("T")


class Store:
    """An open store. `read` and `write` are its transactions; nothing else talks to the engine."""

    def __init__(self, engine: Engine, *, place: str) -> None:
        self.place = place  # how messages name it; never with a password
        # One state for all that a transaction reads; SQLite gives nothing less.
        whole = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
        self._reader = engine.execution_options(**whole)
        self._writer = engine.execution_options(writer=True)

    @property
    def dialect(self) -> str:
        """Return "sqlite" or "postgresql"."""
        return self._reader.dialect.name

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the store."""
        with self._transaction(self._reader) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that may write; on SQLite it waits for its turn before it reads."""
        with self._transaction(self._writer) as connection:
            yield connection

    def take_turn(self, connection: Connection, table: Table) -> None:
        """Let one writer of a table in at a time; SQLite's write transactions take turns by themselves."""
        if self.dialect == "postgresql":
            connection.execute(text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))

    def insert(self, table: Table) -> sqlite.Insert:
        """Return the dialect's INSERT, which knows ON CONFLICT; both spell it the same way."""
        if self.dialect == "postgresql":
            return cast("sqlite.Insert", postgresql.insert(table))
        return sqlite.insert(table)

    def close(self) -> None:
        """Give back every connection."""
        self._reader.dispose()

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        try:
            with engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise _explained(error, place=self.place) from error


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut values into pieces that fit one statement: SQLite takes 32,766 parameters at most."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def place_of(url: str) -> str:
    """Return how a message may name a store: without a password."""
    if not _is_postgres(url):
        return url
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=True)


def exists(url: str) -> bool:
    """Tell whether there is a store at a path or URL, without making one; raises StoreError."""
    if not _is_postgres(url):
        path = Path(url)
        return path.is_file() and path.stat().st_size > 0
    store = Store(_postgres(make_url(url).set(drivername="postgresql+psycopg")), place=place_of(url))
    try:
        with store.read() as connection:
            return _revision(connection) is not None
    finally:
        store.close()


def _is_postgres(url: str) -> bool:
    return url.startswith(("postgresql:", "postgres:"))


def open_store(url: str, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> Store:
    """Open the store at a path (SQLite) or a postgresql:// URL, and bring it to this version.

    Raises StoreError when it cannot be opened, is locked or read-only, or is newer than this program.
    """
    if _is_postgres(url):
        engine = _postgres(make_url(url).set(drivername="postgresql+psycopg"))
    else:
        engine = _sqlite(Path(url), busy_timeout_s=busy_timeout_s)
    store = Store(engine, place=place_of(url))
    try:
        _migrate(store)
    except BaseException:
        store.close()
        raise
    return store


def _sqlite(path: Path, *, busy_timeout_s: float) -> Engine:
    if not path.parent.is_dir():
        raise StoreError(f"{path}: the folder {path.parent} does not exist; make it, or set newsletter.store")
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": busy_timeout_s})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA cache_size = -32768")  # KiB: aliases are looked up all over their index
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writer = connection.get_execution_options().get("writer", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    return engine


def _postgres(address: Any) -> Engine:
    try:
        return create_engine(address, isolation_level="READ COMMITTED")
    except ModuleNotFoundError as error:
        raise StoreError("PostgreSQL needs its driver: pip install 'paper-round[postgres]'") from error


def _migrate(store: Store) -> None:
    """Bring the schema to the newest revision; a store that is there already costs one query."""
    revisions = sorted(path.name[1:5] for path in (MIGRATIONS / "versions").glob("r[0-9]*.py"))
    newest = revisions[-1]
    with store.read() as connection:
        found = _revision(connection)
    if found == newest:
        return
    if found is not None and found not in revisions:
        known = f"revision {found}, this one knows {newest}"
        raise StoreError(f"{store.place}: made by a newer version of Paper Round ({known})")
    if store.dialect == "sqlite":
        _use_wal(store)
    with store.write() as connection:
        if store.dialect == "postgresql":  # two processes that start at once take turns
            connection.execute(text("SELECT pg_advisory_xact_lock(7166218)"))
        _upgrade(connection)


def _revision(connection: Connection) -> str | None:
    """Return the revision of a store, as Alembic keeps it; None: there is no store yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _upgrade(connection: Connection) -> None:
    # Alembic takes as long to import as many a command takes to answer, and is seldom needed.
    from alembic import command  # noqa: PLC0415 - as said above
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _use_wal(store: Store) -> None:
    """Switch the file to write-ahead logging; it remembers. Not possible inside a transaction."""
    try:
        raw = store._reader.raw_connection()  # noqa: SLF001 - same module
        try:
            raw.cursor().execute("PRAGMA journal_mode = WAL")
        finally:
            raw.close()
    except Exception as error:  # the driver's own error classes, outside SQLAlchemy's wrapping
        raise StoreError(_words(str(error), place=store.place)) from error


def _explained(error: DBAPIError, *, place: str) -> StoreError:
    return StoreError(_words(str(error.orig), place=place))


def _words(reason: str, *, place: str) -> str:
    """Say what is wrong with a store and what to do, for the failures an operator meets."""
    remedies = {
        "database is locked": "another process holds it; wait for it to end, or stop it",
        "readonly database": "it is read-only; check the owner and mode of the file and of its folder",
        "unable to open": "it cannot be opened; check that the path is a file you may read and write",
        "file is not a database": "it is not a SQLite database; name another file in newsletter.store",
        "disk is full": "the disk is full; nothing was lost, make room and run again",
        "disk I/O error": "the disk reports an error; nothing was written",
        "connection failed": "the database server cannot be reached",
    }
    for sign, remedy in remedies.items():
        if sign in reason:
            return f"{place}: {remedy} ({reason.strip()})"
    return f"{place}: {reason.strip()}"
