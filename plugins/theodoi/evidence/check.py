"""What can be checked of a finding's proof: its place in the text, the capture's bytes, and the words read once more."""

from __future__ import annotations

from dataclasses import dataclass

from theodoi.clean import clean
from theodoi.evidence.facts import Capture, Evidence
from theodoi.lake import Lake
from theodoi.warc import read_record
from theodoi.warc.records import sha1

_DUMP = "urn:theodoi:dump:"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked: whether it holds, and what was found."""

    name: str
    well: bool
    words: str

    @property
    def line(self) -> str:
        return f"{'ok  ' if self.well else 'FAIL'} {self.name}: {self.words}"


def check(lake: Lake, evidence: Evidence) -> list[Check]:
    """Check a finding against the stored text and the stored capture. A capture that is gone fails, and says so."""
    stands = evidence.text[evidence.start : evidence.end] == evidence.quote
    place = f"characters {evidence.start} to {evidence.end} of the stored text"
    found = [Check("text", stands, f"{place} {'are' if stands else 'are not'} the quote")]
    capture = evidence.capture
    where = f"{capture.warc} at byte {capture.warc_offset}"
    try:
        record = read_record(lake, capture.warc, capture.warc_offset, capture.warc_length)
    except (FileNotFoundError, ValueError) as error:
        return [*found, Check("capture", False, f"{where} cannot be read: {error}")]
    same = sha1(record.payload) == capture.digest
    found.append(Check("capture", same, f"{where} {'has' if same else 'has not'} the digest {capture.digest}"))
    return [*found, _read_again(record.payload, capture, evidence, truncated=record.truncated is not None)]


def _read_again(payload: bytes, capture: Capture, evidence: Evidence, *, truncated: bool) -> Check:
    documents = clean(
        payload,
        url=None if capture.url.startswith(_DUMP) else capture.final_url or capture.url,
        content_type=capture.content_type,
        status=capture.status,
        announced_at=capture.announced_at,
        captured_at=capture.captured_at,
        truncated=truncated,
    )
    quote = " ".join(evidence.quote.split())
    stands = any(quote in " ".join(document.text.split()) for document in documents if document.text)
    words = "today's rules find the quote in the page" if stands else "today's rules do not find the quote in the page"
    return Check("page", stands, words)
