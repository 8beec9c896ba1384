"""Lines of a page that are one paragraph: what was pasted from a PDF has `<br>`, `<p>` or `<div>` at the end of each line."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from theodoi.clean import phrases
from theodoi.clean.blocks import Block
from theodoi.clean.bylines import CAPITAL, read_byline, read_date_line

MIN_LINE = 15  # letters of a line that goes on; what is shorter is a label
MIN_CONTINUED = 2  # lines that plainly go on, before the others of their run are taken for wrapped too
CONTINUED = 0.4  # and their share of the lines that end without a mark
FULL = 0.5  # a line shorter than this share of its run's longest has an end of its own
_LINES = frozenset(["p", "div", "span", "td", "section", "blockquote", "center", "article", "main", "body", "address"])

_ENDS = re.compile(r"[.!?…:;]['\"”’»)\]]*$")
_ITEM = re.compile(r"(?:[-–—+*•●▪◦■‣✓→>»]|\(?(?:\d{1,3}|[IVX]{1,5}|[a-zđ])[.)](?!\d)|https?:|www\.|\S+@)")
_LABEL = re.compile(r"[^.:]{2,40}:")
# A number, code or date that is broken at its own hyphen or slash: nothing stands between its halves.
_CUT_BEHIND = re.compile(r"[A-ZĐ\d][-/]$")
_CUT_BEFORE = re.compile(r"[-/][A-ZĐ\d]")
_CODE_ENDS = re.compile(r"[A-ZĐ\d]$")
_CODE_BEGINS = re.compile(r"[A-ZĐ\d]")
_CUT_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,]\d{3})*[.,]$")
_NUMBER_GOES_ON = re.compile(r"\d{1,3}(?!\d)(?!\.\s)")
# Words that never end a paragraph.
_DANGLING = re.compile(
    r"(?:^|\s)(?:và|hoặc|của|cho|về|tại|từ|đến|với|do|bởi|theo|vào|trong|trên|dưới|bằng|là|gồm|các|những|mỗi|một|được|bị|sẽ|đã|đang|khoảng|hơn|gần"
    r"|số|ngày|tháng|năm|quý|tỉnh|thành\s+phố|huyện|quận|phường|xã|bộ|sở|cục|vụ|nghị\s+định|quyết\s+định|thông\s+tư|luật|nghị\s+quyết|chỉ\s+thị|ông|bà|đồng\s+chí)$",
    re.I,
)


# A person's name that has only begun.
_NAME_BEGUN = re.compile(rf"(?:^|\s)(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Đđ]ồng\s+chí)(?:\s+{CAPITAL}[^\W\d_]*){{1,2}}$")


def unwrapped(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with the lines of one paragraph joined.

    A line goes on when the next begins in small letters, when it ends inside a number or with a word that asks for
    another ("và", "số"). Where lines of a run do so, those beside them that end without a mark go on too, before a name.
    """
    if len(blocks) < 2:
        return list(blocks)
    kin = [_are_kin(a, b) for a, b in itertools.pairwise(blocks)]
    if not any(kin):
        return list(blocks)
    between = [_between(a, b) if same else None for (a, b), same in zip(itertools.pairwise(blocks), kin, strict=True)]
    if not any(glue is not None for glue in between):
        return list(blocks)
    start = 0
    while start < len(kin):
        end = start
        while end < len(kin) and kin[end]:
            end += 1
        if end > start:
            _complete(blocks, between, start, end)
        start = end + 1
    joined = [blocks[0]]
    for block, glue in zip(blocks[1:], between, strict=True):
        if glue is None:
            joined.append(block)
        else:
            joined[-1] = _join(joined[-1], block, glue)
    return joined


def _are_kin(a: Block, b: Block) -> bool:
    """Whether two blocks are lines of one element, or elements of one kind side by side."""
    if a.heading or b.heading or a.element.tag not in _LINES or a.links > 0.5 or b.links > 0.5:
        return False
    return a.element is b.element or (a.element.tag == b.element.tag and a.element.getparent() is b.element.getparent())


def _between(a: Block, b: Block) -> str | None:
    """What stands between a line and the next that plainly goes on with it; None for one that may not."""
    above, below = a.text, b.text
    if _CUT_NUMBER.search(above) and _NUMBER_GOES_ON.match(below):
        return ""
    if _CUT_BEHIND.search(above) and _CODE_BEGINS.match(below):
        return ""
    if _CUT_BEFORE.match(below) and _CODE_ENDS.search(above):
        return ""
    if _ENDS.search(above) or _ITEM.match(below):
        return None
    if len(above) < MIN_LINE or above.isupper() != below.isupper():
        return None
    if below[0].islower():
        return None if phrases.is_caption(above) else " "
    if (
        not (_DANGLING.search(above[-24:]) or _NAME_BEGUN.search(above[-48:]))
        or _stands_alone(above)
        or _stands_alone(below)
    ):
        return None
    return " "


def _stands_alone(line: str) -> bool:
    """Whether a line says by itself what it is, whatever stands below it."""
    return (
        phrases.is_caption(line)
        or any(table.match(line) for table in _KNOWN)
        or read_date_line(line) is not None
        or read_byline(line) is not None
    )


_KNOWN = (
    phrases.RELATED_LINE,
    phrases.RELATED_HEADINGS,
    phrases.END_HEADINGS,
    phrases.WIDGETS,
    phrases.PHOTO_CREDIT_ALONE,
)


def _complete(blocks: Sequence[Block], between: list[str | None], start: int, end: int) -> None:
    """Join what else is wrapped in the run of lines from `start` to `end`, where enough of it plainly is."""
    open_ended = [i for i in range(start, end) if between[i] is not None or not _ENDS.search(blocks[i].text)]
    continued = [i for i in open_ended if between[i] is not None]
    if len(continued) < MIN_CONTINUED or len(continued) < CONTINUED * len(open_ended):
        return
    width = max(len(blocks[i].text) for i in continued)
    for i in open_ended:
        above, below = blocks[i].text, blocks[i + 1].text
        if (
            between[i] is None
            and FULL * width <= len(above) <= width / FULL
            and not blocks[i + 1].apart
            and not _ITEM.match(below)
            and not _LABEL.match(below)
            and not above.isupper()
            and not below.isupper()
            and not _stands_alone(above)
            and not _stands_alone(below)
        ):
            between[i] = " "


def _join(a: Block, b: Block, glue: str) -> Block:
    size = len(a.text) + len(b.text)
    return replace(
        a,
        text=f"{a.text}{glue}{b.text}",
        raw=f"{a.raw}{glue}{b.raw}",
        links=(a.links * len(a.text) + b.links * len(b.text)) / size,
        slanted=(a.slanted * len(a.text) + b.slanted * len(b.text)) / size,
        repairs=Counter(a.repairs) + Counter(b.repairs) if a.repairs or b.repairs else a.repairs,
    )
