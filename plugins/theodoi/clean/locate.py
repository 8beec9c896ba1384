"""Where the text of a page is: the element whose paragraphs weigh most; trafilatura is asked where that is in doubt."""

from __future__ import annotations

import logging
import re
from collections import defaultdict

import lxml.html

from theodoi.clean.characters import fold, repair
from theodoi.clean.tree import BLOCKS, HEADINGS, Element, Tree, is_hidden, marked, marks, text_of

# What a class or id calls a part that is not the article's. Those of the second table also stand on whole columns and
# texts (`fck_detail block_ads_connect`), so they count for small boxes alone.
UNWANTED = re.compile(
    r"relate|lien-?quan|tin-?(?:khac|moi|cu)\b|cung-?chuyen-?muc|doc-?them|xem-?them|recommend|comment|binh-?luan|breadcrumb|duong-?dan|toolbar|cong-?cu"
    r"|newsletter|subscri|copyright|modal|tooltip|survey|poll\b|readmore|read-more"
    r"|(?:^|[\s_-])(?:tags?|keywords?|author(?:-?(?:box|info|card|bio|profile))?|pagination|paging|menu|footer|sidebar|kicker)(?:[\s_-]|$)",
    re.I,
)
UNWANTED_SMALL = re.compile(
    r"share|sharing|social|sticky|advert|banner|popup|rating|widget|player|audio-"
    r"|(?:^|[\s_-])(?:ads?|qc|quangcao|quang-?cao|vote|rate|qr(?:-?code)?|mail|e-?mail|feedback|gop-?y|like|print|hidden|hide|display-?none|d-none|invisible|sr-only)(?:[\s_-]|$)",
    re.I,
)
MAX_SMALL = 500  # letters


def is_unwanted(tree: Tree, i: int) -> bool:
    """Whether an element is marked as something else than the article's text."""
    marking = marks(tree.order[i])
    return marked(UNWANTED, marking) or (tree.chars[i] <= MAX_SMALL and marked(UNWANTED_SMALL, marking))


NEVER = frozenset(
    [
        "script",
        "style",
        "noscript",
        "iframe",
        "form",
        "nav",
        "footer",
        "button",
        "select",
        "option",
        "textarea",
        "input",
        "svg",
        "video",
        "audio",
        "object",
        "embed",
        "template",
        "link",
        "meta",
        "head",
        "amp-ad",
        "amp-embed",
        "amp-sticky-ad",
        "amp-social-share",
    ]
)
_WANTED = re.compile(r"article|detail|content|body|post|entry|story|noi-?dung|bai-?viet|chi-?tiet|cms|main", re.I)

MIN_PARAGRAPH = 25  # letters of a paragraph that says something
MAX_CARD = 700  # letters of the box of a teaser
CARD_LINKS = 0.2  # share of a box in its headline link that makes it a teaser's
LINKED = 0.4  # a paragraph with a larger share in links is a list of links
CARD_WEIGHT = 0.15
ABOVE_WEIGHT = 0.3  # of what stands before the headline
SHARES = (1.0, 0.5, 0.25)  # an article's paragraphs are children of one element, or grandchildren
MIN_FOUND = 120
MIN_SHORT = 80  # letters of short news in an element that is marked as the text
GROWTH = 1.2  # an element around the best one is taken when it holds this much more prose
RIVAL = 0.5  # a score of this share elsewhere on the page puts the choice in doubt
LIST_PROSE = 60  # letters of prose for each headline below which a page is a list
FEW = 400  # letters of a page that must hold some prose


def locate(tree: Tree, title: Element | None, source: str) -> Element | None:
    """The element that holds the main text; None when the page shows no prose."""
    weights = _weights(tree, title)
    if not weights:
        return None
    scores: dict[int, float] = defaultdict(float)
    for i, weight in weights.items():
        node = i
        for share in SHARES:
            if (node := tree.parent[node]) < 0:
                break
            scores[node] += share * weight
    # A whole text in one element, its paragraphs parted by <br>.
    for i, weight in weights.items():
        if tree.own[i] >= MIN_FOUND and tree.tags[i] not in ("p", "li", "blockquote"):
            scores[i] += weight
    if not scores:
        return None
    for i in scores:
        scores[i] *= _prior(tree, i)
    best = max(scores, key=lambda i: (scores[i], i))
    prose = _below(tree, weights)
    best = _grown(tree, best, prose)
    if _is_doubtful(tree, best, scores, prose):
        asked = _asked(tree, weights, source)
        if asked is not None:
            return asked
    if prose[best] >= MIN_FOUND:
        return tree.order[best]
    # Beside related links, the two paragraphs of short news look like a teaser: below a headline, in an element that is
    # marked as the text, those that stand together count in full.
    if title is None or not marked(_WANTED, marks(tree.order[best])):
        return None
    end = tree.end(best)
    together: dict[int, int] = defaultdict(int)
    for i in weights:
        if best <= i < end:
            together[tree.parent[i]] += tree.own[i] - tree.own_links[i]
    return tree.order[best] if max(together.values(), default=0) >= MIN_SHORT else None


def _weights(tree: Tree, title: Element | None) -> dict[int, float]:
    """What each paragraph of the page counts: its letters outside links, less for teasers and above the headline."""
    start = tree.at.get(title, 0) if title is not None else 0
    whole = 0.5 * (tree.chars[0] or 1)
    bad: dict[int, bool] = {-1: False}
    weights: dict[int, float] = {}
    for i, letters in enumerate(tree.own):
        if letters < MIN_PARAGRAPH:
            continue
        tag = tree.tags[i]
        linked = tree.own_links[i]
        if tag not in BLOCKS or tag in HEADINGS or linked > LINKED * letters or _is_bad(tree, i, whole, bad):
            continue
        weights[i] = float(letters - linked) * (ABOVE_WEIGHT if i < start else 1.0)
    several = _several(tree, weights)
    for i in weights:
        if _is_card(tree, i, several):
            weights[i] *= CARD_WEIGHT
    return weights


def _several(tree: Tree, weights: dict[int, float]) -> set[int]:
    """Elements with more paragraphs below them than a teaser has."""
    count: dict[int, int] = defaultdict(int)
    for i in weights:
        for node in tree.above(i)[:4]:
            count[node] += 1
    return {node for node, paragraphs in count.items() if paragraphs > 2}


def _is_bad(tree: Tree, i: int, whole: float, known: dict[int, bool]) -> bool:
    """Whether an element or one above it is marked as something else; what holds half of the page is not."""
    path = []
    while i not in known:
        path.append(i)
        i = tree.parent[i]
    answer = known[i]
    for node in reversed(path):
        if not answer and tree.chars[node] <= whole:
            element, tag = tree.order[node], tree.tags[node]
            answer = (
                tag in NEVER or tag in ("a", "figcaption", "caption") or is_unwanted(tree, node) or is_hidden(element)
            )
        known[node] = answer
    return answer


def _is_card(tree: Tree, i: int, several: set[int]) -> bool:
    """Whether a paragraph is the summary below a headline that links to another page."""
    node = i
    for _ in range(3):
        node = tree.parent[node]
        if node < 0 or tree.chars[node] > MAX_CARD or node in several:
            return False
        if tree.links[node] >= CARD_LINKS * tree.chars[node] and tree.links[node] >= 15:
            return True
    return False


def _prior(tree: Tree, i: int) -> float:
    element = tree.order[i]
    if (element.get("itemprop") or "").lower() == "articlebody":
        return 1.6
    prior = 1.2 if marked(_WANTED, marks(element)) else 1.0
    return prior * 1.15 if tree.tags[i] == "article" else prior


def _below(tree: Tree, weights: dict[int, float]) -> list[float]:
    """Prose at and below each element."""
    prose = [0.0] * len(tree.order)
    for i in range(len(prose) - 1, -1, -1):
        prose[i] += weights.get(i, 0.0)
        if (up := tree.parent[i]) >= 0:
            prose[up] += prose[i]
    return prose


def _grown(tree: Tree, best: int, prose: list[float]) -> int:
    """The element or one above it, while that adds prose and no larger amount of links."""
    node = best
    while (up := tree.parent[node]) >= 0 and tree.tags[up] != "html":
        gained, linked = prose[up] - prose[best], tree.links[up] - tree.links[best]
        if gained > (GROWTH - 1) * prose[best] and linked < 0.5 * gained:
            best = up
        elif linked > 2 * prose[best] + gained:
            break
        node = up
    # A text may be one paragraph or one list: the element around it holds the others.
    while tree.tags[best] in _INNER and tree.parent[best] >= 0:
        best = tree.parent[best]
    return best


_INNER = frozenset(
    ["p", "span", "li", "strong", "font", "b", "em", "tr", "tbody", "ul", "ol", "dl", "dd", "blockquote", *HEADINGS]
)


def _is_doubtful(tree: Tree, best: int, scores: dict[int, float], prose: list[float]) -> bool:
    """Whether another part of the page has nearly as much prose, or the page has text but no prose was found."""
    if prose[best] < MIN_FOUND:
        unlinked = tree.chars[0] - tree.links[0]
        return unlinked > FEW and unlinked > tree.links[0]  # not a list of links
    if prose[0] < LIST_PROSE * tree.headlines():
        return False
    kin = {best, *tree.above(best)}
    end = tree.end(best)
    rival = max((score for i, score in scores.items() if i not in kin and not best < i < end), default=0.0)
    return rival > RIVAL * scores.get(best, prose[best])


_PARSER = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
_WINDOW = 20  # letters by which a paragraph is found again
MAX_FOLDED = 400_000
MAX_ELEMENTS = 10_000  # beyond these a page is hardly an article's, and trafilatura takes too long
MAX_LETTERS = 500_000


def _asked(tree: Tree, weights: dict[int, float], source: str) -> Element | None:
    """The deepest element that holds most of what trafilatura takes for the text."""
    if len(tree.order) > MAX_ELEMENTS or tree.chars[0] > MAX_LETTERS:
        return None
    windows = _extracted(source)
    found: dict[int, float] = defaultdict(float)
    for i in weights:
        if fold(text_of(tree.order[i])[: 2 * _WINDOW])[:_WINDOW] in windows:
            for node in (i, *tree.above(i)):
                found[node] += tree.own[i]
    total = max(found.values(), default=0.0)
    if total < MIN_FOUND:
        return None
    best = max(i for i in found if found[i] >= 0.6 * total)
    while tree.tags[best] in ("p", "span", "li", *HEADINGS) and tree.parent[best] >= 0:
        best = tree.parent[best]
    return tree.order[best]


def _extracted(source: str) -> set[str]:
    """All runs of a few letters, folded, of the text that trafilatura extracts."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.ERROR)  # it warns of every page without an article
    try:
        # It takes trees of lxml.html alone, and changes them.
        root = lxml.html.document_fromstring(source.encode("utf-8", "replace"), parser=_PARSER)
        found = bare_extraction(root, fast=True, include_comments=False, with_metadata=False)
    except Exception:  # it meets pages it cannot handle, with errors of many kinds
        return set()
    text = fold(repair(getattr(found, "text", None) or "")[0])[:MAX_FOLDED]
    return {text[i : i + _WINDOW] for i in range(len(text) - _WINDOW + 1)}
