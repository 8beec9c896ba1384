"""The vocabulary of figures: what the words around a number say about it, as tables that can be read aloud."""

from __future__ import annotations

import re


def _words(listed: str) -> frozenset[str]:
    """A table of single words, written as one block."""
    return frozenset(listed.split())


CURRENCIES = ("VND", "USD", "EUR")
# Comparators, by what stands right before the number.
COMPARATORS = {
    "about": (
        "khoảng",
        "vào khoảng",
        "chừng",
        "khoảng chừng",
        "xấp xỉ",
        "ước",
        "ước tính",
        "ước đạt",
        "ước khoảng",
        "tầm",
        "ngót",
    ),
    "nearly": ("gần", "khoảng gần"),
    "more_than": ("hơn", "trên", "vượt", "vượt quá", "quá", "vượt mức", "vượt mốc", "nhiều hơn"),
    "at_least": ("ít nhất", "ít nhất là", "tối thiểu", "tối thiểu là", "không dưới", "không ít hơn", "không thấp hơn"),
    "less_than": (
        "dưới",
        "chưa đến",
        "chưa đạt",
        "chưa đạt được",
        "chưa bằng",
        "không đạt",
        "chưa đầy",
        "chưa tới",
        "chưa được",
        "không đến",
        "không tới",
        "không đầy",
        "ít hơn",
    ),
    "at_most": (
        "tối đa",
        "tối đa là",
        "không quá",
        "trong vòng",
        "không vượt quá",
        "nhiều nhất",
        "không hơn",
        "không cao hơn",
        "không nhiều hơn",
        "chậm nhất",
        "chậm nhất là",
    ),
}
# Changes: the number is a difference, not a level.
CHANGES = {
    "up": (
        "tăng", "tăng thêm", "thêm", "tăng trưởng", "bổ sung thêm", "tăng mạnh", "tăng nhanh", "gấp", "tăng gấp", "cao gấp",
        "nhiều gấp", "lớn gấp", "hơn gấp", "gấp hơn", "tăng cao", "tăng vọt", "tăng nhẹ",
    ),
    "down": (
        "giảm", "giảm bớt", "giảm được", "cắt giảm", "cắt giảm được", "rút ngắn", "rút ngắn được", "hạ", "tụt", "sụt", "sụt giảm",
        "giảm mạnh", "giảm nhẹ", "giảm thêm", "bớt",
    ),
}  # fmt: skip
# Superlatives tell how much the most and the least of many changed: "giảm nhiều nhất là 2,94%".
_MOST = [
    f"{much} nhất{tail}"
    for much in ("nhiều", "ít", "mạnh", "cao", "thấp", "nhanh", "chậm", "sâu")
    for tail in ("", " là", " với", " đạt")
]
CHANGES = {
    "up": CHANGES["up"] + tuple(f"tăng {most}" for most in _MOST),
    "down": CHANGES["down"] + tuple(f"giảm {most}" for most in _MOST),
}
# A level: the words between a change verb and the point that it reached, or a plain statement of size.
LEVELS = (
    "lên", "lên tới", "lên đến", "lên mức", "lên khoảng", "xuống", "xuống còn", "xuống mức", "còn", "chỉ còn", "đạt", "đạt mức",
    "đạt tỷ lệ", "đạt tỉ lệ", "ở mức", "mức", "chiếm", "là", "bằng", "tương đương", "từ", "có", "số tiền", "tỷ lệ", "tỉ lệ", "gồm", "với",
)  # fmt: skip
# Words that may stand between these cues and say nothing of their own.
FILLERS = ("tới", "đến", "được", "đã", "cả", "bình quân", "trung bình", "tổng cộng", "chỉ", "mỗi năm")

CUES: dict[str, tuple[str, str]] = {phrase: ("filler", "") for phrase in FILLERS}
CUES |= {phrase: ("level", "") for phrase in LEVELS}
CUES |= {phrase: ("change", way) for way, phrases in CHANGES.items() for phrase in phrases}
CUES |= {phrase: ("comparator", name) for name, phrases in COMPARATORS.items() for phrase in phrases}
LONGEST_CUE = max(len(phrase.split()) for phrase in CUES)

# Comparators that stand after the unit.
AFTER = {"trở lên": "at_least", "trở xuống": "at_most", "đổ lại": "at_most"}

# Names: a bare number after one of these words or pairs is a label, whatever follows ("Điều 5", "quận 1", "Đề án 06").
LABELS = _words(
    """điều khoản chương mục điểm quận phường đường ngõ hẻm ngách kiệt khóa khoá bảng biểu hình trang thứ tháng quý năm ngày mùng
    mồng hôm lô kênh lộ tel fax đt hotline câu vòng ga covid top windows iphone ios android cop apec bài phần tập phút giờ tuổi
    nhà hạng số"""
) | frozenset(
    ("nghị quyết", "nghị định", "thông tư", "chỉ thị", "đề án", "bộ luật", "phụ lục", "phiên bản", "công nghiệp", "thế hệ", "mức độ",
     "cấp độ", "quân khu", "sư đoàn", "trung đoàn", "kỳ họp", "khu phố", "tiểu khu", "quốc lộ", "tỉnh lộ", "chuyên đề", "bệnh viện",
     "giai đoạn", "cơ sở", "nhiệm kỳ")
)  # fmt: skip
# Unless the last two words are these: then the number counts.
COUNTING = frozenset(
    ("tổng số", "trong số", "với số", "mỗi năm", "một năm", "hàng năm", "hằng năm", "mỗi tháng", "một tháng", "hàng tháng", "hằng tháng",
     "mỗi ngày", "một ngày", "hàng ngày", "hằng ngày", "tài khoản", "văn phòng")
)  # fmt: skip
# A bare number after one of these is a label unless a noun to count follows ("cấp 4", but "cấp 20 giấy phép").
SOFT_LABELS = _words("cấp lớp lần đợt phiên ca tổ nhóm loại mức đội ngành phòng tầng trạm ban cầu cột bước")
# The words right before a label's number that make it a ranking: "xếp thứ 88", "vị trí thứ hai", "lớn thứ 4".
RANK_SIGNS = ("thứ", "hạng", "vị trí", "tốp", "top")  # one of them is in every cue of a rank
RANK = re.compile(
    r"(?:(?:đứng|xếp|xếp hạng|vị trí|thứ hạng|hạng|lớn|cao|thấp|nhanh|mạnh|nhiều|đông|tốt|lên|xuống|giữ|ở)(?: ở| vị trí| hạng)* thứ"
    r"|(?:vị trí|thứ hạng|xếp hạng|đứng hạng|xếp vị trí|hạng) (?:số )?(?:thứ )?"
    r"|(?<!\w)(?:trong|vào|thuộc|lọt|nằm trong|vào nhóm|trong nhóm) (?:tốp|top))\s*$",
    re.IGNORECASE,
)

# Bodies and plans that a number names: "Ban chỉ đạo 389", "Chương trình 135".
NAMED_BY_NUMBER = frozenset(
    ("chỉ đạo", "công tác", "chương trình", "kế hoạch", "kết luận", "quyết định", "thông báo", "công văn")
)
# Bodies, papers and services are worth a row in small numbers too, unlike contents, aims and the like.
CHARTED = frozenset(
    ("bộ", "tỉnh", "thành phố", "quận", "huyện", "phường", "xã", "thị xã", "thị trấn", "địa phương", "cơ quan", "đơn vị", "tổ chức", "sở",
     "doanh nghiệp", "trường", "bệnh viện", "quyết định", "nghị định", "nghị quyết", "thông tư", "luật", "văn bản", "hồ sơ", "thủ tục",
     "thủ tục hành chính", "tthc", "dịch vụ", "dịch vụ công", "hệ thống", "cơ sở dữ liệu", "nền tảng", "dự án")
)  # fmt: skip
# "Hai điểm Bình Thuận" are places.
PLACE_NAME = re.compile(r"\s{1,2}(?:cầu\s)?[A-ZĐÀ-Ỹ][a-zà-ỹđ]")
# What tells a goal rather than a fact, and what tells a fact after all (when it stands nearer).
TARGET = re.compile(
    r"(?<!\w)(?:mục tiêu(?! (?:bị|tấn công|quân sự|ném bom|giả|bay|di động|trên (?:biển|không|mặt))(?!\w))|(?<!hoàn thành )chỉ tiêu(?! (?:tốn|thụ|dùng|pha|xài)(?!\w))|phấn đấu|đề xuất(?! (?:này|đó)(?!\w))|dự kiến|(?<!thường )sẽ|(?<!trung tâm )dự báo(?! (?:khí tượng|thời tiết)(?!\w))|hướng tới|hướng đến|tiến tới|kỳ vọng|phải đạt|cần đạt|đặt ra|dự tính|xem xét khả năng|(?:chấp thuận|xem xét|xin) (?:chủ trương )?(?=(?:bổ sung|tăng|giảm|điều chỉnh|bố trí|đầu tư|vay)(?!\w))|tầm nhìn(?= đến)|(?<=“)nên(?= )|sẵn sàng(?= (?:trao đổi|đàm phán|giảm|tăng|đưa|nâng|hạ|chi|mua|đầu tư|cấp)(?!\w))|quyết tâm|cam kết"
    r"|yêu cầu(?= (?:đạt|phải|tỷ lệ|tỉ lệ|100%|ít nhất|tối thiểu))|(?:bảo đảm|đảm bảo)(?: mức)?(?: bố trí)?(?= (?:đạt|ít nhất|tối thiểu) ?\d| (?:đạt|ít nhất|tối thiểu) )|(?:cân đối,? )?bố trí(?= (?:đạt|ít nhất|tối thiểu))"
    r"|(?:đề nghị|kiến nghị)(?= (?:tăng|giảm|nâng|hạ|bổ sung|bố trí|mức|kéo dài|miễn)(?!\w))"
    r"|yêu cầu(?=[^.;\n]{0,120} trong (?:vòng )?$)|kế hoạch(?= (?:tăng|giảm|mở|xây|mua|nâng))|kịch bản"
    r"|(?<!không )cần(?: phải)?(?= (?:tăng|đạt|giảm|nâng|hoàn thành|kéo giảm)(?!\w)))(?!\w)",
    re.IGNORECASE,
)
FACT = re.compile(
    r"(?<!\w)(?:với (?:mức )?giá|đã|(?<!thực )(?<!phát )(?<!xuất )(?<!thể )(?<!biểu )hiện(?! (?:hữu|hành|đại|thực)(?!\w))|đang|mới chỉ|vừa qua|trong khi)(?!\w)",
    re.IGNORECASE,
)

# After a number these begin no counted noun.
FUNCTION_WORDS = _words(
    """và của là thì mà ở tại trong ngoài đến tới từ với cho để do bởi vì nên khi nếu đã đang sẽ được bị có không chưa
    cũng vẫn còn này đó kia nay trên dưới vào ra lên xuống theo như so hay hoặc nhưng tuy về nhằm sau trước gồm thuộc
    phải cần tăng giảm đạt chiếm trở nữa nhất qua giữa cùng ngày tháng năm quý giờ phút tuổi h rất hơn gần khoảng lần
    đầu cuối sáng chiều tối trưa quy ban hành thậm luôn công điều chương nói chia nhân cộng trừ thế đều mới đi thứ nêu
    trực chỉ tức bao vừa hiện kể tính bên"""
)
# Place nouns: "trên 11 phường" is where, not how many.
PLACES = re.compile(
    r"(?:tỉnh|thành phố|quận|huyện|thị xã|phường|xã|địa bàn|thôn|địa phương|nước|quốc gia)(?!\w)", re.IGNORECASE
)
# A duration in hours, as opposed to a time of day.
DURATION = _words("""trong mất hơn gần suốt dài vòng quá tục kiệm đa nhất khoảng giảm ngắn dưới trên mỗi từng""")
CLOCK = re.compile(r"\s{1,2}(?:sáng|chiều|tối|đêm|trưa|ngày|kém|hôm|rưỡi|\d|cùng)", re.IGNORECASE)
# Words that make the following period a basis of comparison instead of the figure's own time.
BASELINE = re.compile(
    r"(?<!\w)(?:so với|so|cùng kỳ|cùng thời điểm|hơn|bằng|như|kém|thay vì|thay cho|trong khi)\s+(?:với\s+)?(?:cùng kỳ\s+|hồi\s+|thời điểm\s+|cuối\s+|đầu\s+|(?:con số|mức|số|kết quả|tỷ lệ|tỉ lệ)\s+(?:[\d.,]+\s?%?\s+)?)?"
    r"(?:trong\s+|vào\s+)?(?:của\s+)?$",
    re.IGNORECASE,
)
# Words that make a period an adverbial of the whole sentence: "trong năm 2018, …", but "kim ngạch năm 2016 đạt …".
ADVERBIAL = re.compile(
    r"(?:^|[.,;:(\-–]|(?<!\w)(?:trong|vào|từ|đến|hết|tính đến|tính tới|tới|thời điểm|cuối|đầu|giữa|sau|trước|qua|ngay|riêng|và|suốt|chỉ|tính chung|tính riêng|cả|bước sang"
    r"|nhưng|song|còn|trong khi|thì|nếu)"
    r"(?: thời điểm)?(?: cả)?)\s*$",
    re.IGNORECASE,
)
# The words of a subject before its period: no verb stands in them ("Doanh thu thương mại điện tử năm 2021 …").
NO_SUBJECT = re.compile(
    r"(?<!\w)(?:là|với|có|đã|được|đạt|sẽ|cho|rằng|nên|phải|bị|tăng|giảm|của dự án|trong đó|do|nhằm|để|ban hành|tổ chức|triển khai|thực hiện|xây dựng|theo|cùng|khi)(?!\w)",
    re.IGNORECASE,
)
# A period in the name of a plan, or of what a share is of, dates nothing behind the next comma.
OF_NAME = re.compile(
    r"(?:\d\s?%[^,;:()]{0,60}|(?<!\w)(?:Chương trình|Kế hoạch|Đề án|Chiến lược|Nghị quyết|Nghị định|Quyết định|Chỉ thị|Dự án|Quy hoạch)[^.;:()]{0,160})$"
)
# What goes on to tell of the same time behind a comma: a verb without a new subject, or the next of a list of names.
CONTINUES = re.compile(
    r"\s*trong đó(?!\w)|\s*(?:với )?tổng (?:mức|vốn|số vốn|kinh phí|giá trị|chi phí)(?!\w)|\s*(?:và |đồng thời |đã |cũng |chỉ |mới |trong đó |ước )?(?:(?:tăng|giảm|cao hơn|thấp hơn|cao gấp|bằng|chiếm|vượt|gấp|tương đương|tương ứng|hơn|đạt|xếp|đứng|đóng góp|lên|xuống|còn|ước|bình quân|trung bình|thứ|gồm)(?!\w)"
    r"|[A-ZĐÁÂĂẢ][^\W\d_]+(?: [A-ZĐÁÂĂẢ][^\W\d_]+){0,4}(?: (?:đạt|là|với|xếp|đứng|tăng|giảm|ở|có|còn)(?!\w)| ?[(:]| \d)|\d|$)"
)
# After these the sentence tells of another time, or what somebody says of whatever time.
MOVED = re.compile(
    r"(?<!\w)(?:sau đó|trước đó|sau này|về sau|tiếp đó|nay(?= (?:đã|còn|có|là|lên|giảm|tăng)(?!\w)))(?!\w)",
    re.IGNORECASE,
)
SAID = re.compile(
    r"(?<!\w)(?:cho biết|cho hay|thông tin|khẳng định|nhấn mạnh|phát biểu|tiết lộ|chia sẻ|nhận định)(?!\w)",
    re.IGNORECASE,
)
# What lasts has no time: a place's distance, a building's height.
LASTING = re.compile(r"(?<!\w)(?:cách|dài|rộng|cao|sâu|nặng)(?!\w)(?! (?:hơn|nhất))[^,;.]{0,24}$", re.IGNORECASE)
# After these the sentence turns to something else than its attributes told.
TURN = re.compile(
    r"(?<!\w)(?:nhưng|mà|song|để|khi|nếu|vì|do|tuy|còn lại|trong khi|được hưởng|được hỗ trợ|hưởng|thì|phải)(?!\w)",
    re.IGNORECASE,
)
# What may stand between a figure and the period behind it: "75% vào năm 2025", "90.000 hồ sơ trực tuyến năm 2024".
ATTACHED = re.compile(
    r"(?: (?!(?:đến|tới|lên|xuống|so|với|và|hoặc|từ|trước|sau|còn|tăng|giảm|đạt|chiếm|là|hơn|bằng|cho|được|đã|sẽ|để|theo|kế|dự|chỉ|mục|tại|ở|nhưng|gồm|tổng|của)(?!\w))\d?[^\W\d_]+){0,3}?(?: của)?(?: (?:vào|trong|ở|hồi|cuối|đầu|giữa|hết))?(?: cuối| đầu| cả)?(?: | \()",
    re.IGNORECASE,
)
# Behind a figure these begin another clause, whose time is not the figure's.
ANOTHER_CLAUSE = re.compile(
    r"(?<!\w)(?:và|nhưng|còn|trong khi|so với|cao hơn|thấp hơn|rồi|thì|với|mà|có|cho đến|cho tới)(?!\w)", re.IGNORECASE
)
# The time of an event, or of a birth: not when something was counted.
EVENT = re.compile(
    r"(?<!\w)(?:sinh|công bố|khởi công|khánh thành|ra đời|có hiệu lực|hiệu lực|động thổ|ra mắt|thông qua|khởi công|đưa vào (?:sử dụng|vận hành|khai thác|hoạt động))(?: số liệu)?"
    r"(?: (?:từ|vào|trong|hồi|trước|sau|kể từ))?(?: (?:cuối|đầu|giữa))?\s+$",
    re.IGNORECASE,
)
# "định hướng đến năm 2030" belongs to the name of a plan.
OUTLOOK = re.compile(r"(?<!\w)(?:định hướng|tầm nhìn|hướng)(?: (?:đến|tới))?\s+$", re.IGNORECASE)
BOUND = re.compile(r"(?<!\w)(?:trước|sau|từ|kể từ)(?: (?:cuối|đầu|giữa|ngày|tháng))?\s+$", re.IGNORECASE)
# A day on which something is counted, while most days are those of events.
WITHIN_DAY = re.compile(r"(?<!\w)(?:trong|riêng|suốt|tại)(?: thời điểm)?\s+$", re.IGNORECASE)
# A day from which on something holds opens its clause: "sau ba năm, từ 1/7/2024, lương cơ sở …".
OPENS_CLAUSE = re.compile(r"(?:^|[.,;:\n“\"] ?)(?:kể )?từ (?:\d{1,2}h )?(?:ngày )?$", re.IGNORECASE)
BEGUN = re.compile(r"(?<!\w)(?:đã|bắt đầu)(?!\w)", re.IGNORECASE)
# What may stand before the day on which something happened, and what tells that people met or spoke instead.
OPENS_EVENT = re.compile(
    r"[“\"]?(?:trước đó|sau đó|tiếp đó|mới đây|cụ thể|vào|hôm|khoảng|lúc|từ|[\dhg:,]|rạng sáng|sáng|trưa|chiều|tối|đêm|sớm|muộn|ngày|mùng|cũng|trong|giờ|phút|\s)*",
    re.IGNORECASE,
)
HAPPENS = re.compile(
    r"(?<!\w)(?:xảy ra|cháy|nổ|tai nạn|sập|lũ|bão|mưa|động đất|sạt lở|thiệt mạng|tử vong|bị thương|thiệt hại|ghi nhận|phát hiện|ca (?:nhiễm|mắc)|đón|phục vụ|vận chuyển|thu giữ|bắt giữ)(?!\w)",
    re.IGNORECASE,
)
NO_EVENT = re.compile(
    r"(?<!\w)(?:cho biết|cho hay|nói|phát biểu|họp|phiên|hội nghị|hội thảo|lễ|tọa đàm|diễn đàn|chủ trì|tiếp|thăm|làm việc|ký|ban hành|công bố|báo cáo|thông báo|trao đổi|trả lời|ra mắt|thông tin|văn bản|công văn|khẳng định|yêu cầu|chỉ đạo|kiểm tra|biểu quyết|thông qua|trình)(?!\w)",
    re.IGNORECASE,
)
# What beats a period that stands before it, and what only keeps the sentence from one that is carried.
NOW = re.compile(
    r"(?<!trước )(?<!đó )(?<!lâu )(?<!\d )(?<!năm )(?<!\w)(?:(?:cho |tính )?(?:đến|tới) (?:nay|thời điểm (?:này|hiện tại|hiện nay))|hiện nay|hiện tại)(?!\w)",
    re.IGNORECASE,
)
NOW_WEAK = re.compile(
    r"(?<!thực )(?<!xuất )(?<!phát )(?<!thể )(?<!biểu )(?<!tái )(?<!\w)hiện(?= (?:có|còn|đã|đang|là|chỉ|toàn|cả|tỉnh|thành|tỷ|mới|được|chiếm|đạt|số)(?!\w))|(?<!\w)(?:năm nay|hôm nay)(?!\w)",
    re.IGNORECASE,
)
# A line that heads what stands below: no full stop ends it. And one that tells a time, which "#" stands for.
HEADING = re.compile(r"(?:[#*]{1,4} ?)?[^\n]{2,116}[^\s.!?;,…\"”]\s*$")
DATED_HEADING = re.compile(
    r"[#*\s]*(?:[IVX\d]{1,4}[.)]\s*)?(?:[-+•]\s*)?(?:(?:trong|về|số liệu|tình hình(?: thực hiện)?|kết quả(?: thực hiện| đạt được| hoạt động)?|tính đến(?: hết)?|hết)\s+)?(?:trong\s+|của\s+)?#\s*[:*]{0,3}\s*",
    re.IGNORECASE,
)
# A source dates all that the sentence tells of it: "Theo thống kê năm 2019, …", "qua báo cáo … năm 2018, …".
SOURCE = re.compile(
    r"(?<!\w)(?:theo|qua|căn cứ|từ)(?: \w+){0,3} (?:báo cáo|thống kê|số liệu|dữ liệu|điều tra|khảo sát|xếp hạng|đánh giá)(?!\w)",
    re.IGNORECASE,
)
# "từ ngày … đến hết ngày …" is a span of days, no point that a figure was taken at.
SINCE = re.compile(r"(?<!\w)từ(?: ngày)? *\d", re.IGNORECASE)
# Acronyms before a number that make it a name: ISO 9001, TCVN 6909.
STANDARDS = frozenset(("iso", "tcvn", "qcvn", "ron", "rfc", "ieee", "iec", "bs", "tàu", "xe", "nd"))
