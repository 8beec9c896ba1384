"""What the words of a task speak of: its syllables without those that any office paper has."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Words that say how offices work, not on what: two tasks that share only these are two.
_OFFICE_WORDS = (
    "trình ban hành xây dựng triển khai thực hiện hoàn thành hoàn thiện tổ chức phê duyệt báo cáo công bố rà soát nghiên cứu"
    " đề xuất chủ trì phối hợp tham mưu hướng dẫn đẩy mạnh tăng cường tiếp tục khẩn trương bảo đảm đảm bảo đưa vào cung cấp"
    " dự thảo dự án luật nghị định nghị quyết quyết định thông tư chỉ thị kế hoạch đề án chương trình văn bản quy định chi tiết"
    " thi hành sửa đổi bổ sung một số điều chính phủ thủ tướng quốc hội ủy ban bộ sở ngành địa phương cơ quan đơn vị"
    " các những của và về cho với theo tại trong trên từ đến được để là có này việc công tác nhiệm vụ kết quả năm tháng ngày"
    " sớm kịp thời hiệu quả toàn cả nước chính thức đã sẽ phải cần xong hết mới vừa do"
)
_GENERIC = frozenset(_OFFICE_WORDS.split())
_SYLLABLE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_LEAST_TOPIC = 2  # syllables without which a task is told by all its words


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a task: all syllables, those that tell what it is about, and its figures."""

    syllables: frozenset[str]
    topic: frozenset[str]
    figures: frozenset[str]

    def like(self, other: Wording) -> float:
        """How much two tasks speak of the same thing, 0 to 1: of the shorter topic, what the other one has too.

        Figures that differ ("giai đoạn 1", "giai đoạn 2") and topics of other lengths speak against it.
        """
        if self.figures and other.figures and self.figures.isdisjoint(other.figures):
            return 0.0
        if min(len(self.topic), len(other.topic)) < _LEAST_TOPIC:
            return float(self.syllables == other.syllables)
        shared = len(self.topic & other.topic)
        if shared * 2 < len(self.topic | other.topic):
            return 0.0
        return shared / min(len(self.topic), len(other.topic))

    def told_in(self, other: Wording) -> float:
        """The share of what this task is about that another text speaks of, 0 to 1; its figures may be other ones."""
        about = (self.topic if len(self.topic) >= _LEAST_TOPIC else self.syllables) - self.figures
        return len(about & other.syllables) / len(about) if about else 0.0


@lru_cache(maxsize=50_000)
def wording(words: str) -> Wording:
    """The wording of a task or a sentence."""
    found = frozenset(syllables(words))
    figures = frozenset(word for word in found if word[0].isdigit())
    return Wording(found, found - _GENERIC, figures)


def syllables(words: str) -> list[str]:
    """The syllables and figures of a text in small letters, in order."""
    return _SYLLABLE.findall(unicodedata.normalize("NFC", words).lower())
