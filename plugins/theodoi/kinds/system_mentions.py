"""Mentions of information systems of the state."""

from __future__ import annotations

from theodoi.columns import column
from theodoi.kinds.kind import Case, Entity, Listed, finding, joined

KIND = finding(
    "system_mentions",
    "mention_id",
    "One mention of a named state information system",
    (
        column("system_id", "text", "System in the registry", required=True, json="id"),
        column("name", "text", "Full name", required=True),
    ),
    place=50,
    found="systems",
    one="a mention",
    called="mentions of systems",
    reader="theodoi.extract.systems:read",
    needs=("decree_mentions", "organisation_mentions"),
    target=joined("system_id"),
    line=lambda row: str(row["name"]),
    text=lambda item: str(item["name"]),
    # Kinds of systems are in the warehouse; the list leaves them out.
    lists=(Listed("systems", lambda mention: not mention.optional),),
    entity=Entity("systems", "system_id", counted=False),
    section="systems",
    cases=(Case("Hồ sơ được nộp qua Cổng Dịch vụ công quốc gia.", ({"name": "Cổng Dịch vụ công quốc gia"},)),),
)
