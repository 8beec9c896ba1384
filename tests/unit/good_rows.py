"""A batch in which nothing is wrong, row by row: tests of the gates break it where they need to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from theodoi.contracts import DATASETS, FINDINGS, Column, Dataset, key_of
from theodoi.lake import Lake, Manifest
from theodoi.quality.helpers import ArticleText, Surroundings

BATCH = "nightly/2026-11-21"
NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)
CAPTURED = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)

TEXT = (
    "Sở Thông tin và Truyền thông vừa báo cáo kết quả thực hiện Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ.\n"
    "Đến hết quý I, 82,5% hồ sơ được tiếp nhận trên Cổng Dịch vụ công quốc gia, tăng 4,1% so với cùng kỳ năm trước.\n"
    "Theo báo cáo, các đơn vị đã rút ngắn thời gian giải quyết, công khai kết quả trên mạng và trả lời kiến nghị của người dân đúng hạn. "
    "Những nơi còn chậm được yêu cầu nêu rõ nguyên nhân và cách khắc phục trong tháng tới."
)
GATE_OF = {"captures": "captures", "outcomes": "articles", "articles": "articles"}


def good_rows(articles: int = 1, sources: tuple[str, ...] = ("bao-mot",), findings: int = 1) -> dict[str, list[dict]]:
    """Rows of all datasets: `articles` articles, spread over `sources`, each with `findings` of every kind (of decree mentions two at least)."""
    rows: dict[str, list[dict]] = {name: [] for name in DATASETS if name != "quarantine"}
    for number in range(articles):
        _article(rows, number, sources[number % len(sources)], findings)
    return rows


def around(rows: dict[str, list[dict]]) -> Surroundings:
    """What helper columns know beside the rows: the clock, and the articles."""
    return Surroundings(
        NOW,
        {a["article_version_id"]: ArticleText(a["article_id"], a["text"], a["published_on"]) for a in rows["articles"]},
    )


def write(lake: Lake, dataset: Dataset, rows: list[dict], *, shard: int = 10_000, stage: str = "raw") -> None:
    """Write rows as the stage before the gate does: shards and a manifest."""
    files = {}
    for start in range(0, max(len(rows), 1), shard):
        name = f"shard-{start // shard:05d}"
        table = dataset.table(rows[start : start + shard])
        files[f"{name}.parquet"] = lake.write_shard(dataset, BATCH, name, table, stage)
    lake.write_manifest(Manifest(dataset.name, BATCH, files, "test"), stage)


def _article(rows: dict[str, list[dict]], number: int, source: str, findings: int) -> None:
    url = f"https://{source}.example/tin-{number}.htm"
    text = f"{TEXT} Bài số {number}."
    capture, article = key_of(BATCH, url), key_of(url)
    version = key_of(article, text)
    rows["captures"].append(
        {
            "capture_id": capture, "batch_id": BATCH, "source_id": source, "url": url, "final_url": url, "captured_at": CAPTURED,
            "status": 200, "content_type": "text/html; charset=utf-8", "digest": f"{number:032d}".translate(_BASE32),
            "warc": f"warc/batch={BATCH}/seg-00000.warc.gz", "warc_offset": number * 100, "warc_length": 100, "payload_bytes": 5000,
            "found_by": "feed", "announced_at": CAPTURED - timedelta(hours=9),
        }
    )  # fmt: skip
    rows["outcomes"].append(
        {
            "capture_id": capture, "batch_id": BATCH, "source_id": source, "url": url, "outcome": "article", "reason": None, "parts": 1,
            "rules_version": "test",
        }
    )  # fmt: skip
    rows["articles"].append(
        {
            "article_version_id": version, "article_id": article, "batch_id": BATCH, "capture_id": capture, "source_id": source, "url": url,
            "part": 1, "title": "Kết quả giải quyết hồ sơ trực tuyến", "text": text, "text_raw": None, "repaired_spans": None, "repaired": False, "author": None, "credit": None,
            "section": "Chính trị", "published_at": CAPTURED - timedelta(hours=9), "published_precision": "minute", "published_source": "meta",
            "modified_at": CAPTURED - timedelta(hours=8), "published_on": date(2026, 11, 21), "captured_at": CAPTURED,
            "repairs": '{"nfc": 1}', "captions": '["Bộ phận một cửa của phường. Ảnh: Nguyễn Thử"]', "removed_lines": '["Báo Thử mời bạn đọc gửi bài."]',
            "rules_version": "test",
        }
    )  # fmt: skip
    mentions = {
        column: key_of(version, "decree_mentions", ordinal)
        for ordinal, column in enumerate(("subject_mention_id", "object_mention_id"))
    }
    for dataset, (quote, columns) in (_MADE | _FINDINGS).items():
        for ordinal in range(max(findings, 2) if dataset == "decree_mentions" else findings):
            start = text.index(quote)
            rows[dataset].append(
                {
                    "article_id": article, "article_version_id": version, "batch_id": BATCH, "ordinal": ordinal, "start_char": start,
                    "end_char": start + len(quote), "quote": quote, "repaired": False, "confidence": Decimal("0.9"), "method": "test",
                    "rules_version": "test", DATASETS[dataset].key: key_of(version, dataset, ordinal),
                    **columns, **{column: key for column, key in mentions.items() if column in DATASETS[dataset].names},
                    **_its_own(dataset, columns, ordinal),
                }
            )  # fmt: skip


def _its_own(dataset: str, columns: dict, ordinal: int) -> dict:
    """What keeps a row apart from the one before, for a kind of which an article tells each only once."""
    once = getattr(DATASETS[dataset], "once", ())
    return {once[-1]: f"{columns[once[-1]]} số {ordinal}"} if once and ordinal else {}


_BASE32 = str.maketrans("0189", "ABCD")
_FINDINGS: dict[str, tuple[str, dict]] = {
    "decree_mentions": (
        "Nghị định số 61/2018/NĐ-CP",
        {
            "number": "61/2018/NĐ-CP", "doc_type": "nghị định", "document_class": "normative", "type_disagrees": False, "issuer": "Chính phủ", "year": 2018, "year_basis": "number",
            "issued_on": date(2018, 4, 23), "issued_precision": "day", "date_basis": "text", "title": "về thực hiện cơ chế một cửa", "stage": None,
            "pinpoint": "khoản 2 Điều 5", "form": "full", "unresolved": False,
        },
    ),
    "decree_relations": (
        "Nghị định số 61/2018/NĐ-CP",
        {
            "relation": "amends", "scope": "khoản 2 Điều 5", "effective_on": date(2018, 6, 21),
        },
    ),
    "decree_events": (
        "Nghị định số 61/2018/NĐ-CP",
        {"event": "issued", "happened_on": date(2018, 4, 23), "happened_precision": "day"},
    ),
    "organisation_mentions": (
        "Chính phủ",
        {"organisation_id": "chinh-phu", "name": "Chính phủ", "kind": "government", "registered": True, "office_holder": False,
         "parent_id": "bo-tu-phap", "area": "tp-hcm-2025", "role": "speaks", "person": "Lê Thanh Bình", "office": "Người phát ngôn"},
    ),
    "system_mentions": (
        "Cổng Dịch vụ công quốc gia",
        {"system_id": "cong-dich-vu-cong-quoc-gia", "name": "Cổng Dịch vụ công quốc gia"},
    ),
    "printed_corrections": (
        "Chính phủ",
        {
            "form": "corrected", "corrects_title": "Hồ sơ trực tuyến tăng", "corrects_on": date(2026, 11, 20),
            "corrects_url": "https://a.example/1", "corrects_itself": False, "sentence": TEXT.split("\n")[1],
        },
    ),
    "metrics": (
        "82,5% hồ sơ",
        {
            "value": Decimal("82.5"), "value_high": None, "unit": "percent", "comparator": "eq", "measure": "level", "direction": "up",
            "status": "observed", "status_detail": "estimate", "unit_detail": "percentage_point", "denominator": None, "per": None,
            "base": "tổng số hồ sơ", "base_id": "filings", "aggregation": "cumulative", "since": "2025", "last_digit": Decimal("0.1"),
            "period": "2026-Q1", "period_basis": "inferred", "period_kind": "as_of", "baseline": "2025-Q1",
            "object": "hồ sơ", "indicator_id": "online-filing-share", "ranking_scope": "provinces", "edition": 2025,
            "organisation_id": "ubnd-ha-noi", "area": "ha-noi", "area_basis": "subject", "territory": "provinces_34",
            "system_id": "cong-dvc-quoc-gia", "based_on": "61/2018/NĐ-CP", "compiler_id": "bo-noi-vu-2025", "said_by_person": "Lê Thanh Bình",
            "said_by_office": "Người phát ngôn", "said_by_organisation_id": "bo-noi-vu-2025", "venue": "press_conference",
            "source_document": "12/BC-BNV", "sentence": TEXT.split("\n")[1], "claim_start": 0, "not_charted_because": "no_baseline",
            "minor": False,
        },
    ),
}  # fmt: skip


def _value(column: Column) -> object:
    """A value that a column may hold, for a kind that has no row here."""
    if column.vocabulary is not None:
        return next(iter(column.vocabulary)).value
    return {"integer": 1, "numeric": Decimal(1), "boolean": False, "date": date(2018, 4, 23), "json": "[]"}.get(
        column.type, "mẫu"
    )


# A row of a kind without one above is made from the types of its columns; of these only what must fit together is written.
_FITTING: dict[str, dict] = {
    "assignments": {
        "task": "trình dự án Luật", "assignees": '["Bộ Tư pháp", "các tỉnh"]', "assignee_ids": '["bo-tu-phap", null]',
        "deadline": "2026-12-15", "deadline_kind": "by",
    },
}  # fmt: skip
_MADE = {
    kind.name: ("Chính phủ", {c.name: _value(c) for c in kind.own} | _FITTING.get(kind.name, {})) for kind in FINDINGS
}
