"""How a source file declares the layout of its site's article pages: a period, a proof, and CSS selectors for each part."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Annotated, Literal, get_args

from lxml import etree
from lxml.cssselect import CSSSelector, SelectorError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from theodoi.registry.reading import ONE_OR_SEVERAL

# A page has one of each of these; the selectors of a field are tried in turn, and the first that finds something counts.
Single = Literal["title", "lead", "body", "author", "published", "modified", "section"]
# Of these there may be any number; all selectors of a field count together.
Several = Literal["drop", "caption"]
Part = Single | Several
SEVERAL: tuple[Several, ...] = get_args(Several)
PARTS: tuple[Part, ...] = (*get_args(Single), *SEVERAL)


@lru_cache(maxsize=1024)
def compiled(selector: str) -> CSSSelector:
    """A CSS selector ready for use on a page's tree. Raises SelectorError."""
    # `html`: names of elements and attributes are compared as in HTML, in lower case.
    return CSSSelector(selector, translator="html")


def _selector(value: str) -> str:
    try:
        compiled(value)
    except (SelectorError, etree.XPathError) as error:
        raise ValueError(f"not a CSS selector: {error}") from None
    return value


Selectors = Annotated[
    list[Annotated[str, AfterValidator(_selector)]],
    BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
    ONE_OR_SEVERAL,
]


class Layout(BaseModel):
    """One layout of a site's article pages, as its source file declares it under `page_rules`.

    Both ends of the period belong to it, null is open. `proof` names the stored page that the selectors were read from.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    valid_from: date | None = None
    valid_until: date | None = None
    proof: Annotated[str, Field(min_length=1)]
    title: Selectors = []
    lead: Selectors = []
    body: Selectors = []
    author: Selectors = []
    published: Selectors = []
    modified: Selectors = []
    section: Selectors = []
    drop: Selectors = []
    caption: Selectors = []

    @model_validator(mode="after")
    def _makes_sense(self) -> Layout:
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            raise ValueError(f"valid_from {self.valid_from} lies after valid_until {self.valid_until}")
        if not any(getattr(self, part) for part in PARTS):
            raise ValueError(f"it selects nothing: give one of {', '.join(PARTS)}")
        return self


def check_periods(layouts: Sequence[Layout]) -> None:
    """One day has one layout. Raises ValueError for two whose periods overlap."""
    for one, other in itertools.pairwise(sorted(layouts, key=begins)):
        if one.valid_until is None or other.valid_from is None or other.valid_from <= one.valid_until:
            raise ValueError(
                f"the layouts from {one.valid_from or 'the beginning'} and from {other.valid_from or 'the beginning'} "
                "overlap: end the older one the day before, or write the selectors of both as lists in one"
            )


def begins(layout: Layout) -> date:
    """The first day of a layout, for sorting."""
    return layout.valid_from or date.min
