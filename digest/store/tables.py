"""The tables. The revisions in migrations/ make them; a test holds the two against each other."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from digest.model import CardFacts, Counts, Facts, Masthead, Reason, Section
from digest.store.codec import Instant, Noun
from digest.store.frozen import Frozen

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

# SQLite gives ascending keys by itself only to an INTEGER primary key.
Key = BigInteger().with_variant(Integer, "sqlite")

papers = Table(
    "papers",
    metadata,
    Column("key", Key, primary_key=True),
    Column("facts", Noun(Facts), nullable=False),
    Column("counts", Noun(Counts), nullable=False),
    Column("listed_on", Date, nullable=False, index=True),  # the latest
)

aliases = Table(
    "aliases",
    metadata,
    Column("alias", String, primary_key=True),
    Column("paper", Key, ForeignKey("papers.key"), nullable=False, index=True),
)

sightings = Table(
    "sightings",
    metadata,
    Column("key", Key, primary_key=True),
    Column("paper", Key, ForeignKey("papers.key"), nullable=False),
    Column("source", String, nullable=False),
    Column("listed_on", Date, nullable=False, index=True),
    Column("seen_at", Instant, nullable=False, index=True),  # when the store first held it
    UniqueConstraint("paper", "source", "listed_on"),
)

sources = Table(
    "sources",
    metadata,
    Column("name", String, primary_key=True),
    Column("watermark", Date),  # the last listing day read whole
    Column("asked_at", Instant, nullable=False),  # the last try
    Column("read_at", Instant),  # the last success
    Column("failed_at", Instant),  # the first failure since that success; null: all is well
    Column("error", Text),  # the latest failure in words
)

# Card facts and mastheads, each kept once under the hash of its text, however many digests show it.
snapshots = Table(
    "snapshots",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("card", Noun(CardFacts)),
    Column("masthead", Noun(Masthead)),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("key", Key, primary_key=True),
    Column("address", String, nullable=False),
    Column("kind", String, nullable=False),  # the edition: kind, date and slot
    Column("date", Date, nullable=False),
    Column("slot", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("masthead", String(64), ForeignKey("snapshots.hash"), nullable=False),
    Column("frozen", Noun(Frozen), nullable=False),
    Column("cutoff_at", Instant),  # nothing seen later was looked at; null: the store was empty
    Column("planned_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),  # the next try
    Column("tries", Integer, nullable=False, default=0),
    Column("epoch", Integer, nullable=False, default=0),  # grows with each lease: the guard
    Column("holder", String),
    Column("lease_until", Instant),
    # One row a date and slot, whatever the cadence is called: two passes that read the file before and
    # after a change of cadence must not both plan a mail. A test mail takes nobody's place.
    Index(
        "uq_deliveries_place",
        "address",
        "date",
        "slot",
        unique=True,
        sqlite_where=text("kind <> 'test'"),
        postgresql_where=text("kind <> 'test'"),
    ),
    Index("ix_deliveries_state_due_at", "state", "due_at"),
)

picks = Table(
    "picks",
    metadata,
    Column("delivery", Key, ForeignKey("deliveries.key"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("paper", Key, ForeignKey("papers.key"), nullable=False, index=True),
    Column("card", String(64), ForeignKey("snapshots.hash"), nullable=False),
    Column("score", Float, nullable=False),
    Column("reasons", Noun(tuple[Reason, ...]), nullable=False),
    Column("section", String, nullable=False, server_default=Section.FOR_YOU),
)

attempts = Table(
    "attempts",
    metadata,
    Column("key", Key, primary_key=True),
    Column("delivery", Key, ForeignKey("deliveries.key"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("state", String, nullable=False),  # what became of the delivery
    Column("phase", String, nullable=False),
    Column("code", Integer),
    Column("text", Text, nullable=False),
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("address", String, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("evidence", Text, nullable=False),
)

# The primary key is also the way to one reader's votes; the index is for papers that are merged.
votes = Table(
    "votes",
    metadata,
    Column("address", String, primary_key=True),
    Column("paper", Key, ForeignKey("papers.key"), primary_key=True, index=True),
    Column("vote", SmallInteger, nullable=False),  # +1: more like this; -1: less
    Column("voted_at", Instant, nullable=False),  # the latest; an earlier vote on the paper is forgotten
    CheckConstraint("vote IN (-1, 1)", name="ck_votes_vote"),
)

vectors = Table(
    "vectors",
    metadata,
    Column("model", String, primary_key=True),
    Column("text_hash", String(64), primary_key=True),  # SHA-256 of the text in UTF-8, hexadecimal
    Column("vector", LargeBinary, nullable=False),  # float16, little-endian; as long as the model's others
)
