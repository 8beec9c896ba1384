"""Mentions of organisations."""

from __future__ import annotations

from theodoi.columns import column, words
from theodoi.kinds.kind import Case, Entity, Listed, Share, finding, joined
from theodoi.vocabularies import Role

KIND = finding(
    "organisation_mentions",
    "mention_id",
    "One mention of an organisation",
    (
        column(
            "organisation_id",
            "text",
            "Organisation in the registry, or an id made from its name",
            required=True,
            json="id",
        ),
        column("name", "text", "Full official name at the time of the article", required=True),
        column("kind", "text", "ministry, agency, province_committee, …"),
        column("registered", "boolean", "False for a body that the registry does not hold", required=True),
        column(
            "office_holder",
            "boolean",
            "True for an office held by one person (Thủ tướng Chính phủ)",
            required=True,
            json=None,
        ),
        column(
            "parent_id",
            "text",
            "Body that it belongs to, by the registry or the text",
            made_from="parent",
            json="parent",
        ),
        column(
            "area",
            "text",
            "Province that it belongs to, as an id of registry/places.yaml",
            first_name="place",
            made_from="place",
            json="place",
        ),
        words("role", Role, "What it does in its sentence: {listed}", required=True),
        column("person", "text", "Who speaks, acts or holds office for it, as printed", of_others=True, person=True),
        column("office", "text", "That person's office, as printed", of_others=True, person=True),
    ),
    place=40,
    found="organisations",
    one="a mention",
    called="mentions of organisations",
    reader="theodoi.extract.organisations:read",
    needs=("decree_mentions",),
    most=500,
    target=joined("organisation_id"),
    line=lambda row: str(row["name"]) + ("" if row["registered"] else " (not in the registry)"),
    text=lambda item: str(item["name"]),
    # Offices held by one person and agencies in by-lines are in the warehouse; the list leaves them out.
    lists=(Listed("organisations", lambda mention: not mention.optional),),
    entity=Entity("organisations", "organisation_id"),
    shares=(Share("unregistered_share", "registered", False),),
    section="organisations",
    cases=(Case("Bộ Tư pháp công bố kết quả.", ({"name": "Bộ Tư pháp", "registered": True, "role": "speaks"},)),),
)
