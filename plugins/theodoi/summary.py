"""The summary of a run for a person at a terminal: what came in, what was found in it, what was held back, and why."""

from __future__ import annotations

from sqlalchemy import Connection, Row, text

from theodoi.load.database import sql_file
from theodoi.pipeline import Run

_SIGNS = {
    "eq": "", "about": "≈ ", "nearly": "just under ", "more_than": "> ", "at_least": "≥ ", "less_than": "< ", "at_most": "≤ ",
}  # fmt: skip


class UnknownRun(LookupError):
    """ops.runs does not know the run: its first task did not get as far."""


def render(run: Run, wall_seconds: float | None = None) -> str:
    """The whole summary as text, read from the warehouse and ops tables of the run's profile. Raises UnknownRun."""
    with run.engine.connect() as connection:
        head = connection.execute(
            text("SELECT * FROM ops.runs WHERE run_id = :run_id"), {"run_id": run.run_id}
        ).one_or_none()
        if head is None:
            raise UnknownRun(run.run_id)
        blocks = [
            _head(head, wall_seconds),
            _sources(connection, run),
            _problems(connection, run),
            _found(connection, run, head),
            _quarantine(connection, run),
            _gates(connection, run),
            _stages(connection, run),
        ]
    return "\n\n".join(block for block in blocks if block)


def _rows(connection: Connection, name: str, run: Run) -> list[Row]:
    parameters = {"batch_id": run.batch_id, "run_id": run.run_id}
    statement = text(sql_file(f"report/{name}.sql"))
    return list(connection.execute(statement, {k: v for k, v in parameters.items() if k in statement.compile().params}))


def _head(head: Row, wall_seconds: float | None) -> str:
    words = {
        "published": "published",
        "nothing_new": "succeeded with nothing new",
        "refused": "REFUSED by a gate",
        "failed": "FAILED",
        "running": "still running",
    }
    line = f"Batch {head.batch_id}: {words[head.status]}"
    if wall_seconds is not None:
        line += f" in {wall_seconds:.0f} s"
    if head.note:
        line += f"\n  {head.note}"
    return line


def _sources(connection: Connection, run: Run) -> str:
    imported = run.batch_id.startswith("import/")
    rows = _rows(connection, "imported" if imported else "sources", run)
    if not rows:
        return "Sources\n  none is switched on: nothing was fetched" if not imported else ""
    lines = ["Documents by source" if imported else "Pages by source"]
    width = max(len(r.source_id) for r in rows)
    for r in rows:
        why = ", ".join(
            f"{n} {fate.replace('_', ' ')}" for fate, n in sorted(r.why_not.items(), key=lambda x: (-x[1], x[0]))
        )
        counts = f"{r.documents:>4} read" if imported else f"{r.found:>4} found {r.fetched:>4} fetched"
        lines.append(f"  {r.source_id:<{width}} {counts} {r.kept:>4} kept" + (f"   not kept: {why}" if why else ""))
    return "\n".join(lines)


def _problems(connection: Connection, run: Run, most: int = 12) -> str:
    rows = _rows(connection, "problems", run)
    if not rows:
        return ""
    lines = ["Problems while fetching" if not run.batch_id.startswith("import/") else "Problems while reading"]
    lines += [f"  {r.source_id}: {r.reason}" + ("" if r.url in r.reason else f" ({r.url})") for r in rows[:most]]
    if len(rows) > most:
        lines.append(f"  … and {len(rows) - most} more in ops.fetches")
    return "\n".join(lines)


def _found(connection: Connection, run: Run, head: Row) -> str:
    counts = head.counts
    if not counts:
        return ""
    decrees = [
        f"    {r.number} ({', '.join(str(x) for x in (r.doc_type, r.issuer, r.issued_on) if x)}): «{_short(r.quote)}»"
        for r in _rows(connection, "decrees", run)
    ]
    organisations = [
        f"    {r.name}: {r.mentions} mentions in {r.articles} articles" for r in _rows(connection, "organisations", run)
    ]
    metrics = [f"    {_metric(r)}: «{_short(r.quote)}»" for r in _rows(connection, "metrics", run)]
    return "\n".join(
        [
            "In the warehouse",
            f"  {counts['articles']} articles from {counts['captures']} captures",
            f"  {counts['decrees']} decrees in {counts['decree_mentions']} citations",
            *decrees,
            f"  {counts['organisations']} organisations in {counts['organisation_mentions']} mentions",
            *organisations,
            f"  {counts['metrics']} metrics",
            *metrics,
            f"  {counts['system_mentions']} mentions of state information systems",
        ]
    )


def _metric(r: Row) -> str:
    value = f"{r.value.normalize():,f}" + (f"–{r.value_high.normalize():,f}" if r.value_high is not None else "")
    change = {"up": "up ", "down": "down "}[r.direction] if r.measure == "change" else ""
    about = f"{_short(r.object, 60)}: " if r.object else ""
    when = f", {r.period}" if r.period else ""
    return f"{about}{change}{_SIGNS[r.comparator]}{value} {r.unit}{when}" + (
        " (target)" if r.status == "target" else ""
    )


def _quarantine(connection: Connection, run: Run, most: int = 10) -> str:
    rows = _rows(connection, "quarantine", run)
    total = sum(r.rows for r in rows)
    if not total:
        return "Quarantine: empty"
    lines = [f"Quarantine: {total} rows, kept whole in ops.quarantine"]
    lines += [f"  {r.rows:>4} {r.dataset}: {r.reason}" for r in rows[:most]]
    if len(rows) > most:
        lines.append(f"  … and {len(rows) - most} more reasons")
    return "\n".join(lines)


def _gates(connection: Connection, run: Run, most: int = 8) -> str:
    rows = _rows(connection, "gates", run)
    if not rows:
        return ""
    lines = ["Gates"]
    for r in rows:
        verdict = "REFUSED" if r.refused else "passed"
        extra = [f"{r.quarantining} sent rows to quarantine"] if r.quarantining else []
        extra += [f"{r.warnings} warning{'s' if r.warnings > 1 else ''}"] if r.warnings else []
        lines.append(f"  {r.gate:<9} {verdict}, {r.checks} checks" + (f" ({', '.join(extra)})" if extra else ""))
    warnings = _rows(connection, "warnings", run)
    lines += [
        f"    warning ({w.gate}): {w.sentence}" + (f" [{w.unexpected_count} rows]" if w.unexpected_count else "")
        for w in warnings[:most]
    ]
    return "\n".join(lines)


def _stages(connection: Connection, run: Run) -> str:
    rows = _rows(connection, "stages", run)
    parts = [f"{r.stage} {r.seconds:.1f}" for r in rows if r.seconds is not None]
    notes = [f"  {r.stage}: {r.note}" for r in rows if r.note]
    return "\n".join(["Seconds in each stage: " + ", ".join(parts), *notes]) if parts else ""


def _short(value: str, most: int = 110) -> str:
    line = " ".join(value.split())
    return line if len(line) <= most else line[: most - 1] + "…"
