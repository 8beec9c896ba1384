"""The kinds of findings, each declared once in a file of this folder as `KIND`.

`theodoi.contracts` has them as datasets; docs/contributing.md tells how to add one.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from theodoi.kinds.kind import Kind

__all__ = ["KINDS", "Kind", "in_order_of_reading"]


def _declared() -> tuple[Kind, ...]:
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    kinds = [module.KIND for module in modules if hasattr(module, "KIND")]
    return tuple(sorted(kinds, key=lambda kind: kind.place))


KINDS: tuple[Kind, ...] = _declared()


def in_order_of_reading(kinds: tuple[Kind, ...] = KINDS) -> tuple[Kind, ...]:
    """The kinds so that each stands behind those that its reader needs, else by place. Raises ValueError on a circle."""
    ordered: list[Kind] = []
    rest = list(kinds)
    while rest:
        done = {kind.name for kind in ordered}
        ready = next((kind for kind in rest if done.issuperset(kind.needs)), None)
        if ready is None:
            raise ValueError(f"kinds that need each other, or one that is not there: {', '.join(k.name for k in rest)}")
        ordered.append(ready)
        rest.remove(ready)
    return tuple(ordered)
