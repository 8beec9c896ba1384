"""What a page shows of its headline, its author and its section, beside what it declares."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from theodoi.clean.bylines import is_person
from theodoi.clean.characters import fold, repair, squeeze
from theodoi.clean.metadata import Page, likeness, string_of
from theodoi.clean.times import date_line
from theodoi.clean.tree import BLOCKS, Element, marked, marks, text_of
from theodoi.registry.page_rules import PageRules

MAX_TITLE = 500  # letters; what is longer is no title

# Title ---------------------------------------------------------------------------------------------------------------
# What a page is titled when its title is not the article's.
_GENERIC = re.compile(
    r"^(?:cổng|trang)\s+(?:thông\s+tin|tin\s+điện\s+tử|điện\s+tử|chủ|nhất)\b|^báo\s+(?:điện\s+tử\b|[^\s,:]+(?:\s+[^\s,:]+){0,3}$)"
    r"|^(?:(?:chi\s+tiết|xem|nội\s+dung|đọc)(?:\s+(?:tin|bài|bản\s+tin|bài\s+viết|tin\s+tức))?|tin\s+tức(?:\s+[-–]?\s*sự\s+kiện)?|bản\s+in|in\s+(?:bài|trang|tin)(?:\s+(?:viết|này))?|print|home|untitled)(?:$|\s*[-–|:»])",
    re.I,
)
_TITLE_TAGS = ("h1", "h2", "h3", "div", "p", "span", "td", "strong", "b")
_SUFFIX = re.compile(r"\s+(?:[-–—|»·•:]|::)+\s+")


def title_of(page: Page, rules: PageRules | None = None) -> tuple[str | None, Element | None]:
    """The headline, and the element that shows it.

    It is the h1 that the declarations speak of; they and h1 often differ by an editor's afterthought. Without an h1 it is
    the element that holds the page title without the site's name.
    """
    if rules and (ruled := rules.first(page.tree.root, "title")) is not None and _is_title(shown := text_of(ruled)):
        return shown, ruled
    declared = [
        t
        for t in (page.meta("og:title", "twitter:title", "title"), string_of(page.article.get("headline")))
        if t and _is_title(t) and not _GENERIC.match(t)
    ]
    head = page.tree.root.find(".//head/title")
    page_title = text_of(head) if head is not None else ""
    if _GENERIC.match(page_title) or not _is_title(page_title):
        page_title = ""
    claims = [fold(t) for t in declared] + ([fold(page_title)] if page_title else [])
    headings = [(h, text_of(h)) for h in page.tree.root.iter("h1")]
    headings = [(h, t) for h, t in headings if 5 < len(t) <= MAX_TITLE and fold(t) not in page.site_names]
    best = max(
        headings, key=lambda pair: max((likeness(fold(pair[1]), claim) for claim in claims), default=0.0), default=None
    )
    if best and (not claims or max(likeness(fold(best[1]), claim) for claim in claims) >= 0.35):
        return best[1], best[0]
    parts = [*declared, *_without_site(page_title)]
    wanted = {folded for part in parts if (folded := fold(part)) and not _is_site(part, page.site_names)}
    longest = max(map(len, wanted), default=0)
    held: list[tuple[str, Element]] = []
    for element in page.tree.root.iter(*_TITLE_TAGS):
        # Letters are counted without the blanks between them.
        if (
            5 < page.tree.size(element)[0] <= longest + 20
            and len(element) < 4
            and fold(own := text_of(element)) in wanted
            and next(element.iterancestors("a"), None) is None
        ):
            held.append((own, element))
    if held:
        return max(held, key=lambda pair: (len(fold(pair[0])), -len(pair[0])))
    seen = _marked_title(page)
    if seen is None and not claims:
        seen = _large_title(page)
    if seen is not None:
        return text_of(seen), seen
    if declared:
        return next(iter(_without_site(declared[0], page.site_names)), declared[0]), None
    if best:
        return best[1], best[0]
    return next(iter(_without_site(page_title, page.site_names)), page_title) or None, None


def _is_title(shown: str) -> bool:
    return 0 < len(shown) <= MAX_TITLE


_TITLE_CLASS = re.compile(r"tit(?:le|re)|tieu-?_?de|headline|\bpHead\b", re.I)
_DETAIL_CLASS = re.compile(r"detail|article|chi-?tiet|content|post|news-?title|entry|main", re.I)


def _marked_title(page: Page) -> Element | None:
    """The element that is marked as the title of a text, where the page's declarations name only the site or its section."""
    tree = page.tree
    found = [
        i
        for i, tag in enumerate(tree.tags)
        if 15 < tree.chars[i] <= 250
        and not tree.links[i]
        and tree.own[i] == tree.chars[i]
        and tag not in ("title", "a", "img", "input")
        and marked(_TITLE_CLASS, marks(tree.order[i]))
        and not any(tree.tags[up] in ("a", "li", "nav", "footer", "aside") for up in tree.above(i))
    ]
    best = next((i for i in found if marked(_DETAIL_CLASS, marks(tree.order[i]))), next(iter(found), None))
    return tree.order[best] if best is not None else None


def _large_title(page: Page) -> Element | None:
    """The first line of a bare page that is set larger than its text."""
    tree = page.tree
    return next(
        (
            element
            for i, element in enumerate(tree.order)
            if 15 < tree.chars[i] <= 250
            and not tree.links[i]
            and (tree.tags[i] in ("h2", "h3") or (tree.tags[i] == "font" and _LARGE.match(element.get("size") or "")))
            and not any(tree.tags[up] in ("a", "li", "nav", "footer", "aside") for up in tree.above(i))
        ),
        None,
    )


_LARGE = re.compile(r"\+?[3-7]$")


def _without_site(title: str, sites: frozenset[str] | None = None) -> list[str]:
    """The parts of a title before and behind its separators; with `sites`, only what is left of a site's name."""
    cuts = [match.span() for match in _SUFFIX.finditer(title)]
    heads = [title[:start] for start, _ in reversed(cuts)] + [title[end:] for _, end in cuts]
    if sites is None:
        return [*heads, title]
    return [
        *(title[:start] for start, end in cuts if _is_site(title[end:], sites)),
        *(title[end:] for start, end in cuts if _is_site(title[:start], sites)),
    ]


def _is_site(name: str, sites: frozenset[str]) -> bool:
    return fold(name) in sites or bool(_SITE_NAME.match(name))


_SITE_NAME = re.compile(r"(?:báo|cổng|trang|tạp\s+chí|đài)\b(?:\s+\S+){0,5}$", re.I)


# Author, section -----------------------------------------------------------------------------------------------------
_AUTHOR_CLASS = re.compile(
    r"(?:^|[\s_-])(?:author|tac-?gia|byline|writer|nguoi-?viet|but-?danh|reporter)(?:[\s_-]|name|info|$)", re.I
)
# What readers wrote below an article has writers of its own.
_READERS = re.compile(
    r"comment|binh-?luan|y-?kien|phan-?hoi|thao-?luan|disqus|(?:^|[\s_-])(?:cmt|reply|replies|reviews?|ban-?doc)(?:[\s_-]|s?$)",
    re.I,
)
_READERS_HEADING = re.compile(
    r"^[\W_\d]*(?:các\s+)?(?:bình\s+luận|ý\s+kiến|phản\s+hồi|thảo\s+luận|comments?)(?:\s+(?:bạn\s+đọc|của\s+bạn\s+đọc|độc\s+giả|mới\s+nhất|nổi\s+bật|bình\s+luận))?[\W_\d]*$",
    re.I,
)
MAX_HEADING = 40
_AUTHOR_LABEL = re.compile(r"^(?:(?:tác\s+giả|người\s+viết|thực\s+hiện|bài|by|pv|phóng\s+viên)\s*:|theo\s)\s*", re.I)


def author_of(page: Page, byline: str | None, title: Element | None, rules: PageRules | None = None) -> str | None:
    """The writer: where the site's rules find one, else the by-line of the text, else whom the page declares or shows."""
    if rules and (ruled := rules.first(page.tree.root, "author")) is not None:
        name = _AUTHOR_LABEL.sub("", text_of(ruled))
        return name if is_person(name, page.site_names) else byline
    return byline or declared_author(page) or shown_author(page, title) or _author_beside_date(page, title)


MAX_AUTHORS = 10
_NAME_END = re.compile(r"\s+[|•·–-]\s+|,|\s*\(|/(?=[A-ZĐ])")  # "Tên Họ/VOV-Tây Bắc": the paper's mark


def declared_author(page: Page) -> str | None:
    """The person that linked data or a meta tag names as author; the site itself is none."""
    claimed = page.article.get("author") or page.article.get("creator")
    people = []
    for item in claimed if isinstance(claimed, list) else [claimed]:
        name = string_of(item.get("name")) if isinstance(item, dict) else string_of(item)
        if (
            name
            and is_person(name, page.site_names)
            and not (isinstance(item, dict) and "Organization" in str(item.get("@type")))
        ):
            people.append(name)
    if people:
        return ", ".join(list(dict.fromkeys(people))[:MAX_AUTHORS])
    name = page.meta("author", "article:author", "dc.creator")
    return name if name and is_person(name, page.site_names) else None


def _is_writer(name: str, sites: frozenset[str]) -> bool:
    """Whether what an author's element holds is a name, in capitals too."""
    return is_person(name, sites) or (name.isupper() and is_person(name.title(), sites))


def shown_author(page: Page, after: Element | None) -> str | None:
    """The person in the first element after the headline that is marked as the author's."""
    tree = page.tree
    start = tree.at[after] if after is not None else 0
    own = {start, *tree.above(start)}
    passed = start  # where the readers' part in hand ends
    for i in range(start, len(tree.order)):
        element = tree.order[i]
        if i < passed or not tree.chars[i]:
            continue
        if i not in own and _is_readers(element):
            passed = tree.end(i)
            continue
        if 0 < tree.own[i] <= MAX_HEADING and tree.tags[i] in BLOCKS and _READERS_HEADING.match(text_of(element)):
            return None
        if marked(
            _AUTHOR_CLASS, f"{element.get('class') or ''} {element.get('rel') or ''} {element.get('itemprop') or ''}"
        ):
            for piece in ["".join(element.itertext()), *element.itertext()]:
                name = _AUTHOR_LABEL.sub("", squeeze(repair(piece[:200])[0]))
                name = _NAME_END.split(name)[0]
                if _is_writer(name, page.site_names):
                    return name
    return None


def _is_readers(element: Element) -> bool:
    """Whether an element is marked as what readers wrote."""
    return (
        marked(_READERS, marks(element))
        or "comment" in f"{element.get('itemprop') or ''}{element.get('itemtype') or ''}".lower()
    )


MAX_NAME = 50
MAX_INFO = 160  # letters of the line that holds name and date
_INFO_BREAK = re.compile(r"\s*[|•·]\s*|\s+[-–—]\s+")


def _author_beside_date(page: Page, title: Element | None) -> str | None:
    """The person named in the same line as the date below the headline."""
    tree = page.tree
    found = date_line(tree, title, ()) if title is not None else None
    if found is None or title is None:
        return None
    i = found.at
    for node in range(tree.end(tree.at[title]), i):
        if tree.chars[node] <= MAX_NAME and is_person(name := text_of(tree.order[node]), page.site_names):
            return name
    for node in (i, *tree.above(i)[:2]):
        if tree.chars[node] > MAX_INFO or node <= tree.at[title]:
            break
        pieces = [
            part for piece in tree.order[node].itertext() for part in _INFO_BREAK.split(squeeze(repair(piece)[0]))
        ]
        people = [name for name in pieces if is_person(_AUTHOR_LABEL.sub("", name), page.site_names)]
        if people:
            return _AUTHOR_LABEL.sub("", people[0])
    return None


MAX_SECTION = 60
_CRUMBS_CLASS = re.compile(r"bread|duong-?dan|\bcrumbs?\b|\bpathway\b|\bsite-?map-?path\b", re.I)
_KICKER_CLASS = re.compile(r"(?:^|[\s_-])(?:kicker|category|cate|chuyen-?muc|section-name)(?:[\s_-]|name|$)", re.I)
_HOME = frozenset(fold(name) for name in ("Trang chủ", "Trang nhất", "Home", "Trang chính"))


def section_of(page: Page, title: str | None, rules: PageRules | None = None) -> str | None:
    """The leaf of the breadcrumb, or the section that the page declares."""
    if (
        rules
        and (ruled := rules.select(page.tree.root, "section"))
        and 0 < len(shown := text_of(ruled[-1])) <= MAX_SECTION
    ):
        return shown
    for trail in (_declared_trail(page), _shown_trail(page)):
        leaf = [
            name
            for name in trail
            if fold(name) not in _HOME and fold(name) not in page.site_names and fold(name) != fold(title or "")
        ]
        if leaf and len(leaf[-1]) <= MAX_SECTION:
            return leaf[-1]
    declared = page.meta("article:section") or string_of(page.article.get("articleSection"))
    if declared and len(last := declared.split(",")[-1].strip()) <= MAX_SECTION:
        return last or None
    for element in page.tree.root.iter("p", "div", "span", "a"):
        if marked(_KICKER_CLASS, element.get("class") or "") and 2 < len(shown := text_of(element)) <= 40:
            return shown
    return _folder_name(page)


def _folder_name(page: Page) -> str | None:
    """What the page's links call the folder that its address lies in."""
    folders = urlsplit(page.url or "").path.strip("/").split("/")[:-1]
    for depth in range(len(folders), 0, -1):
        wanted = "/" + "/".join(folders[:depth])
        for link in page.tree.root.iter("a"):
            path = link.get("href") or ""
            if (
                path.partition("?")[0].rstrip("/").endswith(wanted)
                and 2 < len(name := text_of(link)) <= 40
                and fold(name) not in _HOME
            ):
                return name
    return None


def _declared_trail(page: Page) -> list[str]:
    trail = (page.node("BreadcrumbList") or {}).get("itemListElement")
    names = []
    for item in trail if isinstance(trail, list) else []:
        item = item[0] if isinstance(item, list) and item else item
        if isinstance(item, dict):
            inner = item.get("item")
            name = string_of(item.get("name")) or (string_of(inner.get("name")) if isinstance(inner, dict) else None)
            names += [name] if name else []
    return names


def _shown_trail(page: Page) -> list[str]:
    tree = page.tree
    for i, tag in enumerate(tree.tags):
        if tag in _CRUMB_TAGS and 0 < tree.chars[i] <= 400 and marked(_CRUMBS_CLASS, marks(tree.order[i])):
            names = [squeeze(repair(piece)[0]) for piece in tree.order[i].itertext()]
            if names := [name for name in names for name in _CRUMB_BREAK.split(name) if _HAS_WORD.search(name)]:
                return names
    return []


_CRUMB_TAGS = frozenset(["div", "ul", "ol", "nav", "p", "section", "span", "td", "h2", "h3"])
_HAS_WORD = re.compile(r"[^\W\d_]{2}")
_CRUMB_BREAK = re.compile(r"\s*[»›>/|•→]\s*")
