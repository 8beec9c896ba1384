"""The summary of a run for a person at a terminal: what came in, what was found in it, what was held back, and why."""

from __future__ import annotations

from theodoi.kinds.kind import shortened
from theodoi.report.facts import Head, Metric, Others, RunFacts, UnknownRun, read_facts
from theodoi.run import Run

__all__ = ["UnknownRun", "render"]

STATUS_WORDS = {
    "published": "published",
    "nothing_new": "succeeded with nothing new",
    "dry_run": "compared, a dry run: nothing published",
    "refused": "REFUSED",
    "undone": "published, and taken back since",
    "forgotten": "taken out of the warehouse since",
    "failed": "FAILED",
    "running": "still running",
}

_EXAMPLES = 3
_MOST = 110  # letters of a quote


def render(run: Run, wall_seconds: float | None = None) -> str:
    """The whole summary as text, read from the warehouse and ops tables of the run's profile. Raises UnknownRun."""
    facts = read_facts(run, most=_EXAMPLES)
    blocks = [
        _head(facts.head, wall_seconds),
        _sources(facts),
        _problems(facts),
        _changes(facts),
        _found(facts),
        _quarantine(facts),
        _gates(facts),
        _stages(facts),
    ]
    return "\n\n".join(block for block in blocks if block)


def _head(head: Head, wall_seconds: float | None) -> str:
    line = f"Batch {head.batch_id}: {STATUS_WORDS[head.status]}"
    if wall_seconds is not None:
        line += f" in {wall_seconds:.0f} s"
    if head.note:
        line += f"\n  {head.note}"
    return line


def _sources(facts: RunFacts) -> str:
    if not facts.sources:
        return "" if not facts.fetched else "Sources\n  none is switched on: nothing was fetched"
    lines = ["Documents by source" if facts.imported else "Pages by source"]
    width = max(len(s.source_id) for s in facts.sources)
    for s in facts.sources:
        counts = f"{s.found:>4} read" if facts.imported else f"{s.found:>4} found {s.fetched:>4} fetched"
        why = f"   not kept: {s.reasons}" if s.why_not else ""
        lines.append(f"  {s.source_id:<{width}} {counts} {s.kept:>4} kept{why}")
    return "\n".join(lines)


def _problems(facts: RunFacts, most: int = 12) -> str:
    if not facts.problems:
        return ""
    lines = ["Problems while reading" if facts.imported else "Problems while fetching"]
    lines += [
        f"  {p.source_id}: {p.reason}" + ("" if p.url in p.reason else f" ({p.url})") for p in facts.problems[:most]
    ]
    if len(facts.problems) > most:
        lines.append(f"  … and {len(facts.problems) - most} more in ops.fetches")
    return "\n".join(lines)


def _changes(facts: RunFacts, most: int = 10) -> str:
    """What outlets took back: the corrections that they print first, then changes without a word and pages that are gone."""
    printed = facts.told("printed_corrections")
    if not printed and not facts.changes:
        return ""
    lines = ["Changed after publication"]
    if printed:
        lines += [f"  printed: {e.line}" for e in printed.examples]
    lines += [f"  {c.source_id}: {c.told} ({c.url})" for c in facts.changes[:most]]
    if len(facts.changes) > most:
        lines.append(f"  … and {len(facts.changes) - most} more in bi.article_changes")
    return "\n".join(lines)


def _found(facts: RunFacts) -> str:
    counts = facts.head.counts
    if not counts or not facts.published:
        return ""
    repaired = counts.get("repaired_articles", 0)
    decrees = [
        f"    {d.number} ({', '.join(str(x) for x in (d.doc_type, d.issuer, d.issued_on) if x)}): «{shortened(d.passage.quote, _MOST)}»"
        for d in facts.decrees
    ]
    organisations = [f"    {o.name}: {o.mentions} mentions in {o.articles} articles" for o in facts.organisations]
    metrics = [f"    {_metric(m)}: «{shortened(m.passage.quote, _MOST)}»" for m in facts.metrics]
    return "\n".join(
        [
            "In the warehouse",
            f"  {counts['articles']} articles from {counts['captures']} captures"
            + (f"; {repaired} of them had lost diacritics, which were given back" if repaired else ""),
            f"  {counts['decrees']} decrees in {counts['decree_mentions']} citations",
            *decrees,
            f"  {counts.get('decree_relations', 0)} relations and {counts.get('decree_events', 0)} events told of them",
            f"  {counts['organisations']} organisations in {counts['organisation_mentions']} mentions",
            *organisations,
            f"  {counts['metrics']} metrics",
            *metrics,
            f"  {counts['system_mentions']} mentions of state information systems",
            *(line for others in facts.others for line in _others(others)),
        ]
    )


def _others(others: Others) -> list[str]:
    """What is told of a kind that has no words of its own here."""
    examples = [f"    {shortened(e.line, 60)}: «{shortened(e.passage.quote, _MOST)}»" for e in others.examples]
    return [f"  {others.total} {others.called}", *examples]


def _metric(m: Metric) -> str:
    return (f"{shortened(m.object, 60)}: " if m.object else "") + m.reading


def _quarantine(facts: RunFacts, most: int = 10) -> str:
    total = sum(held.rows for held in facts.quarantine)
    decided = [f"  {d.rows:>4} {d.dataset}: {d.decision} by {d.decided_by}" for d in facts.decisions]
    if not total:
        return "\n".join(["Quarantine: empty", *decided])
    lines = [f"Quarantine: {total} rows, kept whole in ops.quarantine"]
    lines += [f"  {held.rows:>4} {held.dataset}: {held.reason}" for held in facts.quarantine[:most]]
    if len(facts.quarantine) > most:
        lines.append(f"  … and {len(facts.quarantine) - most} more reasons")
    return "\n".join([*lines, *decided])


def _gates(facts: RunFacts, most: int = 8) -> str:
    if not facts.gates:
        return ""
    lines = ["Gates"]
    for g in facts.gates:
        verdict = "REFUSED" if g.refused else "passed"
        extra = [f"{g.quarantining} sent rows to quarantine"] if g.quarantining else []
        extra += [f"{g.warnings} warning{'s' if g.warnings > 1 else ''}"] if g.warnings else []
        lines.append(f"  {g.gate:<9} {verdict}, {g.checks} checks" + (f" ({', '.join(extra)})" if extra else ""))
    warnings = [check for check in facts.failed_checks if check.consequence == "warning"]
    lines += [
        f"    warning ({w.gate}): {w.sentence}" + (f" [{w.unexpected_count} rows]" if w.unexpected_count else "")
        for w in warnings[:most]
    ]
    return "\n".join(lines)


def _stages(facts: RunFacts) -> str:
    parts = [f"{s.stage} {s.seconds:.1f}" for s in facts.stages if s.seconds is not None]
    notes = [f"  {s.stage}: {s.note}" for s in facts.stages if s.note]
    return "\n".join(["Seconds in each stage: " + ", ".join(parts), *notes]) if parts else ""
