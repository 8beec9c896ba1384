"""Find and read every quantified statement: a number, its unit, and what the words around it say.

A number is a metric when what follows it is a unit or a counted noun and what precedes it is no label. The words right
before it, read backwards by the table of cues, give comparator, change and level; the sentence gives target and
period. Vocabulary: theodoi.extract.metrics.cues and registry/units.yaml. Values and fields: the annotation guide.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from theodoi.extract.dates import Period, find_periods
from theodoi.extract.metrics import cues
from theodoi.extract.numbers import Number, find_numbers
from theodoi.extract.spans import Context, DecreeMention, Metric
from theodoi.extract.text import level, sentences, words_before
from theodoi.registry.units import COUNT, Unit, Units, units

_WORD = re.compile(r"[^\W\d_]+")
_PER = re.compile(
    r"\s{0,2}/\s{0,2}(?P<slash>[^\W\d_]+\d?)|\s(?:mỗi|một|từng)\s(?P<each>năm|tháng|ngày|tuần|giờ|quý|mùa|người|hộ)(?!\w)|\s(?:hàng|hằng)\s(?P<every>năm|tháng|ngày|tuần)(?!\w)"
)
_HALF = re.compile(
    r"(?<!\w)(?:một\s+nửa|phân\s+nửa)(?=\s+(?:số|tổng|các|trong|dân|của|là|thời|chi|lượng)(?!\w))", re.IGNORECASE
)
_MULTIPLE = re.compile(r"(?<!\w)gấp\s+(?P<word>đôi|rưỡi)(?!\w)", re.IGNORECASE)
_SCORE_LINE = re.compile(r"(?:tỷ số|tỉ số|thắng|thua|hòa|hoà|dẫn)\s*$", re.IGNORECASE)
_POINT_NOUN = re.compile(
    r"\s{1,2}(?!(?:so|trên|và|trong|của|cho|với|tăng|giảm|tại|ở|là|sau|năm|từ|thì|để|hoặc|đối)\b)[a-zà-ỹđ]"
)
_NOT_DONG = re.compile(
    r"\s{1,2}(?:chí|bào|thời|bộ|đội|hồ|tình|ý|phục|tiền|nghiệp|hành|dân|giao|thuận)(?!\w)", re.IGNORECASE
)
_PHONE = re.compile(
    r"(?:điện thoại|đt|tel|fax|hotline|tổng đài|đường dây nóng|liên hệ|sđt|giấy phép số|gp số)[^\n]{0,40}$",
    re.IGNORECASE,
)
# "Số đại biểu bầu thiếu là |272": the noun stands before.
_NUMBER_OF = re.compile(
    r"(?<!\w)(?:tổng số|số lượng|số) [^\W\d_][^,.;:()\d]{2,60} (?:là|đạt|còn|lên đến|lên tới)\s*$", re.IGNORECASE
)
_LUNAR = re.compile(r" (?:giêng|chạp|âm lịch)(?!\w)", re.IGNORECASE)
_LONGEST_SENTENCE = 1200
_LIST = re.compile(r"\s{0,2}(?:,|;|và|hoặc|đến|-)\s{0,2}(?:(?:khoản|điều|điểm|quận|phường)\s)?", re.IGNORECASE)
_ROSE = re.compile(r" (?:xuống còn|xuống|lên đến|lên tới|lên mức|lên|còn) ", re.IGNORECASE)
_UP_TO = re.compile(r"\s{1,2}(?:đến|tới)\s{1,2}|\s{0,2}-\s{0,2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Left:
    """What the words before a number say, and where they start."""

    start: int
    comparator: str = "eq"
    change: str | None = None
    level: bool = False


@dataclass(frozen=True, slots=True)
class _Right:
    """The unit or counted noun after a number, where it starts and ends, and whether the registry knows the noun."""

    unit: Unit
    start: int
    end: int
    known: bool = True


def _merged(decrees: Sequence[DecreeMention], periods: Sequence[Period]) -> list[tuple[int, int]]:
    return sorted([(d.start, d.end) for d in decrees] + [(p.start, p.end) for p in periods])


class Reader:
    """One text being read: its levelled form, sentences, periods and the spans that other findings hold."""

    def __init__(self, text: str, context: Context, decrees: Sequence[DecreeMention]) -> None:
        self.text, self.plain, self.context = text, level(text), context
        self.bounds = sentences(self.plain)
        self.periods = periods = find_periods(self.plain, context.published_on)
        taken = _merged(decrees, periods)
        self.period_starts = [p.start for p in periods]
        self.taken_starts = [start for start, _ in taken]
        self.taken_ends: list[int] = []
        furthest = 0
        for _, end in taken:
            furthest = max(furthest, end)
            self.taken_ends.append(furthest)
        self.units: Units = units()

    def metrics(self) -> Iterator[Metric]:
        found: list[Metric] = []
        waiting: Number | None = None  # a level whose unit stands after the next: "giảm từ 10 xuống còn 7 ngày"
        label_end = -1  # where the last label ended: labels come in lists ("Điều 190, 191 và 317")
        for number in find_numbers(self.plain):
            if self._is_taken(number.start, number.end):
                continue
            if label_end >= 0 and number.bare and _LIST.fullmatch(self.plain, label_end, number.start):
                label_end = number.end
                continue
            if self._follows_label(number):
                label_end = number.end
            if metric := self._read(number):
                if found and (joined := self._range(found[-1], metric)):
                    found.pop()
                    metric = joined
                elif waiting is not None and (level := self._shared_unit(waiting, number, metric)):
                    found.append(level)
                found.append(metric)
                waiting = None
            elif self.plain[max(0, number.start - 3) : number.start].lower() == "từ ":
                waiting = number
        yield from found
        for match in _HALF.finditer(self.plain):
            number = Number(match.start(), match.end(), Decimal(50), words=True)
            yield self._metric(
                number, _Right(Unit("percent", "ratio"), match.end(), match.end()), self._left(number), "half"
            )
        for match in _MULTIPLE.finditer(self.plain):
            value = Decimal(2) if match["word"].lower() == "đôi" else Decimal("1.5")
            number = Number(match.start("word"), match.end(), value, words=True)
            yield self._metric(
                number, _Right(Unit("times", "times"), match.end(), match.end()), self._left(number), "multiple"
            )

    def _shared_unit(self, waiting: Number, number: Number, metric: Metric) -> Metric | None:
        """The level before a rise or fall that is told in one breath: "từ 10 xuống còn 7 ngày" has ten days too."""
        joint = _ROSE.match(self.plain, waiting.end)
        if joint is None or joint.end() != number.start or metric.measure == "change" or metric.unit == "rank":
            return None
        scale = metric.value / number.value if number.value else Decimal(1)
        right = _Right(Unit(metric.unit, metric.unit, scale), waiting.end, waiting.end)
        return replace(
            self._metric(waiting, right, _Left(waiting.start), "figure"), object=metric.object, optional=metric.optional
        )

    def _range(self, low: Metric, high: Metric) -> Metric | None:
        """ "từ 6 triệu đồng đến 10 triệu đồng" is one range; "từ 10% lên 15%" are two levels."""
        if low.end > high.start or not _UP_TO.fullmatch(self.plain, low.end, high.start) or low.unit != high.unit:
            return None
        from_there = self.plain[max(0, low.start - 4) : low.start].lower().endswith("từ ")
        if not from_there or low.value >= high.value or low.value_high is not None or high.value_high is not None:
            return None
        return replace(
            low,
            end=high.end,
            quote=self.text[low.start : high.end],
            value_high=high.value,
            per=high.per or low.per,
            object=high.object,
            optional=False,
        )

    def _follows_label(self, number: Number) -> bool:
        spans = words_before(self.plain, number.start, max(0, number.start - 12))
        return (
            bool(spans)
            and number.bare
            and self.plain[slice(*spans[0])].lower() in ("điều", "khoản", "điểm", "mục", "quận", "phường")
        )

    def _is_taken(self, start: int, end: int) -> bool:
        i = bisect_left(self.taken_starts, end)
        return i > 0 and self.taken_ends[i - 1] > start

    # one number --------------------------------------------------------------------------------------------------
    def _read(self, number: Number) -> Metric | None:
        if not self._stands_free(number):
            return None
        left = self._left(number)
        if rank := self._rank(number):
            return rank
        right = self._right(number, left)
        if right is None or self._is_label(number, left, right) or not self._counts(number, left, right):
            return None
        if number.of is not None and not self._is_share(number, right):
            return None
        return self._metric(number, right, left, "words" if number.words else "figure")

    def _stands_free(self, number: Number) -> bool:
        """Whether the number is no part of a code, a date, a time, a plate or a phone number."""
        plain, start, end = self.plain, number.start, number.end
        before, after = plain[start - 1 : start], plain[end : end + 2]
        if before and (before.isalnum() or before in "_#@&+:."):
            return False
        if before == "-" and start > 1 and (not plain[start - 2].isspace() or plain[start - 3 : start - 2].isupper()):
            return False
        if before == "/" and not (start > 1 and plain[start - 2].isalpha() and not number.bare):
            return False
        if after[:1] in ("/", "-", ":", ".", "_") and after[1:2].isdigit():
            return False
        if after[:1] == "-" and after[1:2].isalpha():
            return False
        if (
            plain[start] == "0"
            and not number.words
            and end - start > 2
            and "," not in plain[start:end]
            and "." not in plain[start:end]
        ):
            return False
        return not (end - start > 5 and number.bare and _PHONE.search(plain[max(0, start - 60) : start]))

    def _left(self, number: Number) -> _Left:
        """Reads the cues before the number backwards, longest first, until a word that is none."""
        sentence, _ = self.bounds.at(number.start)
        spans = words_before(self.plain, number.start, max(sentence, number.start - 60))
        start, comparator, change, is_level, i = number.start, "eq", None, False, 0
        while i < len(spans):
            for length in range(min(cues.LONGEST_CUE, len(spans) - i), 0, -1):
                begin = spans[i + length - 1][0]
                phrase = " ".join(self.plain[a:b] for a, b in reversed(spans[i : i + length])).lower()
                if phrase in cues.CUES:
                    break
            else:
                break
            kind, value = cues.CUES[phrase]
            if kind == "comparator":
                if number.high is not None and phrase == "khoảng" and self._word(spans, i + 1) == "trong":
                    break  # "trong khoảng 201-300" bounds, it does not blur
                if comparator != "eq" or self._is_place(number, phrase):
                    break
                comparator, start = value, begin
            elif kind == "change":
                change, start = value, begin
                break
            elif kind == "level":
                is_level, start = True, begin if phrase.startswith(("lên", "xuống", "đạt")) else start
                break
            i += length
        return _Left(start, comparator, change, is_level)

    def _word(self, spans: list[tuple[int, int]], i: int) -> str:
        return self.plain[slice(*spans[i])].lower() if i < len(spans) else ""

    def _is_place(self, number: Number, phrase: str) -> bool:
        """ "trên 11 phường": in eleven wards, not more than eleven."""
        following = self.plain[number.end : number.end + 12].lstrip()
        return phrase in ("trên", "dưới") and number.bare and number.value < 100 and bool(cues.PLACES.match(following))

    def _rank(self, number: Number) -> Metric | None:
        window = self.plain[max(0, number.start - 40) : number.start]
        if not (number.bare or number.words) or number.value > 1000 or not cues.RANK.search(window):
            return None
        after = self.units.unit_at.match(self.plain, number.end + 1)
        if after and self.units.unit_of(after.group()).kind in ("money", "ratio", "size", "score"):
            return None
        right = _Right(Unit("rank", "rank"), number.end, number.end)
        cue = cues.RANK.search(window)
        return self._metric(number, right, _Left(number.start - len(window) + cue.start()), "rank") if cue else None

    def _right(self, number: Number, left: _Left) -> _Right | None:
        plain, at = self.plain, number.end
        if plain[number.start - 1 : number.start] == "$":
            return _Right(Unit("USD", "money"), at, at)
        while at < number.end + 2 and plain[at : at + 1] == " ":
            at += 1
        adjacent = at == number.end
        if not adjacent and plain[at : at + 1] in ("“", '"'):
            at += 1  # 19 “dự án tự vẽ”
        if match := self.units.unit_at.match(plain, at):
            unit = self.units.unit_of(match.group())
            if self._is_unit(number, unit, left, match, adjacent):
                return _Right(unit, at, match.end())
            if unit.kind not in ("score", "money"):
                return None
        if adjacent and plain[at : at + 1].isalpha():
            return None
        if match := self.units.noun_at.match(plain, at):
            return _Right(COUNT, at, match.end())
        word = _WORD.match(plain, at)
        if word and not adjacent and word.group().lower() not in cues.FUNCTION_WORDS:
            if word.group().islower() and not number.words and (number.value >= 10 or left.comparator != "eq"):
                return _Right(COUNT, at, word.end(), known=False)
            return None
        return self._without_noun(number, left)

    def _without_noun(self, number: Number, left: _Left) -> _Right | None:
        """A figure whose noun stands elsewhere: "lên đến 13 triệu", "gấp 5", "3.946/2.463.339"."""
        before = self.plain[max(0, number.start - 5) : number.start].lower().rstrip()
        if before.endswith("gấp"):
            return _Right(Unit("times", "times"), number.end, number.end)
        if number.bare and left.level and _NUMBER_OF.search(self.plain[max(0, number.start - 90) : number.start]):
            return _Right(COUNT, number.end, number.end, known=False)
        if number.scaled and not number.words:
            unit = Unit("VND", "money") if re.search(r"t[ỷỉ]$", self.plain[number.start : number.end]) else COUNT
            return _Right(unit, number.end, number.end, known=False)
        if (
            not number.bare
            and not number.words
            and number.value >= 1000
            and (left.level or left.change or left.comparator != "eq")
        ):
            return _Right(COUNT, number.end, number.end, known=False)
        return None

    def _is_unit(self, number: Number, unit: Unit, left: _Left, match: re.Match[str], adjacent: bool) -> bool:
        """Whether the form after the number is really its unit: many are ordinary words or the start of one."""
        plain, end, form = self.plain, match.end(), match.group().lower()
        if unit.kind == "money":
            if form == "đ":
                return number.value >= 1000
            return not (form == "đồng" and _NOT_DONG.match(plain, end))
        if unit.kind == "score":
            return not _POINT_NOUN.match(plain, end)
        if unit.kind == "times":
            return not (number.words and number.value == 1)
        if form.startswith("giờ"):
            nearest = words_before(plain, number.start, max(0, number.start - 20))
            word = plain[slice(*nearest[0])].lower() if nearest else ""
            return (word in cues.DURATION or form != "giờ") and not cues.CLOCK.match(plain, end)
        if form == "phút":
            return not re.search(r"(?:giờ|\dh|\d g)\s*$", plain[max(0, number.start - 6) : number.start])
        if form == "tháng" and _LUNAR.match(plain, end):
            return False
        if form == "năm" and not adjacent:
            return not re.match(r"\s{1,2}(?:19|20)\d\d", plain[end : end + 6]) or number.value < 20
        return not (form in ("m", "g") and adjacent and number.value > 10000)

    def _is_label(self, number: Number, left: _Left, right: _Right) -> bool:
        """Whether the number is a name: "Điều 5", "quận 1", "cấp 4", "lần thứ 10", "thắng 2-1"."""
        spans = words_before(self.plain, number.start, max(0, number.start - 24))
        before = [self.plain[a:b].lower() for a, b in spans[:2]]
        if not before or (not number.bare and not number.words):
            return (
                self.plain[max(0, number.start - 1) : number.start] == "(" and right.unit is COUNT and not right.known
            )
        if right.unit.kind in ("ratio", "money", "size", "score", "times") or left.comparator != "eq":
            return False
        if number.high is not None and _SCORE_LINE.search(self.plain[max(0, number.start - 12) : number.start]):
            return True
        pair = " ".join(reversed(before))
        if pair in cues.COUNTING:
            return False
        if before[0] in cues.STANDARDS and right.unit is COUNT:
            return True
        if self.plain[spans[0][0] : spans[0][1]].isupper() and right.unit is COUNT and not right.known:
            return True
        if (before[0] in cues.LABELS or pair in cues.LABELS) and not number.words:
            return number.value < 1000
        if before[0] == "thứ" or (before[0] == "lớp" and number.value <= 12):
            return True
        return before[0] in cues.SOFT_LABELS and not (right.known and right.unit is COUNT) and number.value < 100

    def _counts(self, number: Number, left: _Left, right: _Right) -> bool:
        """Whether number and noun make a count: figures that look like years, and "một", rarely do."""
        if right.unit.kind == "time" and self.plain[right.end : right.end + 6].lstrip().startswith("tuổi"):
            return False
        if right.unit.kind == "count" and number.bare and not number.words:
            if 1900 <= number.value <= 2100 and left.comparator == "eq" and not left.change:
                return False
            if self._follows_tuoi(right):
                return False
        if number.words and not number.scaled:
            spelled = self.plain[number.start : number.end].lower()
            if spelled == "một":
                return right.unit.kind in ("time", "size", "money") and left.comparator != "eq"
            if spelled in ("năm", "tư", "lăm", "mốt", "nhăm"):
                return False
            return right.known
        figure = self.plain[number.start : number.end].partition("/")[0]
        if "." in figure and not number.scaled and number.value < 1000:
            # An English decimal without a measure is a version: "4.0".
            return right.unit.kind not in ("count", "time")
        return True

    def _follows_tuoi(self, right: _Right) -> bool:
        return self.plain.startswith("tuổi", right.start)

    def _is_share(self, number: Number, right: _Right) -> bool:
        """Whether a/b is a part of a whole rather than a date, a score or "24/7"."""
        if number.of is None or number.of < number.value or right.unit is not COUNT:
            return False
        looks_like_date = number.bare and number.value <= 31 and number.of <= 12
        return not looks_like_date or right.known

    # fields --------------------------------------------------------------------------------------------------------
    def _metric(self, number: Number, right: _Right, left: _Left, method: str) -> Metric:
        plain = self.plain
        end = max(right.end, number.end)
        first, last = self.sentence_of(number.start, end)
        comparator = left.comparator
        for phrase, name in cues.AFTER.items():
            if plain[end : end + 40].lstrip().startswith(phrase):
                comparator, end = name, plain.index(phrase, end) + len(phrase)
        per = _PER.match(plain, end)
        change = left.change if right.unit.kind != "rank" or right.end > number.end else None
        if method == "multiple":
            change = "up"
        period = self._period(number, end, first, last)
        # A cue's own words belong to the evidence, but never those of the sentence before.
        start = max(left.start, first)
        high = number.high * right.unit.scale if number.high is not None else None
        return Metric(
            start=start,
            end=end,
            quote=self.text[start:end],
            confidence=0.9 if right.known else 0.7,
            method=method,
            optional=self._is_minor(number, right, comparator, change),
            value=number.value * right.unit.scale,
            value_high=high,
            unit=right.unit.code,
            comparator=comparator,
            measure="change" if change else "level",
            direction=change or "up",
            status="target" if self._is_target(number, first) or self._is_ahead(period) else "observed",
            of=number.of,
            per=self._per(per) if per else None,
            period=period.iso if period else None,
            period_from=("carried" if period.start < first else "stated") if period else None,
            period_kind=period.kind if period else None,
            object=self._object(number, right, first, last, start),
            sentence=self.text[first:last].strip(),
        )

    def _per(self, match: re.Match[str]) -> str:
        """What a rate is per: a known noun or unit after a slash, else the word there."""
        if match["slash"] and (noun := self.units.noun_at.match(self.plain, match.start("slash"))):
            return noun.group()
        return next(g for g in match.groups() if g)

    def sentence_of(self, start: int, end: int) -> tuple[int, int]:
        """Bounds of the sentence around start:end, cut where no reader would call it one (tables run together)."""
        first, last = self.bounds.at(start)
        return max(first, start - _LONGEST_SENTENCE // 2), max(end, min(last, end + _LONGEST_SENTENCE // 2))

    def _is_minor(self, number: Number, right: _Right, comparator: str, change: str | None) -> bool:
        if change or number.of is not None or number.high is not None:
            return False
        if right.unit.kind == "count":
            return number.value < 10 and comparator == "eq"
        if right.unit.kind == "times":
            return True
        return right.unit.code in ("year", "month")

    def _is_target(self, number: Number, first: int) -> bool:
        """A goal is told before the number in its sentence, with no word of fact in between."""
        before = self.plain[max(first, number.start - 400) : number.start]
        cue = None
        for cue in cues.TARGET.finditer(before):  # noqa: B007 - the last one counts
            pass
        if cue:
            return not cues.FACT.search(before, cue.end())
        year = self.context.published_on.year if self.context.published_on else None
        by = re.search(r"(?:đến|tới|trước) (?:hết |cuối )?năm (20\d\d)", before, re.IGNORECASE)
        return bool(by and year and int(by[1]) > year and not cues.FACT.search(before, by.end()))

    def _is_ahead(self, period: Period | None) -> bool:
        """Whether a period begins after the year of publication: nothing has been counted there yet."""
        today = self.context.published_on
        return bool(period and period.year and today and period.year > today.year)

    def _period(self, number: Number, end: int, first: int, last: int) -> Period | None:
        """The nearest dated period before the number in its sentence, else the first one after it in its clause."""
        i = bisect_right(self.period_starts, number.start) - 1
        while i >= 0 and self.periods[i].start >= first:
            period = self.periods[i]
            if period.iso and not self.is_other_time(period) and self._reaches(period, number, first):
                return period
            i -= 1
        i = bisect_left(self.period_starts, end)
        if i < len(self.periods) and self.periods[i].end <= last:
            period = self.periods[i]
            between = self.plain[end : period.start]
            if (
                period.iso
                and len(between) < 60
                and not re.search(r"[,;:()\d]", between)
                and not self.is_other_time(period)
            ):
                return period
        return self._carried(first)

    def _carried(self, first: int) -> Period | None:
        """The period that opens the sentence before, in the same paragraph: "Trong quý I/2022, … . Doanh thu đạt …"."""
        if first < 2 or self.plain[first - 1] == "\n":
            return None
        opening = max(self.bounds.at(first - 2)[0], first - _LONGEST_SENTENCE)
        i = bisect_left(self.period_starts, opening)
        if i == len(self.periods) or self.periods[i].start >= first:
            return None
        period = self.periods[i]
        lead = self.plain[opening : period.start].strip().lower()
        return (
            period
            if period.iso and lead in ("", "trong", "tính đến", "tính đến hết", "đến hết", "đến", "hết")
            else None
        )

    def _reaches(self, period: Period, number: Number, first: int) -> bool:
        """Whether a period before the number speaks of it: an adverbial dates the sentence, an attribute its own clause."""
        between = self.plain[period.end : number.start]
        if ")" in between and "(" not in between:
            return False
        if not re.search(r"[,;]", between):
            return True
        before = self.plain[first : period.start]
        if cues.ADVERBIAL.search(before):
            return True
        return bool(cues.SOURCE.search(before))

    def is_other_time(self, period: Period) -> bool:
        """Whether a period is another one than the figure's: a basis of comparison, or the day of an event."""
        before = self.plain[max(0, period.start - 40) : period.start]
        if len(period.iso or "") == len("2022-04-27") and "/" not in (period.iso or ""):
            return period.kind not in ("as_of", "by") or bool(cues.SINCE.search(before))
        return bool(cues.BASELINE.search(before))

    def _object(self, number: Number, right: _Right, first: int, last: int, start: int) -> str | None:
        """The noun phrase after the figure, else the clause before it."""
        at = right.start if right.unit is COUNT else right.end
        # The first word is part of the phrase even where it could end one.
        head = _WORD.match(self.plain, at + 1) if self.plain[at : at + 1] == " " else _WORD.match(self.plain, at)
        stop = cues.PHRASE_END.search(self.plain, right.end if right.unit is COUNT else at, min(last, at + 120))
        phrase = self.text[at : stop.start() if stop else min(last, at + 120)].strip()
        if head and phrase and head.group().lower() not in cues.FUNCTION_WORDS:
            return " ".join(phrase.split()[:14])
        clause = re.split(r"[,.;:()\[\]\"“”\n]", self.text[max(first, start - 120) : start])[-1].strip()
        return " ".join(clause.split()[-14:]) or None
