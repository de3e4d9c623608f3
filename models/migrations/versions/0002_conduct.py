"""What is recorded beside the counted facts: topics, requests, the life of cards, towns, the station's policy."""

import sqlalchemy as sa
from alembic import op

from models.base import Moment
from models.migrations.append_only import protect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Each with the columns of its primary key.
APPEND_ONLY = {
    "visit_details": ("visit_id",),
    "request_closings": ("visit_id",),
    "card_events": ("id",),
    "register_towns": ("figure_id", "town"),
    "policies": ("id",),
}


def upgrade() -> None:
    """Create the tables and their triggers."""
    op.create_table(
        "policies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Moment(timezone=True), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_policies_audit_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_policies_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policies")),
    )
    op.create_index(op.f("ix_policies_audit_id"), "policies", ["audit_id"], unique=False)
    op.create_index("ix_policies_unit", "policies", ["unit_id", "since"], unique=False)
    op.create_table(
        "card_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "handed_out",
                "collected",
                "dictated",
                "revised",
                "confirmed",
                name="cardstep",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Moment(timezone=True), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(step = 'revised') = (parts > 0)", name=op.f("ck_card_events_parts_of_revision")),
        sa.CheckConstraint("parts BETWEEN 0 AND 255", name=op.f("ck_card_events_parts_known")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_card_events_audit_id")),
        sa.ForeignKeyConstraint(["target_id"], ["targets.id"], name=op.f("fk_card_events_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_events")),
    )
    op.create_index(op.f("ix_card_events_audit_id"), "card_events", ["audit_id"], unique=False)
    op.create_index("ix_card_events_target", "card_events", ["target_id", "happened_on"], unique=False)
    op.create_table(
        "register_towns",
        sa.Column("figure_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("town", sa.String(length=40), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.CheckConstraint("households >= 0", name=op.f("ck_register_towns_not_negative")),
        sa.ForeignKeyConstraint(["figure_id"], ["register_figures.id"], name=op.f("fk_register_towns_figure_id")),
        sa.PrimaryKeyConstraint("figure_id", "town", name=op.f("pk_register_towns")),
    )
    op.create_table(
        "request_closings",
        sa.Column("visit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "done",
                "answered",
                "passed_on",
                "impossible",
                name="requestoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Moment(timezone=True), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_request_closings_audit_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_request_closings_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_request_closings")),
    )
    op.create_index(op.f("ix_request_closings_audit_id"), "request_closings", ["audit_id"], unique=False)
    op.create_table(
        "visit_details",
        sa.Column("visit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("topics", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.Date(), nullable=True),
        sa.Column(
            "preferred",
            sa.Enum(
                "morning",
                "afternoon",
                "evening",
                "weekend",
                name="preferred",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "request",
            sa.Enum(
                "patrol",
                "traffic",
                "crime",
                "nuisance",
                "disaster",
                "opinion",
                "other",
                name="requestcategory",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("topics BETWEEN 0 AND 31", name=op.f("ck_visit_details_topics_known")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_visit_details_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_visit_details")),
    )
    op.create_index(op.f("ix_visit_details_request"), "visit_details", ["request"], unique=False)
    for table, key in APPEND_ONLY.items():
        protect(table, key)


def downgrade() -> None:
    """Drop them; what they held is lost."""
    op.drop_index(op.f("ix_visit_details_request"), table_name="visit_details")
    op.drop_table("visit_details")
    op.drop_index(op.f("ix_request_closings_audit_id"), table_name="request_closings")
    op.drop_table("request_closings")
    op.drop_table("register_towns")
    op.drop_index("ix_card_events_target", table_name="card_events")
    op.drop_index(op.f("ix_card_events_audit_id"), table_name="card_events")
    op.drop_table("card_events")
    op.drop_index("ix_policies_unit", table_name="policies")
    op.drop_index(op.f("ix_policies_audit_id"), table_name="policies")
    op.drop_table("policies")
