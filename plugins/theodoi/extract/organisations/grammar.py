"""The tables and the right-end rule of organisation names that no registry can hold."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from theodoi.extract.text import UPPER
from theodoi.registry.name_words import name_words
from theodoi.registry.names import View


@dataclass(frozen=True, slots=True)
class PlaceHead:
    """A body that places have: "UBND tỉnh Hà Nam". `name` is a format with {rank} and {place}, or {place} alone.

    `body` ties it to a pattern of registry/organisations/provincial.yaml; `bare` is the rank that the head itself
    implies when no place follows ("Tỉnh ủy").
    """

    name: str
    kind: str
    body: str | None = None
    bare: str | None = None


# Bodies of provinces, districts and communes beside those of provincial.yaml: ways of writing -> what they are.
PLACE_HEADS: tuple[tuple[tuple[str, ...], PlaceHead], ...] = (
    (("Công an",), PlaceHead("Công an {rank} {place}", "police")),
    (("Đoàn đại biểu Quốc hội", "Đoàn ĐBQH"), PlaceHead("Đoàn đại biểu Quốc hội {rank} {place}", "province_assembly")),
    (("Tòa án nhân dân", "TAND"), PlaceHead("Tòa án nhân dân {rank} {place}", "court")),
    (("Viện kiểm sát nhân dân", "VKSND", "Viện KSND"), PlaceHead("Viện kiểm sát nhân dân {rank} {place}", "procuracy")),
    (("Bộ Chỉ huy Quân sự", "Bộ CHQS"), PlaceHead("Bộ Chỉ huy Quân sự {rank} {place}", "military")),
    (("Bảo hiểm xã hội", "BHXH"), PlaceHead("Bảo hiểm xã hội {rank} {place}", "local_agency")),
    (("Văn phòng UBND", "Văn phòng Ủy ban nhân dân"), PlaceHead("Văn phòng Ủy ban nhân dân {rank} {place}", "office_body")),
    (("Văn phòng HĐND", "Văn phòng Hội đồng nhân dân"), PlaceHead("Văn phòng Hội đồng nhân dân {rank} {place}", "office_body")),
    (("Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân", "Văn phòng Đoàn ĐBQH và HĐND", "Văn phòng Đoàn ĐBQH và Hội đồng nhân dân"),
     PlaceHead("Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân {rank} {place}", "office_body")),
    (("Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", "Văn phòng HĐND và UBND", "Văn phòng HĐND-UBND"),
     PlaceHead("Văn phòng Hội đồng nhân dân và Ủy ban nhân dân {rank} {place}", "office_body")),
    (("Trung tâm Phục vụ hành chính công", "Trung tâm Hành chính công"),
     PlaceHead("Trung tâm Phục vụ hành chính công {rank} {place}", "service_centre")),
    (("Thanh tra",), PlaceHead("Thanh tra {rank} {place}", "local_agency")),
    (("Đội Quy tắc đô thị",), PlaceHead("Đội Quy tắc đô thị {rank} {place}", "local_agency")),
    (("Đội Quản lý trật tự đô thị", "Đội Trật tự đô thị"), PlaceHead("Đội Quản lý trật tự đô thị {rank} {place}", "local_agency")),
    (("Ủy ban Mặt trận Tổ quốc Việt Nam", "Ủy ban Mặt trận Tổ quốc", "Ủy ban MTTQ Việt Nam", "Ủy ban MTTQ", "UBMTTQ"),
     PlaceHead("Ủy ban Mặt trận Tổ quốc Việt Nam {rank} {place}", "front")),
    (("Hội Nông dân",), PlaceHead("Hội Nông dân {rank} {place}", "front")),
    (("Hội Liên hiệp Phụ nữ", "Hội LHPN"), PlaceHead("Hội Liên hiệp Phụ nữ {rank} {place}", "front")),
    (("Hội Cựu chiến binh",), PlaceHead("Hội Cựu chiến binh {rank} {place}", "front")),
    (("Liên đoàn Lao động", "LĐLĐ"), PlaceHead("Liên đoàn Lao động {rank} {place}", "front")),
    (("Ban Chỉ đạo chuyển đổi số", "Ban Chỉ đạo Chuyển đổi số"), PlaceHead("Ban Chỉ đạo chuyển đổi số {rank} {place}", "committee")),
    (("Đài Phát thanh và Truyền hình", "Đài PT-TH", "Đài PTTH", "Đài Phát thanh - Truyền hình"),
     PlaceHead("Đài Phát thanh và Truyền hình {rank} {place}", "press")),
    (("Ban Chấp hành Đảng bộ", "BCH Đảng bộ"), PlaceHead("Ban Chấp hành Đảng bộ {rank} {place}", "party")),
    (("Bộ đội Biên phòng", "BĐBP", "Bộ Chỉ huy Bộ đội Biên phòng", "Bộ Chỉ huy BĐBP"), PlaceHead("Bộ đội Biên phòng {rank} {place}", "military")),
    (("Ban An toàn giao thông", "Ban ATGT"), PlaceHead("Ban An toàn giao thông {rank} {place}", "committee")),
    (("Ban Chỉ huy Phòng, chống thiên tai và Tìm kiếm cứu nạn", "Ban Chỉ huy Phòng chống thiên tai và Tìm kiếm cứu nạn",
      "Ban Chỉ huy Phòng chống thiên tai - Tìm kiếm cứu nạn", "Ban Chỉ huy PCTT và TKCN", "Ban Chỉ huy PCTT & TKCN", "Ban Chỉ huy PCTT-TKCN"),
     PlaceHead("Ban Chỉ huy Phòng, chống thiên tai và Tìm kiếm cứu nạn {rank} {place}", "committee")),
    (("Đoàn Luật sư",), PlaceHead("Đoàn Luật sư {rank} {place}", "association")),
    (("Ban Chỉ huy Phòng thủ dân sự",), PlaceHead("Ban Chỉ huy Phòng thủ dân sự {rank} {place}", "committee")),
    (("Đoàn Thanh niên Cộng sản Hồ Chí Minh",), PlaceHead("Đoàn Thanh niên Cộng sản Hồ Chí Minh {rank} {place}", "front")),
    (("Cục Thi hành án dân sự", "Cục THADS", "Chi cục Thi hành án dân sự", "Chi cục THADS"), PlaceHead("Cục Thi hành án dân sự {rank} {place}", "local_agency")),
    (("Ban Quản lý các khu công nghiệp", "Ban Quản lý các KCN"), PlaceHead("Ban Quản lý các khu công nghiệp {rank} {place}", "agency")),
    (("Quận ủy",), PlaceHead("Quận ủy {place}", "district_party", bare="quận")),
    (("Huyện ủy",), PlaceHead("Huyện ủy {place}", "district_party", bare="huyện")),
    (("Thị ủy",), PlaceHead("Thị ủy {place}", "district_party", bare="thị xã")),
    (("Tỉnh đoàn",), PlaceHead("Tỉnh đoàn {place}", "front")),
    (("Thành đoàn",), PlaceHead("Thành đoàn {place}", "front")),
)  # fmt: skip

# What offices (phòng) of communes since 1 July 2025, and of districts before, are responsible for beside what departments are
# (Nghị định 150/2025/NĐ-CP; Nghị định 37/2014/NĐ-CP).
LOCAL_OFFICES = (
    "Văn hóa - Xã hội", "Kinh tế", "Kinh tế, Hạ tầng và Đô thị", "Kinh tế - Hạ tầng", "Kinh tế và Hạ tầng", "Quản lý đô thị", "Tài chính - Kế hoạch",
    "Văn hóa và Thông tin", "Văn hóa - Thông tin", "Văn hóa, Khoa học và Thông tin",
)  # fmt: skip

# Heads of open names, with the kind that they tell. The word after the head must begin with a capital.
OPEN_HEADS: dict[str, str] = {
    "Tổng cục": "department",
    "Cục": "department",
    "Chi cục": "local_agency",
    "Vụ": "department",
    "Trung tâm": "centre",
    "Viện": "institute",
    "Học viện": "university",
    "Trường Đại học": "university",
    "Trường ĐH": "university",
    "Trường Cao đẳng": "university",
    "Đại học": "university",
    "Bệnh viện": "hospital",
    "Ngân hàng": "bank",
    "Ngân hàng TMCP": "bank",
    "Tổng công ty": "company",
    "Công ty": "company",
    "Công ty Cổ phần": "company",
    "Công ty CP": "company",
    "CTCP": "company",
    "Công ty TNHH": "company",
    "Công ty TNHH MTV": "company",
    "Công ty TNHH Một thành viên": "company",
    "Tập đoàn": "company",
    "Hiệp hội": "association",
    "Hội": "association",
    "Liên hiệp": "association",
    "Liên minh": "association",
    "Liên đoàn": "association",
    "Câu lạc bộ": "association",
    "Ban Quản lý": "agency",
    "Ban Quản lý dự án": "agency",
    "Ban Chỉ đạo": "committee",
    "Ủy ban Quốc gia về": "committee",
    "Hội đồng": "committee",
    "Quỹ": "fund",
    "Tạp chí": "press",
    "Nhà xuất bản": "press",
    "Đảng ủy": "party",
    "Ban": "department",
    "Văn phòng": "office_body",
    "Ủy ban": "committee",
    "Chi nhánh": "local_agency",
    "Trường THPT": "school",
    "Trường Trung học phổ thông": "school",
    "Trường Trung học cơ sở": "school",
    "Trường PTDTNT": "school",
    "Trường Phổ thông": "school",
    "Trường Trung cấp": "school",
    "Trường THCS": "school",
    "Trường Tiểu học": "school",
    "Trường Mầm non": "school",
    "Trường Chính trị": "school",
    "Đại sứ quán": "foreign_agency",
    "Tổng Lãnh sự quán": "foreign_agency",
    "Quân khu": "military",
    "Bộ Tư lệnh": "military",
    "Cơ quan": "agency",
    "Hợp tác xã": "company",
    "HTX": "company",
    "Liên hợp tác xã": "company",
    "Liên hiệp HTX": "company",
    "Liên hiệp hợp tác xã": "company",
    "Ban Chỉ huy": "committee",
    "Sở Cảnh sát": "foreign_agency",
    "Bộ": "foreign_agency",
    "Bảo tàng": "centre",
    "Thư viện": "centre",
    "Báo": "press",
}

# Heads that begin many other things: only what fills an item of a list, or what a body's name follows, is a name.
SHY_HEADS = frozenset({"Phòng", "Bộ", "Ban", "Cơ quan", "Báo"})
# … and what ends as the names of central bodies end.
CENTRAL_END = re.compile(r" (?:trung ương|chính phủ|quốc gia|quốc hội|việt nam)$")
# What a committee's name goes on with behind a verb: "Ban Chỉ đạo Trung ương về tổng kết Nghị quyết số 18-NQ/TW".
OF_DOCUMENT = re.compile(
    r" (?:nghị quyết|nghị định|đề án|chỉ thị|quyết định|luật|chương trình|kế hoạch)(?: số)? \d[\w/-]*"
)
DOES = (" tổng kết", " sơ kết", " thực hiện", " triển khai")
# Heads whose names are subjects and may hold commas: "Trung tâm Nghiên cứu Giới, Gia đình và Môi trường".
SUBJECT_HEADS = frozenset({"Trung tâm", "Viện", "Vụ", "Ban", "Học viện"})

# Words that end a name, and words that begin a person or an office: registry/name_words.yaml.
# All as a folded text has them: its "Huỳnh" is "hùynh".
_WORDS = name_words()
STOP_WORDS = frozenset(_WORDS["stop_words"])
STOP_PAIRS = frozenset(_WORDS["stop_pairs"])
_OPEN_TRIPLES = frozenset(pair.rsplit(" ", 1)[0] for pair in STOP_PAIRS if pair.count(" ") == 2)
KEEP_PAIRS = frozenset(_WORDS["keep_pairs"])
CLOSING_PAIRS = frozenset(_WORDS["closing_pairs"])
SURNAMES = frozenset(_WORDS["surnames"])
AFTER_AND = re.compile(rf"(?:{'|'.join(_WORDS['after_and'])})(?!\w)")
TITLE = re.compile(rf"(?:{'|'.join(sorted(_WORDS['titles'], key=len, reverse=True))})\b")
_TRADE = "|".join(map(re.escape, sorted(_WORDS["trades"], key=len, reverse=True)))
# A head's trade in small letters: "Công ty | cổ phần công nghệ | Sao Mai".
TRADES = re.compile(rf"(?: (?:và )?(?:{_TRADE})(?!\w))+")
# Words of two syllables: where a capital opens one, its second syllable does not end the name before it.
_COMPOUNDS = KEEP_PAIRS | {f"{a} {b}" for words in _WORDS["trades"] for a, b in itertools.pairwise(words.split())}
_NOT_PEOPLE = tuple(_WORDS["not_people"])

# Heads whose names say what they are about: "Ban Chỉ đạo về …".
ABOUT = frozenset({"Ban Chỉ đạo", "Ủy ban Quốc gia về", "Hội đồng"})
# A name that fills its line or list item holds commas too: "8- Vụ Tuyên truyền công tác dân tộc, tôn giáo;".
_ITEM = re.compile(r"(?P<name>[^\n;:.(]{3,110})(?:[;.]|$)", re.MULTILINE)
_NUMBERING = re.compile(r"(?:(?:^|\n)[ \t]*(?:\(?[\da-zđ]{1,3}[\-.)/][ \t]*|[-+•*][ \t]*)|[;:] \d{1,2}[-.)] ?|; ?)$")

# A hyphen belongs to a word before a capital or a digit only: "Phước-chủ đầu tư" is a dash without spaces.
_WORD = re.compile(r"[^\W_][\w&.+]*(?:-(?=[^\W_a-z])(?=[A-ZĐ\d])\w+)*")
_CLOSES = re.compile(r"[,.;:)\n]| và | của |$")
_PLACE_WORD = re.compile(r"(?:(?:tp|tỉnh|thành phố|quận|huyện|thị xã|phường|xã)\b\.?|[qph]\.) ?")
_NUMBERED = re.compile(r" (?:[IVX]{1,5}|\d{1,3})$")
_RANKS_ALONE = frozenset({"tỉnh", "huyện", "quận"})
_MAX_WORDS, _MAX_SMALL, _LOCAL_WORDS = 14, 8, 3


def word_at(view: View, position: int) -> re.Match[str] | None:
    """The word that begins at a position of view.plain."""
    return _WORD.match(view.plain, position)


def begins_person(view: View, position: int) -> bool:
    """Whether a person's name seems to begin here: a surname and another capitalised word, and no place of that name."""
    first = word_at(view, position)
    if first is None or view.folded[first.start() : first.end()] not in SURNAMES or view.plain[position].islower():
        return False
    if any(view.folded.startswith(place, position) for place in _NOT_PEOPLE):
        return False
    second = word_at(view, first.end() + 1) if view.plain[first.end() : first.end() + 1] == " " else None
    return second is not None and view.plain[second.start()].isupper()


@dataclass(slots=True)
class Openness:
    """What the right end of an open name rests on beside its words.

    `blocked` maps starts of other organisations' names to their ends: a name stops before them. `about` lets "về" stand
    in the name ("Ban Chỉ đạo … về …"). `proper`: names of the kind end in a proper name, and small letters after one are
    a verb ("Công ty Bình Hà xây …"). `law`: "Luật" may begin the name ("Trường Đại học Luật", "Hội Luật gia").
    """

    blocked: Mapping[int, int]
    province: re.Pattern[str]
    about: bool = False
    proper: bool = False
    law: bool = False
    country: re.Pattern[str] | None = None
    district: re.Pattern[str] | None = None  # names of districts in two words or more
    capital_about: bool = False  # "Văn phòng Cao ủy về Nhân quyền"
    small: bool = False  # whether its first word may be in small letters, as behind a comma: "…, đào tạo và thi đấu …"


def right_end(view: View, position: int, openness: Openness) -> int:
    """Where the open name ends whose first word after the head begins at `position`; `position` itself when it is none.

    A place with its rank closes the name: "Hội Tin học TP. HCM".
    """
    first = _first_word(view, position, openness)
    if first is None:
        return position
    if _place_with_rank(view, position) and (placed := _place_end(view, position, openness)):
        return placed  # "Bộ Tư lệnh TP. HCM"
    end, small = _without_marks(view.plain, first.end(), "./-&"), 0
    if end < first.end():
        return end
    for _ in range(_MAX_WORDS - 1):
        word = _next_word(view, end, openness)
        if word is None:
            break
        if _place_with_rank(view, word.start()):
            return _place_end(view, word.start(), openness) or end
        if _is_shouted_stop(view, word) or _begins_stranger(view, position, end, word, openness):
            break
        if view.plain[word.start()].islower():
            if _parts_small(view, end, word) or _ends_small(view, position, end, word, openness):
                break
            small += 1
        elif begins_person(view, word.start()) and not (openness.proper and _is_half_a_name(view.plain[position:end])):
            break
        else:
            small = 0
        end = _without_marks(view.plain, word.end(), "./-")
        if end != word.end():
            break
    if view.folded.startswith(" ở nước ngoài", end) and view.folded.endswith("việt nam", position, end):
        end += len(" ở nước ngoài")
    # A name that trails off in a long run of small letters is a sentence, not a name.
    return end if small <= _MAX_SMALL else position


def _begins_stranger(view: View, position: int, end: int, word: re.Match[str], openness: Openness) -> bool:
    """Whether a person of another country begins behind the country's name: "… Quốc gia Nga | Nikolai Petrov"."""
    following = word_at(view, word.end() + 1) if view.plain.startswith(" ", word.end()) else None
    if openness.country is None or following is None or not (word.group().isascii() and following.group().isascii()):
        return False
    if not (_FOREIGN.fullmatch(word.group()) or _FOREIGN.fullmatch(following.group())) or following.group().islower():
        return False
    start = view.folded.rfind(" ", position, end) + 1
    pair = view.folded.rfind(" ", position, max(position, start - 1)) + 1
    return any(openness.country.fullmatch(view.folded, max(position, at), end) for at in (start, pair))


def _is_half_a_name(name: str) -> bool:
    """Whether a proper name is only begun: one Vietnamese syllable, behind a trade or alone ("… chuyên Hoàng | Lê Kha")."""
    last = name.split()[-1]
    whole = last.isascii() and (last.isupper() or _FOREIGN.fullmatch(last) is not None)
    before = name.split()[:-1]
    if last.islower():
        return True  # "Công ty Xi măng | Hà Tiên"
    return not whole and (not before or before[-1].islower())


def _is_shouted_stop(view: View, word: re.Match[str]) -> bool:
    """Whether a word that ends names stands in a heading in capitals: "CƠ QUAN | THUỘC ỦY BAN"."""
    shouted = len(word.group()) > 2 and word.group().isupper() and not word.group().isascii()
    return shouted and view.folded[word.start() : word.end()] in STOP_WORDS


def _first_word(view: View, position: int, openness: Openness) -> re.Match[str] | None:
    """The word that a name begins with; None where none can: a capital or a digit, no office and no other body's name."""
    first = word_at(view, position)
    if (
        first is None
        or _COUNTS.match(view.plain, position)
        or not (openness.small or view.plain[position].isupper() or view.plain[position].isdigit())
    ):
        return None
    law = openness.law and view.folded.startswith("luật", position)
    if position in openness.blocked or (TITLE.match(view.folded, position) and not law):
        return None
    return first


def _without_marks(plain: str, end: int, marks: str) -> int:
    while plain[end - 1] in marks:
        end -= 1
    credit = _CREDIT.search(plain, max(0, end - 8), end)
    return credit.start() if credit else end


def _next_word(view: View, end: int, openness: Openness) -> re.Match[str] | None:
    """The word that a name may go on with: "Kế hoạch - Tài chính", "Điều dưỡng - Phục hồi"; None where it cannot."""
    joint = next((j for j in _JOINTS if view.folded.startswith(j, end)), None)
    if joint is None and _ONE_BY_COMMA.match(view.folded, view.folded.rfind(" ", 0, end) + 1):
        joint = ", "  # "Phòng, chống thiên tai"
    if joint is None:
        return None
    at = end + len(joint)
    word = word_at(view, at)
    if word is None or _COUNTS.match(view.plain, at) or at in openness.blocked or _begins_office(view, at, end):
        return None
    if joint == " và " and (word.group()[0].isdigit() or _two_names(view, end, word)):
        return None  # "… và 25 tỉnh", "Đại học Aa và Bb"
    return word


def _begins_office(view: View, at: int, end: int) -> bool:
    """Whether a person's office or a document begins at `at`; "Cát Bà" is a place, "Kỷ luật" no law."""
    title = TITLE.match(view.folded, at)
    if title is None or view.plain.startswith(("Bà", "Ông"), at):
        return False
    return f"{_last_word(view.folded, 0, end)} {title.group()}" not in KEEP_PAIRS


def _two_names(view: View, end: int, word: re.Match[str]) -> bool:
    """Whether "và" joins two foreign proper names, which are two bodies of one kind."""
    before = view.plain[view.plain.rfind(" ", 0, end) + 1 : end]
    return (
        before.isascii()
        and word.group().isascii()
        and (len(before) > 4 or (before.isupper() and len(before) > 2))
        and len(word.group()) > 3
        and word.group()[0].isupper()
    )


def _place_end(view: View, at: int, openness: Openness) -> int | None:
    """Where a place ends that begins with its rank: "tỉnh Hà Nam", "huyện Điện Biên Đông", "quận 5"."""
    ranked = _PLACE_WORD.match(view.folded, at)
    named = openness.province.match(view.folded, at) or (ranked and openness.province.match(view.folded, ranked.end()))
    if named is None and ranked is not None and openness.district is not None:
        named = openness.district.match(view.folded, ranked.end())  # "TP Vũng Tàu"
    if ranked is None:
        return named.end() if named else None
    city = view.folded.startswith(("tp", "thành phố"), at)
    # A province is one of the list, or somebody's: "UBND tỉnh Nguyễn Văn A"; of cities not all are listed.
    if view.folded.startswith("tỉnh", at) or (city and (named or begins_person(view, ranked.end()))):
        return named.end() if named else None
    end, words = ranked.end(), 0
    while words < _LOCAL_WORDS and (word := word_at(view, end if not words else end + 1)) is not None:
        if (words and view.plain[end] != " ") or not (word.group()[0].isupper() or word.group().isdigit()):
            break
        if words and (word.start() in openness.blocked or begins_person(view, word.start())):
            break
        end, words = _without_marks(view.plain, word.end(), "./-&"), words + 1
        if word.group().isdigit() or end != word.end():
            break
    return end if words else None


# Words that a comma joins to one: "Phòng, chống thiên tai", "phòng cháy, chữa cháy và cứu nạn, cứu hộ".
_ONE_BY_COMMA = re.compile(r"(?:phòng, chống|cháy, (?:chữa cháy|cứu nạn)|nạn, cứu hộ)(?!\w)")
# A number that counts something else is no part of a name: "Đồng Tâm | 47,36 ha".
_COUNTS = re.compile(
    r"\d+(?:,\d|%|(?:[.,]\d+)* (?:%|ha|km|m2|tỷ|tỉ|triệu|nghìn|người|đồng|năm|tháng|ngày|giờ|lần|căn|học sinh|nạn nhân|mẹ con|vụ|miền|suất|chiếc|tấn|kg|ca|giường|bệnh nhân|hộ|hồ sơ|cổ phiếu|sản phẩm|trường hợp|máy)(?!\w))"
)
_JOINTS = (" - ", " & ", " và ", " ")


def _place_with_rank(view: View, at: int) -> re.Match[str] | None:
    """The rank of a place that begins here: "TP. HCM", "tỉnh Hà Nam"."""
    ranked = _PLACE_WORD.match(view.folded, at)
    follows = ranked and view.plain[ranked.end() : ranked.end() + 1].isalnum()
    return ranked if ranked and follows and not view.plain[ranked.end()].islower() else None


def _parts_small(view: View, end: int, word: re.Match[str]) -> bool:
    """Whether a hyphen, "&" or "và" parts the name from a word in small letters: it joins capitalised parts only."""
    joint = view.folded[end : word.start()]
    return joint not in (" ", ", ") and not (joint == " và " and AFTER_AND.match(view.folded, word.start()))


def _ends_small(view: View, position: int, end: int, word: re.Match[str], openness: Openness) -> bool:
    """Whether a word in small letters is no part of the name position:end before it."""
    plain, folded = view.plain, view.folded
    token = folded[word.start() : word.end()].rstrip("./")
    following = word_at(view, word.end() + 1) if plain[word.end() : word.end() + 1] == " " else None
    pair = f"{token} {folded[following.start() : following.end()].rstrip('./')}" if following else ""
    if f"{_last_word(folded, position, end)} {token}" in _COMPOUNDS:
        return False  # "Công ty CP Đầu tư Tháp Truyền | hình": half a word is no proper name
    if _is_whole(view, position, end, openness) and token not in _FOREIGN_JOINTS:
        return True
    if folded.endswith("việt nam", position, end) and pair not in ("khu vực", "chi nhánh"):
        return True
    if following is not None and _COUNTS.match(plain, following.start()):
        return True  # "… Dầu khí | tăng 1.000 đồng"
    traded = TRADES.match(folded, word.start() - 1) if openness.proper and pair in STOP_PAIRS else None
    if traded is not None and plain[traded.end() + 1 : traded.end() + 2].isupper():
        return False  # "Công ty CP Xuất nhập khẩu | tổng hợp | Hà Nội"
    if _goes_on(view, position, end, token, pair, following, openness):
        return True
    # "Thư viện Hà Nội | khánh thành", "Chi cục Thú y Hà Nam | kiểm tra"
    return word.start() == end + 1 and _ends_with_province(view, position, end, openness)


def _is_whole(view: View, position: int, end: int, openness: Openness) -> bool:
    """Whether the name position:end ends in what closes names before small letters: a proper name, a foreign word, a rank."""
    if openness.proper and _ends_properly(view.plain[position:end]):
        return True
    if _NUMBERED.search(view.plain, position, end):
        return True  # "Cục Quản lý đường bộ IV | kiểm tra"
    # "Bệnh viện Đa khoa tỉnh | quá tải"
    return _is_foreign(view.plain, position, end) or _last_word(view.folded, position, end) in _RANKS_ALONE


def _goes_on(
    view: View, position: int, end: int, token: str, pair: str, following: re.Match[str] | None, openness: Openness
) -> bool:
    """Whether the sentence goes on with a small word behind the name position:end, alone or with the words that follow."""
    plain, folded = view.plain, view.folded
    if pair in _OPEN_TRIPLES and following is not None and f"{pair} {_word_after(view, following.end())}" in STOP_PAIRS:
        return True  # "kiểm tra đột xuất", where "kiểm tra" alone may stand in a name
    kept = pair in KEEP_PAIRS or f"{_last_word(folded, position, end)} {token}" in KEEP_PAIRS
    if (token in STOP_WORDS or pair in STOP_PAIRS) and not kept:
        return True
    if token == "về":
        return not _goes_about(openness, following)
    # "Công ty cổ phần Tư vấn | xây dựng cảng biển Sao Mai": before its proper name it is a trade.
    trade = openness.proper and plain[folded.rfind(" ", position, end) + 1].islower()
    return pair in CLOSING_PAIRS and following is not None and not trade and not _closes(view, following.end())


def _word_after(view: View, end: int) -> str:
    word = word_at(view, end + 1) if view.plain.startswith(" ", end) else None
    return view.folded[word.start() : word.end()] if word else ""


def _goes_about(openness: Openness, following: re.Match[str] | None) -> bool:
    """Whether "về" stands in a name: in those of committees, and before a capital in those of offices."""
    return openness.about or (openness.capital_about and following is not None and following.group()[0].isupper())


def _closes(view: View, end: int) -> bool:
    """Whether nothing of a clause's object follows at `end`: a mark, or a word that ends names."""
    following = word_at(view, end + 1) if view.folded.startswith(" ", end) else None
    stops = following is not None and view.folded[following.start() : following.end()] in STOP_WORDS
    return stops or _CLOSES.match(view.folded, end) is not None


def _ends_with_province(view: View, position: int, end: int, openness: Openness) -> bool:
    """Whether the name position:end ends in a province's, as printed with capitals."""
    start = view.folded.rfind(" ", position, end) + 1
    if view.plain[max(start, position)].islower():
        return False
    start = end
    for _ in range(5):  # "Bà Rịa - Vũng Tàu" has the most words
        start = view.folded.rfind(" ", position, start - 1) + 1 if start > position else position
        start = max(start, position)
        if view.plain[start].islower():
            return False
        if openness.province.fullmatch(view.folded, start, end):
            return True
        if openness.district is not None and openness.district.fullmatch(view.folded, start, end):
            return True
        if start == position:
            return False
    return False


def _last_word(folded: str, position: int, end: int) -> str:
    return folded[max(position, folded.rfind(" ", position, end) + 1) : end]


# Who speaks or took a picture, glued behind a name: "Công ty Sao Mai-PV".
_CREDIT = re.compile(r"-(?:PV|NV|Ảnh|TTXVN)$")
# A word of several syllables is of another language, and so a proper name: "Đại học Oxford | trị giá …".
_FOREIGN = re.compile(
    r"(?!Internet|Marketing|Logistics|Taxi|Robot|Karate|Yoga|Media|Video|Online|Digital)(?=[A-Z][a-z]{3})[A-Za-z]*?[aeiouyAEIOUY]+[b-df-hj-np-tv-xz]+[aeiouy]+[A-Za-z]*"
)
_FOREIGN_JOINTS = frozenset({"and", "of", "de", "for", "the", "la", "in", "y"})


def _is_foreign(plain: str, position: int, end: int) -> bool:
    """Whether the last word of plain[position:end] is one of several syllables."""
    start = max(position, plain.rfind(" ", position, end) + 1, plain.rfind("-", position, end) + 1)
    return _FOREIGN.fullmatch(plain, start, end) is not None


# What firms write in capitals beside their names is no proper name.
_FORM = r"(?:VN|BOT|TNHH|MTV|CP|TM|DV|TMDV|DVTM|TM&DV|XNK|XD|SX|TV|ĐT|PT|KD|DL|MTV\.)"
_PROPER_END = re.compile(
    rf"(?:(?<!\w)(?!{_FORM} )[{UPPER}]\w* [{UPPER}]\w*|(?<!\w)(?!(?!VN){_FORM}$)[A-ZĐ\d&]{{2,}}|(?<!\w)\d+)$"
)


def _ends_properly(name: str) -> bool:
    """Whether a name ends in a proper name: two capitalised words or an acronym."""
    return _PROPER_END.search(name) is not None


def item_end(view: View, start: int, position: int) -> int | None:
    """End of a name that fills a numbered or bulleted item; None when the text there is no such item or holds a verb."""
    if not _NUMBERING.search(view.plain, max(0, start - 12), start):
        return None
    item = _ITEM.match(view.plain, position)
    if item is None or not view.plain[position].isupper():
        return None
    words = re.findall(r"\w+", view.folded[position : item.end("name")])
    pairs = [f"{a} {b}" for a, b in itertools.pairwise(words)]
    stops = [w in STOP_WORDS and not KEEP_PAIRS.intersection(pairs[max(0, i - 1) : i + 1]) for i, w in enumerate(words)]
    if len(words) > _MAX_WORDS or any(stops) or STOP_PAIRS.intersection(pairs):
        return None
    return position + len(item["name"].rstrip(" ,"))


def looks_like_person(view: View, position: int) -> bool:
    """Whether three capitalised words with a middle Văn or Thị begin here: "Nguyễn Văn A"."""
    first = word_at(view, position)
    if first is None or not begins_person(view, position):
        return False
    return view.folded.startswith((" văn ", " thị "), first.end())
