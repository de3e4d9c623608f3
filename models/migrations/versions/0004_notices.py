"""What was decided about each notice, who is away, and until when and within which hours a message may be sent."""

import sqlalchemy as sa
from alembic import op

from models.base import Moment
from models.migrations.append_only import protect

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KINDS = (
    "month_start",
    "nudge",
    "shortfall",
    "shortfall_last",
    "digest",
    "plan_missing",
    "plan_missing_chief",
    "register_stale",
    "first_visit",
    "first_visit_chief",
    "undelivered",
)


def upgrade() -> None:
    """Add the tables, and what a message knows of its hours; those that wait already have none."""
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="notice", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["outbox.id"], name=op.f("fk_notices_message_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_notices_officer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_notices_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint(
            "kind", "period", "unit_id", "officer_id", name=op.f("uq_notices_kind_period_unit_id_officer_id")
        ),
    )
    op.create_index("ix_notices_decided_at", "notices", ["decided_at"], unique=False)
    op.create_index(op.f("ix_notices_message_id"), "notices", ["message_id"], unique=False)
    protect("notices", ("id",), ("kind", "period", "unit_id", "officer_id"))
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("acting_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", Moment(timezone=True), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("acting_id <> officer_id", name=op.f("ck_absences_acting_is_another")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_absences_ends_after_start")),
        sa.ForeignKeyConstraint(["acting_id"], ["officers.id"], name=op.f("fk_absences_acting_id")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_absences_audit_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_absences_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index(op.f("ix_absences_audit_id"), "absences", ["audit_id"], unique=False)
    op.create_index("ix_absences_officer", "absences", ["officer_id", "starts_on"], unique=False)
    protect("absences", ("id",))
    op.add_column("outbox", sa.Column("awake_from", sa.Time(), nullable=True))
    op.add_column("outbox", sa.Column("awake_until", sa.Time(), nullable=True))
    op.add_column("outbox", sa.Column("not_after", Moment(timezone=True), nullable=True))


def downgrade() -> None:
    """What was decided is forgotten: a tick of this version after coming back would say open notices again."""
    for column in ("not_after", "awake_until", "awake_from"):
        op.drop_column("outbox", column)
    op.drop_index("ix_absences_officer", table_name="absences")
    op.drop_index(op.f("ix_absences_audit_id"), table_name="absences")
    op.drop_table("absences")
    op.drop_index(op.f("ix_notices_message_id"), table_name="notices")
    op.drop_index("ix_notices_decided_at", table_name="notices")
    op.drop_table("notices")
