"""What was known of a month, frozen: files that are written once, with a checksum that tells whether they are still the same."""

from __future__ import annotations

import calendar
import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, text

from theodoi.exports.package import export_views
from theodoi.exports.views import Days
from theodoi.files import replacing

SUMS = "SHA256SUMS"
OF_MONTH = ("metric_claims", "claim_months", "decree_months", "organisation_months", "legal_changes", "coverage")
AT_END = ("assignments",)  # as they stood on the last day


class NotFrozen(ValueError):
    """A month that is not over, or a package whose files are not those that were frozen."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A package and the checksum of its list of checksums; `before` where it was frozen already."""

    folder: Path
    checksum: str
    before: bool


def freeze(engine: Engine, month: date, folder: Path, *, evidence: str | None = None) -> Frozen:
    """Write what is known of a month as CSV, or check the package that is there. Raises NotFrozen, OSError.

    A package counts as frozen once its list of checksums is there, which is written last.
    """
    place = folder / f"theodoi-{month:%Y-%m}"
    if (place / SUMS).exists():
        return Frozen(place, _checked(place), True)
    first, last = month.replace(day=1), month.replace(day=calendar.monthrange(month.year, month.month)[1])
    with engine.connect() as connection:
        today: date = connection.scalar(text("SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"))
        if last >= today:
            raise NotFrozen(f"{month:%Y-%m} is not over: a month is frozen when its last day has passed")
    days = dict.fromkeys(OF_MONTH, Days(since=first, until=last)) | dict.fromkeys(AT_END, Days(stood_on=last))
    export_views(engine, list(days), place, days=days, evidence=evidence)
    sums = "".join(f"{_digest(file)}  {file.relative_to(place).as_posix()}\n" for file in _files(place))
    with replacing(place / SUMS) as file:
        file.write(sums.encode())
    return Frozen(place, _digest(place / SUMS), False)


def _checked(place: Path) -> str:
    """The checksum of a package whose files are those of its list. Raises NotFrozen."""
    lines = (place / SUMS).read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    found = {file.relative_to(place).as_posix(): _digest(file) for file in _files(place)}
    other = sorted(name for name in listed.keys() | found.keys() if listed.get(name) != found.get(name))
    if other:
        raise NotFrozen(
            f"{place}: {', '.join(other)}: not what was frozen; bring the files back, or freeze into another folder"
        )
    return _digest(place / SUMS)


def _files(place: Path) -> list[Path]:
    return sorted(file for file in place.rglob("*") if file.is_file() and file.name != SUMS)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
