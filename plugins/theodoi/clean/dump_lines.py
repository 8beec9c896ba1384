"""The lines of a plain-text dump: unwrapped, without a converter's marks, and what each of them is."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from theodoi.clean import phrases
from theodoi.clean.bylines import read_byline, read_date_line
from theodoi.clean.characters import repair, squeeze
from theodoi.clean.repeats import read_once


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a dump: as repaired, and as it was before. `printed` is `text` without the diacritics that it was
    given back, None where there were none."""

    text: str
    raw: str
    bullet: bool = False
    heading: bool = False  # a converter marked it as one
    links: bool = False  # nothing but links
    printed: str | None = None
    gap: int = 0  # empty lines above it


_BULLET = re.compile(r"^\s*(?:[•●▪◦■‣]\s*|\*\s+(?=\S))")
_HEADING = re.compile(r"^\s*#{1,6}\s+(?=\S)")
_IMAGE = re.compile(r"!\[[^\[\]]{0,300}\]\([^()\s]{0,600}(?:\s+\"[^\"]{0,300}\")?\)")
_LINK = re.compile(r"\[([^\[\]]{0,300})\]\([^()\s]{0,600}(?:\s+\"[^\"]{0,300}\")?\)")
_EMPHASIS = re.compile(r"\*\*|__(?=\S)|(?<=\S)__")
_SLANTED = re.compile(r"^\*(?=[^\s*])([^*]+)\*$")
_LYNX = re.compile(r"\[\d{1,4}\](?=\S)")
_SHOWS = re.compile(r"[^\W_]")
_LETTERS = re.compile(r"[^\W\d_]")
MAX_LINES = 20_000  # more than any dump of articles has
# A line as wide as a terminal, and how many of those must be full before they count as one text that was wrapped.
MIN_WIDTH, MAX_WIDTH = 55, 100
MIN_WRAPPED = 3


def read_lines(text: str, repairs: Counter[str]) -> list[Line]:
    """The lines that show something, one per paragraph; `repairs` counts what was changed in their characters."""
    printed = _unwrapped(_with_cells(re.split(r"\r*\n|\r", text)))
    marked = len(_LYNX.findall(text)) >= MIN_WRAPPED
    return list(itertools.islice(_shown(printed, marked, repairs), MAX_LINES))


def _shown(printed: Sequence[str], marked: bool, repairs: Counter[str]) -> Iterator[Line]:
    gap = 0
    for raw in printed:
        if not raw or raw.isspace():
            gap += 1
        elif line := _read_line(raw, marked, repairs):
            yield replace(line, gap=gap) if gap else line
            gap = 0


def _read_line(raw: str, marked: bool, repairs: Counter[str]) -> Line | None:
    raw = read_once(raw)
    repaired, counts = repair(raw)
    shown = _IMAGE.sub("", repaired) if "](" in repaired else repaired
    bullet, heading = _BULLET.match(shown), _HEADING.match(shown)
    # A star before a sentence was printed: a question of an interview, a note.
    starred = bullet is not None and "*" in bullet[0] and phrases.SENTENCE_END.search(shown) is not None
    if (opening := bullet or heading) and not starred:
        shown = shown[opening.end() :]
    links = "](" in shown and shown != (outside := _LINK.sub("", shown)) and len(_LETTERS.findall(outside)) < 6
    shown = _LINK.sub(r"\1", shown) if "](" in shown else shown
    shown = _EMPHASIS.sub("", shown) if "**" in shown or "__" in shown else shown
    if marked and (numbers := _LYNX.findall(shown)):
        shown = _LYNX.sub("", shown)
        links = (
            links
            or len(numbers) * 25 > len(shown)
            or (bullet is not None and _LYNX.match(repaired[bullet.end() :]) is not None)
        )
    shown = squeeze(_SLANTED.sub(r"\1", squeeze(shown)))
    if not _SHOWS.search(shown):
        return None
    repairs.update(counts)
    return Line(shown, squeeze(raw) if counts else shown, bool(bullet), bool(heading), links)


def _with_cells(lines: Sequence[str]) -> list[str]:
    """Rows of a table, which are told by their neighbours' tabs, with a mark between the cells."""
    tabs = [line.strip().count("\t") for line in lines]
    shown = list(lines)
    for i, count in enumerate(tabs):
        if count and count in (tabs[i - 1] if i else 0, tabs[i + 1] if i + 1 < len(tabs) else 0):
            shown[i] = re.sub(r"\s*\t\s*", " | ", lines[i].strip())
    return shown


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """Lines that were broken at a terminal's width, joined again.

    A line was broken where the next line's first word would not have fitted; a text was wrapped when that is so of nearly
    all its wide lines and the breaks stand inside sentences.
    """
    width = max((len(line.rstrip()) for line in lines if " " in line.strip()), default=0)
    if not MIN_WIDTH <= width <= MAX_WIDTH:
        return list(lines)

    def full(above: str, below: str) -> bool:
        word = below.split(maxsplit=1)[:1]
        return bool(word) and len(above.rstrip()) + 1 + len(word[0]) > width and _BULLET.match(below) is None

    wide = [(a, b) for a, b in itertools.pairwise(lines) if len(a.rstrip()) >= MIN_WIDTH and b.strip()]
    broken = [(a, b) for a, b in wide if full(a, b)]
    inside = sum(b.lstrip()[:1].islower() for _, b in broken)
    if len(broken) < MIN_WRAPPED or len(broken) < 0.6 * len(wide) or inside < 0.4 * len(broken):
        return list(lines)
    joined: list[list[str]] = []
    for above, line in itertools.pairwise(["", *lines]):
        if joined and above.strip() and len(above.rstrip()) >= MIN_WIDTH // 2 and full(above, line):
            joined[-1].append(line.strip())
        else:
            joined.append([line.rstrip()])
    return [" ".join(pieces) for pieces in joined]


# What a line is -------------------------------------------------------------------------------------------------------
MAX_TITLE = 220
MIN_PROSE = 60  # letters of a line that ends like a sentence
_TRAIL = re.compile(r"\s*(?:>|»|›|→|/|::)\s+")
MAX_CRUMB = 40
_FURNITURE = re.compile(
    r"""^[\W_]*(?:
    trang\s+(?:chủ|nhất) | skip\s+to\s+.{1,30} | home | search | share\s+.{1,20} | (?:font|text)\s+size.{0,20} | cỡ\s+chữ.{0,20} | tải\s+ứng\s+dụng.{0,20} | đặt\s+báo.{0,20} | đăng\s+(?:nhập|ký|xuất) | tìm\s+kiếm | menu | liên\s+hệ | giới\s+thiệu | sơ\s+đồ\s+(?:trang|site|cổng).{0,10} | rss | tiếng\s+(?:việt|anh) | english | video | podcast | ảnh | e-?magazine
    | gửi\s+(?:cho\s+)?(?:bạn\s+bè|email|góp\s+ý|bình\s+luận) | xem\s+(?:với\s+)?(?:cỡ|khổ)\s+chữ.{0,20} | (?:số\s+)?(?:lượt|lần)\s+(?:xem|đọc|truy\s+cập|tải)\s*:?[\s\d.,]* | \d[\d.,]*\s+(?:lượt\s+(?:xem|đọc)|liên\s+quan|bình\s+luận|lượt\s+thích)
    | đang\s+(?:truy\s+cập|trực\s+tuyến|online)\s*:.{0,80} | (?:chia\s+sẻ|lưu|thích|theo\s+dõi|in|email|print|share|tweet|like|gốc|nguồn|messenger|viber|linkedin|youtube|tiktok|instagram|google\s*news|pinterest|telegram)
    | theo\s+dõi\s+.{1,40}\s+trên\s+.{1,30} | đọc\s+(?:bài\s+)?(?:gốc|tiếp).{0,30} | nghe\s+audio.{0,20} | (?:giọng\s+)?(?:nam|nữ)\s+(?:miền\s+)?(?:bắc|nam) | về\s+trang\s+trước.{0,60} | [0-5](?:[.,]\d)?\s*/\s*5(?:\s.{0,30})? | đánh\s+giá\s*(?::|bài).{0,40}
    | (?:nguồn|theo|link\s+gốc)\b.{0,60}https?://\S+ | https?://\S+ | www\.\S+ | \#[^\W\d]\S*(?:\s\S+){0,4} | a[-+]?(?:\s+a[-+]?)+ | trang\s+[\d\s.…]+(?:tiếp(?:\s+theo)?|cuối)?
    )[\W_]*$""",
    re.I | re.X,
)
# Everything below belongs to readers, to other articles or to the converter.
_END = re.compile(
    r"""^[\W_\d]*(?:references|visible\s+links | hidden\s+links | bình\s+luận\s+(?:hay|nổi\s+bật|mới\s+nhất).{0,20} | chia\s+sẻ\s+ý\s+kiến\s+của\s+bạn | thông\s+tin\s+(?:tòa|toà)\s+soạn | ý\s+kiến\s+(?:của\s+)?(?:bạn|độc\s+giả).{0,20}
    | (?:các\s+)?tin(?:\s+bài)?\s+(?:tiếp\s+theo|trước(?:\s+đó)?|cùng\s+loại|mới\s+đưa|đã\s+đưa|vừa\s+đăng|liên\s+quan\s+khác) | (?:có\s+thể\s+)?bạn\s+(?:nên|muốn)\s+(?:đọc|xem) | dành\s+cho\s+bạn | (?:đọc|xem)\s+nhiều\s+(?:trong|nhất|ở)\s.{1,30} | từ\s+kho[áa] | tags? | (?:cùng|theo)\s+chủ\s+đề | được\s+quan\s+tâm | tin\s+nóng | tin\s+nhanh | bài\s+mới\s+nhất
    | (?:những\s+)?(?:tin|bài)(?:\s+viết)?\s+(?:mới|cũ|khác|đọc\s+nhiều|xem\s+nhiều).{0,20} | gửi\s+(?:ý\s+kiến|phản\s+hồi).{0,30} | mời\s+bạn\s+gửi\s+bình\s+luận.{0,30} | vui\s+lòng\s+(?:đăng\s+nhập|nhập).{0,60} | xem\s+thêm\s+tin.{0,30} )[\W_\d]*$""",
    re.I | re.X,
)
_IMPRINT = re.compile(
    r"^.{0,60}[©®]|\bbảo\s+lưu\s+(?:mọi\s+)?(?:bản\s+)?quyền\b|^(?:cổng|trang)\s+thông\s+tin\s+điện\s+tử\b.{0,80}\bchịu\s+trách\s+nhiệm|^chịu\s+trách\s+nhiệm\b",
    re.I,
)
_SITE = re.compile(
    r"^(?:chi\s+tiết|xem|nội\s+dung)\s+(?:tin|bài|bản\s+tin)\b|^cổng\s+dịch\s+vụ\s+công\b[^,:]{0,40}$|^(?:báo|tạp\s+chí|cổng|trang|cơ\s+quan)\s+(?:.{0,40}\b)?(?:điện\s+tử|thông\s+tin|online|nhân\s+dân|ngôn\s+luận)\b",
    re.I,
)


def is_furniture(line: Line) -> bool:
    """A menu's item, button, counter, address or tag: a line that a page prints around its articles."""
    text = line.text
    return line.links or (len(text) <= 160 and bool(_FURNITURE.match(text) or phrases.WIDGETS.match(text)))


def ends_article(line: Line) -> bool:
    """A heading below which nothing is the article's."""
    return len(line.text) <= 200 and bool(phrases.END_HEADINGS.match(line.text) or _END.match(line.text))


def is_imprint(line: Line) -> bool:
    """Licence, editor, address, telephone, copyright."""
    return len(line.text) < 300 and bool(phrases.FOOTER.search(line.text) or _IMPRINT.search(line.text))


def trail(text: str) -> list[str]:
    """The sections of a breadcrumb ("Trang chủ > Tin tức > Kinh tế"), outermost first; empty when the line is none."""
    crumbs = [crumb.strip() for crumb in _TRAIL.split(text.strip(" >»›/|"))] if len(text) <= 160 else []
    short = all(0 < len(crumb) <= MAX_CRUMB and not phrases.SENTENCE_END.search(crumb) for crumb in crumbs)
    return crumbs if len(crumbs) > 1 and short and not any(map(str.isdigit, crumbs)) else []


def is_prose(line: Line) -> bool:
    """A paragraph: a sentence of some length."""
    text = line.text
    return (
        len(text) > MIN_PROSE
        and not line.links
        and (bool(phrases.SENTENCE_END.search(text)) or len(text) > MAX_TITLE)
        and not phrases.is_caption(text)
        and not is_imprint(line)
    )


def is_title(text: str) -> bool:
    """A headline's shape: three words or more, no sentence's end, no date line, caption or widget."""
    return (
        len(text) <= MAX_TITLE
        and len(text.split()) >= 3
        and not phrases.SENTENCE_END.search(text.rstrip("'\"”’?! "))
        and not text.endswith("|")
        and " | " not in text
        and not text.startswith(("-", "+", "("))
        and not phrases.is_caption(text)
        and not phrases.WIDGETS.match(text)
        and not _FURNITURE.match(text)
        and not _SITE.match(text)
        and not trail(text)
        and not read_byline(text)
        and read_date_line(text) is None
    )
