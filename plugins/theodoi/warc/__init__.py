"""WARC/1.1 in and out: append-only segments for captures, and a checked reader that says what is wrong with a file."""

from theodoi.warc.reading import MOST_BYTES, Archive, Found, iterate, read_record
from theodoi.warc.records import Headers, Other, Problem, Record, clause, header, inadmissible, sha1
from theodoi.warc.writing import (
    OPEN_SUFFIX,
    OpenSegment,
    Page,
    SegmentWriter,
    commit_segment,
    encode,
    index_files,
    segment_path,
)

__all__ = [
    "MOST_BYTES",
    "OPEN_SUFFIX",
    "Archive",
    "Found",
    "Headers",
    "OpenSegment",
    "Other",
    "Page",
    "Problem",
    "Record",
    "SegmentWriter",
    "clause",
    "commit_segment",
    "encode",
    "header",
    "inadmissible",
    "index_files",
    "iterate",
    "read_record",
    "segment_path",
    "sha1",
]
