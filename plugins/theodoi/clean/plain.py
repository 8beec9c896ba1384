"""Plain text as crawlers dump it: each article's own lines, its title, date and by-line."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from theodoi.clean import phrases
from theodoi.clean.broken import all_put_together, is_broken
from theodoi.clean.bylines import read_byline, read_date_line
from theodoi.clean.characters import fold, repair
from theodoi.clean.dates import Moment
from theodoi.clean.diacritics import repair_diacritics
from theodoi.clean.dump_lines import (
    MAX_TITLE,
    Line,
    ends_article,
    is_furniture,
    is_imprint,
    is_prose,
    is_title,
    read_lines,
    trail,
)
from theodoi.clean.dump_split import DATELINE, pairs, share, split_articles
from theodoi.clean.repeats import repeated, said_again
from theodoi.clean.syllables import is_syllable


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
    is_list: bool = False  # headlines of other articles, and no text of its own

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def printed(self) -> str:
        """The text as long, with the diacritics that were printed."""
        return "\n".join(line.printed or line.text for line in self.lines)

    @property
    def raw(self) -> str:
        return "\n".join(line.raw for line in self.lines)


HEAD_LINES = 8  # a date or by-line line of the article itself stands among its first lines
MAX_LEADING = 400  # lines of menus above a title
MIN_NAME = 15  # letters that a title has at least where a longer line repeats it
MAX_BETWEEN = 12  # lines between a title and its text
MIN_SILENCE, MAX_NOTICE = 12, 250  # lines of menus behind a notice (a table's have figures), and its letters
MIN_READ = 100  # letters of an article before a heading can end it
# Share of a line's syllable pairs that the article uses too: teasers of other stories mostly lie below the first
# figure, the article's own paragraphs above it; a line above the second is certainly its own.
FOREIGN_SHARE = 0.12
OWN_SHARE = 0.35
MIN_TOLD, TOLD_SHARE = 2, 0.25  # paragraphs behind a name alone, and what one of them shares with the text before it
MIN_OWN_PAIRS = 150  # with less to compare, nothing is called foreign
MIN_HEADLINES, MAX_PER_HEADLINE = 5, 80  # headlines that make a list, and the letters of text that each may have
MIN_HEADLINE = 5  # words; a menu's item has fewer
MAX_LISTED = 1000  # lines that tell a list
LIST_REASON = "The text is a list of headlines and has no article of its own."
MIN_RUN = 3  # paragraphs without a headline between them
MIN_JOINED = 2  # paragraphs that follow a paragraph: a list has a headline before each


def read_parts(text: str) -> list[Part]:
    """The articles of a dump, at least one part (whose lines may be empty)."""
    repairs: Counter[str] = Counter()
    lines = read_lines(text, repairs)
    if is_broken(text):
        lines = all_put_together(lines, repairs)
    lines = _with_diacritics(lines)
    if _is_list(lines):
        return [Part([], repairs=repairs, is_list=True)]
    parts = [_read_part(list(chunk)) for chunk in split_articles(lines)]
    parts = [part for part in parts if part.lines] or parts[:1] or [Part([])]
    parts[0].repairs = repairs
    for part in parts[1:]:
        part.repairs = sum((repair(line.raw)[1] for line in part.lines), Counter())
        parts[0].repairs = parts[0].repairs - part.repairs
    return parts


def _with_diacritics(lines: list[Line]) -> list[Line]:
    """The lines with the diacritics that stretches of them lost, before anything is told by their words."""
    shown = "\n".join(line.text for line in lines)
    repaired = repair_diacritics(shown).text
    if repaired == shown:
        return lines
    return [
        line if text == line.text else replace(line, text=text, printed=line.text)
        for line, text in zip(lines, repaired.split("\n"), strict=True)
    ]


def _is_list(lines: Sequence[Line]) -> bool:
    """Whether headlines follow one another with a teaser each, or none, before anything ends an article."""
    headlines = dated = prose = paragraphs = joined = run = 0
    after_prose = False
    for line, below in itertools.zip_longest(lines[:MAX_LISTED], lines[1:MAX_LISTED]):
        if prose and (ends_article(line) or phrases.RELATED_HEADINGS.match(line.text)):
            break
        if phrases.RELATED_LINE.match(line.text):
            continue
        if is_title(line.text):
            run = 0
            headlines += len(line.text.split()) >= MIN_HEADLINE
            dated += below is not None and read_date_line(below.text) is not None
        elif is_prose(line):
            prose += len(line.text)
            paragraphs, run, joined = paragraphs + 1, run + 1, joined + after_prose
            if run >= MIN_RUN:
                return False
        after_prose = is_prose(line)
    if joined >= MIN_JOINED and 2 * joined >= paragraphs:
        return False
    return headlines >= MIN_HEADLINES and (prose < MAX_PER_HEADLINE * headlines or dated >= MIN_HEADLINES - 1)


def _read_part(lines: list[Line]) -> Part:
    part = Part(lines)
    _take_head(part)
    _cut_after_heading(part)
    _cut_footer(part)
    _drop_furniture(part)
    _drop_echoes(part)
    _drop_repeats(part)
    _drop_captions(part)
    _cut_after_byline(part)
    _take_closing_date(part)
    _cut_after_second_dateline(part)
    _drop_foreign_tail(part)
    _drop_headline_tail(part)
    _drop_teaser_tail(part)
    _drop_set_off_tail(part)
    while len(part.lines) > 3 and phrases.is_tenseless(part.lines[-1].text):
        part.lines.pop()
    return part


# Head -----------------------------------------------------------------------------------------------------------------
def _take_head(part: Part) -> None:
    """Title, date line, section and by-line above the text; menus above the title go."""
    start = _body_start(part.lines)
    if start is None:
        return
    head, body = part.lines[:start], part.lines[start:]
    at = _title_at(head, body)
    above, below = (head[:at], head[at + 1 :]) if at is not None else ([], head)
    if at is not None:
        part.title = head[at].text
        same = fold(part.title)
        below, body = ([line for line in lines if fold(line.text) != same] for lines in (below, body))
        part.section = next((crumbs[-1] for line in above if (crumbs := trail(line.text))), None)
    if len(below) > MAX_BETWEEN:  # the page's menus stand between its name and its text
        below = below[-MAX_BETWEEN:]
    lead = [line for line in below if not _take_line(part, line, names=True)]
    for i, line in enumerate(body[: max(0, HEAD_LINES - len(below))]):
        if ends_article(line) or phrases.RELATED_HEADINGS.match(line.text):
            break
        if part.published is None and not is_prose(line) and _take_line(part, line, names=False):
            del body[i]
            break
    # A date directly over the title is its own; one above the menus is the day of the visit.
    for line in above[-2:]:
        if part.published is None:
            _take_line(part, line, names=False)
    part.lines = [line for line in lead if not _is_scrap(line)] + body


def _body_start(lines: Sequence[Line]) -> int | None:
    """Where the text begins: the first paragraph, or that of the first long text where only a notice stood before."""
    first, letters, silent = None, 0, 0
    for i, line in enumerate(lines[:MAX_LEADING]):
        silent += not any(map(str.isdigit, line.text))
        if first is not None and ends_article(line):
            break
        if not is_prose(line):
            continue
        if first is None or (silent > MIN_SILENCE and letters < MAX_NOTICE):
            first, letters = i, 0
        letters += len(line.text)
        silent = 0
        if letters >= MAX_NOTICE:
            break
    return first


def _take_line(part: Part, line: Line, *, names: bool) -> bool:
    """Whether a line was a date line, or with `names` a by-line, which the part now knows."""
    if (part.published is None or names) and (found := read_date_line(line.text)):
        if part.published is None:
            part.published, part.section = found[0], found[1] or part.section
            part.author = part.author or found[2]
        return True
    if names and (byline := read_byline(line.text)):
        part.author, part.credit = part.author or byline[0], part.credit or byline[1]
        return True
    return False


def _is_scrap(line: Line) -> bool:
    """What stands between a title and its text without being said to anybody."""
    return bool(trail(line.text)) or (
        len(line.text.split()) <= 2 and not line.heading and not phrases.SENTENCE_END.search(line.text)
    )


def _title_at(head: Sequence[Line], body: Sequence[Line]) -> int | None:
    """The headline among the lines above the text: the first line where no menu stands above it, else the one that
    speaks most of what the text speaks of."""
    candidates = [i for i, line in enumerate(head) if is_title(line.text) and not line.links and not is_imprint(line)]
    if not candidates:
        return None
    words = set(re.findall(r"\w+", " ".join(line.text for line in body[:6]).lower()))
    again = {fold(line.text) for line in body if len(line.text) <= MAX_TITLE}

    def weight(i: int) -> float:
        own = re.findall(r"\w+", head[i].text.lower())
        dated = any(read_date_line(line.text) for line in head[i + 1 : i + 3])
        return (
            2 * sum(word in words for word in own) / len(own)
            + 1.5 * min(len(own), 10) / 10
            + 1.0 * (fold(head[i].text) in again)
            + 1.0 * head[i].heading
            + 0.5 * dated
            + 1.0 * (i == 0 and len(head) <= HEAD_LINES)
        )

    best = fold(head[max(candidates, key=weight)].text)
    # A page's name may stand over its menus too, with the site's name behind it.
    return max(
        i
        for i in candidates
        if (len(own := fold(head[i].text)) > MIN_NAME and (best.startswith(own) or best.endswith(own))) or own == best
    )


# Tail -----------------------------------------------------------------------------------------------------------------
def _cut_after_heading(part: Part) -> None:
    """Everything below "TIN MỚI CẬP NHẬT" and its like; below "Tin liên quan" the links alone."""
    kept: list[Line] = []
    lines = part.lines
    i, read = 0, 0
    while i < len(lines):
        text = lines[i].text
        if read >= MIN_READ and ends_article(lines[i]):
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
            read += len(text) if is_prose(lines[i]) else 0
        i += 1
    part.lines = kept


def _cut_footer(part: Part) -> None:
    """The imprint: the last lines, from the first that names a licence, an editor or a telephone."""
    cut = len(part.lines)
    for i in range(len(part.lines) - 1, max(-1, len(part.lines) - 25), -1):
        if is_imprint(part.lines[i]):
            cut = i
        elif len(part.lines[i].text) > 120 or cut - i > 3:
            break
    if cut:
        while (
            cut and part.lines[cut - 1].text.isupper() and cut < len(part.lines) and len(part.lines[cut - 1].text) < 60
        ):
            cut -= 1  # the paper's name over its imprint
        part.lines = part.lines[:cut]


def _drop_furniture(part: Part) -> None:
    part.lines = [line for line in part.lines if not is_furniture(line) and not phrases.EDITORS_NOTE.match(line.text)]


def _drop_echoes(part: Part) -> None:
    """A lead that the dump says twice in a row, as crawlers do that join a summary and a text."""
    said = [""] + [fold(line.text) for line in part.lines]
    part.lines = [line for line, above, own in zip(part.lines, said, said[1:], strict=False) if own != above]


def _drop_repeats(part: Part) -> None:
    """What the dump says again; rows of tables may be alike."""
    paragraphs = ["" if " | " in line.text else line.text for line in part.lines]
    again = repeated(paragraphs) | said_again(paragraphs)
    part.lines = [line for position, line in enumerate(part.lines) if position not in again]


_SHOWN = re.compile(r"\b(?:tại|trong|ở|bên|cùng|trước|dự)\b", re.I)


def _drop_captions(part: Part) -> None:
    """Captions that show themselves, and short lines printed in the text and again at its end."""
    tail = {line.text for line in part.lines[-6:]}
    often = Counter(line.text for line in part.lines if len(line.text) <= 250)
    kept: list[Line] = []
    for line in part.lines:
        if phrases.PHOTO_CREDIT_ALONE.match(line.text):
            if (
                kept
                and len(kept[-1].text) <= 250
                and not read_byline(kept[-1].text)
                and not phrases.reads_as_text(kept[-1].text)
            ):
                kept.pop()  # its caption stands on the line above
        elif (
            not phrases.is_caption(line.text)
            and not _is_scene(line)
            and not (line.text in tail and often[line.text] > 1)
        ):
            kept.append(line)
    part.lines = kept


def _is_scene(line: Line) -> bool:
    """A picture's caption without photographer: somebody at something somewhere, no tense, no full stop."""
    text = line.text
    return (
        45 < len(text) < 200
        and not line.heading
        and not phrases.SENTENCE_END.search(text)
        and phrases.is_tenseless(text)
        and bool(_SHOWN.search(text))
    )


def _cut_after_byline(part: Part) -> None:
    """The by-line that closes the article; what follows it is captions and teasers unless it speaks of the same things."""
    lines = part.lines
    for i in range(len(lines) - 1, 0, -1):
        byline = read_byline(lines[i].text)
        if byline is None:
            continue
        before, after = lines[:i], lines[i + 1 :]
        if sum(len(line.text) for line in before) < MIN_READ:
            return
        own = pairs(" ".join(line.text for line in before))
        if any(len(line.text) > 200 and share(line.text, own) >= OWN_SHARE for line in after):
            return
        # A name alone may be a caption, or a cell of a table: paragraphs that go on about the article tell.
        told = [line.text for line in after if is_prose(line)]
        if len(told) >= MIN_TOLD and any(share(text, own) >= TOLD_SHARE for text in told):
            return
        if part.published is None:
            part.published = next((found[0] for line in after[:3] if (found := read_date_line(line.text))), None)
        part.author, part.credit = part.author or byline[0], part.credit or byline[1]
        part.lines = before
        # Author and credit may stand on two lines.
        if before and (above := read_byline(before[-1].text)):
            part.author, part.credit = part.author or above[0], part.credit or above[1]
            part.lines = before[:-1]
        return


def _take_closing_date(part: Part) -> None:
    """A date line that ends the text."""
    if len(part.lines) > 1 and (found := read_date_line(part.lines[-1].text)):
        part.published = part.published or found[0]
        part.lines.pop()


def _cut_after_second_dateline(part: Part) -> None:
    """A teaser that opens with the paper's mark, as the lead did ("TTO - …"), and the headlines above it."""
    marks = [DATELINE.match(line.text) for line in part.lines]
    first = next((mark[0] for mark in marks[:2] if mark), None)
    second = next((i for i, mark in enumerate(marks) if i > 2 and mark and mark[0] == first), None)
    if first is None or second is None:
        return
    while is_title(part.lines[second - 1].text) and second > 2:
        second -= 1
    part.lines = part.lines[:second]


def _drop_foreign_tail(part: Part) -> None:
    """Teasers of other articles at the end: bulleted, or cut off with dots, and of other things than the article."""
    tail = len(part.lines)
    while tail > 2 and (part.lines[tail - 1].bullet or part.lines[tail - 1].text.endswith(("...", "…"))):
        tail -= 1
    own = pairs(" ".join(line.text for line in part.lines[:tail]))
    for i in range(tail, len(part.lines)):
        if len(own) >= MIN_OWN_PAIRS and share(part.lines[i].text, own) < FOREIGN_SHARE:
            part.lines = part.lines[:i]
            return
        own |= pairs(part.lines[i].text)


_LEADER = re.compile(
    r"^[\s\-–—+·>»*•]+|\s*[(\[]\s*(?:\d{1,2}:\d{2}\W+)?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\s*[)\]]\s*$|^[(\[]\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?[)\]]\s*"
)
_AGO = re.compile(r"^\W*(?:\d{1,2}\s+(?:phút|giờ|ngày|tuần|tháng)\s+trước|hôm\s+qua)\W*$", re.I)


def _is_headline(line: Line) -> bool:
    """A headline, also behind a dash or beside its day."""
    shown = _LEADER.sub("", line.text)
    return is_title(shown) and not _NUMBERED.match(shown)


def _is_stamp(line: Line) -> bool:
    return bool(_AGO.match(line.text)) or read_date_line(line.text) is not None


MAX_SUMMARY = 350  # letters of what stands below a teaser's headline
MIN_TEASERS = 2  # that tell themselves by following one another
OWN_PAIRS = 80  # of the article before them
FOREIGN_ALONE = 0.06  # the share of a teaser that stands alone


def _drop_teaser_tail(part: Part) -> None:
    """Headlines at the end with a summary or a time each, of other things than the article."""
    lines = part.lines
    groups: list[int] = []  # where each begins, the last first
    end = len(lines)
    while end > 2:
        start = end - 1
        while start > end - 3 and start > 1 and not _is_headline(lines[start]) and _is_summary(lines[start]):
            start -= 1
        if not _is_headline(lines[start]) or lines[start].heading:
            break
        groups.append(start)
        end = start
    if not groups or (end and lines[end - 1].text.endswith((":", ";"))):
        return
    # The first groups may be sections of the article itself.
    while groups:
        start = groups[-1]
        own = pairs(" ".join(line.text for line in lines[:start]))
        shares = [
            share(" ".join(line.text for line in lines[a:b]), own)
            for a, b in zip(groups[::-1], [*groups[::-1][1:], len(lines)], strict=True)
        ]
        several = len(groups) >= MIN_TEASERS and len(own) >= OWN_PAIRS and max(shares) < FOREIGN_SHARE
        alone = len(groups) == 1 and len(own) >= MIN_OWN_PAIRS and shares[0] < FOREIGN_ALONE
        if several or alone:
            part.lines = lines[:start]
            return
        groups.pop()


def _is_summary(line: Line) -> bool:
    return (
        len(line.text) <= MAX_SUMMARY
        and not line.heading
        and (_is_stamp(line) or is_prose(line) or line.text.endswith(("...", "…")))
    )


MIN_GAP = 3  # empty lines that set a block off from the article
MAX_BLOCK, MIN_SAID = 3, 15  # lines of a teaser, its headline with them; letters of what it says
_LETTERS = re.compile(r"[^\W\d_]+")
MAX_GLUED, MIN_LEFT = 700, 3  # letters of the line, and of the word before the seam


def _drop_set_off_tail(part: Part) -> None:
    """Teasers that a crawler set off: blocks of a headline and its summary far below, or both glued to one line."""
    lines = part.lines
    while len(lines) > 3 and lines[-1].gap and _is_glued(lines[-1].text):
        lines = lines[:-1]
    tail, blocks = len(lines), 0
    while (start := _last_gap(lines, tail)) and _is_teaser(lines[start:tail]):
        tail, blocks = start, blocks + 1
    part.lines = lines[:tail] if blocks >= MIN_TEASERS else lines


def _last_gap(lines: Sequence[Line], end: int) -> int:
    """Where the last block of a few lines before `end` begins that is set off; 0 when none is."""
    for i in range(end - 1, max(1, end - 1 - MAX_BLOCK), -1):
        if lines[i].gap >= MIN_GAP:
            return i
    return 0


def _is_teaser(block: Sequence[Line]) -> bool:
    """Whether a block is a headline and what it says in sentences."""
    told = block[1:]
    return (
        bool(told)
        and is_title(block[0].text)
        and all(len(line.text) > MIN_SAID and phrases.SENTENCE_END.search(line.text) for line in told)
    )


def _is_glued(text: str) -> bool:
    """A headline and a summary without anything between them: "… cao nhất trong sáu nămTổng sản phẩm …"."""
    if len(text) > MAX_GLUED or not phrases.SENTENCE_END.search(text):
        return False
    for at in range(1, len(text)):
        if not text[at].isupper() or not (text[at - 1].islower() or text[at - 1] in '"”’?!%'):
            continue
        headline, summary = text[:at], text[at:]
        parts = [*_LETTERS.findall(headline.split()[-1])[-1:], *_LETTERS.findall(summary.split()[0])[:1]]
        if len(parts[0]) < MIN_LEFT:  # "MoMo" is a name
            continue
        if all(map(is_syllable, parts)) and is_title(headline) and len(summary.split()) >= MIN_HEADLINE:
            return True
    return False


_NUMBERED = re.compile(r"^\(?(?:\d{1,2}|[IVX]{1,4}|[a-zđ])\s?[.)\-–]")


def _drop_headline_tail(part: Part) -> None:
    """Two headlines or more at the end: links to other articles, unless a colon announces them as a list."""
    tail, headlines = len(part.lines), 0
    while tail and ((headline := _is_headline(part.lines[tail - 1])) or _is_stamp(part.lines[tail - 1])):
        tail, headlines = tail - 1, headlines + headline
    if tail and headlines >= MIN_TEASERS and not part.lines[tail - 1].text.endswith((":", ";")):
        part.lines = part.lines[:tail]
