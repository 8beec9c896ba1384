"""`theodoi health`: the checks of maintenance for cron or a monitor, since a dead scheduler cannot tell that it is dead."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from theodoi.database import sql_file
from theodoi.maintain import alerts, disk, ended, night
from theodoi.maintain.work import Work
from theodoi.registry.sources import enabled_sources


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the answer."""

    name: str
    well: bool
    sentence: str

    @property
    def line(self) -> str:
        return f"{'ok   ' if self.well else 'WRONG'} {self.name:<10} {self.sentence}"


def checks(work: Work) -> list[Check]:
    """All checks of a profile; changes nothing. Raises SQLAlchemyError when the warehouse cannot be asked."""
    return [*_nights(work), _disks(work), _stages(work), _runs(work), _quarantine(work), _alerts(work)]


def _nights(work: Work) -> list[Check]:
    if not enabled_sources(work.profile):
        return [Check("night", True, "no source is switched on: no night is due")]
    [last] = night.nights_of(work.engine, {night.due_day(work.now)})
    missing = night.missing_days(work.engine, work.now)
    days = f"Days missing in the last {night.WINDOW_DAYS}: {', '.join(map(str, missing)) or 'none'}."
    cure = (
        f" Run them: theodoi backfill --profile {work.profile} --from {missing[0]} --to {missing[-1]}"
        if missing
        else ""
    )
    return [Check("night", last.published, last.sentence), Check("days", not missing, days + cure)]


def _disks(work: Work) -> Check:
    found = disk.disks_of(work.profile)
    return Check("disk", not any(d.low for d in found), " ".join(d.sentence for d in found))


def _stages(work: Work) -> Check:
    with work.engine.connect() as connection:
        oldest = connection.execute(text(sql_file("maintain/oldest_stage.sql"))).one_or_none()
    if oldest is None:
        return Check("stages", True, "No stage is at work.")
    age = work.now - oldest.started_at
    sentence = f"{oldest.stage} of {oldest.batch_id} has been at work for {age.total_seconds() / 60:.0f} minutes."
    # One at work for longer has lost its scheduler.
    return Check("stages", age < ended.LONGEST_TASK, sentence)


def _runs(work: Work) -> Check:
    found = ended.ended_runs(work.engine, work.profile, work.now, work.state_of)
    told = " ".join(run.sentence for run in found)
    return Check(
        "runs",
        not found,
        f"{told} The next maintenance closes them." if found else "None stands as running that is over.",
    )


def _quarantine(work: Work) -> Check:
    with work.engine.connect() as connection:
        row = connection.execute(text(sql_file("maintain/open_quarantine.sql"))).one()
    # Rows held back are the gates' daily work: told, and never wrong by themselves.
    sentence = f"{row.rows} rows of {row.batches} batches are held back and nobody has decided."
    return Check("quarantine", True, sentence if row.rows else "Empty.")


def _alerts(work: Work) -> Check:
    with work.engine.connect() as connection:
        found = alerts.open_alerts(connection)
    others = [a for a in found if a.kind not in {night.KIND, disk.KIND}]  # those are checked afresh above
    return Check("alerts", not others, " ".join(a.sentence for a in others) or "None open besides.")
