"""Stories that publish has not told: of a warehouse from before there were any, of a large import, by another signature."""

from __future__ import annotations

from theodoi.load.publish import publish_lock
from theodoi.load.stories import Resolved, resolve_stories
from theodoi.maintain.work import Outcome, Work

_AT_ONCE = 5_000  # articles in one transaction: a publish waits no longer than for these


def tell(work: Work) -> Outcome:
    """The duty: read every article whose story is not told, then find anew what hangs together over all of them."""
    read = 0
    while not work.dry_run and (part := _resolve(work, full=False).read):
        read += part
    whole = _resolve(work, full=True)
    if work.dry_run:
        return Outcome((f"{whole.read} or more articles would be read for their story",))
    return Outcome(
        (f"{read} articles were read for their story; {whole.told} hang together as the pairs on record say",)
    )


def _resolve(work: Work, *, full: bool) -> Resolved:
    with work.engine.begin() as connection:
        publish_lock(connection)
        resolved = resolve_stories(connection, full=full, most=_AT_ONCE)
        if work.dry_run:
            connection.rollback()
    return resolved
