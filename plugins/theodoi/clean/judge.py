"""Whether what was read is an article, and if not, what it is, in one sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from theodoi.clean import phrases
from theodoi.clean.characters import squeeze
from theodoi.clean.document import Outcome
from theodoi.clean.locate import LIST_PROSE
from theodoi.clean.tree import Tree

Verdict = tuple[Outcome, str | None]
MIN_TEXT = 80  # letters below which nothing was said
MIN_SENTENCE = 50  # an article has one paragraph at least that is longer than a button or a heading
MIN_LANGUAGE = 60  # letters below which a detector only guesses
_VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.I)


def judge_text(text: str) -> Verdict:
    """An article, or no text, or a text in another language."""
    if len(text) < MIN_TEXT or max(map(len, text.split("\n"))) < MIN_SENTENCE:
        return Outcome.NO_TEXT, "Nothing that could be an article's text is left after cleaning."
    language = language_of(text)
    if language != "vi":
        return Outcome.NOT_VIETNAMESE, f"The text is not Vietnamese (detected: {language})."
    return Outcome.ARTICLE, None


def language_of(text: str) -> str:
    """Two-letter code of the text's main language, `un` when unknown."""
    marked = len(_VIETNAMESE.findall(text)) / max(1, sum(map(str.isalpha, text)))
    if marked >= 0.12:
        return "vi"  # no other language has a tenth of these letters; damaged texts keep that many
    if len(text) < MIN_LANGUAGE:
        return "un"
    import pycld2

    try:
        # The detector refuses control characters and unassigned ones.
        sample = "".join(c for c in text[:20_000] if c.isprintable() or c == "\n")
        _, _, details = pycld2.detect(sample, bestEffort=True)
    except pycld2.error:
        return "un"
    return details[0][1]


@dataclass(frozen=True)
class Signs:
    """What a page shows of its kind."""

    tree: Tree
    text: str  # the article's text as read
    title: str | None
    source: str
    at_root: bool  # the address is the site's root
    claims_root: bool  # the page names the root as its canonical address
    declared: bool  # linked data or meta tags give it a time of publication
    links: int  # links that are headlines, on the whole page
    headlines: int  # paragraphs of the text's container that are links
    prose: int  # letters of the text outside links
    teaser: bool  # the text stands under a headline that links elsewhere

    @cached_property
    def shown(self) -> str:
        """All text that a browser shows, on one line."""
        return squeeze(self.tree.shown())


# A list shows at most this much text per headline.
TEASER = 400
MANY = 8


def judge_page(page: Signs) -> Verdict:
    """The verdict on a page."""
    if page.tree.chars[0] < 400 and phrases.CHALLENGE.search(page.source[:20_000]):
        return Outcome.CHALLENGE, "The server sent a browser check instead of the page."
    if len(page.text) < 1500 and (
        phrases.NOT_FOUND.search(page.title or "")
        or (not page.declared and page.prose < 400 and phrases.NOT_FOUND.search(page.shown[:600]))
    ):
        return Outcome.SOFT_404, "The page says that what was asked for is not there, with a status of success."
    if page.claims_root and not page.declared:
        return Outcome.SOFT_404, "The page at an article's address names the site's root as its canonical address."
    if len(page.text) < 1200 and phrases.PAYWALL.search(page.shown):
        return Outcome.PAYWALL, "The page shows the beginning only and asks readers to subscribe."
    if reason := _list_reason(page):
        language = language_of(page.shown)
        if language not in ("vi", "un"):
            return Outcome.NOT_VIETNAMESE, f"The page is a list and not Vietnamese (detected: {language})."
        return Outcome.LIST_PAGE, reason
    return judge_text(page.text)


def _list_reason(page: Signs) -> str | None:
    if page.at_root:
        return "The address is the site's home page."
    if page.declared:
        return None
    if page.headlines >= 3 and page.prose < TEASER * page.headlines:
        return f"The page shows {page.headlines} headlines with their summaries and no text of its own."
    if page.links >= MANY and page.prose < LIST_PROSE * page.links:
        return f"The page shows {page.links} links to articles and hardly a text of its own."
    if page.teaser and page.prose < 2 * TEASER:
        return "The only text is the summary of an article elsewhere."
    return None
