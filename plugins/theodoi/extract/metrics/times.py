"""When a figure is of where its sentence states no full date, and what a change is measured against."""

from __future__ import annotations

import re
from dataclasses import replace

from theodoi.days import last_day
from theodoi.extract.document import Document
from theodoi.extract.metrics import cues
from theodoi.extract.metrics.periods import is_baseline, period_of_lead
from theodoi.extract.spans import Metric

_THIS_YEAR = re.compile(r"(?<!\w)năm nay(?!\w)", re.IGNORECASE)
_YEAR_BEFORE = re.compile(
    r"(?:so với|so|hơn|bằng)(?: với)? (?:cùng kỳ|cùng thời điểm|mức|)\s*(?:của )?(?:năm trước|năm ngoái|năm liền trước)", re.IGNORECASE
)  # fmt: skip
_SAME_TIME = re.compile(r"so (?:với )?cùng kỳ", re.IGNORECASE)
_BASELINE_REACH = 60


def with_times(document: Document, metric: Metric) -> Metric:
    """The metric with its baseline, and with a period inferred from the day of publication where it states none."""
    first, last = document.sentence_of(metric.start, metric.end)
    if metric.period is None:
        metric = _inferred(document, metric, first)
    if metric.measure == "change" or metric.unit in ("times", "rank"):
        metric = replace(metric, baseline=_baseline(document, metric, last))
    return metric


def _inferred(document: Document, metric: Metric, first: int) -> Metric:
    today = document.context.published_on
    if today is None:
        return _of_lead(document, metric, first)
    before = document.plain[first : metric.start]
    if _THIS_YEAR.search(before):
        return replace(metric, period=str(today.year), period_basis="inferred", period_kind="during")
    if (cues.NOW.search(before) or cues.NOW_WEAK.search(before)) and metric.status == "observed":
        return replace(metric, period=today.isoformat(), period_basis="inferred", period_kind="as_of")
    return _of_lead(document, metric, first)


def _of_lead(document: Document, metric: Metric, first: int) -> Metric:
    """The metric with the past time that the lead reports on; a norm and a goal have none, nor what is told of now."""
    before = document.plain[first : metric.start]
    if (
        metric.status != "observed"
        or metric.status_detail == "norm"
        or cues.NOW.search(before)
        or cues.NOW_WEAK.search(before)
    ):
        return metric
    if next(document.periods_from(first, metric.end), None) is not None:
        return metric
    lead = period_of_lead(document)
    today, ends = document.context.published_on, last_day(lead.iso) if lead is not None else None
    if lead is None or ends is None or (today is not None and ends >= today):
        return metric
    return replace(metric, period=lead.iso, period_basis="inferred", period_kind=lead.kind)


def _baseline(document: Document, metric: Metric, last: int) -> str | None:
    """The period after "so với": stated, or the year before the figure's own."""
    reach = metric.end + _BASELINE_REACH
    after = document.plain[metric.end : min(last, reach)]
    period = next(document.periods_from(metric.end, reach), None)
    if period is not None and period.iso and period.start < last and is_baseline(document, period):
        return _same_span(metric.period, period.iso) if _SAME_TIME.search(after) else period.iso
    if (_YEAR_BEFORE.search(after) or _SAME_TIME.search(after)) and metric.period:
        return _a_year_before(metric.period)
    return None


def _same_span(period: str | None, year: str) -> str:
    """ "so với cùng kỳ 2021" of a figure for 2022-Q1 is 2021-Q1."""
    if period and len(year) == 4 and len(period) > 4 and period[4] == "-" and "/" not in period:
        return year + period[4:]
    return year


def _a_year_before(period: str) -> str:
    return re.sub(r"(?<![\d-])(\d{4})(?=$|[-/])", lambda m: str(int(m[1]) - 1), period)
