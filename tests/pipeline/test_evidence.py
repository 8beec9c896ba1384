"""The proof of a finding: its words in the stored text, the stored page with its digest, a page to cite, an address that stays."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.eval.checksums import load
from theodoi.cli import main
from theodoi.evidence import NoEvidence, check, find
from theodoi.evidence.page import render_evidence

ARTICLE = """Bắc Ninh đẩy mạnh dịch vụ công

Ngày 18/11/2026, UBND tỉnh Bắc Ninh ban hành Kế hoạch số 215/KH-UBND về cải cách hành chính. Theo báo cáo, tỷ lệ hồ sơ trực tuyến của tỉnh đạt 84,5% trong 10 tháng năm 2026. Kế hoạch giao các xã hoàn thành trước ngày 31/12/2026.

Cũng theo Nghị định số 61/2018/NĐ-CP, bộ phận một cửa công khai kết quả từng tháng để người dân theo dõi và góp ý.
"""


@pytest.fixture
def imported(house, tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "bai.txt").write_text(ARTICLE, encoding="utf-8")
    load("import/chung-cu", folder)
    return house


def only(house, statement: str) -> str:
    [(value,)] = house.rows(statement)
    return value


SHARE = "SELECT metric_id FROM warehouse.metrics WHERE quote LIKE '%84,5%'"
DECREE = "SELECT decree_id FROM warehouse.decrees WHERE number = '61/2018/NĐ-CP'"


def test_a_figure_is_proved_by_its_words_and_its_page(imported):
    with imported.engine.connect() as connection:
        [evidence] = find(connection, only(imported, SHARE))
    assert evidence.text[evidence.start : evidence.end] == evidence.quote
    assert "tỷ lệ hồ sơ trực" in evidence.before
    checks = check(imported.lake, evidence)
    assert [(one.name, one.well) for one in checks] == [("text", True), ("capture", True), ("page", True)]


def test_a_document_shows_its_citations_and_a_page_holds_all_that_is_cited(imported):
    with imported.engine.connect() as connection:
        found = find(connection, only(imported, DECREE))
    page = render_evidence("61/2018/NĐ-CP", [(one, check(imported.lake, one)) for one in found])
    assert "Sao chép trích dẫn" in page
    assert "Nghị định số <mark>" in page or "<mark>Nghị định số 61/2018/NĐ-CP" in page
    assert found[0].citation in page.replace("&#34;", '"')
    assert "http" not in page.replace(found[0].url, "")  # nothing is loaded from elsewhere


def test_the_address_stays_when_rules_move_the_words(imported):
    with imported.engine.connect() as connection:
        [before] = find(connection, only(imported, SHARE))
    with imported.engine.begin() as connection:
        connection.execute(
            text("UPDATE warehouse.metrics SET metric_id = 'new', ordinal = ordinal + 7, value = 80 WHERE metric_id = :id"), {"id": before.key}
        )  # fmt: skip
        [after] = find(connection, before.address)
    assert (after.key, after.address) == ("new", before.address)


def test_a_page_that_was_changed_or_lost_is_told(imported):
    with imported.engine.connect() as connection:
        [evidence] = find(connection, only(imported, SHARE))
    with imported.engine.begin() as connection:
        connection.execute(text("UPDATE warehouse.captures SET digest = repeat('A', 32)"))
        [other] = find(connection, evidence.key)
    assert [(one.name, one.well) for one in check(imported.lake, other)][:2] == [("text", True), ("capture", False)]
    with imported.engine.begin() as connection:
        connection.execute(text("UPDATE warehouse.captures SET warc = 'warc/gone.warc.gz'"))
        [gone] = find(connection, evidence.key)
    assert "cannot be read" in check(imported.lake, gone)[1].words


def test_the_command_prints_the_proof_and_says_what_is_not_there(imported, tmp_path, capsys):
    assert main(["evidence", only(imported, SHARE)]) == 0
    out = capsys.readouterr().out
    assert "84,5%»" in out
    assert out.count("ok  ") == 3
    page = tmp_path / "page.html"
    assert main(["evidence", only(imported, DECREE), "--html", str(page)]) == 0
    assert "<h2" in page.read_text(encoding="utf-8")
    assert main(["evidence", "0" * 32]) == 1
    assert "nothing with the id" in capsys.readouterr().err
    with imported.engine.connect() as connection, pytest.raises(NoEvidence):
        find(connection, "x'; --")
