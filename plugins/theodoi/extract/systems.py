"""Named information systems of the state in a text: "Cổng Dịch vụ công quốc gia", "VNeID", "NDXP"."""

from __future__ import annotations

from functools import lru_cache

from theodoi.extract.gazetteer import Gazetteer, longest
from theodoi.extract.spans import Context, SystemMention
from theodoi.registry.names import view
from theodoi.registry.systems import System, load_systems

# Descriptive names are often written without a capital in running text ("cơ sở dữ liệu quốc gia về dân cư").
_COMMON_NOUNS = (
    "cơ sở dữ liệu", "csdl", "cổng", "nền tảng", "hệ thống", "trục", "mạng", "ứng dụng", "sổ", "hồ sơ", "hệ tri thức", "phần mềm",
)  # fmt: skip


def find_systems(text: str, context: Context = Context()) -> tuple[SystemMention, ...]:  # noqa: B008 - frozen
    """Every mention of a registered system in `text`, in order; any str is accepted."""
    seen = view(text)
    mentions = []
    for start, end, system in longest(_gazetteer().find(seen)):
        begin, stop = seen.span(start, end)
        mentions.append(
            SystemMention(
                start=begin,
                end=stop,
                quote=text[begin:stop],
                confidence=0.95,
                method="systems/registry",
                system_id=system.id,
                name=system.name,
            )
        )
    return tuple(mentions)


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer[System]:
    registry = load_systems()
    names = [(name, system) for system in registry.all for name in (system.name, *system.aliases)]
    long = [n for n, _ in names if n.lower().startswith(_COMMON_NOUNS) and len(n.split()) > 2]
    return Gazetteer(names, any_case=long)
