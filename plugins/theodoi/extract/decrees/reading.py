"""What the words around a citation say of it: date, year, issuer, subject, and which part of it is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from theodoi.extract.dates import date_at, find_periods
from theodoi.extract.decrees.number import Citation, legislature
from theodoi.extract.decrees.subject import subject_after
from theodoi.extract.decrees.types import YEAR
from theodoi.extract.document import Document
from theodoi.extract.spans import Context, DecreeMention
from theodoi.extract.text import UPPER, Mark, back_to
from theodoi.registry.document_types import DocumentTypes, document_types
from theodoi.registry.names import key
from theodoi.registry.places import load_places

_ISSUED = r"(?:(?:đã |vừa |mới |chính thức )?(?:được )?(?:ban hành|ký(?: ban hành)?|công bố|thông qua|đề|ra đời|ra) )?"

# What may stand between a citation and its date. A date with its year needs no word before it.
_DATE_LEAD = re.compile(
    rf"[ ,*\"”-]{{0,4}}\(?{_ISSUED}(?:(?:vào |cùng |hôm |từ )?ngày {{0,2}}(?=\d)|(?=\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}))|[ ,]{{0,2}}\((?=\d{{1,2}}[-/.]\d)",
    re.IGNORECASE,
)
_MONTH_AFTER = re.compile(
    rf"[ ,]{{0,3}}\(?{_ISSUED}(?:vào |hồi |từ )?tháng {{0,2}}(?P<month>\d{{1,2}})(?:[-/.]| năm | )(?P<year>{YEAR})(?![\d/])",
    re.IGNORECASE,
)
_YEAR_AFTER = re.compile(
    rf"[ ,]{{0,3}}\(?{_ISSUED}(?:từ |vào )?năm {{1,2}}(?P<year>{YEAR})(?![\d/])|[ ]\((?P<bare>{YEAR})\)", re.IGNORECASE
)
# "… do Bộ Tài chính, Bộ Nội vụ và Bộ Y tế ban hành ngày …", whoever they are.
_ISSUER_THEN_DATE = re.compile(
    r"[ ,*\"”-]{0,4}(?:do|của|được) [^.;:()\n\d]{3,220}? (?:đã |vừa )?(?:ban hành|ký|thông qua|công bố),? (?:vào )?ngày (?=\d)",
    re.IGNORECASE,
)
_ISSUING = re.compile(r" (?:đã |vừa )?(?:ký )?(?:ban hành|ký|thông qua)(?!\w)")
# "Ngày 28/8/2018, Thủ tướng Chính phủ đã ký ban hành Quyết định số …": a date that tells of the signing itself.
_SIGNS = re.compile(
    r"(?<!\w)(?:đã |vừa |cũng |mới |chính thức )?(?:ký|ban hành|phê duyệt|có|ra|công bố|thông qua|gửi)(?: ban hành| duyệt| quyết định| thông qua)?[^.;:()\n\d]{0,24}$",
    re.IGNORECASE,
)
_DAY_BEFORE = re.compile(
    r"(?<!\w)(?:ngày|hôm|sáng|trưa|chiều|tối)(?: (?:ngày|nay|qua))?,? {0,2}\(?(?=\d)", re.IGNORECASE
)
# The day of another citation: "Nghị quyết số 01/NQ-CP ngày 8/1/2025, UBND tỉnh ban hành Kế hoạch số …".
_OF_ANOTHER = re.compile(r"\d[/-][^\s,;()]{0,30}[^\W\d_]\d{0,2}\)?,? {0,2}(?:được )?(?:ban hành |ký )?(?:vào )?$")
_NESTED = re.compile(r"\([^()\n]{0,300}\)")
_ARTICLE = 50_000  # characters that are searched for what the whole text says
_JUST_NOW = re.compile(r"\b(?:vừa|mới)\b[^.;\n]{0,60}$", re.IGNORECASE)

_OF = re.compile(r"[ ,)*]{0,4}(?:do|của|từ) (?:các )?", re.IGNORECASE)
_OFFICE = re.compile(
    r"(?:Bộ trưởng|Thứ trưởng|Chủ nhiệm|Tổng cục trưởng|Tổng Giám đốc|Thường trực|Chủ tịch(?= (?:UBND|HĐND|[UỦ]y ban|[UỦ]ỷ ban|Hội đồng))) ",
    re.IGNORECASE,
)
_COMMITTEE = re.compile(
    r"(?P<kind>UBND|HĐND|[UỦuủ][ỷyỶ]? ?ban nhân dân|Hội đồng nhân dân|(?P<party>[Tt]ỉnh|[Tt]hành|[Hh]uyện|[Qq]uận|[Tt]hị) ?[uủỦU][yỷ]?)(?: các)?"
    r" ?(?P<level>[Tt]ỉnh|[Tt]hành phố|TP\.?|Tp\.?|quận|huyện|thị xã|xã|phường|đặc khu)? ?"
    rf"(?P<place>[{UPPER}][\wÀ-ỹ]*(?:(?: | ?- ?)[{UPPER}][\wÀ-ỹ]*){{0,4}}|\d{{1,2}})"
)
# A body that no registry of codes holds: a head word, then capitals and what joins them.
_BODY = re.compile(
    r"(?:Sở|Ban Chỉ đạo|Ban chỉ đạo|Ban|Cục|Tổng cục|Chi cục|Vụ|Ủy ban|Uỷ ban|Hội đồng|Trung tâm|Đại học|Học viện|Tập đoàn|Tổng công ty|Ngân hàng|Văn phòng|Viện|Tòa án|Toà án"
    r"|Viện kiểm sát|Kho bạc|Bảo hiểm xã hội|Công an|Đảng ủy|Ban Thường vụ|Đoàn|Hội|Thanh tra|Bộ)"
    rf"(?: ?[,&-](?= [{UPPER}])| và(?= [{UPPER}])| [{UPPER}][\wÀ-ỹ]*| (?:nhân dân|tối cao|ương|đạo|hành|tỉnh|thành phố|huyện|quận|các|vụ|trung ương|quốc gia|nước|điện tử|số|sinh|thủ tục|chính|cải cách|luật|pháp|tế|hóa|hội|dục|học|nghệ)(?!\w)){{1,16}}"
)
# Between an office-holder's body and what he signs stands his name: "Chủ tịch UBND TP Đà Nẵng Lê Trung Chinh ký".
_SURNAMES = frozenset(
    surname
    for line in (
        "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Trương Đoàn Lương Mai Tô Hà",
        "Cao Tạ Thái Lâm Phùng Vương Chu Châu Tăng Đào Quách Kiều Triệu La Lò Giàng Sùng Hầu Nông Hứa Thào Vàng Điểu Quàng Cầm",
    )
    for surname in line.split()
)
_HEAD_OF = re.compile(
    r"(?<!\w)(?:chủ tịch|bí thư|chánh văn phòng|giám đốc|thường trực)(?: thường trực)?(?: của)? {0,2}$", re.IGNORECASE
)
_ABOUT = re.compile(r"(?: Trung ương| Quốc gia| quốc gia)?(?: \((?:sau đây|gọi)[^()\n]{3,60}\))? về (?=[a-zà-ỹ])")
# The task of a committee, with its commas where "và" closes the list: "về phát triển khoa học, công nghệ và chuyển đổi số".
_LIST_OF_TASKS = r"(?:(?:, (?!(?:đã|vừa|trong|theo|tại|ngày|yêu cầu|đề nghị|giao|các|do|ông|bà|đồng chí)\b)[a-zà-ỹđ][^.;:,()\n]{2,40}){1,4}? và [a-zà-ỹđ][^.;:,()\n]{2,60}?)?"
_TASK_ENDS = r"(?= (?:đã|vừa|về|ban hành|ký|thông báo|kết luận|yêu cầu|cho biết)\b|[.;:,()\n]|$)"
_TASK = re.compile(rf"[^.;:,()\n]{{3,90}}?{_LIST_OF_TASKS}{_TASK_ENDS}")
_STEERING = re.compile(
    rf"(?P<name>Ban [Cc]hỉ đạo(?: [{UPPER}][\wÀ-ỹ]*| quốc gia| ương){{0,4}})(?: \([^()\n]{{3,80}}\))? về (?P<task>[^.;:,()\n]{{3,90}}?{_LIST_OF_TASKS}){_TASK_ENDS}"
)

# "khoản 2 Điều 5 của Nghị định …": parts of a document, smallest first.
_LABEL = r"(?:\d{1,3}[a-zđ]?|[IVXL]{1,6}|[a-zđ])(?![\wÀ-ỹ])"
_PART = rf"(?:điểm|tiết|khoản|điều|mục|tiểu mục|chương|phần|phụ lục|mẫu số) {_LABEL}(?:(?:, | và | hoặc |; | đến |-){_LABEL}){{0,8}}"
_PARTS = rf"(?P<parts>{_PART}(?:(?:,| của| thuộc| tại|;| và)? {{0,2}}(?:các )?{_PART}){{0,5}})"
_PART_BEFORE = re.compile(
    rf"(?<!\w){_PARTS},?(?: của| thuộc| trong| tại| theo| vào|,? ban hành kèm theo)? {{0,2}}\**$", re.IGNORECASE
)
_PART_AFTER = re.compile(rf"[ ,]{{0,3}}(?:(?:quy định )?(?:tại|ở) |\()(?:quy định tại )?{_PARTS}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stated:
    """A date of issue and where it comes from; `ends_at` is behind it when it stands after the citation."""

    on: date
    precision: str = "day"
    ends_at: int | None = None


def mention_of(document: Document, cited: Citation, registry: DocumentTypes) -> DecreeMention:
    """One citation with what its surroundings say of it."""
    plain, context = document.plain, document.context
    stated, issuer, end = _after(plain, cited, context)
    stated = stated or _date_before(plain, cited, context)
    year, year_basis = _year(document, cited, stated)
    subject = subject_after(plain, end)
    if stated is None and subject and (stated := _date_behind(plain, subject[1], cited, context)) and year is None:
        year, year_basis = stated.on.year, "text"
    part = pinpoint(plain, cited.start, cited.end)
    # "khoản 6 Điều 19 Nghị định X quy định …" tells what the part says.
    if part and subject and end == cited.end and plain.startswith("quy định", subject[0]):
        subject = None
    mention = DecreeMention(
        start=cited.start,
        end=cited.end,
        quote=document.text[cited.start : cited.end],
        confidence=0.98 if cited.method == "number+type" else 0.9,
        method=cited.method,
        number=cited.number,
        doc_type=cited.kind.name if cited.kind else None,
        issuer=_issuer(document, cited, issuer, registry),
        year=year,
        year_basis=year_basis,
        issued_on=stated.on if stated else None,
        issued_precision=stated.precision if stated else None,
        date_basis="text" if stated else None,
        title=" ".join(plain[slice(*subject)].split()) if subject else None,
        pinpoint=part,
        type_disagrees=cited.misnamed,
    )
    return mention if cited.sure else _of_cut_number(mention, cited, issuer, registry)


def _of_cut_number(
    mention: DecreeMention, cited: Citation, stated: str | None, registry: DocumentTypes
) -> DecreeMention:
    """A number that lacks its body is what the words behind it make of it ("749/QĐ của Thủ tướng"), else uncertain."""
    codes = [code for code, name in registry.issuers.items() if stated and name == stated]
    kinds = cited.kind.codes if cited.kind else ()
    if len(codes) == 1 and cited.number.endswith(tuple(f"/{code}" for code in kinds)):
        return replace(mention, number=f"{cited.number}-{codes[0]}", confidence=0.9, method="number, body from text")
    return replace(mention, form="short", optional=True, confidence=0.5, method="cut number")


# "… về quản lý thuế vừa được ban hành ngày 1/10/2022": the day behind a long title.
_BEHIND = re.compile(
    r",? (?:vừa |đã |mới |chính thức )*được (?:[^.;:,()\n\d]{3,60} )?(?:ký ban hành|ban hành|ký|thông qua|công bố)(?: ban hành)?,? (?:vào )?(?:hôm )?ngày {0,2}(?=\d)",
    re.IGNORECASE,
)


_REST_OF_TITLE = re.compile(r"(?: \([^()\n\d]{1,60}\))?,?[^.;:()\n\d]{0,160}?(?=,? (?:vừa|mới) được )")
_ANOTHER = re.compile(
    r"(?<!\w)(?:luật|nghị định|nghị quyết|thông tư|quyết định|chỉ thị|kế hoạch|công điện|công văn|văn bản|hướng dẫn|kết luận|thông báo|đề án|chương trình|quy định|quy chế|yêu cầu|giao|cho biết|đã|sẽ)(?!\w)",
    re.IGNORECASE,
)


def _date_behind(plain: str, at: int, cited: Citation, context: Context) -> Stated | None:
    lead = _BEHIND.match(plain, at)
    # A bracket or a comma inside the title ends the subject, not the title; another document's day is its own.
    if lead is None and (rest := _REST_OF_TITLE.match(plain, at)) and not _ANOTHER.search(plain, at, rest.end()):
        lead = _BEHIND.match(plain, rest.end())
    read = _read(plain, lead.end(), cited.year, context) if lead else None
    return read if read and cited.year in (None, read.on.year) else None


def _after(plain: str, cited: Citation, context: Context) -> tuple[Stated | None, str | None, int]:
    """Date and body after a citation, in either order, and where they end."""
    stated, issuer, end = None, None, cited.end
    for _ in range(3):
        if stated is None and (found := _date_at(plain, end, cited, context)):
            stated, end = found, found.ends_at or end
            if plain[end : end + 1] == ")":
                end += 1
        elif issuer is None and (body := body_after(plain, end))[0]:
            issuer, end = body
            issuing = _ISSUING.match(plain, end)
            end = issuing.end() if issuing else end
        else:
            break
    if stated is None and (lead := _ISSUER_THEN_DATE.match(plain, cited.end)):
        stated = _read(plain, lead.end(), cited.year, context)
        end = stated.ends_at if stated and stated.ends_at else end
    return stated, issuer, end


def _date_at(plain: str, end: int, cited: Citation, context: Context) -> Stated | None:
    if lead := _DATE_LEAD.match(plain, end):
        return _read(plain, lead.end(), cited.year, context)
    month = _MONTH_AFTER.match(plain, end)
    if month and 1 <= int(month["month"]) <= 12 and cited.year in (None, int(month["year"])):
        return Stated(date(int(month["year"]), int(month["month"]), 1), "month", ends_at=month.end())
    return None


def _read(plain: str, at: int, year: int | None, context: Context) -> Stated | None:
    """The date at an offset; one without a year is of the number's year, or the last such day before the article."""
    if read := date_at(plain, at, year):
        return Stated(read[0], ends_at=read[1])
    if year is None and context.published_on and (read := date_at(plain, at, context.published_on.year)):
        if read[0] > context.published_on and (earlier := date_at(plain, at, context.published_on.year - 1)):
            read = earlier
        return Stated(read[0], ends_at=read[1])
    return None


def _date_before(plain: str, cited: Citation, context: Context) -> Stated | None:
    """The date of a sentence that tells of the signing itself; it must not contradict the number's own year."""
    window = plain[back_to(plain, Mark.TOLD, cited.start, 500) : cited.start]
    if not _SIGNS.search(window):
        return None
    for _ in range(2):  # what stands in brackets tells of something else
        window = _NESTED.sub(lambda m: " " * len(m.group()), window)
    days = [day for day in _DAY_BEFORE.finditer(window) if not _OF_ANOTHER.search(window, 0, day.start())]
    if not days or (days[-1].start() > 40 and len(window) - days[-1].end() > 160):
        return None
    read = _read(window, days[-1].end(), cited.year, context)
    return Stated(read.on) if read and cited.year in (None, read.on.year) else None


def _year(document: Document, cited: Citation, stated: Stated | None) -> tuple[int | None, str | None]:
    if cited.year:
        return cited.year, "number"
    if stated:
        return stated.on.year, "text"
    plain, published = document.plain, document.context.published_on
    if match := _YEAR_AFTER.match(plain, cited.end):
        return int(match["year"] or match["bare"]), "text"
    if _JUST_NOW.search(plain[max(0, cited.start - 80) : cited.start]):
        year = published.year if published else document.once(_newest_year)
        return year, "context" if year else None
    return None, None


def _newest_year(document: Document) -> int | None:
    """Of the days that a text tells with their years, the last: where nothing says when it was published."""
    whole = len(document.plain) <= _ARTICLE
    days = [
        p.iso
        for p in (document.periods if whole else find_periods(document.plain[:_ARTICLE]))
        if p.kind in ("during", "as_of") and p.iso and _DAY.fullmatch(p.iso)
    ]
    return int(max(days)[:4]) if days else None


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def pinpoint(plain: str, start: int, end: int) -> str | None:
    """The part of a document that is meant, as printed: "khoản 2 Điều 5"."""
    offset = max(0, start - 120)
    window = plain[offset:start]
    match = _PART_BEFORE.search(window[window.rfind("\n") + 1 :]) or _PART_AFTER.match(plain, end)
    return match["parts"].strip(" ,;") if match else None


def parts_at(plain: str, at: int, end: int) -> str | None:
    """The part of a document that is named right after an offset, before `end`."""
    match = re.compile(rf" {_PARTS}", re.IGNORECASE).match(plain, at, end)
    return match["parts"].strip(" ,;") if match else None


# issuers -----------------------------------------------------------------------------------------------------------
def _issuer(document: Document, cited: Citation, stated: str | None, registry: DocumentTypes) -> str | None:
    """By the code where the code names one body, else by the words after ("của …") or before, else by the type's only body."""
    code = cited.issuer_code
    if names := _joint_issuers(cited, registry):
        return names
    if code and (parliament := legislature(code)):
        return registry.issuers[parliament.rstrip("0123456789")]
    if code and registry.issuers.get(code):
        return registry.issuers[code]
    if code in OF_PLACES:
        fits = stated is not None and stated.startswith(OF_PLACES[code])
        return stated if fits else _committee(document, cited, code) or (stated if code == "TTHĐND" else None)
    return (
        stated or body_before(document.plain, cited.start) or (cited.kind.issuer if cited.kind and not code else None)
    )


# Codes of bodies that every place has, and how their names begin.
OF_PLACES = {
    "UBND": ("Ủy ban nhân dân",),
    "HĐND": ("Hội đồng nhân dân",),
    "TTHĐND": ("Hội đồng nhân dân", "Thường trực"),
    "TU": ("Tỉnh ủy", "Thành ủy", "Ban Thường vụ"),
    "HU": ("Huyện ủy", "Quận ủy", "Thị ủy", "Ban Thường vụ"),
}


# Bodies of one rank, which issue together; "TCT" behind "BTC" is the department that wrote a letter.
_PEERS = (
    "Bộ ",
    "Ủy ban ",
    "Tòa án ",
    "Viện kiểm sát ",
    "Thanh tra ",
    "Ngân hàng Nhà nước",
    "Tổng Liên đoàn",
    "Chính phủ",
    "Đoàn Chủ tịch",
)


def _joint_issuers(cited: Citation, registry: DocumentTypes) -> str | None:
    """All bodies that a joint document's codes name: "Bộ Tài chính và Bộ Nội vụ"; None where it is of one."""
    joint = cited.kind is not None and "liên tịch" in cited.kind.name
    if not joint and cited.number.count("-") < 2:
        return None
    codes = [code.rstrip("0123456789") for code in re.split(r"[/-]", cited.number)]
    if not joint and (cited.kind is None or not set(codes) & set(cited.kind.codes)):
        return None
    names = [name for code in codes if (name := registry.issuers.get(code))]
    if not joint and (len(names) < 2 or not all(name.startswith(_PEERS) for name in names)):
        return None
    return " và ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else None


@lru_cache(maxsize=1)
def _bodies() -> tuple[re.Pattern[str], dict[str, str]]:
    bodies = document_types().bodies
    names = sorted(bodies, key=len, reverse=True)
    pattern = re.compile("(?:" + "|".join(re.escape(name) for name in names) + r")(?!\w)", re.IGNORECASE)
    return pattern, {name.casefold(): full for name, full in bodies.items()}


def body_after(plain: str, end: int) -> tuple[str | None, int]:
    """The body after "của", "do" or "từ", by its full name, and where its name ends; (None, end) without one."""
    of = _OF.match(plain, end)
    if of is None:
        return None, end
    at = of.end()
    if office := _OFFICE.match(plain, at):
        at = office.end()
    return _body_at(plain, at) or (None, end)


def _body_at(plain: str, at: int) -> tuple[str, int] | None:
    pattern, full = _bodies()
    if committee := _COMMITTEE.match(plain, at):
        return committee_name(committee), committee.end()
    known, free = pattern.match(plain, at), _BODY.match(plain, at)
    if known and (free is None or free.end() <= known.end() + 1):
        return full[known.group().casefold()], known.end()
    if free:
        name = free.group().strip(" ,-&")
        if name.lower() == "ban chỉ đạo" and (whole := _whole_name(plain, at)):
            return whole, free.end()
        about = _ABOUT.match(plain, free.end()) if "hỉ đạo" in name else None
        if about and (task := _TASK.match(plain, about.end())):  # a committee has its task in its name
            return f"{name} về {task.group().strip()}", task.end()
        return name, free.end()
    if known:
        return full[known.group().casefold()], known.end()
    return None


def _whole_name(plain: str, at: int) -> str | None:
    """The full name of "Ban Chỉ đạo", where the text gave it before."""
    match = _STEERING.search(plain, max(0, at - 4_000), at)
    return f"{match['name']} về {match['task'].strip()}" if match else None


def body_before(plain: str, start: int) -> str | None:
    """The body that the sentence says to have issued the document: "Bộ Chính trị vừa ban hành …"."""
    window = plain[back_to(plain, Mark.TOLD, start, 300) : start]
    signs = _SIGNS.search(window)
    if signs is None:
        return None
    pattern, full = _bodies()
    bodies = list(pattern.finditer(window, 0, signs.start()))
    if not bodies or len(window[bodies[-1].end() : signs.start()].split()) > 8:
        return None
    return full[bodies[-1].group().casefold()]


def committee_name(match: re.Match[str]) -> str:
    """Full name of a people's committee, people's council or party committee, its place as the registry spells it."""
    kind, level = match["kind"], match["level"]
    place = _without_person(match, " ".join(match["place"].split()))
    if match["party"]:
        return f"{kind[0].upper()}{kind[1:].lower()} {place}".replace("uỷ", "ủy")
    name = "Hội đồng nhân dân" if kind.startswith("H") else "Ủy ban nhân dân"
    provincial = level is None or _level(level) in ("tỉnh", "thành phố")
    if province := load_places().named(place) if provincial else None:
        same = level is None or _level(level) == province.rank.lower()
        return f"{name} {province.rank if same else _level(level)} {province.name}"
    return f"{name} {_level(level)} {place}" if level else f"{name} {place}"


def _without_person(match: re.Match[str], place: str) -> str:
    """The place up to where the name of a person begins: a known place before a surname, any place behind an office."""
    words = place.split(" ")
    for i in range(1, len(words) - 1):
        if words[i] not in _SURNAMES or (words[i - 1] == "-"):
            continue
        head = " ".join(words[:i])
        if load_places().named(place) or key(place) in load_places().districts_by_name:
            return place
        known = load_places().named(head) or key(head) in load_places().districts_by_name
        if known or _HEAD_OF.search(match.string, max(0, match.start() - 40), match.start()):
            return head
    return place


def _level(level: str) -> str:
    return "thành phố" if level.lower().startswith("tp") else level.lower()


_NEAR = 90  # characters behind a number in which its body may be named
_LONGEST_NAME = 80


def _committee(document: Document, cited: Citation, code: str) -> str | None:
    """The committee or council that the sentence names with its place: nearest before the number, else right after it;
    else the only one of the text, else that of the source's province."""
    plain, province = document.plain, document.context.province
    start, end = document.sentences.at(cited.start)
    start = max(start, cited.start - 300)
    before = [match for match in _COMMITTEE.finditer(plain, start, cited.start)]
    last = min(end, cited.end + _NEAR)  # a name may begin up to here: no window cuts it
    after = [
        match for match in _COMMITTEE.finditer(plain, cited.end, min(end, last + _LONGEST_NAME)) if match.start() < last
    ]
    for match in before[::-1] + after[:1]:
        if code in _codes(match):
            return committee_name(match)
    names = {name for name, of in document.once(_committees) if code in of}
    if len(names) == 1:
        return names.pop()
    if not names and province and code in ("UBND", "HĐND"):
        return f"{'Ủy ban' if code == 'UBND' else 'Hội đồng'} nhân dân {province}"
    return None


def _committees(document: Document) -> frozenset[tuple[str, tuple[str, ...]]]:
    """All committees and councils of a text with the codes that stand for them."""
    return frozenset(
        (committee_name(match), _codes(match))
        for match in _COMMITTEE.finditer(document.plain, 0, _ARTICLE + _LONGEST_NAME)
        if match.start() < _ARTICLE
    )


def _codes(match: re.Match[str]) -> tuple[str, ...]:
    if match["party"]:
        return ("TU", "HU")
    return ("HĐND", "TTHĐND") if match["kind"].startswith("H") else ("UBND",)
