"""Who wrote it, whom it credits and when: lines that are nothing but a by-line, a credit or a date."""

from __future__ import annotations

import re

from theodoi.clean.characters import fold
from theodoi.clean.dates import Moment, find_date
from theodoi.clean.phrases import SENTENCE_END

_NAME_WORD = r"(?:[A-ZĐÀ-Ỹ][\w'’.]*)"
_NAME = rf"{_NAME_WORD}(?:\s+{_NAME_WORD}){{1,4}}"
_DESK = r"(?:PV|P\.V|BT|CTV|T\.H|N\.P|TTXVN|BTV|PVTN|Nhóm\s+(?:PV|phóng\s+viên)|Ban\s+\w+|Phóng\s+viên)"
_PERSON = re.compile(rf"^(?:{_NAME}|{_DESK})(?:\s*(?:[-–,&/]|và)\s*(?:{_NAME}|{_DESK}))*$")
_DESK_NAME = re.compile(r"^[A-ZĐÀ-Ỹ][^\W\d]*(?:\s+[^\W\d]+){0,5}$")  # after a label, any short name will do
_LABEL = re.compile(
    r"^(?:tác\s+giả|người\s+viết|bài\s+(?:và|,)\s+ảnh|tin,?\s*(?:và\s+)?ảnh|bài|thực\s+hiện|phóng\s+viên|pv|by|biên\s+tập)\s*[:：]\s*",
    re.I,
)
_TAIL = re.compile(
    r"\s*\((?:tổng\s+hợp|t/h|th|ghi|lược\s+ghi|biên\s+dịch|dịch|thực\s+hiện|theo\s+(?P<credit>[^()]{2,60}))\)\s*$", re.I
)
_CREDIT = re.compile(r"^\(?\s*(?:theo|nguồn(?:\s+tin)?\s*:)\s*(?P<credit>[^\s()][^()]{1,70}?)\s*\)?\.?$", re.I)
_CREDIT_NAME = re.compile(r"[A-ZĐÀ-Ỹ]|\w+\.(?:vn|com|net)\b")
_NOT_A_NAME = re.compile(
    r"\d|https?:|www\.|@|\.(?:vn|com|net|org)\b|\b(?:báo|toà\s+soạn|tòa\s+soạn|tạp\s+chí|cổng|trang|admin|ban\s+biên\s+tập|news|online|việt\s+nam|bộ|sở|ủy\s+ban|uỷ\s+ban|chính\s+phủ|thành\s+phố|tỉnh|hà\s+nội|nghị\s+định|phụ\s+lục|điều|chương|mục|kết\s+luận|phương\s+án)\b",
    re.I,
)


def read_byline(line: str) -> tuple[str | None, str | None] | None:
    """(author, credit) of a line that is nothing but a by-line or a credit ("PV (Theo VOV)", "Theo TTXVN"), else None."""
    line = line.strip().strip("*_|").strip()
    if not 1 < len(line) <= 90:
        return None
    if match := _CREDIT.match(line):
        credit = match["credit"].strip()
        # "Theo đó, …" and "Theo ông A …" are sentences, not credits.
        if _CREDIT_NAME.match(credit) and "," not in credit and len(credit.split()) <= 8:
            return None, credit
        return None
    labelled = _LABEL.match(line)
    name = line[labelled.end() :] if labelled else line
    credit = None
    if tail := _TAIL.search(name):
        credit = tail["credit"]
        name = name[: tail.start()]
    if not (is_person(name) or (labelled and _DESK_NAME.match(name))):
        return None
    return name.strip(), credit.strip() if credit else None


def is_person(name: str, sites: frozenset[str] = frozenset()) -> bool:
    """Whether a string reads like a person's name or a desk's mark ("PV"), not like an organisation, site or account.

    `sites` are folded names of the site itself.
    """
    name = name.strip()
    return len(name) <= 60 and bool(_PERSON.match(name)) and not _NOT_A_NAME.search(name) and fold(name) not in sites


_DATE_LINE_REST = re.compile(
    r"^(?:(?:thứ\s+\w+|chủ\s+nhật|ngày|đăng|cập\s+nhật|lúc|ngày\s+đăng|gmt\s*\+?\s*7|\(gmt\s*\+?\s*7(?::00)?\)|\+07:00|xuất\s+bản)[\s:,|–\-]*)+",
    re.I,
)


def read_date_line(line: str) -> tuple[Moment, str | None, str | None] | None:
    """(moment, section, author) of a line that holds a date and little else, else None."""
    if len(line) > 140:
        return None
    moment = find_date(line)
    if moment is None:
        return None
    before, after = _rest(line[: moment.start]), _rest(line[moment.end :])
    if len(before.split()) + len(after.split()) > 9 or SENTENCE_END.search(after):
        return None
    author = next((name for name in (_author(after), _author(before)) if name), None)
    section = before if before and not _author(before) and len(before) <= 40 else None
    if section is None and not author and (before or after) and moment.precision == "day":
        return None  # words and a day: a sentence or a heading, not a date line
    return moment, section, author


_WEEKDAY = re.compile(r"[\s|,;–\-•·(]*(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s+nhật)$", re.I)


def _rest(piece: str) -> str:
    piece = re.sub(r"^[\s|,;–\-•·()]+|[\s|,;–\-•·(]+$", "", piece)
    return re.sub(r"^[\s|,;–\-)]+", "", _DATE_LINE_REST.sub("", _WEEKDAY.sub("", piece))).strip()


def _author(piece: str) -> str | None:
    name = re.sub(r"/[A-ZĐ][\w.]{1,15}$", "", piece)  # "Tên Họ/HNM": the paper's mark
    return name if name and is_person(name) else None
