"""What a figure measures: the phrase that names it, read from the parts of its sentence.

A count measures what stands behind it ("39.807 văn bản đến"), unless its noun says nothing and a subject does ("dân số là
6.120 người"). A share or a sum measures its subject ("doanh thu … đạt 5 tỷ"), or what stands behind it where nothing says how
large it is ("có 92% tốt nghiệp đại học"). A figure that has no subject of its own goes on with the one before it ("đạt 5 tỷ,
tăng 16%"). What only points ("con số này", "kết quả") is no object.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from theodoi.extract.cells import cells_of
from theodoi.extract.document import Document
from theodoi.extract.metrics.heads import measured
from theodoi.extract.spans import Metric
from theodoi.extract.syntax import (
    ADVERB,
    HAVE,
    JOINT,
    MARK,
    NAME,
    NUMBER,
    PARTICLE,
    PLAIN,
    PREPOSITION,
    SIZE,
    TIME,
    Sentence,
    folded_words,
)
from theodoi.registry.names import fold
from theodoi.registry.units import units

_LONGEST, _LONGEST_SUBJECT, _LONGEST_CLAUSE, _LONGEST_NOUN = 14, 24, 24, 10  # words
_MOST_BACK = 8  # figures
_REACH_BACK = 700  # characters in which "con số này" finds its figure
# Counted nouns that say nothing of what is counted where a subject does.
_VAGUE = folded_words("người dân em lượt hộ khách cái chiếc lần điểm số bản bài suất vị con cuộc ca vụ") | {
    "người dân",
    "trường hợp",
    "đơn vị",
    "lượt người",
    "nhân khẩu",
    "thành viên",
    "đối tượng",
    "đồng chí",
    "nhân sự",
    "cơ sở",
}
# What can have a property: "58/63 tỉnh đã hoàn thành …" counts those that did.
_HOLDERS = folded_words("""bộ ngành tỉnh thành huyện xã phường quận thôn địa cơ đơn doanh trường bệnh người hộ học sinh công cán khách đại hợp ngân sở trạm
    thí bà các số nước quốc đòan viên nhà dịch""")
_POINTS = re.compile(
    r"(?:khỏang thời gian|con số|tỷ lệ|tỉ lệ|chỉ số|số lượng|mức|số|kết quả|số liệu|doanh số|tổng số|lượng|giá trị|mức độ|thời gian|quy mô)"
    r"(?: hồ sơ| tiền| vốn)? (?:này|trên|đó|ấy|nói trên|nêu trên|tương ứng)(?!\w)"
)
# Heads that need a complement: alone, or with an owner only, they point to what was named before.
_BARE = re.compile(
    r"(?:và |với |thì )?(?:các |những )?(?:kết quả|con số|tỷ lệ|tỉ lệ|mức|mức độ|số|số liệu|số lượng|tổng số|tổng|giá trị|mức giảm|mức tăng|tăng|giảm|mức chênh lệch|khỏang cách|trung bình"
    r"|bình quân|tốc độ|mức trung bình|trung vị|tổng cộng|lượng|quy mô|ước tính|dự kiến|thứ hạng|vị trí|xếp hạng|hạng|bậc|nó|họ|đây|đó|này)"
    r"(?: (?:trung bình|bình quân|chung|tổng thể|cụ thể|tương ứng|ước tính|cả nước|tòan tỉnh|tòan quốc|hiện nay|năm nay|chung cả nước))*(?= (?:của|ở|tại|là)(?!\w)|$)"
)
_INDEX = re.compile(
    r"(?<!\w)(?:(?:bộ )?chỉ số (?!này|đó|trên|giá tiêu|tăng|giảm)|par[ -]?index|sipas(?!\w)|papi(?!\w)|dti(?!\w)|pci(?!\w)|egdi(?!\w)|ddci(?!\w)|gii(?!\w))"
)
_INDEX_END = re.compile(
    r" (?:với|đạt|là|được|của|do|tăng|giảm|cao|thấp|tiếp|khá|rất|trên|dưới|năm|và|có|đã|đứng|xếp|đang|sẽ|để|tại|trong|theo|cho|so|tốt|bị|xếp|ở)(?!\w)|[,.;:()\n\"“”]| ?- "
)
_OPINION = re.compile(r"(?<!\w)(?:cho rằng|nhận định rằng|cho biết|đồng ý rằng|tin rằng|nói rằng|đánh giá rằng)(?!\w)")
_AREA_UNITS = ("km2", "ha", "m2")
_TRAILING = folded_words(
    "năm tháng quý ngày này đó là thì mà của hiện nay hơn gần các những ước về chỉ rồi nữa thêm điểm"
)
_LEADING = folded_words(
    "bị phải mới và với thì là có được đã đang sẽ mà còn cũng trong tại ở của các những cả về mỗi hơn gần"
)


@dataclass(frozen=True, slots=True)
class Measure:
    """What one figure measures: the phrase as spans of the text, the figure it goes on with, and the words of its clause.

    `before` is where the words begin that speak of this figure alone, `after` where they end.
    """

    spans: tuple[tuple[int, int], ...] = ()
    of: int | None = None  # the figure whose object it shares
    before: int = 0
    after: int = 0
    prefix: str = ""  # what the unit alone says: "diện tích"


class Objects:
    """The objects of the figures of one text, each read once, in order."""

    def __init__(
        self,
        document: Document,
        metrics: Sequence[Metric],
        is_name: Callable[[int, int], bool],
        has_place: Callable[[int, int], bool],
    ) -> None:
        self.document, self.folded = document, document.folded
        self.metrics, self.is_name, self.has_place = metrics, is_name, has_place
        self.nouns, self.cells = units().noun_at, document.once(cells_of)
        self.measures: list[Measure] = []
        self._index: tuple[int, int] | None = None  # the ranking that the text speaks of
        for i in range(len(metrics)):
            self.measures.append(self._read(i))

    def all(self) -> list[Metric]:
        """The metrics with their objects."""
        return [replace(m, object=self.text_of(i)) for i, m in enumerate(self.metrics)]

    def text_of(self, i: int) -> str | None:
        measure = self.measures[i]
        words = " ".join(" ".join(self.document.text[start:end].split()) for start, end in measure.spans)
        return f"{measure.prefix} {words}".strip() or None

    # reading -------------------------------------------------------------------------------------------------------
    def _read(self, i: int) -> Measure:
        metric = self.metrics[i]
        sentence = self.document.sentence_around(metric.start, metric.end)
        cell = self.cells.at(metric.end - 1)
        if cell is not None and (spans := measured(self.document, cell)):
            named = [span for span in spans if not self.is_name(*span)]
            return Measure(tuple(named or spans), before=min(cell.start, metric.start), after=cell.end)
        low, high = self._clause(i, sentence.first, sentence.last)
        if not sentence.parts:
            return Measure(before=low, after=high)
        self._see_index(sentence.first, metric.start)
        part = sentence.part_of(sentence.word_at(metric.start))
        measure = self._choose(i, sentence, part)
        return replace(measure, before=low, after=high)

    def _clause(self, i: int, first: int, last: int) -> tuple[int, int]:
        """From the figure before in the sentence, or its head, to the next figure or its end."""
        metric = self.metrics[i]
        low = first
        if i and self.metrics[i - 1].end > first:
            ends = [self.metrics[i - 1].end, *(end for _, end in self.measures[i - 1].spans if end <= metric.start)]
            low = min(max(ends), metric.start)
        high = last
        if i + 1 < len(self.metrics):
            high = max(metric.end, min(last, self.metrics[i + 1].start))
        return low, high

    def _choose(self, i: int, sentence: Sentence, part: int) -> Measure:
        metric = self.metrics[i]
        behind = self._behind(i, sentence)
        if metric.unit == "rank":
            return self._of_index(i, sentence) or self._goes_on(i, sentence, part) or self._moved(i, sentence, part)
        if metric.unit == "count":
            return self._counted(i, sentence, part, behind)
        return self._sized(i, sentence, part, behind)

    def _moved(self, i: int, sentence: Sentence, part: int) -> Measure:
        """What has gained or lost places, where the text names no ranking: "đưa tốc độ … |tăng 15 bậc"."""
        if self.metrics[i].measure != "change":
            return Measure()
        subject = self._subject(i, sentence, part, copular=True)
        return Measure((sentence.span(*subject),)) if subject is not None else Measure()

    def _counted(self, i: int, sentence: Sentence, part: int, behind: tuple[int, int] | None) -> Measure:
        """What a count counts: the noun behind it with its complements, or the subject that is said to be so many."""
        metric = self.metrics[i]
        noun, bare = self._noun(behind)
        changes = metric.measure == "change"
        if bare and noun and (same := self._same_noun(i, sentence, noun)) is not None:
            return same
        if behind is not None and not (bare and noun in _VAGUE) and not (changes and self._shares(i, noun)):
            subject = self._subject(i, sentence, part, copular=True)
            if subject is not None and noun and f" {noun}" in f" {self._words(sentence, subject)}":
                return Measure((sentence.span(*subject),))
            if bare and noun in _MEMBERS and (owner := self._subject(i, sentence, part, copular=False, having=True)):
                return Measure((behind, sentence.span(*owner)))
            return Measure((behind,))
        if changes and (goes := self._goes_on(i, sentence, part)):
            return goes
        if (subject := self._subject(i, sentence, part, copular=True)) is not None:
            found = self._subject_measure(i, sentence, part, subject)
            if found is not None:
                dwellers = noun == "dân" and not self._has_measure(sentence, subject)
                return replace(found, prefix="dân số") if dwellers else found
        if noun == "dân" and self._joins(i, sentence) and (goes := self._goes_on(i, sentence, part)):
            return replace(goes, prefix="dân số", of=None)
        if self._is_of_a_time(sentence, part) and (goes := self._goes_on(i, sentence, part, anywhere=True)):
            return goes
        if (told := self._clause_before(i, sentence, part)) is not None and not changes:
            return Measure((sentence.span(*told),))
        if behind is not None:
            if noun in _MEMBERS and (owner := self._subject(i, sentence, part, copular=False, having=True)):
                return Measure((behind, sentence.span(*owner)))
            return Measure((behind,))
        return self._goes_on(i, sentence, part) or Measure()

    def _same_noun(self, i: int, sentence: Sentence, noun: str) -> Measure | None:
        """The object of the figure before in the sentence that a bare noun repeats: "16 phiếu đại cử tri từ X, 10 |phiếu từ Y"."""
        if i == 0 or self.metrics[i - 1].end <= sentence.first or self.metrics[i - 1].unit != "count":
            return None
        told = fold(self.text_of(i - 1) or "")
        return self._of(i - 1) if told.startswith(f"{noun} ") else None

    @staticmethod
    def _is_of_a_time(sentence: Sentence, part: int) -> bool:
        """Whether nothing but a time and a colon stands before a figure: "(năm 2015: 5.700 người; năm 2016: …)"."""
        if part == 0 or sentence.parts[part].mark != ":":
            return False
        before = sentence.parts[part - 1]
        kinds, words = sentence.kinds[before.first : before.last], sentence.words[before.first : before.last]
        return TIME in kinds and all(k == TIME or w in _LEADING_TIME for k, w in zip(kinds, words, strict=True))

    def _clause_before(self, i: int, sentence: Sentence, part: int) -> tuple[int, int] | None:
        """What a member of a list tells right before a vague count, with no verb of size: "; xin thôi việc ngay |120 người"."""
        held, at = sentence.parts[part], sentence.word_at(self.metrics[i].start)
        while at > held.first and sentence.kinds[at - 1] == ADVERB:
            at -= 1
        opened = part > 0 and held.mark == "," and self._only_opens(sentence, part - 1)
        if not (opened or held.mark in (";", ":")) or not 2 <= at - held.first <= _LONGEST_CLAUSE:
            return None
        kinds = sentence.kinds[held.first : at]
        opens = kinds[0] == PLAIN and sentence.opens(held.first, at) == held.first
        hangs = kinds[-1] in (SIZE, HAVE, PARTICLE, PREPOSITION, JOINT) and sentence.words[at - 1] != "ngay"
        if not opens or NUMBER in kinds or hangs:
            return None
        return held.first, at

    @staticmethod
    def _only_opens(sentence: Sentence, part: int) -> bool:
        """Whether a part says nothing of its own: "Trong đó,"."""
        held = sentence.parts[part]
        return sentence.opens(held.first, held.last) >= held.last or all(
            kind in (PREPOSITION, TIME) for kind in sentence.kinds[held.first : held.last]
        )

    def _joins(self, i: int, sentence: Sentence) -> bool:
        """Whether "và" stands right before a figure: it shares the subject of the one before."""
        at = sentence.word_at(self.metrics[i].start)
        return at > 0 and sentence.kinds[at - 1] == JOINT

    def _sized(self, i: int, sentence: Sentence, part: int, behind: tuple[int, int] | None) -> Measure:
        """What has a share, a sum, a size or a score: the subject, or what stands behind where nothing says how large it is."""
        metric = self.metrics[i]
        if sentence.parts[part].inside and (held := self._in_bracket(i, sentence, part)):
            return held
        changes = metric.measure == "change"
        says = self._says_how_large(i, sentence)
        if self._says_again(i, sentence, part) and (same := self._goes_on(i, sentence, part)):
            return same
        if (sized := self._of_dimension(i, sentence, part)) is not None:
            return sized
        if (raised := self._raised(i, sentence)) is not None:
            return Measure((sentence.span(*raised),))
        subject = self._subject(i, sentence, part, copular=False)
        if subject is not None and self._is_lone_verb(sentence, subject):
            subject = None
        if subject is not None and behind is None and not says and not self._has_measure(sentence, subject):
            told = self._levied(i, sentence) or self._paid(i, sentence) or self._of_extent(i, sentence)
            if told is not None:
                return told
        holds = subject is not None and self._takes_share(i, sentence)
        if (
            behind is not None
            and metric.base is None
            and not holds
            and (changes or self._opens_measure(sentence, behind))
        ):
            return Measure((behind,))  # "giảm 10% tiền sử dụng đất", "10.000 tỷ đồng lợi nhuận"
        if subject is None and changes and (goes := self._goes_on(i, sentence, part)):
            return goes
        if behind is not None and not changes and (metric.base is None or not says or sentence.parts[part].mark == ":"):
            colon = (
                sentence.parts[part].mark == ":" and subject is not None and subject[1] <= sentence.parts[part].first
            )
            if subject is None or colon or not says:
                measure = subject is not None and not colon and self._names_measure(i, sentence, subject)
                if measure and subject is not None:  # "tỷ lệ 100% nhất trí", "mức bố trí 3% chi ngân sách"
                    return Measure((sentence.span(*subject), behind))
                return Measure((behind,))
        if subject is not None and (found := self._subject_measure(i, sentence, part, subject)):
            wide = metric.unit in _AREA_UNITS and not self._has_measure(sentence, subject)
            return replace(found, prefix="diện tích") if wide else found
        goes = self._goes_on(i, sentence, part)
        if goes is None and metric.unit in ("percent", "score"):
            goes = self._of_index(i, sentence, near=not self.has_place(sentence.first, metric.start))
        if goes is None and behind is not None and metric.base is None and not changes:
            return Measure((behind,))
        return (
            goes
            or self._levied(i, sentence)
            or self._paid(i, sentence)
            or self._of_extent(i, sentence)
            or self._given_to(i, sentence)
        )

    def _of_extent(self, i: int, sentence: Sentence) -> Measure | None:
        """The noun right before a size, behind its preposition: "tại các |phần đất 41 ha"."""
        at = sentence.word_at(self.metrics[i].start)
        while at > 0 and sentence.kinds[at - 1] == ADVERB:
            at -= 1
        first = at
        while first > 0 and sentence.kinds[first - 1] == PLAIN:
            first -= 1
        if self.metrics[i].unit not in _SIZES or first == 0 or sentence.kinds[first - 1] != PREPOSITION:
            return None
        start, end = self._trimmed(sentence, first, at)
        return Measure((sentence.span(start, end),)) if 0 < end - start <= _LONGEST_EXTENT else None

    def _of_dimension(self, i: int, sentence: Sentence, part: int) -> Measure | None:
        """What is so long, wide or heavy: "|nhà kho rộng 660 m2"."""
        at = sentence.word_at(self.metrics[i].start)
        while at > 0 and sentence.kinds[at - 1] == ADVERB:
            at -= 1
        held = sentence.parts[part]
        if at - 1 <= held.first or sentence.words[at - 1] not in _DIMENSIONS or self.metrics[i].unit not in _SIZES:
            return None
        if sentence.words[at - 2] in _OF_DIMENSION:  # "chiều dài 22 m"
            return Measure((sentence.span(at - 2, at),))
        start = self._last_boundary(sentence, sentence.opens(held.first, at - 1), at - 1)
        start, end = self._trimmed(sentence, start, at - 1)
        named = 0 < end - start <= _LONGEST and not any(word in _FINITE for word in sentence.words[start:end])
        return Measure((sentence.span(start, end),)) if named else None

    def _paid(self, i: int, sentence: Sentence) -> Measure | None:
        """What is done with a sum, by the verb right before it or before the one who gets it: "|bồi thường thiệt hại 4 tỷ đồng"."""
        metric = self.metrics[i]
        if len(metric.unit) != len("VND") or not metric.unit.isupper():
            return None
        at = sentence.word_at(metric.start)
        while at > 0 and sentence.kinds[at - 1] in (ADVERB, PARTICLE, SIZE):
            at -= 1
        for first in range(at - 1, max(-1, at - _FARTHEST_PAID), -1):
            if sentence.kinds[first] in (MARK, NUMBER, TIME, HAVE):
                return None
            word, pair = sentence.words[first], " ".join(sentence.words[first : first + 2])
            if pair in _PAYS or (word in _PAYS and (first == 0 or sentence.words[first - 1] not in _BEFORE_PAYS)):
                given = self._given_to(i, sentence) if first + pair.count(" ") + 1 >= at - 1 else Measure()
                if first > 1 and " ".join(sentence.words[first - 2 : first]) in _PAYS:
                    first -= 2  # "|bồi thường thiệt hại"
                start, end = self._trimmed(sentence, first, at)
                return Measure((sentence.span(start, end), *given.spans)) if end > start else None
        return None

    def _given_to(self, i: int, sentence: Sentence) -> Measure:
        """The fund that a sum goes to: "thu về 5 tỷ đồng cho |ngân sách"."""
        at = sentence.word_from(self.metrics[i].end)
        if at + 1 < len(sentence.words) and sentence.words[at] in ("cho", "vào") and sentence.kinds[at + 1] == PLAIN:
            start, end = self._trimmed(sentence, at + 1, self._phrase_end(sentence, at + 1, False))
            return Measure((sentence.span(start, end),)) if end > start else Measure()
        return Measure()

    def _levied(self, i: int, sentence: Sentence) -> Measure | None:
        """The tax or fee right before a figure that no verb of size leads to: "thu |thuế 10%"."""
        at = sentence.word_at(self.metrics[i].start)
        for first in range(at - 1, max(-1, at - 6), -1):
            if sentence.kinds[first] not in (PLAIN, ADVERB, PREPOSITION, SIZE):
                break
            if sentence.words[first] in _LEVIES:
                start, end = self._trimmed(sentence, first, at)
                return Measure((sentence.span(start, end),)) if end > start else None
        return None

    def _is_lone_verb(self, sentence: Sentence, subject: tuple[int, int]) -> bool:
        """Whether a subject is one small word that names neither a measure nor what is counted: "trừ", "tặng"."""
        start, end = sentence.span(*subject)
        if (
            subject[1] - subject[0] > 1
            or sentence.kinds[subject[0]] != PLAIN
            or not self.document.plain[start:end].islower()
        ):
            return False
        return sentence.measure_in(*subject) is None and self.nouns.match(self.folded, start) is None

    def _takes_share(self, i: int, sentence: Sentence) -> bool:
        """Whether a verb before the figure says that its subject has a share of what stands behind it: "chiếm 60% |nhu cầu vốn"."""
        at = sentence.word_at(self.metrics[i].start)
        low = max(0, at - 3)
        words = sentence.words[low : at + 2]
        return self.metrics[i].unit == "percent" and bool(_SHARES.intersection(words))

    def _says_again(self, i: int, sentence: Sentence, part: int) -> bool:
        """Whether a figure tells the one before in other units: "423 đại biểu tán thành, |tương đương 85%"."""
        held = sentence.parts[part]
        words = sentence.words[held.first : sentence.word_at(self.metrics[i].start)]
        return held.mark in (",", "(") and bool(_AGAIN.intersection(words[:1])) and len(words) <= 4

    def _raised(self, i: int, sentence: Sentence) -> tuple[int, int] | None:
        """What is raised or cut to a figure across a list: "nâng |mức vay đối với hộ, nhóm hộ lên 300 triệu đồng"."""
        words, kinds, at = sentence.words, sentence.kinds, sentence.word_at(self.metrics[i].start)
        while at > 0 and kinds[at - 1] == ADVERB:
            at -= 1
        if at < len(words) and words[at] in _TO_POINT:  # the figure's own words may begin with it: "lên 300 triệu đồng"
            at += 1
        if at < 4 or words[at - 1] not in _TO_POINT:
            return None
        for verb in range(at - 2, max(-1, at - _FARTHEST_VERB), -1):
            if kinds[verb] == NUMBER or words[verb] in (";", ":", "(", ")"):
                return None
            if words[verb] in _RAISES and sentence.measure_in(verb + 1, min(verb + 3, at)) == verb + 1:
                stop = next((k for k in range(verb + 2, at) if kinds[k] in (MARK, PREPOSITION, TIME)), at - 1)
                return self._trimmed(sentence, verb + 1, stop) if "," in words[verb:at] else None
        return None

    @staticmethod
    def _opens_measure(sentence: Sentence, behind: tuple[int, int]) -> bool:
        """Whether a phrase begins with the name of a measure."""
        at = sentence.word_from(behind[0])
        return sentence.measure_in(at, min(at + 2, len(sentence.words))) == at

    def _in_bracket(self, i: int, sentence: Sentence, part: int) -> Measure | None:
        """What a bracket is about: the figure right before it or in it, else the noun before it: "thưởng Tết (40%)"."""
        opened = part
        while opened and sentence.parts[opened].mark != "(":
            opened -= 1
        if not opened:
            return None
        bracket = sentence.spans[sentence.parts[opened].first][0]
        before = self.metrics[i - 1].end if i else -1
        ends = max([before, *(end for _, end in self.measures[i - 1].spans if end < bracket)]) if i else -1
        if before > bracket or (before > sentence.first and bracket - ends <= 4 and self.measures[i - 1].spans):
            return self._of(i - 1) if self.measures[i - 1].spans else None
        noun = self._whole_part(sentence, opened - 1)
        if noun is not None and i and sentence.spans[noun[0]][0] < before:
            return self._of(i - 1) if self.measures[i - 1].spans else None  # "1,2 triệu đồng mỗi tháng (tăng 5%)"
        if noun is not None and self._words(sentence, noun) in _QUANTITIES:
            noun = self._before_verb(sentence, opened - 1)
        if noun is None or noun[1] - noun[0] > 9 or self.is_name(*sentence.span(*noun)):
            return self._goes_on(i, sentence, part)
        return Measure((sentence.span(*noun),))

    def _before_verb(self, sentence: Sentence, part: int) -> tuple[int, int] | None:
        """The subject of a part, up to its verb: "GDP |đạt mức cao nhất trong nhiều năm"."""
        held = sentence.parts[part]
        first = sentence.opens(held.first, held.last)
        verb = next((at for at in range(first, held.last) if sentence.kinds[at] in (SIZE, HAVE, PARTICLE)), None)
        if verb is None:
            return None
        start, end = self._trimmed(sentence, first, verb)
        return (start, end) if end > start else None

    def _names_measure(self, i: int, sentence: Sentence, subject: tuple[int, int]) -> bool:
        """Whether the name of a measure stands right before the figure, with no verb between."""
        at = sentence.word_at(self.metrics[i].start)
        near = sentence.measure_in(max(subject[0], at - 6), max(subject[1], at)) is not None
        return near and all(kind == ADVERB for kind in sentence.kinds[subject[1] : at])

    # phrases -------------------------------------------------------------------------------------------------------
    def _behind(self, i: int, sentence: Sentence) -> tuple[int, int] | None:
        """The nominal phrase that the counted noun begins, or that stands right behind a unit."""
        metric = self.metrics[i]
        counts = metric.unit == "count"
        at = sentence.word_at(metric.start)
        while at < len(sentence.words) and not self._is_digits(sentence, at) and sentence.spans[at][0] < metric.end:
            at += 1
        while at < len(sentence.words) and (
            self._is_digits(sentence, at)
            or sentence.words[at] in _SCALES
            or (sentence.words[at] == "-" and sentence.spans[at][0] < metric.end)
        ):
            at += 1
        start = at
        if counts and (in_words := self._behind_number_words(metric, sentence)) is not None:
            start = in_words
        if not counts:
            start = sentence.word_from(metric.end)
            if start >= len(sentence.words) or self._gap(metric.end, sentence.spans[start][0]):
                return None
        if start >= len(sentence.words) or sentence.spans[start][0] > metric.end + 2:
            return None
        if said := _OPINION.match(self.folded, sentence.spans[start][0]):
            return self._opinion(sentence, said.end())
        counted = counts or self.nouns.match(self.folded, sentence.spans[start][0]) is not None
        end = self._phrase_end(sentence, start, counted)
        if end < len(sentence.words) and sentence.kinds[end] == NUMBER and sentence.words[end - 1] in _LABELS:
            end -= 2 if sentence.words[end - 1] in ("án", "lộ") else 1
        if end <= start:
            return None
        span = sentence.span(start, end)
        said = _OPINION.search(self.folded, *span)
        if said is not None:  # "90% người … cho rằng không có …": what is thought
            return self._opinion(sentence, said.end())
        start, end = self._trimmed(sentence, start, end)
        if end <= start:
            return None
        return sentence.span(start, end)

    @staticmethod
    def _is_digits(sentence: Sentence, at: int) -> bool:
        """Whether a word is a number, in a name or not: "Bệnh viện |1.500 giường"."""
        return sentence.kinds[at] == NUMBER or (sentence.kinds[at] == NAME and sentence.words[at][0].isdigit())

    @staticmethod
    def _behind_number_words(metric: Metric, sentence: Sentence) -> int | None:
        """The counted noun behind a number that is written in words ("hai vạn |thanh niên"), None behind digits."""
        held = range(sentence.word_at(metric.start), sentence.word_from(metric.end))
        if any(sentence.kinds[at] == NUMBER for at in held):
            return None
        scaled = next((at + 1 for at in reversed(held) if sentence.words[at] in _SCALES), None)
        if scaled is not None:
            return scaled
        return next((at + 1 for at in reversed(held) if sentence.words[at] in _DIGITS and at + 1 in held), None)

    def _opinion(self, sentence: Sentence, at: int) -> tuple[int, int] | None:
        """What is thought, up to the next mark."""
        rest = sentence.word_from(at)
        stop = self._sentence_part_end(sentence, rest)
        return sentence.span(rest, min(stop, rest + _LONGEST)) if stop > rest else None

    def _gap(self, end: int, start: int) -> bool:
        """Whether more than a space stands between two offsets."""
        return bool(self.folded[end:start].strip())

    @staticmethod
    def _sentence_part_end(sentence: Sentence, at: int) -> int:
        while at < len(sentence.words) and sentence.kinds[at] != MARK:
            at += 1
        return at

    def _phrase_end(self, sentence: Sentence, start: int, counts: bool) -> int:
        """Where the phrase ends that begins at a word; for what can have a property, behind what it does."""
        words, kinds = sentence.words, sentence.kinds
        holder = words[start] in _HOLDERS
        at, longest = start, start + (_LONGEST_CLAUSE if holder else _LONGEST)
        in_clause = False
        vague = words[start] in _VAGUE and start + 1 < len(words) and words[start + 1] == ","
        if (
            words[start] in _EACH
            or kinds[start] in (PREPOSITION, MARK, JOINT, SIZE, HAVE, NUMBER, TIME)
            or ((kinds[start] in (ADVERB, PARTICLE) or words[start] in _LIES) and not counts)
        ):
            return start
        opinion = False
        while at < min(len(words), longest):
            kind, word = kinds[at], words[at]
            if word == "cho" and at + 1 < len(words) and words[at + 1] == "rằng":
                opinion = True
            if opinion:
                if kind == MARK:
                    return at
                at += 1
                continue
            if kind == MARK:
                joined = None if word != "," or vague else self._list_goes_on(sentence, at + 1)
                if joined is None:
                    return at
                at = joined
                continue
            if kind == JOINT:
                if self._number_follows(sentence, at + 1) or at + 1 >= len(words):
                    return at
            elif kind == SIZE:
                # A name may hold such a word: "tỷ lệ tăng", "địa phương có chỉ số giảm".
                if not in_clause or (word in ("là", "đạt", "chiếm") and self._number_follows(sentence, at + 1)):
                    return at
            elif kind == HAVE:
                if word == "với":
                    if (
                        not counts
                        or self._figure_ahead(sentence, at + 1)
                        or sentence.measure_in(at + 1, min(at + 3, len(words))) is not None
                    ):
                        return at
                elif not holder or at == start or self._number_follows(sentence, at + 1):
                    return at
                else:
                    in_clause = True
            elif kind == PARTICLE:
                if word in ("đã", "đang", "sẽ", "chưa", "không", "đều", "vẫn", "cũng", "phải", "cần", "tiếp", "vừa"):
                    if not holder:
                        return at
                    in_clause = True
                else:
                    in_clause = True
            elif kind == PREPOSITION:
                bare = at - start <= 2 and word in ("trên", "trong", "tại") and at + 1 < len(words)
                if bare and self._system_at(sentence, at + 1):
                    at += 1
                    while (
                        (at < len(words) and kinds[at] == NAME)
                        or words[at : at + 1] == ["hệ"]
                        or words[at : at + 1] == ["thống"]
                    ):
                        at += 1
                    return at
                given = word == "cho" and (in_clause or words[at - 1] == "dành")
                if not given or self._number_follows(sentence, at + 1):
                    return at
            elif kind == NUMBER and at > start:
                return self._before_size(sentence, start, at)
            elif kind == TIME and at > start:
                return at
            at += 1
        if at == longest and at < len(words):  # too long: back to where a word of structure stands
            return next(
                (i for i in range(at - 1, start + 2, -1) if kinds[i] in (PARTICLE, HAVE, JOINT, MARK, SIZE)), at
            )
        return at

    @staticmethod
    def _before_size(sentence: Sentence, start: int, at: int) -> int:
        """Where the phrase ends before the measure of a number that follows: "dự án nhà ở |quy mô dưới 20 ha"."""
        while at > start + 1 and sentence.kinds[at - 1] == ADVERB:
            at -= 1
        for size in (2, 1):
            if at - size > start and sentence.measure_in(at - size, at) == at - size:
                return at - size
        return at

    @staticmethod
    def _system_at(sentence: Sentence, at: int) -> bool:
        """Whether a name stands there, behind "hệ thống" or not."""
        at += 2 if sentence.words[at : at + 2] == ["hệ", "thống"] else 0
        return at < len(sentence.words) and sentence.kinds[at] == NAME

    @staticmethod
    def _number_follows(sentence: Sentence, at: int) -> bool:
        """Whether a figure stands there, behind adverbs at most."""
        while at < len(sentence.words) and sentence.kinds[at] in (ADVERB, SIZE):
            at += 1
        return at < len(sentence.words) and sentence.kinds[at] == NUMBER

    @staticmethod
    def _figure_ahead(sentence: Sentence, at: int) -> bool:
        """Whether a figure follows in the same part."""
        while at < len(sentence.words) and sentence.kinds[at] != MARK:
            if sentence.kinds[at] == NUMBER:
                return True
            at += 1
        return False

    def _list_goes_on(self, sentence: Sentence, at: int) -> int | None:
        """The end of the next member of a list of nouns ("thôn, bản, khu phố"), None where a comma ends the phrase."""
        words, kinds, end = sentence.words, sentence.kinds, at
        while end < len(words) and end < at + 6 and kinds[end] in (PLAIN, NAME) and words[end] != "của":
            end += 1
        if (
            end == at
            or words[at] in _NO_MEMBER
            or sentence.opens(at, len(words)) > at
            or sentence.measure_in(at, at + 1) is not None
        ):
            return None
        if end < len(words) and kinds[end] in (NUMBER, TIME):
            return None
        if noun := self.nouns.match(self.folded, sentence.spans[at][0]):
            return max(at + 1, sentence.word_from(noun.end()))
        closes = end >= len(words) or kinds[end] in (MARK, JOINT, PREPOSITION, PARTICLE) or words[end] in ("với", "của")
        return end if end - at <= 4 and closes else None

    def _says_how_large(self, i: int, sentence: Sentence) -> bool:
        """Whether a verb of size, a colon or a name of a measure stands right before the figure: "đạt", "là", "tỷ lệ"."""
        at = sentence.word_at(self.metrics[i].start)
        number = at
        while number < len(sentence.words) and sentence.kinds[number] != NUMBER:
            number += 1
        for word in range(at, number):
            if sentence.kinds[word] == SIZE:
                return True
        at -= 1
        while at >= 0 and sentence.kinds[at] in (ADVERB, PARTICLE):
            at -= 1
        return at >= 0 and (sentence.kinds[at] == SIZE or sentence.words[at] == ":")

    def _subject(
        self, i: int, sentence: Sentence, part: int, *, copular: bool, having: bool = False
    ) -> tuple[int, int] | None:
        """The words of the subject, or of the noun right before the figure; None where its own part has none.

        `copular`: only a subject that is said to be so large ("là", "đạt", ":"), or that names a measure. `having`: the
        subject that has or comprises what is counted.
        """
        held = sentence.parts[part]
        kinds, words = sentence.kinds, sentence.words
        at = end = sentence.word_at(self.metrics[i].start)
        sized = self._says_how_large(i, sentence)
        while end > held.first and kinds[end - 1] in (ADVERB, PARTICLE, SIZE, HAVE, PREPOSITION):
            if kinds[end - 1] == PREPOSITION and words[end - 1] not in ("từ", "đến", "tới", "ở"):
                break
            if kinds[end - 1] == HAVE and (words[end - 1] == "với" or SIZE in kinds[end:at]):
                break
            end -= 1
        first = sentence.opens(held.first, end)
        if end <= first:
            if held.mark == ":" and part and at <= held.first + 1 and not having:
                return self._whole_part(sentence, part - 1)
            if held.mark == ")" and sized and not having and not held.inside:
                return self._before_bracket(sentence, part)
            return None
        if i and self.metrics[i - 1].unit != "count":  # the words of the figure before are no subject
            first = max(first, min(end, sentence.word_from(self.metrics[i - 1].end)))
            if end <= first:
                return None
        had = HAVE in kinds[end:at]
        while sized and end > first and kinds[end - 1] == HAVE:
            end -= 1
        if end <= first:
            return None
        if kinds[end - 1] in (JOINT, PREPOSITION) or (had and not having) or (having and not had and end != at):
            return None
        if having:
            start = self._last_boundary(sentence, first, end)
            start, end = self._trimmed(sentence, start, end)
            return (start, end) if 0 < end - start <= 9 else None
        measure = self._measure_start(sentence, first, end, sized)
        if measure is not None:
            start = measure
        else:
            if copular and not sized:
                return None
            start = self._last_boundary(sentence, first, end)
            if start >= end or end - start > _LONGEST_NOUN or any(w in _FINITE for w in words[start:end]):
                return None
            if start == first:
                start = self._joined(sentence, part, first)
        start, end = self._trimmed(sentence, start, self._purpose(sentence, start, end))
        if end - start > len(_SUM.split()) and self._words(sentence, (end - 2, end)) == _SUM:
            start, end = self._trimmed(sentence, start, end - 2)  # "vốn cho dự án |số tiền 70 tỷ đồng"
        return (start, min(end, start + _LONGEST_SUBJECT)) if end > start else None

    def _before_bracket(self, sentence: Sentence, part: int) -> tuple[int, int] | None:
        """The subject that a bracket parts from its verb: "tổng số người thôi việc (từ năm 2015 đến nay) |là"."""
        opened = part - 1
        while opened > 0 and sentence.parts[opened].inside:
            opened -= 1
        held = sentence.parts[opened]
        first = sentence.opens(held.first, held.last)
        if held.inside or first >= held.last:
            return None
        start = self._measure_start(sentence, first, held.last, sized=True)
        if start is None:
            start = self._last_boundary(sentence, first, held.last)
        start, end = self._trimmed(sentence, start, self._purpose(sentence, start, held.last))
        return (start, end) if 0 < end - start <= _LONGEST_SUBJECT else None

    @staticmethod
    def _purpose(sentence: Sentence, start: int, end: int) -> int:
        """The end of a subject before the words that tell its purpose or ground: "kinh phí … |để …"."""
        for at in range(start + 3, end):
            if sentence.words[at] in ("để", "nhằm", "do", "vì", "theo"):
                return at
            if (
                sentence.kinds[at] == SIZE
                and sentence.words[at] in _MORE
                and sentence.words[at + 1 : at + 2] == ["hơn"]
            ):
                return at
            if sentence.words[at] == "khi" and sentence.words[at - 1] not in ("sau", "trước"):
                return at
        return end

    @staticmethod
    def _measure_start(sentence: Sentence, first: int, end: int, sized: bool) -> int | None:
        """Where the name of the measure begins that the figure is of: the first one of the last clause in first:end.

        `sized`: whether a verb of size stands between them.
        """
        low = first
        for at in range(first, end):
            kind = sentence.kinds[at]
            joins = sentence.words[at] in _JOINS_CLAUSE
            ends = _FINITE if sized else _FINITE | _PURPOSE  # "dùng vốn để chi |mức hỗ trợ 2 triệu đồng"
            if sentence.words[at] in ends and sentence.measure_in(at + 1, end) is not None:
                joins = True
            if kind == NUMBER or joins or (kind == HAVE and sentence.measure_in(at + 1, end) is not None):
                if kind == NUMBER and at > low and sentence.words[at - 1] in _NUMBERED:
                    continue
                low = at + 1
        found = sentence.measure_in(low, end)
        while found is not None and found > first and found < end - 3 and sentence.words[found - 1] in _WITHIN:
            found = sentence.measure_in(found + 2, end)  # "trong thời gian …": no subject
        if found is None or found == low or sentence.words[found - 1] not in _OF_MEASURE:
            return found
        return max(low, found - (2 if sentence.words[found - 1] == "hút" else 1))

    @staticmethod
    def _last_boundary(sentence: Sentence, first: int, end: int) -> int:
        """Where the noun phrase before `end` begins: behind the last verb, preposition or number in first:end."""
        start = first
        for at in range(first, end):
            if sentence.kinds[at] in (HAVE, SIZE, NUMBER) or (sentence.kinds[at] == PREPOSITION and at == first):
                start = at + 1
        return start

    def _joined(self, sentence: Sentence, part: int, first: int) -> int:
        """The start of a subject that is a list: "Số cán bộ, công chức, viên chức |là"."""
        start = first
        while part > 0 and sentence.parts[part].mark == "," and start == sentence.parts[part].first:
            before = sentence.parts[part - 1]
            low = sentence.opens(before.first, before.last)
            kinds = sentence.kinds[low : before.last]
            if (opened := self._opens_list(sentence, low, before.last)) is not None:
                return opened
            if (
                before.inside != sentence.parts[part].inside
                or low >= before.last
                or before.last - low > 14
                or NUMBER in kinds
                or (
                    any(kind in kinds for kind in (PARTICLE, PREPOSITION, SIZE, HAVE))
                    and sentence.measure_in(low, low + 1) is None
                    and sentence.measure_in(low, low + 2) != low
                )
                or kinds[0] in (PREPOSITION, HAVE, NAME)
                or sentence.words[low] in ("về", "năm", "tháng", "qúy", "ngày", "sáng", "chiều", "hôm", "ông", "bà")
            ):
                break
            start, part = low, part - 1
        return start

    @staticmethod
    def _opens_list(sentence: Sentence, first: int, last: int) -> int | None:
        """Where a measure begins behind "gồm" whose complements the list goes on with: "bao gồm |kinh phí bồi thường, hỗ trợ"."""
        having = next((at for at in range(last - 1, first - 1, -1) if sentence.kinds[at] == HAVE), None)
        if having is None or sentence.measure_in(having + 1, min(having + 3, last)) != having + 1:
            return None
        return having + 1 if all(sentence.kinds[at] in (PLAIN, JOINT) for at in range(having + 1, last)) else None

    def _whole_part(self, sentence: Sentence, part: int) -> tuple[int, int] | None:
        """The last nominal words of a part that a colon closes."""
        held = sentence.parts[part]
        start = self._last_boundary(sentence, sentence.opens(held.first, held.last), held.last)
        if start == held.first:
            start = self._joined(sentence, part, start)
        start, end = self._trimmed(sentence, start, held.last)
        return (start, end) if end > start and end - start <= _LONGEST_SUBJECT else None

    def _trimmed(self, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
        """The words without particles, years and half phrases at both ends."""
        while end > start and (
            sentence.words[end - 1] in _TRAILING
            or sentence.kinds[end - 1] in (MARK, JOINT, PREPOSITION, ADVERB, HAVE, PARTICLE)
            or sentence.kinds[end - 1] == TIME
        ):
            end -= 1
        while start < end and (
            sentence.words[start] in _LEADING or sentence.kinds[start] in (MARK, JOINT, ADVERB, PREPOSITION)
        ):
            start += 1
        return start, end

    def _words(self, sentence: Sentence, held: tuple[int, int]) -> str:
        return " ".join(sentence.words[held[0] : held[1]])

    def _has_measure(self, sentence: Sentence, held: tuple[int, int]) -> bool:
        return sentence.measure_in(*held) is not None

    def _points(self, sentence: Sentence, held: tuple[int, int]) -> bool:
        words = self._words(sentence, held)
        bare = _BARE.match(words)
        return _POINTS.match(words) is not None or bare is not None

    def _noun(self, behind: tuple[int, int] | None) -> tuple[str, bool]:
        """The counted noun, and whether it stands alone."""
        if behind is None:
            return "", True
        noun = self.nouns.match(self.folded, behind[0])
        if noun and noun.end() <= behind[1]:
            return noun.group(), noun.end() == behind[1]
        text = self.folded[behind[0] : behind[1]]
        return (text, True) if text in _MEMBERS else (text.split()[0], " " not in text)

    def _shares(self, i: int, noun: str) -> bool:
        """Whether the figure before measures what a noun names too."""
        return i > 0 and bool(self.measures[i - 1].spans) and noun in (self.text_of(i - 1) or "").lower()

    # what is shared ------------------------------------------------------------------------------------------------
    def _subject_measure(self, i: int, sentence: Sentence, part: int, subject: tuple[int, int]) -> Measure | None:
        """The subject as object; what only points leads to what it points to."""
        start, end = sentence.span(*subject)
        if self._points(sentence, subject):
            metric = self.metrics[i]
            if metric.unit in ("percent", "score") and (found := self._of_index(i, sentence, near=True)):
                return found
            return self._pointed(i, told=_POINTS.match(self._words(sentence, subject)) is not None)
        words = self._words(sentence, subject)
        if i and words in _VAGUE and self.metrics[i - 1].end == end and (goes := self._goes_on(i, sentence, part)):
            return goes  # "120 |người, chiếm 13%"
        alike = i > 0 and self.metrics[i - 1].unit == self.metrics[i].unit and start > sentence.first
        if self._is_proper(start, end, 1 if alike else 2) and (goes := self._goes_on(i, sentence, part)):
            return goes  # "xã An Hòa có 18% hộ dùng nước máy, Tân Phú 10%"
        if words == _SUM and (meant := self._meant_by_sum(i, sentence, subject[0])) is not None:
            return meant
        lone = subject[1] - subject[0] <= 2 and self._words(sentence, subject) in _LONE
        if lone or self.is_name(start, end):
            if self.metrics[i].unit in ("percent", "score", "rank"):
                return self._of_index(i, sentence) or self._goes_on(i, sentence, part)
            return (
                self._goes_on(i, sentence, part)
                if self.metrics[i].unit not in _AREA_UNITS
                else Measure(((start, end),))
            )
        return Measure(((start, end),))

    def _meant_by_sum(self, i: int, sentence: Sentence, at: int) -> Measure | None:
        """What "số tiền" alone stands for: the money that its sentence names before, or that the figure before is of."""
        low = max(sentence.word_from(self.metrics[i - 1].end) if i else 0, at - _FARTHEST_VERB)
        for first in range(at - 1, low - 1, -1):
            if sentence.words[first] in _MONEY and sentence.measure_in(first, first + 2) == first:
                start, end = self._trimmed(sentence, first, self._phrase_end(sentence, first, False))
                return Measure((sentence.span(start, end),)) if end > start else None
        if (named := self._sum_named(self.metrics[i].start)) is not None:
            return Measure((named,))
        same = i > 0 and self.metrics[i].unit == self.metrics[i - 1].unit and self.measures[i - 1].spans
        near = self.document.line_start(self.metrics[i].start) <= self.metrics[i - 1].start if i else False
        return self._of(i - 1) if same and near else None

    def _sum_named(self, at: int) -> tuple[int, int] | None:
        """The sum that the lines before name with what it is for: "số tiền truy thu bảo hiểm"."""
        named = None
        for named in _NAMED_SUM.finditer(self.folded, max(0, at - _REACH_BACK), at):  # noqa: B007 - the last one counts
            pass
        if named is None:
            return None
        sentence = self.document.sentence_around(named.start(), named.end())
        first = sentence.word_from(named.start())
        start, end = self._trimmed(sentence, first, self._phrase_end(sentence, first, False))
        return sentence.span(start, end) if end - start > 2 and sentence.spans[end - 1][1] <= at else None

    def _is_proper(self, start: int, end: int, least: int) -> bool:
        """Whether a phrase is one proper name of at least so many words, which no registry need know."""
        words = self.document.plain[start:end].split()
        if words[0] in ("bà", "ông", "anh", "chị"):
            return all(word.istitle() for word in words[1:])
        return least <= len(words) <= _LONGEST_NAME and all(word.istitle() for word in words)

    def _pointed(self, i: int, told: bool) -> Measure | None:
        """What the last figure before measures, near enough to be pointed at; `told`: by "này", whatever its unit."""
        if i == 0 or self.metrics[i].start - self.metrics[i - 1].end > _REACH_BACK:
            return None
        if not told and (
            self.metrics[i].unit != self.metrics[i - 1].unit
            or self.document.line_start(self.metrics[i].start) > self.metrics[i - 1].start
        ):
            return None
        return self._of(i - 1) if self.measures[i - 1].spans else None

    def _of(self, j: int) -> Measure:
        """The object of an earlier figure, shared."""
        held = self.measures[j]
        return replace(held, of=j if held.of is None else held.of)

    def _goes_on(self, i: int, sentence: Sentence, part: int, *, anywhere: bool = False) -> Measure | None:
        """The object of the last figure of the sentence that stands in no bracket of its own, unless `anywhere`."""
        for j in range(i - 1, max(-1, i - 1 - _MOST_BACK), -1):
            before = self.metrics[j]
            if before.end <= sentence.first:
                return None
            if self.measures[j].spans:
                held = sentence.parts[sentence.part_of(sentence.word_at(before.start))]
                if anywhere or not held.inside or sentence.parts[part].inside:
                    return self._of(j)
        return None

    def _see_index(self, first: int, last: int) -> None:
        """Keeps the index or ranking that the sentence names last."""
        for match in _INDEX.finditer(self.folded, first, last):
            stop = _INDEX_END.search(self.folded, match.end())
            end = stop.start() if stop else len(self.folded)
            if end - match.start() <= 90:
                self._index = (match.start(), max(end, match.end()))

    def _of_index(self, i: int, sentence: Sentence, near: bool = False) -> Measure | None:
        """The index that the text speaks of; `near`: only one that this sentence names."""
        metric = self.metrics[i]
        if metric.unit == "rank" and (about := _ABOUT.match(self.folded, metric.end)):
            at = sentence.word_from(about.end())
            end = self._phrase_end(sentence, at, True) if at < len(sentence.words) else at
            start, end = self._trimmed(sentence, at, end)
            if end > start:
                return Measure((sentence.span(start, end),))
        if self._index is None or (near and self._index[0] < sentence.first):
            return None
        if metric.start - self._index[1] > 4 * _REACH_BACK:
            return None
        return Measure((self._index,))


# Who belongs to what comprises them: "Ban chấp hành gồm 27 ủy viên".
_MEMBERS = frozenset(("người", "thành viên", "ủy viên", "đồng chí", "nhân sự", "hội viên", "đảng viên", "đại biểu"))
# A subject of these alone names no measure: "tỉnh giảm nhiều nhất".
_LONE = folded_words("tỉnh huyện xã phường bộ sở ngành nước") | {
    "địa phương",
    "đơn vị",
    "cơ quan",
    "thành phố",
    "quốc gia",
    "tỉnh này",
    "cả nước",
    "nước ta",
    "tòan tỉnh",
    "việt nam",
}
# Words that belong to the name of a measure though they stand before it.
_OF_MEASURE = folded_words("chi thu tổng mức hút nguồn")
_EACH = folded_words("mỗi một từng hàng hằng này đó nữa thôi")
_RAISES = folded_words("nâng tăng giảm hạ đưa điều chỉnh kéo")
_TO_POINT = folded_words("lên xuống về còn tới")
_FARTHEST_VERB = 40  # words
_LONGEST_NAME = 4  # words
_LEADING_TIME = folded_words("năm trong riêng còn và tháng qúy đầu cuối của")
# A clause of its own follows these.
_JOINS_CLAUSE = folded_words("nhưng mà thì nên rằng khiến")
_PURPOSE = folded_words("để nhằm")
# Finite verbs follow these.
_FINITE = folded_words("đã đang sẽ cũng vừa")
# Names of things that have a number behind them: without it they say nothing.
_LABELS = folded_words("án lộ số điều khoản quận khóa mẫu loại hạng lớp đợt lần cấp")
# … and a number behind these belongs to the name: "bậc 3", "khoản 1".
_NUMBERED = _LABELS | folded_words("độ mức sipas index bậc nhóm tầng vùng tuyến")
_SCALES = folded_words("nghìn ngàn triệu tỷ tỉ vạn trăm chục nghin trieu ty")
_NAMED_SUM = re.compile(
    r"(?<!\w)số tiền (?!(?:này|trên|đó|ấy|là|hơn|gần|khỏang|tới|lên|lớn|nhỏ|được|đã|mà|cụ|tương|theo|tổng|bị)(?!\w))[^\W\d_]"
)
_SUM = "số tiền"
_MONEY = folded_words("vốn kinh ngân tiền học lệ phụ trợ thuế")
_MORE = folded_words("cao thấp nhiều ít")
_WITHIN = folded_words("trong theo tại từ với trên qua sau trước")
_DIMENSIONS = folded_words("rộng dài cao sâu nặng dày")
_LIES = folded_words("nằm trải kéo chạy mang nối bao")
_LONGEST_EXTENT = 5  # words
_SIZES = frozenset(("km", "m", "cm", "mm", "m2", "km2", "ha", "kg", "tonne", "g"))
_OF_DIMENSION = folded_words("chiều bề độ khoảng")
# What is done with money, and words that make another word of it.
_PAYS = folded_words("chi nợ vay lãi lỗ phạt nộp thưởng rót quyên trả mua bán đóng thu") | {
    "bồi thường",
    "đầu tư",
    "hỗ trợ",
    "tài trợ",
    "thiệt hại",
    "tiết kiệm",
    "huy động",
    "giải ngân",
    "đóng góp",
    "ủng hộ",
    "truy thu",
    "thu hồi",
    "thất thoát",
    "gây thất",
    "bố trí",
    "thanh tóan",
    "chi trả",
    "quyên góp",
    "xử phạt",
    "đền bù",
}
_BEFORE_PAYS = folded_words("địa chung trúng ghi chịu bù thanh công mua báo giao nhắc hoàn")
_FARTHEST_PAID = 10  # words
_SHARES = folded_words("chiếm đóng bằng")
_AGAIN = folded_words("tương tức hay ứng")
_LEVIES = folded_words("thuế phí cước lãi")
_QUANTITIES = folded_words("nhiều các những vài mấy một qua")
_DIGITS = folded_words("một hai ba bốn tư năm lăm sáu bảy tám chín mười mươi chục trăm")
_NO_MEMBER = folded_words(
    "tăng giảm đạt chiếm trong gồm đặc nhất cao thấp góp đảm bảo chủ tạo giúp nâng đưa phục nhiều ước nhưng"
)
_ABOUT = re.compile(r"(?: [^\s,.;:]+){0,6}? về (?=\w)")
