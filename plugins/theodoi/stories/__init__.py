"""Stories: which articles tell one text, an update of it, the same release in other words, or other news in one form.

Pure functions from texts to judgements: `told` reads a text, `signature` sketches it for finding candidates, `compare`
judges two of them. What is kept in the warehouse, and how, stands in `sql/resolve/stories.sql`.
"""

from theodoi.stories.comparing import Judgement, compare
from theodoi.stories.reading import Told, told
from theodoi.stories.signatures import SIGNATURE_VERSION, bands, signatures
from theodoi.vocabularies import Likeness

__all__ = ["SIGNATURE_VERSION", "Judgement", "Likeness", "Told", "bands", "compare", "signatures", "told"]
