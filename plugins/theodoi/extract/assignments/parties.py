"""Who gives and who gets a task: bodies, offices, groups in small letters, and places that act for their committees."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import itemgetter

from theodoi.extract.anchors import Anchored, Anchors, heads_of
from theodoi.extract.document import Document
from theodoi.extract.organisations.tables import tables
from theodoi.extract.spans import InOrder, OrganisationMention
from theodoi.extract.text import UPPER
from theodoi.registry.names import fold
from theodoi.registry.places import pick


def pattern(words: str) -> re.Pattern[str]:
    """A pattern over folded text; it holds no escape in capitals."""
    return re.compile(fold(words).replace("(?p<", "(?P<"))


_ANCHORS = Anchors()


def anchored(words: str, heads: str) -> Anchored:
    """The same, tried only where a match may begin: `heads` are the alternatives with which all matches begin."""
    return _ANCHORS.add(pattern(words), heads_of(heads))


@dataclass(frozen=True, slots=True)
class Party:
    """One body, office, group or acting place at start:end. `rank` says whom it may order: higher over lower."""

    name: str
    organisation_id: str | None
    start: int
    end: int
    rank: float
    sort: str  # body | office | person | group | place
    party: bool = False  # a body of the Party
    speaks: bool = False
    person: str | None = None
    office: str | None = None


# Ranks: who stands over whom. Ministries and provinces are equals.
_TOP, _GOVERNMENT, _DEPUTY, _MINISTRY, _PROVINCE_PARTY, _PROVINCE, _OFFICE, _LOW = 7, 6, 5.5, 4, 4.5, 4, 3, 1
_RANKS = {
    "party": _GOVERNMENT, "assembly": _TOP, "government": _GOVERNMENT, "office": _GOVERNMENT, "committee": 5, "ministry": _MINISTRY,
    "ministerial_agency": _MINISTRY, "agency": _MINISTRY, "court": _MINISTRY, "procuracy": _MINISTRY, "audit": _MINISTRY,
    "province_party": _PROVINCE_PARTY, "province_committee": _PROVINCE, "province_council": _PROVINCE_PARTY,
    "department": _OFFICE, "province_department": _OFFICE, "district_party": 2.5, "district_committee": 2,
}  # fmt: skip
_DEPUTY_ID = "pho-thu-tuong"
# Above the other bodies of the Party, and above the Government.
_OF_ID = {"bo-chinh-tri": 8, "ban-bi-thu": 8, "bch-tw": 8, "chu-tich-nuoc": 7, _DEPUTY_ID: _DEPUTY}
_PARTY_KINDS = frozenset({"party", "province_party", "district_party"})
_LOCAL = re.compile(
    r"Ủy ban nhân dân (?:huyện|quận|thị xã|xã|phường|thị trấn|đặc khu|thành phố (?!Hà Nội|Hồ Chí|Hải Phòng|Đà Nẵng|Cần Thơ|Huế))"
)

# Heads of bodies, who give and get for them.
_OFFICE_WORD = (
    "phó bộ trưởng|bộ trưởng|thứ trưởng|phó chủ tịch|chủ tịch|phó chủ nhiệm|chủ nhiệm|phó giám đốc|giám đốc|tổng giám đốc|phó tổng giám đốc|phó tổng thanh tra"
    "|tổng thanh tra|thống đốc|phó thống đốc|viện trưởng|phó viện trưởng|cục trưởng|phó cục trưởng|vụ trưởng|phó vụ trưởng|chánh văn phòng|phó chánh văn phòng"
    "|chánh|phó chánh|bí thư|phó bí thư|trưởng ban|phó trưởng ban|hiệu trưởng|tổng biên tập|lãnh đạo|người đứng đầu|thủ trưởng|đại diện|tổng cục trưởng|trưởng"
)
_HEAD_BEFORE = pattern(
    rf"(?:(?:đồng chí|các đồng chí|ông|bà) )?(?:(?:nguyên|quyền) )?(?:{_OFFICE_WORD})(?: thường trực)?(?:(?:, | kiêm | - |, phó )(?:{_OFFICE_WORD})(?: thường trực)?)*(?: của)? $"
)
_NAME_BEHIND = re.compile(rf" (?:[{UPPER}][^\W\d_]+(?: |(?![\w]))){{2,5}}")
_LAST_NAMES = 60
_MEMBER = pattern("ủy viên|thành viên|nguyên ")  # who speaks for another body
_TITLED = _ANCHORS.add(
    re.compile(rf"(?<!\w)(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí) (?P<who>[{UPPER}][^\W\d_]+(?: [{UPPER}][^\W\d_]+){{0,4}})"),
    ("ông ", "bà ", "đồng chí "),
)
_THIS_ONE = "cơ quan này|đơn vị này|bộ này|chúng tôi"
_STAND_IN = anchored(
    rf"(?<!\w)(?:(?P<minister>bộ trưởng)(?= (?:cũng |đã |còn )?(?:cho biết|cho hay|khẳng định|yêu cầu|đề nghị|nhấn mạnh|giao))|{_THIS_ONE})(?!\w)",
    f"bộ trưởng |{_THIS_ONE}",
)

# Groups. A noun of those that may be many, listed, with what narrows it.
_NOUN = (
    "bộ|cơ quan ngang bộ|cơ quan thuộc chính phủ|cơ quan trung ương|cơ quan chức năng|cơ quan chuyên môn|cơ quan nhà nước|cơ quan báo chí|cơ quan|sở|ban chỉ đạo|ban chấp hành|ban|ngành|địa phương|đơn vị sự nghiệp|đơn vị"
    "|tỉnh ủy|thành ủy|đảng ủy|huyện ủy|quận ủy|cấp ủy đảng|cấp ủy|tổ chức đảng|tổ chức chính trị - xã hội|tổ chức tín dụng|tổ chức|tỉnh|thành phố|quận|huyện|thị xã|xã|phường|thị trấn|đặc khu|cấp chính quyền|cấp|lực lượng chức năng|lực lượng"
    "|doanh nghiệp nhà nước|doanh nghiệp viễn thông|doanh nghiệp công nghệ|doanh nghiệp|tập đoàn kinh tế|tập đoàn|tổng công ty|công ty|ngân hàng thương mại|ngân hàng|trường đại học|trường|cơ sở giáo dục|cơ sở y tế|cơ sở|bệnh viện"
    "|hiệp hội|hội đoàn thể|đoàn thể|hội|phòng chuyên môn|phòng|vụ|cục|chi nhánh|trung tâm|thành viên chính phủ|thành viên ban chỉ đạo|thành viên ủy ban|thành viên|chủ đầu tư|nhà thầu|nhà mạng|tổ công tác|đại biểu|chính quyền địa phương|chính quyền|người đứng đầu"
    "|thủ trưởng|ban quản lý dự án|ban quản lý|viện|văn phòng|chuyên gia|tổ giúp việc|tổ|cán bộ, công chức|bộ trưởng|chủ tịch|giám đốc|cơ quan đơn vị"
)
_NARROW = (
    " (?:khác|ngang bộ|trực thuộc trung ương|trực thuộc bộ|trực thuộc|thuộc chính phủ|thuộc tỉnh|thuộc thành phố|thuộc bộ|thuộc|trung ương|liên quan|có liên quan|chức năng|nêu trên|trên|này|trên địa bàn tỉnh|trên địa bàn thành phố|trên địa bàn|trong tỉnh|trong cả nước|trên cả nước|trong toàn ngành"
    "|trên toàn quốc|cấp tỉnh|cấp huyện|cấp xã|cấp trên|cấp|các cấp|đảng|của tỉnh|của thành phố|của bộ|của trung ương|ở trung ương|ở địa phương|phụ trách|được phân công|được giao|nhà nước|tỉnh|thành phố|địa phương|các tỉnh|các cấp|chuyên môn|đầu mối|công lập|viễn thông|công nghệ số|công nghệ"
    "|tư vấn|chủ trì|chủ quản|quản lý|có thẩm quyền)(?!\\w)"
)
_LIST = rf"(?:{_NOUN})(?!\w)(?:{_NARROW})*(?:(?:, | và |, và | hoặc |/ ?| - | )(?:các |từng |toàn thể )?(?:{_NOUN})(?!\w)(?:{_NARROW})*)*"
_ALL, _MANY = "tất cả|toàn bộ|đồng chí", "các|những|mọi|một số|từng|toàn thể|hai|ba"
_GROUP = anchored(rf"(?<!\w)(?:(?:{_ALL}) )?(?:{_MANY}) (?:đồng chí )?{_LIST}", f"{_ALL}|{_MANY}")
_COMMITTEE = "ủy ban nhân dân|ubnd|hđnd, ubnd|hội đồng nhân dân"
_COMMITTEES = anchored(
    rf"(?<!\w)(?:{_COMMITTEE})(?: và hđnd)? (?:(?:các |cấp ){_LIST}|cấp (?:tỉnh|huyện|xã)(?!\w))(?: nơi có [^.,;:\n]{{3,60}}?(?= (?:phối hợp|chủ trì|chỉ đạo|có trách nhiệm|phải|cần|tổ chức|rà soát|triển khai)))?",
    _COMMITTEE,
)
_ONE = (
    r"chính quyền địa phương|chính quyền các cấp|cấp ủy, chính quyền|cơ quan chức năng|lực lượng chức năng|cơ quan chuyên môn|cơ quan liên quan|đơn vị liên quan|các bên liên quan|cơ quan, đơn vị liên quan|đơn vị tư vấn|đơn vị thi công"
    r"|người đứng đầu|chủ đầu tư|nhà thầu|địa phương|bộ, ngành, địa phương|bộ, ngành|sở, ngành|sở ngành, quận huyện|sở ngành|thủ trưởng đơn vị|thủ trưởng cơ quan|ban chỉ đạo|tổ công tác|thành viên chính phủ|công an các đơn vị, địa phương"
    r"|trung tâm [^.,;:\n(]{3,40}? cấp (?:tỉnh|huyện|xã)"
)
_SINGLE = anchored(rf"(?<!\w)(?:{_ONE})(?!\w)", _ONE)
_HEADS_OF_GROUP = pattern(rf"(?:(?:đồng chí|các) )?(?P<head>{_OFFICE_WORD}) $")
_DEPARTMENT = anchored(r"(?<!\w)sở ", "sở ")

_SEVERAL = pattern(r"(?:các|hai|ba) (?:bộ|sở|ban|cục|tỉnh):? ")
_JOINT = pattern(r"(?:; |,? và |, | cùng với | cùng |/| - |, cùng )(?:cả )?")

# Places that act. Alone they stand for the people's committee of the text's place.
_PLACE = _ANCHORS.add(
    re.compile(
        rf"(?<![\w])(?P<word>(?:[Tt]hành phố|TP\.?|[Tt]ỉnh|[Hh]uyện|[Qq]uận|[Tt]hị xã|[Xx]ã|[Pp]hường|[Tt]hủ đô)(?= (?![{UPPER}\d])|[,.:;]|$))"
    ),
    ("thành phố", "tp", "tỉnh", "huyện", "quận", "thị xã", "xã", "phường", "thủ đô"),
)
_OF_RANK = pattern("ủy ban nhân dân (thành phố|tỉnh|huyện|quận|thị xã|xã|phường)(?!\\w)")
_RANK_WORD = {"tp": "thành phố", "tp.": "thành phố", "thủ đô": "thành phố"}


def rank_of_group(name: str) -> float:
    """The rank of a group by its highest member: ministries, provinces, departments, the rest."""
    folded = fold(name)
    if re.search(fold(r"(?<!\w)(?:bộ|thành viên chính phủ|tỉnh|tỉnh ủy|thành ủy)(?!\w)"), folded):
        return _MINISTRY
    if re.search(fold(r"(?<!\w)(?:địa phương|cấp ủy)(?!\w)"), folded):
        return 3.9
    return 2.9 if re.search(fold(r"(?<!\w)(?:sở|ban, ngành|huyện|quận|cục|vụ)(?!\w)"), folded) else _LOW


def group_name(printed: str) -> str:
    """A group as it is told: small letters, UBND written out, heads of committees as the committees."""
    name = " ".join(printed.casefold().replace("uỷ", "ủy").split())
    name = name.replace("ubnd", "ủy ban nhân dân").strip(" ,;.")
    head = re.match(rf"(?:các )?(?:{_OFFICE_WORD}) (?=(?:ủy ban nhân dân|các|cấp|từng) ?)", name)
    if head and not name.startswith(("người đứng đầu", "lãnh đạo các đơn")):
        name = name[head.end() :]
    name = re.sub(r"^(?:tất cả|toàn bộ|từng|toàn thể) (?:các )?", lambda m: "các " if "các" in m.group() else "", name)
    if name.startswith("ủy ban nhân dân"):
        name = name.replace(" và ", ", ")
    return name


class Parties:
    """The parties of one text in order, none inside another."""

    def __init__(self, document: Document) -> None:
        self.document, self.plain, self.folded = document, document.plain, document.folded
        held = [self._of_mention(mention) for mention in document.found.organisations if mention.kind != "press"]
        named = self._longest([*held, *self._groups(), *self._departments(), *self._places(), *self._persons()])
        self.all = self._longest([*named, *self._stand_ins(named)])
        self._starts = [party.start for party in self.all]

    def between(self, first: int, last: int) -> list[Party]:
        """The parties that begin in first:last, in order."""
        return self.all[bisect_left(self._starts, first) : bisect_left(self._starts, last)]

    def at(self, start: int, reach: int = 1) -> Party | None:
        """The party that begins at an offset, or at most `reach` characters behind it."""
        i = bisect_left(self._starts, start)
        return self.all[i] if i < len(self.all) and self.all[i].start <= start + reach - 1 else None

    def listed(self, start: int, last: int) -> tuple[tuple[Party, ...], int]:
        """The parties listed from an offset on, and where the list ends: "Bộ A, Bộ B và các địa phương"."""
        start += len(self.plain[start:last]) - len(self.plain[start:last].lstrip(" *")) if start < last else 0
        party = self.at(start)
        if party is None and (several := _SEVERAL.match(self.folded, start, last)):
            party = self.at(several.end())
        made: list[Party] = []
        end = start
        while party is not None and party.end <= last:
            made.append(party)
            end = party.end
            joint = _JOINT.match(self.folded, end, last)
            party = self.at(joint.end()) if joint else None
        return tuple(made), end

    @staticmethod
    def _longest(parties: list[Party]) -> list[Party]:
        """The parties without those that lie inside a longer one or overlap an earlier one; bodies before groups of one span."""
        kept: list[Party] = []
        order = {"office": 0, "body": 0, "person": 0, "group": 1, "place": 2}
        for party in sorted(parties, key=lambda p: (p.start, -p.end, order[p.sort])):
            if kept and party.start < kept[-1].end:
                continue
            kept.append(party)
        return kept

    def _all(self, form: Anchored, text: str) -> Iterator[re.Match[str]]:
        """All matches of a form in the levelled or the folded text."""
        return form.finditer(self.document, text, 0, len(text))

    # bodies and offices ----------------------------------------------------------------------------------------------
    def _of_mention(self, mention: OrganisationMention) -> Party:
        start, end, name = self._head_start(mention.start), mention.end, mention.name
        named = _NAME_BEHIND.match(self.plain, end, end + _LAST_NAMES)
        person = mention.person
        if named and (mention.office_holder or start < mention.start):
            end = min(named.end(), end + _LAST_NAMES)
            end -= self.plain[end - 1] == " "
            person = person or self.plain[mention.end : end].strip()
        if mention.organisation_id == _DEPUTY_ID and person and self.plain[mention.end : end].strip():
            name = f"Phó Thủ tướng {person}"
        rank = _OF_ID.get(mention.organisation_id, _RANKS.get(mention.kind or "", _LOW))
        if mention.name.startswith("Ban Chỉ đạo Trung ương"):
            rank = _TOP
        elif _LOCAL.match(mention.name):
            rank = 2
        return Party(
            name,
            mention.organisation_id,
            start,
            end,
            rank,
            "office" if mention.office_holder else "body",
            mention.kind in _PARTY_KINDS,
            mention.role == "speaks",
            person,
            mention.office,
        )

    def _head_start(self, start: int) -> int:
        low = max(0, start - 70)
        head = _HEAD_BEFORE.search(self.folded, low, start)
        return head.start() if head and (head.start() == low or not self.folded[head.start() - 1].isalnum()) else start

    def _persons(self) -> list[Party]:
        """People of this text by title and name, who stand for their bodies: "ông |Nguyễn Văn A" of a ministry."""
        people: dict[str, OrganisationMention] = {}
        for mention in self.document.found.organisations:
            if mention.person and not _MEMBER.match(fold(mention.office or "")):
                people.setdefault(mention.person, mention)
                people.setdefault(mention.person.split()[-1], mention)
        made = []
        for found in self._all(_TITLED, self.plain):
            who = found["who"].strip()
            known = people.get(who) or people.get(who.split()[-1])
            if known is not None:
                party = self._of_mention(known)
                name = f"Phó Thủ tướng {known.person}" if known.organisation_id == _DEPUTY_ID else party.name
                made.append(
                    replace(
                        party,
                        name=name,
                        start=found.start(),
                        end=found.end(),
                        sort="person",
                        person=known.person,
                        speaks=False,
                    )
                )
        return made

    def _stand_ins(self, named: list[Party]) -> list[Party]:
        """What stands for a body named before: "cơ quan này"; "Bộ trưởng" alone for the ministry that the text names most."""
        bodies = [party for party in named if party.sort in ("body", "person") and party.rank <= _MINISTRY]
        starts = [party.start for party in bodies]
        ministries = Counter(party.name for party in bodies if party.rank == _MINISTRY and party.sort == "body")
        most = next((p for p in bodies if ministries and p.name == ministries.most_common(1)[0][0]), None)
        made = []
        for found in self._all(_STAND_IN, self.folded):
            meant = most if found["minister"] else self._before(bodies, starts, found.start())
            if meant:
                made.append(replace(meant, start=found.start(), end=found.end(), sort="person", speaks=False))
        return made

    @staticmethod
    def _before(bodies: list[Party], starts: list[int], at: int) -> Party | None:
        i = bisect_left(starts, at) - 1
        return bodies[i] if i >= 0 else None

    # groups ----------------------------------------------------------------------------------------------------------
    def _groups(self) -> list[Party]:
        made, bodies = [], InOrder(self.document.found.organisations)
        for form in (_COMMITTEES, _GROUP, _SINGLE):
            for found in self._all(form, self.folded):
                start = self._group_start(found.start())
                if any(body.end > found.end() for body in bodies.between(start, found.end() + 2)):
                    continue  # "các Bộ |Công an, Tư pháp": its last word belongs to a body
                name = group_name(self.plain[start : found.end()])
                made.append(Party(name, None, start, found.end(), rank_of_group(name), "group"))
        return made

    def _group_start(self, start: int) -> int:
        low = max(0, start - 40)
        head = _HEADS_OF_GROUP.search(self.folded, low, start)
        if head is None or (head.start() > low and self.folded[head.start() - 1].isalnum()):
            return start
        return head.start()

    def _departments(self) -> list[Party]:
        """Departments of any province: "Sở Nông nghiệp và Môi trường" where no place tells which."""
        made = []
        topic = tables().topic
        for found in self._all(_DEPARTMENT, self.folded):
            if named := topic.match(self.folded, found.end()):
                name = self.plain[found.start() : named.end()]
                made.append(Party(name, None, found.start(), named.end(), _OFFICE, "group"))
        return made

    # places ----------------------------------------------------------------------------------------------------------
    def _places(self) -> list[Party]:
        known, on = tables(), self.document.context.published_on
        seen, made = self.document.view, []
        for start, end, name in self.document.names(known.mentions):
            province = pick(known.registry.places.by_name[name], on)
            body = known.registry.by_id.get(f"ubnd-{province.id}")
            if body is not None:
                made.append(Party(body.name, body.id, *seen.span(start, end), _PROVINCE, "place"))
        ranked: dict[str, list[tuple[int, str, str | None]]] = {}
        for start, name, body_id in sorted(
            [
                (m.start, m.name, m.organisation_id)
                for m in self.document.found.organisations
                if "_committee" in (m.kind or "")
            ]
            + [(p.start, p.name, p.organisation_id) for p in made if p.organisation_id]
        ):
            if of_rank := _OF_RANK.match(fold(name)):
                ranked.setdefault(of_rank[1], []).append((start, name, body_id))
        acting = []
        for found in self._all(_PLACE, self.plain):
            word = fold(found["word"])
            if meant := self._meant(_RANK_WORD.get(word, word), found.start(), found.end(), ranked):
                acting.append(meant)
        return [*made, *acting]

    def _meant(
        self, word: str, start: int, end: int, ranked: dict[str, list[tuple[int, str, str | None]]]
    ) -> Party | None:
        """The committee that "thành phố", "tỉnh", "huyện" alone stands for: the nearest of that rank before, else the first."""
        fitting = ranked.get(word)
        if not fitting:
            return None
        _, name, body_id = fitting[max(0, bisect_left(fitting, start, key=itemgetter(0)) - 1)]
        return Party(name, body_id, start, end, 2 if _LOCAL.match(name) else _PROVINCE, "place")
