"""Content codings: what a server sends is undone, cut and damaged bodies are told, none grows without bound."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
from backports import zstd
from hypothesis import strategies as st

from tests.properties import holds_for
from theodoi.codings import ACCEPTED, Broken, TooLarge, decoded
from theodoi.doors import Refused

MOST = 1 << 20
PAGE = "<html><body><p>Cổng dịch vụ công nhận hồ sơ qua mạng.</p></body></html>".encode() * 40


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("name", PACKERS)
def test_each_coding_is_undone(name: str) -> None:
    assert decoded(PACKERS[name](PAGE), name.upper(), MOST) == PAGE


def test_all_codings_that_are_asked_for_are_known() -> None:
    assert {name.strip() for name in ACCEPTED.split(",")} <= PACKERS.keys()


def test_codings_are_undone_from_the_last_to_the_first() -> None:
    assert decoded(brotli.compress(gzip.compress(PAGE)), "gzip, br", MOST) == PAGE


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (raw_deflate(PAGE), "deflate"),
        (gzip.compress(PAGE[:100]) + gzip.compress(PAGE[100:]), "gzip"),
        (gzip.compress(PAGE) + b"\0" * 20, "gzip"),
        (zstd.compress(PAGE[:100]) + zstd.compress(PAGE[100:]), "zstd"),
        (PAGE, "identity"),
        (PAGE, ""),
        *((PAGE, name) for name in (*PACKERS, "utf-8", "none")),
        ("Trang bằng UTF-16".encode("utf-16"), "gzip"),
    ],
)
def test_what_servers_send_beside_the_rules_is_read(body: bytes, name: str) -> None:
    assert decoded(body, name, MOST) in (PAGE, "Trang bằng UTF-16".encode("utf-16"))


def test_no_body_is_no_body_in_any_coding() -> None:
    assert all(decoded(b"", name, MOST) == b"" for name in PACKERS)


@pytest.mark.parametrize("name", PACKERS)
@pytest.mark.parametrize("cut", [1, 4, 40])
def test_a_body_that_is_cut_is_broken(name: str, cut: int) -> None:
    with pytest.raises(Broken, match="cut off"):
        decoded(PACKERS[name](PAGE)[:-cut], name, MOST)


@pytest.mark.parametrize(
    ("body", "name", "why"),
    [
        (b"\x1f\x8bnot gzip", "gzip", "no sound gzip"),
        (gzip.compress(PAGE)[:-8] + b"\0" * 8, "gzip", "no sound gzip"),
        (bytes(range(256)), "br", "no sound br"),
        (b"\x28\xb5\x2f\xfd" + b"\xff" * 40, "zstd", "no sound zstd"),
        (bytes(range(256)), "compress", "encoded as compress"),
        (bytes(range(256)), "\x1b[31m" + "x" * 9_000, "encoded as"),
        (PAGE, ", ".join(["gzip"] * 1_000), "1000 times"),
    ],
)
def test_a_body_that_is_not_what_its_header_says_is_broken(body: bytes, name: str, why: str) -> None:
    with pytest.raises(Broken, match=why) as broken:
        decoded(body, name, MOST)
    assert str(broken.value).isprintable() and len(str(broken.value)) < 200


@pytest.mark.parametrize("name", PACKERS)
def test_a_bomb_ends_at_the_bound(name: str) -> None:
    with pytest.raises(TooLarge, match="1 MB"):
        decoded(PACKERS[name](b" " * (20 * MOST)), name, MOST)


def test_a_bomb_in_several_members_ends_at_the_bound() -> None:
    with pytest.raises(TooLarge):
        decoded(gzip.compress(b" " * (MOST // 2)) * 8, "gzip", MOST)


@holds_for(st.binary(max_size=300), st.sampled_from([*PACKERS, "gzip, br", "gì"]), st.integers(0, 200))
def test_any_body_is_decoded_within_the_bound_or_refused(body: bytes, name: str, most: int) -> None:
    try:
        assert len(decoded(body, name, most)) <= most
    except Refused as refused:
        assert str(refused).endswith(".")


@holds_for(st.binary(min_size=1, max_size=300), st.sampled_from(list(PACKERS)))
def test_what_is_packed_comes_back(body: bytes, name: str) -> None:
    assert decoded(PACKERS[name](body), name, MOST) == body
