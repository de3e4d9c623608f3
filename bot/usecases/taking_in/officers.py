"""Officers and the beats they serve: new versions where something differs."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from bot.importing.staff_rows import AssignmentRow, OfficerRow
from bot.roles import misplaced
from bot.usecases.taking_in.organisation import units_by_code
from bot.usecases.taking_in.running import Import, Taker
from models.bulk import among
from models.organisation import BEGINNING, Assignment, Officer, OfficerRole, OfficerVersion
from models.people import latest_assignments, person
from models.rules.codes import Duty


class OfficerTaker(Taker):
    """Takes rows of officers."""

    def __init__(self, running: Import) -> None:
        super().__init__(running)
        self.units = units_by_code(running)
        self.seen: set[tuple[str, date | None]] = set()

    def take(self, records: Sequence[OfficerRow]) -> None:
        """Each row is one officer from a day on."""
        for record in records:
            if (record.staff_no, record.since) in self.seen:
                self.running.blame(record.row, "staff_no", "twice")
            elif record.unit_code not in self.units:
                self.running.blame(record.row, "unit_code", "unknown_unit")
            else:
                self.seen.add((record.staff_no, record.since))
                self._take(record)

    def _take(self, record: OfficerRow) -> None:
        session = self.running.work.session
        if misplaced(record.roles, self.units[record.unit_code].kind):
            self.running.warnings["role_elsewhere"] += 1
        officer = session.scalar(select(Officer).where(Officer.staff_no == record.staff_no))
        if not self._slack_id_is_free(record, officer):
            return
        day = record.since or self.running.work.today
        if officer is None:
            officer = Officer(staff_no=record.staff_no, slack_user_id=record.slack_user_id)
            session.add(officer)
            session.flush()
            self._new_version(officer, record, record.since or BEGINNING)
            self.running.counts["new"] += 1
            return
        slack_changed = officer.slack_user_id != record.slack_user_id
        if slack_changed:
            officer.slack_user_id = record.slack_user_id
            session.flush()
            self.running.work.note("officer.slack_id", staff_no=record.staff_no)
        present = person(session, officer.id, day)
        wanted = (record.name, record.rank, self.units[record.unit_code].id, record.roles)
        if present and (present.name, present.rank, present.unit_id, present.roles) == wanted:
            self.running.counts["updated" if slack_changed else "unchanged"] += 1
            return
        self._new_version(officer, record, day)
        self.running.counts["updated"] += 1

    def _slack_id_is_free(self, record: OfficerRow, officer: Officer | None) -> bool:
        if record.slack_user_id is None:
            return True
        holder = self.running.work.session.scalar(select(Officer).where(Officer.slack_user_id == record.slack_user_id))
        if holder is None or (officer is not None and holder.id == officer.id):
            return True
        self.running.blame(record.row, "slack_user_id", "slack_id_taken", other=holder.staff_no)
        return False

    def _new_version(self, officer: Officer, record: OfficerRow, since: date) -> None:
        session = self.running.work.session
        version = OfficerVersion(
            officer_id=officer.id,
            since=since,
            name=record.name,
            rank=record.rank,
            unit_id=self.units[record.unit_code].id,
            **self.running.stamped(),
        )
        session.add(version)
        session.flush()
        session.add_all(OfficerRole(version_id=version.id, role=role) for role in sorted(record.roles))
        session.flush()


Key = tuple[int, int, Duty, date]
"""Beat, officer, duty and first day: what an assignment is known by."""


class AssignmentTaker(Taker):
    """Takes rows of assignments."""

    def __init__(self, running: Import) -> None:
        super().__init__(running)
        self.seen: set[Key] = set()

    def take(self, records: Sequence[AssignmentRow]) -> None:
        """Each row is one assignment; the same start with another end sets the end."""
        self.running.held_beats({record.beat_code for record in records})
        officers = self.running.officers({record.staff_no for record in records})
        ends = self._ends({officers[record.staff_no] for record in records if record.staff_no in officers})
        fresh = []
        for record in records:
            key = self._key(record, officers)
            if key is None:
                continue
            if key in self.seen:
                self.running.blame(record.row, "starts_on", "twice")
                continue
            self.seen.add(key)
            if key in ends and ends[key] == record.ends_on:
                self.running.counts["unchanged"] += 1
                continue
            self.running.counts["updated" if key in ends else "new"] += 1
            ends[key] = record.ends_on
            columns = dict(zip(("beat_id", "officer_id", "duty", "starts_on"), key, strict=True))
            fresh.append({**columns, "ends_on": record.ends_on, **self.running.stamped()})
        self.running.insert(Assignment, fresh)

    def _key(self, record: AssignmentRow, officers: Mapping[str, int]) -> Key | None:
        """What an assignment is known by; None, and a fault, for an unknown beat or officer."""
        beat = self.running.known_beat(record.row, record.beat_code)
        officer = officers.get(record.staff_no)
        if officer is None:
            self.running.blame(record.row, "staff_no", "unknown_officer")
        if beat is None or not self.running.is_there(record.row, beat, record.starts_on, "starts_on"):
            return None
        return None if officer is None else (beat, officer, record.duty, record.starts_on)

    def _ends(self, officers: set[int]) -> dict[Key, date | None]:
        """Until when each assignment of some officers goes, as it was recorded last."""
        session = self.running.work.session
        query = select(Assignment).where(among(session, Assignment.officer_id, officers))
        return {
            (one.beat_id, one.officer_id, one.duty, one.starts_on): one.ends_on
            for one in latest_assignments(session.scalars(query))
        }
