"""Reading the registry's YAML files: one fast loader, one way to validate, faults told with file, line and entry."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast, get_args

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StrictBool,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails

from theodoi.paths import data_dir


class RegistryError(ValueError):
    """A registry file is wrong; the message names the file, the line and the entry."""


# How a file begins that names its schema to editors; nothing is read from that line.
SCHEMA_LINE = "# yaml-language-server: $schema="


# the loader ----------------------------------------------------------------------------------------------------------


class Fields(dict[str, Any]):
    """A mapping of a registry file that knows the `line` on which it begins, counted from 1."""

    line: int = 0


# The C loader is ten times as fast; libyaml is missing only from hand-made builds of PyYAML.
if TYPE_CHECKING:
    _SafeLoader = yaml.SafeLoader
else:
    _SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Loader(_SafeLoader):
    """Reads mappings as Fields; a key that stands twice in one is an error."""


def _fields(loader: Loader, node: yaml.MappingNode) -> Iterator[Fields]:
    made = Fields()
    made.line = node.start_mark.line + 1
    yield made
    made.update(cast("dict[str, Any]", loader.construct_mapping(node)))  # the models refuse a key that is no text
    if len(made) < len(node.value):
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value!r} stands twice", problem_mark=key.start_mark)
            seen.add(key.value)


def _time(loader: Loader, node: yaml.ScalarNode) -> object:
    """A day or time; what looks like one and is none stays text, which the models refuse with its line."""
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return node.value


Loader.add_constructor("tag:yaml.org,2002:map", _fields)
Loader.add_constructor("tag:yaml.org,2002:timestamp", _time)


def registry_dir(directory: Path | None = None) -> Path:
    """The registry's folder: the one given, or this installation's."""
    return directory if directory is not None else data_dir("registry")


# what files hold -----------------------------------------------------------------------------------------------------


class Entry(BaseModel):
    """What all models of registry files share: known fields only; a word of a vocabulary is kept as a plain string."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_enum_values=True)


Text = Annotated[str, Strict(), Field(min_length=1, pattern=r"\S")]
Id = Annotated[str, Strict(), Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=200)]
Flag = StrictBool
ONE_OR_SEVERAL = WithJsonSchema(
    {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
)


class Example(Entry):
    """A text as news have it, and the value that must be read from it; tests read it through the extractor."""

    text: Text
    value: Annotated[float, Strict()]


_DAY = {
    "anyOf": [
        {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"},
        {"type": "integer", "minimum": 1000, "maximum": 9999},
    ]
}


def _first(value: object) -> object:
    return _day(value, last=False)


def _last(value: object) -> object:
    return _day(value, last=True)


# `2025-03` and `2025` stand for their first day where something begins, for their last where it ends.
FirstDay = Annotated[date, BeforeValidator(_first), WithJsonSchema(_DAY)]
LastDay = Annotated[date, BeforeValidator(_last), WithJsonSchema(_DAY)]


def _day(value: object, last: bool) -> date | None:
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
        raise ValueError(f"{value!r} is no date; write 2025-03-01, 2025-03 or 2025") from None


def day(where: str, value: object, last: bool = False) -> date | None:
    """A date from a cell: a day, or `2025-03` or `2025` for its first (`last`: its last) day. Raises RegistryError."""
    try:
        return _day(value, last)
    except ValueError as error:
        raise RegistryError(f"{where}: {error}") from None


# validation ----------------------------------------------------------------------------------------------------------

_File = TypeVar("_File", bound=BaseModel)
# Lists whose members messages call by their id, and what one of them is called.
_LISTS = {
    "entries": "entry",
    "provinces": "province",
    "patterns": "pattern",
    "nicknames": "nickname",
    "units": "unit",
    "types": "type",
}


def read_file(path: Path, model: type[_File], name: str | None = None) -> tuple[_File, Fields]:
    """A registry file as its model, and its mapping as read, whose entries know their lines.

    Raises RegistryError with all faults, a line each: file (`name` where it is to be called otherwise), line, entry,
    field and what is wrong.
    """
    name = name or path.name
    try:
        text = path.read_text(encoding="utf-8")
        data = yaml.load(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        where = f"{name}{f':{at.line + 1}' if at else ''}"
        raise RegistryError(f"{where}: not readable as YAML: {error.problem or error}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RegistryError(f"{name}: not readable as YAML: {' '.join(str(error).split())}") from error
    if not isinstance(data, Fields):
        raise RegistryError(f"{name}: one `field: value` a line is expected at the top")
    try:
        return model.model_validate(data), data
    except ValidationError as error:
        tree = yaml.compose(text, Loader=Loader)
        raise RegistryError("\n".join(_told(name, model, tree, data, fault) for fault in error.errors())) from None


def place_of(file: str, what: str, number: int, raw: object) -> str:
    """How messages name an entry: "government.yaml:12: entry bo-cong-an", or by its number where it has no id."""
    line = f":{raw.line}" if isinstance(raw, Fields) else ""
    name = raw.get("id") if isinstance(raw, dict) else None
    return f"{file}{line}: {what} {name or number}"


def _told(name: str, model: type[BaseModel], tree: yaml.Node | None, data: Fields, fault: ErrorDetails) -> str:
    """A fault as a line for a person."""
    path = fault["loc"]
    where = f"{name}:{_line(tree, path)}"
    field = path
    if len(path) > 1 and path[0] in _LISTS and isinstance(path[1], int):
        raw = data[path[0]][path[1]]
        called = raw.get("id") if isinstance(raw, dict) else None
        where, field = f"{where}: {_LISTS[path[0]]} {called or path[1] + 1}", path[2:]
    at = f"field {'.'.join(map(str, field))}: " if field else ""
    return f"{where}: {at}{_sentence(model, fault)}"


def _sentence(model: type[BaseModel], fault: ErrorDetails) -> str:
    match fault["type"]:
        case "extra_forbidden":
            known = _model_at(model, fault["loc"][:-1])
            return f"unknown; the fields are {', '.join(f.alias or n for n, f in known.model_fields.items())}"
        case "missing":
            return "is missing"
        case "string_too_short" | "too_short":
            return "is empty"
        case "model_type":
            return f"should be fields, found {str(fault['input'])[:80]!r}"
        case "enum" | "literal_error":
            expected = fault["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
            return f"{fault['input']!r} is none of {expected}"
        case _:
            told = str(fault["msg"]).removeprefix("Value error, ")
            told = (
                told.replace("valid tuple", "list")
                .replace("valid list", "list")
                .replace("valid string", "text")
                .removeprefix("Input ")
            )
            return told if fault["type"] == "value_error" else f"{told}, found {str(fault['input'])[:80]!r}"


def _model_at(model: type[BaseModel], path: tuple[str | int, ...]) -> type[BaseModel]:
    """The model of the mapping that a path leads to."""
    for step in path:
        if isinstance(step, str):
            fields = {f.alias or n: f for n, f in model.model_fields.items()}
            model = next(_models_in(fields[step].annotation)) if step in fields else model
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and not isinstance(annotation, GenericAlias) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def _line(tree: yaml.Node | None, path: tuple[str | int, ...]) -> int:
    """The line of a value, of the key where the value is unknown, or of the nearest thing that holds it."""
    node = tree
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == step), None)
            if found is None:
                break
            node = found[1] if isinstance(found[1], yaml.CollectionNode) else found[0]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            break
    return node.start_mark.line + 1 if node is not None else 1


# periods -------------------------------------------------------------------------------------------------------------


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
