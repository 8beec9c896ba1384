"""Scores cleaning on the annotated pages beside the checkout: `python tests/eval/clean_eval.py [--diff]`.

Prints, per article page, token F1 of our text and of trafilatura's default, whether title, minute, author and section are right;
then the outcomes of all pages, and `keep` and `boilerplate` of the plain-text documents. Exits with 1 below the bars.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from theodoi.clean import Document, Outcome, clean
from theodoi.clean.characters import fold

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
MIN_F1 = 0.975
_TOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Capture:
    """One page of the corpus with its gold."""

    gold: dict
    payload: bytes
    content_type: str | None
    captured_at: datetime


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


def wanted_outcome(gold: dict) -> Outcome:
    """What a page must be called."""
    if gold["lang"] != "vi":
        return Outcome.NOT_VIETNAMESE
    return Outcome.ARTICLE if gold["kind"] == "article" else Outcome.LIST_PAGE


def page_faults(document: Document, gold: dict) -> list[str]:
    """What an article page's document says against its gold: title, minute, author, strings lost or left."""
    faults = []
    if fold(document.title or "") not in {fold(t) for t in (gold["title"], *(gold.get("title_alt") or []))}:
        faults.append(f"title {document.title!r}")
    minute = document.published_at and document.published_at.replace(second=0)
    if minute != datetime.fromisoformat(gold["published_at"]).replace(second=0):
        faults.append(f"published {document.published_at}")
    if (document.author or None) not in (gold["author"], *(gold.get("author_alt") or [])):
        faults.append(f"author {document.author!r}")
    faults += [f"lost {s!r}" for s in gold["keep"] if s not in document.text]
    faults += [f"left {s!r}" for s in gold["boilerplate"] if s in document.text]
    return [f"{gold['id']}: {fault}" for fault in faults]


def text_faults(shared: Path) -> list[str]:
    """What the plain-text documents lost or kept against their gold."""
    faults = []
    for path in sorted([*(shared / "eval/gold/seeds").glob("*.json"), *(shared / "eval/gold/dev").glob("*.json")]):
        gold = json.loads(path.read_text())
        documents = clean((shared / gold["text_file"]).read_bytes())
        text = "\n".join(d.text for d in documents if d.outcome is Outcome.ARTICLE)
        faults += [f"{gold['id']}: lost {s!r}" for s in gold["keep"] if s not in text]
        faults += [f"{gold['id']}: left {s!r}" for s in gold["boilerplate"] if s in text]
        first = documents[0]
        if gold.get("title") and first.title != gold["title"]:
            faults.append(f"{gold['id']}: title {first.title!r}")
        if gold.get("author") and first.author != gold["author"]:
            faults.append(f"{gold['id']}: author {first.author!r}")
        if gold.get("published_at") and (
            first.published_at is None or first.published_at.isoformat() != gold["published_at"]
        ):
            faults.append(f"{gold['id']}: published {first.published_at}")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--diff", action="store_true", help="print lines that differ from the gold text")
    arguments = parser.parse_args()
    from trafilatura import extract

    scores, wrong = [], 0
    for capture in captures(SHARED):
        gold = capture.gold
        document = clean(
            capture.payload, url=gold["url"], content_type=capture.content_type, captured_at=capture.captured_at
        )[0]
        outcome_right = document.outcome is wanted_outcome(gold)
        wrong += not outcome_right
        if gold["kind"] != "article":
            print(f"{gold['id']:26} {document.outcome:15} {'right' if outcome_right else 'WRONG'}  {document.reason}")
            continue
        score = f1(document.text, gold)
        scores.append(score)
        theirs = f1(extract(capture.payload) or "", gold)
        faults = page_faults(document, gold)
        wrong += len(faults)
        print(
            f"{gold['id']:26} {document.outcome:15} {'right' if outcome_right else 'WRONG'}  F1 {score:.4f} (trafilatura {theirs:.4f})"
        )
        print(
            f"{'':26} {document.published_at} ({document.published_from}), modified {document.modified_at}, "
            f"author {document.author!r}, section {document.section!r} (gold {gold['section']!r})"
        )
        print("".join(f"   {fault}\n" for fault in faults), end="")
        if arguments.diff:
            want, got = gold["text"].split("\n"), document.text.split("\n")
            print("".join(f"   lost {line[:110]}\n" for line in want if line not in got), end="")
            print("".join(f"   left {line[:110]}\n" for line in got if line not in want), end="")
    mean = sum(scores) / len(scores)
    faults = text_faults(SHARED)
    print(f"mean F1 {mean:.4f}; {wrong} faults on pages, {len(faults)} on texts")
    print("\n".join(faults))
    return int(mean < MIN_F1 or wrong > 0 or bool(faults))


if __name__ == "__main__":
    sys.exit(main())
