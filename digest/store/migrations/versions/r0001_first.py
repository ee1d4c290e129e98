"""The first revision: papers and their sightings, sources, and the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table."""
    _papers()
    _sources()
    _deliveries()
    _contents()


def _papers() -> None:
    op.create_table(
        "papers",
        sa.Column("key", KEY, nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_papers"),
    )
    op.create_index("ix_papers_listed_on", "papers", ["listed_on"])
    op.create_table(
        "aliases",
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("paper", KEY, nullable=False),
        sa.ForeignKeyConstraint(["paper"], ["papers.key"], name="fk_aliases_paper"),
        sa.PrimaryKeyConstraint("alias", name="pk_aliases"),
    )
    op.create_index("ix_aliases_paper", "aliases", ["paper"])
    op.create_table(
        "sightings",
        sa.Column("key", KEY, nullable=False),
        sa.Column("paper", KEY, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["paper"], ["papers.key"], name="fk_sightings_paper"),
        sa.PrimaryKeyConstraint("key", name="pk_sightings"),
        sa.UniqueConstraint("paper", "source", "listed_on", name="uq_sightings_paper_source_listed_on"),
    )
    op.create_index("ix_sightings_listed_on", "sightings", ["listed_on"])
    op.create_index("ix_sightings_seen_at", "sightings", ["seen_at"])


def _sources() -> None:
    op.create_table(
        "sources",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("watermark", sa.Date()),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime()),
        sa.Column("failed_at", sa.DateTime()),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("name", name="pk_sources"),
    )


def _deliveries() -> None:
    op.create_table(
        "snapshots",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("card", sa.Text()),
        sa.Column("masthead", sa.Text()),
        sa.PrimaryKeyConstraint("hash", name="pk_snapshots"),
    )
    op.create_table(
        "deliveries",
        sa.Column("key", KEY, nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("masthead", sa.String(64), nullable=False),
        sa.Column("frozen", sa.Text(), nullable=False),
        sa.Column("cutoff_at", sa.DateTime()),
        sa.Column("planned_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String()),
        sa.Column("lease_until", sa.DateTime()),
        sa.ForeignKeyConstraint(["masthead"], ["snapshots.hash"], name="fk_deliveries_masthead"),
        sa.PrimaryKeyConstraint("key", name="pk_deliveries"),
    )
    real = sa.text("kind <> 'test'")
    op.create_index(
        "uq_deliveries_place",
        "deliveries",
        ["address", "date", "slot"],
        unique=True,
        sqlite_where=real,
        postgresql_where=real,
    )
    op.create_index("ix_deliveries_state_due_at", "deliveries", ["state", "due_at"])


def _contents() -> None:
    op.create_table(
        "picks",
        sa.Column("delivery", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("paper", KEY, nullable=False),
        sa.Column("card", sa.String(64), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["card"], ["snapshots.hash"], name="fk_picks_card"),
        sa.ForeignKeyConstraint(["delivery"], ["deliveries.key"], name="fk_picks_delivery"),
        sa.ForeignKeyConstraint(["paper"], ["papers.key"], name="fk_picks_paper"),
        sa.PrimaryKeyConstraint("delivery", "number", name="pk_picks"),
    )
    op.create_index("ix_picks_paper", "picks", ["paper"])
    op.create_table(
        "attempts",
        sa.Column("key", KEY, nullable=False),
        sa.Column("delivery", KEY, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("code", sa.Integer()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["delivery"], ["deliveries.key"], name="fk_attempts_delivery"),
        sa.PrimaryKeyConstraint("key", name="pk_attempts"),
    )
    op.create_index("ix_attempts_delivery", "attempts", ["delivery"])
    op.create_table(
        "suppressions",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("address", name="pk_suppressions"),
    )
