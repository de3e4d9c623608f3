"""Find again the dwelling that an address means, or make it; its building too."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.work import Work
from models.places import Building, Dwelling
from models.sealing import digest_key, home_digests, store_personal


@dataclass(frozen=True, slots=True)
class HomePlace:
    """Where a target is, as it was written down; personal data."""

    address: str
    building: str = ""
    unit: str = ""


def settle_place(work: Work, place: HomePlace) -> int:
    """The id of the dwelling, stored with its sealed address where it was not known yet."""
    dwelling, building = digests_of(work, place)
    building_id = None
    if building is not None:
        building_id = _settle(
            work, Building(digest=building), "building", {"name": place.building, "address": place.address}
        )
    home = Dwelling(digest=dwelling, building_id=building_id)
    return _settle(work, home, "dwelling", {"address": place.address, "unit": place.unit})


def known_dwelling(work: Work, place: HomePlace) -> int | None:
    """The id of the dwelling, if there is one."""
    return _known(work, Dwelling, digests_of(work, place)[0])


def known_building(work: Work, place: HomePlace) -> int | None:
    """The id of the building, if there is one."""
    digest = digests_of(work, place)[1]
    return None if digest is None else _known(work, Building, digest)


def digests_of(work: Work, place: HomePlace) -> tuple[bytes, bytes | None]:
    """What the dwelling and its building are recognised by."""
    key = digest_key(work.session, work.sealer)
    return home_digests(key, place.address, place.building, place.unit)


def _known(work: Work, table: type[Building] | type[Dwelling], digest: bytes) -> int | None:
    return work.session.scalar(select(table.id).where(table.digest == digest))


def _settle(work: Work, row: Building | Dwelling, subject: str, fields: Mapping[str, str]) -> int:
    known = _known(work, type(row), row.digest)
    if known is not None:
        return known
    try:
        with work.session.begin_nested():
            work.session.add(row)
    except IntegrityError:  # another process made it at this very moment
        return work.session.scalars(select(type(row).id).where(type(row).digest == row.digest)).one()
    store_personal(work.session, work.sealer, subject, row.id, fields)
    return row.id
