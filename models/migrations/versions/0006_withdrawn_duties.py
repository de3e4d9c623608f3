"""A duty that was to begin can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mark; nothing that stands was taken back."""
    op.add_column("assignments", sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Duties that were taken back stand again: the versions before cannot say it."""
    op.drop_column("assignments", "withdrawn")
