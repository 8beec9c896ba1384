"""The proof of a finding: its words in the article, the article in the stored capture, and what was checked of it."""

from theodoi.evidence.check import check
from theodoi.evidence.facts import Evidence, NoEvidence, find

__all__ = ["Evidence", "NoEvidence", "check", "find"]
