"""Which indicator a figure measures, told by the words around it, and in which list it ranks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import ahocorasick_rs

from theodoi.extract.document import Document
from theodoi.extract.explain import Reason
from theodoi.extract.metrics.cues import CURRENCIES
from theodoi.extract.metrics.objects import Measure, Objects
from theodoi.extract.spans import Metric
from theodoi.registry.indicators import GAP, Indicator, load_indicators
from theodoi.registry.names import fold

# The text is folded here: its "toàn" is "tòan".
# How far the words that tell an indicator may stand from the figure, in characters.
_LEFT, _RIGHT = 160, 110
_FIGURES_BACK = 8  # how many figures back the count may stand that a change takes up
_NAME = 80  # the longest name of an index
# Words of quantity that may stand before the noun that is measured.
_QUANTITY = re.compile(r"(?:(?:tỷ lệ|tỉ lệ|tổng số|tổng|số lượng|số|mức|các|những|bộ|lượt|phiên|cuộc|hơn|gần) )*")
# Who has some property, counted or as a share: "58/63 tỉnh …", "100% bộ, ngành".
_BODIES = re.compile(
    r"(?:số |tổng số )?(?:tỉnh|thành phố|địa phương|huyện|xã|phường|thôn|bản|ấp|tổ dân phố|quận|thị xã|bộ|ngành|cơ quan|sở|quốc gia|nước)(?!\w)"
)
_WEIGHT = re.compile(r" (?:tổng )?(?:điểm|số điểm|trọng số|cơ cấu điểm)(?! phần trăm| %)(?!\w)")
# What may follow a name without making it another thing's: a participle, an owner, a place.
_NO_COMPLEMENT = re.compile(
    r" (?:(?:đã )?(?:được )?(?:tiếp nhận|giải quyết|xử lý)|được (?:cấp|nộp|gửi|thực hiện|số hóa|cung cấp)|của|tại|trên|trong|do|mới|từ|qua|ở|thuộc|các loại|phát sinh|đang(?! (?:sử )?dụng)|chờ|còn lại|các lĩnh vực|cho)(?!\w)"
)
# What is done to what is counted stands right before: "tập huấn cho gần 1.000 công chức".
_ACTS_ON = re.compile(r"(?: (?:cho|được|gần|hơn|khỏang|trên|tổng cộng|tổng số|đến|tới))* ?")
# What was done before tells the time of a figure, not what it counts: "sau khi sắp xếp, tỉnh có 56 xã".
_AFTER = re.compile(r"(?<!\w)(?:sau|trước|không|chưa)(?: khi)?(?: thực hiện| tiến hành| hoàn thành)? $")
_TIME_OF = re.compile(r"(?<!\w)(?:sau|trước)(?: khi)?(?: thực hiện| tiến hành| hoàn thành)? [^,;.\d]*")
# A class that somebody is in or not: "đơn vị có từ 120 biên chế trở lên".
_CLASS = re.compile(r"(?<!\w)(?:trở lên|trở xuống)(?!\w)")
_IS = re.compile(r"(?<!\w)(?:đạt|là|còn|chiếm)(?: \w+)? ?$")
_TOPIC = re.compile(r"(?<!\w)(?:về|đối với) $")  # "về cơ cấu tổ chức, bộ có 21 đơn vị"
_RANKED_BY = re.compile(r"(?<!\w)(?:chỉ số|index|xếp hạng|báo cáo|đánh giá)(?!\w)")
_INDEX = re.compile(r"(?<!\w)(?:chỉ số|index|sipas|điểm số)(?!\w)")
# Nouns that say nothing of what is counted: the subject does ("hệ thống thanh toán trực tuyến có 9.000 giao dịch").
_SAYS_NOTHING = re.compile(r"(?:giao dịch|lượt|trường hợp|bản|cái|lần|lượt giao dịch)")
# Whom a thing that is counted goes to, one each: "lập hồ sơ sức khỏe cho 3,4 triệu người".
_WHOM = re.compile(r"(?:người|hộ|trường hợp|lượt người|người dân|công dân)")
_VERBS = re.compile(
    r"(?:tập huấn|bồi dưỡng|đào tạo|tinh giản|cắt giảm|bãi bỏ|đơn giản|số hóa|đồng bộ|kết nối|tiết kiệm|giảm|sắp xếp|sáp nhập)(?!\w)"
)
_LISTED = re.compile(r"[^,;.:()\d]{0,70}(?:,| và)(?: (?:hơn|gần|trên))? ")
_JOINT = re.compile(r" và |, ")
_PARTED = re.compile(r"[,;:]")
_NEGATED = re.compile(r"(?<!\w)(?:chưa|không)(?!\w)")
_GIVEN_TO = re.compile(r"(?<!\w)(?:cho|đối với)(?: (?:các|gần|hơn|khỏang|trên|thêm))* $")
_PLACES = re.compile(r"(?:số |tổng số )?(?:tỉnh|thành phố|địa phương|quốc gia|nước)(?!\w)")
_LEFT_END = re.compile(r"[;.:!?…\n](?:\s|$)")
_RIGHT_END = re.compile(
    r"[;!?\n]|(?<!\btp)(?<!\bq)(?<!\bp)\.|, (?=(?:tăng|giảm|đạt|chiếm|trong đó|còn|và|đứng|xếp)\b)|(?<=\w) (?:trong đó|so với|tăng|giảm|đạt|chiếm)\b"
)
_SCOPES = (
    ("asean", re.compile(r"(?<!\w)(?:asean|đông nam á|trong khu vực|khu vực đông nam á)(?!\w)")),
    ("world", re.compile(r"(?<!\w)(?:thế giới|tòan cầu|quốc gia(?:, | và )(?:vùng )?lãnh thổ|liên hợp quốc|\d+ (?:nước|quốc gia|nền kinh tế))(?!\w)")),
    ("ministries", re.compile(r"(?<!\w)(?:các bộ|khối bộ|bộ, ngành|bộ, cơ quan ngang bộ|bộ ngành|\d+ bộ)(?!\w)")),
    ("provinces", re.compile(r"(?<!\w)(?:tỉnh, thành(?: phố)?|tỉnh thành|các tỉnh|các địa phương|63|34 tỉnh|cả nước|tòan quốc)(?!\w)")),
)  # fmt: skip
_SHORT = re.compile(r"(?<!\w)[a-zđ]{2,8}(?!\w)")
_DEFINED = re.compile(r" \((?:sau đây gọi (?:tắt )?là |gọi tắt là |viết tắt là )?(?P<short>[A-ZĐ]{2,8})\)")
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
    HOLDERS = "it counts those who have some property"
    EXCLUDED = "a word that excludes it stands there too"
    NO_INDEX = "a share is no score where no index is named"
    VERB = "what is done to it is told of the figure before"
    CLASS = "it is the border of a class, as a rule sets it"


def _narrow(hits: Sequence[_Hit]) -> list[_Hit]:
    return [h for h in hits if not h.indicator.generic]


class Measured:
    """Names what the figures of one text measure."""

    def __init__(self, document: Document, objects: Objects) -> None:
        self.document, self.folded, self.objects = document, document.folded, objects
        self.registry = load_indicators()
        self.short_forms = self._short_forms()
        self.starts = [metric.start for metric in objects.metrics]
        self.done_to = -1  # where the last figure ends that a verb of cutting or merging is told of

    def all(self, metrics: Sequence[Metric]) -> list[Metric]:
        """The metrics, in order, with indicator, scope and edition."""
        made: list[Metric] = []
        for i, metric in enumerate(metrics):
            measure = self.objects.measures[i]
            named = self._of(metric, measure)
            shared = made[measure.of] if measure.of is not None else self._same(i, made) or self._counted(i, made)
            if (
                named.indicator_id is None
                and shared is not None
                and shared.indicator_id
                and self._may_share(shared, metric)
            ):
                named = replace(
                    metric,
                    indicator_id=shared.indicator_id,
                    ranking_scope=shared.ranking_scope,
                    edition=shared.edition,
                )
            made.append(named)
        return made

    def _same(self, i: int, made: Sequence[Metric]) -> Metric | None:
        """The figure before, when its sentence counts the same noun again: "9.000 giao dịch, riêng tháng 8 có 3.000 giao dịch"."""
        if i == 0 or made[-1].object is None or self.objects.metrics[i].object is None:
            return None
        first, _ = self.document.sentence_of(self.objects.metrics[i].start, self.objects.metrics[i].end)
        same = self.objects.text_of(i) == made[-1].object
        return made[-1] if same and made[-1].end > first and self.objects.metrics[i].of is None else None

    def _counted(self, i: int, made: Sequence[Metric]) -> Metric | None:
        """The count that a change takes up by its noun: "5.400 doanh nghiệp thành lập mới, tăng 3% về |số doanh nghiệp"."""
        metric = self.objects.metrics[i]
        held = fold(self.objects.text_of(i) or "")
        noun = held.removeprefix("số ")
        if metric.measure != "change" or noun == held or i == 0:
            return None
        first, _ = self.document.sentence_of(metric.start, metric.end)
        here = [m for m in made[-_FIGURES_BACK:] if m.start >= first and m.unit == "count"]
        return next((m for m in reversed(here) if f"{fold(m.object or '')} ".startswith(f"{noun} ")), None)

    def _may_share(self, shared: Metric, metric: Metric) -> bool:
        """Whether the indicator of a figure may have the one that goes on with it."""
        return shared.indicator_id is not None and self._fits(self.registry.by_id[shared.indicator_id], metric)

    def _of(self, metric: Metric, measure: Measure) -> Metric:
        first, last = self.document.sentence_of(metric.start, metric.end)
        indicator = self._choose(metric, measure, first, last)
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
        stated = metric.period_basis in ("stated", "carried") and metric.period and len(metric.period) == 4
        return int(metric.period) if stated and metric.period else None

    def _choose(self, metric: Metric, measure: Measure, first: int, last: int) -> Indicator | None:
        """The indicator whose words are those of the object; of a count also what its clause does with it."""
        if self._has_property(metric, measure):
            self.document.refuse("indicator", metric.start, metric.end, NoIndicator.HOLDERS)
            return None
        if self._borders(metric):
            self.document.refuse("indicator", metric.start, metric.end, NoIndicator.CLASS)
            return None
        low, high = self._clause(metric, measure, first, last)
        spans = measure.spans
        if named := self._before_bracket(metric, first):
            return named
        if not spans and metric.unit in ("rank", "score"):
            return self._only_index(metric, first, last)
        begin = min([low, *(start for start, _ in spans if start >= first)])
        text = self.folded[begin:high]
        hits = [hit for hit in self._hits(text) if self._suits(hit.indicator, metric, text)]
        outside = [span for span in spans if span[1] <= begin]
        if outside:  # the object stands in another sentence or clause, or in the heads of a table
            begin, hits = outside[0][0], []
            for start, end in outside:
                held = self.folded[start:end]
                found = [hit for hit in self._hits(held) if self._suits(hit.indicator, metric, held)]
                hits += [replace(hit, start=hit.start + start - begin, end=hit.end + start - begin) for hit in found]
        counts = metric.unit == "count"
        given = counts and _GIVEN_TO.search(self.folded, max(begin, metric.start - 24), metric.start) is not None
        heads = [
            hit
            for hit in hits
            if self._touches(begin, hit, spans)
            and not (given and begin + hit.start >= metric.start)
            and self._names(metric, begin, hit, spans)
        ]
        order = [_narrow(heads), [h for h in heads if h.indicator.generic]]
        if (counts or metric.unit in ("percent", *CURRENCIES)) and not self._of_something(metric, measure):
            told = counts and (_SAYS_NOTHING.fullmatch(self.folded, *spans[0]) is not None if spans else True)
            whom = spans and _WHOM.fullmatch(self.folded, *spans[0]) is not None
            acts = [
                h
                for h in hits
                if begin + h.end <= metric.start
                and (
                    told
                    or (
                        (whom or _VERBS.match(self.folded, begin + h.start))
                        and _ACTS_ON.fullmatch(self.folded, begin + h.end, metric.start)
                    )
                )
            ]
            order.insert(1, _narrow(acts))
        for group in order:
            if group:
                best = max(group, key=lambda h: (h.words, h.start - h.end, -abs(begin + h.start - metric.start)))
                if best.indicator.generic and counts and self._goes_on_with_verb(metric):
                    self.document.refuse("indicator", metric.start, metric.end, NoIndicator.VERB, best.indicator.id)
                    return None
                if _VERBS.match(self.folded, begin + best.start):
                    self.done_to = metric.end
                return best.indicator
        return None

    def _goes_on_with_verb(self, metric: Metric) -> bool:
        """Whether a count stands in a list behind one that tells what is done to both: "cắt giảm 170 dòng hàng và |30 thủ tục"."""
        listed = _LISTED.fullmatch(self.folded, self.done_to, metric.start) if self.done_to >= 0 else None
        if listed is None:
            return False
        self.done_to = metric.end
        return True

    def _borders(self, metric: Metric) -> bool:
        """Whether a figure is the border of a class and nothing that is reached or aimed at."""
        if metric.status == "target" or not _CLASS.search(self.folded, metric.start, metric.end + 9):
            return False
        return _IS.search(self.folded, max(0, metric.start - 16), metric.start) is None

    def _before_bracket(self, metric: Metric, first: int) -> Indicator | None:
        """The index whose name stands right before the bracket that holds a place or its change: "Nộp thuế (|tăng 4 bậc)"."""
        end = metric.start - 2
        if metric.unit not in ("rank", "score") or not self.folded.startswith(" (", end):
            return None
        low = max(first, end - _NAME)
        text = self.folded[low:end]
        hits = [h for h in self._hits(text) if h.end == len(text) and self._suits(h.indicator, metric, text)]
        return max(hits, key=lambda h: h.words).indicator if hits else None

    def _only_index(self, metric: Metric, first: int, last: int) -> Indicator | None:
        """The index of a place or score that says of itself nothing, where its sentence names one and no other."""
        sentence = self.folded[max(first, metric.start - _LEFT) : min(last, metric.end + _LEFT)]
        hits = [h.indicator for h in self._hits(sentence) if self._suits(h.indicator, metric, sentence)]
        if not _RANKED_BY.search(sentence):
            return None
        named = {indicator.id: indicator for indicator in hits if indicator.ranking}
        return next(iter(named.values())) if len(named) == 1 else None

    def _touches(self, begin: int, hit: _Hit, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether words are those of an object, before its "và": "trạm quan trắc |và tổng đài phản ánh"."""
        low, high = begin + hit.start, begin + hit.end
        for start, end in spans:
            if high <= start or end <= low:
                continue
            joint = _JOINT.search(self.folded, start, end)
            if joint is None or low < joint.start():
                return True
        return False

    def _names(self, metric: Metric, begin: int, hit: _Hit, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether words name what is measured, and are no complement of another head, no opposite, no holder of something else."""
        low, high = begin + hit.start, begin + hit.end
        behind = spans[0][0] >= metric.end - 1 or (metric.unit == "count" and spans[0][0] >= metric.start)
        parted = _PARTED.search(self.folded, low, metric.start) if low < metric.start < high else None
        if parted and not _TOPIC.search(self.folded, max(0, low - 8), low):
            return False
        if low < metric.start < high and self._holds_another(metric, high):
            return False
        if _AFTER.search(self.folded, max(0, low - 24), low):
            return False
        if any(start < low < end and _NEGATED.search(self.folded, start, low) for start, end in spans):
            return False
        heads = self._heads(low, spans)
        if (hit.indicator.generic or (behind and metric.unit == "count")) and not heads:
            return False
        if hit.indicator.alone and self._has_complement(high, spans):
            return False
        # "70% thuê bao di động đang dùng 3G" is no share of subscribers; "giảm 30% thời gian giải quyết thủ tục" is a change.
        is_share = behind and metric.unit == "percent" and metric.measure == "level"
        return not (is_share and heads and self._has_complement(high, spans))

    def _holds_another(self, metric: Metric, high: int) -> bool:
        """Whether words that go on behind a figure reach another of its list: "bỏ |40 dòng hàng và 30 thủ tục"."""
        behind = bisect_left(self.starts, metric.end)
        if behind == len(self.starts) or self.starts[behind] >= high:
            return False
        return _JOINT.search(self.folded, metric.end, self.starts[behind]) is not None

    def _clause(self, metric: Metric, measure: Measure, first: int, last: int) -> tuple[int, int]:
        """The words of the figure's own clause: from the mark before its subject to the mark behind it."""
        start = min([metric.start, *(begin for begin, _ in measure.spans if first <= begin < metric.start)])
        low = max(first, measure.before, start - _LEFT)
        for mark in _LEFT_END.finditer(self.folded, low, start):
            low = mark.end()
        stop = _RIGHT_END.search(self.folded, metric.end, min(last, metric.end + _RIGHT))
        high = stop.start() if stop else min(last, metric.end + _RIGHT, measure.after)
        return low, max(high, *(end for begin, end in measure.spans if begin >= metric.start), metric.end)

    def _heads(self, at: int, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether a wide name begins an object or before it, behind words of quantity at most: "tỷ lệ |thủ tục", not "hồ sơ thủ tục"."""
        return any(
            at < start or (at < end and _QUANTITY.fullmatch(self.folded, start, at) is not None) for start, end in spans
        )

    def _has_complement(self, at: int, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether the object goes on behind a name with words that make it another thing's."""
        return any(start < at < end and _NO_COMPLEMENT.match(self.folded, at, end) is None for start, end in spans)

    def _has_property(self, metric: Metric, measure: Measure) -> bool:
        """Whether the figure counts the provinces or bodies that have some property: no indicator has that."""
        if metric.unit == "percent" and _WEIGHT.match(self.folded, metric.end):
            return True  # "chiếm 30% điểm DTI": the weight of an index's part
        if not measure.spans or metric.measure == "change":
            return False
        start, end = measure.spans[0]
        if start < metric.end - 1 and metric.unit != "count":
            return False
        if metric.unit == "count" and metric.of is None and not _PLACES.match(self.folded, start, end):
            return False
        return metric.unit in ("count", "percent") and _BODIES.match(self.folded, start, end) is not None

    def _of_something(self, metric: Metric, measure: Measure) -> bool:
        """Whether the words before speak of something else: a figure behind a comma with a noun of its own."""
        low = max(measure.before, metric.start - _LEFT)
        return self.folded[low : metric.start].rstrip().endswith((",", ";")) or not self.folded[
            low : metric.start
        ].strip(" (")

    def _suits(self, indicator: Indicator, metric: Metric, text: str) -> bool:
        """Whether an indicator whose words stand there can be meant."""
        reason = None if self._fits(indicator, metric) else NoIndicator.OTHER_UNIT_OR_TIME
        if reason is None and indicator.excluded:
            timeless = _TIME_OF.sub("", text)
            if any(word in timeless for word in indicator.excluded):
                reason = NoIndicator.EXCLUDED
        if reason is None and indicator.ranking and metric.unit == "percent" and not _INDEX.search(text):
            reason = NoIndicator.NO_INDEX
        if reason is not None:
            self.document.refuse("indicator", metric.start, metric.end, reason, indicator.id)
        return reason is None

    def _hits(self, text: str) -> list[_Hit]:
        """What the phrases of the registry find in folded words, by the offsets of these; short forms are read in full."""
        full, origin = self._in_full(text)
        automaton, patterns = _automaton()
        found = []
        for index, start, _ in automaton.find_matches_as_indexes(full, overlapping=True):
            expression, words, indicators = self.registry.expressions[patterns[index]]
            match = expression.match(full, start)
            if match and not full[max(0, start - 1) : start].isalnum():
                low, high = start, match.end()
                if origin is not None:
                    low, high = origin[start], origin[match.end() - 1] + 1
                found += [_Hit(i, low, high, words) for i in indicators]
        return found

    def _in_full(self, text: str) -> tuple[str, list[int] | None]:
        """Words with their short forms written out, and for each character which one of the words it stands for."""
        pieces: list[str] = []
        origin: list[int] = []
        at = 0
        for short in _SHORT.finditer(text):
            if (full := self.short_forms.get(short.group())) is None:
                continue
            pieces += [text[at : short.start()], full]
            origin += range(at, short.start())
            origin += [short.start()] * (len(full) - 1) + [short.end() - 1]
            at = short.end()
        if not pieces:
            return text, None
        origin += range(at, len(text))
        return "".join([*pieces, text[at:]]), origin

    def _short_forms(self) -> dict[str, str]:
        """The short forms of the registry, and those that the text defines: "cải cách hành chính (CCHC)"."""
        made = dict(self.registry.abbreviations)
        for match in _DEFINED.finditer(self.document.plain):
            short = fold(match["short"])
            words = self.folded[max(0, match.start() - 80) : match.start()].split()[-len(short) :]
            if len(words) == len(short) and all(w.startswith(s) for w, s in zip(words, short, strict=True)):
                made.setdefault(short, " ".join(words))
        return made

    def _fits(self, indicator: Indicator, metric: Metric) -> bool:
        if metric.unit not in indicator.units and not (
            metric.measure == "change" and metric.unit in ("percent", "times", "rank")
        ):
            return False
        on = self.document.context.published_on
        return on is None or indicator.valid_on(on) or bool(metric.period and metric.period[:4] < str(on.year))

    def _scope(self, sentence: str, at: int, indicator: Indicator) -> str | None:
        """The list that is named nearest to the figure, else the indicator's usual one."""
        nearest: tuple[int, str] | None = None
        for scope, pattern in _SCOPES:
            for match in pattern.finditer(sentence):
                distance = abs(match.start() - at)
                if nearest is None or distance < nearest[0]:
                    nearest = (distance, scope)
        return nearest[1] if nearest else indicator.scope
