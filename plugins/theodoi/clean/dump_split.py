"""Where a second article begins in a dump: its headline, and the signs that it is no sub-heading."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from theodoi.clean import phrases
from theodoi.clean.bylines import CAPITAL, read_byline, read_date_line
from theodoi.clean.diacritics import Law
from theodoi.clean.dump_lines import Line, ends_article, is_prose, is_title

Pairs = set[tuple[str, str]]
MIN_ARTICLE = 2  # paragraphs; a headline with fewer is a teaser
MIN_AFTER_END = 3  # below "Tin khác" a page of its own must show more
MIN_LEAD = 60
_CLOSING = re.compile(
    r"(?:sẽ|tiếp\s+tục)\s+(?:tiếp\s+tục\s+)?(?:thông\s+tin|cập\s+nhật|đưa\s+tin).{0,60}\.$|\./\.$", re.I
)
DATELINE = re.compile(rf"^(?:\({CAPITAL}[^()]{{1,40}}\)|{CAPITAL}[\w. ]{{1,25}})\s*[-–]\s")


def split_articles(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """The dump cut where a headline begins a new article.

    A sub-heading looks like a headline; a new article has a date line below its headline, or stands behind a by-line or
    behind words of farewell, or says its lead again in its body.
    """
    starts, prose, ended = [0], 0, False
    for i, line in enumerate(lines):
        headed = prose and i - starts[-1] >= 3 and (line.heading or is_title(line.text))
        if headed and _begins(lines, i, starts[-1], ended):
            starts.append(i)
            prose, ended = 0, False
        elif is_prose(line):
            prose += 1
        elif prose and ends_article(line):
            ended = True
    return [lines[a:b] for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]


def _begins(lines: Sequence[Line], i: int, start: int, ended: bool) -> bool:
    if i + MIN_ARTICLE >= len(lines):
        return False
    following = lines[i + 1 : i + 8]
    paragraphs = list(itertools.takewhile(lambda line: not is_title(line.text), following))
    if sum(map(is_prose, paragraphs)) < MIN_ARTICLE:
        return False
    marks = [mark[0] for line in lines[start : start + 4] if (mark := DATELINE.match(line.text))]
    dated = any(read_date_line(line.text) or _marked(line.text, marks) for line in following[:2])
    if ended:
        return dated and sum(map(is_prose, paragraphs)) >= MIN_AFTER_END
    lead = next(
        (line for line in following[:3] if len(line.text) > MIN_LEAD and read_date_line(line.text) is None), None
    )
    if lead is None:
        return False
    before = lines[i - 1].text
    signed = read_byline(before) is not None
    closed = bool(_CLOSING.search(before))
    again = any(share(lead.text, pairs(line.text)) > 0.8 for line in following if line is not lead)
    pictured = phrases.is_caption(following[1].text)
    return dated or signed or again or (closed + bool(DATELINE.match(lead.text)) + pictured >= 2)


def _marked(text: str, marks: Sequence[str]) -> bool:
    """Whether a line opens with the mark that the article before opened with, or one in brackets ("(Báo Thử) - …")."""
    mark = DATELINE.match(text)
    return mark is not None and (mark[0] in marks or mark[0].startswith("("))


def pairs(text: str) -> Pairs:
    """Pairs of neighbouring words, without their marks, which paragraphs lose: what a text speaks of."""
    return set(itertools.pairwise(re.findall(r"[^\W\d_]+", Law.ALL_MARKS.damage(text.lower()))))


def share(text: str, own: Pairs) -> float:
    """The share of a text's pairs of words that are among `own`."""
    found = pairs(text)
    return len(found & own) / len(found) if found else 0.0
