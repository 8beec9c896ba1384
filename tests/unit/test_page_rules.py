"""Source rules: read strictly from a source's file, found by address and day, and applied to a page's tree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import lxml.html
import pytest

from tests.eval.clean_gold import captures
from theodoi.clean import Outcome, clean
from theodoi.paths import data_dir
from theodoi.registry.layouts import PARTS
from theodoi.registry.page_rules import PageRules, page_rules
from theodoi.registry.sources import SourceError, load_sources
from theodoi.settings import settings

SOURCE = """
id: {id}
name: Báo Thử
home: {home}
kind: newspaper
article_url: '-\\d{{5,}}\\.html$'
"""
RULES = """
page_rules:
  - valid_until: 2023-12-31
    proof: capture of 2021-05-04
    body: td.noidung
  - valid_from: 2024-01-01
    valid_until: null
    proof: capture of 2026-03-07
    title: h1.tieude
    lead: [p.sapo, p.mota]
    body:
      - div.noidung
    drop: [div.quangcao, ul.tinkhac]
    caption: figcaption
"""
PAGE = lxml.html.document_fromstring(
    """
    <h1 class=tieude>Xã Ví Dụ số hoá sổ hộ tịch</h1>
    <p class=mota>Mô tả của trang</p>
    <div class=noidung>
      <p>Đoạn một.</p><ul class=tinkhac><li>Tin khác</li></ul>
      <div class=quangcao>Quảng cáo <ul class=tinkhac><li>Tin nữa</li></ul></div>
      <div class=noidung><p>Đoạn hai, trong hộp.</p></div>
      <figure><figcaption>Ảnh minh hoạ</figcaption></figure>
    </div>
    """
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of live sources."""
    monkeypatch.setenv("THEODOI_SOURCES_DIR", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def write(folder: Path, id: str = "bao-thu", home: str = "https://www.bao-thu.example/", rules: str = RULES) -> None:
    (folder / f"{id}.yaml").write_text(SOURCE.format(id=id, home=home) + rules, encoding="utf-8")


def texts(rules: PageRules, part: str) -> list[str]:
    return [" ".join(e.text_content().split()) for e in rules.select(PAGE, part)]


def test_selectors_of_one_part_are_tried_in_turn(folder: Path) -> None:
    write(folder)
    rules = page_rules("https://bao-thu.example/x-12345.html", None, date(2026, 3, 7))
    assert texts(rules, "title") == ["Xã Ví Dụ số hoá sổ hộ tịch"]
    assert texts(rules, "lead") == ["Mô tả của trang"]
    assert rules.first(PAGE, "lead") is rules.select(PAGE, "lead")[0]


def test_a_part_inside_another_of_its_kind_is_not_named_twice(folder: Path) -> None:
    write(folder)
    rules = page_rules("https://bao-thu.example/", None, None)
    assert [e.get("class") for e in rules.select(PAGE, "body")] == ["noidung"]
    assert texts(rules, "drop") == ["Tin khác", "Quảng cáo Tin nữa"]


def test_what_has_no_selector_or_is_not_on_the_page_is_not_found(folder: Path) -> None:
    write(folder)
    rules = page_rules("https://bao-thu.example/", None, None)
    assert not rules.names("author") and rules.select(PAGE, "author") == [] and rules.first(PAGE, "author") is None
    old = page_rules("https://bao-thu.example/", None, date(2021, 5, 4))
    assert old.names("body") and old.select(PAGE, "body") == []


@pytest.mark.parametrize(
    ("day", "proof"),
    [
        (date(2019, 1, 1), "capture of 2021-05-04"),
        (date(2023, 12, 31), "capture of 2021-05-04"),
        (date(2024, 1, 1), "capture of 2026-03-07"),
        (None, "capture of 2026-03-07"),
    ],
)
def test_the_day_chooses_the_layout(folder: Path, day: date | None, proof: str) -> None:
    write(folder)
    assert page_rules("https://bao-thu.example/x", None, day).proof == proof


def test_a_day_between_two_layouts_has_none(folder: Path) -> None:
    write(folder, rules=RULES.replace("2024-01-01", "2025-01-01"))
    assert page_rules("https://bao-thu.example/x", None, date(2024, 6, 1)) is None


@pytest.mark.parametrize(
    ("url", "canonical", "found"),
    [
        ("https://bao-thu.example/x", None, "bao-thu"),
        ("http://www.bao-thu.example:8080/x", None, "bao-thu"),
        ("https://M.Bao-Thu.example/x", None, "bao-thu"),
        ("https://nha-dat.bao-thu.example/x", None, None),
        ("https://so-hoa.bao-thu.example/x", None, "so-hoa"),
        ("https://notbao-thu.example/x", None, None),
        ("https://example/x", None, None),
        (None, "https://bao-thu.example/x", "bao-thu"),
        ("https://archive.example/bao-thu.example/x", "https://bao-thu.example/x", "bao-thu"),
        ("https://khac.example/x", "https://bao-thu.example/x", None),
        ("http://127.0.0.1:8001/x", None, "noi-bo"),
        ("http://127.0.0.1:8002/x", None, None),
        ("ftp://bao-thu.example/x", None, None),
        ("https://bao-thu.example:port/x", None, None),
        ("/x", "", None),
        (None, None, None),
    ],
)
def test_the_address_finds_the_nearest_site(folder: Path, url, canonical, found) -> None:
    """A source without rules keeps those of the site above it away from its own pages."""
    write(folder)
    write(folder, "so-hoa", "https://so-hoa.bao-thu.example/")
    write(folder, "nha-dat", "https://nha-dat.bao-thu.example/", rules="")
    write(folder, "khac", "https://khac.example/", rules="")
    write(folder, "noi-bo", "http://127.0.0.1:8001/")
    rules = page_rules(url, canonical, None)
    assert (rules and rules.source_id) == found


def test_a_section_on_the_site_of_its_paper_leaves_the_rules_to_it(folder: Path) -> None:
    write(folder)
    write(folder, "bao-thu-so-hoa", "https://bao-thu.example/so-hoa/", rules="")
    assert page_rules("https://bao-thu.example/so-hoa/x", None, None).source_id == "bao-thu"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("title: h1.tieude", "title: h1..tieude", "field page_rules.1.title.0: not a CSS selector"),
        ("body: td.noidung", "body: ['p', 'a::text']", "field page_rules.0.body.1: not a CSS selector"),
        ("title: h1.tieude", "title: 7", "field page_rules.1.title"),
        ("title: h1.tieude", "headline: h1", "field page_rules.1.headline: unknown; the fields are valid_from"),
        ("    proof: capture of 2021-05-04\n", "", "field page_rules.0.proof: is missing"),
        ("proof: capture of 2021-05-04", "proof: ''", "field page_rules.0.proof"),
        ("valid_until: null", "valid_until: 2023-01-01", "field page_rules.1: valid_from 2024-01-01 lies after valid_until 2023-01-01"),
        ("valid_until: 2023-12-31", "valid_until: 2024-01-01", "field page_rules: the layouts from the beginning and from 2024-01-01 overlap"),
        ("  - valid_until: 2023-12-31\n", "  -\n", "overlap"),
        ("valid_from: 2024-01-01", "valid_from: null", "overlap"),
        ("valid_from: 2024-01-01", "valid_from: 2024-01", "field page_rules.1.valid_from"),
        ("    body: td.noidung\n", "", "field page_rules.0: it selects nothing"),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_named_with_its_file_and_field(tmp_path: Path, old: str, new: str, says: str) -> None:
    write(tmp_path, rules=RULES.replace(old, new))
    with pytest.raises(SourceError) as caught:
        load_sources(tmp_path)
    assert says in str(caught.value) and "bao-thu.yaml" in str(caught.value)


def test_rules_find_what_no_general_rule_would_and_can_be_left_out(folder: Path) -> None:
    """A notice between paragraphs, of a class that means nothing to anyone else."""
    write(folder, rules="page_rules:\n  - {proof: this test, body: div.z1, drop: div.z9}\n")
    story = [
        f"Ngày {day}/11, Uỷ ban nhân dân xã Ví Dụ tiếp nhận {day + 90} hồ sơ trực tuyến của người dân trong ngày."
        for day in range(1, 9)
    ]
    notice = "Toà soạn Báo Thử mời bạn đọc tham gia cuộc thi viết về quê hương cùng nhiều phần thưởng hấp dẫn."
    paragraphs = "".join(f"<p>{line}</p>" for line in story[:4]) + f"<div class=z9><p>{notice}</p></div>"
    paragraphs += "".join(f"<p>{line}</p>" for line in story[4:])
    page = (
        "<html><head><title>Xã Ví Dụ nhận hồ sơ trực tuyến</title></head><body><h1>Xã Ví Dụ nhận hồ sơ trực tuyến</h1>"
        f"<div class=z1>{paragraphs}</div></body></html>"
    ).encode()
    url = "https://bao-thu.example/xa-vi-du-12345.html"
    [with_rules] = clean(page, url=url)
    [without] = clean(page, url=url, source_rules=False)
    assert (with_rules.outcome, without.outcome) == (Outcome.ARTICLE, Outcome.ARTICLE)
    assert with_rules.text.split("\n") == story
    assert notice in without.text.split("\n")


def test_rules_that_ship_are_proven_and_can_be_told_from_other_layouts() -> None:
    sources = load_sources(data_dir("registry") / "sources")
    ruled = {source.id: source.page_rules for source in sources.values() if source.page_rules}
    assert ruled.keys() >= {"vnexpress", "dantri", "baochinhphu", "nld", "vietnamnet"}
    for layouts in ruled.values():
        for layout in layouts:
            assert layout.proof.startswith("capture of 20")
            assert layout.title and layout.body


@pytest.mark.shared
def test_rules_that_ship_select_on_the_pages_that_prove_them(shared: Path) -> None:
    seen = set()
    for capture in captures(shared):
        gold = capture.gold
        rules = page_rules(gold["url"], None, capture.captured_at.date())
        if rules is None:
            continue
        root = lxml.html.document_fromstring(capture.payload, parser=lxml.html.HTMLParser(encoding="utf-8"))
        told = {part: [" ".join(e.text_content().split()) for e in rules.select(root, part)] for part in PARTS}
        if gold["kind"] != "article":
            assert not told["title"] and not told["body"], gold["id"]
            continue
        seen.add(rules.source_id)
        paragraphs = gold["text"].split("\n")
        assert told["title"] in ([gold["title"]], gold.get("title_alt", [])), gold["id"]
        assert told["lead"] == paragraphs[:1], gold["id"]
        assert len(told["body"]) == 1 and all(line in told["body"][0] for line in paragraphs[1:]), gold["id"]
        assert told["section"] == [gold["section"]], gold["id"]
        assert len(told["published"]) == 1 and gold["published_at"][11:16] in told["published"][0], gold["id"]
        assert not gold["author"] or told["author"][0].startswith(gold["author"]), gold["id"]
        assert not gold["captions"] or told["caption"] == gold["captions"], gold["id"]
        assert not any(line in box for line in paragraphs for box in told["drop"]), gold["id"]
    assert seen == {"vnexpress", "dantri", "baochinhphu", "nld", "vietnamnet"}
