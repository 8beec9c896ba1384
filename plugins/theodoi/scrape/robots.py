"""What a robots.txt asks of this crawler (RFC 9309), read by Protego within bounds."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from protego import Protego

_MOST_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB are read
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_AGENT_LINE = re.compile(r"[ \t]*user[ -]?agent[ \t]*[: \t][ \t]*([^#\n]*)", re.I)
_OTHERS = "User-agent: (another)"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one file for one crawler."""

    parser: Protego
    agent: str

    def allow(self, url: str) -> bool:
        """Whether the address may be fetched."""
        return self.parser.can_fetch(url, self.agent)

    @property
    def delay_seconds(self) -> float:
        """The pause between two requests that is asked for (Crawl-delay), 0 for none."""
        return self.parser.crawl_delay(self.agent) or 0.0


def read_robots(body: bytes, agent: str) -> Rules:
    """The rules that hold for `agent`, a product name. Whatever the bytes are, they are rules, perhaps none."""
    encoding = next((name for mark, name in _MARKS if body.startswith(mark)), "utf-8")
    # A rule that is cut in the middle would say more than it did.
    whole = body if len(body) <= _MOST_BYTES else body[: body.rfind(b"\n", 0, _MOST_BYTES) + 1]
    lines = whole.decode(encoding, "replace").lstrip("\ufeff").replace("\0", "").splitlines()
    return Rules(Protego.parse("\n".join(_ours(lines, agent.lower()))), agent)


def _ours(lines: list[str], agent: str) -> list[str]:
    """The lines, with the names of other crawlers made one.

    Protego keeps every rule once for each crawler that its group names: thousands of names before thousands of rules
    would take all memory.
    """
    kept: list[str] = []
    for line in lines:
        if found := _AGENT_LINE.match(line):
            name = found[1].strip().lower().replace("*", "")
            if name not in agent:
                line = _OTHERS
            if kept and kept[-1] == line:
                continue
        kept.append(line)
    return kept
