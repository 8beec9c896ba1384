"""Tables of what Vietnamese news pages print around an article: headings of teaser lists, widgets, footers, captions, by-lines."""

from __future__ import annotations

import re

# A line that is this alone: everything below belongs to other articles or to readers.
END_HEADINGS = re.compile(
    r"""^[\W_\d]*(?:
    tin\s+mới(?:\s+(?:cập\s+nhật|nhất|hơn|đăng|nhận))? | (?:các\s+)?tin(?:\s+bài)?\s+(?:khác|cũ\s+hơn|đã\s+(?:đăng|đưa)|đọc\s+nhiều|nổi\s+bật|cùng\s+(?:chuyên\s+)?mục)
    | (?:các\s+)?bài\s+(?:viết\s+)?(?:khác|mới|cùng\s+(?:chuyên\s+)?mục) | đừng\s+bỏ\s+lỡ | có\s+thể\s+bạn\s+quan\s+tâm | bạn\s+có\s+thể\s+quan\s+tâm
    | cùng\s+(?:chuyên\s+)?mục | (?:đọc|xem)\s+nhiều(?:\s+(?:nhất|trong\s+ngày))? | tiêu\s+điểm | nổi\s+bật | mới\s+nhất | đáng\s+chú\s+ý
    | (?:\(?\d+\)?\s*)?(?:ý\s+kiến\s+)?(?:bình\s+luận|bạn\s+đọc)(?:\s+của\s+bạn)?(?:\s*\(\d+\))? | ý\s+kiến\s+bạn\s+đọc(?:\s*\(\d+\))? | (?:gửi|viết)\s+bình\s+luận.{0,20}
    | video\s+(?:gây\s+sốt|nổi\s+bật|mới\s+nhất) | danh\s+mục | liên\s+kết\s+website | chủ\s+đề\s*: .{0,80} | từ\s+khó?a\s*: .{0,120} | tags?\s*: .{0,160}
    )[\W_]*$""",
    re.I | re.X,
)
# A line that is this alone stands over a few links, after which the article may go on.
RELATED_HEADINGS = re.compile(
    r"""^[\W_]*(?:(?:các\s+)?(?:tin|bài)(?:\s+(?:bài|viết))?\s+(?:có\s+)?liên\s+quan | tin\s+bài\s+liên\s+quan | xem\s+thêm | đọc\s+thêm | tham\s+khảo\s+thêm
    | mời\s+(?:bạn\s+)?(?:đọc|xem)\s+thêm | mời\s+quý\s+độc\s+giả.{0,60} | >>.{0,3})[\W_]*$""",
    re.I | re.X,
)
# A line that starts like this is a link to another article.
RELATED_LINE = re.compile(
    r"^\s*(?:>{1,3}|»|☛|➤|►|▶)\s*\S|^[\W_]*(?:xem\s+thêm|đọc\s+thêm|xem\s+tiếp|mời\s+(?:đọc|xem)(?:\s+thêm)?|tin\s+liên\s+quan)\s*:",
    re.I,
)
# Whole lines that buttons, players and counters leave behind.
WIDGETS = re.compile(
    r"""^[\W_]*(?:
    video\s+đang\s+hot | đang\s+phát | download\s+on\s+the | get\s+it\s+on | app\s+store | google\s+play | theo\s+dõi\s+(?:chúng\s+tôi|.{0,30}\s+trên.{0,30})
    | chia\s+sẻ(?:\s+bài\s+viết)? | sao\s+chép\s+liên\s+kết | copy\s+link.{0,20} | in\s+(?:bài|trang)(?:\s+(?:viết|này))? | bản\s+in | gửi\s+(?:bài\s+viết|email) | về\s+đầu\s+trang
    | lưu\s+bài(?:\s+viết)? | thích | facebook | zalo | twitter | nghe\s+(?:đọc\s+)?bài(?:\s+viết)? | đọc\s+bài\s+viết | (?:trở\s+(?:lại|về)|quay\s+(?:lại|về))(?:\s+.{1,30})? | (?:lên\s+)?đầu\s+trang | lượt\s+(?:xem|truy\s+cập)\s*:?[\s\d.]*
    | mời\s+(?:quý\s+)?(?:bạn\s+đọc|độc\s+giả|khán\s+giả|thính\s+giả|quý\s+vị|các\s+bạn)\s.{0,180}
    | bình\s+luận\s+đang\s+(?:được\s+)?tải | đang\s+tải(?:\s+.{1,30})? | cỡ\s+chữ.{0,40} | xem\s+các\s+bài\s+viết\s+của\s+tác\s+giả | quảng\s+cáo | advertisement | powered\s+by\s.{0,80} | english(?:\s*\|.*)? | a[-+]\s*a[-+]?
    )[\W_]*$""",
    re.I | re.X,
)
# Lines of imprint: licence, chief editor, address, telephone, copyright.
FOOTER = re.compile(
    r"""^[\W_]*(?:
    (?:số\s+)?giấy\s+phép | bản\s+quyền | ghi\s+rõ\s+nguồn | (?:phó\s+)?tổng\s+biên\s+tập\b | (?:đ[tc]|điện\s+thoại|tel|fax|e-?mail|hotline|đường\s+dây\s+nóng|tòa\s+soạn|toà\s+soạn|địa\s+chỉ|trụ\s+sở)\s*: | cấm\s+sao\s+chép
    | không\s+sao\s+chép | chỉ\s+được\s+phát\s+hành\s+lại | cơ\s+quan\s+chủ\s+quản | chịu\s+trách\s+nhiệm\s+(?:nội\s+dung|chính) | liên\s+hệ\s+(?:quảng\s+cáo|toà\s+soạn|tòa\s+soạn)
    | powered\s+by | copyright | all\s+rights\s+reserved | danh\s+mục$ | english\s*\| )
    | ^\s*[©®] | \bGP-(?:BTTTT|BVHTTDL|TTĐT|STTTT|BC)\b""",
    re.I | re.X,
)
EDITORS_NOTE = re.compile(r"^[\W_]*(?:tít|tựa|tiêu đề|đầu đề)\b.{0,60}\bđặt[\W_]*$", re.I)

SENTENCE_END = re.compile(r"[.!?…:;,]['\"”»)\]]*$")

# Captions: a line with its photographer, or one that describes a picture without tense.
_KIND = r"(?:ảnh|đồ\s+h[oọ][aạ]|clip|infographic)(?:\s+(?:minh\s+h[oọ][aạ]|tư\s+liệu|chụp\s+màn\s+hình|cắt\s+từ\s+clip|internet))?"
PHOTO_CREDIT = re.compile(
    # A credit opens with a capital or follows a mark; "đưa ra tấm ảnh: …" is a sentence.
    rf"""(?:^|[(\-–.|!?…”"]\s*|\s(?=(?-i:Ảnh|Đồ|Clip|Info))){_KIND}\s*:\s*[^:;?!]{{1,50}}$|\(\s*ảnh\s*:?[^()]{{1,60}}\)\s*[.|]*$"""
    r"|(?:\(\s*ảnh|(?-i:Ảnh)|^ảnh)\s+minh\s+h[oọ][aạ]\s*\)?[.|]*$",
    re.I,
)
PHOTO_CREDIT_ALONE = re.compile(r"^\(?\s*(?:nguồn\s+)?ảnh(?:\s+minh\s+h[oọ][aạ])?\s*(?::[^:]{1,60})?\)?\s*[.|]*$", re.I)
# What stands under a film or a player.
FILM = re.compile(r"^\W*(?:video(?:\s*clip)?|clip|audio|podcast|infographic|đồ\s+h[oọ][aạ])\s*:\s*\S.{0,180}$", re.I)
MAX_CAPTION = 420
_DEPICTED = re.compile(
    r"^(?:quang\s+cảnh|toàn\s+cảnh|giao\s+diện|hình\s+ảnh|(?:các\s+)?(?:đại\s+biểu|đồng\s+chí|lãnh\s+đạo|cán\s+bộ|học\s+sinh|chuyên\s+gia)|người\s+dân|ông|bà|anh|chị|tổ\s+công\s+\w+|đoàn"
    r"|(?:phó\s+)?(?:thủ\s+tướng|chủ\s+tịch|bộ\s+trưởng|thứ\s+trưởng|bí\s+thư|giám\s+đốc|viện\s+trưởng|cục\s+trưởng|vụ\s+trưởng|tổng\s+\w+))\b",
    re.I,
)
_TENSE = re.compile(
    r"[\"“”:;?!…]|\b(?:đã|sẽ|đang|vừa|phải|cần|nên|chưa|không|có\s+thể|cho\s+(?:biết|rằng|hay)|nhấn\s+mạnh|yêu\s+cầu|đề\s+nghị|khẳng\s+định|được|bị|là|gồm|còn|cũng|theo\s+đó|nhưng)\b|\d%",
    re.I,
)
_WRITER_TOO = re.compile(
    r"^(?:bài|tin)\s*(?:,|và|&|-)?\s*(?:bài\s*(?:,|và|&|-)?\s*)?ảnh\s*:", re.I
)  # "Bài và ảnh: …" is a by-line
_SCENE = re.compile(
    r"^(?:quang\s+cảnh|toàn\s+cảnh|(?:các\s+)?đại\s+biểu)\b.*\b(?:dự|tại|tham\s+dự|tham\s+quan|chụp|biểu\s+quyết|trao\s+đổi|buổi|phiên|hội\s+nghị|lễ)\b",
    re.I,
)


# What a text tells and no caption does: figures of a result, whom it quotes, where it was written.
_FIGURE = re.compile(r"(?<![\w/.,:-])\d[\d.,]*(?![\w/:-])")
_YEAR = re.compile(r"(?:19|20)\d\d[.,]?")
_RESULT = re.compile(
    r"%|\b(?:đạt|tăng|giảm|chiếm|vượt|tương\s+đương|tiếp\s+nhận|giải\s+quyết|hoàn\s+thành|xử\s+lý|cấp|phát\s+sinh|thu|chi|đứng\s+thứ|xếp)\b",
    re.I,
)
_SAID = re.compile(
    r"\b(?:cho\s+(?:biết|rằng|hay)|khẳng\s+định|nhấn\s+mạnh|nhận\s+định|theo\s+(?:báo\s+cáo|thống\s+kê|đó|ông|bà|kế\s+hoạch)|yêu\s+cầu|đề\s+nghị|dự\s+kiến)\b",
    re.I,
)
_FINITE = re.compile(r"\b(?:đã|sẽ|đang|vừa|phải|cần|chưa|không|còn|cũng|nhưng|bị|theo\s+đó)\b", re.I)
_MARK = re.compile(r"\([^()]{2,40}\)\s*[-–—]\s|[A-ZĐ]{2,6}\s*[-–—]\s")
_NEXT_SENTENCE = re.compile(r"[.!?]['\"”»)]*\s+(?=[^\W\d_a-zàáâãèéêìíòóôõùúýăđĩũơư])")
MIN_TOLD = 120  # letters of a paragraph that tells something without figures


def tells_results(line: str) -> bool:
    """Whether a paragraph opens with the paper's mark, or tells two figures and what they are: a lead, whatever stands below it."""
    if _MARK.match(line):
        return True
    figures = [found[0] for found in _FIGURE.finditer(line) if not _YEAR.fullmatch(found[0])]
    return len(figures) >= 2 and _RESULT.search(line) is not None


def reads_as_text(line: str) -> bool:
    """Whether a paragraph tells something, so that a photographer's name below it does not make it a caption."""
    if tells_results(line):
        return True
    if len(line) < MIN_TOLD:
        return False
    sentences = 1 + len(_NEXT_SENTENCE.findall(line))
    return (
        sentences > 1
        or _SAID.search(line) is not None
        or (line.endswith(".") and not _DEPICTED.match(line) and _FINITE.search(line) is not None)
    )


def is_caption(line: str) -> bool:
    """A picture's caption by its own words: it names the photographer, or is a scene without tense."""
    if len(line) > MAX_CAPTION or _WRITER_TOO.match(line):
        return False
    if credit := PHOTO_CREDIT.search(line):
        return not tells_results(line[: credit.start()])
    return bool(FILM.match(line)) or (
        len(line) < 200 and line[-1:] not in ".:;" and bool(_SCENE.match(line)) and not _TENSE.search(line)
    )


def is_tenseless(line: str) -> bool:
    """One sentence that shows somebody or something, without tense, negation or reported speech: a caption's grammar."""
    return (
        len(line) < 260
        and bool(_DEPICTED.match(line))
        and not _TENSE.search(line)
        and ". " not in line[:-1].replace("TP. ", "")
    )


# Outcomes.
_PAGE = r"(?:trang|bài(?:\s+(?:viết|báo))?|bản\s+tin|tin(?:\s+bài)?|nội\s+dung|đường\s+dẫn|liên\s+kết|địa\s+chỉ|chuyên\s+mục|văn\s+bản|url)"
NOT_FOUND = re.compile(
    rf"""không\s+tìm\s+thấy\s+(?:{_PAGE}|kết\s+quả) | \b{_PAGE}\b.{{0,40}}\b(?:không\s+(?:còn\s+)?(?:tồn\s+tại|khả\s+dụng|có\s+sẵn)|(?:đã\s+)?bị\s+(?:xóa|xoá|gỡ)|không\s+(?:được\s+)?tìm\s+thấy|đã\s+(?:được\s+)?(?:gỡ|xóa|xoá)\b)
    | \b(?:lỗi|error)\s*404\b | \b404\b.{{0,20}}(?:not\s+found|error) | (?:page|article|content)\s+(?:was\s+)?not\s+found | ^404$""",
    re.I | re.X,
)
# The link below the beginning of a text that stands elsewhere.
MORE = re.compile(
    r"^[\W_]*(?:(?:xem|đọc)\s+(?:tiếp|chi\s+tiết|toàn\s+(?:bộ|văn)|đầy\s+đủ)(?:\s+(?:bài(?:\s+viết)?|tin|nội\s+dung))?|chi\s+tiết|tiếp\s+theo|read\s+more)[\W_]*$",
    re.I,
)
# What a page of search results says of itself, in its title or in a line.
FOUND = re.compile(
    r"""^[\W_]*(?:kết\s+quả\s+(?:tìm\s+kiếm|tra\s+cứu)\b | (?:đã\s+)?(?:tìm\s+(?:thấy|được)|có)\s+(?:tổng\s+(?:số|cộng)\s+|khoảng\s+)?\(?\d[\d.,]*\)?\s+(?:kết\s+quả|văn\s+bản|tài\s+liệu|bài\s+viết|bản\s+ghi)\b
    | (?:văn\s+bản|kết\s+quả|tài\s+liệu)\s+(?:tìm\s+(?:thấy|được)|phù\s+hợp)\b | (?:hiển\s+thị|kết\s+quả)\s+(?:từ\s+)?\d+\s*[-–đến]+\s*\d+\s*(?:/|trong|trên|của))""",
    re.I | re.X | re.M,
)
# A field of a document's entry in a register.
ENTRY = re.compile(
    r"(?:^|[|;•.]\s*)(số\s+(?:ký\s+)?hiệu|(?:ngày\s+)?ban\s+hành|tình\s+trạng(?:\s+hiệu\s+lực)?|loại\s+văn\s+bản|cơ\s+quan\s+ban\s+hành|(?:ngày\s+)?(?:có\s+)?hiệu\s+lực)\s*:",
    re.I | re.M,
)
PAYWALL = re.compile(
    r"""dành\s+(?:riêng\s+)?cho\s+(?:thuê\s+bao|hội\s+viên|độc\s+giả\s+(?:trả\s+phí|đã\s+đăng\s+ký)|bạn\s+đọc\s+vip|(?:tài\s+khoản|thành\s+viên)\s+(?:vip|premium|trả\s+phí))
    | (?:đăng\s+(?:nhập|ký)|mua\s+gói|nạp\s+.{1,20}|trả\s+phí|nâng\s+cấp.{0,30})\s+(?:để|và)\s+(?:đọc|xem)\s+(?:tiếp|toàn\s+bộ|đầy\s+đủ|trọn|hết|bài)
    | (?:hết|vượt)\s+(?:số\s+)?(?:lượt|bài)(?:\s+(?:đọc|viết))?\s+miễn\s+phí | mở\s+khóa\s+(?:bài|nội\s+dung)""",
    re.I | re.X,
)
CHALLENGE = re.compile(
    r"document\.cookie\s*=|cf[-_]chl|checking\s+your\s+browser|enable\s+javascript\s+and\s+cookies|/_Incapsula_|just\s+a\s+moment|đang\s+kiểm\s+tra\s+trình\s+duyệt",
    re.I,
)
