"""Names of bodies that only the grammar knows: a head, a capital, and a right end; parts that are called with their whole."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from theodoi.extract.organisations.grammar import (
    ABOUT,
    AFTER_AND,
    CENTRAL_END,
    DOES,
    KEEP_PAIRS,
    OF_DOCUMENT,
    SHY_HEADS,
    STOP_PAIRS,
    STOP_WORDS,
    SUBJECT_HEADS,
    TRADES,
    Openness,
    PlaceHead,
    begins_person,
    item_end,
    right_end,
)
from theodoi.extract.organisations.matched import Matched, NoBody, capitalised
from theodoi.extract.organisations.place_bodies import PlaceBodies
from theodoi.extract.organisations.tables import Draft, Listed, Open
from theodoi.registry.names import fold, key

_GENERIC = re.compile(r" (?:cấp (?:xã|tỉnh|huyện|trên)|các cấp|một cấp|hai cấp|địa phương|khu vực(?: còn)?)$")
# A firm's form and trade without its name: "Công ty TNHH", "Tổng công ty Cổ phần".
_FORM_ALONE = re.compile(
    r"(?: (?:tnhh|mtv|một thành viên|cổ phần|cp|thương mại|dịch vụ|đầu tư|xây dựng|trách nhiệm hữu hạn|nhà nước|và|&))+"
)
_BARE_RANK = re.compile(r" (tỉnh|huyện|quận|thị xã|thành phố|tp)$")
_PARTY_OF = re.compile(r" ủy(?!\w)")
_RANK_NAMES = {"tp": "thành phố"}
_UNFINISHED = frozenset(
    {
        "trung tâm điều hành",
        "trung tâm giám sát",
        "trung tâm dữ liệu",
        "hội đồng thành viên",
        "hội đồng quản trị",
        "hội đồng khoa học",
        "ban chấp hành",
        "hội đồng tuyển sinh",
        "hội đồng xét xử",
        "đại học quốc gia",
        "ngân hàng trung ương",
        "viện hàn lâm",
        "ủy ban kiểm tra",
        "ban thường trực",
        "ban lãnh đạo",
        "ban giám đốc",
        "ban giám hiệu",
        "ủy ban quốc gia",
        "ban chỉ đạo trung ương",
        "ban chỉ đạo quốc gia",
        "hội đồng quốc gia",
    }
)
_RANK_BEFORE = re.compile(r"(?:huyện|quận|xã|phường|thị trấn|thành phố|tp|phố|đường|cầu|chùa) $")
_CAPITALISED_BEFORE = re.compile(r"[^\W\d_]+ $")
_SMALL_WORDS = re.compile(r"(?: [^\W\dA-ZĐ_]+){1,4}?(?= Bộ )")
# Kinds of open names that papers write small, and those that a place may close.
_SMALL_KINDS = frozenset({"company", "hospital", "university", "school", "bank", "association"})
_OF_PLACES = frozenset({"hospital", "association", "centre", "institute", "fund", "company", "university"})
# Kinds whose names end in a proper name.
_PROPER = frozenset({"company", "school"})
_TRADED = _SMALL_KINDS | _OF_PLACES
# Heads of parts that are called with the place's body that they belong to.
_PARTS = frozenset({"Ban", "Phòng", "Văn phòng", "Ủy ban", "Trung tâm"})
# Heads that no person gives a name to.
_OFFICES = frozenset({"Văn", "Cục", "Vụ", "Chi", "Phòng", "Ban", "Tổng"})
_LAWFUL = frozenset({"university", "association", "institute", "department"})
_SEVERAL = re.compile(r"(?<!\w)(?:các|những|nhiều|một số) $")
_COUNTED = re.compile(r"(?<!\w)\d+ $")
# What a committee is for, before the rank of its place.
_TASK = re.compile(r"(?: (?:- |và )?[^\W\d_][\w-]*,?){1,16}?(?= (?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã) )")
_SUPERLATIVE = re.compile(
    r" (?:[^\W\d_]+ ){0,2}(?:tốt|lớn|nhanh|mạnh|cao|uy tín|sáng tạo|hiệu quả|tiêu biểu|xuất sắc) nhất(?!\w)"
)
_LED = re.compile(r"(?:trưởng|phó|phó trưởng) $")
# One member of a list of subjects; a list has an "và" before long.
_SUBJECT = re.compile(
    r"(?P<joint>, | và )?(?P<words>(?:thực hiện )?đề án \d{2}(?!\d)|[^\W\d_]+(?: (?!và )[^\W\d_]+){0,7})"
)
_CLOSED_LIST = re.compile(r"(?:, [^\W\d_]+(?: (?!và )[^\W\d_]+){0,4}){1,4} và ")
_MOST_SUBJECTS = 6
# "Phòng Quản lý xuất nhập cảnh (PA 08), Công an …"
# Kinds whose names go on with the name of a body of these kinds.
_BRANDS = frozenset({"company", "state_company", "foreign_company", "state_group"})
_OWNED_BY = {"committee": frozenset({"international"}), "institute": _BRANDS}
_CHAMBER = re.compile(r" (?:hạ|thượng) (?:viện|nghị viện)(?!\w)")
_TO_WHOLE = re.compile(r" \([^()\n]{2,20}\),? ")
_SMALL_PART = re.compile(r"(?: [^\W\dA-ZĐ_]+){1,7}?(?= (?:\([^()\n]{2,20}\),? )?(?:công an|tỉnh ủy|thành ủy) )")
_OPENING = re.compile(r":? ")
_MEMBER = re.compile(r", và |, | và ")


def _before_verb(words: str) -> str:
    """The words before the first one that ends a name."""
    tokens = words.split()
    pairs = [f"{a} {b}" for a, b in pairwise(tokens)]
    for number, token in enumerate(tokens):
        around = pairs[max(0, number - 1) : number + 1]
        if number and pairs[number : number + 1] and pairs[number] in STOP_PAIRS:
            return " ".join(tokens[:number])
        if token in STOP_WORDS and not KEEP_PAIRS.intersection(around):
            return " ".join(tokens[:number])
    return words


class OpenNames:
    """The open names of one text."""

    def __init__(self, matched: Matched, bodies: PlaceBodies) -> None:
        self.matched, self.view, self.tables = matched, matched.view, matched.tables
        self.bodies, self.places = bodies, bodies.places
        self.blocked, self.heads = matched.blocked, matched.heads
        self._items: list[str] = []  # names with commas, read from list items

    def name(self, start: int, end: int, value: Open) -> Draft | NoBody:
        """The body whose name begins with an open head at start:end."""
        if not self.view.folded.startswith(" ", end):
            return NoBody.NOTHING_FOLLOWS
        if self._is_kind(start, end, value):
            return NoBody.COUNTED
        if value.head == "Ban" and self.view.plain[start].islower():
            return self._led(start, end, value) or NoBody.SMALL_BAN
        if (small := self._small(start, end, value)) is not None:
            return small
        if value.kind == "press" and self.view.plain[start].isupper() and (paper := self._paper(start, end, value)):
            return paper
        if value.head in ABOUT and (steering := self._of_owner(start, end, value)):
            return steering
        if value.head == "Văn phòng" and (part := self._part(start, end, value) or self.matched.office_of(start, end)):
            return part
        if _COUNTED.search(self.view.plain[max(0, start - 5) : start]):
            return NoBody.COUNTED  # "63 Chi cục Thống kê" are many
        return self._read(start, end, value)

    def _is_kind(self, start: int, end: int, value: Open) -> bool:
        """Whether several are meant by a describing word of another language: "các công ty Internet", no list of names."""
        if not _SEVERAL.search(self.view.folded, max(0, start - 8), start):
            return False
        stop = self._right_end(end + 1, value)
        return " " not in self.view.plain[end + 1 : stop] and not self.view.folded.startswith((",", " và "), stop)

    def _read(self, start: int, end: int, value: Open) -> Draft | NoBody:
        whole = self._item(start, end)
        stop = self._stop(start, end, value, whole)
        if value.head in _PARTS and stop > end + 1:
            if part := self._part(start, stop, value):
                return part
            if value.head == "Ban" and stop + 1 in self.matched.wholes:
                return NoBody.NO_PART  # "Ban Tuyên giáo Thành ủy" of a city that is not told
        if value.head == "Phòng" and stop <= end + 1 and (small_part := _SMALL_PART.match(self.view.folded, end)):
            return self._part(start, small_part.end(), value) or NoBody.NO_PART
        if value.head in SHY_HEADS and not whole and not self._is_told(start, stop):
            return NoBody.SHY_HEAD
        return self._named(start, end, stop if stop > end + 1 else self._before_ministry(end), value)

    def _led(self, start: int, end: int, value: Open) -> Draft | None:
        """ "Phó ban Tuyên giáo Thành ủy …" holds office in the Ban."""
        led = _LED.search(self.view.folded, max(0, start - 12), start)
        return self._part(start, self._right_end(end + 1, value), value) if led else None

    def _small(self, start: int, end: int, value: Open) -> Draft | NoBody | None:
        """A name whose head, or what follows the head, is in small letters; None where neither decides."""
        small = self.view.plain[end + 1 : end + 2].islower()
        formed = small or _FORM_ALONE.match(self.view.folded, end)  # "công ty CP | xây dựng 79"
        traded = TRADES.match(self.view.folded, end) if formed and value.kind in _TRADED else None
        if traded and (made := self._traded(start, traded.end(), value, traded=True)):
            return made
        if small and value.kind == "committee" and (made := self._of_place(start, end, value)):
            return made
        if self.view.plain[start].islower():
            return self._traded(start, end, value, traded=False) or NoBody.SMALL_HEAD
        return None

    def _item(self, start: int, end: int) -> int:
        """Length of the name that fills a list item here, or of the same name as an item elsewhere; 0 without one.

        Elsewhere in the text the same name is followed by anything: "…, tôn giáo có 2 bộ phận".
        """
        item = item_end(self.view, start, end + 1)
        # Not "…; Vụ Pháp chế, Vụ Kế hoạch - Tài chính;".
        if (
            item is not None
            and not self.matched.has_head(start, item)
            and not self._goes_to(start, item)
            and ("," in self.view.plain[end:item] or self.view.plain.startswith(";", item))
        ):
            self._items.append(self.view.folded[start:item])
        return max((len(i) for i in self._items if self.view.folded.startswith(i, start)), default=0)

    def _goes_to(self, start: int, item: int) -> bool:
        """Whether the item says to which body one is moved: "Ban quản lý bến xe về Sở Xây dựng;"."""
        at = self.view.folded.find(" về ", start, item)
        return at >= 0 and at + 4 in self.blocked

    def _stop(self, start: int, end: int, value: Open, whole: int) -> int:
        """Where the name ends: by the grammar, as an item of a list, over commas, or with the document that it is for."""
        stop = self._right_end(end + 1, value)
        stop = max(self._first_of_two(start, stop), start + whole)
        if value.head in SUBJECT_HEADS and stop > end + 1 and not whole:
            stop = self._over_commas(stop, value)
        if value.head in ABOUT and self.view.folded.endswith(DOES, end, stop):
            cited = OF_DOCUMENT.match(self.view.folded, stop)
            stop = cited.end() if cited else stop
        return stop

    def _named(self, start: int, end: int, stop: int, value: Open) -> Draft | NoBody:
        if stop <= end + 1 or self.view.folded.endswith(" về", end, stop):
            return NoBody.NO_NAME
        name = self.view.plain[start:stop]
        if value.kind in ("company", "bank") and _FORM_ALONE.fullmatch(self.view.folded, end, stop):
            return NoBody.KIND_OF_BODY
        bare = _BARE_RANK.search(fold(name))
        if bare and _PARTY_OF.match(self.view.folded, stop):
            return NoBody.NO_NAME  # "Ủy ban Kiểm tra | huyện ủy X"
        if bare:
            # "Bệnh viện Đa khoa tỉnh" is the one of the article's province, where that is clear.
            place = self.places.of_article(_RANK_NAMES.get(bare.group(1), bare.group(1)))
            if place is None:
                return NoBody.KIND_OF_BODY
            full = f"{name[: bare.start()]} {place.full}"
            return self.matched.unregistered(start, stop, full, value.kind, "organisations/context", 0.6, place)
        if _GENERIC.search(fold(name)):
            return NoBody.KIND_OF_BODY  # "Chi cục Thuế khu vực", and no "Cục Thuế" stands in it
        if not self._is_name(start, end, name):
            return NoBody.PLACE_OR_UNFINISHED
        # "Vụ Pháp chế Bộ Tư pháp": every ministry has one, so the parent belongs to the name.
        parent = self.blocked.get(stop + 1) if self.view.folded.startswith(" bộ ", stop) else None
        owner = self.matched.owner_at(stop + 1) if self.view.folded.startswith(" ", stop) else None
        if owner is not None and owner[1] in _OWNED_BY.get(value.kind, frozenset()):
            parent = owner[0]  # "Ủy ban Điều hành FIFA", "Viện Nghiên cứu Toshiba"
        if value.kind == "company" and self.view.plain[self.view.plain.rfind(" ", end, stop) + 1].islower():
            parent = self._brand(stop) or parent
        if value.kind == "committee" and (chamber := _CHAMBER.match(self.view.folded, stop)):
            country = self.matched.country(chamber.end())
            parent = country or chamber.end()  # "Ủy ban Tình báo Hạ viện Mỹ"
        if parent is not None:
            stop, name = parent, self.view.plain[start:parent]
        return self.matched.unregistered(start, stop, name, value.kind, "organisations/grammar", 0.75)

    def _traded(self, start: int, end: int, value: Open, traded: bool) -> Draft | None:
        """A body whose trade, up to `end`, or whose head is in small letters: only what a proper name or a place closes.

        "Công ty cổ phần công nghệ Sao Mai", "bệnh viện đa khoa tỉnh Phú Thọ"; not "công ty Nhật", "ngân hàng Việt Nam".
        """
        small = self.view.plain[start].islower()
        if small and value.kind not in _SMALL_KINDS:
            return None
        place = self.places.after(end)
        if place is not None:
            # "công ty Hà Nội" is one of many in Hà Nội.
            if not traded or place.bare or value.kind not in _OF_PLACES:
                return None
            # A company is called by the place's name alone: "Công ty tư vấn Hòa Bình".
            ranked = value.kind != "company" or self.view.plain[end + 1].islower()
            name = capitalised(
                f"{self.view.plain[start:end]} {place.full}" if ranked else self.view.plain[start : place.end]
            )
            return self.matched.unregistered(
                start, place.end, name, value.kind, "organisations/grammar", 0.7, place if ranked else None
            )
        stop = self._right_end(end + 1, value, proper=True) if self.view.folded.startswith(" ", end) else end
        stop = self._first_of_two(start, stop)
        if traded and (brand := self._brand(end)):
            stop = brand
        proper = self.view.plain[end + 1 : stop]
        if not proper or self.tables.country.match(self.view.folded, end + 1):
            return None
        # A short word is a nation or a place more often than a company: "công ty Nhật", "ngân hàng Anh".
        if _FORM_ALONE.fullmatch(self.view.folded, end, stop):
            return None
        numbered = traded and proper.isdigit()
        if (
            small
            and not numbered
            and " " not in proper
            and not (proper.isascii() and len(proper) >= 5)
            and not proper.isupper()
        ):
            return None
        if small and proper.casefold().startswith(("việt nam", "trung ương", "thế giới")):
            return None
        name = capitalised(self.view.plain[start:stop])
        return self.matched.unregistered(start, stop, name, value.kind, "organisations/grammar", 0.7)

    def _brand(self, end: int) -> int | None:
        """Where another firm's name ends that a trade goes on with: "Công ty CP nước sạch | Vinaconex"."""
        firm = self.matched.owner_at(end + 1) if self.view.folded.startswith(" ", end) else None
        return firm[0] if firm is not None and firm[1] in _BRANDS else None

    def _paper(self, start: int, end: int, value: Open) -> Draft | None:
        """A paper that is called by its body: "Báo Thanh tra Chính phủ", "Báo Công an TP Đà Nẵng"."""
        stop = self.blocked.get(end + 1)
        if stop is None:
            return None
        place = self.places.after(stop)
        stop = place.end if place and not place.bare else stop
        return self.matched.unregistered(
            start, stop, self.view.plain[start:stop], value.kind, "organisations/grammar", 0.75
        )

    def _part(self, start: int, stop: int, value: Open) -> Draft | None:
        """A part that is called with its whole, a place's body: "Ban Tuyên giáo Thành ủy Hà Nội", "Phòng X Công an tỉnh Y"."""
        gap = _TO_WHOLE.match(self.view.folded, stop)
        at = gap.end() if gap else stop + 1
        wholes = self.matched.housed if value.head == "Văn phòng" else self.matched.wholes
        if at not in wholes:
            return None
        last, head = wholes[at]
        drafts, _ = self.bodies.body(at, last, head, [])
        if isinstance(drafts, NoBody):
            return None
        whole = drafts[-1]
        name = f"{capitalised(self.view.plain[start:stop])} {whole.organisation.name}"
        part = self.matched.unregistered(start, whole.end, name, value.kind, "organisations/grammar", 0.75)
        owner = whole.organisation
        if part.registered:
            return part
        return replace(part, organisation=replace(part.organisation, place=owner.place, parent=owner.id))

    def _of_place(self, start: int, end: int, value: Open) -> Draft | None:
        """A committee whose task is in small letters up to its place: "Ban chỉ đạo ứng dụng CNTT thành phố Hà Nội"."""
        task = _TASK.match(self.view.folded, end)
        place = self.places.after(task.end()) if task else None
        if task is None or place is None or place.bare or self.matched.has_body(start, task.end()):
            return None
        words = task.group().replace(",", " ").split()
        pairs = {f"{a} {b}" for a, b in pairwise(words)}
        # "triển khai", "thực hiện", "tổ chức" are its task here, and end a name elsewhere.
        if any(w in STOP_WORDS and not any(w in k.split() for k in pairs & KEEP_PAIRS) for w in words):
            return None
        name = f"{self.view.plain[start : task.end()]} {place.full}"
        return self.matched.unregistered(start, place.end, name, value.kind, "organisations/grammar", 0.75, place)

    def _of_owner(self, start: int, end: int, value: Open) -> Draft | None:
        """A committee that is called by its body and its subject: "Ban Chỉ đạo của Bộ Y tế về chuyển đổi số và Đề án 06"."""
        folded = self.view.folded
        owner = self.matched.blocked.get(end + 5) if folded.startswith(" của ", end) else None
        if owner is None or not folded.startswith(" về ", owner):
            return None
        stop = self._subject_end(owner + 4)
        if stop is None:
            return None
        return self.matched.unregistered(
            start, stop, self.view.plain[start:stop], value.kind, "organisations/grammar", 0.75
        )

    def _subject_end(self, at: int) -> int | None:
        """End of a subject in small letters, which may be a list that "và" closes; None where there is none."""
        folded, end = self.view.folded, at
        for _ in range(_MOST_SUBJECTS):
            part = _SUBJECT.match(folded, end)
            if part is None or (end > at) != (part["joint"] is not None):
                break
            kept = _before_verb(part["words"])
            if not kept:
                break
            whole = kept == part["words"]
            end = part.start("words") + len(kept)
            # A comma goes on to another subject only where an "và" closes the list.
            if (
                not whole
                or part["joint"] == " và "
                or not (folded.startswith(" và ", end) or _CLOSED_LIST.match(folded, end))
            ):
                break
        return end if end > at else None

    def _right_end(self, position: int, value: Open | Listed, proper: bool = False, small: bool = False) -> int:
        openness = Openness(
            self.blocked,
            self.tables.province,
            district=self.tables.district,
            country=self.tables.country,
            small=small,
            capital_about=value.head in ("Văn phòng", "Ủy ban"),
            about=value.head in ABOUT,
            proper=proper or value.kind in _PROPER or value.head == "Chi nhánh",
            law=value.kind in _LAWFUL,
        )
        return right_end(self.view, position, openness)

    def _is_told(self, start: int, stop: int) -> bool:
        """Whether what follows, or how it ends, tells that a shy head begins a name."""
        country = self.tables.country.match(self.view.folded, self.view.folded.rfind(" ", start, stop) + 1)
        if self.matched.has_head(start, stop):
            return False
        if self.view.folded.startswith("bộ ", start):
            return country is not None  # a ministry of another state that we have none of
        if self.view.folded.startswith((": trưởng ban", ": phó ban"), stop):
            return True
        return (
            stop + 1 in self.blocked or bool(CENTRAL_END.search(self.view.folded, start, stop)) or country is not None
        )

    def _over_commas(self, stop: int, value: Open) -> int:
        """End of a name that goes on behind a comma and closes with "và": "… Nghiên cứu Giới, Gia đình và Môi trường"."""
        reached = stop
        while self.view.folded.startswith(", ", reached):
            at = reached + 2
            if at in self.heads or at in self.blocked or begins_person(self.view, at):
                return stop
            small = AFTER_AND.match(self.view.folded, at) is not None and self.view.plain[at].islower()
            following = self._right_end(at, value, small=small)
            if following == at:
                return stop
            if " và " in self.view.folded[at:following]:
                return following
            reached = following
        return stop

    def _before_ministry(self, end: int) -> int:
        """End of a name in small letters that a ministry follows at once ("Trung tâm thông tin Bộ Xây dựng"), else `end`."""
        small = _SMALL_WORDS.match(self.view.plain, end)
        if small is None or small.end() + 1 not in self.blocked or not self.view.folded.startswith(" bộ ", small.end()):
            return end
        words = fold(small.group()).split()
        pairs = {f"{a} {b}" for a, b in pairwise(words)}
        return end if STOP_WORDS.intersection(words) or STOP_PAIRS & pairs or "và" in words else small.end()

    def _first_of_two(self, start: int, stop: int) -> int:
        """Where "Công ty A và Công ty B" ends for the first of them."""
        for joint in (" và ", " - ", " & "):
            at = self.view.folded.find(joint, start, stop)
            if at >= 0 and at + len(joint) in self.heads:
                return at
        return stop

    def _is_name(self, start: int, end: int, name: str) -> bool:
        """Whether an open name is one body's: no kind of body ("… cấp xã"), no place ("xã Hội Sơn", "Hội An")."""
        if key(name) in _UNFINISHED or isinstance(self.tables.gazetteer.value(name), PlaceHead | Open):
            return False
        if _RANK_BEFORE.search(self.view.folded, max(0, start - 12), start):
            return False
        if _SUPERLATIVE.match(self.view.folded, start + len(name)):
            return False  # a prize: "Ngân hàng số | tốt nhất Việt Nam"
        middle = name.startswith("Trung tâm ") and self.places.after(end)
        if middle and middle.end >= start + len(name):
            return False  # "Trung tâm TP. HCM" is where the city's middle is
        # "Hội" also begins names of places; a society's name holds a word in small letters or the country's name.
        if name.split()[0] in _OFFICES and begins_person(self.view, end + 1):
            return False  # "Chánh Văn phòng Nguyễn …" names a person
        if name.split()[0] not in ("Hội", "HỘI"):
            return True
        # "Tân Hội Đông", "Lịch Hội Thượng"
        if (before := _CAPITALISED_BEFORE.search(self.view.plain, max(0, start - 14), start)) and before.group()[
            0
        ].isupper():
            return False
        return bool(re.search(r" (?!và )[^\W\dA-ZĐ_]{2,}| Việt Nam", self.view.plain[end : start + len(name)]))

    # lists that share a head ---------------------------------------------------------------------------------------
    def listed(self, start: int, end: int, value: Listed) -> list[Draft] | NoBody:
        """ "các Vụ Pháp chế, Kế hoạch - Tài chính và Tổ chức cán bộ": each member under the head, with its own span."""
        made: list[Draft] = []
        position = end
        while joint := (_OPENING if not made else _MEMBER).match(self.view.folded, position):
            first = joint.end()
            if first in self.heads:
                return NoBody.OWN_HEADS  # "Hai Vụ: Vụ Pháp chế, …"
            stop = self._member_end(first, self._right_end(first, value), bool(made))
            if stop <= first:
                break
            name = f"{value.head} {self.view.plain[first:stop]}"
            made.append(
                self.matched.unregistered(first if made else start, stop, name, value.kind, "organisations/list", 0.75)
            )
            position = stop
        return made if len(made) > 1 else NoBody.NO_LIST

    def _member_end(self, first: int, stop: int, further: bool) -> int:
        """End of a member of a list: its last "và" joins two of them, unless both are one known subject."""
        if not further or self.view.folded.startswith(", ", stop):
            return stop
        at = self.view.folded.rfind(" và ", first, stop)
        known = self.tables.topic.match(self.view.folded, first)
        if at < 0 or not self.view.plain[at + 4].isupper() or (known and known.end() > at):
            return stop
        return at
