"""Scores the topic score on titles judged by a guide: `python -m tests.eval.topic_eval [--show]`.

The titles belong to others and stay in ../shared/corpus; the JSON files hold their digests with the judgement. The
first 200 were read before the phrases were written; the 200 of `blind` were judged after it, before any run.
Bars: precision 0.9 at recall 0.9.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from theodoi.clean.topic import topic_score

JUDGED = {"seen": "topic_titles.json", "blind": "topic_titles_blind.json"}
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
BAR = 0.9


def digest(title: str) -> str:
    """What stands for a title in the file of judgements."""
    return hashlib.blake2b(title.encode(), digest_size=8).hexdigest()


def titles() -> Iterator[str]:
    """Headings and titles of the corpus, blanks made one."""
    with gzip.open(CORPUS / "lm" / "gov.txt.gz", "rt", encoding="utf-8") as lines:
        yield from (" ".join(line[3:].split()) for line in lines if line.startswith("## "))
    for path in sorted((CORPUS / "gold").glob("*.json")):
        page = json.loads(path.read_text(encoding="utf-8"))
        listed = page.get("article_titles") or [page["title"]]
        for title in listed.values() if isinstance(listed, dict) else listed:
            yield " ".join(str(title).split())


def main() -> int:
    """Print precision and recall; exit status 1 below the bars or without the corpus."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", action="store_true", help="list the titles that are judged otherwise")
    shown = parser.parse_args().show
    if not CORPUS.is_dir():
        print("needs the annotated corpus in ../shared, which is not beside this checkout", file=sys.stderr)
        return 1
    return 0 if all([scored(name, file, shown) for name, file in JUDGED.items()]) else 1


def scored(name: str, file: str, shown: bool) -> bool:
    """Print the score of one set of titles; returns whether it reaches the bars."""
    judged: dict[str, bool] = json.loads(Path(__file__).with_name(file).read_text(encoding="utf-8"))
    found = {key: title for title in titles() if (key := digest(title)) in judged}
    scores = {key: topic_score(title, "") for key, title in found.items()}
    right = sum(scores[key].on_topic and judged[key] for key in found)
    precision = right / max(1, sum(score.on_topic for score in scores.values()))
    recall = right / sum(judged[key] for key in found)
    print(f"{name}: {len(found)} titles, {sum(judged[key] for key in found)} on topic")
    print(f"  precision {precision:.3f} (bar {BAR}), recall {recall:.3f} (bar {BAR})")
    for key, title in found.items() if shown else ():
        if scores[key].on_topic != judged[key]:
            print(f"  {'missed' if judged[key] else 'taken'}: {title} ({scores[key].sentence})")
    return len(found) == len(judged) and min(precision, recall) >= BAR


if __name__ == "__main__":
    sys.exit(main())
