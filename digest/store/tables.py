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
    Column("title_key", BigInteger, index=True),  # shared by works of one title; null: it is too short
)

# Keys of papers that turned out to be another one, and its key: a link made before a merge still works.
former = Table(
    "former",
    metadata,
    Column("key", Key, primary_key=True, autoincrement=False),
    Column("paper", Key, ForeignKey("papers.key"), nullable=False, index=True),
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
    Column("counts", Noun(Counts), nullable=False, server_default="{}"),  # as that source last gave them
    UniqueConstraint("paper", "source", "listed_on"),
)

# The words of papers: numbers of 8 bytes, ascending (digest.rank.search says what they mean), cut by
# term and by paper, so that a search reads a few rows and a new paper writes a few.
postings = Table(
    "postings",
    metadata,
    Column("bucket", Integer, primary_key=True, autoincrement=False),  # of terms
    Column("block", Integer, primary_key=True, autoincrement=False, index=True),  # of papers, by key
    Column("numbers", LargeBinary, nullable=False),  # little-endian
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

# What servers called the replies whose papers are stored; written in the same transaction as those.
validators = Table(
    "validators",
    metadata,
    Column("url", Text, primary_key=True),  # as it was asked for
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
)

# Whose turn it is to ask a host, over all processes of an installation.
turns = Table(
    "turns",
    metadata,
    Column("host", String, primary_key=True),  # "arxiv.org" for all of arXiv's
    Column("next_at", Instant, nullable=False),  # before this nobody asks
    Column("holder", String),  # who is asking now; null: nobody
    Column("until", Instant),  # when that turn runs out, whatever became of its holder
)

# Every asking of a source in the last weeks: how sources are doing is told from these.
readings = Table(
    "readings",
    metadata,
    Column("key", Key, primary_key=True),
    Column("source", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("read", Integer, nullable=False),  # listings, of all days that were asked for
    Column("new", Integer, nullable=False),  # papers not known before
    Column("fingerprint", String, nullable=False),  # of the newest list; empty: nothing was listed
    Column("newest", Date),  # the latest listing day
    Column("error", Text, nullable=False),  # empty: it was read whole
    Index("ix_readings_source_at", "source", "at"),
)

# Pictures that go along with mails: our own re-encodings, each kept once.
pictures = Table(
    "pictures",
    metadata,
    Column("hash", String(64), primary_key=True),  # SHA-256 of the data, hexadecimal
    Column("data", LargeBinary, nullable=False),  # a JPEG
)

# What became of each picture that a paper is listed with.
illustrations = Table(
    "illustrations",
    metadata,
    Column("mark", String(64), primary_key=True),  # SHA-256 of the address: one may be longer than a key
    Column("url", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),  # of the latest try
    Column("tries", Integer, nullable=False),
    Column("error", Text, nullable=False),  # empty: it is there
    Column("wide", String(64), ForeignKey("pictures.hash"), index=True),  # null: too small for a lead story
    Column("wide_width", Integer),  # pixels
    Column("wide_height", Integer),
    Column("small", String(64), ForeignKey("pictures.hash"), index=True),
    Column("small_width", Integer),
    Column("small_height", Integer),
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

# What the operator is told: each change of a source's or delivery's state, and what became of its mail.
reports = Table(
    "reports",
    metadata,
    Column("key", Key, primary_key=True),
    Column("subject", String, nullable=False),  # "delivery", or "source:" and its name
    Column("turn", Integer, nullable=False),  # the how-manyth change of the subject, from 1
    Column("state", String, nullable=False),
    Column("since", Instant, nullable=False),
    Column("text", Text, nullable=False),
    Column("noted_at", Instant, nullable=False),
    Column("mail", String, nullable=False),  # as a delivery's state; quiet: nobody is to be mailed
    Column("due_at", Instant, nullable=False),
    Column("claimed_at", Instant),  # when its body was about to be transmitted
    Column("answer", Text, nullable=False),
    UniqueConstraint("subject", "turn"),
)
