"""Whether the relations found in real texts are true: `make eval-relations [ARGS="--draw SEED"]`.

Samples of 100 relations, found by some version of the rules in stretches of the texts beside the checkout, were judged one
by one with the text alone. relations_sample.json keeps where they stand and the verdicts, no texts. The command tells how
many of the true ones and of the false ones are still found. `--draw` prints a fresh sample to be judged; with PYTHONPATH
at another checkout's plugins it is that version's. Samples of one seed overlap as far as two versions agree.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.eval.stretches import command, stretches
from theodoi.extract.decrees import find_decrees, find_relations
from theodoi.extract.spans import DecreeRelation

JUDGED = Path(__file__).with_suffix(".json")
STRETCHES = (("news", 12_000, 12), ("gov", 1_600, 20))  # file, how many, lines of each
SAMPLE, LEAST_TRUE, LEAST_KEPT = 100, 0.95, 0.95
# A relation needs a verb and two documents: a stretch without them is not read.
_WORTH_READING = re.compile(
    r"sửa đổi|bổ sung|thay thế|thay cho|bãi bỏ|h[uủ][yỷ] bỏ|thu hồi|hết hiệu lực|hiệu lực|hướng dẫn|quy định|thực hiện|thi hành|triển khai|căn cứ|cụ thể h",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"luật|pháp lệnh|nghị định|nghị quyết|quyết định|thông tư|chỉ thị|kế hoạch|công văn|/[A-ZĐ]{2}", re.IGNORECASE
)

Place = tuple[str, int, str, int, int, int, int]  # file, first line, relation, spans of subject and object


def worth_reading(seed: int) -> Iterator[tuple[str, int, str]]:
    """Yield file, first line and text of the stretches that may tell of a relation."""
    for name, first, text in stretches(seed, STRETCHES):
        if _WORTH_READING.search(text) and len(_DOCUMENT.findall(text)) > 1:
            yield name, first, text


def found(seed: int) -> dict[Place, str]:
    """The relations of a seed's stretches, each with the text around its evidence."""
    told: dict[Place, str] = {}
    for name, first, text in worth_reading(seed):
        for relation in find_relations(text, find_decrees(text)):
            told[(name, first, relation.relation, *relation.subject, *relation.object)] = _shown(text, relation)
    return told


def _shown(text: str, relation: DecreeRelation) -> str:
    """The evidence with the words around it; subject and object are marked, in one line."""
    marks = sorted([(relation.subject, "S"), (relation.object, "O")], reverse=True)
    start, end = max(0, marks[1][0][0] - 200), max(relation.subject[1], relation.object[1]) + 120
    shown, cut = "", end
    for (begin, stop), letter in marks:
        shown = f"[{letter}:{text[begin:stop]}]{text[stop:cut]}{shown}"
        cut = begin
    return f"<{relation.method}> {' '.join((text[start:cut] + shown).split())}"


def draw(seed: int, told: dict[Place, str]) -> list[Place]:
    """100 relations of those told, by an order that does not depend on what else is among them."""
    order = {place: hashlib.sha256(f"{seed} {place}".encode()).hexdigest() for place in told}
    return sorted(told, key=order.__getitem__)[:SAMPLE]


def judged() -> bool:
    """Print what became of each judged sample; whether enough of the true is found, and little enough of the false."""
    held, found_now = True, cache(lambda seed: found(seed).keys())
    for sample in json.loads(JUDGED.read_text(encoding="utf-8"))["samples"]:
        verdicts = {tuple(place): ok for *place, ok in sample["relations"]}
        now = found_now(sample["seed"])
        true = [place for place, ok in verdicts.items() if ok]
        kept, left = sum(place in now for place in true), sum(place in now for place in verdicts.keys() - true)
        precision = kept / (kept + left) if kept + left else 1.0
        held = held and kept >= LEAST_KEPT * len(true) and precision >= LEAST_TRUE
        print(f"seed {sample['seed']}, {sample['rules']}: {len(true)} of {len(verdicts)} true when judged")
        print(
            f"  now found {kept} of the true (bar {LEAST_KEPT}), {left} of the others: precision {precision:.3f} (bar {LEAST_TRUE})"
        )
    return held


def show(seed: int) -> None:
    """Print a fresh sample, a relation a line."""
    told = found(seed)
    print(f"{len(told)} relations, of which {min(SAMPLE, len(told))} are printed", file=sys.stderr)
    for place in draw(seed, told):
        print(json.dumps([*place, told[place]], ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(command(__doc__, judged, show))
