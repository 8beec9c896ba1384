"""What a change of the rules gains and loses: `make eval-diff BASE=<git ref>`, over the local corpora.

The library as it is in the working tree is compared with the one at BASE, each in a process of its own, on the same
documents: the demo sites' pages, the seeds, the annotated texts, real pages and news text beside the checkout (where
they are), and the folder given as CORPUS.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from itertools import islice
from pathlib import Path

from tests.site.edition import Edition, all_articles
from tests.site.serve import SITES
from theodoi.reprocess import Comparison, Fact, compare, facts_of_article, render

CHECKOUT = Path(__file__).resolve().parents[2]
SHARED = CHECKOUT.parent / "shared"
_READER = Path(__file__).with_name("read_corpus.py")
_LINES_A_FILE = 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", help="a commit, branch or tag to compare with")
    parser.add_argument("--corpus", type=Path, help="a folder of pages and texts of your own, besides")
    parser.add_argument("--only-corpus", action="store_true", help="that folder alone")
    parser.add_argument("--lines", type=int, default=4000, help="lines of each news text beside the checkout")
    parser.add_argument("--most", type=int, default=40, help="changes of a kind that are printed; 0 for all")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        corpus, base = Path(room) / "corpus", Path(room) / "base"
        gather(corpus, arguments.corpus, arguments.only_corpus, arguments.lines)
        done = subprocess.run(
            ["git", "worktree", "add", "--detach", "--quiet", base, arguments.base],
            cwd=CHECKOUT,
            stderr=subprocess.PIPE,
            text=True,
        )
        if done.returncode != 0:
            print(f"eval-diff: {done.stderr.strip()}", file=sys.stderr)
            return 2
        try:
            sides = [_start(tree, corpus) for tree in (base, CHECKOUT)]
            before, after = (_read(side) for side in sides)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", base], cwd=CHECKOUT, check=True)
    print(render(diff(before, after), f"Gained and lost since {arguments.base}", arguments.most or None))
    return 0


def gather(corpus: Path, own: Path | None, only_own: bool, lines: int) -> None:
    """Lay out the documents as read_corpus expects them."""
    for name in ("pages", "texts", "lines"):
        (corpus / name).mkdir(parents=True)
    if own is not None:
        for path in sorted(p for p in own.rglob("*") if p.is_file()):
            room = corpus / ("texts" if path.suffix == ".txt" else "pages")
            shutil.copy(path, room / path.relative_to(own).as_posix().replace("/", "_"))
    if only_own:
        return
    for site, layout in SITES.items():
        articles = [article for article in all_articles() if article.site == site]
        pages = layout.build(Edition.of(layout.SITE, f"https://{site}.invalid", date(2026, 11, 20), articles))
        for number, page in enumerate(pages.values()):
            if page.status == 200 and page.content_type.startswith("text/html"):
                (corpus / "pages" / f"{site}-{number:03}.html").write_bytes(page.body)
    if SHARED.is_dir():
        for archive in (SHARED / "corpus").glob("*.warc.gz"):
            shutil.copy(archive, corpus / "pages")
        for path in [*(SHARED / "seeds").glob("*.txt"), *(SHARED / "eval" / "texts").glob("*.txt")]:
            shutil.copy(path, corpus / "texts")
        for news in (SHARED / "corpus" / "lm").glob("*.txt.gz"):
            with gzip.open(news, "rt", encoding="utf-8") as stream:
                chosen = [line for line in islice(stream, lines) if line.strip()]
            for start in range(0, len(chosen), _LINES_A_FILE):
                name = f"{news.name.split('.')[0]}-{start:06}.txt"
                (corpus / "lines" / name).write_text("".join(chosen[start : start + _LINES_A_FILE]), encoding="utf-8")


def _start(tree: Path, corpus: Path) -> subprocess.Popen:
    environment = os.environ | {"PYTHONPATH": str(tree / "plugins")}
    return subprocess.Popen([sys.executable, _READER, corpus], env=environment, stdout=subprocess.PIPE)


def _read(side: subprocess.Popen) -> dict[str, dict]:
    documents = {}
    assert side.stdout is not None
    for line in side.stdout:
        document = json.loads(line)
        documents[document["id"]] = document
    if side.wait() != 0:
        raise SystemExit("eval-diff: reading the corpus failed; the message above says why")
    return documents


def diff(before: Mapping[str, dict], after: Mapping[str, dict]) -> Comparison:
    """The comparison of two readings of the same documents, by id."""
    comparison = Comparison()
    for id in sorted(before.keys() | after.keys()):
        compare(comparison, id, _facts(before.get(id)), _facts(after.get(id)))
    return comparison


def _facts(document: dict | None) -> list[Fact]:
    if document is None:
        return []
    if document["article"] is None:
        outcome = f"no article: {document['outcome']}"
        return [Fact("article", (("outcome", document["outcome"]),), (), outcome)]
    return facts_of_article(document["article"], document["findings"])


if __name__ == "__main__":
    sys.exit(main())
