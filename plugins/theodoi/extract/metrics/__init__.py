"""Every quantified statement of a text: the figure, what it says, what it measures, and who, where, when and by whom.

`reading` finds the numbers that are figures and reads value, unit, comparator, change, target and period; `meaning` adds
what kind of statement it is, `times` how its period is meant and what it is compared with, `indicators` what is measured,
`attribution` whose figure it is, of which area and system, on what ground and who says so; `comparable` how it adds up,
what a share is of and who measured it, `offices` in what office it is said, `claims` which figures tell the same, and
`charting` why one is in no series.
"""

from __future__ import annotations

from collections.abc import Sequence

from theodoi.extract.document import Document
from theodoi.extract.metrics.attribution import Attribution
from theodoi.extract.metrics.charting import with_charting
from theodoi.extract.metrics.claims import with_claims
from theodoi.extract.metrics.comparable import Comparable
from theodoi.extract.metrics.indicators import Measured
from theodoi.extract.metrics.meaning import with_meaning
from theodoi.extract.metrics.objects import Objects
from theodoi.extract.metrics.offices import Offices
from theodoi.extract.metrics.reading import Reader
from theodoi.extract.metrics.times import with_times
from theodoi.extract.spans import Context, DecreeMention, Findings, Metric, OrganisationMention, SystemMention
from theodoi.extract.venues import with_venue

__all__ = ["find_metrics", "read"]


def find_metrics(
    text: str,
    context: Context = Context(),  # noqa: B008 - frozen
    *,
    decrees: Sequence[DecreeMention] = (),
    organisations: Sequence[OrganisationMention] = (),
    systems: Sequence[SystemMention] = (),
) -> tuple[Metric, ...]:
    """Every quantified statement in `text`, in order of offset.

    `decrees`, `organisations` and `systems` are what was found in the same text: numbers of citations are no metrics, and
    whose a figure is and who says it is told by them alone. `optional` marks small counts without charting value. Any
    string is accepted; time is linear in its length.
    """
    held = Findings(organisations=tuple(organisations), systems=tuple(systems))
    return _read(Document(text, context, held), decrees)


def read(document: Document) -> tuple[Metric, ...]:
    """Every quantified statement of a document, by what was found in it before."""
    # A subject may hold figures of its own; a number or a short form holds none.
    return _read(document, [d for d in document.found.decrees if d.form in ("full", "short", "nickname")])


def _read(document: Document, decrees: Sequence[DecreeMention]) -> tuple[Metric, ...]:
    read = sorted(Reader(document, decrees).metrics(), key=lambda m: (m.start, m.end))
    if not read:
        return ()
    meant = [with_meaning(document, m) for m in read]
    timed = [with_times(document, m) for m in meant]
    attribution = Attribution(document, decrees, document.found.organisations, document.found.systems)
    objects = Objects(document, timed, attribution.is_name, attribution.areas.has_place)
    named = objects.all()
    measured = Measured(document, objects).all(named)
    attributed = attribution.all(measured, objects)
    document.changed("metric", "meaning", read, meant)
    document.changed("metric", "times", meant, timed)
    document.changed("metric", "objects", timed, named)
    document.changed("metric", "indicators", named, measured)
    document.changed("metric", "attribution", measured, attributed)
    return tuple(_comparable(document, objects, attributed))


def _comparable(document: Document, objects: Objects, metrics: Sequence[Metric]) -> list[Metric]:
    """The metrics with what makes them comparable, who says them in what office and where, and why they are not charted."""
    offices = Offices(document, document.found.organisations)
    compared = Comparable(document, objects, document.found.organisations).all(metrics)
    said = [with_venue(document, offices.of(metric)) for metric in compared]
    charted = [with_charting(document, metric) for metric in with_claims(said)]
    document.changed("metric", "comparable", metrics, compared)
    document.changed("metric", "said", compared, said)
    document.changed("metric", "charting", said, charted)
    return charted
