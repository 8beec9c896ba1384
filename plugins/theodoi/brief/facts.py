"""The lines of a brief, read from the warehouse: each says one thing in two languages and leads to its proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from theodoi.brief.words import (
    Words,
    area_words,
    changed_words,
    days_words,
    figure_words,
    group_place,
    group_words,
    handed_words,
    period_words,
    step_words,
    task_words,
)
from theodoi.contracts import FINDINGS
from theodoi.database import sql_file
from theodoi.registry.watchlists import Watchlist
from theodoi.report.facts import REACH, Passage, passage_of

_TABLES = {kind.name: kind.key for kind in FINDINGS}


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves a line: the words in their sentence, the article, its capture, who had it first, articles of its story."""

    finding_id: str
    article_id: str
    passage: Passage
    captured_at: datetime
    first_outlet: str
    articles: int


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a small chart."""

    period: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a brief: its tag, what it says, and whom it touches (ids, for watchlists)."""

    section: str
    tag: Words
    said: Words
    group: Words | None = None  # heading under which a section tells it
    detail: Words | None = None
    said_by: str | None = None
    proofs: tuple[Proof, ...] = ()
    points: tuple[Point, ...] = ()  # the last one is the line's own
    dashed: bool = False  # a target
    hollow: bool = False  # an estimate
    organisations: frozenset[str] = frozenset()
    document: str | None = None
    indicator: str | None = None
    area: str | None = None

    @property
    def id(self) -> str:
        """Where the line stands on its page."""
        return f"{self.section}-{self.proofs[0].finding_id[:12]}" if self.proofs else self.section

    def touches(self, watchlist: Watchlist) -> bool:
        """Whether a watchlist asks for the line."""
        return (
            bool(self.organisations & watchlist.organisations)
            or self.document in watchlist.documents
            or self.indicator in watchlist.indicators
            or self.area in watchlist.provinces
            or watchlist.has_phrase(" ".join([self.said.vi, *(p.passage.quote for p in self.proofs)]))
        )


@dataclass(frozen=True, slots=True)
class Read:
    """What the night read of one source; `silent` when it asked and got nothing."""

    source_id: str
    name: str
    kind: str
    found: int
    kept: int
    last_on: date | None

    @property
    def silent(self) -> bool:
        """Whether the source gave no article."""
        return self.kept == 0


@dataclass(frozen=True, slots=True)
class PaperCorrection:
    """A correction that a paper prints: its sentence, and the corrected article where the text tells exactly one."""

    article_id: str
    title: str
    url: str
    published_on: date | None
    source: str
    sentence: str | None = None
    corrected_title: str | None = None
    corrected_url: str | None = None
    corrected_article_id: str | None = None


@dataclass(frozen=True, slots=True)
class ChangedArticle:
    """An article that its outlet changed after it was captured, or whose page is gone: types and numbers, no words."""

    change_id: str
    article_id: str
    title: str | None
    url: str
    source: str
    published_on: date | None
    kind: str  # edited | vanished
    told_by_outlet: bool
    title_changed: bool
    passages: int
    figures: int
    documents: int
    names: int
    dates: int
    old_captured_at: datetime
    new_captured_at: datetime | None

    @property
    def what(self) -> Words:
        """What was changed: `tiêu đề, 2 số liệu, 1 ngày tháng`."""
        return changed_words(self.title_changed, self.figures, self.documents, self.names, self.dates, self.passages)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A line of the brief before that the warehouse does not serve any more, and the articles that it named."""

    said: Words
    article_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """The brief of one day. `day` is the day that was read, `watchlist` is None for the brief of everything."""

    profile: str
    day: date
    made_at: datetime
    watchlist: Watchlist | None
    lines: tuple[Line, ...]
    withdrawn: tuple[Withdrawn, ...]  # of the brief before: what its articles do not say any more
    papers: tuple[PaperCorrection, ...]
    coverage: tuple[Read, ...]
    changes: tuple[ChangedArticle, ...] = ()
    held: tuple[Words, ...] = ()  # what the gates held back of the night, and what people let pass

    @property
    def is_empty(self) -> bool:
        """Whether nothing is new: "Hôm nay không có gì mới" is a good brief."""
        return not (self.lines or self.papers or self.withdrawn or self.changes)

    @property
    def today(self) -> date:
        """The morning on which it is read."""
        return self.day + timedelta(days=1)

    @property
    def silent(self) -> tuple[Read, ...]:
        """Sources that gave nothing, those of the government first."""
        return tuple(sorted((r for r in self.coverage if r.silent), key=lambda r: (r.kind != "government", r.name)))

    def of(self, section: str) -> tuple[Line, ...]:
        """The lines of one section."""
        return tuple(line for line in self.lines if line.section == section)


def read_lines(connection: Connection, batch_id: str, day: date) -> tuple[Line, ...]:
    """All lines of the night of a day, in the order in which they are told."""
    today = day + timedelta(days=1)
    reader = _Reader(connection, {"batch_id": batch_id, "today": today})
    return (*reader.documents(), *reader.assignments(), *reader.figures(), *reader.contradictions())


def read_papers(connection: Connection, batch_id: str) -> tuple[PaperCorrection, ...]:
    """Corrections that papers print."""
    rows = connection.execute(text(sql_file("brief/corrections.sql")), {"batch_id": batch_id}).mappings()
    return tuple(PaperCorrection(**row) for row in rows)


def read_changes(connection: Connection, batch_id: str) -> tuple[ChangedArticle, ...]:
    """Articles that the night found changed or gone."""
    rows = connection.execute(text(sql_file("brief/changes.sql")), {"batch_id": batch_id}).mappings()
    return tuple(ChangedArticle(**row) for row in rows)


def read_coverage(connection: Connection, batch_id: str) -> tuple[Read, ...]:
    """What the night read of each source."""
    rows = connection.execute(text(sql_file("brief/coverage.sql")), {"batch_id": batch_id}).mappings()
    return tuple(Read(**row) for row in rows)


def read_held(connection: Connection, batch_id: str) -> tuple[Words, ...]:
    """What a reader must know of the gates: articles that are missing, and those that are there by decision of a person."""
    row = connection.execute(text(sql_file("brief/held.sql")), {"batch_id": batch_id}).one()
    told = []
    if row.held:
        told.append(
            Words(
                f"{row.held} bài bị giữ lại khi kiểm tra, không có trong bản tin.",
                f"{row.held} articles did not pass the checks and are left out.",
            )
        )
    if row.released:
        told.append(
            Words(
                f"{row.released} bài được người vận hành xem và cho qua.",
                f"{row.released} articles were let through by an operator.",
            )
        )
    return tuple(told)


class _Reader:
    """Reads the sections of one night."""

    def __init__(self, connection: Connection, asked: Mapping[str, object]) -> None:
        self.connection = connection
        self.asked = asked

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of sql/brief/<name>.sql."""
        statement = text(sql_file(f"brief/{name}.sql"))
        wanted = {name: value for name, value in self.asked.items() if name in statement.compile().params}
        return [dict(row) for row in self.connection.execute(statement, wanted).mappings()]

    def proofs(self, kind: str, ids: Iterable[str]) -> dict[str, Proof]:
        """The proofs of findings of one kind by their ids."""
        template = sql_file("brief/proofs.sql")
        statement = template.replace("warehouse.findings", f"warehouse.{kind}").replace("finding_key", _TABLES[kind])
        rows = self.connection.execute(text(statement), {"ids": list(ids), "reach": REACH}).mappings()
        return {
            row["finding_id"]: Proof(
                row["finding_id"],
                row["article_id"],
                passage_of(row),
                row["captured_at"],
                row["first_outlet"],
                row["articles"],
            )
            for row in rows
        }

    def documents(self) -> Iterator[Line]:
        rows = self.rows("documents")
        proofs: dict[str, Proof] = {}
        for kind in {row["kind"] for row in rows}:
            proofs |= self.proofs(kind, [row["finding_id"] for row in rows if row["kind"] == kind])
        for row in rows:
            name = " ".join(filter(None, (_capital(row["doc_type"]), row["number"]))) or row["title"]
            title = f": {row['title']}" if row["title"] and row["number"] else ""
            yield Line(
                "documents" if row["step"] != "first_seen" else "first_seen",
                step_words(row["step"], row["happened_on"]),
                Words(f"{name}{title}", f"{name}{title}"),
                said_by=row["issuer"],
                proofs=(proofs[row["finding_id"]],),
                organisations=frozenset(filter(None, (row["issuer_id"],))),
                document=row["number"],
            )

    def assignments(self) -> Iterator[Line]:
        rows = self.rows("assignments")
        given = self.proofs("assignments", (row["finding_id"] for row in rows))
        news = self.proofs("task_news", (row["news_id"] for row in rows if row["news_id"]))
        for row in sorted(rows, key=lambda row: group_place(row["step"])):  # of one group the nearest date stays first
            told = f"{row['assignees']}: {row['task']}"
            moved = handed_words(row["former_holder"], row["holder"])
            ids = {*row["assignee_ids"], *row["partner_ids"], row["assigned_by_id"]}
            proofs = [given[row["finding_id"]]]
            if row["news_id"]:
                proofs.append(news[row["news_id"]])
            yield Line(
                "shared_tasks" if row["of_group"] else "tasks",
                task_words(row["step"]),
                Words(f"{told}{moved.vi}", f"{told}{moved.en}"),
                group=group_words(row["step"]),
                detail=_deadline(row),
                said_by=row["assigned_by"],
                proofs=tuple(proofs),
                organisations=frozenset(filter(None, ids)),
                document=row["based_on"],
            )

    def figures(self) -> Iterator[Line]:
        rows = self.rows("figures")
        proofs = self.proofs("metrics", (row["finding_id"] for row in rows))
        for row in rows:
            earlier = [Point(period, Decimal(str(value))) for period, value in row["earlier"]]
            now = figure_words(row["value"], row["unit"], row["comparator"], row["value_high"], row)
            target, estimate = row["status"] == "target", row["status_detail"] == "estimate"
            where = area_words(row["area"])
            of = Words(row["organisation"] or where.vi, row["organisation"] or where.en)
            before = earlier[-1] if earlier else None
            was = (
                Words(
                    f"{figure_words(before.value, row['unit'], 'eq', None, row).vi} → ",
                    f"{figure_words(before.value, row['unit'], 'eq', None, row).en} → ",
                )
                if before
                else Words("", "")
            )
            when = period_words(row["period"])
            yield Line(
                "figures",
                Words("Mục tiêu", "Target")
                if target
                else Words("Ước tính", "Estimate")
                if estimate
                else Words("Thay đổi", "Changed")
                if before
                else Words("Mới", "New"),
                Words(
                    f"{row['indicator']}, {of.vi}: {was.vi}{now.vi}",
                    f"{row['indicator_en'] or row['indicator']}, {of.en}: {was.en}{now.en}",
                ),
                detail=Words(
                    f"{period_words(before.period).vi} → {when.vi}" if before else when.vi,
                    f"{period_words(before.period).en} → {when.en}" if before else when.en,
                ),
                said_by=row["said_by_organisation"],
                proofs=(proofs[row["finding_id"]],),
                points=(*earlier, Point(row["period"], row["value"])) if earlier else (),
                dashed=target,
                hollow=estimate,
                organisations=frozenset(filter(None, (row["organisation_id"], row["said_by_organisation_id"]))),
                document=row["based_on"],
                indicator=row["indicator_id"],
                area=row["area"],
            )

    def contradictions(self) -> Iterator[Line]:
        rows = self.rows("contradictions")
        proofs = self.proofs("metrics", (row[name] for row in rows for name in ("finding_id", "other_id")))
        for row in rows:
            where, when = area_words(row["area"]), period_words(row["period"])
            one = figure_words(row["value"], row["unit"], row["comparator"], None, row)
            other = figure_words(row["other_value"], row["unit"], row["other_comparator"], None, row)
            yield Line(
                "contradictions",
                Words("Mâu thuẫn", "Contradiction"),
                Words(
                    f"{row['indicator']}, {where.vi}, {when.vi}: {row['said_by_organisation']} nói {one.vi}; "
                    f"{row['other_said_by_organisation']} nói {other.vi}",
                    f"{row['indicator_en'] or row['indicator']}, {where.en}, {when.en}: {row['said_by_organisation']} says {one.en}; "
                    f"{row['other_said_by_organisation']} says {other.en}",
                ),
                proofs=(proofs[row["finding_id"]], proofs[row["other_id"]]),
                organisations=frozenset((row["said_by_organisation_id"], row["other_said_by_organisation_id"])),
                indicator=row["indicator_id"],
                area=row["area"],
            )


def _capital(words: str | None) -> str | None:
    return words[0].upper() + words[1:] if words else words


def _deadline(row: Mapping[str, Any]) -> Words | None:
    """The deadline of a task in words, with the days until or since where they are few; None where it has none."""
    if not row["deadline"]:
        return None
    when = period_words(row["deadline"])
    lead = {"from": Words("từ", "from"), "within": Words("trong", "within")}.get(
        row["deadline_kind"], Words("thời hạn", "by")
    )
    left = days_words(row["days_left"]) if row["days_left"] is not None else Words("", "")
    return Words(f"{lead.vi} {when.vi}{left.vi}", f"{lead.en} {when.en}{left.en}")
