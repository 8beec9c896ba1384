"""Atom feeds (RFC 4287), as feed readers watch them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree

_NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: its id stays when the feed is made again, `updated` is a moment in ISO 8601; the rest is left out where there is none."""

    id: str
    title: str
    updated: str
    link: str | None = None
    author: str | None = None
    summary: str | None = None


def feed(id: str, title: str, updated: str, entries: Iterable[Entry], *, author: str | None = None) -> bytes:
    """A feed in UTF-8 with its declaration."""
    root = ElementTree.Element("feed", xmlns=_NAMESPACE)
    _head(root, id, title, updated)
    _by(root, author)
    for each in entries:
        entry = ElementTree.SubElement(root, "entry")
        _head(entry, each.id, each.title, each.updated)
        if each.link:
            ElementTree.SubElement(entry, "link", href=each.link)
        _by(entry, each.author)
        if each.summary is not None:
            _add(entry, "summary", each.summary)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _head(parent: ElementTree.Element, id: str, title: str, updated: str) -> None:
    for name, words in (("title", title), ("id", id), ("updated", updated)):
        _add(parent, name, words)


def _by(parent: ElementTree.Element, author: str | None) -> None:
    if author:
        _add(ElementTree.SubElement(parent, "author"), "name", author)


def _add(parent: ElementTree.Element, name: str, words: str) -> None:
    ElementTree.SubElement(parent, name).text = words
