"""Data docs: pages that Great Expectations makes of its own results, and that load nothing from elsewhere."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.unit.good_rows import BATCH, NOW, good_rows, write
from theodoi.contracts import CAPTURES
from theodoi.lake import Lake
from theodoi.quality import Evaluation, build_data_docs, keep_evaluations, kept_evaluations, run_gate
from theodoi.quality.docs import rolled_up
from theodoi.quality.suites import suite, suite_names

pytestmark = pytest.mark.gate


@pytest.fixture(scope="module")
def evaluations(tmp_path_factory) -> tuple[Evaluation, ...]:
    """Nine captures in three shards, each checked by itself; one has no digest, in another the type is missing."""
    lake = Lake(str(tmp_path_factory.mktemp("lake")))
    rows = good_rows(9)["captures"]
    rows[1]["digest"] = "không phải SHA-1"
    rows[8]["digest"] = "x" * 500
    rows[4]["content_type"] = None
    write(lake, CAPTURES, rows, shard=3)
    report = run_gate(lake, BATCH, "captures", now=NOW, part=3)
    keep_evaluations(lake, report)
    return kept_evaluations(lake, BATCH, "captures")


@pytest.fixture(scope="module")
def site(evaluations, tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("docs") / "demo"
    build_data_docs(BATCH, {}, root)
    return build_data_docs(BATCH, {"captures": evaluations}, root).parent


def test_a_gate_keeps_what_great_expectations_said_of_each_part(evaluations):
    assert [e.suite for e in evaluations] == ["captures_rows"] * 3 + ["captures_batch"]
    told = [json.loads(e.result) for e in evaluations]
    assert {r["meta"]["great_expectations_version"][:3] for r in told} == {"1.2"}
    assert [r["success"] for r in told] == [False, False, False, True]


def test_a_kept_result_has_no_long_values(evaluations):
    assert max(len(value) for e in evaluations for value in re.findall(r'"([^"\\]*)"', e.result)) < 200


def test_parts_are_rolled_up(evaluations):
    whole = rolled_up([json.loads(e.result) for e in evaluations[:3]])
    by_id = {found["expectation_config"]["id"]: found for found in whole["results"]}
    found = {check.sentence: by_id[check.id] for check in suite("captures_rows").checks}
    digest = found["The digest must be a SHA-1 in base32."]
    assert not digest["success"]
    assert (digest["result"]["element_count"], digest["result"]["unexpected_count"]) == (9, 2)
    assert digest["result"]["partial_unexpected_list"] == ["không phải SHA-1"]
    assert digest["result"]["unexpected_percent"] == pytest.approx(200 / 9)
    content_type = found["A capture should say its content type."]
    assert (content_type["success"], content_type["result"]["unexpected_count"]) == (False, 1)
    assert whole["statistics"]["unsuccessful_expectations"] == 2


def test_every_suite_and_every_part_has_a_page(site):
    assert {f"{name}.html" for name in suite_names()} <= {p.name for p in site.rglob("*.html")}
    pages = {p.stem for p in (site / "validations" / "captures_rows").rglob("*.html")}
    assert pages == {"whole batch", "part 1 of 3", "part 2 of 3", "part 3 of 3"}
    [whole] = site.rglob("validations/captures_rows/**/whole batch.html")
    assert "không phải SHA-1" in whole.read_text(encoding="utf-8")
    assert "captures_rows" in (site / "index.html").read_text(encoding="utf-8")


class _Loaded(HTMLParser):
    """What a browser fetches for a page by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        wanted = told.get("src") or (told.get("href") if tag == "link" else None)
        if wanted:
            self.addresses.append(wanted)


def test_no_page_loads_anything_from_elsewhere(site):
    styles = 0
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        reader = _Loaded()
        reader.feed(text)
        assert reader.addresses
        for address in reader.addresses:
            assert "//" not in address, f"{page.name} loads {address}"
            assert (page.parent / address.partition("?")[0]).is_file(), f"{page.name} lacks {address}"
            styles += address.endswith(".css")
        assert not re.search(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", text), page.name
        assert not re.search(r"\b(?:fetch|import)\(\s*['\"](?:https?:)?//", text), page.name
    assert styles
    for style in (site / "static" / "assets").rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", style.read_text(encoding="utf-8"))
