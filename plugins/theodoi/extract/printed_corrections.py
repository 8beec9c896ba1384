"""Corrections that an outlet prints: sentences by which it puts right, takes back or apologises for what it published.

Such a sentence is an act ("xin đính chính"), and not news of one ("yêu cầu báo đính chính"). Its speaker is the outlet, which tells
itself by its readers, its office or its own article. What papers of the state correct ("cải chính hộ tịch") is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date

from theodoi.extract.document import LONGEST_SENTENCE, Document
from theodoi.extract.spans import Finding
from theodoi.vocabularies import CorrectionForm


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCorrection(Finding):
    """One sentence by which an outlet corrects an article; what it tells of that article may be in the sentences around it."""

    form: str
    corrects_title: str | None = None
    corrects_on: date | None = None
    corrects_url: str | None = None
    corrects_itself: bool = False
    sentence: str


def _words(pattern: str) -> re.Pattern[str]:
    """A pattern over whole words in any case."""
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


_POLITE = r"(?:xin|trân trọng|chân thành|thành thật|kính|được|gửi lời|một lần nữa|nay|phép)"
# The act itself: "xin (được) đính chính", "nay cải chính như sau", "thành thật xin lỗi", "xin chân thành cáo lỗi". A bare
# "xin lỗi" is one of the outlet alone: anybody may say so to readers.
_ACT = _words(
    rf"(?:{_POLITE}\s+)+(?P<deed>cải chính|đính chính|nói lại cho rõ|sửa lại|cáo lỗi)"
    rf"|(?:{_POLITE}\s+)+(?P<sorry>xin lỗi)"
    r"|(?:tòa soạn|toà soạn|ban biên tập|chúng tôi)\s+(?P<plain>xin lỗi)"
    r"|(?P<alone>(?:cải|đính) chính(?= (?:lại )?như sau))"
)
_HEAD = re.compile(
    r"^\W*(?:(?:thông tin|tin|lời|thư)\s+)?(?P<deed>cải chính|đính chính|xin lỗi|cáo lỗi|nói lại cho rõ)"
    r"(?:\s+(?:và|,)?\s*(?:xin lỗi|cáo lỗi))?"
    r"(?:\W*$|\s*:|\s+(?:bạn đọc|độc giả|thông tin|bài|tin|về bài|và)\b)",
    re.IGNORECASE,
)
_DEED = _words(r"(?:cải|đính) chính|xin lỗi|cáo lỗi|nói lại cho rõ|sửa lại")
# Somebody is told or was made to do it, or did it before: news of a correction.
_NEWS = _words(r"phải|đã|yêu cầu|buộc|đề nghị|sẽ|không|chưa|cần|nên|muốn|từng|bị|đòi|việc|về việc|quy định|nếu|khi")
_SPEAKER = _words(
    r"tòa soạn|toà soạn|ban biên tập|bạn đọc|độc giả|bạn xem truyền hình"
    r"|(?:báo|tạp chí|đài|chuyên trang|trang tin)(?: (?:điện tử|in|online))?(?: [^,.;:]{1,40})?|chúng tôi"
)
# An article of its own that it speaks of.
_ARTICLE = _words(
    r"bài(?= (?:có |với |mang )?(?:tiêu đề|nhan đề|tựa|tên|[“\"]))|bài[:,]? ?(?=[“\"])|bản tin|mẩu tin|tin bài|bài viết|bài báo|phóng sự|chú thích ảnh|số báo|tiêu đề"
)
# What somebody wrote in a place of his own is no article of an outlet.
_ELSEWHERE = _words(r"facebook|fanpage|tiktok|youtube|zalo|instagram|trang cá nhân|mạng xã hội|bài đăng|tài khoản")
_SELF = _words(
    r"(?:bài|bài viết|bài báo|bản tin|tin bài|tin)(?: báo| viết)? này|phiên bản (?:trước|đầu|cũ|ban đầu)(?: đó)? của bài(?: viết| báo)?"
)
# Papers of the state are corrected as well.
_OFFICIAL = _words(
    r"hộ tịch|giấy (?:chứng nhận|khai sinh|tờ|phép)|sổ (?:đỏ|hồng|hộ khẩu)|khai sinh|căn cước|quyết định số|văn bản|công văn|hồ sơ|thông báo số|bằng tốt nghiệp|số liệu đã báo cáo"
)
_TITLE = re.compile(
    r"(?:bài|bài viết|bài báo|tin|bản tin|tiêu đề|nhan đề|tựa|phóng sự)\s*(?:báo|viết)?\s*(?:có (?:tiêu đề|nhan đề|tựa|tựa đề)|với (?:tiêu đề|nhan đề)|mang tên)?\s*:?\s*[“\"](?P<title>[^”\"\n]{8,250})[”\"]",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[^\s<>\"“”()]{4,300}")
_PUBLISHED = re.compile(
    r"(?:đăng(?: tải)?|xuất bản|phát hành|số ra|ra|phát|báo|số báo)(?: (?:trên|tại|lúc|vào|hồi)[^.;“”]{0,60}?)?\s*(?:ngày)\s+"
    r"(?P<day>\d{1,2})(?:[/\-.]| tháng )(?P<month>\d{1,2})(?:(?:[/\-.]| năm )(?P<year>\d{4}))?",
    re.IGNORECASE,
)
_FORMS = {
    "cải chính": CorrectionForm.RECTIFIED,
    "đính chính": CorrectionForm.CORRECTED,
    "nói lại cho rõ": CorrectionForm.CORRECTED,
    "sửa lại": CorrectionForm.CORRECTED,
}
_RANK = (CorrectionForm.RECTIFIED, CorrectionForm.CORRECTED, CorrectionForm.APOLOGISED)
_AROUND = 3  # lines beside that one, which may name the article
_HEAD_WORDS = 25


def read(document: Document) -> tuple[PrintedCorrection, ...]:
    """The corrections that a text prints, those of neighbouring lines once, in order."""
    if not _DEED.search(document.plain):
        return ()
    lines = list(zip(document.lines.starts, document.lines.ends, strict=True))
    found: list[PrintedCorrection] = []
    told_until = -1  # the last line that the correction before may be about
    for number, (first, end) in enumerate(lines):
        if number <= told_until or not _DEED.search(document.plain, first, end):
            continue
        head = _head(document.plain[first:end])
        nearby = lines[number : number + _AROUND + 1] if head else [(first, end)]
        # The words of the act, which say more than a heading.
        acts = [act for line in nearby for bounds in _sentences(document, *line) if (act := _act(document, bounds))]
        around = document.plain[lines[max(0, number - _AROUND)][0] : lines[min(len(lines) - 1, number + _AROUND)][1]]
        if (acts or head) and _is_correction(around, acts, head is not None, document):
            form = min([form for form, _ in acts] + ([head] if head else []), key=_RANK.index)
            found.append(_made(document, form, acts[0][1] if acts else (first, end), around))
            told_until = number + _AROUND
    return tuple(found)


def _head(line: str) -> CorrectionForm | None:
    """The form that a line names which stands above a correction or begins one."""
    head = _HEAD.match(line) if len(line.split()) <= _HEAD_WORDS else None
    return _form(head.group("deed")) if head else None


def _sentences(document: Document, first: int, end: int) -> list[tuple[int, int]]:
    """The sentences of a line."""
    bounds = document.sentences
    at = max(0, bisect_right(bounds.starts, first) - 1)
    return [
        (max(start, first), min(stop, end, start + LONGEST_SENTENCE))
        for start, stop in zip(
            bounds.starts[at : bisect_left(bounds.starts, end)],
            bounds.ends[at : bisect_left(bounds.starts, end)],
            strict=True,
        )
        if stop > first
    ]


def _act(document: Document, bounds: tuple[int, int]) -> tuple[CorrectionForm, tuple[int, int]] | None:
    """The form of a sentence that is such an act by its own words, and where it stands."""
    start, end = bounds
    forms = []
    for match in _ACT.finditer(document.plain, start, end):
        quoted = any(first < match.start() < last for first, last in document.quotations)
        clause = _clause(document.plain[start : match.start()])
        if not quoted and not _NEWS.search(clause) and not _OFFICIAL.search(document.plain, match.end(), end):
            forms.append(_form(next(filter(None, match.groups()))))
    return (min(forms, key=_RANK.index), bounds) if forms else None


def _clause(before: str) -> str:
    """The words of the clause before an act; "phải đính chính, |xin lỗi" is one."""
    *earlier, clause = re.split(r"[,;:]", before)
    return f"{earlier[-1]}, {clause}" if earlier and _DEED.search(earlier[-1]) else clause


def _is_correction(
    around: str, acts: list[tuple[CorrectionForm, tuple[int, int]]], head: bool, document: Document
) -> bool:
    """Whether the outlet speaks of an article of its own: an act in its name, or a heading above such words."""
    own = bool(_ARTICLE.search(around) or _SELF.search(around) or _ADDRESS.search(around))
    if not own or _ELSEWHERE.search(around) or (_OFFICIAL.search(around) and not _SPEAKER.search(around)):
        return False
    if acts:
        return any(_SPEAKER.search(document.plain, *bounds) for _, bounds in acts) or head
    return head and bool(_SPEAKER.search(around)) and not _NEWS.search(around.split("\n")[0])


def _form(deed: str) -> CorrectionForm:
    return _FORMS.get(" ".join(deed.lower().split()), CorrectionForm.APOLOGISED)


def _made(document: Document, form: CorrectionForm, bounds: tuple[int, int], around: str) -> PrintedCorrection:
    start, end = bounds
    title, address, told = _TITLE.search(around), _ADDRESS.search(around), _PUBLISHED.search(around)
    sentence = document.text[start:end]
    itself = bool(_SELF.search(around)) and not title and not address
    return PrintedCorrection(
        start=start,
        end=end,
        quote=sentence,
        form=form.value,
        corrects_title=title.group("title").strip() if title else None,
        corrects_on=_day(told, document.context.published_on) if told else None,
        corrects_url=address.group().rstrip(".,;:!?") if address else None,
        corrects_itself=itself,
        sentence=sentence,
        confidence=0.9 if title or address or itself else 0.75,
        method=f"printed:{form.value}",
    )


def _day(told: re.Match[str], published_on: date | None) -> date | None:
    """The day that is told; without a year the last such day up to that of publication, and none where that is unknown."""
    day, month = int(told.group("day")), int(told.group("month"))
    try:
        if told.group("year"):
            day_told = date(int(told.group("year")), month, day)
            return day_told if date(1945, 1, 1) <= day_told <= (published_on or day_told) else None
        if published_on is None:
            return None
        this_year = date(published_on.year, month, day)
        return this_year if this_year <= published_on else date(published_on.year - 1, month, day)
    except ValueError:
        return None
