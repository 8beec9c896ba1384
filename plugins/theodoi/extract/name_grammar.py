"""The tables and the right-end rule of organisation names that no registry can hold."""

from __future__ import annotations

import re
from dataclasses import dataclass

from theodoi.registry.names import View, key


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
    (("Viện kiểm sát nhân dân", "VKSND"), PlaceHead("Viện kiểm sát nhân dân {rank} {place}", "procuracy")),
    (("Bộ Chỉ huy Quân sự", "Bộ CHQS"), PlaceHead("Bộ Chỉ huy Quân sự {rank} {place}", "military")),
    (("Bảo hiểm xã hội", "BHXH"), PlaceHead("Bảo hiểm xã hội {rank} {place}", "local_agency")),
    (("Văn phòng UBND", "Văn phòng Ủy ban nhân dân"), PlaceHead("Văn phòng Ủy ban nhân dân {rank} {place}", "office_body")),
    (("Văn phòng HĐND", "Văn phòng Hội đồng nhân dân"), PlaceHead("Văn phòng Hội đồng nhân dân {rank} {place}", "office_body")),
    (("Trung tâm Phục vụ hành chính công", "Trung tâm Hành chính công"),
     PlaceHead("Trung tâm Phục vụ hành chính công {rank} {place}", "service_centre")),
    (("Thanh tra",), PlaceHead("Thanh tra {rank} {place}", "local_agency")),
    (("Ủy ban Mặt trận Tổ quốc Việt Nam", "Ủy ban MTTQ Việt Nam", "Ủy ban MTTQ", "UBMTTQ"),
     PlaceHead("Ủy ban Mặt trận Tổ quốc Việt Nam {rank} {place}", "front")),
    (("Hội Nông dân",), PlaceHead("Hội Nông dân {rank} {place}", "front")),
    (("Hội Liên hiệp Phụ nữ", "Hội LHPN"), PlaceHead("Hội Liên hiệp Phụ nữ {rank} {place}", "front")),
    (("Hội Cựu chiến binh",), PlaceHead("Hội Cựu chiến binh {rank} {place}", "front")),
    (("Liên đoàn Lao động", "LĐLĐ"), PlaceHead("Liên đoàn Lao động {rank} {place}", "front")),
    (("Ban Chỉ đạo chuyển đổi số", "Ban Chỉ đạo Chuyển đổi số"), PlaceHead("Ban Chỉ đạo chuyển đổi số {rank} {place}", "committee")),
    (("Quận ủy",), PlaceHead("Quận ủy {place}", "district_party")),
    (("Huyện ủy",), PlaceHead("Huyện ủy {place}", "district_party")),
    (("Thị ủy",), PlaceHead("Thị ủy {place}", "district_party")),
    (("Tỉnh đoàn",), PlaceHead("Tỉnh đoàn {place}", "front")),
    (("Thành đoàn",), PlaceHead("Thành đoàn {place}", "front")),
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
}

# Words that end a name: verbs, prepositions, adverbs, pronouns, titles. Two words where one alone may stand in a name.
_STOPS = """
cho đã đang sẽ cần phải là có được bị tại trong với để khi này đó kia ở từ trên dưới theo cũng vừa do thì mà nhằm như đến tới vào ra
bằng rằng việc những các một hai ba gồm trình kể nhưng vì nếu hoặc hay ông bà anh chị lúc sau trước ngày năm tháng hôm chiều sáng tối
nêu nói không chưa còn rất vẫn lại hiện nay tiếp cùng của giúp làm xin mong muốn đưa giao giữ nhận lấy thuộc qua giữa cả đều tự nên
khẳng nhấn cam đánh đề đồng đồng_chí bắt bàn bổ cử chủ_trì chịu chỉ chủ_động chuyển_giao công_bố cung_cấp dự dự_kiến diễn_ra dẫn
đạt đặt đảm_bảo bảo_đảm đang đăng đi điều_chỉnh điều_hành_việc đóng gặp ghi_nhận giải_thích góp gửi hoàn_thành hoàn_thiện hỏi họp hướng_dẫn
kết_luận kết_hợp khai_trương khảo_sát khởi_động kiến_nghị ký khuyến_cáo làm_việc lập liên_quan lưu_ý mở nắm nghiên_cứu_và ngày_càng nhìn
phát_biểu phân_tích phê_duyệt phối_hợp phải phụ_trách quyết_định ra_mắt rà_soát sở_hữu sử_dụng tăng_cường tập_trung tham_dự tham_gia
tham_mưu thành_lập thay_mặt thẩm_định thông_báo thông_qua thống_nhất thực_hiện thường_xuyên tiến_hành tìm tổ_chức tổng_hợp trả
trao triển_khai trực_tiếp trực_thuộc trở vận_hành vận_động viết xác xác_định xây_dựng xem xin xử_lý xuất yêu_cầu ủng_hộ
ban_hành báo_cáo bày_tỏ biết biểu_dương chia_sẻ chúc cho_biết chỉ_đạo_các cảnh_báo mới nhiều ít đầu_tiên hàng hằng mỗi từng quy_định
khóa nhiệm_kỳ lần nơi chính_thức hợp_tác_với tại_việt kiêm phó trưởng nguyên cán_bộ lãnh_đạo nhân_viên người nhà thôi
""".split()
STOP_WORDS = frozenset(w for w in _STOPS if "_" not in w)
STOP_PAIRS = frozenset(w.replace("_", " ") for w in _STOPS if "_" in w)

# Capitalised words that begin a person's title, never a part of a body's name.
_TITLES = ("giám đốc", "phó", "chủ tịch", "trưởng", "bí thư", "thứ trưởng", "bộ trưởng", "tổng giám đốc", "cục trưởng", "vụ trưởng",
           "viện trưởng", "hiệu trưởng", "chánh", "ông", "bà", "thiếu tướng", "trung tướng", "đại tá", "thượng tá", "ts", "pgs",
           "gs", "ths", "tiến sĩ", "luật sư", "đồng chí", "chuyên gia", "hội nghị", "hội thảo", "nghị định", "nghị quyết", "quyết định", "luật", "thông tư")  # fmt: skip
TITLE = re.compile(rf"(?:{'|'.join(sorted(_TITLES, key=len, reverse=True))})\b")

SURNAMES = frozenset(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh mai trương đào đoàn lương lâm tạ cao hà tô trịnh "
    "nông vương lưu thái châu kiều quách tăng thạch triệu chu phùng tống quàng lò mạc bế vi doãn khuất".split()
)
_NOT_PEOPLE = frozenset(map(key, ("Hồ Chí Minh", "Hà Nội", "Hà Nam", "Hà Tĩnh", "Hà Giang", "Thái Nguyên", "Thái Bình", "Cao Bằng", "Lâm Đồng", "Châu Âu", "Châu Á", "Hoàng Mai")))

_WORD = re.compile(r"[^\W_][\w&./+]*(?:-\w+)*", re.UNICODE)
_MAX_WORDS = 14


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


def right_end(view: View, position: int, blocked: dict[int, int]) -> int:
    """Where the open name ends whose first word after the head begins at `position`; `position` itself when it is none.

    `blocked` maps starts of other organisations' names to their ends: a name stops before them.
    """
    plain, folded = view.plain, view.folded
    first = word_at(view, position)
    if first is None or not (plain[position].isupper() or plain[position].isdigit()) or position in blocked:
        return position
    if TITLE.match(folded, position):
        return position
    end, words, lower_run = first.end(), 1, 0
    while words < _MAX_WORDS:
        # "Kế hoạch - Tài chính", "Điều dưỡng - Phục hồi": a hyphen joins capitalised parts.
        joint = next((j for j in (" - ", " & ", " và ", " ") if folded.startswith(j, end)), None)
        if joint is None:
            break
        at = end + len(joint)
        word = word_at(view, at)
        if word is None or at in blocked or TITLE.match(folded, at):
            break
        lower = plain[at].islower()
        if joint != " " and lower:
            break
        token = folded[at : word.end()].rstrip("./")
        if lower:
            following = word_at(view, word.end() + 1) if plain[word.end() : word.end() + 1] == " " else None
            pair = f"{token} {folded[following.start():following.end()]}" if following else ""
            if token in STOP_WORDS or pair in STOP_PAIRS:
                break
            lower_run += 1
            if lower_run > 7:
                break
        else:
            if words >= 1 and begins_person(view, at) and not (words == 1 and first.group().isdigit()):
                break
            lower_run = 0
        stop = word.end()
        while plain[stop - 1] in "./-":
            stop -= 1
        end = stop
        words += 1
        if stop != word.end():
            break
    # A name that trails off in a long run of small letters is a sentence, not a name.
    return end if lower_run <= 6 else first.end()
