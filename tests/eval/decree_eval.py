"""Measures the citation engine on the registry's facts: `make eval-decrees [ARGS=--show]`.

Needs the registry data beside the checkout (../shared/registry-data) and says so where it is absent. Known documents are
switched off. Three measures, each against its bar; exits with 1 below one.

*dates*: each official document in three sentence frames, its number properly read and its date found.
*numbers*: each real number string in two frames, covered whole and properly written; strings in misspelt_numbers.tsv are left out.
*speed*: MB/s beside one bare compiled scan for digits and a slash over the same text in the same run.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import re
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from tests.eval.clean_gold import SHARED
from theodoi.extract.decrees import find_decrees
from theodoi.extract.decrees.number import full_citations
from theodoi.extract.text import level
from theodoi.registry.document_types import document_types

DATA = SHARED / "registry-data"
NEWS = SHARED / "corpus/lm/news.txt.gz"
MISSPELT = Path(__file__).with_name("misspelt_numbers.tsv")
LEAST_DATES, LEAST_NUMBERS, MOST_MISSPELT, LEAST_SPEED = 0.995, 0.99, 0.03, 0.25
_FRAMES = (
    "Theo {type} số {number} ngày {d:02d}/{m:02d}/{y} của {issuer}, hồ sơ được nộp trên mạng.",
    "Việc này thực hiện theo {type} {number} do {issuer} ban hành ngày {d} tháng {m} năm {y}.",
    "Ngày {d}-{m}-{y}, {issuer} đã ký ban hành {type} số {number} để thống nhất cách làm.",
)


def documents() -> Iterator[tuple[str, str, date, str]]:
    """Type, number, date and issuer of each official document."""
    with (DATA / "legal_documents.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield (
                row["type"],
                row["number"],
                datetime.strptime(row["date"], "%d/%m/%Y").date(),
                row["issuer"].rstrip("."),
            )


def proper(number: str) -> str:
    """The letters and digits of a number, Đ as D: what two spellings of it share, whatever parts they join how."""
    return re.sub(r"[\W_]", "", level(number)).upper().replace("Đ", "D")


def dates(show: bool) -> float:
    """Share of documents in frames whose number and date are right."""
    right = asked = 0
    for doc_type, number, day, issuer in documents():
        for frame in _FRAMES:
            text = frame.format(type=doc_type, number=number, issuer=issuer, d=day.day, m=day.month, y=day.year)
            asked += 1
            found = [m for m in find_decrees(text, complete=False) if m.number and m.form in ("full", "short")]
            if any(proper(m.number) == proper(number) and m.issued_on == day and m.date_from == "text" for m in found):
                right += 1
            elif show:
                print("  date missed:", text, [(m.number, m.issued_on) for m in found])
    return right / asked


def numbers(show: bool) -> tuple[float, float]:
    """Share of the real strings that are found and properly written, and share of those left out as misspelt."""
    left_out = {line.split("\t")[0] for line in MISSPELT.read_text(encoding="utf-8").splitlines()[1:]}
    right = asked = left = 0
    with (DATA / "all_numbers.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            number = row["number"]
            if number in left_out:
                left += 1
                continue
            asked += 1
            if all(_is_read(frame, number) for frame in ("theo Văn bản số {} của cơ quan.", "Xem thêm số {}, mục ba.")):
                right += 1
            elif show:
                print(
                    "  number missed:",
                    number,
                    [m.number for m in find_decrees(f"theo Văn bản số {number} của cơ quan.", complete=False)],
                )
    return right / asked, left / (asked + left)


def _is_read(frame: str, number: str) -> bool:
    text = frame.format(number)
    start = text.index(number)
    return any(
        c.start <= start and c.end >= start + len(number) and proper(c.number) == proper(number)
        for c in full_citations(level(text), document_types())
    )


def speed(megabytes: int) -> float:
    """MB/s of find_decrees as a share of that of the bare scan; medians of three turns."""
    with gzip.open(NEWS, "rt", encoding="utf-8", errors="replace") as news:
        text = news.read(megabytes * 1_000_000)
    articles = text.split("\n\n") if "\n\n" in text else [text[i : i + 5_000] for i in range(0, len(text), 5_000)]
    bare, shares = re.compile(r"\d+/"), []
    find_decrees(text[:5_000], complete=False)
    for _ in range(3):
        start = time.process_time()
        sum(1 for article in articles for _ in bare.finditer(article))
        scan = time.process_time() - start
        start = time.process_time()
        sum(len(find_decrees(article, complete=False)) for article in articles)
        shares.append(scan / (time.process_time() - start))
    return sorted(shares)[1]


def main() -> int:
    """Prints each measure beside its bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print what is missed")
    parser.add_argument("--megabytes", type=int, default=20, help="news text for the speed")
    arguments = parser.parse_args()
    if not DATA.is_dir():
        print(f"the registry data is not beside the checkout: {DATA}", file=sys.stderr)
        return 2
    found, misspelt = numbers(arguments.show)
    figures = [
        ("dates of official documents, three frames each", dates(arguments.show), LEAST_DATES, True),
        ("numbers of all_numbers.tsv", found, LEAST_NUMBERS, True),
        ("of them left out as misspelt", misspelt, MOST_MISSPELT, False),
        ("speed beside a bare scan for digits and a slash", speed(arguments.megabytes), LEAST_SPEED, True),
    ]
    failed = False
    for name, figure, bar, least in figures:
        holds = figure >= bar if least else figure <= bar
        failed |= not holds
        print(
            f"{'holds' if holds else 'BELOW'}  {name:<50} {figure:8.4f}  (bar {'at least' if least else 'at most'} {bar})"
        )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
