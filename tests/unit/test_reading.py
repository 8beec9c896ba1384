"""`theodoi clean` and `theodoi extract`: what people and scoring read."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.command_line import theodoi
from theodoi.reading import predictions
from theodoi.warc import Page, encode

ARTICLE = """Sơn La đẩy nhanh số hoá hồ sơ hộ tịch
Thứ Tư, 18/11/2026 | 09:40
UBND tỉnh Sơn La vừa yêu cầu các xã, phường hoàn thành số hoá sổ hộ tịch trước ngày 31/12/2026, theo Quyết định số 1175/QĐ-TTg ngày 28/8/2024 của Thủ tướng Chính phủ.
Đến hết tháng 10/2026, toàn tỉnh đã số hoá 412.500 trang sổ, đạt 87,5% kế hoạch; mục tiêu của năm 2027 là 100%.
Sở Tư pháp tỉnh Sơn La cho biết dữ liệu sẽ được đối khớp với Cơ sở dữ liệu quốc gia về dân cư trước khi đưa vào khai thác.
"""
LIST = "\n".join(f"Tin ngắn số {n}: đọc tiếp" for n in range(3))


def objects(done: subprocess.CompletedProcess) -> list[dict]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def article(tmp_path) -> Path:
    path = tmp_path / "bai.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def test_clean_prints_one_object_per_document(article, tmp_path):
    page = tmp_path / "trang.html"
    page.write_text("<html><body><script>x</script></body></html>", encoding="utf-8")
    text, empty = objects(theodoi("clean", "--format", "jsonl", article, page))
    assert (text["id"], text["outcome"], text["title"]) == ("bai", "article", "Sơn La đẩy nhanh số hoá hồ sơ hộ tịch")
    assert (text["published_at"], text["url"]) == ("2026-11-18T09:40:00+07:00", None)
    assert text["text"].startswith("UBND tỉnh Sơn La") and text["text"].endswith("khai thác.")
    assert (empty["id"], empty["outcome"]) == ("trang", "no_text")
    assert empty["reason"]


NOTICE = "Chuyên trang này cập nhật mỗi ngày những thông tin mới nhất về cải cách hành chính của tỉnh nhà."


@pytest.fixture
def site(tmp_path) -> Path:
    """A saved page of a site whose source file says which box is no part of its articles; a folder with both."""
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "bao-thu.yaml").write_text(
        "id: bao-thu\nname: Báo Thử\nhome: https://bao-thu.example/\nkind: newspaper\narticle_url: '-\\d+'\n"
        "page_rules:\n  - {proof: this test, body: div.z1, drop: div.z9}\n",
        encoding="utf-8",
    )
    lines = ARTICLE.splitlines()
    body = "".join(f"<p>{line}</p>" for line in lines[2:4]) + f"<div class='z9'><p>{NOTICE}</p></div><p>{lines[4]}</p>"
    (tmp_path / "trang.html").write_text(
        "<html><head><meta charset='utf-8'><link rel='canonical' href='https://bao-thu.example/so-hoa-1.html'>"
        "<meta property='article:published_time' content='2026-11-18T09:40:00+07:00'>"
        "<meta property='article:modified_time' content='2026-11-18T10:15:00+07:00'></head>"
        f"<body><h1>{lines[0]}</h1><div class='z1'>{body}<figure><img src='a.jpg'><figcaption>Cán bộ phường Thử Nghiệm "
        "số hoá sổ hộ tịch.</figcaption></figure><p style='text-align:right'>Nguyễn Văn Thử (theo Báo Mẫu)</p></div></body></html>",
        encoding="utf-8",
    )
    return tmp_path


def test_clean_prints_all_that_is_known_of_an_article(site, monkeypatch):
    monkeypatch.setenv("THEODOI_SOURCES_DIR", str(site / "sources"))
    [found] = objects(theodoi("clean", "--format", "jsonl", site / "trang.html"))
    assert (found["published_at"], found["published_precision"]) == ("2026-11-18T09:40:00+07:00", "minute")
    assert (found["published_from"], found["modified_at"]) == ("meta", "2026-11-18T10:15:00+07:00")
    assert (found["author"], found["credit"]) == ("Nguyễn Văn Thử", "Báo Mẫu")
    assert found["captions"] == ["Cán bộ phường Thử Nghiệm số hoá sổ hộ tịch."]
    assert (found["removed_lines"], found["repairs"]) == ([], {})
    assert found["text"].split("\n") == ARTICLE.splitlines()[2:]
    shown = theodoi("clean", site / "trang.html").stdout
    assert "[picture] Cán bộ phường Thử Nghiệm số hoá sổ hộ tịch.\n" in shown


def test_clean_can_leave_the_rules_of_sources_out(site, monkeypatch):
    monkeypatch.setenv("THEODOI_SOURCES_DIR", str(site / "sources"))
    [found] = objects(theodoi("clean", "--format", "jsonl", "--no-source-rules", site / "trang.html"))
    assert NOTICE in found["text"].split("\n")


@pytest.mark.parametrize("command", ["clean", "extract"])
def test_a_wrong_source_file_is_told_once_and_not_for_every_page(site, monkeypatch, command):
    monkeypatch.setenv("THEODOI_SOURCES_DIR", str(site / "sources"))
    file = site / "sources" / "bao-thu.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("div.z1", "div..z1"), encoding="utf-8")
    done = theodoi(command, site / "trang.html", site / "trang.html")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("bao-thu.yaml:7: field page_rules.0.body.0: not a CSS selector") == 1
    without = {"clean": "--no-source-rules", "extract": "--raw"}[command]
    assert theodoi(command, without, site / "trang.html").returncode == 0


def test_clean_reads_warc_files_and_names_their_records_by_url(tmp_path):
    body = "".join(f"<p>{line}</p>" for line in ARTICLE.splitlines()[2:])
    html = f"<html><head><meta charset='utf-8'><title>Sơn La số hoá hồ sơ</title></head><body><article><h1>Sơn La số hoá hồ sơ</h1>{body}</article></body></html>"
    page = Page(
        url="https://bao.invalid/son-la-1.html",
        captured_at=datetime(2026, 11, 19, tzinfo=UTC),
        payload=html.encode(),
        source_id="bao",
        http_headers=(("Content-Type", "text/html; charset=utf-8"),),
    )
    whole = encode(page)
    (tmp_path / "trang.warc.gz").write_bytes(whole + whole[:-40])
    good, cut = objects(theodoi("clean", "--format", "jsonl", tmp_path / "trang.warc.gz"))
    assert (good["id"], good["outcome"]) == ("https://bao.invalid/son-la-1.html", "article")
    assert (cut["id"], cut["outcome"]) == (f"trang.warc.gz@{len(whole)}", "unreadable")


def test_extract_proves_every_item_by_its_offsets(article):
    [found] = objects(theodoi("extract", "--format", "jsonl", article))
    items = [item for kind in ("decrees", "organisations", "metrics", "systems") for item in found[kind]]
    assert all(found["text"][i["start"] : i["end"]] == i["quote"] for i in items)
    [decree] = found["decrees"]
    assert {k: decree[k] for k in ("number", "doc_type", "issuer", "year", "issued_on", "date_from")} == {
        "number": "1175/QĐ-TTg",
        "doc_type": "quyết định",
        "issuer": "Thủ tướng Chính phủ",
        "year": 2024,
        "issued_on": "2024-08-28",
        "date_from": "text",
    }
    assert {o["name"] for o in found["organisations"]} == {"Ủy ban nhân dân tỉnh Sơn La", "Sở Tư pháp tỉnh Sơn La"}
    assert {(m["value"], m["unit"], m["status"]) for m in found["metrics"]} == {
        (412500, "count", "observed"),
        (87.5, "percent", "observed"),
        (100, "percent", "target"),
    }
    assert [s["name"] for s in found["systems"]] == ["Cơ sở dữ liệu quốc gia về dân cư"]


def test_extract_prints_documents_relations_and_events(tmp_path):
    path = tmp_path / "van-ban.txt"
    path.write_text(
        "Nghị định số 118/2025/NĐ-CP thay thế Nghị định số 61/2018/NĐ-CP và có hiệu lực từ ngày 1/7/2025.\n"
        "Bộ Nội vụ lấy ý kiến về dự thảo Nghị định về kiểm tra trực tuyến; việc này theo Luật Giao dịch điện tử.\n",
        encoding="utf-8",
    )
    [found] = objects(theodoi("extract", "--format", "jsonl", "--raw", path))
    assert [(d["number"], d["form"]) for d in found["decrees"]] == [
        ("118/2025/NĐ-CP", "full"),
        ("61/2018/NĐ-CP", "full"),
    ]
    assert [(d["title"], d.get("stage")) for d in found["documents"]] == [
        ("về kiểm tra trực tuyến", "draft"),
        ("Luật Giao dịch điện tử", None),
    ]
    [relation] = found["relations"]
    assert (relation["subject"]["name"], relation["relation"], relation["object"]["name"], relation["effective_on"]) == (
        "118/2025/NĐ-CP", "replaces", "61/2018/NĐ-CP", "2025-07-01",
    )  # fmt: skip
    assert [(e["event"], e["subject"]["name"], e.get("happened_on")) for e in found["events"]] == [
        ("takes_effect", "118/2025/NĐ-CP", "2025-07-01"),
        ("drafted", "về kiểm tra trực tuyến", None),
    ]
    for item in (*found["relations"], *found["events"]):
        assert found["text"][item["start"] : item["end"]] == item["quote"]


def test_raw_takes_the_text_as_it_is(article):
    [found] = objects(theodoi("extract", "--format", "jsonl", "--raw", article))
    assert found["text"] == ARTICLE
    assert found["decrees"][0]["start"] == ARTICLE.index("Quyết định số 1175")


def test_what_cannot_be_read_is_told_and_the_rest_is_printed(article, tmp_path):
    done = theodoi("extract", "--format", "jsonl", tmp_path / "absent.txt", article)
    absent, found = objects(done)
    assert absent["id"] == "absent" and "No such file" in absent["error"]
    assert found["id"] == "bai"
    assert done.returncode == 1
    assert "absent.txt" in done.stderr and "Traceback" not in done.stderr


def test_any_bytes_give_a_line(tmp_path):
    (tmp_path / "a.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.txt").write_bytes("Nghị định \ud800 số 1/2020/NĐ-CP".encode("utf-8", "surrogatepass"))
    for command in ("clean", "extract"):
        done = theodoi(command, "--format", "jsonl", tmp_path)
        assert [o["id"] for o in objects(done)] == ["a", "b", "c"], done.stderr


def test_a_reader_that_stops_early_is_no_error(article):
    command = f"{sys.executable} -m theodoi.cli extract --format jsonl {' '.join([str(article)] * 200)} | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stdout.startswith('{"id": "bai"')
    assert done.stderr == ""


@pytest.mark.perf
def test_two_hundred_small_files_take_less_than_ten_seconds(tmp_path):
    for n in range(200):
        (tmp_path / f"{n}.txt").write_text(ARTICLE.replace("412.500", f"{n + 1}.500"), encoding="utf-8")
    started = time.perf_counter()
    done = theodoi("extract", "--format", "jsonl", *sorted(tmp_path.glob("*.txt")))
    seconds = time.perf_counter() - started
    assert len(objects(done)) == 200
    assert seconds < 10, f"{seconds:.1f} s"


@pytest.mark.parametrize(
    "sentence",
    [
        "Ngày 28/8/2024, Thủ tướng ký Quyết định số 1175/QĐ-TTg.",
        "Theo Quyết định số 1175/QĐ-TTg.",
        "Quyết định 1175/QĐ-TTg\ncó hiệu lực từ hôm nay.",
    ],
)
def test_extract_reads_one_sentence(tmp_path, sentence):
    path = tmp_path / "cau.txt"
    path.write_text(sentence, encoding="utf-8")
    [found] = predictions([path])
    assert [d["number"] for d in found["decrees"]] == ["1175/QĐ-TTg"]
    assert "error" not in found


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("danh-sach.html", "<html><body><ul>" + "".join(f"<li><a href='/{n}'>Huyện Thử Nghiệm mở thêm bàn tiếp nhận ở thôn {n}</a></li>" for n in range(12)) + "</ul></body></html>", "links to articles"),
        ("ma.txt", "Q2jDoG8gYuG6oW4gxJHhu41jIHRo4bqneSBn4buNaQ7dK2mvv9sQ0kP1zL8aYwXe3bRtUuJ5hGfD " * 9, "no words"),
        ("anh.txt", "This paper is written in English from its first line to the last one. " * 4, "not Vietnamese"),
    ],
)  # fmt: skip
def test_extract_says_why_it_reads_nothing(tmp_path, name, content, why):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    [found] = predictions([path])
    assert (found["decrees"], found["organisations"]) == ([], [])
    assert why in found["error"] and "--raw" in found["error"]
