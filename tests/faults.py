"""Corruptions of good rows and facts, each meant for a check: tests of the suites and the kill matrix use them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pyarrow as pa

from tests.unit.good_rows import CAPTURED, NOW, good_rows
from theodoi.contracts import Dataset, Kind, key_of
from theodoi.quality.suites import Suite

_LATER = NOW + timedelta(days=800)
_FINDING_FAULTS: list[dict] = [
    {"article_id": "0" * 32}, {"ordinal": -1}, {"start_char": -1}, {"end_char": 0}, {"quote": ""}, {"quote": "Ngh\ufffd"},
    {"confidence": Decimal("1.5")}, {"method": " "}, {"rules_version": None}, {"repaired": None},
]  # fmt: skip
ROW_FAULTS: dict[str, list[dict]] = {
    "captures": [
        {"capture_id": None}, {"capture_id": "x"}, {"source_id": "a/b"}, {"url": "ftp://a.example/"}, {"final_url": "tệp"},
        {"status": 99}, {"digest": "x"}, {"warc": "seg.warc"}, {"warc_offset": -1}, {"warc_length": 0}, {"payload_bytes": 0},
        {"payload_bytes": -1}, {"captured_at": _LATER}, {"captured_at": CAPTURED.replace(year=1990)}, {"content_type": None},
        {"found_by": "luck"}, {"announced_at": _LATER},
    ],
    "outcomes": [
        {"capture_id": None}, {"url": "x"}, {"outcome": "lost"}, {"outcome": "no_text", "parts": 0}, {"parts": 0},
        {"outcome": "no_text", "parts": 1}, {"rules_version": None},
    ],
    "articles": [
        {"article_version_id": None}, {"article_version_id": "x"}, {"article_id": "x"}, {"url": "x"}, {"part": 0}, {"title": None},
        {"title": "Ngắn"}, {"text": "Ngắn."}, {"text": "Dài. " * 50_000}, {"text": "Th\ufffd t\ufffdc h\ufffdnh ch\ufffdnh. " * 9},
        {"text": "Nghá»\u2039 Ä‘á»‹nh cá»§a ChÃ­nh phá»§. " * 9}, {"text": "Văn bản có ký tự NUL \x00 ở giữa câu. " * 9},
        {"text": "Q2jDoG8gYuG6oW4gxJHhu41jIHRo4bqneSBn4buNaQ== xF%&#@ăđ$$^~~`{}<>ê " * 9},
        {"text": "<p>Một đoạn</p> văn bản còn sót thẻ. " * 9}, {"text": "Một đoạn.\n\nHai đoạn. " * 9},
        {"text": "This page is written in English, from its first line to its last. " * 3},
        {"published_at": None, "published_on": None}, {"published_at": CAPTURED.replace(year=1990)}, {"published_at": _LATER},
        {"published_on": date(2026, 11, 20)}, {"published_precision": "year"}, {"published_source": "guess"},
        {"modified_at": CAPTURED - timedelta(days=9)}, {"repairs": "{"}, {"captions": "["}, {"captions": "{}"}, {"captions": '[""]'},
        {"removed_lines": "["}, {"removed_lines": "[1]"}, {"rules_version": None},
        {"repaired_spans": "["}, {"repaired_spans": "[1]"}, {"repaired": None},
    ],
    "decree_mentions": [
        {"mention_id": None}, {"mention_id": "x"}, *_FINDING_FAULTS, {"number": "số 61"}, {"number": "61/"}, {"number": "61"},
        {"number": "61/2018/NÐ-CP"}, {"unresolved": None}, {"doc_type": None}, {"doc_type": "tin đồn"}, {"issuer": "chính phủ"},
        {"year": 1890}, {"year": 2090}, {"year_basis": "guess"}, {"year": None}, {"issued_on": date(1901, 1, 1)},
        {"issued_on": date(2090, 1, 1)}, {"date_basis": "guess"}, {"date_basis": None}, {"issued_on": date(2017, 4, 23)},
        {"form": None}, {"form": "long"}, {"stage": "dreamt"}, {"issued_precision": "hour"}, {"issued_precision": None}, {"title": "x"},
        {"document_class": "secret"}, {"type_disagrees": None},
    ],
    "decree_relations": [
        {"relation_id": None}, {"relation_id": "x"}, *_FINDING_FAULTS, {"relation": "likes"}, {"relation": None}, {"subject_mention_id": "x"},
        {"object_mention_id": "x"}, {"object_mention_id": key_of(good_rows(1)["articles"][0]["article_version_id"], "decree_mentions", 0)}, {"scope": "x"}, {"scope": None}, {"effective_on": date(1901, 1, 1)},
    ],
    "decree_events": [
        {"event_id": None}, {"event_id": "x"}, *_FINDING_FAULTS, {"event": "dreamt"}, {"event": None}, {"subject_mention_id": "x"},
        {"happened_on": date(1901, 1, 1)}, {"happened_on": date(2030, 5, 1)}, {"happened_precision": "hour"}, {"happened_precision": None},
    ],
    "organisation_mentions": [
        {"mention_id": None}, {"mention_id": "x"}, *_FINDING_FAULTS, {"organisation_id": "chính phủ"}, {"name": "x"},
        {"name": "Chính\nphủ"}, {"name": "chính phủ"}, {"kind": "Bộ"}, {"kind": None}, {"registered": None}, {"office_holder": None},
        {"role": None}, {"role": "sleeps"}, {"parent_id": "Bộ Tư pháp"}, {"area": "Hà Nội"}, {"person": "x"}, {"office": "người\nnói"},
    ],
    "system_mentions": [{"mention_id": None}, {"mention_id": "x"}, *_FINDING_FAULTS, {"system_id": ""}, {"name": "x"}],
    "printed_corrections": [
        {"correction_id": None}, {"correction_id": "x"}, *_FINDING_FAULTS, {"form": "regretted"}, {"corrects_title": "Ngắn"},
        {"corrects_url": "bài số 2"},
    ],
    "metrics": [
        {"metric_id": None}, {"metric_id": "x"}, *_FINDING_FAULTS, {"value": None}, {"value": Decimal("1e19")}, {"value": Decimal(-1)},
        {"value_high": Decimal(82)}, {"unit": "phần trăm"}, {"comparator": "roughly"}, {"measure": "rank"}, {"direction": "flat"},
        {"status": "hoped"}, {"value": Decimal(140), "sentence": "Có 82,5% hồ sơ."}, {"denominator": Decimal(0)}, {"denominator": Decimal(63)}, {"period": "quý I"},
        {"period_basis": "guess"}, {"period": None}, {"period": "0202"}, {"period": "2031"}, {"sentence": "Câu khác."}, {"sentence": "Dài. " * 400},
        {"minor": None}, {"status_detail": None}, {"status_detail": "hope"}, {"unit_detail": "ngày làm việc"}, {"base": "x"},
        {"period_kind": "then"}, {"baseline": "năm ngoái"}, {"indicator_id": "Hồ sơ"}, {"ranking_scope": "europe"}, {"edition": 25},
        {"organisation_id": "Bộ Nội vụ"}, {"area": "Hà Nội"}, {"area_basis": "guess"}, {"area": None}, {"system_id": "Cổng A"},
        {"based_on": "Nghị định 61"}, {"said_by_person": " A"}, {"said_by_organisation_id": "Bộ Nội vụ"}, {"source_document": "Báo cáo 12"},
        {"base_id": "Hồ sơ"}, {"aggregation": None}, {"aggregation": "sum"}, {"since": "đầu năm"}, {"last_digit": Decimal(0)},
        {"territory": "61"}, {"compiler_id": "Bộ Nội vụ"}, {"said_by_office": "người\nnói"}, {"venue": "pub"}, {"claim_start": -1},
        {"not_charted_because": "shy"},
    ],
}  # fmt: skip

# What breaks the checks of meaning of a kind whose other faults follow from its declaration.
MEANING_FAULTS: dict[str, list[dict]] = {
    "assignments": [
        {"assignees": "[]", "assignee_ids": "[]"}, {"assignees": '["Ông A"]', "assignee_ids": "[null]"}, {"assignee_ids": '["bo-tu-phap"]'},
        {"assignee_ids": '["Bộ Tư pháp", null]'}, {"assignees": '["'}, {"task": "làm"}, {"task": "trình " * 200},
        {"deadline": "2024-06-30", "sentence": "Thủ tướng giao Bộ Tư pháp trình dự án Luật trước ngày 30/6/2024."},
    ],
}  # fmt: skip


def as_table(dataset: Dataset, rows: list[dict]) -> pa.Table:
    """Rows as a shard, with nulls where the contract forbids them."""
    return pa.Table.from_pylist(rows, schema=pa.schema([f.with_nullable(True) for f in dataset.schema]))


def broken_rows(dataset: Dataset, good: dict) -> list[dict]:
    """The good row, corrupted in one place each, and at the end two rows that share their key."""
    broken = [good | {dataset.key: f"{n:032x}"} | fault for n, fault in enumerate(faults_of(dataset))]
    return [*broken, *[good | {dataset.key: "f" * 32}] * 2]


def faults_of(dataset: Dataset) -> list[dict]:
    """What is put into one row each, by column."""
    shapes = ROW_FAULTS[dataset.name] if dataset.name in ROW_FAULTS else _shapes(dataset)
    return [*shapes, *MEANING_FAULTS.get(dataset.name, []), *_nulls(dataset)]


def _nulls(dataset: Dataset) -> list[dict]:
    """A fault for each column that only this kind has, and that must have a value."""
    return [{c.name: None} for c in dataset.own if c.required] if isinstance(dataset, Kind) else []


def _shapes(kind: Kind) -> list[dict]:
    """Faults of shape, for a kind whose suite has no checks of meaning."""
    vocabularies = [{c.name: "không có"} for c in kind.own if c.vocabulary]
    return [{kind.key: None}, {kind.key: "x"}, *_FINDING_FAULTS, *vocabularies, *({c: "x"} for c, _ in kind.refers)]


BATCH_FAULTS: dict[str, list[float]] = {
    "quarantined_share": [0.3], "duplicate_keys": [1], "foreign_rows": [2], "orphans": [1], "failed_share": [1.0], "source_failed_share": [0.4],
    "source_repeated_share": [0.9], "source_rows_to_baseline": [0.1, 9], "captures_without_outcome": [1], "article_share": [0],
    "unreadable_share": [0.5], "source_article_share": [0.1], "source_article_share_to_baseline": [0.2], "repeated_articles": [1],
    "undated_share": [0.6], "untitled_share": [0.6], "source_undated_share": [0.8], "source_median_length": [90],
    "per_article_to_baseline": [0.1, 5], "most_in_one_article": [900], "unresolved_share": [0.9], "articles_with_share": [0.2],
    "unregistered_share": [0.95], "target_share": [0.95], "one_group_share": [0.95], "repeated_rows": [3],
}  # fmt: skip
_SIZES = {"rows": 100, "source_rows": 100, "articles": 100}


def fact_faults(rules: Suite) -> list[dict[str, float]]:
    """What is put into one line of facts each."""
    checked = dict.fromkeys(check.columns[0] for check in rules.checks)
    return [{column: value} for column in checked for value in BATCH_FAULTS[column]]


def broken_facts(rules: Suite) -> pd.DataFrame:
    """Facts of a batch of a hundred, one of them out of its bounds in each line."""
    return pd.DataFrame([dict.fromkeys(rules.needs) | _SIZES | line for line in fact_faults(rules)])
