"""The second revision: a pick's section, readers' votes, and vectors of texts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add a column and two tables; what was planned before stands in the section "for_you"."""
    op.add_column("picks", sa.Column("section", sa.String(), server_default="for_you", nullable=False))
    op.create_table(
        "votes",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("paper", KEY, nullable=False),
        sa.Column("vote", sa.SmallInteger(), nullable=False),
        sa.Column("voted_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("vote IN (-1, 1)", name="ck_votes_vote"),
        sa.ForeignKeyConstraint(["paper"], ["papers.key"], name="fk_votes_paper"),
        sa.PrimaryKeyConstraint("address", "paper", name="pk_votes"),
    )
    op.create_index("ix_votes_paper", "votes", ["paper"])
    op.create_table(
        "vectors",
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("model", "text_hash", name="pk_vectors"),
    )
