"""Cleaning, import and gates agree: on the year 2099, on half-repaired mojibake, on a second article, on legacy codes."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.evaluator import evaluate
from tests.unit.good_rows import BATCH, NOW, good_rows, write
from theodoi.clean import Outcome, clean
from theodoi.clean.characters import repair
from theodoi.contracts import ARTICLES, CAPTURES, OUTCOMES
from theodoi.extract.findings import extract
from theodoi.lake import Lake
from theodoi.quality import run_gate
from theodoi.reading import clean_paths
from theodoi.scrape.imports import import_unit, plan_import

SENTENCE = "Huyện Thử Nghiệm tổ chức hội nghị sơ kết việc cung cấp dịch vụ công trực tuyến với 45.210 hồ sơ."
MORE = "Theo báo cáo tại hội nghị, phần lớn hồ sơ được trả kết quả trước hạn và không phát sinh phản ánh của người dân."
TITLE = "Huyện Thử Nghiệm sơ kết dịch vụ công trực tuyến"
URL = "https://bao.example/huyen-thu-nghiem-so-ket-123456.html"


def western(text: str, encoding: str = "latin-1") -> str:
    """The text's UTF-8 as a Western encoding shows it."""
    return text.encode().decode("latin-1") if encoding == "latin-1" else text.encode().decode(encoding, "replace")


def passes_the_gate(lake: Lake, **columns: object) -> bool:
    """Whether an article with these columns passes."""
    rows = good_rows(1)
    rows["articles"][0] |= columns
    for dataset in (CAPTURES, OUTCOMES, ARTICLES):
        write(lake, dataset, rows[dataset.name])
    run_gate(lake, BATCH, "captures", now=NOW, evaluate=evaluate)
    run_gate(lake, BATCH, "articles", now=NOW, evaluate=evaluate)
    return lake.manifest(ARTICLES.name, BATCH, "passed").rows == 1


# mojibake ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(western(SENTENCE), id="whole"),
        pytest.param(SENTENCE[:40] + western(SENTENCE[40:]), id="the second half"),
        pytest.param(SENTENCE[:40] + western(SENTENCE[40:], "cp1252"), id="the second half, windows-1252"),
        pytest.param(SENTENCE.replace("trực", western("trực")), id="one word"),
        pytest.param(SENTENCE[:40] + western(western(SENTENCE[40:])), id="the second half, twice"),
        pytest.param(
            " ".join(western(w) if n % 2 else w for n, w in enumerate(SENTENCE.split())), id="every other word"
        ),
    ],
)
def test_mojibake_beside_whole_letters_is_repaired_to_its_end(damaged: str, tmp_path: Path) -> None:
    text, counts = repair(damaged)
    assert text == SENTENCE
    assert counts["mojibake"]
    assert passes_the_gate(Lake(str(tmp_path)), text=f"{text} {MORE}")


def test_what_repair_cannot_restore_the_gate_holds(tmp_path: Path) -> None:
    lost = "".join(c for c in western(SENTENCE) if not 0x80 <= ord(c) <= 0x9F)
    text, _ = repair(lost)
    assert "vá»›i" not in text and "há»i" in text
    assert not passes_the_gate(Lake(str(tmp_path)), text=f"{text} {MORE}")


@pytest.mark.parametrize(
    "good", ["«Má» và “cá” đã bán", "Ông nói: «Cá» rồi đi", "37º C, điểm 5º", "Ära Škoda, Ålesund"]
)
def test_quotation_marks_and_foreign_letters_are_no_damage(good: str, tmp_path: Path) -> None:
    assert repair(good) == (good, {})
    assert passes_the_gate(Lake(str(tmp_path)), text=f"{good}. {SENTENCE} {MORE}")


# legacy codes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("NghÞ ®Þnh sè 61/2018/N§-CP ngµy 23/4/2018 cña ChÝnh phñ", "61/2018/NĐ-CP"),
        ("QuyÕt ®Þnh sè 749/Q§-TTg cña Thñ t\u00adíng ChÝnh phñ", "749/QĐ-TTg"),
        ("NghÞ quyÕt sè 05/NQ-H§ND cña Héi ®ång nh©n d©n tØnh", "05/NQ-HĐND"),
        ("Căn cứ Nghị định số 61/2018/N§-CP của Chính phủ", "61/2018/NĐ-CP"),
        ("Nghị quyết số 18-NQ/T¦ của Trung ương", "18-NQ/TƯ"),
        ("Thông tư số 15/2020/TT-BL§TBXH của Bộ", "15/2020/TT-BLĐTBXH"),
    ],
)
def test_capitals_of_a_legacy_font_in_a_number_are_read(printed: str, number: str) -> None:
    text, counts = repair(printed)
    assert counts["tcvn3"]
    assert [mention.number for mention in extract(text).decrees] == [number]


@pytest.mark.parametrize(
    "printed",
    [
        "Nghị định số 61/2018/N§-CP",
        "Nghị định số 61/2018/N\ufffd-CP",
        "Quyết định số 749/Q§-TTg",
        "Thông tư 15/2020/TT-BL§TBXH",
    ],
)
def test_a_number_that_breaks_off_at_a_strange_letter_is_none(printed: str) -> None:
    assert [mention.number for mention in extract(printed).decrees] == []


@pytest.mark.parametrize("good", ["mục § 5 và §12", "khung giờ 5/A | B", "điện áp 5A§B", "BGB § 3"])
def test_a_section_sign_elsewhere_stays(good: str) -> None:
    assert repair(good) == (good, {})


# the year 2099 -------------------------------------------------------------------------------------------------------


def page(date: str) -> bytes:
    return (
        f'<html><head><meta charset=utf-8><title>{TITLE}</title><meta property="article:published_time" content="{date}">'
        f"</head><body><h1>{TITLE}</h1><p>{SENTENCE}</p><p>{MORE}</p></body></html>"
    ).encode()


@pytest.mark.parametrize(
    "date", ["2099-01-01T08:00:00+07:00", "2099-12-31", "01/01/2099 08:00", "9999-12-31T23:59:59-07:00"]
)
def test_a_page_from_the_future_has_no_day_in_the_command_as_in_a_batch(date: str, tmp_path: Path) -> None:
    file = tmp_path / "bai.html"
    file.write_bytes(page(date))
    [printed] = clean_paths([file])
    [document] = clean(page(date), url=URL, captured_at=NOW)
    assert printed["published_at"] is None
    assert document.outcome is Outcome.ARTICLE and document.published_at is None
    assert passes_the_gate(Lake(str(tmp_path / "lake")), published_at=None, published_on=None)


def test_a_file_and_a_record_from_the_future_are_refused_by_import_as_by_the_gate(tmp_path: Path) -> None:
    late = datetime(2099, 1, 1, tzinfo=UTC)
    file = tmp_path / "bai.html"
    file.write_bytes(page("2026-11-20"))
    os.utime(file, (late.timestamp(), late.timestamp()))
    lake = Lake(str(tmp_path / "lake"))
    [unit] = plan_import(lake, "import/thu", "thu", [str(file)])
    report = import_unit(lake, "import/thu", unit.id, sources={}, spool=tmp_path / "spool")
    assert (report.captures, report.counts) == (0, {"rejected": {"bad_date": 1}})
    rows = good_rows(1)
    rows["captures"][0]["captured_at"] = late
    gated = Lake(str(tmp_path / "gated"))
    write(gated, CAPTURES, rows["captures"])
    run_gate(gated, BATCH, "captures", now=NOW, evaluate=evaluate)
    assert gated.manifest(CAPTURES.name, BATCH, "passed").rows == 0


# a second article ----------------------------------------------------------------------------------------------------

OTHER_TITLE = "Thành phố Ví Dụ khánh thành trung tâm dữ liệu"
OTHER = (
    "Sáng 13/11/2026, thành phố Ví Dụ khánh thành trung tâm dữ liệu với tổng vốn đầu tư 320 tỷ đồng, phục vụ 18 sở, ngành.",
    "Trung tâm đạt chuẩn cấp 3, có 240 máy chủ và sẽ lưu trữ toàn bộ cơ sở dữ liệu dùng chung của thành phố từ tháng 12.",
)
OWN = (
    SENTENCE,
    MORE,
    "Lãnh đạo huyện yêu cầu các xã tiếp tục rà soát quy trình và công khai kết quả hằng tuần trên cổng.",
)
_DATE = "<div class=date>13/11/2026 08:00</div>"


def article(
    title: str, paragraphs: tuple[str, ...], tag: str = "article", heading: str = "h1", date: str = _DATE
) -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<{tag}><{heading}>{title}</{heading}>{date}{text}</{tag}>"


FIRST = article(TITLE, OWN)
LAYOUTS = {
    "below": FIRST + article(OTHER_TITLE, OTHER),
    "below, a lower heading": FIRST + article(OTHER_TITLE, OTHER, heading="h2"),
    "below, longer": FIRST + article(OTHER_TITLE, OTHER * 3),
    "below, in boxes without a name": "<main>" + article(TITLE, OWN, "div") + article(OTHER_TITLE, OTHER, "div", "h2") + "</main>",
    "below, its headline a link": FIRST + article(f"<a href=/b.html>{OTHER_TITLE}</a>", OTHER, heading="h2", date=""),
    "inside": FIRST.removesuffix("</article>") + article(OTHER_TITLE, OTHER) + "</article>",
    "above": article(OTHER_TITLE, OTHER, heading="h2") + FIRST,
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_another_article_on_the_page_is_not_the_article_s(layout: str) -> None:
    html = f"<html><head><meta charset=utf-8><title>{TITLE} - Báo Ví Dụ</title></head><body>{LAYOUTS[layout]}</body></html>"
    [document] = clean(html.encode(), url=URL, captured_at=NOW + timedelta(days=1))
    assert document.outcome is Outcome.ARTICLE
    assert document.title == TITLE
    assert all(paragraph in document.text for paragraph in OWN)
    assert not any(paragraph[:30] in document.text for paragraph in OTHER)


def test_sections_and_headings_of_one_article_stay() -> None:
    sections = "".join(
        f"<article><h2>Kết quả của xã thứ {n} trong năm nay</h2><p>{OWN[n]}</p></article>" for n in range(3)
    )
    html = f"<html><head><meta charset=utf-8><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><p>{OTHER[0]}</p>{sections}</article></body></html>"
    [document] = clean(html.encode(), url=URL, captured_at=NOW)
    assert all(paragraph in document.text for paragraph in (*OWN, OTHER[0]))


def test_the_suite_and_the_helper_name_the_same_damage() -> None:
    from theodoi.paths import data_dir

    suite = json.loads((data_dir("expectations") / "suites" / "articles_rows.json").read_text(encoding="utf-8"))
    warned = next(e["kwargs"]["regex"] for e in suite["expectations"] if "Ã" in str(e["kwargs"].get("regex")))
    assert all(part in warned for part in ("áº", "á»[a-zà-ỹ]"))
