"""The forms of some beats, or of all, counted by the database alone: what our own counting is measured against.

Another reading of C1-C13 than ``models.rules``: spans of days instead of facts in order. It counts all that a form
shows but plan, C and rates, of made-up prefectures (``tests.bench.prefecture``), in which a target moves, changes its
category or is excluded at most once and nobody who stays for a twin ever changes.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from models.rules.codes import Split
from models.rules.form import FLOWS, STOCKS, Form, cumulated

Counted = dict[tuple[int, str, str], list[int]]
"""By beat, row and split: the opening stock (0 for flows) and twelve months of it, or of changes to it."""

DIALECTS = {
    "sqlite": {"far": "'9999-12-31'", "long_ago": "'0001-01-01'", "least": "min", "greatest": "max"},
    "postgresql": {
        "far": "DATE '9999-12-31'",
        "long_ago": "DATE '0001-01-01'",
        "least": "least",
        "greatest": "greatest",
    },
}
DIALECTS["duckdb"] = DIALECTS["postgresql"]

QUERY = """
WITH changes AS (
    SELECT * FROM {target_changes} c
    WHERE happened_on <= '{as_of}' AND NOT EXISTS (SELECT 1 FROM voids WHERE change_id = c.id)
), seen AS (
    SELECT * FROM {visits} v
    WHERE visited_on <= '{as_of}' AND (visited_on >= '{year}-01-01' OR new_card)
    AND NOT EXISTS (SELECT 1 FROM voids WHERE visit_id = v.id)
), leaving AS (
    SELECT target_id, happened_on AS left_on, kind, survivor_id FROM changes
    WHERE kind IN ('moved_out', 'died', 'closed', 'duplicate', 'mistaken')
), firsts AS (
    SELECT target_id, min(visited_on) AS first FROM seen
    WHERE visited_on >= '{year}-01-01' AND outcome = 'interview' GROUP BY target_id
), merges AS (
    SELECT survivor_id AS target_id, min(left_on) AS merged FROM leaving JOIN firsts USING (target_id)
    WHERE kind = 'duplicate' AND left_on >= '{year}-01-01' AND first <= left_on GROUP BY survivor_id
), cards AS (
    SELECT target_id, min(day) AS made FROM (
        SELECT target_id, visited_on AS day FROM seen WHERE new_card
        UNION ALL SELECT target_id, happened_on FROM changes WHERE kind = 'card_without_interview'
    ) AS both_ways GROUP BY target_id
), known AS (
    SELECT t.id, t.beat_id, t.category, t.kind, t.card, t.entered_on, coalesce(t.entered_on, {long_ago}) AS entered,
           coalesce(l.left_on, {far}) AS left_on, first,
           {least}(coalesce(first, {far}), coalesce(merged, {far})) AS done,
           CASE WHEN t.card = 'full' THEN {greatest}(coalesce(carded_on, {long_ago}), coalesce(entered_on, {long_ago}))
                ELSE coalesce(made, {far}) END AS carded
    FROM {targets} t LEFT JOIN leaving l ON l.target_id = t.id LEFT JOIN firsts f ON f.target_id = t.id
    LEFT JOIN merges m ON m.target_id = t.id LEFT JOIN cards k ON k.target_id = t.id
    WHERE (t.entered_on IS NULL OR t.entered_on <= '{as_of}') AND coalesce(l.left_on, {far}) >= '{year}-01-01'
), points AS (
    SELECT id, entered AS since, 0 AS turn, beat_id AS beat, category, 0 AS excluded FROM known
    UNION ALL
    SELECT k.id, happened_on, 1, coalesce(to_beat_id, k.beat_id), coalesce(c.category, k.category),
           CASE WHEN c.kind = 'excluded' THEN 1 ELSE 0 END
    FROM changes c JOIN known k ON k.id = c.target_id WHERE c.kind IN ('category', 'beat', 'excluded', 'released')
), spans AS (
    SELECT *, coalesce(lead(since) OVER (PARTITION BY id ORDER BY since, turn), {far}) AS until FROM points
), stays AS (
    SELECT s.id, since, {least}(until, left_on) AS until, beat, s.category, excluded, done, carded, kind, card, entered
    FROM spans s JOIN known k ON k.id = s.id
), stocks AS (
    SELECT 'targets' AS line, beat, category, since, until FROM stays WHERE excluded = 0
    UNION ALL
    SELECT 'not_interviewed', beat, category, since, {least}(until, done) FROM stays WHERE excluded = 0
    UNION ALL
    SELECT 'provisional', beat, category, since, {least}(until, carded) FROM stays WHERE card = 'provisional'
    UNION ALL
    SELECT 'directory_households', beat, 'none', {greatest}(since, carded), until FROM stays WHERE kind = 'household'
), flows AS (
    SELECT 'first_interviews' AS line, id, done AS day, 1 AS n FROM known WHERE first = done
    UNION ALL SELECT 'newly_registered', target_id, visited_on, 1 FROM seen WHERE new_card
    UNION ALL SELECT 'provisional_resolved', target_id, visited_on, 1 FROM seen JOIN known k ON k.id = target_id
              WHERE new_card AND card = 'provisional'
    UNION ALL SELECT 'provisional_created', id, entered, 1 FROM known WHERE card = 'provisional'
    UNION ALL SELECT 'moved_out', target_id, left_on, 1 FROM leaving WHERE kind IN ('moved_out', 'died', 'closed')
    UNION ALL SELECT 'cr_cards', target_id, visited_on, cr_cards FROM seen WHERE cr_cards > 0
    UNION ALL SELECT 'patrol_cards', target_id, visited_on, patrol_cards FROM seen WHERE patrol_cards > 0
), posted AS (
    SELECT line, beat, category, since AS day, count(*) AS n FROM stocks WHERE since < until GROUP BY 1, 2, 3, 4
    UNION ALL
    SELECT line, beat, category, until, -count(*) FROM stocks WHERE since < until GROUP BY 1, 2, 3, 4
    UNION ALL
    SELECT line, beat, CASE WHEN line IN ('cr_cards', 'patrol_cards') THEN 'none' ELSE category END, day, sum(n)
    FROM flows f JOIN spans s ON s.id = f.id AND s.since <= f.day AND f.day < s.until
    WHERE day >= '{year}-01-01' GROUP BY 1, 2, 3, 4
    UNION ALL
    SELECT kind, beat_id, 'none', used_on, sum(sheets) FROM beat_sheets
    WHERE used_on BETWEEN '{year}-01-01' AND '{as_of}' {sheets} GROUP BY 1, 2, 3, 4
)
SELECT line, beat, category,
       CASE WHEN day < '{year}-01-01' THEN 0 ELSE CAST(substr(CAST(day AS VARCHAR), 6, 2) AS INTEGER) END, sum(n)
FROM posted WHERE day <= '{as_of}' {beats} GROUP BY 1, 2, 3, 4
"""

MOVED = "SELECT target_id FROM target_changes WHERE to_beat_id = {beat}"

AT_HOME_OR_MOVED = (
    "(SELECT * FROM {table} WHERE {home} = {beat}"
    " UNION ALL SELECT * FROM {table} WHERE {home} <> {beat} AND {target} {moved})"
)

SOURCES = {
    "target_changes": ("home_beat_id", "target_id"),
    "visits": ("home_beat_id", "target_id"),
    "targets": ("beat_id", "id"),
}
"""The tables, with their columns of the beat in which the target entered, and of the target."""


def query(dialect: str, year: int, as_of: object, beat: object = None, moved: str | None = None) -> str:
    """The statement for one beat (its number, or a mark that stands for it), or for all.

    ``moved``: a condition on a target that it once moved into the beat; without one, it is looked for.
    """
    parts = {table: table for table in SOURCES} | {"sheets": "", "beats": ""}
    if beat is not None:
        here = moved or f"IN ({MOVED.format(beat=beat)})"
        for table, (home, target) in SOURCES.items():
            parts[table] = AT_HOME_OR_MOVED.format(table=table, home=home, target=target, beat=beat, moved=here)
        parts |= {"sheets": f"AND beat_id = {beat}", "beats": f"AND beat = {beat}"}
    return QUERY.format(year=year, as_of=as_of, **parts, **DIALECTS[dialect])


def summed(rows: Iterable[Any]) -> Counted:
    """What it gives, by what a form shows."""
    counted: Counted = defaultdict(lambda: [0] * 13)  # a line that is nowhere in a beat is 0 there
    for line, beat, split, month, n in rows:
        counted[beat, line, split][month] += int(n)
    return counted


def differing(counted: Counted, beat: int, form: Form, shown: int) -> list[object]:
    """The lines of a form that were counted otherwise."""
    wrong: list[object] = []
    for line in form.lines:
        if line.row not in (*FLOWS, *STOCKS) or line.split is Split.ALL:
            continue
        months = counted[beat, line.row.value, line.split.value]
        theirs = months[1:] if line.row in FLOWS else cumulated(months)
        if list(line.months[:shown]) != theirs[:shown]:
            wrong.append((form.header.code, line.row, line.split, line.months[:shown], theirs[:shown]))
    return wrong
