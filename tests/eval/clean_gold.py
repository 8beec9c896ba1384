"""The annotated pages and texts that cleaning is scored on, and what counts as right.

Pages: the corpus beside the checkout and the project's own (tests/pages). Plain texts: the seeds and texts beside the
checkout and the project's own dumps (tests/dumps). Their READMEs describe the gold; the corpus's says how text is scored.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from theodoi.clean import Document, Outcome
from theodoi.clean.characters import fold
from theodoi.settings import VIETNAM

TESTS = Path(__file__).resolve().parents[1]
SHARED = TESTS.parents[1] / "shared"
_TOKEN = re.compile(r"[^\W_]+")
_OUTCOMES = {"list": Outcome.LIST_PAGE, "home": Outcome.LIST_PAGE}


@dataclass(frozen=True, slots=True)
class Capture:
    """One page with its gold."""

    gold: dict
    payload: bytes
    content_type: str | None
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """What a tool read from a page. None where it says nothing; `published` is a day where it gives no time."""

    text: str
    title: str | None = None
    published: datetime | date | None = None
    author: str | None = None
    section: str | None = None
    outcome: Outcome | None = None

    @classmethod
    def of(cls, document: Document) -> Reading:
        """Our own reading."""
        at = document.published_at
        published = at.date() if at and document.published_precision == "day" else at
        return cls(document.text, document.title, published, document.author, document.section, document.outcome)


def captures(shared: Path) -> list[Capture]:
    """All pages of the corpus, in the order of the archive."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    manifest = json.loads((shared / "corpus/dev-pages.manifest.json").read_text())
    by_digest = {page["payload_digest"]: page for page in manifest["pages"]}
    found = []
    with (shared / "corpus/dev-pages.warc.gz").open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
            page = by_digest[record.headers["WARC-Payload-Digest"]]
            gold = json.loads((shared / f"corpus/gold/{page['id']}.json").read_text())
            found.append(
                Capture(gold, record.reader.read(), page["content_type"], datetime.fromisoformat(page["captured_at"]))
            )
    return found


def own_pages(folder: Path = TESTS / "pages") -> list[Capture]:
    """The project's own pages, in the order of their names."""
    found = []
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        captured_at = datetime.fromisoformat(gold["captured_at"])
        found.append(Capture(gold, path.with_suffix(".html").read_bytes(), gold["content_type"], captured_at))
    return found


def tokens(text: str) -> Counter[str]:
    """Tokens as the corpus's guide counts them."""
    return Counter(_TOKEN.findall(unicodedata.normalize("NFC", text).lower()))


def f1(text: str, gold: dict) -> float:
    """Token F1 of a text against an article's gold; what is optional there costs nothing."""
    want, got = tokens(gold["text"]), tokens(text)
    optional = tokens(" ".join(gold.get("optional") or []))
    hit = sum((want & got).values())
    surplus = sum(((got - want) - optional).values())
    recall, precision = hit / sum(want.values()), hit / max(1, hit + surplus)
    return 2 * recall * precision / max(1e-9, recall + precision)


def wanted_outcomes(gold: dict) -> set[Outcome]:
    """What a page may be called."""
    if gold["lang"] != "vi" and gold["kind"] in {"article", *_OUTCOMES}:
        return {Outcome.NOT_VIETNAMESE}
    kinds = [gold["kind"], *([gold["kind_alt"]] if gold.get("kind_alt") else [])]
    return {_OUTCOMES.get(kind) or Outcome(kind) for kind in kinds}


def title_right(title: str | None, gold: dict) -> bool:
    """Whether it is the title, or an alternative one, by its letters and digits; a text may have none."""
    return fold(title or "") in {fold(t or "") for t in (gold["title"], *(gold.get("title_alt") or []))}


def author_right(author: str | None, gold: dict) -> bool:
    """Whether it is the author or an alternative one, as printed; an article may have none."""
    return (author or None) in (gold.get("author"), *(gold.get("author_alt") or []))


def section_right(section: str | None, gold: dict) -> bool:
    """Whether it is the leaf of the gold's breadcrumb."""
    return fold(section or "") == fold(gold["section"])


def minute_right(published: datetime | date | None, gold: dict) -> bool:
    """Whether it is the minute of publication, or the day where the page shows no more, or nothing where it shows nothing.

    A day without a time stands for its midnight.
    """
    if not gold.get("published_at"):
        return published is None
    if published is None:
        return False
    at = published if isinstance(published, datetime) else datetime.combine(published, time())
    at = (at if at.tzinfo else at.replace(tzinfo=VIETNAM)).astimezone(VIETNAM)
    want = datetime.fromisoformat(gold["published_at"])
    if gold.get("published_precision") == "day":
        return at.date() == want.date()
    return at.replace(second=0, microsecond=0) == want.replace(second=0, microsecond=0)


def lost(text: str, gold: dict) -> list[str]:
    """Strings of the article that are not in its text."""
    return [s for s in gold["keep"] if s not in text]


def left(text: str, gold: dict) -> list[str]:
    """Strings around the article that are in its text."""
    return [s for s in gold["boilerplate"] if s in text]


def page_faults(document: Document, gold: dict) -> list[str]:
    """What an article page's document says against its gold: title, minute, author, strings lost or left."""
    reading, faults = Reading.of(document), []
    if not title_right(reading.title, gold):
        faults.append(f"title {reading.title!r}")
    if not minute_right(reading.published, gold):
        faults.append(f"published {reading.published}")
    if not author_right(reading.author, gold):
        faults.append(f"author {reading.author!r}")
    faults += [f"lost {s!r}" for s in lost(reading.text, gold)]
    faults += [f"left {s!r}" for s in left(reading.text, gold)]
    return [f"{gold['id']}: {fault}" for fault in faults]
