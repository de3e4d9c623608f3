"""Searching three thousand names while somebody types, and opening the modal."""

import random
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from rapidfuzz import fuzz, process
from sqlalchemy import select, text

from bot.dressing import Dresser
from bot.rendering import Renderer
from bot.usecases.search_targets import folded, search_targets
from bot.work import Work
from handlers.visit import visit
from models.database import Database
from models.people import person_by_staff_no
from models.places import Dwelling, PersonalData
from models.registry import Target, TargetNumber
from models.rules.codes import CardState, Category, TargetKind
from models.sealing import Sealer, new_key, sealed_personal
from tests.bench.table import Line, line, p99, pairs
from tests.helpers import databases
from tests.helpers.world import World

TARGETS = 3_000
FAMILY, GIVEN = (
    ["架空", "見本", "例示", "仮名", "模擬", "試作"],
    ["太郎", "花子", "次郎", "三奈", "健", "葵", "蓮", "結"],
)


def searching(kind: databases.Kind, folder: Path, rounds: int) -> Iterator[Line]:
    """Both, over a beat of three thousand; the limit opens as many names and addresses and searches them, no more."""
    with databases.fresh(kind, folder) as url:
        world = World(Database.open(url))
        sealer = Sealer([new_key()])
        settle(world, sealer)
        with world.database.writing() as session:
            session.execute(text("ANALYZE"))  # as a server does by itself after a while
        with world.database.reading() as session:
            stored = [sealed_personal(session, subject, range(1, TARGETS + 1)) for subject in ("target", "dwelling")]

        def ours() -> None:
            with world.database.reading() as session:
                actor = person_by_staff_no(session, "E001", world.now.date())
                assert search_targets(Work(session, world.now, "visit.target", actor, sealer), "見本 花子 2丁目")

        def first() -> None:
            sealer.searched.forget()
            ours()

        def limit() -> None:
            names, homes = (
                sealer.open_all(subject, sealed.items())
                for subject, sealed in zip(("target", "dwelling"), stored, strict=True)
            )
            texts = [
                f"{name['name']} {home['address']}" for name, home in zip(names.values(), homes.values(), strict=True)
            ]
            process.extract(folded("見本花子2丁目"), texts, scorer=fuzz.partial_ratio, limit=50)

        times, limits = pairs(first, limit, rounds)
        yield line(f"typed search over {TARGETS}, nothing remembered, {kind}: median", median(times), median(limits), 3)
        times, limits = pairs(ours, limit, rounds)
        yield line(f"typed search over {TARGETS}, {kind}: median", median(times), median(limits), 3)
        dress = Dresser(Renderer())

        def opening() -> None:
            with world.database.writing() as session:
                actor = person_by_staff_no(session, "E001", world.now.date())
                answer = visit(Work(session, world.now, "visit", actor, sealer), "")
                dress.answer(answer)

        times, _ = pairs(opening, lambda: None, rounds)
        yield Line(
            f"opening the visit modal, {kind}: p99", f"{p99(times) * 1000:.2f} ms", "100 ms", p99(times) / 0.1, 1
        )
        world.database.dispose()


def settle(world: World, sealer: Sealer) -> None:
    """Fill the beat of E001."""
    dice = random.Random(3)
    names = [f"{dice.choice(FAMILY)} {dice.choice(GIVEN)}" for _ in range(TARGETS)]
    beat = world.units["EX-P1-1"]
    with world.database.writing() as session:
        stamp = Work(session, world.now, "bench").stamp()
        for number in range(1, TARGETS + 1):
            session.add(Dwelling(digest=number.to_bytes(16)))
        session.flush()
        for number, (dwelling, name) in enumerate(zip(session.scalars(select(Dwelling.id)), names, strict=True), 1):
            target = Target(
                id=number,
                beat_id=beat,
                dwelling_id=dwelling,
                kind=TargetKind.HOUSEHOLD,
                category=Category.GENERAL,
                criteria=0,
                card=CardState.FULL,
                recorded_at=stamp.recorded_at,
                audit_id=stamp.audit_id,
            )
            address = {"address": f"例示町{number % 5 + 1}丁目{number % 40}番{number % 9}号", "unit": ""}
            rows = (("target", number, {"name": name, "name_kana": ""}), ("dwelling", dwelling, address))
            session.add_all([target, TargetNumber(beat_id=beat, number=str(number), target_id=number)])
            session.add_all(
                PersonalData(subject=subject, subject_id=row, sealed=sealer.seal(subject, row, fields))
                for subject, row, fields in rows
            )
