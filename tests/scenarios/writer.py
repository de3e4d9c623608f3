"""A process that records visits as fast as it can, by a clock that jumps: ``writer.py URL STAFF_NO SEEN NUMBER…``.

In the middle it waits for the file ``SEEN``, which says that a form was issued meanwhile.
"""

import random
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.usecases.record_visit import VisitOrder, record_visit
from bot.work import Work
from models.database import Database
from models.people import person_by_staff_no
from models.rules.codes import Outcome


def main() -> None:
    """One interview for each number; each a transaction of its own."""
    url, staff_no, seen, *numbers = sys.argv[1:]
    database = Database.open(url, patient=True)
    for place, number in enumerate(numbers):
        if place == len(numbers) // 2:
            wait_for(Path(seen))
        now = datetime(2026, 3, 2, 3, tzinfo=UTC) + timedelta(seconds=random.uniform(-600, 600))
        with database.writing() as session:
            actor = person_by_staff_no(session, staff_no, date(2026, 3, 2))
            order = VisitOrder(number, Outcome.INTERVIEW, date(2026, 2, 20), beat_code="EX-P1-1")
            record_visit(Work(session, now, "visit", actor), order)
        time.sleep(0.002)  # a breath, in which the other processes come to write


def wait_for(file: Path) -> None:
    """Until it is there, a minute at most."""
    end = time.monotonic() + 60
    while not file.exists() and time.monotonic() < end:
        time.sleep(0.005)


if __name__ == "__main__":
    main()
