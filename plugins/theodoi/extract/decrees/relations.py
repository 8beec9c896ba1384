"""What one document does to another: amends, supplements, replaces, repeals, is based on, implements, guides.

A relation is told by a verb between a document that acts and the documents that follow: "Nghị định A sửa đổi, bổ sung một
số điều của Nghị định B và bãi bỏ khoản 2 Điều 5 Nghị định C". In the passive the two change places: "Nghị định B được
thay thế bởi Nghị định A". "Sửa đổi, bổ sung" is `amends`; only "bổ sung" alone is `supplements`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from theodoi.extract.decrees.clauses import Sentence, and_those_before, cited_sentences, objects_after, subject_of
from theodoi.extract.decrees.events import effects_in
from theodoi.extract.decrees.reading import parts_at
from theodoi.extract.decrees.references import Identity, identity
from theodoi.extract.document import Document
from theodoi.extract.explain import Reason
from theodoi.extract.spans import Context, DecreeMention, DecreeRelation, Findings

_VERBS = re.compile(
    r"(?<!\w)(?:(?P<amends>sửa đổi(?:,| và|, và| hoặc)? ?bổ sung|sửa đổi|điều chỉnh|đính chính)|(?P<supplements>bổ sung)"
    r"|(?P<replaces>thay thế(?: cho)?|thay cho)|(?P<repeals>bãi bỏ|hủy bỏ|huỷ bỏ|thu hồi|chấm dứt hiệu lực(?: thi hành)?(?: của)?|làm hết hiệu lực)"
    r"|(?P<guides>(?:quy định(?= (?:một số điều|biện pháp))|quy định chi tiết|hướng dẫn)(?:(?:,| và)? (?:quy định chi tiết|hướng dẫn|(?:một số )?biện pháp|chi tiết|quy định))?(?: (?:việc )?(?:thi hành|thực hiện|áp dụng|triển khai))?)"
    r"|(?P<implements>(?:tổ chức )?(?:triển khai|thực hiện|(?<!biện pháp )(?<!hướng dẫn )(?<!chi tiết )thi hành|cụ thể h[oó][áa]|quán triệt)(?:(?:,| và)? (?:tổ chức |triển khai |có )?(?:thực hiện|thi hành|hiệu quả|nghiêm|tốt|nghiêm túc))?)"
    r"|(?P<based_on>căn cứ(?: vào| theo)?)|(?P<ceases>hết hiệu lực(?: thi hành)?))(?!\w)",
    re.IGNORECASE,
)
_CHANGES = frozenset(("amends", "supplements", "replaces", "repeals"))
_CHANGING = re.compile(r"(?<!\w)(?:sửa đổi|bổ sung|điều chỉnh|thay thế|bãi bỏ)[^,;.\n\d]{3,120}$", re.IGNORECASE)
# What reviews how a document is carried out does not carry it out: "Ban Chỉ đạo tổng kết thực hiện Nghị quyết X".
_REVIEWED = re.compile(
    r"(?<!\w)(?:tổng kết|sơ kết|đánh giá|giám sát|kiểm tra|kết quả|tình hình|quá trình)(?: (?:việc|công tác|kết quả|tình hình|năm|\d{1,2}|một|hai|ba|bốn|quá trình)){0,4} $",
    re.IGNORECASE,
)
_NAMED_IN = re.compile(r" (?:tại|của|theo|ở|trong)(?!\w)", re.IGNORECASE)  # "hướng dẫn tại Thông tư X"
_BY = re.compile(r"(?:bởi|bằng|qua)(?: các)? $", re.IGNORECASE)
# "Nghị định A, được sửa đổi tại Nghị định B, hết hiệu lực": A does.
_AMENDED_BY = re.compile(r"(?:sửa đổi|bổ sung)[^.;\n]{0,60}(?:tại|theo|bởi)(?: các)? $", re.IGNORECASE)
_LISTED_WITH = re.compile(r"(?:,| và|, và) $")
# Ranks of what only the law's own order can change: no decree amends a law, and no law amends a decree.
_BELOW = (
    "kết luận",
    "chỉ thị",
    "thông báo",
    "công văn",
    "công điện",
    "kế hoạch",
    "báo cáo",
    "tờ trình",
    "chương trình",
    "hướng dẫn",
)
_RANKS = dict.fromkeys(_BELOW, 1) | {
    "bộ luật": 4,
    "luật": 4,
    "pháp lệnh": 4,
    "nghị định": 3,
    "thông tư": 2,
    "thông tư liên tịch": 2,
}
_OF_ANOTHER = re.compile(r"(?<!\w)(?:thi hành|chi tiết)(?!\w)", re.IGNORECASE)
_PASSIVE = re.compile(r"(?<!\w)(?:được|bị)(?: (?!để|từ|và)[^\W\d]{2,8}){0,3} $", re.IGNORECASE)
_AGENT = re.compile(r"[^.;:\n]{0,80}?(?<!\w)(?:bởi|bằng|tại|theo|trong|qua)(?: các)? $", re.IGNORECASE)
_CEASED_BY = re.compile(r"[^.;\n]{0,60}?(?:kể từ|từ|khi|vì|do|bởi)(?: ngày| thời điểm)? $", re.IGNORECASE)
# "Thực hiện Nghị quyết X, UBND tỉnh đã ban hành Kế hoạch Y": the document that follows is the one that acts.
_ISSUES = re.compile(
    r"(?<!\w)(?:ban hành|ký|xây dựng|phê duyệt|thông qua|có|ra|đề ra|tham mưu)(?: ban hành)?(?: (?:các|một số))? $",
    re.IGNORECASE,
)
_OPENS = re.compile(r"^[^\w]*(?:(?:để|nhằm|trên tinh thần|qua) )?$", re.IGNORECASE)
# "không thay thế", "chưa bị bãi bỏ": what is denied is no relation; "không chỉ sửa đổi" is one.
_DENIED = re.compile(
    r"(?<!\w)(?:không|chưa|chẳng|khỏi|thay vì|không còn)(?: (?:hề|phải|được|bị|có|là|làm|cần|nhằm|thể|bao giờ|dự kiến|đề xuất|trực tiếp|xem xét|có nghĩa là|nên|ai|cơ quan nào|kịp|kịp thời))*"
    r"(?: (?:sửa đổi|bổ sung|điều chỉnh|thay thế|bãi bỏ|hủy bỏ)(?:,| và| hoặc))* $",
    re.IGNORECASE,
)
# What may stand between a verb and its object: parts of a document, with whose they are. Another noun is what the verb
# acts on: "bổ sung dự toán chi cho Nghị quyết X", "sửa đổi chương trình hành động".
_UNIT = (
    r"một số|các|những|toàn bộ|hoàn toàn|một phần|nhiều|hai|ba|bốn|và|hoặc|của|tại|trong|thuộc|ở|về|vào|kèm theo|ban hành|cho|đối với|số|với|nêu|trên|mới|sau|này|hiện hành|cũ|trước đó|trước đây|sau đây|gồm|như|là|cả|lần|thứ|nhất"
    r"|bổ sung|điều|khoản|điểm|mục|chương|phần|phụ lục|biểu|mẫu|bảng|tiết|đoạn|câu|gạch|đầu|dòng|cụm từ|từ|tên|tiêu đề|danh mục|quy định|nội dung|văn bản|quy phạm pháp luật|luật|nghị định|thông tư|quyết định|nghị quyết|chỉ thị|quy chế|quy trình|biện pháp|chính sách|hiệu lực|việc"
    r"|thi hành|thực hiện|triển khai|áp dụng|chi tiết|hiệu quả|có|tốt|nghiêm|nghiêm túc|nghiêm chỉnh|đúng|đầy đủ|kịp thời|đồng bộ|quyết liệt|tinh thần|chủ trương|mục tiêu|nhiệm vụ|giải pháp|chỉ đạo|kết luận|yêu cầu|chương trình|kế hoạch|đề án|bản|dự thảo|quan điểm"
    r"|\d{1,3}[a-zđ]?|[a-zđ]|[IVX]{1,5}"
)
_PARTS_ONLY = re.compile(rf"(?:[ ,;\"“”*:()-]|(?:{_UNIT})(?!\w))*", re.IGNORECASE)
# A noun of its own may stand there where "của", "tại" or "trong" says whose it is: "sửa đổi mức phạt tại Nghị định X".
_WHOSE = re.compile(
    r"(?<!\w)(?:của|tại|trong|thuộc|vào|ban hành kèm theo|nêu tại|quy định tại|ghi tại|theo)(?: (?:các|cả|hai|ba))? *$",
    re.IGNORECASE,
)
_PART_FIRST = re.compile(
    r" (?:(?:các|một số|những|toàn bộ|nhiều) )?(?:quy định|nội dung|điều|khoản|điểm|mục|phụ lục|danh mục|biểu|mẫu)(?!\w)",
    re.IGNORECASE,
)
_TASK_FIRST = re.compile(
    r" (?:(?:các|một số|những) )?(?:yêu cầu|chủ trương|nhiệm vụ|nội dung|mục tiêu|giải pháp|chỉ đạo)(?!\w)[^,;:]*$",
    re.IGNORECASE,
)
_DOES = re.compile(r"(?<!\w)(?:thi hành|thực hiện)(?: (?:một số điều|các quy định) của)? *$", re.IGNORECASE)
# "sửa đổi một số điều của 9 luật, trong đó có Luật X": X is one of them.
_AMONG = re.compile(
    r"(?<!\w)(?:\d{1,2}|các|một số|hai|ba|bốn|nhiều) (?:luật|bộ luật|nghị định|thông tư|quyết định|văn bản)[^.;:]{0,90}(?:trong đó có|gồm|như|là)(?: các)?:? *$",
    re.IGNORECASE,
)
_LONGEST = 1_000  # characters of evidence
_PREAMBLE_LINE = re.compile(r"\W*căn cứ(?: vào)? ", re.IGNORECASE)
_PREAMBLE = 3  # sentences between the last "Căn cứ …" and the document that rests on it


def find_relations(
    text: str,
    mentions: Sequence[DecreeMention],
    context: Context = Context(),  # noqa: B008 - frozen
) -> tuple[DecreeRelation, ...]:
    """Every relation that the text tells between two of `mentions` (sorted by start, as `find_decrees` gives them)."""
    return read_relations(Document(text, context, Findings(decrees=tuple(mentions))))


def read_relations(document: Document) -> tuple[DecreeRelation, ...]:
    """Every relation that a text tells between the documents found in it."""
    found: list[DecreeRelation] = []
    bases: list[tuple[DecreeMention, int]] = []  # of a preamble, with the sentences since
    for sentence in cited_sentences(document):
        told: list[tuple[re.Match[str] | None, DecreeMention, str, DecreeMention]] = []
        inherited: dict[int, DecreeMention | None] = {}
        for verb in _VERBS.finditer(document.plain, sentence.start, sentence.end):
            read = _read(sentence, verb, inherited)
            if isinstance(read, NoRelation):
                document.refuse("relation", *verb.span(), read)
                continue
            for subject, relation, obj in read:
                inherited.setdefault(obj.start, subject)
                told.append((verb, subject, relation, obj))
        if not any(relation == "based_on" for _, _, relation, _ in told):
            bases += [(base, 0) for base in _bases(sentence)]
        if not any(b[1] == 0 for b in bases) and bases and (issued := _issued(sentence, sentence.start)):
            told += [(None, issued, "based_on", base) for base, _ in bases]
            bases = []
        bases = [(base, age + 1) for base, age in bases if age < _PREAMBLE]
        effects = effects_in(sentence, document.context) if told else {}
        for by, subject, relation, obj in told:
            if not _may(relation, subject, obj):
                document.refuse("relation", obj.start, obj.end, NoRelation.RANK)
            elif identity(subject) == identity(obj) and not _of_other_years(subject, obj):
                document.refuse("relation", obj.start, obj.end, NoRelation.ITSELF)
            else:
                found.append(_relation(document, sentence, by, subject, relation, obj, effects))
    return tuple(sorted(dict.fromkeys(found), key=lambda r: (r.start, r.end, r.object)))


class NoRelation(Reason):
    """Why a verb between documents tells no relation of two of them."""

    NOT_ACTED_ON = "it is passive, and no document before it is acted on"
    NO_AGENT = "no document follows that does it"
    NO_OBJECT = "no document follows as its object"
    DENIED = "the words before the verb deny it"
    OTHER_OBJECT = "the verb acts on what is no document and no part of one"
    OF_ANOTHER = "what it changes is another document, which guides the one that follows"
    NO_SUBJECT = "no document does it: the verb has another subject, or none"
    RANK = "a document of that rank cannot do it to one of the other's"
    REVIEWED = "it is reviewed, not carried out"
    ITSELF = "both are the same document"


_Told = tuple[DecreeMention, str, DecreeMention]  # subject, relation, object


def _read(
    sentence: Sentence, verb: re.Match[str], inherited: dict[int, DecreeMention | None]
) -> list[_Told] | NoRelation:
    """What a verb tells of the documents beside it, or why it tells nothing."""
    plain, kind = sentence.plain, verb.lastgroup or ""
    if _DENIED.search(plain, max(sentence.start, verb.start() - 40), verb.start()):
        _deny(sentence, verb, inherited)
        return NoRelation.DENIED
    if kind == "ceases":
        ceased = _not_amending(sentence, subject_of(sentence, verb.start(), inherited))
        return _passive(sentence, verb, "repeals", ceased, _CEASED_BY)
    if _PASSIVE.search(plain, max(sentence.start, verb.start() - 40), verb.start()):
        # "được thực hiện theo quy định tại Nghị định X": X is what is applied.
        lead = _BY if kind == "implements" and not verb.group().lower().startswith("cụ thể") else _AGENT
        return _passive(sentence, verb, kind, _acted_on(sentence, verb.start()), lead)
    if kind == "implements" and _REVIEWED.search(plain, max(sentence.start, verb.start() - 60), verb.start()):
        return NoRelation.REVIEWED
    whole = kind in ("repeals", "replaces", "based_on")
    objects = objects_after(sentence, verb.end(), lines=whole, items=whole)
    if not objects:
        return NoRelation.NO_OBJECT
    if not _is_acted_on(kind, verb.group(), plain[verb.end() : objects[0].start], objects[0].pinpoint):
        return NoRelation.OTHER_OBJECT
    # "sửa đổi các nghị định quy định chi tiết thi hành Luật X" does nothing to X.
    if kind in _CHANGES and _OF_ANOTHER.search(plain, verb.end(), objects[0].start):
        return NoRelation.OF_ANOTHER
    subject = _subject(sentence, verb, kind, objects[-1].end, inherited)
    if subject is None or subject in objects:
        return NoRelation.NO_SUBJECT
    # "sửa đổi kế hoạch thực hiện Nghị quyết X": what is changed does it, not what changes it.
    if kind in ("implements", "guides") and _CHANGING.search(plain, subject.end, verb.start()):
        return NoRelation.OF_ANOTHER
    # "Điều 23 của Nghị định A quy định chi tiết …; Điều 38 của Nghị định B": the items are those of an outer list.
    if subject.pinpoint and not whole:
        objects = objects[:1] + [o for o in objects[1:] if ";" not in plain[objects[0].end : o.start]]
    return [(actor, kind, object_) for actor in and_those_before(sentence, subject) for object_ in objects]


def _deny(sentence: Sentence, verb: re.Match[str], inherited: dict[int, DecreeMention | None]) -> None:
    """What a denied verb would act on does nothing itself: "Nghị định A không bãi bỏ B mà chỉ bổ sung C" is said of A alone."""
    objects = objects_after(sentence, verb.end())
    subject = subject_of(sentence, verb.start(), inherited) if objects else None
    for denied in objects:
        inherited.setdefault(denied.start, subject if subject not in objects else None)


def _may(relation: str, subject: DecreeMention, obj: DecreeMention) -> bool:
    """Whether documents of these types can stand so: who amends is of the same rank, who guides is below."""
    ours, theirs = _RANKS.get(subject.doc_type or ""), _RANKS.get(obj.doc_type or "")
    if ours is None or theirs is None:
        return True
    if relation in ("amends", "supplements"):
        return ours == theirs
    if relation in ("replaces", "repeals"):
        return ours >= theirs
    if relation in ("guides", "implements"):
        return ours < theirs or ours == theirs == 1
    return True


def _not_amending(sentence: Sentence, found: DecreeMention | None) -> DecreeMention | None:
    """The document itself where the one found stands in "được sửa đổi theo …" behind it."""
    outer = found
    for before in reversed(sentence.before(found.start) if found else []):
        lead = sentence.plain[before.end : outer.start if outer else 0]
        if _AMENDED_BY.search(lead.removesuffix(f"{outer.pinpoint} ") if outer and outer.pinpoint else lead):
            return before
        if not _LISTED_WITH.search(lead):
            break
        outer = before
    return found


def _is_acted_on(kind: str, verb: str, gap: str, pinpoint: str | None) -> bool:
    """Whether what stands between a verb and a document leaves the document, or a part of it, the verb's object."""
    if kind == "guides" and verb.lower() == "hướng dẫn" and _NAMED_IN.match(gap):
        return False
    if kind == "based_on" or _PARTS_ONLY.fullmatch(gap):
        return True
    part = bool(pinpoint) and gap.rstrip(" *").removesuffix("của").rstrip().endswith(pinpoint or "")
    if kind == "implements":
        return _TASK_FIRST.match(gap) is not None and (part or _WHOSE.search(gap) is not None)
    if _AMONG.search(gap):
        return True
    if not (part or _WHOSE.search(gap) or (kind == "guides" and _DOES.search(gap))):
        return False
    return "," not in gap or kind == "guides" or _PART_FIRST.match(gap) is not None


def _passive(
    sentence: Sentence, verb: re.Match[str], relation: str, object_: DecreeMention | None, lead: re.Pattern[str]
) -> list[_Told] | NoRelation:
    if object_ is None:
        return NoRelation.NOT_ACTED_ON
    told = [(agent, relation, object_) for agent in _agents(sentence, verb.end(), lead)]
    return told or NoRelation.NO_AGENT


def _subject(
    sentence: Sentence, verb: re.Match[str], kind: str, end: int, inherited: dict[int, DecreeMention | None]
) -> DecreeMention | None:
    """The document that acts: the one before the verb, or the one issued behind its objects where the verb leads."""
    opens = _OPENS.match(sentence.plain[sentence.start : verb.start()]) is not None
    if kind in ("based_on", "implements", "replaces") and (opens or not sentence.before(verb.start())):
        return _issued(sentence, end)
    return subject_of(sentence, verb.start(), inherited)


def _agents(sentence: Sentence, at: int, lead: re.Pattern[str]) -> list[DecreeMention]:
    first = next(sentence.after(at), None)
    if first is None or first.start - at > 140:
        return []
    gap = sentence.plain[at : first.start]
    part = gap.rfind(first.pinpoint) if first.pinpoint else -1
    if not lead.match(gap) and not (part > 0 and lead.match(gap[:part])):
        return []
    return objects_after(sentence, first.start, items=False)


def _acted_on(sentence: Sentence, at: int) -> DecreeMention | None:
    """The document before a passive verb."""
    before = sentence.before(at)
    if not before or at - before[-1].end > 260 or ";" in sentence.plain[before[-1].end : at]:
        return None
    return before[-1]


def _issued(sentence: Sentence, at: int) -> DecreeMention | None:
    """The document after an offset that the sentence says to be issued."""
    for mention in sentence.after(at):
        if mention.start - at > 500:
            return None
        if _ISSUES.search(sentence.plain, max(at, mention.start - 40), mention.start):
            return mention
    return None


def _bases(sentence: Sentence) -> list[DecreeMention]:
    """What a line of a preamble names after "Căn cứ"."""
    opening = _PREAMBLE_LINE.match(sentence.plain, sentence.start)
    return objects_after(sentence, opening.end(), lines=True) if opening else []


def _scope(sentence: Sentence, verb: re.Match[str] | None, obj: DecreeMention) -> str:
    """The part that is concerned: "sửa đổi Điều 7 và bổ sung Điều 7a Nghị định X" tells one for each verb."""
    if verb is None:
        return obj.pinpoint or "whole"
    parts = parts_at(sentence.plain, verb.end(), obj.start)
    # "bãi bỏ khoản 3 Điều 7 Thông tư A và Phụ lục II Thông tư B": behind another document its own part counts.
    listed = next(sentence.after(verb.end()), obj) is not obj
    return (obj.pinpoint or parts if listed else parts or obj.pinpoint) or "whole"


def _of_other_years(one: DecreeMention, other: DecreeMention) -> bool:
    """Whether two laws of one name are told apart by their years: that of 2025 replaces that of 2018."""
    return one.year is not None and other.year is not None and one.year != other.year


def _relation(
    document: Document,
    sentence: Sentence,
    verb: re.Match[str] | None,
    subject: DecreeMention,
    relation: str,
    obj: DecreeMention,
    effects: Mapping[Identity, date],
) -> DecreeRelation:
    spans = [(subject.start, subject.end), (obj.start, obj.end)] + ([verb.span()] if verb else [])
    if max(spans)[1] - min(spans)[0] > _LONGEST:  # a long list: the verb and its object are the evidence
        spans = spans[1:]
    start, end = min(start for start, _ in spans), max(end for _, end in spans)
    if end - start > _LONGEST:
        start, end = obj.start, obj.end
    whole = relation not in _CHANGES
    return DecreeRelation(
        start=start,
        end=end,
        quote=document.text[start:end],
        confidence=0.9 if subject.number and obj.number else 0.7,
        method=verb.group().lower() if verb else "căn cứ",
        relation=relation,
        subject=(subject.start, subject.end),
        object=(obj.start, obj.end),
        scope="whole" if whole else _scope(sentence, verb, obj),
        effective_on=None if whole else effects.get(identity(subject)),
    )
