"""The rows and plain values that stages and tasks hand on, as a type checker sees them.

`contracts.py` says what the columns of a row mean, and a test compares each row with its dataset. Where a function takes
the rows of any dataset, they are `Row`. This module imports nothing, so that a DAG may name its types.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, TypedDict

# A row of some dataset, or of some query: values by column.
Row = Mapping[str, object]


class CapturedPage(TypedDict):
    """A stored page: where its record lies in the lake, and what cleaning must know of it besides its bytes."""

    capture_id: str
    url: str
    final_url: str | None
    captured_at: datetime
    status: int
    content_type: str | None
    digest: str
    warc: str
    warc_offset: int
    warc_length: int
    announced_at: datetime | None


class CaptureRow(CapturedPage):
    """A row of the dataset `captures`."""

    batch_id: str
    source_id: str
    payload_bytes: int
    found_by: str | None


class OutcomeRow(TypedDict):
    """A row of the dataset `outcomes`."""

    capture_id: str
    batch_id: str
    source_id: str
    url: str
    outcome: str
    reason: str | None
    parts: int
    rules_version: str


class ArticleRow(TypedDict):
    """A row of the dataset `articles`."""

    article_version_id: str
    article_id: str
    batch_id: str
    capture_id: str
    source_id: str
    url: str
    part: int
    title: str | None
    text: str
    text_raw: str | None
    repaired_spans: str | None
    repaired: bool
    author: str | None
    credit: str | None
    section: str | None
    published_at: datetime | None
    published_precision: str | None
    published_source: str | None
    modified_at: datetime | None
    published_on: date | None
    captured_at: datetime
    repairs: str | None
    captions: str | None
    removed_lines: str | None
    rules_version: str


class QuarantineRow(TypedDict):
    """A row of the dataset `quarantine`."""

    quarantine_id: str
    batch_id: str
    dataset: str
    row_key: str
    expectation: str
    reason: str
    content_hash: str
    row: str


# Numbers of rows by what they are rows of.
Counts = dict[str, int]


class RunFields(TypedDict):
    """A `theodoi.run.Run` as plain values, to travel between tasks."""

    run_id: str
    batch_id: str
    profile: Literal["live", "demo"]
    dag_id: str
    day: str | None
    refresh: bool
    sources: tuple[str, ...]
    selection: Mapping[str, object] | None
    dry_run: bool
    allow_withdrawals: bool


class UnitFields(TypedDict):
    """One unit of an import, for who hands it out: its id, and what it reads in words."""

    id: str
    shows: str


class PublishedFields(TypedDict):
    """What a publish did: a word of ops.runs, rows by table, and the content's checksum."""

    status: Literal["published", "nothing_new"]
    counts: Counts
    checksum: str | None  # none for a reprocess, which changes rows of other batches
