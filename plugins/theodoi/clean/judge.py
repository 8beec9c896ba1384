"""Whether what was read is an article, and if not, what it is, in one sentence."""

from __future__ import annotations

import re

from theodoi.clean import phrases
from theodoi.clean.document import Outcome

Verdict = tuple[Outcome, str | None]
MIN_TEXT = 80  # letters below which nothing was said
MIN_LANGUAGE = 60  # letters below which a detector only guesses
_VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.I)


def judge_text(text: str) -> Verdict:
    """An article, or no text, or a text in another language."""
    if len(text) < MIN_TEXT:
        return Outcome.NO_TEXT, "Nothing that could be an article's text is left after cleaning."
    language = _language(text)
    if language != "vi":
        return Outcome.NOT_VIETNAMESE, f"The text is not Vietnamese (detected: {language})."
    return Outcome.ARTICLE, None


def _language(text: str) -> str:
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


def judge_page(*, text: str, shown: str, title: str | None, script: str, is_home: bool, is_root: bool, declared: bool, teasers: int, prose: int) -> Verdict:
    """The verdict on a page.

    `text` is the article's text as read, `shown` the head of all visible text, `script` the page's source, `is_home` whether the
    address is the site's root, `is_root` whether the page claims to be, `declared` whether linked data or meta tags call it
    an article with a time, `teasers` the number of headlines in links, `prose` the letters of paragraphs outside links.
    """
    heading = f"{title or ''}\n{shown[:600]}"
    if len(shown) < 400 and phrases.CHALLENGE.search(script[:20_000]):
        return Outcome.CHALLENGE, "The server sent a browser check instead of the page."
    if len(text) < 1500 and (phrases.NOT_FOUND.search(title or "") or (prose < 1500 and not declared and phrases.NOT_FOUND.search(heading))):
        return Outcome.SOFT_404, "The page says that what was asked for is not there, with a status of success."
    if is_root and not declared:
        return Outcome.SOFT_404, "The page at an article's address names the site's root as its canonical address."
    if len(text) < 1200 and phrases.PAYWALL.search(shown):
        return Outcome.PAYWALL, "The page shows the beginning only and asks readers to subscribe."
    if is_home:
        return Outcome.LIST_PAGE, "The address is the site's home page."
    if not declared and teasers >= 8 and prose < 60 * teasers + 400:
        return Outcome.LIST_PAGE, f"The page shows {teasers} headlines of articles and no text of its own."
    verdict = judge_text(text)
    if verdict[0] is Outcome.NO_TEXT and teasers >= 8 and not declared:
        return Outcome.LIST_PAGE, f"The page shows {teasers} headlines of articles and no text of its own."
    return verdict
