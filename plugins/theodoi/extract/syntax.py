"""A sentence as a reader takes it in: its words, which of them are verbs, and the parts that its marks cut it into.

Vietnamese words do not change, so closed classes tell the build of a sentence: verbs of size ("đạt", "chiếm"), particles
("đã", "được"), prepositions and the nouns that name a measure ("tỷ lệ", "doanh thu"). One pass, linear, no model.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from theodoi.registry.names import key

# A digit and a letter may be one name: "5G", "3D", "4K".
_TOKEN = re.compile(
    r"(?:[2-6]g|[23]d|[48]k)(?!\w)|\d+(?:[.,/]\d+)*|[^\W\d_]+(?:\d+)?|[,;:()\[\]\"“”•]|[-+](?=[ \d])|\.\.\.|…"
)

# Kinds of a word.
PLAIN, SIZE, HAVE, PARTICLE, PREPOSITION, JOINT, NUMBER, MARK, ADVERB, OPENER, TIME, NAME = range(12)

_PHRASES: dict[int, str] = {
    # What says how large a subject is.
    SIZE: """đạt|ước đạt|là|còn|chỉ còn|chiếm|lên|lên tới|lên đến|xuống|xuống còn|xuống mức|bằng|tương đương|tương ứng|ở mức|vượt
        |vượt mức|tăng|giảm|tăng thêm|giảm còn|giảm xuống|tăng lên|đóng góp|trị giá|đứng|xếp|xếp thứ|xếp hạng thứ|đứng thứ|nằm trong khoảng|dao động
        |cao hơn|thấp hơn|nhiều hơn|ít hơn|gấp|đứng đầu|dẫn đầu|xếp vị trí|rút ngắn|cắt giảm|hụt|sụt giảm""",
    # What has or holds its object.
    HAVE: "có|gồm|bao gồm|với|hiện có|hiện còn|đã có|mới có|sẽ có|gồm có",
    PARTICLE: """đã|đang|sẽ|sắp|vừa|được|bị|phải|cần|nên|có thể|tiếp tục|cũng|đều|vẫn|chưa|không|dự kiến|ước tính|bắt đầu|mới chỉ|cho thấy""",
    PREPOSITION: """tại|trong|ở|trên|từ|để|nhằm|theo|vào|so với|so|do|khi|nếu|vì|bởi|qua|thông qua|trước|sau|đến|tới|cho|như|nhưng|mà|thì|kể từ
        |tính đến|đối với|ngay|dù|tuy|trong đó|trong khi|gắn với|bên cạnh|cùng với|nhờ|giúp|góp phần|tạo|thuộc""",
    JOINT: "và|hoặc|hay|cùng",
    ADVERB: """trung bình|bình quân|khoảng|chừng|gần|hơn|xấp xỉ|ước|tổng cộng|chỉ|cả|lần lượt|ít nhất|tối thiểu|tối đa|không quá|trên dưới
        |hiện|hiện nay|nay|nữa|ra|chưa đầy|chưa đến|không dưới|nhiều nhất|cao nhất|thấp nhất|đầy|tầm|dưới|quá|nhất""",
    # What stands before a clause and says nothing of its subject.
    OPENER: """tuy nhiên|ngoài ra|bên cạnh đó|đồng thời|cụ thể|theo đó|riêng|đặc biệt|kết quả là|do đó|vì vậy|như vậy|hiện tại|hiện nay|hiện|đến nay
        |tới nay|trước đó|trong đó|trong khi đó|thời gian qua|thực tế|nhờ đó|qua đó|tiếp đó|chẳng hạn|ví dụ|nhất là|thứ nhất|thứ hai|thứ ba|trước đây|hàng năm
        |hằng năm|mỗi năm|hàng ngày|hằng ngày|hàng tháng|hằng tháng|mỗi ngày|mỗi tháng|nếu|nhưng|còn|và|thì|rằng|trên cả nước""",
}  # fmt: skip
# Nouns that name a measure: what follows tells of what, and a figure is theirs.
_MEASURES = """tỷ lệ|tỉ lệ|số|số lượng|tổng số|tổng|mức|mức độ|chỉ số|doanh thu|kim ngạch|quy mô|giá|giá trị|diện tích|dân số|kinh phí|vốn|chi phí|thời gian
    |thời hạn|tốc độ|sản lượng|ngân sách|lương|biên chế|thu ngân sách|chi ngân sách|lợi nhuận|thu nhập|năng suất|tiến độ|điểm số|công suất|lãi suất|dư nợ
    |số tiền|tổng thu|tổng chi|bội chi|bội thu|thâm hụt|xuất siêu|nhập siêu|tổng vốn|tổng mức|tổng kinh phí|tổng doanh thu|nguồn kinh phí|dự toán|lượng|chiều dài|tuổi thọ|thị phần|khối lượng|học phí|lệ phí
    |tăng trưởng|nhu cầu|vốn đầu tư|tổng sản phẩm|xuất khẩu|nhập khẩu|tiền thuế|tiền phạt|tiền lương|mức phạt|nợ xấu|nợ công|khoản tiền|mật độ|băng thông|dung lượng|tần suất|độ phủ|hạn mức|hạn điền|phụ cấp|trợ cấp|tiền sử dụng|tiền thuê|tiền công|tiền bồi thường|tiền thưởng|tiền hỗ trợ|mức vay|thuế suất|mức thuế"""


# Words of these kinds that are none in such company.
_NO_VERBS = """chỉ số|chỉ tiêu|văn bản đến|văn bản đi|công văn đến|còn lại|có mặt|trên địa bàn|trở lên|trở xuống|có hại|gần nhất|tự do|lý do|nhất trí|thống nhất|có lãi|có việc làm
    |có nhu cầu|có hiệu lực|có thẩm quyền|có công|tăng trưởng|giảm nghèo|theo dõi|đến hạn|tới hạn|gần đây|cho vay|trực thuộc|đào tạo|chế tạo|cải tạo|sáng tạo|tái tạo|nhân tạo|trong nước|ngoài nước|trên không|cấp trên|cấp dưới
    |thiết bị|trang bị|chuẩn bị|dự bị|hàng không|không gian|không khí|không quân|không lưu|không chuyên|không thường xuyên|không chính thức|không phép
    |nhà ở|đất ở|chỗ ở|nơi ở|trợ giúp|đồng bằng|công bằng|văn bằng|bằng cấp|bằng lái|bằng chứng|bằng sáng chế|cân bằng|sắp xếp|xếp loại|xếp lương|đạt chuẩn|không đạt chuẩn
    |có vốn|có điều kiện|có thu nhập|có liên quan|có nguồn gốc|có yếu tố|có ý kiến|có thời hạn|có trách nhiệm|có chứng chỉ|có trình độ|có tay nghề|sẵn có
    |khoản phải thu|nợ phải trả|lãi phải trả|thuế phải nộp|tiền phải nộp|phí phải đóng|sau thuế|trước thuế|sau đại học|trả trước|trả sau|từ xa|từ thiện|đầu vào|đầu ra|ra đời|quá hạn|quá tải|quá trình|trước hạn|còn hạn|còn nợ
    |lấn chiếm|chiếm đoạt|chiếm dụng|gia tăng|tăng cường|suy giảm|miễn giảm|giảm trừ|giảm giá|giảm phát thải|tinh giảm|cho thuê|tồn tại|tại chức|tại chỗ|tại nhà
    |xuống cấp|lên lớp|trên mạng|qua mạng|qua biên giới|theo học|kèm theo|phụ thuộc|đang lưu hành|trước tuổi|vào cấp|tầm soát|tầm bắn|tầm xa|tầm trung|tầm ngắn|tầm thấp|tầm hoạt động|tầm nhìn|trọng tâm"""


def folded_words(listed: str) -> frozenset[str]:
    """A table of single words, written as one block and folded as sentences are."""
    return frozenset(key(listed).split())


def _table() -> dict[str, list[tuple[tuple[str, ...], int]]]:
    made: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for kind, listed in _PHRASES.items():
        if kind == OPENER:
            continue
        for phrase in listed.split("|"):
            words = tuple(key(phrase).split())
            made.setdefault(words[0], []).append((words, kind))
    # A name of the thing, no verb: "công chức hiện có", "hạng mục còn lại".
    for phrase in _NO_VERBS.split("|"):
        words = tuple(key(phrase).split())
        made.setdefault(words[0], []).append((words, PLAIN))
    for phrases in made.values():
        phrases.sort(key=lambda held: -len(held[0]))
    return made


_KINDS = _table()
_OPENERS = frozenset(key(phrase) for phrase in _PHRASES[OPENER].split("|"))
_LONGEST_OPENER = max(len(phrase.split()) for phrase in _OPENERS)
MEASURES = frozenset(key(phrase) for phrase in _MEASURES.split("|"))
_NUMBER = "số"
# "Số" beside these is no number of something: "kinh tế số", "chuyển đổi số", "chữ ký số", "một số", "số hóa".
_DIGITAL_BEFORE = folded_words("""tế đổi hội nghệ ký phủ quyền tảng thuật một đa thiểu tử năng tham ham tầng nhân học dữ liệu trường dân bạ vụ mã trị
    thông gian phương sản phẩm đồng bộ hiệu con đường vụ""")
_DIGITAL_AFTER = folded_words("hóa nhà này đó")
_ABOUT_TIME = folded_words("hết cuối đầu giữa năm tháng quý ngày tính hồi thời điểm suốt")
# Levels are names: "dịch vụ công mức độ 3, 4 |đạt".
_LEVELS = re.compile(
    r"(?<!\w)(?:mức độ|cấp độ|mức|cấp) \d(?![\d.,]*\d)(?:(?:, ?| và )(?:mức độ |cấp độ |mức |cấp )?\d(?![\d.,]*\d))*(?!\w)"
)
_MARKS = frozenset(',;:()[]"“”•-+…') | {"..."}


@dataclass(frozen=True, slots=True)
class Part:
    """The words first:last between two marks, the mark before them ("" at the head), and whether a bracket holds them."""

    first: int
    last: int
    mark: str
    inside: bool


class Sentence:
    """One sentence of a folded text: words with offsets and kinds, and its parts. Offsets are those of the text.

    `times` are expressions of time, `names` what is one name whatever words and marks it holds, `joints`
    where a dash joins two names to one ("Tây Bắc - Củ Chi"); all in order.
    """

    __slots__ = ("_parts", "_starts", "first", "kinds", "last", "parts", "spans", "words")

    def __init__(
        self,
        folded: str,
        first: int,
        last: int,
        times: Iterable[tuple[int, int]] = (),
        names: Iterable[tuple[int, int]] = (),
        joints: Iterable[int] = (),
    ) -> None:
        self.first, self.last = first, last
        self.spans = [token.span() for token in _TOKEN.finditer(folded, first, last)]
        self.words = [folded[start:end] for start, end in self.spans]
        self._starts = [start for start, _ in self.spans]
        self.kinds = self._read_kinds()
        levels = [level.span() for level in _LEVELS.finditer(folded, first, last)]
        for kind, held in ((NAME, names), (NAME, levels), (TIME, times)):
            for start, end in held:
                for i in range(self.word_from(start), min(self.word_from(end), len(self.words))):
                    self.kinds[i] = kind
        for at in joints:
            self.kinds[self.word_from(at)] = PLAIN
        self._open_short_brackets()
        self.parts = self._read_parts()
        self._parts = [part.first for part in self.parts]

    def _read_kinds(self) -> list[int]:
        words, n = self.words, len(self.words)
        kinds = [PLAIN] * n
        i = 0
        while i < n:
            word = words[i]
            if word in _MARKS:
                kinds[i] = MARK
            elif word[0].isdigit() and not word[-1].isalpha():
                kinds[i] = NUMBER
            elif held := _KINDS.get(word):
                for phrase, kind in held:
                    size = len(phrase)
                    if size == 1 or tuple(words[i : i + size]) == phrase:
                        kinds[i : i + size] = [kind] * size
                        i += size - 1
                        break
            i += 1
        return kinds

    def _open_short_brackets(self) -> None:
        """An acronym in brackets goes on with what it stands for: "dịch vụ công (DVC) |phát sinh hồ sơ"."""
        for i, word in enumerate(self.words[:-3]):
            if word == "(" and self.words[i + 2] == ")" and self.kinds[i + 1] == PLAIN and self.kinds[i + 3] != MARK:
                self.kinds[i] = self.kinds[i + 2] = PLAIN

    def _read_parts(self) -> list[Part]:
        parts, first, mark, depth = [], 0, "", 0
        for i, kind in enumerate(self.kinds):
            if kind != MARK:
                continue
            if i > first:
                parts.append(Part(first, i, mark, depth > 0))
                mark = self.words[i]
            elif self.words[i] not in '"“”':
                mark = self.words[i]
            depth = max(0, depth + (mark == "(") - (mark == ")"))
            first = i + 1
        if first < len(self.words):
            parts.append(Part(first, len(self.words), mark, depth > 0))
        return parts

    # questions -----------------------------------------------------------------------------------------------------
    def word_at(self, offset: int) -> int:
        """The index of the first word that ends behind an offset."""
        at = bisect_right(self._starts, offset)
        return at - 1 if at and self.spans[at - 1][1] > offset else at

    def word_from(self, offset: int) -> int:
        """The index of the first word that begins at an offset or behind it."""
        return bisect_left(self._starts, offset)

    def part_of(self, word: int) -> int:
        """The index of the part that holds a word, or of the last one before it."""
        return max(0, bisect_right(self._parts, word) - 1)

    def opens(self, first: int, last: int) -> int:
        """The first word behind the openers and times that first:last begins with: "Tuy nhiên", "đến nay", "trong năm 2021"."""
        moved = True
        while moved and first < last:
            moved = False
            at = first
            while at < last and (self.kinds[at] in (PREPOSITION, TIME) or self.words[at] in _ABOUT_TIME):
                at += 1
            if TIME in self.kinds[first:at] and self.kinds[at - 1] == TIME:
                first, moved = at, True
                continue
            for size in range(min(_LONGEST_OPENER, last - first), 0, -1):
                if " ".join(self.words[first : first + size]) in _OPENERS:
                    first, moved = first + size, True
                    break
        return first

    def measure_in(self, first: int, last: int) -> int | None:
        """The first word in first:last with which the name of a measure begins."""
        words = self.words
        for i in range(first, last):
            if i + 1 < last and f"{words[i]} {words[i + 1]}" in MEASURES:
                return i
            if words[i] in MEASURES and not (words[i] == _NUMBER and self._is_digital(i)):
                if words[i] == "lương" and i and words[i - 1] == "hưởng":  # "người hưởng lương"
                    continue
                return i
        return None

    def _is_digital(self, i: int) -> bool:
        """Whether "số" is no number: "kinh tế số", "số hóa", "một số"."""
        before = self.words[i - 1] if i else ""
        after = self.words[i + 1] if i + 1 < len(self.words) else ""
        return before in _DIGITAL_BEFORE or after in _DIGITAL_AFTER

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of the words first:last (last > first)."""
        return self.spans[first][0], self.spans[last - 1][1]
