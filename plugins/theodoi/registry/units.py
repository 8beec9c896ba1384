"""Units of measure and nouns of count, read once from registry/units.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import yaml

from theodoi.paths import data_dir


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its code (`percent`, `VND`, `km`), kind (ratio, money, time, size, rank, score, times, count) and scale."""

    code: str
    kind: str
    scale: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Units:
    """Patterns that read what follows a figure: a unit, or a noun that it counts.

    `unit_at` and `noun_at` are meant for `match(text, offset)`; the form that `unit_at` matched is looked up by `unit_of`.
    """

    unit_at: re.Pattern[str]
    noun_at: re.Pattern[str]
    forms: Mapping[str, Unit]
    exact: Mapping[str, Unit]

    def unit_of(self, form: str) -> Unit:
        """The unit that a matched form writes. Raises KeyError for a form that `unit_at` does not match."""
        plain = " ".join(form.split())
        return self.exact.get(plain) or self.forms[plain.casefold()]


COUNT = Unit("count", "count")


@lru_cache(maxsize=1)
def units() -> Units:
    """The registry, read once per process. Raises FileNotFoundError or yaml.YAMLError when it is damaged."""
    loaded = yaml.safe_load((data_dir("registry") / "units.yaml").read_text(encoding="utf-8"))
    forms: dict[str, Unit] = {}
    exact: dict[str, Unit] = {}
    for entry in loaded["units"]:
        unit = Unit(entry["unit"], entry["kind"], Decimal(entry.get("scale", 1)))
        for form in entry["forms"]:
            if entry.get("exact"):
                exact[form] = unit
            else:
                forms[form.casefold()] = unit
    nouns = {noun.strip() for group in loaded["nouns"].values() for noun in group.split(",")}
    any_case = f"(?i:{_alternatives(forms)})"
    return Units(
        unit_at=re.compile(rf"(?:{_alternatives(exact)}|{any_case})(?:(?<=%)|(?!\w))"),
        noun_at=re.compile(rf"(?i:{_alternatives(nouns)})(?!\w)"),
        forms=forms,
        exact=exact,
    )


def _alternatives(words: Mapping[str, Unit] | set[str]) -> str:
    """Longest first, any run of blanks for a blank."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s{1,3}") for w in sorted(words, key=lambda w: (-len(w), w)))
