"""Names that the article itself gives a body: "(sau đây gọi là …)", an acronym in brackets, "Bộ" for the last ministry."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from theodoi.extract.organisations.tables import Draft, Tables
from theodoi.registry.names import View, fold, key

_DEFINITION = re.compile(
    r" ?\((?:(?:sau đây )?(?:được )?(?:gọi|viết) (?:tắt )?(?:là|:) )?[\"“]?([^()\n\"”]{2,40})[\"”]?\)", re.IGNORECASE
)
_SAYS_SO = re.compile(r" ?\((?:sau đây|gọi tắt|viết tắt)", re.IGNORECASE)
_ACRONYM = re.compile(r"[A-ZĐ][A-ZĐƯÔa-z&-]{1,9}")
# Acronyms of things that stand in brackets behind a body's name and are none.
_NOT_BODIES = frozenset(
    {"CPĐT", "CNTT", "CĐS", "TTHC", "CCHC", "DVC", "DVCTT", "GDP", "FDI", "ODA", "IOC", "AI", "KHCN"}
)


def with_aliases(seen: View, drafts: list[Draft], tables: Tables) -> list[Draft]:
    """The drafts, and mentions of them under an alias given in brackets behind a name: "(sau đây gọi là Ban Chỉ đạo)"."""
    known = tables.registry.by_name
    aliases: dict[str, tuple[Draft, int]] = {}
    for draft in drafts:
        defined = _DEFINITION.match(seen.plain, draft.end)
        if defined is None:
            continue
        alias = defined.group(1).strip()
        if (
            key(alias) in known
            or alias in _NOT_BODIES
            or not (_SAYS_SO.match(seen.plain, draft.end) or _stands_for(alias, draft))
        ):
            continue
        aliases.setdefault(alias, (draft, defined.end()))
    if not aliases:
        return drafts
    pattern = re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(a) for a in sorted(aliases, key=len, reverse=True)) + r")(?!\w)"
    )
    starts = [d.start for d in drafts]
    added = []
    for m in pattern.finditer(seen.plain):
        draft, defined_at = aliases[m.group()]
        at = bisect_right(starts, m.start())
        taken = (at and drafts[at - 1].end > m.start()) or (at < len(drafts) and drafts[at].start < m.end())
        if m.start() >= defined_at and not taken:
            added.append(
                replace(
                    draft,
                    start=m.start(),
                    end=m.end(),
                    method="organisations/alias",
                    confidence=draft.confidence * 0.95,
                )
            )
    return sorted([*drafts, *added], key=lambda d: d.start)


def _stands_for(alias: str, draft: Draft) -> bool:
    """Whether an acronym in brackets stands for the whole name: its first letter is the first word's, and no tail spells it."""
    if not _ACRONYM.fullmatch(alias) or sum(c.isupper() for c in alias) < 2:
        return False
    initials = "".join(w[0] for w in key(draft.organisation.name).replace("-", " ").split())
    short = key(alias).replace("&", "").replace("-", "")
    return initials.startswith(short[0]) and not any(initials[i:] == short for i in range(1, len(initials)))


# Heads that stand alone for a body named before: "Bộ cũng yêu cầu …", "Ủy ban này", "lãnh đạo Tổ công tác".
_BARE = re.compile(
    r"(UBND|HĐND|Bộ|[ỦU][ỷy] ban|Tổ công tác|Ban [Cc]hỉ đạo|Hội đồng|Tổng cục|Cục|Vụ|Sở|Tập đoàn|Tổng công ty|Ngân hàng|Học viện|Viện"
    r"|Trung tâm|Hiệp hội|Ban [Qq]uản lý|Công ty|Tòa án|Bệnh viện)(?P<next>(?: [^\W\dA-ZĐ_]+)?)(?! [A-ZĐ])",
)
_IN_FULL = {"UBND": "ủy ban nhân dân", "HĐND": "hội đồng nhân dân"}
# What a clause goes on with behind its subject, and what a head in the middle of a clause depends on.
_GOES_ON = frozenset((
    "này", "đã", "sẽ", "cũng", "đang", "vừa", "yêu", "đề", "cho", "phải", "cần", "được", "tiếp", "sớm", "khẩn", "chủ",
    "phối", "báo", "xác", "khẳng", "nhấn", "luôn", "vẫn", "hiện", "không", "chưa", "nêu", "trình", "giao", "đồng",
    "kiến", "tập", "đưa", "mong", "hoàn", "triển", "có", "ban", "rất", "còn", "khuyến", "thông", "công", "cam", "tin",
    "lưu",
))  # fmt: skip
_DEPENDS = re.compile(r"(?:của|lãnh đạo|tại|trong|thuộc|do|với|cho|đại diện|giao|trực thuộc|vào|về) $")
_SEVERAL = re.compile(r"(?<!\w)(?:hai|ba|các|2|3|cấp|liên) $")
_ENDS = re.compile(r" ?[,.;:)\n]| (?:và|để|trong|cho|về|là|với) |$")
# Characters, and names, between a head and the name it stands for.
_ANTECEDENT_REACH, _ANTECEDENTS = 2_500, 200


def _nearest(drafts: list[Draft], at: int, start: int, head: str) -> Draft | None:
    """The nearest draft before `start` whose name begins with the head, None where none is near."""
    for draft in reversed(drafts[max(0, at - _ANTECEDENTS) : at]):
        if start - draft.end > _ANTECEDENT_REACH:
            return None
        if fold(draft.organisation.name).startswith(head):
            return draft
    return None


def with_antecedents(seen: View, drafts: list[Draft]) -> list[Draft]:
    """The drafts, and heads that stand alone for the nearest body before them that begins with the same words."""
    if not drafts:
        return drafts
    starts = [d.start for d in drafts]
    added = []
    for bare in _BARE.finditer(seen.plain):
        start, end = bare.start(1), bare.end(1)
        at = bisect_right(starts, start)
        if (at and drafts[at - 1].end > start) or (start and seen.plain[start - 1].isalnum()):
            continue
        if _SEVERAL.search(seen.folded, max(0, start - 6), start):
            continue
        following = bare["next"].strip()
        depends = _DEPENDS.search(seen.folded, max(0, start - 12), start) and _ENDS.match(seen.folded, end)
        if not (following in _GOES_ON or depends):
            continue
        head = f"{_IN_FULL.get(bare.group(1)) or seen.folded[start:end]} "
        before = _nearest(drafts, at, start, head)
        if before is not None:
            added.append(
                replace(
                    before, start=start, end=end, method="organisations/antecedent", confidence=before.confidence * 0.8
                )
            )
    return sorted([*drafts, *added], key=lambda d: d.start)
