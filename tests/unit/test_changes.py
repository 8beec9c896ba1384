"""What two versions of an article do not share: places and types, by texts of our own."""

from __future__ import annotations

import pytest

from theodoi.stories.changes import changes
from theodoi.vocabularies import ChangedPart, ChangedPlace, ChangedSide

TEXT = (
    "Sở Nội vụ tỉnh Sơn Bình cho biết đã giải quyết 4.120 hồ sơ trong tháng.\n"
    "Bà Lê Thị Hoa nói hạn nộp là ngày 12/3/2026.\n"
    "Việc này làm theo Nghị định 61/2018/NĐ-CP."
)


def told(old: str, new: str, old_title: str = "Tin", new_title: str = "Tin", **options) -> set[tuple[str, str, str]]:
    """ChangedSide, type and words of each part but passages."""
    found = changes(old_title, old, new_title, new, **options)
    texts = {
        (ChangedPlace.TITLE, ChangedSide.REMOVED): old_title, (ChangedPlace.TITLE, ChangedSide.ADDED): new_title,
        (ChangedPlace.TEXT, ChangedSide.REMOVED): old, (ChangedPlace.TEXT, ChangedSide.ADDED): new,
    }  # fmt: skip
    return {
        (part.side.value, part.what.value, texts[part.place, part.side][part.start : part.end])
        for part in found.parts
        if part.what is not ChangedPart.PASSAGE
    }


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("4.120 hồ sơ", "4.210 hồ sơ", {("removed", "figure", "4.120"), ("added", "figure", "4.210")}),
        ("61/2018/NĐ-CP", "45/2020/NĐ-CP", {("removed", "document", "61/2018/NĐ-CP"), ("added", "document", "45/2020/NĐ-CP")}),
        ("12/3/2026", "15/3/2026", {("removed", "date", "ngày 12/3/2026"), ("added", "date", "ngày 15/3/2026")}),
        ("Lê Thị Hoa", "Lê Thị Hòa", {("removed", "name", "Bà Lê Thị Hoa"), ("added", "name", "Bà Lê Thị Hòa")}),
        (" trong tháng", "", set()),
    ],
)  # fmt: skip
def test_a_changed_word_is_told_by_its_type(old, new, expected):
    assert told(TEXT, TEXT.replace(old, new)) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ông nói: “Đã xong”.", 'Ông nói: "Đã xong".'),
        ("Hạn 2025–2030  đã định.\n\nHết.", "Hạn 2025-2030 đã định.\nHết."),
        ("Bộ Y tế hoà giải.", "Bộ Y tế hòa giải."),
    ],
)
def test_form_alone_is_no_change(old, new):
    assert not changes("Tin", old, "Tin", new)


def test_a_paragraph_that_is_moved_brings_no_new_figure():
    first, second, third = TEXT.split("\n")
    found = changes("Tin", TEXT, "Tin", "\n".join((second, first, third)))
    assert found.count(ChangedPart.PASSAGE) == 2
    assert found.count(ChangedPart.FIGURE) == found.count(ChangedPart.NAME) == found.count(ChangedPart.DATE) == 0


def test_a_changed_headline_is_told_apart_from_the_text():
    found = changes("Thu 5 tỷ đồng", TEXT, "Thu 6 tỷ đồng", TEXT)
    assert found.title_changed
    assert {part.place for part in found.parts} == {ChangedPlace.TITLE}
    assert told(TEXT, TEXT, "Thu 5 tỷ đồng", "Thu 6 tỷ đồng") == {("removed", "figure", "5"), ("added", "figure", "6")}


def test_offsets_are_those_of_each_version_and_letters_are_counted():
    new = TEXT.replace("Bà Lê Thị Hoa", "Theo quy định mới, bà Lê Thị Hoa")
    found = changes("Tin", TEXT, "Tin", new)
    [added] = [p for p in found.parts if p.what is ChangedPart.PASSAGE and p.side is ChangedSide.ADDED]
    assert new[added.start : added.end] == "Theo quy định mới, bà"
    assert (found.letters_added, found.letters_removed) == (17, 2)


def test_lines_of_the_site_are_left_out_of_both():
    new = TEXT + "\nĐọc thêm 12 tin khác tại đây"
    assert changes("Tin", TEXT, "Tin", new)
    assert not changes("Tin", TEXT, "Tin", new, ignored=["Đọc thêm 12 tin khác tại đây"])


def test_a_text_that_became_another_is_compared_in_time():
    old = "\n".join(f"Câu số {n} nói về việc {n * 7}." for n in range(6_000))
    new = "\n".join(f"Dòng thứ {n} kể chuyện {n * 3}." for n in range(6_000))
    found = changes("Tin", old, "Tin", new)
    assert found.letters_added > 100_000
