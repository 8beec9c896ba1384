"""Which figures of one text tell the same claim: in heading and body, rounded and exact, in lead and text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from theodoi.extract.spans import Metric
from theodoi.registry.names import fold

# What two figures must not tell differently; what one leaves open the other may tell.
_AGREE = (
    "indicator_id", "of", "per", "base_id", "aggregation", "since", "period", "baseline", "organisation_id", "area",
    "system_id", "compiler_id", "ranking_scope", "value_high",
)  # fmt: skip
_SAME = ("unit", "unit_detail", "measure", "direction", "status")
_ABOUT = Decimal("0.05")  # what "khoảng" allows, as a share of the value
_MOST = 20  # claims at either end of those of a kind, and figures of a claim, that one is compared with
_NO_WORDS = frozenset(["các", "những", "số", "tổng", "của", "và", "đã", "được", "là", "có", "trong", "tại", "theo"])


def with_claims(metrics: Sequence[Metric]) -> list[Metric]:
    """The metrics, in order, each with the start of the figure that tells its claim best: the exact one, else the first.

    A figure is compared with the first and the last claims of its kind alone, so that time is linear in their number.
    """
    groups: list[list[_Told]] = []
    by_kind: dict[tuple[object, ...], list[list[_Told]]] = defaultdict(list)
    for metric in metrics:
        told = _Told(metric, frozenset(fold(metric.object or "").replace(",", " ").split()) - _NO_WORDS)
        same_kind = by_kind[tuple(getattr(metric, name) for name in _SAME)]
        near = same_kind if len(same_kind) <= 2 * _MOST else same_kind[:_MOST] + same_kind[-_MOST:]
        group = next((g for g in near if all(_tells_the_same(told, other) for other in g[:_MOST])), None)
        if group is None:
            group = []
            same_kind.append(group)
            groups.append(group)
        group.append(told)
    best = {told.metric.start: min(group, key=_rank).metric.start for group in groups for told in group}
    return [replace(metric, claim_start=best[metric.start]) for metric in metrics]


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure with the words of what it measures."""

    metric: Metric
    words: frozenset[str]


def bounds(metric: Metric) -> tuple[Decimal, Decimal]:
    """What the statement allows: half of the last printed digit, a twentieth for "khoảng", "gần" and "hơn" to one side."""
    half = (metric.last_digit or Decimal(0)) / 2
    low, high = metric.value - half, (metric.value_high or metric.value) + half
    some = abs(metric.value) * _ABOUT
    if metric.comparator in ("about", "nearly", "less_than"):
        low = min(low, metric.value - some)
    if metric.comparator in ("about", "more_than", "at_least"):
        high = max(high, (metric.value_high or metric.value) + some)
    return low, high


def _rank(told: _Told) -> tuple[bool, bool, Decimal, int, int]:
    """How well a figure tells its claim: exact ones first, then more printed digits, then who tells more of it, then the first."""
    metric = told.metric
    untold = sum(getattr(metric, name) is None for name in (*_AGREE, "object", "said_by_organisation_id"))
    return metric.optional, metric.comparator != "eq", metric.last_digit or abs(metric.value), untold, metric.start


def _tells_the_same(one: _Told, other: _Told) -> bool:
    return _same_value(one.metric, other.metric) and _same_thing(one, other) and _agree(one.metric, other.metric)


def _agree(one: Metric, other: Metric) -> bool:
    for name in _AGREE:
        told, also = getattr(one, name), getattr(other, name)
        if told is not None and also is not None and told != also:
            return False
    return True


def _same_value(one: Metric, other: Metric) -> bool:
    """Whether both figures can be one: equal, or one within what the other, rounded one allows."""
    if one.value == other.value and one.comparator == other.comparator:
        return True
    (low, high), (other_low, other_high) = bounds(one), bounds(other)
    return other_low <= one.value <= other_high or low <= other.value <= high


def _same_thing(one: _Told, other: _Told) -> bool:
    """Whether both measure one thing: the words of one object stand in that of the other, or both are of one indicator."""
    if not one.words or not other.words:
        return False
    shared = one.words & other.words
    indicator = one.metric.indicator_id
    if indicator is not None and indicator == other.metric.indicator_id:
        return 2 * len(shared) >= min(len(one.words), len(other.words))
    return shared in (one.words, other.words) and len(shared) > 1
