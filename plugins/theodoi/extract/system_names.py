"""Names of systems that no registry holds: a head, what the system is for or is called, and where the name ends."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from theodoi.extract.document import Document
from theodoi.extract.explain import Reason
from theodoi.extract.organisations.grammar import KEEP_PAIRS, STOP_PAIRS, STOP_WORDS, begins_person, word_at
from theodoi.extract.organisations.tables import tables
from theodoi.extract.spans import OrganisationMention
from theodoi.extract.text import UPPER, Mark, back_to
from theodoi.registry.names import fold, slug


class NoName(Reason):
    """Why the head of a system's name begins none."""

    IN_A_NAME = "a body's name, a subject of study or a compound holds these words"
    SEVERAL = "a word before it tells that several are meant"
    PRIVATE = "it is a product of a firm, not a system of the state"
    NOT_PUBLIC = "a product is named, and nothing tells that it serves the state"
    KIND_OF_SYSTEM = "it tells a kind of system, not one"
    NOT_DIGITAL = "what follows is not what information systems are for"
    RUNS_ON = "no end of a name is seen in the next words"


@dataclass(frozen=True, slots=True)
class Head:
    """What a name begins with. `least`: syllables of a description; `opens`: how a description of such a system begins.

    `product`: what is called so is told by its proper name ("phần mềm iHồSơ"), seldom by what it is for.
    """

    name: str
    least: int = 3
    opens: re.Pattern[str] | None = None
    product: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A name by offsets of the view; `title` as it stands in tables."""

    start: int
    end: int
    title: str


def _folded(words: Iterable[str]) -> frozenset[str]:
    """Words as a folded text has them: "an toàn" with its tone on the first vowel."""
    return frozenset(map(fold, words))


def _pattern(pattern: str) -> re.Pattern[str]:
    """A pattern over folded text; none of its escapes is in capitals."""
    return re.compile(fold(pattern))


# What an information system does or holds, as its description begins; armies, schools and power grids have systems too.
_DIGITAL = _pattern(
    r"(?:thông tin|cơ sở dữ liệu|csdl|dữ liệu|kho dữ liệu|phần mềm|số hóa|điện tử|trực tuyến|dịch vụ công|một cửa|hóa đơn|hồ sơ|văn bản"
    r"|chứng thực|chữ ký|định danh|xác thực|tra cứu|tiếp nhận|phản ánh|đăng ký|đấu thầu|đấu giá|báo cáo|thống kê|tổng hợp|theo dõi"
    r"|quản lý|quản trị|giám sát|đánh giá|hỗ trợ|điều hành|chỉ đạo|giải quyết|khai báo|khai thuế|nộp thuế|kê khai|thuế điện tử|thanh toán|liên thông"
    r"|kết nối|tích hợp|chia sẻ|lưu trữ|trợ lý|tham vấn|họp|hội nghị truyền hình|phân tích|phòng họp|thư điện tử|học tập|thi hành án|cấp phép|truy xuất)(?!\w)"
)
_PORTAL = _pattern(
    r"(?:thông tin|ttđt|dịch vụ công|dvc|dữ liệu|thanh toán|giao tiếp|tra cứu|tương tác|tham vấn|pháp luật|đăng ký|kết nối|tiếp nhận|học tập|đào tạo|du lịch"
    r"|góp ý|công khai|quản lý|hỗ trợ|giám sát|điều hành|một cửa|truy xuất|việc làm|khoa học|sáng kiến)(?!\w)"
)
_AXIS = _pattern(r"(?:liên thông|tích hợp|kết nối|chia sẻ|dữ liệu|truyền)(?!\w)")
_BOOK = _pattern(r"(?:tay|sức khỏe|theo dõi|quản lý|liên lạc|hộ tịch|khám|tiêm)(?!\w)")

HEADS = {
    head.name: head
    for head in (
        Head("cơ sở dữ liệu", least=2),
        Head("csdl", least=2),
        Head("kho dữ liệu", least=2),
        Head("hệ thống", opens=_DIGITAL),
        Head("cổng", opens=_PORTAL),
        Head("trục", opens=_AXIS),
        Head("sổ", opens=_BOOK),
        Head("nền tảng", product=True),
        Head("phần mềm", product=True),
        Head("ứng dụng", product=True),
        Head("app", product=True),
        Head("trợ lý ảo", product=True),
    )
}

_SEVERAL = _pattern(r"(?<!\w)(?:các|những|một số|nhiều|mỗi|từng|loại|một|hai|ba|\d+|kiểu|mọi) $")
_COMPOUND = _pattern(
    r"(?<!\w)(?:trung tâm|công ty|tập đoàn|viện|khoa|bộ môn|môn|ngành|chuyên ngành|điều độ|khoa học|kinh tế|phòng|cục|ban|vụ|thế giới) $"
)
# What a system is for, of which names join two or more by comma or "và": "tiếp nhận, trả lời phản ánh, kiến nghị".
_ACTIONS = _folded({
    "tích hợp", "chia sẻ", "điều phối", "tiếp nhận", "trả lời", "xử lý", "phản ánh", "kiến nghị", "quản lý", "giám sát", "theo dõi",
    "đánh giá", "thống kê", "tổng hợp", "báo cáo", "kết nối", "liên thông", "khai thác", "đăng ký", "định danh", "xác thực", "phân tích",
    "dự báo", "cảnh báo", "lưu trữ", "tra cứu", "tham vấn", "phổ biến", "giáo dục", "trật tự", "an toàn", "hỗ trợ", "tư vấn", "điều hành",
    "chỉ đạo", "cung cấp", "cập nhật", "đo lường", "hướng dẫn", "giải đáp", "góp ý", "kiểm tra", "thanh tra", "chứng thực", "thu thập", "giải quyết", "sử dụng",
    "soạn thảo", "hoạt động", "bảo vệ", "vận hành",
})  # fmt: skip
# … of which these act on other things as well: behind "và" they begin what the system is used for.
_LOOSE = _folded(
    {"kết nối", "tích hợp", "chia sẻ", "khai thác", "cập nhật", "sử dụng", "cung cấp", "hướng dẫn", "kiểm tra"}
)
# … and these make or change it.
_MAKES = _folded(
    {
        "phát triển",
        "nâng cấp",
        "hoàn thiện",
        "mở rộng",
        "đầu tư",
        "bảo trì",
        "xây dựng",
        "triển khai",
        "đề án",
        "hệ sinh",
        "nền tảng",
    }
)
# Things that stand in pairs.
_PAIRED = _ACTIONS | _folded({
    "cán bộ", "công chức", "viên chức", "khiếu nại", "tố cáo", "văn hóa", "thể thao", "phòng cháy", "tổ chức", "điện tử", "trật tự", "lao động", "phản ánh",
    "đất đai", "môi trường", "nhà ở", "xây dựng", "đấu giá", "đấu thầu", "người dân", "doanh nghiệp", "phòng chống", "kế toán", "tài chính", "ngân sách",
})  # fmt: skip
# Verbs of which a system is the subject: they end its name, whatever bodies' names hold.
_SYSTEM_DOES = _folded({
    "ghi nhận", "cho phép", "hoạt động", "vận hành", "ra đời", "chính thức", "bao gồm", "đáp ứng", "hoàn thành", "phát huy", "gặp sự", "bị lỗi",
    "ổn định", "bảo đảm", "đảm bảo", "trở thành", "mang lại", "đóng vai", "xuất hiện", "bắt đầu", "phát sinh", "ngừng hoạt", "tạm dừng", "tự động",
    "góp phần", "liên quan", "phù hợp", "theo quy", "nâng cao", "tạo điều", "tạo ra", "thay thế", "thay vì", "đi vào", "đưa vào", "có thể", "hiện có",
    "hiện nay", "hiện hành", "hiện tại", "thay cho", "tương tự", "gắn với", "phục hồi", "hướng tới", "hướng đến", "bước đầu", "thống nhất", "tốt hơn", "toàn bộ", "tốt nhất", "lớn nhất", "nhanh chóng", "hiệu quả",
})  # fmt: skip
_OUTSIDE_PAIRS = (STOP_PAIRS | (_SYSTEM_DOES - _folded({"hoạt động"}))) - _PAIRED | _folded({"hoạt động"})
_HAVE = frozenset({"giao", "nhận", "hàng", "người", "dự", "mở", "thông", "xuất", "có"})
_INSIDE = _folded({
    "giao thông", "giao dịch", "hàng hóa", "hàng không", "hàng hải", "người dân", "người dùng", "người có", "người lao", "người nộp", "dự án", "dự báo", "dự toán",
    "nhận dạng", "nhận diện", "nhận phản", "mở rộng", "xuất nhập", "xuất xứ", "xuất khẩu", "có công", "ngân hàng", "công trình", "chương trình", "quy trình",
    "từ xa", "việc làm", "việc thi", "việc giải", "đăng ký", "chữ ký", "trong nước", "sau giá", "ký số", "tại chỗ", "trình báo", "năm học", "truy xuất", "xuất hóa", "trong sạch", "nhà ở",  "họp không", "trợ giúp", "giúp đỡ", "xuất bản", "giao nhiệm", "theo dõi", "dự thảo", "tiếp nhận", "giao việc", "có liên", "tờ khai", "vi phạm", "pháp bảo", "liệu mở", "khoa học",
}) | KEEP_PAIRS  # fmt: skip
_RANKED = _pattern(r" (?:cấp (?:xã|huyện|tỉnh|bộ)|các cấp)$")
_AFTER_OF = _pattern(r" của (?:người dân|công dân|chính phủ|doanh nghiệp|cơ quan nhà nước|tổ chức, cá nhân)(?!\w)")
# What names of kinds are made of alone: "Hệ thống thông tin", "Cổng dịch vụ công trực tuyến", "Cơ sở dữ liệu dùng chung".
_KIND_WORDS = _pattern(
    r"(?: (?:cơ sở dữ liệu|dữ liệu lớn|dữ liệu mở|dữ liệu|thông tin điện tử|ttđt|thông tin|giao tiếp|giao tiếp điện tử|dịch vụ công|dvc|trực tuyến|điện tử|dùng chung|chuyên ngành|quốc gia|số|thông minh|hiện đại|tập trung"
    r"|quản lý|quản trị|nội bộ|giám sát|an ninh|điều hành|tác nghiệp|kỹ thuật|hạ tầng|phần mềm|máy chủ|mạng|kế toán|kết nối|tích hợp|liên thông|tổng thể|toàn diện|chung|riêng|mới|cũ|lớn|mở"
    r"|công nghệ thông tin|cntt|công nghệ|trọng yếu|quan trọng|cốt lõi|ngành|đồng bộ|thống nhất|toàn quốc|toàn trình|một cửa|chất lượng|văn bản|và|,))+"
)
# Systems of management that firms are certified for, and others of people and things.
_NOT_DIGITAL = _pattern(
    r" (?:(?:quản lý|quản trị|đảm bảo|giám sát) (?:chất lượng|môi trường|năng lượng|an toàn|tích hợp|rủi ro|nhà nước|hành chính)|quản trị (?:doanh nghiệp|công ty|quốc gia)"
    r"|báo cáo (?:tài chính|nội bộ)|văn bản (?:quy phạm )?pháp luật|thông tin (?:liên lạc|duyên hải|tín hiệu|đại chúng)|hỗ trợ (?:sự sống|lái)|theo dõi radar|tiêu chuẩn|chỉ tiêu)"
)
_NATIONAL = _pattern(r" (?:thông tin )?quốc gia (?:về|phục vụ|hỗ trợ)(?!\w)| thông tin quốc gia(?!\w)")
# Words that tell of a system for citizens or officials.
_APPLIED = _pattern(r" (?:công nghệ|khoa học|tiến bộ|kỹ thuật|cntt|trí tuệ|đại học|chuyển đổi số)(?!\w)")
_PUBLIC = _pattern(
    r"(?<!\w)(?:công dân|dân cư|dịch vụ công|hành chính|một cửa|phản ánh|kiến nghị|chính quyền|chính phủ|quốc gia|thuế|bảo hiểm xã hội|bhxh|y tế|tiêm chủng|khai báo|định danh"
    r"|học vụ|đô thị|văn bản|cán bộ|công chức|đảng viên|hộ tịch|đất đai|quy hoạch|tố giác|an ninh trật tự|giao thông|thủ tục|cải cách|nông thôn|trợ giúp pháp lý|pháp luật|cơ quan nhà nước|nhà nước|dữ liệu mở"
    r"|sổ tay|họp không giấy|phòng họp|thanh tra|kê khai|biên giới|cư trú|lưu trú|căn cước|phòng chống|tài nguyên|thông minh|chuyển đổi số|chữ ký số|khám chữa bệnh|truy xuất nguồn gốc|bản đồ)(?!\w)"
)
_PRIVATE = frozenset({
    "zalo", "facebook", "viber", "whatsapp", "telegram", "messenger", "youtube", "tiktok", "instagram", "twitter", "google", "microsoft", "windows",
    "android", "ios", "apple", "zoom", "skype", "grab", "uber", "gojek", "be", "shopee", "lazada", "tiki", "sendo", "momo", "zalopay", "moca", "airpay", "shopeepay",
    "chatgpt", "gemini", "copilot", "netflix", "spotify", "snapchat", "tinder", "wechat", "line", "linkedin", "amazon", "alibaba", "deepseek", "claude", "grok", "meta", "x", "office", "excel", "word", "photoshop", "autocad", "misa", "vnpay", "payoo", "viettelpay", "agoda", "booking",
    "airbnb", "internet", "blockchain", "ai", "iot", "big", "cloud", "fintech", "cntt", "web", "website", "mobile", "sms", "gps", "vr", "ar", "camera", "erp", "scada",
    "bigdata", "e-learning", "elearning", "machine", "deep", "wi-fi", "wifi", "etc", "lan", "wan", "qr", "pos", "atm", "saas", "oracle", "sap", "java", "linux", "opensource", "smartphone", "ict", "pc", "tv",
})  # fmt: skip
# Heads that are seldom anything but a system's when a place or a body follows.
_SMALL = frozenset({"cổng", "trục", "kho dữ liệu"})
_PURPOSE = _pattern(r" (?:để|cho|phục vụ|nhằm|hỗ trợ|giúp)(?: [^ ,.;:]+){1,8}")
_LAUNCHES = _pattern(
    r"(?<!\w)(?:ra mắt|triển khai|vận hành|xây dựng|khai trương|đưa vào|áp dụng|phát triển|thí điểm)(?!\w)"
)
# Arms have systems with names of this kind as well.
_ARMS = _pattern(r"(?<!\w)(?:tên lửa|phòng không|quân|radar|vũ khí|lá chắn|đạn|chiến đấu|đánh chặn|pháo)(?!\w)")
_CIVIL = _pattern(
    r"(?<!\w)(?:dữ liệu|số|điện tử|chính phủ|trực tuyến|hành chính|công dân|định danh|liên thông|thuế|công nghệ thông tin)(?!\w)"
)
# What states build on platforms, and none of them.
_CONCEPT = _pattern(
    r"(?:chính phủ|chính quyền|xã hội|kinh tế|đô thị|công nghiệp|cách mạng|hiệp định|nghị quyết|luật|chương trình|đề án|việt nam|trí tuệ|dữ liệu)(?!\w)"
)
_STATE = _pattern(r"(?<!\w)(?:tỉnh|thành phố|ubnd|ủy ban|chính quyền|công an|đoàn thanh niên)(?!\w)")
_QUOTED = re.compile(r"[\"“]([^\"“”\n.;:?!]{2,60})[\"”]")
_DESCRIBING = re.compile(r"(?: [a-zà-ỹđ]+){0,8}? (?=[\"“A-ZĐ]|[a-z][A-Z])")
_TOKEN = re.compile(rf"(?:[a-z]{{1,2}}-?)?[{UPPER}][\w.]*(?:-[\w]+)*")
_PROPER_END = re.compile(rf" [{UPPER}]\w* [{UPPER}]\w*$")
_OWNER = _pattern(r" ?(?:\([^()\n]{2,40}\) ?)?(?:của|do) (?:tỉnh |thành phố |tp |quận |huyện )?")
_LOCAL = re.compile(rf"\d{{1,2}}(?!\w)|[{UPPER}]\w*(?: [{UPPER}]\w*){{0,2}}")
_FIRMS = frozenset({"company", "bank", "press", "association", "university", "school", "hospital", "foreign_agency"})
_SENTENCE_REACH = 160
_PLACE = _pattern(r"(?:tỉnh|thành phố|tp\.?|quận|huyện|thị xã|phường|xã|đặc khu) ?")
_MOST, _REACH = 18, 90


# What ends a name when nothing follows, and the name before it else.
_CLOSING = _folded({"tập trung", "thống nhất", "dùng chung", "liên thông", "hoạt động"})
_CLOSES = re.compile(r" ?[,.;:)\n\"”(\[…?!/]| ?$| [-–] | và | của ")
# What bodies begin with that were not found, or that are nobody's here.
_BODIES = _folded(
    {
        "bộ",
        "sở",
        "ubnd",
        "hđnd",
        "ủy",
        "cục",
        "vụ",
        "chi",
        "công",
        "phòng",
        "ban",
        "trường",
        "bệnh",
        "viện",
        "đảng",
        "thành",
        "ngân",
    }
)
_TRAILING = _folded(
    {"về", "và", "phục", "mới", "các", "số", "tỉnh", "phố", "tp", "huyện", "quận", "xã", "phường", "thành"}
)


class SystemNames:
    """The names that heads begin in one document."""

    def __init__(self, document: Document) -> None:
        self.document, self.view = document, document.view
        self._bodies: dict[int, OrganisationMention] = {b.start: b for b in document.found.organisations}
        self._starts = sorted(self._bodies)
        self._province = tables().province

    def name(self, start: int, end: int, head: Head) -> Name | NoName:
        """The name whose head stands at start:end of the view, or why there is none."""
        if _SEVERAL.search(self.view.folded, max(0, start - 8), start):
            return NoName.SEVERAL
        if _COMPOUND.search(self.view.folded, max(0, start - 14), start) or self._in_body(start):
            return NoName.IN_A_NAME
        if head.name == "ứng dụng" and _APPLIED.match(self.view.folded, end):
            return NoName.IN_A_NAME  # "ứng dụng công nghệ" is a verb and its object
        product = self._product(start, end, head)
        if isinstance(product, Name):
            return product
        described = self._described(start, end, head)
        return product if product is not None and isinstance(described, NoName) else described

    # a proper name behind the head --------------------------------------------------------------------------------
    def _product(self, start: int, end: int, head: Head) -> Name | NoName | None:
        """ "nền tảng “Học vui”", "ứng dụng di động iXyz": the proper name, where it serves the state."""
        if not (head.product or head.name == "hệ thống"):
            return None
        gap = _DESCRIBING.match(self.view.plain, end, end + _REACH)
        if gap is None or self._ends_early(end, gap.end()):
            return None
        about, at = gap.group(), gap.end()
        if quoted := _QUOTED.match(self.view.plain, at):
            proper, stop = quoted.group(1).strip(), quoted.end()
            if not proper or not (proper[0].isupper() or proper[0].isdigit() or re.match(r"[a-z]{1,2}[A-Z]", proper)):
                return NoName.KIND_OF_SYSTEM
        elif found := self._proper(at, head, bool(about.strip()) and not _PUBLIC.search(about)):
            proper, stop = self.view.plain[at:found], found
        else:
            return None
        words = fold(proper).split()
        if (
            head.name == "hệ thống"
            and not quoted
            and (about.strip() or ((proper[1:].islower() or proper.isupper()) and not self._owned(start, stop)))
        ):
            return NoName.NOT_PUBLIC  # "hệ thống cấp nước ABC", "hệ thống PCCC"
        if words[0] in _PRIVATE:
            return NoName.PRIVATE
        public = _PUBLIC.search(fold(about)) or _PUBLIC.search(fold(proper))
        coined = quoted is not None or proper.isascii()
        if not (
            public
            or self._placed(proper)
            or self._owned(start, stop)
            or (coined and (self._of_state(start, stop, quoted is None) or self._serves(stop)))
        ):
            return NoName.NOT_PUBLIC
        bare = quoted is None and " " not in proper and proper.isascii()
        first = self.view.plain[start:end]
        title = proper if bare else f"{first[:1].upper()}{first[1:]} {proper}"
        return Name(start, stop, title)

    def _proper(self, at: int, head: Head, far: bool) -> int | None:
        """End of a proper name at `at`: one of the computer's kind ("iXyz", "ABC", "X-Y"), or words after a capital.

        Other words stand between it and the head (`far`) before names of the computer's kind alone.
        """
        token = _TOKEN.match(self.view.plain, at)
        if token is None or self._body(at) is not None or begins_person(self.view, at):
            return None
        stop = token.end()
        while stop > at and self.view.plain[stop - 1] in ".-":
            stop -= 1
        word = self.view.plain[at:stop]
        if self._province.match(self.view.folded, at) or _PLACE.match(self.view.folded, at):
            return None
        coined = word.isascii() and len(word) > 1 and (not word[1:].isalpha() or not word[1:].islower())
        while (further := _TOKEN.match(self.view.plain, stop + 1)) and self.view.plain.startswith(" ", stop):
            if begins_person(self.view, stop + 1) and not self._province.match(self.view.folded, stop + 1):
                break
            if (self._body(stop + 1) is not None) or (
                coined and not further.group().isascii() and not self._province.match(self.view.folded, stop + 1)
            ):
                break
            stop, coined_end = further.end(), coined
            while self.view.plain[stop - 1] in ".-":
                stop -= 1
            coined = coined_end
        if coined:
            return stop
        if head.name == "hệ thống" and not far and word.isascii() and len(word) > 4:
            return stop  # needs an owner
        if far or head.name == "hệ thống" or _CONCEPT.match(self.view.folded, at):
            return None
        reached = self._right_end(at)
        return reached if reached is not None and len(self.view.plain[at:reached].split()) >= 2 else None

    def _placed(self, proper: str) -> bool:
        """Whether a proper name holds a province's: "Công dân số Lào Cai", "iHanoi"."""
        letters = slug(proper).replace("-", "")
        return any(name in letters for name in _province_letters())

    def _of_state(self, start: int, stop: int, launched: bool) -> bool:
        """Whether the sentence names a body of the state, or citizens whom it serves, before a name.

        `launched`: it must also say that the system is made or put to use.
        """
        low = self._sentence(start)
        if (joint := _OWNER.match(self.view.folded, stop)) and self.view.plain[joint.end() : joint.end() + 1].isupper():
            return False  # "… của Google"
        if launched and not _LAUNCHES.search(self.view.folded, low, start):
            return False
        if _ARMS.search(self.view.folded, low, start):
            return False
        if _PUBLIC.search(self.view.folded, low, start) or _STATE.search(self.view.folded, low, start):
            return True
        first, last = self.view.span(low, low + 1)[0], self.view.span(start, start + 1)[0]
        at = bisect_left(self._starts, first)
        return any(self._bodies[s].kind not in _FIRMS for s in self._starts[at : bisect_left(self._starts, last)])

    def _sentence(self, start: int) -> int:
        return max(back_to(self.view.folded, Mark.STOP, start, _SENTENCE_REACH), start - _SENTENCE_REACH)

    def _serves(self, stop: int) -> bool:
        """Whether a name goes on with what it is for, and that is the state's: "… iXyz để tiếp nhận thủ tục"."""
        purpose = _PURPOSE.match(self.view.folded, stop)
        return purpose is not None and _PUBLIC.search(purpose.group()) is not None

    def _owned(self, start: int, stop: int) -> bool:
        """Whether a body, a state or a place follows whose system it is."""
        joint = _OWNER.match(self.view.folded, stop)
        if joint is None or _ARMS.search(self.view.folded, self._sentence(start), stop + 60):
            return False
        at = joint.end()
        body = self._body(at)
        if body is not None:
            return body.kind not in _FIRMS or body.kind == "foreign_agency"
        if not self.view.plain[at : at + 1].isupper():
            return self.view.folded.startswith(("chính phủ", "nhà nước"), at)
        if tables().country.match(self.view.folded, at):
            return _CIVIL.search(self.view.folded, self._sentence(start), stop + 60) is not None
        return self._province.match(self.view.folded, at) is not None

    # what it is for -----------------------------------------------------------------------------------------------
    def _described(self, start: int, end: int, head: Head) -> Name | NoName:
        """ "Hệ thống quản lý hồ sơ đất đai tỉnh Hà Nam": a capital, a nation or an owner tells a name from a kind."""
        folded, plain = self.view.folded, self.view.plain
        at = end + 1
        if not folded.startswith(" ", end) or not plain[at : at + 1].isalnum():
            return NoName.KIND_OF_SYSTEM
        if head.product and _CONCEPT.match(folded, at):
            return NoName.KIND_OF_SYSTEM
        if head.opens is not None and not head.opens.match(folded, at) and not _NATIONAL.match(folded, end):
            return NoName.NOT_DIGITAL
        if _NOT_DIGITAL.match(folded, end):
            return NoName.NOT_DIGITAL
        stop = self._right_end(at)
        if stop is None:
            return NoName.RUNS_ON
        about, owned = folded[end:stop], False
        if placed := self._place_end(stop):
            stop, owned = placed, True
        owner = None if owned else self._owner(stop)
        capital = plain[start].isupper() and not self._opens_sentence(start)
        national = bool(_NATIONAL.match(folded, end)) or (about.endswith(" quốc gia") and head.name != "hệ thống")
        inside = plain[at].isupper() and self._body(at) is None and not self._province.match(folded, at)
        if not (capital or national or inside or (owned and (plain[start].isupper() or head.name in _SMALL))):
            if owner is None or not plain[start].isupper() or head.product:
                return NoName.KIND_OF_SYSTEM
            stop, placed = owner, owner  # "Hệ thống thông tin báo cáo của Bộ X" opens a sentence
        if (kind := _KIND_WORDS.match(about)) and kind.end() == len(about) and not owned:
            return NoName.KIND_OF_SYSTEM
        if _RANKED.search(about):
            return NoName.KIND_OF_SYSTEM
        told = _PUBLIC.search(about) or (head.name == "nền tảng" and _DIGITAL.match(folded, at))
        if head.product and (not (capital or inside) or about.startswith((" số", " và")) or not told):
            return NoName.KIND_OF_SYSTEM
        if head.name == "sổ" and "điện tử" not in about:
            return NoName.KIND_OF_SYSTEM
        if len(about.split()) < head.least and not (owned and _KIND_WORDS.fullmatch(about)):
            return NoName.KIND_OF_SYSTEM
        name = plain[start:stop]
        if placed and (body := self._body_ending(stop)):
            name = f"{name[: len(name) - len(body.quote)]}{body.name}"
        name = re.sub(r"^(?:CSDL|csdl)(?!\w)", "Cơ sở dữ liệu", name)
        name = re.sub(r"^(Cổng|cổng) TTĐT(?!\w)", r"\1 thông tin điện tử", name)
        return Name(start, stop, f"{name[:1].upper()}{name[1:]}")

    def _right_end(self, at: int) -> int | None:
        """Where a description ends that begins at `at`; None where no end is seen, `at` itself when there is none."""
        plain, folded = self.view.plain, self.view.folded
        end, before = at, ""
        for count in range(_MOST):
            position = at if not count else end + self._joint(end, before)
            word = word_at(self.view, position) if position > end or not count else None
            if word is None:
                return self._trimmed(at, end)
            token = folded[word.start() : word.end()].rstrip("./&-")
            following = word_at(self.view, word.end() + 1) if plain.startswith(" ", word.end()) else None
            pair = f"{token} {folded[following.start() : following.end()].rstrip('./')}" if following else token
            if count and self._ends(at, position, token, pair, before, end):
                return self._trimmed(at, end)
            before = f"{before.split()[-1]} {token}" if before else token
            end = word.end() - (len(word.group()) - len(word.group().rstrip("./&-")))
            if end < word.end():
                return self._trimmed(at, end)
            if of := _AFTER_OF.match(folded, end):
                return of.end()
        return None

    def _joint(self, end: int, before: str) -> int:
        """Length of what joins a name's next word: a blank, a comma or "và" between two things that a system does; 0 at its end."""
        folded = self.view.folded
        for joint in (", ", " và ", " - "):
            if not folded.startswith(joint, end):
                continue
            after = " ".join(folded[end + len(joint) : end + len(joint) + 24].replace(",", " ").split()[:2])
            if joint == ", ":
                return 2 if before in _PAIRED and after in _PAIRED else 0
            if joint == " - ":
                return 3 if self.view.plain[end + 3 : end + 4].isupper() and not self._head_at(end + 3) else 0
            if after in _ACTIONS:
                # "tổ chức và hoạt động", "tích hợp và chia sẻ", not "… đất đai và kết nối với …"
                return 4 if before in _ACTIONS or after not in _LOOSE else 0
            return (
                0
                if after in _OUTSIDE_PAIRS or after in _MAKES or after.split()[:1] == ["các"] or self._head_at(end + 4)
                else 4
            )
        return 1 if folded.startswith(" ", end) else 0

    def _ends(self, start: int, position: int, token: str, pair: str, before: str, end: int) -> bool:
        """Whether the word at `position` is no part of the name."""
        last = before.split()[-1] if before else ""
        inside = pair in _INSIDE or f"{last} {token}" in _INSIDE
        if pair in _CLOSING or last == "về":
            inside = inside or last == "về" or _CLOSES.match(self.view.folded, position + len(pair)) is not None
        if token in ("chung", "riêng") and last != "dùng":
            return True  # "cơ sở dữ liệu giấy phép lái xe | chung trên toàn quốc"
        if token in STOP_WORDS and not inside and not (token in _HAVE and pair in _ACTIONS):
            return True
        joined = self.view.folded.startswith(" và ", end) or self.view.folded.startswith(", ", end)
        if pair in _OUTSIDE_PAIRS and not inside and not (joined and pair in _ACTIONS):
            return True
        if token in ("đạt", "tăng", "gồm", "thì", "số", "hơn", "bao") and pair.split()[-1].isdigit():
            return True
        if (
            self.view.plain[position].islower()
            and token != "về"
            and not joined
            and _PROPER_END.search(self.view.plain, max(start, end - 24), end)
        ):
            return True  # "Công dân số Lào Cai | đã có …"
        if self.view.plain[position].isupper() and (
            self._body(position) is not None or begins_person(self.view, position)
        ):
            return True
        if self.view.plain[position].isupper() and token in _BODIES:
            return True
        if token.isdigit() and self.view.plain[end : end + 1] == " ":
            return True
        return bool(_PLACE.match(self.view.folded, position)) and self._place_end(end) is not None

    def _trimmed(self, at: int, end: int) -> int:
        """The end without a trailing word that joins: "… về", "… và"."""
        while (
            (cut := self.view.folded.rfind(" ", at, end)) > at
            and self.view.folded[cut + 1 : end] in _TRAILING
            and not (
                self.view.folded.startswith("số", cut + 1) and not re.match(r" \d", self.view.folded[end : end + 2])
            )
        ):
            end = cut
        return end

    def _place_end(self, end: int) -> int | None:
        """End of the owner or the place that follows a name at once: "… tỉnh Hà Nam", "… Bộ Y tế", "… quận 12"."""
        if not self.view.folded.startswith(" ", end):
            return None
        at = end + 1
        body = self._body(at)
        if body is not None and body.method != "organisations/context":
            length = body.end - body.start
            return at + length if self.view.plain[at : at + length] == body.quote else None
        ranked = _PLACE.match(self.view.folded, at)
        start = ranked.end() if ranked else at
        if self.view.plain[start : start + 1].islower():
            return None
        if named := self._province.match(self.view.folded, start):
            return named.end()
        if ranked is None:
            return None
        local = _LOCAL.match(self.view.plain, start)
        return local.end() if local else None

    def _owner(self, stop: int) -> int | None:
        """End of the state's body whose system it is said to be: "… của Bộ Y tế"."""
        if not self.view.folded.startswith(" của ", stop):
            return None
        body = self._body(stop + 5)
        if body is None or body.kind in _FIRMS or body.method in ("organisations/context", "organisations/antecedent"):
            return None
        end = stop + 5 + len(body.quote)
        return end if self.view.plain.startswith(body.quote, stop + 5) else None

    # what stands around -------------------------------------------------------------------------------------------
    def _body(self, at: int) -> OrganisationMention | None:
        if at >= len(self.view.plain):
            return None
        return self._bodies.get(self.view.span(at, at + 1)[0])

    def _in_body(self, start: int) -> bool:
        """Whether the name of a body that was found reaches over this place."""
        at = self.view.span(start, start + 1)[0]
        before = bisect_left(self._starts, at)
        return before > 0 and self._bodies[self._starts[before - 1]].end > at

    def _body_ending(self, stop: int) -> OrganisationMention | None:
        """The body whose name ends at `stop`."""
        at = bisect_left(self._starts, self.view.span(stop - 1, stop)[0]) - 1
        body = self._bodies[self._starts[at]] if at >= 0 else None
        return (
            body
            if body and self.view.plain.endswith(body.quote, 0, stop) and self.view.span(stop - 1, stop)[1] == body.end
            else None
        )

    def _head_at(self, at: int) -> bool:
        return any(self.view.folded.startswith(f"{name} ", at) for name in HEADS)

    def _opens_sentence(self, start: int) -> bool:
        """Whether its capital is only the first one of a sentence, an item or a quotation."""
        before = self.view.plain[max(0, start - 3) : start].rstrip(" \"“'*-–•+|")
        return not before or before[-1] in ".!?:;\n…)" or "|" in self.view.plain[max(0, start - 3) : start]

    def _ends_early(self, end: int, stop: int) -> bool:
        """Whether the words between a head and a proper name hold one that ends names."""
        words = self.view.folded[end:stop].split()
        pairs = {f"{a} {b}" for a, b in itertools.pairwise(words)}
        return any(w in STOP_WORDS and not any(w in p.split() for p in pairs & _INSIDE) for w in words) or bool(
            pairs & _OUTSIDE_PAIRS
        )


@lru_cache(maxsize=1)
def _province_letters() -> tuple[str, ...]:
    letters = (slug(name).replace("-", "") for name in tables().registry.places.by_name)
    return tuple(name for name in letters if len(name) > 4)
