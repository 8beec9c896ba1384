"""What tests/pipeline/test_kinds.py runs on a copy of the library that has one kind of finding more: an import through all stages.

`python -m tests.pipeline.toy_kind DICTIONARY`, with the copy first on the path, writes the data dictionary to a file and
prints what came of the import as JSON. Postgres and the lake are its own.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sqlalchemy import text

from tests.dictionary import dictionary
from tests.eval.checksums import house, load
from tests.unit.good_rows import TEXT
from theodoi import pipeline, summary
from theodoi.contracts import FINDINGS
from theodoi.extract.findings import STEPS, extract
from theodoi.load.publish import content_checksum
from theodoi.reading import predictions
from theodoi.report.facts import read_facts
from theodoi.report.page import render_page
from theodoi.reprocess import compare_batch

BATCH = "import/toy"
HOTLINE = " Thắc mắc về Nghị định số 61/2018/NĐ-CP xin gọi đường dây nóng 1800 6789 của Sở Tư pháp."
SERVED = """
SELECT h.number, h.free, h.owner, h.quote, m.number
FROM warehouse.hotlines AS h LEFT JOIN warehouse.decree_mentions AS m ON m.mention_id = h.subject_mention_id
"""
COMMENTS = "SELECT attname, col_description(attrelid, attnum) FROM pg_attribute WHERE attrelid = 'bi.hotlines'::regclass AND attnum > 0"


def main() -> int:
    """Load the import and tell what came of it."""
    [kind] = [kind for kind in FINDINGS if kind.name == "hotlines"]
    told: dict[str, object] = {"readers": [step.kind.name for step in STEPS], "cases": []}
    for case in kind.cases:
        found = [kind.values(finding) for finding in extract(case.text).of(kind.found)]
        told["cases"].append(
            [{name: value for name, value in values.items() if name in wanted} == wanted
             for values, wanted in zip(found, case.found, strict=True)]
        )  # fmt: skip
    with house() as home:
        folder = home / "texts"
        folder.mkdir()
        for number, more in enumerate((HOTLINE, HOTLINE, "")):
            (folder / f"{number}.txt").write_text(
                f"Kết quả giải quyết hồ sơ trực tuyến, kỳ {number}\n\n{TEXT} Bài số {number}.{more}\n", encoding="utf-8"
            )
        run, done = load(BATCH, folder)
        pipeline.update_statistics(run)
        told["counts"] = done["rows"]
        with run.engine.connect() as connection:
            gates = "SELECT suite, bool_and(success) FROM ops.gate_results WHERE suite LIKE '%hotlines%' GROUP BY suite"
            told["gates"] = dict(tuple(row) for row in connection.execute(text(gates)))
            told["served"] = [list(row) for row in connection.execute(text(SERVED))]
            told["view"] = [list(row) for row in connection.execute(text("SELECT * FROM bi.hotlines"))]
            told["comments"] = dict(tuple(row) for row in connection.execute(text(COMMENTS)))
        told["same"] = compare_batch(run.engine, run.lake, BATCH).sentence()
        facts = read_facts(run)
        told["summary"], told["report"] = summary.render(run), render_page(facts)
        with run.engine.begin() as connection:
            connection.execute(text("UPDATE warehouse.hotlines SET owner = 'Sở Y tế'"))
        told["changed"] = compare_batch(run.engine, run.lake, BATCH).sentence()
        told["checksum sees it"] = content_checksum(run.engine, BATCH) != done["checksum"]
        [printed] = predictions([folder / "0.txt"])
        told["printed"] = printed["hotlines"]
        Path(sys.argv[1]).write_text(dictionary(run.engine), encoding="utf-8")
    print(json.dumps(told, ensure_ascii=False, default=str))
    return 0


if __name__ == "__main__":
    sys.exit(main())
