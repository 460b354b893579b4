"""Where a question was asked."""

import sqlalchemy as sa
from alembic import op

from storage.types import Moment

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('asking', schema=None) as batch_op:
        batch_op.add_column(sa.Column("space_ids", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    raise RuntimeError("Going back is not possible. Restore the backup you made before the upgrade.")
