"""Who wrote it, whom it credits and when: lines that are nothing but a by-line, a credit or a date."""

from __future__ import annotations

import itertools
import re

from theodoi.clean.characters import fold
from theodoi.clean.dates import Moment, find_dates, short_year_date
from theodoi.clean.phrases import SENTENCE_END

# Capitals and small letters alternate in Unicode's Vietnamese blocks, so no range tells them apart.
CAPITAL = (
    "["
    + "".join(c for c in map(chr, (*range(0x41, 0x5B), *range(0xC0, 0x1B1), *range(0x1E00, 0x1EFA))) if c.isupper())
    + "]"
)
_NAME_WORD = rf"(?:{CAPITAL}[\w'’.]*)"
_NAME = rf"{_NAME_WORD}(?:\s+{_NAME_WORD}){{1,4}}"
_INITIALS = r"(?:(?:[A-ZĐ]\.){1,4}\s?[A-ZĐ][^\W\d_]{0,6}\.?|[A-ZĐ]\.\s?[A-ZĐ][^\W\d_]{1,6})"
_DESK = r"(?:PV|P\.V|BT|CTV|T\.H|N\.P|TTXVN|BTV|PVTN|Nhóm\s+(?:PV|phóng\s+viên)|Ban\s+\w+|Phóng\s+viên)"
_WHO = rf"(?:{_NAME}|{_DESK}|{_INITIALS})"
_PERSON = re.compile(rf"^{_WHO}(?:\s*(?:[-–,;&/]|và)\s*{_WHO})*$")
# A line in capitals is a heading unless it opens with a family name.
_SURNAME = re.compile(
    r"(?:NGUYỄN|TRẦN|LÊ|PHẠM|HOÀNG|HUỲNH|PHAN|VŨ|VÕ|ĐẶNG|BÙI|ĐỖ|HỒ|NGÔ|DƯƠNG|LÝ|ĐINH|MAI|TRỊNH|ĐÀO|ĐOÀN|LƯU|TRƯƠNG|HÀ|TẠ|CAO|LƯƠNG|TÔ|CHU|QUÁCH|THÁI|PHÙNG|VƯƠNG|TỐNG|LÂM|KIỀU|NÔNG|TĂNG|CHÂU)\s"
)
_PLACE = re.compile(
    r"(?:An Giang|Bà Rịa(?: - Vũng Tàu)?|Vũng Tàu|Bạc Liêu|Bắc Giang|Bắc Kạn|Bắc Ninh|Bến Tre|Bình Dương|Bình Định|Bình Phước|Bình Thuận|Cà Mau|Cao Bằng|Cần Thơ|Đà Nẵng|Đắk Lắk|Đắk Nông|Điện Biên|Đồng Nai|Đồng Tháp"
    r"|Gia Lai|Hà Giang|Hà Nam|Hà Nội|Hà Tĩnh|Hải Dương|Hải Phòng|Hậu Giang|Hòa Bình|Hoà Bình|Hồ Chí Minh|Huế|Hưng Yên|Khánh Hòa|Khánh Hoà|Kiên Giang|Kon Tum|Lai Châu|Lạng Sơn|Lào Cai|Lâm Đồng|Long An|Nam Định|Nghệ An"
    r"|Ninh Bình|Ninh Thuận|Phú Thọ|Phú Yên|Quảng Bình|Quảng Nam|Quảng Ngãi|Quảng Ninh|Quảng Trị|Sài Gòn|Sóc Trăng|Sơn La|Tây Ninh|Thái Bình|Thái Nguyên|Thanh Hóa|Thanh Hoá|Thừa Thiên(?:[ -]+Huế)?|Tiền Giang|Trà Vinh|Tuyên Quang"
    r"|Vĩnh Long|Vĩnh Phúc|Yên Bái)(?:\s*[-–,]\s*.*)?$",
    re.I,
)
_NUMERAL = re.compile(r"[IVX]{1,5}[.)]\s")
_RANK = re.compile(r"\s(?:II|III|IV|VI|VII|VIII|IX)$")  # "Loại III", "Hạng II": a cell of a table
# What opens the name of a body, an office or a sight, never a person's.
_BODY_HEAD = re.compile(
    r"(?:ban\s+(?!biên)|cục|vụ|viện|trường|công\s+(?:ty|an|thương|nghệ)|ngân\s+hàng|hội\s+(?:đồng|nghị|thảo|nông|phụ)|quốc\s+hội|đảng|văn\s+(?:miếu|phòng|bản|hóa|hoá|kiện)|thủ\s+tướng|chủ\s+tịch|tổng\s+\w+|phó\s+\w+|giám\s+đốc|trung\s+(?:tâm|ương|quốc)|quận|huyện|phường|thị\s+\w+|đại\s+học|bệnh\s+viện|liên\s+\w+"
    r"|tập\s+đoàn|nghị\s+(?:định|quyết)|quyết\s+định|thông\s+(?:tư|báo|tin)|chỉ\s+thị|kế\s+hoạch|luật|dịch\s+vụ|kinh\s+tế|xã\s+hội|thời\s+sự|pháp\s+luật|giáo\s+dục|thể\s+thao|đời\s+sống|chính\s+(?:trị|sách)|tin\s+(?:tức|mới)|trang\s+chủ|chuyển\s+đổi|cải\s+cách|chùa|đền|sông|núi|hồ\s+(?:gươm|tây)|đông\s+nam|biển\s+đông|hoa\s+kỳ|nhật\s+bản|hàn\s+quốc|liên\s+hợp)(?:\s|$)",
    re.I,
)
_DESK_NAME = re.compile(rf"^{CAPITAL}[^\W\d]*(?:\s+[^\W\d]+){{0,5}}$")  # after a label, any short name will do
_LABEL = re.compile(
    r"^(?:tác\s+giả|người\s+viết|(?:tin|bài)\s*(?:[,;&\-–]|và)?\s*(?:bài\s*(?:[,;&\-–]|và)?\s*)?(?:ảnh|clip|video)(?:\s*[,&\-–]\s*(?:clip|video))?|tin|bài|nhóm\s+(?:pv|tác\s+giả)|thực\s+hiện|phóng\s+viên|pv|by|biên\s+tập)\s*[:：]\s*",
    re.I,
)
_TAIL = re.compile(
    r"\s*\((?:tổng\s+hợp|t/h|th|ghi|lược\s+ghi|biên\s+dịch|dịch|thực\s+hiện|theo\s+(?P<credit>[^()]{2,60}))\)\s*$", re.I
)
_CREDIT = re.compile(r"^\(?\s*(?:theo|nguồn(?:\s+tin)?\s*:)\s*(?P<credit>[^\s()][^()]{1,70}?)\s*\)?\.?$", re.I)
_VIA = re.compile(
    r"^\(?theo\s+(?P<who>[^()/]{3,50}?)\s*(?:\((?P<credit>[^()]{2,40})\)|/\s*(?P<mark>[^()/]{2,30}))\)?$", re.I
)
_MARK = re.compile(r"\s*/\s*[A-ZĐ][\w.+ ]{1,15}$")  # "Tên Họ/HNM": the paper's mark
_BRACKETS = re.compile(r"^\(([^()]+)\)$")
_CREDIT_NAME = re.compile(rf"{CAPITAL}|\w+\.(?:vn|com|net)\b")
_NOT_A_NAME = re.compile(
    r"\d|https?:|www\.|@|\.(?:vn|com|net|org)\b|\b(?:báo|toà\s+soạn|tòa\s+soạn|tạp\s+chí|cổng|trang|admin|ban\s+biên\s+tập|news|online|video|photo|longform|infographic|podcast|multimedia|e-?magazine|việt\s+nam|bộ|sở|ủy\s+ban|uỷ\s+ban|chính\s+phủ|thành\s+phố|tỉnh|hà\s+nội|nghị\s+định|phụ\s+lục|điều|chương|mục|kết\s+luận|phương\s+án)\b",
    re.I,
)


def read_byline(line: str) -> tuple[str | None, str | None] | None:
    """(author, credit) of a line that is nothing but a by-line or a credit ("PV (Theo VOV)", "Theo TTXVN"), else None."""
    line = line.strip().strip("*_|").strip()
    if not 1 < len(line) <= 90:
        return None
    if match := _VIA.match(line):
        return (match["who"].strip(), (match["credit"] or match["mark"]).strip()) if is_person(match["who"]) else None
    if match := _CREDIT.match(line):
        credit = match["credit"].strip()
        # "Theo đó, …" and "Theo ông A …" are sentences, not credits.
        if _CREDIT_NAME.match(credit) and "," not in credit and len(credit.split()) <= 8:
            return None, credit
        return None
    line = _BRACKETS.sub(r"\1", line)
    labelled = _LABEL.match(line)
    name = line[labelled.end() :] if labelled else line
    credit = None
    if tail := _TAIL.search(name):
        credit = tail["credit"]
        name = name[: tail.start()]
    name = _MARK.sub("", name)
    if not (is_person(name) or (labelled and _DESK_NAME.match(name))):
        return None
    return name.strip(), credit.strip() if credit else None


def is_person(name: str, sites: frozenset[str] = frozenset()) -> bool:
    """Whether a string reads like a person's name or a desk's mark ("PV"), not like an organisation, site or account.

    `sites` are folded names of the site itself.
    """
    name = name.strip()
    if _PLACE.match(name) or _BODY_HEAD.match(name) or _NUMERAL.match(name) or _RANK.search(name):
        return False
    if name.isupper() and len(name) > 12 and not _SURNAME.match(name) and not re.match(rf"{_INITIALS}|{_DESK}", name):
        return False
    return len(name) <= 60 and bool(_PERSON.match(name)) and not _NOT_A_NAME.search(name) and fold(name) not in sites


_DIGIT = re.compile(r"\d")
_DATE_LINE_REST = re.compile(
    r"^(?:(?:thứ\s+\w+|chủ\s+nhật|ngày|đăng|cập\s+nhật(?:\s+(?:lần\s+cuối|lúc|ngày))?|lúc|vào|ngày\s+(?:đăng|hỏi|gửi|tạo)|hỏi|trả\s+lời|thời\s+gian|posted(?:\s+on)?|published|updated|date|gmt\s*\+?\s*7|\(gmt\s*\+?\s*7(?::00)?\)|\+07:00|xuất\s+bản)[\s:,|–\-]*)+",
    re.I,
)


_DOCUMENT = re.compile(
    r"\b(?:ban\s+hành|hiệu\s+lực|ngày\s+ký)\b|\d\s?/\s?(?:(?:19|20)\d\d\s?/\s?)?[A-ZĐƯ]{2}|\d-(?:NQ|CT|KL|QĐ|QÐ|TB|HD|CV)/|^\W*số(?:\s+(?:văn\s+bản|(?:ký\s+)?hiệu))?\s*(?:/\s*ký\s+hiệu\s*)?:\s*\S*\d",
    re.I,
)


def read_date_line(line: str) -> tuple[Moment, str | None, str | None] | None:
    """(moment, section, author) of a line that holds a date and little else, else None."""
    if len(line) > 140 or not _DIGIT.search(line):
        return None
    dates, moment, _ = find_dates(line)
    if moment is None:
        short = short_year_date(line)
        return (short, None, None) if short else None
    if _DOCUMENT.search(line):
        return None  # "Số: 12/KH-UBND … ngày …" heads a document, "Ngày ban hành: …" describes one
    between = (_rest(line[a.end : b.start]) for a, b in itertools.pairwise(dates))
    before, last = _rest(line[: dates[0].start]), _rest(line[dates[-1].end :])
    after = " ".join(filter(None, (*between, last)))
    if len(before.split()) + len(after.split()) > 9 or SENTENCE_END.search(after):
        return None
    author = next((name for name in (_author(after), _author(before)) if name), None)
    section = before if before and not _author(before) and len(before) <= 40 and before[-1] != ":" else None
    if section and moment.precision == "day" and _PLACE.match(section):
        section = None  # "Hà Nội, ngày 5 tháng 6 năm 2026" heads a document
    if section is None and not author and (before or after) and moment.precision == "day":
        return None  # words and a day: a sentence or a heading, not a date line
    return moment, section, author


_WEEKDAY = re.compile(r"[\s|,;–\-•·(]*(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s+nhật)$", re.I)


_COUNTER = re.compile(
    r"(?:^|[|•·,;–-])\s*(?:(?:số\s+)?(?:lượt|lần)\s+(?:xem|đọc|truy\s+cập)|bình\s+luận|views?|đã\s+xem)\s*[:(]?\s*\d[\d.,]*\)?|(?:^|[|•·,;–-])\s*\d[\d.,]*\s+(?:lượt\s+(?:xem|đọc)|bình\s+luận|views?)",
    re.I,
)


_DATE_LABEL_END = re.compile(
    r"(?:^|[\s|,;–•·(\-])(?:cập\s+nhật|(?:ngày\s+)?đăng|xuất\s+bản|sửa|posted|published|updated)(?:\s+(?:lần\s+cuối|lúc|ngày|vào|on|at))*\W*$",
    re.I,
)


def _rest(piece: str) -> str:
    piece = _COUNTER.sub(" ", piece)
    piece = re.sub(r"^[\s|,;–\-•·()]+|[\s|,;–\-•·(]+$", "", piece)
    piece = _DATE_LABEL_END.sub("", _DATE_LINE_REST.sub("", _WEEKDAY.sub("", piece)))
    return piece.strip(" \t\n|,;–-)").strip()


def _author(piece: str) -> str | None:
    name = _MARK.sub("", _LABEL.sub("", piece))
    return name if name and is_person(name) else None
