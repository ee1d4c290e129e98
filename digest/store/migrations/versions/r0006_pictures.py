"""The sixth revision: pictures of papers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add two tables; what was planned before goes out without pictures, as it was frozen."""
    op.create_table(
        "pictures",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_pictures"),
    )
    op.create_table(
        "illustrations",
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("wide", sa.String(64), nullable=True),
        sa.Column("wide_width", sa.Integer(), nullable=True),
        sa.Column("wide_height", sa.Integer(), nullable=True),
        sa.Column("small", sa.String(64), nullable=True),
        sa.Column("small_width", sa.Integer(), nullable=True),
        sa.Column("small_height", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["wide"], ["pictures.hash"], name="fk_illustrations_wide"),
        sa.ForeignKeyConstraint(["small"], ["pictures.hash"], name="fk_illustrations_small"),
        sa.PrimaryKeyConstraint("mark", name="pk_illustrations"),
    )
    for column in ("at", "wide", "small"):
        op.create_index(f"ix_illustrations_{column}", "illustrations", [column])
