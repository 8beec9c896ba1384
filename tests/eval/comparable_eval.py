"""What makes figures comparable and which are charted, against annotated figures: `make eval-comparable`, beside the corpus.

comparable.json holds offsets and values, no texts; comparable_second.json is a second reading of them, by the guide alone. A field that it leaves out has its default; a list gives values that
are as right. For each field: how many are right, and of those other than the default how many are read, and rightly.
Of the rows of the annotated articles: how many can be charted as the annotation has them (indicator, area and period), how
many are charted, and how many of these are right in all of value, unit, measure, direction, status, indicator, area and period.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from tests.eval.clean_gold import SHARED
from tests.eval.metric_eval import _corpus
from theodoi.extract.findings import extract
from theodoi.extract.spans import Context, Findings
from theodoi.reading import predictions
from theodoi.registry.names import fold
from theodoi.registry.organisations import load_organisations

GOLD = Path(__file__).with_name("comparable.json")
SECOND = GOLD.with_name("comparable_second.json")
_FAR = 400  # characters that cleaning may have moved a figure since


@cache
def _article(file: str) -> Findings:
    [prediction] = predictions([SHARED / file])
    published = prediction["published_at"]
    day = date.fromisoformat(published[:10]) if published else None
    return extract(prediction["text"], Context(published_on=day, title=prediction["title"]))


def _found(figure: dict) -> Findings:
    if "span" not in figure:
        return _article(figure["file"])
    start, end = figure["span"]
    return extract(_corpus(figure["file"])[start:end])


def judged(show: bool) -> Iterator[tuple[str, object, list, bool]]:
    """Field, what was read, what is right, and whether it is, for each annotated figure that was found."""
    gold = json.loads(GOLD.read_text(encoding="utf-8"))
    for figure in gold["figures"]:
        found = _found(figure)
        near = [
            metric
            for metric in found.metrics
            if metric.value == Decimal(figure["value"])
            and metric.unit == figure["unit"]
            and abs(metric.start - figure["start"]) < _FAR
        ]
        if not near:
            print(f"       not found: {figure['file']} {figure['start']} {figure['value']} {figure['unit']}")
            continue
        metric = min(near, key=lambda m: abs(m.start - figure["start"]))
        names = {body.organisation_id: body.name for body in found.organisations}
        for field, default in gold["defaults"].items():
            wanted = figure.get(field, default)
            right = wanted if isinstance(wanted, list) else [wanted]
            if field == "compiler":
                right = [fold(name) if name else None for name in right]
            read = _compiler(metric.compiler_id, names) if field == "compiler" else getattr(metric, field)
            if field == "unit_detail" and read != "percentage_point":
                read = None
            if show and read not in right:
                print(
                    f"       {field}: read {read}, right {wanted}: {metric.quote} ({figure['file'][-12:]} {metric.start})"
                )
            yield field, read, right, default


def _compiler(compiler_id: str | None, names: dict[str, str]) -> str | None:
    if compiler_id is None:
        return None
    known = load_organisations().by_id.get(compiler_id)
    return fold(known.name if known else names.get(compiler_id, compiler_id))


def charted(show: bool) -> tuple[int, int, int, int]:
    """Rows annotated, those that can be charted, those that are charted, and the right ones among them."""
    rows = can = are = right = 0
    for folder in ("seeds", "fresh"):
        for path in sorted((SHARED / "eval" / "gold" / folder).glob("*.json")):
            entry = json.loads(path.read_text(encoding="utf-8"))
            day = date.fromisoformat(entry["published_on"]) if entry.get("published_on") else None
            [prediction] = predictions([SHARED / entry["text_file"]], published=day)
            for gold in entry["metrics"]:
                if "row" not in gold or gold.get("optional"):
                    continue
                rows += 1
                can += _any(gold["row"].get("indicator")) and _any(gold["row"].get("area")) and bool(gold.get("period"))
                found = [m for m in prediction["metrics"] if _is(m, gold) and "not_charted_because" not in m]
                if not found:
                    continue
                are += 1
                faults = [_faults(metric, gold) for metric in found]
                right += [] in faults
                if show and [] not in faults:
                    print(f"       charted wrongly, {entry['id']} {found[0]['quote']}: {faults[0]}")
    return rows, can, are, right


def agreement() -> dict[str, tuple[int, int]]:
    """For each field: how many figures two readers read alike, and how many both read."""
    gold = json.loads(GOLD.read_text(encoding="utf-8"))
    second = json.loads(SECOND.read_text(encoding="utf-8"))["figures"]
    alike = dict.fromkeys(gold["defaults"], 0)
    for position, other in second.items():
        figure = gold["figures"][int(position)]
        for field, default in gold["defaults"].items():
            one, two = (_choices(reading.get(field, default)) for reading in (figure, other))
            alike[field] += any(choice in two for choice in one)
    return {field: (count, len(second)) for field, count in alike.items()}


def _choices(value: object) -> list:
    return value if isinstance(value, list) else [value]


def _any(value: object) -> bool:
    return any(value) if isinstance(value, list) else bool(value)


def _is(metric: dict, gold: dict) -> bool:
    near = (
        metric["quote"] in gold["quote"]
        or gold["quote"].split()[0] in metric["quote"]
        or gold["quote"] in metric["quote"]
    )
    return metric["unit"] == gold["unit"] and float(metric["value"]) == float(gold["value"]) and near


def _faults(metric: dict, gold: dict) -> list[str]:
    """Names of the fields that a charted row has otherwise than the annotation."""
    wanted = {
        "measure": gold.get("measure", "level"),
        "direction": gold.get("direction", "up"),
        "status": gold.get("status", "observed"),
        "period": gold.get("period"),
        "indicator_id": gold["row"].get("indicator"),
        "area": gold["row"].get("area"),
    }
    return [
        f"{name} {metric.get(name)}, not {right}"
        for name, right in wanted.items()
        if metric.get(name) not in (right if isinstance(right, list) else [right])
    ]


def main() -> int:
    if not SHARED.is_dir():
        print(f"the annotated corpus is not at {SHARED}", file=sys.stderr)
        return 2
    tally: dict[str, list[int]] = {}
    for field, read, right, default in judged("--show" in sys.argv):
        counts = tally.setdefault(field, [0] * 5)  # all, right, read, of these right, wanted
        is_right = read in right
        counts[0] += 1
        counts[1] += is_right
        counts[2] += read != default
        counts[3] += read != default and is_right
        counts[4] += default not in right
    for field, (figures, right, read, hits, wanted) in tally.items():
        precision = hits / read if read else 1.0
        print(
            f"{field:16} right {right}/{figures} ({right / figures:.3f}); other than the default: {read} read, {hits} right (precision {precision:.2f}), {wanted} must be"
        )
    for field, (alike, both) in agreement().items():
        print(f"{field:16} two readers agree {alike}/{both} ({alike / both:.3f})")
    rows, can, are, right = charted("--show" in sys.argv)
    print(f"of {rows} annotated rows {can} can be charted, {are} are charted, {right} of these are right in all fields")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
