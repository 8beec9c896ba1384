"""Encodings and the repair of characters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        ("Giấy tờ hợp lệ".encode().decode("latin-1").encode().decode("latin-1"), "Giấy tờ hợp lệ", "mojibake"),
        ("Céng hoµ x· héi".encode().decode("latin-1"), "Cộng hoà xã hội", "tcvn3"),
        ("t&amp;iacute;n hi&amp;amp;#7879;u", "tín hiệu", "entity"),
        ("QU&NBSP;Ý &QUOT;A&quot;", 'QU Ý "A"', "entity"),
        ("mộ&#x200B;t c&nbsp ửa", "một c  ửa", "entity"),
        ("HÐND, QÐ-TTg, ÐẮK LẮK, LÐTBXH", "HĐND, QĐ-TTg, ĐẮK LẮK, LĐTBXH", "lookalike"),
        ("ðã ký Ɖề án", "đã ký Đề án", "lookalike"),
        ("sô\u0301 lı\u0300", "số lì", "lookalike"),
        ("СОVID và cơ quаn", "COVID và cơ quan", "lookalike"),
        ("Αirport", "Airport", "lookalike"),
        ("cơ s\x85ở", "cơ s ở", "space"),
        ("dòng\u2028sau\u2029nữa", "dòng sau nữa", "space"),
        ("m\u2009²,\u30005\u202f%", "m ², 5 %", "space"),
        ("k\u200eý\u202a số\u202c", "ký số", "bidi"),
        ("xa\ufdd0 \uffffgần", "xa gần", "control"),
        ("cuối\ud83d câu", "cuối câu", "control"),
        ("\uf0b7 Một; \uf0fc hai\ue00b", "• Một; ✓ hai", "private_use"),
        ("ﬁle ﬂow", "file flow", "ligature"),
        ("１２％ ở ＵＢＮＤ", "12% ở UBND", "fullwidth"),
        ("cuôi\u0301 toan\u0301 phươ\u0300ng", "cuối toán phường", "tone_place"),
        ("Viê \u0323c này", "Việc này", "tone_place"),
        ("ca\u0301\u0301 mo\u0323\u0302t", "cá một", "tone_place"),
        ("so\u0301\u0302", "số", "tone_place"),
        ("sô\u0341", "số", "nfc"),
        ("x" + "\u0301\u0323" * 20, "x\u0323\u0301", "marks"),
    ],
)
def test_repairs(damaged: str, repaired: str | None, kind: str) -> None:
    text, counts = repair(damaged)
    assert counts[kind] >= 1
    assert repair(text) == (text, {})
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
        "uỷ quyền, uỷ ban, ủy ban, hoà bình, hòa bình, thuý, thúy",
        "https://bao.example/t%E1%BB%91t?a=1&copy=2&section=3&lt=4",
        "if (a && b) { x &= y; } // a[i] != '\\u00a0'",
        "ΔT = 5 µm, 3 μm, kΩ, α-tocopherol, Σx², ∑, ∞, ≤, ≠, 10⁶, x₁, 5′",
        "Москва, кВт, Ελλάδα, 東京, かな, ﷺ, नमस्ते, ไทย",
        "नी\u200dक، می\u200cخواهم",
        "👨\u200d👩\u200d👧 👍🏽 ❤\ufe0f 1\ufe0f⃣ 🏳\ufe0f\u200d🌈",
        "GUÐMUNDUR, Işık, Kasım, Erdoğan, Çelik, Øyvind, Žižek, Łódź",
        "Größe, café, Noël, façade, naïve, São Paulo, El Niño, Malmö, Citroën",
        "5 € – 3 £, ½ giờ, ©2024, 1ª, 37 °C, § 5, «trích», ‹dẫn›, 20 000₫",
        "Dòng một\r\ndòng hai\tcột",
    ],
)
def test_leaves_good_text_alone(good: str) -> None:
    text, counts = repair(good)
    assert text is good
    assert not counts


PIECES = st.sampled_from(
    [
        *"aeiouyđĐươêô bcđnt;&#xĐÐðÃáºÂ»¿ÆÄ«¬®µ·ïöäñ",
        *"\u0300\u0301\u0302\u0306\u0309\u0323\u031b\u0131\u00ad\u200b\u200d\ufeff\u00a0\n\ud800\uf0b7ﬁ５аο👍",
        *(
            "&amp;",
            "amp;",
            "&#38;",
            "&nbsp",
            "&NBSP;",
            "&lt;",
            "Ã©",
            "á»‡",
            "â€œ",
            "ViÖt",
            "Vieät",
            "chñ",
            "Việt",
            "cuối",
        ),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join) | st.text())
def test_repairing_twice_changes_nothing_more(text: str) -> None:
    once, counts = repair(text)
    assert bool(counts) == (once != text)
    again, more = repair(once)
    assert again is once
    assert not more
    assert unicodedata.is_normalized("NFC", once)


def test_fold_compares_what_is_said() -> None:
    assert fold("“Chuyển đổi số”: ") == fold(unicodedata.normalize("NFD", "chuyển đổi  SỐ"))
