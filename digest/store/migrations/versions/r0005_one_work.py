"""The fifth revision: works found by their titles, keys of merged papers, counts by source, and words."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from digest.identify import title_key

revision = "0005"
down_revision = "0004"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT_ONCE = 1000


def upgrade() -> None:
    """Add two columns and two tables; the words of papers are indexed when they are first needed."""
    op.add_column("papers", sa.Column("title_key", sa.BigInteger(), nullable=True))
    op.create_index("ix_papers_title_key", "papers", ["title_key"])
    op.add_column("sightings", sa.Column("counts", sa.Text(), server_default="{}", nullable=False))
    op.create_table(
        "former",
        sa.Column("key", KEY, nullable=False),
        sa.Column("paper", KEY, nullable=False),
        sa.ForeignKeyConstraint(["paper"], ["papers.key"], name="fk_former_paper"),
        sa.PrimaryKeyConstraint("key", name="pk_former"),
    )
    op.create_index("ix_former_paper", "former", ["paper"])
    op.create_table(
        "postings",
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", "block", name="pk_postings"),
    )
    op.create_index("ix_postings_block", "postings", ["block"])
    _name_titles()


def _name_titles() -> None:
    papers = sa.table("papers", sa.column("key"), sa.column("facts"), sa.column("title_key"))
    change = (
        sa.update(papers).where(papers.c.key == sa.bindparam("paper")).values(title_key=sa.bindparam("made"))
    )
    after = -1
    while rows := _after(papers, after):
        made = [{"paper": row.key, "made": title_key(json.loads(row.facts)["title"])} for row in rows]
        op.get_bind().execute(change, made)
        after = rows[-1].key


def _after(papers: sa.TableClause, key: int) -> list[sa.Row[Any]]:
    query = sa.select(papers.c.key, papers.c.facts).where(papers.c.key > key).order_by(papers.c.key)
    return list(op.get_bind().execute(query.limit(AT_ONCE)))
