"""docker-compose.yml as Compose reads it, for the tests: anchors merged, variables filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import yaml

CHECKOUT = Path(__file__).resolve().parents[1]
FILE = CHECKOUT / "docker-compose.yml"

_VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<word>[^}]*))?\})")


class Variable(NamedTuple):
    """One use of `${name}`, `${name:-default}` or `${name:?message}`."""

    name: str
    default: str | None
    required: bool


def raw_services() -> dict[str, dict]:
    """The services by name, variables as written."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"]


def variables() -> list[Variable]:
    """Every use of a variable in the services."""
    uses = []

    def note(match: re.Match) -> str:
        if match["name"]:
            uses.append(Variable(match["name"], match["word"] if match["kind"] == "-" else None, match["kind"] == "?"))
        return ""

    _each_string(raw_services(), lambda text: _VARIABLE.sub(note, text))
    return uses


def passed_on() -> set[str]:
    """Names of the variables that services get only where .env sets them (`NAME:` without a value)."""
    return {
        name
        for service in raw_services().values()
        for name, value in service.get("environment", {}).items()
        if value is None
    }


def services(environment: Mapping[str, str]) -> dict[str, dict]:
    """The services by name with variables from `environment`. Raises KeyError for a required one that is missing or empty."""

    def fill(match: re.Match) -> str:
        if not match["name"]:
            return "$"
        value = environment.get(match["name"], "")
        if not value and match["kind"] != "-":
            raise KeyError(f"{match['name']} {match['word'] or 'is not set'}")
        return value or match["word"]

    found = _each_string(raw_services(), lambda text: _VARIABLE.sub(fill, text))
    for service in found.values():
        given = {name: environment.get(name) if v is None else v for name, v in service.get("environment", {}).items()}
        service["environment"] = {name: value for name, value in given.items() if value is not None}
    return found


def env_file(path: Path) -> dict[str, str]:
    """The assignments of a .env file, without those that are commented out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def _each_string(value, change: Callable[[str], str]):
    match value:
        case str():
            return change(value)
        case dict():
            return {key: _each_string(item, change) for key, item in value.items()}
        case list():
            return [_each_string(item, change) for item in value]
    return value
