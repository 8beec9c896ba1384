"""Whether a figure may stand in a series, and why not: the first reason that holds."""

from __future__ import annotations

from dataclasses import replace

from theodoi.days import last_day
from theodoi.extract.document import Document
from theodoi.extract.spans import Metric
from theodoi.registry.definitions import load_definitions
from theodoi.registry.indicators import load_indicators
from theodoi.vocabularies import NotCharted


def with_charting(document: Document, metric: Metric) -> Metric:
    """The metric with the reason that keeps it out of every series; none where it may be charted."""
    reason = _not_charted(document, metric)
    return replace(metric, not_charted_because=reason.value) if reason else metric


def _not_charted(document: Document, metric: Metric) -> NotCharted | None:
    if metric.optional:
        return NotCharted.MINOR
    if metric.aggregation == "threshold":
        return NotCharted.THRESHOLD
    if metric.indicator_id is None:
        return NotCharted.NO_INDICATOR
    return _where_and_when(document, metric) or _compared_with(metric)


def _where_and_when(document: Document, metric: Metric) -> NotCharted | None:
    """What is missing of area and period."""
    if metric.area is None:
        return NotCharted.NO_AREA
    if metric.area_basis == "inferred":
        return NotCharted.AREA_INFERRED
    if metric.period is None:
        return NotCharted.NO_PERIOD
    if metric.period_basis == "inferred":
        return NotCharted.PERIOD_INFERRED
    day, indicator = last_day(metric.period), load_indicators().by_id.get(metric.indicator_id or "")
    if metric.status == "observed" and day and indicator is not None and not indicator.valid_on(day):
        return NotCharted.NOT_IN_FORCE
    return None


def _compared_with(metric: Metric) -> NotCharted | None:
    """What is missing of that by which figures of an indicator are told apart."""
    definitions = load_definitions()
    definition = definitions.of.get(metric.indicator_id or "")
    if metric.aggregation == "cumulative" and metric.since is None and metric.system_id is None:
        return NotCharted.NO_START  # a total on a system is counted since it runs
    if metric.measure == "change" and metric.baseline is None:
        return NotCharted.NO_BASELINE
    if metric.unit == "rank" and metric.measure == "level" and metric.ranking_scope is None:
        return NotCharted.NO_RANKING
    if definition is None:
        return None
    is_share = metric.unit == "percent" and metric.measure == "level"
    if is_share and metric.base_id is None and (definition.bases or metric.base is not None):
        return NotCharted.NO_BASE
    if metric.compiler_id is None and definitions.has_several_compilers(definition.id):
        return NotCharted.NO_COMPILER
    return None
