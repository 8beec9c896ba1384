"""Bring archives into a batch: WARC files of any maker and files or folders of text or HTML, local or in an object store.

    plan_import    list the files and cut them into units of work
    import_unit    read one unit into segments of its own; may be killed and goes on behind the last record it kept
    unread         the files that a replay of a batch would pass by
    commit_import  make one batch of what the units kept

What cannot be read becomes a row of the quarantine with a sentence, its bytes kept under rejected/ in the lake; the
rest loads. Importing the same files again gives the same segments: times come from the files, not from the clock, and
the order from the files' names, not from which unit was the first to end.
"""

from theodoi.scrape.imports.commit import ImportSummary, commit_import
from theodoi.scrape.imports.ledger import UnitReport
from theodoi.scrape.imports.plan import UnitName, plan_import, unread
from theodoi.scrape.imports.unit import import_unit

__all__ = ["ImportSummary", "UnitName", "UnitReport", "commit_import", "import_unit", "plan_import", "unread"]
