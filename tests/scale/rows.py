"""Made-up articles with their findings, in tables of the datasets: the same for the same number and seed.

The skew is that of news: few sources bring most, few bodies are named most, a fifth are reprints of what was told in the
last days, some are updates, some bulletins of one form. Words are syllables without meaning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from theodoi.contracts import (
    ARTICLES,
    CAPTURES,
    DATASETS,
    DECREE_EVENTS,
    DECREE_MENTIONS,
    DECREE_RELATIONS,
    METRICS,
    ORGANISATION_MENTIONS,
    OUTCOMES,
    Dataset,
    key_of,
)

RULES = "scale"
FIRST_DAY = datetime(2023, 1, 1, tzinfo=UTC)
DAYS = 1_000
WORDS = 260  # of an article
MENTIONS, METRICS_EACH = 10, 5
SOURCES, BODIES = 60, 4_000
CITATIONS, DOCUMENTS = 3, 5_000
RELATED = 0.3  # share of articles with two citations that tell what one does to the other
REPRINTS, UPDATES, FORMS = 0.20, 0.04, 0.05  # shares of all articles
_RECENT = 2_000  # articles that a reprint is of
_SYLLABLES = [
    head + tail
    for head in ("b", "c", "d", "đ", "g", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "s", "t", "th", "tr", "v", "x")
    for tail in ("a", "ác", "ái", "an", "áo", "âu", "ây", "e", "én", "i", "in", "o", "òa", "ôi", "ông", "ơn", "u", "ưa", "ước", "y")
]  # fmt: skip


@dataclass
class Maker:
    """Draws articles one after another; `seed` and the number of an article alone decide what it is."""

    indicators: list[tuple[str, str]]  # id and unit
    bodies: list[str]
    areas: list[str]
    seed: int = 20

    def __post_init__(self) -> None:
        self._draw = np.random.default_rng(self.seed)
        words = len(_SYLLABLES) * 6
        self._words = np.array(
            [_SYLLABLES[place % len(_SYLLABLES)] + ("", "n", "m", "t", "ng", "ch")[place // len(_SYLLABLES)] for place in range(words)]
        )  # fmt: skip
        self._often = _skewed(words, 0.7)
        self._source = _skewed(SOURCES, 1.0)
        self._body = _skewed(len(self.bodies), 0.9)
        self._document = _skewed(DOCUMENTS, 0.9)
        self._recent: list[tuple[str, list[str]]] = []

    def batches(self, articles: int, at_once: int, since: int = 0) -> Iterator[dict[str, pa.Table]]:
        """Tables of all datasets for `articles` articles, `at_once` in each, with the batch ids import/scale-N, from day `since` on."""
        for start in range(0, articles, at_once):
            numbers = range(start, min(start + at_once, articles))
            rows: dict[str, list[dict[str, object]]] = {name: [] for name in DATASETS}
            for number in numbers:
                self._add(
                    rows, number, f"import/scale-{start // at_once:05}", FIRST_DAY + _day(number, articles, since)
                )
            yield {name: DATASETS[name].table(rows[name]) for name in DATASETS}

    def _add(self, rows: dict[str, list[dict[str, object]]], number: int, batch: str, told: datetime) -> None:
        title, lines = self._told(told)
        source = f"bao-{self._pick(self._source):02}"
        url = f"https://{source}.vn/bai-{number}"
        text = "\n".join(lines)
        article, capture = key_of(url), key_of(batch, url)
        version = key_of(article, text)
        of_batch = {"batch_id": batch, "source_id": source, "url": url, "capture_id": capture}
        rows["captures"].append(
            _row(CAPTURES) | of_batch
            | {"captured_at": told, "status": 200, "digest": "A" * 32, "warc": "w", "warc_offset": 0, "warc_length": 1, "payload_bytes": len(text)}
        )  # fmt: skip
        rows["outcomes"].append(
            _row(OUTCOMES) | of_batch | {"outcome": "article", "parts": 1, "rules_version": RULES}
        )  # fmt: skip
        rows["articles"].append(
            _row(ARTICLES) | of_batch
            | {"article_version_id": version, "article_id": article, "part": 1, "title": title, "text": text, "repaired": False,
               "published_at": told, "published_precision": "minute", "published_source": "meta", "published_on": told.date(),
               "captured_at": told, "rules_version": RULES}
        )  # fmt: skip
        of_article = {
            "article_id": article, "article_version_id": version, "batch_id": batch, "start_char": 0, "end_char": 4,
            "quote": text[:4], "repaired": False, "confidence": 1, "method": "scale", "rules_version": RULES,
        }  # fmt: skip
        self._cite(rows, of_article, number, told)
        for place in range(int(self._draw.poisson(MENTIONS))):
            body = self.bodies[self._pick(self._body)]
            rows["organisation_mentions"].append(
                _row(ORGANISATION_MENTIONS) | of_article
                | {"mention_id": key_of(version, "o", place), "ordinal": place, "organisation_id": body, "name": body,
                   "kind": "company", "registered": False, "office_holder": False, "role": "spoken_of"}
            )  # fmt: skip
        for place in range(int(self._draw.poisson(METRICS_EACH))):
            indicator, unit = self.indicators[self._pick(_skewed(len(self.indicators), 1.0))]
            rows["metrics"].append(
                _row(METRICS) | of_article
                | {"metric_id": key_of(version, "m", place), "ordinal": place, "value": int(self._draw.integers(1, 100)),
                   "unit": unit, "comparator": "eq", "measure": "level", "direction": "up", "status": "observed",
                   "status_detail": "official", "aggregation": "level", "claim_start": 0, "indicator_id": indicator,
                   "area": self.areas[self._pick(_skewed(len(self.areas), 0.8))],
                   "area_basis": "stated", "period": str(told.year), "period_basis": "stated", "period_kind": "during",
                   "sentence": lines[0][:200], "minor": False}
            )  # fmt: skip

    def _cite(
        self, rows: dict[str, list[dict[str, object]]], of_article: dict[str, object], number: int, told: datetime
    ) -> None:
        """Citations of an article, what the first of them does to the second, and since when. Drawn apart: other rows stay as they were."""
        draw = np.random.default_rng((self.seed, number))
        cited = np.unique(np.searchsorted(self._document, draw.random(int(draw.poisson(CITATIONS)))))
        mentions = [key_of(str(of_article["article_version_id"]), "d", place) for place in range(len(cited))]
        for place, document in enumerate(cited):
            year = 2018 + int(document) % 8
            rows["decree_mentions"].append(
                _row(DECREE_MENTIONS) | of_article
                | {"mention_id": mentions[place], "ordinal": place, "number": f"{document + 1}/{year}/NĐ-CP", "doc_type": "nghị định",
                   "document_class": "normative", "type_disagrees": False, "issuer": "Chính phủ", "year": year,
                   "year_basis": "number", "form": "full", "unresolved": False}
            )  # fmt: skip
        if len(cited) >= 2 and draw.random() < RELATED:
            of_pair = of_article | {"ordinal": 0, "subject_mention_id": mentions[0]}
            rows["decree_relations"].append(
                _row(DECREE_RELATIONS) | of_pair
                | {"relation_id": key_of(mentions[0], "r"), "object_mention_id": mentions[1], "relation": "replaces", "scope": "whole"}
            )  # fmt: skip
            rows["decree_events"].append(
                _row(DECREE_EVENTS) | of_pair
                | {"event_id": key_of(mentions[0], "e"), "event": "takes_effect", "happened_on": told.date(), "happened_precision": "day"}
            )  # fmt: skip

    def _told(self, day: datetime) -> tuple[str, list[str]]:
        """Headline and lines: of its own, of one told lately, or of a form."""
        kind = self._draw.random()
        if kind < FORMS:
            form = int(self._draw.integers(0, 20))
            figures = self._draw.integers(1, 999, 40)
            steady = np.random.default_rng(form).choice(self._words, (20, 9), p=_shares(self._often))
            lines = [
                f"{' '.join(words)} {figures[2 * n]} {words[0]} {figures[2 * n + 1]}." for n, words in enumerate(steady)
            ]
            return f"Bảng {form} ngày {day.day}/{day.month}", lines
        if self._recent and kind < FORMS + REPRINTS + UPDATES:
            title, lines = self._recent[-1 - int(self._draw.power(0.5) * len(self._recent)) % len(self._recent)]
            if kind > FORMS + REPRINTS:
                return self._line(9), [self._line(40), self._line(30), *lines]
            return title, self._edited(lines) if self._draw.random() < 0.6 else lines
        title, lines = self._line(10), [self._line(20) for _ in range(WORDS // 20)]
        self._recent = [*self._recent[-_RECENT:], (title, lines)]
        return title, lines

    def _line(self, length: int) -> str:
        words = self._words[np.searchsorted(self._often, self._draw.random(length))]
        return " ".join(words).capitalize() + f" {self._draw.integers(2, 9_999)}."

    def _edited(self, lines: list[str]) -> list[str]:
        """Lines with one word in twenty replaced, some cut."""
        kept = lines if self._draw.random() < 0.5 else lines[: max(3, int(len(lines) * 0.7))]
        return [
            " ".join(
                word if self._draw.random() > 0.05 else str(self._draw.choice(self._words)) for word in line.split()
            )
            for line in kept
        ]

    def _pick(self, skew: np.ndarray) -> int:
        return int(np.searchsorted(skew, self._draw.random()))


def _skewed(number: int, steepness: float) -> np.ndarray:
    """Sums of shares that fall with their place (Zipf): the first are drawn most."""
    shares = 1 / np.arange(1, number + 1) ** steepness
    return np.cumsum(shares / shares.sum())


def _shares(skew: np.ndarray) -> np.ndarray:
    return np.diff(skew, prepend=0)


def _day(number: int, articles: int, since: int) -> timedelta:
    return timedelta(days=since + number * (DAYS - since) / articles)


def _row(dataset: Dataset) -> dict[str, object]:
    return dict.fromkeys(dataset.names)
