"""Every quantified statement of a text: the figure, what it says, what it measures, and who, where, when and by whom.

`reading` finds the numbers that are figures and reads value, unit, comparator, change, target and period; `meaning` adds
what kind of statement it is, `times` how its period is meant and what it is compared with, `indicators` what is measured,
`attribution` whose figure it is, of which area and system, on what ground and who says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from theodoi.extract.metrics.attribution import Attribution
from theodoi.extract.metrics.indicators import Measured
from theodoi.extract.metrics.meaning import with_meaning
from theodoi.extract.metrics.reading import Reader
from theodoi.extract.metrics.times import with_times
from theodoi.extract.spans import Context, DecreeMention, Metric, OrganisationMention, SystemMention

__all__ = ["find_metrics"]


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
    reader = Reader(text, context, decrees)
    found = sorted(reader.metrics(), key=lambda m: (m.start, m.end))
    if not found:
        return ()
    found = [with_meaning(reader.plain, m) for m in found]
    found = [with_times(reader, m) for m in found]
    found = Measured(reader, context).all(found)
    attribution = Attribution(reader, context, decrees, organisations, systems)
    return tuple(attribution.of(m) for m in found)
