"""Stories: which articles tell one text, an update of it, the same release in other words, or other news in one form.

Pure functions from texts to judgements: `told` reads a text, `compare` judges two of them. The sketches that find candidates
are in `theodoi.stories.signatures`: their library is loaded only by who makes them. What is kept in the warehouse, and how, stands in `sql/resolve/stories.sql`.
"""

from theodoi.stories.comparing import Judgement, compare
from theodoi.stories.reading import Told, told
from theodoi.vocabularies import Likeness

__all__ = ["Judgement", "Likeness", "Told", "compare", "told"]
