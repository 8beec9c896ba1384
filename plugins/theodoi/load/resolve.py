"""What follows from all articles of the warehouse together, told anew for what changed.

One ordered set of steps: publish, undo and forget run it for what they touched, always after the rows are in place. The temporary
tables touched_documents (document_key) and touched_articles (article_id; gone, changed or new) say what that is. `resolve_whole` does
the same over everything, and changes nothing where the steps of publish were right.

| step | tells | where |
| --- | --- | --- |
| corrections | findings as editors set them right | sql/resolve/corrections |
| documents | which document each citation is of, and redirects of ids that end | sql/resolve/decrees.sql |
| organisations | bodies that an editor merged, adopted or rejected | sql/resolve/organisations.sql |
| stories | which articles are one story and one origin, and redirects | sql/resolve/stories |
| tasks | which assignments are one task, and what became of it | sql/resolve/tasks |
| versions | what outlets changed in their articles, and pages that are gone | sql/resolve/versions |
| search | what articles may be found by | sql/resolve/search.sql |
| summaries | what the views of bi count | sql/resolve/summaries |
"""

from __future__ import annotations

from sqlalchemy import Connection

from theodoi.database import run_sql
from theodoi.load.corrections import correct_findings
from theodoi.load.stories import MOST, Resolved, resolve_stories
from theodoi.load.summaries import refresh_summaries
from theodoi.load.tasks import resolve_tasks
from theodoi.load.versions import resolve_versions
from theodoi.registry.document_types import document_types


def resolve(connection: Connection, *, articles: bool = True, unread: int = MOST) -> None:
    """Run all steps for what the temporary tables name; without `articles` only those of documents and organisations.

    At most `unread` articles whose story is not told are read for it.
    """
    _resolve_identities(connection)
    if articles:
        resolve_stories(connection, most=unread)
        _resolve_articles(connection)
        run_sql(connection, "resolve/search.sql")
    refresh_summaries(connection)


def resolve_whole(connection: Connection) -> Resolved:
    """Run all steps over the whole warehouse; articles that search does not know are made known to it.

    Summaries follow what the other steps changed: making all of them anew takes long (docs/decisions/0050-…).
    """
    run_sql(connection, "resolve/everything.sql")
    _resolve_identities(connection)
    told = resolve_stories(connection, full=True)
    _resolve_articles(connection)
    resolve_search(connection)
    refresh_summaries(connection)
    return told


def _resolve_identities(connection: Connection) -> None:
    """Run the steps that tell what findings are of."""
    correct_findings(connection)
    resolve_documents(connection)
    run_sql(connection, "resolve/organisations.sql")


def _resolve_articles(connection: Connection) -> None:
    """Run the steps that follow from articles and their stories."""
    resolve_tasks(connection)
    resolve_versions(connection)


def resolve_search(connection: Connection) -> None:
    """Make articles that have none a search document: those of before there was search."""
    run_sql(connection, "resolve/not_searched.sql")
    run_sql(connection, "resolve/search.sql")


def resolve_documents(connection: Connection) -> None:
    """Resolve the documents whose keys stand in the temporary table touched_documents (see sql/resolve/decrees.sql)."""
    # The central party bodies number their documents in one series.
    codes = sorted(code for code, body in document_types().issuers.items() if not body and code != "TW")
    run_sql(connection, "resolve/decrees.sql", {"code_of_many": f"[/-]({'|'.join(codes)})$"})
