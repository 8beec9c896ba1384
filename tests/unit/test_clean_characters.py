"""Encodings and the repair of characters."""

import unicodedata

import pytest

from theodoi.clean.characters import fold, repair
from theodoi.clean.encodings import decode

SENTENCE = "Sở Nội vụ đã số hoá 1.250 hồ sơ trong quý đầu năm."


@pytest.mark.parametrize(
    ("payload", "content_type"),
    [
        (SENTENCE.encode(), None),
        (b"\xef\xbb\xbf" + SENTENCE.encode(), None),
        (SENTENCE.encode(), "text/html; charset=iso-8859-1"),  # what the bytes say counts
        (b"\xff\xfe" + SENTENCE.encode("utf-16-le"), None),
    ],
)
def test_decodes(payload: bytes, content_type: str | None) -> None:
    assert decode(payload, content_type).text == SENTENCE


def test_windows_1258_is_decoded_and_composed() -> None:
    # The code page holds â, ê, ô, ă, đ, ơ, ư as letters and the tones as marks of their own.
    marks = {"\u0301", "\u0300", "\u0303", "\u0309", "\u0323"}
    pieces = []
    for letter in "Huyện miền núi mở lớp dạy chữ số":
        whole = unicodedata.normalize("NFD", letter)
        tone = "".join(c for c in whole if c in marks)
        pieces.append(unicodedata.normalize("NFC", "".join(c for c in whole if c not in marks)) + tone)
    payload = "".join(pieces).encode("cp1258")
    assert repair(decode(payload, None).text)[0] == "Huyện miền núi mở lớp dạy chữ số"


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    text = decode(SENTENCE.encode() * 20 + b"\xc3", None).text
    assert text.startswith(SENTENCE)


@pytest.mark.parametrize(
    ("damaged", "repaired", "kind"),
    [
        ("Nghị định số 1/2030/NÐ-CP", "Nghị định số 1/2030/NĐ-CP", "lookalike"),
        ("dữ\u00adliệu", "dữliệu", "soft_hyphen"),
        ("kho\u200b dữ liệu", "kho dữ liệu", "zero_width"),
        ("\ufeffKho dữ liệu", "Kho dữ liệu", "bom"),
        ("5\u00a0tỷ đồng", "5 tỷ đồng", "space"),
        ("cơ s\x00ở", "cơ sở", "control"),
        ("t&iacute;n hiệu", "tín hiệu", "entity"),
        (unicodedata.normalize("NFD", "chuyển đổi"), "chuyển đổi", "nfc"),
        ("chuyển đổi số".encode().decode("cp1252", "replace").replace("\ufffd", "\x91"), None, "mojibake"),
        ("Giấy tờ hợp lệ".encode().decode("latin-1"), "Giấy tờ hợp lệ", "mojibake"),
    ],
)
def test_repairs(damaged: str, repaired: str | None, kind: str) -> None:
    text, counts = repair(damaged)
    assert counts[kind] >= 1
    if repaired is not None:
        assert text == repaired


@pytest.mark.parametrize(
    "good",
    [
        SENTENCE,
        "Uỷ ban và Ủy ban, “trích dẫn” ‘đơn’, 15–20%, 3½ giờ…",
        "ĐÃ XONG! CÃI NHAU? «Má» và “cá”: Ã, Ä, Æ",
        "Guðmundur và Sigurðsson đến Hà Nội",
        "AT&T; R&D và 1 < 2",
    ],
)
def test_leaves_good_text_alone(good: str) -> None:
    text, counts = repair(good)
    assert text == good
    assert not counts


def test_fold_compares_what_is_said() -> None:
    assert fold("“Chuyển đổi số”: ") == fold(unicodedata.normalize("NFD", "chuyển đổi  SỐ"))
