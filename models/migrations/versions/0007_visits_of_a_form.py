"""A form reads the visits of a beat from the index alone, and the cards they gave without going through all years."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OF_A_BEAT = ["home_beat_id", "visited_on"]
ASKED = ["target_id", "outcome", "new_card", "cr_cards", "patrol_cards", "id"]


def upgrade() -> None:
    """Make the indexes anew; no row changes."""
    op.drop_index("ix_visits_beat", table_name="visits")
    op.create_index("ix_visits_beat", "visits", OF_A_BEAT, postgresql_include=ASKED)
    op.create_index(
        "ix_visits_card",
        "visits",
        OF_A_BEAT,
        postgresql_include=["target_id", "id"],
        postgresql_where=sa.text("new_card"),
        sqlite_where=sa.text("new_card = 1"),
    )


def downgrade() -> None:
    """The index as it was before."""
    op.drop_index("ix_visits_card", table_name="visits")
    op.drop_index("ix_visits_beat", table_name="visits")
    op.create_index("ix_visits_beat", "visits", OF_A_BEAT)
