"""`theodoi backfill`: past days by Airflow's own backfill, with an estimate first, progress, cancel and resume."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, RowMapping, text

from theodoi.airflow_api import AirflowClient, AirflowError, Backfill, DagRun, Patience
from theodoi.database import engine_for, sql_file
from theodoi.days import day_meant
from theodoi.registry.sources import Past, SourceError, chosen_sources
from theodoi.settings import VIETNAM, Profile, settings

DAG = "nightly"
_AT_ONCE = 2  # days; the pool `crawl` lets one of them fetch at a time
_ENDED = {"success", "failed"}
_PAST = {
    Past.DATED_SITEMAPS: "any day, by dated sitemaps",
    Past.PAGED_LISTS: "what the pages of its lists still hold",
    Past.SITEMAPS: "what its sitemaps still name (a news sitemap: about two days)",
    Past.NONE: "only what its feeds and lists show today",
}


class BackfillError(ValueError):
    """The backfill cannot be made as asked; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: Vietnamese days, both ends included."""

    first: date
    last: date
    profile: Profile = "live"
    sources: tuple[str, ...] = ()  # empty for all that are switched on
    again: bool = False  # also the days that have run
    refresh: bool = False  # fetch anew instead of replaying
    allow_withdrawals: bool = False  # however many articles a day's publish withdraws

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    def body(self) -> dict[str, object]:
        """The request as Airflow's REST API takes it; a day that failed is run again."""
        conf = {
            "profile": self.profile,
            "sources": list(self.sources),
            "refresh": self.refresh,
            "allow_withdrawals": self.allow_withdrawals,
        }
        return {
            "dag_id": DAG,
            "from_date": f"{self.first}T00:00:00Z",
            "to_date": f"{self.last}T00:00:00Z",
            "dag_run_conf": conf,
            "reprocess_behavior": "completed" if self.again or self.refresh else "failed",
            "max_active_runs": _AT_ONCE,
        }

    @classmethod
    def of_backfill(cls, found: Backfill) -> Request:
        """The request that a backfill of Airflow's was made from."""
        conf = found["dag_run_conf"] or {}
        return cls(
            *_days(found),
            conf.get("profile", "live"),
            tuple(conf.get("sources") or ()),
            refresh=conf.get("refresh", False),
            allow_withdrawals=conf.get("allow_withdrawals", False),
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a backfill would do. `pages` and `seconds` are None when no night has been recorded to judge by."""

    request: Request
    to_run: tuple[date, ...]
    not_over: tuple[date, ...]
    replays: int  # of those to run, days whose pages are there already
    sources: int
    past: Mapping[str, Past]  # by source, how it gives pages of past days
    nights: int  # recorded, that pages and seconds are the mean of
    pages: int | None
    seconds: float | None

    def lines(self) -> list[str]:
        asked, days = self.request, len(self.request.days)
        have_run = days - len(self.to_run) - len(self.not_over)
        parts = [f"{len(self.to_run)} to run"]
        parts += [f"{have_run} {'has' if have_run == 1 else 'have'} run already"] if have_run else []
        parts += [f"{len(self.not_over)} not over yet"] if self.not_over else []
        lines = [
            f"Backfill ({asked.profile}) from {asked.first} to {asked.last}",
            f"  {_number(days, 'day')}: {', '.join(parts)}",
        ]
        if self.replays:
            lines.append(f"  {_number(self.replays, 'day')} of these have their pages and will be replayed")
        if len(self.to_run) > self.replays:
            lines += [f"  past days of {id}: {_PAST[past]}" for id, past in self.past.items()]
        if not self.to_run:
            lines.append("  nothing to do (--again runs days that have run once more)")
        elif self.seconds is None:
            lines.append("  pages and time: unknown, no night has been recorded yet")
        else:
            lines.append(
                f"  expected: about {self.pages:,} pages from {_number(self.sources, 'source')} and {_duration(self.seconds)} "
                f"(mean of {_number(self.nights, 'night')})"
            )
            if self.replays < len(self.to_run):
                lines.append(
                    "  only pages that feeds, sitemaps and lists still show can be found: far days may give fewer"
                )
        return lines


def estimate(request: Request, airflow: AirflowClient) -> Estimate:
    """Ask Airflow which days would run, and the warehouse what they may cost.

    Raises BackfillError, SourceError, AirflowError.
    """
    if request.first > request.last:
        raise BackfillError(f"the first day ({request.first}) is after the last one ({request.last})")
    sources = chosen_sources(request.profile, request.sources)
    today = datetime.now(VIETNAM).date()
    body = request.body()
    to_run: tuple[date, ...] = ()
    if request.first < today:
        found = airflow.request("POST", "backfills/dry_run", json=body)["backfills"]
        to_run = tuple(sorted(date.fromisoformat(row["partition_key"]) for row in found))
    engine = engine_for(settings().database_url(request.profile))
    history, loaded = _history(engine, request)
    replays = 0 if request.refresh else len(loaded & set(to_run))
    fetches = len(to_run) - replays
    known = history["fetching_seconds"] is not None
    replaying = history["replaying_seconds"] or history["fetching_seconds"]
    return Estimate(
        request,
        to_run,
        tuple(day for day in request.days if day >= today),
        replays,
        len(sources),
        {source.id: source.past for source in sources.values()},
        history["nights"],
        round(fetches * float(history["pages_a_night"] or 0)) if known else None,
        float(fetches * history["fetching_seconds"] + replays * replaying) if known else None,
    )


def start(request: Request, airflow: AirflowClient) -> int:
    """Make the backfill in Airflow; returns its id. Raises BackfillError for a paused DAG or while another one runs."""
    if airflow.request("GET", f"dags/{DAG}")["is_paused"]:
        raise BackfillError(
            f"the DAG {DAG} is paused in Airflow, and a backfill would wait for ever: unpause it, then ask again"
        )
    # Airflow looks every half minute whether a backfill is over.
    deadline = time.monotonic() + 60
    while (other := active(airflow)) is not None and _is_over(airflow, other) and time.monotonic() < deadline:
        time.sleep(1)
    if other is not None:
        raise BackfillError(
            f"another backfill ({_span(other)}) is at work and Airflow runs one at a time: "
            "wait for it (--status), or end it with --cancel"
        )
    made: Backfill = airflow.request("POST", "backfills", json=request.body())
    return made["id"]


def active(airflow: AirflowClient) -> Backfill | None:
    """The backfill that is at work or paused, as Airflow describes it."""
    return next((b for b in _backfills(airflow) if b["completed_at"] is None), None)


def cancel(airflow: AirflowClient) -> str:
    """End the active backfill: days at work are finished, waiting ones are given up. Returns a sentence."""
    found = active(airflow)
    if found is None:
        raise BackfillError("no backfill is at work")
    airflow.request("PUT", f"backfills/{found['id']}/cancel")
    states = Counter(run["state"] for run in runs(airflow, found).values())
    return (
        f"backfill {found['id']} ({_span(found)}) is cancelled: {states['success']} done, {states['running']} being finished, "
        f"{states['failed']} not done; --resume goes on with those"
    )


def resume(airflow: AirflowClient) -> tuple[int, Request]:
    """Go on with the newest backfill: a paused one is let go, an ended one is made anew for the days that did not succeed.

    Returns the id of the backfill at work and what it was asked for. Raises BackfillError when nothing is left.
    """
    found = next(iter(_backfills(airflow)), None)
    if found is None:
        raise BackfillError("there is no backfill to resume")
    request = Request.of_backfill(found)
    if found["completed_at"] is None:
        airflow.request("PUT", f"backfills/{found['id']}/unpause")
        return found["id"], request
    # A refresh would fetch the days anew that are done, so the days are asked for as failed ones.
    body = request.body() | {"reprocess_behavior": "failed"}
    if not airflow.request("POST", "backfills/dry_run", json=body)["backfills"]:
        raise BackfillError(f"nothing is left of the last backfill ({_span(found)}): all its days have succeeded")
    return airflow.request("POST", "backfills", json=body)["id"], request


def runs(airflow: AirflowClient, backfill: Backfill) -> dict[str, DagRun]:
    """The newest run of each day of a backfill, by day, as Airflow describes it."""
    first, last = map(str, _days(backfill))
    newest: dict[str, DagRun] = {}
    run: DagRun
    for run in _pages(airflow, f"dags/{DAG}/dagRuns", "dag_runs", run_type="backfill", order_by="id"):
        if run["partition_key"] and first <= run["partition_key"] <= last:
            newest[run["partition_key"]] = run
    return newest


def follow(backfill_id: int, airflow: AirflowClient, say: Callable[[str], None], poll_seconds: float = 1.0) -> bool:
    """Say one line for each day that ends, until the backfill is over; returns whether all its days succeeded.

    Bears an Airflow that is started again meanwhile; raises AirflowError when it stays away.
    """
    told: set[str] = set()
    backfill: Backfill = airflow.request("GET", f"backfills/{backfill_id}")
    engine = engine_for(settings().database_url(Request.of_backfill(backfill).profile))
    since = backfill["created_at"]
    patience = Patience(say)
    while True:
        answer = patience.ask(lambda: runs(airflow, backfill))
        if answer is None:
            time.sleep(poll_seconds)
            continue
        found = {day: run for day, run in answer.items() if run["queued_at"] >= since}
        for day, run in sorted(found.items()):
            if run["state"] in _ENDED and day not in told:
                told.add(day)
                say(f"  {day}  {_outcome(engine, run)}   [{len(told)} of {len(found)}]")
        if len(told) == len(found):
            return all(run["state"] == "success" for run in found.values())
        time.sleep(poll_seconds)


def status(airflow: AirflowClient) -> list[str]:
    """The newest backfill and its days by state, as lines."""
    found = next(iter(_backfills(airflow)), None)
    if found is None:
        return ["there has been no backfill"]
    states = Counter(run["state"] for run in runs(airflow, found).values())
    word = "ended" if found["completed_at"] else "paused" if found["is_paused"] else "at work"
    told = ", ".join(f"{number} {state}" for state, number in sorted(states.items())) or "no day yet"
    return [f"backfill {found['id']} ({_span(found)}): {word}; days: {told}"]


# the command ---------------------------------------------------------------------------------------------------------


def run(
    *,
    first: date | None,
    last: date | None,
    profile: Profile,
    sources: Sequence[str],
    again: bool,
    refresh: bool,
    allow_withdrawals: bool,
    dry_run: bool,
    action: str | None,
    say: Callable[[str], None],
) -> int:
    """`theodoi backfill`; returns the exit status. Raises what FAILURES names."""
    airflow = AirflowClient.known()
    if action == "status":
        for line in status(airflow):
            say(line)
        return 0
    if action == "cancel":
        say(cancel(airflow))
        return 0
    if action == "resume":
        number, request = resume(airflow)
        say(f"Backfill {number} goes on with what is left of {request.first} to {request.last}")
    else:
        if first is None:
            raise BackfillError("say which days: --from 2026-11-01 --to 2026-11-14")
        request = Request(first, last or first, profile, tuple(sources), again, refresh, allow_withdrawals)
        expected = estimate(request, airflow)
        for line in expected.lines():
            say(line)
        if dry_run or not expected.to_run:
            return 0
        number = start(request, airflow)
    try:
        return 0 if follow(number, airflow, say) else 1
    except KeyboardInterrupt:
        say("The backfill goes on in Airflow. See it with `theodoi backfill --status`, end it with --cancel.")
        return 130


# the parts -----------------------------------------------------------------------------------------------------------


def _is_over(airflow: AirflowClient, backfill: Backfill) -> bool:
    return all(run["state"] in _ENDED for run in runs(airflow, backfill).values())


def _history(engine: Engine, request: Request) -> tuple[RowMapping, set[date]]:
    with engine.connect() as connection:
        parameters = {"sources": list(request.sources) or None}
        history = connection.execute(text(sql_file("ops/nights.sql")), parameters).mappings().one()
        loaded = connection.scalars(
            text("SELECT DISTINCT day FROM ops.runs WHERE dag_id = :dag AND status IN ('published', 'nothing_new')"),
            {"dag": DAG},
        )
        return history, set(loaded)


def _backfills(airflow: AirflowClient) -> list[Backfill]:
    """All backfills of the DAG, the newest first."""
    found: Iterator[Backfill] = _pages(airflow, "backfills", "backfills", dag_id=DAG)
    return sorted(found, key=lambda b: b["id"], reverse=True)


def _pages(airflow: AirflowClient, path: str, key: str, **parameters: str) -> Iterator[Any]:  # of JSON
    """All entries of one of Airflow's paged collections."""
    offset = 0
    while True:
        answer = airflow.request("GET", path, params=parameters | {"limit": 100, "offset": offset})
        yield from answer[key]
        offset += len(answer[key])
        if not answer[key] or offset >= answer["total_entries"]:
            return


def _outcome(engine: Engine, run: DagRun) -> str:
    """How the run of a day ended, in the words of ops.runs."""
    with engine.connect() as connection:
        row = connection.execute(
            text("SELECT status, note, counts FROM ops.runs WHERE run_id = :run_id"),
            {"run_id": f"{DAG}/{run['dag_run_id']}"},
        ).one_or_none()
    if row is None:
        return "given up" if run["state"] == "failed" else run["state"]
    if row.status == "published":
        return f"published: {_number(row.counts.get('articles', 0), 'article')}"
    return str(row.note or row.status)


def _span(backfill: Backfill) -> str:
    first, last = _days(backfill)
    return f"{first} to {last}"


def _days(backfill: Backfill) -> tuple[date, date]:
    """First and last day of a backfill, whoever made it."""
    return day_meant(datetime.fromisoformat(backfill["from_date"])), day_meant(
        datetime.fromisoformat(backfill["to_date"])
    )


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"


FAILURES = (BackfillError, SourceError, AirflowError, LookupError)
