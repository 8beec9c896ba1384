"""Helper columns: what the row-level suites check beside the columns of the contracts, one line each in HELPERS."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from theodoi.contracts import FINDINGS
from theodoi.days import last_day
from theodoi.vocabularies import DocumentEvent, Measure, Status, StatusDetail
from theodoi.words import words_share

# Letters with a Vietnamese mark, lower case. About a quarter of the letters of an ordinary text carry one.
_MARKED = "[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]"
# What repair could not restore; the suite names every kind of mojibake, here only the certain ones count.
_DAMAGED = "\ufffd|Ã[¡-©¬-¹¼-¿]|á[º»][\u0080-\u009f¡-©¬-¹¼-¿ŒœŠšŸŽžƒˆ˜†‡•‰‹›™€„]|Ä[‘\u0090\u0091]|Æ[°¡]|áº|á»[a-zà-ỹ]"

# Words that tell a deadline as past: given before, done, late, moved.
_TOLD_OLD = re.compile(
    r"(?<!\w)(?:trước đó|trước đây|đã|từng|vừa qua|ban đầu|lẽ ra|theo kế hoạch|quá hạn|hết hạn|đến hạn|chậm|trễ|muộn|chưa|tồn đọng|kéo dài|lùi|gia hạn|hoàn thành xong)(?!\w)"
)
# How those are called who must do a task together: in small letters, or an office of whatever province.
_GROUP = re.compile(r"(?:[^\W\d_A-ZÀ-ỸĐ]|Sở |Ban |Phòng |Chi cục )")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

# What a level in percent may exceed: a plan that was more than fulfilled, an earlier level, an economy's size.
_MAY_EXCEED = "kế hoạch|chỉ tiêu|dự toán|mục tiêu|định mức|công suất|cùng kỳ|so với|năm trước|gdp"


class ArticleText(NamedTuple):
    """What findings are compared with: whose text it is, the text, and its day."""

    article_id: str
    text: str
    published_on: date | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What helpers know besides the shard: the clock, and the articles that findings point into (by version id)."""

    now: datetime
    texts: Mapping[str, ArticleText] = field(default_factory=dict)  # by article_version_id


@dataclass(frozen=True, slots=True)
class Helper:
    """A column computed for the checks; null where it is not defined, and a null is not checked."""

    name: str
    description: str
    compute: Callable[[pa.Table, Surroundings], pa.Array | pa.ChunkedArray]


def with_helpers(dataset: str, table: pa.Table, wanted: frozenset[str], around: Surroundings) -> pa.Table:
    """The table with those helper columns of its dataset that are `wanted`."""
    for helper in HELPERS[dataset]:
        if helper.name in wanted:
            table = table.append_column(helper.name, helper.compute(table, around))
    return table


# time ----------------------------------------------------------------------------------------------------------------


def _micros(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.timestamp("us", tz="UTC")).cast(pa.int64()).cast(pa.float64())


def _after_now(column: str, seconds: float) -> Callable[[pa.Table, Surroundings], pa.ChunkedArray]:
    """Time from now until the column's time, in units of `seconds`."""

    def compute(table: pa.Table, around: Surroundings) -> pa.ChunkedArray:
        later = pc.subtract(_micros(table[column].cast(pa.timestamp("us"))), around.now.timestamp() * 1e6)
        return pc.divide(later, seconds * 1e6)

    return compute


def _days_between(later: str, earlier: str) -> Callable[[pa.Table, Surroundings], pa.ChunkedArray]:
    def compute(table: pa.Table, around: Surroundings) -> pa.ChunkedArray:
        return pc.divide(pc.subtract(_micros(table[later]), _micros(table[earlier])), 86400e6)

    return compute


def _days_after_capture(table: pa.Table, around: Surroundings) -> pa.ChunkedArray:
    """Null for a document without URL: the time of a file on disk is no time of capture."""
    dump = pc.starts_with(table["url"], "urn:")
    days = _days_between("published_at", "captured_at")(table, around)
    return pc.if_else(dump, pa.scalar(None, pa.float64()), days)


def _year(column: str) -> Callable[[pa.Table, Surroundings], pa.ChunkedArray]:
    return lambda table, around: pc.year(table[column])


def _published_day_fits(table: pa.Table, around: Surroundings) -> pa.ChunkedArray:
    at, on = table["published_at"], table["published_on"]
    day = pc.local_timestamp(at.cast(pa.timestamp("us", tz="Asia/Ho_Chi_Minh"))).cast(pa.timestamp("s"), safe=False)
    same = pc.equal(pc.floor_temporal(day, unit="day").cast(pa.date32()), on)
    return pc.if_else(pc.equal(at.is_null(), on.is_null()), pc.fill_null(same, True), False)


# text ----------------------------------------------------------------------------------------------------------------


def _marked_letters_share(table: pa.Table, around: Surroundings) -> pa.ChunkedArray:
    lower = pc.utf8_lower(pc.utf8_normalize(table["text"], form="NFC"))
    marked = pc.count_substring_regex(lower, _MARKED).cast(pa.float64())
    letters = pc.count_substring_regex(lower, r"\pL").cast(pa.float64())
    return pc.divide(marked, pc.max_element_wise(letters, 1.0))


def _damaged_per_thousand(table: pa.Table, around: Surroundings) -> pa.ChunkedArray:
    damaged = pc.count_substring_regex(table["text"], _DAMAGED).cast(pa.float64())
    length = pc.utf8_length(table["text"]).cast(pa.float64())
    return pc.divide(pc.multiply(damaged, 1000.0), pc.max_element_wise(length, 1.0))


def _words_share(table: pa.Table, around: Surroundings) -> pa.Array:
    return pa.array([None if text is None else words_share(text) for text in table["text"].to_pylist()], pa.float64())


# findings ------------------------------------------------------------------------------------------------------------


def _evidence_matches(table: pa.Table, around: Surroundings) -> pa.Array:
    # Arrow slices all rows of a column at one place, here each row has its own: plain Python, 0.3 s for a million.
    found = zip(*(table[c].to_pylist() for c in ("article_version_id", "start_char", "end_char", "quote")), strict=True)
    texts = around.texts
    return pa.array(
        [
            None
            if (article := texts.get(version)) is None or start is None or end is None
            else article.text[start:end] == quote
            for version, start, end, quote in found
        ],
        pa.bool_(),
    )


def _article_matches(table: pa.Table, around: Surroundings) -> pa.Array:
    versions = table["article_version_id"].to_pylist()
    texts = around.texts
    owners = pa.array([texts[v].article_id if v in texts else None for v in versions], pa.string())
    return pc.equal(owners, table["article_id"])


def _together(one: str, other: str) -> Callable[[pa.Table, Surroundings], pa.ChunkedArray]:
    """Both are null or neither is."""
    return lambda table, around: pc.equal(table[one].is_null(), table[other].is_null())


def _result_years(table: pa.Table, around: Surroundings) -> pa.ChunkedArray:
    later = pc.subtract(_first_year(table["period"]), around.now.year)
    forecast = pc.fill_null(pc.equal(table["status_detail"], StatusDetail.FORECAST.value), False)
    result = pc.and_(pc.equal(table["status"], Status.OBSERVED.value), pc.invert(forecast))
    return pc.if_else(result, later, pa.scalar(None, pa.int64()))


def _share_of_whole(table: pa.Table, around: Surroundings) -> pa.ChunkedArray:
    share = pc.and_(pc.equal(table["unit"], "percent"), pc.equal(table["measure"], Measure.LEVEL.value))
    words = pc.utf8_lower(pc.utf8_normalize(pc.fill_null(table["sentence"], ""), form="NFC"))
    may_exceed = pc.match_substring_regex(words, _MAY_EXCEED)
    whole = pc.and_(pc.fill_null(share, False), pc.invert(may_exceed))
    return pc.if_else(whole, table["value"], pa.scalar(None, table["value"].type))


def _done_days(table: pa.Table, around: Surroundings) -> pa.ChunkedArray:
    ahead = pa.array([DocumentEvent.TAKES_EFFECT.value, DocumentEvent.EXPIRES.value])
    days = _after_now("happened_on", 86400)(table, around)
    return pc.if_else(pc.is_in(table["event"], value_set=ahead), pa.scalar(None, pa.float64()), days)


def _quote_in_sentence(table: pa.Table, around: Surroundings) -> pa.Array:
    pairs = zip(table["quote"].to_pylist(), table["sentence"].to_pylist(), strict=True)
    return pa.array(
        [None if quote is None or sentence is None else quote in sentence for quote, sentence in pairs], pa.bool_()
    )


def _old_deadline_told(table: pa.Table, around: Surroundings) -> pa.Array:
    columns = ("article_version_id", "deadline", "deadline_kind", "sentence")
    rows = zip(*(table[c].to_pylist() for c in columns), strict=True)
    return pa.array([_is_told_old(around.texts.get(version), *row) for version, *row in rows], pa.bool_())


def _is_told_old(
    article: ArticleText | None, deadline: str | None, kind: str | None, sentence: str | None
) -> bool | None:
    """Whether a sentence says that its deadline is over; None where it is not over on the article's day, or nobody knows."""
    try:
        day = last_day(deadline) if kind != "from" else None
    except ValueError:  # the check of its shape tells that
        return None
    if article is None or article.published_on is None or day is None or day >= article.published_on:
        return None
    return _TOLD_OLD.search((sentence or "").lower()) is not None


def _doers_known(table: pa.Table, around: Surroundings) -> pa.Array:
    rows = zip(table["assignees"].to_pylist(), table["assignee_ids"].to_pylist(), strict=True)
    return pa.array([_are_known(names, ids) for names, ids in rows], pa.bool_())


def _are_known(names: str | None, ids: str | None) -> bool | None:
    """Whether each of those who must do a task has an id or is called as groups are."""
    try:
        told, known = json.loads(names or "null"), json.loads(ids or "null")
    except ValueError:
        return False
    if told is None or known is None:
        return None
    if not (isinstance(told, list) and isinstance(known, list) and told and len(told) == len(known)):
        return False
    return all(
        isinstance(name, str) and (_GROUP.match(name) if key is None else _ID.fullmatch(str(key)))
        for name, key in zip(told, known, strict=True)
    )


_FINDING = (
    Helper("article_matches", "article_id is that of the article version", _article_matches),
    Helper("evidence_matches", "text[start_char:end_char] is the quote; null without an article", _evidence_matches),
    Helper("quote_length", "Code points of the quote", lambda t, _: pc.utf8_length(t["quote"])),
    Helper("span_length", "end_char - start_char", lambda t, _: pc.subtract(t["end_char"], t["start_char"])),
)

_OF_DATASETS: Mapping[str, tuple[Helper, ...]] = {
    "captures": (
        Helper("hours_after_now", "Hours from now until captured_at", _after_now("captured_at", 3600)),
        Helper("captured_year", "Year of captured_at", _year("captured_at")),
        Helper("announced_days_after_capture", "Days from captured_at until announced_at", _days_between("announced_at", "captured_at")),
    ),
    "outcomes": (),
    "articles": (
        Helper("damaged_per_thousand", "U+FFFD and mojibake in a thousand characters", _damaged_per_thousand),
        Helper("marked_letters_share", "Share of letters with a Vietnamese mark, 0 to 1", _marked_letters_share),
        Helper("words_share", "Share of letters and signs that stand in words, 0 to 1", _words_share),
        Helper("published_year", "Year of published_at", _year("published_at")),
        Helper("published_days_after_now", "Days from now until published_at", _after_now("published_at", 86400)),
        Helper("published_days_after_capture", "Days from captured_at until published_at; null for files", _days_after_capture),
        Helper("modified_days_after_published", "Days from published_at until modified_at", _days_between("modified_at", "published_at")),
        Helper("published_on_is_its_day", "published_on is published_at's day in Vietnam", _published_day_fits),
    ),
}  # fmt: skip
# What checks of meaning ask beside what all findings have.
_OF_KINDS: Mapping[str, tuple[Helper, ...]] = {
    "decree_mentions": (
        Helper("years_after_now", "Years from now until the document's year", lambda t, a: pc.subtract(t["year"], a.now.year)),
        Helper("issued_year", "Year of issued_on", _year("issued_on")),
        Helper("issued_days_after_now", "Days from now until issued_on", _after_now("issued_on", 86400)),
        Helper("year_has_origin", "year and year_basis are both there or both absent", _together("year", "year_basis")),
        Helper("date_has_origin", "issued_on and date_basis are both there or both absent", _together("issued_on", "date_basis")),
        Helper("date_has_precision", "issued_on and issued_precision are both there or both absent", _together("issued_on", "issued_precision")),
        Helper("year_is_of_date", "year is that of issued_on", lambda t, _: pc.equal(t["year"], pc.year(t["issued_on"]))),
    ),
    "decree_relations": (
        Helper("acts_on_another", "The two mentions differ", lambda t, _: pc.not_equal(t["subject_mention_id"], t["object_mention_id"])),
        Helper("effective_year", "Year of effective_on", _year("effective_on")),
    ),
    "decree_events": (
        Helper("done_days_after_now", "Days from now until happened_on, of what is done: drafted, requested, signed, issued", _done_days),
        Helper("happened_year", "Year of happened_on", _year("happened_on")),
        Helper("day_has_precision", "happened_on and happened_precision are both there or both absent", _together("happened_on", "happened_precision")),
    ),
    "assignments": (
        Helper("doers_known", "Each of the assignees has an id, or is a group by its name", _doers_known),
        Helper("old_deadline_told", "The sentence says that its deadline is over; null where it is not over on the article's day", _old_deadline_told),
    ),
    "metrics": (
        Helper("value_within_denominator", "value is at most the denominator", lambda t, _: pc.less_equal(t["value"], t["denominator"])),
        Helper("period_has_origin", "period and period_basis are both there or both absent", _together("period", "period_basis")),
        Helper("area_has_origin", "area and area_basis are both there or both absent", _together("area", "area_basis")),
        Helper("share_of_whole", "value of a level in percent whose sentence names nothing that it may exceed (a plan, an earlier level)", _share_of_whole),
        Helper("result_years_after_now", "Years from now until the first year of a result's period; null for targets and forecasts", _result_years),
        Helper("period_year", "First year of the period", lambda t, _: _first_year(t["period"])),
        Helper("quote_in_sentence", "The sentence holds the quote", _quote_in_sentence),
    ),
}  # fmt: skip
HELPERS: Mapping[str, tuple[Helper, ...]] = {
    **_OF_DATASETS,
    **{kind.name: (*_FINDING, *_OF_KINDS.get(kind.name, ())) for kind in FINDINGS},
}


def _first_year(period: pa.ChunkedArray) -> pa.ChunkedArray:
    shaped = pc.match_substring_regex(period, "^[0-9]{4}")
    year = pc.utf8_slice_codeunits(pc.if_else(shaped, period, pa.scalar(None, pa.string())), 0, 4)
    return year.cast(pa.int64())
