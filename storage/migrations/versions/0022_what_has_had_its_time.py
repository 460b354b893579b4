"""What has had its time is found by an index."""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index('ix_reflection_goes_at', 'reflection')
    op.drop_index('ix_reflection_member_id', 'reflection')
    op.create_index('ix_reflection_of_member', 'reflection', ['member_id', 'written_at', 'kept_at'])
    partial('ix_reflection_goes_at', ['goes_at'], "goes_at IS NOT NULL")
    partial('ix_reflection_had_its_time', ['written_at', 'kept_at'], "goes_at IS NULL AND audience <> 'nameless'")


def partial(name: str, columns: list[str], condition: str) -> None:
    op.create_index(
        name, 'reflection', columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition)
    )


def downgrade() -> None:
    raise RuntimeError("Going back is not possible. Restore the backup you made before the upgrade.")
