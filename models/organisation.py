"""署, 交番・駐在所 and 受持区; officers, their roles, and who serves which beat. All of it dated.

Names, parents, ranks and roles are kept as versions: the one in force on a day is that with the latest ``since``
up to it, among equals the one recorded last. So a form of last year still shows last year's names.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment, code_of
from models.rules.codes import Duty, PostKind, Role, UnitKind

HEADQUARTERS = "HQ"
"""The code of the 県, above all stations."""

BEGINNING = date(1, 1, 1)
"""``since`` of a first version that was imported without a date: in force before everything else."""


class Unit(Base):
    """本部, a 署, a 交番・駐在所 or a 受持区, known by its code for ever."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[UnitKind] = mapped_column(code_of(UnitKind))
    code: Mapped[str] = mapped_column(String(32), unique=True)


class UnitVersion(Base):
    """A unit's name and superior from a day on. Append-only."""

    __tablename__ = "unit_versions"
    __table_args__ = (
        Index("ix_unit_versions_unit", "unit_id", "since"),
        CheckConstraint("parent_id <> unit_id", name="parent_is_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    since: Mapped[date]
    name: Mapped[str] = mapped_column(String(100))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    post_kind: Mapped[PostKind | None] = mapped_column(code_of(PostKind))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"))


class Officer(Base):
    """A police officer, known by the staff number for ever; the Slack id is the present one."""

    __tablename__ = "officers"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_no: Mapped[str] = mapped_column(String(32), unique=True)
    slack_user_id: Mapped[str | None] = mapped_column(String(32), unique=True)


class OfficerVersion(Base):
    """An officer's name, rank and unit from a day on. Append-only."""

    __tablename__ = "officer_versions"
    __table_args__ = (Index("ix_officer_versions_officer", "officer_id", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    since: Mapped[date]
    name: Mapped[str] = mapped_column(String(100))
    rank: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"))


class OfficerRole(Base):
    """One role of an officer's version; it holds for the version's unit. Append-only."""

    __tablename__ = "officer_roles"

    version_id: Mapped[int] = mapped_column(ForeignKey("officer_versions.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(code_of(Role), primary_key=True)


class Assignment(Base):
    """An officer serves a beat from a day to a day (both included; no end: until further notice). Append-only.

    A later record of the same beat, officer, duty and start replaces the earlier one: so an end is set, and so a duty
    that has not begun is ``withdrawn``.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        Index("ix_assignments_beat", "beat_id", "starts_on"),
        Index("ix_assignments_officer", "officer_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    beat_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    duty: Mapped[Duty] = mapped_column(code_of(Duty))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    withdrawn: Mapped[bool] = mapped_column(default=False, server_default=false())
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"))
