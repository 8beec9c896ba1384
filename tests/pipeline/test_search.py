"""Search finds what a person means: with or without diacritics, by abbreviation, by number, by a former name."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from lxml import etree
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from tests.pipeline.batches import Cited, TestArticle
from tests.pipeline.house import BATCH
from theodoi.cli import main
from theodoi.database import run_sql
from theodoi.load.migrate import migrate
from theodoi.load.undo import take_back
from theodoi.search import Asked, search

ARTICLES = {
    "thu-tuc": TestArticle("http://x/thu-tuc", "Một.", title="Cắt giảm thủ tục hành chính ở xã"),
    "hoa": TestArticle("http://x/hoa", "Hai.", title="Hòa Bình mở kỹ năng số cho người dân"),
    "hoa-hoe": TestArticle("http://x/hoa-hoe", "Ba.", title="Chợ hoa mở cửa sớm"),
    "nghi-dinh": TestArticle(
        "http://x/nghi-dinh", "Bốn.", title="Văn bản mới", decrees=(Cited("13/2023/NĐ-CP", 2023, doc_type="nghị định"), Cited("52-NQ/TW", 2019))
    ),
    "nghi-dinh-130": TestArticle("http://x/130", "Năm.", title="Văn bản khác", decrees=(Cited("130/2024/NĐ-CP", 2024, doc_type="nghị định"),)),
    "bo": TestArticle("http://x/bo", "Sáu.", title="Họp giao ban", organisations=("Bộ Thông tin và Truyền thông",)),
    "cu": TestArticle("http://x/cu", "Bảy.", datetime(2020, 3, 1, tzinfo=UTC), title="Thủ tục hành chính năm cũ"),
}  # fmt: skip


FOUND = [
    ("thủ tục hành chính", {"thu-tuc", "cu"}),
    ("thu tuc hanh chinh", {"thu-tuc", "cu"}),
    ("TTHC", {"thu-tuc", "cu"}),
    ("cắt giảm TTHC", {"thu-tuc"}),
    ("Hoà Bình", {"hoa"}),
    ("hòa bình", {"hoa"}),
    ("hoa binh", {"hoa"}),
    ("hoa", {"hoa", "hoa-hoe"}),
    ("kĩ năng", {"hoa"}),
    ("13/2023", {"nghi-dinh"}),
    ("13/2023/NĐ-CP", {"nghi-dinh"}),
    ("13/2023/nd-cp", {"nghi-dinh"}),
    ("ND13", {"nghi-dinh"}),
    ("Nghị định 13", {"nghi-dinh"}),
    ("nghi dinh so 13", {"nghi-dinh"}),
    ("NQ52", {"nghi-dinh"}),
    ("52-NQ/TW", {"nghi-dinh"}),
    ("ND130", {"nghi-dinh-130"}),
    ("Bộ Thông tin và Truyền thông", {"bo"}),
    ("Bộ TT&TT", {"bo"}),
    ("Bộ Khoa học và Công nghệ", {"bo"}),  # the heir of 2025
    ("Bộ Thông tin và Truyền thông giao ban", {"bo"}),
    ("bo khoa hoc cong nghe", {"bo"}),  # a name that is nearly right
    ("không có đâu", set()),
    ("", set()),
    ("'; DROP TABLE x; --", set()),
    ("a & | ! ( ) : *", set()),
]


@pytest.fixture
def filled(house):
    house.write(*ARTICLES.values())
    house.load(house.run())
    with house.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE warehouse.organisation_mentions AS m SET organisation_id = o.organisation_id "
                "FROM warehouse.organisations AS o WHERE o.registered AND o.name = m.name"
            )
        )
        connection.execute(
            text("CREATE TEMPORARY TABLE touched_articles ON COMMIT DROP AS SELECT article_id FROM warehouse.articles")
        )
        run_sql(connection, "resolve/search.sql")
    return house


def names(hits) -> set[str]:
    called = {article.url: name for name, article in ARTICLES.items()}
    return {called[hit.url] for hit in hits}


def test_what_a_person_types_is_understood(filled):
    told = {query: names(search(filled.engine, Asked(query))) for query, _ in FOUND}
    assert told == dict(FOUND)


def test_filters_narrow_what_is_found(filled):
    def asked(**filters: object) -> set[str]:
        return names(search(filled.engine, Asked("TTHC", **filters)))

    assert asked(since=date(2025, 1, 1)) == {"thu-tuc"}
    assert asked(until=date(2020, 12, 31)) == {"cu"}
    assert asked(source="khong-co") == set()
    assert asked(doc_type="nghị định") == set()
    assert names(search(filled.engine, Asked("văn bản", doc_type="Nghị định"))) == {"nghi-dinh", "nghi-dinh-130"}
    assert len(search(filled.engine, Asked("TTHC", most=1))) == 1


def test_titles_count_more_than_sentences_and_snippets_mark_the_words(house):
    house.write(
        TestArticle("http://x/1", "Tỷ lệ chuyển đổi số đạt 12%.", title="Bản tin", metrics=("12",)),
        TestArticle("http://x/2", "Không nói gì thêm 5%.", title="Chuyển đổi số ở xã", metrics=("5",)),
    )
    house.load(house.run())
    first, second = search(house.engine, Asked("chuyen doi so"))
    assert (first.url, second.url) == ("http://x/2", "http://x/1")
    assert "«chuyển» «đổi» «số»" in second.snippet


def test_what_is_withdrawn_or_undone_is_not_found(house):
    house.write(ARTICLES["thu-tuc"], ARTICLES["hoa"])
    house.load(house.run())
    house.write(TestArticle("http://x/thu-tuc", "Khác.", title="Tin khác"), ARTICLES["hoa"])
    house.load(house.run(2))
    assert names(search(house.engine, Asked("TTHC"))) == set()
    assert names(search(house.engine, Asked("tin khác"))) == {"thu-tuc"}
    with house.engine.begin() as connection:
        take_back(connection, BATCH)
    assert names(search(house.engine, Asked("TTHC"))) == {"thu-tuc"}


def test_a_warehouse_of_before_there_was_search_is_searched(house):
    house.write(ARTICLES["thu-tuc"])
    house.load(house.run())
    with house.engine.begin() as connection:
        connection.execute(text("DELETE FROM warehouse.search_documents"))
    migrate(house.engine)
    assert names(search(house.engine, Asked("TTHC"))) == {"thu-tuc"}


def test_bi_tools_may_search_and_see_no_table_behind_it(filled):
    with filled.engine.begin() as connection:
        connection.execute(text("SET LOCAL ROLE bi_reader"))
        assert connection.scalar(text("SELECT count(*) FROM bi.search('TTHC')")) == 2
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text("SELECT * FROM warehouse.search_documents"))


def test_the_command_prints_lines_json_and_a_feed(filled, capsys):
    assert main(["search", "TTHC", "--from", "2025-01-01"]) == 0
    assert capsys.readouterr().out.splitlines()[0].endswith("Cắt giảm thủ tục hành chính ở xã")
    assert main(["search", "TTHC", "--format", "jsonl"]) == 0
    assert {json.loads(line)["url"] for line in capsys.readouterr().out.splitlines()} == {
        "http://x/thu-tuc",
        "http://x/cu",
    }
    assert main(["search", "TTHC", "--format", "atom"]) == 0
    feed = etree.fromstring(capsys.readouterr().out.encode())
    assert [entry.find("{*}link").get("href") for entry in feed.iterfind("{*}entry")] == [
        "http://x/thu-tuc",
        "http://x/cu",
    ]
    assert main(["search", "không", "có", "đâu"]) == 0
    assert "nothing was found" in capsys.readouterr().err
