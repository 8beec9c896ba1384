"""Read a corpus with whatever version of the library is on the path: one JSON object a document, for eval_diff.

    PYTHONPATH=<checkout>/plugins python read_corpus.py FOLDER

FOLDER holds `pages` (HTML and WARC files: cleaned, then extracted), `texts` (dumps: cleaned and extracted) and `lines`
(plain texts, taken as they are).
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from theodoi.reading import clean_paths, predictions


def documents(folder: Path) -> Iterator[dict]:
    """Cleaned documents with their findings; a page that is no article has its outcome alone."""
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "text.txt"
        for page in clean_paths([folder / "pages"]):
            found = {}
            if page["outcome"] == "article":
                path.write_text(page["text"], encoding="utf-8")
                published = datetime.fromisoformat(page["published_at"]).date() if page["published_at"] else None
                [found] = predictions([path], raw=True, published=published)
            yield page | {k: v for k, v in found.items() if k not in page}
    for name in ("texts", "lines"):
        for found in predictions([folder / name], raw=name == "lines"):
            yield found | {"id": f"{name}/{found['id']}", "outcome": "article"}


for document in documents(Path(sys.argv[1])):
    sys.stdout.buffer.write(json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
