"""Tasks: who must do what, by when, given by whom. docs/architecture.md tells how they are read."""

from __future__ import annotations

from theodoi.extract.assignments.found import Assignment
from theodoi.extract.assignments.reading import Reading
from theodoi.extract.document import Document


def read(document: Document) -> tuple[Assignment, ...]:
    """The tasks of a text, in order of their words."""
    return Reading(document).tasks()
