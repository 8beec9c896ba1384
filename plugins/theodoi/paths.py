"""Where the project's own data lies: beside the code in a checkout, inside the package in a wheel."""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def data_dir(name: str) -> Path:
    """The folder `name` ("registry", "sql" or "expectations") that belongs to this installation.

    Raises FileNotFoundError when the installation is incomplete.
    """
    for candidate in (_PACKAGE / "_data" / name, _PACKAGE.parents[1] / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"this installation of theodoi has no folder {name!r} beside {_PACKAGE}")


def checkout() -> Path | None:
    """The root of the checkout that this code runs from, or None when it runs from an installed wheel."""
    root = _PACKAGE.parents[1]
    return root if (root / "pyproject.toml").is_file() and (root / "dags").is_dir() else None
