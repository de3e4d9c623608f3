"""Buildings and dwellings of a chunk: found again by their digests, or made."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.importing.target_rows import TargetRow
from bot.usecases.taking_in.running import Import
from models.bulk import among
from models.places import Building, Dwelling, PersonalData
from models.sealing import digest_key, home_digests


@dataclass(frozen=True, slots=True)
class Place:
    """Where a target is: the digest of its dwelling, and of its building if it has one."""

    dwelling: bytes
    building: bytes | None


class Places:
    """The places that rows name, each made at most once."""

    def __init__(self, running: Import) -> None:
        self.running = running
        self.key = digest_key(running.work.session, running.sealer)

    def settle(self, records: Sequence[TargetRow]) -> list[int]:
        """The dwelling of each row, by its id; the new ones are stored with their sealed addresses."""
        places = [self._of(record) for record in records]
        found = dict(zip(places, records, strict=True))
        buildings = self._ids(Building, {place.building for place in found if place.building})
        self._make_buildings(found, buildings)
        dwellings = self._ids(Dwelling, {place.dwelling for place in found})
        self._make_dwellings(found, buildings, dwellings)
        return [dwellings[place.dwelling] for place in places]

    def _of(self, record: TargetRow) -> Place:
        return Place(*home_digests(self.key, record.address, record.building, record.unit))

    def _ids(self, table: type[Building] | type[Dwelling], digests: Collection[bytes]) -> dict[bytes, int]:
        session = self.running.work.session
        query = select(table.digest, table.id).where(among(session, table.digest, digests))
        return dict(session.execute(query).all())

    def _make_buildings(self, places: dict[Place, TargetRow], buildings: dict[bytes, int]) -> None:
        new = {
            place.building: row for place, row in places.items() if place.building and place.building not in buildings
        }
        ids = self.running.next_ids(Building, len(new)) if new else []
        made = dict(zip(new, ids, strict=True))
        self.running.insert(Building, [{"id": each, "digest": digest} for digest, each in made.items()])
        self._seal(
            "building", {made[digest]: {"name": row.building, "address": row.address} for digest, row in new.items()}
        )
        buildings |= made

    def _make_dwellings(
        self, places: dict[Place, TargetRow], buildings: dict[bytes, int], dwellings: dict[bytes, int]
    ) -> None:
        new = {place.dwelling: (place, row) for place, row in places.items() if place.dwelling not in dwellings}
        ids = self.running.next_ids(Dwelling, len(new)) if new else []
        made = dict(zip(new, ids, strict=True))
        self.running.insert(
            Dwelling,
            [
                {
                    "id": made[digest],
                    "digest": digest,
                    "building_id": buildings[place.building] if place.building else None,
                }
                for digest, (place, _) in new.items()
            ],
        )
        self._seal(
            "dwelling",
            {made[digest]: {"address": row.address, "unit": row.unit} for digest, (_, row) in new.items()},
        )
        dwellings |= made

    def _seal(self, subject: str, fields: dict[int, dict[str, str]]) -> None:
        seal = self.running.sealer.seal
        rows = [
            {"subject": subject, "subject_id": each, "sealed": seal(subject, each, content)}
            for each, content in fields.items()
        ]
        self.running.insert(PersonalData, rows)
