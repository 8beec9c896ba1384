"""Scores the judgement of pairs: `make eval-stories`.

Labelled pairs of real articles (beside the checkout), then pairs that are made of real texts: copies with edited words,
cuts, added leads and credits, beside other articles of the same topic. Bars: F1 0.90 of what is joined among labelled
pairs, an origin for 0.7 of `same_source` at precision 0.9, recall 0.95 at precision 0.98 for made pairs, found by their
bands and judged. An origin is right for every pair of one story or one source.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import log
from pathlib import Path

from theodoi.stories import Likeness, Told, compare, told
from theodoi.stories.signatures import signatures

SHARED = Path(__file__).parents[3] / "shared"
ONE_STORY = ("reprint", "update")
EDITS = (0.02, 0.05, 0.10)
CUT = 0.6
_CREDITS = ("Theo báo chí trong nước", "(Tổng hợp)", "PV", "Nguồn: Tổng hợp")


def main(argv: list[str] | None = None) -> int:
    """Print the scores; exit status 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, default=SHARED / "stories/pairs.json", help="labelled pairs")
    parser.add_argument("--corpus", type=Path, default=SHARED / "corpus/lm/news.txt.gz", help="texts to make pairs of")
    parser.add_argument("--articles", type=int, default=600, help="how many articles to make pairs of")
    parser.add_argument("--show", action="store_true", help="list what is judged wrong")
    arguments = parser.parse_args(argv)
    met = [_labelled(arguments.pairs, arguments.show), _made(arguments.corpus, arguments.articles, arguments.show)]
    return 0 if all(met) else 1


def _labelled(path: Path, show: bool) -> bool:
    if not path.is_file():
        print(f"no labelled pairs at {path}")
        return True
    judged: Counter[tuple[str, str]] = Counter()
    joined: Counter[tuple[bool, bool]] = Counter()
    origins: Counter[tuple[str, bool]] = Counter()
    for pair in json.loads(path.read_text(encoding="utf-8")):
        one, other = (told((path.parent / f"texts/{pair['id']}{side}.txt").read_text("utf-8")) for side in "ab")
        judgement = compare(one, other)
        label = pair["label"]
        judged[label, judgement.label.value] += 1
        joined[label in ONE_STORY, judgement.joined] += 1
        origins[label, judgement.one_origin] += 1
        if show and label != judgement.label:
            print(f"  {pair['id']} {label}: {judgement.label.value}, {judgement.because}; {pair.get('note', '')}")
    print("labelled pairs, as judged:")
    for label in dict.fromkeys(label for label, _ in sorted(judged)):
        print(f"  {label:12}", ", ".join(f"{to.value} {judged[label, to]}" for to in Likeness if judged[label, to]))
    f1 = 2 * joined[True, True] / (2 * joined[True, True] + joined[True, False] + joined[False, True])
    given = {label: origins[label, True] for label, _ in origins}
    right = sum(given[label] for label in (*ONE_STORY, "same_source"))
    recall = given["same_source"] / (given["same_source"] + origins["same_source", False])
    precision = right / sum(given.values())
    print(f"  one story: F1 {f1:.3f} (bar 0.90)")
    print(f"  one origin: {recall:.2f} of same_source (bar 0.70), precision {precision:.2f} (bar 0.90);", end=" ")
    print(f"of pairs that are two stories {given['same_source']} right, {sum(given.values()) - right} wrong")
    return f1 >= 0.9 and recall >= 0.7 and precision >= 0.9


def _made(path: Path, number: int, show: bool) -> bool:
    if not path.is_file():
        print(f"no texts to make pairs of at {path}")
        return True
    draw = random.Random(20)
    everything = list(_articles(path))
    chosen = draw.sample(range(len(everything)), number)
    words = " ".join(everything[draw.randrange(len(everything))]).split()
    found: Counter[str] = Counter()
    made: Counter[str] = Counter()
    for index in chosen:
        original = told("\n".join(everything[index]))
        stranger = everything[draw.randrange(len(everything))]
        for kind, lines in _copies(everything[index], stranger, words, draw):
            copy = told("\n".join(lines))
            made[kind] += 1
            near, again = signatures([original, copy])
            right = bool(set(near) & set(again)) and compare(original, copy).joined
            found[kind] += right
            if show and not right:
                judgement = compare(original, copy)
                bands = len(set(near) & set(again))
                print(f"  {kind} {original.headline}: {judgement.label.value}, {judgement.because}, {bands} bands")
    false, others = _neighbours(everything, chosen, show)
    recall = sum(found.values()) / sum(made.values())
    precision = sum(found.values()) / (sum(found.values()) + false)
    print(f"made pairs of {number} articles, found by their bands and joined:")
    for kind in made:
        print(f"  {kind:24} {found[kind] / made[kind]:.3f} of {made[kind]}")
    print(f"  other articles of the same topic joined: {false} of {others}")
    print(f"  recall {recall:.3f} (bar 0.95), precision {precision:.3f} (bar 0.98)")
    return recall >= 0.95 and precision >= 0.98


def _articles(path: Path) -> Iterator[list[str]]:
    """The articles of a file of sentences, a line each; a headline has no full stop."""
    article: list[str] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in map(str.strip, lines):
            if 5 <= len(line.split()) <= 26 and line[-1] not in ".!?…:;,\")”'" and len(article) >= 8:
                if len(article) <= 60 and sum(len(each.split()) for each in article) >= 150:
                    yield article
                article = []
            if line:
                article.append(line)


def _copies(
    article: list[str], stranger: list[str], words: list[str], draw: random.Random
) -> Iterator[tuple[str, list[str]]]:
    """Copies of an article as papers make them, with their kind."""
    for share in EDITS:
        yield f"edits of {share:.0%}", _edited(article, share, words, draw)
    yield f"cut to {CUT:.0%}", _cut(article)
    yield f"cut, edits of {EDITS[0]:.0%}", _cut(_edited(article, EDITS[0], words, draw))
    yield f"cut, edits of {EDITS[1]:.0%}", _cut(_edited(article, EDITS[1], words, draw))
    yield "added lead", [article[0], stranger[1], *article[1:]]
    yield "added credit", [*article, draw.choice(_CREDITS)]
    yield "lead, credit, edits", [
        stranger[0], stranger[1], *_edited(article[1:], EDITS[1], words, draw), draw.choice(_CREDITS)
    ]  # fmt: skip


def _edited(lines: list[str], share: float, words: list[str], draw: random.Random) -> list[str]:
    """Lines with a share of the words left out, replaced or doubled by others."""
    edited = []
    for line in lines:
        kept = []
        for word in line.split():
            if draw.random() >= share:
                kept.append(word)
            elif (what := draw.random()) < 0.4:
                kept.append(draw.choice(words))
            elif what < 0.7:
                kept += [word, draw.choice(words)]
        edited.append(" ".join(kept))
    return [line for line in edited if line]


def _cut(lines: list[str]) -> list[str]:
    """The first lines, until they have CUT of the words."""
    limit, cut = CUT * sum(len(line.split()) for line in lines), []
    for line in lines:
        if cut and limit <= 0:
            break
        cut.append(line)
        limit -= len(line.split())
    return cut


def _neighbours(everything: list[list[str]], chosen: list[int], show: bool) -> tuple[int, int]:
    """How many of the articles' five nearest by rare words, which are other texts, are joined; and how many these are.

    Articles that share more than half of their words in runs are copies in the corpus itself, and left out.
    """
    texts: dict[int, Told] = {}
    names = [frozenset(" ".join(article).split()) for article in everything]
    holders: dict[str, list[int]] = defaultdict(list)
    for index, held in enumerate(names):
        for name in held:
            if name[0].isupper():
                holders[name].append(index)
    false = others = 0
    for index in chosen:
        near: Counter[int] = Counter()
        for name in names[index]:
            if 1 < len(holders[name]) < 300:
                for other in holders[name]:
                    near[other] += log(len(everything) / len(holders[name]))
        del near[index]
        for other, _ in near.most_common(5):
            one, two = (texts.setdefault(at, told("\n".join(everything[at]))) for at in (index, other))
            judgement = compare(one, two)
            if judgement.likeness > 0.5:
                continue
            others += 1
            joined = judgement.joined and bool(set(signatures([one])[0]) & set(signatures([two])[0]))
            false += joined
            if show and joined:
                print(f"  joined: {one.headline} | {two.headline}: {judgement.label.value} {judgement.carried}")
    return false, others


if __name__ == "__main__":
    sys.exit(main())
