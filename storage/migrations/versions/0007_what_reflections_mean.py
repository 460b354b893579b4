"""What reflections mean, and the tokens that filters ask for."""

import sqlalchemy as sa
from alembic import op

from storage.types import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meaning",
        sa.Column("reflection_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reflection_id"],
            ["reflection.id"],
            name=op.f("fk_meaning_reflection_id_reflection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("reflection_id", name=op.f("pk_meaning")),
    )
    with op.batch_alter_table("meaning", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meaning_change"), ["change"], unique=False)
        batch_op.create_index(
            "ix_meaning_waits",
            ["reflection_id"],
            unique=False,
            sqlite_where=sa.text("vector IS NULL"),
            postgresql_where=sa.text("vector IS NULL"),
        )
    with op.batch_alter_table("reflection", schema=None) as batch_op:
        batch_op.add_column(sa.Column("dated", Moment(), nullable=True))
        batch_op.create_index(batch_op.f("ix_reflection_dated"), ["dated"], unique=False)
    op.execute("UPDATE reflection SET dated = CASE WHEN audience = 'nameless' THEN shown_from ELSE written_at END")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE reflection DROP COLUMN IF EXISTS vector")  # made anew, with the tokens in it
        month = "to_char(written_at AT TIME ZONE 'UTC', 'YYYYMM')"
    else:
        month = "strftime('%Y%m', written_at)"
    op.execute(
        f"UPDATE reflection SET tags = trim(tags || ' a' || member_id || ' y' || {month}) WHERE audience <> 'nameless'"
    )


def downgrade() -> None:
    raise RuntimeError("Going back is not possible. Restore the backup you made before the upgrade.")
