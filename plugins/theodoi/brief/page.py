"""The page of a brief: one file of HTML that needs nothing else, read on a phone, printed, or mailed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from markupsafe import Markup

from theodoi.brief.facts import Brief, Line
from theodoi.brief.store import ALL
from theodoi.brief.words import Words, day_words, number_words, period_words
from theodoi.report.page import page_environment
from theodoi.report.tiles import tile_map

FIRST = 6  # lines of a section that are read at once; the others unfold
FIRST_OF_GROUP = 4  # of each heading within a section
MOST = 40  # lines of a section on a page; the rest is counted


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the brief. `aside` is folded, `wanted` says whether it is told without lines too."""

    id: str
    title: Words
    none: Words
    about: Words | None = None
    aside: bool = False


SECTIONS = (
    Section(
        "documents",
        Words("Văn bản", "Documents"),
        Words("Không có văn bản mới hay đổi hiệu lực.", "No document is new or changes state."),
        Words(
            "Ban hành hay đổi trạng thái trong 30 ngày, có hiệu lực trong 7 ngày tới.",
            "Issued or changing state within 30 days, in force within 7.",
        ),
    ),
    Section(
        "tasks",
        Words("Nhiệm vụ được giao", "Tasks"),
        Words("Không có nhiệm vụ mới, sắp đến hạn hay vừa qua hạn.", "No task is new, due soon or just past its date."),
        Words(
            "Báo chí không nói thì không phải là chậm: qua hạn mà chưa có tin chỉ là chưa có tin.",
            "Silence of the press is no lateness: past its date without news means that no news was read.",
        ),
    ),
    Section(
        "shared_tasks",
        Words("Giao chung", "Given to groups"),
        Words("", ""),
        Words(
            "Giao cho một nhóm cơ quan, không nêu tên từng cơ quan.", "Given to a group whose members are not named."
        ),
        aside=True,
    ),
    Section(
        "figures",
        Words("Số liệu", "Figures"),
        Words("Không có số liệu mới.", "No figure is new."),
        Words(
            "Lần đầu nêu trong kho; kỳ trước → kỳ này chỉ khi so sánh được.",
            "Stated for the first time in the archive; before → now only where comparable.",
        ),
    ),
    Section(
        "contradictions",
        Words("Mâu thuẫn", "Contradictions"),
        Words("Không thấy hai cơ quan nói khác nhau về cùng một số liệu.", "No two bodies differ on one figure."),
    ),
    Section(
        "first_seen",
        Words("Lần đầu thấy trong kho", "First seen in the archive"),
        Words("", ""),
        Words(
            "Văn bản cũ được báo chí nhắc; không phải văn bản mới.",
            "Older documents that articles cite; they are not new.",
        ),
        aside=True,
    ),
)


def render_brief(brief: Brief, lists: tuple[tuple[str, Words], ...] = (), *, served: bool = True) -> str:
    """The page. `lists` are the briefs of the day; without `served` it has no links to the pages of Airflow."""
    environment = page_environment()
    environment.filters |= {"both": both, "chart": chart, "day_words": day_words, "period_words": period_words}
    known: dict[str, Callable[..., object]] = {"both": lambda vi, en: both(Words(vi, en))}
    environment.globals |= known
    told = [(section, _grouped(brief.of(section.id))) for section in SECTIONS]
    return environment.get_template("brief.html.j2").render(
        brief=brief,
        sections=[(s, groups) for s, groups in told if groups or not s.aside],
        nothing=brief.is_empty,
        lists=lists,
        this=brief.watchlist.id if brief.watchlist else ALL,
        served=served,
        first=FIRST,
        first_of_group=FIRST_OF_GROUP,
        most=MOST,
        map=_map(brief),
    )


def _grouped(lines: Iterable[Line]) -> list[tuple[Words | None, list[Line]]]:
    """Lines under the headings that they name, in their order."""
    return [(group, list(members)) for group, members in groupby(lines, key=lambda line: line.group)]


def render_briefs(listed: Sequence[tuple[str, date, Sequence[str]]]) -> str:
    """The list of briefs: profile, day that was read, and the names of its lists."""
    environment = page_environment()
    environment.filters["day_words"] = day_words
    return environment.get_template("briefs.html.j2").render(listed=listed, all=ALL)


def both(words: Words) -> Markup:
    """Words in both languages; the switch of the page shows one."""
    if words.vi == words.en:
        return Markup("{}").format(words.vi)
    return Markup('<span class="vi">{}</span><span class="en" lang="en">{}</span>').format(words.vi, words.en)


def _map(brief: Brief) -> Markup | None:
    """How many figures of each province the brief tells, on the map of tiles; None where fewer than three provinces have one."""
    counts: dict[str, int] = {}
    for line in brief.of("figures"):
        if line.area not in (None, "vn"):
            counts[str(line.area)] = counts.get(str(line.area), 0) + 1
    return tile_map(counts, 34, "Số liệu mới theo tỉnh") if len(counts) >= 3 else None


def chart(line: Line) -> Markup:
    """The periods of a figure as small bars from zero: a target is dashed, an estimate hollow."""
    values = [float(point.value) for point in line.points]
    most = max((abs(value) for value in values), default=0) or 1
    told = "; ".join(f"{period_words(p.period).vi}: {number_words(p.value).vi}" for p in line.points)
    last = len(values) - 1
    kind = "target" if line.dashed else "estimate" if line.hollow else "now"
    bars = Markup("").join(
        Markup('<rect class="{}" x="{}" y="{:.1f}" width="9" height="{:.1f}"/>').format(
            kind if at == last else "was", at * 13 + 2, 30 - 28 * abs(value) / most, max(28 * abs(value) / most, 1)
        )
        for at, value in enumerate(values)
    )
    return Markup(
        '<svg class="chart" role="img" width="{0}" height="32" viewBox="0 0 {0} 32"><title>{1}</title>{2}</svg>'
    ).format(len(values) * 13 + 3, told, bars)
