"""The doors: what may be hostile comes out so that Postgres, UTF-8, a URL parser and a clock can hold it, or is refused."""

from __future__ import annotations

import os
import unicodedata
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import strategies as st

from tests.properties import holds_for
from theodoi.doors import (
    ADDRESS_CHARACTERS,
    HEADER_CHARACTERS,
    Refused,
    address,
    file_name,
    header,
    loggable,
    moment,
    slug,
    text,
)

ANY_TEXT = st.text(st.characters(), max_size=80)  # with surrogates, which st.text leaves out


def held_by_postgres(value: str) -> bool:
    """Whether Postgres takes it as text of a UTF-8 database."""
    return "\0" not in value and value.encode("utf-8", "replace").decode() == value


def is_one_plain_line(value: str) -> bool:
    return not any(unicodedata.category(c) in {"Cc", "Cs"} or c in "\u202e\u2066\u2028\u2029" for c in value)


# text ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "out"),
    [
        ("Nghị định\0 số 5", "Nghị định số 5"),
        ("a\ud800b", "ab"),
        ("a\u202eb\u2066c", "abc"),
        ("\x1b[31mđỏ", "[31mđỏ"),
        ("một\r\nhai\rba\tbốn", "một\nhai\nba\tbốn"),
        (b"Xin ch\xc3\xa0o \xff", "Xin chào \ufffd"),
        ("x" * 30, "x" * 19 + "…"),
        ("x" * 20, "x" * 20),
    ],
)
def test_text_is_freed_of_what_cannot_be_held(value: str | bytes, out: str) -> None:
    assert text(value, 20) == out


@holds_for(ANY_TEXT | st.binary(max_size=80), st.integers(1, 50))
def test_any_text_can_be_held(value: str | bytes, most: int) -> None:
    out = text(value, most)
    assert len(out) <= most and held_by_postgres(out)
    assert text(out, most) == out


# addresses -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("http://bao.example/bai-1.html", "http://bao.example/bai-1.html"),
        ("  https://Bao.Example/a#phan-2 ", "https://bao.example/a"),
        ("http://bao.example/tin\n tức", "http://bao.example/tin%20t%E1%BB%A9c"),
        ("/bai-2.html?a=1&b=[2]", "https://goc.example/bai-2.html?a=1&b=%5B2%5D"),
        ("http://bao.example/x;", "http://bao.example/x;"),
        ("//khac.example/x", "https://khac.example/x"),
        ("http://báo.example/", "http://xn--bo-mia.example/"),
        ("http://[2001:db8::1]:8080/", "http://[2001:db8::1]:8080/"),
        (
            "http://bao.example/" + "a" * (ADDRESS_CHARACTERS - 19),
            "http://bao.example/" + "a" * (ADDRESS_CHARACTERS - 19),
        ),
    ],
)
def test_an_address_is_given_as_it_will_be_sent(value: str, sent: str) -> None:
    assert address(value, "https://goc.example/muc/") == sent
    assert address(sent) == sent


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("http://127.0.0.1:21200\\@bao.example/x", "backslash"),
        ("http://bao.example\\.khac.example/", "backslash"),
        ("http:\\\\bao.example/", "backslash"),
        ("http://bao.example@khac.example/", "user"),
        ("http://u:p@bao.example/", "user"),
        ("http://@bao.example/", "user"),
        ("http://bao.example/\0", "characters"),
        ("http://bao.example/\x1b[2J", "characters"),
        ("http://bao.example/\u202e", "characters"),
        ("http://bao.example/\ud83d", "characters"),
        ("http://bao.example/b\ufffdi-1.html", "characters"),
        ("http://[::1/", "parsed"),
        ("http://[fe80::1%25eth0]/", "host"),
        ("http://bao.example:99999/", "parsed"),
        ("http://bao.example:0/", "host"),
        ("http://bao.example:tám/", "parsed"),
        ("http://", "host"),
        ("http:///bao.example/", "host"),
        ("http://bao%2eexample/", "host"),
        ("http://bao example/", "host"),
        ("http://" + "a" * 300 + "/", "host"),
        ("file:///etc/passwd", "http or https"),
        ("ftp://bao.example/x", "http or https"),
        ("data:text/html,x", "http or https"),
        ("javascript:alert(1)", "http or https"),
        ("bao.example/x", "http or https"),
        ("http://bao.example/" + "a" * 3_000, "3,019 characters"),
        ("http://bao.example/" + "ư" * 400, "2,419 characters"),
        ("http://bao.example/" + "a" * 1_000_000, "1,000,019 characters"),
    ],
)
def test_an_address_that_cannot_be_sent_as_it_reads_is_refused_with_a_sentence(value: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        address(value)
    sentence = str(refused.value)
    assert why in sentence and sentence.endswith(".") and len(sentence) < 700 and is_one_plain_line(sentence)


@holds_for(
    ANY_TEXT
    | st.builds("{}{}{}{}".format, st.sampled_from(["http://", "https:", "//", "", "http://a.example"]), ANY_TEXT,
                st.sampled_from(["@", "\\", ":8", "/", "?", "#", "[", "]"]), ANY_TEXT)
)  # fmt: skip
def test_any_address_is_sent_as_it_was_checked_or_refused(value: str) -> None:
    try:
        sent = address(value, "http://goc.example/muc/")
    except Refused as refused:
        assert is_one_plain_line(str(refused)) and held_by_postgres(str(refused))
        return
    parts = urlsplit(sent)
    assert sent.isascii() and sent.isprintable() and " " not in sent and len(sent) <= ADDRESS_CHARACTERS
    assert parts.scheme in {"http", "https"} and parts.hostname and parts.username is None and "\\" not in sent
    assert address(sent) == sent


# moments -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "out"),
    [
        ("2026-11-23T08:15:00+07:00", datetime(2026, 11, 23, 1, 15, tzinfo=UTC)),
        ("2026-11-23T01:15:00Z", datetime(2026, 11, 23, 1, 15, tzinfo=UTC)),
        ("Mon, 23 Nov 2026 01:15:00 GMT", datetime(2026, 11, 23, 1, 15, tzinfo=UTC)),
        (datetime(2026, 11, 23, 1, 15, tzinfo=UTC), datetime(2026, 11, 23, 1, 15, tzinfo=UTC)),
    ],
)
def test_a_moment_is_given_in_utc(value: str | datetime, out: datetime) -> None:
    assert moment(value, datetime(2026, 12, 1, tzinfo=UTC)) == out


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("9999-12-31T23:59:59-12:00", "future"),
        ("0001-01-01T00:00:00+14:00", "before 1990"),
        ("1989-12-31T23:59:59Z", "before 1990"),
        pytest.param((datetime.now(UTC) + timedelta(days=3)).isoformat(), "future", id="in three days"),
        ("2026-11-23T08:15:00", "zone"),
        ("hôm qua", "ISO 8601"),
        ("", "ISO 8601"),
        ("2026-11-23T08:15:00Z" + " " * 1_000_000 + "x", "ISO 8601"),
        ("Mon, 99 Nov 2026 01:15:00 GMT", "ISO 8601"),
    ],
)
def test_a_moment_outside_the_calendar_of_the_web_is_refused(value: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        moment(value)


@holds_for(
    ANY_TEXT | st.datetimes(timezones=st.timezones()).map(datetime.isoformat) | st.datetimes().map(datetime.isoformat)
)
def test_any_date_is_a_moment_that_can_be_moved_to_any_zone_or_refused(value: str) -> None:
    try:
        assert datetime(1990, 1, 1, tzinfo=UTC) <= moment(value) <= datetime.now(UTC) + timedelta(days=2)
    except Refused as refused:
        assert is_one_plain_line(str(refused))


# file names, headers, ids, logs --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("báo/bài 1.html", "báo/bài 1.html"),
        (b"b\xe1o.html", r"b\xe1o.html"),
        (os.fsdecode(b"b\xe1o.html"), r"b\xe1o.html"),
        (r"b\xe1o.html", r"b\\xe1o.html"),
        ("a\x1b[2J\nb", r"a\x1b[2J\x0ab"),
        ("a\u202etxt.exe", r"a\u202etxt.exe"),
        ("a\ud800", r"a\xed\xa0\x80"),
    ],
)
def test_a_file_name_is_shown_in_printable_form(raw: bytes | str, shown: str) -> None:
    assert file_name(raw) == shown


@holds_for(st.binary(max_size=60), st.binary(max_size=60))
def test_two_file_names_never_look_the_same(one: bytes, other: bytes) -> None:
    assert is_one_plain_line(file_name(one)) and held_by_postgres(file_name(one))
    assert file_name(os.fsdecode(one)) == file_name(one)
    assert (file_name(one) == file_name(other)) == (one == other)


@holds_for(st.binary(max_size=200))
def test_any_header_is_one_line_that_can_be_held(raw: bytes) -> None:
    value = header(raw)
    assert is_one_plain_line(value) and held_by_postgres(value)


def test_a_header_is_read_as_utf8_or_latin1_and_bounded() -> None:
    assert header("/tin-tức".encode()) == "/tin-tức"
    assert header(b"caf\xe9\0 \t x") == "café\ufffd x"
    assert len(header(b"x" * 1_000_000)) == HEADER_CHARACTERS


@pytest.mark.parametrize("value", ["..", "<script>", "a/b", "", "A", "a_b", "-a", "a" * 61, "bao\n", "báo", None, 5])
def test_an_id_that_is_no_slug_is_refused(value: object) -> None:
    with pytest.raises(Refused):
        slug(value)


@pytest.mark.parametrize("value", ["a", "bao-1", "demo-chinhphu", "a" * 60])
def test_a_slug_is_an_id(value: str) -> None:
    assert slug(value) == value


@holds_for(ANY_TEXT | st.binary(max_size=80) | st.none() | st.integers())
def test_any_value_is_one_line_in_a_log(value: object) -> None:
    line = loggable(value)
    assert is_one_plain_line(line) and held_by_postgres(line) and len(line) <= 500
