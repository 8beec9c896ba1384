"""The page of a finding, or of all findings of a document or an organisation: quote, article, capture, how to cite."""

from __future__ import annotations

from collections.abc import Sequence

from theodoi.evidence.check import Check
from theodoi.evidence.facts import Evidence
from theodoi.report.page import page_environment

NO_QUOTE = "Nguồn này không cho trích nguyên văn; hãy mở bài gốc. / This source allows no quote: open the article."


def render_evidence(asked: str, found: Sequence[tuple[Evidence, Sequence[Check]]]) -> str:
    """The page as one file of HTML that needs nothing else; each finding with what was checked of it."""
    return page_environment().get_template("evidence.html.j2").render(asked=asked, found=found, no_quote=NO_QUOTE)


def as_text(evidence: Evidence, checks: Sequence[Check]) -> str:
    """The proof for a terminal: the words in their paragraph, the article, the values, what was checked, how to cite."""
    lines = [
        f"{evidence.kind.word} {evidence.key}",
        f"  {evidence.before}«{evidence.quote}»{evidence.after}" if evidence.quotable else f"  {NO_QUOTE}",
        f"  {'' if evidence.rights == 'none' else evidence.title or '(không có tiêu đề)'}",
        f"  {evidence.source}, {evidence.published_on or 'không rõ ngày'}, {evidence.url}",
        *(f"  {name}: {value}" for name, value, _ in evidence.values),
        f"  read by {evidence.method}, confidence {evidence.confidence:g}, rules {evidence.rules_version}",
        *(f"  {one.line}" for one in checks),
        f"  {evidence.citation}",
    ]
    return "\n".join(lines)
