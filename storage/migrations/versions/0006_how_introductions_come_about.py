"""How introductions come about, go on and went."""

import sqlalchemy as sa
from alembic import op

from storage.types import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('apart',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('made_at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_apart_member_id_member'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['other_id'], ['member.id'], name=op.f('fk_apart_other_id_member'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('member_id', 'other_id', name=op.f('pk_apart'))
    )
    op.create_table('carried',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('said_platform', sa.String(), nullable=False),
    sa.Column('said_tenant', sa.String(), nullable=False),
    sa.Column('said_conversation', sa.String(), nullable=False),
    sa.Column('said_message', sa.String(), nullable=False),
    sa.Column('carried_at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['introduction_group.id'], name=op.f('fk_carried_group_id_introduction_group'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_carried_member_id_member'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_carried'))
    )
    with op.batch_alter_table('carried', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_carried_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_carried_member_id'), ['member_id'], unique=False)
        batch_op.create_index('ix_carried_said', ['said_platform', 'said_tenant', 'said_conversation', 'said_message'], unique=False)

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('chat', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('preferred', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('introduction_group', schema=None) as batch_op:
        batch_op.add_column(sa.Column('origin', sa.String(), nullable=False, server_default='round'))
        batch_op.add_column(sa.Column('about', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('introduced_at', Moment(), nullable=True))
        batch_op.create_index(batch_op.f('ix_introduction_group_introduced_at'), ['introduced_at'], unique=False)
        batch_op.drop_column('opener')

    with op.batch_alter_table('introduction_member', schema=None) as batch_op:
        batch_op.add_column(sa.Column('met', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('reach', sa.String(), nullable=False, server_default=''))

    with op.batch_alter_table('member', schema=None) as batch_op:
        batch_op.add_column(sa.Column('next_round', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('snoozed_until', sa.Date(), nullable=True))
    op.execute("UPDATE member SET next_round = 'in' WHERE takes_part")
    with op.batch_alter_table('member', schema=None) as batch_op:
        batch_op.drop_column('takes_part')

    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.add_column(sa.Column('automatic', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('outcome', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('schedule_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('closes_at', Moment(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_round_schedule_id_schedule'), 'schedule', ['schedule_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('schedule', schema=None) as batch_op:
        batch_op.add_column(sa.Column('introduces', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('automatic', sa.Boolean(), nullable=False, server_default=sa.false()))

    # reasons were told in another shape
    op.execute("UPDATE introduction_group SET reasons = '[]'")
    op.execute(
        "UPDATE introduction_group SET introduced_at ="
        " (SELECT round.approved_at FROM round WHERE round.id = introduction_group.round_id)"
    )


def downgrade() -> None:
    raise RuntimeError("Going back is not possible. Restore the backup you made before the upgrade.")
