"""Citations of legal and administrative documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from theodoi.columns import column, words
from theodoi.kinds.kind import Case, Completion, Entity, Listed, Share, finding, first, shown
from theodoi.rows import Row
from theodoi.vocabularies import DateBasis, DocumentClass, DocumentForm, DocumentStage, IssuedPrecision, YearBasis


def _name(row: Row) -> str:
    return str(row.get("number") or row.get("title") or row["quote"])


def _line(row: Row) -> str:
    about = (row.get("doc_type"), row.get("issuer"), row.get("issued_on") or row.get("year"))
    told = ", ".join(shown(x) for x in about if x)
    return f"{_name(row)} ({told})" if told else _name(row)


def _issued(mention: Any) -> Mapping[str, object]:
    if mention.issued_on is None:
        return {}
    if mention.issued_precision == "month":
        return {"issued_month": mention.issued_on.isoformat()[:7]}
    return {"issued_on": mention.issued_on.isoformat()}


def _is_cited(mention: Any) -> bool:
    return mention.number is not None and mention.form != "nickname"


KIND = finding(
    "decree_mentions",
    "mention_id",
    "One citation of a legal or administrative document",
    (
        column(
            "number",
            "text",
            "Official number, properly written: 61/2018/NĐ-CP; null for a document named without one",
        ),
        column("doc_type", "text", "Lower-case type: nghị định, quyết định, …"),
        words(
            "document_class",
            DocumentClass,
            "What kind of document it is, by type, issuer and number: normative (văn bản quy phạm pháp luật), "
            "administrative (hành chính, cá biệt) or party (của Đảng); null where nothing tells",
        ),
        column(
            "type_disagrees",
            "boolean",
            "True when the article also calls the document by another type: Nghị định số 17/NQ-CP",
            required=True,
        ),
        column("issuer", "text", "Issuing authority's full name"),
        column("year", "integer", "Year of the document"),
        words("year_basis", YearBasis, "Where the year is from: {listed}", first_name="year_from", json="year_from"),
        column(
            "issued_on",
            "date",
            "Date of issue as stated at this mention; the month's first day where only that is stated",
            json=None,
        ),
        words("issued_precision", IssuedPrecision, "{choice}", json=None),
        words("date_basis", DateBasis, "Where the day is from: {listed}", first_name="date_from", json="date_from"),
        column(
            "title",
            "text",
            "Subject as printed after the citation, or the document's name: Luật Giao dịch điện tử",
            of_others=True,
        ),
        words("stage", DocumentStage, "{choice}, of a document that is not out yet"),
        column("pinpoint", "text", "Part of the document that is meant, as printed: khoản 2 Điều 5"),
        words(
            "form",
            DocumentForm,
            "full (by its number), short (Nghị quyết 17), back (Nghị định này), nickname (Đề án 06), named (without a number)",
            required=True,
        ),
        column(
            "unresolved",
            "boolean",
            "True when nothing in the article resolves a short form such as Nghị định 168 or Nghị định này",
            required=True,
            made_from="optional",
            first_name="short_form",
            json=None,
        ),
    ),
    place=10,
    found="decrees",
    one="a citation",
    called="citations",
    reader="theodoi.extract.decrees:read",
    completion=Completion("theodoi.extract.decrees:read_issuers", "issuers", needs=("organisation_mentions",)),
    most=200,
    target=first("number", "title"),
    name_of=lambda row: (_name(row),),
    line=_line,
    text=lambda item: f"{item.get('number') or item.get('title') or '':<22} {item.get('issued_on', ''):<10}",
    also=_issued,
    # A document by its name alone is none of the decrees: it stands among the documents.
    lists=(Listed("decrees", _is_cited), Listed("documents", lambda mention: not _is_cited(mention))),
    entity=Entity("decrees", "decree_id"),
    shares=(Share("unresolved_share", "unresolved", True),),
    section="decrees",
    unchecked=frozenset({"document_key"}),
    added_renamed=(("resolved_basis", "resolved_by"),),
    cases=(
        Case(
            "Chính phủ ban hành Nghị định số 61/2018/NĐ-CP.",
            ({"number": "61/2018/NĐ-CP", "doc_type": "nghị định", "form": "full"},),
        ),
        Case("Hợp đồng số 12 có năm điều.", ()),
    ),
)
