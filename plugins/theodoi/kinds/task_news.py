"""What became of tasks: sentences that tell it."""

from __future__ import annotations

import json
from typing import Any

from theodoi.columns import column, words
from theodoi.kinds.kind import Case, finding, shortened
from theodoi.rows import Row
from theodoi.vocabularies import TaskNews


def _line(row: Row) -> str:
    """News in words: `late: Bộ Tư pháp chậm trình dự thảo nghị định`."""
    return f"{row['news']}: {shortened(str(row['sentence']), 140)}"


def _names(found: Any) -> str:
    return json.dumps([party.name for party in found.doers], ensure_ascii=False)


def _ids(found: Any) -> str:
    return json.dumps([party.organisation_id for party in found.doers])


KIND = finding(
    "task_news",
    "task_news_id",
    "One sentence that tells what became of some task: done, late, given more time, handed over or dropped",
    (
        words("news", TaskNews, "{listed}", required=True),
        column(
            "doers",
            "json",
            "Bodies that do it or had it: a list of full names, groups in small letters",
            required=True,
            made_from=_names,
            json=None,
        ),
        column(
            "doer_ids", "json", "Their organisation ids in the same order", required=True, made_from=_ids, json=None
        ),
        column("cue", "text", "Words that tell it", required=True),
        column("deed", "text", "What was done, as printed behind these words", required=True, of_others=True),
        column("about", "text", "The sentence without its bodies", required=True, of_others=True, json=None),
        column(
            "taker",
            "text",
            "Body that has the task from then on",
            made_from=lambda found: found.taker.name if found.taker else None,
        ),
        column(
            "taker_id",
            "text",
            "That body's id",
            made_from=lambda found: found.taker.organisation_id if found.taker else None,
            json=None,
        ),
        column("deadline", "text", "ISO-like time of the new deadline"),
        column("sentence", "text", "The whole sentence", required=True, of_others=True, json=None),
    ),
    place=66,
    found="task_news",
    word="news of a task",
    one="news of a task",
    called="news of tasks",
    reader="theodoi.extract.task_news:read",
    needs=("decree_mentions", "organisation_mentions"),
    most=300,
    target=lambda row: row["news"],
    line=_line,
    also=lambda found: {"doers": [party.name for party in found.doers]},
    cases=(
        Case(
            "Ngày 26/6, Bộ Tư pháp đã trình Chính phủ dự thảo nghị định về hộ tịch.",
            ({"news": "done", "doers": '["Bộ Tư pháp"]'},),
        ),
        Case("Bộ Tư pháp sẽ trình Chính phủ dự thảo nghị định về hộ tịch.", ()),
    ),
)
