"""An editor's corrections, as `theodoi correct` makes them: looked up in the warehouse, kept by content in the registry, carried out.

Ids are what an editor sees in bi; what is kept is article, text, words and what they said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from sqlalchemy import Connection, Engine, text

from theodoi.contracts import FINDINGS, Kind
from theodoi.database import sql_file
from theodoi.files import replacing
from theodoi.load.corrections import unmatched
from theodoi.load.registry import carry_out_corrections
from theodoi.maintain.corrections import sentence
from theodoi.registry.corrections import FOLDER, CorrectionEntry, document_id, entry_as_fields
from theodoi.registry.reading import SCHEMA_LINE
from theodoi.settings import VIETNAM

_HEAD = f"{SCHEMA_LINE}../schemas/corrections.json\ncorrections:\n"


class CannotCorrect(ValueError):
    """The correction cannot be made; the message says why. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Why:
    """What every correction carries."""

    reason: str
    author: str
    decided_on: date


def make(action: str, words: Sequence[str], reason: str, author: str, engine: Engine, root: Path) -> Path:
    """Make one correction of the words of a command and carry it out; returns its file.

    Raises CannotCorrect and RegistryError; then nothing changed.
    """
    why = Why(reason, author, datetime.now(VIETNAM).date())
    match action:
        case "reject":
            entry = reject(engine, words[0], why)
        case "set":
            entry = set_values(engine, words[0], words[1:], why)
        case "merge":
            entry = merge(engine, words[0], words[1], why)
        case _:
            entry = split(engine, words[0], why)
    return keep(entry, root, engine)


def reject(engine: Engine, key: str, why: Why) -> CorrectionEntry:
    """A finding is none."""
    return _entry({"action": "reject", "finding": _finding(engine, key)}, why)


def set_values(engine: Engine, key: str, given: Sequence[str], why: Why) -> CorrectionEntry:
    """A finding gets other values: `column=value`, the value as YAML has it, nothing for none."""
    parted = dict(pair.split("=", 1) for pair in given if "=" in pair)
    if not parted or len(parted) < len(given):
        raise CannotCorrect("say what is set, as column=value")
    finding = _finding(engine, key)
    [kind] = [kind for kind in FINDINGS if kind.name == finding["kind"]]
    types = {column.name: column.type for column in kind.own}
    values = {
        name: (value or None) if types.get(name) in ("text", "date") else yaml.safe_load(value or "null")
        for name, value in parted.items()
    }
    return _entry({"action": "set", "finding": finding, "values": values}, why)


def merge(engine: Engine, key: str, into: str, why: Why) -> CorrectionEntry:
    """Two documents, organisations or articles' stories are one; the first goes into the other."""
    with engine.connect() as connection:
        if one := _document(connection, key):
            other = _document(connection, into)
            if other is None:
                raise CannotCorrect(f"no document has the id {into!r}")
            return _entry({"action": "merge", "document": one, "into_document": other}, why)
        if _is_there(connection, "organisations", "organisation_id", key):
            return _entry({"action": "merge", "organisation": key, "into_organisation": into}, why)
        for article in (key, into):
            if not _is_there(connection, "articles", "article_id", article):
                raise CannotCorrect(f"no document, organisation or article has the id {article!r}")
    return _entry({"action": "merge", "article": key, "with_article": into}, why)


def split(engine: Engine, key: str, why: Why) -> CorrectionEntry:
    """An article is a story of its own."""
    with engine.connect() as connection:
        if not _is_there(connection, "articles", "article_id", key):
            raise CannotCorrect(
                f"no article has the id {key!r}; mentions get another identity by `theodoi correct set`"
            )
    return _entry({"action": "split", "article": key}, why)


def keep(entry: CorrectionEntry, root: Path, engine: Engine) -> Path:
    """Write a correction to the registry at `root` and carry it out. Raises RegistryError; then nothing changed."""
    path = root / FOLDER / f"{entry.decided_on.year}.yaml"
    before = path.read_text(encoding="utf-8") if path.exists() else None
    listed = yaml.safe_dump([entry_as_fields(entry)], allow_unicode=True, sort_keys=False, width=10_000)
    with replacing(path) as stream:
        stream.write(((before if before is not None else _HEAD).rstrip("\n") + "\n" + listed).encode())
    try:
        apply(root, engine)
    except BaseException:
        if before is None:
            path.unlink()
        else:
            with replacing(path) as stream:
                stream.write(before.encode())
        raise
    return path


def apply(root: Path, engine: Engine) -> None:
    """Carry out the corrections of the registry at `root` in a warehouse, also those that were written by hand."""
    with engine.begin() as connection:
        connection.execute(text(sql_file("ops/lock_publish.sql")))
        carry_out_corrections(connection, root)


def idle_sentences(engine: Engine) -> list[str]:
    """The corrections that change nothing in a warehouse, a sentence each."""
    with engine.connect() as connection:
        return [sentence(one) for one in unmatched(connection)]


def _entry(fields: Mapping[str, object], why: Why) -> CorrectionEntry:
    told = {"reason": why.reason, "author": why.author, "decided_on": why.decided_on}
    try:
        return CorrectionEntry.model_validate({**fields, **told})
    except ValidationError as error:
        first = error.errors()[0]
        raise CannotCorrect(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def _finding(engine: Engine, key: str) -> dict[str, Any]:
    """What names a finding for ever. Raises CannotCorrect."""
    with engine.connect() as connection:
        for kind in FINDINGS:
            if found := _row(connection, kind, key):
                return {
                    "kind": kind.name,
                    "article": found["article_id"],
                    "text": found["text_digest"],
                    "start": found["start_char"],
                    "quote": found["quote"],
                    "says": kind.said(found),
                }
    raise CannotCorrect(f"no finding has the id {key!r}")


def _row(connection: Connection, kind: Kind, key: str) -> dict[str, Any] | None:
    """A finding as it was read, whatever an editor set since, with the digest of its text."""
    statement = (
        f'SELECT t.*, md5(v.text) AS text_digest FROM warehouse."{kind.name}" AS t '  # noqa: S608
        f'JOIN warehouse.article_versions AS v USING (article_version_id) WHERE t."{kind.key}" = :key'
    )
    row = connection.execute(text(statement), {"key": key}).mappings().one_or_none()
    if row is None:
        return None
    corrected = connection.execute(
        text(sql_file("resolve/corrections/of_finding.sql")), {"kind": kind.name, "key": key}
    )
    if (standing := corrected.one_or_none()) is None:
        return {str(name): value for name, value in row.items()}
    if standing.corrects == kind.name:
        raise CannotCorrect(
            f"{key} is corrected already, at {standing.place}: change or remove that, then `theodoi correct apply`"
        )
    # What a merge of organisations changed is corrected as it was read.
    return {str(name): value for name, value in row.items()} | dict(standing.was)


def _document(connection: Connection, key: str) -> dict[str, Any] | None:
    row = connection.execute(
        text("SELECT document_key, issuer, year FROM warehouse.decrees WHERE decree_id = :key"), {"key": key}
    ).one_or_none()
    if row is None:
        return None
    told = {"name": row.document_key, "issuer": row.issuer, "year": row.year}
    draft = document_id(row.document_key, row.issuer, row.year) != key
    return {name: value for name, value in told.items() if value is not None} | ({"draft": True} if draft else {})


def _is_there(connection: Connection, table: str, column: str, key: str) -> bool:
    statement = f'SELECT 1 FROM warehouse."{table}" WHERE "{column}" = :key'  # noqa: S608 - names of our own
    return connection.scalar(text(statement), {"key": key}) is not None
