"""The ledger of tasks in the warehouse: which mentions are one task, and what later sentences tell of it.

The steps are sql/resolve/tasks in their order; what SQL cannot do, comparing words, is theodoi.ledger. The result is a
function of the articles alone: the order of loading does not change it.
"""

from __future__ import annotations

from itertools import groupby

from sqlalchemy import Connection, text

from theodoi.database import run_sql, sql_file
from theodoi.ledger import DAYS_APART, REACH_DAYS, Mention, News, Task, link, same_tasks


def resolve_tasks(connection: Connection) -> None:
    """Bring the ledger up to the articles of the temporary table touched_articles."""
    run_sql(connection, "resolve/tasks/10_touched.sql", {"days": DAYS_APART})
    places: list[dict[str, object]] = [
        {"assignment_id": place.assignment_id, "task_id": place.task_id, "group_id": place.group_id}
        for place in same_tasks(_mentions(connection))
    ]
    _insert(connection, "INSERT INTO new_places VALUES (:assignment_id, :task_id, :group_id)", places)
    run_sql(connection, "resolve/tasks/20_tasks.sql", {"reach": REACH_DAYS})
    links = _links(connection)
    _insert(connection, "INSERT INTO new_links VALUES (:task_id, :task_news_id, :event, :confidence)", links)
    run_sql(connection, "resolve/tasks/30_events.sql")


def _mentions(connection: Connection) -> list[Mention]:
    return [
        Mention(
            assignment_id=row.assignment_id,
            kind=row.kind,
            assignees=frozenset(row.bodies),
            task=row.task,
            told_on=row.told_on,
            giver=row.assigned_by,
            deadline=row.deadline,
            basis=row.based_on,
        )
        for row in connection.execute(text(sql_file("resolve/tasks/around.sql")))
    ]


def _links(connection: Connection) -> list[dict[str, object]]:
    """The links of every sentence that was touched to the tasks that it tells of."""
    rows = connection.execute(text(sql_file("resolve/tasks/candidates.sql")), {"reach": REACH_DAYS})
    found: list[dict[str, object]] = []
    for news_id, of_news in groupby(rows, key=lambda row: row.task_news_id):
        candidates = list(of_news)
        told = candidates[0]
        news = News(news_id, told.news, frozenset(told.doers), told.cue, told.deed, told.about, told.news_on)
        tasks = [Task(r.task_id, frozenset(r.assignees), r.task, r.task_on, r.due_on) for r in candidates]
        found += [
            {"task_id": one.task_id, "task_news_id": news_id, "event": one.event.value, "confidence": one.confidence}
            for one in link(news, tasks)
        ]
    return found


def _insert(connection: Connection, statement: str, rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(text(statement), rows)
