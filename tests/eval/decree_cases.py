"""Cases of the citation engine (tests/tables): texts with what a careful reader writes down, and texts that cite nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import yaml

from theodoi.extract.decrees import find_decrees
from theodoi.extract.spans import Context, DecreeMention

TABLES = Path(__file__).parents[1] / "tables"
_FIELDS = ("doc_type", "issuer", "issued_on", "year", "title", "pinpoint")


def cases() -> list[dict]:
    """The cases with citations.

    Keys: text, rule (its name), published_on and province (context), decrees (each document cited by number, once, with the fields that the
    text tells), unresolved (short forms as written), documents (named without a number), mentions (quote and number of
    forms that stand for a document).
    """
    return [case for name in ("decrees.yaml", "decrees_forms.yaml") for case in _read(name)]


def none() -> list[dict]:
    """The texts that cite no document by number. Keys: text, kind."""
    return _read("not_decrees.yaml")


def _read(name: str) -> list[dict]:
    return yaml.safe_load((TABLES / name).read_text(encoding="utf-8"))


def faults(case: dict) -> list[str]:
    """What the engine reads otherwise than a case says; empty when all is right."""
    published = case.get("published_on")
    context = Context(
        published_on=date.fromisoformat(str(published)) if published else None, province=case.get("province")
    )
    mentions = find_decrees(case["text"], context, complete=False)
    return [
        *_numbers(case, mentions),
        *_unresolved(case, mentions),
        *_documents(case, mentions),
        *_mentions(case, mentions),
    ]


def _numbers(case: dict, mentions: tuple[DecreeMention, ...]) -> Iterator[str]:
    cited: dict[str, list[DecreeMention]] = {}
    for mention in mentions:
        if mention.number and not mention.optional and mention.form != "nickname":
            cited.setdefault(mention.number, []).append(mention)
    wanted = {str(d["number"]): d for d in case.get("decrees") or ()}
    for number in wanted.keys() - cited.keys():
        yield f"missed {number} (found {sorted(cited)})"
    for number in cited.keys() - wanted.keys():
        yield f"too many: {number} from {cited[number][0].quote!r}"
    for number in wanted.keys() & cited.keys():
        for name in (f for f in _FIELDS if f in wanted[number]):
            told = {_told(m, name) for m in cited[number]} - {None}
            if told != {str(wanted[number][name])} - {"None"}:
                yield f"{number}: {name} {sorted(told)} instead of {wanted[number][name]}"
        if (
            "issued_on" not in wanted[number]
            and "year" in wanted[number]
            and any(m.date_basis == "text" for m in cited[number])
        ):
            yield f"{number}: a date that the text does not state: {[m.issued_on for m in cited[number]]}"


def _told(mention: DecreeMention, name: str) -> str | None:
    value = getattr(mention, name)
    if value is None or (name == "issued_on" and mention.date_basis != "text"):
        return None
    if name == "issued_on" and mention.issued_precision == "month":
        return value.isoformat()[:7]
    return " ".join(str(value).split())


def _unresolved(case: dict, mentions: tuple[DecreeMention, ...]) -> Iterator[str]:
    found = {m.number for m in mentions if m.optional and m.number}
    for number in {str(n) for n in case.get("unresolved") or ()} - found:
        yield f"short form {number} not kept open (found {sorted(found)})"
    for number in found - {str(n) for n in case.get("unresolved") or ()}:
        yield f"open short form too many: {number}"


def _documents(case: dict, mentions: tuple[DecreeMention, ...]) -> Iterator[str]:
    found = [m for m in mentions if m.form in ("named", "nickname")]
    for wanted in case.get("documents") or ():
        if not any(all(str(getattr(m, name)) == str(value) for name, value in wanted.items()) for m in found):
            told = [{name: getattr(m, name) for name in wanted} for m in found]
            yield f"no document {wanted} among {told}"


def _mentions(case: dict, mentions: tuple[DecreeMention, ...]) -> Iterator[str]:
    for wanted in case.get("mentions") or ():
        if "numbers" in wanted:  # "hai nghị định này": one form for several documents is not resolved
            continue
        same = [m for m in mentions if m.quote in wanted["quote"] and m.form in ("short", "back", "nickname")]
        told = {m.number if not m.optional else None for m in same}
        if wanted["number"] is None and told <= {None}:
            continue
        if told != {str(wanted["number"])}:
            yield f"{wanted['quote']!r} stands for {told} instead of {wanted['number']}"
