"""How a brief says values, times and steps, in Vietnamese and English. The terms are those of docs/glossary.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from theodoi.registry.places import load_places


@dataclass(frozen=True, slots=True)
class Words:
    """One thing said in two languages."""

    vi: str
    en: str


_STEPS: Mapping[str, Words] = {
    "issued": Words("Ban hành", "Issued"),
    "signed": Words("Ký", "Signed"),
    "drafted": Words("Soạn dự thảo", "Drafted"),
    "requested": Words("Được yêu cầu xây dựng", "Asked for"),
    "takes_effect": Words("Có hiệu lực", "In force"),
    "expires": Words("Hết hiệu lực", "Expires"),
    "draft": Words("Dự thảo", "Draft"),
    "announced": Words("Sẽ ban hành", "Announced"),
    "first_seen": Words("Lần đầu thấy trong kho", "First seen in the archive"),
}
_TASKS: Mapping[str, Words] = {
    "due_soon": Words("Sắp đến hạn", "Due soon"),
    "past_without_news": Words("Đã qua hạn, chưa thấy tin hoàn thành", "Past its date, no news of completion"),
    "told_done": Words("Có tin hoàn thành", "Told done"),
    "told_done_in_part": Words("Có tin hoàn thành một phần", "Told done in part"),
    "told_late": Words("Có tin chậm", "Told late"),
    "extended": Words("Có tin gia hạn", "Told extended"),
    "handed_over": Words("Có tin chuyển cơ quan khác", "Told handed over"),
    "dropped": Words("Có tin dừng", "Told dropped"),
    "assign": Words("Giao", "Given"),
    "transfer": Words("Chuyển giao", "Moved"),
    "commit": Words("Cam kết", "Commitment"),
    "request": Words("Đề nghị", "Asked"),
}
_GIVEN = (Words("Mới giao", "Newly given"), ("assign", "transfer"))
_SOON = (Words("Đến hạn trong 14 ngày", "Due within 14 days"), ("due_soon",))
_PAST = (
    Words("Đã qua hạn, chưa thấy tin hoàn thành", "Past their date, no news of completion"),
    ("past_without_news",),
)
_ASKED = (Words("Được đề nghị, tự cam kết", "Asked and promised"), ("request", "commit"))
_NEWS = Words("Có tin về kết quả", "News of what came of them")
_GROUPS = (
    _GIVEN,
    _SOON,
    _PAST,
    (_NEWS, tuple(step for step in _TASKS if step.startswith(("told", "extended", "handed", "dropped")))),
    _ASKED,
)
_NEAR = 30  # days that a deadline is counted before and after
_COMPARATORS: Mapping[str, Words] = {
    "eq": Words("", ""),
    "about": Words("khoảng ", "about "),
    "nearly": Words("gần ", "nearly "),
    "more_than": Words("hơn ", "more than "),
    "at_least": Words("ít nhất ", "at least "),
    "less_than": Words("dưới ", "less than "),
    "at_most": Words("không quá ", "at most "),
}
_UNITS: Mapping[str, Words] = {
    "percent": Words("%", "%"),
    "percentage_point": Words(" điểm %", " points"),
    "count": Words("", ""),
    "times": Words(" lần", " times"),
    "rank": Words("", ""),
    "score": Words(" điểm", " points"),
    "VND": Words(" đồng", " dong"),
    "second": Words(" giây", " s"),
    "minute": Words(" phút", " min"),
    "hour": Words(" giờ", " h"),
    "day": Words(" ngày", " days"),
    "working_day": Words(" ngày làm việc", " working days"),
    "working_hour": Words(" giờ làm việc", " working hours"),
    "month": Words(" tháng", " months"),
    "year": Words(" năm", " years"),
}
_QUARTERS = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_LARGE = ((Decimal(10**9), Words("tỷ", "billion")), (Decimal(10**6), Words("triệu", "million")))


def step_words(step: str, day: date | None) -> Words:
    """What happened to a document, with its day where it is known."""
    words = _STEPS[step]
    if day is None:
        return words
    return Words(f"{words.vi} {day_words(day).vi}", f"{words.en} {day_words(day).en}")


def task_words(step: str) -> Words:
    """How a task is told: given, moved, asked, promised, due, past its date, or what news told of it."""
    return _TASKS[step]


def group_words(step: str) -> Words:
    """The heading under which a task is told."""
    return _GROUPS[group_place(step)][0]


def group_place(step: str) -> int:
    """Where that heading stands in its section."""
    return next(place for place, (_, steps) in enumerate(_GROUPS) if step in steps)


def changed_words(title: bool, figures: int, documents: int, names: int, dates: int, passages: int) -> Words:
    """What was changed in an article: `tiêu đề, 2 số liệu`; passages only where nothing else is told."""
    counted = (
        (figures, "số liệu", "figures"), (documents, "số văn bản", "document numbers"), (names, "tên", "names"), (dates, "ngày tháng", "dates"),
    )  # fmt: skip
    parts = [Words("tiêu đề", "headline")] if title else []
    parts += [Words(f"{count} {vi}", f"{count} {en}") for count, vi, en in counted if count]
    if not parts:
        parts = [Words(f"{passages} đoạn", f"{passages} passages")]
    return Words(", ".join(part.vi for part in parts), ", ".join(part.en for part in parts))


def handed_words(holder: str | None, taker: str | None) -> Words:
    """From whom a task came, and to whom it went: `, từ Bộ Nội vụ`, ` → Bộ Tư pháp`."""
    before = Words(f", từ {holder}", f", from {holder}") if holder else Words("", "")
    after = f" → {taker}" if taker else ""
    return Words(f"{before.vi}{after}", f"{before.en}{after}")


def days_words(left: int) -> Words:
    """The days until a date or since, where they are few: `, còn 9 ngày`, `, đã qua 2 ngày`."""
    if abs(left) > _NEAR:
        return Words("", "")
    if left == 0:
        return Words(", hôm nay", ", today")
    days, plural = abs(left), "" if abs(left) == 1 else "s"
    if left > 0:
        return Words(f", còn {days} ngày", f", {days} day{plural} left")
    return Words(f", đã qua {days} ngày", f", {days} day{plural} ago")


def day_words(day: date) -> Words:
    """A day as people write it: 20/11/2026, 20 Nov 2026."""
    return Words(f"{day.day}/{day.month}/{day.year}", f"{day.day} {day:%b} {day.year}")


def period_words(period: str) -> Words:
    """A period in words: 2026 -> năm 2026, 2026-Q1 -> quý I/2026, 2026-04 -> tháng 4/2026, a range from … to …."""
    first, _, last = period.partition("/")
    if last:
        start, end = period_words(first), period_words(last)
        return Words(f"{start.vi} – {end.vi}", f"{start.en} – {end.en}")
    if met := re.fullmatch(r"(\d{4})-Q(\d)", period):
        return Words(f"quý {_QUARTERS[met[2]]}/{met[1]}", f"Q{met[2]} {met[1]}")
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", period):
        return day_words(date.fromisoformat(period))
    if met := re.fullmatch(r"(\d{4})-(\d{2})", period):
        return Words(f"tháng {int(met[2])}/{met[1]}", f"{date(int(met[1]), int(met[2]), 1):%b %Y}")
    if re.fullmatch(r"\d{4}", period):
        return Words(f"năm {period}", period)
    return Words(period, period)


def area_words(area: str) -> Words:
    """The name of a province by its id; the whole country for `vn`."""
    if area == "vn":
        return Words("cả nước", "whole country")
    province = load_places().by_id.get(area)
    name = province.name if province else area
    return Words(name, name)


def number_words(value: Decimal) -> Words:
    """A number with the marks of each language; millions and billions in words where nothing is lost."""
    for size, name in _LARGE:
        small = value / size
        if abs(value) >= size and small == round(small, 2):
            told = number_words(small)
            return Words(f"{told.vi} {name.vi}", f"{told.en} {name.en}")
    english = f"{value.normalize():,f}"
    return Words(english.translate(str.maketrans(",.", ".,")), english)


def figure_words(value: Decimal, unit: str, comparator: str, high: Decimal | None, row: Mapping[str, Any]) -> Words:
    """A figure in words: `khoảng 84,5%`, `tăng 12%`, `hạng 7`."""
    sign, number = _COMPARATORS[comparator], number_words(value)
    last = number_words(high) if high is not None else None
    name = _UNITS.get(row.get("unit_detail") or unit, Words(f" {unit}", f" {unit}"))
    rising = row.get("direction") if row.get("measure") == "change" else None
    lead = {"up": Words("tăng ", "up "), "down": Words("giảm ", "down ")}.get(rising or "", Words("", ""))
    if unit == "rank" and rising is None:
        lead = Words("hạng ", "rank ")
    elif unit == "rank":
        name = Words(" bậc", " places")
    return Words(
        f"{lead.vi}{sign.vi}{number.vi}{f'–{last.vi}' if last else ''}{name.vi}",
        f"{lead.en}{sign.en}{number.en}{f'–{last.en}' if last else ''}{name.en}",
    )
