"""The rules that refine the reading of one site's pages: selectors of its layout, found by address and day.

They are data (`page_rules` in registry/sources), written only where a stored page proves them. A layout has a period,
so that pages of an archive are read by the layout of their time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from theodoi.registry.layouts import PARTS, SEVERAL, Layout, Part, begins, compiled
from theodoi.registry.reading import covers
from theodoi.registry.sources import load_sources
from theodoi.settings import settings


@dataclass(frozen=True, slots=True)
class PageRules:
    """The compiled rules of one layout. `source_id` and `proof` say whose they are and what proves them."""

    source_id: str
    valid_from: date | None
    valid_until: date | None
    proof: str
    selectors: Mapping[Part, tuple[CSSSelector, ...]]

    @classmethod
    def of(cls, source_id: str, layout: Layout) -> PageRules:
        """The rules that a source file declares, ready for use."""
        selectors: dict[Part, tuple[CSSSelector, ...]] = {}
        for part in PARTS:
            written: list[str] = getattr(layout, part)
            if written:
                together = [", ".join(written)] if part in SEVERAL else written
                selectors[part] = tuple(map(compiled, together))
        return cls(source_id, layout.valid_from, layout.valid_until, layout.proof, selectors)

    def names(self, part: Part) -> bool:
        """Whether the rules say where this part is."""
        return part in self.selectors

    def select(self, root: HtmlElement, part: Part) -> list[HtmlElement]:
        """The elements at or below `root` that hold a part, in the order of the page, none inside another; [] when there are none."""
        for selector in self.selectors.get(part, ()):
            if found := selector(root):
                return _outermost(found)
        return []

    def first(self, root: HtmlElement, part: Part) -> HtmlElement | None:
        """The first element at or below `root` that holds a part."""
        return next(iter(self.select(root, part)), None)


def _outermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    if len(elements) == 1:
        return elements
    chosen = set(elements)
    return [e for e in elements if not any(above in chosen for above in e.iterancestors())]


def page_rules(url: str | None, canonical: str | None, day: date | None) -> PageRules | None:
    """The rules for a page at `url`, or, when no source owns that, at the address that the page itself claims.

    `day` chooses the layout: publication if known, else capture; None chooses the newest. None when the site has no
    rules for that day. Raises SourceError and FileNotFoundError when the source files cannot be read.
    """
    sites = _sites(settings().sources_folder("live"))
    for address in (url, canonical):
        layouts = _owned(sites, address)
        if layouts is None:
            continue
        if day is None:
            return layouts[-1] if layouts else None
        return next((rules for rules in layouts if covers(rules.valid_from, rules.valid_until, day)), None)
    return None


# A site as (host without www., port or None): the layouts of its source in the order of their periods.
_Sites = Mapping[tuple[str, int | None], tuple[PageRules, ...]]


@lru_cache(maxsize=8)
def _sites(folder: Path) -> _Sites:
    """The sites of all sources of a folder; one without rules is there too, since it hides those of the site above it."""
    sites: dict[tuple[str, int | None], tuple[PageRules, ...]] = {}
    for source in load_sources(folder).values():
        home = urlsplit(source.home)
        site = ((home.hostname or "").removeprefix("www."), home.port)
        layouts = sorted(source.page_rules, key=begins)
        # Two sources may share a site, a paper and one of its sections: one of them has the rules.
        if layouts or site not in sites:
            sites[site] = tuple(PageRules.of(source.id, layout) for layout in layouts)
    return sites


def _owned(sites: _Sites, address: str | None) -> tuple[PageRules, ...] | None:
    """The layouts of the nearest site that an address lies on, as Source.owns has it; None when it lies on none."""
    try:
        parts = urlsplit(address or "")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"}:
        return None
    for site in _upwards(host):
        for key in ((site, port), (site, None)):
            if key in sites:
                return sites[key]
    return None


def _upwards(host: str) -> Iterable[str]:
    """A host and the domains above it: a.b.vn, b.vn, vn."""
    labels = host.split(".")
    return (".".join(labels[start:]) for start in range(len(labels)))
