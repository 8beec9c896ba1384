"""Which indicator a figure measures, told by the words around it, and in which list it ranks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import ahocorasick_rs

from theodoi.extract.document import Document
from theodoi.extract.explain import Reason
from theodoi.extract.metrics.objects import Objects
from theodoi.extract.spans import Metric
from theodoi.registry.indicators import GAP, Indicator, load_indicators
from theodoi.registry.units import units

# The text is folded here: its "toàn" is "tòan".
# How far the words that tell an indicator may stand from the figure, in characters.
_LEFT, _RIGHT = 160, 110
_CHANGE_REACH = 80
_THIS = re.compile(r"(?<!\w)(?:con số|tỷ lệ|tỉ lệ|chỉ số|số lượng|mức) (?:này|trên|đó)(?!\w)")
# Nouns that say nothing of what is counted.
_VAGUE = frozenset({"giao dịch", "lượt", "trường hợp", "bản", "cái", "chiếc", "lần", "điểm"})
_LEFT_END = re.compile(r"[;.:!?…\n](?:\s|$)")
_RIGHT_END = re.compile(
    r"[;.!?\n]|, (?=(?:tăng|giảm|đạt|chiếm|trong đó|còn|và|đứng|xếp)\b)|(?<=\w) (?:trong đó|so với|tăng|giảm|đạt|chiếm)\b"
)
_SCOPES = (
    ("asean", re.compile(r"(?<!\w)(?:asean|đông nam á|trong khu vực|khu vực đông nam á)(?!\w)")),
    ("world", re.compile(r"(?<!\w)(?:thế giới|tòan cầu|quốc gia(?:, | và )(?:vùng )?lãnh thổ|liên hợp quốc|\d+ (?:nước|quốc gia|nền kinh tế))(?!\w)")),
    ("ministries", re.compile(r"(?<!\w)(?:các bộ|khối bộ|bộ, ngành|bộ, cơ quan ngang bộ|bộ ngành|\d+ bộ)(?!\w)")),
    ("provinces", re.compile(r"(?<!\w)(?:tỉnh, thành(?: phố)?|tỉnh thành|các tỉnh|các địa phương|63|34 tỉnh|cả nước|tòan quốc)(?!\w)")),
)  # fmt: skip
_EDITION = re.compile(
    r"(?<!\w)(?:dti|par[ -]?index|sipas|papi|egdi|pci|ict[ -]index|gii|gci|chỉ số|xếp hạng|báo cáo|khảo sát)(?: [^\s\d]+){0,6}?,? (?:năm )?((?:19|20)\d\d)(?!\d)"
)


@dataclass(frozen=True, slots=True)
class _Hit:
    indicator: Indicator
    start: int
    end: int
    words: int


@lru_cache(maxsize=1)
def _automaton() -> tuple[ahocorasick_rs.AhoCorasick, list[str]]:
    """Finds the first words of every pattern (up to its first gap)."""
    patterns = list(load_indicators().expressions)
    return ahocorasick_rs.AhoCorasick([p.split(f" {GAP}")[0] for p in patterns]), patterns


class NoIndicator(Reason):
    """Why words of an indicator beside a figure do not tell what it measures."""

    OTHER_UNIT_OR_TIME = "its figures have other units, or it was not in force"
    EXCLUDED = "a word that excludes it stands there too"


def _narrow(hits: Sequence[_Hit]) -> list[_Hit]:
    return [h for h in hits if not h.indicator.generic]


def _shared(hits: Sequence[_Hit], begin: int, end: int) -> tuple[list[_Hit], ...]:
    """What a share or a sum measures, the likeliest first; "99% hồ sơ đúng hẹn" says itself what it is a share of."""
    direct = [h for h in hits if begin < h.end and h.start <= end + 1]
    before = [h for h in hits if h.end <= begin]
    return tuple(
        [h for h in group if h.indicator.generic == wide] for wide in (False, True) for group in (direct, before, hits)
    )


class Measured:
    """Names what the figures of one text measure."""

    def __init__(self, document: Document, objects: Objects) -> None:
        self.document, self.folded, self.objects = document, document.folded, objects
        self.registry = load_indicators()

    def all(self, metrics: Sequence[Metric]) -> list[Metric]:
        """The metrics, in order, with indicator, scope and edition."""
        made: list[Metric] = []
        previous = 0
        for i, metric in enumerate(metrics):
            following = metrics[i + 1].start if i + 1 < len(metrics) else len(self.folded)
            before = made[-1] if made else None
            if before is not None and self._goes_on(before, metric):
                made.append(
                    replace(
                        metric,
                        indicator_id=before.indicator_id,
                        ranking_scope=before.ranking_scope,
                        edition=before.edition,
                    )
                )
            else:
                made.append(self._of(metric, previous, following))
            previous = metric.end
        return made

    def _goes_on(self, before: Metric, metric: Metric) -> bool:
        """Whether a figure speaks of the one before it: "1.039 dịch vụ công mức độ 4, tăng 12%", "… Con số này là 5%"."""
        between = self.folded[before.end : metric.start]
        again = before.unit == metric.unit and len(between) < 4 * _CHANGE_REACH and "\n" not in between
        if again and before.indicator_id is not None and _THIS.search(between[-_CHANGE_REACH:]):
            return True
        return (
            metric.measure == "change"
            and before.indicator_id is not None
            and len(between) < _CHANGE_REACH
            and re.search(r"[.;\n]", between) is None
            and between.rstrip().endswith((",", "("))
        )

    def _of(self, metric: Metric, previous: int, following: int) -> Metric:
        first, last = self.document.sentence_of(metric.start, metric.end)
        low = max(first, metric.start - _LEFT)
        left = self.folded[low : metric.start]
        # A figure before it has its own words, unless the two share them: "… 40 dịch vụ mức 3 và 12 mức 4".
        if previous > low:
            shared = left[: previous - low]
            left = left[previous - low :]
        else:
            shared = ""
        cut = [m.end() for m in _LEFT_END.finditer(left)]
        left = left[cut[-1] :] if cut else left
        right = self.folded[metric.end : min(last, metric.end + _RIGHT, max(following, metric.end))]
        if metric.base:
            right = ""  # what a share is of is not what is measured: "đóng góp 10,2% GDP"
        inside = self.folded[metric.start : metric.end]
        stop = _RIGHT_END.search(right)
        right = right[: stop.start()] if stop else right
        indicator = self._choose(metric, left, inside, right) or (
            self._choose(metric, shared, "", "")
            if shared and metric.unit != "count" and not re.search(r"[;.]", left)
            else None
        )
        if indicator is None:
            return metric
        sentence = self.folded[first:last]
        ranked = metric.unit in ("rank", "score") or indicator.ranking
        edition = self._edition(metric, sentence) if ranked else None
        return replace(
            metric,
            indicator_id=indicator.id,
            ranking_scope=self._scope(sentence, metric.start - first, indicator) if ranked else None,
            edition=edition,
        )

    @staticmethod
    def _edition(metric: Metric, sentence: str) -> int | None:
        """The year behind the index's name, else the year that the figure is of."""
        named = _EDITION.search(sentence)
        if named:
            return int(named[1])
        stated = metric.period_from in ("stated", "carried") and metric.period and len(metric.period) == 4
        return int(metric.period) if stated and metric.period else None

    def _choose(self, metric: Metric, left: str, inside: str, right: str) -> Indicator | None:
        """The indicator whose words stand best: the noun that is counted, else the subject of what is said."""
        text = f"{left}{inside}{right}"
        hits = [hit for hit in self._hits(text) if self._suits(hit.indicator, metric, text)]
        if not hits:
            return None
        begin, end = len(left), len(left) + len(inside)
        if metric.unit == "count":
            order = self._counted(hits, begin, end, left, inside, right)
        else:
            order = _shared(hits, begin, end)
        for group in order:
            if group:
                return max(group, key=lambda hit: (hit.words, -abs(hit.start - begin))).indicator
        return None

    def _suits(self, indicator: Indicator, metric: Metric, text: str) -> bool:
        """Whether an indicator whose words stand there can be meant."""
        reason = None if self._fits(indicator, metric) else NoIndicator.OTHER_UNIT_OR_TIME
        if reason is None and any(word in text for word in indicator.excluded):
            reason = NoIndicator.EXCLUDED
        if reason is not None:
            self.document.refuse("indicator", metric.start, metric.end, reason, indicator.id)
        return reason is None

    def _counted(
        self, hits: Sequence[_Hit], begin: int, end: int, left: str, inside: str, right: str
    ) -> tuple[list[_Hit], ...]:
        """What a count counts, the likeliest first: the noun behind it unless that is a wide one, a vague one, or the
        subject's own."""
        counted = [h for h in hits if h.end > begin and h.start <= end + 2]
        before = [h for h in hits if h.end <= begin]
        own = _narrow(counted)
        if not counted and self._counts_another(left, inside, right):
            before = []
        return own, _narrow(before), counted, before

    def _hits(self, text: str) -> list[_Hit]:
        automaton, patterns = _automaton()
        found = []
        for index, start, _ in automaton.find_matches_as_indexes(text, overlapping=True):
            expression, words, indicators = self.registry.expressions[patterns[index]]
            match = expression.match(text, start)
            if match and not text[max(0, start - 1) : start].isalnum():
                found += [_Hit(i, start, match.end(), words) for i in indicators]
        return found

    def _fits(self, indicator: Indicator, metric: Metric) -> bool:
        if metric.unit not in indicator.units and not (
            metric.measure == "change" and metric.unit in ("percent", "times", "rank")
        ):
            return False
        on = self.document.context.published_on
        return on is None or indicator.valid_on(on) or bool(metric.period and metric.period[:4] < str(on.year))

    def _counts_another(self, left: str, inside: str, right: str) -> bool:
        """Whether a noun follows that the words before do not speak of: then they are not what is counted."""
        nouns = units().noun_at
        found = nouns.search(inside) or nouns.match(right.lstrip())
        return found is not None and found.group() not in _VAGUE and found.group() not in left

    def _scope(self, sentence: str, at: int, indicator: Indicator) -> str | None:
        """The list that is named nearest to the figure, else the indicator's usual one."""
        nearest: tuple[int, str] | None = None
        for scope, pattern in _SCOPES:
            for match in pattern.finditer(sentence):
                distance = abs(match.start() - at)
                if nearest is None or distance < nearest[0]:
                    nearest = (distance, scope)
        return nearest[1] if nearest else indicator.scope
