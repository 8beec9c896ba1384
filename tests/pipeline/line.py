"""Pages, or a reprocess, through all stages: called in a process, or `python -m tests.pipeline.line` with another library on the path.

Reads the job as JSON from its input and prints the closing sentence of the run; the settings say where warehouse and lake are.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tests import stages
from theodoi import pipeline
from theodoi.run import Run
from theodoi.scrape.crawl import commit_captures
from theodoi.warc import Page, SegmentWriter

HEADERS = (("Content-Type", "text/html; charset=utf-8"),)


def drive(job: Mapping[str, Any]) -> str:
    """Do a job {"run": fields of a Run, "spool": folder, "pages": pages or null}; returns the closing sentence."""
    run = Run(**job["run"])
    if run.selection is None:
        pipeline.begin(run)
        writer = SegmentWriter(run.lake, run.batch_id, Path(job["spool"]))
        for page in job["pages"]:
            at = datetime.fromisoformat(page["captured_at"])
            html = page["html"].encode()
            writer.add(Page(page["url"], at, html, page["source"], http_headers=HEADERS, found_by="feed"))
        writer.close()
        commit_captures(run.lake, run.batch_id)
    else:
        stages.choose(run)
    stages.carry_through(run)
    return pipeline.finish(run, [])


if __name__ == "__main__":
    print(drive(json.load(sys.stdin)))
