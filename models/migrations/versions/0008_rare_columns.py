"""What a change seldom names is not looked for among all changes."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SELDOM = {"ix_target_changes_survivor": "survivor_id", "ix_target_changes_to_beat": "to_beat_id"}


def upgrade() -> None:
    """Make the indexes anew; no row changes."""
    for name, column in SELDOM.items():
        there = sa.text(f"{column} IS NOT NULL")
        op.drop_index(name, table_name="target_changes")
        op.create_index(name, "target_changes", [column], postgresql_where=there, sqlite_where=there)


def downgrade() -> None:
    """The indexes as they were before."""
    for name, column in SELDOM.items():
        op.drop_index(name, table_name="target_changes")
        op.create_index(name, "target_changes", [column])
