"""The report page of a run: one file of HTML that needs nothing else, from the run's facts and the templates beside this module."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from theodoi.contracts import Kind
from theodoi.report.facts import UNTOLD, Head, RunFacts
from theodoi.report.store import page_address
from theodoi.settings import VIETNAM

_STATUS = {
    "published": "Published",
    "nothing_new": "Nothing new",
    "dry_run": "Dry run",
    "refused": "Refused",
    "undone": "Taken back",
    "forgotten": "Forgotten",
    "failed": "Failed",
    "running": "Still running",
}


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the page: `templates/sections/<template or id>.html.j2`, shown when the facts give it something to say.

    What was found is `folded`: an operator opens it to see that the night makes sense, readers have the brief.
    """

    id: str
    title: str
    wanted: Callable[[RunFacts], bool] = lambda facts: True
    template: str | None = None
    folded: bool = False


def _others(kind: Kind) -> Section:
    """The section of a kind that has none of its own making."""
    title = kind.called[0].upper() + kind.called[1:]
    return Section(kind.found, title, lambda facts: facts.told(kind.found) is not None, "others", folded=True)


SECTIONS: tuple[Section, ...] = (
    Section("gained-lost", "Gained and lost", lambda facts: facts.gained_lost is not None),
    Section("sources", "Sources", lambda facts: bool(facts.sources) or facts.fetched),
    Section("problems", "Problems", lambda facts: bool(facts.problems)),
    Section("changes", "Changed after publication", lambda facts: bool(facts.changes)),
    Section("gates", "Gates", lambda facts: bool(facts.gates)),
    Section("quarantine", "Quarantine"),
    Section("stages", "Stages", lambda facts: bool(facts.stages)),
    Section("slowest", "Slowest to fetch", lambda facts: bool(facts.slowest)),
    Section("decrees", "Decrees cited", lambda facts: bool(facts.decrees), folded=True),
    Section("organisations", "Organisations named", lambda facts: bool(facts.organisations), folded=True),
    Section("metrics", "Figures stated", lambda facts: bool(facts.metrics), folded=True),
    Section("systems", "State information systems", lambda facts: bool(facts.systems), folded=True),
    *(_others(kind) for kind in UNTOLD),
)


def render_page(facts: RunFacts, sections: Iterable[Section] = SECTIONS) -> str:
    """The whole page of one run."""
    shown = [section for section in sections if section.wanted(facts)]
    return page_environment().get_template("run.html.j2").render(facts=facts, head=facts.head, sections=shown)


def render_index(runs: Iterable[tuple[str, Head]], problems: Iterable[str] = ()) -> str:
    """The list of the newest runs, each a profile and its run, with what could not be read."""
    listed = [(profile, head, page_address(profile, head.batch_id, head.dag_id, head.run_id)) for profile, head in runs]
    return page_environment().get_template("index.html.j2").render(runs=listed, problems=list(problems))


def render_notice(title: str, sentence: str, link: tuple[str, str] | None = None) -> str:
    """A page that says one thing, such as that there is no report; `link` is an address and its words."""
    return page_environment().get_template("notice.html.j2").render(title=title, sentence=sentence, link=link)


def page_environment() -> Environment:
    """Where the templates beside this module are read, all values escaped and shown harmlessly."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters |= {"number": _number, "moment": _moment, "day": _day, "duration": _duration, "size": _size}
    environment.filters |= {"words": lambda value: value.replace("_", " "), "status": _STATUS.__getitem__}
    environment.tests["web_address"] = _is_web_address
    return environment


def _shown(value: object) -> object:
    """Any value as it may stand on the page: characters that steer the terminal or the direction of text are made visible."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    if value.isprintable():
        return value
    return "".join("�" if _steers(c) else c for c in value)


def _steers(c: str) -> bool:
    return (unicodedata.category(c) == "Cc" and c not in "\t\n") or unicodedata.bidirectional(c) in {
        "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
    } or c in "\u200e\u200f\u061c\u2028\u2029"  # fmt: skip


def _is_web_address(value: str) -> bool:
    """Whether a link may lead there: http or https with a host, without blanks and control characters."""
    try:
        parts = urlsplit(value)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and value.isprintable() and " " not in value
    except ValueError:
        return False


def _number(value: int | float | None) -> str:
    return "–" if value is None else f"{value:,}"


def _moment(value: datetime | None) -> str:
    return "–" if value is None else f"{value.astimezone(VIETNAM):%Y-%m-%d %H:%M:%S}"


def _day(value: date | None) -> str:
    return "undated" if value is None else value.isoformat()


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _size(count: int | None) -> str:
    if count is None:
        return "–"
    return (
        f"{count:,} B" if count < 1000 else f"{count / 1000:,.0f} kB" if count < 1_000_000 else f"{count / 1e6:,.1f} MB"
    )
