"""Reading the registry's YAML files: one fast loader, and dates that may be a month or a year."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

import yaml

from theodoi.paths import data_dir


class Fields(dict):
    """A mapping of a registry file that knows the `line` on which it begins, counted from 1."""

    line: int = 0


# The C loader is ten times as fast; libyaml is missing only from hand-made builds of PyYAML.
class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Reads mappings as Fields."""


def _fields(loader: Loader, node: yaml.MappingNode) -> Iterator[Fields]:
    made = Fields()
    made.line = node.start_mark.line + 1
    yield made
    made.update(loader.construct_mapping(node))


Loader.add_constructor("tag:yaml.org,2002:map", _fields)


class RegistryError(ValueError):
    """A registry file is wrong; the message names the file and the entry."""


def registry_dir(directory: Path | None = None) -> Path:
    """The registry's folder: the one given, or this installation's."""
    return directory if directory is not None else data_dir("registry")


def read_mapping(path: Path) -> Fields:
    """The mapping at the top of a YAML file. Raises RegistryError with the line of a syntax error."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        raise RegistryError(f"{path.name}{f':{at.line + 1}' if at else ''}: {error.problem or error}") from error
    except yaml.YAMLError as error:
        raise RegistryError(f"{path.name}: {error}") from error
    if not isinstance(data, dict):
        raise RegistryError(f"{path.name}: expected a mapping at the top, found {type(data).__name__}")
    return data


def place_of(file: str, what: str, number: int, raw: object) -> str:
    """How messages name an entry: "government.yaml:12: entry bo-cong-an", or by its number where it has no id."""
    line = f":{raw.line}" if isinstance(raw, Fields) else ""
    name = raw.get("id") if isinstance(raw, dict) else None
    return f"{file}{line}: {what} {name or number}"


def check_fields(where: str, entry: object, allowed: Iterable[str], required: Iterable[str]) -> Mapping:
    """`entry` as a mapping with known fields only. Raises RegistryError."""
    if not isinstance(entry, dict):
        raise RegistryError(f"{where}: expected fields, found {entry!r}")
    for name in required:
        if not entry.get(name):
            raise RegistryError(f"{where}: field {name!r} is missing")
    unknown = sorted(set(map(str, entry)) - set(allowed))
    if unknown:
        raise RegistryError(f"{where}: unknown field {unknown[0]!r}; known are {', '.join(sorted(allowed))}")
    return entry


def strings(where: str, value: object) -> tuple[str, ...]:
    """A YAML list of strings. Raises RegistryError."""
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise RegistryError(f"{where}: expected a list of names, found {value!r}")
    return tuple(value)


def day(where: str, value: object, last: bool = False) -> date | None:
    """A date from YAML: a day, or `2025-03` or `2025` for its first (`last`: its last) day. Raises RegistryError."""
    if value is None or isinstance(value, date):
        return value
    parts = str(value).split("-")
    try:
        if len(parts) == 3:
            return date.fromisoformat(str(value))
        year, month = int(parts[0]), int(parts[1]) if len(parts) > 1 else (12 if last else 1)
        if len(parts) > 2 or len(parts[0]) != 4:
            raise ValueError
        return date(year, month, calendar.monthrange(year, month)[1] if last else 1)
    except (ValueError, calendar.IllegalMonthError):
        raise RegistryError(f"{where}: {value!r} is no date; write 2025-03-01, 2025-03 or 2025") from None


def covers(valid_from: date | None, valid_to: date | None, on: date) -> bool:
    """Whether the day lies in the period; both ends belong to it, None is open."""
    return (valid_from is None or valid_from <= on) and (valid_to is None or on <= valid_to)


def distance(valid_from: date | None, valid_to: date | None, on: date) -> int:
    """Days between `on` and the period, 0 inside it."""
    if valid_from is not None and on < valid_from:
        return (valid_from - on).days
    if valid_to is not None and on > valid_to:
        return (on - valid_to).days
    return 0
