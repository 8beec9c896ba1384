"""Read files without a database: what `theodoi clean`, `extract` and `compare` print, for people and for scoring alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from theodoi.clean import clean
from theodoi.clean.characters import repair, squeeze
from theodoi.clean.diacritics import RepairedSpan
from theodoi.clean.document import Document
from theodoi.clean.encodings import decode
from theodoi.extract.explain import Log, as_data
from theodoi.extract.findings import extract
from theodoi.extract.spans import Context, Finding, Findings, touches
from theodoi.kinds import KINDS, Kind
from theodoi.registry.sources import province_of
from theodoi.settings import VIETNAM
from theodoi.stories import Told, compare, told
from theodoi.vocabularies import Outcome
from theodoi.words import LEAST_WORDS, words_share

# An object as it is printed, one a line: values are whatever JSON has.
Printed = dict[str, Any]

_WARC = (".warc", ".warc.gz", ".arc", ".arc.gz")


def clean_paths(paths: Iterable[Path], *, source_rules: bool = True) -> Iterator[Printed]:
    """One object per document of HTML, text and WARC files (folders are walked), in the order given.

    Keys: id (file stem, or the URL of a WARC record; `#1`, `#2` … for the parts of a glued dump), url, outcome, reason,
    title, author, credit, published_at and modified_at (ISO 8601 with zone), published_precision, published_from,
    section, text, captions, removed_lines, repaired_spans ([start, end, as printed] of words that were
    given back lost diacritics), repairs (counts by kind). A file that cannot be read gives `unreadable`.
    `source_rules` says whether the rules of a page's site (registry/sources) refine its reading.
    """
    for path in _files(paths):
        if path.name.endswith(_WARC):
            yield from _clean_warc(path, source_rules)
            continue
        try:
            documents = clean(path.read_bytes(), captured_at=datetime.now(UTC), source_rules=source_rules)
        except OSError as error:
            yield _unreadable(path.name, f"{path}: {error.strerror}")
            continue
        for document in documents:
            yield _cleaned(path.stem if len(documents) == 1 else f"{path.stem}#{document.part}", document)


def predictions(
    paths: Iterable[Path],
    *,
    raw: bool = False,
    published: date | None = None,
    source: str | None = None,
    explained: bool = False,
) -> Iterator[Printed]:
    """One object per text file with its decrees (cited by number), documents (named without one), relations and events
    between these, organisations, metrics, systems.

    `raw` takes the text as it is instead of cleaning it first; the parts of a glued dump are joined under the file's
    id. Offsets are code points of the printed `text`. `repaired` marks what touches words that were given back lost
    diacritics. `explained` adds the `steps`: what the rules decided on each candidate.
    """
    for path in _files(paths):
        try:
            payload = path.read_bytes()
        except OSError as error:
            yield _nothing(path.stem, f"{path}: {error.strerror}")
            continue
        if raw:
            parts = [Document(outcome=Outcome.ARTICLE, text=payload.decode("utf-8", "replace").removeprefix("\ufeff"))]
        else:
            documents = clean(payload, captured_at=datetime.now(UTC))
            parts = [d for d in documents if d.outcome is Outcome.ARTICLE]
            if not parts and (sentence := _short_text(payload, documents)):
                parts = [Document(outcome=Outcome.ARTICLE, text=sentence)]
            if not parts:
                told = documents[0].reason or documents[0].outcome.value
                yield _nothing(path.stem, f"{path}: {told} Nothing was read; --raw reads the text as it stands.")
                continue
        yield _prediction(path.stem, parts, published, source, explained)


def comparisons(pairs: Iterable[tuple[str, Path, Path]], days_apart: int | None = None) -> Iterator[Printed]:
    """One object per pair of text files: what they are to each other. The first line of a file is its headline.

    Keys: id, label (reprint, update, same_source, template, different), joined (one story), one_origin, because,
    likeness, contained, carried (shares of 1), quoted (syllables), differs (what only one of both has, by kind).
    A pair with a file that cannot be read has `error` alone.
    """
    for name, one, other in pairs:
        try:
            judgement = compare(_text_of(one), _text_of(other), days_apart, facts=True)
        except OSError as error:
            yield {"id": name, "error": f"{error.filename}: {error.strerror}"}
            continue
        yield {
            "id": name,
            "label": judgement.label.value,
            "joined": judgement.joined,
            "one_origin": judgement.one_origin,
            "because": judgement.because,
            "likeness": judgement.likeness,
            "contained": judgement.contained,
            "carried": judgement.carried,
            "quoted": judgement.quoted,
            "differs": judgement.differs,
        }


def _text_of(path: Path) -> Told:
    return told(repair(decode(path.read_bytes()).text)[0])


MAX_SENTENCES = 500  # characters of a text that is no article for its shortness alone


def _short_text(payload: bytes, documents: list[Document]) -> str | None:
    """A text of a sentence or two, which is too short for an article and is read as it stands; None for any other."""
    if [d.outcome for d in documents] != [Outcome.NO_TEXT] or len(payload) > 4 * MAX_SENTENCES or b"<" in payload:
        return None
    text = "\n".join(filter(None, (squeeze(line) for line in repair(decode(payload).text)[0].splitlines())))
    return text if len(text) <= MAX_SENTENCES and words_share(text) >= LEAST_WORDS else None


def _nothing(name: str, error: str) -> Printed:
    """What is printed of a file that nothing was read from, with the reason in a sentence."""
    return {"id": name, "text": "", "title": None, "published_at": None, "error": error} | _json(Findings())


def _prediction(
    name: str, parts: list[Document], published: date | None, source: str | None, explained: bool = False
) -> Printed:
    text, found = "", _json(Findings()) | ({"steps": []} if explained else {})
    for part in parts:
        day = published or (part.published_at.astimezone(VIETNAM).date() if part.published_at else None)
        province = province_of(source, day) if source else None
        context = Context(published_on=day, source_id=source, title=part.title, province=province)
        log = Log() if explained else None
        findings = _json(extract(part.text, context, log), offset=len(text), spans=part.repaired_spans)
        if log is not None:
            findings["steps"] = as_data(part.text, log, offset=len(text))
        for kind, items in findings.items():
            found[kind] += items
        text += part.text + "\n"
    first = parts[0] if parts else None
    return {
        "id": name,
        "text": text.removesuffix("\n"),
        "title": first.title if first else None,
        "published_at": first.published_at.isoformat() if first and first.published_at else None,
        **found,
    }


def _json(findings: Findings, offset: int = 0, spans: Sequence[RepairedSpan] = ()) -> dict[str, list[Printed]]:
    """The lists that the kinds declare, with the findings that stand in each."""
    lists: dict[str, list[Printed]] = {}
    for kind in KINDS:
        for listed in kind.lists:
            held = [f for f in findings.of(kind.found) if listed.holds is None or listed.holds(f)]
            lists[listed.name] = [
                _item(kind, f, offset, findings) | ({"repaired": True} if touches(f, spans) else {}) for f in held
            ]
    return lists


def _item(kind: Kind, finding: Finding, offset: int, findings: Findings) -> Printed:
    """A finding under the names that its kind gives its columns in JSON; what has no value is left out."""
    item: Printed = {"start": finding.start + offset, "end": finding.end + offset, "quote": finding.quote}
    values, refers = kind.values(finding), dict(kind.refers)
    for column in kind.own:
        if column.json_name is not None:
            value = values[column.name]
            item[column.json_name] = (
                _pointed_at(refers[column.name], value, offset, findings)
                if column.name in refers and value is not None
                else _plain(value)
            )
    item |= kind.also(finding) if kind.also else {}
    item = {key: value for key, value in item.items() if value is not None}
    return item | {"optional": True} if finding.optional else item


def _pointed_at(name: str, span: Any, offset: int, findings: Findings) -> Printed:
    """The finding of another kind that one points to, by offsets and name."""
    [kind] = [kind for kind in KINDS if kind.name == name]
    found = next(f for f in findings.of(kind.found) if (f.start, f.end) == span)
    called = kind.target(kind.values(found)) or found.quote
    return {"start": span[0] + offset, "end": span[1] + offset, "name": called}


def _plain(value: object) -> object:
    """A value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    return _number(value) if isinstance(value, Decimal) else value


def _number(value: Decimal) -> int | float:
    """JSON has no decimals: whole numbers stay exact, others are printed as the nearest double."""
    return int(value) if value == value.to_integral_value() else float(value)


def _clean_warc(path: Path, source_rules: bool) -> Iterator[Printed]:
    from theodoi.warc import Problem, inadmissible, iterate

    for record in iterate(path):
        problem = record if isinstance(record, Problem) else inadmissible(record)
        if problem is not None or isinstance(record, Problem):
            assert problem is not None
            yield _unreadable(f"{path.name}@{record.offset}", problem.sentence)
            continue
        documents = clean(
            record.payload,
            url=record.url,
            content_type=record.content_type,
            status=record.status,
            captured_at=record.captured_at,
            source_rules=source_rules,
            truncated=record.truncated is not None,
        )
        for document in documents:
            yield _cleaned(record.url if len(documents) == 1 else f"{record.url}#{document.part}", document)


def _cleaned(name: str, document: Document) -> Printed:
    return {
        "id": name,
        "url": document.url,
        "outcome": document.outcome.value,
        "reason": document.reason,
        "title": document.title,
        "author": document.author,
        "credit": document.credit,
        "published_at": _moment(document.published_at),
        "published_precision": document.published_precision,
        "published_from": document.published_source,
        "modified_at": _moment(document.modified_at),
        "section": document.section,
        "text": document.text,
        "captions": list(document.captions),
        "removed_lines": list(document.removed_lines),
        "repaired_spans": [list(span) for span in document.repaired_spans],
        "repairs": dict(document.repairs),
    }


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(VIETNAM).isoformat() if at else None


def _unreadable(name: str, reason: str) -> Printed:
    return _cleaned(name, Document(outcome=Outcome.UNREADABLE, reason=reason))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file())
        else:
            yield path
