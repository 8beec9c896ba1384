"""Bản tin sáng: what a night brought that a policy reader must know, one page a day, for all and for each watchlist."""
