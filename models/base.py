"""What all tables share: names of constraints, codes as text, moments in UTC."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, MetaData, String
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

LARGEST_ID = 2**31 - 1
"""PostgreSQL counts rows in four bytes, and fails when it is asked for more."""


class Base(DeclarativeBase):
    """Every table of junkai; constraints get names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """An aware instant, stored in UTC to the microsecond; a naive one raises ValueError.

    SQLite has no such type: there it is ISO text of one fixed width, which sorts as time does.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, ``timestamptz`` elsewhere."""
        return dialect.type_descriptor(String(27) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To the database: UTC, refusing a naive value."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment needs a time zone"
            raise ValueError(message)
        utc = value.astimezone(UTC)
        return stored_text(utc) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """From the database: aware, in UTC."""
        if value is None:
            return None
        return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


def stored_text(utc: datetime) -> str:
    """An aware UTC instant as the text that SQLite keeps, always 27 characters."""
    return utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def code_of(codes: type[StrEnum]) -> Enum:
    """A column of codes: stored by value as text, held to the list by a check constraint."""
    return Enum(
        codes,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=codes.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


def row_id(text: str) -> int | None:
    """A text as the number that a row can have; None for any other text."""
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        return None
    number = int(text)
    return number if number <= LARGEST_ID else None
