"""Everything junkai stores, and the triggers that keep facts as they were recorded."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from models.base import Moment
from models.migrations.append_only import create_function, drop_functions, guard_figures, guard_horizon, protect

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

VOIDED = [(column,) for column in ("target_id", "visit_id", "change_id", "sheets_id", "register_id", "plan_id")]

# Each with the columns of its primary key, and of its other unique ones.
APPEND_ONLY = {
    "audit": (("id",),),
    "audit_notes": (("id",),),
    "unit_versions": (("id",),),
    "officer_versions": (("id",),),
    "officer_roles": (("version_id", "role"),),
    "assignments": (("id",),),
    "targets": (("id",),),
    "target_dwellings": (("id",),),
    "target_numbers": (("beat_id", "number"),),
    "visits": (("id",),),
    "target_changes": (("id",),),
    "beat_sheets": (("id",),),
    "register_figures": (("id",),),
    "plans": (("id",),),
    "plan_months": (("plan_id", "category", "month"),),
    "voids": (("id",), *VOIDED),
}


def upgrade() -> None:
    """Create all tables, the single row of the horizon, and the triggers."""
    op.create_table(
        "buildings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buildings")),
        sa.UniqueConstraint("digest", name=op.f("uq_buildings_digest")),
    )
    op.create_table(
        "horizon",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_horizon_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_horizon")),
    )
    op.create_table(
        "officers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_no", sa.String(length=32), nullable=False),
        sa.Column("slack_user_id", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officers")),
        sa.UniqueConstraint("slack_user_id", name=op.f("uq_officers_slack_user_id")),
        sa.UniqueConstraint("staff_no", name=op.f("uq_officers_staff_no")),
    )
    op.create_table(
        "personal_data",
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "subject IN ('building', 'dwelling', 'target', 'visit')", name=op.f("ck_personal_data_subject")
        ),
        sa.PrimaryKeyConstraint("subject", "subject_id", name=op.f("pk_personal_data")),
    )
    op.create_table(
        "sealed_keys",
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name=op.f("pk_sealed_keys")),
    )
    op.create_table(
        "seen_requests",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_seen_requests")),
    )
    op.create_index(op.f("ix_seen_requests_seen_at"), "seen_requests", ["seen_at"], unique=False)
    op.create_table(
        "units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "prefecture",
                "station",
                "post",
                "beat",
                name="unitkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("code", name=op.f("uq_units_code")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("command", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_audit_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_index(op.f("ix_audit_officer_id"), "audit", ["officer_id"], unique=False)
    op.create_table(
        "dwellings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(["building_id"], ["buildings.id"], name=op.f("fk_dwellings_building_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dwellings")),
        sa.UniqueConstraint("digest", name=op.f("uq_dwellings_digest")),
    )
    op.create_index(op.f("ix_dwellings_building_id"), "dwellings", ["building_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("token", sa.String(length=36), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sending",
                "posted",
                "sent",
                "failed",
                name="outboxstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("not_before", Moment(), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("leased_by", sa.String(length=64), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("after_ts", sa.String(length=32), nullable=True),
        sa.Column("ts", sa.String(length=32), nullable=True),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state NOT IN ('posted', 'sent') OR (channel IS NOT NULL AND ts IS NOT NULL)", name=op.f("ck_outbox_posted")
        ),
        sa.CheckConstraint("state NOT IN ('sent', 'failed') OR settled_at IS NOT NULL", name=op.f("ck_outbox_settled")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_outbox_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
        sa.UniqueConstraint("token", name=op.f("uq_outbox_token")),
    )
    op.create_index("ix_outbox_due", "outbox", ["state", "not_before"], unique=False)
    op.create_index(op.f("ix_outbox_officer_id"), "outbox", ["officer_id"], unique=False)
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("beat_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column(
            "duty",
            sa.Enum("in_charge", "helper", name="duty", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_assignments_ends_after_start")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_assignments_audit_id")),
        sa.ForeignKeyConstraint(["beat_id"], ["units.id"], name=op.f("fk_assignments_beat_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_assignments_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index("ix_assignments_beat", "assignments", ["beat_id", "starts_on"], unique=False)
    op.create_index("ix_assignments_officer", "assignments", ["officer_id", "starts_on"], unique=False)
    op.create_table(
        "audit_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_notes_audit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_notes")),
    )
    op.create_index(op.f("ix_audit_notes_audit_id"), "audit_notes", ["audit_id"], unique=False)
    op.create_table(
        "beat_sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("beat_id", sa.Integer(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("cr_cards", "patrol_cards", name="sheetkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("sheets > 0", name=op.f("ck_beat_sheets_sheets_positive")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_beat_sheets_audit_id")),
        sa.ForeignKeyConstraint(["beat_id"], ["units.id"], name=op.f("fk_beat_sheets_beat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beat_sheets")),
    )
    op.create_index(op.f("ix_beat_sheets_audit_id"), "beat_sheets", ["audit_id"], unique=False)
    op.create_index("ix_beat_sheets_beat", "beat_sheets", ["beat_id", "used_on"], unique=False)
    op.create_table(
        "officer_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("rank", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_officer_versions_audit_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_officer_versions_officer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_officer_versions_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_versions")),
    )
    op.create_index("ix_officer_versions_officer", "officer_versions", ["officer_id", "since"], unique=False)
    op.create_index(op.f("ix_officer_versions_unit_id"), "officer_versions", ["unit_id"], unique=False)
    op.create_table(
        "outbox_files",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("alt_text", sa.String(length=1000), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("file_id", sa.String(length=32), nullable=True),
        sa.Column("uploaded", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("shared_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["outbox.id"], name=op.f("fk_outbox_files_message_id")),
        sa.PrimaryKeyConstraint("message_id", "position", name=op.f("pk_outbox_files")),
    )
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("beat_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("approved_at", Moment(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("year BETWEEN 1900 AND 9999", name=op.f("ck_plans_year")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_plans_audit_id")),
        sa.ForeignKeyConstraint(["beat_id"], ["units.id"], name=op.f("fk_plans_beat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
    )
    op.create_index(op.f("ix_plans_audit_id"), "plans", ["audit_id"], unique=False)
    op.create_index("ix_plans_beat", "plans", ["beat_id", "year"], unique=False)
    op.create_table(
        "register_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("beat_id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("households >= 0", name=op.f("ck_register_figures_not_negative")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_register_figures_audit_id")),
        sa.ForeignKeyConstraint(["beat_id"], ["units.id"], name=op.f("fk_register_figures_beat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_figures")),
    )
    op.create_index(op.f("ix_register_figures_audit_id"), "register_figures", ["audit_id"], unique=False)
    op.create_index("ix_register_figures_beat", "register_figures", ["beat_id", "as_of"], unique=False)
    op.create_table(
        "targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("beat_id", sa.Integer(), nullable=False),
        sa.Column("dwelling_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "household",
                "business",
                "public_office",
                name="targetkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "category",
            sa.Enum("priority", "general", name="category", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("criteria", sa.Integer(), nullable=False),
        sa.Column(
            "card",
            sa.Enum(
                "none", "provisional", "full", name="cardstate", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("entered_on", sa.Date(), nullable=True),
        sa.Column("carded_on", sa.Date(), nullable=True),
        sa.Column("last_interview_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("card = 'full' OR carded_on IS NULL", name=op.f("ck_targets_carded_on_of_card")),
        sa.CheckConstraint("category = 'priority' OR criteria = 0", name=op.f("ck_targets_criteria_of_priority")),
        sa.CheckConstraint(
            "CASE WHEN kind = 'household' THEN criteria < 1024 ELSE criteria % 1024 = 0 END",
            name=op.f("ck_targets_criteria_of_kind"),
        ),
        sa.CheckConstraint("criteria BETWEEN 0 AND 262143", name=op.f("ck_targets_criteria_known")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_targets_audit_id")),
        sa.ForeignKeyConstraint(["beat_id"], ["units.id"], name=op.f("fk_targets_beat_id")),
        sa.ForeignKeyConstraint(["dwelling_id"], ["dwellings.id"], name=op.f("fk_targets_dwelling_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets")),
        sa.UniqueConstraint("id", "beat_id", name=op.f("uq_targets_id_beat_id")),
    )
    op.create_index(op.f("ix_targets_audit_id"), "targets", ["audit_id"], unique=False)
    op.create_index(
        "ix_targets_cohort", "targets", ["beat_id", "kind", "category", "card", "entered_on", "carded_on"], unique=False
    )
    op.create_index(op.f("ix_targets_dwelling_id"), "targets", ["dwelling_id"], unique=False)
    op.create_table(
        "unit_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column(
            "post_kind",
            sa.Enum("koban", "chuzaisho", name="postkind", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("parent_id <> unit_id", name=op.f("ck_unit_versions_parent_is_another")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_unit_versions_audit_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("fk_unit_versions_parent_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_versions_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_versions")),
    )
    op.create_index(op.f("ix_unit_versions_parent_id"), "unit_versions", ["parent_id"], unique=False)
    op.create_index("ix_unit_versions_unit", "unit_versions", ["unit_id", "since"], unique=False)
    op.create_table(
        "officer_roles",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "beat_officer",
                "post_chief",
                "supervisor",
                "section_chief",
                "station_chief",
                "prefecture_manager",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["version_id"], ["officer_versions.id"], name=op.f("fk_officer_roles_version_id")),
        sa.PrimaryKeyConstraint("version_id", "role", name=op.f("pk_officer_roles")),
    )
    op.create_table(
        "plan_months",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column(
            "category",
            sa.Enum("priority", "general", name="category", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_plan_months_month")),
        sa.CheckConstraint("planned >= 0", name=op.f("ck_plan_months_not_negative")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_months_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "category", "month", name=op.f("pk_plan_months")),
    )
    op.create_table(
        "target_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("home_beat_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "category",
                "beat",
                "excluded",
                "released",
                "card_without_interview",
                "moved_out",
                "died",
                "closed",
                "duplicate",
                "mistaken",
                "cr_cards",
                "patrol_cards",
                name="changekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "category",
            sa.Enum("priority", "general", name="category", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("criteria", sa.Integer(), nullable=True),
        sa.Column("to_beat_id", sa.Integer(), nullable=True),
        sa.Column("survivor_id", sa.Integer(), nullable=True),
        sa.Column("sheets", sa.Integer(), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'beat') = (to_beat_id IS NOT NULL)", name=op.f("ck_target_changes_beat_of_kind")),
        sa.CheckConstraint(
            "(kind = 'category') = (category IS NOT NULL)", name=op.f("ck_target_changes_category_of_kind")
        ),
        sa.CheckConstraint(
            "(kind = 'category') = (criteria IS NOT NULL)", name=op.f("ck_target_changes_criteria_of_kind")
        ),
        sa.CheckConstraint(
            "(kind = 'duplicate') = (survivor_id IS NOT NULL)", name=op.f("ck_target_changes_survivor_of_kind")
        ),
        sa.CheckConstraint(
            "(kind IN ('cr_cards', 'patrol_cards')) = (sheets IS NOT NULL)",
            name=op.f("ck_target_changes_sheets_of_kind"),
        ),
        sa.CheckConstraint(
            "category = 'priority' OR criteria = 0", name=op.f("ck_target_changes_criteria_of_priority")
        ),
        sa.CheckConstraint("criteria BETWEEN 0 AND 262143", name=op.f("ck_target_changes_criteria_known")),
        sa.CheckConstraint("sheets > 0", name=op.f("ck_target_changes_sheets_positive")),
        sa.CheckConstraint("survivor_id <> target_id", name=op.f("ck_target_changes_survivor_is_another")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_target_changes_audit_id")),
        sa.ForeignKeyConstraint(["survivor_id"], ["targets.id"], name=op.f("fk_target_changes_survivor_id")),
        sa.ForeignKeyConstraint(
            ["target_id", "home_beat_id"],
            ["targets.id", "targets.beat_id"],
            name=op.f("fk_target_changes_target_id_home_beat_id"),
        ),
        sa.ForeignKeyConstraint(["to_beat_id"], ["units.id"], name=op.f("fk_target_changes_to_beat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_changes")),
    )
    op.create_index(op.f("ix_target_changes_audit_id"), "target_changes", ["audit_id"], unique=False)
    op.create_index("ix_target_changes_beat", "target_changes", ["home_beat_id", "happened_on"], unique=False)
    op.create_index("ix_target_changes_survivor", "target_changes", ["survivor_id"], unique=False)
    op.create_index("ix_target_changes_target", "target_changes", ["target_id"], unique=False)
    op.create_index("ix_target_changes_to_beat", "target_changes", ["to_beat_id"], unique=False)
    op.create_table(
        "target_numbers",
        sa.Column("beat_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["beat_id"], ["units.id"], name=op.f("fk_target_numbers_beat_id")),
        sa.ForeignKeyConstraint(["target_id"], ["targets.id"], name=op.f("fk_target_numbers_target_id")),
        sa.PrimaryKeyConstraint("beat_id", "number", name=op.f("pk_target_numbers")),
    )
    op.create_index(op.f("ix_target_numbers_target_id"), "target_numbers", ["target_id"], unique=False)
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("home_beat_id", sa.Integer(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("visited_time", sa.Time(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "interview",
                "absent",
                "intercom_only",
                "refused",
                "no_entry",
                "vacant",
                "move_out_confirmed",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("new_card", sa.Boolean(), nullable=False),
        sa.Column("cr_cards", sa.Integer(), nullable=False),
        sa.Column("patrol_cards", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("outcome = 'interview' OR NOT new_card", name=op.f("ck_visits_card_needs_interview")),
        sa.CheckConstraint("cr_cards >= 0 AND patrol_cards >= 0", name=op.f("ck_visits_sheets_not_negative")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_visits_audit_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_visits_officer_id")),
        sa.ForeignKeyConstraint(
            ["target_id", "home_beat_id"],
            ["targets.id", "targets.beat_id"],
            name=op.f("fk_visits_target_id_home_beat_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index(op.f("ix_visits_audit_id"), "visits", ["audit_id"], unique=False)
    op.create_index("ix_visits_beat", "visits", ["home_beat_id", "visited_on"], unique=False)
    op.create_index("ix_visits_target", "visits", ["target_id", "visited_on"], unique=False)
    op.create_table(
        "voids",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.Column("sheets_id", sa.Integer(), nullable=True),
        sa.Column("register_id", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("voided_at", Moment(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN target_id IS NULL THEN 0 ELSE 1 END) + "
            "(CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END) + "
            "(CASE WHEN change_id IS NULL THEN 0 ELSE 1 END) + "
            "(CASE WHEN sheets_id IS NULL THEN 0 ELSE 1 END) + "
            "(CASE WHEN register_id IS NULL THEN 0 ELSE 1 END) + "
            "(CASE WHEN plan_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_voids_one_fact"),
        ),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_voids_reason_given")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_voids_audit_id")),
        sa.ForeignKeyConstraint(["change_id"], ["target_changes.id"], name=op.f("fk_voids_change_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_voids_plan_id")),
        sa.ForeignKeyConstraint(["register_id"], ["register_figures.id"], name=op.f("fk_voids_register_id")),
        sa.ForeignKeyConstraint(["sheets_id"], ["beat_sheets.id"], name=op.f("fk_voids_sheets_id")),
        sa.ForeignKeyConstraint(["target_id"], ["targets.id"], name=op.f("fk_voids_target_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_voids_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voids")),
        sa.UniqueConstraint("change_id", name=op.f("uq_voids_change_id")),
        sa.UniqueConstraint("plan_id", name=op.f("uq_voids_plan_id")),
        sa.UniqueConstraint("register_id", name=op.f("uq_voids_register_id")),
        sa.UniqueConstraint("sheets_id", name=op.f("uq_voids_sheets_id")),
        sa.UniqueConstraint("target_id", name=op.f("uq_voids_target_id")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_voids_visit_id")),
    )
    op.create_index(op.f("ix_voids_audit_id"), "voids", ["audit_id"], unique=False)
    op.create_table(
        "target_dwellings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("dwelling_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_target_dwellings_audit_id")),
        sa.ForeignKeyConstraint(["dwelling_id"], ["dwellings.id"], name=op.f("fk_target_dwellings_dwelling_id")),
        sa.ForeignKeyConstraint(["target_id"], ["targets.id"], name=op.f("fk_target_dwellings_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_dwellings")),
    )
    op.create_index(op.f("ix_target_dwellings_audit_id"), "target_dwellings", ["audit_id"], unique=False)
    op.create_index(op.f("ix_target_dwellings_dwelling_id"), "target_dwellings", ["dwelling_id"], unique=False)
    op.create_index(op.f("ix_target_dwellings_target_id"), "target_dwellings", ["target_id"], unique=False)
    horizon = sa.table("horizon", sa.column("id", sa.Integer), sa.column("at", Moment()))
    op.bulk_insert(horizon, [{"id": 1, "at": datetime(1970, 1, 1, tzinfo=UTC)}])
    create_function()
    for table, keys in APPEND_ONLY.items():
        protect(table, *keys)
    guard_horizon()
    guard_figures()


def downgrade() -> None:
    """Drop everything."""
    op.drop_index(op.f("ix_target_dwellings_target_id"), table_name="target_dwellings")
    op.drop_index(op.f("ix_target_dwellings_dwelling_id"), table_name="target_dwellings")
    op.drop_index(op.f("ix_target_dwellings_audit_id"), table_name="target_dwellings")
    op.drop_table("target_dwellings")
    op.drop_index(op.f("ix_voids_audit_id"), table_name="voids")
    op.drop_table("voids")
    op.drop_index("ix_visits_target", table_name="visits")
    op.drop_index("ix_visits_beat", table_name="visits")
    op.drop_index(op.f("ix_visits_audit_id"), table_name="visits")
    op.drop_table("visits")
    op.drop_index(op.f("ix_target_numbers_target_id"), table_name="target_numbers")
    op.drop_table("target_numbers")
    op.drop_index("ix_target_changes_to_beat", table_name="target_changes")
    op.drop_index("ix_target_changes_target", table_name="target_changes")
    op.drop_index("ix_target_changes_survivor", table_name="target_changes")
    op.drop_index("ix_target_changes_beat", table_name="target_changes")
    op.drop_index(op.f("ix_target_changes_audit_id"), table_name="target_changes")
    op.drop_table("target_changes")
    op.drop_table("plan_months")
    op.drop_table("officer_roles")
    op.drop_index("ix_unit_versions_unit", table_name="unit_versions")
    op.drop_index(op.f("ix_unit_versions_parent_id"), table_name="unit_versions")
    op.drop_table("unit_versions")
    op.drop_index(op.f("ix_targets_dwelling_id"), table_name="targets")
    op.drop_index("ix_targets_cohort", table_name="targets")
    op.drop_index(op.f("ix_targets_audit_id"), table_name="targets")
    op.drop_table("targets")
    op.drop_index("ix_register_figures_beat", table_name="register_figures")
    op.drop_index(op.f("ix_register_figures_audit_id"), table_name="register_figures")
    op.drop_table("register_figures")
    op.drop_index("ix_plans_beat", table_name="plans")
    op.drop_index(op.f("ix_plans_audit_id"), table_name="plans")
    op.drop_table("plans")
    op.drop_table("outbox_files")
    op.drop_index(op.f("ix_officer_versions_unit_id"), table_name="officer_versions")
    op.drop_index("ix_officer_versions_officer", table_name="officer_versions")
    op.drop_table("officer_versions")
    op.drop_index("ix_beat_sheets_beat", table_name="beat_sheets")
    op.drop_index(op.f("ix_beat_sheets_audit_id"), table_name="beat_sheets")
    op.drop_table("beat_sheets")
    op.drop_index(op.f("ix_audit_notes_audit_id"), table_name="audit_notes")
    op.drop_table("audit_notes")
    op.drop_index("ix_assignments_officer", table_name="assignments")
    op.drop_index("ix_assignments_beat", table_name="assignments")
    op.drop_table("assignments")
    op.drop_index(op.f("ix_outbox_officer_id"), table_name="outbox")
    op.drop_index("ix_outbox_due", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(op.f("ix_dwellings_building_id"), table_name="dwellings")
    op.drop_table("dwellings")
    op.drop_index(op.f("ix_audit_officer_id"), table_name="audit")
    op.drop_index(op.f("ix_audit_at"), table_name="audit")
    op.drop_table("audit")
    op.drop_table("units")
    op.drop_index(op.f("ix_seen_requests_seen_at"), table_name="seen_requests")
    op.drop_table("seen_requests")
    op.drop_table("sealed_keys")
    op.drop_table("personal_data")
    op.drop_table("officers")
    op.drop_table("horizon")
    op.drop_table("buildings")
    drop_functions()
