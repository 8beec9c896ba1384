"""What can be checked of a finding's proof: its place in the text, the capture's bytes, and the words read once more."""

from __future__ import annotations

from dataclasses import dataclass

from theodoi.clean.stage import documents_of
from theodoi.evidence.facts import Evidence
from theodoi.lake import Lake
from theodoi.warc import read_record
from theodoi.warc.records import sha1


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
    where = f"{capture['warc']} at byte {capture['warc_offset']}"
    try:
        record = read_record(lake, capture["warc"], capture["warc_offset"], capture["warc_length"])
    except (FileNotFoundError, ValueError) as error:
        return [*found, Check("capture", False, f"{where} cannot be read: {error}")]
    same = sha1(record.payload) == capture["digest"]
    found.append(Check("capture", same, f"{where} {'has' if same else 'has not'} the digest {capture['digest']}"))
    quote = " ".join(evidence.quote.split())
    again = any(quote in " ".join(d.text.split()) for d in documents_of(record, capture) if d.text)
    words = f"today's rules {'find' if again else 'do not find'} the quote in the page"
    return [*found, Check("page", again, words)]
