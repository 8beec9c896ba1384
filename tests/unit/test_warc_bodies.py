"""Bodies of archived responses: read as they were sent, left as they are under a false header, broken when they are cut."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pyarrow as pa
import pytest
from hypothesis import strategies as st

from tests.properties import holds_for
from tests.unit.test_doors import is_one_plain_line
from theodoi.warc import Problem, Record
from theodoi.warc.reading import Archive, Found

PAGE = ("<html><body><h1>Một cửa về thôn</h1>" + "<p>Người dân nộp hồ sơ ngay tại thôn.</p>" * 200).encode()
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": lambda body: pa.compress(body, codec="zstd", asbytes=True),
}


def chunked(body: bytes) -> bytes:
    half = len(body) // 2
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:half], body[half:])) + b"0\r\n\r\n"


def read(body: bytes, *headers: str, most: int = 1 << 20) -> Found:
    """The one record of an archive whose response has this body."""
    block = "\r\n".join(["HTTP/1.1 200 OK", *headers, "", ""]).encode() + body
    head = "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://bao.example/1\r\nWARC-Date: 2026-11-21T05:00:00Z\r\n"
    data = f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"
    [found] = Archive(pa.BufferReader(data), most).scan()
    return found


def payload(found: Found) -> bytes:
    assert isinstance(found, Record), found
    return found.payload


@pytest.mark.parametrize("name", PACK)
def test_a_body_is_read_as_it_was_sent(name: str) -> None:
    assert payload(read(PACK[name](PAGE), f"Content-Encoding: {name}")) == PAGE
    assert payload(read(chunked(PACK[name](PAGE)), "Transfer-Encoding: chunked", f"Content-Encoding: {name}")) == PAGE
    assert payload(read(PAGE, f"Content-Encoding: {name}")) == PAGE


@pytest.mark.parametrize("name", PACK)
@pytest.mark.parametrize("share", [0.2, 0.99])
def test_a_cut_body_is_a_broken_answer(name: str, share: float) -> None:
    sent = PACK[name](PAGE)
    found = read(sent[: int(len(sent) * share)], f"Content-Encoding: {name}")
    assert isinstance(found, Problem)
    assert found.kind == "bad_encoding"
    assert found.sentence.startswith("the body of https://bao.example/1 is broken: the answer is cut off")


@pytest.mark.parametrize("cut", [5, 2_000])
def test_a_body_that_ends_before_its_last_chunk_is_a_broken_answer(cut: int) -> None:
    found = read(chunked(PAGE)[:-cut], "Transfer-Encoding: chunked")
    assert isinstance(found, Problem)
    assert "ends before its last chunk" in found.sentence


def test_a_plain_body_that_is_called_chunked_stays() -> None:
    assert payload(read(PAGE, "Transfer-Encoding: chunked")) == PAGE


@pytest.mark.parametrize("name", PACK)
def test_a_bomb_is_too_large(name: str) -> None:
    found = read(PACK[name](bytes(10_000_000)), f"Content-Encoding: {name}")
    assert isinstance(found, Problem)
    assert found.kind == "too_large"


@holds_for(st.binary(max_size=300), st.binary(max_size=40).map(lambda b: b.decode("latin-1").replace("\n", "")))
def test_any_body_and_any_header_give_a_record_or_a_problem(body: bytes, coding: str) -> None:
    found = read(body, f"Content-Encoding: {coding}", f"Content-Type: {coding}")
    assert isinstance(found, Record | Problem)
    if isinstance(found, Problem):
        assert is_one_plain_line(found.sentence)
