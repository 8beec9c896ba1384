"""The comparison of two versions of the extractors sees a rule that was changed, to the field and the text."""

from __future__ import annotations

import gzip
import shutil

import pytest

from tests.eval.same_findings import CHECKOUT, compared, own_texts, texts_of

NEARLY = "Cả tỉnh có gần 4.000 hồ sơ nộp trực tuyến."
OTHERS = ["Cả tỉnh có hơn 4.000 hồ sơ nộp trực tuyến.", "Bộ Y tế ban hành Nghị định số 13/2023/NĐ-CP.", ""]


@pytest.fixture
def changed(tmp_path):
    """A tree whose extractors read "gần" no more; all the rest is the checkout's."""
    package, own = tmp_path / "plugins" / "theodoi", CHECKOUT / "plugins" / "theodoi"
    package.mkdir(parents=True)
    for part in own.iterdir():
        if part.name not in ("extract", "__pycache__"):
            (package / part.name).symlink_to(part)
    shutil.copytree(own / "extract", package / "extract", ignore=shutil.ignore_patterns("__pycache__"))
    cues = package / "extract" / "metrics" / "cues.py"
    table = cues.read_text(encoding="utf-8")
    assert '("gần", "khoảng gần")' in table
    cues.write_text(table.replace('("gần", "khoảng gần")', '("khoảng gần",)'), encoding="utf-8")
    return tmp_path


def test_a_changed_rule_is_seen_in_the_texts_that_it_concerns_alone(changed):
    outcome = compared(CHECKOUT, changed, [NEARLY, *OTHERS])
    assert outcome.texts == 4 and outcome.findings > 4
    [(text, before, after)] = outcome.differing
    assert text == NEARLY
    assert any("comparator='nearly'" in finding for finding in before)
    assert not any("comparator='nearly'" in finding for finding in after)
    assert all(seconds > 0 for seconds in outcome.seconds)


def test_the_projects_own_texts_are_articles_dumps_tables_and_sentences_of_tests():
    texts = own_texts()
    assert len(texts) == len(set(texts)) > 1_000
    assert NEARLY in texts
    assert max(map(len, texts)) > 1_500


def test_a_folder_gives_its_files_and_a_compressed_file_pieces_of_twenty_lines(tmp_path):
    (tmp_path / "one.txt").write_text("một\nhai", encoding="utf-8")
    (tmp_path / "page.html").write_text("<p>ba</p>", encoding="utf-8")
    with gzip.open(tmp_path / "two.txt.gz", "wt", encoding="utf-8") as stream:
        stream.write("\n".join(f"dòng {n}\n" for n in range(45)))
    texts = list(texts_of(tmp_path))
    assert texts[0] == "một\nhai"
    assert [text.count("\n") for text in texts[1:]] == [20, 20, 5]
