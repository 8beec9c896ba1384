"""Data docs: what Great Expectations said at the last gates as pages of HTML, made by itself.

A gate's results are kept in the lake (`gates/batch=<id>/<gate>.json`), one for each suite and part of the batch. The
context in expectations/ is copied into a writable folder, and the results are put into that copy. The pages would load
scripts and styles from the web: `expectations/assets` has these files, and the pages are pointed at them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from theodoi.lake import Lake, check_batch_id
from theodoi.paths import data_dir
from theodoi.quality.report import Evaluation, GateReport
from theodoi.quality.validation import great_expectations

if TYPE_CHECKING:
    from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResult
    from great_expectations.data_context.data_context.file_data_context import FileDataContext

_SITE = Path("uncommitted") / "data_docs"
# A tag that loads something, with its address; and an image that a style loads.
_LOADS = re.compile(
    r"""<(?P<tag>script|link|img)\b[^>]*?\b(?:src|href)="(?P<url>https?://[^"]+)"[^>]*>(?:</script>)?"""
)
_STYLED = re.compile(r"""url\(['"]?https?://[^)]*\)""")
# The pages of results count the folders above them wrongly.
_IMAGES = re.compile(r"(?:\.\.?/)+(?=static/images/)")
_TAGS = {"js": '<script src="{}"></script>', "css": '<link rel="stylesheet" href="{}">'}


def keep_evaluations(lake: Lake, report: GateReport) -> None:
    """Write what a gate's verdict was made from into the lake, in place of what an earlier run of the gate left."""
    kept = [asdict(evaluation) for evaluation in report.evaluations]
    lake.write_bytes(_place(report.batch_id, report.gate), json.dumps(kept, ensure_ascii=False).encode())


def kept_evaluations(lake: Lake, batch_id: str, gate: str) -> tuple[Evaluation, ...]:
    """What `keep_evaluations` wrote; nothing when a gate kept none."""
    place = _place(batch_id, gate)
    return tuple(Evaluation(**kept) for kept in json.loads(lake.read_bytes(place))) if lake.exists(place) else ()


def _place(batch_id: str, gate: str) -> str:
    return f"gates/batch={check_batch_id(batch_id)}/{gate}.json"


def build_data_docs(batch_id: str, gates: Mapping[str, Sequence[Evaluation]], root: Path) -> Path:
    """Write data docs of all suites with the results of a batch's gates into the folder `root`, which each build replaces when it is whole.

    Returns the index page. No page loads anything from elsewhere.
    """
    beside = root.with_name(f"{root.name}.tmp")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        _build(batch_id, gates, beside)
        _bundle(beside / _SITE)
        shutil.rmtree(root, ignore_errors=True)
        beside.rename(root)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return root / _SITE / "index.html"


def _build(batch_id: str, gates: Mapping[str, Sequence[Evaluation]], root: Path) -> None:
    shutil.copytree(data_dir("expectations"), root, ignore=shutil.ignore_patterns("uncommitted", "assets"))
    context = great_expectations().get_context(mode="file", context_root_dir=root)
    for gate, evaluations in gates.items():
        by_suite: dict[str, list[dict[str, Any]]] = {}
        for evaluation in evaluations:
            by_suite.setdefault(evaluation.suite, []).append(json.loads(evaluation.result))
        for parts in by_suite.values():
            _store(context, gate, batch_id, rolled_up(parts), "whole batch")
            for number, part in enumerate(parts if len(parts) > 1 else (), start=1):
                _store(context, gate, batch_id, part, f"part {number} of {len(parts)}")
    context.build_data_docs()


def rolled_up(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One result of Great Expectations for all parts of a batch: rows are added up, failing values are those of the first that has any."""
    whole: dict[str, Any] = json.loads(json.dumps(parts[0]))
    for found, *others in zip(whole["results"], *(part["results"] for part in parts[1:]), strict=True):
        found["success"] = all(r["success"] for r in (found, *others))
        told = found["result"]
        for other in (r["result"] for r in others):
            for count in ("element_count", "unexpected_count", "missing_count"):
                if count in told:
                    told[count] += other[count]
            told["partial_unexpected_list"] = told.get("partial_unexpected_list") or other["partial_unexpected_list"]
        if others and told.get("element_count"):
            share = 100 * told["unexpected_count"] / told["element_count"]
            told |= {name: share for name in told if name.startswith("unexpected_percent")}
    good = sum(found["success"] for found in whole["results"])
    whole["success"] = good == len(whole["results"])
    whole["statistics"] |= {
        "successful_expectations": good,
        "unsuccessful_expectations": len(whole["results"]) - good,
        "success_percent": 100 * good / len(whole["results"]),
    }
    return whole


def _store(context: FileDataContext, gate: str, batch_id: str, told: Mapping[str, Any], part: str) -> None:
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    store: Any = context.validation_results_store  # the library's stores have no types
    result: ExpectationSuiteValidationResult = store.deserialize(json.dumps(told))
    name = f"{gate}, {batch_id.replace('/', ' ')}"  # it becomes a file name
    run = RunIdentifier(run_name=name, run_time=told["meta"]["run_id"]["run_time"])
    result.meta["run_id"] = run
    key = ValidationResultIdentifier(
        expectation_suite_identifier=ExpectationSuiteIdentifier(name=result.suite_name),
        run_id=run,
        batch_identifier=part,
    )
    store.set(key=key, value=result)


def _bundle(site: Path) -> None:
    """Lay the assets beside the pages and point the pages at them; what needs none of them is left out of the pages."""
    source = data_dir("expectations") / "assets"
    assets = site / "static" / "assets"
    shutil.copytree(source, assets)
    files: dict[str, str] = json.loads((source / "addresses.json").read_text(encoding="utf-8"))
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        above = os.path.relpath(assets, page.parent)
        bundled = _LOADS.sub(partial(_tag, files, above), text)
        placed = _IMAGES.sub(f"{os.path.relpath(site, page.parent)}/", _STYLED.sub("none", bundled))
        page.write_text(placed, encoding="utf-8")


def _tag(files: Mapping[str, str], above: str, found: re.Match[str]) -> str:
    file = files.get(found["url"])
    return "" if file is None else _TAGS[file.partition("/")[0]].format(f"{above}/{file}")
