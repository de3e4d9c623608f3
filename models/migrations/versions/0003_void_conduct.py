"""Steps of cards and answers to requests can be voided like facts; a request whose answer was voided is open again."""

import sqlalchemy as sa
from alembic import op

from models.base import Moment
from models.migrations.append_only import protect

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = "visit_id, outcome, closed_on, recorded_at, audit_id"
VOIDS = (("id",), ("card_event_id",), ("closing_id",))


def upgrade() -> None:
    """Number the closings, so that a visit can have several; and make the table that voids."""
    op.execute(f"CREATE TABLE closings_kept AS SELECT {COLUMNS} FROM request_closings")  # noqa: S608 (our own names)
    drop_closings()
    create_closings(numbered=True)
    fill_closings()
    op.create_index(op.f("ix_request_closings_visit_id"), "request_closings", ["visit_id"], unique=False)
    protect("request_closings", ("id",))
    op.create_table(
        "conduct_voids",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card_event_id", sa.Integer(), nullable=True),
        sa.Column("closing_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("voided_at", Moment(timezone=True), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(card_event_id IS NULL) <> (closing_id IS NULL)", name=op.f("ck_conduct_voids_one_entry")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_conduct_voids_reason_given")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_conduct_voids_audit_id")),
        sa.ForeignKeyConstraint(["card_event_id"], ["card_events.id"], name=op.f("fk_conduct_voids_card_event_id")),
        sa.ForeignKeyConstraint(["closing_id"], ["request_closings.id"], name=op.f("fk_conduct_voids_closing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_voids")),
        sa.UniqueConstraint("card_event_id", name=op.f("uq_conduct_voids_card_event_id")),
        sa.UniqueConstraint("closing_id", name=op.f("uq_conduct_voids_closing_id")),
    )
    op.create_index(op.f("ix_conduct_voids_audit_id"), "conduct_voids", ["audit_id"], unique=False)
    protect("conduct_voids", *VOIDS)


def downgrade() -> None:
    """What was voided stands no more: steps of cards come back, closings that were voided are gone."""
    op.execute(
        f"CREATE TABLE closings_kept AS SELECT {COLUMNS} FROM request_closings"  # noqa: S608 (our own names)
        " WHERE NOT EXISTS (SELECT 1 FROM conduct_voids WHERE conduct_voids.closing_id = request_closings.id)"
    )
    op.drop_index(op.f("ix_conduct_voids_audit_id"), table_name="conduct_voids")
    op.drop_table("conduct_voids")
    op.drop_index(op.f("ix_request_closings_visit_id"), table_name="request_closings")
    drop_closings()
    create_closings(numbered=False)
    fill_closings()
    protect("request_closings", ("visit_id",))


def drop_closings() -> None:
    """The table goes, with its triggers."""
    op.drop_index(op.f("ix_request_closings_audit_id"), table_name="request_closings")
    op.drop_table("request_closings")


def create_closings(*, numbered: bool) -> None:
    """The table with a number of its own, or with one row a visit."""
    outcomes = sa.Enum(
        "done",
        "answered",
        "passed_on",
        "impossible",
        name="requestoutcome",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    number = [sa.Column("id", sa.Integer(), nullable=False)] if numbered else []
    op.create_table(
        "request_closings",
        *number,
        sa.Column("visit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", outcomes, nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Moment(timezone=True), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_request_closings_audit_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_request_closings_visit_id")),
        sa.PrimaryKeyConstraint("id" if numbered else "visit_id", name=op.f("pk_request_closings")),
    )
    op.create_index(op.f("ix_request_closings_audit_id"), "request_closings", ["audit_id"], unique=False)


def fill_closings() -> None:
    """Put back what was there, in its order."""
    op.execute(
        f"INSERT INTO request_closings ({COLUMNS}) SELECT {COLUMNS} FROM closings_kept"  # noqa: S608 (our own names)
        " ORDER BY audit_id, visit_id"
    )
    op.drop_table("closings_kept")
