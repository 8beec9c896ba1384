"""Measures the citation engine, each figure beside its bar: a part of `make eval`.

*tables*: cases of our own (tests/tables): texts with what they cite, and texts that cite nothing by number.
With the annotated articles and the registry's facts beside the checkout (../shared) besides:
*gold*: F1 of the documents that articles cite by number, and their types, issuers, dates and years.
*dates*: each official document in three sentence frames, its number properly read and its date found; known documents are switched off.
*numbers*: each real number string in two frames, covered whole and properly written; strings in misspelt_numbers.tsv are left out.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from tests.eval.clean_gold import SHARED
from tests.eval.decree_cases import cases, faults, none
from theodoi.extract.decrees import find_decrees
from theodoi.extract.decrees.number import full_citations
from theodoi.extract.document import Document
from theodoi.extract.spans import Context
from theodoi.extract.text import level
from theodoi.reading import predictions
from theodoi.registry.document_types import document_types

DATA = SHARED / "registry-data"
GOLD = SHARED / "eval/gold"
MISSPELT = Path(__file__).with_name("misspelt_numbers.tsv")
LEAST_DATES, LEAST_NUMBERS, MOST_MISSPELT = 0.995, 0.99, 0.03
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
            if any(proper(m.number) == proper(number) and m.issued_on == day and m.date_basis == "text" for m in found):
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
        for c in full_citations(Document(text, Context()), document_types())
    )


def tables(show: bool) -> tuple[int, int]:
    """Right cases and all cases of tests/tables."""
    right = 0
    every = cases()
    for case in [*every, *none()]:
        wrong = faults(case)
        right += not wrong
        if show and wrong:
            print(f"  {case['text']}\n    {'; '.join(wrong)}")
    return right, len(every) + len(none())


def gold() -> tuple[float, float]:
    """Of the annotated articles: F1 of the documents cited by number, and share of their fields that are right."""
    right = found = expected = fields = fields_right = 0
    for path in sorted(GOLD.glob("seeds/*.json")) + sorted(GOLD.glob("dev/*.json")):
        entry = json.loads(path.read_text(encoding="utf-8"))
        wanted = {d["number"]: d for d in entry["decrees"]}
        cited: dict[str, list[dict]] = {}
        for prediction in predictions([SHARED / entry["text_file"]]):
            for decree in prediction["decrees"]:
                cited.setdefault(decree["number"], []).append(decree)
        optional = {number for number, d in wanted.items() if d.get("optional")}
        optional |= {number for number, mentions in cited.items() if all(m.get("optional") for m in mentions)}
        right += len((wanted.keys() & cited.keys()) - optional)
        found += len(cited.keys() - optional)
        expected += len(wanted.keys() - optional)
        for number in wanted.keys() & cited.keys():
            for name in ("doc_type", "issuer", "issued_on", "year"):
                told = {
                    m[name]
                    for m in cited[number]
                    if m.get(name) and (name != "issued_on" or m.get("date_from") == "text")
                }
                if told or wanted[number].get(name):
                    fields += 1
                    fields_right += told == {wanted[number].get(name)}
    return 2 * right / (found + expected), fields_right / fields


def main() -> int:
    """Prints each measure beside its bar; 1 when one is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print what is missed")
    arguments = parser.parse_args()
    right, cases = tables(arguments.show)
    print(f"decrees: {cases} cases of our own")
    figures = [("cases of our own (tests/tables) all right", right / cases, 1.0, True)]
    if DATA.is_dir():
        f1, fields = gold()
        found, misspelt = numbers(arguments.show)
        figures += [
            ("gold/seeds and gold/dev: F1 of numbers", f1, 1.0, True),
            ("gold/seeds and gold/dev: type, issuer, date, year", fields, 1.0, True),
            ("dates of official documents, three frames each", dates(arguments.show), LEAST_DATES, True),
            ("numbers of all_numbers.tsv", found, LEAST_NUMBERS, True),
            ("of them left out as misspelt", misspelt, MOST_MISSPELT, False),
        ]
    else:
        print("the annotated articles and registry facts are not beside the checkout: left out")
    failed = False
    for name, figure, bar, least in figures:
        holds = figure >= bar if least else figure <= bar
        failed |= not holds
        print(
            f"  {'holds' if holds else 'BELOW'}  {name:<50} {figure:8.4f}  (bar {'at least' if least else 'at most'} {bar})"
        )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
