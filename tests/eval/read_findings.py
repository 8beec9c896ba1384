"""Answer what the extractors on the path find in a text, all fields of it, and in which time: for same_findings.

Reads questions as JSON lines ({text, contexts}) and answers each with one ({findings, seconds of the processor}).
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date

from theodoi.extract import find_decrees
from theodoi.extract.findings import extract
from theodoi.extract.spans import Context


def _context(known: dict) -> Context:
    published = date.fromisoformat(known["published_on"]) if "published_on" in known else None
    return Context(published_on=published, province=known.get("province"))


def main() -> None:
    extract("Chính phủ ban hành Nghị định số 13/2023/NĐ-CP; 5 tỉnh đạt 10%.")  # loads the tables
    for line in sys.stdin:
        question = json.loads(line)
        findings: list[str] = []
        spent = 0.0
        for context in map(_context, question["contexts"]):
            start = time.process_time()
            found = extract(question["text"], context)
            spent += time.process_time() - start
            kinds = (found.decrees, found.relations, found.events, found.organisations, found.systems, found.metrics)
            findings += [repr(finding) for kind in kinds for finding in kind]
        findings += [repr(finding) for finding in find_decrees(question["text"], complete=False)]
        print(json.dumps({"findings": findings, "seconds": spent}), flush=True)


main()
