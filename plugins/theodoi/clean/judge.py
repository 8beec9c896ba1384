"""Whether what was read is an article, and if not, what it is, in one sentence."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from theodoi.clean import phrases
from theodoi.clean.body import Body
from theodoi.clean.characters import squeeze
from theodoi.clean.diacritics.detect import is_unaccented
from theodoi.clean.document import Outcome
from theodoi.clean.locate import LIST_PROSE
from theodoi.clean.metadata import Page, claims_root, is_own_address
from theodoi.clean.times import date_line
from theodoi.clean.tree import BLOCKS, Element, own_texts
from theodoi.words import LEAST_WORDS, words_share

Verdict = tuple[Outcome, str | None]
MIN_TEXT = 80  # letters below which nothing was said
MIN_SENTENCE = 50  # an article has one paragraph at least that is longer than a button or a heading
SAMPLE = 2_000
MARKED = 0.12
MIN_LANGUAGE = 60  # letters below which a detector only guesses
_VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.I)


def judge_text(text: str) -> Verdict:
    """An article, or no text, or a text in another language."""
    if len(text) < MIN_TEXT or max(map(len, text.split("\n"))) < MIN_SENTENCE:
        return Outcome.NO_TEXT, "Nothing that could be an article's text is left after cleaning."
    if words_share(text) < LEAST_WORDS:
        return Outcome.NO_TEXT, "Most of what the page shows is no words."
    language = language_of(text)
    if language != "vi":
        return Outcome.NOT_VIETNAMESE, f"The text is not Vietnamese (detected: {language})."
    return Outcome.ARTICLE, None


def language_of(text: str) -> str:
    """Two-letter code of the text's main language, `un` when unknown."""
    # Both ends of a long text tell its language, and whether it changes.
    ends = text if len(text) <= 2 * SAMPLE else f"{text[:SAMPLE]} {text[-SAMPLE:]}"
    if len(_VIETNAMESE.findall(ends)) >= MARKED * sum(map(str.isalpha, ends)) > 0:
        return "vi"  # no other language has a tenth of these letters; damaged texts keep that many
    if len(text) < MIN_LANGUAGE:
        return "un"
    if is_unaccented(ends):
        return "vi"
    import pycld2

    try:
        # The detector refuses control characters and unassigned ones.
        sample = "".join(c for c in text[:20_000] if c.isprintable() or c == "\n")
        _, _, details = pycld2.detect(sample, bestEffort=True)
    except pycld2.error:
        return "un"
    return str(details[0][1])


@dataclass(frozen=True)
class Signs:
    """What a page shows of its kind."""

    page: Page
    body: Body
    title: str | None
    headline: Element | None  # the element that shows the title
    source: str

    @cached_property
    def text(self) -> str:
        return self.body.text

    @cached_property
    def shown(self) -> str:
        """All text that a browser shows, on one line."""
        return squeeze(self.page.tree.shown())

    @cached_property
    def notices(self) -> str:
        """What the page says outside links in short paragraphs, one a line: where a site speaks of itself."""
        tree = self.page.tree
        short = (
            squeeze("".join(own_texts(tree.order[i])))
            for i, letters in enumerate(tree.own)
            if 2 < letters <= MAX_NOTICE
            and tree.tags[i] in BLOCKS
            and not tree.own_links[i]
            and not any(tree.tags[up] == "a" for up in tree.above(i)[:4])
        )
        return "\n".join(itertools.islice(short, MAX_NOTICES))

    @cached_property
    def prose(self) -> int:
        """Letters of the text outside links."""
        return sum(len(block.text) for block in self.body.blocks if block.links < 0.3)

    @cached_property
    def declared(self) -> bool:
        """Whether linked data or meta tags give the page a time of publication."""
        return bool(self.page.article.get("datePublished")) or bool(self.page.meta("article:published_time"))

    @cached_property
    def signed(self) -> bool:
        """Whether the page has a headline of its own, with a date line beside it or its words in the address."""
        if self.headline is None or len((self.title or "").split()) < HEADLINE_WORDS or self.prose < MIN_PROSE:
            return False
        tree = self.page.tree
        at = tree.at[self.headline]
        if any(tree.tags[i] in ("a", "li") for i in tree.above(at)) or not all(
            is_own_address(self.page, link.get("href")) for link in self.headline.iter("a")
        ):
            return False
        dated = date_line(tree, self.headline, [block.element for block in self.body.blocks])
        return (dated is not None and dated.distance <= NEAR) or _is_in_address(self.title or "", self.page.url or "")


# A list shows at most this much text per headline.
TEASER = 400
MANY, FEW = 8, 3
LONG_TEASER = 800  # where the page has no headline of its own
MIN_PROSE = 150
PARAGRAPH = 80
TOLD = 600  # letters of prose in one piece that no list has above its links
MAX_NOTICE = 250
MAX_NOTICES = 2_000  # no page has more to say of itself
HEADLINE_WORDS = 5  # a section's name has fewer
NEAR = 25  # elements between a headline and its date line
_HOME = re.compile(r"/?(?:(?:vi|en|vn|vi-vn)/?)?(?:(?:trang-?chu|home|index|default|homepage)(?:\.\w+)?)?/?", re.I)


_SOFT_404: Verdict = (
    Outcome.SOFT_404,
    "The page says that what was asked for is not there, with a status of success.",
)


def judge_page(page: Signs) -> Verdict:
    """The verdict on a page."""
    if page.page.tree.chars[0] < 400 and phrases.CHALLENGE.search(page.source[:20_000]):
        return Outcome.CHALLENGE, "The server sent a browser check instead of the page."
    if len(page.text) < 1500 and phrases.NOT_FOUND.search(page.title or ""):
        return _SOFT_404
    if claims_root(page.page) and not page.declared:
        return Outcome.SOFT_404, "The page at an article's address names the site's root as its canonical address."
    if len(page.text) < 1200 and phrases.PAYWALL.search(page.notices):
        return Outcome.PAYWALL, "The page shows the beginning only and asks readers to subscribe."
    reason = _list_reason(page)
    if (reason or page.prose < 2 * MIN_PROSE) and not page.declared and phrases.NOT_FOUND.search(page.notices):
        return _SOFT_404
    if reason:
        language = language_of(page.shown)
        if language not in ("vi", "un"):
            return Outcome.NOT_VIETNAMESE, f"The page is a list and not Vietnamese (detected: {language})."
        return Outcome.LIST_PAGE, reason
    return judge_text(page.text)


def _list_reason(page: Signs) -> str | None:
    if is_home(page.page):
        return "The address is the site's home page."
    if page.declared:
        return None
    headlines, links = page.body.headlines, page.page.tree.headlines()
    if headlines >= 3 and page.prose < (TEASER if page.signed else LONG_TEASER) * headlines:
        return f"The page shows {headlines} headlines with their summaries and no text of its own."
    paragraphs = [b.text for b in page.body.blocks if len(b.text) >= PARAGRAPH and b.links < 0.3]
    if len(paragraphs) >= 2 and all(text.endswith(("...", "…")) for text in paragraphs):
        return "Each paragraph of the page breaks off: they are the summaries of articles elsewhere."
    if page.signed:
        return None
    if links >= FEW and page.body.breaks_off:
        return "The only text is the beginning of an article elsewhere, with a link to the rest of it."
    entries = Counter(match[1].lower() for match in phrases.ENTRY.finditer(f"{page.notices}\n{page.text}"))
    if (most := max(entries.values(), default=0)) >= FEW:
        return f"The page shows the entries of {most} documents and no text of its own."
    if (headlines >= FEW or links >= FEW) and (
        phrases.FOUND.match(page.title or "") or phrases.FOUND.search(page.notices)
    ):
        return "The page shows what a search has found."
    rows = [block.text for block in page.body.blocks if block.element.tag == "table"]
    if len(rows) >= MANY and sum(map(len, rows)) > 0.8 * page.prose:
        return f"The page shows a table of {len(rows)} rows and no text of its own."
    told = not headlines and len(paragraphs) >= 3 and page.prose >= TOLD
    if links >= MANY and page.prose < LIST_PROSE * links and not told:
        return f"The page shows {links} links to articles and hardly a text of its own."
    if page.prose < 2 * TEASER and (page.body.opens_with_link or _under_link(page.page, page.body.container)):
        return "The only text is the summary of an article elsewhere."
    return None


def is_home(page: Page) -> bool:
    """Whether a page's address is that of its site's front page."""
    if page.url is None:
        return False
    address = urlsplit(page.url)
    return not address.query and _HOME.fullmatch(address.path) is not None


def _under_link(page: Page, container: Element | None) -> bool:
    """Whether the nearest heading above the text is a link to another page."""
    if container is None:
        return False
    tree = page.tree
    start = tree.at[container]
    above = set(tree.above(start))
    headings = (i for i in range(start - 1, -1, -1) if tree.tags[i] in ("h1", "h2", "h3", "h4") and i not in above)
    nearest = next(headings, None)
    if nearest is None or tree.chars[nearest] <= 15:
        return False
    links = [link for link in tree.order[nearest].iter("a") if tree.chars[tree.at[link]]]
    links += [tree.order[i] for i in tree.above(nearest) if tree.tags[i] == "a"]
    linked = tree.links[nearest] >= 0.8 * tree.chars[nearest] or len(links) > len(list(tree.order[nearest].iter("a")))
    return linked and not all(is_own_address(page, link.get("href")) for link in links)


def _is_in_address(title: str, url: str) -> bool:
    """Whether the address spells the title without its marks, as addresses of articles do."""
    plain = unicodedata.normalize("NFD", title.lower().replace("đ", "d"))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return "-".join(words[:HEADLINE_WORDS]) in re.sub(r"[^a-z0-9]+", "-", url.lower())
