"""Feeds, sitemaps and lists as trees: bytes that may be anything become what lxml reads in linear time.

feedparser is not used: its reader of damaged feeds takes minutes for ten megabytes, and calls them sound.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from html.entities import html5

import lxml.html
from lxml import etree

# Encodings that a declaration may name; any other is read as UTF-8. Some of Python's codecs are no character sets.
_KNOWN = re.compile(
    r"(?:utf-?8|utf-?16(?:le|be)?|us-ascii|iso-?8859-\d{1,2}|(?:windows-|cp)125\d|koi8-r|big5|gb2312|gbk)", re.I
)
_DECLARED_XML = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_DECLARED_HTML = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# A letter or line end of ASCII with a zero byte beside it.
_UTF16 = (
    (re.compile(rb"[\t\n\r\x20-\x7e]\0[\t\n\r\x20-\x7e]\0"), "utf-16-le"),
    (re.compile(rb"\0[\t\n\r\x20-\x7e]\0[\t\n\r\x20-\x7e]"), "utf-16-be"),
)

# What XML 1.0 does not allow; U+FFFD stays in its place, so that an address that held it is refused and not repaired.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{0,31};)?"
)
_CDATA, _CDATA_END = "<![CDATA[", "]]>"


@dataclass(frozen=True, slots=True)
class Xml:
    """A tree, with the line from which its XML is damaged; or the reason why there is none."""

    root: etree._Element | None = None
    damaged_line: int | None = None
    problem: str | None = None  # html_for_xml, not_xml, empty
    sentence: str | None = None


def parse_xml(body: bytes, what: str) -> Xml:
    """The tree of an XML document, read as far as it can be when it is damaged; `what` was expected ("a feed").

    Entities of its own are not resolved (U+FFFD stands for one), and nothing is fetched.
    """
    text = _text(body, _DECLARED_XML).lstrip("\ufeff \t\r\n")
    start = text[:1024].lower()
    if not start:
        return Xml(problem="empty", sentence=f"The answer is empty where {what} was expected.")
    if start.startswith(("<!doctype html", "<html")) or ("<html" in start and "<?xml" not in start[:5]):
        return Xml(problem="html_for_xml", sentence=f"The answer is an HTML page where {what} was expected.")
    if not start.startswith("<"):
        return Xml(problem="not_xml", sentence=f"The answer is no XML where {what} was expected.")
    parser = etree.XMLParser(encoding="utf-8", recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(_with_sound_references(text).encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        return Xml(problem="not_xml", sentence=f"The answer is XML that cannot be read, where {what} was expected.")
    return Xml(root, parser.error_log[0].line if len(parser.error_log) else None)


def parse_html(body: bytes) -> lxml.html.HtmlElement | None:
    """The tree of an HTML page; None when there is nothing in it."""
    text = _text(body, _DECLARED_HTML)
    try:
        return lxml.html.document_fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def local_name(node: etree._Element) -> str:
    """An element's name without its namespace; "" for a comment or a processing instruction."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def plain_text(body: bytes) -> str:
    """The bytes as text, by their mark or their zero bytes, else as UTF-8."""
    return _text(body, _DECLARED_XML).lstrip("\ufeff")


def _text(body: bytes, declared: re.Pattern[bytes]) -> str:
    encoding = next((name for mark, name in _MARKS if body.startswith(mark)), None)
    if encoding is None:
        encoding = next((name for shape, name in _UTF16 if shape.match(body)), None)
    if encoding is None and (found := declared.search(body[:4096])):
        name = found[1].decode("ascii")
        # A declaration that can be read as bytes cannot be true when it says UTF-16.
        encoding = name if _KNOWN.fullmatch(name) and "16" not in name[:6] else None
    return _ILLEGAL.sub("\ufffd", body.decode(encoding or "utf-8", "replace"))


def _with_sound_references(text: str) -> str:
    """The XML with every `&` that XML does not know made what was meant: a letter of HTML, U+FFFD, or a plain ampersand."""
    own_entities = "<!ENTITY" in text
    parts, position = [], 0
    while position < len(text):
        begin = text.find(_CDATA, position)
        begin = len(text) if begin < 0 else begin
        parts.append(_REFERENCE.sub(lambda found: _sound(found, own_entities), text[position:begin]))
        end = text.find(_CDATA_END, begin)
        position = len(text) if end < 0 else end + len(_CDATA_END)
        parts.append(text[begin:position])
    return "".join(parts)


def _sound(found: re.Match[str], own_entities: bool) -> str:
    name = found[1]
    if not name:
        return "&amp;"
    if name.startswith("#"):
        number = int(name[2:-1], 16) if name[1] in "xX" else int(name[1:-1])
        return "\ufffd" if number > 0x10FFFF or _ILLEGAL.match(chr(number)) else found[0]
    if own_entities:  # whatever they stand for is not worth the danger
        return "\ufffd"
    return html.escape(html5[name]) if name in html5 else f"&amp;{name}"
