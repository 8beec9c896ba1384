"""A warehouse of any size, made up: see `__main__`."""
