"""Patterns that are looked for by their first words find the same as patterns that are tried everywhere."""

from __future__ import annotations

import re

import pytest

from theodoi.extract.anchors import Anchored, Anchors, heads_of
from theodoi.extract.assignments import cues, parties, reading
from theodoi.extract.document import Document
from theodoi.extract.spans import Context

TEXTS = (
    "Thủ tướng yêu cầu các bộ, ngành, địa phương khẩn trương rà soát; giao Bộ Nội vụ chủ trì. Ông Lê Văn Thử cho biết đã xong.",
    "UBND các huyện đề nghị Sở Tài chính sớm trả lời, không giao thông báo. Thành phố đang xây dựng; cơ quan này cho hay sẽ nhắc nhở.",
    "CHUYỂN NHIỆM VỤ QUẢN LÝ CHỢ LOẠI MỘT từ Sở Công Thương sang Sở Tài chính. Chỉ đạo, điều hành; chỉ thị số 5; bao gồm hai\xa0bộ.",
    "toàn bộ các sở, hội đồng nhân dân cấp xã nơi có dự án phối hợp, trung tâm phục vụ cấp tỉnh – Bộ trưởng cũng yêu cầu từng đơn vị",
)
HELD = {
    f"{module.__name__}.{name}": form
    for module in (cues, parties, reading)
    for name, form in vars(module).items()
    if isinstance(form, Anchored)
}


@pytest.mark.parametrize("form", HELD.values(), ids=HELD)
def test_the_same_matches(form):
    found = 0
    for text in TEXTS:
        document = Document(text, Context())
        for read in (document.folded, document.plain):
            for first, last in ((0, len(text)), (7, len(text) - 9), (len(text) // 2, len(text)), (0, len(text) // 3)):
                everywhere = [match.span() for match in form.pattern.finditer(read, first, last)]
                assert [match.span() for match in form.finditer(document, read, first, last)] == everywhere
                found += len(everywhere)
    assert found, "no text has this form"


def test_matches_do_not_overlap_and_one_head_may_lie_in_another():
    group = Anchors()
    form = group.add(re.compile(r"(?:hội nghị|nghị quyết)(?: \d+)?"), ("hội nghị", "nghị quyết"))
    other = group.add(re.compile(r"quyết \d"), ("quyết ",))
    document = Document("Hội nghị quyết 5 việc", Context())
    whole = (document, document.folded, 0, len(document.text))
    assert [match.group() for match in form.finditer(*whole)] == ["hội nghị"]
    assert other.search(*whole).group() == "quyết 5"


@pytest.mark.parametrize(
    ("alternatives", "heads"),
    [
        ("giao(?! (?:thông|dịch))|nhắc nhở|nhắc", ["giao", "nhắc nhở", "nhắc"]),
        ("trung tâm [^.]{3,9}? cấp|bộ, ngành", ["trung tâm ", "bộ, ngành"]),
        (r"sở [^(|]{2,}|cục (?:một|hai)|vụ \(|ban", ["sở ", "cục ", "vụ ", "ban"]),
        ("khoản? mục", ["khoả"]),
    ],
)
def test_heads(alternatives, heads):
    assert heads_of(alternatives) == heads


@pytest.mark.parametrize("alternatives", ["giao|", r"\d+ việc|giao", "a?b"])
def test_a_form_without_a_first_word_is_refused(alternatives):
    with pytest.raises(ValueError, match="begins with none"):
        heads_of(alternatives)


def test_an_open_bracket_is_refused():
    with pytest.raises(ValueError, match="open"):
        heads_of("giao (việc|cho")
