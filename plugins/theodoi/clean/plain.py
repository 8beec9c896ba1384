"""Plain text as crawlers dump it: the article's own lines, its date and by-line, and where a second article begins."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass, field

from theodoi.clean import phrases
from theodoi.clean.bylines import read_byline, read_date_line
from theodoi.clean.characters import fold, repair, squeeze
from theodoi.clean.dates import Moment


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a dump: as repaired, and as it was before."""

    text: str
    raw: str
    bullet: bool = False


@dataclass(slots=True)
class Part:
    """One article of a dump. `lines` is its main text; the rest is what its other lines told."""

    lines: list[Line]
    title: str | None = None
    author: str | None = None
    credit: str | None = None
    section: str | None = None
    published: Moment | None = None
    repairs: Counter[str] = field(default_factory=Counter)

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def raw(self) -> str:
        return "\n".join(line.raw for line in self.lines)


_BULLET = re.compile(r"^\s*[•●▪◦■‣]\s*")
_MARKDOWN = re.compile(r"^#{1,6}\s+|\*\*")
MAX_TITLE = 220
HEAD_LINES = 8  # a date or by-line line of the article itself stands among its first lines
# Share of a line's syllable pairs that the article uses too: teasers of other stories mostly lie below the first
# figure, the article's own paragraphs above it; a line above the second is certainly its own.
FOREIGN_SHARE = 0.12
OWN_SHARE = 0.35
MIN_OWN_PAIRS = 150  # with less to compare, nothing is called foreign


def read_parts(text: str) -> list[Part]:
    """The articles of a dump, at least one part (whose lines may be empty)."""
    repairs: Counter[str] = Counter()
    lines = _lines(text, repairs)
    parts = [_read_part(chunk) for chunk in _split(lines)]
    parts = [part for part in parts if part.lines] or parts[:1] or [Part([])]
    parts[0].repairs = repairs
    for part in parts[1:]:
        part.repairs = sum((repair(line.raw)[1] for line in part.lines), Counter())
        parts[0].repairs = parts[0].repairs - part.repairs
    return parts


def _lines(text: str, repairs: Counter[str]) -> list[Line]:
    lines = []
    for raw in re.split(r"[\r\n]+", text):
        repaired, counts = repair(raw)
        bullet = _BULLET.match(repaired)
        shown = squeeze(_MARKDOWN.sub("", repaired[bullet.end() :] if bullet else repaired))
        if shown:
            repairs.update(counts)
            lines.append(Line(shown, squeeze(raw) if counts else shown, bool(bullet)))
    return lines


def _read_part(lines: list[Line]) -> Part:
    part = Part(lines)
    _take_title(part)
    _take_head(part)
    _cut_after_heading(part)
    _cut_footer(part)
    _drop_widgets(part)
    _drop_captions(part)
    _cut_after_byline(part)
    _drop_foreign_tail(part)
    _drop_tenseless_tail(part)
    return part


def is_title(line: str) -> bool:
    """A headline's shape: four words or more, no sentence's end, no date line, caption or widget."""
    return (
        len(line) <= MAX_TITLE
        and len(line.split()) >= 3
        and not phrases.SENTENCE_END.search(line.rstrip("'\"”’ "))
        and not line.endswith("|")
        and not line.startswith(("-", "+", "("))
        and not phrases.is_caption(line)
        and not phrases.WIDGETS.match(line)
        and not read_byline(line)
        and read_date_line(line) is None
    )


def _take_title(part: Part) -> None:
    if len(part.lines) > 1 and is_title(part.lines[0].text):
        part.title = part.lines[0].text
        same = fold(part.title)
        part.lines = [line for line in part.lines if fold(line.text) != same]


def _take_head(part: Part) -> None:
    """Date line, section and by-line above the text."""
    for i, line in enumerate(part.lines[:HEAD_LINES]):
        found = read_date_line(line.text)
        if found:
            part.published, part.section, part.author = found
            del part.lines[i]
            break
    if part.lines and part.author is None and (byline := read_byline(part.lines[0].text)):
        part.author, part.credit = byline
        del part.lines[0]


def _cut_after_heading(part: Part) -> None:
    """Everything below "TIN MỚI CẬP NHẬT" and its like; below "Tin liên quan" the links alone."""
    kept: list[Line] = []
    lines = part.lines
    i, read = 0, 0
    while i < len(lines):
        text = lines[i].text
        if phrases.END_HEADINGS.match(text) and read >= 200:
            break
        if phrases.RELATED_HEADINGS.match(text):
            i += 1
            while i < len(lines) and (
                lines[i].bullet or (len(lines[i].text) <= MAX_TITLE and not phrases.SENTENCE_END.search(lines[i].text))
            ):
                i += 1
            continue
        if not (phrases.RELATED_LINE.match(text) and len(text) <= MAX_TITLE):
            kept.append(lines[i])
            read += len(text)
        i += 1
    part.lines = kept


def _cut_footer(part: Part) -> None:
    """The imprint: the last lines, from the first that names a licence, an editor or a telephone."""
    cut = len(part.lines)
    for i in range(len(part.lines) - 1, max(-1, len(part.lines) - 25), -1):
        text = part.lines[i].text
        if phrases.FOOTER.search(text) and len(text) < 300:
            cut = i
        elif len(text) > 120 or cut - i > 3:
            break
    if cut:
        while (
            cut and part.lines[cut - 1].text.isupper() and cut < len(part.lines) and len(part.lines[cut - 1].text) < 60
        ):
            cut -= 1  # the paper's name over its imprint
        part.lines = part.lines[:cut]


def _drop_widgets(part: Part) -> None:
    part.lines = [
        line
        for line in part.lines
        if not phrases.WIDGETS.match(line.text) and not phrases.EDITORS_NOTE.match(line.text)
    ]


def _drop_captions(part: Part) -> None:
    """Captions that show themselves, and short lines printed in the text and again at its end."""
    tail = {line.text for line in part.lines[-6:]}
    often = Counter(line.text for line in part.lines if len(line.text) <= 250)
    kept: list[Line] = []
    for line in part.lines:
        if phrases.PHOTO_CREDIT_ALONE.match(line.text):
            if kept and len(kept[-1].text) <= 250:
                kept.pop()  # its caption stands on the line above
        elif not phrases.is_caption(line.text) and not (line.text in tail and often[line.text] > 1):
            kept.append(line)
    part.lines = kept


def _cut_after_byline(part: Part) -> None:
    """The by-line that closes the article; what follows it is captions and teasers unless it speaks of the same things."""
    lines = part.lines
    for i in range(len(lines) - 1, 0, -1):
        byline = read_byline(lines[i].text)
        if byline is None:
            continue
        before, after = lines[:i], lines[i + 1 :]
        if sum(len(line.text) for line in before) < 200:
            return
        own = _pairs(" ".join(line.text for line in before))
        if any(len(line.text) > 200 and _share(line.text, own) >= OWN_SHARE for line in after):
            return
        part.author, part.credit = part.author or byline[0], part.credit or byline[1]
        part.lines = before
        # Author and credit may stand on two lines.
        if before and (above := read_byline(before[-1].text)):
            part.author, part.credit = part.author or above[0], part.credit or above[1]
            part.lines = before[:-1]
        return


def _drop_foreign_tail(part: Part) -> None:
    """Teasers of other articles at the end: bulleted, or cut off with dots, and of other things than the article."""
    while len(part.lines) > 2:
        last = part.lines[-1]
        cut_off = last.text.endswith(("...", "…"))
        if not (last.bullet or cut_off):
            return
        own = _pairs(" ".join(line.text for line in part.lines[:-1]))
        if len(own) < MIN_OWN_PAIRS or _share(last.text, own) >= FOREIGN_SHARE:
            return
        part.lines = part.lines[:-1]


def _drop_tenseless_tail(part: Part) -> None:
    while len(part.lines) > 3 and phrases.is_tenseless(part.lines[-1].text):
        part.lines = part.lines[:-1]


def _pairs(text: str) -> set[tuple[str, str]]:
    words = re.findall(r"[^\W\d_]+", text.lower())
    return set(itertools.pairwise(words))


def _share(text: str, own: set[tuple[str, str]]) -> float:
    pairs = _pairs(text)
    return len(pairs & own) / len(pairs) if pairs else 0.0


_CLOSING = re.compile(
    r"(?:sẽ|tiếp\s+tục)\s+(?:tiếp\s+tục\s+)?(?:thông\s+tin|cập\s+nhật|đưa\s+tin).{0,60}\.$|\./\.$", re.I
)
_DATELINE = re.compile(r"^\(?[A-ZĐÀ-Ỹ][\w. ]{1,25}\)?\s*[-–]\s")


def _split(lines: list[Line]) -> list[list[Line]]:
    """The dump cut where a headline begins a new story.

    A sub-heading looks like a headline; a new story shows two signs of its own at least: the text before it has ended,
    a date line or dateline follows, a caption follows its lead, or its lead is said again in its body.
    """
    starts = [0]
    for i in range(3, len(lines) - 3):
        if i - starts[-1] >= 3 and is_title(lines[i].text) and len(lines[i + 1].text) > 80 and _signs(lines, i) >= 2:
            starts.append(i)
    return [lines[a:b] for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]


def _signs(lines: list[Line], i: int) -> int:
    before, lead, following = lines[i - 1].text, lines[i + 1].text, lines[i + 2 : i + 6]
    ended = bool(_CLOSING.search(before)) or read_byline(before) is not None
    dated = (
        read_date_line(lead) is not None or read_date_line(following[0].text) is not None or bool(_DATELINE.match(lead))
    )
    pictured = len(lead) > 80 and phrases.is_caption(following[0].text)
    repeated = any(_share(lead, _pairs(line.text)) > 0.8 for line in following)
    return sum((ended, dated, pictured, repeated))
