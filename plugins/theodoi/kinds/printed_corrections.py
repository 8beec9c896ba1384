"""Corrections that an outlet prints: it takes back, puts right or apologises for what it published."""

from __future__ import annotations

from theodoi.columns import column, words
from theodoi.kinds.kind import Case, finding, shortened
from theodoi.rows import Row
from theodoi.vocabularies import CorrectionForm


def _line(row: Row) -> str:
    """A correction in words: `corrected: Báo Sông Chu xin đính chính …`."""
    return f"{row['form']}: {shortened(str(row['sentence']), 140)}"


KIND = finding(
    "printed_corrections",
    "correction_id",
    "One sentence by which an outlet corrects an article that it published: cải chính, đính chính, xin lỗi bạn đọc",
    (
        words("form", CorrectionForm, "{listed}", required=True),
        column(
            "corrects_title", "text", "Headline of the corrected article, as the correction prints it", of_others=True
        ),
        column("corrects_on", "date", "Day on which that article was published, as the correction tells it"),
        column("corrects_url", "text", "Address of that article, as the correction prints it"),
        column("corrects_itself", "boolean", "True when it stands in the corrected article", required=True),
        column("sentence", "text", "The whole sentence", required=True, of_others=True, json=None),
    ),
    place=70,
    found="printed_corrections",
    word="correction",
    one="a printed correction",
    called="printed corrections",
    reader="theodoi.extract.printed_corrections:read",
    most=20,
    target=lambda row: row["form"],
    line=_line,
    cases=(
        Case(
            "Đính chính\nTrong bài “Lúa chín sớm ở Sơn Bình” đăng ngày 3/4/2026, do sơ suất, tên xã đã bị viết nhầm. "
            "Tòa soạn xin đính chính và thành thật xin lỗi bạn đọc.",
            ({"form": "corrected", "corrects_title": "Lúa chín sớm ở Sơn Bình", "corrects_itself": False},),
        ),
        Case("UBND xã xin đính chính thông tin trên giấy chứng nhận quyền sử dụng đất của ông Ba.", ()),
        Case("Bộ yêu cầu báo này cải chính, xin lỗi bạn đọc vì bài viết sai sự thật.", ()),
    ),
)
