"""Bodies as they were sent: every encoding undone, a cut one told, a plain one under a false header left as it is."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pyarrow as pa
import pytest
from hypothesis import strategies as st

from tests.properties import holds_for
from theodoi.warc.bodies import BrokenBody, decoded_body

PAGE = ("<html><body><h1>Một cửa về thôn</h1>" + "<p>Người dân nộp hồ sơ ngay tại thôn.</p>" * 200).encode()


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def chunked(body: bytes) -> bytes:
    half = len(body) // 2
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:half], body[half:])) + b"0\r\n\r\n"


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": lambda body: pa.compress(body, codec="zstd", asbytes=True),
}


def body_of(sent: bytes, encoding: str, most: int = 1 << 20) -> bytes:
    return decoded_body(sent, (("Content-Encoding", encoding),), most)


@pytest.mark.parametrize("encoding", PACK)
def test_a_body_is_read_as_it_was_sent(encoding: str) -> None:
    assert body_of(PACK[encoding](PAGE), encoding) == PAGE
    assert body_of(PACK[encoding](PAGE), encoding.upper()) == PAGE


@pytest.mark.parametrize("encoding", PACK)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
def test_a_body_that_ends_before_its_encoding_does_is_broken(encoding: str, share: float) -> None:
    sent = PACK[encoding](PAGE)
    with pytest.raises(BrokenBody, match="ends before its"):
        body_of(sent[: int(len(sent) * share)], encoding)


@pytest.mark.parametrize("encoding", PACK)
@pytest.mark.parametrize("plain", [PAGE, "Một cửa về thôn, không thẻ nào.".encode(), b"", "\ufeff<p>".encode()])
def test_a_plain_body_under_a_false_header_stays(encoding: str, plain: bytes) -> None:
    assert body_of(plain, encoding) == plain


@pytest.mark.parametrize("encoding", ["br", "deflate"])
def test_bytes_of_no_encoding_and_no_text_are_broken(encoding: str) -> None:
    with pytest.raises(BrokenBody, match="is not encoded as its headers say"):
        body_of(bytes(range(200, 256)) * 40, encoding)


def test_encodings_on_top_of_one_another_are_undone_in_turn() -> None:
    assert body_of(gzip.compress(brotli.compress(PAGE)), "br, gzip") == PAGE


def test_gzip_of_several_members_is_read_to_its_end_and_what_stands_behind_is_left() -> None:
    assert body_of(gzip.compress(PAGE[:99]) + gzip.compress(PAGE[99:]) + b"\r\n", "gzip") == PAGE


def test_deflate_without_header_is_read() -> None:
    assert body_of(raw_deflate(PAGE), "deflate") == PAGE


@pytest.mark.parametrize("encoding", PACK)
def test_a_bomb_stops_soon_after_the_most_that_is_read(encoding: str) -> None:
    assert len(body_of(PACK[encoding](bytes(10_000_000)), encoding, most=1000)) == 1001


def test_chunks_are_joined_and_a_cut_one_is_broken() -> None:
    headers = (("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip"))
    sent = chunked(gzip.compress(PAGE))
    assert decoded_body(sent, headers, 1 << 20) == PAGE
    for cut in (sent[:-5], sent[: len(sent) // 3]):
        with pytest.raises(BrokenBody, match="ends before its last chunk"):
            decoded_body(cut, headers, 1 << 20)
    assert decoded_body(PAGE, headers, 1 << 20) == PAGE


@holds_for(st.binary(max_size=300), st.sampled_from([*PACK, "gzip, br", "identity", "", "*"]), st.booleans())
def test_any_body_is_read_or_broken(sent: bytes, encoding: str, packed: bool) -> None:
    if packed and encoding in PACK:
        sent = PACK[encoding](sent)[: len(sent) or None]
    try:
        assert isinstance(body_of(sent, encoding, most=5_000), bytes)
    except BrokenBody as broken:
        assert str(broken).isprintable()
