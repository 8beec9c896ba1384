"""Run by organisation_eval in an environment of its own: reads {"id", "text"} lines, prints the names that underthesea calls ORG."""

import json
import sys

from underthesea import ner

for line in sys.stdin:
    document = json.loads(line)
    names, name = [], []
    for piece in document["text"].split("\n"):
        for word, _, _, tag in ner(piece) if piece.strip() else ():
            if tag == "B-ORG" or (tag == "I-ORG" and not name):
                if name:
                    names.append(" ".join(name))
                name = [word]
            elif tag == "I-ORG":
                name.append(word)
            elif name:
                names.append(" ".join(name))
                name = []
        if name:
            names.append(" ".join(name))
            name = []
    print(json.dumps({"id": document["id"], "names": names}, ensure_ascii=False), flush=True)
