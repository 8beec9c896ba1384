"""What a figure can be compared with: how it adds up and since when, what a share is of, points of percent, who measured it.

Definitions of indicators are those of registry/definitions.yaml. What neither the text nor a definition tells stays blank.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from theodoi.days import last_day
from theodoi.extract.document import Document
from theodoi.extract.metrics.cues import CURRENCIES
from theodoi.extract.metrics.objects import Objects
from theodoi.extract.numbers import read_figure
from theodoi.extract.spans import InOrder, Metric, OrganisationMention
from theodoi.registry.definitions import Definitions, load_definitions
from theodoi.registry.names import fold

# The text is folded here: its "toàn" is "tòan".
_SUMS = ("percent", "rank", "score", "times")  # levels in these never add up
_TIMES = ("second", "minute", "hour", "day", "month", "year")

_MEAN = re.compile(
    r"(?<!so với )(?<!cao hơn )(?<!thấp hơn )(?<!mức )(?<!\w)(?:trung bình|bình quân)(?! (?:đầu người|chung|cả nước|của cả nước|môn|cộng đồng|trên đầu))(?!\w)"
)
# "Lũy kế", "từ khi vận hành", "sau hơn 8 tháng hoạt động": a total since a start.
_TOTAL = re.compile(
    r"(?<!\w)(?:l[ũu][ỹy] kế|l[ũu]y kế|luỹ kế|cộng dồn|(?<!nhất )từ trước (?:đến|tới) nay|kể từ (?:khi|ngày)|từ khi|(?:tính )?từ (?:đầu|ngày|tháng|năm|quý)[^;\n]{1,80}? (?:đến|tới) (?:nay|hết|ngày|tháng|thời điểm)"
    r"|từ (?:ngày |tháng |năm |quý )?\d[^;\n]{0,120}?(?:đến|tới) nay|sau (?:hơn |gần )?\d+ (?:tháng|năm) (?:hoạt động|triển khai|vận hành|thực hiện))(?!\w)"
)
_UP_TO_NOW = re.compile(
    r"(?<!\w)(?:(?<!trước )(?:đến|tới) nay|tính đến|đến thời điểm này|đến thời điểm hiện tại|tới thời điểm này)(?!\w)"
)
# A part of the time: what follows is no total since the start.
_WITHIN = re.compile(
    r"(?<!\w)(?:riêng|chỉ tính|trong đó)(?: trong)? (?:tháng|quý|năm|tuần|ngày|6 tháng|9 tháng|kỳ)(?!\w)"
)
# What comes in or is done piece by piece; a state ("có", "đã kết nối") is none of these.
_DONE = re.compile(
    r"(?<!\w)(?<!cần )(?<!cần được )(?<!phải )(?<!chưa )(?<!chưa được )(?<!không )(?:tiếp nhận|giải quyết|xử lý|gửi|nhận(?! diện| thức| định)|nộp|ban hành|tập huấn|bồi dưỡng|đào tạo|thu hồi|tra cứu|xác thực|giải ngân"
    r"|cấp(?= (?:mới |được |đổi |gần |hơn |trên |khỏang )?\d)|cắt giảm|bãi bỏ|phát hiện|xử phạt|hỗ trợ|chi(?= (?:trả |hơn |gần |khỏang )?\d)|chuyển nguồn|chi trả|thanh tóan|bán ra|tạo việc làm)(?!\w)"
)
_FLOWS = re.compile(
    r"(?:(?:số|tổng|tổng số|lượng|các|những|tổng giá trị|giá trị) )*(?:doanh thu|kim ngạch|grdp|gdp|tổng sản phẩm|giao dịch|lượt|cuộc|phản ánh|sản lượng|thu(?! nhập)|chi(?! phí)|vốn giải ngân|lợi nhuận|số tiền|hội nghị|buổi|lớp)(?!\w)"
    r"|[^,;]*(?:thành lập mới|đăng ký mới)(?!\w)"
)
_HOLDERS = re.compile(
    r"(?:(?:số|tổng số|các) )?(?:tỉnh|thành phố|địa phương|huyện|xã|phường|bộ|ngành|cơ quan|sở|đơn vị|trường|doanh nghiệp|quốc gia|nước)(?!\w)"
)
_BOUNDS = ("more_than", "at_least", "less_than", "at_most")
_BREAK = re.compile(r"[,;:(]")
# What a difference is of when it is points of percent: a share or an index in percent.
_SHARE = re.compile(
    r"(?:tỷ lệ|tỉ lệ|tỷ trọng|mức độ hài lòng|chỉ số hài lòng|độ hài lòng|độ phủ|chỉ số cchc|chỉ số cải cách)(?!\w)"
)
_PRICE_INDEX = re.compile(
    r"chỉ số (?:giá|sản xuất|tiêu dùng|chứng khóan|công nghiệp|tồn kho|nhà quản trị)|index(?! \d{4} của (?:tỉnh|bộ))|(?<!\w)(?:cpi|iip)(?!\w)"
)
_OF = re.compile(r" (?:(?:của|trong|trên|so với|so) )?")
_PART = re.compile(r"(?<!\w)trong (?:đó|số đó|số này)(?:,? (?:có|tỷ lệ|tỉ lệ|gần|hơn|trên|khỏang))* ?$")
_OWNERS = ("của ", "tại ", "trên ", "ở ", "trong ")
_QUANTITY = re.compile(r"(?:(?:tổng|tổng số|số|các|những|tất cả|tòan bộ) )*")
_SHARE_OF = re.compile(r"(?:tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng|phần trăm)(?: số| các)? ")
# "đủ điều kiện" is often misspelt; no other word stands between these two.
_ELIGIBLE = re.compile(r"(?<!\w)đủ [^\W\d_]+ kiện(?!\w)")
_MEASURED_BY = re.compile(
    r"(?<!\w)(?:số liệu(?: thống kê| tính tóan)?|thống kê|tính tóan|khảo sát|kết quả (?:khảo sát|đo lường|điều tra|thống kê)|điều tra|đo lường|(?:bảng )?xếp hạng|ước tính|nghiên cứu|kiểm tóan"
    r"|báo cáo (?:khảo sát|nghiên cứu|xếp hạng|đánh giá)(?: [^\s,.;]+){0,14})(?: (?:mới nhất|sơ bộ|gần đây|chính thức))?(?: (?:được |được công bố )?(?:của|từ|do|bởi))(?: các)? $"
)
_MEASURES = re.compile(
    r" (?:đã |vừa |mới |cũng |từng )*(?:cùng với [^,.;]{2,40} )?(?:đã )?(?:tiến hành |thực hiện |triển khai |tổ chức )?(?:khảo sát|đo lường|điều tra|thống kê|xếp hạng|tính tóan|chấm điểm|công bố (?:kết quả )?(?:khảo sát|xếp hạng|chỉ số|bảng xếp hạng|báo cáo chỉ số))(?!\w)"
)
_OPINION = re.compile(r"(?:mức độ |tỷ lệ |tỉ lệ |chỉ số )*(?:người dân |doanh nghiệp )?hài lòng(?!\w)")
_REACH = 60  # characters behind a share in which stands what it is of
_SURVEY_REACH = 3000  # characters in which a report of a survey goes on
_MERGED = date(2025, 7, 1)  # Resolution 202/2025/QH15: 34 provinces
_DIGITS = re.compile(r"\d[\d., ]*\d|\d")


class Comparable:
    """Reads what makes the figures of one text comparable; `metrics` know indicator, area, period and owner already."""

    def __init__(self, document: Document, objects: Objects, organisations: Sequence[OrganisationMention]) -> None:
        self.document, self.folded, self.objects = document, document.folded, objects
        self.organisations = InOrder(organisations)
        self.definitions: Definitions = load_definitions()

    def all(self, metrics: Sequence[Metric]) -> list[Metric]:
        """The metrics, in order, with what makes them comparable."""
        made: list[Metric] = []
        for i, metric in enumerate(metrics):
            shared = self.objects.measures[i].of
            made.append(self._of(i, metric, made[-1] if made else None, made[shared] if shared is not None else None))
        return made

    def _of(self, i: int, metric: Metric, before: Metric | None, shared: Metric | None) -> Metric:
        first, last = self.document.sentence_of(metric.start, metric.end)
        if before is not None and before.end <= first:
            before = None
        aggregation = self._aggregation(i, metric, first, before, shared)
        indicator = None if aggregation == "threshold" else metric.indicator_id
        detail = "percentage_point" if self._is_points(metric, before, shared) else metric.unit_detail
        is_share = metric.unit == "percent" and detail != "percentage_point"
        base = self._base(metric, indicator, before, shared) if is_share else None
        return replace(
            metric,
            aggregation=aggregation,
            indicator_id=indicator,
            unit_detail=detail,
            base_id=base,
            since=self._since(metric, first) if aggregation == "cumulative" else None,
            territory=territory(metric.area, metric.period, self.document.context.published_on),
            last_digit=last_digit(metric),
            compiler_id=self._compiler(metric, indicator, base, first, last),
        )

    # how it adds up ------------------------------------------------------------------------------------------------
    def _aggregation(self, i: int, metric: Metric, first: int, before: Metric | None, shared: Metric | None) -> str:
        if self._is_passed(metric, before):
            return "threshold"
        low = max(first, self.objects.measures[i].before)
        if _MEAN.search(self.folded, low, metric.end):
            return "average"
        if shared is not None and metric.measure == "change" and shared.unit == metric.unit:
            return shared.aggregation
        if metric.status_detail == "norm" and metric.comparator in _BOUNDS and metric.indicator_id is None:
            return "threshold"
        if not self._adds_up(metric, low):
            return "level"
        return "cumulative" if self._is_total(metric, first) else "flow"

    def _is_passed(self, metric: Metric, before: Metric | None) -> bool:
        """Whether a figure is a bound that those counted right before it pass: "63/63 tỉnh đều đạt trên 80%"."""
        if before is None or before.unit not in ("count", "percent") or metric.comparator not in _BOUNDS:
            return False
        held = fold(before.object or "")
        counted = before.of is not None or _HOLDERS.match(held) is not None
        return counted and not _BREAK.search(self.folded, before.end, metric.start) and metric.unit != "count"

    def _adds_up(self, metric: Metric, low: int) -> bool:
        """Whether figures of this kind are of a time and not of a day."""
        if metric.unit in ("rank", "score") or (metric.unit in _SUMS and metric.measure == "level"):
            return False
        definition = self.definitions.of.get(metric.indicator_id or "")
        if definition is not None:
            return definition.aggregation == "flow"
        held = fold(metric.object or "")
        if metric.unit in _SUMS:
            return _FLOWS.match(held) is not None
        if metric.unit in _TIMES:
            return False
        yearly = metric.unit in CURRENCIES and metric.per in ("năm", "tháng", "quý", "tuần", "ngày")
        return yearly or bool(_FLOWS.match(held) or _DONE.search(held) or _DONE.search(self.folded, low, metric.start))

    def _is_total(self, metric: Metric, first: int) -> bool:
        """Whether a figure is counted from a start on: told so in its sentence, by the one that it goes on with, or as of a day."""
        said = self._says_total(first, metric.start)
        if said is not None:
            return said
        if metric.period_kind == "since" or (metric.period_kind == "as_of" and len(metric.period or "") == 10):
            return True
        paragraph = self.document.line_start(first)
        if metric.period_basis == "stated" or first <= paragraph:
            return False
        before, _ = self.document.sentences.at(first - 1)
        return self._says_total(max(before, paragraph), first) is True

    def _says_total(self, low: int, high: int) -> bool | None:
        """Whether the words tell a total since a start, or a part of the time; None where they tell neither."""
        cues = [match.end() for pattern in (_TOTAL, _UP_TO_NOW) for match in pattern.finditer(self.folded, low, high)]
        return not _WITHIN.search(self.folded, max(cues), high) if cues else None

    def _since(self, metric: Metric, first: int) -> str | None:
        """Where a cumulative figure begins, like a period: "từ tháng 3/2020 … đến nay", "lũy kế từ đầu năm"."""
        start, _, end = (metric.period or "").partition("/")
        if end or metric.period_kind == "since":
            return start or None
        found = None
        for period in self.document.periods_from(first, metric.start):
            if (
                period.iso and self.folded[max(first, period.start - 8) : period.start].endswith(("từ ", "kể từ "))
            ) or (
                period.iso and re.match(r"(?:tính )?từ (?:tháng |năm |quý |ngày )?\d", self.folded[period.start :][:14])
            ):
                found = period.iso.partition("/")[0]
        if found is None and start and re.search(r"từ đầu năm(?! học)", self.folded[first : metric.start]):
            return f"{start[:4]}-01"
        return found

    # what a share is of --------------------------------------------------------------------------------------------
    def _base(self, metric: Metric, indicator: str | None, before: Metric | None, shared: Metric | None) -> str | None:
        """What a share is of, as the text tells it or its indicator has it; none that the indicator does not have."""
        definition = self.definitions.of.get(indicator or "")
        told = self._told_base(metric)
        if told is None and metric.base is None and metric.measure == "level":
            if before is not None and before.unit == "count" and self._is_part(before, metric):
                told = self._known_base(fold(before.object or ""))[0]
            elif shared is not None and shared.unit == "percent":
                told = shared.base_id
            elif definition is not None and len(definition.bases) == 1:
                [told] = definition.bases
        return None if definition is not None and told not in definition.bases else told

    def _is_part(self, before: Metric, metric: Metric) -> bool:
        """Whether a share is of the count before it: "500 hồ sơ trực tuyến, trong đó 95% đúng hạn"."""
        return _PART.search(self.folded[before.end : metric.start]) is not None

    def _told_base(self, metric: Metric) -> str | None:
        """What the words tell: "… GDP", "… so với tiêu chuẩn", "… hộ gia đình" right behind a share, "tỷ lệ hồ sơ nộp …" before it."""
        if metric.base is not None:
            return self._known_base(fold(metric.base))[0]
        behind = self.folded[metric.end : metric.end + _REACH]
        if before := _OF.match(behind):
            found, _ = self._known_base(behind[before.end() :])
            if found:
                return found
        held = fold(metric.object or "")
        share = _SHARE_OF.match(held)
        if share is None or metric.measure == "change":
            return None
        found, rest = self._known_base(held[share.end() :])
        return found if rest and not rest.startswith(_OWNERS) else None

    def _known_base(self, words: str) -> tuple[str | None, str]:
        """The base that words begin with, and the words behind it."""
        words = _ELIGIBLE.sub("đủ điều kiện", words.strip())
        quantity = _QUANTITY.match(words)
        found = self.definitions.base_of(words)
        return found if found[0] else self.definitions.base_of(words[quantity.end() if quantity else 0 :])

    def _is_points(self, metric: Metric, before: Metric | None, shared: Metric | None) -> bool:
        """Whether a change in percent is the difference of two shares or scores in percent."""
        if metric.measure != "change" or metric.unit != "percent":
            return False
        held = fold(metric.object or "")
        if _PRICE_INDEX.search(held):
            return False
        for other in (shared, before):
            if other is not None and other.unit == "percent" and other.measure == "level":
                return shared is other or other.object == metric.object
        return bool(_SHARE.match(held)) or metric.indicator_id in ("par-index", "sipas")

    # who measured it -----------------------------------------------------------------------------------------------
    def _compiler(self, metric: Metric, indicator: str | None, base: str | None, first: int, last: int) -> str | None:
        """The body behind "theo thống kê của", the one that surveys or ranks, else the only one that measures the indicator."""
        for body in self.organisations.between(first, last):
            if body.kind == "press":
                continue
            if _MEASURED_BY.search(self.folded, max(first, body.start - 120), body.start):
                return body.organisation_id
            measures = metric.unit in _SUMS and body.end <= metric.start  # a count is often the survey's own size
            if measures and _MEASURES.match(self.folded, body.end):
                return body.organisation_id
        if base == "respondents" or _OPINION.match(fold(metric.object or "")):
            return self._surveyor(first)
        if indicator is None or (metric.area is None and metric.unit != "rank"):
            return None
        return self.definitions.only_compiler(indicator, self._day(metric))

    def _surveyor(self, at: int) -> str | None:
        """The body that was last told to survey or to measure."""
        bodies = self.organisations.between(max(0, at - _SURVEY_REACH), at)
        return next((b.organisation_id for b in reversed(bodies) if _MEASURES.match(self.folded, b.end)), None)

    def _day(self, metric: Metric) -> date | None:
        return self.document.context.published_on or last_day(metric.period)


def territory(area: str | None, period: str | None, published_on: date | None) -> str | None:
    """How many provinces the division has that an area is of, by the last day of the period that was over on publication."""
    if area is None:
        return None
    days = [day for day in (last_day(period), published_on) if day is not None]
    return ("provinces_63" if min(days) < _MERGED else "provinces_34") if days else None


def last_digit(metric: Metric) -> Decimal | None:
    """What one in the last printed digit of a figure is worth: 100000 in "16,5 triệu"; None for words and for sums of parts."""
    for match in _DIGITS.finditer(metric.quote):
        value = read_figure(match.group().rstrip("., ").replace(", ", ","))
        if not value:
            continue
        scale = (abs(metric.value) / value).normalize()
        exponent = value.as_tuple().exponent
        if scale.as_tuple().digits == (1,) and isinstance(exponent, int):
            return scale.scaleb(exponent)
    return None
