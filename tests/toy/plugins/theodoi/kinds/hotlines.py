"""Telephone numbers that articles give as hotlines: the kind that docs/contributing.md adds as its example."""

from __future__ import annotations

from theodoi.columns import column
from theodoi.kinds.kind import Case, finding, joined

KIND = finding(
    "hotlines",
    "hotline_id",
    "One telephone number that an article gives as a hotline",
    (
        column("number", "text", "Telephone number, digits alone", required=True),
        column("free", "boolean", "True where the call costs nothing", required=True),
        column("owner", "text", "Who answers, as printed", of_others=True, json="owned_by"),
        column("subject_mention_id", "text", "Citation that stands before it", made_from="subject", json="subject"),
    ),
    refers=(("subject_mention_id", "decree_mentions"),),
    place=70,
    found="hotlines",
    one="a hotline",
    called="hotlines",
    reader="theodoi.extract.hotlines:read",
    needs=("decree_mentions",),
    target=joined("number"),
    cases=(
        Case(
            "Người dân gọi đường dây nóng 1800 6789 của Sở Tư pháp.",
            ({"number": "18006789", "free": True, "owner": "Sở Tư pháp"},),
        ),
        Case("Đường dây nóng: 1900 1234.", ({"number": "19001234", "free": False},)),
        Case("Số điện thoại 1900 1234 đã ngừng.", ()),
    ),
)
