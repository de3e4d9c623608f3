"""Buildings and dwellings, and the table of their and their residents' personal data.

What a person could be known by stands sealed in ``personal_data`` and nowhere else. A place is recognised again by
a keyed digest of its address, since two ciphertexts of one address differ.
"""

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Building(Base):
    """A building with several dwellings; its name, address and access note serve all of them."""

    __tablename__ = "buildings"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)


class Dwelling(Base):
    """A flat, house or shop: a unit in a building, or an address of its own. Households come and go in it."""

    __tablename__ = "dwellings"

    id: Mapped[int] = mapped_column(primary_key=True)
    building_id: Mapped[int | None] = mapped_column(ForeignKey("buildings.id"), index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)


class PersonalData(Base):
    """The sealed personal data of one building, dwelling, target or visit: a JSON object of its fields.

    ``sealed`` is AES-GCM over that JSON, bound to ``subject`` and ``subject_id`` (``models.sealing``). Its rows
    may be changed: by a correction of a name, and when keys are rotated.
    """

    __tablename__ = "personal_data"
    __table_args__ = (CheckConstraint("subject IN ('building', 'dwelling', 'target', 'visit')", name="subject"),)

    subject: Mapped[str] = mapped_column(String(16), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class SealedKey(Base):
    """A key that must outlive key rotation (that of the digests), itself sealed under the present key."""

    __tablename__ = "sealed_keys"

    purpose: Mapped[str] = mapped_column(String(32), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
