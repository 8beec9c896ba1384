"""Identities over the whole warehouse: stories that publish has not told, then every step of resolving once over everything.

Untold are the stories of a warehouse from before there were any, of a large import, by another signature.
"""

from __future__ import annotations

from theodoi.load.publish import publish_lock
from theodoi.load.resolve import resolve_whole
from theodoi.load.stories import Resolved, resolve_stories
from theodoi.load.summaries import refresh_summaries
from theodoi.maintain.work import Outcome, Work

_AT_ONCE = 5_000  # articles in one transaction: a publish waits no longer than for these


def tell(work: Work) -> Outcome:
    """The duty: read every article whose story is not told, then resolve everything anew."""
    read = 0
    while part := _read(work).read:
        read += part
        if work.dry_run:
            return Outcome((f"{read} or more articles would be read for their story",))
    with work.engine.begin() as connection:
        publish_lock(connection)
        whole = resolve_whole(connection)
        if work.dry_run:
            connection.rollback()
    return Outcome(
        (f"{read} articles were read for their story; {whole.told} hang together as the pairs on record say",)
    )


def _read(work: Work) -> Resolved:
    with work.engine.begin() as connection:
        publish_lock(connection)
        resolved = resolve_stories(connection, most=_AT_ONCE)
        refresh_summaries(connection)
        if work.dry_run:
            connection.rollback()
    return resolved
